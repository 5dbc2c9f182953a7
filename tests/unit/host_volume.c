/* A folder of this machine as a drive, and opening a machine from it. */
#include "scanner/host/disk/volume.h"
#include "scanner/host/host.h"
#include "tests/fixture/server.h"
#include "tests/post/folder.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *suite_host_volume(void);

static struct arena arena;
static char *folder;
static struct volume *volume;

static const char *below(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static void begin(void)
{
	int error = 0;

	arena_init(&arena);
	folder = folder_make();
	ck_assert_int_eq(mkdir(below("sub"), 0700), 0);
	folder_write(below("sub/file"), "abc", 3);
	ck_assert_int_eq(symlink("sub", below("link")), 0);
	ck_assert_int_eq(symlink("../file", below("sub/up")), 0);
	ck_assert_int_eq(mkfifo(below("fifo"), 0600), 0);
	ck_assert_int_eq(volume_open_folder('C', folder, &volume, &error), FILE_OK);
}

static void end(void)
{
	volume_release(volume);
	folder_remove(folder);
	arena_free(&arena);
}

static enum file_status list(
	const char *path, struct volume_entry **entries, size_t *count, int *error)
{
	return volume->operations->list(volume, path, &arena, entries, count, error);
}

static int by_name(const void *left, const void *right)
{
	return strcmp(((const struct volume_entry *)left)->name,
		((const struct volume_entry *)right)->name);
}

START_TEST(a_folder_lists_what_it_holds_with_types)
{
	static const struct volume_entry expected[] = {
		{"fifo", ENTRY_SPECIAL}, {"link", ENTRY_LINK}, {"sub", ENTRY_FOLDER}};
	struct volume_entry *entries;
	size_t count;
	int error = 0;

	ck_assert_int_eq(volume->letter, 'C');
	ck_assert_str_eq(volume->real_root, folder);
	ck_assert_int_eq(list("", &entries, &count, &error), FILE_OK);
	ck_assert_uint_eq(count, 3);
	qsort(entries, count, sizeof(*entries), by_name);
	for (size_t i = 0; i < count; i++) {
		ck_assert_str_eq(entries[i].name, expected[i].name);
		ck_assert_int_eq(entries[i].type, expected[i].type);
	}
	ck_assert_int_eq(list("sub", &entries, &count, &error), FILE_OK);
	ck_assert_uint_eq(count, 2);
}
END_TEST

START_TEST(no_link_is_followed_on_the_way_or_at_the_end)
{
	struct volume_entry *entries;
	struct volume_file file;
	size_t count;
	int error = 0;

	ck_assert_int_ne(list("link", &entries, &count, &error), FILE_OK);
	ck_assert_int_ne(volume->operations->open(volume, "link/file", &file, &error), FILE_OK);
	ck_assert_int_eq(volume->operations->open(volume, "sub/up", &file, &error), FILE_IS_LINK);
	ck_assert_int_eq(volume->operations->open(volume, "fifo", &file, &error), FILE_NOT_REGULAR);
	ck_assert_int_eq(volume->operations->open(volume, "sub", &file, &error), FILE_NOT_REGULAR);
	ck_assert_int_eq(volume->operations->open(volume, "sub/none", &file, &error), FILE_ABSENT);
	ck_assert_int_eq(error, ENOENT);
	ck_assert_int_eq(volume->operations->open(volume, "none/none", &file, &error), FILE_ABSENT);
	ck_assert_int_eq(list("none", &entries, &count, &error), FILE_ABSENT);
	ck_assert_str_eq(volume->operations->link_target(volume, "sub/up", &arena), "../file");
	ck_assert_ptr_null(volume->operations->link_target(volume, "sub/file", &arena));
	ck_assert_ptr_null(volume->operations->link_target(volume, "link/up", &arena));
}
END_TEST

START_TEST(a_file_gives_its_bytes)
{
	struct volume_file file;
	struct view view;
	char bytes[3];
	int error = 0;

	ck_assert_int_eq(volume->operations->open(volume, "sub/file", &file, &error), FILE_OK);
	view = view_of(file.source);
	ck_assert(view_copy(&view, 0, 3, bytes));
	ck_assert_mem_eq(bytes, "abc", 3);
	volume->operations->close(volume, &file);
	ck_assert_ptr_null(file.source);
}
END_TEST

START_TEST(a_drive_must_be_a_folder)
{
	struct volume *kept = volume;
	int error = 0;

	ck_assert_int_eq(volume_open_folder('D', below("none"), &kept, &error), FILE_ABSENT);
	ck_assert_int_eq(error, ENOENT);
	ck_assert_int_eq(
		volume_open_folder('D', below("sub/file"), &kept, &error), FILE_NOT_REGULAR);
	ck_assert_ptr_eq(kept, volume);
	ck_assert_int_eq(volume_open_folder('D', below("link"), &kept, &error), FILE_OK);
	volume_release(kept);
	volume_release(NULL);
}
END_TEST

/* What host_open was told, one line after the other. */
static void keep_message(void *context, enum diagnostic_level level, const char *message)
{
	char **kept = context;

	ck_assert_int_eq(level, DIAGNOSTIC_ERROR);
	*kept = arena_strdup(&arena, message);
}

static enum host_status open_host(
	const struct host_options *options, struct host *host, char **message)
{
	*message = NULL;
	return host_open(options, &arena,
		&(struct diagnostics){.tell = keep_message, .context = message}, host);
}

START_TEST(a_machine_is_opened_from_the_folder_of_its_drive)
{
	struct host_options options = {
		.drives = {{.letter = 'C', .folder = below("server")}}, .drive_count = 1};
	struct host host;
	char *message;

	fixture_server_write(below("server"), FIXTURE_SERVER_FIXED);
	ck_assert_int_eq(open_host(&options, &host, &message), HOST_OK);
	ck_assert_ptr_null(message);
	ck_assert_str_eq(host.name, "EXCH01");
	ck_assert_str_eq(host.windows_directory, "C:\\WINNT");
	ck_assert_uint_eq(host.registry.control_set, 1);
	ck_assert_uint_eq(host.path.count, 4);
	ck_assert_str_eq(host.path.entries[3].directory, "C:\\ccmail");
	ck_assert_uint_eq(host.problems.count, 0);
	host_release(&host);
}
END_TEST

START_TEST(what_was_asked_for_wrongly_is_said)
{
	const struct {
		struct host_options options;
		const char *message;
	} mistakes[] = {
		{{.drives = {{.letter = 'C', .folder = below("none")}}, .drive_count = 1},
			"cannot open drive C:"},
		{{.drives = {{.letter = 'C', .folder = folder}, {.letter = 'C', .folder = folder}},
			 .drive_count = 2},
			"given twice"},
		{{.profile = "nt5"}, "there is no profile nt5"},
		{{.system_hive = below("none")}, "cannot open hive"},
		{{.drives = {{.letter = 'C', .folder = folder}},
			 .drive_count = 1,
			 .software_hive = below("fifo")},
			"no regular file"},
	};
	struct host host;
	char *message;

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		ck_assert_int_eq(open_host(&mistakes[i].options, &host, &message), HOST_BAD_OPTION);
		ck_assert_ptr_nonnull(strstr(message, mistakes[i].message));
	}
}
END_TEST

START_TEST(a_hive_that_is_damaged_is_a_problem_and_not_an_error)
{
	struct host_options options = {.system_hive = below("sub/file")};
	struct host host;
	char *message;

	ck_assert_int_eq(open_host(&options, &host, &message), HOST_OK);
	ck_assert(problem_list_has(&host.problems, "hive-damaged"));
	ck_assert(!host.environment.complete);
	ck_assert_ptr_nonnull(host.path.unknown);
	host_release(&host);
}
END_TEST

Suite *suite_host_volume(void)
{
	Suite *suite = suite_create("host volume");
	TCase *tests = tcase_create("volume");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_folder_lists_what_it_holds_with_types);
	tcase_add_test(tests, no_link_is_followed_on_the_way_or_at_the_end);
	tcase_add_test(tests, a_file_gives_its_bytes);
	tcase_add_test(tests, a_drive_must_be_a_folder);
	tcase_add_test(tests, a_machine_is_opened_from_the_folder_of_its_drive);
	tcase_add_test(tests, what_was_asked_for_wrongly_is_said);
	tcase_add_test(tests, a_hive_that_is_damaged_is_a_problem_and_not_an_error);
	suite_add_tcase(suite, tests);
	return suite;
}
