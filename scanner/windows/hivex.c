#include "hivex.h"

#include "scanner/base/arena.h"
#include "scanner/host/registry/hive_cell.h"
#include "scanner/windows/hive_bins.h"

#include <stdlib.h>

enum { VK_TYPE = 0x0C };

/* The limits of libhivex. */
enum {
	MAX_SUBKEYS = 70000,
	MAX_VALUES = 110000,
	MAX_DATA_BYTES = 8000000,
	MAX_LIST_DEPTH = 32,
};

struct hive_h {
	struct hive_bins bins;
};

struct places {
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
	error = hive_bins_open(file, &hive->bins);
	if (!error)
		return hive;
	free(hive);
	errno = error;
	return NULL;
}

int hivex_close(hive_h *hive)
{
	hive_bins_close(&hive->bins);
	free(hive);
	return 0;
}

hive_node_h hivex_root(hive_h *hive)
{
	return hive->bins.root;
}

/* Room for count objects of size bytes, and one more. */
static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count + 1, size);

	if (!memory)
		memory_exhausted();
	return memory;
}

/* Where in the file an offset leads that stands in a cell. False when the cell does not reach. */
static bool read_place(const struct view *cell, uint64_t at, size_t *out)
{
	uint32_t offset;

	if (!view_u32(cell, at, &offset))
		return false;
	*out = (size_t)offset + HIVE_BINS;
	return true;
}

/* Adds the keys of a list without lists below it. 0, or the errno. */
static int add_keys(
	hive_h *hive, const struct view *list, size_t count, size_t row, struct places *keys)
{
	if (!view_holds(list, LIST_ROWS, (uint64_t)count * row))
		return EFAULT;
	for (size_t i = 0; i < count; i++) {
		struct view key;
		size_t place;

		if (!read_place(list, LIST_ROWS + i * row, &place) ||
			!hive_bins_record(&hive->bins, place, HIVE_NK, &key))
			return EFAULT;
		if (keys->count == keys->capacity)
			return ERANGE;
		keys->items[keys->count++] = place;
	}
	return 0;
}

/* Adds the keys of a list, and of those below it; the depth and the number of lists are bounded. */
static int add_list(hive_h *hive, size_t place, unsigned depth, struct places *keys)
{
	struct view list;
	uint16_t kind, count;
	int error = 0;

	if (depth > MAX_LIST_DEPTH)
		return EINVAL;
	if (keys->lists++ == MAX_SUBKEYS)
		return ERANGE;
	if (!hive_bins_cell(&hive->bins, place, &list) || !view_u16(&list, 0, &kind) ||
		!view_u16(&list, LIST_COUNT, &count))
		return EFAULT;
	if (kind == HIVE_LF || kind == HIVE_LH)
		return add_keys(hive, &list, count, 8, keys);
	if (kind == HIVE_LI)
		return add_keys(hive, &list, count, 4, keys);
	if (kind != HIVE_RI)
		return ENOTSUP;
	if (!view_holds(&list, LIST_ROWS, (uint64_t)count * 4))
		return EFAULT;
	for (size_t i = 0; i < count && !error; i++) {
		size_t below;

		error = read_place(&list, LIST_ROWS + i * 4, &below)
				? add_list(hive, below, depth + 1, keys)
				: EFAULT;
	}
	return error;
}

/* What a list function returns: the places, or NULL with errno. */
static size_t *finish(struct places *places, int error)
{
	if (!error)
		return places->items;
	free(places->items);
	errno = error;
	return NULL;
}

hive_node_h *hivex_node_children(hive_h *hive, hive_node_h node)
{
	struct places keys = {0};
	struct view key;
	uint32_t count;
	size_t list;
	int error;

	if (!hive_bins_record(&hive->bins, node, HIVE_NK, &key) ||
		!view_u32(&key, NK_SUBKEY_COUNT, &count) ||
		!read_place(&key, NK_SUBKEY_LIST, &list))
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
	struct places values = {0};
	struct view key, list, value;
	uint32_t count;
	size_t place;

	if (!hive_bins_record(&hive->bins, node, HIVE_NK, &key) ||
		!view_u32(&key, NK_VALUE_COUNT, &count) || !read_place(&key, NK_VALUE_LIST, &place))
		return finish(&values, EINVAL);
	if (count > MAX_VALUES)
		return finish(&values, ERANGE);
	values.items = allocate(count, sizeof(*values.items));
	if (!count)
		return values.items;
	if (!hive_bins_cell(&hive->bins, place, &list) ||
		!view_holds(&list, 0, (uint64_t)count * 4))
		return finish(&values, EFAULT);
	for (size_t i = 0; i < count; i++) {
		if (!read_place(&list, i * 4, &values.items[i]) ||
			!hive_bins_cell(&hive->bins, values.items[i], &value))
			return finish(&values, EFAULT);
	}
	return values.items;
}

/* Data too long for one cell, in the segments that a "db" record lists; *length is less when they
 * hold less. */
static bool read_segments(hive_h *hive, const struct view *record, char *out, size_t *length)
{
	struct view list;
	size_t list_at, done = 0;
	uint16_t count;

	if (!view_u16(record, DB_COUNT, &count) || !read_place(record, DB_LIST, &list_at) ||
		!hive_bins_cell(&hive->bins, list_at, &list))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct view segment;
		size_t place, size;

		if (!read_place(&list, i * 4, &place) ||
			!hive_bins_cell(&hive->bins, place, &segment))
			return false;
		size = (size_t)segment.size - DB_SEGMENT_TAIL;
		if (size > *length - done)
			size = *length - done;
		if (!view_copy(&segment, 0, size, out + done))
			return false;
		done += size;
	}
	*length = done;
	return true;
}

/* 0, or the errno. */
static int read_data(hive_h *hive, const struct view *value, bool within, char *out, size_t *length)
{
	struct view cell;
	size_t place;

	if (within)
		return view_copy(value, VK_DATA, *length, out) ? 0 : EFAULT;
	if (!read_place(value, VK_DATA, &place) || !hive_bins_cell(&hive->bins, place, &cell))
		return EFAULT;
	if (*length <= cell.size)
		return view_copy(&cell, 0, *length, out) ? 0 : EFAULT;
	return hive_bins_record(&hive->bins, place, HIVE_DB, &cell) &&
			       read_segments(hive, &cell, out, length)
		       ? 0
		       : EINVAL;
}

char *hivex_value_value(hive_h *hive, hive_value_h value, hive_type *type, size_t *length)
{
	uint32_t stored_length, stored_type;
	struct view record;
	bool within;
	char *data;
	int error;

	if (!hive_bins_record(&hive->bins, value, HIVE_VK, &record) ||
		!view_u32(&record, VK_DATA_LENGTH, &stored_length) ||
		!view_u32(&record, VK_TYPE, &stored_type)) {
		errno = EINVAL;
		return NULL;
	}
	within = stored_length & VK_DATA_IS_INLINE;
	*type = (hive_type)stored_type;
	*length = stored_length & ~VK_DATA_IS_INLINE;
	if (*length > (within ? sizeof(uint32_t) : MAX_DATA_BYTES)) {
		errno = within ? ENOTSUP : ERANGE;
		return NULL;
	}
	data = allocate(*length, 1);
	error = read_data(hive, &record, within, data, length);
	if (!error)
		return data;
	free(data);
	errno = error;
	return NULL;
}
