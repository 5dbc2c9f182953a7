/* The API set schema. */
#include "scanner/image/api_set_schema.h"
#include "scanner/specimen/api_set.h"
#include "scanner/specimen/image.h"
#include "tests/fixture/file.h"

#include <check.h>
#include <string.h>

Suite *suite_image_api_sets(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static struct arena arena;
static struct specimen_bytes schema_bytes;
static struct specimen_bytes file_bytes;
static struct image image;

static void begin(void)
{
	arena_init(&arena);
}

static void end(void)
{
	arena_free(&arena);
	specimen_bytes_free(&schema_bytes);
	specimen_bytes_free(&file_bytes);
}

static const struct specimen_api_set_host heap_hosts[] = {{.module = "kernelbase.dll"}};
static const struct specimen_api_set_host file_hosts[] = {{.module = "kernelbase.dll"},
	{.module = "kernel32.dll", .importer = "ADVAPI32.dll"},
	{.module = "ntdll.dll", .importer = "kernel32.dll"}};
static const struct specimen_api_set_host no_module[] = {{.module = ""}};

static const struct specimen_api_set old_sets[] = {
	{"MS-Win-Core-File-L1-1-0", file_hosts, COUNT_OF(file_hosts)},
	{"MS-Win-Core-Heap-L1-1-0", heap_hosts, COUNT_OF(heap_hosts)},
	{"ms-win-ntuser-caret-l1-1-0", no_module, 1},
	{"ms-win-ntuser-none-l1-1-0", NULL, 0},
};
static const struct specimen_api_set new_sets[] = {
	{"api-ms-win-core-file-l1-2-1", file_hosts, COUNT_OF(file_hosts)},
	{"api-ms-win-core-heap-l1-1-0", heap_hosts, COUNT_OF(heap_hosts)},
	{"ext-ms-win-ntuser-caret-l1-1-0", no_module, 1},
	{"ext-ms-win-ntuser-none-l1-1-0", NULL, 0},
};

static void build(uint32_t version)
{
	specimen_api_set_schema(
		version, version == 6 ? new_sets : old_sets, COUNT_OF(old_sets), &schema_bytes);
}

/* Reads the bytes of a schema as the section of a DLL. */
static const struct api_set_schema *read_schema(void)
{
	struct byte_source source;
	struct view view;

	specimen_bytes_free(&file_bytes);
	fixture_image_build(&(struct specimen_image){.kind = SPECIMEN_PE32PLUS,
				    .dll = true,
				    .api_sets = schema_bytes.data,
				    .api_sets_size = schema_bytes.length},
		&file_bytes);
	byte_source_memory(&source, file_bytes.data, file_bytes.length);
	view = view_of(&source);
	image_read(&view, IMAGE_API_SETS, &arena, &image);
	return image.api_sets;
}

static const uint32_t versions[] = {2, 4, 6};

static const struct {
	uint32_t version;
	const char *name;
	const char *importer;
	const char *module; /* NULL: no contract */
} lookups[] = {
	{2, "API-MS-Win-Core-Heap-L1-1-0.dll", NULL, "kernelbase.dll"},
	{2, "api-ms-win-core-heap-l1-1-0", "x.exe", "kernelbase.dll"},
	{2, "ext-ms-win-core-heap-l1-1-0.dll", NULL, "kernelbase.dll"},
	{2, "api-ms-win-core-heap-l1-1-1.dll", NULL, NULL},
	{2, "ms-win-core-heap-l1-1-0.dll", NULL, NULL},
	{2, "api-ms-win-crt-heap-l1-1-0.dll", NULL, NULL},
	{2, "api-", NULL, NULL},
	{2, "", NULL, NULL},
	{4, "api-ms-win-core-file-l1-1-0.dll", NULL, "kernelbase.dll"},
	{4, "api-ms-win-core-file-l1-1-0.dll", "advapi32.DLL", "kernel32.dll"},
	{4, "api-ms-win-core-file-l1-1-0.dll", "kernel32.dll", "ntdll.dll"},
	{4, "api-ms-win-core-file-l1-1-0.dll", "kernel32", "kernelbase.dll"},
	{4, "api-ms-win-core-file-l1-1-2.dll", NULL, NULL},
	{4, "ext-ms-win-ntuser-caret-l1-1-0.dll", NULL, ""},
	{6, "api-ms-win-core-file-l1-2-1.dll", NULL, "kernelbase.dll"},
	{6, "API-MS-WIN-CORE-FILE-L1-2-7.DLL", "ADVAPI32.DLL", "kernel32.dll"},
	{6, "api-ms-win-core-file-l1-2-0", "kernel32.dll", "ntdll.dll"},
	{6, "api-ms-win-core-file-l1-1-0.dll", NULL, NULL},
	{6, "ext-ms-win-core-file-l1-2-1.dll", NULL, NULL},
	{6, "ext-ms-win-ntuser-caret-l1-1-3.dll", NULL, ""},
	{6, "api-ms-win-core-file-l1-2", NULL, NULL},
	{6, "api-.dll", NULL, NULL},
	{6, "apix-ms-win-core-file-l1-2-1.dll", NULL, NULL},
};

START_TEST(a_contract_has_a_host_for_each_importer)
{
	const struct api_set_schema *schema;
	const struct api_set *set;

	build(lookups[_i].version);
	schema = read_schema();
	ck_assert_ptr_nonnull(schema);
	ck_assert(schema->whole);
	ck_assert_uint_eq(schema->version, lookups[_i].version);
	ck_assert_uint_eq(schema->count, COUNT_OF(old_sets));
	ck_assert_uint_eq(image.problems.count, 0);
	set = api_set_find(schema, lookups[_i].name);
	ck_assert_int_eq(set != NULL, lookups[_i].module != NULL);
	if (set)
		ck_assert_str_eq(api_set_host(set, lookups[_i].importer), lookups[_i].module);
}
END_TEST

START_TEST(a_contract_may_be_listed_without_hosts)
{
	const struct api_set *set;

	build(versions[_i]);
	set = api_set_find(read_schema(), versions[_i] == 6 ? "ext-ms-win-ntuser-none-l1-1-9.dll"
							    : "ext-ms-win-ntuser-none-l1-1-0.dll");
	ck_assert_ptr_nonnull(set);
	ck_assert_uint_eq(set->host_count, 0);
}
END_TEST

START_TEST(other_images_have_no_schema)
{
	ck_assert_ptr_null(read_schema());
	build(6);
	read_schema();
	ck_assert_ptr_nonnull(image.api_sets);
	ck_assert_uint_eq(image.api_sets->offset % 0x200, 0);
}
END_TEST

/* Each damage has a problem, and the schema is not whole. */
static const struct {
	uint32_t version;
	size_t offset;
	uint32_t value;
	const char *words;
} damages[] = {
	{6, 0, 5, "version"},
	{6, 0, 7, "version"},
	{2, 0, 3, "version"},
	{6, 4, 0x10000000, "larger than its section"},
	{4, 4, 0x10000000, "larger than its section"},
	{6, 4, 40, "room"},
	{2, 4, 0x0FFFFFFF, "room"},
	{2, 4, 0, "no contracts"},
	{4, 12, 0xFFFFFFFF, "room"},
	{6, 12, 0xFFFFFFFF, "room"},
	{6, 16, 0xFFFFFFF0, "room"},
	{6, 20, 0xFFFFFFF0, "leads out"},
	{6, 24, 33, "hash"},
	{6, 28 + 4, 0x7FFFFFF0, "ASCII"},
	{6, 28 + 8, 0xFFFFFFFE, "length"},
	{6, 28 + 8, 3, "length"},
	{6, 28 + 12, 0x1000, "more of the name"},
	{6, 28 + 12, 10, "hash"},
	{6, 28 + 16, 0xFFFFFFF0, "room"},
	{6, 28 + 20, 0xFFFFFFFF, "room"},
	{2, 8, 2, "ASCII"},
	{2, 8 + 8, 0xFFFFFFF0, "leads out"},
	{4, 16 + 20, 0xFFFFFFF0, "leads out"},
};

START_TEST(damage_is_told)
{
	const struct api_set_schema *schema;
	const struct problem *problem;

	build(damages[_i].version);
	specimen_patch_u32(&schema_bytes, damages[_i].offset, damages[_i].value);
	schema = read_schema();
	ck_assert_ptr_nonnull(schema);
	ck_assert(!schema->whole);
	ck_assert_uint_eq(image.problems.count, 1);
	problem = &image.problems.items[0];
	ck_assert_str_eq(problem->code, "bad-api-set");
	ck_assert_msg(strstr(problem->detail, damages[_i].words), "%s", problem->detail);
	ck_assert_uint_ge(problem->offset, schema->offset);
}
END_TEST

START_TEST(order_is_what_windows_searches_by)
{
	const struct specimen_api_set wrong[] = {old_sets[1], old_sets[0]};
	const struct specimen_api_set twice[] = {old_sets[0], old_sets[0]};

	specimen_api_set_schema(2, wrong, COUNT_OF(wrong), &schema_bytes);
	ck_assert(!read_schema()->whole);
	specimen_bytes_free(&schema_bytes);
	specimen_api_set_schema(4, twice, COUNT_OF(twice), &schema_bytes);
	ck_assert(!read_schema()->whole);
	ck_assert(problem_list_has(&image.problems, "bad-api-set"));
}
END_TEST

/* Zeros follow in the section; where it is zeros that are cut off, nothing is missing. */
START_TEST(a_schema_may_break_off)
{
	size_t whole, last;

	build(versions[_i]);
	whole = last = schema_bytes.length;
	while (!schema_bytes.data[last - 1])
		last--;
	for (size_t length = 0; length < whole; length++) {
		const struct api_set_schema *schema;

		schema_bytes.length = length;
		schema = read_schema();
		ck_assert(!schema || !schema->whole || length >= last);
	}
}
END_TEST

START_TEST(a_newer_schema_may_stand_in_front)
{
	build(6);
	/* The entries move behind a byte that says 7. */
	specimen_patch_u32(&schema_bytes, 16, 32);
	specimen_patch_u32(&schema_bytes, 28, 7);
	ck_assert(!read_schema()->whole);
	ck_assert_msg(strstr(image.problems.items[0].detail, "goes by"), "%s",
		image.problems.items[0].detail);
}
END_TEST

Suite *suite_image_api_sets(void)
{
	Suite *suite = suite_create("image api sets");
	TCase *tests = tcase_create("schema");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(
		tests, a_contract_has_a_host_for_each_importer, 0, (int)COUNT_OF(lookups));
	tcase_add_loop_test(
		tests, a_contract_may_be_listed_without_hosts, 0, (int)COUNT_OF(versions));
	tcase_add_test(tests, other_images_have_no_schema);
	tcase_add_loop_test(tests, damage_is_told, 0, (int)COUNT_OF(damages));
	tcase_add_test(tests, order_is_what_windows_searches_by);
	tcase_add_loop_test(tests, a_schema_may_break_off, 0, (int)COUNT_OF(versions));
	tcase_add_test(tests, a_newer_schema_may_stand_in_front);
	suite_add_tcase(suite, tests);
	return suite;
}
