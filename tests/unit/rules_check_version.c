/* The check version: comparisons, product lines, fixed numbers and texts, what cannot be told. */
#include "tests/unit/check_case.h"

#include "rules/facts/version.h"

Suite *suite_rules_check_version(void);

#define AT(name, rest) "{'type':'version','path':'C:\\\\bin\\\\" name "'" rest "}"

static struct check_case on;

static void put(const char *path, const struct specimen_version *version)
{
	struct specimen_image image = {.kind = SPECIMEN_PE32, .version = version};

	machine_image(&on.machine, path, &image);
}

static void set_up(void)
{
	static const struct specimen_string strings[] = {
		{"FileVersion", "5.5 (Build 2650.24)"}, {"ProductVersion", "beta"}};
	static const struct specimen_version store = {.with_fixed = true,
		.file = {5, 5, 2653, 23},
		.product = {6, 0, 1, 0},
		.strings = strings,
		.string_count = 2};
	static const struct specimen_version import = {.with_fixed = true, .file = {8, 50, 0, 0}};

	check_case_init(&on);
	machine_path(&on.machine, "C:\\WINNT\\System32");
	machine_given(&on.machine, "SystemRoot", "C:\\WINNT");
	machine_folder(&on.machine, "C:\\WINNT\\System32");
	machine_folder(&on.machine, "C:\\WINNT\\System");
	put("C:\\bin\\Store.exe", &store);
	put("C:\\bin\\Import.exe", &import);
	put("C:\\bin\\Cdmw800.dll", &import);
	put("C:\\bin\\Bare.exe", NULL);
	machine_folder(&on.machine, "C:\\bin\\folder");
	machine_file(&on.machine, "C:\\bin\\text.txt");
}

static void tear_down(void)
{
	check_case_free(&on);
}

START_TEST(a_version_is_within_its_limits)
{
	const struct finding *finding =
		expect_pass(&on, AT("store.exe", ",'at_least':'5.5.2653.23','below':'6'"),
			"C:\\bin\\Store.exe has version 5.5.2653.23");

	ck_assert_str_eq(finding->subject, "C:\\bin\\Store.exe");
	expect_seen(finding, 0,
		(struct evidence){"C:\\bin\\Store.exe", NULL, "file version",
			"at least 5.5.2653.23 and older than 6", "5.5.2653.23", 0, NULL});
	expect_fail(&on, AT("Store.exe", ",'at_least':'5.5.2653.24'"), "too-old",
		"C:\\bin\\Store.exe has version 5.5.2653.23, expected at least 5.5.2653.24");
	expect_fail(&on, AT("Store.exe", ",'above':'5.5.2653.23'"), "too-old",
		"C:\\bin\\Store.exe has version 5.5.2653.23, expected newer than 5.5.2653.23");
	expect_fail(&on, AT("Store.exe", ",'at_most':'5.5.2653.22'"), "too-new", NULL);
	expect_fail(&on, AT("Store.exe", ",'below':'5.5.2653.23'"), "too-new", NULL);
	expect_fail(&on, AT("Store.exe", ",'equals':'5.5'"), "other", NULL);
	expect_pass(&on, AT("Store.exe", ",'above':'5.5.2653.22','at_most':'5.5.2653.23'"), NULL);
	expect_pass(&on, AT("Store.exe", ",'equals':'5.5.2653.23'"), NULL);
}
END_TEST

START_TEST(it_is_that_of_the_file_or_the_product)
{
	expect_pass(&on, AT("Store.exe", ",'of':'product','equals':'6.0.1'"),
		"C:\\bin\\Store.exe has version 6.0.1.0");
	expect_pass(&on, AT("Store.exe", ",'of':'file','equals':'5.5.2653.23'"), NULL);
}
END_TEST

START_TEST(it_may_be_the_text)
{
	const struct finding *finding = expect_fail(&on,
		AT("Store.exe", ",'from':'string','at_least':'5.5.2653'"), "too-old",
		"C:\\bin\\Store.exe has version 5.5.2650.24, expected at least 5.5.2653");

	expect_seen(finding, 0,
		(struct evidence){"C:\\bin\\Store.exe", NULL, "file version as a text",
			"at least 5.5.2653", "5.5 (Build 2650.24)", 0, NULL});
	expect_unknown(&on, AT("Store.exe", ",'from':'string','of':'product','at_least':'5'"),
		"the version of C:\\bin\\Store.exe could not be relied on: its ProductVersion, "
		"\"beta\", is no version");
	expect_unknown(&on, AT("Import.exe", ",'from':'string','at_least':'5'"),
		"C:\\bin\\Import.exe carries no version");
}
END_TEST

START_TEST(each_product_line_has_limits_of_its_own)
{
	expect_pass(&on,
		AT("Store.exe", ",'lines':[{'line':'6.0','below':'1'},"
				"{'line':'5.5','at_least':'5.5.2653'}]"),
		NULL);
	expect_fail(&on,
		AT("Store.exe", ",'lines':[{'line':'5.0','at_most':'5.0.1460'},"
				"{'line':'5.5.2653','at_least':'5.5.2653.24'}]"),
		"too-old", NULL);
	expect_pass(&on, AT("Store.exe", ",'lines':[{'line':'5.5'}]"), NULL);
	expect_fail(&on, AT("Store.exe", ",'lines':[{'line':'5.0'},{'line':'6.0'}]"), "other-line",
		"C:\\bin\\Store.exe has version 5.5.2653.23, expected one of the product line 5.0 "
		"or 6.0");
	expect_fail(&on, AT("Import.exe", ",'lines':[{'line':'8.5'}]"), "other-line", NULL);
}
END_TEST

START_TEST(the_program_that_runs_is_judged)
{
	expect_pass(&on, "{'type':'version','program':'import','at_least':'8.5'}",
		"C:\\bin\\Import.exe has version 8.50.0.0");
	expect_pass(&on,
		"{'type':'version','program':'import','library':'cdmw800','equals':'8.50'}",
		"C:\\bin\\Cdmw800.dll has version 8.50.0.0");
	expect_fail(&on, "{'type':'version','program':'import','library':'cdmw800','below':'8'}",
		"too-new", NULL);
}
END_TEST

START_TEST(what_is_not_there_is_missing)
{
	const struct finding *finding = expect_fail(
		&on, AT("gone.exe", ",'equals':'1'"), "missing", "C:\\bin\\gone.exe is not there");

	expect_seen(finding, 0,
		(struct evidence){
			"C:\\bin\\gone.exe", NULL, "file", "there", "not there", 0, NULL});
	expect_fail(&on, AT("folder", ",'equals':'1'"), "missing", NULL);
	expect_unknown(&on, "{'type':'version','path':'D:\\\\x.exe','equals':'1'}", NULL);
}
END_TEST

START_TEST(a_program_or_library_that_is_not_there)
{
	memory_volume_remove(machine_drive(&on.machine, 'C'), "bin/Cdmw800.dll");
	expect_fail(&on, "{'type':'version','program':'import','library':'cdmw800','equals':'1'}",
		"missing", "Cdmw800.dll is not there");
	check_case_free(&on);
	set_up();
	memory_volume_remove(machine_drive(&on.machine, 'C'), "bin/Import.exe");
	expect_unknown(&on, "{'type':'version','program':'import','equals':'1'}", NULL);
}
END_TEST

START_TEST(without_a_version_it_is_unknown_unless_declared)
{
	expect_unknown(
		&on, AT("Bare.exe", ",'equals':'1'"), "C:\\bin\\Bare.exe carries no version");
	expect_unknown(&on, AT("text.txt", ",'equals':'1'"), NULL);
	on.parameters = "{'name':'import-version','description':'d','default':''}";
	expect_unknown(&on, AT("Bare.exe", ",'equals':'1','declared':'${import-version}'"),
		"C:\\bin\\Bare.exe carries no version; say which it is with --set "
		"import-version=VERSION");
	expect_pass(&on, AT("Bare.exe", ",'at_least':'8','declared':'8.50'"),
		"C:\\bin\\Bare.exe has version 8.50.0.0");
	expect_fail(&on, AT("Bare.exe", ",'at_least':'9','declared':'8.50'"), "too-old", NULL);
	expect_unknown(&on, AT("Bare.exe", ",'at_least':'9','declared':'new'"), NULL);
	expect_fail(&on, AT("Store.exe", ",'at_least':'9','declared':'9'"), "too-old", NULL);
}
END_TEST

START_TEST(a_pack_with_no_version_is_refused)
{
	expect_refused(&on, AT("x", ",'at_least':'5.x'"),
		"$.rules[0].check.at_least: \"5.x\" is no version; expected up to four numbers "
		"from "
		"0 to 65535 with dots between them");
	expect_refused(&on, AT("x", ",'lines':[{'line':'5.5.','at_least':'5.5'}]"),
		"$.rules[0].check.lines[0].line: \"5.5.\" is no version; expected up to four "
		"numbers from 0 to 65535 with dots between them");
	expect_refused(&on, AT("x", ",'lines':[]"), "expected a list of 1 to 64 product lines");
	expect_refused(&on, AT("x", ",'lines':[{'at_least':'5.5'}]"),
		"\"line\" is missing; expected a text");
	expect_refused(&on, AT("x", ""),
		"expected at least one of at_least, above, at_most, below, equals, lines");
	expect_refused(&on, AT("x", ",'equals':'1','program':'import'"),
		"expected exactly one of program, path");
	expect_refused(&on, AT("x", ",'equals':'1','library':'cdmw800'"),
		"expected library only with program");
}
END_TEST

static const struct {
	const char *text;
	struct version_number version;
} strings[] = {
	{"5.5.2653.23", {{5, 5, 2653, 23}}},
	{"5.5 (Build 2653.23)", {{5, 5, 2653, 23}}},
	{"5.5 (BUILD 2653.23: Service Pack 4)", {{5, 5, 2653, 23}}},
	{"4, 0, 1381, 1", {{4, 0, 1381, 1}}},
	{"4.00", {{4, 0, 0, 0}}},
	{" v8.50 built by: X", {{8, 50, 0, 0}}},
	{"Version 3.1", {{3, 1, 0, 0}}},
	{"5.00.2195.6717.9", {{0}}},
	{"8.50a", {{0}}},
	{"5.5.", {{0}}},
	{"5.5 (Build x)", {{0}}},
	{"70000.1", {{0}}},
	{"vary", {{0}}},
	{"", {{0}}},
};

START_TEST(texts_are_read_as_people_write_versions)
{
	struct version_number version = {{0}};
	bool sound = strings[_i].version.part[0] != 0;

	ck_assert_int_eq(version_read_string(strings[_i].text, &version), sound);
	ck_assert_int_eq(version_compare(&version, &strings[_i].version), 0);
}
END_TEST

Suite *suite_rules_check_version(void)
{
	Suite *suite = suite_create("rules_check_version");
	TCase *tests = tcase_create("version");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_version_is_within_its_limits);
	tcase_add_test(tests, it_is_that_of_the_file_or_the_product);
	tcase_add_test(tests, it_may_be_the_text);
	tcase_add_test(tests, each_product_line_has_limits_of_its_own);
	tcase_add_test(tests, the_program_that_runs_is_judged);
	tcase_add_test(tests, what_is_not_there_is_missing);
	tcase_add_test(tests, a_program_or_library_that_is_not_there);
	tcase_add_test(tests, without_a_version_it_is_unknown_unless_declared);
	tcase_add_test(tests, a_pack_with_no_version_is_refused);
	tcase_add_loop_test(tests, texts_are_read_as_people_write_versions, 0,
		(int)(sizeof(strings) / sizeof(strings[0])));
	return suite;
}
