/* The check of one release. */
#include "tests/unit/rules_case.h"

#include "tests/fixture/draft.h"
#include "tests/fixture/file.h"

#include <string.h>

Suite *suite_rules_release(void);

#define IMPORT "C:\\ccmail\\Import.exe"
#define EXPORT "C:\\ccmail\\Export.exe"
#define CDMW800 "C:\\ccmail\\Cdmw800.dll"

static struct judged_machine machine;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

START_TEST(release_holds_for_one_release)
{
	const struct finding *finding;

	judged_judge(&machine);
	finding = expect_status(&machine, "same-release", FINDING_PASS, EXPORT,
		"The programs and their DLLs all carry file versions of release 8.50.");
	ck_assert_uint_eq(finding->evidence_count, 5);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT,
			.fact = "file version",
			.expected = "8.50, as most of them",
			.actual = "8.50.0.0",
			.search_step = "PATH entry 4 (C:\\ccmail)"});
	ck_assert_str_eq(finding->evidence[4].expected, "8.50, as most of them");
}
END_TEST

static void write_version(const char *path, bool dll, const char *version)
{
	struct fixture_draft draft = {.image = {.kind = SPECIMEN_PE32, .dll = dll}};

	if (version)
		fixture_draft_set_file_version(&draft, version);
	judged_image(&machine, path, fixture_draft_finish(&draft));
	fixture_draft_free(&draft);
}

START_TEST(release_fails_when_one_differs)
{
	const struct finding *finding;

	write_version("ccmail/Cdmw800.dll", true, "8.30.0.0");
	judged_judge(&machine);
	finding = expect_failure(&machine, "same-release", "differs", SEVERITY_MEDIUM, CDMW800);
	expect_text(finding->explanation, CDMW800 " has version 8.30.0.0");
	expect_text(finding->explanation, IMPORT);
	ck_assert_uint_eq(finding->evidence_count, 5);
	ck_assert_str_eq(finding->evidence[2].actual, "8.30.0.0");
	ck_assert_uint_lt(finding->evidence[2].offset, 0x2000);
}
END_TEST

START_TEST(release_fails_for_another_major_number)
{
	const struct finding *finding;

	write_version("ccmail/Import.exe", false, "6.0.0.0");
	judged_judge(&machine);
	/* The program that is wrong is the subject, though others were looked at after it. */
	finding = expect_failure(&machine, "same-release", "other-major", SEVERITY_MEDIUM, IMPORT);
	expect_text(finding->explanation, IMPORT " has version 6.0.0.0");
}
END_TEST

START_TEST(release_is_unknown_without_a_version)
{
	const struct finding *finding;

	write_version("ccmail/Import.exe", false, NULL);
	judged_judge(&machine);
	finding = expect_status(&machine, "same-release", FINDING_UNKNOWN, IMPORT,
		IMPORT " carries no version, so its release could not be told");
	ck_assert_str_eq(finding->evidence[0].actual, "no version resource");
}
END_TEST

/* As write_version, with a letter of VS_VERSION_INFO, or of the key of its strings, changed. */
static void write_damaged(const char *path, const char *version, const char *key)
{
	struct fixture_draft draft = {.image = {.kind = SPECIMEN_PE32}};
	struct specimen_bytes bytes = {0};
	size_t at = 0;

	fixture_draft_set_file_version(&draft, version);
	fixture_image_build(fixture_draft_finish(&draft), &bytes);
	while (at + 8 < bytes.length && (bytes.data[at] != (uint8_t)key[0] || bytes.data[at + 1] ||
						bytes.data[at + 2] != (uint8_t)key[1] ||
						bytes.data[at + 4] != (uint8_t)key[2]))
		at++;
	ck_assert_uint_lt(at + 8, bytes.length);
	specimen_patch_u16(&bytes, at + 4, '?');
	fixture_file_write(arena_printf(&machine.arena, "%s/%s", machine.folder, path), &bytes,
		FIXTURE_SERVER_TIME);
	specimen_bytes_free(&bytes);
	fixture_draft_free(&draft);
}

START_TEST(release_is_unknown_when_the_version_is_in_doubt)
{
	const struct finding *finding;

	/* Were it relied on, it would be a failure. */
	write_damaged("ccmail/Import.exe", "6.0.0.0", "VS_");
	judged_judge(&machine);
	finding = expect_status(&machine, "same-release", FINDING_UNKNOWN, IMPORT,
		"the version of " IMPORT " could not be relied on: "
		"the version resource is not called VS_VERSION_INFO");
	ck_assert_str_eq(finding->evidence[0].actual, "6.0.0.0");
}
END_TEST

START_TEST(damaged_strings_say_nothing_against_the_version)
{
	write_damaged("ccmail/Import.exe", "6.0.0.0", "Var");
	judged_judge(&machine);
	expect_failure(&machine, "same-release", "other-major", SEVERITY_MEDIUM, IMPORT);
}
END_TEST

START_TEST(release_is_unknown_when_a_library_has_no_version)
{
	write_version("ccmail/Cfw803.dll", true, NULL);
	judged_judge(&machine);
	expect_status(&machine, "same-release", FINDING_UNKNOWN, EXPORT,
		"C:\\ccmail\\Cfw803.dll carries no version, so its release could not be told");
}
END_TEST

START_TEST(release_is_unknown_without_a_library)
{
	judged_remove(&machine, "ccmail/Cfw803.dll");
	judged_judge(&machine);
	expect_status(&machine, "same-release", FINDING_UNKNOWN, EXPORT,
		"Cfw803.dll was not found, so its release could not be told");
}
END_TEST

START_TEST(a_wrong_release_outweighs_a_missing_version)
{
	write_version("ccmail/Import.exe", false, NULL);
	write_version("ccmail/Export.exe", false, "6.0.0.0");
	judged_judge(&machine);
	expect_failure(&machine, "same-release", "other-major", SEVERITY_MEDIUM, EXPORT);
}
END_TEST

Suite *suite_rules_release(void)
{
	Suite *suite = suite_create("rules_release");
	TCase *tests = tcase_create("release");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, release_holds_for_one_release);
	tcase_add_test(tests, release_fails_when_one_differs);
	tcase_add_test(tests, release_fails_for_another_major_number);
	tcase_add_test(tests, release_is_unknown_without_a_version);
	tcase_add_test(tests, release_is_unknown_when_the_version_is_in_doubt);
	tcase_add_test(tests, damaged_strings_say_nothing_against_the_version);
	tcase_add_test(tests, release_is_unknown_when_a_library_has_no_version);
	tcase_add_test(tests, release_is_unknown_without_a_library);
	tcase_add_test(tests, a_wrong_release_outweighs_a_missing_version);
	return suite;
}
