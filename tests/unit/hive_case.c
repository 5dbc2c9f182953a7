#include "tests/unit/hive_case.h"

#include "tests/fixture/hive.h"

#include <string.h>

enum { ROOT = 0x24 }; /* in the base block */

struct hive_case changed;

void hive_case_begin(void)
{
	changed = (struct hive_case){0};
	arena_init(&changed.arena);
}

void hive_case_end(void)
{
	hive_close(changed.hive);
	specimen_bytes_free(&changed.bytes);
	arena_free(&changed.arena);
}

uint32_t hive_case_u32(size_t at)
{
	return (uint32_t)changed.bytes.data[at] | (uint32_t)changed.bytes.data[at + 1] << 8 |
	       (uint32_t)changed.bytes.data[at + 2] << 16 |
	       (uint32_t)changed.bytes.data[at + 3] << 24;
}

size_t hive_case_record(size_t place)
{
	return HIVE_BINS + hive_case_u32(place) + HIVE_CELL_SIZE_BYTES;
}

size_t hive_case_root(void)
{
	return hive_case_record(ROOT);
}

size_t hive_case_row(size_t index)
{
	return hive_case_record(hive_case_root() + NK_SUBKEY_LIST) + LIST_ROWS + 8 * index;
}

size_t hive_case_subkey(size_t index)
{
	return hive_case_record(hive_case_row(index));
}

size_t hive_case_value(size_t key, size_t index)
{
	return hive_case_record(hive_case_record(key + NK_VALUE_LIST) + 4 * index);
}

void hive_case_build(void)
{
	struct fixture_hive *fixture = fixture_hive_new();
	static const uint8_t room[0xA000];
	size_t at;

	fixture_hive_add_key(fixture, "Alpha");
	fixture_hive_set_text(fixture, "Beta_1", "First", FIXTURE_REG_SZ, "one two");
	fixture_hive_set_text(fixture, "Beta_1", "Second", FIXTURE_REG_SZ, "three");
	fixture_hive_set(fixture, "Gamma", "Room", FIXTURE_REG_BINARY, room, sizeof(room));
	fixture_hive_build(fixture, &changed.bytes);
	fixture_hive_free(fixture);
	/* The cell of the room becomes a free one, and its value an empty one. */
	at = hive_case_value(hive_case_subkey(2), 0);
	changed.free_cell = hive_case_record(at + VK_DATA) - HIVE_CELL_SIZE_BYTES;
	specimen_patch_u32(&changed.bytes, changed.free_cell, 0 - hive_case_u32(changed.free_cell));
	specimen_patch_u32(&changed.bytes, at + VK_DATA_LENGTH, VK_DATA_IS_INLINE);
}

uint32_t hive_case_add_cell(const void *content, size_t length)
{
	size_t size = (length + HIVE_CELL_SIZE_BYTES + 7) / 8 * 8;
	size_t left = hive_case_u32(changed.free_cell) - size;
	size_t at = changed.free_cell + left;

	ck_assert_uint_gt(hive_case_u32(changed.free_cell), size);
	specimen_patch_u32(&changed.bytes, changed.free_cell, left);
	specimen_patch_u32(&changed.bytes, at, (uint32_t)(0 - (uint32_t)size));
	memset(changed.bytes.data + at + HIVE_CELL_SIZE_BYTES, 0, size - HIVE_CELL_SIZE_BYTES);
	memcpy(changed.bytes.data + at + HIVE_CELL_SIZE_BYTES, content, length);
	return (uint32_t)(at - HIVE_BINS);
}

void hive_case_open(void)
{
	struct byte_source source;
	struct view view;

	byte_source_memory(&source, changed.bytes.data, changed.bytes.length);
	view = view_of(&source);
	changed.hive = hive_open(&view, "SYSTEM", &changed.arena, &changed.problems);
	ck_assert_ptr_nonnull(changed.hive);
}

enum registry_status hive_case_text(const char *name, const char **out)
{
	struct registry_value found = {.text = "none"};
	enum registry_status status =
		hive_value(changed.hive, "Beta_1", name, &changed.arena, &found);

	*out = found.text;
	return status;
}

void hive_case_check_text(const char *name, const char *text)
{
	const char *found;

	ck_assert_int_eq(hive_case_text(name, &found), REGISTRY_FOUND);
	ck_assert_str_eq(found, text);
}

void hive_case_check_problem(const char *words)
{
	ck_assert_uint_ge(changed.problems.count, 1);
	ck_assert_str_eq(changed.problems.items[0].code, "hive-damaged");
	ck_assert_str_eq(changed.problems.items[0].path, "SYSTEM");
	ck_assert_msg(strstr(changed.problems.items[0].detail, words), "%s",
		changed.problems.items[0].detail);
	ck_assert_uint_ne(changed.problems.items[0].offset, PROBLEM_NO_OFFSET);
}
