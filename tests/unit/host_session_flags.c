/* Flags of the registry: what is set, what counts when nothing is, and for one program. */
#include "scanner/host/machine/session_flags.h"
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_host_session_flags(void);

#define SESSION_MANAGER "ControlSet001\\Control\\Session Manager"
#define EXECUTION_OPTIONS "Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options"
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

static const struct {
	enum session_flag_id id;
	const char *key;
	const char *name;
	bool software;
} places[] = {
	{FLAG_SAFE_DLL_SEARCH_MODE, SESSION_MANAGER, "SafeDllSearchMode", false},
	{FLAG_SAFE_PROCESS_SEARCH_MODE, SESSION_MANAGER, "SafeProcessSearchMode", false},
	{FLAG_CWD_ILLEGAL_IN_DLL_SEARCH, SESSION_MANAGER, "CWDIllegalInDllSearch", false},
	{FLAG_PROTECTION_MODE, SESSION_MANAGER, "ProtectionMode", false},
	{FLAG_DISABLE_SHORT_NAMES, "ControlSet001\\Control\\FileSystem",
		"NtfsDisable8dot3NameCreation", false},
	{FLAG_VDM_DISALLOWED, "Policies\\Microsoft\\Windows\\AppCompat", "VDMDisallowed", true},
	{FLAG_DISALLOWED_POLICY_DEFAULT, "ControlSet001\\Control\\WOW", "DisallowedPolicyDefault",
		false},
	{FLAG_DEV_OVERRIDE_ENABLE, EXECUTION_OPTIONS, "DevOverrideEnable", true},
};

START_TEST(each_flag_is_read_from_its_place)
{
	const struct session_flag *flag;

	fixture_hive_set_dword(
		places[_i].software ? machine_software(&machine) : machine_system(&machine),
		places[_i].key, places[_i].name, 0xFFFFFFFF);
	machine_start(&machine);
	flag = session_flag(&machine.host, places[_i].id);
	ck_assert_str_eq(flag->name, places[_i].name);
	ck_assert_uint_eq(flag->number, 0xFFFFFFFF);
	ck_assert_str_eq(flag->fact.value, "4294967295");
	ck_assert_int_eq(flag->fact.basis, FACT_READ);
	ck_assert_ptr_nonnull(flag->document);
	ck_assert_ptr_eq(flag, session_flag(&machine.host, places[_i].id));
}
END_TEST

/* What counts under each Windows when nothing is set. */
static const struct {
	const char *profile;
	enum session_flag_id id;
	const char *value; /* NULL: not documented */
} defaults[] = {
	{"nt4", FLAG_SAFE_DLL_SEARCH_MODE, "0"},
	{"w2k", FLAG_SAFE_DLL_SEARCH_MODE, "0"},
	{"xp", FLAG_SAFE_DLL_SEARCH_MODE, "0"},
	{"xp-sp2", FLAG_SAFE_DLL_SEARCH_MODE, "1"},
	{"server2003", FLAG_SAFE_DLL_SEARCH_MODE, "1"},
	{"win7", FLAG_SAFE_DLL_SEARCH_MODE, "1"},
	{"win11", FLAG_SAFE_DLL_SEARCH_MODE, "1"},
	{"win10", FLAG_SAFE_PROCESS_SEARCH_MODE, "0"},
	{"xp", FLAG_DISABLE_SHORT_NAMES, "0"},
	{"win7", FLAG_DISABLE_SHORT_NAMES, "2"},
	{"win7", FLAG_DISALLOWED_POLICY_DEFAULT, "0"},
	{"win10", FLAG_DISALLOWED_POLICY_DEFAULT, NULL},
	{"win10", FLAG_VDM_DISALLOWED, "0"},
};

START_TEST(the_default_is_that_of_the_windows)
{
	const struct session_flag *flag;

	machine_system(&machine);
	machine_software(&machine);
	machine.host.options.profile = defaults[_i].profile;
	machine_start(&machine);
	flag = session_flag(&machine.host, defaults[_i].id);
	ck_assert_pstr_eq(flag->fact.value, defaults[_i].value);
	ck_assert_int_eq(flag->fact.basis, defaults[_i].value ? FACT_DERIVED : FACT_UNKNOWN);
	ck_assert_uint_eq(
		flag->number, defaults[_i].value ? strtoul(defaults[_i].value, NULL, 10) : 0);
}
END_TEST

START_TEST(a_default_under_an_assumed_windows_or_without_a_hive_is_assumed)
{
	const struct session_flag *flag;

	machine_system(&machine);
	machine_start(&machine);
	flag = session_flag(&machine.host, FLAG_SAFE_DLL_SEARCH_MODE);
	ck_assert_int_eq(flag->fact.basis, FACT_ASSUMED);
	ck_assert_ptr_nonnull(strstr(flag->fact.source, "which is assumed"));
	flag = session_flag(&machine.host, FLAG_VDM_DISALLOWED);
	ck_assert_int_eq(flag->fact.basis, FACT_ASSUMED);
	ck_assert_ptr_nonnull(strstr(flag->fact.source, "--software-hive"));
}
END_TEST

START_TEST(a_value_of_another_type_is_not_set)
{
	machine.host.options.profile = "win7";
	fixture_hive_set_text(machine_system(&machine), SESSION_MANAGER, "SafeDllSearchMode",
		FIXTURE_REG_SZ, "0");
	machine_start(&machine);
	ck_assert_uint_eq(session_flag(&machine.host, FLAG_SAFE_DLL_SEARCH_MODE)->number, 1);
}
END_TEST

START_TEST(a_program_may_have_a_number_of_its_own)
{
	struct session_flag flag;

	fixture_hive_set_dword(
		machine_system(&machine), SESSION_MANAGER, "CWDIllegalInDllSearch", 1);
	fixture_hive_set_dword(machine_system(&machine), SESSION_MANAGER, "SafeDllSearchMode", 1);
	fixture_hive_set_dword(machine_software(&machine), EXECUTION_OPTIONS "\\CCMC.EXE",
		"CWDIllegalInDllSearch", 2);
	fixture_hive_set_dword(
		machine_software(&machine), EXECUTION_OPTIONS "\\CCMC.EXE", "SafeDllSearchMode", 0);
	machine_start(&machine);
	flag = session_flag_for_program(
		&machine.host, FLAG_CWD_ILLEGAL_IN_DLL_SEARCH, "C:\\x\\ccmc.exe");
	ck_assert_uint_eq(flag.number, 2);
	ck_assert_ptr_nonnull(strstr(flag.fact.source, "ccmc.exe"));
	flag = session_flag_for_program(&machine.host, FLAG_CWD_ILLEGAL_IN_DLL_SEARCH, "other.exe");
	ck_assert_uint_eq(flag.number, 1);
	ck_assert_int_eq(flag.fact.basis, FACT_READ);
	flag = session_flag_for_program(&machine.host, FLAG_SAFE_DLL_SEARCH_MODE, "ccmc.exe");
	ck_assert_uint_eq(flag.number, 1);
}
END_TEST

START_TEST(without_the_software_hive_a_programs_number_is_assumed)
{
	struct session_flag flag;

	fixture_hive_set_dword(
		machine_system(&machine), SESSION_MANAGER, "CWDIllegalInDllSearch", 1);
	machine_start(&machine);
	flag = session_flag_for_program(&machine.host, FLAG_CWD_ILLEGAL_IN_DLL_SEARCH, "ccmc.exe");
	ck_assert_uint_eq(flag.number, 1);
	ck_assert_int_eq(flag.fact.basis, FACT_ASSUMED);
	ck_assert_ptr_nonnull(strstr(flag.fact.source, "--software-hive"));
}
END_TEST

static const struct {
	uint32_t number;
	const char *profile;
	const char *current;
	enum search_outcome outcome;
	const char *winner;
	size_t excluded;
} illegal[] = {
	{0, "win10", "D:\\current", SEARCH_FOUND, "D:\\current\\x.dll", 0},
	{1, "win10", "D:\\current", SEARCH_FOUND, "D:\\current\\x.dll", 0},
	{2, "win10", "D:\\current", SEARCH_FOUND, "D:\\current\\x.dll", 0},
	{0xFFFFFFFF, "win10", "D:\\current", SEARCH_FOUND, "C:\\path\\x.dll", 1},
	{0xFFFFFFFF, "win7", "D:\\current", SEARCH_FOUND, "C:\\path\\x.dll", 1},
	/* Nothing lies there: then it does not matter. */
	{0xFFFFFFFF, "win7", "D:\\empty", SEARCH_FOUND, "C:\\path\\x.dll", 0},
	{2, "win10", "\\\\server\\share", SEARCH_FOUND, "C:\\path\\x.dll", 0},
};

/* The current directory stands before PATH, unless it is not searched (KB2264107). */
START_TEST(the_current_directory_may_be_illegal_for_dlls)
{
	struct search_request request = {.launcher = LAUNCHER_LOADLIBRARY,
		.name = "x.dll",
		.current_directory = illegal[_i].current};
	struct search_result result;

	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_folder(&machine, "D:\\empty");
	machine_file(&machine, "D:\\current\\x.dll");
	machine_file(&machine, "C:\\path\\x.dll");
	machine_path(&machine, "C:\\path");
	machine_software(&machine);
	fixture_hive_set_dword(machine_system(&machine), SESSION_MANAGER, "CWDIllegalInDllSearch",
		illegal[_i].number);
	machine.host.options.profile = illegal[_i].profile;
	machine_start(&machine);
	result = search_run(&machine.host, &request);
	ck_assert_int_eq(result.outcome, illegal[_i].outcome);
	ck_assert_str_eq(search_winner(&result)->file->path, illegal[_i].winner);
	ck_assert_uint_eq(result.excluded_count, illegal[_i].excluded);
	/* A program is looked for there all the same. */
	request.launcher = LAUNCHER_CREATEPROCESS;
	request.name = "x.dll";
	result = search_run(&machine.host, &request);
	ck_assert_uint_eq(result.excluded_count, 0);
}
END_TEST

Suite *suite_host_session_flags(void)
{
	Suite *suite = suite_create("host session flags");
	TCase *tests = tcase_create("flags");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, each_flag_is_read_from_its_place, 0, COUNT_OF(places));
	tcase_add_loop_test(tests, the_default_is_that_of_the_windows, 0, COUNT_OF(defaults));
	tcase_add_test(tests, a_default_under_an_assumed_windows_or_without_a_hive_is_assumed);
	tcase_add_test(tests, a_value_of_another_type_is_not_set);
	tcase_add_test(tests, a_program_may_have_a_number_of_its_own);
	tcase_add_loop_test(
		tests, the_current_directory_may_be_illegal_for_dlls, 0, COUNT_OF(illegal));
	tcase_add_test(tests, without_the_software_hive_a_programs_number_is_assumed);
	suite_add_tcase(suite, tests);
	return suite;
}
