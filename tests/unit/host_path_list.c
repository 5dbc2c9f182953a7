/* PATH taken apart: what each entry is, what is wrong with it, and what it means to a search. */
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_host_path_list(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
	machine_folder(&machine, "C:\\Program Files\\cc");
	machine_file(&machine, "C:\\autoexec.bat");
	machine_put(&machine, "C:\\secret",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	machine_put(
		&machine, "C:\\away", (struct memory_entry){.type = ENTRY_LINK, .target = "/etc"});
	machine_put(
		&machine, "C:\\here", (struct memory_entry){.type = ENTRY_LINK, .target = "WINNT"});
	machine_put(&machine, "C:\\fifo", (struct memory_entry){.type = ENTRY_SPECIAL});
	machine_folder(&machine, "C:\\twice");
	machine_folder(&machine, "C:\\TWICE");
	machine_folder(&machine, "B:\\bin");
	memory_volume_put(machine_share(&machine, "\\\\files\\tools"),
		(struct memory_entry){.path = "bin", .type = ENTRY_FOLDER});
	fixture_hive_set_text(machine_user(&machine), "Network\\N", "RemotePath", FIXTURE_REG_SZ,
		"\\\\files\\tools");
}

static void end(void)
{
	machine_free(&machine);
}

static void start(const char *path)
{
	machine_path(&machine, path);
	machine_start(&machine);
}

static const struct path_entry *entry(unsigned position)
{
	ck_assert_uint_le(position, machine.host.path.count);
	ck_assert_uint_eq(machine.host.path.entries[position - 1].position, position);
	return &machine.host.path.entries[position - 1];
}

/* The codes of the entry's problems, with a blank between. */
static const char *codes(const struct path_entry *of)
{
	const char *text = "";

	for (size_t i = 0; i < of->problems.count; i++)
		text = arena_printf(
			&machine.arena, "%s%s%s", text, i ? " " : "", of->problems.items[i].code);
	return text;
}

enum meaning { SEARCHED, PASSED_BY, NOT_KNOWN };

static enum meaning meaning_of(const struct path_entry *of)
{
	if (of->absent)
		return PASSED_BY;
	return of->unknown ? NOT_KNOWN : SEARCHED;
}

static const struct {
	const char *raw;
	const char *directory;
	const char *codes;
	enum meaning meaning;
	bool spelled_badly;
} entries[] = {
	{"C:\\winnt\\SYSTEM32", "C:\\WINNT\\System32", "", SEARCHED, false},
	{"c:/WINNT/", "C:\\WINNT", "", SEARCHED, false},
	{"C:\\", "C:\\", "", SEARCHED, false},
	{"C:\\Program Files\\cc", "C:\\Program Files\\cc", "", SEARCHED, false},
	{"%systemroot%\\system32", "C:\\WINNT\\System32", "", SEARCHED, false},
	{"", "", "empty", PASSED_BY, false},
	{"  ", "  ", "empty", PASSED_BY, false},
	{"C:\\none", "C:\\none", "missing", PASSED_BY, false},
	{"C:\\winnt\\none", "C:\\WINNT\\none", "missing", PASSED_BY, false},
	{"C:\\autoexec.bat", "C:\\autoexec.bat", "not-a-folder", PASSED_BY, false},
	{"\"C:\\Program Files\\cc\"", "C:\\Program Files\\cc", "quoted", NOT_KNOWN, true},
	{"\"C:\\none\"", "C:\\none", "quoted missing", PASSED_BY, true},
	{"C:\\WINNT ", "C:\\WINNT", "trailing-space", NOT_KNOWN, true},
	{" C:\\WINNT", "C:\\WINNT", "trailing-space", NOT_KNOWN, true},
	{"C:\\none ", "C:\\none", "trailing-space missing", PASSED_BY, true},
	{"bin", "bin", "relative", NOT_KNOWN, true},
	{".", ".", "relative", NOT_KNOWN, true},
	{"\\WINNT", "\\WINNT", "relative", NOT_KNOWN, true},
	{"C:WINNT", "C:WINNT", "relative", NOT_KNOWN, true},
	{"%NONE%\\bin", "%NONE%\\bin", "unexpanded", PASSED_BY, true},
	{"\\\\server\\share\\bin", "\\\\server\\share\\bin", "remote", NOT_KNOWN, false},
	{"x:\\bin", "X:\\bin", "unknown-drive", NOT_KNOWN, false},
	{"C:\\secret", "C:\\secret", "unreadable-folder", NOT_KNOWN, false},
	{"C:\\secret\\below", "C:\\secret\\below", "unreadable-folder", NOT_KNOWN, false},
	{"C:\\away", "C:\\away", "link", NOT_KNOWN, false},
	{"C:\\here\\System32", "C:\\here\\System32", "", SEARCHED, false},
	{"C:\\fifo", "C:\\fifo", "special-file", NOT_KNOWN, false},
	{"C:\\twice", "C:\\TWICE", "ambiguous-case", NOT_KNOWN, false},
	{"C:\\PROGRA~1\\cc", "C:\\Program Files\\cc", "short-name", SEARCHED, false},
	{"C:\\PROGRA~1\\none", "C:\\Program Files\\none", "short-name missing", PASSED_BY, false},
	{"C:\\NONE~1", "C:\\NONE~1", "missing", PASSED_BY, false},
	{"C:\\WINNT\\aux", "C:\\WINNT\\aux", "device-name", NOT_KNOWN, false},
	{"C:\\WINNT:x", "C:\\WINNT:x", "stream", NOT_KNOWN, false},
	{"C:\\WINNT\\a<b", "C:\\WINNT\\a<b", "missing", PASSED_BY, false},
	{"\\\\Files\\tools\\bin", "\\\\files\\tools\\bin", "remote", SEARCHED, false},
	{"\\\\files\\tools\\none", "\\\\files\\tools\\none", "missing remote", PASSED_BY, false},
	{"\\\\files", "\\\\files", "remote", NOT_KNOWN, false},
	{"\\\\localhost\\c$\\winnt", "C:\\WINNT", "administrative-share", SEARCHED, false},
	{"A:\\", "A:\\", "unknown-drive removable", NOT_KNOWN, false},
	{"b:\\bin", "B:\\bin", "removable", SEARCHED, false},
	{"N:\\bin", "N:\\bin", "unknown-drive remote", NOT_KNOWN, false},
	{"\\\\?\\C:\\WINNT", "C:\\WINNT", "", SEARCHED, false},
};

START_TEST(each_entry_is_judged_by_itself)
{
	start(entries[_i].raw);
	ck_assert_uint_eq(machine.host.path.count, 1);
	ck_assert_ptr_null(machine.host.path.unknown);
	ck_assert_str_eq(entry(1)->raw, entries[_i].raw);
	ck_assert_str_eq(entry(1)->directory, entries[_i].directory);
	ck_assert_str_eq(codes(entry(1)), entries[_i].codes);
	ck_assert_int_eq(meaning_of(entry(1)), entries[_i].meaning);
	ck_assert_int_eq(entry(1)->spelled_badly, entries[_i].spelled_badly);
	ck_assert_str_eq(entry(1)->origin, "system");
	if (entries[_i].meaning == SEARCHED)
		ck_assert_ptr_nonnull(entry(1)->folder);
}
END_TEST

START_TEST(entries_keep_their_order_and_positions)
{
	start("C:\\none;%SystemRoot%;;C:\\Program Files\\cc;");
	ck_assert_uint_eq(machine.host.path.count, 5);
	ck_assert_str_eq(entry(1)->directory, "C:\\none");
	ck_assert_str_eq(entry(2)->raw, "%SystemRoot%");
	ck_assert_str_eq(entry(2)->directory, "C:\\WINNT");
	ck_assert_str_eq(codes(entry(3)), "empty");
	ck_assert_str_eq(entry(4)->directory, "C:\\Program Files\\cc");
	ck_assert_str_eq(codes(entry(5)), "empty");
}
END_TEST

START_TEST(a_folder_named_twice_is_a_duplicate)
{
	start("C:\\WINNT;c:\\winnt\\;C:\\here;C:\\none;C:\\NONE;C:\\twice;x:\\a;X:\\A;bin;;");
	ck_assert_str_eq(codes(entry(1)), "");
	ck_assert_str_eq(codes(entry(2)), "duplicate");
	ck_assert(entry(2)->spelled_badly);
	ck_assert_ptr_nonnull(strstr(entry(2)->problems.items[0].detail, "entry 1"));
	ck_assert_str_eq(codes(entry(3)), "duplicate");
	ck_assert_str_eq(codes(entry(5)), "missing duplicate");
	ck_assert_str_eq(codes(entry(6)), "ambiguous-case");
	ck_assert_str_eq(codes(entry(8)), "unknown-drive duplicate");
	ck_assert_str_eq(codes(entry(10)), "empty");
	ck_assert_str_eq(codes(entry(11)), "empty");
}
END_TEST

START_TEST(a_variable_may_name_several_folders)
{
	machine_variable(&machine, "Two", FIXTURE_REG_SZ, "C:\\WINNT;C:\\Program Files");
	start("C:\\;%Two%\\cc;C:\\none");
	ck_assert_uint_eq(machine.host.path.count, 4);
	ck_assert_str_eq(entry(2)->directory, "C:\\WINNT");
	ck_assert_str_eq(entry(2)->raw, "%Two%\\cc");
	ck_assert_str_eq(entry(3)->directory, "C:\\Program Files\\cc");
	ck_assert_str_eq(codes(entry(3)), "");
	ck_assert_str_eq(entry(4)->directory, "C:\\none");
}
END_TEST

START_TEST(plain_text_is_not_expanded)
{
	machine_variable(&machine, "Path", FIXTURE_REG_SZ, "%SystemRoot%\\system32;C:\\WINNT;100%");
	machine_start(&machine);
	ck_assert_uint_eq(machine.host.path.count, 3);
	ck_assert_str_eq(codes(entry(1)), "unexpanded");
	ck_assert_int_eq(meaning_of(entry(1)), PASSED_BY);
	ck_assert_str_eq(entry(1)->directory, "%SystemRoot%\\system32");
	ck_assert_int_eq(meaning_of(entry(2)), SEARCHED);
	ck_assert_str_eq(codes(entry(3)), "relative");
}
END_TEST

START_TEST(without_the_environment_a_variable_is_not_known)
{
	machine_given(&machine, "PATH", "%SystemRoot%;%NONE%\\bin");
	machine_start(&machine);
	ck_assert_uint_eq(machine.host.path.count, 2);
	ck_assert_str_eq(entry(1)->directory, "C:\\WINNT");
	ck_assert_str_eq(entry(1)->origin, "--env");
	ck_assert_str_eq(codes(entry(2)), "unexpanded");
	ck_assert_int_eq(meaning_of(entry(2)), NOT_KNOWN);
	ck_assert_ptr_nonnull(strstr(entry(2)->unknown, "--env NONE=VALUE"));
}
END_TEST

START_TEST(a_variable_given_later_still_counts)
{
	machine_given(&machine, "PATH", "%Mail%\\cc");
	machine_given(&machine, "MAIL", "C:\\Program Files");
	machine_start(&machine);
	ck_assert_str_eq(entry(1)->directory, "C:\\Program Files\\cc");
}
END_TEST

START_TEST(a_path_that_is_not_known_is_a_problem)
{
	if (_i)
		machine_system(&machine);
	machine_start(&machine);
	ck_assert_uint_eq(machine.host.path.count, 0);
	ck_assert_ptr_nonnull(machine.host.path.unknown);
	ck_assert_int_eq(!strstr(machine.host.path.unknown, "--system-hive"), _i);
	ck_assert(problem_list_has(&machine.host.problems, "no-path"));
}
END_TEST

/* A PATH of 1023 characters (or one less, or one more), the last entry 8 of them. */
static const char *long_path(size_t length, const char *last)
{
	char *path = arena_alloc(&machine.arena, length + 1);

	memset(path, 'x', length);
	memcpy(path, "C:\\", 3);
	path[length - strlen(last) - 1] = ';';
	memcpy(path + length - strlen(last), last, strlen(last));
	return path;
}

static const struct {
	const char *profile;
	size_t length;
	bool cut;
} lengths[] = {
	{"nt4", 1023, false},
	{"nt4", 1024, true},
	{"w2k", 1024, true},
	{"xp", 1024, false},
	{"win7", 5000, false},
};

START_TEST(what_lies_behind_the_limit_is_not_known)
{
	machine.host.options.profile = lengths[_i].profile;
	start(long_path(lengths[_i].length, "C:\\WINNT"));
	ck_assert_uint_eq(machine.host.path.count, 2);
	ck_assert_str_eq(codes(entry(1)), "missing");
	ck_assert_str_eq(codes(entry(2)), lengths[_i].cut ? "too-long" : "");
	ck_assert_int_eq(meaning_of(entry(2)), lengths[_i].cut ? NOT_KNOWN : SEARCHED);
}
END_TEST

/* What is counted is PATH as Windows holds it: quotes and blanks with it, and letters, not bytes.
 */
START_TEST(the_limit_counts_characters_as_windows_stores_them)
{
	const char *quoted = "\"C:\\Program Files\\cc\"  ;C:\\caf\xC3\xA9;";
	size_t characters = 24 + 8;

	machine.host.options.profile = "nt4";
	start(arena_printf(&machine.arena, "%s%s", quoted,
		long_path(1023 - characters + (size_t)_i, "C:\\WINNT")));
	ck_assert_uint_eq(machine.host.path.count, 4);
	ck_assert_str_eq(codes(entry(4)), _i ? "too-long" : "");
}
END_TEST

static void user_path(enum fixture_registry_type type, const char *value)
{
	fixture_hive_set_text(machine_user(&machine), "Environment", "Path", type, value);
}

START_TEST(the_path_of_the_user_comes_behind_the_systems)
{
	user_path(FIXTURE_REG_EXPAND_SZ, "%MAIL%\\cc;C:\\winnt;%PATH%;%SystemRoot%");
	fixture_hive_set_text(
		machine_user(&machine), "Environment", "MAIL", FIXTURE_REG_SZ, "C:\\Program Files");
	start("C:\\WINNT;%MAIL%\\cc");
	ck_assert_ptr_null(machine.host.path.user_unknown);
	ck_assert_uint_eq(machine.host.path.count, 7);
	ck_assert_str_eq(entry(1)->origin, "system");
	ck_assert(!entry(2)->of_user);
	ck_assert_str_eq(codes(entry(2)), "unexpanded"); /* it is the user's variable */
	ck_assert_str_eq(entry(3)->origin, "user");
	ck_assert(entry(3)->of_user);
	ck_assert_str_eq(entry(3)->directory, "C:\\Program Files\\cc");
	ck_assert_str_eq(entry(3)->raw, "%MAIL%\\cc");
	ck_assert_str_eq(codes(entry(4)), "duplicate");
	ck_assert_ptr_nonnull(strstr(entry(4)->problems.items[0].detail, "entry 1"));
	/* %PATH% is the system's, there. */
	ck_assert_str_eq(entry(5)->directory, "C:\\WINNT");
	ck_assert_str_eq(entry(7)->directory, "C:\\WINNT");
}
END_TEST

START_TEST(a_plain_path_of_the_user_is_not_expanded)
{
	user_path(FIXTURE_REG_SZ, "%SystemRoot%");
	start("C:\\WINNT");
	ck_assert_str_eq(codes(entry(2)), "unexpanded");
	ck_assert_str_eq(entry(2)->directory, "%SystemRoot%");
}
END_TEST

START_TEST(the_user_may_have_a_path_where_the_system_has_none)
{
	user_path(FIXTURE_REG_SZ, "C:\\WINNT");
	machine_system(&machine);
	machine_start(&machine);
	ck_assert_ptr_nonnull(machine.host.path.unknown);
	ck_assert_uint_eq(machine.host.path.count, 1);
	ck_assert(entry(1)->of_user);
}
END_TEST

START_TEST(without_a_hive_the_path_of_the_user_is_not_known)
{
	struct machine other;

	machine_init(&other);
	machine_path(&other, "C:\\WINNT");
	machine_start(&other);
	ck_assert_ptr_nonnull(strstr(other.host.path.user_unknown, "--user-hive"));
	ck_assert_ptr_null(other.host.path.unknown);
	machine_free(&other);
}
END_TEST

static const struct {
	const char *profile;
	size_t system, user;
	const char *codes;
	enum meaning meaning;
} user_lengths[] = {
	{"nt4", 100, 511, "", SEARCHED},
	{"nt4", 100, 512, "too-long", NOT_KNOWN},
	{"w2k", 512, 510, "", SEARCHED},
	{"w2k", 513, 510, "too-long", NOT_KNOWN}, /* together */
	{"xp", 5000, 3190, "", SEARCHED},
	{"xp", 5000, 3191, "too-long", SEARCHED}, /* but for cmd.exe */
	{"xp", 30000, 2766, "too-long", SEARCHED},
	{"xp", 30000, 2767, "too-long", NOT_KNOWN},
};

START_TEST(each_part_of_the_path_has_its_limit)
{
	bool to_cmd = user_lengths[_i].meaning == SEARCHED && *user_lengths[_i].codes;

	machine.host.options.profile = user_lengths[_i].profile;
	user_path(FIXTURE_REG_SZ, long_path(user_lengths[_i].user, "C:\\Program Files\\cc"));
	start(long_path(user_lengths[_i].system, "C:\\WINNT"));
	ck_assert_uint_eq(machine.host.path.count, 4);
	ck_assert_str_eq(codes(entry(4)), user_lengths[_i].codes);
	ck_assert_int_eq(meaning_of(entry(4)), user_lengths[_i].meaning);
	ck_assert_int_eq(entry(4)->unknown_to_cmd != NULL, to_cmd);
}
END_TEST

START_TEST(too_many_entries_leave_the_path_unknown)
{
	char *path = arena_alloc(&machine.arena, 4096);

	memset(path, ';', 1024);
	start(path);
	ck_assert_uint_eq(machine.host.path.count, 1024);
	ck_assert_ptr_nonnull(machine.host.path.unknown);
	ck_assert(problem_list_has(&machine.host.problems, "limit"));
}
END_TEST

/* Windows makes PATH in the same step as other variables to expand: see environment.h. */
START_TEST(an_entry_of_a_variable_to_expand_is_doubtful)
{
	machine_variable(&machine, "windir", FIXTURE_REG_EXPAND_SZ, "%SystemRoot%");
	machine_variable(&machine, "Mail", FIXTURE_REG_SZ, "C:\\twice");
	start("%windir%\\System32;%SystemRoot%;%Later%\\x;%Mail%");
	ck_assert_str_eq(entry(1)->directory, "C:\\WINNT\\System32");
	ck_assert_str_eq(codes(entry(1)), "expansion-order");
	ck_assert_ptr_nonnull(entry(1)->folder);
	ck_assert_ptr_nonnull(strstr(entry(1)->unknown, "%windir%"));
	ck_assert_ptr_null(entry(2)->unknown);
	ck_assert_str_eq(codes(entry(3)), "unexpanded");
	ck_assert_ptr_null(strstr(codes(entry(4)), "expansion-order"));
}
END_TEST

/* A given PATH is what the user says it is. */
START_TEST(a_given_path_may_name_any_variable)
{
	machine_variable(&machine, "windir", FIXTURE_REG_EXPAND_SZ, "%SystemRoot%");
	machine_given(&machine, "PATH", "%windir%\\System32");
	machine_start(&machine);
	ck_assert_str_eq(entry(1)->directory, "C:\\WINNT\\System32");
	ck_assert_uint_eq(entry(1)->problems.count, 0);
	ck_assert_ptr_null(entry(1)->unknown);
}
END_TEST

START_TEST(a_given_variable_stands_for_one_of_the_system)
{
	machine_given(&machine, "Later", "C:\\twice\\..");
	start("%Later%\\WINNT");
	ck_assert_str_eq(entry(1)->directory, "C:\\WINNT");
	ck_assert_uint_eq(entry(1)->problems.count, 0);
}
END_TEST

START_TEST(a_variable_of_windows_itself_may_be_set_though_it_is_not_known)
{
	start("%ALLUSERSPROFILE%\\tools;%Nothing%\\tools");
	ck_assert(!entry(1)->absent);
	ck_assert_ptr_nonnull(entry(1)->unknown);
	ck_assert(entry(2)->absent);
}
END_TEST

/* Why PATH is not known is what is wrong with this hive. */
START_TEST(a_hive_that_is_there_is_not_said_to_be_lacking)
{
	fixture_hive_set_dword(machine_system(&machine), "Select", "Current", 7);
	machine_start(&machine);
	ck_assert_ptr_nonnull(machine.host.path.unknown);
	ck_assert_ptr_nonnull(strstr(machine.host.path.unknown, "control set"));
	ck_assert_ptr_null(strstr(machine.host.path.unknown, "no SYSTEM hive"));
}
END_TEST

Suite *suite_host_path_list(void)
{
	Suite *suite = suite_create("host path list");
	TCase *tests = tcase_create("path list");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, each_entry_is_judged_by_itself, 0, COUNT_OF(entries));
	tcase_add_test(tests, entries_keep_their_order_and_positions);
	tcase_add_test(tests, a_folder_named_twice_is_a_duplicate);
	tcase_add_test(tests, a_variable_may_name_several_folders);
	tcase_add_test(tests, plain_text_is_not_expanded);
	tcase_add_test(tests, without_the_environment_a_variable_is_not_known);
	tcase_add_test(tests, a_variable_given_later_still_counts);
	tcase_add_loop_test(tests, a_path_that_is_not_known_is_a_problem, 0, 2);
	tcase_add_loop_test(tests, what_lies_behind_the_limit_is_not_known, 0, COUNT_OF(lengths));
	tcase_add_loop_test(tests, the_limit_counts_characters_as_windows_stores_them, 0, 2);
	tcase_add_test(tests, the_path_of_the_user_comes_behind_the_systems);
	tcase_add_test(tests, a_plain_path_of_the_user_is_not_expanded);
	tcase_add_test(tests, the_user_may_have_a_path_where_the_system_has_none);
	tcase_add_test(tests, without_a_hive_the_path_of_the_user_is_not_known);
	tcase_add_loop_test(tests, each_part_of_the_path_has_its_limit, 0, COUNT_OF(user_lengths));
	tcase_add_test(tests, too_many_entries_leave_the_path_unknown);
	tcase_add_test(tests, an_entry_of_a_variable_to_expand_is_doubtful);
	tcase_add_test(tests, a_given_path_may_name_any_variable);
	tcase_add_test(tests, a_given_variable_stands_for_one_of_the_system);
	tcase_add_test(tests, a_variable_of_windows_itself_may_be_set_though_it_is_not_known);
	tcase_add_test(tests, a_hive_that_is_there_is_not_said_to_be_lacking);
	suite_add_tcase(suite, tests);
	return suite;
}
