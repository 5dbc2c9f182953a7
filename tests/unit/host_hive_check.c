/* What is looked at in a key before libhivex reads it: damage that hides something, and damage that
 * libhivex must not meet. */
#include "tests/unit/hive_case.h"

#include <string.h>

enum { LARGE_DATA = 16344 };

START_TEST(a_sound_hive_is_read)
{
	hive_case_build();
	hive_case_open();
	ck_assert_int_eq(hive_key(changed.hive, "Alpha"), REGISTRY_FOUND);
	ck_assert_int_eq(hive_key(changed.hive, "Other"), REGISTRY_ABSENT);
	hive_case_check_text("second", "three");
	ck_assert_uint_eq(changed.problems.count, 0);
}
END_TEST

START_TEST(a_key_with_a_nul_in_its_name_is_another_key)
{
	const char **names;
	size_t count;

	hive_case_build();
	changed.bytes.data[hive_case_subkey(1) + NK_NAME + 4] = 0;
	hive_case_open();
	ck_assert_int_eq(hive_key(changed.hive, "Beta"), REGISTRY_ABSENT);
	ck_assert_int_eq(
		hive_keys(changed.hive, "", &changed.arena, &names, &count), REGISTRY_FOUND);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(names[1], "Beta\\x001");
	ck_assert_uint_eq(changed.problems.count, 0);
}
END_TEST

START_TEST(a_value_with_a_nul_in_its_name_is_another_value)
{
	struct registry_value *values;
	const char *text;
	size_t count;

	hive_case_build();
	changed.bytes.data[hive_case_value(hive_case_subkey(1), 0) + VK_NAME + 4] = 0;
	hive_case_open();
	ck_assert_int_eq(hive_case_text("Firs", &text), REGISTRY_ABSENT);
	hive_case_check_text("Second", "three");
	ck_assert_int_eq(hive_values(changed.hive, "Beta_1", &changed.arena, &values, &count),
		REGISTRY_FOUND);
	ck_assert_str_eq(values[0].name, "Firs\\x00");
	ck_assert_uint_eq(changed.problems.count, 0);
}
END_TEST

static void forget_subkeys(void)
{
	specimen_patch_u32(&changed.bytes, hive_case_root() + NK_SUBKEY_COUNT, 0);
}

static void forget_values(void)
{
	specimen_patch_u32(&changed.bytes, hive_case_subkey(1) + NK_VALUE_COUNT, 0);
}

static void change_hint(void)
{
	changed.bytes.data[hive_case_row(0) + 4] = 'B';
}

static void change_hint_of_lh(void)
{
	memcpy(changed.bytes.data + hive_case_row(0) - LIST_ROWS, "lh", 2);
}

static void exchange_rows(void)
{
	uint8_t row[8];

	memcpy(row, changed.bytes.data + hive_case_row(0), 8);
	memcpy(changed.bytes.data + hive_case_row(0), changed.bytes.data + hive_case_row(1), 8);
	memcpy(changed.bytes.data + hive_case_row(1), row, 8);
}

static void repeat_row(void)
{
	memcpy(changed.bytes.data + hive_case_row(1), changed.bytes.data + hive_case_row(0), 8);
}

static void change_parent(void)
{
	specimen_patch_u32(&changed.bytes, hive_case_subkey(2) + NK_PARENT, 8);
}

/* Damage after which the rest can be read, but what is not there may have been. */
static const struct {
	void (*change)(void);
	const char *words;
} losses[] = {
	{forget_subkeys, "counts no subkeys but lists some"},
	{forget_values, "counts no values but lists some"},
	{change_hint, "another name than its list says"},
	{change_hint_of_lh, "another name than its list says"},
	{exchange_rows, "not in order"},
	{repeat_row, "not in order"},
	{change_parent, "belongs to another key"},
};

START_TEST(what_may_be_lost_is_not_absent)
{
	struct registry_value *values;
	const char **names;
	const char *text;
	size_t count;

	hive_case_build();
	losses[_i].change();
	hive_case_open();
	ck_assert_int_ne(hive_key(changed.hive, "Beta_1"), REGISTRY_ABSENT);
	ck_assert_int_ne(hive_case_text("Second", &text), REGISTRY_ABSENT);
	ck_assert_int_eq(hive_key(changed.hive, "Other"), REGISTRY_UNKNOWN);
	hive_case_check_problem(losses[_i].words);
	/* Nor is a list without it all there is. */
	ck_assert(hive_keys(changed.hive, "", &changed.arena, &names, &count) == REGISTRY_UNKNOWN ||
		  hive_values(changed.hive, "Beta_1", &changed.arena, &values, &count) ==
			  REGISTRY_UNKNOWN);
}
END_TEST

/* A record at the very end of the file, so that reading on would leave it. */
static uint32_t add_last_cell(const char *content)
{
	size_t last = changed.bytes.length - 8;
	size_t at = HIVE_BINS, size;

	/* The free cell at the end of the last bin. */
	for (at = changed.free_cell; at + hive_case_u32(at) != changed.bytes.length; at += size)
		size = hive_case_u32(at) & 0x80000000u ? 0 - hive_case_u32(at) : hive_case_u32(at);
	ck_assert_uint_gt(hive_case_u32(at), 16);
	specimen_patch_u32(&changed.bytes, at, hive_case_u32(at) - 8);
	specimen_patch_u32(&changed.bytes, last, (uint32_t)-8);
	memcpy(changed.bytes.data + last + 4, content, 4);
	return (uint32_t)(last - HIVE_BINS);
}

static void end_with_key(void)
{
	specimen_patch_u32(&changed.bytes, hive_case_row(2), add_last_cell("nk\x20"));
}

static void end_with_value(void)
{
	specimen_patch_u32(&changed.bytes,
		hive_case_record(hive_case_subkey(1) + NK_VALUE_LIST) + 4, add_last_cell("vk\1"));
}

static void end_with_list(void)
{
	specimen_patch_u32(
		&changed.bytes, hive_case_root() + NK_SUBKEY_LIST, add_last_cell("lf\3"));
}

static void nest_lists(void)
{
	uint8_t list[] = {'r', 'i', 1, 0, 0, 0, 0, 0};
	uint32_t at = hive_case_add_cell(list, sizeof(list));

	specimen_patch_u32(&changed.bytes, HIVE_BINS + at + HIVE_CELL_SIZE_BYTES + LIST_ROWS, at);
	specimen_patch_u32(&changed.bytes, hive_case_root() + NK_SUBKEY_LIST, at);
}

static void count_more_subkeys(void)
{
	specimen_patch_u32(&changed.bytes, hive_case_root() + NK_SUBKEY_COUNT, 4);
}

static void count_more_values(void)
{
	specimen_patch_u32(&changed.bytes, hive_case_subkey(1) + NK_VALUE_COUNT, 40);
}

static void lengthen_key_name(void)
{
	specimen_patch_u16(&changed.bytes, hive_case_subkey(1) + NK_NAME_LENGTH, 200);
}

static void lengthen_value_name(void)
{
	specimen_patch_u16(
		&changed.bytes, hive_case_value(hive_case_subkey(1), 1) + VK_NAME_LENGTH, 200);
}

/* Each row of a long list is the same value, with the largest data that the file has. */
static void share_values(void)
{
	static uint8_t data[LARGE_DATA];
	uint8_t list[4 * 8];
	size_t at = hive_case_value(hive_case_subkey(1), 1);

	specimen_patch_u32(&changed.bytes, at + VK_DATA, hive_case_add_cell(data, sizeof(data)));
	specimen_patch_u32(&changed.bytes, at + VK_DATA_LENGTH, sizeof(data));
	for (size_t i = 0; i < sizeof(list); i += 4)
		memcpy(list + i,
			changed.bytes.data + hive_case_record(hive_case_subkey(1) + NK_VALUE_LIST) +
				4,
			4);
	specimen_patch_u32(&changed.bytes, hive_case_subkey(1) + NK_VALUE_COUNT, 8);
	specimen_patch_u32(&changed.bytes, hive_case_subkey(1) + NK_VALUE_LIST,
		hive_case_add_cell(list, sizeof(list)));
}

/* Damage that libhivex must not meet. */
static const struct {
	void (*change)(void);
	const char *words;
} ruins[] = {
	{end_with_key, "a subkey has no whole record"},
	{end_with_value, "a value has no whole record"},
	{end_with_list, "the list of subkeys is cut short"},
	{nest_lists, "the list of subkeys is cut short"},
	{count_more_subkeys, "counts other subkeys than it lists"},
	{count_more_values, "the list of values is cut short"},
	{lengthen_key_name, "a subkey has no whole record"},
	{lengthen_value_name, "a value has no whole record"},
	{share_values, "values share their cells"},
};

START_TEST(what_is_ruined_is_not_known)
{
	const char *text;

	hive_case_build();
	ruins[_i].change();
	hive_case_open();
	ck_assert_int_eq(hive_case_text("Second", &text), REGISTRY_UNKNOWN);
	ck_assert_int_eq(hive_key(changed.hive, "Other"), REGISTRY_UNKNOWN);
	hive_case_check_problem(ruins[_i].words);
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_host_hive_check(void);

Suite *suite_host_hive_check(void)
{
	Suite *suite = suite_create("host hive check");
	TCase *tests = tcase_create("check");

	tcase_add_checked_fixture(tests, hive_case_begin, hive_case_end);
	tcase_add_test(tests, a_sound_hive_is_read);
	tcase_add_test(tests, a_key_with_a_nul_in_its_name_is_another_key);
	tcase_add_test(tests, a_value_with_a_nul_in_its_name_is_another_value);
	tcase_add_loop_test(tests, what_may_be_lost_is_not_absent, 0, COUNT_OF(losses));
	tcase_add_loop_test(tests, what_is_ruined_is_not_known, 0, COUNT_OF(ruins));
	suite_add_tcase(suite, tests);
	return suite;
}
