/* The check text: lines of small files. */
#include "tests/unit/check_case.h"

#include "rules/facts/text_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_rules_check_text(void);

#define IN(name, rest) "{'type':'text','path':'C:\\\\" name "'," rest "}"
#define IN_FOLDER(name, rest) "{'type':'text','folder':'C:\\\\" name "'," rest "}"

static struct check_case on;

static void put(const char *path, const void *bytes, size_t size)
{
	machine_put(&on.machine, path, (struct memory_entry){.bytes = bytes, .size = size});
}

static void put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

static void set_up(void)
{
	static const char utf16[] = "\xFF\xFE"
				    "M\0\xF6\0\r\0\n\0x\0";
	static const char swapped[] = "\xFE\xFF"
				      "\0M\0\xF6\0\n\0x";

	check_case_init(&on);
	put_text("C:\\ie.ri", "First=1\r\n\r\n[Import]\r\nDate=mm/dd/yy\r\n [export]\nDate=x\n");
	put_text("C:\\dos.txt", "one\rtwo\r\nM\xF6\n\x1Athree\n");
	put_text("C:\\utf8.txt", "\xEF\xBB\xBFM\xC3\xB6");
	put("C:\\utf16.txt", utf16, sizeof(utf16) - 1);
	put("C:\\swapped.txt", swapped, sizeof(swapped) - 1);
	put("C:\\zero.txt", "a\0b\nc", 5);
	put_text("C:\\empty.txt", "");
	put_text("C:\\all\\a.ri", "good\n");
	put_text("C:\\all\\b.ri", "bad\ngood\n");
	put_text("C:\\all\\c.txt", "");
	put_text("C:\\all\\below\\d.ri", "other\n");
	machine_folder(&on.machine, "C:\\none");
	machine_put(&on.machine, "C:\\shut.txt",
		(struct memory_entry){.bytes = "x", .size = 1, .open_error = EACCES});
}

static void tear_down(void)
{
	check_case_free(&on);
}

START_TEST(a_line_is_there)
{
	const struct finding *finding = expect_pass(&on, IN("IE.RI", "'line':'first=?'"),
		"the lines of C:\\ie.ri are as they should be");

	ck_assert_str_eq(finding->subject, "C:\\ie.ri");
	expect_seen(finding, 0,
		(struct evidence){
			"C:\\ie.ri", NULL, "line", "one like first=?", "line 1: First=1", 0, NULL});
	expect_fail(&on, IN("ie.ri", "'line':'irst=1'"), "lacking",
		"C:\\ie.ri has no line like irst=1");
	expect_pass(&on, IN("ie.ri", "'line':['x','date=x']"), NULL);
	expect_fail(
		&on, IN("ie.ri", "'line':['x','y']"), "lacking", "C:\\ie.ri has no line like x, y");
	expect_fail(&on, IN("empty.txt", "'line':'*'"), "lacking", NULL);
	expect_pass(&on, IN("ie.ri", "'line':['']"), NULL);
}
END_TEST

START_TEST(a_line_is_not_there)
{
	const struct finding *finding =
		expect_fail(&on, IN("ie.ri", "'line':'date=*','present':false"), "found",
			"line 4 of C:\\ie.ri is \"Date=mm/dd/yy\"");

	ck_assert_str_eq(finding->evidence[0].expected, "none like date=*");
	expect_pass(&on, IN("ie.ri", "'line':'time=*','present':false"), NULL);
	expect_pass(&on, IN("empty.txt", "'line':'*','present':false"), NULL);
}
END_TEST

START_TEST(a_section_has_lines_of_its_own)
{
	expect_pass(&on, IN("ie.ri", "'section':'import','line':'date=mm*'"), NULL);
	expect_fail(&on, IN("ie.ri", "'section':'Import','line':'date=x'"), "lacking",
		"C:\\ie.ri has no line like date=x in section [Import]");
	expect_pass(&on, IN("ie.ri", "'section':'Export','line':'date=x'"), NULL);
	expect_fail(&on, IN("ie.ri", "'section':'Imp','line':'*'"), "lacking", NULL);
	expect_fail(&on, IN("ie.ri", "'section':'Import','line':'First*'"), "lacking", NULL);
}
END_TEST

START_TEST(every_encoding_is_read)
{
	expect_pass(&on, IN("utf8.txt", "'line':'m\xC3\xB6'"), NULL);
	expect_pass(&on, IN("utf16.txt", "'line':'m\xC3\xB6'"), NULL);
	expect_pass(&on, IN("utf16.txt", "'line':'x'"), NULL);
	expect_pass(&on, IN("swapped.txt", "'line':'m\xC3\xB6'"), NULL);
	expect_pass(&on, IN("dos.txt", "'line':'m\xC3\xB6'"), NULL);
	expect_pass(&on, IN("dos.txt", "'line':'one'"), NULL);
	expect_pass(&on, IN("dos.txt", "'line':'two'"), NULL);
	expect_fail(&on, IN("dos.txt", "'line':'three'"), "lacking", NULL);
	expect_pass(&on, IN("zero.txt", "'line':'a b'"), NULL);
	expect_pass(&on, IN("zero.txt", "'line':'c'"), NULL);
}
END_TEST

START_TEST(every_file_of_a_folder_is_judged)
{
	const struct finding *finding;

	expect_pass(&on, IN_FOLDER("all", "'pattern':'*.ri','line':'good'"), NULL);
	finding = expect_fail(&on, IN_FOLDER("all", "'line':'good'"), "lacking",
		"C:\\all\\c.txt has no line like good");
	ck_assert_str_eq(finding->subject, "C:\\all\\c.txt");
	ck_assert_uint_eq(finding->evidence_count, 3);
	expect_fail(&on,
		IN_FOLDER("all", "'pattern':'*.ri','recursive':true,'line':['good','bad']"),
		"lacking", "C:\\all\\below\\d.ri has no line like good, bad");
	expect_fail(&on, IN_FOLDER("all", "'pattern':['a*','b*'],'line':'bad','present':false"),
		"found", "line 1 of C:\\all\\b.ri is \"bad\"");
	expect_pass(&on, IN_FOLDER("all", "'pattern':'*.doc','line':'good'"), NULL);
	expect_pass(&on, IN_FOLDER("none", "'line':'good'"), NULL);
	expect_pass(&on, IN_FOLDER("gone", "'line':'good'"), NULL);
	expect_fail(&on, IN_FOLDER("ie.ri", "'line':'good'"), "missing", NULL);
}
END_TEST

START_TEST(what_is_not_there_is_missing_and_what_is_shut_unknown)
{
	expect_fail(&on, IN("gone.txt", "'line':'x'"), "missing", "C:\\gone.txt is not there");
	expect_fail(&on, IN("none", "'line':'x','present':false"), "missing", NULL);
	expect_unknown(&on, IN("shut.txt", "'line':'x','present':false"), NULL);
	expect_unknown(&on, "{'type':'text','path':'D:\\\\x','line':'x'}", NULL);
	expect_unknown(&on, "{'type':'text','folder':'D:\\\\x','line':'x'}", NULL);
}
END_TEST

/* A line that stands in the beginning is there, whatever follows; one that is cut is not whole. */
START_TEST(the_beginning_of_a_large_file_tells_what_is_there)
{
	static const char head[] = "From: A\r\nContents: 1\r\n";
	size_t size = MAX_TEXT_FILE_BYTES + 1;
	char *bytes = malloc(size);

	memset(bytes, 'x', size);
	memcpy(bytes, head, sizeof(head) - 1);
	put("C:\\large.ccm", bytes, size);
	bytes[sizeof(head) - 1] = 0x1A;
	put("C:\\ended.ccm", bytes, size);
	free(bytes);
	expect_pass(&on, IN("large.ccm", "'line':'Contents:*'"), NULL);
	expect_fail(&on, IN("large.ccm", "'line':'Contents:*','present':false"), "found", NULL);
	expect_unknown(&on, IN("large.ccm", "'line':'x*'"), NULL);
	expect_unknown(&on, IN("large.ccm", "'line':'x*','present':false"), NULL);
	expect_fail(&on, IN("ended.ccm", "'line':'x*'"), "lacking", NULL);
}
END_TEST

START_TEST(a_large_file_is_not_read_whole)
{
	size_t size = MAX_TEXT_FILE_BYTES + 1;
	char *bytes = calloc(size, 1);

	put("C:\\large.txt", bytes, size);
	memset(bytes, '\n', size);
	put("C:\\long.txt", bytes, MAX_TEXT_FILE_LINES + 1);
	free(bytes);
	expect_unknown(&on, IN("large.txt", "'line':'x'"),
		"what stands in C:\\large.txt could not be told: C:\\large.txt has 1048577 bytes; "
		"of texts of more than 1048576 bytes only the first 65536 are read");
	expect_unknown(&on, IN("long.txt", "'line':'x'"),
		"what stands in C:\\long.txt could not be told: C:\\long.txt has more than 100000 "
		"lines, and no more are read");
	expect_pass(&on, IN("long.txt", "'line':['']"), NULL);
}
END_TEST

START_TEST(what_does_not_go_together_is_refused)
{
	expect_refused(&on, "{'type':'text','line':'x'}", "expected exactly one of path, folder");
	expect_refused(&on, IN("x", "'pattern':'x','line':'x'"),
		"expected pattern, recursive only with folder");
	expect_refused(&on, IN("x", "'present':true"), "\"line\" is missing; expected a text");
}
END_TEST

Suite *suite_rules_check_text(void)
{
	Suite *suite = suite_create("rules_check_text");
	TCase *tests = tcase_create("text");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_line_is_there);
	tcase_add_test(tests, a_line_is_not_there);
	tcase_add_test(tests, a_section_has_lines_of_its_own);
	tcase_add_test(tests, every_encoding_is_read);
	tcase_add_test(tests, every_file_of_a_folder_is_judged);
	tcase_add_test(tests, what_is_not_there_is_missing_and_what_is_shut_unknown);
	tcase_add_test(tests, the_beginning_of_a_large_file_tells_what_is_there);
	tcase_add_test(tests, a_large_file_is_not_read_whole);
	tcase_add_test(tests, what_does_not_go_together_is_refused);
	return suite;
}
