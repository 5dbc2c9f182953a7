/* Whether a pack concerns a machine, and the check that says so: service. */
#include "tests/unit/rules_case.h"

#include <string.h>

Suite *suite_rules_applies(void);

#define PROGRAM "C:\\exchsrvr\\connect\\ccmail\\bin\\Ccmc.exe"
#define PROGRAM_ON_DISK "exchsrvr/connect/ccmail/bin/Ccmc.exe"
#define KEY "HKLM\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeCCMC"

static struct judged_machine machine;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

/* What every rule says of a machine that the pack does not, or may not, concern. */
static void expect_everywhere(enum applies applies, enum finding_status status)
{
	ck_assert_int_eq(machine.result.applies, applies);
	ck_assert_uint_eq(machine.result.finding_count, machine.pack.rule_count);
	for (size_t i = 0; i < machine.result.finding_count; i++) {
		const struct finding *finding = &machine.result.findings[i];

		ck_assert_int_eq(finding->status, status);
		ck_assert_str_eq(finding->explanation, machine.result.reason);
		/* The rule that decided shows what it looked at. */
		if (strcmp(finding->rule, machine.pack.applies_rule) == 0) {
			ck_assert_uint_eq(finding->evidence_count, 2);
			continue;
		}
		ck_assert_str_eq(finding->subject, machine.pack.title);
		ck_assert_uint_eq(finding->evidence_count, 0);
	}
}

START_TEST(a_registered_service_with_its_program_applies)
{
	static const char reason[] =
		"The service MSExchangeCCMC is registered and its program " PROGRAM " is there.";
	const struct finding *finding;

	judged_judge(&machine);
	ck_assert_int_eq(machine.result.applies, APPLIES_YES);
	ck_assert_str_eq(machine.result.reason, reason);
	finding = expect_status(&machine, "connector-installed", FINDING_PASS, PROGRAM, reason);
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = KEY,
			.fact = "service",
			.expected = "registered",
			.actual = "registered"});
	expect_evidence(finding, 1,
		(struct evidence){.path = PROGRAM,
			.fact = "program of the service",
			.expected = "a file",
			.actual = "a file"});
}
END_TEST

START_TEST(findings_stand_in_the_order_of_their_rules)
{
	judged_judge(&machine);
	for (size_t i = 1; i < machine.result.finding_count; i++)
		ck_assert_str_lt(
			machine.result.findings[i - 1].rule, machine.result.findings[i].rule);
}
END_TEST

START_TEST(a_hive_without_the_service_does_not_apply)
{
	ck_assert(fixture_hive_delete_key(machine.hive, CONNECTOR_KEY));
	judged_judge(&machine);
	expect_everywhere(APPLIES_NO, FINDING_NOT_APPLICABLE);
	ck_assert_str_eq(machine.result.reason,
		"the service MSExchangeCCMC is not installed: it is not registered");
}
END_TEST

START_TEST(a_service_without_its_program_does_not_apply)
{
	judged_remove(&machine, PROGRAM_ON_DISK);
	judged_judge(&machine);
	expect_everywhere(APPLIES_NO, FINDING_NOT_APPLICABLE);
	expect_text(machine.result.reason,
		"the service MSExchangeCCMC is not installed: it is registered, but its program "
		"C:\\exchsrvr\\connect\\ccmail\\bin\\ccmc.exe does not exist");
}
END_TEST

START_TEST(a_program_on_a_drive_that_is_not_given_is_unknown)
{
	fixture_hive_set_text(machine.hive, CONNECTOR_KEY, "ImagePath", FIXTURE_REG_SZ,
		"D:\\exchsrvr\\connect\\ccmail\\bin\\ccmc.exe");
	judged_judge(&machine);
	expect_everywhere(APPLIES_UNKNOWN, FINDING_UNKNOWN);
	expect_text(machine.result.reason,
		"whether the program of the service MSExchangeCCMC is there could not be told: ");
}
END_TEST

START_TEST(without_a_hive_the_program_alone_applies)
{
	machine.without_hive = true;
	judged_judge(&machine);
	ck_assert_int_eq(machine.result.applies, APPLIES_YES);
	expect_text(machine.result.reason,
		PROGRAM " is there; whether the service MSExchangeCCMC is registered could not be "
			"told");
	expect_status(
		&machine, "connector-installed", FINDING_UNKNOWN, PROGRAM, machine.result.reason);
	ck_assert_str_eq(judged_finding(&machine, "connector-installed")->evidence[0].actual,
		"no SYSTEM hive could be asked");
	/* PATH is not known either. */
	expect_status(&machine, "import-present", FINDING_UNKNOWN, "Import.exe", NULL);
}
END_TEST

START_TEST(without_a_hive_and_program_it_is_unknown)
{
	machine.without_hive = true;
	judged_remove(&machine, PROGRAM_ON_DISK);
	judged_judge(&machine);
	expect_everywhere(APPLIES_UNKNOWN, FINDING_UNKNOWN);
	expect_text(machine.result.reason,
		"whether the service MSExchangeCCMC is installed could not be told");
	expect_text(machine.result.reason, "--system-hive FILE");
	expect_text(machine.result.reason, "--exchsrvr");
}
END_TEST

START_TEST(the_given_folder_decides_when_there_is_no_hive)
{
	machine.without_hive = true;
	machine.options.exchsrvr = "C:\\elsewhere";
	judged_judge(&machine);
	expect_everywhere(APPLIES_NO, FINDING_NOT_APPLICABLE);
	ck_assert_str_eq(machine.result.reason,
		"C:\\elsewhere\\Connect\\Ccmail\\Bin\\Ccmc.exe does not exist, so the service "
		"MSExchangeCCMC is not installed there");
	judged_end(&machine);

	judged_start(&machine, FIXTURE_SERVER_FIXED);
	machine.without_hive = true;
	machine.options.exchsrvr = "c:/exchsrvr/";
	judged_judge(&machine);
	ck_assert_int_eq(machine.result.applies, APPLIES_YES);
}
END_TEST

START_TEST(a_pack_without_applies_concerns_every_machine)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "{'name':'s','description':'d','default':'Spooler'}",
			"{'id':'r','title':'T','severity':'low','references':['Q'],'holds':'H',"
			"'check':{'type':'service','service':'${s}'}}"));
	ck_assert_int_eq(machine.result.applies, APPLIES_YES);
	ck_assert_str_eq(machine.result.reason, "the pack concerns every machine");
	expect_status(&machine, "r", FINDING_NOT_APPLICABLE, "Spooler",
		"the service Spooler is not installed: it is not registered");
}
END_TEST

static const struct {
	const char *path;
	const char *program;
	enum applies applies;
	enum finding_status status;
} deciding[] = {
	{"C:\\\\ccmail", "Import.exe", APPLIES_YES, FINDING_PASS},
	{"C:\\\\ccmail", "Nothing.exe", APPLIES_YES, FINDING_FAIL},
	{"D:\\\\ccmail", "Import.exe", APPLIES_UNKNOWN, FINDING_UNKNOWN},
};

/* Any check may decide: one that passes or fails has found its subject, so the pack concerns the
 * machine. */
START_TEST(any_check_may_decide)
{
	static const char text[] =
		"{'schema':'compatscan-pack/1','id':'sample','version':'1','title':'Sample',"
		"'description':'D','references':['Q1'],'applies':{'rule':'r'},"
		"'programs':[{'id':'p','name':'%s','caller':'C:\\\\bin','current_directory':'C:"
		"\\\\x',"
		"'folder':'%s'}],'rules':[{'id':'r','title':'T','severity':'low','references':['Q']"
		","
		"'holds':'H','check':{'type':'found','program':'p'},"
		"'cases':{'missing':{'explanation':'E','remedy':'R'}}}]}";

	judged_judge_by(&machine,
		arena_printf(&machine.arena, text, deciding[_i].program, deciding[_i].path));
	ck_assert_int_eq(machine.result.applies, deciding[_i].applies);
	ck_assert_int_eq(judged_finding(&machine, "r")->status, deciding[_i].status);
}
END_TEST

START_TEST(service_and_path_are_templates)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "{'name':'s','description':'d','default':'MSExchangeCCMC'}",
			"{'id':'r','title':'T','severity':'low','references':['Q'],"
			"'holds':'${service} ${path}','check':{'type':'service','service':'${s}',"
			"'path':'C:\\\\WINNT\\\\NOTEPAD.EXE'}}"));
	expect_status(&machine, "r", FINDING_PASS, "C:\\WINNT\\notepad.exe",
		"MSExchangeCCMC C:\\WINNT\\notepad.exe");
}
END_TEST

Suite *suite_rules_applies(void)
{
	Suite *suite = suite_create("rules_applies");
	TCase *tests = tcase_create("applies");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_registered_service_with_its_program_applies);
	tcase_add_test(tests, findings_stand_in_the_order_of_their_rules);
	tcase_add_test(tests, a_hive_without_the_service_does_not_apply);
	tcase_add_test(tests, a_service_without_its_program_does_not_apply);
	tcase_add_test(tests, a_program_on_a_drive_that_is_not_given_is_unknown);
	tcase_add_test(tests, without_a_hive_the_program_alone_applies);
	tcase_add_test(tests, without_a_hive_and_program_it_is_unknown);
	tcase_add_test(tests, the_given_folder_decides_when_there_is_no_hive);
	tcase_add_test(tests, a_pack_without_applies_concerns_every_machine);
	tcase_add_loop_test(tests, any_check_may_decide, 0, sizeof(deciding) / sizeof(deciding[0]));
	tcase_add_test(tests, service_and_path_are_templates);
	return suite;
}
