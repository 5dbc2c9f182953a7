/* inspect: what is this file? */
#include "scanner/cli/document.h"
#include "scanner/cli/slurp.h"
#include "scanner/cli/terminal.h"

#include "report/image_json.h"
#include "report/image_text.h"
#include "report/json.h"
#include "scanner/base/error_text.h"
#include "scanner/base/sha256.h"
#include "scanner/base/text.h"

#include <stdlib.h>
#include <string.h>

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
	bool strings_read;
	bool unopened;
	bool unreadable; /* wholly or in part */
};

struct inspection {
	struct invocation *invocation;
	enum inspect_format format;
	bool any_unreadable;
	struct output output; /* gets each file as soon as it is read */
};

static void cannot_read(struct inspected *file, const char *code, const char *why)
{
	file->unreadable = true;
	file->unopened = true;
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
	file->strings_read = settings->strings;
	if (view->source->error)
		file->unreadable = true;
}

static void read_file(struct inspected *file, const char *name, const struct settings *settings)
{
	struct file opened;
	struct view view;
	int error = 0;

	switch (file_open(name, &opened, &error)) {
	case FILE_OK:
		view = view_of(&opened.source);
		read_view(file, &view, settings);
		file_close(&opened);
		break;
	case FILE_ABSENT:
		cannot_read(file, "missing-file", "there is no such file");
		break;
	case FILE_NOT_REGULAR:
		cannot_read(file, "special-file",
			"it is a folder, device, FIFO or socket; give the files themselves");
		break;
	case FILE_UNREADABLE:
	case FILE_IS_LINK:
		cannot_read(file, "unreadable-file", error_text(error));
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
		cannot_read(file, "unreadable-file",
			"standard input could not be read, or has more than 256 MiB");
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
	output_put(&inspection->output, text);
	free(text);
}

static void put(struct inspection *inspection, struct inspected *file)
{
	const struct settings *settings = &inspection->invocation->settings;
	const struct image_shown shown = {
		.path = file->path,
		.image = &file->image,
		.unread = file->unopened,
		.sha256 = file->has_digest ? file->digest : NULL,
		.strings = file->strings_read ? &file->strings : NULL,
		.symbols = settings->symbols,
		.resources = settings->resources,
	};
	char *text;

	if (inspection->format == INSPECT_TEXT) {
		put_text(inspection, &shown);
		return;
	}
	text = json_finish(image_json(&file->arena, &shown), inspection->format == INSPECT_JSON);
	output_put(&inspection->output, text);
	free(text);
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
	inspection->any_unreadable |= file.unreadable;
	/* Why standard input cannot be read was told where it was met. */
	if (file.unreadable && strcmp(name, "-") != 0)
		diagnostic_tell(inspection->invocation->diagnostics, DIAGNOSTIC_ERROR,
			"cannot read %s: %s", file.path,
			file.image.problems.count ? file.image.problems.items[0].detail
						  : "a read failed");
	put(inspection, &file);
	arena_free(&file.arena);
}

/* What stands in front of a file: --format json makes one object of a single file and a list of
 * several. */
static const char *lead(const struct inspection *inspection, size_t position)
{
	if (inspection->format == INSPECT_TEXT)
		return position ? "\n" : "";
	if (inspection->format == INSPECT_JSONL || inspection->invocation->operand_count == 1)
		return "";
	return position ? ",\n" : "[\n";
}

static void inspect_all(struct inspection *inspection)
{
	const struct invocation *invocation = inspection->invocation;

	for (size_t i = 0; i < invocation->operand_count; i++) {
		if (!output_put(&inspection->output, lead(inspection, i)))
			return;
		inspect_one(inspection, invocation->operands[i]);
	}
	if (inspection->format == INSPECT_JSON && invocation->operand_count > 1)
		output_put(&inspection->output, "]\n");
}

static enum exit_code inspect(struct invocation *invocation)
{
	struct inspection inspection = {.invocation = invocation};
	size_t format;
	bool written;

	if (!document_format(invocation, format_names,
		    sizeof(format_names) / sizeof(format_names[0]), &format))
		return EXIT_USAGE;
	inspection.format = (enum inspect_format)format;
	if (!invocation->operand_count) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there is nothing to inspect; give one or more files, or - for standard "
			"input");
		return EXIT_USAGE;
	}
	output_begin(&inspection.output, invocation->diagnostics, invocation->settings.output);
	inspect_all(&inspection);
	written = output_end(&inspection.output);
	return written && !inspection.any_unreadable ? EXIT_HOLDS : EXIT_INCOMPLETE;
}

static const struct option_group *const groups[] = {&inspect_options, &general_options, NULL};

const struct command command_inspect = {
	.name = "inspect",
	.summary = "tell what files are, by their bytes alone",
	.synopsis = "[--format FORMAT] [OPTION]... FILE...",
	.description =
		"Tells DOS, 16-bit Windows, OS/2, 32-bit and 64-bit images apart, whatever "
		"the files are called, "
		"with machine, version, manifest, imports, exports and resources. - stands "
		"for standard "
		"input. "
		"With --format "
		"json, one file gives one object and several give a list. Exit code 0: every "
		"file was read, whatever it is; 3: one could not be read to its end.",
	.groups = groups,
	.examples = "compatscan inspect IMPORT.EXE EXPORT.EXE\n"
		    "compatscan inspect --format jsonl --hash *.dll | jq .version.file",
	.run = inspect,
};
