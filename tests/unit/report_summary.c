/* What a report counts, and the exit code it leads to. */
#include "report/report.h"
#include "report/writers.h"

#include <check.h>

Suite *suite_report_summary(void);

static struct report_summary summarise(
	const struct finding *findings, size_t count, enum severity threshold, bool complete)
{
	struct pack_result pack = {.findings = (struct finding *)findings, .finding_count = count};
	struct report report = {
		.complete = complete, .threshold = threshold, .packs = &pack, .pack_count = 1};

	return report_summarise(&report);
}

static bool is_open(enum finding_status status)
{
	return status == FINDING_UNKNOWN || status == FINDING_ERROR;
}

START_TEST(each_status_severity_and_threshold)
{
	for (int status = FINDING_PASS; status <= FINDING_WAIVED; status++)
		for (int severity = SEVERITY_INFO; severity <= SEVERITY_CRITICAL; severity++)
			for (int threshold = SEVERITY_INFO; threshold <= SEVERITY_CRITICAL;
				threshold++) {
				struct finding finding = {.status = (enum finding_status)status,
					.severity = (enum severity)severity};
				struct report_summary summary =
					summarise(&finding, 1, (enum severity)threshold, true);
				bool counts = severity >= threshold;
				bool failed = status == FINDING_FAIL;

				ck_assert_uint_eq(summary.pass, status == FINDING_PASS);
				ck_assert_uint_eq(summary.fail, failed && counts);
				ck_assert_uint_eq(summary.warn, failed && !counts);
				ck_assert_uint_eq(summary.error, status == FINDING_ERROR);
				ck_assert_uint_eq(summary.unknown, status == FINDING_UNKNOWN);
				ck_assert_uint_eq(
					summary.not_applicable, status == FINDING_NOT_APPLICABLE);
				ck_assert_uint_eq(summary.waived, status == FINDING_WAIVED);
				ck_assert_int_eq(summary.any_failed, failed);
				if (failed)
					ck_assert_int_eq(summary.worst, severity);
				if (!counts)
					ck_assert_int_eq(summary.exit_code, REPORT_HOLDS);
				else if (failed)
					ck_assert_int_eq(summary.exit_code, REPORT_FAILS);
				else
					ck_assert_int_eq(summary.exit_code,
						is_open((enum finding_status)status)
							? REPORT_INCOMPLETE
							: REPORT_HOLDS);
			}
}
END_TEST

START_TEST(a_failure_outweighs_an_open_question)
{
	static const struct finding findings[] = {
		{.status = FINDING_UNKNOWN, .severity = SEVERITY_CRITICAL},
		{.status = FINDING_FAIL, .severity = SEVERITY_MEDIUM},
		{.status = FINDING_FAIL, .severity = SEVERITY_HIGH},
		{.status = FINDING_FAIL, .severity = SEVERITY_LOW},
		{.status = FINDING_PASS, .severity = SEVERITY_CRITICAL}};
	struct report_summary summary = summarise(findings, 5, SEVERITY_MEDIUM, true);

	ck_assert_int_eq(summary.exit_code, REPORT_FAILS);
	ck_assert_uint_eq(summary.fail, 2);
	ck_assert_uint_eq(summary.warn, 1);
	ck_assert_int_eq(summary.worst, SEVERITY_HIGH);
	summary = summarise(findings, 5, SEVERITY_CRITICAL, true);
	ck_assert_int_eq(summary.exit_code, REPORT_INCOMPLETE);
	ck_assert_uint_eq(summary.fail, 0);
	ck_assert_uint_eq(summary.warn, 3);
	ck_assert_int_eq(summary.worst, SEVERITY_HIGH);
}
END_TEST

START_TEST(an_incomplete_scan_never_holds)
{
	static const struct finding passed = {.status = FINDING_PASS};
	static const struct finding failed = {
		.status = FINDING_FAIL, .severity = SEVERITY_CRITICAL};

	ck_assert_int_eq(
		summarise(&passed, 1, SEVERITY_MEDIUM, false).exit_code, REPORT_INCOMPLETE);
	ck_assert_int_eq(summarise(&failed, 1, SEVERITY_MEDIUM, false).exit_code, REPORT_FAILS);
	ck_assert_int_eq(summarise(NULL, 0, SEVERITY_MEDIUM, true).exit_code, REPORT_HOLDS);
}
END_TEST

START_TEST(writers_are_found_by_name)
{
	ck_assert_ptr_eq(report_writer_named("json")->write, report_write_json);
	ck_assert_ptr_eq(report_writer_named("text")->write, report_write_text);
	ck_assert_ptr_null(report_writer_named("JSON"));
	ck_assert_ptr_null(report_writer_named(""));
	ck_assert_ptr_nonnull(report_writer_at(1));
	ck_assert_ptr_null(report_writer_at(2));
}
END_TEST

Suite *suite_report_summary(void)
{
	Suite *suite = suite_create("report_summary");
	TCase *tests = tcase_create("summary");

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, each_status_severity_and_threshold);
	tcase_add_test(tests, a_failure_outweighs_an_open_question);
	tcase_add_test(tests, an_incomplete_scan_never_holds);
	tcase_add_test(tests, writers_are_found_by_name);
	return suite;
}
