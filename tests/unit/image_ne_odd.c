/* 16-bit images: what flags mean to whom, segments and relocations of every form, where they end.
 */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_ne_odd(void);

enum {
	E_LFANEW = 0x3C,
	LINKER_MAJOR = 0x02,
	FLAGS = 0x0C,
	SEGMENT_TABLE = 0x22,
	MODULE_TABLE = 0x28,
	ALIGNMENT_SHIFT = 0x32,
	TARGET = 0x36,
	OTHER_FLAGS = 0x37,
	GANGLOAD = 0x38,
	GANGLOAD_LENGTH = 0x3A,
	EXPECTED_WINDOWS = 0x3E,
};

static const struct specimen_symbol symbols[] = {{.ordinal = 7}, {.name = "OPEN"}};
static const struct specimen_import imports[] = {
	{.module = "MAIL", .symbols = symbols, .symbol_count = COUNT_OF(symbols)}};

static struct specimen_image program(void)
{
	return (struct specimen_image){.kind = SPECIMEN_NE, .imports = imports, .import_count = 1};
}

static size_t get_u16(const struct specimen_bytes *bytes, size_t at)
{
	return (size_t)bytes->data[at] | (size_t)bytes->data[at + 1] << 8;
}

static size_t header_of(const struct specimen_bytes *bytes)
{
	return get_u16(bytes, E_LFANEW);
}

static size_t segment_row(const struct specimen_bytes *bytes)
{
	return header_of(bytes) + get_u16(bytes, header_of(bytes) + SEGMENT_TABLE);
}

/* The first relocation record of segment 1. */
static size_t first_record(const struct specimen_bytes *bytes)
{
	size_t row = segment_row(bytes);

	return get_u16(bytes, row) * 16 + get_u16(bytes, row + 2) + 2;
}

/* Byte 36 is zero and nothing is imported; what else there is decides. */
static const struct {
	uint8_t linker;
	uint8_t other_flags;
	uint16_t expected;
	const char *description;
	const char *module;
	enum image_target target;
} untold[] = {
	{5, 0, 0, "Mail", NULL, IMAGE_TARGET_UNKNOWN},
	{5, 0, 0, "FONTRES 133, 96, 72: MyFont", NULL, IMAGE_TARGET_WINDOWS},
	{5, 0, 0, "FONTRESS", NULL, IMAGE_TARGET_UNKNOWN},
	{5, 0, 0, "DDRV Printer:100,120,72", NULL, IMAGE_TARGET_WINDOWS},
	{5, 0, 0, "DISPLAY : 100,96,96 : VGA", NULL, IMAGE_TARGET_WINDOWS},
	{5, 0, 0x0300, "Mail", NULL, IMAGE_TARGET_WINDOWS},
	{5, 0x02, 0, "Mail", NULL, IMAGE_TARGET_WINDOWS},
	{5, 0x01, 0, "Mail", NULL, IMAGE_TARGET_UNKNOWN}, /* long names, OS/2 */
	{4, 0, 0, "Mail", NULL, IMAGE_TARGET_WINDOWS},
	{4, 0, 0, "Mail", "DOSCALLS", IMAGE_TARGET_DOS4},
	{5, 0, 0x0300, "Mail", "DOSCALLS", IMAGE_TARGET_OS2},
	{5, 0, 0, "Mail", "doscalls", IMAGE_TARGET_OS2},
	{0, 0, 0, "Mail", NULL, IMAGE_TARGET_UNKNOWN},
};

START_TEST(a_target_that_is_not_told)
{
	const struct specimen_import import = {.module = untold[_i].module};
	const struct specimen_image fixture = {.kind = SPECIMEN_NE,
		.dll = true,
		.target = SPECIMEN_TARGET_ZERO,
		.description = untold[_i].description,
		.imports = &import,
		.import_count = untold[_i].module != NULL};
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	c.bytes.data[header_of(&c.bytes) + LINKER_MAJOR] = untold[_i].linker;
	c.bytes.data[header_of(&c.bytes) + OTHER_FLAGS] = untold[_i].other_flags;
	specimen_patch_u16(&c.bytes, header_of(&c.bytes) + EXPECTED_WINDOWS, untold[_i].expected);
	image_case_read(&c);
	ck_assert_str_eq(image_target_name(c.image.target), image_target_name(untold[_i].target));
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(old_linkers_knew_no_windows_version)
{
	for (unsigned linker = 4; linker <= 5; linker++) {
		struct specimen_image fixture = program();
		struct image_case c = {0};

		fixture.expected[0] = 3;
		fixture_image_build(&fixture, &c.bytes);
		c.bytes.data[header_of(&c.bytes) + LINKER_MAJOR] = (uint8_t)linker;
		image_case_read(&c);
		ck_assert_int_eq(c.image.expected_windows_known, linker == 5);
		image_case_free(&c);
	}
}
END_TEST

/* The flag 0800 says self-loading in Windows, and bound for DOS in OS/2. */
static const struct {
	uint32_t target;
	bool self_loading;
} loaders[] = {{1, false}, {2, true}, {4, true}, {0x81, false}, {0x82, true}};

START_TEST(self_loading_is_an_idea_of_windows)
{
	struct specimen_image fixture = program();
	struct image_case c;

	fixture.self_loading = true;
	fixture.target = loaders[_i].target;
	image_case_build(&c, &fixture);
	ck_assert_int_eq(c.image.self_loading, loaders[_i].self_loading);
	ck_assert_int_eq(c.image.imports[0].symbols_known, !loaders[_i].self_loading);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, COUNT_OF(symbols));
	image_case_free(&c);

	fixture.self_loading = false;
	image_case_build(&c, &fixture);
	ck_assert(!c.image.self_loading);
	ck_assert(c.image.imports[0].symbols_known);
	image_case_free(&c);
}
END_TEST

/* Bytes of the first record changed, and what comes of it. */
static const struct {
	size_t field;
	uint8_t value;
	size_t symbols;
	bool known;
	const char *code;
} records[] = {
	{1, 0, 1, true, NULL},            /* the image itself */
	{1, 3, 1, true, NULL},            /* floating-point fixups of the system */
	{1, 7, 1, true, NULL},            /* likewise, additive */
	{1, 5, 2, true, NULL},            /* an ordinal, additive */
	{0, 0x0D, 2, true, NULL},         /* a source that is not for 16 bits */
	{4, 0, 1, true, "out-of-bounds"}, /* modules count from 1 */
	{4, 2, 1, true, "out-of-bounds"}, /* there is one */
	{1, 2, 2, true, NULL},            /* by name, at offset 7 */
};

START_TEST(relocations_of_each_form)
{
	struct specimen_image fixture = program();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	c.bytes.data[first_record(&c.bytes) + records[_i].field] = records[_i].value;
	image_case_read(&c);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, records[_i].symbols);
	ck_assert_int_eq(c.image.imports[0].symbols_known, records[_i].known);
	if (records[_i].code)
		ck_assert(image_case_has_problem(&c.image, records[_i].code));
	else
		ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(a_name_outside_the_file_is_not_known)
{
	struct specimen_image fixture = program();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, first_record(&c.bytes) + 8 + 6, 0xFFF0);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, 1);
	ck_assert(!c.image.imports[0].symbols_known);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	image_case_free(&c);
}
END_TEST

START_TEST(empty_names_are_told)
{
	struct specimen_image fixture = program();
	struct image_case c = {0};
	size_t modules;

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, first_record(&c.bytes) + 8 + 6, 0);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "bad-import"));
	arena_free(&c.arena);
	modules = header_of(&c.bytes) + get_u16(&c.bytes, header_of(&c.bytes) + MODULE_TABLE);
	specimen_patch_u16(&c.bytes, modules, 0);
	image_case_read(&c);
	ck_assert_str_eq(c.image.imports[0].module, "");
	ck_assert(image_case_has_problem(&c.image, "bad-import"));
	image_case_free(&c);
}
END_TEST

/* An iterated segment has its relocations behind what is in the file, as any other. */
START_TEST(an_iterated_segment_has_relocations)
{
	enum { ITERATED = 0x0008 };
	struct specimen_image fixture = program();
	struct image_case c = {0};
	size_t flags;

	fixture_image_build(&fixture, &c.bytes);
	flags = segment_row(&c.bytes) + 4;
	specimen_patch_u16(&c.bytes, flags, get_u16(&c.bytes, flags) | ITERATED);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, COUNT_OF(symbols));
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(sector_0_is_no_data)
{
	struct specimen_image fixture = program();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, segment_row(&c.bytes), 0);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, 0);
	ck_assert(c.image.imports[0].symbols_known);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(alignment_shift_0_means_sectors_of_512_bytes)
{
	struct specimen_image fixture = program();
	struct image_case c = {0};
	size_t row, start, sector;

	fixture_image_build(&fixture, &c.bytes);
	row = segment_row(&c.bytes);
	start = get_u16(&c.bytes, row) * 16;
	specimen_put_alignment(&c.bytes, 512);
	sector = c.bytes.length / 512;
	for (size_t i = 0; i < 512 && start + i < sector * 512; i++)
		specimen_put_u8(&c.bytes, c.bytes.data[start + i]);
	specimen_patch_u16(&c.bytes, row, sector);
	specimen_patch_u16(&c.bytes, row + 8, 0);
	specimen_patch_u16(&c.bytes, header_of(&c.bytes) + ALIGNMENT_SHIFT, 0);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, COUNT_OF(symbols));
	ck_assert(c.image.imports[0].symbols_known);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct specimen_version version = {.with_fixed = true, .file = {1, 2, 3, 4}};

static const struct {
	struct specimen_image fixture;
} ends[] = {
	{{.kind = SPECIMEN_NE}},
	{{.kind = SPECIMEN_NE, .dll = true}},
	{{.kind = SPECIMEN_NE, .imports = imports, .import_count = 1, .dll = true}},
	{{.kind = SPECIMEN_NE, .version = &version}},
	{{.kind = SPECIMEN_NE, .imports = imports, .import_count = 1, .target = 1}},
};

START_TEST(what_nothing_leads_to_is_overlay)
{
	struct specimen_image fixture = ends[_i].fixture;
	struct image_case c;
	size_t end;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.overlay.size, 0);
	end = c.bytes.length;
	image_case_free(&c);

	fixture.overlay = "NB09";
	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.overlay.offset, end);
	ck_assert_uint_eq(c.image.overlay.size, 4);
	image_case_free(&c);
}
END_TEST

START_TEST(the_fast_load_area_belongs_to_the_image)
{
	const struct specimen_image fixture = {
		.kind = SPECIMEN_NE, .dll = true, .overlay = "0123456789ABCDEF0123456789ABCDEF"};

	for (int flag = 0; flag < 2; flag++) {
		struct image_case c = {0};
		size_t end;

		fixture_image_build(&fixture, &c.bytes);
		end = c.bytes.length - 32;
		c.bytes.data[header_of(&c.bytes) + OTHER_FLAGS] = flag ? 0x08 : 0;
		specimen_patch_u16(&c.bytes, header_of(&c.bytes) + GANGLOAD, end / 16);
		specimen_patch_u16(&c.bytes, header_of(&c.bytes) + GANGLOAD_LENGTH, 1);
		image_case_read(&c);
		ck_assert_uint_eq(c.image.overlay.offset, flag ? end + 16 : end);
		image_case_free(&c);
	}
}
END_TEST

/* Where the tables cannot be walked to their ends, nobody knows where the image ends. */
START_TEST(an_end_that_cannot_be_seen_is_no_overlay)
{
	enum { RESOURCE_TABLE = 0x24, RESOURCE_COUNT = 4 };
	const struct specimen_image fixture = {
		.kind = SPECIMEN_NE, .version = &version, .overlay = "an archive"};
	struct image_case c = {0};
	size_t table;

	fixture_image_build(&fixture, &c.bytes);
	table = header_of(&c.bytes) + get_u16(&c.bytes, header_of(&c.bytes) + RESOURCE_TABLE);
	specimen_patch_u16(&c.bytes, table + RESOURCE_COUNT, 0xFFFF);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.overlay.size, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_ne_odd(void)
{
	Suite *suite = suite_create("image ne odd");
	TCase *tests = tcase_create("odd");

	tcase_add_loop_test(tests, a_target_that_is_not_told, 0, (int)COUNT_OF(untold));
	tcase_add_test(tests, old_linkers_knew_no_windows_version);
	tcase_add_loop_test(tests, self_loading_is_an_idea_of_windows, 0, (int)COUNT_OF(loaders));
	tcase_add_loop_test(tests, relocations_of_each_form, 0, (int)COUNT_OF(records));
	tcase_add_test(tests, a_name_outside_the_file_is_not_known);
	tcase_add_test(tests, empty_names_are_told);
	tcase_add_test(tests, an_iterated_segment_has_relocations);
	tcase_add_test(tests, sector_0_is_no_data);
	tcase_add_test(tests, alignment_shift_0_means_sectors_of_512_bytes);
	tcase_add_loop_test(tests, what_nothing_leads_to_is_overlay, 0, (int)COUNT_OF(ends));
	tcase_add_test(tests, an_end_that_cannot_be_seen_is_no_overlay);
	tcase_add_test(tests, the_fast_load_area_belongs_to_the_image);
	suite_add_tcase(suite, tests);
	return suite;
}
