/* Every image on the drives: by its bytes, each once, and what could not be looked at is said. */
#include "scanner/host/disk/folder_walk.h"
#include "scanner/host/start/image_walk.h"
#include "tests/machine/machine.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <errno.h>
#include <string.h>

static struct machine machine;

static void begin(void)
{
	machine_init(&machine);
	machine_folder(&machine, "C:\\WINNT\\System32");
}

static void end(void)
{
	machine_free(&machine);
}

static void put(const char *path, enum specimen_kind kind)
{
	machine_image(&machine, path, &(struct specimen_image){.kind = kind});
}

static const struct found_image *image_at(const char *path)
{
	const struct image_list *list = host_images(&machine.host);

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].file->path, path) == 0)
			return &list->items[i];
	return NULL;
}

START_TEST(images_are_told_by_their_bytes)
{
	put("C:\\a\\old.txt", SPECIMEN_NE);
	put("C:\\a\\b\\new.exe", SPECIMEN_PE32);
	put("C:\\dos.exe", SPECIMEN_MZ);
	put("D:\\wide.dll", SPECIMEN_PE32PLUS);
	machine_file(&machine, "C:\\a\\text.exe");
	machine_start(&machine);
	ck_assert_uint_eq(host_images(&machine.host)->count, 4);
	ck_assert_ptr_null(host_images(&machine.host)->reason);
	ck_assert_int_eq(image_at("C:\\a\\old.txt")->kind, IMAGE_NE);
	ck_assert_int_eq(image_at("C:\\a\\old.txt")->bits, 16);
	ck_assert_int_eq(image_at("C:\\a\\b\\new.exe")->bits, 32);
	ck_assert_str_eq(image_at("C:\\a\\b\\new.exe")->machine, "i386");
	ck_assert_int_eq(image_at("C:\\dos.exe")->kind, IMAGE_MZ);
	ck_assert_int_eq(image_at("D:\\wide.dll")->bits, 64);
	ck_assert_ptr_null(image_at("C:\\a\\text.exe"));
	ck_assert_ptr_eq(host_images(&machine.host), host_images(&machine.host));
}
END_TEST

START_TEST(drives_and_folders_come_in_order)
{
	put("D:\\a.exe", SPECIMEN_MZ);
	put("C:\\b\\z.exe", SPECIMEN_MZ);
	put("C:\\a\\y\\x.exe", SPECIMEN_MZ);
	put("C:\\a\\z.exe", SPECIMEN_MZ);
	machine_start(&machine);
	ck_assert_str_eq(host_images(&machine.host)->items[0].file->path, "C:\\a\\z.exe");
	ck_assert_str_eq(host_images(&machine.host)->items[1].file->path, "C:\\a\\y\\x.exe");
	ck_assert_str_eq(host_images(&machine.host)->items[2].file->path, "C:\\b\\z.exe");
	ck_assert_str_eq(host_images(&machine.host)->items[3].file->path, "D:\\a.exe");
}
END_TEST

/* A .COM program has no header; a text of that name is too large, or empty. */
START_TEST(com_programs)
{
	static const char large[65281];

	machine_file(&machine, "C:\\edit.com");
	machine_file(&machine, "C:\\edit.sys");
	machine_put(&machine, "C:\\empty.com", (struct memory_entry){.bytes = "", .size = 0});
	machine_put(&machine, "C:\\large.com",
		(struct memory_entry){.bytes = large, .size = sizeof(large)});
	machine_start(&machine);
	ck_assert_uint_eq(host_images(&machine.host)->count, 1);
	ck_assert(image_at("C:\\edit.com")->com);
	ck_assert_int_eq(image_at("C:\\edit.com")->bits, 16);
	ck_assert_int_eq(image_at("C:\\edit.com")->target, IMAGE_TARGET_DOS);
}
END_TEST

/* A library of fonts, a library with code that has a font too, and a program. */
START_TEST(fonts_are_told_from_programs)
{
	static const struct specimen_resource font = {
		.type = 8, .id = 1, .bytes = "font", .size = 4};
	static const struct specimen_import import = {.module = "KERNEL"};
	struct specimen_image image = {
		.kind = SPECIMEN_NE, .dll = true, .resources = &font, .resource_count = 1};

	machine_image(&machine, "C:\\vga.fon", &image);
	image.imports = &import;
	image.import_count = 1;
	machine_image(&machine, "C:\\code.dll", &image);
	image.import_count = 0;
	image.dll = false;
	machine_image(&machine, "C:\\program.exe", &image);
	machine_start(&machine);
	ck_assert(image_at("C:\\vga.fon")->font);
	ck_assert(!image_at("C:\\code.dll")->font);
	ck_assert(!image_at("C:\\program.exe")->font);
}
END_TEST

/* A junction to a folder of the drive shows what is found there; one that leads away is said. */
START_TEST(links_are_not_followed_twice)
{
	put("C:\\real\\x.exe", SPECIMEN_MZ);
	machine_put(
		&machine, "C:\\again", (struct memory_entry){.type = ENTRY_LINK, .target = "real"});
	machine_start(&machine);
	ck_assert_uint_eq(host_images(&machine.host)->count, 1);
	ck_assert_ptr_null(host_images(&machine.host)->reason);
}
END_TEST

START_TEST(a_link_that_leads_away_is_a_gap)
{
	machine_put(&machine, "C:\\away",
		(struct memory_entry){.type = ENTRY_LINK, .target = "../../elsewhere"});
	machine_start(&machine);
	ck_assert_ptr_nonnull(host_images(&machine.host)->reason);
}
END_TEST

START_TEST(what_cannot_be_read_is_a_gap)
{
	put("C:\\x.exe", SPECIMEN_MZ);
	machine_put(&machine, "C:\\closed",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	machine_put(&machine, "C:\\locked.exe", (struct memory_entry){.open_error = EACCES});
	machine_start(&machine);
	ck_assert_uint_eq(host_images(&machine.host)->count, 1);
	ck_assert_ptr_nonnull(strstr(host_images(&machine.host)->reason, "C:\\closed"));
	ck_assert_ptr_nonnull(strstr(host_images(&machine.host)->reason, "C:\\locked.exe"));
}
END_TEST

static bool count_file(void *context, struct host_file *file)
{
	(void)file;
	return ++*(int *)context < 2;
}

START_TEST(a_walk_ends_when_it_is_told_to)
{
	int count = 0;
	struct folder_walk walk = {
		.tree = &machine.host.tree, .take = count_file, .context = &count};

	put("C:\\1\\a.exe", SPECIMEN_MZ);
	put("C:\\2\\a.exe", SPECIMEN_MZ);
	put("C:\\3\\a.exe", SPECIMEN_MZ);
	machine_start(&machine);
	folder_walk(&walk, tree_look(&machine.host.tree, "C:\\").folder);
	ck_assert_int_eq(count, 2);
	ck_assert_ptr_null(folder_walk_gaps(&walk));
}
END_TEST

Suite *suite_host_image_walk(void)
{
	Suite *suite = suite_create("images on the drives");
	TCase *tests = tcase_create("images on the drives");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, images_are_told_by_their_bytes);
	tcase_add_test(tests, drives_and_folders_come_in_order);
	tcase_add_test(tests, com_programs);
	tcase_add_test(tests, fonts_are_told_from_programs);
	tcase_add_test(tests, links_are_not_followed_twice);
	tcase_add_test(tests, a_link_that_leads_away_is_a_gap);
	tcase_add_test(tests, what_cannot_be_read_is_a_gap);
	tcase_add_test(tests, a_walk_ends_when_it_is_told_to);
	suite_add_tcase(suite, tests);
	return suite;
}
