/* The registry in memory answers as a hive with the same content does. */
#include "scanner/host/registry/memory_registry.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_host_memory_registry(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static struct arena arena;
static struct problem_list problems;
static struct fixture_hive *description;
static struct memory_registry *memory;
static struct registry_source *hive; /* from the description, when opened */

static const char *const list[] = {"one", "\xC3\x84ther", "three four"};

static void set_text(const char *key, const char *name, const char *text, bool expandable)
{
	fixture_hive_set_text(
		description, key, name, expandable ? FIXTURE_REG_EXPAND_SZ : FIXTURE_REG_SZ, text);
	memory_registry_set_text(memory, key, name, text, expandable);
}

static void set_bytes(
	const char *key, const char *name, uint32_t type, const void *bytes, size_t size)
{
	fixture_hive_set(description, key, name, type, bytes, size);
	memory_registry_set(memory, key, name, type, bytes, size);
}

static void add_key(const char *key)
{
	fixture_hive_add_key(description, key);
	memory_registry_add_key(memory, key);
}

/* A text that is as long as one may be, and one that is longer. */
static void set_long_texts(void)
{
	static uint8_t bytes[MAX_REGISTRY_VALUE_BYTES + 2];

	memset(bytes, 'x', sizeof(bytes));
	set_bytes("Long\\Allowed", "text", 1, bytes, MAX_REGISTRY_VALUE_BYTES);
	set_bytes("Long\\Over", "text", 1, bytes, sizeof(bytes));
	set_text("Long\\Over", "beside", "it", false);
	set_bytes("Long\\Over", "bytes", 3, bytes, sizeof(bytes));
}

static void set_up(void)
{
	arena_init(&arena);
	problems = (struct problem_list){0};
	description = fixture_hive_new();
	memory = memory_registry_new();
	set_text("zeta\\Deep\\Deeper", "Text", "caf\xC3\xA9 \xF0\x9F\x98\x80", false);
	set_text("Zeta\\deep", "", "the default value", false);
	set_text("Alpha", "Second", "first set, so listed first", false);
	set_text("Alpha", "Empty", "", false);
	set_text("Alpha", "Path", "%SystemRoot%\\x.exe", true);
	set_text("ALPHA", "second", "set again", false);
	fixture_hive_set_multi(description, "Alpha", "List", list, COUNT_OF(list));
	memory_registry_set_list(memory, "Alpha", "List", list, COUNT_OF(list));
	fixture_hive_set_multi(description, "Alpha", "None", list, 0);
	memory_registry_set_list(memory, "Alpha", "None", list, 0);
	fixture_hive_set_dword(description, "Beta", "Number", 0x80000001);
	memory_registry_set_number(memory, "Beta", "Number", 0x80000001);
	fixture_hive_set(description, "Beta", "Great", FIXTURE_REG_QWORD, "\0\0\0\0\1\0\0\0", 8);
	memory_registry_set_number(memory, "Beta", "Great", UINT64_C(1) << 32);
	set_bytes("Beta", "Bytes", 3, "\x01\x00\xFF", 3);
	set_bytes("Beta", "Short", 4, "\x01\x02", 2);
	set_bytes("Beta", "Big", 5, "\x00\x00\x01\x00", 4);
	set_bytes("Beta", "Odd", 99, "?", 1);
	add_key("\xC3\xA4ther\\Sub Key");
	add_key("B");
	set_long_texts();
}

static void tear_down(void)
{
	struct registry_source *source = memory_registry_source(memory);

	if (hive)
		hive->operations->close(hive);
	hive = NULL;
	source->operations->close(source);
	fixture_hive_free(description);
	arena_free(&arena);
}

static void open_hive(void)
{
	hive = hive_source(machine_open_hive(description, "HIVE", &arena, &problems));
	ck_assert_ptr_nonnull(hive);
}

static void check_same_value(const struct registry_value *one, const struct registry_value *other)
{
	ck_assert_str_eq(one->name, other->name);
	ck_assert_int_eq(one->type, other->type);
	ck_assert_str_eq(one->text, other->text);
	ck_assert_uint_eq(one->number, other->number);
	ck_assert_uint_eq(one->size, other->size);
	ck_assert_uint_eq(one->text_count, other->text_count);
	for (size_t i = 0; i < one->text_count; i++)
		ck_assert_str_eq(one->texts[i], other->texts[i]);
	ck_assert_uint_eq(one->byte_count, other->byte_count);
	if (one->byte_count)
		ck_assert_mem_eq(one->bytes, other->bytes, one->byte_count);
}

static const char *const keys[] = {"", "Alpha", "ALPHA", "alpha\\", "Beta", "beta", "Zeta",
	"zeta\\DEEP", "Zeta\\Deep\\Deeper", "\xC3\x84THER", "\xC3\xA4ther\\sub key", "B", "Long",
	"Long\\Allowed", "Long\\Over", "Gamma", "Alpha\\Sub", "Alph", "\\", "Alpha\\\\Sub"};

START_TEST(both_know_the_same_keys)
{
	struct registry_source *source = memory_registry_source(memory);
	const char **mine = NULL, **its = NULL;
	size_t my_count = 0, its_count = 0;
	enum registry_status status;

	open_hive();
	status = source->operations->key(source, keys[_i]);
	ck_assert_int_eq(status, hive->operations->key(hive, keys[_i]));
	ck_assert_int_eq(
		source->operations->keys(source, keys[_i], &arena, &mine, &my_count), status);
	ck_assert_int_eq(hive->operations->keys(hive, keys[_i], &arena, &its, &its_count), status);
	ck_assert_uint_eq(my_count, its_count);
	for (size_t i = 0; i < my_count; i++)
		ck_assert_str_eq(mine[i], its[i]);
}
END_TEST

START_TEST(both_list_the_same_values)
{
	struct registry_source *source = memory_registry_source(memory);
	struct registry_value *mine = NULL, *its = NULL;
	size_t my_count = 0, its_count = 0;

	open_hive();
	ck_assert_int_eq(source->operations->values(source, keys[_i], &arena, &mine, &my_count),
		hive->operations->values(hive, keys[_i], &arena, &its, &its_count));
	ck_assert_uint_eq(my_count, its_count);
	for (size_t i = 0; i < my_count; i++)
		check_same_value(&mine[i], &its[i]);
}
END_TEST

static const struct {
	const char *key;
	const char *name;
} values[] = {{"Alpha", "SECOND"}, {"Alpha", "Empty"}, {"alpha", "path"}, {"Alpha", "List"},
	{"Alpha", "None"}, {"Beta", "Number"}, {"Beta", "Great"}, {"Beta", "Bytes"},
	{"Beta", "Short"}, {"Beta", "Big"}, {"Beta", "Odd"}, {"Zeta\\Deep", ""}, {"Alpha", ""},
	{"Zeta\\Deep\\Deeper", "text"}, {"Alpha", "Missing"}, {"Gamma", "Second"},
	{"Long\\Allowed", "text"}, {"Long\\Over", "text"}, {"Long\\Over", "beside"},
	{"Long\\Over", "bytes"}};

START_TEST(both_give_the_same_value)
{
	struct registry_source *source = memory_registry_source(memory);
	struct registry_value mine = {.text = ""}, its = {.text = ""};
	const char *key = values[_i].key, *name = values[_i].name;

	open_hive();
	ck_assert_int_eq(source->operations->value(source, key, name, &arena, &mine),
		hive->operations->value(hive, key, name, &arena, &its));
	if (its.name)
		check_same_value(&mine, &its);
	else
		ck_assert_ptr_null(mine.name);
}
END_TEST

START_TEST(what_is_removed_is_not_there)
{
	struct registry_source *source = memory_registry_source(memory);
	struct registry_value *left;
	struct registry_value value;
	const char **names;
	size_t count;

	memory_registry_remove_value(memory, "alpha", "EMPTY");
	memory_registry_remove_value(memory, "alpha", "Missing");
	memory_registry_remove_value(memory, "Missing", "Empty");
	ck_assert_int_eq(source->operations->value(source, "Alpha", "Empty", &arena, &value),
		REGISTRY_ABSENT);
	ck_assert_int_eq(
		source->operations->values(source, "Alpha", &arena, &left, &count), REGISTRY_FOUND);
	ck_assert_uint_eq(count, 4);
	ck_assert_str_eq(left[1].name, "Path");
	memory_registry_remove_key(memory, "zeta\\deep");
	memory_registry_remove_key(memory, "Missing\\Key");
	memory_registry_remove_key(memory, "BETA");
	ck_assert_int_eq(source->operations->key(source, "Zeta\\Deep\\Deeper"), REGISTRY_ABSENT);
	ck_assert_int_eq(source->operations->key(source, "Zeta"), REGISTRY_FOUND);
	ck_assert_int_eq(
		source->operations->keys(source, "", &arena, &names, &count), REGISTRY_FOUND);
	ck_assert_uint_eq(count, 5);
	ck_assert_str_eq(names[1], "B");
	ck_assert_str_eq(names[2], "Long");
}
END_TEST

START_TEST(too_many_are_unknown)
{
	struct registry_source *source = memory_registry_source(memory);
	struct registry_value *all;
	struct registry_value value;
	size_t count;

	for (unsigned i = 0; i <= MAX_REGISTRY_VALUES; i++)
		memory_registry_set(memory, "Many", arena_printf(&arena, "%u", i), 4, &i, 4);
	ck_assert_int_eq(
		source->operations->values(source, "Many", &arena, &all, &count), REGISTRY_UNKNOWN);
	ck_assert_int_eq(
		source->operations->value(source, "Many", "7", &arena, &value), REGISTRY_FOUND);
	ck_assert_uint_eq(value.number, 7);
}
END_TEST

Suite *suite_host_memory_registry(void)
{
	Suite *suite = suite_create("host_memory_registry");
	TCase *tests = tcase_create("host_memory_registry");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, both_know_the_same_keys, 0, COUNT_OF(keys));
	tcase_add_loop_test(tests, both_list_the_same_values, 0, COUNT_OF(keys));
	tcase_add_loop_test(tests, both_give_the_same_value, 0, COUNT_OF(values));
	tcase_add_test(tests, what_is_removed_is_not_there);
	tcase_add_test(tests, too_many_are_unknown);
	suite_add_tcase(suite, tests);
	return suite;
}
