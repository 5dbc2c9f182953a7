/* The check folder: whether it is there, and what it holds. */
#include "tests/unit/check_case.h"

#include "scanner/base/clock.h"

#include <errno.h>

Suite *suite_rules_check_folder(void);

#define FOLDER(name, rest) "{'type':'folder','path':'C:\\\\" name "'" rest "}"

static struct check_case on;

static void put(const char *path, size_t size, int64_t days_ago)
{
	static const char bytes[1000];

	machine_put(&on.machine, path,
		(struct memory_entry){.bytes = bytes,
			.size = size,
			.modified = MEMORY_VOLUME_TIME - days_ago * CLOCK_DAY_SECONDS});
}

static void set_up(void)
{
	check_case_init(&on);
	put("C:\\queue\\a.msg", 100, 1);
	put("C:\\queue\\B.MSG", 0, 3);
	put("C:\\queue\\c.txt", 50, 9);
	put("C:\\queue\\below\\d.msg", 10, 5);
	machine_folder(&on.machine, "C:\\empty");
	machine_folder(&on.machine, "C:\\bin");
	machine_put(&on.machine, "C:\\shut",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	on.machine.host.now_known = true;
	on.machine.host.now = MEMORY_VOLUME_TIME;
}

static void tear_down(void)
{
	check_case_free(&on);
}

START_TEST(it_is_there_or_not)
{
	const struct finding *finding =
		expect_pass(&on, FOLDER("QUEUE", ""), "C:\\queue is as it should be");

	ck_assert_str_eq(finding->subject, "C:\\queue");
	expect_seen(finding, 0,
		(struct evidence){"C:\\queue", NULL, "folder", "a folder", "a folder", 0, NULL});
	finding =
		expect_fail(&on, FOLDER("gone", ""), "missing", "the folder C:\\gone is not there");
	expect_seen(finding, 0,
		(struct evidence){"C:\\gone", NULL, "folder", "a folder", "not there", 0, NULL});
	expect_fail(&on, FOLDER("queue\\\\c.txt", ""), "file",
		"C:\\queue\\c.txt is a file and no folder");
	expect_fail(&on, FOLDER("queue", ",'absent':true"), "present", "C:\\queue is there");
	expect_pass(&on, FOLDER("gone", ",'absent':true"), NULL);
	expect_pass(&on, FOLDER("gone", ",'exists':false,'max_count':0"), NULL);
	expect_fail(&on, FOLDER("gone", ",'exists':false,'min_count':1"), "too-few", NULL);
}
END_TEST

START_TEST(its_entries_are_counted_by_pattern)
{
	const struct finding *finding;

	expect_pass(&on, FOLDER("queue", ",'pattern':'*.msg','min_count':2,'max_count':2"), NULL);
	finding = expect_fail(&on, FOLDER("queue", ",'pattern':'*.msg','max_count':1"), "too-many",
		"C:\\queue holds 2 entries like *.msg, the first of them "
		"C:\\queue\\a.msg");
	expect_seen(finding, 0,
		(struct evidence){"C:\\queue", NULL, "folder",
			"a folder, at most 1 entry like *.msg",
			"2 entries like *.msg, the first C:\\queue\\a.msg", 0, NULL});
	expect_fail(&on, FOLDER("queue", ",'pattern':['*.ri','*.doc'],'min_count':1"), "too-few",
		"C:\\queue holds 0 entries like *.ri, *.doc");
	expect_fail(&on, FOLDER("queue", ",'max_count':3"), "too-many", NULL);
	expect_pass(&on, FOLDER("queue", ",'of':'files','max_count':3"), NULL);
	expect_pass(&on, FOLDER("queue", ",'of':'folders','max_count':1"), NULL);
	expect_pass(&on, FOLDER("empty", ",'max_count':0"), NULL);
	expect_pass(&on, FOLDER("queue", ",'pattern':'c.*'"), NULL);
	expect_fail(&on, FOLDER("queue", ",'pattern':'d.*'"), "too-few", NULL);
}
END_TEST

START_TEST(folders_below_count_when_asked_for)
{
	expect_pass(
		&on, FOLDER("queue", ",'pattern':'*.msg','recursive':true,'min_count':3"), NULL);
	expect_fail(&on, FOLDER("queue", ",'pattern':'d.msg','recursive':true,'max_count':0"),
		"too-many",
		"C:\\queue holds 1 entry like d.msg, the first of them "
		"C:\\queue\\below\\d.msg");
	expect_pass(&on, FOLDER("queue", ",'recursive':true,'max_count':5"), NULL);
}
END_TEST

START_TEST(files_without_content_are_counted)
{
	expect_fail(&on, FOLDER("queue", ",'max_empty':0"), "empty-files",
		"files without content in C:\\queue: 1, the first of them C:\\queue\\B.MSG");
	expect_pass(&on, FOLDER("queue", ",'pattern':['a.*','c.*'],'max_empty':0"), NULL);
	expect_pass(&on, FOLDER("queue", ",'max_empty':1"), NULL);
}
END_TEST

START_TEST(the_oldest_file_counts)
{
	expect_fail(&on, FOLDER("queue", ",'pattern':'*.msg','max_age_days':2"), "too-old",
		"C:\\queue\\B.MSG is 3 days old");
	expect_pass(&on, FOLDER("queue", ",'pattern':'*.msg','max_age_days':3"), NULL);
	expect_pass(&on, FOLDER("empty", ",'max_age_days':0"), NULL);
	on.machine.host.now_known = false;
	expect_not_applicable(&on, FOLDER("queue", ",'max_age_days':2"),
		"how old C:\\queue\\c.txt is can only be told on the running machine, whose clock "
		"says what time it is; run compatscan there");
	expect_fail(&on, FOLDER("queue", ",'max_age_days':2,'max_count':1"), "too-many", NULL);
	expect_pass(&on, FOLDER("empty", ",'max_age_days':0"), NULL);
	expect_fail(&on, FOLDER("queue", ",'max_age_days':2,'min_count':9"), "too-few", NULL);
}
END_TEST

START_TEST(sizes_are_summed_up)
{
	expect_fail(&on, FOLDER("queue", ",'max_total_size':149"), "too-big",
		"the entries in C:\\queue have 150 bytes in all");
	expect_pass(&on, FOLDER("queue", ",'max_total_size':150"), NULL);
	expect_fail(
		&on, FOLDER("queue", ",'recursive':true,'max_total_size':150"), "too-big", NULL);
}
END_TEST

START_TEST(it_lies_beside_another)
{
	expect_pass(&on, FOLDER("queue", ",'sibling_of':'C:\\\\BIN'"), NULL);
	expect_pass(&on, FOLDER("queue", ",'sibling_of':'C:\\\\gone'"), NULL);
	expect_fail(&on, FOLDER("queue\\\\below", ",'sibling_of':'C:\\\\bin'"), "not-sibling",
		"C:\\queue\\below does not lie beside C:\\bin");
	expect_unknown(&on, FOLDER("queue", ",'sibling_of':'D:\\\\bin'"), NULL);
}
END_TEST

START_TEST(what_cannot_be_seen_is_unknown)
{
	expect_pass(&on, FOLDER("shut", ""), NULL);
	expect_unknown(&on, FOLDER("shut", ",'max_count':0"),
		"what is in C:\\shut could not all be seen: cannot list C:\\shut: Permission "
		"denied");
	expect_unknown(&on, FOLDER("shut\\\\x", ""), NULL);
	expect_unknown(&on, "{'type':'folder','path':'D:\\\\x'}", NULL);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_hides_its_size_and_not_that_it_is_there)
{
	machine_put(&on.machine, "C:\\locked\\e.msg",
		(struct memory_entry){.bytes = "x", .size = 1, .open_error = EACCES});
	machine_put(&on.machine, "C:\\mixed\\e.msg",
		(struct memory_entry){.bytes = "x", .size = 1, .open_error = EACCES});
	machine_file(&on.machine, "C:\\mixed\\f.msg");
	expect_pass(&on, FOLDER("locked", ",'max_count':1"), NULL);
	expect_unknown(&on, FOLDER("locked", ",'max_empty':0"), NULL);
	expect_fail(&on, FOLDER("locked", ",'max_count':0,'max_empty':0"), "too-many", NULL);
	on.machine.host.now_known = false;
	expect_unknown(&on, FOLDER("mixed", ",'max_age_days':2"), NULL);
}
END_TEST

START_TEST(a_folder_that_must_not_be_there_has_no_contents)
{
	expect_refused(&on, FOLDER("x", ",'absent':true,'max_count':1"),
		"expected exists, sibling_of, pattern, of, recursive, min_count, max_count, "
		"max_empty, max_age_days, max_total_size not with absent");
	expect_refused(&on, FOLDER("x", ",'of':'links'"),
		"unknown of \"links\"; expected one of files, folders, all");
}
END_TEST

Suite *suite_rules_check_folder(void)
{
	Suite *suite = suite_create("rules_check_folder");
	TCase *tests = tcase_create("folder");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, it_is_there_or_not);
	tcase_add_test(tests, its_entries_are_counted_by_pattern);
	tcase_add_test(tests, folders_below_count_when_asked_for);
	tcase_add_test(tests, files_without_content_are_counted);
	tcase_add_test(tests, the_oldest_file_counts);
	tcase_add_test(tests, sizes_are_summed_up);
	tcase_add_test(tests, it_lies_beside_another);
	tcase_add_test(tests, what_cannot_be_seen_is_unknown);
	tcase_add_test(tests, a_file_that_cannot_be_read_hides_its_size_and_not_that_it_is_there);
	tcase_add_test(tests, a_folder_that_must_not_be_there_has_no_contents);
	return suite;
}
