#include "scanner/image/formats.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const struct image_format first_headers[] = {
	{"MZ", 2, mz_read},
	{"ZM", 2, mz_read}, /* DOS takes both spellings */
	{"NE", 2, ne_read_bare},
	{"LE", 2, le_read_bare},
	{"LX", 2, lx_read_bare},
	{"W3", 2, w3_read_bare},
	{"W4", 2, w4_read_bare},
	{"P2", 2, p2_read},
	{"P3", 2, p3_read},
	{"MP", 2, mp_read},
	{"BW", 2, bw_read},
	{"VZ", 2, te_read},
};

/* It says more than any other problem, so on a full list it takes the place of the last. */
static void add_read_error(struct problem_list *problems, struct arena *arena)
{
	static const struct problem read_error = {
		.code = "read-error",
		.offset = PROBLEM_NO_OFFSET,
		.detail = "the file could not be read to its end, so the facts are incomplete",
	};

	problem_add(
		problems, arena, read_error.code, NULL, read_error.offset, "%s", read_error.detail);
	if (!problem_list_has(problems, read_error.code))
		problems->items[problems->count - 1] = read_error;
}

void image_read(const struct view *file, unsigned wanted, struct arena *arena, struct image *out)
{
	struct image_reader reader = {
		.file = file,
		.wanted = wanted,
		.arena = arena,
		.image = out,
		.work_left = MAX_WORK,
		.text_left = MAX_TEXT_BYTES,
		.symbols_left = MAX_IMPORTED_SYMBOLS,
		.exports_left = MAX_EXPORTS,
	};

	*out = (struct image){.size = file->size};
	image_dispatch(&reader, first_headers, COUNT_OF(first_headers), 0);
	if (file->source->error) {
		add_read_error(&out->problems, arena);
		/* What could not be read may have led farther back than the end that was found. */
		out->overlay = (struct image_overlay){0};
	}
}

const char *image_doubt(const struct image *image)
{
	/* Oddities that say nothing against what was read, nor against the loader taking it. */
	static const char *const harmless[] = {"lfarlc", "unknown-machine", "unknown-target",
		"bad-version", "version-differs", "bad-manifest", "bad-resource", "bad-debug",
		"bad-signature", "directory-count", "empty-import"};

	for (size_t i = 0; i < image->problems.count; i++) {
		size_t at = 0;

		while (at < COUNT_OF(harmless) &&
			strcmp(image->problems.items[i].code, harmless[at]) != 0)
			at++;
		if (at == COUNT_OF(harmless))
			return image->problems.items[i].detail;
	}
	return NULL;
}
