/*
 * What the parsers of this folder share: where the bytes come from, where the facts go, and the
 * budgets that one image may use up. Budgets belong to the whole image, not to a table, so that a
 * file cannot get more by having more tables; running out is the problem "limit", once, and ends
 * what asked. Parsers read the version first, so that a swollen import or export table cannot hide
 * it.
 */
#ifndef COMPATSCAN_IMAGE_READER_H
#define COMPATSCAN_IMAGE_READER_H

#include "scanner/image/image.h"

enum {
	/*
	 * One unit is about one value read from memory (10 ns on a machine of 2015): 20 ms for a
	 * file that is built to be slow. The largest honest images (a C++ library of 30 000
	 * exports, a 16-bit spreadsheet of 90 000 relocation records) take a quarter of it.
	 */
	MAX_WORK = 2 * 1024 * 1024,

	/* Bytes of the arena that names and strings of one image may take. */
	MAX_TEXT_BYTES = 3 * 1024 * 1024,

	/* Ordinals are 16 bits wide in every format but LX, so no module uses or offers more. */
	MAX_IMPORTED_SYMBOLS = 65536,
	MAX_EXPORTS = 65536,

	/* Ten times the widest import list seen (the shell of Windows 10, delay imports included).
	 */
	MAX_IMPORTED_MODULES = 4096,

	/* Of 40 bytes: 320 KiB. The icon libraries of Windows have some 5000. */
	MAX_RESOURCES = 8192,

	/* Bytes of the names of all resources: 32 for each of the longest list. */
	MAX_RESOURCE_NAME_BYTES = 256 * 1024,

	/* A module name is a file name (255 characters on any Windows file system). */
	MAX_MODULE_NAME_BYTES = 512,

	/* The longest decorated name that Microsoft's linker writes has 4095 characters. */
	MAX_SYMBOL_NAME_BYTES = 4096,
};

struct image_reader {
	const struct view *file;
	unsigned wanted; /* IMAGE_VERSION | ... */
	struct arena *arena;
	struct image *image;
	size_t work_left;
	size_t text_left;
	size_t symbols_left;
	size_t exports_left;
};

/* A signature, and who reads what stands behind it. */
struct image_format {
	char signature[5];
	uint8_t length;

	/*
	 * Reads the image whose header begins at the file offset header. Returns false, with the
	 * image untouched except for problems, when the bytes there cannot be of this format.
	 */
	bool (*read)(struct image_reader *reader, uint64_t header);
};

/* Lets the format whose signature stands at offset read; false when there is none or it declines.
 */
bool image_dispatch(struct image_reader *reader, const struct image_format *formats, size_t count,
	uint64_t offset);

/* Adds a problem, but none after a read error of the source: what is missing then is not the
 * image's fault. */
void image_problem(struct image_reader *reader, const char *code, uint64_t offset,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Takes work off the budget; false, with the problem "limit", when it has run out. */
bool image_spend(struct image_reader *reader, size_t work);

/* As image_spend, for what it costs to read and convert length bytes of text. */
bool image_spend_text(struct image_reader *reader, const char *bytes, size_t length);

/* Valid UTF-8 in the arena for length bytes of a name; NULL when the budget for text has run out.
 */
const char *image_text(struct image_reader *reader, const char *bytes, size_t length);

/* Takes the bytes of a text that is already in the arena off the budget; NULL when it has run out.
 */
const char *image_charge_text(struct image_reader *reader, const char *text);

/*
 * The NUL-terminated name at offset in view, at most limit - 1 bytes of it (limit is one of
 * MAX_*_NAME_BYTES). A name that does not end inside the view is "out-of-bounds" and gives NULL;
 * one that is too long is cut with the problem "limit".
 */
const char *image_name(
	struct image_reader *reader, const struct view *view, uint64_t offset, size_t limit);

/*
 * The Pascal string at the file offset; *next, when not NULL, is set to the offset behind it. NULL
 * with the problem "out-of-bounds" when it does not lie inside the file.
 */
const char *image_pascal_name(struct image_reader *reader, uint64_t offset, uint64_t *next);

/* A table of resident or non-resident names. */
struct image_name_table {
	uint64_t offset; /* in the file */
	uint64_t length; /* bytes that it has at most */
	/* Where to put the first name, that of the module or its description; untouched when there
	 * is none. */
	const char **title;
	bool title_has_no_ordinal; /* a first name that has one is like the others */

	/* For every other name, which stands at the file offset; false ends the walk. NULL: only
	 * the title is read. */
	bool (*take)(void *context, const char *name, uint16_t ordinal, uint64_t offset);
	void *context;
};

/* The name tables of NE, LE and LX: Pascal string and ordinal, until an empty string. */
void image_name_table(struct image_reader *reader, const struct image_name_table *table);

/* Appends an export that is code or data; NULL, with the problem "limit", when there are too many.
 * The capacity to begin with is the number of exports that are there. */
struct image_export *image_add_export(
	struct image_reader *reader, size_t *capacity, const char *name, uint32_t ordinal);

/* Says that the image ends at the file offset end, so that the rest of the file is its overlay. */
void image_set_overlay(struct image_reader *reader, uint64_t end);

/* Appends an import without symbols yet; NULL, with the problem "limit", when there are too many.
 */
struct image_import *image_add_import(
	struct image_reader *reader, size_t *capacity, const char *module);

/* Appends a resource; false, with the problem "limit", when there are too many. */
bool image_add_resource(
	struct image_reader *reader, size_t *capacity, const struct image_resource *resource);

#endif
