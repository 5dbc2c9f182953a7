/* The checks of single files: file, same-file. */
#include "tests/unit/rules_case.h"

#include <string.h>

Suite *suite_rules_file(void);

#define RESOURCES "C:\\exchsrvr\\Ccmcdata\\Impexp.ri"

static struct judged_machine machine;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

START_TEST(file_holds_for_a_file_with_content)
{
	const struct finding *finding;

	judged_judge(&machine);
	finding = expect_status(&machine, "impexp-ri", FINDING_PASS, RESOURCES,
		"The resource file of the programs, " RESOURCES ", is there.");
	ck_assert_uint_eq(finding->evidence_count, 1);
	ck_assert_str_eq(finding->evidence[0].file->path, RESOURCES);
	expect_text(finding->evidence[0].actual, " bytes");
	expect_status(&machine, "impexp-ri-matches", FINDING_PASS, RESOURCES, NULL);
}
END_TEST

START_TEST(file_fails_when_it_is_missing)
{
	const struct finding *finding;

	judged_remove(&machine, "exchsrvr/Ccmcdata/Impexp.ri");
	judged_remove(&machine, "ccmail/Impexp.ri");
	judged_judge(&machine);
	finding = expect_failure(&machine, "impexp-ri", "missing", SEVERITY_HIGH, RESOURCES);
	expect_text(finding->explanation, RESOURCES);
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = RESOURCES,
			.fact = "file",
			.expected = "a file that is not empty",
			.actual = "not there"});
	expect_status(&machine, "impexp-ri-matches", FINDING_NOT_APPLICABLE, RESOURCES,
		"no other Impexp.ri lies beside the programs to compare with");
}
END_TEST

START_TEST(file_fails_when_it_lies_beside_the_programs)
{
	static const char other[] = "C:\\ccmail\\Impexp.ri";
	const struct finding *finding;

	judged_remove(&machine, "exchsrvr/Ccmcdata/Impexp.ri");
	judged_judge(&machine);
	finding = expect_failure(&machine, "impexp-ri", "elsewhere", SEVERITY_HIGH, RESOURCES);
	expect_text(finding->explanation, "Impexp.ri lies at C:\\ccmail\\Impexp.ri");
	expect_text(finding->remedy, "Copy C:\\ccmail\\Impexp.ri to " RESOURCES);
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 1,
		(struct evidence){.path = other,
			.fact = "file of the same name",
			.expected = RESOURCES,
			.actual = other});
	expect_status(&machine, "impexp-ri-matches", FINDING_UNKNOWN, RESOURCES,
		RESOURCES " is no file that is there, so it could not be compared with "
			  "C:\\ccmail\\Impexp.ri");
}
END_TEST

START_TEST(file_fails_when_it_lies_in_a_folder_the_rule_names)
{
	judged_move(&machine, "exchsrvr/Ccmcdata/Impexp.ri", "exchsrvr/Ccmcdata/Import/IMPEXP.RI");
	judged_judge(&machine);
	expect_text(expect_failure(&machine, "impexp-ri", "elsewhere", SEVERITY_HIGH, RESOURCES)
			    ->explanation,
		"C:\\exchsrvr\\Ccmcdata\\Import\\IMPEXP.RI");
}
END_TEST

START_TEST(file_fails_when_it_is_empty)
{
	const struct finding *finding;

	judged_write(&machine, "exchsrvr/Ccmcdata/Impexp.ri", "");
	judged_judge(&machine);
	finding = expect_failure(&machine, "impexp-ri", "empty", SEVERITY_HIGH, RESOURCES);
	expect_text(finding->explanation, RESOURCES);
	ck_assert_str_eq(finding->evidence[0].actual, "0 bytes");
}
END_TEST

START_TEST(file_fails_for_a_folder)
{
	const struct finding *finding;

	judged_remove(&machine, "exchsrvr/Ccmcdata/Impexp.ri");
	judged_write(&machine, "exchsrvr/Ccmcdata/Impexp.ri/x", "");
	judged_judge(&machine);
	finding = expect_failure(&machine, "impexp-ri", "folder", SEVERITY_HIGH, RESOURCES);
	expect_text(finding->explanation, RESOURCES);
	ck_assert_str_eq(finding->evidence[0].actual, "a folder");
}
END_TEST

START_TEST(file_is_unknown_when_it_could_be_either_of_two)
{
	const struct finding *finding;

	judged_copy(&machine, "ccmail/Impexp.ri", "exchsrvr/Ccmcdata/IMPEXP.RI");
	judged_judge(&machine);
	finding = judged_finding(&machine, "impexp-ri");
	finding = expect_status(&machine, "impexp-ri", FINDING_UNKNOWN, finding->subject, NULL);
	expect_text(finding->explanation, "is there could not be told: ");
	finding = judged_finding(&machine, "impexp-ri-matches");
	finding = expect_status(
		&machine, "impexp-ri-matches", FINDING_UNKNOWN, finding->subject, NULL);
	expect_text(finding->explanation,
		"could not be read, so it could not be compared with C:\\ccmail\\Impexp.ri");
}
END_TEST

START_TEST(file_is_unknown_when_it_cannot_be_read)
{
	machine.unreadable = "exchsrvr/Ccmcdata/Impexp.ri";
	judged_judge(&machine);
	expect_text(
		expect_status(&machine, "impexp-ri", FINDING_UNKNOWN, RESOURCES, NULL)->explanation,
		"cannot read " RESOURCES);
	expect_text(expect_status(&machine, "impexp-ri-matches", FINDING_UNKNOWN, RESOURCES, NULL)
			    ->explanation,
		"cannot read " RESOURCES);
}
END_TEST

START_TEST(same_file_fails_when_the_bytes_differ)
{
	static const char other[] = "C:\\ccmail\\Impexp.ri";
	const struct finding *finding;

	judged_write(&machine, "ccmail/Impexp.ri", "another");
	judged_judge(&machine);
	finding = expect_failure(
		&machine, "impexp-ri-matches", "differs", SEVERITY_MEDIUM, RESOURCES);
	expect_text(finding->explanation, RESOURCES " differs from C:\\ccmail\\Impexp.ri");
	ck_assert_uint_eq(finding->evidence_count, 1);
	ck_assert_str_eq(finding->evidence[0].path, other);
	ck_assert_str_eq(finding->evidence[0].fact, "content (SHA-256)");
	ck_assert_uint_eq(strlen(finding->evidence[0].expected), 64);
	ck_assert_str_eq(finding->evidence[0].actual,
		"ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5");
	ck_assert_str_ne(finding->evidence[0].expected, finding->evidence[0].actual);
}
END_TEST

/* The programs in the store are only likely the ones that run. */
START_TEST(same_file_looks_beside_every_copy_that_may_run)
{
	judged_copy(&machine, "ccmail/Import.exe", "exchsrvr/Ccmcdata/Import.exe");
	judged_copy(&machine, "ccmail/Export.exe", "exchsrvr/Ccmcdata/Export.exe");
	judged_write(&machine, "ccmail/Impexp.ri", "another");
	judged_judge(&machine);
	expect_failure(&machine, "impexp-ri-matches", "differs", SEVERITY_MEDIUM, RESOURCES);
}
END_TEST

/* A PE program in the store, likely, a DOS program on PATH: what may lie beside one or both. */
static const struct {
	const char *rest;
	const char *beside; /* that the file lies in, or NULL */
	enum finding_status status;
	const char *subject;
} besides[] = {
	{"", NULL, FINDING_FAIL, "C:\\store\\Ie.ri"},
	{"", "ccmail/Ie.ri", FINDING_FAIL, "C:\\store\\Ie.ri"},
	{"", "store/Ie.ri", FINDING_FAIL, "C:\\ccmail\\Ie.ri"},
	{",'absent':true", "ccmail/Ie.ri", FINDING_FAIL, "C:\\ccmail\\Ie.ri"},
	{",'beside_kind':['mz','ne']", "ccmail/Ie.ri", FINDING_PASS, "C:\\ccmail\\Ie.ri"},
	{",'beside_kind':'mz'", NULL, FINDING_FAIL, "C:\\ccmail\\Ie.ri"},
	{",'beside_kind':'ne'", "ccmail/Ie.ri", FINDING_NOT_APPLICABLE, NULL},
};

START_TEST(file_looks_beside_every_copy_that_may_run)
{
	const char *rule = arena_printf(&machine.arena,
		"{'id':'r','title':'T','severity':'low','references':['Q'],'check':{'type':'file',"
		"'path':'Ie.ri','beside':'import'%s},'holds':'H','cases':{'otherwise':"
		"{'explanation':'${path} ${elsewhere}','remedy':'R'}}}",
		besides[_i].rest);
	const struct finding *finding;

	judged_remove(&machine, "ccmail/Import.exe");
	judged_image(&machine, "ccmail/Import.exe", &(struct specimen_image){.kind = SPECIMEN_MZ});
	judged_image(&machine, "store/Import.exe", &(struct specimen_image){.kind = SPECIMEN_PE32});
	if (besides[_i].beside)
		judged_write(&machine, besides[_i].beside, "resources");
	judged_judge_by(&machine, judged_pack(&machine, "", rule));
	finding = judged_finding(&machine, "r");
	ck_assert_int_eq(finding->status, besides[_i].status);
	if (besides[_i].subject)
		ck_assert_str_eq(finding->subject, besides[_i].subject);
}
END_TEST

START_TEST(same_file_is_unknown_when_the_other_could_be_either_of_two)
{
	const struct finding *finding;

	judged_write(&machine, "ccmail/IMPEXP.RI", "another");
	judged_judge(&machine);
	finding = expect_status(&machine, "impexp-ri-matches", FINDING_UNKNOWN, RESOURCES, NULL);
	expect_text(finding->explanation, "is there to compare with could not be told: ");
}
END_TEST

START_TEST(same_file_is_unknown_when_the_program_is)
{
	const struct finding *finding;

	judged_path(&machine, "D:\\tools");
	judged_judge(&machine);
	finding = expect_status(&machine, "impexp-ri-matches", FINDING_UNKNOWN, RESOURCES, NULL);
	expect_text(finding->explanation, "which Import.exe runs could not be told: ");
}
END_TEST

Suite *suite_rules_file(void)
{
	Suite *suite = suite_create("rules_file");
	TCase *tests = tcase_create("file");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, file_holds_for_a_file_with_content);
	tcase_add_test(tests, file_fails_when_it_is_missing);
	tcase_add_test(tests, file_fails_when_it_lies_beside_the_programs);
	tcase_add_test(tests, file_fails_when_it_lies_in_a_folder_the_rule_names);
	tcase_add_test(tests, file_fails_when_it_is_empty);
	tcase_add_test(tests, file_fails_for_a_folder);
	tcase_add_test(tests, file_is_unknown_when_it_could_be_either_of_two);
	tcase_add_test(tests, file_is_unknown_when_it_cannot_be_read);
	tcase_add_test(tests, same_file_fails_when_the_bytes_differ);
	tcase_add_loop_test(tests, file_looks_beside_every_copy_that_may_run, 0,
		(int)(sizeof(besides) / sizeof(besides[0])));
	tcase_add_test(tests, same_file_looks_beside_every_copy_that_may_run);
	tcase_add_test(tests, same_file_is_unknown_when_the_other_could_be_either_of_two);
	tcase_add_test(tests, same_file_is_unknown_when_the_program_is);
	return suite;
}
