/* Shortcuts and .pif files: what their bytes say, and what damage does. */
#include "scanner/image/pif.h"
#include "scanner/image/shell_link.h"
#include "tests/unit/link_file.h"
#include "tests/unit/suites.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;

static void begin(void)
{
	arena_init(&arena);
}

static void end(void)
{
	arena_free(&arena);
}

static struct shell_link read_bytes(const uint8_t *bytes, size_t size)
{
	/* A block of its own, so that a step outside is seen. */
	uint8_t *copy = malloc(size ? size : 1);
	struct byte_source source;
	struct shell_link link;
	struct view view;

	ck_assert_ptr_nonnull(copy);
	if (size)
		memcpy(copy, bytes, size);
	byte_source_memory(&source, copy, size);
	view = view_of(&source);
	shell_link_read(&view, 1252, &arena, &link);
	free(copy);
	return link;
}

static struct shell_link read_link(const struct link_file *file)
{
	struct specimen_bytes bytes = {0};
	struct shell_link link;

	link_file_build(file, &bytes);
	link = read_bytes(bytes.data, bytes.length);
	specimen_bytes_free(&bytes);
	return link;
}

START_TEST(a_local_path)
{
	struct shell_link link = read_link(&(struct link_file){
		.item_list = 20, .local_path = "C:\\ccmail\\", .suffix = "Import.exe"});

	ck_assert(link.present);
	ck_assert_ptr_null(link.damage);
	ck_assert_str_eq(link.local_path, "C:\\ccmail\\Import.exe");
	ck_assert_ptr_null(link.share_path);
	ck_assert_ptr_null(link.arguments);
	ck_assert(!link.advertised);
}
END_TEST

START_TEST(a_share)
{
	struct shell_link link = read_link(
		&(struct link_file){.share = "\\\\SERVER\\POST", .suffix = "bin\\Export.exe"});

	ck_assert_str_eq(link.share_path, "\\\\SERVER\\POST\\bin\\Export.exe");
	ck_assert_ptr_null(link.local_path);
	link = read_link(&(struct link_file){.share = "\\\\SERVER\\POST"});
	ck_assert_str_eq(link.share_path, "\\\\SERVER\\POST");
}
END_TEST

START_TEST(the_unicode_text_is_taken_where_there_is_one)
{
	struct shell_link link = read_link(&(struct link_file){.local_path = "C:\\?.exe",
		.local_path_unicode = "C:\\\xC5\x81.exe",
		.share = "\\\\S\\?",
		.share_unicode = "\\\\S\\\xC5\x81"});

	ck_assert_str_eq(link.local_path, "C:\\\xC5\x81.exe");
	ck_assert_str_eq(link.share_path, "\\\\S\\\xC5\x81");
}
END_TEST

START_TEST(ansi_text_is_of_the_code_page)
{
	struct shell_link link =
		read_link(&(struct link_file){.local_path = "C:\\\xFC.exe", .name = "\xFC"});

	ck_assert_str_eq(link.local_path, "C:\\\xC3\xBC.exe");
}
END_TEST

/* ANSI and Unicode. */
START_TEST(texts_in_their_order)
{
	struct shell_link link = read_link(&(struct link_file){.unicode = _i,
		.name = "a name",
		.relative_path = "..\\x.exe",
		.working_folder = "%TEMP%",
		.arguments = "/a /b"});

	ck_assert_ptr_null(link.damage);
	ck_assert_str_eq(link.relative_path, "..\\x.exe");
	ck_assert_str_eq(link.working_folder, "%TEMP%");
	ck_assert_str_eq(link.arguments, "/a /b");
}
END_TEST

START_TEST(a_target_with_variables)
{
	struct shell_link link =
		read_link(&(struct link_file){.environment_path = "%SystemRoot%\\x.exe"});

	ck_assert_str_eq(link.environment_path, "%SystemRoot%\\x.exe");
	link = read_link(&(struct link_file){.environment_path_ansi = "%windir%\\y.exe"});
	ck_assert_str_eq(link.environment_path, "%windir%\\y.exe");
}
END_TEST

START_TEST(an_advertised_one)
{
	ck_assert(read_link(&(struct link_file){.advertised = true}).advertised);
}
END_TEST

START_TEST(link_information_that_is_to_be_ignored)
{
	struct shell_link link = read_link(&(struct link_file){
		.local_path = "C:\\x.exe", .relative_path = "x.exe", .more_flags = 0x100});

	ck_assert_ptr_null(link.local_path);
	ck_assert_str_eq(link.relative_path, "x.exe");
}
END_TEST

START_TEST(an_end_that_was_left_out_is_no_damage)
{
	ck_assert_ptr_null(read_link(&(struct link_file){.name = "x", .no_end = true}).damage);
}
END_TEST

START_TEST(what_is_no_shortcut)
{
	struct shell_link link = read_bytes((const uint8_t *)"MZ", 2);

	ck_assert(!link.present);
	ck_assert_ptr_nonnull(link.damage);
	link = read_bytes(NULL, 0);
	ck_assert(!link.present);
}
END_TEST

static const struct link_file whole = {.item_list = 6,
	.local_path = "C:\\x\\",
	.local_path_unicode = "C:\\x\\",
	.share = "\\\\S\\T",
	.share_unicode = "\\\\S\\T",
	.suffix = "y.exe",
	.unicode = true,
	.name = "n",
	.relative_path = "..\\y.exe",
	.working_folder = "C:\\x",
	.arguments = "/a",
	.environment_path = "%x%\\y.exe"};

/* A shortcut that is cut off has what came before, and says so. */
START_TEST(cut_at_every_length)
{
	struct specimen_bytes bytes = {0};

	link_file_build(&whole, &bytes);
	for (size_t size = 0; size + 4 < bytes.length; size++) {
		struct shell_link link = read_bytes(bytes.data, size);
		/* What may be missing is the last block, which names nothing more. */
		bool lost = !link.environment_path;

		ck_assert_int_eq(link.present, size >= 76);
		ck_assert_msg(!lost || link.damage || size >= bytes.length - 4 - 0x314,
			"%zu bytes are said to be whole", size);
		ck_assert(!link.arguments || strcmp(link.arguments, "/a") == 0);
		ck_assert(!link.local_path || strcmp(link.local_path, "C:\\x\\y.exe") == 0);
	}
	specimen_bytes_free(&bytes);
}
END_TEST

/* Any one byte may be any other: nothing is read outside, and texts stay texts. */
START_TEST(every_byte_overwritten)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7F, 0xFF};
	struct specimen_bytes bytes = {0};

	link_file_build(&whole, &bytes);
	for (size_t at = 0; at < bytes.length; at++) {
		uint8_t was = bytes.data[at];

		for (size_t i = 0; i < sizeof(values); i++) {
			struct shell_link link;

			bytes.data[at] = values[i];
			link = read_bytes(bytes.data, bytes.length);
			ck_assert(link.present || link.damage);
		}
		bytes.data[at] = was;
	}
	specimen_bytes_free(&bytes);
}
END_TEST

START_TEST(blocks_without_end)
{
	struct specimen_bytes bytes = {0};
	struct shell_link link;

	link_file_build(&(struct link_file){.no_end = true}, &bytes);
	for (int i = 0; i <= MAX_SHELL_LINK_BLOCKS; i++) {
		specimen_put_u32(&bytes, 8);
		specimen_put_u32(&bytes, 0xA0000002);
	}
	link = read_bytes(bytes.data, bytes.length);
	ck_assert_ptr_nonnull(link.damage);
	specimen_bytes_free(&bytes);
}
END_TEST

static struct pif read_pif_of(const char *program, size_t size)
{
	uint8_t bytes[0x171] = {0};
	struct byte_source source;
	struct view view;
	struct pif pif;

	memcpy(bytes + 0x24, program, strlen(program));
	memcpy(bytes + 0x65, "C:\\DOS", 6);
	memcpy(bytes + 0xA5, "/x", 2);
	byte_source_memory(&source, bytes, size);
	view = view_of(&source);
	pif_read(&view, 437, &arena, &pif);
	return pif;
}

START_TEST(a_pif)
{
	struct pif pif = read_pif_of("EDIT.COM", 0x171);

	ck_assert(pif.present);
	ck_assert_str_eq(pif.program, "EDIT.COM");
	ck_assert_str_eq(pif.folder, "C:\\DOS");
	ck_assert_str_eq(pif.arguments, "/x");
	ck_assert(!read_pif_of("EDIT.COM", 0x170).present);
	ck_assert(!read_pif_of("", 0x171).present);
	/* A name that fills its field has no NUL. */
	ck_assert_uint_eq(
		strlen(read_pif_of(
			"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0x171)
				.program),
		63);
}
END_TEST

Suite *suite_image_shell_link(void)
{
	Suite *suite = suite_create("shortcuts");
	TCase *tests = tcase_create("shortcuts");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_local_path);
	tcase_add_test(tests, a_share);
	tcase_add_test(tests, the_unicode_text_is_taken_where_there_is_one);
	tcase_add_test(tests, ansi_text_is_of_the_code_page);
	tcase_add_loop_test(tests, texts_in_their_order, 0, 2);
	tcase_add_test(tests, a_target_with_variables);
	tcase_add_test(tests, an_advertised_one);
	tcase_add_test(tests, link_information_that_is_to_be_ignored);
	tcase_add_test(tests, an_end_that_was_left_out_is_no_damage);
	tcase_add_test(tests, what_is_no_shortcut);
	tcase_add_test(tests, cut_at_every_length);
	tcase_add_test(tests, every_byte_overwritten);
	tcase_add_test(tests, blocks_without_end);
	tcase_add_test(tests, a_pif);
	suite_add_tcase(suite, tests);
	return suite;
}
