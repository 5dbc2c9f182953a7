/* The checks of where programs lie: names, on-path. */
#include "tests/unit/rules_case.h"

#include <string.h>

Suite *suite_rules_place(void);

#define IMPORT "C:\\ccmail\\Import.exe"
#define IMPORT32 "C:\\ccmail\\Import32.exe"

static struct judged_machine machine;
static const struct specimen_image dos_program = {.kind = SPECIMEN_MZ};

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

static void start_by_registry(void)
{
	judged_end(&machine);
	judged_start(&machine, FIXTURE_SERVER_FIXED_BY_REGISTRY);
}

static void expect_healthy(void)
{
	for (size_t i = 0; i < machine.result.finding_count; i++) {
		const struct finding *finding = &machine.result.findings[i];

		ck_assert_msg(finding->status == (strcmp(finding->rule, "connector-restarted") == 0
								 ? FINDING_NOT_APPLICABLE
								 : FINDING_PASS),
			"%s: %s", finding->rule, finding->explanation);
	}
	ck_assert_uint_eq(machine.result.finding_count, 17);
}

START_TEST(both_ways_are_healthy)
{
	judged_judge(&machine);
	expect_healthy();
	expect_status(&machine, "renamed", FINDING_PASS, "Import.exe",
		"Both programs are used in one way: by renaming.");
	start_by_registry();
	judged_judge(&machine);
	expect_healthy();
	expect_status(&machine, "renamed", FINDING_PASS, "Import32.exe",
		"Both programs are used in one way: by registry.");
	expect_evidence(expect_status(&machine, "placed-in-path", FINDING_PASS, "C:\\ccmail", NULL),
		0,
		(struct evidence){.path = "C:\\ccmail",
			.fact = "folder named in the registry",
			.expected = "the folder of the programs",
			.actual = "C:\\ccmail"});
}
END_TEST

START_TEST(a_named_folder_may_end_in_a_backslash)
{
	start_by_registry();
	judged_parameter(&machine, "cc:Mail Admin file path", "c:/ccmail\\");
	judged_judge(&machine);
	expect_healthy();
}
END_TEST

START_TEST(names_fail_while_the_new_program_waits)
{
	const struct finding *finding;

	judged_move(&machine, "ccmail/Import.exe", "ccmail/Import32.exe");
	judged_judge(&machine);
	finding = expect_failure(&machine, "renamed", "unrenamed", SEVERITY_HIGH, IMPORT32);
	expect_text(
		finding->explanation, IMPORT32 " is there, but the connector starts Import.exe");
	expect_text(finding->remedy, "rename " IMPORT32 " to Import.exe");
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT32,
			.fact = "name",
			.expected = "Import.exe",
			.actual = "Import32.exe"});
}
END_TEST

START_TEST(names_fail_while_the_old_program_runs)
{
	const struct finding *finding;

	judged_move(&machine, "ccmail/Import.exe", "tools/Import32.exe");
	judged_image(&machine, "ccmail/Import.exe", &dos_program);
	judged_copy(&machine, "tools/Import32.exe", "ccmail/Import32.exe");
	judged_judge(&machine);
	finding = expect_failure(&machine, "renamed", "unrenamed", SEVERITY_HIGH, IMPORT32);
	ck_assert_uint_eq(finding->evidence_count, 1);
}
END_TEST

START_TEST(names_take_a_spare_copy_beside_the_right_one)
{
	judged_copy(&machine, "ccmail/Import.exe", "ccmail/Import32.exe");
	judged_judge(&machine);
	expect_status(&machine, "renamed", FINDING_PASS, "Import.exe", NULL);
}
END_TEST

START_TEST(names_fail_when_the_ways_are_mixed)
{
	const struct finding *finding;

	judged_copy(&machine, "ccmail/Import.exe", "ccmail/Import32.exe");
	judged_parameter(&machine, "Import", "import32.EXE");
	judged_judge(&machine);
	finding = expect_failure(&machine, "renamed", "mixed", SEVERITY_HIGH, "import32.EXE");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = "import",
			.fact = "configured name",
			.expected = "all old names, or all new ones",
			.actual = "import32.EXE"});
	expect_evidence(finding, 1,
		(struct evidence){.path = "export",
			.fact = "configured name",
			.expected = "all old names, or all new ones",
			.actual = "Export.exe"});
}
END_TEST

/* What CreateProcess is given may have arguments and quotes, or lack the extension. */
START_TEST(names_are_seen_in_command_lines)
{
	static const char *const lines[] = {
		"Import32.exe /x", "\"C:\\ccmail\\Import32.exe\" /x", "import32 /x", "Import32"};

	judged_copy(&machine, "ccmail/Import.exe", "ccmail/Import32.exe");
	judged_parameter(&machine, "Import", lines[_i]);
	judged_judge(&machine);
	ck_assert_str_eq(judged_finding(&machine, "renamed")->case_name, "mixed");
	judged_end(&machine);

	judged_start(&machine, FIXTURE_SERVER_FIXED_BY_REGISTRY);
	judged_parameter(&machine, "Import", lines[_i]);
	judged_judge(&machine);
	ck_assert_int_eq(judged_finding(&machine, "renamed")->status, FINDING_PASS);
}
END_TEST

START_TEST(names_fail_when_the_registry_names_another_folder)
{
	const struct finding *finding;

	start_by_registry();
	judged_parameter(&machine, "cc:Mail Admin file path", "C:\\empty");
	judged_path(&machine, "C:\\ccmail");
	judged_judge(&machine);
	finding = expect_failure(
		&machine, "renamed", "registry-names", SEVERITY_HIGH, "Import32.exe");
	expect_text(finding->explanation, "The registry names Import32.exe");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT32,
			.fact = "folder named in the registry",
			.expected = "a folder that holds Import32.exe",
			.actual = "C:\\empty",
			.search_step = "PATH entry 1 (C:\\ccmail)"});
	judged_end(&machine);

	judged_start(&machine, FIXTURE_SERVER_FIXED_BY_REGISTRY);
	judged_parameter(&machine, "cc:Mail Admin file path", "");
	judged_judge(&machine);
	finding = expect_failure(
		&machine, "renamed", "registry-names", SEVERITY_HIGH, "Import32.exe");
	ck_assert_str_eq(finding->evidence[0].actual, "no folder is named");
}
END_TEST

START_TEST(names_are_unknown_when_the_named_folder_is)
{
	const struct finding *finding;

	start_by_registry();
	judged_parameter(&machine, "cc:Mail Admin file path", "D:\\ccmail");
	judged_judge(&machine);
	finding = expect_status(&machine, "renamed", FINDING_UNKNOWN, "Import32.exe", NULL);
	expect_text(finding->explanation,
		"whether Import32.exe is in the folder the registry names could not be told: ");
	judged_end(&machine);

	judged_start(&machine, FIXTURE_SERVER_FIXED);
	judged_path(&machine, "D:\\tools");
	judged_judge(&machine);
	finding = expect_status(&machine, "renamed", FINDING_UNKNOWN, "Import.exe", NULL);
	expect_text(finding->explanation,
		"whether Import32.exe waits to be renamed could not be told: ");
}
END_TEST

START_TEST(names_are_templates)
{
	static const char rule[] =
		"{'id':'n','title':'T','severity':'high','references':['Q'],'holds':'${way}','"
		"check':"
		"{'type':'names','programs':['import'],'old_names':['Import.exe'],'new_names':['${"
		"new}']},"
		"'cases':{'unrenamed':{'explanation':'${file}','remedy':'R'},"
		"'mixed':{'explanation':'E','remedy':'R'},"
		"'registry-names':{'explanation':'E','remedy':'R'}}}";
	static const char parameter[] = "{'name':'new','description':'d','default':'Import32.exe'}";
	const struct finding *finding;

	judged_move(&machine, "ccmail/Import.exe", "ccmail/Import32.exe");
	judged_judge_by(&machine, judged_pack(&machine, parameter, rule));
	finding = expect_failure(&machine, "n", "unrenamed", SEVERITY_HIGH, IMPORT32);
	ck_assert_str_eq(finding->explanation, "unrenamed: " IMPORT32);
}
END_TEST

START_TEST(on_path_holds_for_an_entry_of_the_path)
{
	const struct finding *finding;

	judged_judge(&machine);
	finding = expect_status(&machine, "placed-in-path", FINDING_PASS, "C:\\ccmail", NULL);
	expect_text(finding->explanation, "C:\\ccmail, is on the system path");
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = "C:\\ccmail",
			.fact = "system path",
			.expected = "an entry for the folder, spelled as it is",
			.actual = "PATH entry 4, written C:\\ccmail"});
}
END_TEST

START_TEST(on_path_fails_for_a_folder_that_is_not)
{
	static const char folder[] = "C:\\exchsrvr\\connect\\ccmail\\bin";
	const struct finding *finding;

	judged_move(&machine, "ccmail/Import.exe", "exchsrvr/connect/ccmail/bin/Import.exe");
	judged_judge(&machine);
	finding = expect_failure(&machine, "placed-in-path", "not-on-path", SEVERITY_HIGH, folder);
	expect_text(finding->explanation, "C:\\exchsrvr\\connect\\ccmail\\bin\\Import.exe lies in "
					  "C:\\exchsrvr\\connect\\ccmail\\bin, which");
	expect_evidence(finding, 0,
		(struct evidence){.path = folder,
			.fact = "system path",
			.expected = "an entry for the folder, spelled as it is",
			.actual = "no entry"});
}
END_TEST

START_TEST(on_path_fails_for_the_folder_of_a_library)
{
	const struct finding *finding;

	judged_move(&machine, "ccmail/Cfw803.dll", "exchsrvr/Ccmcdata/Cfw803.dll");
	judged_judge(&machine);
	finding = expect_failure(
		&machine, "placed-in-path", "not-on-path", SEVERITY_HIGH, "C:\\exchsrvr\\Ccmcdata");
	expect_text(finding->explanation, "C:\\exchsrvr\\Ccmcdata\\Cfw803.dll lies in");
}
END_TEST

START_TEST(on_path_fails_for_an_entry_that_is_spelled_badly)
{
	const struct finding *finding;

	judged_path(&machine, "%SystemRoot%\\system32;C:\\ccmail;C:\\CCMAIL\\");
	judged_judge(&machine);
	finding = expect_failure(
		&machine, "placed-in-path", "badly-spelled", SEVERITY_HIGH, "C:\\ccmail");
	expect_text(finding->explanation, "C:\\ccmail, which holds " IMPORT);
	expect_text(finding->explanation,
		"PATH entry 3 (C:\\CCMAIL\\): duplicate: the same folder is entry 2 already");
	ck_assert_uint_eq(finding->evidence_count, 2);
	ck_assert_str_eq(finding->evidence[0].actual, "PATH entry 2, written C:\\ccmail");
}
END_TEST

START_TEST(on_path_fails_when_no_folder_holds_a_program)
{
	const struct finding *finding;

	judged_path(&machine, "%SystemRoot%\\system32;%SystemRoot%");
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "placed-in-path", "nowhere", SEVERITY_HIGH, "Import.exe");
	expect_evidence(finding, 0,
		(struct evidence){.path = "Import.exe",
			.fact = "system path",
			.expected = "an entry for the folder, spelled as it is",
			.actual = "no folder of the path holds one of the programs"});
}
END_TEST

START_TEST(on_path_is_unknown_when_the_program_is)
{
	const struct finding *finding;

	judged_path(&machine, "D:\\tools;C:\\ccmail");
	judged_judge(&machine);
	finding = expect_status(&machine, "placed-in-path", FINDING_UNKNOWN, "Import.exe", NULL);
	expect_text(finding->explanation, "which Import.exe runs could not be told: ");
}
END_TEST

Suite *suite_rules_place(void)
{
	Suite *suite = suite_create("rules_place");
	TCase *tests = tcase_create("place");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, both_ways_are_healthy);
	tcase_add_test(tests, a_named_folder_may_end_in_a_backslash);
	tcase_add_test(tests, names_fail_while_the_new_program_waits);
	tcase_add_test(tests, names_fail_while_the_old_program_runs);
	tcase_add_test(tests, names_take_a_spare_copy_beside_the_right_one);
	tcase_add_test(tests, names_fail_when_the_ways_are_mixed);
	tcase_add_loop_test(tests, names_are_seen_in_command_lines, 0, 4);
	tcase_add_test(tests, names_fail_when_the_registry_names_another_folder);
	tcase_add_test(tests, names_are_unknown_when_the_named_folder_is);
	tcase_add_test(tests, names_are_templates);
	tcase_add_test(tests, on_path_holds_for_an_entry_of_the_path);
	tcase_add_test(tests, on_path_fails_for_a_folder_that_is_not);
	tcase_add_test(tests, on_path_fails_for_the_folder_of_a_library);
	tcase_add_test(tests, on_path_fails_for_an_entry_that_is_spelled_badly);
	tcase_add_test(tests, on_path_fails_when_no_folder_holds_a_program);
	tcase_add_test(tests, on_path_is_unknown_when_the_program_is);
	return suite;
}
