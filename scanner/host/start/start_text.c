#include "scanner/host/start/start_text.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/machine_locale.h"

#include <stdlib.h>
#include <string.h>

struct text_reading {
	struct arena *arena;
	unsigned code_page;
	char *text;
	bool cut;
};

static void use_text(void *context, const struct view *view)
{
	struct text_reading *reading = context;
	size_t size = view->size > MAX_START_TEXT_BYTES ? MAX_START_TEXT_BYTES : (size_t)view->size;
	uint8_t *bytes = arena_alloc(reading->arena, size + 1);

	reading->cut = size < view->size;
	if (!view_copy(view, 0, size, bytes))
		return;
	reading->text = size >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE
				? text_from_utf16(reading->arena, bytes + 2, size - 2)
				: text_from_code_page(reading->arena, (const char *)bytes, size,
					  reading->code_page);
}

static char *trimmed(char *line)
{
	size_t length;

	line += strspn(line, " \t");
	length = strlen(line);
	while (length && strchr(" \t", line[length - 1]))
		line[--length] = '\0';
	return line;
}

static unsigned page_of(struct host *host, bool oem)
{
	const struct machine_locale *locale = machine_locale(host);
	const struct fact *page = oem ? &locale->oem_code_page : &locale->ansi_code_page;

	if (page->value)
		return (unsigned)strtoul(page->value, NULL, 10);
	return oem ? 437 : 1252;
}

void start_text_lines(struct start_reading *reading, enum start_kind how, const char *path,
	bool oem, void (*take)(void *context, char *line), void *context)
{
	struct host *host = reading->host;
	struct look look = tree_look(&host->tree, path);
	struct text_reading text = {.arena = host->arena, .code_page = page_of(host, oem)};

	if (look.status != LOOK_FOUND && look.reason)
		start_gap(reading, how, look.reason);
	if (!look.file)
		return;
	if (!host_file_read(&host->tree, look.file, use_text, &text)) {
		start_gap(reading, how, look.file->unreadable);
		return;
	}
	if (text.cut)
		start_gap(reading, how,
			arena_printf(host->arena, "only the first %d bytes of %s were read",
				MAX_START_TEXT_BYTES, path));
	while (text.text && *text.text) {
		size_t length = strcspn(text.text, "\r\n");
		char *line = text.text;

		text.text += length + (line[length] != '\0');
		line[length] = '\0';
		take(context, trimmed(line));
	}
}
