/* Reading the files of the tree: once each, closed again, and never a half-read fact. */
#include "tests/fixture/file.h"
#include "tests/machine/machine.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_host_tree_file(void);

static const char PATH[] = "C:\\ccmail\\import.exe";
static const char STORED[] = "ccmail/import.exe";

static struct machine machine;
static struct tree *tree;

static void begin(void)
{
	machine_init(&machine);
	tree = &machine.host.tree;
}

static void end(void)
{
	machine_free(&machine);
}

static void check_unreadable(struct host_file *file, const char *why)
{
	ck_assert_ptr_null(host_file_image(tree, file));
	ck_assert_ptr_nonnull(strstr(host_file_unreadable(tree, file), why));
	ck_assert_ptr_nonnull(strstr(host_file_unreadable(tree, file), PATH));
	ck_assert_ptr_null(host_file_image(tree, file));
	ck_assert_ptr_null(host_file_sha256(tree, file));
	ck_assert_uint_eq(machine.host.problems.count, 1);
	ck_assert_str_eq(machine.host.problems.items[0].code, "unreadable-file");
	ck_assert_str_eq(machine.host.problems.items[0].path, PATH);
}

START_TEST(an_image_and_a_digest_are_read_once_each)
{
	struct host_file *file;
	const struct image *image;

	machine_image(&machine, PATH, &(struct specimen_image){.kind = SPECIMEN_NE});
	file = machine_look(&machine, PATH);
	ck_assert_str_eq(file->real_path, "/memory/ccmail/import.exe");
	image = host_file_image(tree, file);
	ck_assert_int_eq(image->kind, IMAGE_NE);
	ck_assert_ptr_eq(host_file_image(tree, file), image);
	ck_assert_int_eq(file->modified, MEMORY_VOLUME_TIME);
	ck_assert_uint_eq(file->size, image->size);
	ck_assert_uint_eq(memory_volume_opened(machine_drive(&machine, 'C'), STORED), 1);
	ck_assert_uint_eq(strlen(host_file_sha256(tree, file)), 64);
	ck_assert_ptr_eq(host_file_sha256(tree, file), host_file_sha256(tree, file));
	ck_assert_ptr_null(host_file_unreadable(tree, file));
	ck_assert_uint_eq(memory_volume_opened(machine_drive(&machine, 'C'), STORED), 2);
	ck_assert_ptr_eq(tree->files_read, file);
	ck_assert_ptr_null(file->next_read);
}
END_TEST

START_TEST(size_and_time_are_read_without_the_content)
{
	struct host_file *file;

	machine_put(&machine, PATH,
		(struct memory_entry){
			.bytes = "abc", .size = 3, .modified = 830952000, .read_error = EIO});
	file = machine_look(&machine, PATH);
	ck_assert_ptr_null(host_file_unreadable(tree, file));
	ck_assert_uint_eq(file->size, 3);
	ck_assert_int_eq(file->modified, 830952000);
	ck_assert_ptr_null(tree->files_read);
	check_unreadable(file, strerror(EIO));
}
END_TEST

START_TEST(a_file_that_may_not_be_opened_says_why)
{
	machine_put(&machine, PATH, (struct memory_entry){.open_error = EACCES});
	check_unreadable(machine_look(&machine, PATH), strerror(EACCES));
	ck_assert_uint_eq(memory_volume_opened(machine_drive(&machine, 'C'), STORED), 1);
}
END_TEST

/* Whatever was read of the header: a file that breaks off under the reader gives no facts. */
START_TEST(a_file_that_cannot_be_read_to_its_end_gives_no_facts)
{
	static const size_t readable[] = {0, 1, 64, 100};
	struct specimen_bytes bytes = {0};

	fixture_image_build(&(struct specimen_image){.kind = SPECIMEN_PE32}, &bytes);
	machine_put(&machine, PATH,
		(struct memory_entry){.bytes = bytes.data,
			.size = bytes.length,
			.read_error = ENODATA,
			.readable = readable[_i]});
	specimen_bytes_free(&bytes);
	check_unreadable(machine_look(&machine, PATH), strerror(ENODATA));
	ck_assert_ptr_null(tree->files_read);
}
END_TEST

START_TEST(a_file_that_went_away_or_changed_is_unreadable)
{
	struct host_file *file;

	machine_file(&machine, PATH);
	file = machine_look(&machine, PATH);
	if (_i)
		machine_put(&machine, PATH, (struct memory_entry){.type = ENTRY_LINK});
	else
		ck_assert(memory_volume_remove(machine_drive(&machine, 'C'), STORED));
	check_unreadable(file, _i ? "no regular file" : "has gone");
}
END_TEST

static void note_size(void *context, const struct view *view)
{
	*(uint64_t *)context = view->size;
}

START_TEST(use_is_called_only_with_a_file_that_opens)
{
	struct host_file *file;
	uint64_t size = 77;

	machine_put(&machine, PATH, (struct memory_entry){.bytes = "abc", .size = 3});
	file = machine_look(&machine, PATH);
	ck_assert(host_file_read(tree, file, note_size, &size));
	ck_assert_uint_eq(size, 3);
	ck_assert(memory_volume_remove(machine_drive(&machine, 'C'), STORED));
	size = 77;
	ck_assert(!host_file_read(tree, file, note_size, &size));
	ck_assert_uint_eq(size, 77);
}
END_TEST

Suite *suite_host_tree_file(void)
{
	Suite *suite = suite_create("host tree file");
	TCase *tests = tcase_create("tree file");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, an_image_and_a_digest_are_read_once_each);
	tcase_add_test(tests, size_and_time_are_read_without_the_content);
	tcase_add_test(tests, a_file_that_may_not_be_opened_says_why);
	tcase_add_loop_test(tests, a_file_that_cannot_be_read_to_its_end_gives_no_facts, 0, 4);
	tcase_add_loop_test(tests, a_file_that_went_away_or_changed_is_unreadable, 0, 2);
	tcase_add_test(tests, use_is_called_only_with_a_file_that_opens);
	suite_add_tcase(suite, tests);
	return suite;
}
