/* The check parameter: what a parameter of the pack is. */
#include "tests/unit/check_case.h"

#include <string.h>

Suite *suite_rules_check_parameter(void);

#define IS(rest) "{'type':'parameter','name':'given'," rest "}"

static struct check_case on;

static void set_up(void)
{
	check_case_init(&on);
}

static void tear_down(void)
{
	check_case_free(&on);
}

static void give(const char *value)
{
	on.parameters = arena_printf(&on.machine.arena,
		"{'name':'base','description':'d','default':'C:\\\\ccmail'},"
		"{'name':'given','description':'d','default':'%s'}",
		value);
}

START_TEST(a_value_is_compared)
{
	const struct finding *finding;

	give("DB8");
	finding = expect_pass(&on, IS("'equals':'db8'"), "given is \"DB8\"");
	ck_assert_str_eq(finding->subject, "given");
	expect_seen(finding, 0,
		(struct evidence){"given", NULL, "parameter (default)", "\"db8\"", "DB8", 0, NULL});
	expect_pass(&on, IS("'one_of':['DB6','DB8']"), NULL);
	expect_pass(&on, IS("'matches':'DB?'"), NULL);
	expect_fail(&on, IS("'equals':'DB6'"), "other", "given is \"DB8\", expected \"DB6\"");
	expect_fail(&on, IS("'min':6"), "wrong-type", "given is \"DB8\", which is no number");
	give("");
	expect_pass(&on, IS("'equals':''"), NULL);
	expect_fail(&on, IS("'matches':'?*'"), "other", NULL);
}
END_TEST

START_TEST(digits_are_a_number)
{
	give("45");
	expect_pass(&on, IS("'min':45,'max':45,'equals':45"), NULL);
	expect_fail(&on, IS("'max':44"), "out-of-range", "given is 45, expected at most 44");
	give("99999999999999999");
	expect_fail(&on, IS("'min':1"), "wrong-type", NULL);
}
END_TEST

START_TEST(a_pattern_may_name_other_parameters)
{
	give("C:\\\\CCMAIL\\\\data");
	expect_pass(&on, IS("'matches':'${base}\\\\*'"), NULL);
	give("D:\\\\ccmail\\\\data");
	expect_fail(&on, IS("'matches':'${base}\\\\*'"), "other",
		"given is \"D:\\ccmail\\data\", expected like \"C:\\ccmail\\*\"");
}
END_TEST

START_TEST(a_path_of_short_names)
{
	static const char *const good[] = {"C:\\\\CCMAIL\\\\DATA.001\\\\A", "C:\\\\",
		"\\\\\\\\SERVER\\\\SHARE NAME\\\\PO1", "C:\\\\PROGRA~1\\\\X.Y"};
	static const char *const bad[][2] = {{"C:\\\\Program Files\\\\X", "Program Files"},
		{"C:\\\\CCMAIL\\\\LONGNAMES\\\\X", "LONGNAMES"}, {"C:\\\\A.LONG", "A.LONG"},
		{"C:\\\\A.B.C", "A.B.C"}, {"C:\\\\A+B", "A+B"}, {"C:\\\\.RC", ".RC"},
		{"C:\\\\LONGNAMES.TXT", "LONGNAMES.TXT"}};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		give(good[i]);
		expect_pass(&on, IS("'short_path':true"), NULL);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct finding *finding;

		give(bad[i][0]);
		finding = expect_fail(&on, IS("'short_path':true"), "long", NULL);
		ck_assert_ptr_eq(strstr(finding->explanation, bad[i][1]), finding->explanation);
	}
	give("");
	expect_not_applicable(&on, IS("'short_path':true"), "the parameter given has no value");
}
END_TEST

START_TEST(a_parameter_that_is_not_there_is_refused)
{
	give("x");
	expect_refused(&on, "{'type':'parameter','name':'lost','equals':''}",
		"there is no parameter \"lost\" in this pack");
	expect_refused(&on, "{'type':'parameter','name':'given'}",
		"expected at least one of equals, one_of, matches, min, max, short_path");
}
END_TEST

START_TEST(without_a_value_it_is_unknown)
{
	on.parameters = "{'name':'given','description':'the post office'}";
	expect_unknown(&on, IS("'equals':'DB8'"), NULL);
}
END_TEST

Suite *suite_rules_check_parameter(void)
{
	Suite *suite = suite_create("rules_check_parameter");
	TCase *tests = tcase_create("parameter");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_value_is_compared);
	tcase_add_test(tests, digits_are_a_number);
	tcase_add_test(tests, a_pattern_may_name_other_parameters);
	tcase_add_test(tests, a_path_of_short_names);
	tcase_add_test(tests, a_parameter_that_is_not_there_is_refused);
	tcase_add_test(tests, without_a_value_it_is_unknown);
	return suite;
}
