/* The checks of what programs load: library, dependencies. */
#include "tests/unit/rules_case.h"

#include "tests/fixture/draft.h"

#include <string.h>

Suite *suite_rules_library(void);

#define IMPORT "C:\\ccmail\\Import.exe"
#define EXPORT "C:\\ccmail\\Export.exe"
#define CDMW800 "C:\\ccmail\\Cdmw800.dll"
#define CIW803 "C:\\ccmail\\Ciw803.dll"
#define RIGHT_LIBRARY "32-bit Windows library for i386 (pe32)"
#define WISH "pe32 on i386, a library"

static struct judged_machine machine;
static const struct specimen_image dos_program = {.kind = SPECIMEN_MZ};
static const struct specimen_image old_library = {.kind = SPECIMEN_NE, .dll = true};

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

START_TEST(library_holds_for_one_right_copy)
{
	const struct finding *finding;

	judged_judge(&machine);
	finding = expect_status(&machine, "dll-cdmw800", FINDING_PASS, CDMW800,
		"Both programs load Cdmw800.dll as " CDMW800 ", a 32-bit library for i386.");
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = CDMW800,
			.fact = "image",
			.expected = WISH,
			.actual = RIGHT_LIBRARY,
			.search_step = "the folder of the calling program (C:\\ccmail)"});
}
END_TEST

START_TEST(library_fails_when_it_is_missing)
{
	const struct finding *finding;

	judged_remove(&machine, "ccmail/Cdmw800.dll");
	judged_judge(&machine);
	finding = expect_failure(&machine, "dll-cdmw800", "missing", SEVERITY_HIGH, "Cdmw800.dll");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = "Cdmw800.dll",
			.fact = "search",
			.expected =
				"in the folder of " IMPORT ", in the Windows folders or on PATH",
			.actual = "in none of them"});
	expect_text(finding->evidence[1].expected, EXPORT);
	expect_status(&machine, "dll-cfw803", FINDING_PASS, "C:\\ccmail\\Cfw803.dll", NULL);
}
END_TEST

START_TEST(library_fails_for_a_wrong_image)
{
	const struct finding *finding;

	judged_image(&machine, "ccmail/Cdmw800.dll", &old_library);
	judged_judge(&machine);
	finding = expect_failure(&machine, "dll-cdmw800", "wrong-image", SEVERITY_HIGH, CDMW800);
	expect_text(finding->explanation, CDMW800);
	expect_text(finding->explanation, "16-bit Windows library for i286 (ne)");
	expect_text(finding->remedy, CDMW800);
}
END_TEST

START_TEST(library_fails_for_a_program)
{
	const struct finding *finding;

	judged_copy(&machine, "WINNT/notepad.exe", "ccmail/Cdmw800.dll");
	judged_judge(&machine);
	finding = expect_failure(&machine, "dll-cdmw800", "not-a-library", SEVERITY_HIGH, CDMW800);
	expect_text(finding->explanation, CDMW800);
}
END_TEST

START_TEST(library_fails_when_it_is_cut_short)
{
	const struct finding *finding;

	judged_cut(&machine, "ccmail/Cdmw800.dll", 0x300);
	judged_judge(&machine);
	finding = expect_failure(&machine, "dll-cdmw800", "damaged", SEVERITY_HIGH, CDMW800);
	expect_text(finding->explanation, CDMW800);
}
END_TEST

/* Export.exe and what it loads in a folder of their own. */
static void move_export_away(void)
{
	judged_move(&machine, "ccmail/Export.exe", "export/Export.exe");
	judged_copy(&machine, "ccmail/Cdmw800.dll", "export/Cdmw800.dll");
	judged_path(&machine, "%SystemRoot%\\system32;C:\\ccmail;C:\\export");
}

START_TEST(library_may_lie_twice_when_both_are_one)
{
	move_export_away();
	judged_judge(&machine);
	ck_assert_uint_eq(
		expect_status(&machine, "dll-cdmw800", FINDING_PASS, CDMW800, NULL)->evidence_count,
		2);
}
END_TEST

START_TEST(library_fails_for_different_copies)
{
	static const char other[] = "C:\\export\\Cdmw800.dll";
	const struct specimen_image image = {.kind = SPECIMEN_PE32, .dll = true};
	const struct finding *finding;

	move_export_away();
	judged_image(&machine, "export/Cdmw800.dll", &image);
	judged_judge(&machine);
	finding = expect_failure(&machine, "dll-cdmw800", "different-copies", SEVERITY_HIGH, other);
	expect_text(finding->explanation, other);
	ck_assert_uint_eq(finding->evidence_count, 2);
}
END_TEST

START_TEST(library_tells_of_one_wrong_copy_at_a_time)
{
	const struct finding *finding;

	move_export_away();
	judged_image(&machine, "ccmail/Cdmw800.dll", &old_library);
	judged_image(&machine, "export/Cdmw800.dll", &dos_program);
	judged_judge(&machine);
	finding = expect_failure(&machine, "dll-cdmw800", "wrong-image", SEVERITY_HIGH, CDMW800);
	expect_text(finding->explanation, CDMW800);
	expect_text(finding->explanation, "16-bit Windows library for i286 (ne)");
	ck_assert_uint_eq(finding->evidence_count, 2);
}
END_TEST

START_TEST(library_is_unknown_without_the_program)
{
	judged_remove(&machine, "ccmail/Import.exe");
	judged_judge(&machine);
	expect_status(&machine, "dll-cdmw800", FINDING_UNKNOWN, "Cdmw800.dll",
		"Import.exe was not found, so which Cdmw800.dll it would load could not be told");
}
END_TEST

START_TEST(library_is_unknown_when_two_names_differ_only_in_case)
{
	const struct finding *finding;

	judged_copy(&machine, "ccmail/Cdmw800.dll", "ccmail/CDMW800.DLL");
	judged_judge(&machine);
	finding = expect_status(&machine, "dll-cdmw800", FINDING_UNKNOWN, "Cdmw800.dll", NULL);
	expect_text(finding->explanation, "which Cdmw800.dll is loaded could not be told: ");
	expect_text(finding->explanation, "C:\\ccmail");
}
END_TEST

START_TEST(library_is_unknown_when_the_program_is)
{
	const struct finding *finding;

	judged_path(&machine, "D:\\tools;C:\\ccmail");
	judged_judge(&machine);
	finding = expect_status(&machine, "dll-cdmw800", FINDING_UNKNOWN, "Cdmw800.dll", NULL);
	expect_text(finding->explanation, "which Import.exe runs could not be told: ");
}
END_TEST

START_TEST(dependencies_hold_when_all_is_there)
{
	const struct finding *finding;

	judged_judge(&machine);
	finding = expect_status(&machine, "dlls-complete", FINDING_PASS, EXPORT,
		"Every module and symbol that the two programs import is found.");
	ck_assert_uint_eq(finding->evidence_count, 2);
	ck_assert_str_eq(finding->evidence[0].path, IMPORT);
	ck_assert_str_eq(finding->evidence[0].fact, "imports");
	expect_text(finding->evidence[0].actual, " symbols, all found");
	ck_assert_str_eq(finding->evidence[1].path, EXPORT);
}
END_TEST

START_TEST(dependencies_say_that_windows_was_left_out)
{
	static const char *const modules[] = {"ntdll", "kernel32", "user32", "advapi32", "msvcrt"};

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		judged_remove(&machine,
			arena_printf(&machine.arena, "WINNT/system32/%s.dll", modules[i]));
	judged_judge(&machine);
	expect_status(&machine, "dlls-complete", FINDING_PASS, EXPORT,
		"Every module and symbol that the two programs import is found (the files of "
		"Windows itself are not on the target and were not judged).");
}
END_TEST

START_TEST(dependencies_fail_for_a_missing_module)
{
	const struct finding *finding;

	judged_remove(&machine, "ccmail/Ciw803.dll");
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "dlls-complete", "missing-module", SEVERITY_HIGH, IMPORT);
	expect_text(finding->explanation, IMPORT " imports Ciw803.dll");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT,
			.fact = "import of Ciw803.dll",
			.expected = "the module in the search order",
			.actual = "not found"});
	ck_assert_str_eq(finding->evidence[1].path, EXPORT);
}
END_TEST

START_TEST(dependencies_fail_for_a_wrong_image)
{
	const struct finding *finding;

	judged_image(&machine, "ccmail/Ciw803.dll", &old_library);
	judged_judge(&machine);
	finding = expect_failure(&machine, "dlls-complete", "wrong-image", SEVERITY_HIGH, IMPORT);
	expect_text(finding->explanation, IMPORT " imports Ciw803.dll");
	expect_text(finding->explanation, CIW803);
	ck_assert_str_eq(finding->evidence[0].fact, "import of Ciw803.dll");
	ck_assert_str_eq(
		finding->evidence[0].search_step, "the folder of the calling program (C:\\ccmail)");
}
END_TEST

static void write_draft(const char *path, const char *import, bool delay, const char *export)
{
	struct fixture_draft draft = {.image = {.kind = SPECIMEN_PE32, .dll = export != NULL}};

	if (import)
		fixture_draft_add_import(&draft, import, delay);
	if (export)
		fixture_draft_add_export(&draft, export);
	fixture_draft_set_file_version(&draft, "8.50.0.0");
	judged_image(&machine, path, fixture_draft_finish(&draft));
	fixture_draft_free(&draft);
}

START_TEST(dependencies_fail_for_a_missing_symbol)
{
	const struct finding *finding;

	write_draft("ccmail/Ciw803.dll", NULL, false, "CiwExportMessage");
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "dlls-complete", "missing-symbol", SEVERITY_HIGH, IMPORT);
	expect_text(finding->explanation, IMPORT " imports CiwImportMessage of Ciw803.dll");
	expect_text(finding->explanation, CIW803);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT,
			.fact = "imported symbol of Ciw803.dll",
			.expected = "exported by the module",
			.actual = CIW803 " does not export CiwImportMessage",
			.search_step = "the folder of the calling program (C:\\ccmail)"});
}
END_TEST

START_TEST(dependencies_weigh_a_missing_delayed_module_less)
{
	const struct finding *finding;

	write_draft("ccmail/Import.exe", "Later.dll:F", true, NULL);
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "dlls-complete", "missing-delayed", SEVERITY_LOW, IMPORT);
	expect_text(finding->explanation, IMPORT " imports Later.dll");
	ck_assert_str_eq(finding->evidence[0].fact, "delayed import of Later.dll");
}
END_TEST

START_TEST(dependencies_tell_of_the_graver_fault)
{
	const struct finding *finding;

	write_draft("ccmail/Import.exe", "Later.dll:F", true, NULL);
	write_draft("ccmail/Export.exe", "Now.dll:F", false, NULL);
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "dlls-complete", "missing-module", SEVERITY_HIGH, EXPORT);
	expect_text(finding->explanation, EXPORT " imports Now.dll");
}
END_TEST

START_TEST(dependencies_keep_the_first_grave_fault)
{
	const struct finding *finding;

	write_draft("ccmail/Import.exe", "Now.dll:F", false, NULL);
	write_draft("ccmail/Export.exe", "Later.dll:F", true, NULL);
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "dlls-complete", "missing-module", SEVERITY_HIGH, IMPORT);
	expect_text(finding->explanation, IMPORT " imports Now.dll");
	ck_assert_uint_eq(finding->evidence_count, 2);
}
END_TEST

START_TEST(a_lesser_fault_does_not_hide_what_could_not_be_told)
{
	const struct finding *finding;

	write_draft("ccmail/Import.exe", "Later.dll:F", true, NULL);
	judged_remove(&machine, "ccmail/Export.exe");
	judged_judge(&machine);
	finding = expect_status(&machine, "dlls-complete", FINDING_UNKNOWN, "Export.exe", NULL);
	expect_text(finding->explanation, "Export.exe was not found");
	judged_end(&machine);

	judged_start(&machine, FIXTURE_SERVER_FIXED);
	judged_image(&machine, "ccmail/Import.exe", &dos_program);
	write_draft("ccmail/Export.exe", "Later.dll:F", true, NULL);
	judged_judge(&machine);
	finding = expect_status(&machine, "dlls-complete", FINDING_UNKNOWN, IMPORT, NULL);
	expect_text(finding->explanation, IMPORT " is not the program that is wanted");
	expect_text(finding->explanation, "16-bit DOS program (mz)");
}
END_TEST

START_TEST(dependencies_are_unknown_when_a_module_cannot_be_read)
{
	const struct finding *finding;

	machine.unreadable = "ccmail/Ciw803.dll";
	judged_judge(&machine);
	finding = expect_status(&machine, "dlls-complete", FINDING_UNKNOWN, IMPORT, NULL);
	expect_text(finding->explanation, "what " IMPORT " needs could not all be told: ");
	expect_text(finding->explanation, CIW803);
}
END_TEST

START_TEST(every_copy_that_may_run_is_judged)
{
	static const char *const set[] = {
		"Import.exe", "Export.exe", "Cdmw800.dll", "Cfw803.dll", "Ciw803.dll"};

	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++)
		judged_copy(&machine, arena_printf(&machine.arena, "ccmail/%s", set[i]),
			arena_printf(&machine.arena, "exchsrvr/Ccmcdata/%s", set[i]));
	judged_image(&machine, "ccmail/Cdmw800.dll",
		&(struct specimen_image){.kind = SPECIMEN_PE32, .dll = true});
	judged_judge(&machine);
	ck_assert_int_eq(judged_finding(&machine, "import-32bit")->status, FINDING_PASS);
	expect_failure(&machine, "dlls-complete", "missing-symbol", SEVERITY_HIGH,
		"C:\\ccmail\\Import.exe");
	expect_failure(&machine, "dll-cdmw800", "different-copies", SEVERITY_HIGH,
		"C:\\ccmail\\Cdmw800.dll");
}
END_TEST

Suite *suite_rules_library(void)
{
	Suite *suite = suite_create("rules_library");
	TCase *tests = tcase_create("library");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, library_holds_for_one_right_copy);
	tcase_add_test(tests, library_fails_when_it_is_missing);
	tcase_add_test(tests, library_fails_for_a_wrong_image);
	tcase_add_test(tests, library_fails_for_a_program);
	tcase_add_test(tests, library_fails_when_it_is_cut_short);
	tcase_add_test(tests, library_may_lie_twice_when_both_are_one);
	tcase_add_test(tests, library_fails_for_different_copies);
	tcase_add_test(tests, library_tells_of_one_wrong_copy_at_a_time);
	tcase_add_test(tests, library_is_unknown_without_the_program);
	tcase_add_test(tests, library_is_unknown_when_two_names_differ_only_in_case);
	tcase_add_test(tests, library_is_unknown_when_the_program_is);
	tcase_add_test(tests, dependencies_hold_when_all_is_there);
	tcase_add_test(tests, dependencies_say_that_windows_was_left_out);
	tcase_add_test(tests, dependencies_fail_for_a_missing_module);
	tcase_add_test(tests, dependencies_fail_for_a_wrong_image);
	tcase_add_test(tests, dependencies_fail_for_a_missing_symbol);
	tcase_add_test(tests, dependencies_weigh_a_missing_delayed_module_less);
	tcase_add_test(tests, dependencies_tell_of_the_graver_fault);
	tcase_add_test(tests, dependencies_keep_the_first_grave_fault);
	tcase_add_test(tests, a_lesser_fault_does_not_hide_what_could_not_be_told);
	tcase_add_test(tests, dependencies_are_unknown_when_a_module_cannot_be_read);
	tcase_add_test(tests, every_copy_that_may_run_is_judged);
	return suite;
}
