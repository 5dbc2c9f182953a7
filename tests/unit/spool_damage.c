/* What was cut, changed or put into the spool by others: told, left where it is, and in nobody's
 * way. */
#include "tests/post/folder.h"
#include "tests/unit/spool_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

START_TEST(killed_before_the_rename)
{
	struct spool_list list;

	spool_case_put(FIRST_ID, "{}", 0);
	spool_case_write(
		".aaaaaaaa-0000-4000-8000-000000000000.tmp", "compatscan-spool/1\nrep", 60);
	spool_case_write(".bbbbbbbb-0000-4000-8000-000000000000.tmp", "", 2 * 24 * 60 * 60);
	ck_assert(spool_list(&spooling.spool, &list, &spooling.heard.diagnostics));
	ck_assert_uint_eq(list.count, 1);
	ck_assert_uint_eq(list.damaged, 0);
	ck_assert_uint_eq(folder_count(spooling.place, ".tmp"), 1);
	ck_assert_uint_eq(
		folder_count(spooling.place, "aaaaaaaa-0000-4000-8000-000000000000.tmp"), 1);
	ck_assert(heard_says(&spooling.heard, "note: removed "));
	spool_list_free(&list);
}
END_TEST

/* Reads the only entry's file and writes it back changed by change, to a new name. */
static void damage(void (*change)(char *bytes, size_t *size))
{
	struct spool_list list;
	char bytes[4096];
	size_t size;
	char *path;
	FILE *file;

	ck_assert(spool_list(&spooling.spool, &list, NULL));
	path = spool_case_path(list.items[0].name);
	file = fopen(path, "re");
	size = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	change(bytes, &size);
	folder_write(path, bytes, size);
	free(path);
	spool_list_free(&list);
}

static void cut_report(char *bytes, size_t *size)
{
	(void)bytes;
	*size -= 1;
}

static void cut_header(char *bytes, size_t *size)
{
	(void)bytes;
	*size = 30;
}

static void cut_all(char *bytes, size_t *size)
{
	(void)bytes;
	*size = 0;
}

static void grow_report(char *bytes, size_t *size)
{
	bytes[(*size)++] = 'x';
}

static void change_size(char *bytes, size_t *size)
{
	(void)size;
	memcpy(strstr(bytes, "size: ") + 6, "-", 1);
}

static void change_magic(char *bytes, size_t *size)
{
	(void)size;
	bytes[0] = 'C';
}

static void change_url(char *bytes, size_t *size)
{
	(void)size;
	strstr(bytes, "url: ")[8] = ' ';
}

static void (*const damages[])(char *bytes, size_t *size) = {
	cut_report, cut_header, cut_all, grow_report, change_size, change_magic, change_url};

START_TEST(damaged_entry_blocks_nothing)
{
	struct spool_list list;

	spool_case_put(FIRST_ID, "{\"damaged\":1}", 50);
	damage(damages[_i]);
	spool_case_put(SECOND_ID, "{}", 0);
	ck_assert(spool_list(&spooling.spool, &list, &spooling.heard.diagnostics));
	ck_assert_uint_eq(list.count, 1);
	ck_assert_uint_eq(list.damaged, 1);
	ck_assert_int_eq(strncmp(list.items[0].name, SECOND_ID, 36), 0);
	ck_assert(heard_says(&spooling.heard, FIRST_ID));
	ck_assert(heard_says(&spooling.heard, "left where it is"));
	ck_assert_uint_eq(folder_count(spooling.place, ".report"), 2);
	spool_list_free(&list);
}
END_TEST

static void flip_report(char *bytes, size_t *size)
{
	bytes[*size - 2] ^= 1;
}

START_TEST(flipped_byte_is_found_when_read)
{
	struct spool_claim claim;
	struct spool_report report = {0};
	struct spool_list list;

	spool_case_put(FIRST_ID, "{\"damaged\":1}", 50);
	damage(flip_report);
	ck_assert(spool_list(&spooling.spool, &list, &spooling.heard.diagnostics));
	ck_assert_uint_eq(list.count, 1);
	ck_assert_int_eq(
		spool_claim(&spooling.spool, list.items[0].name, &claim, NULL), SPOOL_CLAIMED);
	ck_assert(!spool_read(&spooling.spool, &claim, &report, &spooling.heard.diagnostics));
	ck_assert_ptr_null(report.bytes);
	ck_assert(heard_says(&spooling.heard, "SHA-256"));
	spool_release(&claim);
	ck_assert_uint_eq(folder_count(spooling.place, ".report"), 1);
	spool_list_free(&list);
}
END_TEST

START_TEST(foreign_files_are_told_and_kept)
{
	struct spool_list list;
	char *path = spool_case_path("fifo.report");

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	free(path);
	path = spool_case_path("link.report");
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	free(path);
	path = spool_case_path("folder.report");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	free(path);
	spool_case_write("README\x1b[31m", "hello", 0);
	ck_assert(spool_list(&spooling.spool, &list, &spooling.heard.diagnostics));
	ck_assert_uint_eq(list.count, 0);
	ck_assert_uint_eq(list.damaged, 4);
	ck_assert(heard_says(&spooling.heard, "not a regular file"));
	ck_assert(heard_says(&spooling.heard, "symbolic link"));
	ck_assert(heard_says(&spooling.heard, "README\\u{001B}[31m"));
	spool_list_free(&list);
}
END_TEST

START_TEST(entry_that_others_may_write_is_not_trusted)
{
	struct spool_claim claim;
	struct spool_list list;

	ck_assert(spool_put(&spooling.spool, FIRST_ID, "{}", 2, SPOOL_URL, &claim, NULL));
	ck_assert_int_eq(fchmod(claim.descriptor, 0620), 0);
	spool_release(&claim);
	ck_assert_int_eq(
		spool_claim(&spooling.spool, claim.name, &claim, &spooling.heard.diagnostics),
		SPOOL_DAMAGED);
	ck_assert(spool_list(&spooling.spool, &list, &spooling.heard.diagnostics));
	ck_assert_uint_eq(list.damaged, 1);
	spool_list_free(&list);
}
END_TEST

Suite *suite_spool_damage(void);

Suite *suite_spool_damage(void)
{
	Suite *suite = suite_create("spool damage");
	TCase *tests = tcase_create("damage");

	tcase_add_checked_fixture(tests, spool_case_begin, spool_case_end);
	tcase_add_test(tests, killed_before_the_rename);
	tcase_add_loop_test(tests, damaged_entry_blocks_nothing, 0,
		(int)(sizeof(damages) / sizeof(damages[0])));
	tcase_add_test(tests, flipped_byte_is_found_when_read);
	tcase_add_test(tests, foreign_files_are_told_and_kept);
	tcase_add_test(tests, entry_that_others_may_write_is_not_trusted);
	suite_add_tcase(suite, tests);
	return suite;
}
