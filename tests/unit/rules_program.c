/* The checks of one program: found, image, unshadowed. */
#include "tests/unit/rules_case.h"

#include "tests/fixture/file.h"

#include <string.h>

Suite *suite_rules_program(void);

#define NATIVE 1
#define ALPHA 0x184
#define IMPORT "C:\\ccmail\\Import.exe"
#define STRAY "C:\\exchsrvr\\Ccmcdata\\Import.exe"
#define PLACES                                                                                     \
	"the folder of the calling program (C:\\exchsrvr\\connect\\ccmail\\bin), "                 \
	"the likely current directory (C:\\exchsrvr\\Ccmcdata), "                                  \
	"the system folder (C:\\WINNT\\system32), the 16-bit system folder (C:\\WINNT\\System), "  \
	"the Windows folder (C:\\WINNT), PATH entry 1 (C:\\WINNT\\system32), "                     \
	"PATH entry 2 (C:\\WINNT), PATH entry 3 (C:\\exchsrvr\\bin), PATH entry 4 (C:\\ccmail)"
#define WISH "pe32 for windows on i386"
#define RIGHT "32-bit Windows program for i386 (pe32)"
#define DOS "16-bit DOS program (mz)"

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

START_TEST(found_names_the_copy_and_the_step)
{
	const struct finding *finding;

	judged_judge(&machine);
	finding = expect_status(&machine, "import-present", FINDING_PASS, IMPORT,
		"The connector finds Import.exe as " IMPORT ", in PATH entry 4 (C:\\ccmail).");
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT,
			.fact = "search",
			.expected = "Import.exe in one of: " PLACES,
			.actual = IMPORT,
			.search_step = "PATH entry 4 (C:\\ccmail)"});
}
END_TEST

START_TEST(found_fails_when_no_folder_holds_the_program)
{
	const struct finding *finding;

	judged_remove(&machine, "ccmail/Import.exe");
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "import-present", "missing", SEVERITY_HIGH, "Import.exe");
	expect_text(finding->explanation, "Import.exe");
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = "Import.exe",
			.fact = "search",
			.expected = "Import.exe in one of: " PLACES,
			.actual = "in none of them"});
	expect_status(&machine, "export-present", FINDING_PASS, "C:\\ccmail\\Export.exe", NULL);
	expect_status(&machine, "import-32bit", FINDING_UNKNOWN, "Import.exe",
		"Import.exe was not found in any folder that is searched, so there is "
		"nothing to judge");
	expect_status(&machine, "import-unshadowed", FINDING_UNKNOWN, "Import.exe", NULL);
}
END_TEST

START_TEST(found_is_unknown_when_a_folder_of_the_path_is)
{
	const struct finding *finding;

	judged_path(&machine, "D:\\tools;C:\\ccmail");
	judged_judge(&machine);
	finding = expect_status(&machine, "import-present", FINDING_UNKNOWN, IMPORT, NULL);
	expect_text(finding->explanation, "whether Import.exe is found could not be told: ");
	expect_text(finding->explanation, "D:");
	finding = expect_status(&machine, "import-32bit", FINDING_UNKNOWN, IMPORT, NULL);
	expect_text(finding->explanation, "which Import.exe runs could not be told: ");
}
END_TEST

START_TEST(image_holds_for_the_right_program)
{
	const struct finding *finding;

	judged_judge(&machine);
	finding = expect_status(&machine, "import-32bit", FINDING_PASS, IMPORT,
		"The Import.exe that the connector runs, " IMPORT
		", is a 32-bit Windows program for i386.");
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT,
			.fact = "image",
			.expected = WISH,
			.actual = RIGHT,
			.search_step = "PATH entry 4 (C:\\ccmail)"});
	ck_assert_uint_eq(finding->evidence[0].offset, 0x80);
	ck_assert_str_eq(finding->evidence[0].file->path, IMPORT);
}
END_TEST

static const struct {
	const char *case_name;
	struct specimen_image image;
	const char *actual;
} intruders[] = {
	{"dos", {.kind = SPECIMEN_MZ}, DOS},
	{"ne-windows", {.kind = SPECIMEN_NE}, "16-bit Windows program for i286 (ne)"},
	{"ne-os2", {.kind = SPECIMEN_NE, .target = 1}, "16-bit OS/2 program for i286 (ne)"},
	{"ne-other", {.kind = SPECIMEN_NE, .target = 3},
		"16-bit European DOS 4 program for i286 (ne)"},
	{"lx", {.kind = SPECIMEN_LX}, "32-bit OS/2 program for i386 (lx)"},
	{"le", {.kind = SPECIMEN_LE}, NULL},
	{"le", {.kind = SPECIMEN_W3}, "collection of virtual device drivers (w3)"},
	{"le", {.kind = SPECIMEN_W4}, "collection of virtual device drivers (w4)"},
	{"dos-extender", {.kind = SPECIMEN_P2}, "16-bit Phar Lap program for i286 (p2)"},
	{"dos-extender", {.kind = SPECIMEN_P3}, "32-bit Phar Lap program for i386 (p3)"},
	{"dos-extender", {.kind = SPECIMEN_MP}, "32-bit Phar Lap program for i386 (mp)"},
	{"dos-extender", {.kind = SPECIMEN_BW}, "16-bit DOS program for i286 (bw)"},
	{"pe32plus", {.kind = SPECIMEN_PE32PLUS}, "64-bit Windows program for x86-64 (pe32plus)"},
	{"other-machine", {.kind = SPECIMEN_PE32, .machine = ALPHA},
		"32-bit Windows program for alpha (pe32)"},
	{"other-system", {.kind = SPECIMEN_PE32, .subsystem = NATIVE},
		"32-bit native NT program for i386 (pe32)"},
	{"other-system", {.kind = SPECIMEN_TE}, NULL},
	{"library", {.kind = SPECIMEN_PE32, .dll = true}, "32-bit Windows library for i386 (pe32)"},
};

START_TEST(image_fails_in_its_own_case_for_each_kind)
{
	const struct finding *finding;

	judged_image(&machine, "ccmail/Import.exe", &intruders[_i].image);
	judged_judge(&machine);
	finding = expect_failure(
		&machine, "import-32bit", intruders[_i].case_name, SEVERITY_CRITICAL, IMPORT);
	expect_text(finding->explanation, IMPORT ", found in PATH entry 4 (C:\\ccmail)");
	ck_assert_ptr_null(strstr(finding->explanation, "likely"));
	expect_text(finding->remedy, IMPORT);
	ck_assert_uint_eq(finding->evidence_count, 1);
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT,
			.fact = "image",
			.expected = WISH,
			.actual = intruders[_i].actual ? intruders[_i].actual
						       : finding->evidence[0].actual,
			.search_step = "PATH entry 4 (C:\\ccmail)"});
	expect_status(&machine, "export-32bit", FINDING_PASS, "C:\\ccmail\\Export.exe", NULL);
}
END_TEST

START_TEST(image_fails_for_a_text_file)
{
	const struct finding *finding;

	judged_write(&machine, "ccmail/Import.exe", "not a program");
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "import-32bit", "not-an-image", SEVERITY_CRITICAL, IMPORT);
	expect_text(finding->explanation, IMPORT);
	ck_assert_str_eq(finding->evidence[0].actual, "no executable image");
	ck_assert_uint_eq(finding->evidence[0].offset, 0);
}
END_TEST

START_TEST(image_fails_for_a_program_that_is_cut_short)
{
	const struct finding *finding;

	judged_cut(&machine, "ccmail/Import.exe", 0x300);
	judged_judge(&machine);
	finding = expect_failure(&machine, "import-32bit", "damaged", SEVERITY_CRITICAL, IMPORT);
	expect_text(finding->explanation, IMPORT);
	ck_assert_str_eq(finding->evidence[0].actual, RIGHT);
}
END_TEST

START_TEST(image_is_unknown_when_the_image_is_in_doubt)
{
	enum { PE = 0x80, IMPORT_DIRECTORY = PE + 24 + 104 };
	struct specimen_bytes bytes = {0};
	const char *path = arena_printf(&machine.arena, "%s/ccmail/Import.exe", machine.folder);
	const struct finding *finding;

	fixture_image_build(&(struct specimen_image){.kind = SPECIMEN_PE32}, &bytes);
	specimen_patch_u32(&bytes, IMPORT_DIRECTORY, 0x7FFFFFF0);
	specimen_patch_u32(&bytes, IMPORT_DIRECTORY + 4, 0x28);
	fixture_file_write(path, &bytes, FIXTURE_SERVER_TIME);
	specimen_bytes_free(&bytes);
	judged_judge(&machine);
	finding = expect_status(&machine, "import-32bit", FINDING_UNKNOWN, IMPORT, NULL);
	expect_text(
		finding->explanation, IMPORT " is damaged, so what it is could not be relied on: ");
	ck_assert_uint_eq(finding->evidence_count, 1);
}
END_TEST

START_TEST(image_is_unknown_when_the_file_cannot_be_read)
{
	const struct finding *finding;

	machine.unreadable = "ccmail/Import.exe";
	judged_judge(&machine);
	finding = expect_status(&machine, "import-32bit", FINDING_UNKNOWN, IMPORT, NULL);
	expect_text(finding->explanation, "cannot read " IMPORT);
	expect_text(finding->explanation, "Permission denied");
	expect_status(&machine, "import-unshadowed", FINDING_PASS, IMPORT, NULL);
}
END_TEST

START_TEST(a_stray_copy_in_the_store_likely_runs)
{
	const struct finding *finding;

	judged_image(&machine, "exchsrvr/Ccmcdata/Import.exe", &dos_program);
	judged_judge(&machine);
	finding = expect_failure(&machine, "import-32bit", "dos", SEVERITY_CRITICAL, STRAY);
	expect_text(finding->explanation,
		"likely runs, " STRAY ", found in the likely current directory "
		"(C:\\exchsrvr\\Ccmcdata)");
	ck_assert_uint_eq(finding->evidence_count, 2);
	ck_assert_str_eq(finding->evidence[0].path, STRAY);
	ck_assert_str_eq(finding->evidence[1].path, IMPORT);
	finding = expect_failure(
		&machine, "import-unshadowed", "likely-earlier", SEVERITY_CRITICAL, STRAY);
	expect_text(finding->explanation, STRAY " (" DOS ", no version)");
}
END_TEST

START_TEST(a_good_copy_in_the_store_does_not_hide_a_bad_one)
{
	const struct finding *finding;

	judged_move(&machine, "ccmail/Import.exe", "exchsrvr/Ccmcdata/Import.exe");
	judged_image(&machine, "ccmail/Import.exe", &dos_program);
	judged_judge(&machine);
	finding = expect_failure(&machine, "import-32bit", "dos", SEVERITY_CRITICAL, IMPORT);
	expect_text(finding->explanation, "connector runs, " IMPORT);
	ck_assert_uint_eq(finding->evidence_count, 2);
	finding = expect_failure(
		&machine, "import-unshadowed", "likely-earlier", SEVERITY_CRITICAL, STRAY);
	expect_text(finding->explanation, STRAY " (" RIGHT ", 8.50.0.0)");
	ck_assert_uint_eq(finding->evidence_count, 2);
	ck_assert_str_eq(finding->evidence[0].fact, "the copy that runs");
	ck_assert_str_eq(finding->evidence[1].fact, "copy behind");
}
END_TEST

START_TEST(the_same_copy_in_the_store_is_no_intruder)
{
	judged_copy(&machine, "ccmail/Import.exe", "exchsrvr/Ccmcdata/Import.exe");
	judged_judge(&machine);
	expect_status(&machine, "import-32bit", FINDING_PASS, STRAY, NULL);
	expect_status(&machine, "import-unshadowed", FINDING_PASS, STRAY, NULL);
}
END_TEST

START_TEST(a_copy_in_front_of_the_right_one_shadows_it)
{
	static const char other[] = "C:\\WINNT\\system32\\IMPORT.EXE";
	const struct finding *finding;

	judged_image(&machine, "WINNT/system32/IMPORT.EXE", &dos_program);
	judged_judge(&machine);
	finding =
		expect_failure(&machine, "import-unshadowed", "earlier", SEVERITY_CRITICAL, other);
	expect_text(finding->explanation, IMPORT);
	expect_text(finding->explanation, "the system folder (C:\\WINNT\\system32)");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = other,
			.fact = "copy in front",
			.expected = "the same kind and version as " IMPORT,
			.actual = DOS ", no version",
			.search_step = "the system folder (C:\\WINNT\\system32)"});
	expect_evidence(finding, 1,
		(struct evidence){.path = IMPORT,
			.fact = "the right copy",
			.actual = RIGHT ", 8.50.0.0",
			.search_step = "PATH entry 4 (C:\\ccmail)"});
}
END_TEST

START_TEST(a_copy_behind_the_right_one_weighs_less)
{
	static const char other[] = "C:\\old\\Import.exe";
	const struct finding *finding;

	judged_image(&machine, "old/Import.exe", &dos_program);
	judged_path(&machine, "%SystemRoot%\\system32;%SystemRoot%;C:\\ccmail;C:\\old");
	judged_judge(&machine);
	finding = expect_failure(&machine, "import-unshadowed", "later", SEVERITY_LOW, other);
	expect_text(finding->explanation, other);
	expect_text(finding->explanation, "PATH entry 4 (C:\\old)");
	expect_evidence(finding, 0,
		(struct evidence){.path = IMPORT,
			.fact = "the copy that runs",
			.actual = RIGHT ", 8.50.0.0",
			.search_step = "PATH entry 3 (C:\\ccmail)"});
	expect_status(&machine, "import-32bit", FINDING_PASS, IMPORT, NULL);
}
END_TEST

static struct specimen_version version_8_30 = {
	.with_fixed = true, .file = {8, 30, 0, 0}, .product = {8, 30, 0, 0}};

#define SHADOW "C:\\exchsrvr\\bin\\Import.exe"

static void write_doubtful(const char *path)
{
	const struct specimen_image image = {.kind = SPECIMEN_PE32, .version = &version_8_30};
	struct specimen_bytes bytes = {0};
	size_t at = 0;

	fixture_image_build(&image, &bytes);
	while (at + 8 < bytes.length && memcmp(bytes.data + at, "V\0S\0_\0", 6) != 0)
		at++;
	specimen_patch_u16(&bytes, at + 4, '?');
	fixture_file_write(arena_printf(&machine.arena, "%s/%s", machine.folder, path), &bytes,
		FIXTURE_SERVER_TIME);
	specimen_bytes_free(&bytes);
}

START_TEST(a_doubtful_version_tells_no_copies_apart)
{
	const struct finding *finding;

	write_doubtful("exchsrvr/bin/Import.exe");
	judged_judge(&machine);
	finding = expect_status(&machine, "import-unshadowed", FINDING_UNKNOWN, SHADOW, NULL);
	expect_text(finding->explanation, "the version of " SHADOW " could not be relied on: ");
}
END_TEST

START_TEST(a_doubtful_version_does_not_matter_to_the_same_bytes)
{
	write_doubtful("exchsrvr/bin/Import.exe");
	write_doubtful("ccmail/Import.exe");
	judged_judge(&machine);
	expect_status(&machine, "import-unshadowed", FINDING_PASS, SHADOW, NULL);
}
END_TEST

START_TEST(another_version_of_the_same_kind_shadows_too)
{
	static const char other[] = "C:\\exchsrvr\\bin\\Import.exe";
	struct specimen_image image = {.kind = SPECIMEN_PE32, .version = &version_8_30};
	const struct finding *finding;

	judged_image(&machine, "exchsrvr/bin/Import.exe", &image);
	judged_judge(&machine);
	/* Both are of the wanted kind, so the first is the one that counts. */
	finding = expect_failure(&machine, "import-unshadowed", "later", SEVERITY_LOW, IMPORT);
	ck_assert_str_eq(finding->evidence[0].path, other);
	ck_assert_str_eq(finding->evidence[0].actual, RIGHT ", 8.30.0.0");
}
END_TEST

START_TEST(copies_without_a_version_are_told_apart_by_their_bytes)
{
	struct specimen_image image = {.kind = SPECIMEN_PE32};

	judged_image(&machine, "exchsrvr/bin/Import.exe", &image);
	judged_image(&machine, "ccmail/Import.exe", &image);
	judged_path(&machine, "C:\\exchsrvr\\bin;C:\\ccmail;C:\\third");
	image.no_stub_text = true;
	judged_image(&machine, "third/Import.exe", &image);
	judged_judge(&machine);
	expect_failure(
		&machine, "import-unshadowed", "later", SEVERITY_LOW, "C:\\third\\Import.exe");
	ck_assert_uint_eq(judged_finding(&machine, "import-unshadowed")->evidence_count, 2);
}
END_TEST

START_TEST(a_copy_behind_does_not_hide_one_in_front_that_cannot_be_read)
{
	const struct finding *finding;

	judged_image(&machine, "exchsrvr/bin/Import.exe", &dos_program);
	judged_image(&machine, "old/Import.exe", &dos_program);
	judged_path(&machine, "C:\\exchsrvr\\bin;C:\\ccmail;C:\\old");
	machine.unreadable = "exchsrvr/bin/Import.exe";
	judged_judge(&machine);
	finding = expect_status(&machine, "import-unshadowed", FINDING_UNKNOWN,
		"C:\\exchsrvr\\bin\\Import.exe", NULL);
	expect_text(finding->explanation, "cannot read C:\\exchsrvr\\bin\\Import.exe");
}
END_TEST

START_TEST(an_unreadable_copy_behind_does_not_hide_a_bad_one)
{
	judged_image(&machine, "old/Import.exe", &dos_program);
	judged_image(&machine, "older/Import.exe", &dos_program);
	judged_path(&machine, "C:\\ccmail;C:\\old;C:\\older");
	machine.unreadable = "older/Import.exe";
	judged_judge(&machine);
	expect_failure(&machine, "import-unshadowed", "later", SEVERITY_LOW, "C:\\old\\Import.exe");
}
END_TEST

Suite *suite_rules_program(void)
{
	Suite *suite = suite_create("rules_program");
	TCase *tests = tcase_create("program");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, found_names_the_copy_and_the_step);
	tcase_add_test(tests, found_fails_when_no_folder_holds_the_program);
	tcase_add_test(tests, found_is_unknown_when_a_folder_of_the_path_is);
	tcase_add_test(tests, image_holds_for_the_right_program);
	tcase_add_loop_test(tests, image_fails_in_its_own_case_for_each_kind, 0,
		sizeof(intruders) / sizeof(intruders[0]));
	tcase_add_test(tests, image_fails_for_a_text_file);
	tcase_add_test(tests, image_fails_for_a_program_that_is_cut_short);
	tcase_add_test(tests, image_is_unknown_when_the_image_is_in_doubt);
	tcase_add_test(tests, image_is_unknown_when_the_file_cannot_be_read);
	tcase_add_test(tests, a_stray_copy_in_the_store_likely_runs);
	tcase_add_test(tests, a_good_copy_in_the_store_does_not_hide_a_bad_one);
	tcase_add_test(tests, the_same_copy_in_the_store_is_no_intruder);
	tcase_add_test(tests, a_copy_in_front_of_the_right_one_shadows_it);
	tcase_add_test(tests, a_copy_behind_the_right_one_weighs_less);
	tcase_add_test(tests, a_doubtful_version_tells_no_copies_apart);
	tcase_add_test(tests, a_doubtful_version_does_not_matter_to_the_same_bytes);
	tcase_add_test(tests, another_version_of_the_same_kind_shadows_too);
	tcase_add_test(tests, copies_without_a_version_are_told_apart_by_their_bytes);
	tcase_add_test(tests, a_copy_behind_does_not_hide_one_in_front_that_cannot_be_read);
	tcase_add_test(tests, an_unreadable_copy_behind_does_not_hide_a_bad_one);
	return suite;
}
