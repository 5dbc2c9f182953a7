/* Links on a drive: followed to folders of the same drive, and nowhere else. */
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

Suite *suite_host_links(void);

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_file(&machine, "C:\\real\\deep\\a.exe");
}

static void end(void)
{
	machine_free(&machine);
}

static void add_link(const char *path, const char *target)
{
	machine_put(&machine, path, (struct memory_entry){.type = ENTRY_LINK, .target = target});
}

static struct look look(const char *path)
{
	return tree_look(&machine.host.tree, path);
}

static const char *const inside[] = {
	"real",
	"real/",
	"./real",
	"real/../real/.",
	"real//deep/..",
	"hop",
	"hop/../real",
};

START_TEST(a_link_to_a_folder_of_the_drive_is_followed)
{
	struct look found;

	add_link("C:\\hop", "real");
	add_link("C:\\link", inside[_i]);
	found = look("C:\\LINK\\Deep\\A.exe");
	ck_assert_int_eq(found.status, LOOK_FOUND);
	ck_assert_str_eq(found.path, "C:\\link\\deep\\a.exe");
	ck_assert_str_eq(found.file->path, "C:\\real\\deep\\a.exe");
	ck_assert_str_eq(found.file->real_path, "/memory/real/deep/a.exe");
	ck_assert_ptr_eq(found.file, look("C:\\real\\deep\\a.exe").file);
	ck_assert_str_eq(look("C:\\link").path, "C:\\link");
	ck_assert_str_eq(host_folder_path(look("C:\\link").folder), "C:\\real");
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

/* As ntfs-3g and other systems show the links of Windows. */
static const struct {
	const char *target;
	const char *file; /* NULL: it is not followed */
} junctions[] = {
	{"/memory/real", "C:\\real\\deep\\a.exe"},
	{"/memory/real/", "C:\\real\\deep\\a.exe"},
	{"/memory/.NTFS-3G/D:/data", "D:\\data\\deep\\a.exe"},
	{"/memory/.NTFS-3G/E:/data", NULL},
	{"/memory/REAL", NULL},
	{"/memory2/real", NULL},
	{"/mem/real", NULL},
	{"/memory/../memory/real", NULL},
	{"C:\\Real", "C:\\real\\deep\\a.exe"},
	{"\\??\\C:\\real\\", "C:\\real\\deep\\a.exe"},
	{"/?\?/C:/real", "C:\\real\\deep\\a.exe"},
	{"\\\\?\\D:\\DATA", "D:\\data\\deep\\a.exe"},
	{"D:/data", "D:\\data\\deep\\a.exe"},
	{"C:\\hop", "C:\\real\\deep\\a.exe"},
	{"C:\\link", NULL},
	{"C:\\none", NULL},
	{"C:\\real\\deep\\a.exe", NULL},
	{"C:\\twice", NULL},
	{"X:\\real", NULL},
	{"\\??\\Volume{0}\\real", NULL},
	{"\\\\server\\share\\x", "\\\\server\\share\\x\\deep\\a.exe"},
	{"\\??\\UNC\\server\\share\\x", "\\\\server\\share\\x\\deep\\a.exe"},
	{"//server/share/x", NULL},
	{"", NULL},
};

START_TEST(a_junction_leads_to_a_drive_that_was_given)
{
	struct look found;

	add_link("C:\\hop", "C:\\REAL");
	machine_folder(&machine, "C:\\twice");
	machine_folder(&machine, "C:\\TWICE");
	machine_file(&machine, "D:\\data\\deep\\a.exe");
	memory_volume_put(machine_share(&machine, "\\\\server\\share"),
		(struct memory_entry){.path = "x/deep/a.exe"});
	add_link("C:\\link", junctions[_i].target);
	found = look("C:\\link\\deep\\a.exe");
	ck_assert_int_eq(found.status, junctions[_i].file ? LOOK_FOUND : LOOK_LINK);
	ck_assert_str_eq(found.path, "C:\\link\\deep\\a.exe");
	ck_assert_pstr_eq(found.file ? found.file->path : NULL, junctions[_i].file);
}
END_TEST

START_TEST(a_link_is_worked_out_once)
{
	add_link("C:\\link", _i ? "real" : "nowhere");
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(look("C:\\link").status, _i ? LOOK_FOUND : LOOK_LINK);
	ck_assert_ptr_eq(look("C:\\link").reason, look("C:\\LINK").reason);
	ck_assert_ptr_eq(look("C:\\link").folder, look("C:\\LINK").folder);
}
END_TEST

static const char *const outside[] = {
	"/etc",
	"..",
	"real/../..",
	"real/../../C/real",
	"nowhere",
	"REAL",
	"real/deep/a.exe",
	"link",
	"ping",
	"fifo",
	"real/deep/a.exe/x",
	NULL,
};

START_TEST(any_other_link_is_told_and_not_followed)
{
	struct look found;

	add_link("C:\\ping", "pong");
	add_link("C:\\pong", "ping");
	machine_put(&machine, "C:\\fifo", (struct memory_entry){.type = ENTRY_SPECIAL});
	add_link("C:\\link", outside[_i]);
	found = look("C:\\link\\a.exe");
	ck_assert_int_eq(found.status, LOOK_LINK);
	ck_assert_str_eq(found.path, "C:\\link\\a.exe");
	ck_assert_uint_eq(machine.host.problems.count, 1);
	ck_assert_str_eq(machine.host.problems.items[0].code, "link");
	ck_assert_str_eq(machine.host.problems.items[0].path, "C:\\link");
}
END_TEST

START_TEST(parents_of_a_link_are_those_of_the_folder_it_leads_to)
{
	machine_file(&machine, "C:\\real\\sibling\\b.exe");
	add_link("C:\\link", "real/deep");
	add_link("C:\\over", "link/../sibling");
	ck_assert_str_eq(look("C:\\over\\b.exe").path, "C:\\over\\b.exe");
	ck_assert_str_eq(look("C:\\over\\b.exe").file->path, "C:\\real\\sibling\\b.exe");
	/* In a Windows path ".." is worked out before any link is. */
	ck_assert_int_eq(look("C:\\link\\..\\sibling").status, LOOK_ABSENT);
}
END_TEST

static void add_chain(int links)
{
	for (int i = 1; i <= links; i++) {
		char path[24], target[24];

		snprintf(path, sizeof(path), "C:\\chain%d", i);
		snprintf(target, sizeof(target), i == links ? "real" : "chain%d", i + 1);
		add_link(path, target);
	}
}

START_TEST(a_chain_is_followed_as_far_as_the_budget_goes)
{
	add_chain(MAX_LINKS_FOLLOWED + 1);
	ck_assert_int_eq(look("C:\\chain1").status, LOOK_LINK);
	ck_assert_int_eq(look("C:\\chain2").status, LOOK_FOUND);
}
END_TEST

/* Each link names the next a hundred times: unless all share one budget, this never ends. */
START_TEST(links_that_multiply_share_one_budget)
{
	for (int i = 1; i <= MAX_LINKS_FOLLOWED; i++) {
		char path[24], target[1024] = "";

		snprintf(path, sizeof(path), "C:\\many%d", i);
		for (int times = 0; times < 100; times++)
			snprintf(target + strlen(target), sizeof(target) - strlen(target),
				i == MAX_LINKS_FOLLOWED ? "real/../" : "many%d/../", i + 1);
		strcat(target, "real");
		add_link(path, target);
	}
	ck_assert_int_eq(look("C:\\many1\\deep").status, LOOK_LINK);
}
END_TEST

START_TEST(an_unreadable_folder_ends_the_way_of_a_link)
{
	machine_put(&machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	add_link("C:\\link", "secret/real");
	ck_assert_int_eq(look("C:\\link").status, LOOK_LINK);
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_host_links(void)
{
	Suite *suite = suite_create("host links");
	TCase *tests = tcase_create("links");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(
		tests, a_link_to_a_folder_of_the_drive_is_followed, 0, COUNT_OF(inside));
	tcase_add_loop_test(
		tests, a_junction_leads_to_a_drive_that_was_given, 0, COUNT_OF(junctions));
	tcase_add_loop_test(tests, a_link_is_worked_out_once, 0, 2);
	tcase_add_loop_test(tests, any_other_link_is_told_and_not_followed, 0, COUNT_OF(outside));
	tcase_add_test(tests, parents_of_a_link_are_those_of_the_folder_it_leads_to);
	tcase_add_test(tests, a_chain_is_followed_as_far_as_the_budget_goes);
	tcase_add_test(tests, links_that_multiply_share_one_budget);
	tcase_add_test(tests, an_unreadable_folder_ends_the_way_of_a_link);
	suite_add_tcase(suite, tests);
	return suite;
}
