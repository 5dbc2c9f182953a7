/* 64-bit Windows and its 32-bit programs. */
#include "scanner/host/machine/windows_version.h"
#include "scanner/host/search/search.h"
#include "scanner/host/search/wow64.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_wow64(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\Windows\\System32");
	machine_folder(&machine, "C:\\Windows\\SysWOW64");
	machine_folder(&machine, "D:\\caller");
}

static void end(void)
{
	machine_free(&machine);
}

static void start(const char *profile, const char *architecture)
{
	machine.host.options.profile = profile;
	if (architecture)
		machine_variable(&machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, architecture);
	machine_path(&machine, "C:\\Windows\\System32;C:\\Windows");
	machine_start(&machine);
}

#define W "C:\\Windows"

static const struct {
	const char *profile, *architecture;
	uint16_t caller;
	const char *path, *seen;
} redirections[] = {
	{"win10", "AMD64", MACHINE_I386, W "\\System32\\a.dll", W "\\SysWOW64\\a.dll"},
	{"win10", "AMD64", MACHINE_I386, "c:\\WINDOWS\\SYSTEM32", W "\\SysWOW64"},
	{"win10", "AMD64", MACHINE_AMD64, W "\\System32\\a.dll", NULL},
	{"win10", "AMD64", MACHINE_UNKNOWN, W "\\System32\\a.dll", NULL},
	{"win10", "x86", MACHINE_I386, W "\\System32\\a.dll", NULL},
	{"win10", "ARM64", MACHINE_I386, W "\\System32\\a.dll", W "\\SysWOW64\\a.dll"},
	{"win10", "ARM64", MACHINE_ARMNT, W "\\System32\\a.dll", W "\\SysArm32\\a.dll"},
	{"win10", "ARM64", MACHINE_AMD64, W "\\System32\\a.dll", NULL},
	{"xp-sp2", "IA64", MACHINE_I386, W "\\System32\\a.dll", W "\\SysWOW64\\a.dll"},
	{"win10", "AMD64", MACHINE_I386, W "\\System32x\\a.dll", NULL},
	{"win10", "AMD64", MACHINE_I386, "D:\\Windows\\System32\\a.dll", NULL},
	{"win10", "AMD64", MACHINE_I386, W "\\System32\\drivers\\etc\\hosts", NULL},
	{"win10", "AMD64", MACHINE_I386, W "\\System32\\drivers\\a.sys",
		W "\\SysWOW64\\drivers\\a.sys"},
	{"win10", "AMD64", MACHINE_I386, W "\\System32\\CatRoot2\\x", NULL},
	{"win10", "AMD64", MACHINE_I386, W "\\System32\\spool\\x", NULL},
	{"win10", "AMD64", MACHINE_I386, W "\\System32\\logfiles", NULL},
	{"win10", "AMD64", MACHINE_I386, W "\\System32\\DriverStore\\x", NULL},
	{"vista", "AMD64", MACHINE_I386, W "\\System32\\DriverStore\\x",
		W "\\SysWOW64\\DriverStore\\x"},
	{"win10", "AMD64", MACHINE_I386, W "\\Sysnative\\a.dll", W "\\System32\\a.dll"},
	{"win10", "AMD64", MACHINE_AMD64, W "\\Sysnative\\a.dll", NULL},
	{"xp-sp2", "AMD64", MACHINE_I386, W "\\Sysnative\\a.dll", NULL},
	{"win10", "AMD64", MACHINE_I386, W "\\regedit.exe", W "\\SysWOW64\\regedit.exe"},
	{"win10", "AMD64", MACHINE_I386, W "\\explorer.exe", NULL},
};

START_TEST(system32_is_another_folder_to_a_32_bit_program)
{
	const char *path = redirections[_i].path;
	const char *seen = redirections[_i].seen ? redirections[_i].seen : path;

	start(redirections[_i].profile, redirections[_i].architecture);
	ck_assert_str_eq(wow64_path(&machine.host, redirections[_i].caller, path), seen);
}
END_TEST

static struct search_result search(enum launcher launcher, const char *name, uint16_t caller)
{
	const struct search_request request = {.launcher = launcher,
		.name = name,
		.caller_folder = "D:\\caller",
		.caller_machine = caller};

	return search_run(&machine.host, &request);
}

static const struct {
	uint16_t caller;
	const char *winner;
	size_t excluded;
} dlls[] = {
	{MACHINE_I386, W "\\SysWOW64\\a.dll", 1},
	{MACHINE_AMD64, W "\\System32\\a.dll", 0},
	{MACHINE_UNKNOWN, W "\\System32\\a.dll", 0},
};

START_TEST(each_program_loads_the_dll_of_its_own_system_folder)
{
	struct search_result result;

	machine_file(&machine, W "\\System32\\a.dll");
	machine_file(&machine, W "\\SysWOW64\\a.dll");
	start("win7", "AMD64");
	result = search(LAUNCHER_LOADLIBRARY, "a.dll", dlls[_i].caller);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(search_winner(&result)->file->path, dlls[_i].winner);
	ck_assert_uint_eq(result.count, 1);
	/* The system folder and an entry of PATH lead there: it is told once. */
	ck_assert_uint_eq(result.excluded_count, dlls[_i].excluded);
	for (size_t i = 0; i < result.excluded_count; i++) {
		ck_assert_str_eq(result.excluded[i].file->path, W "\\System32\\a.dll");
		ck_assert_ptr_nonnull(strstr(result.excluded[i].lost, W "\\SysWOW64\\a.dll"));
	}
}
END_TEST

START_TEST(a_known_dll_of_a_32_bit_program_comes_from_syswow64)
{
	struct search_result result;

	machine_file(&machine, W "\\System32\\a.dll");
	machine_file(&machine, W "\\SysWOW64\\a.dll");
	machine_file(&machine, "D:\\caller\\a.dll");
	fixture_hive_set_text(machine_system(&machine),
		"ControlSet001\\Control\\Session Manager\\KnownDLLs", "a", FIXTURE_REG_SZ, "a.dll");
	start("win7", "AMD64");
	result = search(LAUNCHER_LOADLIBRARY, "a.dll", MACHINE_I386);
	ck_assert_str_eq(search_winner(&result)->file->path, W "\\SysWOW64\\a.dll");
	ck_assert_int_eq(search_winner(&result)->place, PLACE_KNOWN_DLL);
	ck_assert_str_eq(result.candidates[1].file->path, "D:\\caller\\a.dll");
	ck_assert_ptr_nonnull(strstr(result.candidates[1].lost, "KnownDLLs"));
}
END_TEST

START_TEST(the_callers_image_tells_its_bits)
{
	struct search_request request = {.launcher = LAUNCHER_LOADLIBRARY, .name = "a.dll"};
	struct search_result result;

	machine_file(&machine, W "\\System32\\a.dll");
	machine_file(&machine, W "\\SysWOW64\\a.dll");
	machine_image(&machine, "D:\\caller\\old.exe",
		&(struct specimen_image){.kind = SPECIMEN_PE32, .machine = MACHINE_I386});
	machine_image(&machine, "D:\\caller\\new.exe",
		&(struct specimen_image){.kind = SPECIMEN_PE32PLUS, .machine = MACHINE_AMD64});
	start("win7", "AMD64");
	request.caller = machine_look(&machine, "D:\\caller\\old.exe");
	result = search_run(&machine.host, &request);
	ck_assert_str_eq(search_winner(&result)->file->path, W "\\SysWOW64\\a.dll");
	ck_assert_str_eq(result.steps[0].text, "the folder of the calling program (D:\\caller)");
	request.caller = machine_look(&machine, "D:\\caller\\new.exe");
	result = search_run(&machine.host, &request);
	ck_assert_str_eq(search_winner(&result)->file->path, W "\\System32\\a.dll");
}
END_TEST

START_TEST(the_machine_is_read_from_the_environment)
{
	start("win7", "IA64");
	ck_assert_uint_eq(windows_version(&machine.host)->machine, MACHINE_IA64);
	ck_assert_int_eq(windows_version(&machine.host)->architecture.basis, FACT_READ);
	ck_assert_str_eq(windows_version(&machine.host)->architecture.value, "IA64");
}
END_TEST

START_TEST(the_machine_may_be_given)
{
	machine_given(&machine, "PROCESSOR_ARCHITECTURE", "AMD64");
	start("win7", "x86");
	ck_assert_uint_eq(windows_version(&machine.host)->machine, MACHINE_AMD64);
	ck_assert_int_eq(windows_version(&machine.host)->architecture.basis, FACT_GIVEN);
}
END_TEST

START_TEST(ntdll_tells_the_machine)
{
	machine_image(&machine, W "\\System32\\ntdll.dll",
		&(struct specimen_image){
			.kind = SPECIMEN_PE32PLUS, .machine = MACHINE_ARM64, .dll = true});
	start("win10", NULL);
	ck_assert_uint_eq(windows_version(&machine.host)->machine, MACHINE_ARM64);
	ck_assert_int_eq(windows_version(&machine.host)->architecture.basis, FACT_DERIVED);
}
END_TEST

START_TEST(syswow64_tells_that_windows_has_64_bits)
{
	start("win10", NULL);
	ck_assert_uint_eq(windows_version(&machine.host)->machine, MACHINE_AMD64);
	ck_assert_int_eq(windows_version(&machine.host)->architecture.basis, FACT_ASSUMED);
}
END_TEST

static const struct {
	const char *profile;
	uint16_t machine;
} assumptions[] = {
	{"nt4", MACHINE_I386},
	{"win10", MACHINE_I386},
	{"win11", MACHINE_AMD64},
};

START_TEST(otherwise_the_machine_is_assumed_and_said_to_be)
{
	machine_given(&machine, "SystemRoot", "E:\\Windows");
	start(assumptions[_i].profile, NULL);
	ck_assert_uint_eq(windows_version(&machine.host)->machine, assumptions[_i].machine);
	ck_assert_int_eq(windows_version(&machine.host)->architecture.basis, FACT_ASSUMED);
	ck_assert_ptr_nonnull(windows_version(&machine.host)->architecture.source);
}
END_TEST

Suite *suite_host_wow64(void)
{
	Suite *suite = suite_create("host wow64");
	TCase *tests = tcase_create("wow64");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(
		tests, system32_is_another_folder_to_a_32_bit_program, 0, COUNT_OF(redirections));
	tcase_add_loop_test(
		tests, each_program_loads_the_dll_of_its_own_system_folder, 0, COUNT_OF(dlls));
	tcase_add_test(tests, a_known_dll_of_a_32_bit_program_comes_from_syswow64);
	tcase_add_test(tests, the_callers_image_tells_its_bits);
	tcase_add_test(tests, the_machine_is_read_from_the_environment);
	tcase_add_test(tests, the_machine_may_be_given);
	tcase_add_test(tests, ntdll_tells_the_machine);
	tcase_add_test(tests, syswow64_tells_that_windows_has_64_bits);
	tcase_add_loop_test(
		tests, otherwise_the_machine_is_assumed_and_said_to_be, 0, COUNT_OF(assumptions));
	suite_add_tcase(suite, tests);
	return suite;
}
