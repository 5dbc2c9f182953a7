/* all, any, not and when: what follows from the answers of their parts. */
#include "tests/unit/rules_case.h"

#include <string.h>

Suite *suite_rules_composite(void);

/* Parts by their answer on the sample server. */
#define PASS "{'type':'file','path':'C:\\\\exchsrvr\\\\connect\\\\ccmail\\\\bin\\\\Ccmc.exe'}"
#define FAIL "{'type':'file','path':'C:\\\\gone'}"
#define UNKNOWN "{'type':'file','path':'Q:\\\\x'}"
#define NEVER "{'type':'restarted','service':'S','paths':'C:\\\\x'}"
#define LATER                                                                                      \
	"{'type':'unshadowed','program':'import','kind':'pe32','machine':'i386',"                  \
	"'target':'windows','severity_behind':'low'}"

static struct judged_machine machine;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

static const struct finding *judge(const char *check)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "",
			arena_printf(&machine.arena,
				"{'id':'r','title':'T','severity':'high','references':['Q1'],"
				"'check':%s,'holds':'holds: ${detail}','cases':{'otherwise':"
				"{'explanation':'${detail}','remedy':'R'}}}",
				check)));
	return judged_finding(&machine, "r");
}

static const struct {
	const char *check;
	enum finding_status status;
	const char *case_name; /* FINDING_FAIL */
	const char *text;      /* that the explanation holds */
} answers[] = {
	{"{'type':'all','checks':[" PASS "," PASS "]}", FINDING_PASS, NULL,
		"holds: C:\\exchsrvr\\connect\\ccmail\\bin\\Ccmc.exe is there"},
	{"{'type':'all','checks':[" PASS "," FAIL "," UNKNOWN "]}", FINDING_FAIL, "unmet",
		"C:\\gone is not there"},
	{"{'type':'all','checks':[" PASS "," UNKNOWN "," NEVER "]}", FINDING_UNKNOWN, NULL,
		"whether Q:\\x is there could not be told"},
	{"{'type':'all','checks':[" PASS "," NEVER "]}", FINDING_PASS, NULL, "Ccmc.exe is there"},
	{"{'type':'all','checks':[" NEVER "," NEVER "]}", FINDING_NOT_APPLICABLE, NULL, "restart"},
	{"{'type':'any','checks':[" FAIL "," PASS "," UNKNOWN "]}", FINDING_PASS, NULL,
		"Ccmc.exe is there"},
	{"{'type':'any','checks':[" FAIL "," UNKNOWN "," NEVER "]}", FINDING_UNKNOWN, NULL, "Q:"},
	{"{'type':'any','checks':[" FAIL "," NEVER "," FAIL "]}", FINDING_FAIL, "none",
		"C:\\gone is not there"},
	{"{'type':'any','checks':[" NEVER "]}", FINDING_NOT_APPLICABLE, NULL, "restart"},
	{"{'type':'not','check':" PASS "}", FINDING_FAIL, "holds", "Ccmc.exe is there"},
	{"{'type':'not','check':" FAIL "}", FINDING_PASS, NULL, "holds: C:\\gone is not there"},
	{"{'type':'not','check':" UNKNOWN "}", FINDING_UNKNOWN, NULL, "Q:"},
	{"{'type':'not','check':" NEVER "}", FINDING_NOT_APPLICABLE, NULL, "restart"},
	{"{'type':'when','if':" PASS ",'then':" PASS "}", FINDING_PASS, NULL, "holds: C:"},
	{"{'type':'when','if':" PASS ",'then':" FAIL "}", FINDING_FAIL, "missing", "C:\\gone"},
	{"{'type':'when','if':" FAIL ",'then':" FAIL "}", FINDING_NOT_APPLICABLE, NULL,
		"C:\\gone is not there"},
	{"{'type':'when','if':" UNKNOWN ",'then':" FAIL "}", FINDING_UNKNOWN, NULL, "Q:"},
	{"{'type':'when','if':" NEVER ",'then':" FAIL "}", FINDING_NOT_APPLICABLE, NULL, "restart"},
	{"{'type':'when','if':" PASS ",'then':{'type':'when','if':" PASS ",'then':" FAIL "}}",
		FINDING_FAIL, "missing", "C:\\gone"},
};

START_TEST(answers_follow_from_those_of_the_parts)
{
	const struct finding *finding = judge(answers[_i].check);

	ck_assert_msg(finding->status == answers[_i].status, "%s: %s, %s", answers[_i].check,
		finding_status_name(finding->status), finding->explanation);
	ck_assert_pstr_eq(finding->case_name, answers[_i].case_name);
	expect_text(finding->explanation, answers[_i].text);
}
END_TEST

START_TEST(what_two_parts_find_is_told_once)
{
	const struct finding *finding = judge("{'type':'all','checks':[" FAIL "," FAIL
					      ",{'type':'file','path':'C:\\\\gone.too'}]}");

	ck_assert_str_eq(finding->explanation,
		"otherwise: C:\\gone is not there; C:\\gone.too is not there");
}
END_TEST

START_TEST(the_evidence_of_all_parts_is_there)
{
	const struct finding *finding = judge(
		"{'type':'all','checks':[" PASS ",{'type':'not','check':" FAIL "}," FAIL "]}");

	ck_assert_uint_eq(finding->evidence_count, 3);
	ck_assert_str_eq(finding->subject, "C:\\gone");
}
END_TEST

START_TEST(a_lesser_failure_stays_lesser)
{
	const struct finding *finding;

	judged_copy(&machine, "ccmail/Import.exe", "bin/Import.exe");
	judged_copy(&machine, "exchsrvr/connect/ccmail/bin/Ccmc.exe", "WINNT/Import.exe");
	finding = judge("{'type':'all','checks':[" PASS "," LATER "]}");
	ck_assert_int_eq(finding->status, FINDING_FAIL);
	ck_assert_int_eq(finding->severity, SEVERITY_LOW);
	finding = judge("{'type':'all','checks':[" UNKNOWN "," LATER "]}");
	ck_assert_int_eq(finding->status, FINDING_UNKNOWN);
	finding = judge("{'type':'all','checks':[" FAIL "," LATER "]}");
	ck_assert_int_eq(finding->severity, SEVERITY_HIGH);
}
END_TEST

#define OS2 "{'type':'image','program':'import','target':'os2'}"
#define OLDER "{'type':'version','program':'import','below':'8.0'}"

/* Import.exe is the right one in a folder of PATH; another copy is likely found before it. */
static const struct {
	bool older; /* the other copy is not an OS/2 program but one of an older version */
	const char *check;
	const char *text;
} mixed[] = {
	{false, "{'type':'not','check':" OS2 "}",
		"C:\\store\\Import.exe, which may be the copy that runs"},
	{true, "{'type':'not','check':" OLDER "}", "has version 5.1.0.0"},
	{false, "{'type':'not','check':{'type':'all','checks':[" PASS "," OS2 "]}}", "OS/2"},
	{false, "{'type':'not','check':{'type':'any','checks':[" FAIL "," OS2 "]}}", "OS/2"},
	{false, "{'type':'when','if':" OS2 ",'then':" FAIL "}", "C:\\gone is not there"},
};

START_TEST(what_may_be_so_is_not_taken_for_its_opposite)
{
	static const struct specimen_version version = {.with_fixed = true, .file = {5, 1}};
	static const struct specimen_image os2 = {.kind = SPECIMEN_NE, .target = 1};
	static const struct specimen_image older = {.kind = SPECIMEN_PE32, .version = &version};
	const struct finding *finding;

	judged_image(&machine, "store/Import.exe", mixed[_i].older ? &older : &os2);
	finding = judge(mixed[_i].check);
	ck_assert_msg(finding->status == FINDING_FAIL, "%s: %s, %s", mixed[_i].check,
		finding_status_name(finding->status), finding->explanation);
	expect_text(finding->explanation, mixed[_i].text);
}
END_TEST

START_TEST(the_opposite_of_a_part_that_surely_fails_holds)
{
	judged_image(&machine, "store/Import.exe",
		&(struct specimen_image){.kind = SPECIMEN_NE, .target = 1});
	ck_assert_int_eq(
		judge("{'type':'not','check':{'type':'all','checks':[" FAIL "," OS2 "]}}")->status,
		FINDING_PASS);
}
END_TEST

START_TEST(what_is_damaged_may_be_anything)
{
	judged_cut(&machine, "ccmail/Import.exe", 0x60);
	ck_assert_int_eq(judge("{'type':'not','check':" OS2 "}")->status, FINDING_UNKNOWN);
	ck_assert_int_eq(
		judge("{'type':'when','if':" OS2 ",'then':" PASS "}")->status, FINDING_UNKNOWN);
}
END_TEST

Suite *suite_rules_composite(void)
{
	Suite *suite = suite_create("rules_composite");
	TCase *tests = tcase_create("composite");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, answers_follow_from_those_of_the_parts, 0,
		(int)(sizeof(answers) / sizeof(answers[0])));
	tcase_add_test(tests, what_two_parts_find_is_told_once);
	tcase_add_loop_test(tests, what_may_be_so_is_not_taken_for_its_opposite, 0,
		(int)(sizeof(mixed) / sizeof(mixed[0])));
	tcase_add_test(tests, the_opposite_of_a_part_that_surely_fails_holds);
	tcase_add_test(tests, what_is_damaged_may_be_anything);
	tcase_add_test(tests, the_evidence_of_all_parts_is_there);
	tcase_add_test(tests, a_lesser_failure_stays_lesser);
	return suite;
}
