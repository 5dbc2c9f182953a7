/* The check level: the release or service pack that files are of. */
#include "tests/unit/rules_case.h"

#include "tests/unit/pack_text.h"

Suite *suite_rules_level(void);

#define LEVELS                                                                                     \
	"'levels':[{'name':'RTM','version':'5.5.1960'},{'name':'SP1','version':'5.5.2232'},"       \
	"{'name':'SP2','version':'5.5.2448'}],'below':'5.5.3000','product':'Exchange'"

#define A "C:\\x\\bin\\A.exe"
#define B "C:\\x\\bin\\B.dll"

static struct judged_machine machine;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

static void put_files(const char *a, const char *b)
{
	judged_versioned(&machine, "x/bin/A.exe", a, 0);
	judged_versioned(&machine, "x/bin/B.dll", b, 0);
}

static void judge(const char *rule)
{
	judged_judge_by(&machine, judged_pack(&machine, "", rule));
}

#define RULE                                                                                       \
	"{'id':'level','title':'T','severity':'medium','references':['Q1'],'holds':'${file} "      \
	"${version} ${level}','check':{'type':'level'," LEVELS                                     \
	",'files':['C:\\\\x\\\\bin\\\\A.exe','C:\\\\x\\\\bin\\\\B.dll'],'least':'SP1'},"           \
	"'cases':{'below':{'explanation':'${product} ${file} ${version} ${level} ${least} "        \
	"${wanted}','remedy':'R'}}}"

START_TEST(holds_from_its_first_build_on)
{
	const struct finding *finding;

	put_files("5.5.2232.0", "5.5.2500.0");
	judge(RULE);
	finding = expect_status(&machine, "level", FINDING_PASS, A, A " 5.5.2232.0 SP1");
	expect_evidence(finding, 0,
		(struct evidence){.path = A,
			.fact = "file version",
			.expected = "5.5.2232.0 or later (SP1)",
			.actual = "5.5.2232.0 (SP1)"});
	ck_assert_str_eq(finding->evidence[1].actual, "5.5.2500.0 (SP2)");
}
END_TEST

START_TEST(it_is_that_of_the_lowest_file)
{
	put_files("5.5.2500.0", "5.5.2231.9");
	judge(RULE);
	ck_assert_str_eq(
		expect_failure(&machine, "level", "below", SEVERITY_MEDIUM, B)->explanation,
		"below: Exchange " B " 5.5.2231.9 RTM SP1 5.5.2232.0");
}
END_TEST

START_TEST(other_products_are_not_judged)
{
	put_files("5.0.1460.13", "5.5.3000.0");
	judge(RULE);
	expect_status(&machine, "level", FINDING_NOT_APPLICABLE, A,
		A " is not of Exchange: its version 5.0.1460.13 is none of Exchange");
}
END_TEST

START_TEST(a_file_that_an_earlier_product_left_behind_is_told)
{
	put_files("5.5.2500.0", "5.0.1460.13");
	judge(RULE);
	ck_assert_str_eq(
		expect_failure(&machine, "level", "below", SEVERITY_MEDIUM, B)->explanation,
		"below: Exchange " B " 5.0.1460.13 before RTM SP1 5.5.2232.0");
}
END_TEST

START_TEST(without_files_it_does_not_apply)
{
	judge(RULE);
	expect_text(expect_status(&machine, "level", FINDING_NOT_APPLICABLE, A, NULL)->explanation,
		"give its folder with --exchsrvr");
}
END_TEST

START_TEST(without_a_version_it_is_unknown)
{
	put_files("5.5.2500.0", NULL);
	judge(RULE);
	expect_status(&machine, "level", FINDING_UNKNOWN, B,
		"the service pack of Exchange could not be told from " B ": it carries no version");
}
END_TEST

#define FLAWED(fields)                                                                             \
	"{'id':'l','title':'T','severity':'low','references':['Q1'],'holds':'H','cases':{"         \
	"'otherwise':{'explanation':'E','remedy':'R'}},'check':{'type':'level',"                   \
	"'files':['C:\\\\a'],'product':'P'," fields "}}"

static const struct {
	const char *rule;
	const char *told;
} flawed[] = {
	{FLAWED("'below':'9','least':'B','levels':[{'name':'A','version':'2'},"
		"{'name':'B','version':'2.0'}]"),
		".levels[1].version: it is not above that of the level before"},
	{FLAWED("'below':'9','least':'C','levels':[{'name':'A','version':'2'}]"),
		".check: \"least\" is the name of none of \"levels\""},
	{FLAWED("'below':'2','least':'A','levels':[{'name':'A','version':'2'}]"),
		".check: \"below\" is not above the last of \"levels\""},
};

START_TEST(flaws_are_told)
{
	expect_pack_refused(
		judged_pack(&machine, "", flawed[_i].rule), &machine.arena, flawed[_i].told);
}
END_TEST

Suite *suite_rules_level(void)
{
	Suite *suite = suite_create("rules_level");
	TCase *tests = tcase_create("level");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, holds_from_its_first_build_on);
	tcase_add_test(tests, it_is_that_of_the_lowest_file);
	tcase_add_test(tests, other_products_are_not_judged);
	tcase_add_test(tests, a_file_that_an_earlier_product_left_behind_is_told);
	tcase_add_test(tests, without_files_it_does_not_apply);
	tcase_add_test(tests, without_a_version_it_is_unknown);
	tcase_add_loop_test(tests, flaws_are_told, 0, sizeof(flawed) / sizeof(flawed[0]));
	return suite;
}
