#include "rules/facts/text_file.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/machine_locale.h"

#include <stdlib.h>
#include <string.h>

enum { DOS_END_OF_FILE = 0x1A };

struct text_reading {
	struct evaluation *evaluation;
	const char *path;
	uint8_t *bytes;
	size_t size;
	bool beginning; /* more follows, unless the text says that it ends */
	const char *reason;
};

static void use_bytes(void *context, const struct view *view)
{
	struct text_reading *reading = context;
	struct arena *arena = reading->evaluation->arena;
	size_t size;

	reading->beginning = view->size > MAX_TEXT_FILE_BYTES;
	size = reading->beginning ? MAX_TEXT_BEGINNING_BYTES : (size_t)view->size;
	if (reading->beginning)
		reading->reason = arena_printf(arena,
			"%s has %llu bytes; of texts of more than %d bytes only the first %d are "
			"read",
			reading->path, (unsigned long long)view->size, MAX_TEXT_FILE_BYTES,
			MAX_TEXT_BEGINNING_BYTES);
	reading->bytes = arena_alloc(arena, size + 1);
	if (view_copy(view, 0, size, reading->bytes))
		reading->size = size;
}

static unsigned ansi_code_page(struct host *host)
{
	const struct fact *page = &machine_locale(host)->ansi_code_page;

	return page->value ? (unsigned)strtoul(page->value, NULL, 10) : 0;
}

static bool begins_with(const struct text_reading *reading, const char *mark)
{
	size_t length = strlen(mark);

	return reading->size >= length && memcmp(reading->bytes, mark, length) == 0;
}

/* The text as UTF-8. A NUL, which no text has, is made a blank so that nothing behind it is lost.
 */
static char *decoded(struct text_reading *reading)
{
	struct arena *arena = reading->evaluation->arena;
	uint8_t *bytes = reading->bytes;
	size_t size = reading->size;

	if (begins_with(reading, "\xFF\xFE") || begins_with(reading, "\xFE\xFF")) {
		bool swapped = bytes[0] == 0xFE;

		for (size_t i = 2; i + 1 < size; i += 2) {
			uint8_t first = bytes[i];

			if (swapped) {
				bytes[i] = bytes[i + 1];
				bytes[i + 1] = first;
			}
			if (!bytes[i] && !bytes[i + 1])
				bytes[i] = ' ';
		}
		return text_from_utf16(arena, bytes + 2, size - 2);
	}
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == DOS_END_OF_FILE) {
			size = i;
			reading->beginning = false;
			reading->reason = NULL;
		} else if (!bytes[i]) {
			bytes[i] = ' ';
		}
	}
	if (begins_with(reading, "\xEF\xBB\xBF"))
		return text_from_bytes(arena, (const char *)bytes + 3, size < 3 ? 0 : size - 3);
	return text_from_code_page(
		arena, (const char *)bytes, size, ansi_code_page(reading->evaluation->host));
}

static void add_line(struct arena *arena, struct text_lines *lines, size_t *capacity, char *line)
{
	void *items = lines->lines;

	arena_grow(arena, &items, lines->count, capacity, sizeof(*lines->lines));
	lines->lines = items;
	lines->lines[lines->count++] = line;
}

struct text_lines text_file_lines(struct evaluation *evaluation, struct host_file *file)
{
	struct text_reading reading = {.evaluation = evaluation, .path = file->path};
	struct text_lines lines = {0};
	size_t capacity = 0;
	char *at;

	if (!host_file_read(&evaluation->host->tree, file, use_bytes, &reading))
		reading.reason = host_file_unreadable(&evaluation->host->tree, file);
	lines.reason = reading.reason;
	if (!reading.bytes)
		return lines;
	at = decoded(&reading);
	lines.reason = reading.reason;
	while (*at && lines.count < MAX_TEXT_FILE_LINES) {
		size_t length = strcspn(at, "\r\n");
		char *line = at;

		/* The end of it was not read. */
		if (reading.beginning && !at[length])
			break;
		at += length;
		at += at[0] == '\r' && at[1] == '\n' ? 2 : *at != '\0';
		line[length] = '\0';
		add_line(evaluation->arena, &lines, &capacity, line);
	}
	if (*at && !reading.beginning)
		lines.reason = arena_printf(evaluation->arena,
			"%s has more than %d lines, and no more are read", file->path,
			MAX_TEXT_FILE_LINES);
	return lines;
}
