/* Start points that stand in files: shortcuts, .pif files, win.ini, system.ini, config.nt,
 * autoexec.nt. */
#include "scanner/host/start/start_points.h"
#include "tests/machine/machine.h"
#include "tests/unit/link_file.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#define START_MENU "C:\\WINNT\\Profiles\\All Users\\Start Menu\\Programs\\"
#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_system(&machine);
	machine_software(&machine);
	machine_file(&machine, "C:\\a\\x.exe");
}

static void end(void)
{
	machine_free(&machine);
}

static void put_link(const char *path, const struct link_file *link)
{
	struct specimen_bytes bytes = {0};

	link_file_build(link, &bytes);
	machine_put(
		&machine, path, (struct memory_entry){.bytes = bytes.data, .size = bytes.length});
	specimen_bytes_free(&bytes);
}

static void put_text(const char *path, const char *text)
{
	machine_put(&machine, path, (struct memory_entry){.bytes = text, .size = strlen(text)});
}

static const struct start_point *find(enum start_kind how, const char *name)
{
	const struct start_list *list = start_points(&machine.host);

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].how == how && strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	return NULL;
}

static const char *gap_of(enum start_kind how)
{
	const struct start_list *list = start_points(&machine.host);

	for (size_t i = 0; i < list->gap_count; i++)
		if (list->gaps[i].how == how)
			return list->gaps[i].reason;
	return NULL;
}

/* Where Windows keeps them, from NT 4 to today. */
static const struct {
	const char *path;
	enum start_kind how;
	const char *account;
} places[] = {
	{"C:\\WINNT\\Profiles\\bob\\Desktop\\l.lnk", START_SHORTCUT, "bob"},
	{"C:\\WINNT\\Profiles\\bob\\Start Menu\\Programs\\A\\l.lnk", START_SHORTCUT, "bob"},
	{"C:\\WINNT\\Profiles\\All Users\\Start Menu\\Programs\\Startup\\l.lnk", START_STARTUP,
		"All Users"},
	{"C:\\Documents and Settings\\bob\\Start Menu\\l.lnk", START_SHORTCUT, "bob"},
	{"C:\\Documents and Settings\\bob\\Application Data\\Microsoft\\Internet "
	 "Explorer\\Quick Launch\\l.lnk",
		START_SHORTCUT, "bob"},
	{"C:\\Users\\bob\\AppData\\Roaming\\Microsoft\\Windows\\Start "
	 "Menu\\Programs\\Startup\\l.lnk",
		START_STARTUP, "bob"},
	{"C:\\Users\\Public\\Desktop\\l.lnk", START_SHORTCUT, "Public"},
	{"C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\l.lnk", START_SHORTCUT, NULL},
	{"C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\l.lnk", START_STARTUP,
		NULL},
};

START_TEST(places_of_shortcuts)
{
	const struct start_point *point;

	put_link(places[_i].path, &(struct link_file){.local_path = "C:\\a\\x.exe"});
	machine_start(&machine);
	point = find(places[_i].how, "l.lnk");
	ck_assert_ptr_nonnull(point);
	ck_assert_str_eq(point->where, places[_i].path);
	ck_assert_str_eq(point->program, "C:\\a\\x.exe");
	if (places[_i].account)
		ck_assert_str_eq(point->account, places[_i].account);
	else
		ck_assert_ptr_null(point->account);
	ck_assert_uint_eq(start_points(&machine.host)->count, 1);
}
END_TEST

START_TEST(a_shortcut_elsewhere_starts_nothing)
{
	put_link("C:\\a\\l.lnk", &(struct link_file){.local_path = "C:\\a\\x.exe"});
	put_link("C:\\WINNT\\Profiles\\bob\\Recent\\l.lnk",
		&(struct link_file){.local_path = "C:\\a\\x.exe"});
	machine_start(&machine);
	ck_assert_uint_eq(start_points(&machine.host)->count, 0);
}
END_TEST

/* In German the Startup folder is called Autostart: the registry says so. */
START_TEST(folders_that_the_registry_names)
{
	static const char key[] =
		"Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders";
	struct fixture_hive *hive = machine_software(&machine);

	fixture_hive_set_text(hive, key, "Common Start Menu", FIXTURE_REG_EXPAND_SZ,
		"%SystemRoot%\\Profiles\\All Users\\Startmen");
	fixture_hive_set_text(hive, key, "Common Startup", FIXTURE_REG_EXPAND_SZ,
		"%SystemRoot%\\Profiles\\All Users\\Startmen\\Autostart");
	put_link("C:\\WINNT\\Profiles\\All Users\\Startmen\\one.lnk",
		&(struct link_file){.local_path = "C:\\a\\x.exe"});
	put_link("C:\\WINNT\\Profiles\\All Users\\Startmen\\Autostart\\two.lnk",
		&(struct link_file){.local_path = "C:\\a\\x.exe"});
	machine_start(&machine);
	ck_assert_ptr_nonnull(find(START_SHORTCUT, "one.lnk"));
	ck_assert_ptr_nonnull(find(START_STARTUP, "two.lnk"));
	ck_assert_uint_eq(start_points(&machine.host)->count, 2);
}
END_TEST

/* Which of its targets counts. */
static const struct {
	struct link_file link;
	const char *program;
	enum start_status status;
} targets[] = {
	{{.local_path = "C:\\a\\", .suffix = "x.exe", .arguments = "/q"}, "C:\\a\\x.exe",
		START_FOUND},
	{{.local_path = "C:\\gone.exe"}, "C:\\gone.exe", START_MISSING},
	{{.environment_path = "%SystemDrive%\\a\\x.exe", .local_path = "C:\\gone.exe"},
		"C:\\a\\x.exe", START_FOUND},
	{{.environment_path = "%NOBODY%\\x.exe"}, NULL, START_UNTOLD},
	{{.relative_path = "..\\..\\..\\..\\..\\a\\x.exe"}, "C:\\a\\x.exe", START_FOUND},
	{{.advertised = true, .local_path = "C:\\a\\x.exe"}, NULL, START_UNTOLD},
	{{.share = "\\\\SERVER\\POST", .suffix = "x.exe"}, "\\\\SERVER\\POST\\x.exe", START_UNTOLD},
};

START_TEST(targets_of_shortcuts)
{
	const struct start_point *point;

	put_link(START_MENU "l.lnk", &targets[_i].link);
	machine_start(&machine);
	point = find(START_SHORTCUT, "l.lnk");
	ck_assert_int_eq(point->status, targets[_i].status);
	if (targets[_i].program)
		ck_assert_str_eq(point->program, targets[_i].program);
	else
		ck_assert_ptr_null(point->program);
	ck_assert((point->reason != NULL) == (point->status == START_UNTOLD));
	ck_assert((point->file != NULL) == (point->status == START_FOUND));
}
END_TEST

START_TEST(the_arguments_of_a_shortcut_are_kept)
{
	put_link(START_MENU "l.lnk",
		&(struct link_file){.local_path = "C:\\a\\x.exe", .arguments = "/q"});
	machine_start(&machine);
	ck_assert_str_eq(find(START_SHORTCUT, "l.lnk")->command, "\"C:\\a\\x.exe\" /q");
}
END_TEST

/* The control panel and its like are no files. */
START_TEST(a_shortcut_to_a_part_of_the_shell)
{
	put_link(START_MENU "l.lnk", &(struct link_file){.item_list = 30});
	machine_start(&machine);
	ck_assert_uint_eq(start_points(&machine.host)->count, 0);
	ck_assert_ptr_null(gap_of(START_SHORTCUT));
}
END_TEST

START_TEST(a_damaged_shortcut_is_said)
{
	put_text(START_MENU "l.lnk", "no shortcut");
	machine_start(&machine);
	ck_assert_ptr_nonnull(strstr(gap_of(START_SHORTCUT), "l.lnk"));
	ck_assert(problem_list_has(&machine.host.problems, "bad-shortcut"));
}
END_TEST

/* However much is wrong with one kind, what is wrong with another is said. */
START_TEST(gaps_of_one_kind_crowd_out_no_other)
{
	size_t count = 0;

	for (int i = 0; i < 2 * MAX_START_GAPS_OF_KIND; i++)
		put_text(arena_printf(&machine.arena, START_MENU "%d.lnk", i), "no shortcut");
	machine_put(&machine, "C:\\WINNT\\win.ini", (struct memory_entry){.open_error = EACCES});
	machine_start(&machine);
	for (size_t i = 0; i < start_points(&machine.host)->gap_count; i++)
		count += start_points(&machine.host)->gaps[i].how == START_SHORTCUT;
	ck_assert_uint_eq(count, MAX_START_GAPS_OF_KIND);
	ck_assert_ptr_nonnull(gap_of(START_WIN_INI));
}
END_TEST

START_TEST(a_shortcut_that_cannot_be_read)
{
	machine_put(&machine, START_MENU "l.lnk", (struct memory_entry){.open_error = EACCES});
	machine_start(&machine);
	ck_assert_ptr_nonnull(strstr(gap_of(START_SHORTCUT), "l.lnk"));
}
END_TEST

/* Who cannot see the Start menu cannot see the Startup folder in it. */
START_TEST(a_folder_that_cannot_be_listed)
{
	machine_put(&machine, "C:\\WINNT\\Profiles\\bob\\Start Menu",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	machine_start(&machine);
	ck_assert_ptr_nonnull(strstr(gap_of(START_SHORTCUT), "Start Menu"));
	ck_assert_ptr_nonnull(strstr(gap_of(START_STARTUP), "Start Menu"));
	ck_assert_ptr_nonnull(strstr(gap_of(START_PIF), "Start Menu"));
}
END_TEST

START_TEST(a_program_that_lies_in_a_startup_folder)
{
	machine_file(&machine, START_MENU "Startup\\x.exe");
	machine_start(&machine);
	ck_assert_str_eq(find(START_STARTUP, "x.exe")->program, START_MENU "Startup\\x.exe");
}
END_TEST

static void put_pif(const char *path, const char *program, const char *folder)
{
	uint8_t bytes[0x171] = {0};

	memcpy(bytes + 0x24, program, strlen(program));
	memcpy(bytes + 0x65, folder, strlen(folder));
	machine_put(&machine, path, (struct memory_entry){.bytes = bytes, .size = sizeof(bytes)});
}

START_TEST(a_pif_and_its_folder)
{
	put_pif(START_MENU "one.pif", "x.exe", "C:\\a");
	put_pif(START_MENU "two.pif", "C:\\a\\x.exe", "");
	machine_start(&machine);
	ck_assert_str_eq(find(START_PIF, "one.pif")->program, "C:\\a\\x.exe");
	ck_assert_str_eq(find(START_PIF, "two.pif")->program, "C:\\a\\x.exe");
}
END_TEST

START_TEST(win_ini)
{
	put_text("C:\\WINNT\\win.ini", "; load=C:\\no.exe\r\n[windows]\r\nload=C:\\a\\x.exe, "
				       "gone.exe\r\nRUN = \r\n[other]\r\nload=C:\\a\\y.exe\r\n");
	machine_start(&machine);
	ck_assert_uint_eq(start_points(&machine.host)->count, 2);
	ck_assert_str_eq(find(START_WIN_INI, "load")->program, "C:\\a\\x.exe");
	ck_assert_ptr_nonnull(find(START_WIN_INI, "load")->inferred);
}
END_TEST

START_TEST(system_ini)
{
	machine_file(&machine, "C:\\WINNT\\System\\old.386");
	put_text("C:\\WINNT\\system.ini", "[boot]\r\ndevice=no.386\r\n[386Enh]\r\ndevice=*vpd\r\n"
					  "Device=old.386\r\ndevice=C:\\gone.386");
	machine_start(&machine);
	ck_assert_uint_eq(start_points(&machine.host)->count, 2);
	ck_assert_str_eq(find(START_VXD, "old.386")->program, "C:\\WINNT\\System\\old.386");
	ck_assert_int_eq(find(START_VXD, "C:\\gone.386")->status, START_MISSING);
}
END_TEST

START_TEST(config_nt_and_autoexec_nt)
{
	machine_file(&machine, "C:\\WINNT\\System32\\himem.sys");
	machine_file(&machine, "C:\\WINNT\\System32\\mscdexnt.exe");
	put_text("C:\\WINNT\\System32\\config.nt",
		"REM device=no.sys\r\ndos=high, umb\r\nfiles=40\r\n"
		"device=%SystemRoot%\\system32\\himem.sys /testmem:off\r\n");
	put_text("C:\\WINNT\\System32\\autoexec.nt",
		"@echo off\r\nPATH=C:\\x\r\nset A=b\r\n:label\r\nREM x\r\n"
		"lh %SystemRoot%\\system32\\mscdexnt.exe\r\n");
	machine_start(&machine);
	ck_assert_uint_eq(start_points(&machine.host)->count, 2);
	ck_assert_str_eq(
		find(START_DOS_CONFIG, "himem.sys")->program, "C:\\WINNT\\System32\\himem.sys");
	ck_assert_str_eq(find(START_DOS_CONFIG, "mscdexnt.exe")->program,
		"C:\\WINNT\\System32\\mscdexnt.exe");
}
END_TEST

START_TEST(a_text_that_is_too_long_is_said)
{
	static char text[300 * 1024];

	memset(text, '\n', sizeof(text) - 1);
	put_text("C:\\WINNT\\win.ini", text);
	machine_start(&machine);
	ck_assert_ptr_nonnull(gap_of(START_WIN_INI));
}
END_TEST

Suite *suite_host_start_files(void)
{
	Suite *suite = suite_create("start points in files");
	TCase *tests = tcase_create("start points in files");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, places_of_shortcuts, 0, COUNT_OF(places));
	tcase_add_test(tests, a_shortcut_elsewhere_starts_nothing);
	tcase_add_test(tests, folders_that_the_registry_names);
	tcase_add_loop_test(tests, targets_of_shortcuts, 0, COUNT_OF(targets));
	tcase_add_test(tests, the_arguments_of_a_shortcut_are_kept);
	tcase_add_test(tests, a_shortcut_to_a_part_of_the_shell);
	tcase_add_test(tests, a_damaged_shortcut_is_said);
	tcase_add_test(tests, gaps_of_one_kind_crowd_out_no_other);
	tcase_add_test(tests, a_shortcut_that_cannot_be_read);
	tcase_add_test(tests, a_folder_that_cannot_be_listed);
	tcase_add_test(tests, a_program_that_lies_in_a_startup_folder);
	tcase_add_test(tests, a_pif_and_its_folder);
	tcase_add_test(tests, win_ini);
	tcase_add_test(tests, system_ini);
	tcase_add_test(tests, config_nt_and_autoexec_nt);
	tcase_add_test(tests, a_text_that_is_too_long_is_said);
	suite_add_tcase(suite, tests);
	return suite;
}
