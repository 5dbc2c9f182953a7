/* Finding files on the drives as Windows would, and reading them. */
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_tree(void);

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static struct look look(const char *path)
{
	return tree_look(&machine.host.tree, path);
}

static void check_look(const char *path, enum look_status status, const char *found_path)
{
	struct look found = look(path);

	ck_assert_msg(found.status == status, "%s: %d instead of %d", path, found.status, status);
	ck_assert_str_eq(found.path, found_path);
	ck_assert(!(found.file && found.folder));
	ck_assert_int_eq(found.file || found.folder, status == LOOK_FOUND);
	ck_assert_int_eq(!found.reason, status == LOOK_FOUND || status == LOOK_ABSENT);
}

static void check_only_problem(const char *code, const char *path)
{
	ck_assert_uint_eq(machine.host.problems.count, 1);
	ck_assert_str_eq(machine.host.problems.items[0].code, code);
	ck_assert_pstr_eq(machine.host.problems.items[0].path, path);
}

START_TEST(names_are_found_in_any_case_and_told_as_on_disk)
{
	machine_file(&machine, "C:\\WINNT\\System32\\Import.EXE");
	machine_file(&machine, "C:\\Caf\xC3\xA9\\\xC3\x9C.dll");
	check_look(
		"c:\\winnt\\SYSTEM32\\import.exe", LOOK_FOUND, "C:\\WINNT\\System32\\Import.EXE");
	check_look("C:/WINNT/./x/../system32/", LOOK_FOUND, "C:\\WINNT\\System32");
	check_look("C:\\CAF\xC3\x89\\\xC3\xBC.DLL", LOOK_FOUND, "C:\\Caf\xC3\xA9\\\xC3\x9C.dll");
	check_look("C:\\", LOOK_FOUND, "C:\\");
	check_look("C:\\WINNT\\system32\\none\\x.exe", LOOK_ABSENT,
		"C:\\WINNT\\System32\\none\\x.exe");
	check_look("C:\\WINNT\\System3", LOOK_ABSENT, "C:\\WINNT\\System3");
	check_look(
		"C:\\WINNT\\System32\\Import.EXE.", LOOK_FOUND, "C:\\WINNT\\System32\\Import.EXE");
	ck_assert_ptr_nonnull(look("C:\\winnt\\system32\\import.exe").file);
	ck_assert_ptr_nonnull(look("C:\\winnt").folder);
	ck_assert_ptr_eq(look("C:\\WINNT\\System32\\Import.EXE").file,
		look("c:\\winnt\\system32\\import.exe").file);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(nothing_lies_below_a_file)
{
	machine_file(&machine, "C:\\autoexec.bat");
	ck_assert_int_eq(look("C:\\autoexec.bat\\x").status, LOOK_ABSENT);
}
END_TEST

START_TEST(each_folder_is_listed_at_most_once)
{
	struct volume *drive = machine_drive(&machine, 'C');

	machine_file(&machine, "C:\\WINNT\\System32\\a.dll");
	machine_file(&machine, "C:\\WINNT\\System32\\b.dll");
	machine_folder(&machine, "C:\\temp");
	for (int i = 0; i < 3; i++) {
		look("C:\\WINNT\\System32\\a.dll");
		look("C:\\WINNT\\System32\\c.dll");
		tree_look_in(&machine.host.tree, look("C:\\winnt").folder, "system32");
		ck_assert_ptr_null(
			host_folder_unreadable(&machine.host.tree, look("C:\\WINNT").folder));
	}
	ck_assert_uint_eq(memory_volume_listed(drive, ""), 1);
	ck_assert_uint_eq(memory_volume_listed(drive, "WINNT"), 1);
	ck_assert_uint_eq(memory_volume_listed(drive, "WINNT/System32"), 1);
	ck_assert_uint_eq(memory_volume_listed(drive, "temp"), 0);
	ck_assert_uint_eq(memory_volume_opened(drive, "WINNT/System32/a.dll"), 0);
	ck_assert_uint_eq(machine.host.tree.folders_listed, 3);
}
END_TEST

START_TEST(two_names_that_differ_in_case_are_ambiguous)
{
	machine_file(&machine, "C:\\ccmail\\Import.exe");
	machine_file(&machine, "C:\\ccmail\\IMPORT.EXE");
	machine_file(&machine, "C:\\ccmail\\import.ini");
	check_look("C:\\ccmail\\import.exe", LOOK_AMBIGUOUS, "C:\\ccmail\\IMPORT.EXE");
	ck_assert_ptr_nonnull(strstr(look("C:\\ccmail\\Import.exe").reason, "Import.exe"));
	check_look("C:\\ccmail\\import.ini", LOOK_FOUND, "C:\\ccmail\\import.ini");
	check_only_problem("ambiguous-case", "C:\\ccmail\\IMPORT.EXE");
}
END_TEST

START_TEST(an_ambiguous_folder_hides_what_is_in_it)
{
	machine_file(&machine, "C:\\ccmail\\a.exe");
	machine_file(&machine, "C:\\CCMAIL\\b.exe");
	check_look("C:\\ccmail\\a.exe", LOOK_AMBIGUOUS, "C:\\CCMAIL\\a.exe");
}
END_TEST

START_TEST(a_special_file_is_not_opened)
{
	machine_put(&machine, "C:\\fifo.exe", (struct memory_entry){.type = ENTRY_SPECIAL});
	check_look("C:\\FIFO.EXE", LOOK_SPECIAL, "C:\\fifo.exe");
	check_only_problem("special-file", "C:\\fifo.exe");
}
END_TEST

START_TEST(an_unreadable_folder_is_not_an_empty_one)
{
	machine_put(&machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	check_look("C:\\secret", LOOK_FOUND, "C:\\secret");
	check_look("C:\\Secret\\a\\b", LOOK_UNREADABLE, "C:\\secret\\a\\b");
	check_look("C:\\secret\\c", LOOK_UNREADABLE, "C:\\secret\\c");
	ck_assert_ptr_nonnull(strstr(look("C:\\secret\\c").reason, strerror(EACCES)));
	ck_assert_ptr_nonnull(
		host_folder_unreadable(&machine.host.tree, look("C:\\secret").folder));
	check_only_problem("unreadable-folder", "C:\\secret");
}
END_TEST

START_TEST(a_folder_that_went_away_is_unreadable)
{
	struct host_folder *folder;

	machine_folder(&machine, "C:\\temp");
	folder = look("C:\\temp").folder;
	ck_assert(memory_volume_remove(machine_drive(&machine, 'C'), "temp"));
	ck_assert_int_eq(tree_look_in(&machine.host.tree, folder, "x").status, LOOK_UNREADABLE);
}
END_TEST

START_TEST(drives_and_servers_that_were_not_given_are_said_to_be_missing)
{
	machine_drive(&machine, 'D');
	check_look("c:\\x", LOOK_NO_DRIVE, "C:\\x");
	check_look("D:\\", LOOK_FOUND, "D:\\");
	check_look("\\\\server\\share\\x", LOOK_NO_DRIVE, "\\\\server\\share\\x");
	check_look("x", LOOK_BAD_PATH, "x");
	check_look("D:x", LOOK_BAD_PATH, "D:x");
	check_look("", LOOK_BAD_PATH, "");
	check_look("\\\\.\\D:", LOOK_BAD_PATH, "\\\\.\\D:");
	check_look("\\??\\D:\\x", LOOK_ABSENT, "D:\\x");
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(a_drive_letter_is_mounted_once)
{
	struct volume *second = memory_volume_new('C');
	struct volume *odd = memory_volume_new('c');

	machine_drive(&machine, 'C');
	ck_assert(!tree_mount(&machine.host.tree, second));
	ck_assert(!tree_mount(&machine.host.tree, odd));
	volume_release(second);
	volume_release(odd);
}
END_TEST

static bool note_name(void *context, const char *name, enum entry_type type)
{
	char *seen = context;

	(void)type;
	strcat(strcat(seen, name), ";");
	return strcmp(name, "c") != 0;
}

START_TEST(names_are_visited_in_order_until_told_to_stop)
{
	char seen[64] = "";
	struct look root;

	machine_file(&machine, "C:\\d");
	machine_file(&machine, "C:\\B");
	machine_file(&machine, "C:\\c");
	machine_folder(&machine, "C:\\a");
	root = look("C:\\");
	ck_assert_ptr_null(host_folder_visit(&machine.host.tree, root.folder, note_name, seen));
	ck_assert_str_eq(seen, "a;B;c;");
}
END_TEST

START_TEST(names_that_are_no_utf8_are_written_out)
{
	machine_file(&machine, "C:\\caf\xE9.exe");
	check_look("C:\\caf\\xE9.exe", LOOK_ABSENT, "C:\\caf\\xE9.exe");
	ck_assert_ptr_nonnull(
		tree_look_in(&machine.host.tree, look("C:\\").folder, "CAF\\xE9.EXE").file);
}
END_TEST

Suite *suite_host_tree(void)
{
	Suite *suite = suite_create("host tree");
	TCase *tests = tcase_create("tree");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, names_are_found_in_any_case_and_told_as_on_disk);
	tcase_add_test(tests, nothing_lies_below_a_file);
	tcase_add_test(tests, each_folder_is_listed_at_most_once);
	tcase_add_test(tests, two_names_that_differ_in_case_are_ambiguous);
	tcase_add_test(tests, an_ambiguous_folder_hides_what_is_in_it);
	tcase_add_test(tests, a_special_file_is_not_opened);
	tcase_add_test(tests, an_unreadable_folder_is_not_an_empty_one);
	tcase_add_test(tests, a_folder_that_went_away_is_unreadable);
	tcase_add_test(tests, drives_and_servers_that_were_not_given_are_said_to_be_missing);
	tcase_add_test(tests, a_drive_letter_is_mounted_once);
	tcase_add_test(tests, names_are_visited_in_order_until_told_to_stop);
	tcase_add_test(tests, names_that_are_no_utf8_are_written_out);
	suite_add_tcase(suite, tests);
	return suite;
}
