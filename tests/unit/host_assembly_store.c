/* Assemblies in WinSxS, and the policies that choose among them. */
#include "tests/unit/assembly_case.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *suite_host_assembly_store(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))
#define XP_POLICY                                                                                  \
	CASE_STORE "Policies\\x86_policy.9.0.Microsoft.VC90.CRT_" CASE_TOKEN "_x-ww_b7353f75\\"
#define NEW_POLICY(version)                                                                        \
	CASE_STORE "Manifests\\x86_policy.9.0.microsoft.vc90.crt_" CASE_TOKEN "_" version          \
		   "_none_b7353f75.manifest"

static struct machine machine;

static void begin(void)
{
	assembly_case_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

START_TEST(the_very_version_is_found_on_xp)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_share(&machine, false, "9.0.30729.1");
	answer = assembly_case_answer(&machine, "xp", "MSVCR90.DLL");
	assembly_case_found(answer, CASE_STORE CASE_XP_NAME(CASE_CRT_VERSION) "\\msvcr90.dll",
		CASE_CRT_VERSION);
	ck_assert_int_eq(answer.basis, FACT_READ);
	ck_assert_str_eq(answer.step, "the side-by-side assembly Microsoft.VC90.CRT 9.0.21022.8 "
				      "(" CASE_STORE CASE_XP_NAME(CASE_CRT_VERSION) ")");
	ck_assert_str_eq(
		answer.source, CASE_STORE "Manifests\\" CASE_XP_NAME(CASE_CRT_VERSION) ".manifest");
	assembly_case_no_fault(&machine);
	/* What no assembly lists is searched for in folders. */
	answer = assembly_case_find(&machine, "kernel32.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NONE);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

START_TEST(another_version_is_none_on_xp)
{
	const struct side_by_side_fault *fault;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, "9.0.30729.1");
	ck_assert_int_eq(
		assembly_case_answer(&machine, "xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	fault = assembly_case_fault(&machine);
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
	answer = assembly_case_answer(&machine, "xp", "msvcr90.dll");
	assembly_case_found(
		answer, CASE_STORE CASE_XP_NAME("9.0.30729.1") "\\msvcr90.dll", "9.0.30729.1");
	ck_assert_int_eq(answer.basis, FACT_READ);
	ck_assert_ptr_nonnull(strstr(answer.source, "; policy " XP_POLICY "9.0.30729.1.policy"));
	assembly_case_no_fault(&machine);
}
END_TEST

START_TEST(a_policy_may_lead_nowhere)
{
	const struct side_by_side_fault *fault;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_text(&machine, XP_POLICY "9.0.30729.1.policy",
		CASE_BEGIN CASE_REDIRECT(CASE_CRT, CASE_CRT_VERSION, "9.0.30729.1") CASE_END);
	ck_assert_int_eq(
		assembly_case_answer(&machine, "xp", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	fault = assembly_case_fault(&machine);
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
	assembly_case_found(assembly_case_answer(&machine, "xp", "msvcr90.dll"),
		CASE_STORE CASE_XP_NAME(CASE_CRT_VERSION) "\\msvcr90.dll", CASE_CRT_VERSION);
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
	answer = assembly_case_answer(&machine, "xp", "msvcr90.dll");
	assembly_case_found(
		answer, CASE_STORE CASE_XP_NAME("9.0.30729.1") "\\msvcr90.dll", "9.0.30729.1");
	ck_assert_int_eq(answer.basis, FACT_DERIVED);
}
END_TEST

START_TEST(a_damaged_policy_leaves_it_open)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	assembly_case_text(&machine, XP_POLICY "9.0.30729.1.policy", CASE_BEGIN);
	answer = assembly_case_answer(&machine, "xp", "msvcr90.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_UNTOLD);
	ck_assert_ptr_nonnull(strstr(answer.source, "9.0.30729.1.policy cannot be read"));
	ck_assert(problem_list_has(&machine.host.problems, "bad-manifest"));
	ck_assert(assembly_case_fault(&machine)->untold);
	/* The C runtime is known to have no such DLL. */
	answer = assembly_case_find(&machine, "comctl32.dll");
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
	answer = assembly_case_answer(&machine, "win7", "msvcr90.dll");
	assembly_case_found(
		answer, CASE_STORE CASE_NEW_NAME("9.0.30729.1") "\\msvcr90.dll", "9.0.30729.1");
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
	answer = assembly_case_answer(&machine, "win10", "msvcr90.dll");
	assembly_case_found(answer, CASE_STORE CASE_NEW_NAME("9.0.30729.9247") "\\msvcr90.dll",
		"9.0.30729.9247");
	ck_assert_int_eq(answer.basis, FACT_DERIVED);
	ck_assert_ptr_nonnull(strstr(answer.source, "the newest of 9.0"));
	assembly_case_no_fault(&machine);
}
END_TEST

/* What servicing keeps in use, and which of 9.0.30729.1 and .9247 is found then. */
static const struct {
	const char *winner;
	const char *found;
	enum fact_basis basis;
} winners[] = {
	{"9.0.30729.1", "9.0.30729.1", FACT_READ},
	{"9.0.30729.9247", "9.0.30729.9247", FACT_READ},
	{"9.0.30729.17", "9.0.30729.9247", FACT_DERIVED}, /* its files are gone */
	{"9.0.21022.7", "9.0.30729.9247", FACT_DERIVED},  /* older than what is asked for */
	{"nine", "9.0.30729.9247", FACT_DERIVED},
};

START_TEST(servicing_says_which_is_in_use)
{
	static const char key[] =
		"Microsoft\\Windows\\CurrentVersion\\SideBySide\\Winners\\"
		"x86_microsoft.vc90.crt_" CASE_TOKEN "_none_ea33c8f0b247cd77\\9.0";
	struct side_by_side_answer answer;

	fixture_hive_set_text(
		machine_software(&machine), key, "", FIXTURE_REG_SZ, winners[_i].winner);
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, true, "9.0.30729.1");
	assembly_case_share(&machine, true, "9.0.30729.9247");
	answer = assembly_case_answer(&machine, "win7", "msvcr90.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.version, winners[_i].found);
	ck_assert_int_eq(answer.basis, winners[_i].basis);
	if (answer.basis == FACT_READ)
		ck_assert_ptr_nonnull(strstr(answer.source, key));
}
END_TEST

START_TEST(older_ones_and_other_families_are_none)
{
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, true, "9.0.21022.7");
	assembly_case_share(&machine, true, "9.1.0.0");
	assembly_case_share(&machine, true, "10.0.30319.1");
	ck_assert_int_eq(
		assembly_case_answer(&machine, "win10", "msvcr90.dll").status, SIDE_BY_SIDE_NONE);
	ck_assert(!assembly_case_fault(&machine)->untold);
}
END_TEST

/* Forms that servicing stores manifests in. */
static const char *const marks[] = {"DCM\x01PA30", "DCN\x01PA30", "DCS\x01PA30", "PA30"};

START_TEST(a_compressed_manifest_leaves_the_folder)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_share(&machine, true, "9.0.30729.9247");
	assembly_case_text(&machine,
		CASE_STORE "Manifests\\" CASE_NEW_NAME("9.0.30729.9247") ".manifest", marks[_i]);
	assembly_case_text(&machine, NEW_POLICY("9.0.30729.9247"), marks[_i]);
	answer = assembly_case_answer(&machine, "win10", "msvcr90.dll");
	assembly_case_found(answer, CASE_STORE CASE_NEW_NAME("9.0.30729.9247") "\\msvcr90.dll",
		"9.0.30729.9247");
	ck_assert_int_eq(answer.basis, FACT_DERIVED);
	ck_assert_ptr_nonnull(strstr(answer.source, "stored compressed"));
	answer = assembly_case_find(&machine, "other.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_NONE);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

/* Names in the store: the language, and the file that is found first in the order of names. */
#define TRANSLATED(language)                                                                       \
	CASE_STORE "Manifests\\x86_parts_none_1.0.0.0_" language "_0123456789abcdef.manifest"
#define PARTS(language, file)                                                                      \
	CASE_BEGIN "<assemblyIdentity name=\"Parts\" version=\"1.0.0.0\" language=\"" language     \
		   "\" processorArchitecture=\"x86\"/>" CASE_FILE(file) CASE_END

static const struct {
	const char *language; /* of the reference */
	const char *file;     /* NULL: none is found */
	bool neutral;         /* there is a neutral one as well */
} languages[] = {
	{"*", "neutral.dll", true},
	{"", "neutral.dll", true},
	{"de-DE", "german.dll", true},
	{"fr-FR", "neutral.dll", true},
	{"*", "german.dll", false},
	{"DE-de", "german.dll", false},
	{"fr-FR", NULL, false},
};

START_TEST(a_language_is_preferred)
{
	static const char *const files[] = {"neutral.dll", "german.dll"};
	char manifest[512];

	snprintf(manifest, sizeof(manifest),
		CASE_BEGIN "<dependency><dependentAssembly><assemblyIdentity name=\"Parts\" "
			   "version=\"1.0.0.0\" language=\"%s\"/></dependentAssembly>"
			   "</dependency>" CASE_END,
		languages[_i].language);
	assembly_case_image(&machine, CASE_PROGRAM, manifest);
	assembly_case_text(&machine, TRANSLATED("de-de"), PARTS("de-DE", "german.dll"));
	if (languages[_i].neutral)
		assembly_case_text(&machine, TRANSLATED("none"), PARTS("", "neutral.dll"));
	assembly_case_start(&machine, "win7");
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		bool wanted = languages[_i].file && strcmp(languages[_i].file, files[i]) == 0;

		/* Listed, though nobody put it there. */
		ck_assert_int_eq(assembly_case_find(&machine, files[i]).status,
			wanted ? SIDE_BY_SIDE_NO_FILE : SIDE_BY_SIDE_NONE);
	}
	if (languages[_i].file)
		assembly_case_no_fault(&machine);
	else
		ck_assert_str_eq(assembly_case_fault(&machine)->assembly, "Parts");
}
END_TEST

/* "*" is the processor of the program. */
START_TEST(a_program_gets_assemblies_of_its_own_processor)
{
	static const char any[] =
		CASE_BEGIN "<dependency><dependentAssembly><assemblyIdentity type=\"win32\" "
			   "name=\"" CASE_CRT "\" version=\"" CASE_CRT_VERSION
			   "\" processorArchitecture=\"*\" publicKeyToken=\"" CASE_TOKEN
			   "\"/></dependentAssembly></dependency>" CASE_END;

	machine_image(&machine, CASE_PROGRAM,
		&(struct specimen_image){
			.kind = _i ? SPECIMEN_PE32PLUS : SPECIMEN_PE32, .manifest = any});
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	ck_assert_int_eq(assembly_case_answer(&machine, "xp", "msvcr90.dll").status,
		_i ? SIDE_BY_SIDE_NONE : SIDE_BY_SIDE_FOUND);
}
END_TEST

Suite *suite_host_assembly_store(void)
{
	Suite *suite = suite_create("host assembly store");
	TCase *tests = tcase_create("store");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, the_very_version_is_found_on_xp);
	tcase_add_test(tests, another_version_is_none_on_xp);
	tcase_add_test(tests, a_policy_redirects_on_xp);
	tcase_add_test(tests, a_policy_may_lead_nowhere);
	tcase_add_test(tests, a_policy_of_another_range_says_nothing);
	tcase_add_test(tests, a_copy_without_policies_leaves_the_newest);
	tcase_add_test(tests, a_damaged_policy_leaves_it_open);
	tcase_add_test(tests, components_have_their_policies_among_the_manifests);
	tcase_add_test(tests, without_a_policy_components_take_the_newest);
	tcase_add_loop_test(tests, servicing_says_which_is_in_use, 0, (int)COUNT_OF(winners));
	tcase_add_test(tests, older_ones_and_other_families_are_none);
	tcase_add_loop_test(
		tests, a_compressed_manifest_leaves_the_folder, 0, (int)COUNT_OF(marks));
	tcase_add_loop_test(tests, a_language_is_preferred, 0, (int)COUNT_OF(languages));
	tcase_add_loop_test(tests, a_program_gets_assemblies_of_its_own_processor, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
