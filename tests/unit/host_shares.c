/* Shares of other servers, and folders that lie on two drives. */
#include "tests/machine/machine.h"

#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite_host_shares(void);

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

static struct look look(const char *path)
{
	return tree_look(&machine.host.tree, path);
}

static void put_share(const char *name, const char *path)
{
	memory_volume_put(machine_share(&machine, name),
		(struct memory_entry){.path = path, .bytes = path, .size = strlen(path)});
}

static const char *const spellings[] = {
	"\\\\Server\\Tools\\bin\\Mail.exe",
	"\\\\SERVER\\tools\\BIN\\mail.exe",
	"//server/tools/bin/mail.exe",
	"\\\\server\\tools\\x\\..\\bin\\mail.exe",
	"\\\\server\\tools\\..\\..\\bin\\mail.exe",
	"\\\\?\\UNC\\server\\tools\\bin\\mail.exe",
	"\\??\\UNC\\server\\tools\\bin\\mail.exe",
};

START_TEST(a_share_is_found_however_it_is_written)
{
	struct look found;

	put_share("\\\\Server\\Tools", "bin/Mail.exe");
	found = look(spellings[_i]);
	ck_assert_int_eq(found.status, LOOK_FOUND);
	ck_assert_str_eq(found.path, "\\\\Server\\Tools\\bin\\Mail.exe");
	ck_assert_str_eq(found.file->path, found.path);
	ck_assert_ptr_null(found.inferred);
	ck_assert_str_eq(look("\\\\server\\tools\\").path, "\\\\Server\\Tools");
	ck_assert_ptr_nonnull(look("\\\\server\\tools").folder);
	ck_assert_str_eq(look("\\\\server\\tools\\none").path, "\\\\Server\\Tools\\none");
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

static const char *const strangers[] = {
	"\\\\server\\tool\\bin",
	"\\\\server\\tools2\\bin",
	"\\\\server2\\tools\\bin",
	"\\\\server",
	"\\\\server\\",
	"\\\\server\\C$\\bin",
	"\\\\me\\D$\\x",
	"\\\\me\\C$$",
	"\\\\me\\1$",
	"\\\\me\\C",
};

START_TEST(no_other_share_is_taken_for_it)
{
	struct look found;

	put_share("\\\\Server\\Tools", "bin/Mail.exe");
	machine_file(&machine, "C:\\x");
	machine.host.tree.computer_name = "ME";
	found = look(strangers[_i]);
	ck_assert_int_eq(found.status, LOOK_NO_DRIVE);
	ck_assert_ptr_nonnull(strstr(found.reason, "another server"));
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(a_share_is_mounted_once)
{
	struct volume *second = memory_volume_new(0);

	machine_share(&machine, "\\\\server\\tools");
	second->share = "\\\\SERVER\\TOOLS";
	ck_assert(!tree_mount(&machine.host.tree, second));
	volume_release(second);
	machine_share(&machine, "\\\\server\\mail");
	ck_assert_uint_eq(machine.host.tree.share_count, 2);
}
END_TEST

START_TEST(there_is_an_end_to_shares)
{
	struct volume *volume;

	for (int i = 0; i < MAX_SHARES; i++)
		machine_share(&machine, arena_printf(&machine.arena, "\\\\server\\s%d", i));
	volume = memory_volume_new(0);
	volume->share = "\\\\server\\one too many";
	ck_assert(!tree_mount(&machine.host.tree, volume));
	volume_release(volume);
	ck_assert_ptr_nonnull(look("\\\\server\\s63").folder);
}
END_TEST

START_TEST(the_administrative_share_of_the_machine_is_its_drive)
{
	struct look found;

	machine_file(&machine, "C:\\mail\\a.exe");
	machine.host.tree.computer_name = "MAIL01";
	found = look(_i ? "\\\\localhost\\c$\\mail\\a.exe" : "\\\\Mail01\\C$\\mail\\A.exe");
	ck_assert_int_eq(found.status, LOOK_FOUND);
	ck_assert_ptr_eq(found.file, machine_look(&machine, "C:\\mail\\a.exe"));
	ck_assert_ptr_nonnull(strstr(found.inferred, "drive C:"));
	ck_assert_ptr_nonnull(look("\\\\localhost\\C$\\none").inferred);
}
END_TEST

START_TEST(a_share_that_was_given_goes_before_an_administrative_one)
{
	machine_file(&machine, "C:\\a.exe");
	machine.host.tree.computer_name = "MAIL01";
	put_share("\\\\MAIL01\\C$", "b.exe");
	ck_assert_int_eq(look("\\\\mail01\\c$\\a.exe").status, LOOK_ABSENT);
	ck_assert_ptr_null(look("\\\\mail01\\c$\\b.exe").inferred);
}
END_TEST

START_TEST(without_a_name_of_its_own_no_server_is_the_machine)
{
	machine_file(&machine, "C:\\a.exe");
	ck_assert_int_eq(look("\\\\MAIL01\\C$\\a.exe").status, LOOK_NO_DRIVE);
}
END_TEST

/* --- folders of this system that are mounted twice --- */

static char top[] = "/tmp/compatscan-shares-XXXXXX";

static const char *below(const char *name)
{
	return arena_printf(&machine.arena, "%s/%s", top, name);
}

static void mount(char letter, const char *share, const char *name)
{
	struct volume *volume;
	int error;

	ck_assert_int_eq(volume_open_folder(letter, below(name), &volume, &error), FILE_OK);
	volume->share = share;
	ck_assert(tree_mount(&machine.host.tree, volume));
}

static void begin_on_disk(void)
{
	begin();
	strcpy(top + strlen(top) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	ck_assert_int_eq(mkdir(below("data"), 0755), 0);
	ck_assert_int_eq(mkdir(below("data/deep"), 0755), 0);
	ck_assert_int_eq(close(creat(below("data/deep/a.exe"), 0644)), 0);
}

static void end_on_disk(void)
{
	unlink(below("data/deep/a.exe"));
	rmdir(below("data/deep"));
	rmdir(below("data"));
	rmdir(top);
	host_release(&machine.host);
	arena_free(&machine.arena);
}

/* D: is a folder of C:, and a share is that folder once more: whichever is looked at first. */
START_TEST(a_folder_on_two_drives_is_listed_once)
{
	static const char *const names[] = {
		"C:\\data\\deep\\a.exe", "D:\\deep\\a.exe", "\\\\server\\data\\deep\\a.exe"};

	mount('C', NULL, ".");
	mount('D', NULL, "data");
	mount(0, "\\\\server\\data", "data/../data");
	for (size_t i = 0; i < 3; i++) {
		const char *name = names[((size_t)_i + i) % 3];
		struct look found = look(name);

		ck_assert_int_eq(found.status, LOOK_FOUND);
		ck_assert_str_eq(found.file->path, name);
	}
	ck_assert_uint_eq(machine.host.tree.folders_listed, 3);
	ck_assert(host_folder_same(look("C:\\data\\deep").folder, look("D:\\deep").folder));
	ck_assert(host_folder_same(look("C:\\data").folder, look("\\\\server\\data").folder));
	ck_assert(!host_folder_same(look("C:\\").folder, look("D:\\").folder));
	ck_assert_str_eq(
		host_folder_share(&machine.host.tree, look("D:\\deep").folder), "\\\\server\\data");
	ck_assert_ptr_null(host_folder_share(&machine.host.tree, look("C:\\").folder));
}
END_TEST

START_TEST(an_absolute_link_below_the_place_of_a_drive_leads_there)
{
	ck_assert_int_eq(mkdir(below("c"), 0755), 0);
	ck_assert_int_eq(symlink(below("data/deep"), below("c/junction")), 0);
	ck_assert_int_eq(symlink(top, below("c/out")), 0);
	mount('C', NULL, "c");
	mount('D', NULL, "c/../data");
	ck_assert_str_eq(look("C:\\junction\\a.exe").path, "C:\\junction\\a.exe");
	ck_assert_str_eq(look("C:\\junction\\a.exe").file->path, "D:\\deep\\a.exe");
	ck_assert_int_eq(look("C:\\out").status, LOOK_LINK);
	unlink(below("c/junction"));
	unlink(below("c/out"));
	rmdir(below("c"));
}
END_TEST

Suite *suite_host_shares(void)
{
	Suite *suite = suite_create("host shares");
	TCase *tests = tcase_create("shares");
	TCase *disk = tcase_create("twice");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, a_share_is_found_however_it_is_written, 0, COUNT_OF(spellings));
	tcase_add_loop_test(tests, no_other_share_is_taken_for_it, 0, COUNT_OF(strangers));
	tcase_add_test(tests, a_share_is_mounted_once);
	tcase_add_test(tests, there_is_an_end_to_shares);
	tcase_add_loop_test(tests, the_administrative_share_of_the_machine_is_its_drive, 0, 2);
	tcase_add_test(tests, a_share_that_was_given_goes_before_an_administrative_one);
	tcase_add_test(tests, without_a_name_of_its_own_no_server_is_the_machine);
	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(disk, begin_on_disk, end_on_disk);
	tcase_add_loop_test(disk, a_folder_on_two_drives_is_listed_once, 0, 3);
	tcase_add_test(disk, an_absolute_link_below_the_place_of_a_drive_leads_there);
	suite_add_tcase(suite, disk);
	return suite;
}
