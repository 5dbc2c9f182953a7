/* One check put to many things: what is told of each, of those that pass, and of too many. */
#include "rules/selections/selection.h"
#include "tests/unit/rules_case.h"

#include <string.h>

Suite *suite_rules_each(void);

#define BIN "C:\\\\exchsrvr\\\\connect\\\\ccmail\\\\bin"

static struct judged_machine machine;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

/* Puts "is it there?" to each of the items, which are JSON texts. */
static void judge_files(const char *items)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "{'name':'bin','description':'d','default':'" BIN "'}",
			arena_printf(&machine.arena,
				"{'id':'there','title':'T','severity':'high','references':['Q1'],"
				"'each':{'in':'list','items':[%s]},"
				"'check':{'type':'file','path':'${item}'},"
				"'holds':'${count} files are there.','cases':{'missing':"
				"{'explanation':'${item.folder} has no such file: ${detail}.',"
				"'remedy':'Copy ${item}.'},'otherwise':"
				"{'explanation':'${detail}','remedy':'Mend ${path}.'}}}",
				items)));
}

static const struct finding *found(size_t index)
{
	ck_assert_uint_lt(index, machine.result.finding_count);
	return &machine.result.findings[index];
}

START_TEST(each_failure_is_told_and_those_that_pass_together)
{
	judge_files("'C:\\\\z.exe','${bin}\\\\Ccmc.exe','C:\\\\a.exe','C:\\\\WINNT'");
	ck_assert_uint_eq(machine.result.finding_count, 4);
	ck_assert_str_eq(found(0)->subject, "C:\\WINNT");
	ck_assert_str_eq(found(0)->case_name, "folder");
	expect_text(found(0)->remedy, "Mend C:\\WINNT.");
	ck_assert_str_eq(found(1)->subject, "C:\\a.exe");
	expect_text(found(1)->explanation, "C:\\ has no such file: C:\\a.exe is not there.");
	ck_assert_str_eq(found(2)->subject, "C:\\z.exe");
	ck_assert_str_eq(found(2)->remedy, "Copy C:\\z.exe.");
	ck_assert_int_eq(found(3)->status, FINDING_PASS);
	ck_assert_str_eq(found(3)->explanation, "1 files are there.");
	ck_assert_uint_eq(found(3)->evidence_count, 1);
	ck_assert_ptr_null(found(3)->case_name);
}
END_TEST

START_TEST(what_cannot_be_told_is_told_of_each)
{
	judge_files("'Q:\\\\x','${bin}\\\\Ccmc.exe'");
	ck_assert_uint_eq(machine.result.finding_count, 2);
	ck_assert_str_eq(found(0)->subject, "Q:\\x");
	ck_assert_int_eq(found(0)->status, FINDING_UNKNOWN);
	ck_assert_int_eq(found(1)->status, FINDING_PASS);
}
END_TEST

START_TEST(too_many_are_told_together)
{
	struct arena *arena = &machine.arena;
	const char *items = "'Q:\\\\unknown'";
	char last[64];

	for (int i = 0; i < MAX_FINDINGS_OF_RULE + 3; i++)
		items = arena_printf(arena, "%s,'C:\\\\x%04d'", items, i);
	judge_files(items);
	snprintf(last, sizeof(last), "C:\\x%04d", MAX_FINDINGS_OF_RULE - 1);
	ck_assert_uint_eq(machine.result.finding_count, MAX_FINDINGS_OF_RULE + 1);
	ck_assert_str_eq(found(MAX_FINDINGS_OF_RULE)->subject, "4 more");
	ck_assert_int_eq(found(MAX_FINDINGS_OF_RULE)->status, FINDING_FAIL);
	expect_text(found(MAX_FINDINGS_OF_RULE)->explanation, "There are 4 more");
	expect_text(found(MAX_FINDINGS_OF_RULE)->explanation, last);
}
END_TEST

START_TEST(nothing_to_judge_is_not_applicable)
{
	judged_judge_by(
		&machine, judged_pack(&machine, "",
				  "{'id':'there','title':'T','severity':'high','references':['Q1'],"
				  "'each':{'in':'list','items':['a','b']},"
				  "'check':{'type':'service','service':'${item}'},'holds':'H'}"));
	ck_assert_uint_eq(machine.result.finding_count, 1);
	ck_assert_int_eq(found(0)->status, FINDING_NOT_APPLICABLE);
	ck_assert_str_eq(found(0)->subject, selection_list.summary);
	expect_text(found(0)->explanation, "the service a is not installed");
}
END_TEST

START_TEST(a_live_rule_waits_for_the_running_machine)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "",
			"{'id':'there','title':'T','severity':'high','references':['Q1'],"
			"'live':true,'check':{'type':'file','path':'C:\\\\gone'},'holds':'H',"
			"'cases':{'otherwise':{'explanation':'E','remedy':'R'}}}"));
	expect_status(&machine, "there", FINDING_NOT_APPLICABLE, "Sample",
		"only the running machine can tell; run compatscan there");
}
END_TEST

Suite *suite_rules_each(void)
{
	Suite *suite = suite_create("rules_each");
	TCase *tests = tcase_create("each");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, each_failure_is_told_and_those_that_pass_together);
	tcase_add_test(tests, what_cannot_be_told_is_told_of_each);
	tcase_add_test(tests, too_many_are_told_together);
	tcase_add_test(tests, nothing_to_judge_is_not_applicable);
	tcase_add_test(tests, a_live_rule_waits_for_the_running_machine);
	return suite;
}
