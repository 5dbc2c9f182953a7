/* What a search cannot tell, and when that matters. */
#include "scanner/host/machine/processor.h"
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_search_doubt(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;
static struct search_request request;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_folder(&machine, "C:\\WINNT\\System");
	machine_folder(&machine, "C:\\ccmail");
	machine_put(&machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	machine_put(
		&machine, "C:\\away", (struct memory_entry){.type = ENTRY_LINK, .target = "/etc"});
	machine_file(&machine, "C:\\a b\\import.exe");
	machine_folder(&machine, "C:\\twice");
	machine_folder(&machine, "C:\\TWICE");
	machine_file(&machine, "C:\\case\\import.exe");
	machine_file(&machine, "C:\\case\\IMPORT.EXE");
	machine_folder(&machine, "C:\\folder\\import.exe");
	machine_put(&machine, "C:\\fifo\\import.exe", (struct memory_entry){.type = ENTRY_SPECIAL});
	machine_put(&machine, "C:\\link\\import.exe",
		(struct memory_entry){.type = ENTRY_LINK, .target = "../a b/import.exe"});
	request = (struct search_request){.launcher = LAUNCHER_CREATEPROCESS, .name = "import.exe"};
}

static void end(void)
{
	machine_free(&machine);
}

static struct search_result run(void)
{
	machine_start(&machine);
	return search_run(&machine.host, &request);
}

/* Entries of PATH in which something cannot be told, and a word of the reason. */
static const struct {
	const char *entry;
	const char *reason;
} causes[] = {
	{"C:\\secret", "cannot list"},
	{"C:\\away", "symbolic link"},
	{"C:\\twice", "one name to Windows"},
	{"C:\\case", "one name to Windows"},
	{"C:\\folder", "is a folder"},
	{"C:\\fifo", "FIFO"},
	{"C:\\link", "symbolic link"},
	{"x:\\bin", "--drive X=DIR"},
	{"\\\\server\\bin", "another server"},
	{"bin", "relative"},
	{"\"C:\\a b\"", "quotation marks"},
	{"C:\\a b ", "a space"},
};

START_TEST(a_doubt_in_front_of_the_winner_makes_it_uncertain)
{
	struct search_result result;

	machine_file(&machine, "C:\\ccmail\\import.exe");
	machine_path(&machine, arena_printf(&machine.arena, "%s;C:\\ccmail", causes[_i].entry));
	result = run();
	ck_assert_int_eq(result.outcome, SEARCH_UNCERTAIN);
	ck_assert_msg(strstr(result.reason, causes[_i].reason) != NULL, "%s", result.reason);
	ck_assert_ptr_nonnull(search_winner(&result));
}
END_TEST

START_TEST(a_doubt_without_any_winner_is_no_absence)
{
	struct search_result result;

	machine_path(&machine, arena_printf(&machine.arena, "%s;C:\\ccmail", causes[_i].entry));
	result = run();
	ck_assert_int_eq(result.outcome, SEARCH_UNCERTAIN);
	ck_assert_ptr_nonnull(strstr(result.reason, causes[_i].reason));
}
END_TEST

START_TEST(a_doubt_behind_a_certain_winner_changes_nothing)
{
	struct search_result result;

	machine_file(&machine, "C:\\ccmail\\import.exe");
	machine_path(&machine, arena_printf(&machine.arena, "C:\\ccmail;%s", causes[_i].entry));
	result = run();
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_ptr_null(result.reason);
	ck_assert_str_eq(search_winner(&result)->file->path, "C:\\ccmail\\import.exe");
	ck_assert_uint_eq(search_possible_winners(&result), 1);
}
END_TEST

/* Doubtful entries that hold nothing of the name, or are sure not to be searched. */
static const char *const harmless[] = {
	"\"C:\\ccmail\"",
	"C:\\ccmail ",
	"\"C:\\none\"",
	"%NONE%\\bin",
	"",
	"C:\\none",
	"C:\\a b\\import.exe",
};

START_TEST(a_doubtful_entry_that_holds_nothing_does_no_harm)
{
	machine_path(&machine, harmless[_i]);
	ck_assert_int_eq(run().outcome, SEARCH_MISSING);
}
END_TEST

START_TEST(a_name_in_another_case_than_asked_for_is_no_doubt)
{
	struct search_result result;

	machine_file(&machine, "C:\\ccmail\\IMPORT.EXE");
	machine_path(&machine, "c:\\CCMAIL");
	result = run();
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_str_eq(search_winner(&result)->file->path, "C:\\ccmail\\IMPORT.EXE");
}
END_TEST

START_TEST(an_unknown_path_matters_only_behind_windows)
{
	struct search_result result = run();

	ck_assert_int_eq(result.outcome, SEARCH_UNCERTAIN);
	ck_assert_str_eq(result.reason, machine.host.path.unknown);
	ck_assert_str_eq(result.steps[result.step_count - 1].text, "PATH (not known)");
}
END_TEST

START_TEST(a_file_of_windows_needs_no_path)
{
	machine_file(&machine, "C:\\WINNT\\System32\\import.exe");
	ck_assert_int_eq(run().outcome, SEARCH_FOUND);
}
END_TEST

START_TEST(an_unknown_windows_folder_stands_in_front_of_path)
{
	struct search_result result;

	machine_given(&machine, "SystemRoot", "winnt");
	machine_given(&machine, "PATH", "C:\\ccmail");
	machine_file(&machine, "C:\\ccmail\\import.exe");
	request.current_directory = _i ? "C:\\ccmail" : NULL;
	result = run();
	ck_assert_ptr_null(machine.host.windows_directory);
	ck_assert_int_eq(result.outcome, _i ? SEARCH_FOUND : SEARCH_UNCERTAIN);
	ck_assert_int_eq(!result.reason || !strstr(result.reason, "--env SystemRoot="), _i);
}
END_TEST

static const char *const bad_folders[] = {"x:\\app", "\\\\server\\app", "app", "C:\\secret"};

START_TEST(a_folder_of_the_caller_that_cannot_be_looked_into_is_a_doubt)
{
	struct search_result result;

	machine_file(&machine, "C:\\WINNT\\System32\\import.exe");
	request.caller_folder = bad_folders[_i];
	result = run();
	ck_assert_int_eq(result.outcome, SEARCH_UNCERTAIN);
	ck_assert_ptr_nonnull(search_winner(&result));
}
END_TEST

START_TEST(a_likely_directory_gives_a_likely_winner)
{
	struct search_result result;

	machine_file(&machine, "D:\\data\\import.exe");
	machine_file(&machine, "C:\\ccmail\\import.exe");
	machine_file(&machine, "C:\\a b\\import.exe");
	machine_path(&machine, "C:\\ccmail;C:\\a b;C:\\secret");
	request.current_directory = "D:\\data";
	request.current_directory_basis = BASIS_LIKELY;
	result = run();
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_uint_eq(result.count, 3);
	ck_assert_int_eq(search_winner(&result)->basis, BASIS_LIKELY);
	ck_assert_str_eq(search_winner(&result)->step, "the likely current directory (D:\\data)");
	ck_assert_uint_eq(search_possible_winners(&result), 2);
	ck_assert_str_eq(result.candidates[1].file->path, "C:\\ccmail\\import.exe");
}
END_TEST

START_TEST(only_a_likely_winner_leaves_later_doubts_open)
{
	struct search_result result;

	machine_file(&machine, "D:\\data\\import.exe");
	machine_path(&machine, _i ? "C:\\secret" : "C:\\ccmail");
	request.current_directory = "D:\\data";
	request.current_directory_basis = BASIS_LIKELY;
	result = run();
	ck_assert_int_eq(result.outcome, _i ? SEARCH_UNCERTAIN : SEARCH_FOUND);
	ck_assert_uint_eq(search_possible_winners(&result), 1);
}
END_TEST

START_TEST(a_likely_file_that_path_leads_to_as_well_is_certain)
{
	struct search_result result;

	machine_file(&machine, "C:\\ccmail\\import.exe");
	machine_path(&machine, "C:\\ccmail;C:\\a b;C:\\secret");
	request.current_directory = "c:\\CCMAIL";
	request.current_directory_basis = BASIS_LIKELY;
	result = run();
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_uint_eq(result.count, 2);
	ck_assert_int_eq(search_winner(&result)->basis, BASIS_CERTAIN);
	ck_assert_uint_eq(search_winner(&result)->path_entry->position, 1);
	ck_assert_uint_eq(search_possible_winners(&result), 1);
}
END_TEST

START_TEST(a_certain_file_in_between_keeps_it_only_likely)
{
	struct search_result result;

	machine_file(&machine, "C:\\ccmail\\import.exe");
	machine_file(&machine, "C:\\WINNT\\System\\import.exe");
	machine_path(&machine, "C:\\ccmail");
	request.current_directory = "C:\\ccmail";
	request.current_directory_basis = BASIS_LIKELY;
	result = run();
	ck_assert_uint_eq(result.count, 2);
	ck_assert_int_eq(search_winner(&result)->basis, BASIS_LIKELY);
	ck_assert_uint_eq(search_possible_winners(&result), 2);
}
END_TEST

/* Without the hive it is not known whether System32 comes first; that matters only when both have
 * the DLL. */
static const struct {
	bool hive, in_caller, in_system32;
	enum search_outcome outcome;
} known_dll_doubts[] = {
	{false, true, true, SEARCH_UNCERTAIN},
	{true, true, true, SEARCH_FOUND},
	{false, true, false, SEARCH_FOUND},
	{false, false, true, SEARCH_FOUND},
};

START_TEST(known_dlls_that_are_not_known_are_a_doubt)
{
	struct search_result result;

	if (known_dll_doubts[_i].hive)
		machine_system(&machine);
	if (known_dll_doubts[_i].in_caller)
		machine_file(&machine, "C:\\ccmail\\msvcrt.dll");
	if (known_dll_doubts[_i].in_system32)
		machine_file(&machine, "C:\\WINNT\\System32\\msvcrt.dll");
	request = (struct search_request){.launcher = LAUNCHER_LOADLIBRARY,
		.name = "msvcrt.dll",
		.caller_folder = "C:\\ccmail"};
	result = run();
	ck_assert_int_eq(result.outcome, known_dll_doubts[_i].outcome);
	if (result.reason)
		ck_assert_ptr_nonnull(strstr(result.reason, "KnownDLLs"));
}
END_TEST

/* Without a SYSTEM hive a DLL of the system folder may be a KnownDLL of the 16-bit loader
 * (Q164501). */
START_TEST(a_known_dll_of_the_16_bit_loader_may_be_hidden)
{
	struct search_result result;

	machine_given(&machine, "PATH", "C:\\ccmail");
	machine_file(&machine, "C:\\ccmail\\shell.dll");
	machine_file(&machine, "C:\\ccmail\\own.dll");
	machine_file(&machine, "C:\\WINNT\\System32\\shell.dll");
	request.launcher = LAUNCHER_WIN16;
	request.current_directory = "C:\\ccmail";
	request.name = _i ? "shell.dll" : "own.dll";
	result = run();
	ck_assert_int_eq(result.outcome, _i ? SEARCH_UNCERTAIN : SEARCH_FOUND);
	if (_i)
		ck_assert_ptr_nonnull(strstr(result.reason, "KnownDLLs of the 16-bit loader"));
}
END_TEST

/* Where the registry does not say which of the two orders counts, and who then is in doubt. */
static const struct {
	enum launcher launcher;
	const char *profile; /* NULL: assumed */
	bool hive;
	int mode; /* in the hive; -1: not set */
	enum search_outcome outcome;
} orders[] = {
	{LAUNCHER_LOADLIBRARY, NULL, true, -1, SEARCH_UNCERTAIN},
	{LAUNCHER_LOADLIBRARY, NULL, true, 0, SEARCH_FOUND},
	{LAUNCHER_LOADLIBRARY, NULL, true, 1, SEARCH_UNCERTAIN},
	{LAUNCHER_LOADLIBRARY, "nt4", true, -1, SEARCH_FOUND},
	{LAUNCHER_LOADLIBRARY, "xp-sp2", true, -1, SEARCH_FOUND},
	{LAUNCHER_LOADLIBRARY, "xp-sp2", true, 1, SEARCH_FOUND},
	{LAUNCHER_SEARCHPATH, NULL, true, -1, SEARCH_FOUND},
	{LAUNCHER_SEARCHPATH, NULL, true, 1, SEARCH_UNCERTAIN},
	{LAUNCHER_SEARCHPATH, "xp", false, -1, SEARCH_UNCERTAIN},
	{LAUNCHER_SEARCHPATH, "w2k", false, -1, SEARCH_FOUND},
	{LAUNCHER_CREATEPROCESS, NULL, false, -1, SEARCH_FOUND},
};

START_TEST(the_order_may_be_open)
{
	struct search_result result;

	machine_file(&machine, "C:\\ccmail\\a.dll");
	machine_file(&machine, "C:\\WINNT\\System32\\a.dll");
	machine_given(&machine, "PATH", "C:\\ccmail");
	machine.host.options.profile = orders[_i].profile;
	if (orders[_i].hive)
		machine_system(&machine);
	if (orders[_i].mode >= 0)
		fixture_hive_set_dword(machine.system, "ControlSet001\\Control\\Session Manager",
			orders[_i].launcher == LAUNCHER_LOADLIBRARY ? "SafeDllSearchMode"
								    : "SafeProcessSearchMode",
			(uint32_t)orders[_i].mode);
	request.launcher = orders[_i].launcher;
	request.name = "a.dll";
	request.current_directory = "C:\\ccmail";
	result = run();
	ck_assert_int_eq(result.outcome, orders[_i].outcome);
	if (result.outcome == SEARCH_UNCERTAIN)
		ck_assert_ptr_nonnull(strstr(result.reason, "SearchMode"));
}
END_TEST

/* The entry for System32, as a 32-bit program on 64-bit Windows sees it, is as doubtful as any. */
START_TEST(a_doubtful_entry_stays_one_where_it_is_redirected)
{
	struct search_result result;

	machine_given(&machine, "PATH", "\"C:\\WINNT\\System32\";C:\\ccmail");
	machine_given(&machine, "PROCESSOR_ARCHITECTURE", "AMD64");
	machine_file(&machine, "C:\\WINNT\\SysWOW64\\import.exe");
	machine_file(&machine, "C:\\ccmail\\import.exe");
	request.launcher = LAUNCHER_CMD;
	request.caller_machine = _i ? MACHINE_I386 : MACHINE_AMD64;
	result = run();
	ck_assert_int_eq(result.outcome, _i ? SEARCH_UNCERTAIN : SEARCH_FOUND);
}
END_TEST

/* File System Redirector: %windir%\regedit.exe, too. */
START_TEST(regedit_is_redirected_where_path_leads_to_it)
{
	struct search_result result;

	machine_given(&machine, "PATH", "C:\\WINNT");
	machine_given(&machine, "PROCESSOR_ARCHITECTURE", "AMD64");
	machine_file(&machine, "C:\\WINNT\\regedit.exe");
	machine_file(&machine, "C:\\WINNT\\SysWOW64\\regedit.exe");
	request.launcher = LAUNCHER_CMD;
	request.name = "regedit.exe";
	request.caller_machine = _i ? MACHINE_I386 : MACHINE_AMD64;
	result = run();
	ck_assert_uint_eq(result.count, 1);
	ck_assert_str_eq(search_winner(&result)->file->path,
		_i ? "C:\\WINNT\\SysWOW64\\regedit.exe" : "C:\\WINNT\\regedit.exe");
}
END_TEST

/* The likely current directory is a certain entry of PATH, too, but a likely one lies between. */
START_TEST(a_likely_copy_between_two_steps_to_one_file_keeps_it_likely)
{
	struct search_result result;

	machine_file(&machine, "C:\\ccmail\\import.exe");
	machine_file(&machine, "C:\\Program Files\\import.exe");
	machine_path(&machine, _i ? "C:\\PROGRA~1;C:\\ccmail" : "C:\\ccmail;C:\\PROGRA~1");
	request.current_directory = "C:\\ccmail";
	request.current_directory_basis = BASIS_LIKELY;
	result = run();
	ck_assert_uint_eq(result.count, 2);
	ck_assert_int_eq(result.candidates[0].basis, _i ? BASIS_LIKELY : BASIS_CERTAIN);
	ck_assert_uint_eq(search_possible_winners(&result), _i ? 2 : 1);
}
END_TEST

Suite *suite_host_search_doubt(void)
{
	Suite *suite = suite_create("host search doubt");
	TCase *tests = tcase_create("doubt");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(
		tests, a_doubt_in_front_of_the_winner_makes_it_uncertain, 0, COUNT_OF(causes));
	tcase_add_loop_test(tests, a_doubt_without_any_winner_is_no_absence, 0, COUNT_OF(causes));
	tcase_add_loop_test(
		tests, a_doubt_behind_a_certain_winner_changes_nothing, 0, COUNT_OF(causes));
	tcase_add_loop_test(
		tests, a_doubtful_entry_that_holds_nothing_does_no_harm, 0, COUNT_OF(harmless));
	tcase_add_test(tests, a_name_in_another_case_than_asked_for_is_no_doubt);
	tcase_add_test(tests, an_unknown_path_matters_only_behind_windows);
	tcase_add_test(tests, a_file_of_windows_needs_no_path);
	tcase_add_loop_test(tests, an_unknown_windows_folder_stands_in_front_of_path, 0, 2);
	tcase_add_loop_test(tests, a_folder_of_the_caller_that_cannot_be_looked_into_is_a_doubt, 0,
		COUNT_OF(bad_folders));
	tcase_add_test(tests, a_likely_directory_gives_a_likely_winner);
	tcase_add_loop_test(tests, only_a_likely_winner_leaves_later_doubts_open, 0, 2);
	tcase_add_test(tests, a_likely_file_that_path_leads_to_as_well_is_certain);
	tcase_add_test(tests, a_certain_file_in_between_keeps_it_only_likely);
	tcase_add_loop_test(
		tests, known_dlls_that_are_not_known_are_a_doubt, 0, COUNT_OF(known_dll_doubts));
	tcase_add_loop_test(tests, a_known_dll_of_the_16_bit_loader_may_be_hidden, 0, 2);
	tcase_add_loop_test(tests, the_order_may_be_open, 0, COUNT_OF(orders));
	tcase_add_loop_test(tests, a_doubtful_entry_stays_one_where_it_is_redirected, 0, 2);
	tcase_add_loop_test(tests, regedit_is_redirected_where_path_leads_to_it, 0, 2);
	tcase_add_loop_test(
		tests, a_likely_copy_between_two_steps_to_one_file_keeps_it_likely, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
