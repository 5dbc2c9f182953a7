/* inspect: what is this file? */
#include "scanner/cli/slurp.h"
#include "scanner/cli/terminal.h"

#include "report/image_json.h"
#include "report/image_text.h"
#include "report/json.h"
#include "scanner/base/sha256.h"
#include "scanner/base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_STDIN_BYTES = 256 * 1024 * 1024 };

enum inspect_format { INSPECT_TEXT, INSPECT_JSON, INSPECT_JSONL };

static const char *const format_names[] = {
	[INSPECT_TEXT] = "text", [INSPECT_JSON] = "json", [INSPECT_JSONL] = "jsonl"};

/* One file and what became of it. Lives in an arena of its own, so that a thousand files cost no
 * more than one. */
struct inspected {
	struct arena arena;
	const char *path;
	struct image image;
	char digest[65];
	bool has_digest;
	struct printable_list strings;
	bool unreadable;
};

struct inspection {
	struct invocation *invocation;
	enum inspect_format format;
	bool any_unreadable;
	cJSON *list;  /* INSPECT_JSON */
	FILE *stream; /* the other formats: collected here */
};

static void cannot_read(struct inspected *file, const char *code, const char *why)
{
	file->unreadable = true;
	file->image = (struct image){.kind = IMAGE_NONE};
	problem_add(&file->image.problems, &file->arena, code, NULL, PROBLEM_NO_OFFSET, "%s", why);
}

static void read_view(
	struct inspected *file, const struct view *view, const struct settings *settings)
{
	image_read(view, IMAGE_EVERYTHING, &file->arena, &file->image);
	if (settings->hash)
		file->has_digest = sha256_of_view(view, file->digest);
	if (settings->strings)
		printable_read(view, &file->arena, &file->strings, &file->image.problems);
	if (view->source->error)
		file->unreadable = true;
}

static void read_file(struct inspected *file, const char *name, const struct settings *settings)
{
	struct file opened;
	struct view view;
	int error = 0;

	switch (file_open_at(AT_FDCWD, name, true, &opened, &error)) {
	case FILE_OK:
		view = view_of(&opened.source);
		read_view(file, &view, settings);
		file_close(&opened);
		break;
	case FILE_ABSENT:
		cannot_read(file, "missing-file", "there is no such file");
		break;
	case FILE_NOT_REGULAR:
		cannot_read(file, "special-file", "it is no regular file and was not opened");
		break;
	case FILE_UNREADABLE:
	case FILE_IS_LINK:
		cannot_read(file, "unreadable-file", strerror(error));
		break;
	}
}

static void read_standard_input(struct invocation *invocation, struct inspected *file)
{
	const struct settings *settings = &invocation->settings;
	struct byte_source source;
	struct view view;
	size_t size;
	char *bytes = slurp(invocation, "-", MAX_STDIN_BYTES, &size);

	if (!bytes) {
		cannot_read(file, "unreadable-file", "standard input could not be read");
		return;
	}
	byte_source_memory(&source, bytes, size);
	view = view_of(&source);
	read_view(file, &view, settings);
	slurp_free(bytes);
}

static void put_text(struct inspection *inspection, const struct image_shown *shown)
{
	struct report_style style = terminal_style(&inspection->invocation->settings);
	struct page page;
	char *text;

	page_init(&page, style.columns, style.colour);
	image_put(&page, shown);
	text = page_finish(&page);
	fputs(text, inspection->stream);
	free(text);
}

static void put(struct inspection *inspection, struct inspected *file)
{
	const struct settings *settings = &inspection->invocation->settings;
	const struct image_shown shown = {
		.path = file->path,
		.image = &file->image,
		.sha256 = file->has_digest ? file->digest : NULL,
		.strings = settings->strings ? &file->strings : NULL,
		.symbols = settings->symbols,
		.resources = settings->resources,
	};
	cJSON *object;
	char *line;

	if (inspection->format == INSPECT_TEXT) {
		put_text(inspection, &shown);
		return;
	}
	object = image_json(&file->arena, &shown);
	if (inspection->format == INSPECT_JSON) {
		cJSON_AddItemToArray(inspection->list, object);
		return;
	}
	line = json_finish(object, false);
	fputs(line, inspection->stream);
	free(line);
}

static void inspect_one(struct inspection *inspection, const char *name)
{
	struct inspected file = {0};

	arena_init(&file.arena);
	file.path = text_from_bytes(&file.arena, name, strlen(name));
	if (strcmp(name, "-") == 0)
		read_standard_input(inspection->invocation, &file);
	else
		read_file(&file, name, &inspection->invocation->settings);
	if (file.unreadable) {
		inspection->any_unreadable = true;
		diagnostic_tell(inspection->invocation->diagnostics, DIAGNOSTIC_ERROR,
			"cannot read %s: %s", file.path,
			file.image.problems.count ? file.image.problems.items[0].detail
						  : "a read failed");
	}
	put(inspection, &file);
	arena_free(&file.arena);
}

static bool find_format(struct invocation *invocation, enum inspect_format *out)
{
	const char *name = invocation->settings.format ? invocation->settings.format : "text";

	for (size_t i = 0; i < sizeof(format_names) / sizeof(format_names[0]); i++) {
		if (strcmp(format_names[i], name) == 0) {
			*out = (enum inspect_format)i;
			return true;
		}
	}
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"there is no format %s; expected text, json or jsonl", name);
	return false;
}

/* The document of --format json: the object of a single file, or the list of several. */
static char *json_document(struct inspection *inspection)
{
	cJSON *only;

	if (inspection->invocation->operand_count > 1)
		return json_finish(inspection->list, true);
	only = cJSON_DetachItemFromArray(inspection->list, 0);
	cJSON_Delete(inspection->list);
	return json_finish(only, true);
}

static enum exit_code inspect(struct invocation *invocation)
{
	struct inspection inspection = {.invocation = invocation};
	char *text = NULL;
	size_t size = 0;
	bool written;

	if (!find_format(invocation, &inspection.format))
		return EXIT_USAGE;
	if (!invocation->operand_count) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there is nothing to inspect; give one or more files, or - for standard "
			"input");
		return EXIT_USAGE;
	}
	inspection.stream = open_memstream(&text, &size);
	inspection.list = inspection.format == INSPECT_JSON ? cJSON_CreateArray() : NULL;
	if (!inspection.stream)
		memory_exhausted();
	for (size_t i = 0; i < invocation->operand_count; i++)
		inspect_one(&inspection, invocation->operands[i]);
	fclose(inspection.stream);
	if (inspection.list) {
		free(text);
		text = json_document(&inspection);
	}
	written = output_write(invocation->diagnostics, invocation->settings.output, text);
	free(text);
	return written && !inspection.any_unreadable ? EXIT_HOLDS : EXIT_INCOMPLETE;
}

static const struct option_group *const groups[] = {&inspect_options, &general_options, NULL};

const struct command command_inspect = {
	.name = "inspect",
	.summary = "tell what files are, by their headers alone",
	.synopsis = "[--format FORMAT] [OPTION]... FILE...",
	.description = "Tells DOS, 16-bit Windows, OS/2, 32-bit and 64-bit images apart, whatever "
		       "the files are called, "
		       "with machine, version, manifest, imports, exports and resources. - stands "
		       "for standard "
		       "input. "
		       "With --format "
		       "json, one file gives one object and several give a list.",
	.groups = groups,
	.examples = "compatscan inspect IMPORT.EXE EXPORT.EXE\n"
		    "compatscan inspect --format jsonl --hash *.dll | jq .version.file",
	.run = inspect,
};
