/* Registry hives: what they hold, and what damage does to them. */
#include "scanner/specimen/bytes.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_host_hive(void);

enum { BASE_BLOCK = 0x1000, PAGE = 0x1000, ODD_STEP = 617 };

static struct arena arena;
static struct problem_list problems;
static struct fixture_hive *fixture;

static void begin(void)
{
	arena_init(&arena);
	problems = (struct problem_list){0};
	fixture = fixture_hive_new();
}

static void end(void)
{
	fixture_hive_free(fixture);
	arena_free(&arena);
}

static struct hive *open_fixture(void)
{
	return machine_open_hive(fixture, "SYSTEM", &arena, &problems);
}

static struct hive *open_bytes(const uint8_t *bytes, size_t size)
{
	struct byte_source source;
	struct view view;

	byte_source_memory(&source, bytes, size);
	view = view_of(&source);
	return hive_open(&view, "SYSTEM", &arena, &problems);
}

static struct registry_value value_of(struct hive *hive, const char *key, const char *name)
{
	struct registry_value value = {.number = 0xDEAD};

	ck_assert_int_eq(hive_value(hive, key, name, &arena, &value), REGISTRY_FOUND);
	return value;
}

static void check_text(
	struct hive *hive, const char *name, enum registry_type type, const char *text)
{
	struct registry_value value = value_of(hive, "Key", name);

	ck_assert_int_eq(value.type, type);
	ck_assert_str_eq(value.text, text);
}

START_TEST(values_of_each_type_are_read)
{
	static const char *const texts[] = {"a", "b"};
	struct hive *hive;

	fixture_hive_set_text(fixture, "Key", "text", FIXTURE_REG_SZ, "caf\xC3\xA9 \xE3\x83\xAD");
	fixture_hive_set_text(fixture, "Key", "expand", FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\x");
	fixture_hive_set_text(fixture, "Key", "empty", FIXTURE_REG_SZ, "");
	fixture_hive_set_text(fixture, "Key", "", FIXTURE_REG_SZ, "default");
	fixture_hive_set(fixture, "Key", "no nul", FIXTURE_REG_SZ, "a\0b\0", 4);
	fixture_hive_set(fixture, "Key", "no bytes", FIXTURE_REG_SZ, "", 0);
	fixture_hive_set_dword(fixture, "Key", "number", 0xFEDCBA98);
	fixture_hive_set(fixture, "Key", "short number", FIXTURE_REG_DWORD, "\1\2", 2);
	fixture_hive_set(fixture, "Key", "binary", FIXTURE_REG_BINARY, "a\0\0\0", 4);
	fixture_hive_set(fixture, "Key", "odd type", 0x12345678, "a\0", 2);
	fixture_hive_set_multi(fixture, "Key", "multi", texts, 2);
	hive = open_fixture();
	check_text(hive, "text", REGISTRY_TEXT, "caf\xC3\xA9 \xE3\x83\xAD");
	check_text(hive, "EXPAND", REGISTRY_EXPANDABLE_TEXT, "%SystemRoot%\\x");
	check_text(hive, "empty", REGISTRY_TEXT, "");
	check_text(hive, "", REGISTRY_TEXT, "default");
	check_text(hive, "no nul", REGISTRY_TEXT, "ab");
	check_text(hive, "no bytes", REGISTRY_TEXT, "");
	check_text(hive, "number", REGISTRY_NUMBER, "4275878552");
	ck_assert_uint_eq(value_of(hive, "Key", "number").number, 0xFEDCBA98);
	check_text(hive, "short number", REGISTRY_OTHER, "");
	check_text(hive, "binary", REGISTRY_BYTES, "");
	check_text(hive, "odd type", REGISTRY_OTHER, "");
	check_text(hive, "multi", REGISTRY_LIST, "");
	ck_assert_str_eq(value_of(hive, "Key", "EXPAND").name, "expand");
	ck_assert_uint_eq(problems.count, 0);
	hive_close(hive);
}
END_TEST

START_TEST(keys_are_found_without_regard_to_case_or_are_absent)
{
	struct registry_value value = {.text = "kept"};
	struct hive *hive;

	fixture_hive_set_text(fixture, "Outer\\Inner Key", "Name", FIXTURE_REG_SZ, "x");
	fixture_hive_add_key(fixture, "Outer\\Other");
	hive = open_fixture();
	ck_assert_int_eq(hive_key(hive, ""), REGISTRY_FOUND);
	ck_assert_int_eq(hive_key(hive, "Outer"), REGISTRY_FOUND);
	ck_assert_int_eq(hive_key(hive, "OUTER\\inner key"), REGISTRY_FOUND);
	ck_assert_int_eq(hive_key(hive, "Outer\\Inner"), REGISTRY_ABSENT);
	ck_assert_int_eq(hive_key(hive, "Outer\\Inner Key\\Deeper"), REGISTRY_ABSENT);
	ck_assert_int_eq(hive_key(hive, "Inner Key"), REGISTRY_ABSENT);
	ck_assert_int_eq(
		hive_value(hive, "Outer\\Inner Key", "None", &arena, &value), REGISTRY_ABSENT);
	ck_assert_int_eq(hive_value(hive, "Outer\\Other", "Name", &arena, &value), REGISTRY_ABSENT);
	ck_assert_int_eq(hive_value(hive, "None", "Name", &arena, &value), REGISTRY_ABSENT);
	ck_assert_str_eq(value.text, "kept");
	ck_assert_str_eq(value_of(hive, "outer\\INNER KEY", "NAME").text, "x");
	ck_assert_uint_eq(problems.count, 0);
	hive_close(hive);
}
END_TEST

START_TEST(all_values_of_a_key_come_in_their_order)
{
	struct registry_value *values;
	size_t count;
	struct hive *hive;

	fixture_hive_set_text(fixture, "Key", "b", FIXTURE_REG_SZ, "1");
	fixture_hive_set_dword(fixture, "Key", "a", 2);
	fixture_hive_set(fixture, "Key", "c", FIXTURE_REG_BINARY, "x", 1);
	fixture_hive_add_key(fixture, "Empty");
	hive = open_fixture();
	ck_assert_int_eq(hive_values(hive, "Key", &arena, &values, &count), REGISTRY_FOUND);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(values[0].name, "b");
	ck_assert_str_eq(values[1].text, "2");
	ck_assert_int_eq(values[2].type, REGISTRY_BYTES);
	ck_assert_int_eq(hive_values(hive, "Empty", &arena, &values, &count), REGISTRY_FOUND);
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(hive_values(hive, "None", &arena, &values, &count), REGISTRY_ABSENT);
	hive_close(hive);
}
END_TEST

START_TEST(a_value_too_long_is_not_known_rather_than_cut)
{
	struct registry_value value = {.text = "kept"};
	char *text = calloc(1, MAX_REGISTRY_VALUE_BYTES + 2);
	struct hive *hive;

	memset(text, 'x', MAX_REGISTRY_VALUE_BYTES + 2);
	fixture_hive_set(fixture, "Key", "just", FIXTURE_REG_SZ, text, MAX_REGISTRY_VALUE_BYTES);
	fixture_hive_set(
		fixture, "Key", "over", FIXTURE_REG_SZ, text, MAX_REGISTRY_VALUE_BYTES + 2);
	free(text);
	hive = open_fixture();
	ck_assert_uint_eq(strlen(value_of(hive, "Key", "just").text),
		(size_t)MAX_REGISTRY_VALUE_BYTES / 2 * 3);
	ck_assert_int_eq(hive_value(hive, "Key", "over", &arena, &value), REGISTRY_UNKNOWN);
	ck_assert_str_eq(value.text, "kept");
	ck_assert_str_eq(problems.items[0].code, "limit");
	hive_close(hive);
}
END_TEST

START_TEST(a_key_with_too_many_values_is_not_known)
{
	struct registry_value *values;
	size_t count;
	struct hive *hive;

	for (int i = 0; i <= MAX_REGISTRY_VALUES; i++) {
		char name[24];

		snprintf(name, sizeof(name), "value %d", i);
		fixture_hive_set_dword(fixture, "Key", name, (uint32_t)i);
	}
	hive = open_fixture();
	ck_assert_int_eq(hive_values(hive, "Key", &arena, &values, &count), REGISTRY_UNKNOWN);
	ck_assert_str_eq(problems.items[0].code, "limit");
	ck_assert_uint_eq(value_of(hive, "Key", "value 4096").number, 4096);
	hive_close(hive);
}
END_TEST

static const char SET_KEY[] = "HKLM\\SYSTEM\\CurrentControlSet\\Key";

static void open_registry(struct registry *registry)
{
	struct registry_source *sources[REGISTRY_ROOTS] = {
		[REGISTRY_SYSTEM] = hive_source(open_fixture())};

	registry_init(registry, &arena, &problems, sources);
}

START_TEST(the_control_set_is_the_one_select_names)
{
	struct registry registry;
	struct registry_value value;

	fixture_hive_set_dword(fixture, "Select", "Current", 2);
	fixture_hive_set_dword(fixture, "Select", "Default", 1);
	fixture_hive_set_dword(fixture, "ControlSet001\\Key", "x", 1);
	fixture_hive_set_dword(fixture, "ControlSet002\\Key", "x", 2);
	open_registry(&registry);
	ck_assert_uint_eq(registry.control_set, 2);
	ck_assert_int_eq(registry_value(&registry, SET_KEY, "x", &value), REGISTRY_FOUND);
	ck_assert_uint_eq(value.number, 2);
	ck_assert_int_eq(
		registry_value(&registry, "hklm\\system\\currentcontrolset\\key", "X", &value),
		REGISTRY_FOUND);
	ck_assert_uint_eq(value.number, 2);
	ck_assert_int_eq(registry_value(&registry, "HKLM\\SYSTEM\\ControlSet001\\Key", "x", &value),
		REGISTRY_FOUND);
	ck_assert_uint_eq(value.number, 1);
	ck_assert_int_eq(
		registry_key(&registry, "HKLM\\SYSTEM\\CurrentControlSet"), REGISTRY_FOUND);
	ck_assert_int_eq(
		registry_key(&registry, "HKLM\\SYSTEM\\CurrentControlSet\\None"), REGISTRY_ABSENT);
	ck_assert_int_eq(registry_key(&registry, "HKLM\\SOFTWARE\\Key"), REGISTRY_UNKNOWN);
	ck_assert_int_eq(registry_key(&registry, "HKCU\\Key"), REGISTRY_UNKNOWN);
	ck_assert_uint_eq(problems.count, 0);
	registry_release(&registry);
}
END_TEST

/* What Select\Current must not be; the last has no Select key at all. */
static const struct {
	bool present;
	uint32_t type;
	size_t length;
	const char *bytes;
} bad_selections[] = {
	{true, FIXTURE_REG_DWORD, 4, "\0\0\0\0"},
	{true, FIXTURE_REG_DWORD, 4, "\xE8\3\0\0"},
	{true, FIXTURE_REG_DWORD, 2, "\1\0"},
	{true, FIXTURE_REG_SZ, 4, "1\0\0\0"},
	{false, 0, 0, NULL},
};

START_TEST(without_a_control_set_nothing_below_it_is_known)
{
	struct registry registry;

	if (bad_selections[_i].present)
		fixture_hive_set(fixture, "Select", "Current", bad_selections[_i].type,
			bad_selections[_i].bytes, bad_selections[_i].length);
	fixture_hive_set_dword(fixture, "ControlSet001\\Key", "x", 1);
	open_registry(&registry);
	ck_assert_uint_eq(registry.control_set, 0);
	ck_assert_int_eq(registry_key(&registry, SET_KEY), REGISTRY_UNKNOWN);
	ck_assert_int_eq(
		registry_key(&registry, "HKLM\\SYSTEM\\CurrentControlSet"), REGISTRY_UNKNOWN);
	ck_assert_int_eq(
		registry_key(&registry, "HKLM\\SYSTEM\\ControlSet001\\Key"), REGISTRY_FOUND);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].code, "control-set");
	registry_release(&registry);
}
END_TEST

START_TEST(a_dirty_hive_is_read_and_said_to_be_dirty)
{
	struct hive *hive;

	fixture_hive_set_dword(fixture, "Key", "x", 5);
	fixture_hive_set_dirty(fixture, true);
	hive = open_fixture();
	ck_assert_uint_eq(value_of(hive, "Key", "x").number, 5);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].code, "hive-dirty");
	ck_assert_str_eq(problems.items[0].path, "SYSTEM");
	ck_assert_uint_eq(problems.items[0].offset, 4);
	hive_close(hive);
}
END_TEST

static const struct {
	const char *bytes;
	size_t size;
	const char *code;
} no_hives[] = {
	{"", 0, "hive-damaged"},
	{"reg", 3, "hive-damaged"},
	{"MZ\x90\0", 4, "hive-damaged"},
	{"regf", 4, "hive-truncated"},
	{"regf\1\0\0\0\1\0\0", 11, "hive-truncated"},
};

START_TEST(what_is_no_hive_is_a_problem)
{
	ck_assert_ptr_null(open_bytes((const uint8_t *)no_hives[_i].bytes, no_hives[_i].size));
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].code, no_hives[_i].code);
}
END_TEST

static bool cannot_fill(struct byte_source *source, uint64_t offset)
{
	(void)offset;
	source->error = EIO;
	return false;
}

START_TEST(a_hive_that_cannot_be_read_to_its_end_says_why)
{
	struct specimen_bytes bytes = {0};
	struct byte_source source;
	struct view view;

	fixture_hive_build(fixture, &bytes);
	byte_source_memory(&source, bytes.data, bytes.length);
	source.block_length = BASE_BLOCK;
	source.fill = cannot_fill;
	view = view_of(&source);
	ck_assert_ptr_null(hive_open(&view, "SYSTEM", &arena, &problems));
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_str_eq(problems.items[0].code, "unreadable-file");
	ck_assert_ptr_nonnull(strstr(problems.items[0].detail, strerror(EIO)));
	specimen_bytes_free(&bytes);
}
END_TEST

/* A hive of many pages, so that there is much to cut and to damage. */
static void fill_fixture(void)
{
	for (uint32_t i = 0; i < 150; i++) {
		char key[64];

		snprintf(key, sizeof(key), "ControlSet001\\Services\\Service %03u", i);
		fixture_hive_set_dword(fixture, key, "Start", i);
		fixture_hive_set_text(fixture, key, "ImagePath", FIXTURE_REG_SZ, key);
	}
	fixture_hive_set_dword(fixture, "Select", "Current", 1);
}

static void check_cut(const uint8_t *bytes, size_t size)
{
	uint8_t *cut =
		malloc(size + 1); /* a block of its own, so that a read past the cut is seen */

	memcpy(cut, bytes, size);
	problems = (struct problem_list){0};
	ck_assert_msg(!open_bytes(cut, size), "a hive cut at %zu was opened", size);
	ck_assert_uint_ge(problems.count, 1);
	free(cut);
}

START_TEST(a_cut_hive_is_never_opened)
{
	struct specimen_bytes bytes = {0};

	fill_fixture();
	fixture_hive_build(fixture, &bytes);
	ck_assert_uint_gt(bytes.length, 8 * PAGE);
	for (size_t size = 0; size < bytes.length; size += PAGE)
		check_cut(bytes.data, size);
	for (size_t size = 1; size < bytes.length; size += ODD_STEP)
		check_cut(bytes.data, size);
	check_cut(bytes.data, bytes.length - 1);
	/* The same with a header that owns up to the smaller size: libhivex must find out. */
	for (size_t size = BASE_BLOCK; size < bytes.length; size += PAGE) {
		struct hive *hive;

		specimen_patch_u32(&bytes, 0x28, size - BASE_BLOCK);
		hive = open_bytes(bytes.data, size);
		ck_assert(!hive || hive_key(hive, "Select") != REGISTRY_ABSENT || problems.count);
		hive_close(hive);
	}
	specimen_bytes_free(&bytes);
}
END_TEST

/* Whatever is overwritten, an answer is right or none. */
static void check_keys(struct hive *hive)
{
	const char **names;
	size_t count;

	if (hive_keys(hive, "ControlSet001\\Services", &arena, &names, &count) != REGISTRY_FOUND)
		return;
	ck_assert(count == 150 || problems.count);
	for (size_t i = 0; i < count; i++) {
		unsigned number;

		ck_assert_int_eq(sscanf(names[i], "Service %3u", &number), 1);
		ck_assert_uint_lt(number, 150);
	}
}

static void check_answers(struct hive *hive)
{
	if (hive)
		check_keys(hive);
	for (uint32_t i = 0; hive && i < 150; i += 37) {
		struct registry_value value;
		char key[64];

		snprintf(key, sizeof(key), "ControlSet001\\Services\\Service %03u", i);
		if (hive_value(hive, key, "ImagePath", &arena, &value) == REGISTRY_FOUND)
			ck_assert_str_eq(value.text, key);
	}
}

START_TEST(a_page_that_is_lost_gives_no_wrong_value)
{
	struct specimen_bytes bytes = {0};
	uint8_t saved[PAGE];

	fill_fixture();
	fixture_hive_build(fixture, &bytes);
	for (size_t page = BASE_BLOCK; page < bytes.length; page += PAGE) {
		struct hive *hive;

		memcpy(saved, bytes.data + page, PAGE);
		memset(bytes.data + page, 0, PAGE);
		problems = (struct problem_list){0};
		hive = open_bytes(bytes.data, bytes.length);
		check_answers(hive);
		ck_assert_uint_ge(problems.count, 1);
		hive_close(hive);
		memcpy(bytes.data + page, saved, PAGE);
	}
	specimen_bytes_free(&bytes);
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_host_hive(void)
{
	Suite *suite = suite_create("host hive");
	TCase *tests = tcase_create("hive");

	tcase_set_timeout(tests, 60);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, values_of_each_type_are_read);
	tcase_add_test(tests, keys_are_found_without_regard_to_case_or_are_absent);
	tcase_add_test(tests, all_values_of_a_key_come_in_their_order);
	tcase_add_test(tests, a_value_too_long_is_not_known_rather_than_cut);
	tcase_add_test(tests, a_key_with_too_many_values_is_not_known);
	tcase_add_test(tests, the_control_set_is_the_one_select_names);
	tcase_add_loop_test(tests, without_a_control_set_nothing_below_it_is_known, 0,
		COUNT_OF(bad_selections));
	tcase_add_test(tests, a_dirty_hive_is_read_and_said_to_be_dirty);
	tcase_add_loop_test(tests, what_is_no_hive_is_a_problem, 0, COUNT_OF(no_hives));
	tcase_add_test(tests, a_hive_that_cannot_be_read_to_its_end_says_why);
	tcase_add_test(tests, a_cut_hive_is_never_opened);
	tcase_add_test(tests, a_page_that_is_lost_gives_no_wrong_value);
	suite_add_tcase(suite, tests);
	return suite;
}
