/* 16-bit images: names, versions, imports by relocation record, exports. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_ne(void);

enum {
	E_LFANEW = 0x3C,
	FLAGS = 0x0C,
	SEGMENT_COUNT = 0x1C,
	MODULE_COUNT = 0x1E,
	SEGMENT_TABLE = 0x22,
	ALIGNMENT_SHIFT = 0x32,
};

static const struct specimen_symbol kernel_symbols[] = {
	{.ordinal = 91}, {.ordinal = 30}, {.ordinal = 91}, {.name = "INITTASK"}};
static const struct specimen_symbol user_symbols[] = {{.ordinal = 91}};
static const struct specimen_import imports[] = {
	{.module = "KERNEL", .symbols = kernel_symbols, .symbol_count = 4},
	{.module = "USER", .symbols = user_symbols, .symbol_count = 1},
	{.module = "VIM"},
};
static const struct specimen_export exports[] = {
	{.name = "WEP"}, {.name = "EXPORTMAIL", .ordinal = 7}};

static struct specimen_image library(void)
{
	return (struct specimen_image){
		.kind = SPECIMEN_NE,
		.dll = true,
		.module_name = "IMPORT",
		.description = "cc:Mail Import 8.5",
		.linker = {5, 31},
		.expected = {3, 10},
		.imports = imports,
		.import_count = COUNT_OF(imports),
		.exports = exports,
		.export_count = COUNT_OF(exports),
	};
}

static size_t header_of(const struct specimen_bytes *bytes)
{
	return (size_t)bytes->data[E_LFANEW] | (size_t)bytes->data[E_LFANEW + 1] << 8;
}

START_TEST(header_facts)
{
	struct specimen_image fixture = library();
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_str_eq(c.image.module_name, "IMPORT");
	ck_assert_str_eq(c.image.description, "cc:Mail Import 8.5");
	ck_assert(c.image.linker_known);
	ck_assert_uint_eq(c.image.linker_major, 5);
	ck_assert_uint_eq(c.image.linker_minor, 31);
	ck_assert(c.image.expected_windows_known);
	ck_assert_uint_eq(c.image.expected_windows_major, 3);
	ck_assert_uint_eq(c.image.expected_windows_minor, 10);
	ck_assert_uint_eq(c.image.signature_offset, header_of(&c.bytes));
	ck_assert(c.image.machine_known);
	ck_assert_uint_eq(c.image.machine_offset, header_of(&c.bytes) + FLAGS);
	ck_assert(!c.image.subsystem_known);
	ck_assert(!c.image.version.present);
	image_case_free(&c);
}
END_TEST

START_TEST(each_distinct_symbol_is_imported_once)
{
	struct specimen_image fixture = library();
	const struct image_import *import;
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.import_count, 3);
	import = image_case_import(&c.image, "KERNEL");
	ck_assert(import->symbols_known);
	ck_assert(!import->delay);
	ck_assert_uint_eq(import->symbol_count, 3);
	ck_assert_uint_eq(import->symbols[0].ordinal, 91);
	ck_assert_ptr_null(import->symbols[0].name);
	ck_assert_uint_eq(import->symbols[1].ordinal, 30);
	ck_assert_str_eq(import->symbols[2].name, "INITTASK");
	import = image_case_import(&c.image, "USER");
	ck_assert_uint_eq(import->symbol_count, 1);
	ck_assert_uint_eq(import->symbols[0].ordinal, 91);
	import = image_case_import(&c.image, "VIM");
	ck_assert(import->symbols_known);
	ck_assert_uint_eq(import->symbol_count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(many_symbols_are_told_apart)
{
	enum { COUNT = 5000 };
	static struct specimen_symbol symbols[COUNT];
	const struct specimen_import many = {
		.module = "MANY", .symbols = symbols, .symbol_count = COUNT};
	const struct image_import *import;
	struct image_case c;

	for (size_t i = 0; i < COUNT; i++)
		symbols[i].ordinal = (uint16_t)(i + 1);
	image_case_build(&c,
		&(struct specimen_image){.kind = SPECIMEN_NE, .imports = &many, .import_count = 1});
	import = image_case_import(&c.image, "MANY");
	ck_assert(import->symbols_known);
	ck_assert_uint_eq(import->symbol_count, COUNT);
	ck_assert_uint_eq(import->symbols[COUNT - 1].ordinal, COUNT);
	image_case_free(&c);
}
END_TEST

START_TEST(resident_and_non_resident_names_are_exports)
{
	struct specimen_image fixture = library();
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert(c.image.exports_read);
	ck_assert_uint_eq(c.image.export_count, 2);
	ck_assert_str_eq(c.image.exports[0].name, "WEP");
	ck_assert_uint_eq(c.image.exports[0].ordinal, 1);
	ck_assert_str_eq(c.image.exports[1].name, "EXPORTMAIL");
	ck_assert_uint_eq(c.image.exports[1].ordinal, 7);
	ck_assert_ptr_null(c.image.exports[1].forwarder);
	image_case_free(&c);
}
END_TEST

static const struct {
	const char *module;
	enum image_target target;
} untold[] = {
	{"KERNEL", IMAGE_TARGET_WINDOWS},
	{"GDI", IMAGE_TARGET_WINDOWS},
	{"DOSCALLS", IMAGE_TARGET_OS2},
	{"KBDCALLS", IMAGE_TARGET_OS2},
	{"VENDOR", IMAGE_TARGET_UNKNOWN},
};

START_TEST(imports_decide_a_target_that_is_not_told)
{
	const struct specimen_import import = {.module = untold[_i].module};
	struct image_case c;

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_NE,
				     .target = SPECIMEN_TARGET_ZERO,
				     .imports = &import,
				     .import_count = 1});
	ck_assert_str_eq(image_target_name(c.image.target), image_target_name(untold[_i].target));
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct {
	uint8_t flags;
	const char *machine;
} cpus[] = {{0x00, "i286"}, {0x10, "i8086"}, {0x20, "i286"}, {0x30, "i286"}, {0x40, "i386"},
	{0x50, "i386"}};

/* In Windows programs the bits are about expanded memory. */
START_TEST(program_flags_tell_the_cpu)
{
	for (unsigned target = 1; target <= 2; target++) {
		struct specimen_image fixture = library();
		struct image_case c = {0};

		fixture.target = target;
		fixture_image_build(&fixture, &c.bytes);
		c.bytes.data[header_of(&c.bytes) + FLAGS] |= cpus[_i].flags;
		image_case_read(&c);
		ck_assert_str_eq(c.image.machine, target == 1 ? cpus[_i].machine : "i286");
		ck_assert_uint_eq(c.image.machine_code, cpus[_i].flags);
		image_case_free(&c);
	}
}
END_TEST

START_TEST(a_self_loading_program_shows_one_segment)
{
	struct specimen_image fixture = library();
	struct image_case c;

	fixture.dll = false;
	fixture.self_loading = true;
	image_case_build(&c, &fixture);
	ck_assert(!image_case_import(&c.image, "KERNEL")->symbols_known);
	ck_assert_uint_eq(image_case_import(&c.image, "KERNEL")->symbol_count, 3);
	image_case_free(&c);
}
END_TEST

/* Fields that lie, one at a time, and the problem that tells. */
static const struct {
	size_t field;
	uint16_t value;
	const char *code;
} lies[] = {
	{SEGMENT_COUNT, 0xFFFF, "out-of-bounds"},
	{MODULE_COUNT, 0xFFFF, "out-of-bounds"},
	{SEGMENT_TABLE, 0xFFFF, "out-of-bounds"},
	{ALIGNMENT_SHIFT, 15, "truncated"},
	{ALIGNMENT_SHIFT, 0xFFFF, "out-of-bounds"},
};

START_TEST(lies_are_told)
{
	struct specimen_image fixture = library();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, header_of(&c.bytes) + lies[_i].field, lies[_i].value);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_NE);
	ck_assert(image_case_has_problem(&c.image, lies[_i].code));
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

START_TEST(a_cut_header_keeps_kind_and_bits)
{
	struct specimen_image fixture = library();
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	c.bytes.length = header_of(&c.bytes) + 0x20;
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_NE);
	ck_assert_int_eq(c.image.bits, 16);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_UNKNOWN);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);
}
END_TEST

Suite *suite_image_ne(void)
{
	Suite *suite = suite_create("image ne");
	TCase *tests = tcase_create("ne");

	tcase_add_test(tests, header_facts);
	tcase_add_test(tests, each_distinct_symbol_is_imported_once);
	tcase_add_test(tests, many_symbols_are_told_apart);
	tcase_add_test(tests, resident_and_non_resident_names_are_exports);
	tcase_add_loop_test(
		tests, imports_decide_a_target_that_is_not_told, 0, (int)COUNT_OF(untold));
	tcase_add_loop_test(tests, program_flags_tell_the_cpu, 0, (int)COUNT_OF(cpus));
	tcase_add_test(tests, a_self_loading_program_shows_one_segment);
	tcase_add_loop_test(tests, lies_are_told, 0, (int)COUNT_OF(lies));
	tcase_add_test(tests, a_cut_header_keeps_kind_and_bits);
	suite_add_tcase(suite, tests);
	return suite;
}
