/* The registry as a whole: its roots, what a source answers, and data of each type. */
#include "scanner/host/registry/registry_data.h"
#include "scanner/specimen/bytes.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_host_registry(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static struct registry_value value_of(const char *key, const char *name)
{
	struct registry_value value = {.text = "untouched"};

	ck_assert_int_eq(registry_value(&machine.host.registry, key, name, &value), REGISTRY_FOUND);
	return value;
}

static const struct {
	const char *key;
	const char *answer;
} roots[] = {
	{"HKLM\\SYSTEM\\Key", "system"},
	{"hklm\\system\\key", "system"},
	{"HKLM\\SYSTEM\\CurrentControlSet\\Key", "set 1"},
	{"HKLM\\SOFTWARE\\Key", "software"},
	{"HKLM\\SOFTWARE\\WOW6432Node\\Key", "wow64"},
	{"HKU\\.DEFAULT\\Key", "default"},
	{"HKCU\\Key", "user"},
};

static void fill_roots(void)
{
	fixture_hive_set_text(machine_system(&machine), "Key", "x", FIXTURE_REG_SZ, "system");
	fixture_hive_set_text(
		machine_system(&machine), "ControlSet001\\Key", "x", FIXTURE_REG_SZ, "set 1");
	fixture_hive_set_text(machine_software(&machine), "Key", "x", FIXTURE_REG_SZ, "software");
	fixture_hive_set_text(
		machine_software(&machine), "Wow6432Node\\Key", "x", FIXTURE_REG_SZ, "wow64");
	fixture_hive_set_text(machine_default(&machine), "Key", "x", FIXTURE_REG_SZ, "default");
	fixture_hive_set_text(machine_user(&machine), "Key", "x", FIXTURE_REG_SZ, "user");
}

START_TEST(each_root_has_its_own_hive)
{
	fill_roots();
	machine_start(&machine);
	ck_assert_str_eq(value_of(roots[_i].key, "x").text, roots[_i].answer);
}
END_TEST

/* What is asked of a hive that was not given, and what a person is told to give. */
static const struct {
	const char *key;
	const char *told;
} missing[] = {
	{"HKLM\\SYSTEM\\Select", "--system-hive"},
	{"HKLM\\SYSTEM\\CurrentControlSet\\Services", "--system-hive"},
	{"HKLM\\SOFTWARE", "--software-hive"},
	{"HKU\\.DEFAULT\\Environment", "--default-hive"},
	{"HKCU\\Environment", "--user-hive"},
	{"HKLM\\SAM", "no hive"},
	{"HKLM\\SYSTEMS", "no hive"},
	{"HKU", "no hive"},
	{"", "no hive"},
};

START_TEST(a_hive_that_was_not_given_is_unknown_and_says_so)
{
	struct registry_value value;
	struct registry_value *values;
	const char **names;
	size_t count;
	const struct registry *registry = &machine.host.registry;
	const char *key = missing[_i].key;
	struct fact fact;

	machine_start(&machine);
	ck_assert_int_eq(registry_key(registry, key), REGISTRY_UNKNOWN);
	ck_assert_int_eq(registry_value(registry, key, "x", &value), REGISTRY_UNKNOWN);
	ck_assert_int_eq(registry_values(registry, key, &values, &count), REGISTRY_UNKNOWN);
	ck_assert_int_eq(registry_keys(registry, key, &names, &count), REGISTRY_UNKNOWN);
	fact = registry_fact(registry, key, "x");
	ck_assert_int_eq(fact.basis, FACT_UNKNOWN);
	ck_assert_ptr_null(fact.value);
	ck_assert_ptr_nonnull(strstr(fact.source, missing[_i].told));
}
END_TEST

START_TEST(the_reason_for_an_unknown_control_set_is_not_the_hive)
{
	fixture_hive_set_dword(machine_system(&machine), "Select", "Current", 7);
	machine_start(&machine);
	ck_assert_ptr_nonnull(strstr(registry_unknown_reason(&machine.host.registry,
					     "HKLM\\SYSTEM\\CurrentControlSet\\Services"),
		"which control set"));
}
END_TEST

START_TEST(keys_below_a_key_are_listed_by_name)
{
	const char **names = NULL;
	size_t count = 99;
	const struct registry *registry = &machine.host.registry;

	fixture_hive_add_key(machine_software(&machine), "Above\\beta\\deeper");
	fixture_hive_add_key(machine_software(&machine), "Above\\Alpha");
	fixture_hive_add_key(machine_software(&machine), "Above\\\xC3\xA9t\xC3\xA9");
	fixture_hive_set_dword(machine_software(&machine), "Above\\beta", "x", 1);
	machine_start(&machine);
	ck_assert_int_eq(
		registry_keys(registry, "HKLM\\SOFTWARE\\Above", &names, &count), REGISTRY_FOUND);
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(names[0], "Alpha");
	ck_assert_str_eq(names[1], "beta");
	ck_assert_str_eq(names[2], "\xC3\xA9t\xC3\xA9");
	ck_assert_int_eq(registry_keys(registry, "HKLM\\SOFTWARE\\Above\\Alpha", &names, &count),
		REGISTRY_FOUND);
	ck_assert_uint_eq(count, 0);
	count = 99;
	ck_assert_int_eq(
		registry_keys(registry, "HKLM\\SOFTWARE\\None", &names, &count), REGISTRY_ABSENT);
	ck_assert_uint_eq(count, 99);
	/* Windows compares beyond ASCII without case too. */
	ck_assert_int_eq(
		registry_key(registry, "HKLM\\SOFTWARE\\ABOVE\\\xC3\x89T\xC3\x89"), REGISTRY_FOUND);
}
END_TEST

/* Data as stored, and what becomes of it: the text, or for a list its texts with | behind each. */
static const struct {
	uint32_t type;
	const char *bytes;
	size_t size;
	enum registry_type becomes;
	const char *text;
	uint64_t number;
} data[] = {
	{FIXTURE_REG_DWORD, "\1\0\0\x80", 4, REGISTRY_NUMBER, "2147483649", 0x80000001},
	{FIXTURE_REG_DWORD_BIG_ENDIAN, "\x80\0\0\1", 4, REGISTRY_NUMBER, "2147483649", 0x80000001},
	{FIXTURE_REG_QWORD, "\1\0\0\0\1\0\0\0", 8, REGISTRY_NUMBER, "4294967297", 0x100000001},
	{FIXTURE_REG_DWORD, "\1\0\0", 3, REGISTRY_OTHER, "", 0},
	{FIXTURE_REG_DWORD, "\1\0\0\0\0", 5, REGISTRY_OTHER, "", 0},
	{FIXTURE_REG_QWORD, "\1\0\0\0", 4, REGISTRY_OTHER, "", 0},
	{FIXTURE_REG_NONE, "a\0", 2, REGISTRY_OTHER, "", 0},
	{FIXTURE_REG_MULTI_SZ, "a\0b\0\0\0c\0\0\0\0\0", 12, REGISTRY_LIST, "ab|c|", 0},
	{FIXTURE_REG_MULTI_SZ, "a\0\0\0b\0", 6, REGISTRY_LIST, "a|b|", 0},
	{FIXTURE_REG_MULTI_SZ, "a\0\0\0", 4, REGISTRY_LIST, "a|", 0},
	{FIXTURE_REG_MULTI_SZ, "a\0\0\0\0\0z\0\0\0", 10, REGISTRY_LIST, "a|", 0},
	{FIXTURE_REG_MULTI_SZ, "a\0\0", 3, REGISTRY_LIST, "a|", 0},
	{FIXTURE_REG_MULTI_SZ, "\0\0", 2, REGISTRY_LIST, "", 0},
	{FIXTURE_REG_MULTI_SZ, "\0", 1, REGISTRY_LIST, "", 0},
	{FIXTURE_REG_MULTI_SZ, "", 0, REGISTRY_LIST, "", 0},
	{FIXTURE_REG_BINARY, "abc", 3, REGISTRY_BYTES, "", 0},
	{FIXTURE_REG_BINARY, "", 0, REGISTRY_BYTES, "", 0},
};

START_TEST(data_of_each_type_is_read)
{
	struct registry_value value = {.size = data[_i].size};
	uint8_t *bytes = malloc(data[_i].size ? data[_i].size : 1);
	const char *text = "";

	memcpy(bytes, data[_i].bytes, data[_i].size);
	ck_assert(registry_data_read(&machine.arena, data[_i].type, bytes, &value));
	ck_assert_int_eq(value.type, data[_i].becomes);
	ck_assert_uint_eq(value.number, data[_i].number);
	for (size_t i = 0; i < value.text_count; i++)
		text = arena_printf(&machine.arena, "%s%s|", text, value.texts[i]);
	ck_assert_str_eq(value.text_count ? text : value.text, data[_i].text);
	if (value.type == REGISTRY_BYTES) {
		ck_assert_uint_eq(value.byte_count, data[_i].size);
		ck_assert_int_eq(memcmp(value.bytes, bytes, data[_i].size), 0);
	}
	free(bytes);
}
END_TEST

START_TEST(data_over_its_limit_is_not_a_value)
{
	enum { SIZE = MAX_REGISTRY_VALUE_BYTES + 2 };
	uint8_t *bytes = malloc(SIZE);
	struct registry_value value = {.size = SIZE};

	memset(bytes, 'x', SIZE);
	ck_assert(!registry_data_read(&machine.arena, FIXTURE_REG_SZ, bytes, &value));
	ck_assert(!registry_data_read(&machine.arena, FIXTURE_REG_MULTI_SZ, bytes, &value));
	ck_assert(registry_data_read(&machine.arena, FIXTURE_REG_BINARY, bytes, &value));
	ck_assert_uint_eq(value.byte_count, MAX_REGISTRY_BYTES_KEPT);
	ck_assert_uint_eq(value.size, SIZE);
	/* Texts of one character each. */
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = i % 4 == 0 ? 'x' : 0;
	value = (struct registry_value){.size = 4 * (size_t)MAX_REGISTRY_TEXTS};
	ck_assert(registry_data_read(&machine.arena, FIXTURE_REG_MULTI_SZ, bytes, &value));
	ck_assert_uint_eq(value.text_count, MAX_REGISTRY_TEXTS);
	value = (struct registry_value){.size = 4 * ((size_t)MAX_REGISTRY_TEXTS + 1)};
	ck_assert(!registry_data_read(&machine.arena, FIXTURE_REG_MULTI_SZ, bytes, &value));
	free(bytes);
}
END_TEST

/* Windows XP and later: hashed lists of subkeys, and data in pieces. */
START_TEST(a_hive_of_format_1_5_is_read)
{
	enum { LARGE = 40000, HUGE_SIZE = 100000 };
	struct fixture_hive *hive = machine_software(&machine);
	char *bytes = malloc(HUGE_SIZE);
	struct registry_value value;

	for (size_t i = 0; i < HUGE_SIZE; i++)
		bytes[i] = i % 2 ? 0 : (char)('a' + i / 2 % 26);
	fixture_hive_set_version(hive, 5);
	fixture_hive_set(hive, "Key", "text", FIXTURE_REG_SZ, bytes, LARGE);
	fixture_hive_set(hive, "Key", "bytes", FIXTURE_REG_BINARY, bytes, HUGE_SIZE);
	fixture_hive_add_key(hive, "Other\\Deep");
	machine_path(&machine, "C:\\WINNT");
	machine_start(&machine);
	value = value_of("HKLM\\SOFTWARE\\key", "text");
	ck_assert_uint_eq(strlen(value.text), LARGE / 2);
	for (size_t i = 0; i < LARGE / 2; i++)
		ck_assert_int_eq(value.text[i], 'a' + (int)(i % 26));
	value = value_of("HKLM\\SOFTWARE\\Key", "bytes");
	ck_assert_uint_eq(value.size, HUGE_SIZE);
	ck_assert_int_eq(memcmp(value.bytes, bytes, value.byte_count), 0);
	ck_assert_int_eq(registry_key(&machine.host.registry, "HKLM\\SOFTWARE\\other\\DEEP"),
		REGISTRY_FOUND);
	ck_assert_uint_eq(machine.host.problems.count, 0);
	free(bytes);
}
END_TEST

START_TEST(a_fact_says_where_it_stands)
{
	static const char *const texts[] = {"a"};
	const struct registry *registry = &machine.host.registry;
	struct fact fact;

	fixture_hive_set_text(machine_software(&machine), "Key", "", FIXTURE_REG_SZ, "default");
	fixture_hive_set_dword(machine_software(&machine), "Key", "number", 5);
	fixture_hive_set_multi(machine_software(&machine), "Key", "list", texts, 1);
	machine_start(&machine);
	fact = registry_fact(registry, "HKLM\\SOFTWARE\\Key", "");
	ck_assert_int_eq(fact.basis, FACT_READ);
	ck_assert_str_eq(fact.value, "default");
	ck_assert_str_eq(fact.source, "HKLM\\SOFTWARE\\Key, default value");
	ck_assert_str_eq(registry_fact(registry, "HKLM\\SOFTWARE\\Key", "number").value, "5");
	ck_assert_ptr_null(registry_fact(registry, "HKLM\\SOFTWARE\\Key", "list").value);
	fact = registry_fact(registry, "HKLM\\SOFTWARE\\Key", "none");
	ck_assert_int_eq(fact.basis, FACT_READ);
	ck_assert_ptr_null(fact.value);
	ck_assert_str_eq(fact.source, "HKLM\\SOFTWARE\\Key, none");
}
END_TEST

/* The offset of a key's cell behind its size, found by the name that ends it. */
static size_t key_at(const struct specimen_bytes *bytes, const char *name)
{
	enum { NAME = 0x4C };

	for (size_t at = 0x1000; at + NAME + strlen(name) <= bytes->length; at++)
		if (memcmp(bytes->data + at, "nk", 2) == 0 &&
			memcmp(bytes->data + at + NAME, name, strlen(name)) == 0)
			return at;
	ck_abort_msg("no key %s", name);
}

START_TEST(a_list_that_lacks_a_name_is_not_known)
{
	enum { NAME_LENGTH = 0x48 };
	struct specimen_bytes bytes = {0};
	struct fixture_hive *fixture = fixture_hive_new();
	struct problem_list problems = {0};
	struct byte_source source;
	struct hive *hive;
	struct view view;
	const char **names;
	size_t count;

	fixture_hive_add_key(fixture, "Above\\First");
	fixture_hive_add_key(fixture, "Above\\Second");
	fixture_hive_build(fixture, &bytes);
	fixture_hive_free(fixture);
	bytes.data[key_at(&bytes, "Second") + NAME_LENGTH + 1] = 0x7F;
	byte_source_memory(&source, bytes.data, bytes.length);
	view = view_of(&source);
	hive = hive_open(&view, "SYSTEM", &machine.arena, &problems);
	ck_assert_ptr_nonnull(hive);
	ck_assert_int_eq(
		hive_keys(hive, "Above", &machine.arena, &names, &count), REGISTRY_UNKNOWN);
	ck_assert_int_eq(hive_key(hive, "Above\\Second"), REGISTRY_UNKNOWN);
	ck_assert_int_eq(hive_key(hive, "Below"), REGISTRY_UNKNOWN);
	ck_assert(problem_list_has(&problems, "hive-damaged"));
	hive_close(hive);
	specimen_bytes_free(&bytes);
}
END_TEST

/* A source that is no hive, as a live registry would be one. */
struct made_up_source {
	struct registry_source source;
	const char *asked;
	unsigned closed;
};

static enum registry_status made_up_key(struct registry_source *source, const char *key)
{
	((struct made_up_source *)source)->asked = key;
	return strcmp(key, "there") == 0 ? REGISTRY_FOUND : REGISTRY_ABSENT;
}

static enum registry_status made_up_value(struct registry_source *source, const char *key,
	const char *name, struct arena *arena, struct registry_value *out)
{
	((struct made_up_source *)source)->asked = key;
	*out = (struct registry_value){
		.name = arena_strdup(arena, name), .text = "made up", .type = REGISTRY_TEXT};
	return REGISTRY_FOUND;
}

static void made_up_close(struct registry_source *source)
{
	((struct made_up_source *)source)->closed++;
}

START_TEST(a_registry_may_come_from_anywhere)
{
	static const struct registry_operations operations = {
		.key = made_up_key, .value = made_up_value, .close = made_up_close};
	struct made_up_source made_up = {.source = {&operations}};
	struct registry_source *sources[REGISTRY_ROOTS] = {[REGISTRY_USER] = &made_up.source};
	struct problem_list problems = {0};
	struct registry registry;
	struct registry_value value;

	registry_init(&registry, &machine.arena, &problems, sources);
	ck_assert_int_eq(registry_key(&registry, "HKCU\\there"), REGISTRY_FOUND);
	ck_assert_int_eq(registry_key(&registry, "hkcu\\away"), REGISTRY_ABSENT);
	ck_assert_str_eq(made_up.asked, "away");
	ck_assert_int_eq(registry_value(&registry, "HKCU", "x", &value), REGISTRY_FOUND);
	ck_assert_str_eq(made_up.asked, "");
	ck_assert_str_eq(value.text, "made up");
	ck_assert_int_eq(registry_key(&registry, "HKLM\\SOFTWARE\\there"), REGISTRY_UNKNOWN);
	registry_release(&registry);
	registry_release(&registry);
	ck_assert_uint_eq(made_up.closed, 1);
}
END_TEST

static void put_hive(const char *path, const struct fixture_hive *hive)
{
	struct specimen_bytes bytes = {0};

	fixture_hive_build(hive, &bytes);
	machine_put(
		&machine, path, (struct memory_entry){.bytes = bytes.data, .size = bytes.length});
	specimen_bytes_free(&bytes);
}

START_TEST(the_machines_own_hives_are_taken)
{
	struct fixture_hive *hive = fixture_hive_new();

	fixture_hive_set_text(hive, "Key", "x", FIXTURE_REG_SZ, "own");
	put_hive("C:\\WINNT\\System32\\config\\DEFAULT", hive);
	put_hive("C:\\WINNT\\System32\\config\\SOFTWARE", hive);
	/* A user's hive is never guessed. */
	put_hive("C:\\WINNT\\Profiles\\Administrator\\NTUSER.DAT", hive);
	fixture_hive_free(hive);
	machine_path(&machine, "C:\\WINNT");
	machine_start(&machine);
	ck_assert_str_eq(value_of("HKU\\.DEFAULT\\Key", "x").text, "own");
	ck_assert_str_eq(value_of("HKLM\\SOFTWARE\\Key", "x").text, "own");
	ck_assert_int_eq(registry_key(&machine.host.registry, "HKCU\\Key"), REGISTRY_UNKNOWN);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(a_log_beside_a_dirty_hive_is_told)
{
	struct fixture_hive *hive = fixture_hive_new();
	const struct problem_list *problems = &machine.host.problems;

	fixture_hive_set_dirty(hive, true);
	put_hive("C:\\WINNT\\System32\\config\\software", hive);
	fixture_hive_set_dirty(hive, false);
	put_hive("C:\\WINNT\\System32\\config\\default", hive);
	fixture_hive_free(hive);
	machine_file(&machine, "C:\\WINNT\\System32\\config\\SOFTWARE.LOG1");
	machine_put(&machine, "C:\\WINNT\\System32\\config\\software.LOG2",
		(struct memory_entry){.bytes = "", .size = 0});
	/* The log of a hive that is whole says nothing. */
	machine_file(&machine, "C:\\WINNT\\System32\\config\\default.LOG");
	machine_path(&machine, "C:\\WINNT");
	machine_start(&machine);
	ck_assert_uint_eq(problems->count, 2);
	ck_assert_str_eq(problems->items[0].code, "hive-dirty");
	ck_assert_str_eq(problems->items[1].code, "hive-log");
	ck_assert_str_eq(problems->items[1].path, "C:\\WINNT\\System32\\config\\SOFTWARE.LOG1");
	ck_assert_ptr_nonnull(strstr(problems->items[1].detail, " 38 bytes "));
}
END_TEST

Suite *suite_host_registry(void)
{
	Suite *suite = suite_create("host registry");
	TCase *tests = tcase_create("registry");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, each_root_has_its_own_hive, 0, COUNT_OF(roots));
	tcase_add_loop_test(
		tests, a_hive_that_was_not_given_is_unknown_and_says_so, 0, COUNT_OF(missing));
	tcase_add_test(tests, the_reason_for_an_unknown_control_set_is_not_the_hive);
	tcase_add_test(tests, keys_below_a_key_are_listed_by_name);
	tcase_add_loop_test(tests, data_of_each_type_is_read, 0, COUNT_OF(data));
	tcase_add_test(tests, data_over_its_limit_is_not_a_value);
	tcase_add_test(tests, a_hive_of_format_1_5_is_read);
	tcase_add_test(tests, a_list_that_lacks_a_name_is_not_known);
	tcase_add_test(tests, a_fact_says_where_it_stands);
	tcase_add_test(tests, a_registry_may_come_from_anywhere);
	tcase_add_test(tests, the_machines_own_hives_are_taken);
	tcase_add_test(tests, a_log_beside_a_dirty_hive_is_told);
	suite_add_tcase(suite, tests);
	return suite;
}
