/* Which DLLs come from side-by-side assemblies, and which assemblies are missing. */
#include "scanner/host/side_by_side.h"
#include "tests/unit/assembly_case.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

Suite *suite_host_side_by_side(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))
#define STORE "C:\\Windows\\WinSxS\\"
#define XP_NAME(version) "x86_Microsoft.VC90.CRT_" CASE_TOKEN "_" version "_x-ww_6f74963e"
#define NEW_NAME(version) "x86_microsoft.vc90.crt_" CASE_TOKEN "_" version "_none_509463cabcb6ef2b"
#define XP_POLICY STORE "Policies\\x86_policy.9.0.Microsoft.VC90.CRT_" CASE_TOKEN "_x-ww_b7353f75\\"
#define NEW_POLICY(version)                                                                        \
	STORE "Manifests\\x86_policy.9.0.microsoft.vc90.crt_" CASE_TOKEN "_" version               \
	      "_none_b7353f75.manifest"

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, STORE "Manifests");
	machine_folder(&machine, STORE "Policies");
}

static void end(void)
{
	machine_free(&machine);
}

static struct side_by_side_answer find(const char *profile, const char *dll_name)
{
	assembly_case_start(&machine, profile);
	return side_by_side_find(&machine.host, machine_look(&machine, CASE_PROGRAM), dll_name);
}

static const struct side_by_side_fault *only_fault(const char *path)
{
	size_t count;
	const struct side_by_side_fault *faults =
		side_by_side_missing(&machine.host, machine_look(&machine, path), &count);

	ck_assert_uint_eq(count, 1);
	return faults;
}

static void no_faults(void)
{
	size_t count;

	side_by_side_missing(&machine.host, machine_look(&machine, CASE_PROGRAM), &count);
	ck_assert_uint_eq(count, 0);
}

static void check_found(struct side_by_side_answer answer, const char *path, const char *version)
{
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.file->path, path);
	ck_assert_str_eq(answer.assembly, CASE_CRT);
	ck_assert_str_eq(answer.version, version);
}

START_TEST(the_very_version_is_found_on_xp)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_share(&machine, false, "9.0.30729.1");
	answer = find("xp", "MSVCR90.DLL");
	check_found(answer, STORE XP_NAME(CASE_CRT_VERSION) "\\msvcr90.dll", CASE_CRT_VERSION);
	ck_assert_int_eq(answer.basis, FACT_READ);
	ck_assert_str_eq(answer.step, "the side-by-side assembly Microsoft.VC90.CRT 9.0.21022.8 "
				      "(" STORE XP_NAME(CASE_CRT_VERSION) ")");
	ck_assert_str_eq(answer.source, STORE "Manifests\\" XP_NAME(CASE_CRT_VERSION) ".manifest");
	no_faults();
	/* What no assembly lists is searched for in folders. */
	answer = side_by_side_find(
		&machine.host, machine_look(&machine, CASE_PROGRAM), "kernel32.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NONE);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(another_version_is_none_on_xp)
{
	const struct side_by_side_fault *fault;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, "9.0.30729.1");
	ck_assert_int_eq(find("xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	fault = only_fault(CASE_PROGRAM);
	ck_assert_str_eq(fault->assembly, CASE_CRT);
	ck_assert_str_eq(fault->version, CASE_CRT_VERSION);
	ck_assert_str_eq(fault->needed_by, CASE_PROGRAM);
	ck_assert(!fault->untold);
	ck_assert_ptr_nonnull(strstr(fault->detail, "WinSxS\\Manifests has no"));
	ck_assert_ptr_nonnull(strstr(fault->detail, "C:\\app has no private assembly"));
}
END_TEST

START_TEST(a_policy_redirects_on_xp)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_share(&machine, false, "9.0.30729.1");
	assembly_case_share(&machine, false, "9.0.30729.4148");
	assembly_case_text(&machine, XP_POLICY "9.0.21022.8.policy",
		CASE_BEGIN CASE_REDIRECT(CASE_CRT, CASE_CRT_VERSION, "9.0.30729.4148") CASE_END);
	assembly_case_text(&machine, XP_POLICY "9.0.30729.1.policy",
		CASE_BEGIN CASE_REDIRECT(CASE_CRT, CASE_CRT_VERSION, "9.0.30729.1") CASE_END);
	machine_file(&machine, XP_POLICY "9.0.30729.1.cat");
	answer = find("xp", "msvcr90.dll");
	check_found(answer, STORE XP_NAME("9.0.30729.1") "\\msvcr90.dll", "9.0.30729.1");
	ck_assert_int_eq(answer.basis, FACT_READ);
	ck_assert_ptr_nonnull(strstr(answer.source, "; policy " XP_POLICY "9.0.30729.1.policy"));
	no_faults();
}
END_TEST

START_TEST(a_policy_may_lead_nowhere)
{
	const struct side_by_side_fault *fault;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_text(&machine, XP_POLICY "9.0.30729.1.policy",
		CASE_BEGIN CASE_REDIRECT(CASE_CRT, CASE_CRT_VERSION, "9.0.30729.1") CASE_END);
	ck_assert_int_eq(find("xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	fault = only_fault(CASE_PROGRAM);
	ck_assert_str_eq(fault->version, "9.0.30729.1");
	ck_assert_ptr_nonnull(strstr(fault->detail, XP_POLICY "9.0.30729.1.policy"));
}
END_TEST

START_TEST(a_policy_of_another_range_says_nothing)
{
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_text(&machine, XP_POLICY "9.0.30729.1.policy",
		CASE_BEGIN CASE_REDIRECT(CASE_CRT, "9.0.21022.7", "9.0.30729.1") CASE_END);
	check_found(find("xp", "msvcr90.dll"), STORE XP_NAME(CASE_CRT_VERSION) "\\msvcr90.dll",
		CASE_CRT_VERSION);
}
END_TEST

START_TEST(a_copy_without_policies_leaves_the_newest)
{
	struct side_by_side_answer answer;

	machine_free(&machine);
	machine_init(&machine);
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_share(&machine, false, "9.0.30729.1");
	answer = find("xp", "msvcr90.dll");
	check_found(answer, STORE XP_NAME("9.0.30729.1") "\\msvcr90.dll", "9.0.30729.1");
	ck_assert_int_eq(answer.basis, FACT_DERIVED);
}
END_TEST

START_TEST(a_damaged_policy_leaves_it_open)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_text(&machine, XP_POLICY "9.0.30729.1.policy", CASE_BEGIN);
	answer = find("xp", "msvcr90.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_UNTOLD);
	ck_assert_ptr_nonnull(strstr(answer.source, "9.0.30729.1.policy cannot be read"));
	ck_assert(problem_list_has(&machine.host.problems, "bad-manifest"));
	ck_assert(only_fault(CASE_PROGRAM)->untold);
	/* The C runtime is known to have no such DLL. */
	answer = side_by_side_find(
		&machine.host, machine_look(&machine, CASE_PROGRAM), "comctl32.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NONE);
}
END_TEST

START_TEST(components_have_their_policies_among_the_manifests)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, true, CASE_CRT_VERSION);
	assembly_case_share(&machine, true, "9.0.30729.1");
	assembly_case_share(&machine, true, "9.0.30729.9247");
	assembly_case_text(&machine, NEW_POLICY("9.0.30729.1"),
		CASE_BEGIN CASE_REDIRECT(CASE_CRT, CASE_CRT_VERSION, "9.0.30729.1") CASE_END);
	answer = find("win7", "msvcr90.dll");
	check_found(answer, STORE NEW_NAME("9.0.30729.1") "\\msvcr90.dll", "9.0.30729.1");
	ck_assert_int_eq(answer.basis, FACT_READ);
	ck_assert_ptr_nonnull(strstr(answer.source, NEW_POLICY("9.0.30729.1")));
}
END_TEST

START_TEST(without_a_policy_components_take_the_newest)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, true, "9.0.30729.1");
	assembly_case_share(&machine, true, "9.0.30729.9247");
	assembly_case_share(&machine, true, "9.1.0.0");
	answer = find("win10", "msvcr90.dll");
	check_found(answer, STORE NEW_NAME("9.0.30729.9247") "\\msvcr90.dll", "9.0.30729.9247");
	ck_assert_int_eq(answer.basis, FACT_DERIVED);
	ck_assert_ptr_nonnull(strstr(answer.source, "the newest of 9.0"));
	no_faults();
}
END_TEST

START_TEST(older_ones_and_other_families_are_none)
{
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, true, "9.0.21022.7");
	assembly_case_share(&machine, true, "9.1.0.0");
	assembly_case_share(&machine, true, "10.0.30319.1");
	ck_assert_int_eq(find("win10", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	ck_assert(!only_fault(CASE_PROGRAM)->untold);
}
END_TEST

/* Forms that servicing stores manifests in. */
static const char *const marks[] = {"DCM\x01PA30", "DCN\x01PA30", "DCS\x01PA30", "PA30"};

START_TEST(a_compressed_manifest_leaves_the_folder)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, true, "9.0.30729.9247");
	assembly_case_text(
		&machine, STORE "Manifests\\" NEW_NAME("9.0.30729.9247") ".manifest", marks[_i]);
	assembly_case_text(&machine, NEW_POLICY("9.0.30729.9247"), marks[_i]);
	answer = find("win10", "msvcr90.dll");
	check_found(answer, STORE NEW_NAME("9.0.30729.9247") "\\msvcr90.dll", "9.0.30729.9247");
	ck_assert_int_eq(answer.basis, FACT_DERIVED);
	ck_assert_ptr_nonnull(strstr(answer.source, "stored compressed"));
	answer =
		side_by_side_find(&machine.host, machine_look(&machine, CASE_PROGRAM), "other.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NONE);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(a_file_that_is_listed_may_be_missing)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM,
		CASE_BEGIN CASE_DEPENDENCY("Some.Parts", "1.0.0.0") CASE_FILE("own.dll") CASE_END);
	assembly_case_text(&machine, "C:\\app\\Some.Parts.manifest",
		CASE_BEGIN CASE_IDENTITY("Some.Parts", "1.0.0.0") CASE_FILE("part.dll") CASE_END);
	machine_file(&machine, "C:\\Windows\\System32\\part.dll");
	answer = find("xp", "part.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NO_FILE);
	ck_assert_ptr_null(answer.file);
	ck_assert_str_eq(answer.assembly, "Some.Parts");
	ck_assert_ptr_nonnull(strstr(answer.source, "C:\\app\\part.dll is not there"));
	answer = side_by_side_find(&machine.host, machine_look(&machine, CASE_PROGRAM), "own.dll");
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
	answer = find("win7", "a.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.file->path, "C:\\Windows\\System32\\a.dll");
	ck_assert_ptr_nonnull(strstr(answer.step, "own manifest"));
	answer = side_by_side_find(&machine.host, machine_look(&machine, CASE_PROGRAM), "b.dll");
	ck_assert_str_eq(answer.file->path, "C:\\Windows\\System32\\c.dll");
	answer = side_by_side_find(&machine.host, machine_look(&machine, CASE_PROGRAM), "d.dll");
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
	answer = find("xp", "second.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.file->path, "C:\\app\\Two\\second.dll");
	ck_assert_str_eq(
		answer.step, "the private side-by-side assembly Two 2.0.0.0 (C:\\app\\Two)");
	ck_assert_str_eq(only_fault(CASE_PROGRAM)->assembly, "Three");
	ck_assert_str_eq(only_fault(CASE_PROGRAM)->needed_by, "C:\\app\\One\\One.manifest");
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
	find("xp", "x.dll");
	no_faults();
}
END_TEST

START_TEST(a_dll_may_name_its_own)
{
	struct host_file *program, *dll;

	assembly_case_image(&machine, CASE_PROGRAM, NULL);
	assembly_case_dll(&machine, "C:\\app\\part.dll", 2, CASE_CRT_PROGRAM);
	assembly_case_dll(&machine, "C:\\app\\other.dll", 1, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	ck_assert_int_eq(find("xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	program = machine_look(&machine, CASE_PROGRAM);
	dll = machine_look(&machine, "C:\\app\\part.dll");
	check_found(side_by_side_find_for(&machine.host, program, dll, "msvcr90.dll"),
		STORE XP_NAME(CASE_CRT_VERSION) "\\msvcr90.dll", CASE_CRT_VERSION);
	ck_assert_int_eq(
		side_by_side_find_for(&machine.host, program, program, "msvcr90.dll").status,
		SIDE_BY_SIDE_NONE);
	/* Its resource 1 is no matter of the loader. */
	dll = machine_look(&machine, "C:\\app\\other.dll");
	ck_assert_int_eq(side_by_side_find_for(&machine.host, program, dll, "msvcr90.dll").status,
		SIDE_BY_SIDE_NONE);
}
END_TEST

START_TEST(older_windows_has_no_assemblies)
{
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	ck_assert_int_eq(find(_i ? "nt4" : "w2k", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	no_faults();
}
END_TEST

START_TEST(a_manifest_that_cannot_be_read_tells_nothing)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, "<assembly>");
	answer = find("xp", "msvcr90.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_UNTOLD);
	ck_assert_ptr_nonnull(strstr(answer.source, "cannot be read"));
	ck_assert(only_fault(CASE_PROGRAM)->untold);
	ck_assert_ptr_null(only_fault(CASE_PROGRAM)->assembly);
}
END_TEST

START_TEST(a_program_that_cannot_be_read_tells_nothing)
{
	machine_put(&machine, CASE_PROGRAM,
		(struct memory_entry){.bytes = "x", .size = 1, .open_error = EACCES});
	ck_assert_int_eq(find("xp", "msvcr90.dll").status, SIDE_BY_SIDE_UNTOLD);
}
END_TEST

START_TEST(other_images_have_no_assemblies)
{
	machine_image(&machine, CASE_PROGRAM, &(struct fixture_image){.kind = FIXTURE_NE});
	ck_assert_int_eq(find("xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	no_faults();
}
END_TEST

START_TEST(a_reference_may_be_none)
{
	assembly_case_image(
		&machine, CASE_PROGRAM, CASE_BEGIN CASE_DEPENDENCY("X", "1.0") CASE_END);
	find("xp", "msvcr90.dll");
	ck_assert(only_fault(CASE_PROGRAM)->untold);
	ck_assert_str_eq(only_fault(CASE_PROGRAM)->version, "1.0");
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
	answer = find("xp", "msvcr90.dll");
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
	find("xp", "msvcr90.dll");
	side_by_side_find(&machine.host, machine_look(&machine, CASE_PROGRAM), "msvcr90.dll");
	side_by_side_find(
		&machine.host, machine_look(&machine, "C:\\app\\other.exe"), "msvcr90.dll");
	volume = machine.host.tree.volumes['C' - 'A'];
	ck_assert_uint_eq(memory_volume_opened(volume, "Windows/WinSxS/Manifests/" XP_NAME(
							       CASE_CRT_VERSION) ".manifest"),
		1);
	ck_assert_uint_eq(memory_volume_opened(volume, "app/app.exe"), 1);
}
END_TEST

Suite *suite_host_side_by_side(void)
{
	Suite *suite = suite_create("host side by side");
	TCase *shared = tcase_create("shared");
	TCase *contexts = tcase_create("contexts");

	tcase_add_checked_fixture(shared, begin, end);
	tcase_add_test(shared, the_very_version_is_found_on_xp);
	tcase_add_test(shared, another_version_is_none_on_xp);
	tcase_add_test(shared, a_policy_redirects_on_xp);
	tcase_add_test(shared, a_policy_may_lead_nowhere);
	tcase_add_test(shared, a_policy_of_another_range_says_nothing);
	tcase_add_test(shared, a_copy_without_policies_leaves_the_newest);
	tcase_add_test(shared, a_damaged_policy_leaves_it_open);
	tcase_add_test(shared, components_have_their_policies_among_the_manifests);
	tcase_add_test(shared, without_a_policy_components_take_the_newest);
	tcase_add_test(shared, older_ones_and_other_families_are_none);
	tcase_add_loop_test(
		shared, a_compressed_manifest_leaves_the_folder, 0, (int)COUNT_OF(marks));
	suite_add_tcase(suite, shared);
	tcase_add_checked_fixture(contexts, begin, end);
	tcase_add_test(contexts, a_file_that_is_listed_may_be_missing);
	tcase_add_test(contexts, files_may_be_loaded_from_elsewhere);
	tcase_add_test(contexts, assemblies_lead_to_others);
	tcase_add_test(contexts, some_assemblies_are_not_missed);
	tcase_add_test(contexts, a_dll_may_name_its_own);
	tcase_add_loop_test(contexts, older_windows_has_no_assemblies, 0, 2);
	tcase_add_test(contexts, a_manifest_that_cannot_be_read_tells_nothing);
	tcase_add_test(contexts, a_program_that_cannot_be_read_tells_nothing);
	tcase_add_test(contexts, other_images_have_no_assemblies);
	tcase_add_test(contexts, a_reference_may_be_none);
	tcase_add_test(contexts, a_chain_of_assemblies_has_an_end);
	tcase_add_test(contexts, documents_are_read_once);
	suite_add_tcase(suite, contexts);
	return suite;
}
