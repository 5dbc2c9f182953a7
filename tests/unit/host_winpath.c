/* Windows paths as text. */
#include "scanner/host/disk/winpath.h"

#include <check.h>
#include <string.h>

Suite *suite_host_winpath(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct arena arena;

static void begin(void)
{
	arena_init(&arena);
}

static void end(void)
{
	arena_free(&arena);
}

static const struct {
	const char *path;
	enum winpath_kind kind;
} kinds[] = {
	{"", WINPATH_EMPTY},
	{"C:\\x", WINPATH_ABSOLUTE},
	{"c:/x", WINPATH_ABSOLUTE},
	{"Z:\\", WINPATH_ABSOLUTE},
	{"C:", WINPATH_DRIVE_RELATIVE},
	{"C:x", WINPATH_DRIVE_RELATIVE},
	{"\\x", WINPATH_ROOTED},
	{"/", WINPATH_ROOTED},
	{"\\\\server\\share", WINPATH_UNC},
	{"//server/share", WINPATH_UNC},
	{"\\\\", WINPATH_UNC},
	{"\\\\.\\PhysicalDrive0", WINPATH_DEVICE},
	{"\\\\?\\UNC\\server\\share", WINPATH_UNC},
	{"\\??\\unc\\server\\share", WINPATH_UNC},
	{"\\\\?\\Volume{0}\\x", WINPATH_DEVICE},
	{"\\\\?\\UNC", WINPATH_DEVICE},
	{"\\\\?", WINPATH_UNC},
	{"//?/C:/x", WINPATH_ABSOLUTE},
	{"\\\\?\\C:\\x", WINPATH_ABSOLUTE},
	{"\\??\\C:\\x", WINPATH_ABSOLUTE},
	{"\\\\?\\C:", WINPATH_DRIVE_RELATIVE},
	{"x", WINPATH_RELATIVE},
	{"x\\y", WINPATH_RELATIVE},
	{".", WINPATH_RELATIVE},
	{"1:\\x", WINPATH_RELATIVE},
	{"@:\\x", WINPATH_RELATIVE},
	{"[:\\x", WINPATH_RELATIVE},
	{"\xC3\xA9:\\x", WINPATH_RELATIVE},
};

START_TEST(every_kind_is_told)
{
	ck_assert_int_eq(winpath_kind_of(kinds[_i].path), kinds[_i].kind);
}
END_TEST

static const struct {
	const char *base;
	const char *path;
	const char *absolute;
} absolutes[] = {
	{NULL, "c:\\winnt", "C:\\winnt"},
	{NULL, "C:/WINNT//System32/", "C:\\WINNT\\System32"},
	{NULL, "C:\\", "C:\\"},
	{NULL, "C:\\\\\\", "C:\\"},
	{NULL, "C:\\a\\.\\b\\..\\c", "C:\\a\\c"},
	{NULL, "C:\\..\\..\\a", "C:\\a"},
	{NULL, "C:\\a\\..", "C:\\"},
	{NULL, "C:\\a\\b\\..\\..\\..\\..", "C:\\"},
	{NULL, "C:\\a.", "C:\\a"},
	{NULL, "C:\\a. . .", "C:\\a"},
	{NULL, "C:\\import.exe ", "C:\\import.exe"},
	{NULL, "C:\\...", "C:\\"},
	{NULL, "\\\\?\\C:\\a", "C:\\a"},
	{NULL, "\\??\\c:\\a\\b", "C:\\a\\b"},
	{"C:\\base", "\\\\?\\D:\\a", "D:\\a"},
	{"C:\\base", "x", "C:\\base\\x"},
	{"C:\\base\\", "..\\x", "C:\\x"},
	{"C:\\base", "..\\..\\x", "C:\\x"},
	{"C:\\", "x", "C:\\x"},
	{"c:/a/b", ".", "C:\\a\\b"},
	{"D:\\base", "\\x", "D:\\x"},
	{"D:\\base", "C:\\x", "C:\\x"},
	{"\\\\?\\D:\\base", "x", "D:\\base\\x"},
	{"\\\\?\\D:\\base", "\\x", "D:\\x"},
	{NULL, "\\\\server\\share", "\\\\server\\share"},
	{NULL, "\\\\server\\share\\", "\\\\server\\share"},
	{NULL, "//server/share/a/../b./", "\\\\server\\share\\b"},
	{NULL, "\\\\server\\share\\a\\..\\..\\..", "\\\\server\\share"},
	{NULL, "\\\\?\\UNC\\server\\share\\x", "\\\\server\\share\\x"},
	{NULL, "\\??\\UNC\\server\\share", "\\\\server\\share"},
	{"\\\\server\\share", "x", "\\\\server\\share\\x"},
	{"\\\\server\\share\\a", "..\\..\\x", "\\\\server\\share\\x"},
	{"\\\\server\\share\\a", "\\x", "\\\\server\\share\\x"},
	{"C:\\base", "\\\\server\\share", "\\\\server\\share"},
	/* Behind \\?\ names are taken as they stand; only what means the same loses the prefix. */
	{NULL, "\\\\?\\c:\\a\\", "C:\\a"},
	{NULL, "\\\\?\\c:\\a ", "\\\\?\\C:\\a "},
	{NULL, "\\\\?\\C:\\a.\\b", "\\\\?\\C:\\a.\\b"},
	{NULL, "\\\\?\\C:\\a\\..\\b", "\\\\?\\C:\\a\\..\\b"},
	{NULL, "\\\\?\\C:\\a/b", "\\\\?\\C:\\a/b"},
	{NULL, "\\\\?\\C:\\a\\\\b", "\\\\?\\C:\\a\\\\b"},
	{NULL, "\\??\\C:\\nul.txt\\", "\\\\?\\C:\\nul.txt"},
	{NULL, "\\\\?\\UNC\\server\\share\\a ", "\\\\?\\UNC\\server\\share\\a "},
	{NULL, "\\\\?\\C:\\a \\", "\\\\?\\C:\\a "},
	{NULL, "\\\\?\\C:\\a\\\\", "\\\\?\\C:\\a\\\\"},
	{NULL, "//?/C:/a./b", "C:\\a\\b"},
	{"\\\\?\\C:\\a ", "x", NULL},
	{NULL, "\\\\server", NULL},
	{NULL, "\\\\server\\", NULL},
	{NULL, "\\\\\\share", NULL},
	{NULL, "\\\\?\\UNC\\server", NULL},
	{NULL, "\\\\?\\UNC\\.\\x", NULL},
	{NULL, "//?/UNC/?/x", NULL},
	{NULL, "\\\\?\\Volume{0}\\x", NULL},
	{NULL, "x", NULL},
	{NULL, "\\x", NULL},
	{NULL, "", NULL},
	{"C:\\base", "", NULL},
	{"C:\\base", "C:x", NULL},
	{"C:\\base", "\\\\.\\C:", NULL},
	{"\\\\server", "x", NULL},
	{"base", "x", NULL},
};

START_TEST(paths_become_absolute_or_say_no)
{
	ck_assert_pstr_eq(winpath_absolute(&arena, absolutes[_i].base, absolutes[_i].path),
		absolutes[_i].absolute);
}
END_TEST

START_TEST(an_absolute_path_stays_as_it_is)
{
	const char *once = winpath_absolute(&arena, absolutes[_i].base, absolutes[_i].path);

	if (once)
		ck_assert_str_eq(winpath_absolute(&arena, NULL, once), once);
}
END_TEST

static const struct {
	const char *path;
	bool plain;
} plain_paths[] = {
	{"C:\\", true},
	{"C:\\WINNT\\System32", true},
	{"C:\\a b\\...c", true},
	{"c:\\WINNT", false},
	{"C:/WINNT", false},
	{"C:\\WINNT/x", false},
	{"C:\\WINNT\\", false},
	{"C:\\WINNT\\\\x", false},
	{"C:\\a.\\b", false},
	{"C:\\a \\b", false},
	{"C:\\a\\.", false},
	{"C:\\a\\..\\b", false},
	{"C:", false},
	{"C:x", false},
	{"\\\\server\\share", false},
	{"", false},
};

START_TEST(a_path_that_needs_no_work_is_told)
{
	const char *path = plain_paths[_i].path;
	const char *absolute = winpath_absolute(&arena, NULL, path);

	ck_assert_int_eq(winpath_is_plain_absolute(path), plain_paths[_i].plain);
	if (plain_paths[_i].plain)
		ck_assert_str_eq(absolute, path);
}
END_TEST

/* A verbatim path of more than 259 characters would not be found without its prefix. */
START_TEST(a_long_verbatim_path_keeps_its_prefix)
{
	char path[300] = "\\\\?\\C:\\";

	memset(path + 7, 'x', 257 - (size_t)_i);
	ck_assert_int_eq(winpath_is_verbatim(winpath_absolute(&arena, NULL, path)), !_i);
}
END_TEST

static const struct {
	const char *path;
	const char *folder;
	const char *name;
	bool has_extension;
} parts[] = {
	{"C:\\WINNT\\system32\\cmd.exe", "C:\\WINNT\\system32", "cmd.exe", true},
	{"C:\\cmd", "C:\\", "cmd", false},
	{"C:\\", "C:\\", "", false},
	{"C:\\a.b\\c", "C:\\a.b", "c", false},
	{"C:/a/b.x", "C:/a", "b.x", true},
	{"C:x.exe", "C:", "x.exe", true},
	{"\\\\server\\share", "\\\\server\\share", "", false},
	{"\\\\server\\share\\a.b", "\\\\server\\share", "a.b", true},
	{"\\\\server\\share\\a\\b", "\\\\server\\share\\a", "b", false},
	{"\\\\?\\C:\\a ", "\\\\?\\C:\\", "a ", false},
	{"\\\\?\\UNC\\server\\share\\a ", "\\\\?\\UNC\\server\\share", "a ", false},
	{"\\\\?\\C:\\a/b\\c/d", "\\\\?\\C:\\a/b", "c/d", false},
	{"C:\\x\\y:z", "C:\\x", "y:z", false},
	{"\\x", "\\", "x", false},
	{"x", "", "x", false},
	{"x.", "", "x.", true},
};

START_TEST(paths_come_apart)
{
	ck_assert_str_eq(winpath_folder(&arena, parts[_i].path), parts[_i].folder);
	ck_assert_str_eq(winpath_name(parts[_i].path), parts[_i].name);
	ck_assert_int_eq(winpath_has_extension(parts[_i].path), parts[_i].has_extension);
}
END_TEST

START_TEST(joining_does_not_double_the_backslash)
{
	ck_assert_str_eq(winpath_join(&arena, "C:\\", "x"), "C:\\x");
	ck_assert_str_eq(winpath_join(&arena, "C:\\a", "x"), "C:\\a\\x");
	ck_assert_str_eq(winpath_join(&arena, "C:\\a/", "x"), "C:\\a/x");
}
END_TEST

static const struct {
	const char *command_line;
	const char *program;
} command_lines[] = {
	{"C:\\exchsrvr\\bin\\mad.exe", "C:\\exchsrvr\\bin\\mad.exe"},
	{"C:\\exchsrvr\\bin\\mad.exe -s x.exe", "C:\\exchsrvr\\bin\\mad.exe"},
	{"C:\\Program Files\\x\\y.EXE /s", "C:\\Program Files\\x\\y.EXE"},
	{"\"C:\\Program Files\\x\\y.exe\" -k", "C:\\Program Files\\x\\y.exe"},
	{"  \"C:\\a b.exe\"", "C:\\a b.exe"},
	{"\"C:\\never closed.exe -k", "C:\\never closed.exe -k"},
	{"\"\"", ""},
	{"\\??\\C:\\WINNT\\system32\\x.sys", "C:\\WINNT\\system32\\x.sys"},
	{"\\??\\C:\\a b\\x.exe -k", "C:\\a b\\x.exe"},
	{"\"\\??\\C:\\a b\\x.exe\" -k", "C:\\a b\\x.exe"},
	{"%SystemRoot%\\system32\\svchost -k netsvcs", "%SystemRoot%\\system32\\svchost"},
	{"C:\\a.executable\\b.exe", "C:\\a.executable\\b.exe"},
	{"services.exe", "services.exe"},
	{"", ""},
	{"   ", ""},
	{".exe", ".exe"},
};

START_TEST(the_program_of_a_command_line_is_found)
{
	ck_assert_str_eq(
		winpath_program(&arena, command_lines[_i].command_line), command_lines[_i].program);
}
END_TEST

Suite *suite_host_winpath(void)
{
	Suite *suite = suite_create("host winpath");
	TCase *tests = tcase_create("winpath");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, every_kind_is_told, 0, COUNT_OF(kinds));
	tcase_add_loop_test(tests, paths_become_absolute_or_say_no, 0, COUNT_OF(absolutes));
	tcase_add_loop_test(tests, an_absolute_path_stays_as_it_is, 0, COUNT_OF(absolutes));
	tcase_add_loop_test(tests, a_path_that_needs_no_work_is_told, 0, COUNT_OF(plain_paths));
	tcase_add_loop_test(tests, a_long_verbatim_path_keeps_its_prefix, 0, 2);
	tcase_add_loop_test(tests, paths_come_apart, 0, COUNT_OF(parts));
	tcase_add_test(tests, joining_does_not_double_the_backslash);
	tcase_add_loop_test(
		tests, the_program_of_a_command_line_is_found, 0, COUNT_OF(command_lines));
	suite_add_tcase(suite, tests);
	return suite;
}
