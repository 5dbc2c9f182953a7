/* The check compare: what a template comes to. */
#include "tests/unit/check_case.h"

Suite *suite_rules_check_compare(void);

#define IS(value, rest) "{'type':'compare','value':'" value "'," rest "}"

static struct check_case on;

static void set_up(void)
{
	check_case_init(&on);
	on.parameters = "{'name':'base','description':'d','default':'C:\\\\ccmail'},"
			"{'name':'number','description':'d','default':'7'},"
			"{'name':'nothing','description':'d','default':''}";
}

static void tear_down(void)
{
	check_case_free(&on);
}

START_TEST(what_parameters_come_to_is_compared)
{
	const struct finding *finding = expect_pass(
		&on, IS("${base}\\\\x", "'matches':'c:\\\\CC*'"), "\"C:\\ccmail\\x\" was found");

	ck_assert_str_eq(finding->subject, "C:\\ccmail\\x");
	expect_seen(finding, 0,
		(struct evidence){"C:\\ccmail\\x", NULL, "${base}\\x", "like \"c:\\CC*\"",
			"C:\\ccmail\\x", 0, NULL});
	expect_fail(&on, IS("${base.folder}", "'equals':'${base}'"), "other",
		"\"C:\\\" was found, expected \"C:\\ccmail\"");
	expect_pass(&on, IS("${nothing}", "'equals':''"), NULL);
}
END_TEST

START_TEST(digits_are_a_number)
{
	expect_pass(&on, IS("${number}", "'min':7,'max':7"), NULL);
	expect_fail(&on, IS("1${number}", "'max':16"), "out-of-range",
		"17 was found, expected at most 16");
	expect_fail(&on, IS("${base}", "'min':1"), "wrong-type", "\"C:\\ccmail\" is no number");
}
END_TEST

START_TEST(a_value_of_the_item_in_hand)
{
	on.each = "{'in':'list','items':['C:\\\\one','D:\\\\two']}";
	expect_fail(&on, IS("${item}", "'matches':'c:*'"), "other",
		"\"D:\\two\" was found, expected like \"c:*\"");
}
END_TEST

Suite *suite_rules_check_compare(void)
{
	Suite *suite = suite_create("rules_check_compare");
	TCase *tests = tcase_create("compare");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, what_parameters_come_to_is_compared);
	tcase_add_test(tests, digits_are_a_number);
	tcase_add_test(tests, a_value_of_the_item_in_hand);
	return suite;
}
