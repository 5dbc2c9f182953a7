#include "tests/fuzz/hive_cells.h"

#include "scanner/base/arena.h"
#include "scanner/base/text.h"

#include <string.h>

enum {
	BINS = 0x1000, /* where they begin; offsets in a hive count from here */
	CELL_SIZE_BYTES = 4,

	/* A vk record, from its signature. */
	VK_NAME_LENGTH = 0x02,
	VK_DATA_LENGTH = 0x04,
	VK_DATA = 0x08,
	VK_TYPE = 0x0C,
	VK_FLAGS = 0x10,
	VK_NAME = 0x14,
	VK_NAME_IS_LATIN_1 = 1,

	TYPE_SZ = 1,
	TYPE_EXPAND_SZ = 2,
	TYPE_BINARY = 3,
	TYPE_DWORD = 4,
	TYPE_DWORD_BIG_ENDIAN = 5,
	TYPE_MULTI_SZ = 7,
	TYPE_QWORD = 11,

	/* A db record. */
	DB_COUNT = 0x02,
	DB_LIST = 0x04,
	DB_SEGMENT_BYTES = 16344,
};

#define DATA_IS_INLINE 0x80000000u

/* Little-endian; 0 beyond the end. */
static uint32_t number_at(const struct hive_cells *cells, size_t at, size_t bytes)
{
	uint32_t number = 0;

	for (size_t i = 0; i < bytes && at < cells->size && i < cells->size - at; i++)
		number |= (uint32_t)cells->bytes[at + i] << (8 * i);
	return number;
}

static bool holds(const struct hive_cells *cells, size_t at, size_t length)
{
	return at <= cells->size && length <= cells->size - at;
}

/* As many bytes as there should be, from one cell or from the segments of a db record. */
static bool gather(struct arena *arena, const struct hive_cells *cells, size_t cell, size_t length,
	const uint8_t **out)
{
	size_t at = BINS + cell + CELL_SIZE_BYTES;
	size_t capacity =
		(uint32_t)(0 - number_at(cells, at - CELL_SIZE_BYTES, 4)) - CELL_SIZE_BYTES;
	uint8_t *room;
	size_t list;

	if (length <= capacity) {
		*out = cells->bytes + at;
		return holds(cells, at, length);
	}
	if (!holds(cells, at, 8) || memcmp(cells->bytes + at, "db", 2) != 0)
		return false;
	list = BINS + number_at(cells, at + DB_LIST, 4) + CELL_SIZE_BYTES;
	room = arena_alloc(arena, length);
	for (size_t i = 0, done = 0; i < number_at(cells, at + DB_COUNT, 2); i++) {
		size_t segment = BINS + number_at(cells, list + 4 * i, 4) + CELL_SIZE_BYTES;
		size_t part = length - done < DB_SEGMENT_BYTES ? length - done : DB_SEGMENT_BYTES;

		if (!holds(cells, segment, part))
			return false;
		memcpy(room + done, cells->bytes + segment, part);
		done += part;
		if (done == length) {
			*out = room;
			return true;
		}
	}
	return false;
}

static bool same_number(const struct hive_cells *cells, uint32_t type, const uint8_t *bytes,
	size_t length, uint64_t number)
{
	size_t at = (size_t)(bytes - cells->bytes);
	uint32_t low = number_at(cells, at, 4);

	if (type == TYPE_QWORD)
		return length == 8 && number == ((uint64_t)number_at(cells, at + 4, 4) << 32 | low);
	if (type == TYPE_DWORD_BIG_ENDIAN)
		low = low << 24 | (low & 0xFF00) << 8 | (low >> 8 & 0xFF00) | low >> 24;
	return length == 4 && number == low;
}

static bool same_data(struct arena *arena, const struct hive_cells *cells, size_t vk,
	const struct registry_value *value)
{
	uint32_t type = number_at(cells, vk + VK_TYPE, 4);
	uint32_t stored = number_at(cells, vk + VK_DATA_LENGTH, 4);
	size_t length = stored & ~DATA_IS_INLINE;
	const uint8_t *bytes = cells->bytes + vk + VK_DATA;

	if (!(stored & DATA_IS_INLINE) &&
		!gather(arena, cells, number_at(cells, vk + VK_DATA, 4), length, &bytes))
		return false;
	switch (value->type) {
	case REGISTRY_TEXT:
	case REGISTRY_EXPANDABLE_TEXT:
		return type == (value->type == REGISTRY_TEXT ? TYPE_SZ : TYPE_EXPAND_SZ) &&
		       strcmp(text_from_utf16(arena, bytes, length), value->text) == 0;
	case REGISTRY_NUMBER:
		return (type == TYPE_DWORD || type == TYPE_DWORD_BIG_ENDIAN ||
			       type == TYPE_QWORD) &&
		       same_number(cells, type, bytes, length, value->number);
	case REGISTRY_LIST:
		return type == TYPE_MULTI_SZ &&
		       (!value->text_count ||
			       strcmp(text_from_utf16(arena, bytes, length), value->texts[0]) == 0);
	case REGISTRY_BYTES:
		return type == TYPE_BINARY && value->byte_count <= length &&
		       memcmp(bytes, value->bytes, value->byte_count) == 0;
	case REGISTRY_OTHER:
		return true;
	}
	return false;
}

/* A NUL in a name is written out. */
static const char *text_at(struct arena *arena, const uint8_t *wide, size_t size)
{
	static const uint8_t escape[] = {'\\', 0, 'x', 0, '0', 0, '0', 0};
	uint8_t *escaped = arena_alloc(arena, size / 2 * sizeof(escape) + 1);
	size_t length = 0;

	for (size_t i = 0; i + 1 < size; i += 2) {
		bool nul = !wide[i] && !wide[i + 1];

		memcpy(escaped + length, nul ? escape : wide + i, nul ? sizeof(escape) : 2);
		length += nul ? sizeof(escape) : 2;
	}
	return text_from_utf16(arena, escaped, length);
}

static const char *name_at(struct arena *arena, const struct hive_cells *cells, size_t vk)
{
	size_t length = number_at(cells, vk + VK_NAME_LENGTH, 2);
	const uint8_t *name = cells->bytes + vk + VK_NAME;
	uint8_t *wide;

	if (!holds(cells, vk + VK_NAME, length))
		return NULL;
	if (!(number_at(cells, vk + VK_FLAGS, 2) & VK_NAME_IS_LATIN_1))
		return text_at(arena, name, length);
	wide = arena_alloc(arena, 2 * length + 1);
	for (size_t i = 0; i < length; i++)
		wide[2 * i] = name[i];
	return text_at(arena, wide, 2 * length);
}

static bool is_value(struct arena *arena, const struct hive_cells *cells, size_t vk,
	const struct registry_value *value)
{
	const char *name = name_at(arena, cells, vk);

	return name && strcmp(name, value->name) == 0 && same_data(arena, cells, vk, value);
}

bool hive_cells_have_value(const struct hive_cells *cells, const struct registry_value *value)
{
	struct arena arena;
	bool found = false;

	arena_init(&arena);
	for (size_t at = BINS; !found && holds(cells, at, VK_NAME); at += 4)
		found = memcmp(cells->bytes + at, "vk", 2) == 0 &&
			is_value(&arena, cells, at, value);
	arena_free(&arena);
	return found;
}
