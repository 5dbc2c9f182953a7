#include "scanner/image/reader.h"

#include "scanner/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Dear things, in units of work. */
enum {
	PROBLEM_WORK = 64, /* wording a problem and comparing it with those on the list */
	ESCAPE_WORK = 128, /* a byte that is not ASCII, checked and perhaps written as \\xHH */
};

bool image_dispatch(struct image_reader *reader, const struct image_format *formats, size_t count,
	uint64_t offset)
{
	for (size_t i = 0; i < count; i++) {
		char found[sizeof(formats[i].signature)];

		if (view_copy(reader->file, offset, formats[i].length, found) &&
			memcmp(found, formats[i].signature, formats[i].length) == 0)
			return formats[i].read(reader, offset);
	}
	return false;
}

static void add_problem(
	struct image_reader *reader, const char *code, uint64_t offset, const char *detail)
{
	struct problem_list *problems = &reader->image->problems;

	if (!reader->file->source->error && problems->count < MAX_PROBLEMS)
		problem_add(problems, reader->arena, code, NULL, offset, "%s", detail);
}

/* What stops because there is no work left counts on this problem being told. */
static void run_out(struct image_reader *reader)
{
	reader->work_left = 0;
	add_problem(reader, "limit", PROBLEM_NO_OFFSET,
		"the tables of this image are larger than is read from one file");
}

/* A text cut by its room ends with a whole character. */
static void end_whole(char *text, size_t length)
{
	while (length && ((unsigned char)text[length - 1] & 0xC0) == 0x80)
		length--;
	if (length && (unsigned char)text[length - 1] >= 0x80)
		length--;
	text[length] = '\0';
}

void image_problem(
	struct image_reader *reader, const char *code, uint64_t offset, const char *format, ...)
{
	va_list arguments;
	char detail[256];
	int length;

	if (reader->image->problems.count >= MAX_PROBLEMS)
		return;
	va_start(arguments, format);
	length = vsnprintf(detail, sizeof(detail), format, arguments);
	va_end(arguments);
	if (length >= (int)sizeof(detail))
		end_whole(detail, sizeof(detail) - 1);
	add_problem(reader, code, offset, detail);
	image_spend(reader, PROBLEM_WORK);
}

bool image_spend(struct image_reader *reader, size_t work)
{
	if (work <= reader->work_left) {
		reader->work_left -= work;
		return true;
	}
	run_out(reader);
	return false;
}

/* What a text takes in the arena, its NUL and the rounding included. */
static size_t text_cost(size_t length)
{
	return (length + 16) / 16 * 16;
}

static bool spend_text(struct image_reader *reader, size_t length)
{
	if (text_cost(length) <= reader->text_left) {
		reader->text_left -= text_cost(length);
		return true;
	}
	reader->text_left = 0;
	image_problem(reader, "limit", PROBLEM_NO_OFFSET,
		"the names of this image are more than %d bytes", MAX_TEXT_BYTES);
	return false;
}

/* Eight bytes at a time while there is none, which is how nearly every name ends. */
static size_t count_beyond_ascii(const char *bytes, size_t length)
{
	static const uint64_t high_bits = 0x8080808080808080;
	size_t count = 0;
	size_t i = 0;
	uint64_t eight;

	for (; length - i >= sizeof(eight); i += sizeof(eight)) {
		memcpy(&eight, bytes + i, sizeof(eight));
		if (eight & high_bits)
			break;
	}
	for (; i < length; i++)
		count += (unsigned char)bytes[i] >= 0x80;
	return count;
}

static bool spend_reading(struct image_reader *reader, size_t length, size_t beyond_ascii)
{
	return image_spend(reader, 1 + length / 2 + beyond_ascii * ESCAPE_WORK);
}

bool image_spend_text(struct image_reader *reader, const char *bytes, size_t length)
{
	return spend_reading(reader, length, count_beyond_ascii(bytes, length));
}

const char *image_text(struct image_reader *reader, const char *bytes, size_t length)
{
	size_t beyond_ascii;

	length = strnlen(bytes, length);
	beyond_ascii = count_beyond_ascii(bytes, length);
	if (!spend_reading(reader, length, beyond_ascii))
		return NULL;
	if (!beyond_ascii)
		return spend_text(reader, length) ? arena_copy(reader->arena, bytes, length) : NULL;
	/* The bytes that are not UTF-8 grow to four characters each. */
	if (!spend_text(reader, length * 4))
		return NULL;
	return text_from_bytes(reader->arena, bytes, length);
}

const char *image_charge_text(struct image_reader *reader, const char *text)
{
	return spend_text(reader, strlen(text)) ? text : NULL;
}

const char *image_name(
	struct image_reader *reader, const struct view *view, uint64_t offset, size_t limit)
{
	char bytes[MAX_SYMBOL_NAME_BYTES];
	enum view_text_result result;

	if (limit > sizeof(bytes))
		limit = sizeof(bytes);
	if (!reader->work_left)
		return NULL;
	result = view_text(view, offset, bytes, limit);
	if (result == VIEW_TEXT_PAST_END) {
		image_spend_text(reader, bytes, strlen(bytes));
		image_problem(reader, "out-of-bounds", view->start + offset,
			"a name does not end inside the bytes it belongs to");
		return NULL;
	}
	if (result == VIEW_TEXT_TOO_LONG)
		image_problem(reader, "limit", view->start + offset,
			"a name is longer than %zu bytes and is cut there", limit - 1);
	return image_text(reader, bytes, strlen(bytes));
}

const char *image_pascal_name(struct image_reader *reader, uint64_t offset, uint64_t *next)
{
	char bytes[256];
	uint8_t length;

	if (!view_pascal_text(reader->file, offset, bytes, &length)) {
		image_problem(reader, "out-of-bounds", offset, "a name lies outside the file");
		return NULL;
	}
	if (next)
		*next = offset + 1 + length;
	return image_text(reader, bytes, length);
}

struct image_export *image_add_export(
	struct image_reader *reader, size_t *capacity, const char *name, uint32_t ordinal)
{
	struct image *image = reader->image;
	void *exports = image->exports;

	if (!reader->exports_left) {
		image_problem(
			reader, "limit", PROBLEM_NO_OFFSET, "more than %d exports", MAX_EXPORTS);
		return NULL;
	}
	reader->exports_left--;
	arena_grow(reader->arena, &exports, image->export_count, capacity, sizeof(*image->exports));
	image->exports = exports;
	image->exports[image->export_count] =
		(struct image_export){.name = name, .ordinal = ordinal};
	return &image->exports[image->export_count++];
}

/* One name; NULL at the end of the table, and where it cannot be read: that is a problem then. */
static const char *read_table_name(struct image_reader *reader, uint64_t *offset, uint16_t *ordinal)
{
	const char *name = NULL;
	uint8_t size = 0;

	if (!view_u8(reader->file, *offset, &size) ||
		(size && !view_u16(reader->file, *offset + 1 + size, ordinal)))
		image_problem(reader, "out-of-bounds", *offset,
			"a table of names runs over the end of the file");
	else if (size)
		name = image_pascal_name(reader, *offset, NULL);
	*offset += 1U + size + sizeof(*ordinal);
	return name;
}

void image_name_table(struct image_reader *reader, const struct image_name_table *table)
{
	uint64_t offset = table->offset;
	uint64_t end = table->length > UINT64_MAX - offset ? UINT64_MAX : offset + table->length;

	for (bool first = true; offset < end && (first || table->take); first = false) {
		uint64_t start = offset;
		uint16_t ordinal = 0;
		const char *name = read_table_name(reader, &offset, &ordinal);

		if (!name)
			return;
		if (first && (!ordinal || !table->title_has_no_ordinal))
			*table->title = name;
		else if (table->take && !table->take(table->context, name, ordinal, start))
			return;
	}
}

void image_set_overlay(struct image_reader *reader, uint64_t end)
{
	uint64_t size = reader->file->size;

	reader->image->overlay = (struct image_overlay){0};
	if (end < size)
		reader->image->overlay = (struct image_overlay){.offset = end, .size = size - end};
}

struct image_import *image_add_import(
	struct image_reader *reader, size_t *capacity, const char *module)
{
	struct image *image = reader->image;
	void *imports = image->imports;

	if (image->import_count >= MAX_IMPORTED_MODULES) {
		image_problem(reader, "limit", PROBLEM_NO_OFFSET, "more than %d imported modules",
			MAX_IMPORTED_MODULES);
		return NULL;
	}
	arena_grow(reader->arena, &imports, image->import_count, capacity, sizeof(*image->imports));
	image->imports = imports;
	image->imports[image->import_count] = (struct image_import){.module = module};
	return &image->imports[image->import_count++];
}

bool image_add_resource(
	struct image_reader *reader, size_t *capacity, const struct image_resource *resource)
{
	struct image *image = reader->image;
	void *resources = image->resources;

	if (image->resource_count >= MAX_RESOURCES) {
		image_problem(reader, "limit", PROBLEM_NO_OFFSET, "more than %d resources",
			MAX_RESOURCES);
		return false;
	}
	arena_grow(reader->arena, &resources, image->resource_count, capacity,
		sizeof(*image->resources));
	image->resources = resources;
	image->resources[image->resource_count++] = *resource;
	return true;
}
