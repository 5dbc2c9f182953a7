/* The spool and report ids: nothing is lost, nothing foreign is trusted. */
#include "report/report_id.h"
#include "report/spool.h"
#include "tests/post/folder.h"
#include "tests/post/heard.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char first_id[] = "11111111-1111-4111-8111-111111111111";
static const char second_id[] = "22222222-2222-4222-8222-222222222222";
static const char third_id[] = "33333333-3333-4333-8333-333333333333";
static const char url[] = "https://collector.example/reports?x=1";

static char *folder; /* the temporary folder; the spool is a folder in it */
static char *place;
static struct spool spool;
static struct heard heard;

static void set_up(void)
{
	folder = folder_make();
	ck_assert_int_gt(asprintf(&place, "%s/state/spool", folder), 0);
	heard_start(&heard);
	ck_assert(spool_open(&spool, place, &heard.diagnostics));
}

static void tear_down(void)
{
	spool_close(&spool);
	heard_end(&heard);
	folder_remove(folder);
	free(place);
}

static char *inside(const char *name)
{
	char *path;

	ck_assert_int_gt(asprintf(&path, "%s/%s", place, name), 0);
	return path;
}

/* Spools a report and gives its entry the age of that many seconds. */
static void put(const char *report_id, const char *report, int age)
{
	struct timespec times[2];
	struct spool_claim claim;

	ck_assert(spool_put(
		&spool, report_id, report, strlen(report), url, &claim, &heard.diagnostics));
	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= age;
	times[1] = times[0];
	ck_assert_int_eq(utimensat(spool.descriptor, claim.name, times, 0), 0);
	spool_release(&claim);
}

static void write_inside(const char *name, const char *text, int age)
{
	char *path = inside(name);
	struct timespec times[2];

	folder_write(path, text, strlen(text));
	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= age;
	times[1] = times[0];
	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
	free(path);
}

START_TEST(ids_are_random_and_valid)
{
	char one[REPORT_ID_BYTES];
	char other[REPORT_ID_BYTES];

	ck_assert(report_id_new(one));
	ck_assert(report_id_new(other));
	ck_assert_str_ne(one, other);
	ck_assert(report_id_valid(one));
	ck_assert_int_eq(one[14], '4');
	ck_assert_ptr_nonnull(strchr("89ab", one[19]));
	ck_assert(report_id_valid("ABCDEF00-0000-0000-0000-00000000000f"));
}
END_TEST

static const char *const wrong_ids[] = {NULL, "", "11111111-1111-4111-8111-11111111111",
	"11111111-1111-4111-8111-1111111111111", "11111111-1111-4111-8111-11111111111g",
	"11111111x1111-4111-8111-111111111111", "../../../../../../../../../etc/passwd",
	"{11111111-1111-4111-8111-11111111111}"};

START_TEST(other_text_is_no_id)
{
	ck_assert(!report_id_valid(wrong_ids[_i]));
}
END_TEST

START_TEST(folders_are_private)
{
	char *parent;
	struct stat facts;

	ck_assert_int_gt(asprintf(&parent, "%s/state", folder), 0);
	ck_assert_int_eq(stat(place, &facts), 0);
	ck_assert_int_eq(facts.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(parent, &facts), 0);
	ck_assert_int_eq(facts.st_mode & 07777, 0700);
	free(parent);
}
END_TEST

START_TEST(entry_comes_back_byte_for_byte)
{
	static const char report[] = "{\"a\":\"\0 \xFF\n\n\r\n\"}\n\n";
	struct spool_claim claim;
	struct spool_report read;
	struct stat facts;

	ck_assert(spool_put(&spool, first_id, report, sizeof(report), url, &claim, NULL));
	ck_assert_int_eq(fstatat(spool.descriptor, claim.name, &facts, 0), 0);
	ck_assert_int_eq(facts.st_mode & 07777, 0600);
	ck_assert_int_eq(strncmp(claim.name, first_id, 36), 0);
	ck_assert(spool_read(&spool, &claim, &read, &heard.diagnostics));
	ck_assert_uint_eq(read.envelope.size, sizeof(report));
	ck_assert_mem_eq(read.bytes, report, sizeof(report));
	ck_assert_str_eq(read.envelope.url, url);
	ck_assert_str_eq(read.envelope.report_id, first_id);
	spool_report_free(&read);
	ck_assert(spool_remove(&spool, &claim, &heard.diagnostics));
	ck_assert_uint_eq(folder_count(place, ".report"), 0);
	ck_assert_uint_eq(folder_count(place, ".tmp"), 0);
	ck_assert_str_eq(buffer_text(&heard.text), "");
}
END_TEST

START_TEST(what_cannot_be_an_entry_is_refused)
{
	struct spool_claim claim = {.descriptor = -2};

	ck_assert(!spool_put(&spool, "../evil", "{}", 2, url, &claim, &heard.diagnostics));
	ck_assert(heard_says(&heard, "not a UUID"));
	ck_assert(!spool_put(
		&spool, first_id, "{}", 2, "https://a/\nsize: 1", &claim, &heard.diagnostics));
	ck_assert(!spool_put(&spool, first_id, "{}", 2, "", &claim, &heard.diagnostics));
	ck_assert_int_eq(claim.descriptor, -2);
	ck_assert_uint_eq(folder_count(place, ""), 2); /* . and .. */
}
END_TEST

START_TEST(same_twice_is_one_and_another_is_two)
{
	struct spool_claim claim;

	put(first_id, "{}", 0);
	put(first_id, "{}", 0);
	ck_assert_uint_eq(folder_count(place, ".report"), 1);
	put(first_id, "{ }", 0);
	ck_assert_uint_eq(folder_count(place, ".report"), 2);
	ck_assert(spool_put(&spool, first_id, "{}", 2, "https://other/", &claim, NULL));
	spool_release(&claim);
	ck_assert_uint_eq(folder_count(place, ".report"), 3);
}
END_TEST

START_TEST(list_is_oldest_first)
{
	struct spool_list list;

	put(second_id, "{}", 50);
	put(third_id, "{}", 10);
	put(first_id, "{}", 90);
	ck_assert(spool_list(&spool, &list, &heard.diagnostics));
	ck_assert_uint_eq(list.count, 3);
	ck_assert_uint_eq(list.damaged, 0);
	ck_assert_int_eq(strncmp(list.items[0].name, first_id, 36), 0);
	ck_assert_int_eq(strncmp(list.items[1].name, second_id, 36), 0);
	ck_assert_int_eq(strncmp(list.items[2].name, third_id, 36), 0);
	spool_list_free(&list);
	ck_assert(spool_list(&spool, &list, NULL)); /* again from the first name */
	ck_assert_uint_eq(list.count, 3);
	spool_list_free(&list);
}
END_TEST

START_TEST(killed_before_the_rename)
{
	struct spool_list list;

	put(first_id, "{}", 0);
	write_inside(".aaaaaaaa-0000-4000-8000-000000000000.tmp", "compatscan-spool/1\nrep", 60);
	write_inside(".bbbbbbbb-0000-4000-8000-000000000000.tmp", "", 2 * 24 * 60 * 60);
	ck_assert(spool_list(&spool, &list, &heard.diagnostics));
	ck_assert_uint_eq(list.count, 1);
	ck_assert_uint_eq(list.damaged, 0);
	ck_assert_uint_eq(folder_count(place, ".tmp"), 1);
	ck_assert_uint_eq(folder_count(place, "aaaaaaaa-0000-4000-8000-000000000000.tmp"), 1);
	ck_assert(heard_says(&heard, "note: removed "));
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

	ck_assert(spool_list(&spool, &list, NULL));
	path = inside(list.items[0].name);
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

	put(first_id, "{\"damaged\":1}", 50);
	damage(damages[_i]);
	put(second_id, "{}", 0);
	ck_assert(spool_list(&spool, &list, &heard.diagnostics));
	ck_assert_uint_eq(list.count, 1);
	ck_assert_uint_eq(list.damaged, 1);
	ck_assert_int_eq(strncmp(list.items[0].name, second_id, 36), 0);
	ck_assert(heard_says(&heard, first_id));
	ck_assert(heard_says(&heard, "left where it is"));
	ck_assert_uint_eq(folder_count(place, ".report"), 2);
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

	put(first_id, "{\"damaged\":1}", 50);
	damage(flip_report);
	ck_assert(spool_list(&spool, &list, &heard.diagnostics));
	ck_assert_uint_eq(list.count, 1);
	ck_assert_int_eq(spool_claim(&spool, list.items[0].name, &claim, NULL), SPOOL_CLAIMED);
	ck_assert(!spool_read(&spool, &claim, &report, &heard.diagnostics));
	ck_assert_ptr_null(report.bytes);
	ck_assert(heard_says(&heard, "SHA-256"));
	spool_release(&claim);
	ck_assert_uint_eq(folder_count(place, ".report"), 1);
	spool_list_free(&list);
}
END_TEST

START_TEST(foreign_files_are_told_and_kept)
{
	struct spool_list list;
	char *path = inside("fifo.report");

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	free(path);
	path = inside("link.report");
	ck_assert_int_eq(symlink("/etc/passwd", path), 0);
	free(path);
	path = inside("folder.report");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	free(path);
	write_inside("README\x1b[31m", "hello", 0);
	ck_assert(spool_list(&spool, &list, &heard.diagnostics));
	ck_assert_uint_eq(list.count, 0);
	ck_assert_uint_eq(list.damaged, 4);
	ck_assert(heard_says(&heard, "not a regular file"));
	ck_assert(heard_says(&heard, "symbolic link"));
	ck_assert(heard_says(&heard, "README\\u{001B}[31m"));
	spool_list_free(&list);
}
END_TEST

START_TEST(entry_that_others_may_write_is_not_trusted)
{
	struct spool_claim claim;
	struct spool_list list;

	ck_assert(spool_put(&spool, first_id, "{}", 2, url, &claim, NULL));
	ck_assert_int_eq(fchmod(claim.descriptor, 0620), 0);
	spool_release(&claim);
	ck_assert_int_eq(
		spool_claim(&spool, claim.name, &claim, &heard.diagnostics), SPOOL_DAMAGED);
	ck_assert(spool_list(&spool, &list, &heard.diagnostics));
	ck_assert_uint_eq(list.damaged, 1);
	spool_list_free(&list);
}
END_TEST

START_TEST(folder_that_others_may_write_is_refused)
{
	struct spool other = {.descriptor = -2};

	ck_assert_int_eq(chmod(place, 0770), 0);
	ck_assert(!spool_open(&other, place, &heard.diagnostics));
	ck_assert_int_eq(other.descriptor, -2);
	ck_assert(heard_says(&heard, "chmod 700"));
}
END_TEST

START_TEST(claims_and_locks_exclude)
{
	struct spool_claim claim;
	struct spool_claim another;
	struct spool other;

	ck_assert(spool_open(&other, place, NULL));
	ck_assert(spool_put(&spool, first_id, "{}", 2, url, &claim, NULL));
	ck_assert_int_eq(spool_claim(&other, claim.name, &another, NULL), SPOOL_BUSY);
	memcpy(another.name, claim.name, sizeof(another.name));
	ck_assert(spool_remove(&spool, &claim, NULL));
	ck_assert_int_eq(spool_claim(&other, another.name, &another, NULL), SPOOL_GONE);

	ck_assert(spool_lock(&spool, NULL));
	ck_assert(!spool_lock(&other, &heard.diagnostics));
	ck_assert(heard_says(&heard, "another compatscan post --flush"));
	spool_unlock(&spool);
	ck_assert(spool_lock(&other, NULL));
	spool_close(&other);
}
END_TEST

/* The superuser may write everywhere, so this becomes nobody for a while. */
START_TEST(read_only_folder)
{
	bool superuser = !geteuid();
	struct spool_claim claim = {.descriptor = -2};
	struct spool_list list;

	ck_assert_int_eq(chmod(place, 0500), 0);
	if (superuser)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert(!spool_put(&spool, first_id, "{}", 2, url, &claim, &heard.diagnostics));
	if (superuser)
		ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(claim.descriptor, -2);
	ck_assert(heard_says(&heard, "cannot keep report 11111111-"));
	ck_assert(heard_says(&heard, "Permission denied"));
	ck_assert_int_eq(chmod(place, 0700), 0);
	ck_assert(spool_list(&spool, &list, &heard.diagnostics));
	ck_assert_uint_eq(list.count + list.damaged, 0);
	spool_list_free(&list);
}
END_TEST

START_TEST(place_that_cannot_be_a_folder)
{
	struct spool other;
	char *path;

	write_inside("file", "", 0);
	path = inside("file/spool");
	ck_assert(!spool_open(&other, path, &heard.diagnostics));
	ck_assert(heard_says(&heard, "Not a directory"));
	ck_assert(!spool_open(&other, "", &heard.diagnostics));
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
	ck_assert_ptr_null(spool_default_folder(&arena, &heard.diagnostics));
	ck_assert(heard_says(&heard, "absolute path"));
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
	ck_assert_ptr_null(spool_default_folder(&arena, &heard.diagnostics));
	if (superuser)
		ck_assert_int_eq(seteuid(0), 0);
	arena_free(&arena);
}
END_TEST

Suite *suite_spool(void);

Suite *suite_spool(void)
{
	Suite *suite = suite_create("spool");
	TCase *ids = tcase_create("report_id");
	TCase *entries = tcase_create("spool");

	tcase_add_test(ids, ids_are_random_and_valid);
	tcase_add_loop_test(
		ids, other_text_is_no_id, 0, (int)(sizeof(wrong_ids) / sizeof(wrong_ids[0])));
	suite_add_tcase(suite, ids);

	tcase_add_checked_fixture(entries, set_up, tear_down);
	tcase_add_test(entries, folders_are_private);
	tcase_add_test(entries, entry_comes_back_byte_for_byte);
	tcase_add_test(entries, what_cannot_be_an_entry_is_refused);
	tcase_add_test(entries, same_twice_is_one_and_another_is_two);
	tcase_add_test(entries, list_is_oldest_first);
	tcase_add_test(entries, killed_before_the_rename);
	tcase_add_loop_test(entries, damaged_entry_blocks_nothing, 0,
		(int)(sizeof(damages) / sizeof(damages[0])));
	tcase_add_test(entries, flipped_byte_is_found_when_read);
	tcase_add_test(entries, foreign_files_are_told_and_kept);
	tcase_add_test(entries, entry_that_others_may_write_is_not_trusted);
	tcase_add_test(entries, folder_that_others_may_write_is_refused);
	tcase_add_test(entries, claims_and_locks_exclude);
	tcase_add_test(entries, read_only_folder);
	tcase_add_test(entries, place_that_cannot_be_a_folder);
	tcase_add_test(entries, default_folder_follows_the_environment);
	suite_add_tcase(suite, entries);
	return suite;
}
