/*
 * Files whose tables multiply: small on disk, endless when believed. Each has to end in the problem
 * "limit" with what was read until then.
 */
#include "scanner/image/reader.h"
#include "scanner/image/version_resource.h"
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

Suite *suite_image_limits(void);

enum {
	HEADER = 0x40,
	OPTIONAL = HEADER + 24,
	DIRECTORIES = OPTIONAL + 96,
	TABLE = 0x1000,
	ENTRIES = 65535,
};

/* A PE32 image without sections that is mapped as it is, so that an RVA is a file offset. */
static void put_flat_pe(struct image_case *c, size_t size)
{
	*c = (struct image_case){0};
	specimen_put_zeros(&c->bytes, size);
	memcpy(c->bytes.data, "MZ", 2);
	specimen_patch_u16(&c->bytes, 0x18, 0x40);
	specimen_patch_u32(&c->bytes, 0x3C, HEADER);
	memcpy(c->bytes.data + HEADER, "PE", 2);
	specimen_patch_u16(&c->bytes, HEADER + 4, 0x14C);
	specimen_patch_u16(&c->bytes, HEADER + 20, 0xE0);
	specimen_patch_u16(&c->bytes, OPTIONAL, 0x10B);
	specimen_patch_u32(&c->bytes, OPTIONAL + 32, 0x200);
	specimen_patch_u32(&c->bytes, OPTIONAL + 92, 16);
}

static void put_directory(struct image_case *c, size_t index, size_t size)
{
	specimen_patch_u32(&c->bytes, DIRECTORIES + index * 8, TABLE);
	specimen_patch_u32(&c->bytes, DIRECTORIES + index * 8 + 4, size);
}

static void read_and_check_limit(struct image_case *c)
{
	image_case_read(c);
	ck_assert(image_case_has_problem(&c->image, "limit"));
	image_case_check_sane(&c->image);
}

/* 64 Ki thunks under each of 4096 import descriptors: 268 million symbols. */
START_TEST(import_tables_that_share_their_thunks)
{
	enum {
		DESCRIPTORS = 4200,
		NAME = TABLE + (DESCRIPTORS + 1) * 20,
		THUNKS = NAME + 16,
	};
	struct image_case c;

	put_flat_pe(&c, THUNKS + (ENTRIES + 1) * 4);
	put_directory(&c, 1, DESCRIPTORS * 20);
	memcpy(c.bytes.data + NAME, "KERNEL32.dll", 12);
	for (size_t i = 0; i < DESCRIPTORS; i++) {
		specimen_patch_u32(&c.bytes, TABLE + i * 20, THUNKS);
		specimen_patch_u32(&c.bytes, TABLE + i * 20 + 12, NAME);
		specimen_patch_u32(&c.bytes, TABLE + i * 20 + 16, THUNKS);
	}
	for (size_t i = 0; i < ENTRIES; i++)
		specimen_patch_u32(&c.bytes, THUNKS + i * 4, 0x80000001);
	read_and_check_limit(&c);
	ck_assert_uint_eq(c.image.import_count, MAX_IMPORTED_MODULES);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, ENTRIES);
	ck_assert(c.image.imports[0].symbols_known);
	ck_assert(!c.image.imports[2].symbols_known);
	image_case_free(&c);
}
END_TEST

/* 64 Ki exports that share one name, which is printable, too long, or needs escapes. */
static const struct {
	size_t length;
	char letter;
} shared_names[] = {{48, 'n'}, {4000, 'n'}, {4500, 'n'}, {700, (char)0xE9}};

START_TEST(export_tables_that_share_one_name)
{
	enum {
		FUNCTIONS = 0x2000,
		NAMES = FUNCTIONS + ENTRIES * 4,
		ORDINALS = NAMES + ENTRIES * 4,
		NAME = ORDINALS + ENTRIES * 2,
		MOST = 5000,
	};
	struct image_case c;

	put_flat_pe(&c, NAME + MOST);
	put_directory(&c, 0, 40);
	specimen_patch_u32(&c.bytes, TABLE + 20, ENTRIES);
	specimen_patch_u32(&c.bytes, TABLE + 24, ENTRIES);
	specimen_patch_u32(&c.bytes, TABLE + 28, FUNCTIONS);
	specimen_patch_u32(&c.bytes, TABLE + 32, NAMES);
	specimen_patch_u32(&c.bytes, TABLE + 36, ORDINALS);
	for (size_t i = 0; i < ENTRIES; i++) {
		specimen_patch_u32(&c.bytes, FUNCTIONS + i * 4, NAME);
		specimen_patch_u32(&c.bytes, NAMES + i * 4, NAME);
		specimen_patch_u16(&c.bytes, ORDINALS + i * 2, i);
	}
	memset(c.bytes.data + NAME, shared_names[_i].letter, shared_names[_i].length);
	read_and_check_limit(&c);
	ck_assert_uint_gt(c.image.export_count, 0);
	ck_assert_uint_lt(c.image.export_count, ENTRIES);
	image_case_free(&c);
}
END_TEST

START_TEST(sections_without_end)
{
	enum { SECTIONS = 2000, SECTION_TABLE = OPTIONAL + 0xE0 };
	struct image_case c;

	put_flat_pe(&c, SECTION_TABLE + SECTIONS * 40);
	specimen_patch_u16(&c.bytes, HEADER + 6, SECTIONS);
	read_and_check_limit(&c);
	image_case_free(&c);
}
END_TEST

START_TEST(resource_entries_without_end)
{
	struct image_case c;

	put_flat_pe(&c, 0x40000);
	put_directory(&c, 2, 0x1000);
	specimen_patch_u16(&c.bytes, TABLE + 14, 0x7FFF);
	read_and_check_limit(&c);
	ck_assert(!c.image.version.present);
	image_case_free(&c);
}
END_TEST

/* The LE header counts its modules in 32 bits. */
START_TEST(module_names_without_end)
{
	const struct specimen_import modules[] = {{.module = "A"}};
	const struct specimen_image fixture = {
		.kind = SPECIMEN_LX, .imports = modules, .import_count = 1};
	struct image_case c = {0};
	size_t header;

	fixture_image_build(&fixture, &c.bytes);
	header = c.bytes.data[0x3C];
	specimen_patch_u32(&c.bytes, header + 0x70, c.bytes.length - header);
	specimen_patch_u32(&c.bytes, header + 0x74, 0xFFFFFFFF);
	for (size_t i = 0; i < 5000; i++)
		specimen_put_pascal(&c.bytes, "MODULE");
	read_and_check_limit(&c);
	ck_assert_uint_eq(c.image.import_count, MAX_IMPORTED_MODULES);
	image_case_free(&c);
}
END_TEST

START_TEST(version_strings_without_end)
{
	static struct specimen_string strings[MAX_VERSION_STRINGS + 10];
	const struct specimen_version version = {.with_fixed = true,
		.strings = strings,
		.string_count = sizeof(strings) / sizeof(strings[0])};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .version = &version};
	struct image_case c = {0};

	for (size_t i = 0; i < version.string_count; i++)
		strings[i] = (struct specimen_string){"Key", "Value"};
	fixture_image_build(&fixture, &c.bytes);
	read_and_check_limit(&c);
	ck_assert(c.image.version.fixed_present);
	ck_assert_uint_eq(c.image.version.string_count, MAX_VERSION_STRINGS);
	image_case_free(&c);
}
END_TEST

START_TEST(a_version_text_without_end)
{
	static char value[10000];
	const struct specimen_string string = {"Comments", value};
	const struct specimen_version version = {
		.with_fixed = true, .strings = &string, .string_count = 1};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .version = &version};
	struct image_case c = {0};

	memset(value, 'v', sizeof(value) - 1);
	fixture_image_build(&fixture, &c.bytes);
	read_and_check_limit(&c);
	ck_assert_uint_eq(strlen(image_case_string(&c.image, "Comments")), 4096);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_limits(void)
{
	Suite *suite = suite_create("image limits");
	TCase *tests = tcase_create("limits");

	tcase_add_test(tests, import_tables_that_share_their_thunks);
	tcase_add_loop_test(tests, export_tables_that_share_one_name, 0,
		(int)(sizeof(shared_names) / sizeof(shared_names[0])));
	tcase_add_test(tests, sections_without_end);
	tcase_add_test(tests, resource_entries_without_end);
	tcase_add_test(tests, module_names_without_end);
	tcase_add_test(tests, version_strings_without_end);
	tcase_add_test(tests, a_version_text_without_end);
	suite_add_tcase(suite, tests);
	return suite;
}
