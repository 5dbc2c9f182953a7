/* App Paths: which key counts, and what it says. */
#include "scanner/host/machine/app_paths.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_app_paths(void);

#define APP_PATHS "Microsoft\\Windows\\CurrentVersion\\App Paths"
#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_system(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static void put(struct fixture_hive *hive, const char *above, const char *name,
	enum fixture_registry_type type, const char *path)
{
	fixture_hive_set_text(hive,
		arena_printf(&machine.arena, "%s" APP_PATHS "\\%s", above, name), "", type, path);
}

static void start(const char *profile)
{
	machine.host.options.profile = profile;
	machine_start(&machine);
}

static const struct {
	const char *stored;
	enum fixture_registry_type type;
	const char *path;
} paths[] = {
	{"C:\\Lotus\\cc.exe", FIXTURE_REG_SZ, "C:\\Lotus\\cc.exe"},
	{"\"C:\\Program Files\\cc.exe\"", FIXTURE_REG_SZ, "C:\\Program Files\\cc.exe"},
	{"\"C:\\cc.exe", FIXTURE_REG_SZ, "C:\\cc.exe"},
	{"%SystemRoot%\\cc.exe", FIXTURE_REG_EXPAND_SZ, "C:\\WINNT\\cc.exe"},
	{"\"%SystemRoot%\\cc.exe\"", FIXTURE_REG_EXPAND_SZ, "C:\\WINNT\\cc.exe"},
	{"%SystemRoot%\\cc.exe", FIXTURE_REG_SZ, "%SystemRoot%\\cc.exe"},
	{"\"", FIXTURE_REG_SZ, ""},
	{"", FIXTURE_REG_SZ, ""},
};

START_TEST(the_default_value_is_the_path)
{
	struct app_path entry;

	put(machine_software(&machine), "", "cc.exe", paths[_i].type, paths[_i].stored);
	start("nt4");
	entry = app_path_find(&machine.host, "CC.EXE", false);
	ck_assert_int_eq(entry.status, REGISTRY_FOUND);
	ck_assert_str_eq(entry.raw, paths[_i].stored);
	ck_assert_str_eq(entry.path, paths[_i].path);
	ck_assert_ptr_null(entry.search);
	ck_assert_ptr_null(entry.reason);
}
END_TEST

static const struct {
	const char *key;
	const char *asked;
	enum registry_status status;
} asked[] = {
	{"cc.exe", "cc", REGISTRY_FOUND},
	{"cc.exe", "cc.exe", REGISTRY_FOUND},
	{"cc", "cc", REGISTRY_FOUND},
	{"cc", "cc.exe", REGISTRY_ABSENT},
	{"cc.exe", "cc.com", REGISTRY_ABSENT},
	{"cc.exe", "c", REGISTRY_ABSENT},
};

START_TEST(a_name_without_extension_means_exe_too)
{
	put(machine_software(&machine), "", asked[_i].key, FIXTURE_REG_SZ, "C:\\x.exe");
	start("xp");
	ck_assert_int_eq(
		app_path_find(&machine.host, asked[_i].asked, false).status, asked[_i].status);
}
END_TEST

START_TEST(a_key_may_have_a_path_alone)
{
	struct app_path entry;

	fixture_hive_set_text(machine_software(&machine), APP_PATHS "\\cc.exe", "Path",
		FIXTURE_REG_SZ, "C:\\Lotus;C:\\ccmail");
	start("nt4");
	entry = app_path_find(&machine.host, "cc", false);
	ck_assert_int_eq(entry.status, REGISTRY_FOUND);
	ck_assert_ptr_null(entry.path);
	ck_assert_str_eq(entry.search, "C:\\Lotus;C:\\ccmail");
}
END_TEST

START_TEST(the_users_entries_come_first_from_windows_7_on)
{
	put(machine_user(&machine), "Software\\", "cc.exe", FIXTURE_REG_SZ, "C:\\user.exe");
	put(machine_software(&machine), "", "cc.exe", FIXTURE_REG_SZ, "C:\\machine.exe");
	start(_i ? "win7" : "vista");
	/* Which Windows it is comes from the SOFTWARE hive first. */
	ck_assert_str_eq(app_path_find(&machine.host, "cc", false).path,
		_i ? "C:\\user.exe" : "C:\\machine.exe");
	ck_assert_uint_eq(app_paths(&machine.host)->count, _i ? 2 : 1);
}
END_TEST

START_TEST(a_32_bit_program_sees_its_own_before_windows_7)
{
	put(machine_software(&machine), "", "cc.exe", FIXTURE_REG_SZ, "C:\\64.exe");
	put(machine_software(&machine), "Wow6432Node\\", "cc.exe", FIXTURE_REG_SZ, "C:\\32.exe");
	machine_user(&machine);
	start(_i ? "win7" : "server2003");
	ck_assert_str_eq(
		app_path_find(&machine.host, "cc", true).path, _i ? "C:\\64.exe" : "C:\\32.exe");
	ck_assert_str_eq(app_path_find(&machine.host, "cc", false).path, "C:\\64.exe");
}
END_TEST

START_TEST(an_unread_users_hive_leaves_a_doubt)
{
	struct app_path entry;

	put(machine_software(&machine), "", "cc.exe", FIXTURE_REG_SZ, "C:\\machine.exe");
	start("win10");
	entry = app_path_find(&machine.host, "cc", false);
	ck_assert_str_eq(entry.path, "C:\\machine.exe");
	ck_assert_ptr_nonnull(strstr(entry.reason, "--user-hive"));
	entry = app_path_find(&machine.host, "none", false);
	ck_assert_int_eq(entry.status, REGISTRY_ABSENT);
	ck_assert_ptr_nonnull(strstr(entry.reason, "--user-hive"));
	ck_assert_ptr_nonnull(strstr(app_paths(&machine.host)->reason, "--user-hive"));
}
END_TEST

START_TEST(without_the_software_hive_nothing_is_known)
{
	struct app_path entry;

	start("nt4");
	entry = app_path_find(&machine.host, "cc", false);
	ck_assert_int_eq(entry.status, REGISTRY_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(entry.reason, "--software-hive"));
	ck_assert_uint_eq(app_paths(&machine.host)->count, 0);
	ck_assert_ptr_nonnull(app_paths(&machine.host)->reason);
}
END_TEST

Suite *suite_host_app_paths(void)
{
	Suite *suite = suite_create("host app paths");
	TCase *tests = tcase_create("keys");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, the_default_value_is_the_path, 0, COUNT_OF(paths));
	tcase_add_loop_test(tests, a_name_without_extension_means_exe_too, 0, COUNT_OF(asked));
	tcase_add_test(tests, a_key_may_have_a_path_alone);
	tcase_add_loop_test(tests, the_users_entries_come_first_from_windows_7_on, 0, 2);
	tcase_add_loop_test(tests, a_32_bit_program_sees_its_own_before_windows_7, 0, 2);
	tcase_add_test(tests, an_unread_users_hive_leaves_a_doubt);
	tcase_add_test(tests, without_the_software_hive_nothing_is_known);
	suite_add_tcase(suite, tests);
	return suite;
}
