/* The check fixes: versions of files against what articles say. */
#include "tests/unit/rules_case.h"

#include "rules/facts/version.h"
#include "tests/unit/pack_text.h"

#include <string.h>

Suite *suite_rules_fixes(void);

#define LEVELS                                                                                     \
	"'levels':[{'name':'RTM','version':'5.5.1960'},{'name':'SP1','version':'5.5.2232'},"       \
	"{'name':'SP2','version':'5.5.2448'}],'below':'5.5.3000','product':'Exchange'"
#define FIXES                                                                                      \
	"'type':'fixes'," LEVELS ",'folders':['C:\\\\x\\\\bin','C:\\\\x\\\\res','C:\\\\x\\\\none'" \
	"]"
#define CASES                                                                                      \
	"'cases':{'missing':{'explanation':'${detail}|${level}|${newest}|${present}|"              \
	"${superseded}|${missing}|${mixed}|${untold}|${counts}','remedy':'R'},"                    \
	"'mixed':{'explanation':'${detail}','remedy':'R'}}"
#define RULE_WITH(more, articles)                                                                  \
	"{'id':'fixes','title':'T','severity':'low','references':['Q1'],'holds':'${level}|"        \
	"${newest}|${counts}','check':{" FIXES more ",'articles':[" articles "]}," CASES "}"
#define RULE(articles) RULE_WITH("", articles)

#define A "C:\\x\\bin\\A.exe"
#define B "C:\\x\\bin\\B.dll"

/* What a pack asks of the files, one article after the other. */
#define OLD "{'article':'Q100001','files':{'A.exe':'5.5.2100.0','B.dll':'5.5.2100.0'}}"
#define SECOND                                                                                     \
	"{'article':'Q100002','first_in':'SP2','files':{'a.EXE':'5.5.2300.7','B.dll':'5.5.2300.0'" \
	"}}"
#define LAST                                                                                       \
	"{'article':'Q100003','first_in':'after SP2','files':{'A.exe':'5.5.2500.0',"               \
	"'B.dll':'5.5.2500.0'}}"

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

START_TEST(versions_are_read_and_compared)
{
	static const struct {
		const char *text;
		uint16_t part[4];
	} sound[] = {{"5.5.2653.23", {5, 5, 2653, 23}}, {"5.5", {5, 5, 0, 0}}, {"7", {7, 0, 0, 0}},
		{"05.05.02431.00000", {5, 5, 2431, 0}}, {"65535.0.65535.1", {65535, 0, 65535, 1}}};
	static const char *const unsound[] = {"", ".", "5.", ".5", "5..5", "5.5.5.5.5", "5.5.5.5.",
		"65536", "5.65536", "5.a", "5 .5", "-1", "+5", "0x5", "000005", "5.5\n"};
	struct version_number one;
	struct version_number other = {{1, 2, 3, 4}};

	for (size_t i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
		ck_assert_msg(version_read(sound[i].text, &one), "%s", sound[i].text);
		ck_assert_mem_eq(one.part, sound[i].part, sizeof(one.part));
	}
	for (size_t i = 0; i < sizeof(unsound) / sizeof(unsound[0]); i++) {
		ck_assert_msg(!version_read(unsound[i], &other), "%s", unsound[i]);
		ck_assert_uint_eq(other.part[3], 4);
	}
	version_read("5.5.2650.9", &one);
	version_read("5.5.2650.10", &other);
	ck_assert_int_lt(version_compare(&one, &other), 0);
	ck_assert_int_gt(version_compare(&other, &one), 0);
	ck_assert_int_eq(version_compare(&one, &one), 0);
}
END_TEST

START_TEST(all_fixes_are_there)
{
	const struct finding *finding;

	put_files("5.5.2300.7", "5.5.2448.1");
	judge(RULE(OLD "," SECOND));
	finding = expect_status(&machine, "fixes", FINDING_PASS, B,
		"SP2 (B.dll 5.5.2448.1)|Q100002|Fixes whose files are installed: 2. There: 1. "
		"There "
		"in a later version: 1. The newest that is there is Q100002.");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = A, .fact = "file version", .actual = "5.5.2300.7"});
}
END_TEST

START_TEST(missing_fixes_are_told_the_newest_first)
{
	const struct finding *finding;

	put_files("5.5.2232.0", "5.5.2232.0");
	judge(RULE(OLD "," SECOND "," LAST));
	finding = expect_failure(&machine, "fixes", "missing", SEVERITY_LOW, A);
	ck_assert_str_eq(finding->explanation,
		"missing: fixes are missing: Q100003, Q100002|SP1 (A.exe 5.5.2232.0)|Q100001|0|1|2|"
		"0|0|Fixes whose files are installed: 3. Missing: 2 (Q100003, Q100002). There in a "
		"later version: 1. The newest that is there is Q100001.");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = A,
			.fact = "fix Q100003, shipped after SP2",
			.expected = "5.5.2500.0 or later",
			.actual = "5.5.2232.0; older, too: B.dll"});
	expect_evidence(finding, 1,
		(struct evidence){.path = A,
			.fact = "fix Q100002, shipped with SP2",
			.expected = "5.5.2300.7 or later",
			.actual = "5.5.2232.0; older, too: B.dll"});
	ck_assert_uint_ne(finding->evidence[0].offset, PROBLEM_NO_OFFSET);
}
END_TEST

START_TEST(a_fix_just_below_its_version_is_missing)
{
	put_files("5.5.2300.6", "5.5.2300.0");
	judge(RULE(SECOND));
	expect_evidence(expect_failure(&machine, "fixes", "missing", SEVERITY_LOW, A), 0,
		(struct evidence){.path = A,
			.fact = "fix Q100002, shipped with SP2",
			.expected = "5.5.2300.7 or later",
			.actual = "5.5.2300.6"});
}
END_TEST

START_TEST(where_no_keyword_tells_the_level_it_is_likely)
{
	put_files("5.5.2000.0", "5.5.2000.0");
	judge(RULE(OLD ",{'article':'Q1','files':{'A.exe':'5.5.2600'}}"));
	ck_assert_str_eq(judged_finding(&machine, "fixes")->evidence[0].fact,
		"fix Q1, likely shipped after SP2");
	ck_assert_str_eq(judged_finding(&machine, "fixes")->evidence[1].fact,
		"fix Q100001, likely shipped with SP1");
}
END_TEST

START_TEST(a_file_behind_its_service_pack_is_mixed)
{
	const struct finding *finding;

	put_files("5.5.2448.1", "5.5.2299.0");
	judge(RULE(SECOND));
	finding = expect_failure(&machine, "fixes", "mixed", SEVERITY_LOW, A);
	ck_assert_str_eq(finding->explanation, "mixed: the files are not of one level: Q100002");
	expect_evidence(finding, 0,
		(struct evidence){.path = B,
			.fact = "fix Q100002, shipped with SP2",
			.expected = "5.5.2300.0 or later",
			.actual = "5.5.2299.0"});
}
END_TEST

START_TEST(a_hotfix_behind_the_last_level_is_never_mixed)
{
	put_files("5.5.2600.0", "5.5.2448.0");
	judge(RULE(LAST));
	expect_failure(&machine, "fixes", "missing", SEVERITY_LOW, A);
}
END_TEST

START_TEST(the_lowest_copy_counts)
{
	put_files("5.5.2300.7", "5.5.2300.0");
	judged_versioned(&machine, "x/res/b.DLL", "5.5.2299.65535", 0);
	judge(RULE(SECOND));
	expect_evidence(expect_failure(&machine, "fixes", "missing", SEVERITY_LOW, A), 0,
		(struct evidence){.path = "C:\\x\\res\\b.DLL",
			.fact = "fix Q100002, shipped with SP2",
			.expected = "5.5.2300.0 or later",
			.actual = "5.5.2299.65535"});
}
END_TEST

START_TEST(a_copy_for_another_processor_or_of_another_product_does_not_count)
{
	put_files("5.5.2300.7", "5.5.2300.0");
	judged_versioned(&machine, "x/res/A.exe", "5.5.2000.0", 0x0184);
	judged_versioned(&machine, "x/res/B.dll", "5.0.1461.82", 0);
	judge(RULE(SECOND));
	expect_status(&machine, "fixes", FINDING_PASS, A, NULL);
}
END_TEST

START_TEST(a_file_without_version_is_untold)
{
	const struct finding *finding;

	put_files("5.5.2300.7", NULL);
	judge(RULE(SECOND));
	finding = expect_status(&machine, "fixes", FINDING_UNKNOWN, A,
		"Fixes whose files are installed: 1. Could not be told: 1 (Q100002). What could "
		"not "
		"be told: " B ": it carries no version");
	expect_evidence(finding, 0,
		(struct evidence){.path = B,
			.fact = "fix Q100002, shipped with SP2",
			.expected = "5.5.2300.0 or later",
			.actual = "it carries no version"});
}
END_TEST

START_TEST(an_older_file_outweighs_one_that_is_untold)
{
	put_files(NULL, "5.5.2299.0");
	judge(RULE(SECOND));
	expect_failure(&machine, "fixes", "missing", SEVERITY_LOW, B);
}
END_TEST

START_TEST(a_file_that_is_not_there_beside_others_is_untold)
{
	judged_versioned(&machine, "x/bin/A.exe", "5.5.2500.0", 0);
	judge(RULE(SECOND));
	expect_evidence(expect_status(&machine, "fixes", FINDING_UNKNOWN, A, NULL), 0,
		(struct evidence){.path = "B.dll",
			.fact = "fix Q100002, shipped with SP2",
			.expected = "5.5.2300.0 or later",
			.actual = "not found"});
}
END_TEST

START_TEST(a_file_of_another_product_is_untold_beside_others)
{
	put_files("5.5.2500.0", "6.0.4417.0");
	judge(RULE(SECOND));
	expect_text(expect_status(&machine, "fixes", FINDING_UNKNOWN, A, NULL)->explanation,
		"its version 6.0.4417.0 is none of Exchange");
}
END_TEST

START_TEST(an_unreadable_file_is_untold)
{
	put_files("5.5.2500.0", "5.5.2500.0");
	machine.unreadable = "x/bin/B.dll";
	judge(RULE(SECOND));
	expect_text(expect_status(&machine, "fixes", FINDING_UNKNOWN, A, NULL)->explanation,
		"cannot read " B);
}
END_TEST

START_TEST(a_folder_that_cannot_be_told_makes_doubt)
{
	put_files("5.5.2301.0", "5.5.2299.0");
	judged_write(&machine, "x/res/one", "1");
	judged_write(&machine, "x/RES/one", "1");
	judge(RULE("{'article':'Q1','files':{'A.exe':'5.5.2300'}}," SECOND));
	expect_failure(&machine, "fixes", "missing", SEVERITY_LOW, A);
	expect_text(judged_finding(&machine, "fixes")->explanation, "|0|0|1|0|1|");
}
END_TEST

START_TEST(not_applicable_when_no_file_is_there)
{
	judge(RULE(SECOND));
	expect_status(&machine, "fixes", FINDING_NOT_APPLICABLE, "a.EXE",
		"a.EXE was not found in any folder of Exchange, so there is nothing to judge");
}
END_TEST

START_TEST(not_applicable_when_the_files_are_of_another_product)
{
	judged_versioned(&machine, "x/bin/B.dll", "6.0.4417.0", 0);
	judge(RULE(SECOND));
	expect_status(&machine, "fixes", FINDING_NOT_APPLICABLE, "a.EXE",
		B " is not of Exchange: its version 6.0.4417.0 is none of Exchange");
}
END_TEST

START_TEST(not_applicable_when_the_component_is_not_there)
{
	put_files("5.5.2000.0", "5.5.2000.0");
	judge(RULE_WITH(",'installed_by':['C.exe','D.exe']", SECOND));
	expect_status(&machine, "fixes", FINDING_NOT_APPLICABLE, "C.exe", NULL);
}
END_TEST

START_TEST(the_component_is_of_the_level_of_what_shows_it)
{
	put_files("5.5.2300.7", "5.5.2500.0");
	judge(RULE_WITH(",'installed_by':['C.exe','A.exe']", SECOND));
	expect_text(expect_status(&machine, "fixes", FINDING_PASS, A, NULL)->explanation,
		"SP1 (A.exe 5.5.2300.7)|");
}
END_TEST

START_TEST(articles_whose_files_are_not_there_do_not_count)
{
	put_files("5.5.2300.7", "5.5.2300.0");
	judge(RULE(SECOND ",{'article':'Q1','files':{'E.exe':'5.5.2600'}}"));
	expect_text(expect_status(&machine, "fixes", FINDING_PASS, A, NULL)->explanation,
		"installed: 1. There: 1.");
}
END_TEST

START_TEST(a_text_names_five_and_counts_the_rest)
{
	judged_versioned(&machine, "x/bin/A.exe", "5.5.2000.0", 0);
	judge(RULE("{'article':'Q1','files':{'A.exe':'5.5.2601'}},"
		   "{'article':'Q2','files':{'A.exe':'5.5.2602'}},"
		   "{'article':'Q3','files':{'A.exe':'5.5.2603'}},"
		   "{'article':'Q4','files':{'A.exe':'5.5.2604'}},"
		   "{'article':'Q5','files':{'A.exe':'5.5.2605'}},"
		   "{'article':'Q6','files':{'A.exe':'5.5.2605'}},"
		   "{'article':'Q7','files':{'A.exe':'5.5.2605.1'}}"));
	expect_text(judged_finding(&machine, "fixes")->explanation,
		"missing: fixes are missing: Q7, Q6, Q5, Q4, Q3 and 2 more|");
	ck_assert_uint_eq(judged_finding(&machine, "fixes")->evidence_count, 7);
}
END_TEST

/* One change of a sound pack and what is said of it. */
static const struct {
	const char *rule;
	const char *told;
} flawed[] = {
	{RULE("{'article':'Q1','files':{'A.exe':'5.5.1959.9'}}"),
		".rules[0].check: an article asks for a version that is not between the first of "
		"\"levels\" and \"below\""},
	{RULE("{'article':'Q1','files':{'A.exe':'5.5.3000'}}"),
		".rules[0].check: an article asks for a version that is not between"},
	{RULE("{'article':'Q1','files':{'A.exe':'5,5'}}"),
		".articles[0].files.A.exe: \"5,5\" is no version; expected up to four numbers"},
	{RULE("{'article':'Q1','files':{'A.exe':'5.5.2000','a.EXE':'5.5.2001'}}"),
		".articles[0].files.a.EXE: the file is there already; expected a name of its own"},
	{RULE("{'article':'Q1','files':{'x\\\\A.exe':'5.5.2000'}}"), "is no name of a file"},
	{RULE("{'article':'Q1','files':{}}"), ".files: expected {\"FILE\": \"VERSION\", ...}"},
	{RULE("{'article':'Q1','files':{'A.exe':1}}"), ".A.exe: expected a text, found a number"},
	{RULE(""), ".articles: expected a list that is not empty"},
	{RULE("{'files':{'A.exe':'5.5.2000'}}"), ".articles[0]: \"article\" is missing"},
	{RULE("{'article':'Q1','x':1,'files':{'A.exe':'5.5.2000'}}"),
		".articles[0].x: unknown key; expected one of article, first_in, files"},
};

START_TEST(flaws_are_told)
{
	expect_pack_refused(
		judged_pack(&machine, "", flawed[_i].rule), &machine.arena, flawed[_i].told);
}
END_TEST

Suite *suite_rules_fixes(void)
{
	Suite *suite = suite_create("rules_fixes");
	TCase *tests = tcase_create("fixes");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, versions_are_read_and_compared);
	tcase_add_test(tests, all_fixes_are_there);
	tcase_add_test(tests, missing_fixes_are_told_the_newest_first);
	tcase_add_test(tests, a_fix_just_below_its_version_is_missing);
	tcase_add_test(tests, where_no_keyword_tells_the_level_it_is_likely);
	tcase_add_test(tests, a_file_behind_its_service_pack_is_mixed);
	tcase_add_test(tests, a_hotfix_behind_the_last_level_is_never_mixed);
	tcase_add_test(tests, the_lowest_copy_counts);
	tcase_add_test(tests, a_copy_for_another_processor_or_of_another_product_does_not_count);
	tcase_add_test(tests, a_file_without_version_is_untold);
	tcase_add_test(tests, an_older_file_outweighs_one_that_is_untold);
	tcase_add_test(tests, a_file_that_is_not_there_beside_others_is_untold);
	tcase_add_test(tests, a_file_of_another_product_is_untold_beside_others);
	tcase_add_test(tests, an_unreadable_file_is_untold);
	tcase_add_test(tests, a_folder_that_cannot_be_told_makes_doubt);
	tcase_add_test(tests, not_applicable_when_no_file_is_there);
	tcase_add_test(tests, not_applicable_when_the_files_are_of_another_product);
	tcase_add_test(tests, not_applicable_when_the_component_is_not_there);
	tcase_add_test(tests, the_component_is_of_the_level_of_what_shows_it);
	tcase_add_test(tests, articles_whose_files_are_not_there_do_not_count);
	tcase_add_test(tests, a_text_names_five_and_counts_the_rest);
	tcase_add_loop_test(tests, flaws_are_told, 0, sizeof(flawed) / sizeof(flawed[0]));
	return suite;
}
