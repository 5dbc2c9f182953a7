#include "scanner/host/registry/hive_check.h"

#include "scanner/host/registry/hive_cell.h"
#include "scanner/host/registry/hive_name.h"

struct subkey_check {
	const struct view *hive;
	uint32_t parent; /* offset of its cell from the first bin */
	uint64_t found;
	uint64_t name_bytes;
	struct hive_name last;
	enum hive_state state;
	struct hive_fault *fault;
};

/* Notes the first fault of a kind; the worse kind stands. */
static void note(struct subkey_check *check, enum hive_state state, uint64_t cell, const char *what)
{
	if (state <= check->state)
		return;
	check->state = state;
	*check->fault = (struct hive_fault){.offset = HIVE_BINS + cell, .what = what};
}

static void check_subkey(struct subkey_check *check, uint16_t kind, uint32_t offset, uint32_t hint)
{
	struct hive_name name;
	struct view key;
	uint32_t parent;

	if (!hive_record(check->hive, offset, HIVE_NK, NK_NAME, &key) ||
		!hive_name_read(&key, &name) || !view_u32(&key, NK_PARENT, &parent)) {
		note(check, HIVE_UNUSABLE, offset, "a subkey has no whole record");
		return;
	}
	/* Each has a cell of its own, so that together they cannot be longer than the file. */
	check->name_bytes += name.count;
	if (check->name_bytes > check->hive->size)
		note(check, HIVE_UNUSABLE, offset, "subkeys share their cells");
	if (parent != check->parent)
		note(check, HIVE_LOSSY, offset, "a subkey belongs to another key");
	if (kind != HIVE_LI && !hive_name_agrees(&name, kind, hint))
		note(check, HIVE_LOSSY, offset, "a subkey has another name than its list says");
	if (check->found && !hive_name_in_order(&check->last, &name))
		note(check, HIVE_LOSSY, offset, "the list of subkeys is not in order");
	check->last = name;
	check->found++;
}

static void check_leaf(struct subkey_check *check, uint32_t offset, const struct view *list)
{
	uint16_t kind = 0, count = 0;
	size_t row;

	view_u16(list, 0, &kind);
	row = kind == HIVE_LI ? 4 : 8;
	if ((kind != HIVE_LF && kind != HIVE_LH && kind != HIVE_LI) ||
		!view_u16(list, LIST_COUNT, &count) ||
		!view_holds(list, LIST_ROWS, (uint64_t)row * count)) {
		note(check, HIVE_UNUSABLE, offset, "the list of subkeys is cut short");
		return;
	}
	for (size_t i = 0; i < count && check->state != HIVE_UNUSABLE; i++) {
		uint32_t child = 0, hint = 0;

		view_u32(list, LIST_ROWS + row * i, &child);
		if (kind != HIVE_LI)
			view_u32(list, LIST_ROWS + row * i + 4, &hint);
		check_subkey(check, kind, child, hint);
	}
}

/* A list of leaves. Windows makes no deeper trees. */
static void check_list(struct subkey_check *check, uint32_t offset)
{
	struct view list;
	uint16_t count = 0;

	if (!hive_record(check->hive, offset, HIVE_RI, LIST_ROWS, &list)) {
		if (hive_cell(check->hive, offset, &list))
			check_leaf(check, offset, &list);
		else
			note(check, HIVE_UNUSABLE, offset, "the list of subkeys is not there");
		return;
	}
	view_u16(&list, LIST_COUNT, &count);
	for (size_t i = 0; i < count && check->state != HIVE_UNUSABLE; i++) {
		struct view leaf;
		uint32_t row;

		if (view_u32(&list, LIST_ROWS + 4 * i, &row) && hive_cell(check->hive, row, &leaf))
			check_leaf(check, row, &leaf);
		else
			note(check, HIVE_UNUSABLE, offset, "the list of subkeys is cut short");
	}
}

/* Whether a key that counts none still has a list of them. A list that was given back stays named
 * in the key at times, but is no used cell any more. */
static bool is_subkey_list(const struct view *hive, uint32_t offset)
{
	static const uint16_t kinds[] = {HIVE_LF, HIVE_LH, HIVE_LI, HIVE_RI};
	struct view list;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (hive_record(hive, offset, kinds[i], LIST_ROWS, &list))
			return true;
	return false;
}

static bool is_value_list(const struct view *hive, uint32_t offset)
{
	struct view list, value;
	uint32_t first;

	return hive_cell(hive, offset, &list) && view_u32(&list, 0, &first) &&
	       hive_record(hive, first, HIVE_VK, VK_NAME, &value);
}

/* The key's record; false, with a fault noted, when there is none. */
static bool open_key(
	const struct view *hive, uint64_t offset, struct view *out, struct hive_fault *fault)
{
	if (hive_record_at(hive, offset, HIVE_NK, NK_NAME, out))
		return true;
	*fault = (struct hive_fault){.offset = offset, .what = "the key has no whole record"};
	return false;
}

enum hive_state hive_check_subkeys(const struct view *hive, uint64_t key, struct hive_fault *out)
{
	struct subkey_check check = {.hive = hive, .fault = out};
	uint32_t count = 0, list = 0;
	struct view record;

	if (!open_key(hive, key, &record, out))
		return HIVE_UNUSABLE;
	check.parent = (uint32_t)(key - HIVE_BINS);
	view_u32(&record, NK_SUBKEY_COUNT, &count);
	view_u32(&record, NK_SUBKEY_LIST, &list);
	if (count)
		check_list(&check, list);
	else if (is_subkey_list(hive, list))
		note(&check, HIVE_LOSSY, check.parent, "the key counts no subkeys but lists some");
	if (count != check.found && count)
		note(&check, HIVE_UNUSABLE, check.parent,
			"the key counts other subkeys than it lists");
	if (hive->source->error)
		note(&check, HIVE_UNUSABLE, check.parent, "the hive could not be read");
	return check.state;
}

/* How many bytes the segments of a value have; 0 when one is not there. */
static uint64_t segment_bytes(const struct view *hive, const struct view *record)
{
	struct view list, segment;
	uint64_t total = 0;
	uint16_t count = 0;
	uint32_t offset = 0;

	view_u16(record, DB_COUNT, &count);
	view_u32(record, DB_LIST, &offset);
	if (!hive_cell(hive, offset, &list) || !view_holds(&list, 0, 4 * (uint64_t)count))
		return 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t part = 0;

		view_u32(&list, 4 * i, &part);
		if (!hive_cell(hive, part, &segment))
			return 0;
		total += segment.size - DB_SEGMENT_TAIL;
	}
	return total;
}

/* Adds to *bytes what the data take. Data that do not fit their cell are not the concern of this
 * check, unless they are in segments: libhivex refuses them. */
static bool data_is_whole(
	const struct view *hive, uint32_t length, uint32_t offset, uint64_t *bytes)
{
	struct view cell, record;

	if (!hive_cell(hive, offset, &cell))
		return true;
	if (length > cell.size && !hive_record(hive, offset, HIVE_DB, 2, &record))
		return true;
	*bytes += length;
	return length <= cell.size ||
	       (view_holds(&record, 0, DB_RECORD_BYTES) && segment_bytes(hive, &record) >= length);
}

/* Adds to *bytes what the value takes; NULL when it is sound, or what it is not. */
static const char *check_value(const struct view *hive, uint32_t offset, uint64_t *bytes)
{
	uint16_t name_length = 0;
	uint32_t length = 0, data = 0;
	struct view value;

	if (!hive_record(hive, offset, HIVE_VK, VK_NAME, &value) ||
		!view_u16(&value, VK_NAME_LENGTH, &name_length) ||
		!view_holds(&value, VK_NAME, name_length))
		return "a value has no whole record";
	view_u32(&value, VK_DATA_LENGTH, &length);
	view_u32(&value, VK_DATA, &data);
	*bytes += name_length;
	if (length & VK_DATA_IS_INLINE)
		return NULL;
	return data_is_whole(hive, length, data, bytes) ? NULL : "the data of a value is cut short";
}

enum hive_state hive_check_values(const struct view *hive, uint64_t key, struct hive_fault *out)
{
	struct hive_fault fault = {.offset = key};
	uint32_t count = 0, list_offset = 0;
	uint64_t bytes = 0;
	struct view record, list;

	if (!open_key(hive, key, &record, out))
		return HIVE_UNUSABLE;
	view_u32(&record, NK_VALUE_COUNT, &count);
	view_u32(&record, NK_VALUE_LIST, &list_offset);
	if (!count) {
		if (!is_value_list(hive, list_offset))
			return HIVE_SOUND;
		fault.what = "the key counts no values but lists some";
		*out = fault;
		return HIVE_UNUSABLE;
	}
	if (count > MAX_HIVE_KEY_VALUES || !hive_cell(hive, list_offset, &list) ||
		!view_holds(&list, 0, 4 * (uint64_t)count))
		fault.what = "the list of values is cut short";
	for (size_t i = 0; i < count && !fault.what; i++) {
		uint32_t value = 0;

		view_u32(&list, 4 * i, &value);
		fault.what = check_value(hive, value, &bytes);
		if (!fault.what && bytes > hive->size)
			fault.what = "values share their cells";
		if (fault.what)
			fault.offset = HIVE_BINS + (uint64_t)value;
	}
	if (!fault.what && hive->source->error)
		fault.what = "the hive could not be read";
	if (!fault.what)
		return HIVE_SOUND;
	*out = fault;
	return HIVE_UNUSABLE;
}
