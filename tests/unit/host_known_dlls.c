/* The DLLs that come from System32 before any search. */
#include "scanner/host/known_dlls.h"
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

Suite *suite_host_known_dlls(void)
{
	Suite *suite = suite_create("host known dlls");
	TCase *tests = tcase_create("lists");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_list_says_what_is_known, 0, COUNT_OF(names));
	tcase_add_test(tests, the_lists_are_kept);
	tcase_add_test(tests, without_the_key_nothing_is_known_to_be_one);
	tcase_add_test(tests, without_the_hive_it_cannot_be_told);
	suite_add_tcase(suite, tests);
	return suite;
}
