/* What the loader makes of names such as api-ms-win-core-file-l1-1-0.dll. */
#include "scanner/host/loader/api_set.h"
#include "scanner/specimen/api_set.h"
#include "scanner/specimen/bytes.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_api_set(void);

static const char SCHEMA[] = "C:\\Windows\\System32\\apisetschema.dll";

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\Windows\\System32");
	machine_path(&machine, "C:\\Windows\\System32");
}

static void end(void)
{
	machine_free(&machine);
}

static void put_schema(uint32_t version, uint32_t damaged)
{
	static const struct specimen_api_set_host hosts[] = {
		{.module = "kernelbase.dll"}, {.module = "ntdll.dll", .importer = "kernel32.dll"}};
	static const struct specimen_api_set_host none[] = {{.module = ""}};
	static const struct specimen_api_set sets[] = {{"api-ms-win-core-file-l1-2-1", hosts, 2},
		{"ext-ms-win-none-l1-1-0", none, 1}, {"ext-ms-win-void-l1-1-0", NULL, 0}};
	static const struct specimen_api_set old[] = {{"MS-Win-Core-File-L1-1-0", hosts, 2}};
	struct specimen_bytes bytes = {0};

	specimen_api_set_schema(version, version == 6 ? sets : old, version == 6 ? 3 : 1, &bytes);
	if (damaged)
		specimen_patch_u32(&bytes, damaged, 0xFFFFFFFF);
	machine_image(&machine, SCHEMA,
		&(struct specimen_image){.kind = SPECIMEN_PE32PLUS,
			.dll = true,
			.api_sets = bytes.data,
			.api_sets_size = bytes.length});
	specimen_bytes_free(&bytes);
}

static struct api_set_answer ask(const char *profile, const char *name, const char *importer)
{
	machine.host.options.profile = profile;
	machine_start(&machine);
	return api_set_resolve(&machine.host, name, importer);
}

START_TEST(the_schema_of_the_machine_decides)
{
	struct api_set_answer answer;

	put_schema(6, 0);
	answer = ask("win10", "api-ms-win-core-file-l1-2-0.dll", "app.exe");
	ck_assert(answer.is_contract && !answer.file_beats_it);
	ck_assert_int_eq(answer.basis, FACT_READ);
	ck_assert_str_eq(answer.host_module, "kernelbase.dll");
	ck_assert_str_eq(answer.source,
		"C:\\Windows\\System32\\apisetschema.dll, api-ms-win-core-file-l1-2-1");
	answer = api_set_resolve(&machine.host, "api-ms-win-core-file-l1-2-0.dll", "KERNEL32.DLL");
	ck_assert_str_eq(answer.host_module, "ntdll.dll");
	answer = api_set_resolve(&machine.host, "ext-ms-win-none-l1-1-3.dll", NULL);
	ck_assert(answer.is_contract);
	ck_assert_str_eq(answer.host_module, "");
	/* Neither a contract without rows nor one that is not listed is resolved: Windows goes on
	 * to search for a file. */
	answer = api_set_resolve(&machine.host, "ext-ms-win-void-l1-1-0.dll", NULL);
	ck_assert(!answer.is_contract);
	answer = api_set_resolve(&machine.host, "api-ms-win-crt-heap-l1-1-0.dll", NULL);
	ck_assert(!answer.is_contract);
	ck_assert_int_eq(answer.basis, FACT_READ);
	answer = api_set_resolve(&machine.host, "kernel32.dll", NULL);
	ck_assert(!answer.is_contract);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(the_schema_of_windows_7_has_other_names)
{
	struct api_set_answer answer;

	put_schema(2, 0);
	answer = ask("win7", "API-MS-Win-Core-File-L1-1-0.dll", NULL);
	ck_assert(answer.is_contract);
	ck_assert_str_eq(answer.host_module, "kernelbase.dll");
	answer = api_set_resolve(&machine.host, "api-ms-win-crt-heap-l1-1-0.dll", NULL);
	ck_assert(!answer.is_contract);
	ck_assert_int_eq(answer.basis, FACT_READ);
}
END_TEST

START_TEST(without_a_schema_the_name_is_all_there_is)
{
	struct api_set_answer answer = ask("win10", "api-ms-win-core-file-l1-2-0.dll", "app.exe");

	ck_assert(answer.is_contract && !answer.file_beats_it);
	ck_assert_int_eq(answer.basis, FACT_ASSUMED);
	ck_assert_ptr_null(answer.host_module);
	ck_assert_ptr_nonnull(strstr(answer.source, SCHEMA));
	answer = api_set_resolve(&machine.host, "Ext-MS-Win-x-l1-1-0.dll", NULL);
	ck_assert(answer.is_contract);
	answer = api_set_resolve(&machine.host, "kernel32.dll", NULL);
	ck_assert(!answer.is_contract);
	answer = api_set_resolve(&machine.host, "api-m", NULL);
	ck_assert(!answer.is_contract);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(on_windows_7_a_file_of_that_name_is_better_evidence)
{
	struct api_set_answer answer = ask("win7", "api-ms-win-crt-heap-l1-1-0.dll", NULL);

	ck_assert(answer.is_contract && answer.file_beats_it);
	ck_assert_int_eq(answer.basis, FACT_ASSUMED);
}
END_TEST

START_TEST(older_windows_has_files_only)
{
	struct api_set_answer answer;

	put_schema(6, 0);
	answer = ask("xp", "api-ms-win-core-file-l1-2-0.dll", NULL);
	ck_assert(!answer.is_contract);
	ck_assert_int_eq(answer.basis, FACT_DERIVED);
	ck_assert_str_eq(answer.source, "Windows XP before SP2 has no API sets");
}
END_TEST

START_TEST(an_assumed_profile_is_an_assumption)
{
	struct api_set_answer answer = ask(NULL, "api-ms-win-core-file-l1-2-0.dll", NULL);

	ck_assert(!answer.is_contract);
	ck_assert_int_eq(answer.basis, FACT_ASSUMED);
}
END_TEST

START_TEST(a_damaged_schema_tells_nothing)
{
	struct api_set_answer answer;

	put_schema(6, 12);
	answer = ask("win10", "api-ms-win-core-file-l1-2-0.dll", NULL);
	ck_assert(answer.is_contract);
	ck_assert_int_eq(answer.basis, FACT_UNKNOWN);
	ck_assert_ptr_null(answer.host_module);
	ck_assert_ptr_nonnull(strstr(answer.source, "cannot be relied on"));
	ck_assert_uint_eq(machine.host.problems.count, 1);
	ck_assert_str_eq(machine.host.problems.items[0].code, "bad-api-set");
	ck_assert_str_eq(machine.host.problems.items[0].path, SCHEMA);
	answer = api_set_resolve(&machine.host, "kernel32.dll", NULL);
	ck_assert(!answer.is_contract);
	ck_assert_uint_eq(machine.host.problems.count, 1);
}
END_TEST

START_TEST(a_file_that_is_no_schema_tells_nothing)
{
	struct api_set_answer answer;

	machine_file(&machine, SCHEMA);
	answer = ask("win11", "api-ms-win-core-file-l1-2-0.dll", NULL);
	ck_assert_int_eq(answer.basis, FACT_UNKNOWN);
	ck_assert_str_eq(machine.host.problems.items[0].detail, "it has no API set schema");
}
END_TEST

START_TEST(a_schema_that_cannot_be_read_tells_nothing)
{
	struct api_set_answer answer;

	machine_put(&machine, SCHEMA,
		(struct memory_entry){.bytes = "x", .size = 1, .open_error = EACCES});
	answer = ask("win11", "api-ms-win-core-file-l1-2-0.dll", NULL);
	ck_assert_int_eq(answer.basis, FACT_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(answer.source, "Permission denied"));
}
END_TEST

START_TEST(a_folder_of_that_name_tells_nothing)
{
	struct api_set_answer answer;

	machine_folder(&machine, SCHEMA);
	answer = ask("win11", "api-ms-win-core-file-l1-2-0.dll", NULL);
	ck_assert_int_eq(answer.basis, FACT_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(answer.source, "is a folder"));
}
END_TEST

START_TEST(the_schema_is_read_once)
{
	put_schema(6, 0);
	ask("win10", "api-ms-win-core-file-l1-2-0.dll", NULL);
	api_set_resolve(&machine.host, "api-ms-win-core-file-l1-2-0.dll", NULL);
	api_set_resolve(&machine.host, "ext-ms-win-none-l1-1-0.dll", NULL);
	ck_assert_uint_eq(memory_volume_opened(machine.host.tree.volumes['C' - 'A'],
				  "Windows/System32/apisetschema.dll"),
		1);
}
END_TEST

Suite *suite_host_api_set(void)
{
	Suite *suite = suite_create("host api set");
	TCase *tests = tcase_create("resolve");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, the_schema_of_the_machine_decides);
	tcase_add_test(tests, the_schema_of_windows_7_has_other_names);
	tcase_add_test(tests, without_a_schema_the_name_is_all_there_is);
	tcase_add_test(tests, on_windows_7_a_file_of_that_name_is_better_evidence);
	tcase_add_test(tests, older_windows_has_files_only);
	tcase_add_test(tests, an_assumed_profile_is_an_assumption);
	tcase_add_test(tests, a_damaged_schema_tells_nothing);
	tcase_add_test(tests, a_file_that_is_no_schema_tells_nothing);
	tcase_add_test(tests, a_schema_that_cannot_be_read_tells_nothing);
	tcase_add_test(tests, a_folder_of_that_name_tells_nothing);
	tcase_add_test(tests, the_schema_is_read_once);
	suite_add_tcase(suite, tests);
	return suite;
}
