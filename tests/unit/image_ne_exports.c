/* What 16-bit images offer: names, ordinals and the entry table behind both. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_ne_exports(void);

enum {
	E_LFANEW = 0x3C,
	ENTRY_TABLE = 0x04,
	ENTRY_TABLE_SIZE = 0x06,
	NONRESIDENT_NAMES = 0x2C,
};

static const struct specimen_export exports[] = {
	{.name = "WEP"},
	{.name = "OPENMAIL", .ordinal = 5},
	{.ordinal = 6},
	{.name = "READMAIL", .ordinal = 9},
	{.ordinal = 300},
};

static struct specimen_image library(void)
{
	return (struct specimen_image){.kind = SPECIMEN_NE,
		.dll = true,
		.description = "Mail",
		.exports = exports,
		.export_count = COUNT_OF(exports)};
}

static size_t header_of(const struct specimen_bytes *bytes)
{
	return (size_t)bytes->data[E_LFANEW] | (size_t)bytes->data[E_LFANEW + 1] << 8;
}

static void check_export(
	const struct image *image, size_t index, const char *name, uint32_t ordinal)
{
	ck_assert_uint_lt(index, image->export_count);
	ck_assert_pstr_eq(image->exports[index].name, name);
	ck_assert_uint_eq(image->exports[index].ordinal, ordinal);
	ck_assert_ptr_null(image->exports[index].forwarder);
}

START_TEST(names_come_first_and_then_the_nameless)
{
	struct specimen_image fixture = library();
	struct image_case c;

	fixture.movable = _i;
	image_case_build(&c, &fixture);
	ck_assert(c.image.exports_read);
	ck_assert_uint_eq(c.image.export_count, COUNT_OF(exports));
	check_export(&c.image, 0, "WEP", 1);
	check_export(&c.image, 1, "OPENMAIL", 5);
	check_export(&c.image, 2, "READMAIL", 9);
	check_export(&c.image, 3, NULL, 6);
	check_export(&c.image, 4, NULL, 300);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* Entry tables of a module without names. */
static const struct {
	const char *bytes;
	size_t size;
	uint32_t ordinals[3];
	const char *code;
} tables[] = {
	{"\2\1\1\0\0\0\0\0\0", 9, {1}, NULL},           /* one not exported */
	{"\1\0\1\377\1\315\77\1\0\0\0", 11, {2}, NULL}, /* a gap, movable */
	{"\2\376\1\64\22\1\0\0\0", 9, {1, 2}, NULL},    /* constants */
	{"\1\1\3\0\0\1\377\1\315\77\1\0\0\1\376\1\0\0\0", 19, {1, 2, 3}, NULL}, /* of each kind */
	{"\1\1\1\0\0", 5, {1}, NULL},                                           /* not terminated */
	{"\1\1\1\0\0\0\1\1\1\0\0", 11, {1}, NULL}, /* more behind the end */
	{"\0", 1, {0}, NULL},
	{"", 0, {0}, NULL},
	{"\3\1\1\0\0\1\0\0", 8, {1, 2}, "lying-count"},
	{"\2", 1, {0}, "lying-count"},
	{"\1\377\1\315\77", 5, {1}, "lying-count"},
};

START_TEST(each_form_of_entry_is_understood)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_NE, .dll = true};
	struct image_case c = {0};
	size_t count = 0;

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(
		&c.bytes, header_of(&c.bytes) + ENTRY_TABLE, c.bytes.length - header_of(&c.bytes));
	specimen_patch_u16(&c.bytes, header_of(&c.bytes) + ENTRY_TABLE_SIZE, tables[_i].size);
	specimen_put_raw(&c.bytes, tables[_i].bytes, tables[_i].size);
	image_case_read(&c);
	for (; count < 3 && tables[_i].ordinals[count]; count++)
		if (count < c.image.export_count)
			check_export(&c.image, count, NULL, tables[_i].ordinals[count]);
	if (!tables[_i].code) {
		ck_assert_uint_eq(c.image.problems.count, 0);
		ck_assert_uint_eq(c.image.export_count, count);
	} else {
		ck_assert(image_case_has_problem(&c.image, tables[_i].code));
		ck_assert_uint_le(c.image.export_count, count);
	}
	image_case_free(&c);
}
END_TEST

START_TEST(ordinals_end_at_16_bits)
{
	enum { BUNDLES = 65535 / 255 };
	const struct specimen_image fixture = {.kind = SPECIMEN_NE, .dll = true};

	for (size_t more = 0; more < 2; more++) {
		struct image_case c = {0};

		fixture_image_build(&fixture, &c.bytes);
		specimen_patch_u16(&c.bytes, header_of(&c.bytes) + ENTRY_TABLE,
			c.bytes.length - header_of(&c.bytes));
		specimen_patch_u16(&c.bytes, header_of(&c.bytes) + ENTRY_TABLE_SIZE,
			BUNDLES * 2 + 5 + 5 * more);
		for (size_t i = 0; i < BUNDLES; i++)
			specimen_put_u16(&c.bytes, i + 1 < BUNDLES ? 0x00FF : 0x00FE);
		for (size_t i = 0; i <= more; i++)
			specimen_put_raw(&c.bytes, "\1\1\1\0\0", 5);
		image_case_read(&c);
		ck_assert_uint_eq(c.image.export_count, 1);
		check_export(&c.image, 0, NULL, 65535);
		ck_assert_int_eq(image_case_has_problem(&c.image, "lying-count"), more == 1);
		image_case_free(&c);
	}
}
END_TEST

START_TEST(a_table_outside_the_file_blames_no_name)
{
	struct specimen_image fixture = library();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, header_of(&c.bytes) + ENTRY_TABLE, 0xFFF0);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.export_count, 3);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	ck_assert(!image_case_has_problem(&c.image, "bad-export"));
	image_case_free(&c);
}
END_TEST

START_TEST(names_without_entries_are_one_problem)
{
	struct specimen_image fixture = library();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, header_of(&c.bytes) + ENTRY_TABLE_SIZE, 0);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.export_count, 3);
	check_export(&c.image, 1, "OPENMAIL", 5);
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert_str_eq(c.image.problems.items[0].code, "bad-export");
	ck_assert_ptr_nonnull(strstr(c.image.problems.items[0].detail, "3 exported names"));
	ck_assert_ptr_nonnull(image_doubt(&c.image));
	image_case_free(&c);
}
END_TEST

/* The ordinal behind a name in the table of non-resident names. */
static void set_ordinal(struct specimen_bytes *bytes, const char *name, uint16_t ordinal)
{
	size_t at = header_of(bytes) + NONRESIDENT_NAMES;

	at = (size_t)bytes->data[at] | (size_t)bytes->data[at + 1] << 8;
	while (bytes->data[at] != strlen(name) || memcmp(bytes->data + at + 1, name, strlen(name)))
		at += bytes->data[at] + 3U;
	specimen_patch_u16(bytes, at + 1 + strlen(name), ordinal);
}

START_TEST(an_ordinal_may_have_several_names)
{
	struct specimen_image fixture = library();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	set_ordinal(&c.bytes, "READMAIL", 5);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.export_count, 6);
	check_export(&c.image, 1, "OPENMAIL", 5);
	check_export(&c.image, 2, "READMAIL", 5);
	check_export(&c.image, 4, NULL, 9);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(ordinal_0_is_no_export)
{
	struct specimen_image fixture = library();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	set_ordinal(&c.bytes, "READMAIL", 0);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.export_count, 5);
	check_export(&c.image, 2, NULL, 6);
	check_export(&c.image, 3, NULL, 9);
	ck_assert(image_case_has_problem(&c.image, "bad-export"));
	image_case_free(&c);
}
END_TEST

START_TEST(a_first_name_with_an_ordinal_is_no_description)
{
	struct specimen_image fixture = library();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	set_ordinal(&c.bytes, "Mail", 6);
	image_case_read(&c);
	ck_assert_ptr_null(c.image.description);
	ck_assert_str_eq(c.image.module_name, "SPECIMEN");
	ck_assert_uint_eq(c.image.export_count, 5);
	check_export(&c.image, 1, "Mail", 6);
	check_export(&c.image, 4, NULL, 300);
	image_case_free(&c);
}
END_TEST

START_TEST(titles_are_read_without_exports)
{
	struct specimen_image fixture = library();
	struct image_case c;

	image_case_build(&c, &fixture);
	arena_free(&c.arena);
	image_read(&c.view, IMAGE_HEADERS, &c.arena, &c.image);
	ck_assert_str_eq(c.image.module_name, "SPECIMEN");
	ck_assert_str_eq(c.image.description, "Mail");
	ck_assert(!c.image.exports_read);
	ck_assert_uint_eq(c.image.export_count, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_ne_exports(void)
{
	Suite *suite = suite_create("image ne exports");
	TCase *tests = tcase_create("exports");

	tcase_add_loop_test(tests, names_come_first_and_then_the_nameless, 0, 2);
	tcase_add_loop_test(tests, each_form_of_entry_is_understood, 0, (int)COUNT_OF(tables));
	tcase_add_test(tests, ordinals_end_at_16_bits);
	tcase_add_test(tests, a_table_outside_the_file_blames_no_name);
	tcase_add_test(tests, names_without_entries_are_one_problem);
	tcase_add_test(tests, an_ordinal_may_have_several_names);
	tcase_add_test(tests, ordinal_0_is_no_export);
	tcase_add_test(tests, a_first_name_with_an_ordinal_is_no_description);
	tcase_add_test(tests, titles_are_read_without_exports);
	suite_add_tcase(suite, tests);
	return suite;
}
