/* The shapes that the fixture builder does not write: the other lists of subkeys, long values. */
#include "tests/unit/hive_case.h"

#include <string.h>

enum {
	LONG_TEXT = 20000,
	SEGMENT = 16344, /* bytes of a long value that a cell takes */
};

static void make_lh(void)
{
	static const char *const names[] = {"ALPHA", "BETA_1", "GAMMA"};

	memcpy(changed.bytes.data + hive_case_row(0) - LIST_ROWS, "lh", 2);
	for (size_t i = 0; i < 3; i++) {
		uint32_t sum = 0;

		for (const char *at = names[i]; *at; at++)
			sum = sum * 37 + (uint8_t)*at;
		specimen_patch_u32(&changed.bytes, hive_case_row(i) + 4, sum);
	}
}

/* A list without hints. */
static uint32_t add_li(size_t first, size_t count)
{
	uint8_t list[4 + 3 * 4] = {'l', 'i', (uint8_t)count};

	for (size_t i = 0; i < count; i++)
		memcpy(list + LIST_ROWS + 4 * i, changed.bytes.data + hive_case_row(first + i), 4);
	return hive_case_add_cell(list, LIST_ROWS + 4 * count);
}

static void make_li(void)
{
	specimen_patch_u32(&changed.bytes, hive_case_root() + NK_SUBKEY_LIST, add_li(0, 3));
}

static void make_ri(void)
{
	uint8_t list[4 + 2 * 4] = {'r', 'i', 2};
	uint32_t parts[] = {add_li(0, 1), add_li(1, 2)};
	uint32_t at = hive_case_add_cell(list, sizeof(list));

	for (size_t i = 0; i < 2; i++)
		specimen_patch_u32(&changed.bytes,
			HIVE_BINS + at + HIVE_CELL_SIZE_BYTES + LIST_ROWS + 4 * i, parts[i]);
	specimen_patch_u32(&changed.bytes, hive_case_root() + NK_SUBKEY_LIST, at);
}

static void (*const lists[])(void) = {make_lh, make_li, make_ri};

START_TEST(every_kind_of_list_is_read)
{
	hive_case_build();
	lists[_i]();
	hive_case_open();
	ck_assert_int_eq(hive_key(changed.hive, "alpha"), REGISTRY_FOUND);
	ck_assert_int_eq(hive_key(changed.hive, "Gamma"), REGISTRY_FOUND);
	ck_assert_int_eq(hive_key(changed.hive, "Delta"), REGISTRY_ABSENT);
	hive_case_check_text("First", "one two");
	ck_assert_uint_eq(changed.problems.count, 0);
}
END_TEST

/* The first value becomes a long text in two segments; returns the record of the list of them. */
static size_t make_long_value(void)
{
	uint8_t record[] = {'d', 'b', 2, 0, 0, 0, 0, 0};
	uint8_t segment[SEGMENT + DB_SEGMENT_TAIL];
	uint8_t list[8] = {0};
	size_t at = hive_case_value(hive_case_subkey(1), 0);
	uint32_t parts[2], list_cell, record_cell;

	for (size_t i = 0; i < sizeof(segment); i++)
		segment[i] = i % 2 ? 0 : 'x';
	parts[0] = hive_case_add_cell(segment, sizeof(segment));
	parts[1] = hive_case_add_cell(segment, LONG_TEXT - SEGMENT + DB_SEGMENT_TAIL);
	list_cell = hive_case_add_cell(list, sizeof(list));
	for (size_t i = 0; i < 2; i++)
		specimen_patch_u32(&changed.bytes,
			HIVE_BINS + list_cell + HIVE_CELL_SIZE_BYTES + 4 * i, parts[i]);
	record_cell = hive_case_add_cell(record, sizeof(record));
	specimen_patch_u32(&changed.bytes, HIVE_BINS + record_cell + HIVE_CELL_SIZE_BYTES + DB_LIST,
		list_cell);
	specimen_patch_u32(&changed.bytes, at + VK_DATA, record_cell);
	specimen_patch_u32(&changed.bytes, at + VK_DATA_LENGTH, LONG_TEXT);
	return HIVE_BINS + record_cell + HIVE_CELL_SIZE_BYTES;
}

START_TEST(a_long_value_is_read_from_its_segments)
{
	const char *text;

	hive_case_build();
	make_long_value();
	hive_case_open();
	ck_assert_int_eq(hive_case_text("First", &text), REGISTRY_FOUND);
	ck_assert_uint_eq(strlen(text), LONG_TEXT / 2);
	ck_assert_uint_eq(strspn(text, "x"), LONG_TEXT / 2);
	ck_assert_uint_eq(changed.problems.count, 0);
}
END_TEST

/* How many segments there are said to be: too few for the text, or more than the list has. */
static const uint16_t segment_counts[] = {0, 1, 5, 0xFFFF};

START_TEST(a_long_value_without_all_its_segments_is_not_known)
{
	const char *text;

	hive_case_build();
	specimen_patch_u16(&changed.bytes, make_long_value() + DB_COUNT, segment_counts[_i]);
	hive_case_open();
	ck_assert_int_eq(hive_case_text("First", &text), REGISTRY_UNKNOWN);
	ck_assert_str_eq(text, "none");
	hive_case_check_problem("the data of a value is cut short");
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_host_hive_shapes(void);

Suite *suite_host_hive_shapes(void)
{
	Suite *suite = suite_create("host hive shapes");
	TCase *tests = tcase_create("shapes");

	tcase_add_checked_fixture(tests, hive_case_begin, hive_case_end);
	tcase_add_loop_test(tests, every_kind_of_list_is_read, 0, COUNT_OF(lists));
	tcase_add_test(tests, a_long_value_is_read_from_its_segments);
	tcase_add_loop_test(tests, a_long_value_without_all_its_segments_is_not_known, 0,
		COUNT_OF(segment_counts));
	suite_add_tcase(suite, tests);
	return suite;
}
