/* Names that Windows takes for something else than they seem: short names, devices, streams, and
 * spellings that it changes or refuses. */
#include "scanner/host/search/search.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <string.h>

Suite *suite_host_names(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
}

static void end(void)
{
	machine_free(&machine);
}

static struct look look(const char *path)
{
	return tree_look(&machine.host.tree, path);
}

START_TEST(a_short_name_of_one_long_name_is_inferred)
{
	struct look found;

	machine_file(&machine, "C:\\Program Files\\Lotus Notes\\notes client.exe");
	machine_file(&machine, "C:\\Programs\\x");
	found = look("C:\\progra~1\\LOTUSN~1\\NOTESC~1.EXE");
	ck_assert_int_eq(found.status, LOOK_FOUND);
	ck_assert_str_eq(found.path, "C:\\Program Files\\Lotus Notes\\notes client.exe");
	ck_assert_ptr_nonnull(strstr(found.inferred, "NOTESC~1.EXE"));
	ck_assert_ptr_null(look(found.path).inferred);
	found = look("C:\\progra~1\\none");
	ck_assert_int_eq(found.status, LOOK_ABSENT);
	ck_assert_str_eq(found.path, "C:\\Program Files\\none");
	ck_assert_ptr_nonnull(found.inferred);
	ck_assert_int_eq(look("C:\\NONE~1").status, LOOK_ABSENT);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

static const struct {
	const char *short_name;
	const char *names[4];
	const char *found; /* NULL: not told */
} short_names[] = {
	{"MAILFI~1", {"Mail Files", "Mail Filters"}, NULL},
	{"MAILFI~2", {"Mail Files", NULL}, NULL}, /* the first was another, which is gone */
	{"PROGRA~1", {"Program Files", "Program Files (x86)", "ProgramData"}, "Program Files"},
	{"PROGRA~2", {"Program Files", "Program Files (x86)", "ProgramData"},
		"Program Files (x86)"},
	{"PROGRA~2", {"Program Files", "ProgramData"}, NULL}, /* which comes second depends */
	{"PROGRA~1", {"Program Tools", "Programs (old)"}, NULL},
	{"TEB00D~1.TXT", {"test file.txt", "ten files.txt"}, "test file.txt"},
	{"TEB00E~1.TXT", {"test file.txt"}, NULL}, /* another hash: Windows NT's own */
	{"GR_SSE~1", {"gr\xC3\xB6ssere dateien"}, NULL},
	{"GR\xC3\x96SSE~1", {"gr\xC3\xB6ssere dateien"}, "gr\xC3\xB6ssere dateien"},
	{"TEB00D~1.TXT", {"test file.txt", "test File.txt"}, NULL},
	{"MAILFI~1", {"mailfi~1", "Mail Files"}, "mailfi~1"}, /* its own name */
};

START_TEST(several_long_names_are_told_apart_where_that_can_be)
{
	struct look found;

	for (size_t i = 0; i < 4 && short_names[_i].names[i]; i++)
		machine_folder(
			&machine, arena_printf(&machine.arena, "C:\\%s", short_names[_i].names[i]));
	found = look(arena_printf(&machine.arena, "C:\\%s", short_names[_i].short_name));
	if (short_names[_i].found) {
		ck_assert_int_eq(found.status, LOOK_FOUND);
		ck_assert_str_eq(found.path + 3, short_names[_i].found);
		return;
	}
	ck_assert_int_eq(found.status, LOOK_AMBIGUOUS);
	ck_assert_str_eq(found.code, "short-name");
	for (size_t i = 0; i < 4 && short_names[_i].names[i]; i++)
		ck_assert_ptr_nonnull(strstr(found.reason, short_names[_i].names[i]));
}
END_TEST

START_TEST(names_of_setup_count_in_the_root_only)
{
	machine_folder(&machine, "C:\\old\\Program Files");
	machine_folder(&machine, "C:\\old\\Program Files (x86)");
	ck_assert_int_eq(look("C:\\old\\PROGRA~1").status, LOOK_AMBIGUOUS);
}
END_TEST

START_TEST(many_long_names_are_not_all_told)
{
	for (int i = 0; i < 12; i++)
		machine_folder(&machine, arena_printf(&machine.arena, "C:\\mail files %d", i));
	ck_assert_ptr_nonnull(strstr(look("C:\\MAILFI~1").reason, " or others"));
}
END_TEST

START_TEST(what_a_short_name_stands_for_makes_a_winner_only_likely)
{
	struct search_request request = {.launcher = LAUNCHER_CREATEPROCESS, .name = "import"};
	struct search_result result;

	machine_file(&machine, "C:\\WINNT\\System32\\x.dll");
	machine_file(&machine, "C:\\Lotus Mail\\import.exe");
	machine_file(&machine, "C:\\other\\import.exe");
	machine_path(&machine, "C:\\LOTUSM~1;C:\\other");
	machine_start(&machine);
	result = search_run(&machine.host, &request);
	ck_assert_int_eq(result.outcome, SEARCH_FOUND);
	ck_assert_uint_eq(result.count, 2);
	ck_assert_str_eq(search_winner(&result)->file->path, "C:\\Lotus Mail\\import.exe");
	ck_assert_int_eq(search_winner(&result)->basis, BASIS_LIKELY);
	ck_assert_uint_eq(search_possible_winners(&result), 2);
	ck_assert_ptr_nonnull(
		strstr(result.steps[search_winner(&result)->position - 1].detail, "LOTUSM~1"));
	request.name = "C:\\LOTUSM~1\\import.exe";
	result = search_run(&machine.host, &request);
	ck_assert_int_eq(search_winner(&result)->basis, BASIS_LIKELY);
}
END_TEST

/* Services see the system's PATH alone. */
START_TEST(the_path_of_the_user_counts_for_the_users_programs)
{
	struct search_request request = {
		.launcher = LAUNCHER_CREATEPROCESS, .name = "import", .session = SESSION_USER};
	struct search_result result;

	machine_file(&machine, "C:\\WINNT\\System32\\x.dll");
	machine_file(&machine, "C:\\mail\\import.exe");
	machine_path(&machine, "C:\\WINNT");
	if (_i)
		fixture_hive_set_text(
			machine_user(&machine), "Environment", "Path", FIXTURE_REG_SZ, "C:\\mail");
	machine_start(&machine);
	result = search_run(&machine.host, &request);
	ck_assert_int_eq(result.outcome, _i ? SEARCH_FOUND : SEARCH_UNCERTAIN);
	ck_assert_uint_eq(result.count, (size_t)_i);
	request.session = SESSION_SERVICE;
	ck_assert_int_eq(search_run(&machine.host, &request).outcome, SEARCH_MISSING);
}
END_TEST

START_TEST(what_cmd_does_not_take_over_is_a_doubt_for_cmd_alone)
{
	struct search_request request = {.launcher = LAUNCHER_CMD, .name = "import"};
	char *path = arena_alloc(&machine.arena, 9000);

	memset(path, 'x', 8190);
	memcpy(path, "C:\\", 3);
	strcat(path, ";C:\\mail");
	machine_file(&machine, "C:\\WINNT\\System32\\x.dll");
	machine_file(&machine, "C:\\mail\\import.exe");
	machine_path(&machine, path);
	machine.host.options.profile = "win7";
	machine_start(&machine);
	ck_assert_int_eq(search_run(&machine.host, &request).outcome, SEARCH_UNCERTAIN);
	request.launcher = LAUNCHER_CREATEPROCESS;
	ck_assert_int_eq(search_run(&machine.host, &request).outcome, SEARCH_FOUND);
}
END_TEST

static const struct {
	const char *path;
	const char *device;
} devices[] = {
	{"C:\\tools\\NUL", "NUL"}, {"C:\\tools\\aux.dll", "AUX"}, {"C:\\tools\\com1 .txt", "COM1"},
	{"C:\\tools\\con:", "CON"}, {"\\\\?\\C:\\tools\\NUL", NULL},
	{"C:\\aux\\x.dll", NULL}, /* only the last name can be one */
};

START_TEST(the_name_of_a_device_is_no_file)
{
	struct look found;

	machine_file(&machine, "C:\\tools\\NUL");
	machine_file(&machine, "C:\\aux\\x.dll");
	found = look(devices[_i].path);
	ck_assert_int_eq(found.status, devices[_i].device ? LOOK_SPECIAL : LOOK_FOUND);
	if (devices[_i].device)
		ck_assert_ptr_nonnull(strstr(found.reason, devices[_i].device));
	/* A problem only where the copy holds such a file. */
	ck_assert_int_eq(problem_list_has(&machine.host.problems, "device-name"), _i == 0);
	ck_assert_uint_eq(machine.host.problems.count, _i == 0);
}
END_TEST

START_TEST(windows_11_has_fewer_devices)
{
	machine_file(&machine, "C:\\tools\\aux.dll");
	machine.host.options.profile = _i ? "win11" : "win10";
	machine_start(&machine);
	ck_assert_int_eq(look("C:\\tools\\aux.dll").status, _i ? LOOK_FOUND : LOOK_SPECIAL);
	ck_assert_int_eq(look("C:\\tools\\nul").status, LOOK_SPECIAL);
	ck_assert_int_eq(
		tree_look_in(&machine.host.tree, look("C:\\tools").folder, "AUX.dll").status,
		_i ? LOOK_FOUND : LOOK_SPECIAL);
}
END_TEST

START_TEST(a_stream_is_no_file)
{
	machine_file(&machine, "C:\\a.exe");
	machine_file(&machine, "C:\\b.exe:hidden");
	ck_assert_int_eq(look("C:\\a.exe:hidden").status, LOOK_SPECIAL);
	ck_assert_ptr_nonnull(strstr(look("C:\\b.exe:hidden").reason, "stream"));
	ck_assert_str_eq(look("C:\\A.EXE::$data").path, "C:\\a.exe");
	ck_assert_int_eq(look("C:\\::$DATA").status, LOOK_SPECIAL);
	ck_assert_uint_eq(machine.host.problems.count, 0);
}
END_TEST

static const char *const never_there[] = {
	"C:\\what?.exe",
	"C:\\a*b",
	"C:\\a<b",
	"C:\\a|b",
	"C:\\a\"b",
	"C:\\a\x01"
	"b",
	"\\\\?\\C:\\a/b",
	"\\\\?\\C:\\x\\..\\a.exe",
	"\\\\?\\C:\\\\a.exe",
	"\\\\?\\C:\\.",
};

START_TEST(what_windows_refuses_is_absent)
{
	machine_file(&machine, "C:\\what?.exe");
	machine_file(&machine, "C:\\a*b");
	machine_file(&machine, "C:\\a<b");
	machine_file(&machine, "C:\\a|b");
	machine_file(&machine, "C:\\a\"b");
	machine_file(&machine, "C:\\a\x01"
			       "b");
	machine_file(&machine, "C:\\a\\b");
	machine_file(&machine, "C:\\x\\y");
	machine_file(&machine, "C:\\a.exe");
	ck_assert_int_eq(look(never_there[_i]).status, LOOK_ABSENT);
}
END_TEST

START_TEST(only_a_verbatim_name_ends_with_a_dot_or_space)
{
	machine_file(&machine, "C:\\mail \\a.exe.");
	machine_file(&machine, "C:\\tools\\b.exe ");
	ck_assert_int_eq(look("C:\\mail \\a.exe.").status, LOOK_ABSENT);
	ck_assert_int_eq(look("\\\\?\\C:\\MAIL \\a.exe.").status, LOOK_FOUND);
	ck_assert_int_eq(look("\\\\?\\C:\\mail\\a.exe.").status, LOOK_ABSENT);
	ck_assert_int_eq(look("C:\\tools\\b.exe").status, LOOK_ABSENT);
	ck_assert_int_eq(look("\\\\?\\C:\\tools\\b.exe ").status, LOOK_FOUND);
	ck_assert_int_eq(
		tree_look_in(&machine.host.tree, look("C:\\tools").folder, "b.exe ").status,
		LOOK_ABSENT);
}
END_TEST

/* Names of 254 to 256 characters that take two bytes each. */
START_TEST(no_name_has_more_than_255_characters)
{
	char *path = arena_alloc(&machine.arena, 600);
	size_t length = 254 + (size_t)_i;

	strcpy(path, "\\\\?\\C:\\");
	for (size_t i = 0; i < length; i++)
		strcat(path, "\xC3\xA4");
	machine_file(&machine, path + 4);
	ck_assert_int_eq(look(path).status, length <= 255 ? LOOK_FOUND : LOOK_ABSENT);
}
END_TEST

START_TEST(a_path_that_is_too_long_is_doubtful_where_it_is_there)
{
	const char *folder =
		"C:\\0123456789012345678901234567890123456789012345678901234567890123456789"
		"01234567890123456789\\01234567890123456789012345678901234567890123456789"
		"012345678901234567890123456789";
	const char *path;
	struct look found;

	path = arena_printf(&machine.arena, "%s\\%.*s", folder, 84 + _i,
		"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
		"abcdefghij");
	ck_assert_uint_eq(strlen(path), 259 + (size_t)_i);
	machine_file(&machine, path);
	found = look(path);
	ck_assert_int_eq(found.status, _i ? LOOK_BAD_PATH : LOOK_FOUND);
	ck_assert_int_eq(problem_list_has(&machine.host.problems, "long-path"), _i);
	ck_assert_int_eq(look(arena_printf(&machine.arena, "%sx", path)).status, LOOK_ABSENT);
	ck_assert_int_eq(look(arena_printf(&machine.arena, "\\\\?\\%s", path)).status, LOOK_FOUND);
}
END_TEST

START_TEST(letters_that_are_composed_otherwise_are_a_doubt)
{
	machine_file(&machine, "C:\\caf\xC3\xA9\\a.exe");
	machine_file(&machine, "C:\\Mu\xCC\x88ller\\b.exe");
	ck_assert_int_eq(look("C:\\CAFE\xCC\x81\\a.exe").status, LOOK_AMBIGUOUS);
	ck_assert_str_eq(look("C:\\cafe\xCC\x81\\a.exe").code, "normalisation");
	ck_assert_int_eq(look("C:\\M\xC3\x9Cller").status, LOOK_AMBIGUOUS);
	ck_assert_int_eq(look("C:\\caf\xC3\xA9").status, LOOK_FOUND);
	ck_assert_int_eq(look("C:\\mu\xCC\x88ller").status, LOOK_FOUND);
	ck_assert_int_eq(look("C:\\m\xC3\xB6ller").status, LOOK_ABSENT);
	ck_assert_int_eq(look("C:\\cafe").status, LOOK_ABSENT);
}
END_TEST

Suite *suite_host_names(void)
{
	Suite *suite = suite_create("host names");
	TCase *tests = tcase_create("names");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_short_name_of_one_long_name_is_inferred);
	tcase_add_loop_test(tests, several_long_names_are_told_apart_where_that_can_be, 0,
		COUNT_OF(short_names));
	tcase_add_test(tests, names_of_setup_count_in_the_root_only);
	tcase_add_test(tests, many_long_names_are_not_all_told);
	tcase_add_test(tests, what_a_short_name_stands_for_makes_a_winner_only_likely);
	tcase_add_loop_test(tests, the_path_of_the_user_counts_for_the_users_programs, 0, 2);
	tcase_add_test(tests, what_cmd_does_not_take_over_is_a_doubt_for_cmd_alone);
	tcase_add_loop_test(tests, the_name_of_a_device_is_no_file, 0, COUNT_OF(devices));
	tcase_add_loop_test(tests, windows_11_has_fewer_devices, 0, 2);
	tcase_add_test(tests, a_stream_is_no_file);
	tcase_add_loop_test(tests, what_windows_refuses_is_absent, 0, COUNT_OF(never_there));
	tcase_add_test(tests, only_a_verbatim_name_ends_with_a_dot_or_space);
	tcase_add_loop_test(tests, no_name_has_more_than_255_characters, 0, 3);
	tcase_add_loop_test(tests, a_path_that_is_too_long_is_doubtful_where_it_is_there, 0, 2);
	tcase_add_test(tests, letters_that_are_composed_otherwise_are_a_doubt);
	suite_add_tcase(suite, tests);
	return suite;
}
