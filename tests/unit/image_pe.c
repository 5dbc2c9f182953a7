/* PE images as a linker makes them: headers, imports, exports, version, and headers that lie. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_pe(void);

enum {
	E_LFANEW = 0x3C,

	/* From the signature. */
	MACHINE = 4,
	SIZE_OF_OPTIONAL_HEADER = 20,
	MAGIC = 24,
	SUBSYSTEM = MAGIC + 68,
	NUMBER_OF_RVA_AND_SIZES = MAGIC + 92,
	DIRECTORIES = MAGIC + 96, /* PE32 */
	SECTION_TABLE = MAGIC + 0xE0,

	SECTION_SIZE = 40,
	SECTION_VIRTUAL_SIZE = 8,
	SECTION_RVA = 12,
	SECTION_RAW_SIZE = 16,
	SECTION_RAW_POINTER = 20,
	SECTION_COUNT = 4, /* in the fixtures with a version resource */
};

static const struct specimen_symbol kernel_symbols[] = {
	{.name = "CreateFileA"}, {.ordinal = 17}, {.name = "CloseHandle"}};
static const struct specimen_symbol shell_symbols[] = {{.name = "ShellExecuteA"}, {.ordinal = 3}};
static const struct specimen_import imports[] = {
	{.module = "KERNEL32.dll", .symbols = kernel_symbols, .symbol_count = 3},
	{.module = "SHELL32.dll", .delay = true, .symbols = shell_symbols, .symbol_count = 2},
};
static const struct specimen_export exports[] = {
	{.name = "ImportMail", .ordinal = 3},
	{.name = "HeapTake", .forwarder = "NTDLL.RtlAllocateHeap"},
	{.name = "ByNumber", .forwarder = "VIM.#12"},
	{.ordinal = 40},
};
static const struct specimen_string strings[] = {
	{"CompanyName", "Lotus"},
	{"FileDescription", "cc:Mail \xE2\x82\xAC Import"},
	{"FileVersion", "8.5"},
};
static const struct specimen_version version = {
	.with_fixed = true,
	.file = {8, 50, 1, 2},
	.product = {8, 51, 0, 0},
	.strings = strings,
	.string_count = COUNT_OF(strings),
};

static struct specimen_image rich(enum specimen_kind kind)
{
	return (struct specimen_image){
		.kind = kind,
		.dll = true,
		.module_name = "IMPORT.dll",
		.linker = {6, 20},
		.expected = {4, 10},
		.imports = imports,
		.import_count = COUNT_OF(imports),
		.exports = exports,
		.export_count = COUNT_OF(exports),
		.version = &version,
	};
}

static size_t build(struct image_case *c, enum specimen_kind kind)
{
	struct specimen_image fixture = rich(kind);

	*c = (struct image_case){0};
	fixture_image_build(&fixture, &c->bytes);
	return (size_t)c->bytes.data[E_LFANEW] | (size_t)c->bytes.data[E_LFANEW + 1] << 8;
}

static void check_version(const struct image *image)
{
	ck_assert(image->version.fixed_present);
	ck_assert_uint_eq(image->version.file[0], 8);
	ck_assert_uint_eq(image->version.file[1], 50);
	ck_assert_uint_eq(image->version.file[3], 2);
	ck_assert_uint_eq(image->version.product[1], 51);
	ck_assert_uint_eq(image->version.string_count, 3);
	ck_assert_str_eq(image_case_string(image, "CompanyName"), "Lotus");
	ck_assert_str_eq(image->description, "cc:Mail \xE2\x82\xAC Import");
}

static void check_tables(const struct image *image)
{
	const struct image_import *import = image_case_import(image, "KERNEL32.dll");

	ck_assert(import->symbols_known && !import->delay);
	ck_assert_uint_eq(import->symbol_count, 3);
	ck_assert_str_eq(import->symbols[0].name, "CreateFileA");
	ck_assert_ptr_null(import->symbols[1].name);
	ck_assert_uint_eq(import->symbols[1].ordinal, 17);
	import = image_case_import(image, "SHELL32.dll");
	ck_assert(import->symbols_known && import->delay);
	ck_assert_uint_eq(import->symbol_count, 2);
	ck_assert_str_eq(import->symbols[0].name, "ShellExecuteA");
	ck_assert_uint_eq(import->symbols[1].ordinal, 3);

	ck_assert_str_eq(image->module_name, "IMPORT.dll");
	ck_assert_uint_eq(image->export_count, 4);
	for (size_t i = 0; i < image->export_count; i++) {
		const struct image_export *export = &image->exports[i];

		if (!export->name)
			ck_assert_uint_eq(export->ordinal, 40);
		else if (strcmp(export->name, "ImportMail") == 0)
			ck_assert(export->ordinal == 3 && !export->forwarder);
		else if (strcmp(export->name, "HeapTake") == 0)
			ck_assert_str_eq(export->forwarder, "NTDLL.RtlAllocateHeap");
		else
			ck_assert_str_eq(export->forwarder, "VIM.#12");
	}
}

START_TEST(everything_is_read)
{
	struct image_case c;
	size_t header = build(&c, _i ? SPECIMEN_PE32PLUS : SPECIMEN_PE32);

	image_case_read(&c);
	ck_assert_int_eq(c.image.bits, _i ? 64 : 32);
	ck_assert(c.image.dll);
	ck_assert_str_eq(c.image.subsystem_name, "console");
	ck_assert(c.image.linker_known);
	ck_assert_uint_eq(c.image.linker_major, 6);
	ck_assert_uint_eq(c.image.linker_minor, 20);
	ck_assert_uint_eq(c.image.expected_windows_major, 4);
	ck_assert_uint_eq(c.image.expected_windows_minor, 10);
	ck_assert_uint_eq(c.image.signature_offset, header);
	ck_assert_uint_eq(c.image.machine_offset, header + MACHINE);
	ck_assert(!c.image.clr.present && !c.image.has_signature);
	check_version(&c.image);
	check_tables(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(only_what_is_wanted_is_read)
{
	struct image_case c;
	struct image image;

	build(&c, SPECIMEN_PE32);
	image_case_read(&c);
	image_read(&c.view, IMAGE_HEADERS, &c.arena, &image);
	ck_assert_int_eq(image.kind, IMAGE_PE32);
	ck_assert(!image.version.present && !image.imports_read && !image.exports_read);
	ck_assert_uint_eq(image.import_count + image.export_count, 0);
	image_case_free(&c);
}
END_TEST

/* What the NT loader does not mind must not change what is read. */
START_TEST(the_loader_s_habits)
{
	struct image_case c;
	size_t header = build(&c, SPECIMEN_PE32);

	for (size_t i = 0; i < SECTION_COUNT; i++) {
		size_t section = header + SECTION_TABLE + i * SECTION_SIZE;

		specimen_patch_u32(&c.bytes, section + SECTION_VIRTUAL_SIZE, 0);
		c.bytes.data[section + SECTION_RAW_POINTER] |= 0x10;
	}
	specimen_patch_u32(&c.bytes, header + NUMBER_OF_RVA_AND_SIZES, 0x7FFFFFFF);
	image_case_read(&c);
	check_version(&c.image);
	check_tables(&c.image);
	ck_assert(image_case_has_problem(&c.image, "directory-count"));
	image_case_free(&c);
}
END_TEST

static const struct {
	uint16_t magic;
	enum image_kind kind;
	const char *code;
} magics[] = {
	{0x10B, IMAGE_PE32, NULL},
	{0x000, IMAGE_PE32, "win32s-image"},
	{0x107, IMAGE_PE32, "rom-image"},
	{0x20B, IMAGE_PE32PLUS, "mismatch"},
	{0x123, IMAGE_PE32, "unknown-magic"},
};

START_TEST(the_magic_number_decides)
{
	struct image_case c;
	size_t header = build(&c, SPECIMEN_PE32);

	specimen_patch_u16(&c.bytes, header + MAGIC, magics[_i].magic);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, magics[_i].kind);
	if (magics[_i].code)
		ck_assert(image_case_has_problem(&c.image, magics[_i].code));
	else
		ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(without_optional_header_the_machine_decides)
{
	struct image_case c;
	size_t header = build(&c, SPECIMEN_PE32PLUS);

	specimen_patch_u16(&c.bytes, header + SIZE_OF_OPTIONAL_HEADER, 0);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32PLUS);
	ck_assert(!c.image.subsystem_known && !c.image.linker_known);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_UNKNOWN);
	ck_assert(image_case_has_problem(&c.image, "unknown-magic"));
	arena_free(&c.arena);

	specimen_patch_u16(&c.bytes, header + MACHINE, 0x7777);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert(image_case_has_problem(&c.image, "unknown-magic"));
	image_case_free(&c);
}
END_TEST

/* A header cut before the magic number does not say how wide the image is. */
START_TEST(a_cut_header_is_no_pe)
{
	struct image_case c;
	size_t header = build(&c, SPECIMEN_PE32);

	c.bytes.length = header + MAGIC + 1;
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	arena_free(&c.arena);

	c.bytes.length = header + MAGIC + 2;
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_UNKNOWN);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);
}
END_TEST

START_TEST(an_unknown_subsystem_is_told_by_number)
{
	struct image_case c;
	size_t header = build(&c, SPECIMEN_PE32);

	specimen_patch_u16(&c.bytes, header + SUBSYSTEM, 0x99);
	image_case_read(&c);
	ck_assert_str_eq(c.image.subsystem_name, "0x0099");
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_UNKNOWN);
	image_case_free(&c);
}
END_TEST

static const struct {
	size_t offset; /* from the signature */
	uint32_t value;
	const char *code;
} lies[] = {
	{SECTION_TABLE + SECTION_RAW_SIZE, 0x7FFFFFFF, "truncated"},
	{SECTION_TABLE + SECTION_SIZE + SECTION_RVA, 0x1000, "overlap"},
	{DIRECTORIES, 0x7FFFFFF0, "out-of-bounds"},
	{DIRECTORIES + 8, 0x7FFFFFF0, "out-of-bounds"},
	{DIRECTORIES + 2 * 8, 0x7FFFFFF0, "out-of-bounds"},
	{DIRECTORIES + 13 * 8, 0x7FFFFFF0, "out-of-bounds"},
	{DIRECTORIES + 14 * 8, 0x7FFFFFF0, "out-of-bounds"},
};

START_TEST(lies_are_told)
{
	struct image_case c;
	size_t header = build(&c, SPECIMEN_PE32);

	specimen_patch_u32(&c.bytes, header + lies[_i].offset, lies[_i].value);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32);
	ck_assert(image_case_has_problem(&c.image, lies[_i].code));
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_pe(void)
{
	Suite *suite = suite_create("image pe");
	TCase *tests = tcase_create("pe");

	tcase_add_loop_test(tests, everything_is_read, 0, 2);
	tcase_add_test(tests, only_what_is_wanted_is_read);
	tcase_add_test(tests, the_loader_s_habits);
	tcase_add_loop_test(tests, the_magic_number_decides, 0, (int)COUNT_OF(magics));
	tcase_add_test(tests, without_optional_header_the_machine_decides);
	tcase_add_test(tests, a_cut_header_is_no_pe);
	tcase_add_test(tests, an_unknown_subsystem_is_told_by_number);
	tcase_add_loop_test(tests, lies_are_told, 0, (int)COUNT_OF(lies));
	suite_add_tcase(suite, tests);
	return suite;
}
