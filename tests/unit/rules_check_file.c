/* The check file: all but missing, elsewhere, empty and folder, which rules_file.c has. */
#include "tests/unit/check_case.h"

#include "scanner/base/clock.h"

#include <errno.h>
#include <string.h>

Suite *suite_rules_check_file(void);

#define FILE_CHECK(name, rest) "{'type':'file','path':'C:\\\\" name "'" rest "}"
#define DIGEST_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static struct check_case on;

static void put(const char *path, const char *text, int64_t days_ago)
{
	machine_put(&on.machine, path,
		(struct memory_entry){.bytes = text,
			.size = strlen(text),
			.modified = MEMORY_VOLUME_TIME - days_ago * CLOCK_DAY_SECONDS});
}

static void set_up(void)
{
	check_case_init(&on);
	put("C:\\a.txt", "abc", 3);
	put("C:\\same.txt", "abc", 2);
	put("C:\\other.txt", "abd", 5);
	put("C:\\empty.txt", "", 1);
	put("C:\\bin\\Import.exe", "x", 1);
	put("C:\\bin\\Ie.ri", "x", 1);
	machine_folder(&on.machine, "C:\\folder");
	machine_put(&on.machine, "C:\\shut.txt",
		(struct memory_entry){.bytes = "x", .size = 1, .open_error = EACCES});
	on.machine.host.now_known = true;
	on.machine.host.now = MEMORY_VOLUME_TIME;
}

static void tear_down(void)
{
	check_case_free(&on);
}

START_TEST(it_must_not_be_there)
{
	const struct finding *finding = expect_fail(
		&on, FILE_CHECK("A.TXT", ",'absent':true"), "present", "C:\\a.txt is there");

	expect_seen(finding, 0,
		(struct evidence){"C:\\a.txt", NULL, "file", "not there", "a file", 0, NULL});
	expect_fail(&on, FILE_CHECK("folder", ",'absent':true"), "present", NULL);
	expect_fail(&on, FILE_CHECK("shut.txt", ",'absent':true"), "present", NULL);
	finding = expect_pass(
		&on, FILE_CHECK("gone.txt", ",'absent':true"), "C:\\gone.txt is not there");
	expect_seen(finding, 0,
		(struct evidence){"C:\\gone.txt", NULL, "file", "not there", "not there", 0, NULL});
	expect_unknown(&on, "{'type':'file','path':'D:\\\\x','absent':true}", NULL);
}
END_TEST

START_TEST(its_size_is_within_limits)
{
	expect_pass(&on, FILE_CHECK("a.txt", ",'min_size':3,'max_size':3"), "C:\\a.txt is there");
	expect_fail(&on, FILE_CHECK("a.txt", ",'min_size':4"), "too-small",
		"C:\\a.txt has 3 bytes, expected 4 bytes or more");
	expect_fail(&on, FILE_CHECK("a.txt", ",'max_size':2"), "too-big",
		"C:\\a.txt has 3 bytes, expected 2 bytes or less");
	expect_fail(&on, FILE_CHECK("empty.txt", ""), "empty", "C:\\empty.txt is empty");
	expect_pass(&on, FILE_CHECK("empty.txt", ",'not_empty':false"), NULL);
	expect_fail(
		&on, FILE_CHECK("empty.txt", ",'not_empty':false,'min_size':1"), "too-small", NULL);
}
END_TEST

START_TEST(its_content_is_one_that_is_known)
{
	expect_pass(&on, FILE_CHECK("a.txt", ",'sha256':'" DIGEST_OF_ABC "'"), NULL);
	expect_fail(&on, FILE_CHECK("other.txt", ",'sha256':['" DIGEST_OF_ABC "']"),
		"other-content", "C:\\other.txt has another content than " DIGEST_OF_ABC);
	expect_unknown(&on, FILE_CHECK("shut.txt", ",'sha256':['" DIGEST_OF_ABC "']"),
		"cannot read C:\\shut.txt (file /memory/shut.txt): Permission denied; run as a "
		"user who may read it, or give a copy with --root");
	expect_refused(&on, FILE_CHECK("a.txt", ",'sha256':['abc']"),
		"\"abc\" is no SHA-256; expected 64 hexadecimal digits");
}
END_TEST

START_TEST(its_content_is_that_of_another)
{
	expect_pass(&on, FILE_CHECK("a.txt", ",'same_as':'C:\\\\SAME.txt'"), NULL);
	expect_fail(&on, FILE_CHECK("a.txt", ",'same_as':'C:\\\\other.txt'"), "other-content",
		"C:\\a.txt has another content than the content of C:\\other.txt");
	expect_unknown(&on, FILE_CHECK("a.txt", ",'same_as':'C:\\\\gone.txt'"),
		"C:\\a.txt could not be compared with C:\\gone.txt: C:\\gone.txt is no file that "
		"is there");
	expect_unknown(&on, FILE_CHECK("a.txt", ",'same_as':'C:\\\\shut.txt'"), NULL);
}
END_TEST

START_TEST(its_time_is_between_others)
{
	expect_pass(&on,
		FILE_CHECK("a.txt", ",'modified_after':'1999-11-27T11:59:59Z',"
				    "'modified_before':'1999-11-27T12:00:01Z'"),
		NULL);
	expect_fail(&on, FILE_CHECK("a.txt", ",'modified_after':'1999-11-27T12:00:00Z'"), "too-old",
		"C:\\a.txt was last changed at 1999-11-27T12:00:00Z, expected after "
		"1999-11-27T12:00:00Z");
	expect_fail(&on, FILE_CHECK("a.txt", ",'modified_before':'C:\\\\other.txt'"), "too-new",
		"C:\\a.txt was last changed at 1999-11-27T12:00:00Z, expected before "
		"1999-11-25T12:00:00Z, the time of C:\\other.txt");
	expect_pass(&on, FILE_CHECK("a.txt", ",'modified_after':'C:\\\\other.txt'"), NULL);
	expect_unknown(&on, FILE_CHECK("a.txt", ",'modified_after':'yesterday'"), NULL);
}
END_TEST

START_TEST(its_age_takes_a_clock)
{
	expect_pass(&on, FILE_CHECK("a.txt", ",'max_age_days':3"), NULL);
	expect_fail(&on, FILE_CHECK("a.txt", ",'max_age_days':2"), "too-old",
		"C:\\a.txt was last changed at 1999-11-27T12:00:00Z, expected after "
		"1999-11-28T12:00:00Z");
	on.machine.host.now_known = false;
	expect_not_applicable(&on, FILE_CHECK("a.txt", ",'max_age_days':2"),
		"how old C:\\a.txt is can only be told on the running machine, whose clock says "
		"what time it is; run compatscan there");
	expect_fail(&on, FILE_CHECK("a.txt", ",'max_age_days':2,'max_size':1"), "too-big", NULL);
	expect_unknown(&on, FILE_CHECK("a.txt", ",'max_age_days':2,'same_as':'C:\\\\gone'"), NULL);
}
END_TEST

START_TEST(it_lies_beside_a_program)
{
	const struct finding *finding =
		expect_pass(&on, "{'type':'file','path':'ie.ri','beside':'import'}", NULL);

	ck_assert_str_eq(finding->subject, "C:\\bin\\Ie.ri");
	expect_fail(&on, "{'type':'file','path':'Gone.ri','beside':'import'}", "missing",
		"C:\\bin\\Gone.ri is not there");
	expect_fail(&on, "{'type':'file','path':'Ie.ri','beside':'import','absent':true}",
		"present", NULL);
}
END_TEST

START_TEST(beside_a_program_that_is_not_found_is_unknown)
{
	memory_volume_remove(machine_drive(&on.machine, 'C'), "bin/Import.exe");
	expect_unknown(&on, "{'type':'file','path':'Ie.ri','beside':'import'}", NULL);
}
END_TEST

START_TEST(what_must_not_be_there_has_no_properties)
{
	expect_refused(&on, FILE_CHECK("a.txt", ",'absent':true,'min_size':3"),
		"expected elsewhere, not_empty, min_size, max_size, sha256, same_as, "
		"modified_after, modified_before, max_age_days not with absent");
}
END_TEST

Suite *suite_rules_check_file(void)
{
	Suite *suite = suite_create("rules_check_file");
	TCase *tests = tcase_create("file");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, it_must_not_be_there);
	tcase_add_test(tests, its_size_is_within_limits);
	tcase_add_test(tests, its_content_is_one_that_is_known);
	tcase_add_test(tests, its_content_is_that_of_another);
	tcase_add_test(tests, its_time_is_between_others);
	tcase_add_test(tests, its_age_takes_a_clock);
	tcase_add_test(tests, it_lies_beside_a_program);
	tcase_add_test(tests, beside_a_program_that_is_not_found_is_unknown);
	tcase_add_test(tests, what_must_not_be_there_has_no_properties);
	return suite;
}
