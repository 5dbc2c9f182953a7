/* What each launcher tries, in which order, and what it passes by. */
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_launchers(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_folder(&machine, "C:\\WINNT\\System");
	machine_folder(&machine, "C:\\first");
	machine_folder(&machine, "C:\\second");
	machine_folder(&machine, "D:\\caller");
	machine_folder(&machine, "D:\\current");
	machine_path(&machine, "C:\\first;C:\\second");
}

static void end(void)
{
	machine_free(&machine);
}

static struct search_result search(enum launcher launcher, const char *name)
{
	static struct search_request request;

	request = (struct search_request){.launcher = launcher,
		.name = name,
		.caller_folder = "D:\\caller",
		.current_directory = "D:\\current"};
	return search_run(&machine.host, &request);
}

/* The places in the order of the steps, each once. */
static const char *places_of(const struct search_result *result)
{
	const char *text = "";
	const char *last = "";

	for (size_t i = 0; i < result->step_count; i++) {
		const char *place = search_place_name(result->steps[i].place);

		if (strcmp(place, last) != 0)
			text = arena_printf(
				&machine.arena, "%s%s%s", text, *text ? " " : "", place);
		last = place;
	}
	return text;
}

#define SAFE "caller system32 system windows current path"
#define UNSAFE "caller current system32 system windows path"

static const struct {
	const char *profile;
	enum launcher launcher;
	const char *places;
} orders[] = {
	{"nt4", LAUNCHER_SEARCHPATH, UNSAFE},
	{"win11", LAUNCHER_SEARCHPATH, UNSAFE},
	{"nt4", LAUNCHER_CMD, "current path"},
	{"win11", LAUNCHER_CMD, "current path"},
	{"nt4", LAUNCHER_SHELL, "current windows system32 path app-paths"},
	{"win11", LAUNCHER_SHELL, "current windows system32 path app-paths"},
	{"nt4", LAUNCHER_LOADLIBRARY, UNSAFE},
	{"w2k", LAUNCHER_LOADLIBRARY, UNSAFE},
	{"w2k-sp3", LAUNCHER_LOADLIBRARY, UNSAFE},
	{"xp", LAUNCHER_LOADLIBRARY, UNSAFE},
	{"xp-sp2", LAUNCHER_LOADLIBRARY, SAFE},
	{"server2003", LAUNCHER_LOADLIBRARY, SAFE},
	{"vista", LAUNCHER_LOADLIBRARY, SAFE},
	{"win7", LAUNCHER_LOADLIBRARY, SAFE},
	{"win8.1", LAUNCHER_LOADLIBRARY, SAFE},
	{"win10", LAUNCHER_LOADLIBRARY, SAFE},
	{"win11", LAUNCHER_LOADLIBRARY, SAFE},
	{"nt4", LAUNCHER_WIN16, "current windows system system32 caller path"},
	{"win7", LAUNCHER_DOS, "current path"},
};

START_TEST(each_launcher_has_its_own_order)
{
	struct search_result result;

	machine.host.options.profile = orders[_i].profile;
	machine_software(&machine);
	machine_start(&machine);
	result = search(orders[_i].launcher, "program.dll");
	ck_assert_str_eq(places_of(&result), orders[_i].places);
	ck_assert_int_eq(result.outcome, SEARCH_MISSING);
}
END_TEST

/* SafeDllSearchMode and SafeProcessSearchMode: what the registry says counts where the Windows
 * knows the mode. */
static const struct {
	const char *profile;
	enum launcher launcher;
	const char *value;
	uint32_t number;
	const char *places;
} modes[] = {
	{"nt4", LAUNCHER_LOADLIBRARY, "SafeDllSearchMode", 1, UNSAFE},
	{"w2k", LAUNCHER_LOADLIBRARY, "SafeDllSearchMode", 1, UNSAFE},
	{"w2k-sp3", LAUNCHER_LOADLIBRARY, "SafeDllSearchMode", 1, SAFE},
	{"xp", LAUNCHER_LOADLIBRARY, "SafeDllSearchMode", 1, SAFE},
	{"xp-sp2", LAUNCHER_LOADLIBRARY, "SafeDllSearchMode", 0, UNSAFE},
	{"win11", LAUNCHER_LOADLIBRARY, "SafeDllSearchMode", 0, UNSAFE},
	{"win11", LAUNCHER_SEARCHPATH, "SafeDllSearchMode", 1, UNSAFE},
	{"nt4", LAUNCHER_SEARCHPATH, "SafeProcessSearchMode", 1, UNSAFE},
	{"win10", LAUNCHER_SEARCHPATH, "SafeProcessSearchMode", 1, SAFE},
	{"win10", LAUNCHER_SEARCHPATH, "SafeProcessSearchMode", 0, UNSAFE},
};

START_TEST(the_registry_sets_the_safe_modes)
{
	struct search_result result;

	machine.host.options.profile = modes[_i].profile;
	fixture_hive_set_dword(machine_system(&machine), "ControlSet001\\Control\\Session Manager",
		modes[_i].value, modes[_i].number);
	machine_start(&machine);
	result = search(modes[_i].launcher, "program.dll");
	ck_assert_str_eq(places_of(&result), modes[_i].places);
}
END_TEST

/* Both files lie in one folder; the first is what the launcher takes for the name. */
static const struct {
	enum launcher launcher;
	const char *name, *winner, *loser;
} extensions[] = {
	{LAUNCHER_CMD, "export", "export.com", "export.exe"},
	{LAUNCHER_CMD, "export", "export.exe", "export.bat"},
	{LAUNCHER_CMD, "export.exe", "export.exe", "export.exe.com"},
	{LAUNCHER_SHELL, "export", "export.pif", "export.com"},
	{LAUNCHER_SHELL, "export", "export.com", "export.exe"},
	{LAUNCHER_DOS, "export", "export.com", "export.exe"},
	{LAUNCHER_DOS, "export", "export.exe", "export.bat"},
	{LAUNCHER_WIN16, "export", "export.dll", "export.exe"},
};

START_TEST(extensions_are_tried_in_order_within_one_folder)
{
	struct search_result result;

	machine_file(&machine, arena_printf(&machine.arena, "C:\\first\\%s", extensions[_i].loser));
	machine_file(
		&machine, arena_printf(&machine.arena, "C:\\first\\%s", extensions[_i].winner));
	machine_start(&machine);
	result = search(extensions[_i].launcher, extensions[_i].name);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_uint_eq(result.count, 2);
	ck_assert_str_eq(result.candidates[0].file->path,
		arena_printf(&machine.arena, "C:\\first\\%s", extensions[_i].winner));
	ck_assert_ptr_null(result.candidates[0].lost);
	ck_assert_ptr_nonnull(strstr(result.candidates[1].lost, "its extension is tried after"));
}
END_TEST

START_TEST(a_nearer_folder_beats_a_better_extension)
{
	struct search_result result;

	machine_file(&machine, "C:\\first\\export.exe");
	machine_file(&machine, "C:\\second\\export.com");
	machine_start(&machine);
	result = search(LAUNCHER_CMD, "export");
	ck_assert_str_eq(search_winner(&result)->file->path, "C:\\first\\export.exe");
	ck_assert_str_eq(result.candidates[1].lost,
		"PATH entry 2 (C:\\second) comes after PATH entry 1 (C:\\first)");
}
END_TEST

START_TEST(pathext_of_the_machine_counts)
{
	struct search_result result;

	machine_variable(&machine, "PATHEXT", FIXTURE_REG_SZ, ".XYZ;.EXE");
	machine_file(&machine, "C:\\first\\export.xyz");
	machine_file(&machine, "C:\\first\\export.exe");
	machine_file(&machine, "C:\\first\\export.com");
	machine_start(&machine);
	result = search(LAUNCHER_CMD, "export");
	ck_assert_uint_eq(result.count, 2);
	ck_assert_str_eq(search_winner(&result)->file->path, "C:\\first\\export.xyz");
}
END_TEST

START_TEST(programs_pass_the_current_directory_by_when_they_are_told_to)
{
	static const enum launcher launchers[] = {LAUNCHER_CMD, LAUNCHER_CREATEPROCESS};
	struct search_result result;
	size_t step = launchers[_i] == LAUNCHER_CREATEPROCESS;

	machine.host.options.profile = "vista";
	machine_file(&machine, "D:\\current\\export.exe");
	machine_variable(&machine, "NoDefaultCurrentDirectoryInExePath", FIXTURE_REG_SZ, "1");
	machine_start(&machine);
	result = search(launchers[_i], "export.exe");
	ck_assert_int_eq(result.outcome, SEARCH_MISSING);
	ck_assert_int_eq(result.steps[step].answer, STEP_PASSED);
	ck_assert_uint_eq(result.excluded_count, 1);
	ck_assert_str_eq(result.excluded[0].file->path, "D:\\current\\export.exe");
	ck_assert_ptr_nonnull(strstr(result.excluded[0].lost, "NoDefaultCurrentDirectory"));
	result = search(LAUNCHER_SHELL, "export.exe");
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
}
END_TEST

static const struct {
	const char *name;
	const char *winner;
} command_lines[] = {
	{"C:\\second\\my program.exe", "C:\\second\\my.exe"},
	{"C:\\second\\my program", "C:\\second\\my.exe"},
	{"\"C:\\second\\my program.exe\" -x", "C:\\second\\my program.exe"},
	{"my program", "C:\\second\\my.exe"},
	{"\"my program\"", "C:\\second\\my program.exe"},
	{"C:\\second\\other file.exe", "C:\\second\\other file.exe"},
};

START_TEST(an_unquoted_command_line_is_tried_at_each_space)
{
	struct search_result result;

	machine_file(&machine, "C:\\second\\my.exe");
	machine_file(&machine, "C:\\second\\my program.exe");
	machine_file(&machine, "C:\\second\\other file.exe");
	machine_start(&machine);
	result = search(LAUNCHER_CREATEPROCESS, command_lines[_i].name);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(search_winner(&result)->file->path, command_lines[_i].winner);
}
END_TEST

/* Quotation marks belong to command lines; anywhere else no file has such a name. */
static const struct {
	enum launcher launcher;
	enum search_outcome outcome;
} quotes[] = {
	{LAUNCHER_CREATEPROCESS, SEARCH_FOUND},
	{LAUNCHER_CMD, SEARCH_FOUND},
	{LAUNCHER_SHELL, SEARCH_FOUND},
	{LAUNCHER_SEARCHPATH, SEARCH_MISSING},
	{LAUNCHER_LOADLIBRARY, SEARCH_MISSING},
};

START_TEST(quotation_marks_belong_to_command_lines)
{
	machine_file(&machine, "C:\\second\\my program.exe");
	machine_software(&machine);
	machine_start(&machine);
	ck_assert_int_eq(
		search(quotes[_i].launcher, "\"my program.exe\"").outcome, quotes[_i].outcome);
}
END_TEST

START_TEST(a_place_that_was_not_given_is_passed_by)
{
	const struct search_request request = {
		.launcher = LAUNCHER_CREATEPROCESS, .name = "program.exe"};
	struct search_result result;

	machine_start(&machine);
	result = search_run(&machine.host, &request);
	ck_assert_int_eq(result.outcome, SEARCH_MISSING);
	ck_assert_int_eq(result.steps[0].answer, STEP_PASSED);
	ck_assert_str_eq(result.steps[0].text, "the folder of the calling program (not given)");
	ck_assert_int_eq(result.steps[1].answer, STEP_PASSED);
	ck_assert_int_eq(result.steps[2].answer, STEP_ABSENT);
}
END_TEST

static const struct {
	const char *architecture;
	enum launcher launcher;
	bool noted;
} notes[] = {
	{"x86", LAUNCHER_WIN16, false},
	{"x86", LAUNCHER_DOS, false},
	{"AMD64", LAUNCHER_WIN16, true},
	{"AMD64", LAUNCHER_DOS, true},
	{"ARM64", LAUNCHER_DOS, true},
	{"AMD64", LAUNCHER_CREATEPROCESS, false},
};

START_TEST(windows_of_64_bits_is_said_to_run_nothing_of_16)
{
	struct search_result result;

	machine_variable(
		&machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, notes[_i].architecture);
	machine_start(&machine);
	result = search(notes[_i].launcher, "program.exe");
	ck_assert_int_eq(result.note != NULL, notes[_i].noted);
}
END_TEST

START_TEST(launchers_have_names)
{
	enum launcher found = LAUNCHER_COUNT;

	for (int launcher = 0; launcher < LAUNCHER_COUNT; launcher++) {
		const char *name = launcher_name((enum launcher)launcher);

		ck_assert(launcher_from_name(name, &found));
		ck_assert_int_eq(found, launcher);
		ck_assert_ptr_nonnull(strstr(launcher_names(), name));
	}
	ck_assert(!launcher_from_name("CreateProcess", &found));
}
END_TEST

Suite *suite_host_launchers(void)
{
	Suite *suite = suite_create("host launchers");
	TCase *tests = tcase_create("launchers");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, each_launcher_has_its_own_order, 0, COUNT_OF(orders));
	tcase_add_loop_test(tests, the_registry_sets_the_safe_modes, 0, COUNT_OF(modes));
	tcase_add_loop_test(
		tests, extensions_are_tried_in_order_within_one_folder, 0, COUNT_OF(extensions));
	tcase_add_test(tests, a_nearer_folder_beats_a_better_extension);
	tcase_add_test(tests, pathext_of_the_machine_counts);
	tcase_add_loop_test(
		tests, programs_pass_the_current_directory_by_when_they_are_told_to, 0, 2);
	tcase_add_loop_test(
		tests, an_unquoted_command_line_is_tried_at_each_space, 0, COUNT_OF(command_lines));
	tcase_add_loop_test(tests, quotation_marks_belong_to_command_lines, 0, COUNT_OF(quotes));
	tcase_add_test(tests, a_place_that_was_not_given_is_passed_by);
	tcase_add_loop_test(
		tests, windows_of_64_bits_is_said_to_run_nothing_of_16, 0, COUNT_OF(notes));
	tcase_add_test(tests, launchers_have_names);
	suite_add_tcase(suite, tests);
	return suite;
}
