/* Which folder is the Windows folder, and which Windows it is. */
#include "scanner/host/disk/windows_folder.h"
#include "scanner/host/machine/processor.h"
#include "scanner/host/machine/profile.h"
#include "scanner/host/machine/session_flags.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_windows_folder(void);

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

enum { MAX_PARTS = 4 };

/* What is on the drives: a path that ends in "system" is a hive, any other a folder. */
static const struct {
	const char *parts[MAX_PARTS];
	const char *windows;
	const char *problem;
} layouts[] = {
	{{"C:\\temp"}, NULL, NULL},
	{{"C:\\WINNT"}, NULL, NULL},
	{{"C:\\winnt\\SYSTEM32"}, "C:\\winnt", NULL},
	{{"C:\\nt40\\system32"}, "C:\\nt40", NULL},
	{{"C:\\apps\\system32", "C:\\WINNT\\system32"}, "C:\\WINNT", NULL},
	{{"C:\\Windows\\system32", "C:\\WINNT\\system32"}, "C:\\WINNT", NULL},
	{{"C:\\Windows\\system32\\config\\system", "C:\\WINNT\\system32"}, "C:\\Windows", NULL},
	{{"C:\\nt40\\system32\\Config\\SYSTEM", "C:\\WINNT\\system32"}, "C:\\nt40", NULL},
	{{"C:\\Windows\\system32\\config\\system", "C:\\WINNT\\system32\\config\\system"},
		"C:\\WINNT", "several-windows"},
	{{"C:\\a\\system32\\config\\system", "C:\\b\\system32\\config\\system"}, "C:\\a",
		"several-windows"},
	{{"D:\\WINNT\\system32"}, "D:\\WINNT", NULL},
	{{"B:\\WINNT\\system32"}, "B:\\WINNT", NULL},
	{{"A:\\WINNT\\system32", "D:\\apps\\system32"}, "D:\\apps", NULL},
	{{"C:\\apps\\system32", "D:\\WINNT\\system32"}, "C:\\apps", NULL},
	{{"C:\\apps\\system32", "D:\\WINNT\\system32\\config\\system"}, "D:\\WINNT", NULL},
	{{"C:\\nt40\\system32\\config\\system", "D:\\WINNT\\system32\\config\\system"}, "C:\\nt40",
		NULL},
};

START_TEST(the_windows_folder_is_known_by_what_it_holds)
{
	struct problem_list *problems = &machine.host.problems;

	for (size_t i = 0; i < MAX_PARTS && layouts[_i].parts[i]; i++) {
		const char *part = layouts[_i].parts[i];

		if (strcasecmp(part + strlen(part) - 7, "\\system") == 0)
			machine_file(&machine, part);
		else
			machine_folder(&machine, part);
	}
	ck_assert_pstr_eq(windows_folder_find(&machine.host.tree, &machine.arena, problems),
		layouts[_i].windows);
	ck_assert_uint_eq(problems->count, layouts[_i].problem != NULL);
	if (layouts[_i].problem)
		ck_assert_str_eq(problems->items[0].code, layouts[_i].problem);
}
END_TEST

START_TEST(a_file_named_system32_makes_no_windows_folder)
{
	machine_file(&machine, "C:\\WINNT\\system32");
	ck_assert_ptr_null(
		windows_folder_find(&machine.host.tree, &machine.arena, &machine.host.problems));
}
END_TEST

static const struct {
	const char *given;
	const char *windows;
	const char *problem;
} given_folders[] = {
	{"c:\\NT4", "C:\\nt4", NULL},
	{"C:\\none", "C:\\none", "no-windows-folder"},
	{"x:\\WINNT", "X:\\WINNT", "no-windows-folder"},
	{"winnt", NULL, "no-windows-folder"},
};

START_TEST(the_user_may_name_the_windows_folder)
{
	machine_folder(&machine, "C:\\WINNT\\system32");
	machine_folder(&machine, "C:\\nt4");
	machine_system(&machine);
	machine_path(&machine, "");
	machine_given(&machine, _i % 2 ? "WINDIR" : "systemroot", given_folders[_i].given);
	machine_start(&machine);
	ck_assert_pstr_eq(machine.host.windows_directory, given_folders[_i].windows);
	ck_assert_int_eq(problem_list_has(&machine.host.problems, "no-windows-folder"),
		given_folders[_i].problem != NULL);
	ck_assert_int_eq(
		!host_windows_folder(&machine.host, "System32"), !given_folders[_i].windows);
}
END_TEST

START_TEST(windows_is_shown_when_kernel32_is_there_or_may_be)
{
	static const bool shown[] = {false, true, true, false};

	machine_folder(&machine, "C:\\WINNT\\System32");
	if (_i == 1)
		machine_file(&machine, "C:\\WINNT\\System32\\KERNEL32.DLL");
	if (_i == 2)
		machine_put(&machine, "C:\\WINNT\\System32",
			(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	if (_i == 3)
		machine_given(&machine, "SystemRoot", "D:\\WINNT");
	machine_start(&machine);
	ck_assert_int_eq(host_shows_windows(&machine.host, MACHINE_UNKNOWN), shown[_i]);
}
END_TEST

static const struct {
	const char *name;
	const char *contract_name;
	bool safe_dll_search, api_sets;
	size_t path_limit;
} profiles[] = {
	{"nt4", "nt4", false, false, 1023},
	{"w2k", "w2k", false, false, 1023},
	{"w2k-sp3", "w2k", false, false, 1023},
	{"xp", "xp", false, false, 32767},
	{"xp-sp2", "xp", true, false, 32767},
	{"server2003", "xp", true, false, 32767},
	{"vista", "win7", true, false, 32767},
	{"win7", "win7", true, true, 32767},
	{"win8", "win10", true, true, 32767},
	{"win8.1", "win10", true, true, 32767},
	{"win10", "win10", true, true, 32767},
	{"win11", "win11", true, true, 32767},
};

START_TEST(profiles_differ_as_their_windows_do)
{
	const struct profile *profile = profile_named(profiles[_i].name);

	ck_assert_ptr_nonnull(profile);
	ck_assert_str_eq(profile->name, profiles[_i].contract_name);
	machine.host.options.profile = profiles[_i].name;
	machine_start(&machine);
	ck_assert_int_eq(session_flag(&machine.host, FLAG_SAFE_DLL_SEARCH_MODE)->number,
		profiles[_i].safe_dll_search);
	ck_assert_int_eq(profile->api_sets, profiles[_i].api_sets);
	ck_assert_uint_eq(profile->path_limits->combined, profiles[_i].path_limit);
	ck_assert_ptr_nonnull(strstr(profile_names(), profiles[_i].name));
}
END_TEST

static const struct {
	const char *version;
	unsigned build;
	const char *service_pack;
	const char *profile;
} versions[] = {
	{"4.0", 1381, "Service Pack 6", "nt4"},
	{"5.0", 2195, NULL, "w2k"},
	{"5.0", 2195, "Service Pack 2", "w2k"},
	{"5.0", 2195, "Service Pack 4", "w2k-sp3"},
	{"5.1", 2600, NULL, "xp"},
	{"5.1", 2600, "Service Pack 1", "xp"},
	{"5.1", 2600, "Service Pack 2", "xp-sp2"},
	{"5.1", 2600, "Service Pack 3", "xp-sp2"},
	{"5.2", 3790, "Service Pack 1", "server2003"},
	{"6.0", 6002, "Service Pack 2", "vista"},
	{"6.1", 7601, "Service Pack 1", "win7"},
	{"6.2", 9200, NULL, "win8"},
	{"6.3", 9600, NULL, "win8.1"},
	{"6.3", 10240, NULL, "win10"},
	{"6.3", 21999, NULL, "win10"},
	{"6.3", 22000, NULL, "win11"},
	{"3.51", 1057, NULL, NULL},
	{"10.0", 22000, NULL, "win11"},
	{"", 0, NULL, NULL},
};

START_TEST(the_profile_follows_the_version_in_the_registry)
{
	static const char key[] = "Microsoft\\Windows NT\\CurrentVersion";
	const char *expected = versions[_i].profile;

	fixture_hive_set_text(machine_software(&machine), key, "CurrentVersion", FIXTURE_REG_SZ,
		versions[_i].version);
	fixture_hive_set_text(machine_software(&machine), key, "CurrentBuildNumber", FIXTURE_REG_SZ,
		arena_printf(&machine.arena, "%u", versions[_i].build));
	if (versions[_i].service_pack)
		fixture_hive_set_text(machine_software(&machine), key, "CSDVersion", FIXTURE_REG_SZ,
			versions[_i].service_pack);
	machine_start(&machine);
	ck_assert_str_eq(machine.host.profile->id, expected ? expected : "nt4");
	ck_assert_int_eq(machine.host.profile_assumed, !expected);
}
END_TEST

/* Versions of System32\\ntdll.dll, for a target without a SOFTWARE hive. */
static const struct {
	uint16_t version[4];
	const char *profile;
} ntdlls[] = {
	{{4, 0, 1381, 298}, "nt4"},
	{{5, 0, 2195, 6899}, "w2k"},
	{{5, 1, 2600, 1106}, "xp"},
	{{5, 1, 2600, 2180}, "xp-sp2"},
	{{5, 2, 3790, 3959}, "server2003"},
	{{6, 1, 7601, 17514}, "win7"},
	{{10, 0, 19041, 1}, "win10"},
	{{10, 0, 22621, 1}, "win11"},
	{{3, 51, 1057, 1}, NULL},
};

START_TEST(ntdll_tells_the_profile_where_the_registry_does_not)
{
	struct specimen_version version = {.with_fixed = true};

	memcpy(version.file, ntdlls[_i].version, sizeof(version.file));
	machine_image(&machine, "C:\\WINNT\\System32\\ntdll.dll",
		&(struct specimen_image){.kind = SPECIMEN_PE32, .dll = true, .version = &version});
	machine_start(&machine);
	ck_assert_str_eq(machine.host.profile->id, ntdlls[_i].profile ? ntdlls[_i].profile : "nt4");
	ck_assert_int_eq(machine.host.profile_assumed, !ntdlls[_i].profile);
	ck_assert_int_eq(machine.host.profile_source != NULL, ntdlls[_i].profile != NULL);
}
END_TEST

START_TEST(the_registry_tells_the_profile_before_ntdll)
{
	const struct specimen_version version = {.with_fixed = true, .file = {10, 0, 19041, 1}};

	machine_image(&machine, "C:\\WINNT\\System32\\ntdll.dll",
		&(struct specimen_image){.kind = SPECIMEN_PE32, .dll = true, .version = &version});
	fixture_hive_set_text(machine_software(&machine), "Microsoft\\Windows NT\\CurrentVersion",
		"CurrentVersion", FIXTURE_REG_SZ, "5.0");
	machine_start(&machine);
	ck_assert_str_eq(machine.host.profile->id, "w2k");
}
END_TEST

START_TEST(a_profile_that_is_given_wins)
{
	ck_assert_ptr_null(profile_named("NT4"));
	ck_assert_ptr_null(profile_named(""));
	fixture_hive_set_text(machine_software(&machine), "Microsoft\\Windows NT\\CurrentVersion",
		"CurrentVersion", FIXTURE_REG_SZ, "4.0");
	machine.host.options.profile = "win7";
	machine_start(&machine);
	ck_assert_str_eq(machine.host.profile->name, "win7");
	ck_assert(!machine.host.profile_assumed);
}
END_TEST

START_TEST(the_name_of_the_computer_is_that_of_its_registry)
{
	if (_i)
		fixture_hive_set_text(machine_system(&machine),
			"ControlSet001\\Control\\ComputerName\\ComputerName", "ComputerName",
			FIXTURE_REG_SZ, "EXCH01");
	if (_i == 2)
		machine.host.options.name = "given";
	machine_start(&machine);
	ck_assert_pstr_eq(machine.host.name, _i == 2 ? "given" : _i ? "EXCH01" : NULL);
}
END_TEST

Suite *suite_host_windows_folder(void)
{
	Suite *suite = suite_create("host windows folder");
	TCase *tests = tcase_create("windows folder");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(
		tests, the_windows_folder_is_known_by_what_it_holds, 0, COUNT_OF(layouts));
	tcase_add_test(tests, a_file_named_system32_makes_no_windows_folder);
	tcase_add_loop_test(
		tests, the_user_may_name_the_windows_folder, 0, COUNT_OF(given_folders));
	tcase_add_loop_test(tests, windows_is_shown_when_kernel32_is_there_or_may_be, 0, 4);
	tcase_add_loop_test(tests, profiles_differ_as_their_windows_do, 0, COUNT_OF(profiles));
	tcase_add_loop_test(
		tests, the_profile_follows_the_version_in_the_registry, 0, COUNT_OF(versions));
	tcase_add_loop_test(
		tests, ntdll_tells_the_profile_where_the_registry_does_not, 0, COUNT_OF(ntdlls));
	tcase_add_test(tests, the_registry_tells_the_profile_before_ntdll);
	tcase_add_test(tests, a_profile_that_is_given_wins);
	tcase_add_loop_test(tests, the_name_of_the_computer_is_that_of_its_registry, 0, 3);
	suite_add_tcase(suite, tests);
	return suite;
}
