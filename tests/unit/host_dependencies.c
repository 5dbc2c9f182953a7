/* What a program needs to start. */
#include "scanner/host/dependencies/dependencies.h"
#include "tests/fixture/file.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_dependencies(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char PROGRAM[] = "C:\\ccmail\\import.exe";

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_folder(&machine, "C:\\WINNT\\System");
	machine_path(&machine, "C:\\lib");
}

static void end(void)
{
	machine_free(&machine);
}

static const struct specimen_symbol symbols[] = {
	{.name = "Open"}, {.name = "Close"}, {.ordinal = 12}};
static const struct specimen_export exports[] = {
	{.name = "Close"}, {.name = "Open"}, {.name = "Other"}, {.ordinal = 12}};

static void put(const char *path, bool dll, const struct specimen_import *imports,
	size_t import_count, size_t export_count)
{
	machine_image(&machine, path,
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.dll = dll,
			.imports = imports,
			.import_count = import_count,
			.exports = exports,
			.export_count = export_count});
}

/* A program that imports three symbols of each module. */
static void put_program(const char *first, const char *second)
{
	const struct specimen_import imports[] = {
		{.module = first, .symbols = symbols, .symbol_count = COUNT_OF(symbols)},
		{.module = second, .symbols = symbols, .symbol_count = COUNT_OF(symbols)}};

	put(PROGRAM, false, imports, second ? 2 : 1, 0);
}

static struct dependencies read_dependencies(void)
{
	machine_start(&machine);
	return dependencies_read(
		&machine.host, machine_look(&machine, PROGRAM), &(struct search_request){0});
}

/* The only fault, which must be of this kind. */
static const struct dependency_fault *only_fault(
	const struct dependencies *result, enum dependency_fault_kind kind)
{
	ck_assert_uint_eq(result->fault_count, 1);
	ck_assert_int_eq(result->faults[0].kind, kind);
	return &result->faults[0];
}

static void check_module(const struct dependencies *result, size_t index, const char *path)
{
	ck_assert_uint_lt(index + 1, result->graph->node_count);
	ck_assert_str_eq(result->graph->nodes[index + 1]->file->path, path);
}

START_TEST(a_program_that_has_all_it_needs_has_no_faults)
{
	struct specimen_import deeper = {.module = "c", .symbols = symbols, .symbol_count = 1};
	struct dependencies result;

	put_program("A.dll", "b.DLL");
	put("C:\\ccmail\\a.dll", true, &deeper, 1, COUNT_OF(exports));
	put("C:\\lib\\b.dll", true, NULL, 0, COUNT_OF(exports));
	put("C:\\WINNT\\c.dll", true, NULL, 0, COUNT_OF(exports));
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 0);
	ck_assert_uint_eq(result.module_count, 3);
	check_module(&result, 0, "C:\\ccmail\\a.dll");
	check_module(&result, 1, "C:\\lib\\b.dll");
	check_module(&result, 2, "C:\\WINNT\\c.dll");
	ck_assert_str_eq(result.graph->nodes[1]->name, "A.dll");
	ck_assert_str_eq(
		search_winner(&result.graph->nodes[2]->search)->step, "PATH entry 1 (C:\\lib)");
	ck_assert_uint_eq(result.graph->symbols_checked, 7);
	ck_assert(!result.system_skipped);
	ck_assert_str_eq(result.graph->nodes[0]->file->path, PROGRAM);
}
END_TEST

START_TEST(a_program_without_imports_needs_nothing)
{
	struct dependencies result;

	put(PROGRAM, false, NULL, 0, 0);
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 0);
	ck_assert_uint_eq(result.module_count, 0);
}
END_TEST

START_TEST(a_missing_module_is_named_with_its_importer)
{
	struct specimen_import deeper = {
		.module = "Gone.dll", .symbols = symbols, .symbol_count = 1};
	const struct dependency_fault *fault;
	struct dependencies result;

	put_program("a.dll", NULL);
	put("C:\\ccmail\\a.dll", true, &deeper, 1, COUNT_OF(exports));
	result = read_dependencies();
	fault = only_fault(&result, DEPENDENCY_MISSING_MODULE);
	ck_assert_str_eq(fault->module, "Gone.dll");
	ck_assert_str_eq(fault->importer->path, "C:\\ccmail\\a.dll");
	ck_assert_ptr_null(fault->file);
	ck_assert_ptr_null(fault->step);
}
END_TEST

START_TEST(a_delayed_module_is_missing_in_a_lesser_way)
{
	struct specimen_import delayed = {
		.module = "late.dll", .delay = true, .symbols = symbols, .symbol_count = 1};
	struct dependencies result;

	put(PROGRAM, false, &delayed, 1, 0);
	if (_i)
		put("C:\\lib\\late.dll", true, NULL, 0, 1); /* exports Close, not Open */
	result = read_dependencies();
	only_fault(&result, _i ? DEPENDENCY_MISSING_SYMBOL : DEPENDENCY_MISSING_DELAYED_MODULE);
	ck_assert_str_eq(result.faults[0].module, "late.dll");
}
END_TEST

/* What stands in the way of a module, and what the fault calls it. */
static const struct {
	enum specimen_kind kind;
	uint16_t machine;
	const char *detail;
} wrong_images[] = {
	{SPECIMEN_NE, 0, "ne"}, {SPECIMEN_MZ, 0, "mz"}, {SPECIMEN_PE32PLUS, 0, "pe32plus"},
	{SPECIMEN_PE32, 0x184, "pe32"}, /* Alpha */
};

START_TEST(an_image_for_another_machine_stands_in_the_way)
{
	const struct dependency_fault *fault;
	struct dependencies result;

	put_program("a.dll", NULL);
	machine_image(&machine, "C:\\ccmail\\a.dll",
		&(struct specimen_image){
			.kind = wrong_images[_i].kind, .machine = wrong_images[_i].machine});
	put("C:\\lib\\a.dll", true, NULL, 0, COUNT_OF(exports));
	result = read_dependencies();
	fault = only_fault(&result, DEPENDENCY_WRONG_IMAGE);
	ck_assert_str_eq(fault->file->path, "C:\\ccmail\\a.dll");
	ck_assert_str_eq(fault->step, "the folder of the calling program (C:\\ccmail)");
	ck_assert_ptr_nonnull(strstr(fault->detail, wrong_images[_i].detail));
	ck_assert_uint_eq(result.module_count, 0);
}
END_TEST

START_TEST(a_file_that_is_no_image_stands_in_the_way)
{
	struct dependencies result;

	put_program("a.dll", NULL);
	machine_file(&machine, "C:\\ccmail\\a.dll");
	result = read_dependencies();
	ck_assert_ptr_nonnull(strstr(only_fault(&result, DEPENDENCY_WRONG_IMAGE)->detail, "none"));
}
END_TEST

START_TEST(symbols_are_missing_by_name_and_by_ordinal)
{
	struct dependencies result;

	put_program("a.dll", NULL);
	put("C:\\ccmail\\a.dll", true, NULL, 0, 1); /* exports Close as #1 */
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 2);
	ck_assert_int_eq(result.faults[0].kind, DEPENDENCY_MISSING_SYMBOL);
	ck_assert_str_eq(result.faults[0].detail, "Open");
	ck_assert_int_eq(result.faults[1].kind, DEPENDENCY_MISSING_SYMBOL);
	ck_assert_str_eq(result.faults[1].detail, "#12");
	ck_assert_str_eq(result.faults[1].file->path, "C:\\ccmail\\a.dll");
	ck_assert_uint_eq(result.graph->symbols_checked, 3);
}
END_TEST

START_TEST(the_case_of_a_symbol_counts)
{
	static const struct specimen_symbol lower = {.name = "open"};
	struct specimen_import import = {.module = "a.dll", .symbols = &lower, .symbol_count = 1};
	struct dependencies result;

	put(PROGRAM, false, &import, 1, 0);
	put("C:\\ccmail\\a.dll", true, NULL, 0, COUNT_OF(exports));
	result = read_dependencies();
	ck_assert_str_eq(only_fault(&result, DEPENDENCY_MISSING_SYMBOL)->detail, "open");
}
END_TEST

START_TEST(a_dll_that_exports_nothing_lacks_every_symbol)
{
	struct dependencies result;

	put_program("a.dll", NULL);
	put("C:\\ccmail\\a.dll", true, NULL, 0, 0);
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 3);
	for (size_t i = 0; i < result.fault_count; i++)
		ck_assert_int_eq(result.faults[i].kind, DEPENDENCY_MISSING_SYMBOL);
}
END_TEST

START_TEST(modules_that_import_each_other_are_read_once)
{
	struct specimen_import back = {.module = "B.DLL", .symbols = symbols, .symbol_count = 3};
	struct specimen_import forth = {.module = "a", .symbols = symbols, .symbol_count = 3};
	struct specimen_import self = {
		.module = "import.exe", .symbols = symbols, .symbol_count = 3};
	struct specimen_import a = {.module = "a.dll", .symbols = symbols, .symbol_count = 3};
	struct specimen_import b = {.module = "b.dll", .symbols = symbols, .symbol_count = 3};
	struct dependencies result;

	put(PROGRAM, false, (struct specimen_import[]){a, b}, 2, COUNT_OF(exports));
	put("C:\\ccmail\\a.dll", true, &back, 1, COUNT_OF(exports));
	put("C:\\ccmail\\b.dll", true, (struct specimen_import[]){forth, self}, 2,
		COUNT_OF(exports));
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, 0);
	ck_assert_uint_eq(result.module_count, 2);
	ck_assert_uint_eq(result.graph->node_count, 3);
	ck_assert_uint_eq(memory_volume_opened(machine_drive(&machine, 'C'), "ccmail/a.dll"), 1);
}
END_TEST

START_TEST(a_module_that_cannot_be_found_for_sure_is_untold)
{
	struct dependencies result;

	put_program("a.dll", NULL);
	machine_path(&machine, "C:\\secret;C:\\lib");
	machine_put(&machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	put("C:\\lib\\a.dll", true, NULL, 0, COUNT_OF(exports));
	result = read_dependencies();
	ck_assert_ptr_nonnull(
		strstr(only_fault(&result, DEPENDENCY_DOUBT)->detail, "cannot list C:\\secret"));
}
END_TEST

START_TEST(a_module_that_cannot_be_read_is_untold)
{
	struct dependencies result;

	put_program("a.dll", NULL);
	machine_put(&machine, "C:\\ccmail\\a.dll", (struct memory_entry){.open_error = EACCES});
	result = read_dependencies();
	ck_assert_ptr_nonnull(
		strstr(only_fault(&result, DEPENDENCY_DOUBT)->detail, strerror(EACCES)));
}
END_TEST

/* A DLL cut at each of a few places: never a missing symbol, always at least one thing untold. */
START_TEST(a_damaged_dll_is_untold_and_not_accused)
{
	struct specimen_bytes bytes = {0};
	struct dependencies result;

	put_program("a.dll", NULL);
	fixture_image_build(&(struct specimen_image){.kind = SPECIMEN_PE32,
				    .dll = true,
				    .exports = exports,
				    .export_count = COUNT_OF(exports)},
		&bytes);
	machine_put(&machine, "C:\\ccmail\\a.dll",
		(struct memory_entry){
			.bytes = bytes.data, .size = bytes.length - 16 - 32 * (size_t)_i});
	specimen_bytes_free(&bytes);
	result = read_dependencies();
	ck_assert_uint_ge(result.fault_count, 1);
	for (size_t i = 0; i < result.fault_count; i++) {
		ck_assert_int_eq(result.faults[i].kind, DEPENDENCY_DOUBT);
		ck_assert_ptr_nonnull(result.faults[i].detail);
	}
}
END_TEST

START_TEST(parts_of_windows_are_left_out_when_windows_is_not_shown)
{
	struct dependencies result;

	put_program("KERNEL32.dll", "gone.dll");
	if (_i)
		put("C:\\WINNT\\System32\\kernel32.dll", true, NULL, 0, COUNT_OF(exports));
	result = read_dependencies();
	ck_assert_int_eq(result.system_skipped, !_i);
	ck_assert_str_eq(only_fault(&result, DEPENDENCY_MISSING_MODULE)->module, "gone.dll");
	ck_assert_uint_eq(result.module_count, (size_t)_i);
}
END_TEST

START_TEST(a_part_of_windows_is_missing_when_windows_is_shown)
{
	struct dependencies result;

	put_program("user32.dll", NULL);
	put("C:\\WINNT\\System32\\kernel32.dll", true, NULL, 0, COUNT_OF(exports));
	result = read_dependencies();
	ck_assert_str_eq(only_fault(&result, DEPENDENCY_MISSING_MODULE)->module, "user32.dll");
	ck_assert(!result.system_skipped);
}
END_TEST

START_TEST(api_sets_are_names_where_the_profile_knows_them)
{
	struct dependencies result;

	machine.host.options.profile = _i ? "win7" : "nt4";
	put_program("API-MS-Win-Core-File-l1-1-0.dll", "ext-ms-win-x-l1-1-0.dll");
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, _i ? 0 : 2);
}
END_TEST

START_TEST(too_many_faults_end_in_one_that_says_so)
{
	enum { MODULES = MAX_FAULTS + 50 };
	struct specimen_import imports[MODULES];
	struct dependencies result;

	machine_folder(&machine, "C:\\ccmail");
	for (size_t i = 0; i < MODULES; i++)
		imports[i] = (struct specimen_import){
			.module = arena_printf(&machine.arena, "gone%zu.dll", i),
			.delay = true,
			.symbols = symbols,
			.symbol_count = 1};
	put(PROGRAM, false, imports, MODULES, 0);
	result = read_dependencies();
	ck_assert_uint_eq(result.fault_count, MAX_FAULTS);
	ck_assert_int_eq(result.faults[MAX_FAULTS - 2].kind, DEPENDENCY_MISSING_DELAYED_MODULE);
	ck_assert_int_eq(result.faults[MAX_FAULTS - 1].kind, DEPENDENCY_DOUBT);
}
END_TEST

/* What an unseen Windows after NT 4 holds is not known name by name. */
START_TEST(what_may_be_a_part_of_windows_is_not_missing)
{
	struct dependencies result;

	machine.host.options.profile = _i ? "win10" : "nt4";
	put_program("dnsapi.dll", NULL);
	result = read_dependencies();
	only_fault(&result, _i ? DEPENDENCY_DOUBT : DEPENDENCY_MISSING_MODULE);
}
END_TEST

Suite *suite_host_dependencies(void)
{
	Suite *suite = suite_create("host dependencies");
	TCase *tests = tcase_create("dependencies");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_program_that_has_all_it_needs_has_no_faults);
	tcase_add_test(tests, a_program_without_imports_needs_nothing);
	tcase_add_test(tests, a_missing_module_is_named_with_its_importer);
	tcase_add_loop_test(tests, a_delayed_module_is_missing_in_a_lesser_way, 0, 2);
	tcase_add_loop_test(tests, an_image_for_another_machine_stands_in_the_way, 0,
		(int)COUNT_OF(wrong_images));
	tcase_add_test(tests, a_file_that_is_no_image_stands_in_the_way);
	tcase_add_test(tests, symbols_are_missing_by_name_and_by_ordinal);
	tcase_add_test(tests, the_case_of_a_symbol_counts);
	tcase_add_test(tests, a_dll_that_exports_nothing_lacks_every_symbol);
	tcase_add_test(tests, modules_that_import_each_other_are_read_once);
	tcase_add_test(tests, a_module_that_cannot_be_found_for_sure_is_untold);
	tcase_add_test(tests, a_module_that_cannot_be_read_is_untold);
	tcase_add_loop_test(tests, a_damaged_dll_is_untold_and_not_accused, 0, 10);
	tcase_add_loop_test(tests, parts_of_windows_are_left_out_when_windows_is_not_shown, 0, 2);
	tcase_add_test(tests, a_part_of_windows_is_missing_when_windows_is_shown);
	tcase_add_loop_test(tests, api_sets_are_names_where_the_profile_knows_them, 0, 2);
	tcase_add_test(tests, too_many_faults_end_in_one_that_says_so);
	tcase_add_loop_test(tests, what_may_be_a_part_of_windows_is_not_missing, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
