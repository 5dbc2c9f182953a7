/* What starts a program: services, values of the registry, App Paths, PATH. */
#include "scanner/host/start/start_points.h"
#include "scanner/specimen/bytes.h"
#include "tests/machine/machine.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#define SERVICES "ControlSet001\\Services\\"
#define CURRENT_VERSION "Microsoft\\Windows\\CurrentVersion\\"
#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32\\drivers");
	machine_system(&machine);
	machine_software(&machine);
	fixture_hive_add_key(machine_user(&machine), "Software");
	machine_file(&machine, "C:\\a\\x.exe");
	machine_file(&machine, "C:\\WINNT\\System32\\tool.exe");
	machine_file(&machine, "C:\\WINNT\\System32\\ext.dll");
}

static void end(void)
{
	machine_free(&machine);
}

static const struct start_point *find(enum start_kind how, const char *name)
{
	const struct start_list *list = start_points(&machine.host);

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].how == how && strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	return NULL;
}

static bool has_gap(enum start_kind how)
{
	const struct start_list *list = start_points(&machine.host);

	for (size_t i = 0; i < list->gap_count; i++)
		if (list->gaps[i].how == how)
			return true;
	return false;
}

static void put_service(const char *name, uint32_t type, uint32_t start, const char *image)
{
	const char *key = arena_printf(&machine.arena, SERVICES "%s", name);

	fixture_hive_set_dword(machine_system(&machine), key, "Type", type);
	fixture_hive_set_dword(machine_system(&machine), key, "Start", start);
	fixture_hive_set_text(
		machine_system(&machine), key, "ImagePath", FIXTURE_REG_EXPAND_SZ, image);
}

START_TEST(services_and_drivers)
{
	const struct start_point *point;

	put_service("one", 0x10, 2, "C:\\a\\x.exe -k");
	put_service("two", 1, 4, "System32\\drivers\\gone.sys");
	machine_start(&machine);
	point = find(START_SERVICE, "one");
	ck_assert_str_eq(point->program, "C:\\a\\x.exe");
	ck_assert_str_eq(point->command, "C:\\a\\x.exe -k");
	ck_assert_str_eq(point->account, "LocalSystem");
	ck_assert_ptr_nonnull(strstr(point->where, "Services\\one"));
	ck_assert_ptr_nonnull(point->file);
	point = find(START_DRIVER, "two");
	ck_assert_int_eq(point->status, START_MISSING);
	ck_assert_ptr_null(point->file);
}
END_TEST

START_TEST(the_dll_of_a_service)
{
	put_service("host", 0x20, 2, "C:\\a\\x.exe");
	fixture_hive_set_text(machine_system(&machine), SERVICES "host\\Parameters", "ServiceDll",
		FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\System32\\ext.dll");
	machine_start(&machine);
	ck_assert_str_eq(find(START_SERVICE_DLL, "host")->program, "C:\\WINNT\\System32\\ext.dll");
}
END_TEST

/* Which key, what stands in it, and where that leads. The key is of SOFTWARE, or of the user. */
static const struct {
	bool of_user;
	const char *key;
	const char *value;
	const char *text;
	enum start_kind how;
	const char *program; /* NULL: nothing is started */
} values[] = {
	{false, CURRENT_VERSION "Run", "v", "C:\\a\\x.exe /q", START_RUN, "C:\\a\\x.exe"},
	{false, CURRENT_VERSION "Run", "v", "\"C:\\a\\x.exe\" /q", START_RUN, "C:\\a\\x.exe"},
	{false, CURRENT_VERSION "Run", "v", "tool /q", START_RUN, "C:\\WINNT\\System32\\tool.exe"},
	{false, CURRENT_VERSION "Run", "v", "%SystemRoot%\\System32\\tool.exe", START_RUN,
		"C:\\WINNT\\System32\\tool.exe"},
	{false, "WOW6432Node\\" CURRENT_VERSION "Run", "v", "C:\\a\\x.exe", START_RUN,
		"C:\\a\\x.exe"},
	{false, CURRENT_VERSION "RunOnce", "v", "C:\\a\\x", START_RUN_ONCE, "C:\\a\\x.exe"},
	{false, CURRENT_VERSION "RunServices", "v", "C:\\a\\x.exe", START_RUN_SERVICES,
		"C:\\a\\x.exe"},
	{false, "Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Userinit", "C:\\a\\x.exe,",
		START_LOGON, "C:\\a\\x.exe"},
	{false, "Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "System", "", START_LOGON, NULL},
	{false, "Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Other", "C:\\a\\x.exe",
		START_LOGON, NULL},
	{false, CURRENT_VERSION "App Paths\\word.exe", "", "C:\\a\\x.exe", START_APP_PATH,
		"C:\\a\\x.exe"},
	{false, CURRENT_VERSION "Control Panel\\Cpls", "v", "ext.dll", START_CONTROL_PANEL,
		"C:\\WINNT\\System32\\ext.dll"},
	{true, "Software\\" CURRENT_VERSION "Run", "v", "C:\\a\\x.exe", START_RUN, "C:\\a\\x.exe"},
	{true, "Software\\" CURRENT_VERSION "RunOnce", "v", "C:\\a\\x.exe", START_RUN_ONCE,
		"C:\\a\\x.exe"},
	{true, "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows", "load", "tool",
		START_WIN_INI, "C:\\WINNT\\System32\\tool.exe"},
	{true, "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows", "Device", "tool",
		START_WIN_INI, NULL},
};

static size_t count_of(enum start_kind how)
{
	const struct start_list *list = start_points(&machine.host);
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].how == how;
	return count;
}

START_TEST(values_of_the_registry)
{
	const struct start_point *point = NULL;
	const struct start_list *list;

	fixture_hive_set_text(
		values[_i].of_user ? machine_user(&machine) : machine_software(&machine),
		values[_i].key, values[_i].value, FIXTURE_REG_EXPAND_SZ, values[_i].text);
	machine_start(&machine);
	list = start_points(&machine.host);
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].how == values[_i].how)
			point = &list->items[i];
	if (!values[_i].program) {
		ck_assert_ptr_null(point);
		return;
	}
	ck_assert_uint_eq(count_of(values[_i].how), 1);
	ck_assert_str_eq(point->program, values[_i].program);
	ck_assert_int_eq(point->status, START_FOUND);
	ck_assert_str_eq(point->command, values[_i].text);
	ck_assert_ptr_nonnull(strstr(point->where, values[_i].key));
	ck_assert(values[_i].of_user == (point->account != NULL));
	ck_assert(!has_gap(values[_i].how));
}
END_TEST

START_TEST(several_programs_in_one_value)
{
	fixture_hive_set_text(machine_software(&machine),
		"Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Shell", FIXTURE_REG_SZ,
		"tool.exe, C:\\a\\x.exe");
	fixture_hive_set_text(machine_user(&machine),
		"Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows", "run", FIXTURE_REG_SZ,
		"tool.exe C:\\a\\x.exe,gone.exe");
	machine_start(&machine);
	ck_assert_uint_eq(count_of(START_LOGON), 2);
	ck_assert_uint_eq(count_of(START_WIN_INI), 3);
}
END_TEST

/* A variable of the account that nobody knows is said, not guessed. */
START_TEST(a_variable_that_is_not_known)
{
	const struct start_point *point;

	fixture_hive_set_text(machine_software(&machine), CURRENT_VERSION "Run", "v",
		FIXTURE_REG_EXPAND_SZ, "%APPDATA%\\x.exe");
	machine_start(&machine);
	point = find(START_RUN, "v");
	ck_assert_int_eq(point->status, START_UNTOLD);
	ck_assert_ptr_nonnull(strstr(point->reason, "%APPDATA%"));
	ck_assert_ptr_null(point->file);
}
END_TEST

START_TEST(an_unquoted_path_with_spaces)
{
	machine_file(&machine, "C:\\Program Files\\A B\\x.exe");
	fixture_hive_set_text(machine_software(&machine), CURRENT_VERSION "Run", "v",
		FIXTURE_REG_SZ, "C:\\Program Files\\A B\\x.exe /q");
	machine_start(&machine);
	ck_assert_str_eq(find(START_RUN, "v")->program, "C:\\Program Files\\A B\\x.exe");
}
END_TEST

START_TEST(shell_extensions)
{
	static const char approved[] = CURRENT_VERSION "Shell Extensions\\Approved";
	static const char class_one[] = "{00000000-0000-0000-0000-000000000001}";
	static const char class_two[] = "{00000000-0000-0000-0000-000000000002}";
	struct fixture_hive *hive = machine_software(&machine);

	fixture_hive_set_text(hive, approved, class_one, FIXTURE_REG_SZ, "One");
	fixture_hive_set_text(hive, approved, "no class", FIXTURE_REG_SZ, "Three");
	fixture_hive_set_text(hive,
		arena_printf(&machine.arena, "Classes\\CLSID\\%s\\InprocServer32", class_one), "",
		FIXTURE_REG_SZ, "C:\\WINNT\\System32\\ext.dll");
	fixture_hive_set_text(hive,
		arena_printf(&machine.arena, "Classes\\CLSID\\%s\\InprocServer32", class_two), "",
		FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\gone.dll");
	fixture_hive_set_text(hive, "Classes\\Directory\\shellex\\ContextMenuHandlers\\Two", "",
		FIXTURE_REG_SZ, class_two);
	machine_start(&machine);
	ck_assert_uint_eq(count_of(START_SHELL_EXTENSION), 2);
	ck_assert_str_eq(
		find(START_SHELL_EXTENSION, "One")->program, "C:\\WINNT\\System32\\ext.dll");
	ck_assert_int_eq(find(START_SHELL_EXTENSION, "Two")->status, START_MISSING);
}
END_TEST

START_TEST(control_panel_items_in_system32)
{
	machine_file(&machine, "C:\\WINNT\\System32\\odd.CPL");
	machine_start(&machine);
	ck_assert_str_eq(
		find(START_CONTROL_PANEL, "odd.CPL")->program, "C:\\WINNT\\System32\\odd.CPL");
}
END_TEST

START_TEST(programs_on_the_path)
{
	machine_file(&machine, "C:\\a\\y.com");
	machine_file(&machine, "C:\\a\\z.txt");
	machine_path(&machine, "C:\\a;C:\\a\\");
	machine_start(&machine);
	ck_assert_uint_eq(count_of(START_ON_PATH), 2);
	ck_assert_str_eq(find(START_ON_PATH, "x.exe")->program, "C:\\a\\x.exe");
	ck_assert_ptr_nonnull(strstr(find(START_ON_PATH, "y.com")->where, "PATH entry 1"));
}
END_TEST

START_TEST(they_come_by_kind)
{
	const struct start_list *list;

	put_service("one", 0x10, 2, "C:\\a\\x.exe");
	machine_path(&machine, "C:\\a");
	fixture_hive_set_text(machine_user(&machine), "Software\\" CURRENT_VERSION "Run", "v",
		FIXTURE_REG_SZ, "C:\\a\\x.exe");
	machine_start(&machine);
	list = start_points(&machine.host);
	ck_assert_uint_eq(list->count, 3);
	ck_assert_int_eq(list->items[0].how, START_SERVICE);
	ck_assert_int_eq(list->items[1].how, START_RUN);
	ck_assert_int_eq(list->items[2].how, START_ON_PATH);
	ck_assert_ptr_eq(list, start_points(&machine.host));
}
END_TEST

START_TEST(every_kind_has_its_name)
{
	for (int how = 0; how < START_KINDS; how++) {
		const char *name = start_kind_name((enum start_kind)how);

		for (int other = 0; other < how; other++)
			ck_assert_str_ne(name, start_kind_name((enum start_kind)other));
		ck_assert_uint_gt(strlen(start_kind_title((enum start_kind)how)), 0);
	}
}
END_TEST

static struct machine bare;

static void begin_bare(void)
{
	machine_init(&bare);
	machine_folder(&bare, "C:\\WINNT\\System32");
	machine_start(&bare);
}

static void end_bare(void)
{
	machine_free(&bare);
}

/* Without hives nothing is known to start nothing. */
START_TEST(what_was_not_read_is_a_gap)
{
	static const enum start_kind gaps[] = {START_SERVICE, START_DRIVER, START_RUN,
		START_RUN_ONCE, START_LOGON, START_WIN_INI, START_SHELL_EXTENSION, START_APP_PATH,
		START_ON_PATH};
	const struct start_list *list = start_points(&bare.host);

	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		bool told = false;

		for (size_t at = 0; at < list->gap_count; at++)
			told = told || (list->gaps[at].how == gaps[i] && *list->gaps[at].reason);
		ck_assert_msg(told, "%s", start_kind_name(gaps[i]));
	}
}
END_TEST

/* The hive of a profile is read like that of --user-hive. */
START_TEST(the_hives_of_profiles)
{
	struct fixture_hive *hive = fixture_hive_new();
	struct specimen_bytes bytes = {0};
	const struct start_point *point;

	fixture_hive_set_text(hive, "Software\\" CURRENT_VERSION "Run", "v", FIXTURE_REG_EXPAND_SZ,
		"%USERPROFILE%\\own.exe");
	fixture_hive_build(hive, &bytes);
	fixture_hive_free(hive);
	machine_put(&machine, "C:\\WINNT\\Profiles\\bob\\NTUSER.DAT",
		(struct memory_entry){.bytes = bytes.data, .size = bytes.length});
	specimen_bytes_free(&bytes);
	machine_file(&machine, "C:\\WINNT\\Profiles\\bob\\own.exe");
	machine_start(&machine);
	point = find(START_RUN, "v");
	ck_assert_str_eq(point->program, "C:\\WINNT\\Profiles\\bob\\own.exe");
	ck_assert_str_eq(point->account, "bob");
	ck_assert_ptr_nonnull(strstr(point->where, "NTUSER.DAT"));
}
END_TEST

/* A running Windows holds the hive of its user, who is HKCU. */
START_TEST(the_user_in_hand_is_read_once)
{
	fixture_hive_set_text(machine_user(&machine), "Volatile Environment", "USERPROFILE",
		FIXTURE_REG_SZ, "c:\\winnt\\profiles\\BOB");
	machine_put(&machine, "C:\\WINNT\\Profiles\\bob\\NTUSER.DAT",
		(struct memory_entry){.open_error = EBUSY});
	machine_start(&machine);
	ck_assert(!has_gap(START_RUN));
}
END_TEST

START_TEST(a_damaged_hive_of_a_profile_is_a_gap)
{
	machine_file(&machine, "C:\\WINNT\\Profiles\\bob\\NTUSER.DAT");
	machine_start(&machine);
	ck_assert(has_gap(START_RUN));
	ck_assert(!has_gap(START_SERVICE));
}
END_TEST

Suite *suite_host_start_points(void)
{
	Suite *suite = suite_create("start points");
	TCase *tests = tcase_create("start points");
	TCase *without_hives = tcase_create("without hives");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, services_and_drivers);
	tcase_add_test(tests, the_dll_of_a_service);
	tcase_add_loop_test(tests, values_of_the_registry, 0, COUNT_OF(values));
	tcase_add_test(tests, several_programs_in_one_value);
	tcase_add_test(tests, a_variable_that_is_not_known);
	tcase_add_test(tests, an_unquoted_path_with_spaces);
	tcase_add_test(tests, shell_extensions);
	tcase_add_test(tests, control_panel_items_in_system32);
	tcase_add_test(tests, programs_on_the_path);
	tcase_add_test(tests, they_come_by_kind);
	tcase_add_test(tests, every_kind_has_its_name);
	tcase_add_test(tests, the_hives_of_profiles);
	tcase_add_test(tests, the_user_in_hand_is_read_once);
	tcase_add_test(tests, a_damaged_hive_of_a_profile_is_a_gap);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(without_hives, begin_bare, end_bare);
	tcase_add_test(without_hives, what_was_not_read_is_a_gap);
	suite_add_tcase(suite, without_hives);
	return suite;
}
