/* The DLLs that come from System32 before any search. */
#include "scanner/host/machine/known_dlls.h"
#include "scanner/host/machine/known_dlls_implied.h"
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_known_dlls(void);

#define SESSION_MANAGER "ControlSet001\\Control\\Session Manager"
#define KNOWN_DLLS SESSION_MANAGER "\\KnownDLLs"
#define WOW "ControlSet001\\Control\\WOW"
#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
}

static void end(void)
{
	machine_free(&machine);
}

static void fill(void)
{
	static const char *const excluded[] = {"msvcrt.dll", "notlisted.dll"};
	struct fixture_hive *hive = machine_system(&machine);

	fixture_hive_set_text(hive, KNOWN_DLLS, "kernel32", FIXTURE_REG_SZ, "KERNEL32.dll");
	fixture_hive_set_text(hive, KNOWN_DLLS, "msvcrt", FIXTURE_REG_SZ, "msvcrt.dll");
	fixture_hive_set_text(hive, KNOWN_DLLS, "odd name", FIXTURE_REG_SZ, "shell32.dll");
	fixture_hive_set_text(hive, KNOWN_DLLS, "empty", FIXTURE_REG_SZ, "");
	fixture_hive_set_dword(hive, KNOWN_DLLS, "number", 5);
	fixture_hive_set_text(
		hive, KNOWN_DLLS, "DllDirectory", FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\system32");
	fixture_hive_set_text(hive, KNOWN_DLLS, "dlldirectory32", FIXTURE_REG_EXPAND_SZ,
		"%SystemRoot%\\syswow64");
	fixture_hive_set_multi(hive, SESSION_MANAGER, "ExcludeFromKnownDlls", excluded, 2);
	fixture_hive_set_text(
		hive, WOW, "KnownDLLs", FIXTURE_REG_SZ, " comm.drv  commdlg.dll ddeml.dll ");
}

static const struct {
	const char *name;
	enum known_dll_answer answer;
	enum known_dll_answer win16;
} names[] = {
	{"kernel32.dll", KNOWN_DLL_YES, KNOWN_DLL_NO},
	{"Kernel32.DLL", KNOWN_DLL_YES, KNOWN_DLL_NO},
	{"shell32.dll", KNOWN_DLL_YES, KNOWN_DLL_NO},
	/* The name of the value is not the name of the file. */
	{"odd name", KNOWN_DLL_NO, KNOWN_DLL_NO},
	{"kernel32", KNOWN_DLL_NO, KNOWN_DLL_NO},
	{"msvcrt.dll", KNOWN_DLL_NO, KNOWN_DLL_NO},
	{"notlisted.dll", KNOWN_DLL_NO, KNOWN_DLL_NO},
	{"%SystemRoot%\\system32", KNOWN_DLL_NO, KNOWN_DLL_NO},
	{"", KNOWN_DLL_NO, KNOWN_DLL_NO},
	{"COMMDLG.DLL", KNOWN_DLL_NO, KNOWN_DLL_YES},
	{"ddeml.dll", KNOWN_DLL_NO, KNOWN_DLL_YES},
	{"comm.drv  commdlg.dll", KNOWN_DLL_NO, KNOWN_DLL_NO},
};

START_TEST(the_list_says_what_is_known)
{
	fill();
	machine_start(&machine);
	ck_assert_int_eq(known_dll(&machine.host, names[_i].name), names[_i].answer);
	ck_assert_int_eq(known_dll_of_win16(&machine.host, names[_i].name), names[_i].win16);
}
END_TEST

START_TEST(the_lists_are_kept)
{
	const struct known_dlls *known;

	fill();
	machine_start(&machine);
	known = known_dlls(&machine.host);
	ck_assert_ptr_eq(known, known_dlls(&machine.host));
	ck_assert_uint_eq(known->listed.count, 3);
	ck_assert_uint_eq(known->excluded.count, 2);
	ck_assert_uint_eq(known->win16.count, 3);
	ck_assert_str_eq(known->win16.names[0], "comm.drv");
	ck_assert_str_eq(known->directory.value, "C:\\WINNT\\system32");
	ck_assert_int_eq(known->directory.basis, FACT_DERIVED);
}
END_TEST

START_TEST(without_the_key_nothing_is_known_to_be_one)
{
	machine_system(&machine);
	machine_start(&machine);
	ck_assert_int_eq(known_dll(&machine.host, "kernel32.dll"), KNOWN_DLL_NO);
	ck_assert_int_eq(known_dll_of_win16(&machine.host, "commdlg.dll"), KNOWN_DLL_NO);
	ck_assert_int_eq(known_dlls(&machine.host)->directory.basis, FACT_ASSUMED);
	ck_assert_ptr_null(known_dlls(&machine.host)->listed.reason);
}
END_TEST

START_TEST(without_the_hive_it_cannot_be_told)
{
	machine_start(&machine);
	ck_assert_int_eq(known_dll(&machine.host, "kernel32.dll"), KNOWN_DLL_UNTOLD);
	ck_assert_int_eq(known_dll_of_win16(&machine.host, "commdlg.dll"), KNOWN_DLL_UNTOLD);
	ck_assert_ptr_nonnull(strstr(known_dlls(&machine.host)->listed.reason, "--system-hive"));
}
END_TEST

#define SYSTEM32 "C:\\WINNT\\System32"

static void put_dll(const char *name, const struct specimen_import *imports, size_t count)
{
	machine_image(&machine, arena_printf(&machine.arena, SYSTEM32 "\\%s", name),
		&(struct specimen_image){.kind = SPECIMEN_PE32,
			.dll = true,
			.imports = imports,
			.import_count = count});
}

/* first.dll is listed; it brings in second.dll, and that third.dll, which needs first.dll. */
static void fill_chain(void)
{
	static const struct specimen_symbol symbols[] = {{.name = "Open"}};
	const struct specimen_import first[] = {
		{.module = "SECOND.dll", .symbols = symbols, .symbol_count = 1},
		{.module = "late.dll", .delay = true, .symbols = symbols, .symbol_count = 1}};
	const struct specimen_import second[] = {
		{.module = "third.dll", .symbols = symbols, .symbol_count = 1}};
	const struct specimen_import third[] = {
		{.module = "first.dll", .symbols = symbols, .symbol_count = 1},
		{.module = "gone.dll", .symbols = symbols, .symbol_count = 1}};

	fixture_hive_set_text(
		machine_system(&machine), KNOWN_DLLS, "first", FIXTURE_REG_SZ, "first.dll");
	put_dll("first.dll", first, 2);
	put_dll("second.dll", second, 1);
	put_dll("third.dll", third, 2);
	put_dll("late.dll", NULL, 0);
	put_dll("other.dll", third, 1);
}

static const struct {
	const char *name;
	const char *by;
} implied[] = {
	{"first.dll", NULL},
	{"second.dll", "first.dll"},
	{"Third.DLL", "SECOND.dll"},
	{"gone.dll", "third.dll"},
	{"late.dll", NULL},
	{"other.dll", NULL},
};

START_TEST(what_known_dlls_import_is_told)
{
	fill_chain();
	machine_start(&machine);
	ck_assert_pstr_eq(
		known_dll_implied_by(&machine.host, SYSTEM32, implied[_i].name), implied[_i].by);
	ck_assert_pstr_eq(
		known_dll_implied_by(&machine.host, "c:\\winnt\\SYSTEM32", implied[_i].name),
		implied[_i].by);
}
END_TEST

START_TEST(what_is_excluded_brings_nothing_in)
{
	static const char *const excluded[] = {"second.dll"};

	fill_chain();
	fixture_hive_set_multi(
		machine_system(&machine), SESSION_MANAGER, "ExcludeFromKnownDlls", excluded, 1);
	machine_start(&machine);
	ck_assert_ptr_null(known_dll_implied_by(&machine.host, SYSTEM32, "second.dll"));
	ck_assert_ptr_null(known_dll_implied_by(&machine.host, SYSTEM32, "third.dll"));
}
END_TEST

static const struct {
	const char *name;
	enum search_outcome outcome;
} searches[] = {
	{"first.dll", SEARCH_FOUND},
	{"third.dll", SEARCH_UNCERTAIN},
	{"late.dll", SEARCH_FOUND},
	{"other.dll", SEARCH_FOUND},
};

/* The program has a copy of its own, and System32 another. */
START_TEST(a_copy_of_what_a_known_dll_imports_may_lose)
{
	struct search_request request = {.launcher = LAUNCHER_LOADLIBRARY,
		.name = searches[_i].name,
		.caller_folder = "C:\\app"};
	struct search_result result;

	fill_chain();
	machine_file(&machine, arena_printf(&machine.arena, "C:\\app\\%s", searches[_i].name));
	machine_path(&machine, "C:\\WINNT");
	machine_start(&machine);
	result = search_run(&machine.host, &request);
	ck_assert_int_eq(result.outcome, searches[_i].outcome);
	ck_assert_str_eq(search_winner(&result)->file->path,
		arena_printf(
			&machine.arena, "%s\\%s", _i ? "C:\\app" : SYSTEM32, searches[_i].name));
	if (result.outcome == SEARCH_UNCERTAIN)
		ck_assert_ptr_nonnull(strstr(result.reason, "SECOND.dll imports it"));
}
END_TEST

/* What only System32 has is found there whatever counts as known. */
START_TEST(one_copy_alone_is_no_doubt)
{
	struct search_request request = {.launcher = LAUNCHER_LOADLIBRARY, .name = "third.dll"};

	fill_chain();
	machine_path(&machine, "C:\\WINNT");
	machine_start(&machine);
	ck_assert_int_eq(search_run(&machine.host, &request).outcome, SEARCH_FOUND);
}
END_TEST

Suite *suite_host_known_dlls(void)
{
	Suite *suite = suite_create("host known dlls");
	TCase *tests = tcase_create("lists");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_list_says_what_is_known, 0, COUNT_OF(names));
	tcase_add_test(tests, the_lists_are_kept);
	tcase_add_test(tests, without_the_key_nothing_is_known_to_be_one);
	tcase_add_test(tests, without_the_hive_it_cannot_be_told);
	tcase_add_loop_test(tests, what_known_dlls_import_is_told, 0, COUNT_OF(implied));
	tcase_add_test(tests, what_is_excluded_brings_nothing_in);
	tcase_add_loop_test(
		tests, a_copy_of_what_a_known_dll_imports_may_lose, 0, COUNT_OF(searches));
	tcase_add_test(tests, one_copy_alone_is_no_doubt);
	suite_add_tcase(suite, tests);
	return suite;
}
