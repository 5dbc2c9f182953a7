/* Private assemblies, configuration files, and which manifest of a program counts. */
#include "tests/unit/assembly_case.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *suite_host_assembly_private(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))
#define PARTS CASE_BEGIN CASE_IDENTITY("Parts", "1.0.0.0") CASE_FILE("part.dll") CASE_END
#define PROGRAM CASE_BEGIN CASE_DEPENDENCY("Parts", "1.0.0.0") CASE_END
#define VERSION_KEY "Microsoft\\Windows NT\\CurrentVersion"
#define SIDE_BY_SIDE_KEY "Microsoft\\Windows\\CurrentVersion\\SideBySide"

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\Windows\\WinSxS\\Manifests");
	machine_folder(&machine, "C:\\Windows\\WinSxS\\Policies");
}

static void end(void)
{
	machine_free(&machine);
}

static struct side_by_side_answer find(const char *profile, const char *dll_name)
{
	assembly_case_start(&machine, profile);
	return assembly_case_find(&machine, dll_name);
}

/* The places in their order: each wins over those behind it. */
static const struct {
	const char *manifest;
	bool dll;
	const char *part; /* where the DLL of the assembly is expected */
} places[] = {
	{"C:\\app\\de-DE\\Parts.dll", true, "C:\\app\\de-DE\\part.dll"},
	{"C:\\app\\de-DE\\parts\\Parts.DLL", true, "C:\\app\\de-DE\\parts\\part.dll"},
	{"C:\\app\\de-DE\\parts\\Parts.manifest", false, "C:\\app\\de-DE\\parts\\part.dll"},
	{"C:\\app\\Parts.dll", true, "C:\\app\\part.dll"},
	{"C:\\app\\parts\\Parts.dll", true, "C:\\app\\parts\\part.dll"},
	{"C:\\app\\parts\\Parts.manifest", false, "C:\\app\\parts\\part.dll"},
};

START_TEST(private_assemblies_have_their_places)
{
	static const char german[] =
		CASE_BEGIN "<dependency><dependentAssembly><assemblyIdentity name=\"Parts\" "
			   "version=\"1.0.0.0\" language=\"de-DE\" processorArchitecture=\"*\"/>"
			   "</dependentAssembly></dependency>" CASE_END;
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, german);
	for (size_t i = (size_t)_i; i < COUNT_OF(places); i++) {
		if (places[i].dll)
			assembly_case_dll(&machine, places[i].manifest, 1, PARTS);
		else
			assembly_case_text(&machine, places[i].manifest, PARTS);
		machine_file(&machine, places[i].part);
	}
	answer = find("xp", "PART.DLL");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.file->path, places[_i].part);
	ck_assert_str_eq(answer.source, places[_i].manifest);
	ck_assert_int_eq(answer.basis, FACT_READ);
}
END_TEST

START_TEST(without_a_language_its_folder_is_passed_by)
{
	assembly_case_image(&machine, CASE_PROGRAM, PROGRAM);
	assembly_case_text(&machine, "C:\\app\\de-DE\\Parts.manifest", PARTS);
	ck_assert_int_eq(find("xp", "part.dll").status, SIDE_BY_SIDE_NONE);
	ck_assert_str_eq(assembly_case_fault(&machine)->assembly, "Parts");
}
END_TEST

/* Manifests that stand in the right place and are those of another assembly. */
static const char *const others[] = {
	CASE_BEGIN CASE_IDENTITY("Parts", "1.0.0.1") CASE_FILE("part.dll") CASE_END,
	CASE_BEGIN CASE_IDENTITY("Part", "1.0.0.0") CASE_FILE("part.dll") CASE_END,
	CASE_BEGIN CASE_FILE("part.dll") CASE_END,
	CASE_BEGIN "<assemblyIdentity name=\"Parts\" version=\"1.0.0.0\" type=\"win32\" "
		   "processorArchitecture=\"amd64\" publicKeyToken=\"" CASE_TOKEN "\"/>" CASE_END,
};

START_TEST(another_assembly_ends_the_search)
{
	assembly_case_image(&machine, CASE_PROGRAM, PROGRAM);
	assembly_case_text(&machine, "C:\\app\\Parts.manifest", others[_i]);
	assembly_case_text(&machine, "C:\\app\\Parts\\Parts.manifest", PARTS);
	ck_assert_int_eq(find("xp", "part.dll").status, SIDE_BY_SIDE_NONE);
	ck_assert(!assembly_case_fault(&machine)->untold);
	ck_assert_ptr_nonnull(strstr(
		assembly_case_fault(&machine)->detail, "C:\\app\\Parts.manifest is that of"));
	ck_assert_ptr_nonnull(
		strstr(assembly_case_fault(&machine)->detail, "not of Parts 1.0.0.0"));
}
END_TEST

START_TEST(a_dll_without_a_manifest_stands_in_the_way)
{
	assembly_case_image(&machine, CASE_PROGRAM, PROGRAM);
	assembly_case_dll(&machine, "C:\\app\\Parts.dll", 2, PARTS);
	if (_i)
		assembly_case_text(&machine, "C:\\app\\Parts.manifest", PARTS);
	ck_assert_int_eq(
		find("xp", "part.dll").status, _i ? SIDE_BY_SIDE_UNTOLD : SIDE_BY_SIDE_NONE);
	ck_assert_int_eq(assembly_case_fault(&machine)->untold, _i);
	ck_assert_ptr_nonnull(
		strstr(assembly_case_fault(&machine)->detail, "has no manifest (resource 24, 1)"));
}
END_TEST

START_TEST(a_damaged_manifest_leaves_it_open)
{
	assembly_case_image(&machine, CASE_PROGRAM, PROGRAM);
	assembly_case_text(&machine, "C:\\app\\Parts.manifest", "<assembly");
	ck_assert_int_eq(find("xp", "part.dll").status, SIDE_BY_SIDE_UNTOLD);
	ck_assert(assembly_case_fault(&machine)->untold);
	ck_assert(problem_list_has(&machine.host.problems, "bad-manifest"));
}
END_TEST

START_TEST(a_link_leaves_it_open)
{
	assembly_case_image(&machine, CASE_PROGRAM, PROGRAM);
	machine_put(&machine, "C:\\app\\Parts.manifest",
		(struct memory_entry){.type = ENTRY_LINK, .target = "../../outside"});
	ck_assert_int_eq(find("xp", "part.dll").status, SIDE_BY_SIDE_UNTOLD);
}
END_TEST

START_TEST(a_name_that_is_a_path_leads_nowhere)
{
	assembly_case_image(&machine, CASE_PROGRAM,
		CASE_BEGIN CASE_DEPENDENCY("..\\Parts", "1.0.0.0") CASE_END);
	assembly_case_text(&machine, "C:\\Parts.manifest",
		CASE_BEGIN CASE_IDENTITY("..\\Parts", "1.0.0.0") CASE_FILE("part.dll") CASE_END);
	ck_assert_int_eq(find("xp", "part.dll").status, SIDE_BY_SIDE_NONE);
	ck_assert(!assembly_case_fault(&machine)->untold);
}
END_TEST

/* A copy without WinSxS cannot say that an assembly is not shared. */
START_TEST(without_winsxs_a_private_one_is_an_assumption)
{
	struct side_by_side_answer answer;

	machine_free(&machine);
	machine_init(&machine);
	assembly_case_image(&machine, CASE_PROGRAM, PROGRAM);
	if (_i) {
		assembly_case_text(&machine, "C:\\app\\Parts.manifest", PARTS);
		machine_file(&machine, "C:\\app\\part.dll");
	}
	answer = find("xp", "part.dll");
	ck_assert_int_eq(answer.status, _i ? SIDE_BY_SIDE_FOUND : SIDE_BY_SIDE_UNTOLD);
	ck_assert_int_eq(answer.basis, _i ? FACT_ASSUMED : FACT_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(answer.source, "C:\\Windows\\WinSxS\\Manifests is not there"));
}
END_TEST

START_TEST(common_controls_that_cannot_be_told_leave_the_rest)
{
	struct host_file *program;

	machine_free(&machine);
	machine_init(&machine);
	assembly_case_image(&machine, CASE_PROGRAM,
		CASE_BEGIN CASE_DEPENDENCY("Microsoft.Windows.Common-Controls", "6.0.0.0")
			CASE_DEPENDENCY("Microsoft.VC90.MFC", "9.0.21022.8") CASE_END);
	ck_assert_int_eq(find("xp", "comctl32.dll").status, SIDE_BY_SIDE_UNTOLD);
	program = machine_look(&machine, CASE_PROGRAM);
	ck_assert_int_eq(side_by_side_find(&machine.host, program, NULL, "MFC90u.DLL").status,
		SIDE_BY_SIDE_UNTOLD);
	ck_assert_int_eq(side_by_side_find(&machine.host, program, NULL, "msvcr90.dll").status,
		SIDE_BY_SIDE_NONE);
	ck_assert_int_eq(side_by_side_find(&machine.host, program, NULL, "shell32.dll").status,
		SIDE_BY_SIDE_NONE);
}
END_TEST

/* One manifest in the program names one.dll, one beside it two.dll. */
static const struct {
	const char *profile;
	const char *version; /* NULL: no SOFTWARE hive */
	uint32_t prefer;     /* PreferExternalManifest */
	const char *dll;     /* that the manifest names */
} choices[] = {
	{"xp", "5.1", 0, "two.dll"},
	{"xp", "5.1", 1, "two.dll"},
	{"xp", NULL, 0, "two.dll"},
	{"server2003", "5.2", 0, "one.dll"},
	{"server2003", "5.2", 1, "two.dll"},
	{"win7", "6.1", 0, "one.dll"},
	{"win7", "6.1", 1, "two.dll"},
	{"win11", NULL, 0, "one.dll"},
};

START_TEST(one_of_two_manifests_counts)
{
	static const char *const names[] = {"one.dll", "two.dll"};

	if (choices[_i].version) {
		fixture_hive_set_text(machine_software(&machine), VERSION_KEY, "CurrentVersion",
			FIXTURE_REG_SZ, choices[_i].version);
		fixture_hive_set_dword(machine_software(&machine), SIDE_BY_SIDE_KEY,
			"PreferExternalManifest", choices[_i].prefer);
	}
	assembly_case_image(&machine, CASE_PROGRAM, CASE_BEGIN CASE_FILE("one.dll") CASE_END);
	assembly_case_text(
		&machine, CASE_PROGRAM ".MANIFEST", CASE_BEGIN CASE_FILE("two.dll") CASE_END);
	machine_file(&machine, "C:\\app\\one.dll");
	machine_file(&machine, "C:\\app\\two.dll");
	assembly_case_start(&machine, choices[_i].profile);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		enum side_by_side_status status = side_by_side_find(
			&machine.host, machine_look(&machine, CASE_PROGRAM), NULL, names[i])
							  .status;

		ck_assert_int_eq(status, strcmp(choices[_i].dll, names[i]) == 0
						 ? SIDE_BY_SIDE_FOUND
						 : SIDE_BY_SIDE_NONE);
	}
}
END_TEST

#define CONFIGURATION(from, to)                                                                    \
	"<configuration><windows><assemblyBinding xmlns=\"urn:schemas-microsoft-com:asm.v1\">"     \
	"<dependentAssembly>" CASE_IDENTITY(CASE_CRT,                                              \
		from) "<bindingRedirect oldVersion=\"" from "\" newVersion=\"" to                  \
		      "\"/></dependentAssembly></assemblyBinding></windows></configuration>"
#define XP_POLICY                                                                                  \
	"C:\\Windows\\WinSxS\\Policies\\x86_policy.9.0.Microsoft.VC90.CRT_" CASE_TOKEN             \
	"_x-ww_b7353f75\\9.0.40000.0.policy"

/* The configuration leads from .8 to .9, the policy from .9 to .10. */
static const struct {
	const char *profile;
	const char *found;
} configured[] = {{"xp", "9.0.21022.9"}, {"server2003", "9.0.21022.10"}};

START_TEST(a_configuration_redirects)
{
	struct side_by_side_answer answer;

	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_text(
		&machine, CASE_PROGRAM ".config", CONFIGURATION("9.0.21022.8", "9.0.21022.9"));
	assembly_case_text(&machine, XP_POLICY,
		CASE_BEGIN CASE_REDIRECT(CASE_CRT, "9.0.21022.9", "9.0.21022.10") CASE_END);
	assembly_case_share(&machine, false, "9.0.21022.8");
	assembly_case_share(&machine, false, "9.0.21022.9");
	assembly_case_share(&machine, false, "9.0.21022.10");
	answer = find(configured[_i].profile, "msvcr90.dll");
	ck_assert_int_eq(answer.status, SIDE_BY_SIDE_FOUND);
	ck_assert_str_eq(answer.version, configured[_i].found);
}
END_TEST

START_TEST(a_damaged_configuration_leaves_it_open)
{
	assembly_case_image(&machine, CASE_PROGRAM, CASE_CRT_PROGRAM);
	assembly_case_text(&machine, CASE_PROGRAM ".config", "<configuration>");
	assembly_case_share(&machine, false, CASE_CRT_VERSION);
	ck_assert_int_eq(find("xp", "msvcr90.dll").status, SIDE_BY_SIDE_UNTOLD);
	ck_assert(assembly_case_fault(&machine)->untold);
}
END_TEST

Suite *suite_host_assembly_private(void)
{
	Suite *suite = suite_create("host assembly private");
	TCase *tests = tcase_create("private");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, private_assemblies_have_their_places, 0, (int)COUNT_OF(places));
	tcase_add_test(tests, without_a_language_its_folder_is_passed_by);
	tcase_add_loop_test(tests, another_assembly_ends_the_search, 0, (int)COUNT_OF(others));
	tcase_add_loop_test(tests, a_dll_without_a_manifest_stands_in_the_way, 0, 2);
	tcase_add_test(tests, a_damaged_manifest_leaves_it_open);
	tcase_add_test(tests, a_link_leaves_it_open);
	tcase_add_test(tests, a_name_that_is_a_path_leads_nowhere);
	tcase_add_loop_test(tests, without_winsxs_a_private_one_is_an_assumption, 0, 2);
	tcase_add_test(tests, common_controls_that_cannot_be_told_leave_the_rest);
	tcase_add_loop_test(tests, one_of_two_manifests_counts, 0, (int)COUNT_OF(choices));
	tcase_add_loop_test(tests, a_configuration_redirects, 0, (int)COUNT_OF(configured));
	tcase_add_test(tests, a_damaged_configuration_leaves_it_open);
	suite_add_tcase(suite, tests);
	return suite;
}
