/* Which DLLs come from side-by-side assemblies, and which assemblies are missing. */
#include "tests/unit/assembly_case.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

Suite *suite_host_side_by_side(void);

static struct machine machine;

static void begin(void)
{
	assembly_case_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

START_TEST(a_file_that_is_listed_may_be_missing)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM,
		CASE_BEGIN CASE_DEPENDENCY("Some.Parts", "1.0.0.0") CASE_FILE("own.dll") CASE_END);
	assembly_case_text(&machine, "C:\\app\\Some.Parts.manifest",
		CASE_BEGIN CASE_IDENTITY("Some.Parts", "1.0.0.0") CASE_FILE("part.dll") CASE_END);
	machine_file(&machine, "C:\\Windows\\System32\\part.dll");
	answer = assembly_case_answer(&machine, "xp", "part.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NO_FILE);
	ck_assert_ptr_null(answer.file);
	ck_assert_str_eq(answer.assembly, "Some.Parts");
	ck_assert_ptr_nonnull(strstr(answer.source, "C:\\app\\part.dll is not there"));
	answer = assembly_case_find(&machine, "own.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NO_FILE);
	ck_assert_ptr_null(answer.assembly);
}
END_TEST

START_TEST(files_may_be_loaded_from_elsewhere)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM,
		CASE_BEGIN "<file name=\"a.dll\" loadFrom=\"%systemroot%\\system32\\\"/>"
			   "<file name=\"b.dll\" loadFrom=\"C:\\Windows\\System32\\c.dll\"/>"
			   "<file name=\"d.dll\" loadFrom=\"%nowhere%\\d.dll\"/>" CASE_END);
	machine_file(&machine, "C:\\Windows\\System32\\a.dll");
	machine_file(&machine, "C:\\Windows\\System32\\c.dll");
	answer = assembly_case_answer(&machine, "win7", "a.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.file->path, "C:\\Windows\\System32\\a.dll");
	ck_assert_ptr_nonnull(strstr(answer.step, "own manifest"));
	answer = assembly_case_find(&machine, "b.dll");
	ck_assert_str_eq(answer.file->path, "C:\\Windows\\System32\\c.dll");
	answer = assembly_case_find(&machine, "d.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_UNTOLD);
}
END_TEST

/* The assembly names another one, which names the first. */
START_TEST(assemblies_lead_to_others)
{
	struct side_by_side_answer answer;

	assembly_case_image(
		&machine, CASE_PROGRAM, CASE_BEGIN CASE_DEPENDENCY("One", "1.0.0.0") CASE_END);
	assembly_case_text(&machine, "C:\\app\\One\\One.manifest",
		CASE_BEGIN CASE_IDENTITY("One", "1.0.0.0") CASE_DEPENDENCY("Two", "2.0.0.0")
			CASE_DEPENDENCY("Three", "3.0.0.0") CASE_END);
	assembly_case_text(&machine, "C:\\app\\Two\\Two.manifest",
		CASE_BEGIN CASE_IDENTITY("Two", "2.0.0.0") CASE_FILE("second.dll")
			CASE_DEPENDENCY("One", "1.0.0.0") CASE_END);
	machine_file(&machine, "C:\\app\\Two\\second.dll");
	answer = assembly_case_answer(&machine, "xp", "second.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.file->path, "C:\\app\\Two\\second.dll");
	ck_assert_str_eq(
		answer.step, "the private side-by-side assembly Two 2.0.0.0 (C:\\app\\Two)");
	ck_assert_str_eq(assembly_case_fault(&machine)->assembly, "Three");
	ck_assert_str_eq(assembly_case_fault(&machine)->needed_by, "C:\\app\\One\\One.manifest");
}
END_TEST

START_TEST(some_assemblies_are_not_missed)
{
	assembly_case_image(&machine, CASE_PROGRAM,
		CASE_BEGIN "<dependency optional=\"yes\"><dependentAssembly>" CASE_IDENTITY("A",
			"1.0.0.0") "</dependentAssembly></"
				   "dependency><dependency><dependentAssembly "
				   "dependencyType=\"install\">" CASE_IDENTITY("B",
					   "1.0.0.0") "</dependentAssembly></"
						      "dependency>" CASE_DEPENDENCY("C", "1.0.0.0")
							      CASE_END);
	assembly_case_text(&machine, "C:\\app\\C.manifest",
		CASE_BEGIN CASE_IDENTITY("C",
			"1.0.0.0") "<dependency><dependentAssembly><assemblyIdentity "
				   "name=\"C.Resources\" "
				   "version=\"1.0.0.0\" "
				   "language=\"*\"/></dependentAssembly></dependency>" CASE_END);
	assembly_case_answer(&machine, "xp", "x.dll");
	assembly_case_no_fault(&machine);
}
END_TEST

START_TEST(a_dll_may_name_its_own)
{
	struct host_file *program, *dll;

	assembly_case_image(&machine, CASE_PROGRAM, NULL);
	assembly_case_dll(&machine, "C:\\app\\part.dll", 2, CASE_CRT_PROGRAM);
	assembly_case_dll(&machine, "C:\\app\\other.dll", 1, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	ck_assert_int_eq(
		assembly_case_answer(&machine, "xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	program = machine_look(&machine, CASE_PROGRAM);
	dll = machine_look(&machine, "C:\\app\\part.dll");
	assembly_case_found(side_by_side_find(&machine.host, program, dll, "msvcr90.dll"),
		CASE_STORE CASE_XP_NAME(CASE_CRT_VERSION) "\\msvcr90.dll", CASE_CRT_VERSION);
	ck_assert_int_eq(side_by_side_find(&machine.host, program, program, "msvcr90.dll").status,
		SIDE_BY_SIDE_NONE);
	/* Its resource 1 is no matter of the loader. */
	dll = machine_look(&machine, "C:\\app\\other.dll");
	ck_assert_int_eq(side_by_side_find(&machine.host, program, dll, "msvcr90.dll").status,
		SIDE_BY_SIDE_NONE);
}
END_TEST

START_TEST(older_windows_has_no_assemblies)
{
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	ck_assert_int_eq(assembly_case_answer(&machine, _i ? "nt4" : "w2k", "msvcr90.dll").status,
		SIDE_BY_SIDE_NONE);
	assembly_case_no_fault(&machine);
}
END_TEST

START_TEST(a_manifest_that_cannot_be_read_tells_nothing)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, "<assembly>");
	answer = assembly_case_answer(&machine, "xp", "msvcr90.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_UNTOLD);
	ck_assert_ptr_nonnull(strstr(answer.source, "cannot be read"));
	ck_assert(assembly_case_fault(&machine)->untold);
	ck_assert_ptr_null(assembly_case_fault(&machine)->assembly);
}
END_TEST

START_TEST(a_program_that_cannot_be_read_tells_nothing)
{
	machine_put(&machine, CASE_PROGRAM,
		(struct memory_entry){.bytes = "x", .size = 1, .open_error = EACCES});
	ck_assert_int_eq(
		assembly_case_answer(&machine, "xp", "msvcr90.dll").status, SIDE_BY_SIDE_UNTOLD);
}
END_TEST

START_TEST(other_images_have_no_assemblies)
{
	machine_image(&machine, CASE_PROGRAM, &(struct specimen_image){.kind = SPECIMEN_NE});
	ck_assert_int_eq(
		assembly_case_answer(&machine, "xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	assembly_case_no_fault(&machine);
}
END_TEST

START_TEST(a_reference_may_be_none)
{
	assembly_case_image(
		&machine, CASE_PROGRAM, CASE_BEGIN CASE_DEPENDENCY("X", "1.0") CASE_END);
	assembly_case_answer(&machine, "xp", "msvcr90.dll");
	ck_assert(assembly_case_fault(&machine)->untold);
	ck_assert_str_eq(assembly_case_fault(&machine)->version, "1.0");
}
END_TEST

/* Each manifest leads to the next one. */
START_TEST(a_chain_of_assemblies_has_an_end)
{
	struct side_by_side_answer answer;
	char path[64], text[1024];

	assembly_case_image(
		&machine, CASE_PROGRAM, CASE_BEGIN CASE_DEPENDENCY("a0", "1.0.0.0") CASE_END);
	for (int i = 0; i < MAX_CONTEXT_ASSEMBLIES + 4; i++) {
		snprintf(path, sizeof(path), "C:\\app\\a%d.manifest", i);
		snprintf(text, sizeof(text),
			CASE_BEGIN "<assemblyIdentity type=\"win32\" name=\"a%d\" "
				   "version=\"1.0.0.0\" processorArchitecture=\"x86\" "
				   "publicKeyToken=\"" CASE_TOKEN
				   "\"/><dependency><dependentAssembly><assemblyIdentity "
				   "name=\"a%d\" version=\"1.0.0.0\"/></dependentAssembly>"
				   "</dependency>" CASE_END,
			i, i + 1);
		assembly_case_text(&machine, path, text);
	}
	answer = assembly_case_answer(&machine, "xp", "msvcr90.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_UNTOLD);
	ck_assert_ptr_nonnull(strstr(answer.source, "more than 128"));
	ck_assert(problem_list_has(&machine.host.problems, "limit"));
}
END_TEST

START_TEST(documents_are_read_once)
{
	struct volume *volume;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_image(&machine, "C:\\app\\other.exe", CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_answer(&machine, "xp", "msvcr90.dll");
	assembly_case_find(&machine, "msvcr90.dll");
	side_by_side_find(
		&machine.host, machine_look(&machine, "C:\\app\\other.exe"), NULL, "msvcr90.dll");
	volume = machine.host.tree.volumes['C' - 'A'];
	ck_assert_uint_eq(memory_volume_opened(volume, "Windows/WinSxS/Manifests/" CASE_XP_NAME(
							       CASE_CRT_VERSION) ".manifest"),
		1);
	ck_assert_uint_eq(memory_volume_opened(volume, "app/app.exe"), 1);
}
END_TEST

Suite *suite_host_side_by_side(void)
{
	Suite *suite = suite_create("host side by side");
	TCase *tests = tcase_create("contexts");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_file_that_is_listed_may_be_missing);
	tcase_add_test(tests, files_may_be_loaded_from_elsewhere);
	tcase_add_test(tests, assemblies_lead_to_others);
	tcase_add_test(tests, some_assemblies_are_not_missed);
	tcase_add_test(tests, a_dll_may_name_its_own);
	tcase_add_loop_test(tests, older_windows_has_no_assemblies, 0, 2);
	tcase_add_test(tests, a_manifest_that_cannot_be_read_tells_nothing);
	tcase_add_test(tests, a_program_that_cannot_be_read_tells_nothing);
	tcase_add_test(tests, other_images_have_no_assemblies);
	tcase_add_test(tests, a_reference_may_be_none);
	tcase_add_test(tests, a_chain_of_assemblies_has_an_end);
	tcase_add_test(tests, documents_are_read_once);
	suite_add_tcase(suite, tests);
	return suite;
}
