/* Where the spool is, and who may write there. */
#include "tests/unit/spool_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(folders_are_private)
{
	char *parent;
	struct stat facts;

	ck_assert_int_gt(asprintf(&parent, "%s/state", spooling.folder), 0);
	ck_assert_int_eq(stat(spooling.place, &facts), 0);
	ck_assert_int_eq(facts.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(parent, &facts), 0);
	ck_assert_int_eq(facts.st_mode & 07777, 0700);
	free(parent);
}
END_TEST

START_TEST(folder_that_others_may_write_is_refused)
{
	struct spool other = {.descriptor = -2};

	ck_assert_int_eq(chmod(spooling.place, 0770), 0);
	ck_assert(!spool_open(&other, spooling.place, &spooling.heard.diagnostics));
	ck_assert_int_eq(other.descriptor, -2);
	ck_assert(heard_says(&spooling.heard, "chmod 700"));
}
END_TEST

/* The superuser may write everywhere, so this becomes nobody for a while. */
START_TEST(read_only_folder)
{
	bool superuser = !geteuid();
	struct spool_claim claim = {.descriptor = -2};
	struct spool_list list;

	ck_assert_int_eq(chmod(spooling.place, 0500), 0);
	if (superuser)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert(!spool_put(&spooling.spool, FIRST_ID, "{}", 2, SPOOL_URL, &claim,
		&spooling.heard.diagnostics));
	if (superuser)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(claim.descriptor, -2);
	ck_assert(heard_says(&spooling.heard, "cannot keep report 11111111-"));
	ck_assert(heard_says(&spooling.heard, "Permission denied"));
	ck_assert_int_eq(chmod(spooling.place, 0700), 0);
	ck_assert(spool_list(&spooling.spool, &list, &spooling.heard.diagnostics));
	ck_assert_uint_eq(list.count + list.damaged, 0);
	spool_list_free(&list);
}
END_TEST

START_TEST(place_that_cannot_be_a_folder)
{
	struct spool other;
	char *path;

	spool_case_write("file", "", 0);
	path = spool_case_path("file/spool");
	ck_assert(!spool_open(&other, path, &spooling.heard.diagnostics));
	ck_assert(heard_says(&spooling.heard, "Not a directory"));
	ck_assert(!spool_open(&other, "", &spooling.heard.diagnostics));
	free(path);
}
END_TEST

START_TEST(default_folder_follows_the_environment)
{
	bool superuser = !geteuid();
	struct arena arena;

	arena_init(&arena);
	setenv("COMPATSCAN_SPOOL", "/a/b", 1);
	ck_assert_str_eq(spool_default_folder(&arena, NULL), "/a/b");
	setenv("COMPATSCAN_SPOOL", "a/b", 1);
	ck_assert_ptr_null(spool_default_folder(&arena, &spooling.heard.diagnostics));
	ck_assert(heard_says(&spooling.heard, "absolute path"));
	unsetenv("COMPATSCAN_SPOOL");
	if (superuser) {
		ck_assert_str_eq(spool_default_folder(&arena, NULL), "/var/lib/compatscan/spool");
		ck_assert_int_eq(seteuid(65534), 0);
	}
	setenv("HOME", "/home/x", 1);
	setenv("XDG_STATE_HOME", "/state", 1);
	ck_assert_str_eq(spool_default_folder(&arena, NULL), "/state/compatscan/spool");
	setenv("XDG_STATE_HOME", "relative", 1);
	ck_assert_str_eq(
		spool_default_folder(&arena, NULL), "/home/x/.local/state/compatscan/spool");
	unsetenv("HOME");
	ck_assert_ptr_null(spool_default_folder(&arena, &spooling.heard.diagnostics));
	if (superuser)
		ck_assert_int_eq(seteuid(0), 0);
	arena_free(&arena);
}
END_TEST

Suite *suite_spool_folder(void);

Suite *suite_spool_folder(void)
{
	Suite *suite = suite_create("spool folder");
	TCase *tests = tcase_create("folder");

	tcase_add_checked_fixture(tests, spool_case_begin, spool_case_end);
	tcase_add_test(tests, folders_are_private);
	tcase_add_test(tests, folder_that_others_may_write_is_refused);
	tcase_add_test(tests, read_only_folder);
	tcase_add_test(tests, place_that_cannot_be_a_folder);
	tcase_add_test(tests, default_folder_follows_the_environment);
	suite_add_tcase(suite, tests);
	return suite;
}
