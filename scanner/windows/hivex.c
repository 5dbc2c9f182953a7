#include "hivex.h"

#include "scanner/base/arena.h"
#include "scanner/base/text.h"
#include "scanner/windows/hive_blocks.h"

#include <stdlib.h>
#include <string.h>

/* Fields of the blocks "nk" (a key), "vk" (a value), "lf", "lh", "li", "ri" (lists of keys) and
 * "db" (data in parts), counted from the length in front of the block. */
enum {
	KEY_FLAGS = 6,
	KEY_SUBKEYS = 24,
	KEY_SUBKEY_LIST = 32,
	KEY_VALUES = 40,
	KEY_VALUE_LIST = 44,
	KEY_NAME_LENGTH = 76,
	KEY_NAME = 80,
	KEY_NAME_IS_LATIN1 = 0x20,
	VALUE_NAME_LENGTH = 6,
	VALUE_DATA_LENGTH = 8,
	VALUE_DATA = 12,
	VALUE_TYPE = 16,
	VALUE_FLAGS = 20,
	VALUE_NAME = 24,
	VALUE_NAME_IS_LATIN1 = 0x01,
	LIST_COUNT = 6,
	LIST_ENTRIES = 8,
	PARTS_COUNT = 6,
	PARTS_LIST = 8,
	MAX_PART_BYTES = 16344, /* a part holds so many, but for the last */
};

static const uint32_t DATA_IS_INLINE = 0x80000000;

/* The limits of libhivex. */
enum {
	MAX_SUBKEYS = 70000,
	MAX_VALUES = 110000,
	MAX_DATA_BYTES = 8000000,
	MAX_LIST_DEPTH = 32,
};

struct hive_h {
	struct hive_blocks blocks;
};

struct offsets {
	size_t *items;
	size_t count, capacity;
	size_t lists;
};

hive_h *hivex_open(const char *file, int flags)
{
	hive_h *hive = calloc(1, sizeof(*hive));
	int error;

	(void)flags;
	if (!hive)
		memory_exhausted();
	error = hive_blocks_open(file, &hive->blocks);
	if (!error)
		return hive;
	free(hive);
	errno = error;
	return NULL;
}

int hivex_close(hive_h *hive)
{
	hive_blocks_close(&hive->blocks);
	free(hive);
	return 0;
}

hive_node_h hivex_root(hive_h *hive)
{
	return hive->blocks.root;
}

/* Room for count objects of size bytes. */
static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count + 1, size);

	if (!memory)
		memory_exhausted();
	return memory;
}

/* An offset as blocks hold it: counted from the first bin. False when the view does not reach. */
static bool read_offset(const struct view *block, uint64_t at, size_t *out)
{
	uint32_t offset;

	if (!view_u32(block, at, &offset))
		return false;
	*out = (size_t)offset + HIVE_BINS;
	return true;
}

static void put_unit(uint8_t *units, size_t at, uint16_t unit)
{
	units[at * 2] = (uint8_t)unit;
	units[at * 2 + 1] = (uint8_t)(unit >> 8);
}

/* The name as UTF-16LE. False, with errno, when it is none. */
static bool read_units(const struct view *name, bool latin1, uint8_t *units)
{
	size_t size = latin1 ? 1 : 2;
	bool half = false; /* the first unit of a pair came last */

	for (uint64_t at = 0; at < name->size; at += size) {
		uint16_t unit;
		uint8_t byte;

		if (latin1 && view_u8(name, at, &byte))
			unit = byte;
		else if (latin1 || !view_u16(name, at, &unit)) {
			errno = EINVAL;
			return false;
		}
		if (((unit & 0xFC00) == 0xDC00) != half) {
			errno = EILSEQ;
			return false;
		}
		half = (unit & 0xFC00) == 0xD800;
		put_unit(units, (size_t)at / size, unit);
	}
	if (half)
		errno = EINVAL;
	return !half;
}

/* As UTF-8; NULL with errno when it is no text. */
static char *read_name(const struct view *name, bool latin1)
{
	size_t size = (size_t)name->size * (latin1 ? 2 : 1);
	struct arena scratch;
	uint8_t *units;
	char *result = NULL;

	arena_init(&scratch);
	units = arena_alloc(&scratch, size);
	if (read_units(name, latin1, units)) {
		const char *text = text_from_utf16(&scratch, units, size);

		result = allocate(strlen(text), 1);
		memcpy(result, text, strlen(text));
	}
	arena_free(&scratch);
	return result;
}

static char *name_of(hive_h *hive, size_t offset, const char *letters, uint64_t length_at,
	uint64_t flags_at, uint16_t latin1, uint64_t name_at)
{
	struct view block, name;
	uint16_t length, flags;

	if (!hive_block_of(&hive->blocks, offset, letters, &block)) {
		errno = EINVAL;
		return NULL;
	}
	if (!view_u16(&block, length_at, &length) || !view_u16(&block, flags_at, &flags) ||
		!view_slice(&block, name_at, length, &name)) {
		errno = EFAULT;
		return NULL;
	}
	return read_name(&name, flags & latin1);
}

char *hivex_node_name(hive_h *hive, hive_node_h node)
{
	return name_of(hive, node, "nk", KEY_NAME_LENGTH, KEY_FLAGS, KEY_NAME_IS_LATIN1, KEY_NAME);
}

char *hivex_value_key(hive_h *hive, hive_value_h value)
{
	return name_of(hive, value, "vk", VALUE_NAME_LENGTH, VALUE_FLAGS, VALUE_NAME_IS_LATIN1,
		VALUE_NAME);
}

/* Adds the keys of a list without lists below it. 0, or the errno. */
static int add_keys(hive_h *hive, const struct view *list, size_t count, size_t entry_size,
	struct offsets *keys)
{
	for (size_t i = 0; i < count; i++) {
		struct view key;
		size_t offset;

		if (!read_offset(list, LIST_ENTRIES + i * entry_size, &offset) ||
			!hive_block_of(&hive->blocks, offset, "nk", &key))
			return EFAULT;
		if (keys->count == keys->capacity)
			return ERANGE;
		keys->items[keys->count++] = offset;
	}
	return 0;
}

/* Adds the keys of a list, and of those below it; the depth, and the number of lists, are bounded.
 */
static int add_list(hive_h *hive, size_t offset, unsigned depth, struct offsets *keys)
{
	struct view list;
	uint16_t count;
	char letters[2];
	int error = 0;

	if (depth > MAX_LIST_DEPTH)
		return EINVAL;
	if (keys->lists++ == MAX_SUBKEYS)
		return ERANGE;
	if (!hive_block(&hive->blocks, offset, &list) ||
		!view_copy(&list, HIVE_BLOCK_HEADER, sizeof(letters), letters) ||
		!view_u16(&list, LIST_COUNT, &count))
		return EFAULT;
	if (memcmp(letters, "lf", 2) == 0 || memcmp(letters, "lh", 2) == 0)
		return view_holds(&list, LIST_ENTRIES, (uint64_t)count * 8)
			       ? add_keys(hive, &list, count, 8, keys)
			       : EFAULT;
	if (memcmp(letters, "li", 2) == 0)
		return view_holds(&list, LIST_ENTRIES, (uint64_t)count * 4)
			       ? add_keys(hive, &list, count, 4, keys)
			       : EFAULT;
	if (memcmp(letters, "ri", 2) != 0)
		return ENOTSUP;
	if (!view_holds(&list, LIST_ENTRIES, (uint64_t)count * 4))
		return EFAULT;
	for (size_t i = 0; i < count && !error; i++) {
		size_t below;

		error = read_offset(&list, LIST_ENTRIES + i * 4, &below)
				? add_list(hive, below, depth + 1, keys)
				: EFAULT;
	}
	return error;
}

/* What a list function returns: the offsets, or NULL with errno. */
static size_t *finish(struct offsets *offsets, int error)
{
	if (!error)
		return offsets->items;
	free(offsets->items);
	errno = error;
	return NULL;
}

hive_node_h *hivex_node_children(hive_h *hive, hive_node_h node)
{
	struct offsets keys = {0};
	struct view key;
	uint32_t count;
	size_t list;
	int error;

	if (!hive_block_of(&hive->blocks, node, "nk", &key) ||
		!view_u32(&key, KEY_SUBKEYS, &count) || !read_offset(&key, KEY_SUBKEY_LIST, &list))
		return finish(&keys, EINVAL);
	if (count > MAX_SUBKEYS)
		return finish(&keys, ERANGE);
	keys.items = allocate(count, sizeof(*keys.items));
	keys.capacity = count;
	if (!count)
		return keys.items;
	error = add_list(hive, list, 0, &keys);
	if (!error && keys.count != count)
		error = ENOTSUP;
	return finish(&keys, error);
}

hive_value_h *hivex_node_values(hive_h *hive, hive_node_h node)
{
	struct offsets values = {0};
	struct view key, list, value;
	uint32_t count;
	size_t offset;

	if (!hive_block_of(&hive->blocks, node, "nk", &key) ||
		!view_u32(&key, KEY_VALUES, &count) || !read_offset(&key, KEY_VALUE_LIST, &offset))
		return finish(&values, EINVAL);
	if (count > MAX_VALUES)
		return finish(&values, ERANGE);
	values.items = allocate(count, sizeof(*values.items));
	if (!count)
		return values.items;
	if (!hive_block(&hive->blocks, offset, &list) ||
		!view_holds(&list, HIVE_BLOCK_HEADER, (uint64_t)count * 4))
		return finish(&values, EFAULT);
	for (size_t i = 0; i < count; i++) {
		if (!read_offset(&list, HIVE_BLOCK_HEADER + i * 4, &values.items[i]) ||
			!hive_block(&hive->blocks, values.items[i], &value))
			return finish(&values, EFAULT);
	}
	return values.items;
}

/* Data too long for one block, in the parts that a "db" block lists; less than *length when the
 * parts hold less. */
static bool read_parts(hive_h *hive, const struct view *block, char *out, size_t *length)
{
	struct view list;
	size_t list_at, done = 0;
	uint16_t count;

	if (!view_u16(block, PARTS_COUNT, &count) || !read_offset(block, PARTS_LIST, &list_at) ||
		!hive_block(&hive->blocks, list_at, &list))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct view part;
		size_t part_at, size;

		if (!read_offset(&list, HIVE_BLOCK_HEADER + i * 4, &part_at) ||
			!hive_block(&hive->blocks, part_at, &part))
			return false;
		size = (size_t)part.size - HIVE_BLOCK_HEADER;
		if (size > MAX_PART_BYTES)
			size = MAX_PART_BYTES;
		if (size > *length - done)
			size = *length - done;
		if (!view_copy(&part, HIVE_BLOCK_HEADER, size, out + done))
			return false;
		done += size;
	}
	*length = done;
	return true;
}

/* 0, or the errno. */
static int read_data(hive_h *hive, const struct view *value, bool within, char *out, size_t *length)
{
	struct view block;
	size_t offset;

	if (within)
		return view_copy(value, VALUE_DATA, *length, out) ? 0 : EFAULT;
	if (!read_offset(value, VALUE_DATA, &offset) || !hive_block(&hive->blocks, offset, &block))
		return EFAULT;
	if (*length <= block.size - HIVE_BLOCK_HEADER)
		return view_copy(&block, HIVE_BLOCK_HEADER, *length, out) ? 0 : EFAULT;
	return hive_block_of(&hive->blocks, offset, "db", &block) &&
			       read_parts(hive, &block, out, length)
		       ? 0
		       : EINVAL;
}

char *hivex_value_value(hive_h *hive, hive_value_h value, hive_type *type, size_t *length)
{
	uint32_t stored_length, stored_type;
	struct view block;
	bool within;
	char *data;
	int error;

	if (!hive_block_of(&hive->blocks, value, "vk", &block) ||
		!view_u32(&block, VALUE_DATA_LENGTH, &stored_length) ||
		!view_u32(&block, VALUE_TYPE, &stored_type)) {
		errno = EINVAL;
		return NULL;
	}
	within = stored_length & DATA_IS_INLINE;
	*type = (hive_type)stored_type;
	*length = stored_length & ~DATA_IS_INLINE;
	if (*length > (within ? sizeof(uint32_t) : MAX_DATA_BYTES)) {
		errno = within ? ENOTSUP : ERANGE;
		return NULL;
	}
	data = allocate(*length, 1);
	error = read_data(hive, &block, within, data, length);
	if (!error)
		return data;
	free(data);
	errno = error;
	return NULL;
}
