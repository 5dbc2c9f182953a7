/* Search orders: one machine per step, each built so that the step before decides. */
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_search(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Every place of every order; a test fills those from a step on. */
static const char *const places[] = {
	"D:\\named",
	"D:\\caller",
	"D:\\current",
	"C:\\WINNT\\System32",
	"C:\\WINNT\\System",
	"C:\\WINNT",
	"C:\\first",
	"C:\\second",
};

enum place { NAMED, CALLER, CURRENT, SYSTEM32, SYSTEM, WINDOWS, PATH_1, PATH_2, PLACES };

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	for (size_t i = 0; i < PLACES; i++)
		machine_folder(&machine, places[i]);
	machine_path(&machine, "C:\\first;C:\\none;C:\\second");
}

static void end(void)
{
	machine_free(&machine);
}

static struct search_request request_for(enum launcher launcher, const char *name)
{
	return (struct search_request){.launcher = launcher,
		.name = name,
		.caller_folder = places[CALLER],
		.current_directory = places[CURRENT]};
}

static const char *in(enum place place, const char *name)
{
	return arena_printf(&machine.arena, "%s\\%s", places[place], name);
}

static struct search_result run(struct search_request request)
{
	machine_start(&machine);
	return search_run(&machine.host, &request);
}

static void check_paths(
	const struct search_result *result, const char *name, const enum place *order, size_t count)
{
	ck_assert_int_eq(result->outcome, count ? SEARCH_FOUND : SEARCH_MISSING);
	ck_assert_ptr_null(result->reason);
	ck_assert_uint_eq(result->count, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_str_eq(result->candidates[i].file->path, in(order[i], name));
		ck_assert_int_eq(result->candidates[i].basis, BASIS_CERTAIN);
	}
}

/* Puts the file into all places of the order from step on, and expects them in that order. */
static void check_order(
	struct search_request request, const enum place *order, size_t count, size_t step)
{
	struct search_result result;

	for (size_t i = step; i < count; i++)
		machine_file(&machine, in(order[i], request.name));
	result = run(request);
	check_paths(&result, request.name, order + step, count - step);
	ck_assert_uint_eq(search_possible_winners(&result), step < count);
}

static const enum place program_order[] = {
	NAMED, CALLER, CURRENT, SYSTEM32, SYSTEM, WINDOWS, PATH_1, PATH_2};

START_TEST(createprocess_named_caller_current_system32_system_windows_path)
{
	struct search_request request = request_for(LAUNCHER_CREATEPROCESS, "import.exe");

	request.named_folder = places[NAMED];
	check_order(request, program_order, COUNT_OF(program_order), (size_t)_i);
}
END_TEST

static const char *const old_profiles[] = {"nt4", "w2k", "xp"};
static const char *const safe_profiles[] = {"win7", "win10", "win11"};

static const enum place old_order[] = {CALLER, CURRENT, SYSTEM32, SYSTEM, WINDOWS, PATH_1, PATH_2};

START_TEST(loadlibrary_caller_current_system32_system_windows_path)
{
	machine.host.options.profile = old_profiles[_i % COUNT_OF(old_profiles)];
	check_order(request_for(LAUNCHER_LOADLIBRARY, "ciw803.dll"), old_order, COUNT_OF(old_order),
		(size_t)_i);
}
END_TEST

static const enum place safe_order[] = {CALLER, SYSTEM32, SYSTEM, WINDOWS, CURRENT, PATH_1, PATH_2};

START_TEST(loadlibrary_safe_has_the_current_directory_behind_windows)
{
	machine.host.options.profile = safe_profiles[_i % COUNT_OF(safe_profiles)];
	check_order(request_for(LAUNCHER_LOADLIBRARY, "ciw803.dll"), safe_order,
		COUNT_OF(safe_order), (size_t)_i);
}
END_TEST

START_TEST(the_order_of_programs_is_the_same_on_every_windows)
{
	static const enum place order[] = {CURRENT, SYSTEM32};

	machine.host.options.profile = "win11";
	check_order(request_for(LAUNCHER_CREATEPROCESS, "import.exe"), order, 2, 0);
}
END_TEST

static void know_dll(const char *value, const char *text)
{
	fixture_hive_set_text(machine_system(&machine),
		"ControlSet001\\Control\\Session Manager\\KnownDLLs", value, FIXTURE_REG_SZ, text);
}

START_TEST(a_known_dll_comes_from_system32_first)
{
	static const enum place order[] = {SYSTEM32, CALLER};
	struct search_result result;

	know_dll("other", "MSVCRT.dll");
	machine_file(&machine, in(CALLER, "msvcrt.dll"));
	machine_file(&machine, in(SYSTEM32, "msvcrt.dll"));
	result = run(request_for(LAUNCHER_LOADLIBRARY, "msvcrt"));
	check_paths(&result, "msvcrt.dll", order, 2);
}
END_TEST

START_TEST(a_known_dll_is_known_by_its_file_name_alone)
{
	static const enum place order[] = {CALLER, SYSTEM32};
	struct search_result result;

	know_dll("msvcrt.dll", "other.dll");
	machine_file(&machine, in(CALLER, "msvcrt.dll"));
	machine_file(&machine, in(SYSTEM32, "msvcrt.dll"));
	result = run(request_for(LAUNCHER_LOADLIBRARY, "msvcrt.dll"));
	check_paths(&result, "msvcrt.dll", order, 2);
}
END_TEST

START_TEST(a_known_dll_that_is_not_there_is_looked_for_as_any)
{
	static const enum place order[] = {CALLER};
	struct search_result result;

	know_dll("msvcrt", "msvcrt.dll");
	machine_file(&machine, in(CALLER, "msvcrt.dll"));
	result = run(request_for(LAUNCHER_LOADLIBRARY, "msvcrt.dll"));
	check_paths(&result, "msvcrt.dll", order, 1);
}
END_TEST

START_TEST(known_dlls_mean_nothing_to_createprocess)
{
	static const enum place order[] = {CALLER, SYSTEM32};
	struct search_result result;

	know_dll("import", "import.exe");
	machine_file(&machine, in(CALLER, "import.exe"));
	machine_file(&machine, in(SYSTEM32, "import.exe"));
	result = run(request_for(LAUNCHER_CREATEPROCESS, "import.exe"));
	check_paths(&result, "import.exe", order, 2);
}
END_TEST

static const struct {
	enum launcher launcher;
	const char *name;
	const char *looked_for;
} extensions[] = {
	{LAUNCHER_CREATEPROCESS, "import", "import.exe"},
	{LAUNCHER_CREATEPROCESS, "import.com", "import.com"},
	{LAUNCHER_CREATEPROCESS, "import.", "import"},
	{LAUNCHER_LOADLIBRARY, "ciw803", "ciw803.dll"},
	{LAUNCHER_LOADLIBRARY, "winspool.drv", "winspool.drv"},
	{LAUNCHER_LOADLIBRARY, "ciw803.", "ciw803"},
	{LAUNCHER_LOADLIBRARY, "D:\\lib\\ciw803", "D:\\lib\\ciw803.dll"},
	{LAUNCHER_LOADLIBRARY, "D:\\lib.d\\ciw803.", "D:\\lib.d\\ciw803"},
	{LAUNCHER_CREATEPROCESS, "D:\\bin\\import", "D:\\bin\\import"},
};

START_TEST(a_name_without_extension_gets_one)
{
	const char *looked_for = extensions[_i].looked_for;
	bool bare = !strchr(looked_for, '\\');
	struct search_result result;

	/* In PATH, so that each way of looking has to agree on the name. */
	machine_file(&machine, bare ? in(PATH_2, looked_for) : looked_for);
	result = run(request_for(extensions[_i].launcher, extensions[_i].name));
	ck_assert_str_eq(result.name, looked_for);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(
		search_winner(&result)->file->path, bare ? in(PATH_2, looked_for) : looked_for);
}
END_TEST

START_TEST(a_name_with_a_full_path_is_looked_for_there_alone)
{
	struct search_result result;

	machine_file(&machine, in(SYSTEM32, "import.exe"));
	result = run(request_for(LAUNCHER_CREATEPROCESS, "c:/winnt/SYSTEM32/Import.exe"));
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_uint_eq(result.count, 1);
	ck_assert_str_eq(result.candidates[0].file->path, "C:\\WINNT\\System32\\import.exe");
	ck_assert_str_eq(result.candidates[0].step, "its full path");
	ck_assert_uint_eq(result.step_count, 1);
	result = search_run(
		&machine.host, &(struct search_request){.launcher = LAUNCHER_CREATEPROCESS,
				       .name = "C:\\WINNT\\import.exe"});
	ck_assert_int_eq(result.outcome, SEARCH_MISSING);
	ck_assert_ptr_null(search_winner(&result));
}
END_TEST

START_TEST(a_relative_path_starts_from_the_current_directory)
{
	struct search_request request =
		request_for(LAUNCHER_CREATEPROCESS, "..\\named\\import.exe");
	struct search_result result;

	machine_file(&machine, in(NAMED, "import.exe"));
	request.current_directory_basis = _i ? BASIS_LIKELY : BASIS_CERTAIN;
	result = run(request);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(search_winner(&result)->file->path, "D:\\named\\import.exe");
	ck_assert_int_eq(search_winner(&result)->basis, request.current_directory_basis);
}
END_TEST

START_TEST(steps_and_their_path_entries_are_told)
{
	struct search_result result;

	machine_file(&machine, in(PATH_2, "import.exe"));
	result = run(request_for(LAUNCHER_CREATEPROCESS, "import"));
	ck_assert_str_eq(search_winner(&result)->step, "PATH entry 3 (C:\\second)");
	ck_assert_ptr_eq(search_winner(&result)->path_entry, &machine.host.path.entries[2]);
	ck_assert_uint_eq(result.step_count, 8);
	ck_assert_str_eq(result.steps[0].text, "the folder of the calling program (D:\\caller)");
	ck_assert_str_eq(result.steps[1].text, "the current directory (D:\\current)");
	ck_assert_str_eq(result.steps[2].text, "the system folder (C:\\WINNT\\System32)");
	ck_assert_str_eq(result.steps[3].text, "the 16-bit system folder (C:\\WINNT\\System)");
	ck_assert_str_eq(result.steps[4].text, "the Windows folder (C:\\WINNT)");
	ck_assert_str_eq(result.steps[6].text, "PATH entry 2 (C:\\none)");
}
END_TEST

START_TEST(every_launcher_has_a_source)
{
	machine_start(&machine);
	for (int launcher = 0; launcher < LAUNCHER_COUNT; launcher++) {
		struct search_request request = request_for((enum launcher)launcher, "none");
		struct search_result result = search_run(&machine.host, &request);

		ck_assert_ptr_nonnull(result.source);
		ck_assert_str_ne(result.source, "");
	}
}
END_TEST

Suite *suite_host_search(void)
{
	Suite *suite = suite_create("host search");
	TCase *tests = tcase_create("search");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, createprocess_named_caller_current_system32_system_windows_path,
		0, COUNT_OF(program_order) + 1);
	tcase_add_loop_test(tests, loadlibrary_caller_current_system32_system_windows_path, 0,
		COUNT_OF(old_order) + 1);
	tcase_add_loop_test(tests, loadlibrary_safe_has_the_current_directory_behind_windows, 0,
		COUNT_OF(safe_order) + 1);
	tcase_add_test(tests, the_order_of_programs_is_the_same_on_every_windows);
	tcase_add_test(tests, a_known_dll_comes_from_system32_first);
	tcase_add_test(tests, a_known_dll_is_known_by_its_file_name_alone);
	tcase_add_test(tests, a_known_dll_that_is_not_there_is_looked_for_as_any);
	tcase_add_test(tests, known_dlls_mean_nothing_to_createprocess);
	tcase_add_loop_test(tests, a_name_without_extension_gets_one, 0, COUNT_OF(extensions));
	tcase_add_test(tests, a_name_with_a_full_path_is_looked_for_there_alone);
	tcase_add_loop_test(tests, a_relative_path_starts_from_the_current_directory, 0, 2);
	tcase_add_test(tests, steps_and_their_path_entries_are_told);
	tcase_add_test(tests, every_launcher_has_a_source);
	suite_add_tcase(suite, tests);
	return suite;
}
