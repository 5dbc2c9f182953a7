/* LE and LX: VxDs, OS/2 programs, programs bound to a DOS extender. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_le(void);

enum {
	E_LFANEW = 0x3C,
	BYTE_ORDER_MARKS = 0x02,
	CPU_TYPE = 0x08,
	PAGE_COUNT = 0x14,
	MODULE_FLAGS = 0x10,
	HEADER_SIZE = 0xAC,
	OBJECT_TABLE = 0x40,
	OBJECT_PAGE_INDEX = 0x0C,
	PAGE_MAP = 0x48,
	NONRESIDENT_NAMES = 0x88,
	DEBUG_INFO = 0x98,
	DEVICE_ID = 0xC0,
	STUB_TEXT = 0x50,
};

static const struct specimen_import modules[] = {{.module = "DOSCALLS"}, {.module = "PMWIN"}};

static size_t header_of(const struct image_case *c)
{
	return c->bytes.data[E_LFANEW];
}

static uint32_t u32_at(const struct specimen_bytes *bytes, size_t offset)
{
	const uint8_t *at = bytes->data + offset;

	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Reads again what a test has changed. */
static void again(struct image_case *c)
{
	arena_free(&c->arena);
	image_case_read(c);
	image_case_check_sane(&c->image);
}

START_TEST(names_and_modules)
{
	struct image_case c;

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_LX,
				     .module_name = "CCMAIL",
				     .description = "cc:Mail for OS/2",
				     .imports = modules,
				     .import_count = 2});
	ck_assert_str_eq(c.image.module_name, "CCMAIL");
	ck_assert_str_eq(c.image.description, "cc:Mail for OS/2");
	ck_assert(c.image.imports_read);
	ck_assert_uint_eq(c.image.import_count, 2);
	ck_assert_str_eq(c.image.imports[1].module, "PMWIN");
	ck_assert(c.image.imports[1].symbols_known);
	ck_assert_uint_eq(c.image.imports[1].symbol_count, 0);
	ck_assert(c.image.exports_read);
	ck_assert_uint_eq(c.image.export_count, 0);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(a_vxd_has_a_version)
{
	static const struct specimen_string strings[] = {{"FileDescription", "A driver"}};
	static const struct specimen_version version = {
		.with_fixed = true, .file = {4, 0, 950, 1}, .strings = strings, .string_count = 1};
	struct image_case c;

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_LE, .version = &version});
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_WINDOWS386);
	ck_assert(c.image.version.fixed_present);
	ck_assert_uint_eq(c.image.version.file[0], 4);
	ck_assert_uint_eq(c.image.version.file[2], 950);
	ck_assert_str_eq(image_case_string(&c.image, "FileDescription"), "A driver");
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(a_vxd_has_a_device_id)
{
	const struct specimen_image fixture = {
		.kind = SPECIMEN_LE, .vxd_device_id = 0x0033, .vxd_ddk_version = 0x030A};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert(c.image.vxd.present);
	ck_assert_uint_eq(c.image.vxd.device_id, 0x0033);
	ck_assert_uint_eq(c.image.vxd.ddk_major, 3);
	ck_assert_uint_eq(c.image.vxd.ddk_minor, 10);
	ck_assert_uint_eq(c.image.export_count, 1);
	ck_assert_str_eq(c.image.exports[0].name, "SPECIMEN_DDB");
	ck_assert_uint_eq(c.image.exports[0].ordinal, 1);

	/* As it leaves the linker: the numbers stand in the descriptor block alone. */
	specimen_patch_u32(&c.bytes, header_of(&c) + DEVICE_ID, 0);
	again(&c);
	ck_assert(c.image.vxd.present);
	ck_assert_uint_eq(c.image.vxd.device_id, 0x0033);
	ck_assert_uint_eq(c.image.vxd.ddk_major, 3);
	ck_assert_uint_eq(c.image.vxd.ddk_minor, 10);

	/* The header's number comes first. */
	specimen_patch_u16(&c.bytes, header_of(&c) + DEVICE_ID, 0x7FE0);
	again(&c);
	ck_assert_uint_eq(c.image.vxd.device_id, 0x7FE0);
	ck_assert_uint_eq(c.image.vxd.ddk_major, 3);
	image_case_free(&c);
}
END_TEST

/* What stands behind the map may look like one more entry. */
START_TEST(the_map_ends_with_its_last_page)
{
	const struct specimen_image fixture = {
		.kind = SPECIMEN_LE, .vxd_device_id = 0x0033, .vxd_ddk_version = 0x030A};
	struct image_case c;
	size_t header, object, map;
	uint32_t count;

	image_case_build(&c, &fixture);
	header = header_of(&c);
	count = u32_at(&c.bytes, header + PAGE_COUNT);
	object = header + u32_at(&c.bytes, header + OBJECT_TABLE);
	map = header + u32_at(&c.bytes, header + PAGE_MAP);
	specimen_patch_u32(&c.bytes, header + DEVICE_ID, 0);
	specimen_patch_u32(&c.bytes, header + PAGE_MAP, c.bytes.length - header);
	for (uint32_t i = 0; i <= count; i++)
		specimen_put_u32(&c.bytes, u32_at(&c.bytes, map));

	specimen_patch_u32(&c.bytes, object + OBJECT_PAGE_INDEX, count);
	again(&c);
	ck_assert_uint_eq(c.image.vxd.device_id, 0x0033);
	specimen_patch_u32(&c.bytes, object + OBJECT_PAGE_INDEX, count + 1);
	again(&c);
	ck_assert_uint_eq(c.image.vxd.device_id, 0);
	specimen_patch_u32(&c.bytes, header + PAGE_COUNT, count + 1);
	again(&c);
	ck_assert_uint_eq(c.image.vxd.device_id, 0x0033);
	image_case_free(&c);
}
END_TEST

static const struct {
	enum specimen_kind kind;
	uint16_t cpu;
	int bits;
} processors[] = {
	{SPECIMEN_LX, 1, 16}, {SPECIMEN_LE, 1, 16}, {SPECIMEN_LX, 2, 32}, {SPECIMEN_LE, 4, 32},
	{SPECIMEN_LX, 0x77, 32}, /* not known */
};

START_TEST(the_processor_tells_the_bits)
{
	struct image_case c;

	image_case_build(&c, &(struct specimen_image){.kind = processors[_i].kind});
	specimen_patch_u16(&c.bytes, header_of(&c) + CPU_TYPE, processors[_i].cpu);
	again(&c);
	ck_assert_int_eq(c.image.bits, processors[_i].bits);
	image_case_free(&c);
}
END_TEST

START_TEST(a_header_without_the_fields_of_a_vxd)
{
	struct image_case c;

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_LE});
	specimen_patch_u32(&c.bytes, header_of(&c) + OBJECT_TABLE, HEADER_SIZE);
	again(&c);
	ck_assert(!c.image.vxd.present);
	image_case_free(&c);

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_LE, .target = 1});
	specimen_patch_u16(&c.bytes, header_of(&c) + DEVICE_ID, 0x7FE0);
	again(&c);
	ck_assert(!c.image.vxd.present);
	image_case_free(&c);
}
END_TEST

static const struct {
	uint32_t flags;
	bool dll;
} module_types[] = {
	{0x00000000, false}, /* program */
	{0x00000200, false},
	{0x00008000, true}, /* library */
	{0x00018000, true}, /* protected library */
	{0x00020000, true}, /* physical device driver */
	{0x00028000, true}, /* virtual device driver */
	{0x00038000, true}, /* the same, loaded on demand */
	{0x40080000, false},
};

START_TEST(drivers_and_libraries_are_no_programs)
{
	struct image_case c;

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_LX});
	specimen_patch_u32(&c.bytes, header_of(&c) + MODULE_FLAGS, module_types[_i].flags);
	again(&c);
	ck_assert_int_eq(c.image.dll, module_types[_i].dll);
	image_case_free(&c);
}
END_TEST

static const struct {
	enum specimen_kind kind;
	uint32_t code;
	enum image_target without, with;
} extended[] = {
	{SPECIMEN_LE, 1, IMAGE_TARGET_OS2, IMAGE_TARGET_DOS},
	{SPECIMEN_LE, SPECIMEN_TARGET_ZERO, IMAGE_TARGET_UNKNOWN, IMAGE_TARGET_DOS},
	{SPECIMEN_LE, 2, IMAGE_TARGET_WINDOWS, IMAGE_TARGET_DOS},
	{SPECIMEN_LE, 4, IMAGE_TARGET_WINDOWS386, IMAGE_TARGET_WINDOWS386},
	{SPECIMEN_LX, 1, IMAGE_TARGET_OS2, IMAGE_TARGET_OS2},
};

START_TEST(an_extender_in_the_stub_means_dos)
{
	struct image_case c;

	image_case_build(&c,
		&(struct specimen_image){.kind = extended[_i].kind, .target = extended[_i].code});
	ck_assert_int_eq(c.image.target, extended[_i].without);
	ck_assert_ptr_null(c.image.dos_extender);
	memcpy(c.bytes.data + STUB_TEXT, "DOS/4G", 6);
	again(&c);
	ck_assert_int_eq(c.image.target, extended[_i].with);
	if (extended[_i].code == 4)
		ck_assert_ptr_null(c.image.dos_extender);
	else
		ck_assert_str_eq(c.image.dos_extender, "DOS/4G");
	if (c.image.target != IMAGE_TARGET_UNKNOWN)
		ck_assert(!image_case_has_problem(&c.image, "unknown-target"));
	image_case_free(&c);
}
END_TEST

START_TEST(odd_fields_are_told)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_LX};
	struct image_case c = {0};
	size_t header;

	fixture_image_build(&fixture, &c.bytes);
	header = c.bytes.data[E_LFANEW];
	specimen_patch_u16(&c.bytes, header + CPU_TYPE, 0x99);
	image_case_read(&c);
	ck_assert_str_eq(c.image.machine, "0x0099");
	ck_assert(image_case_has_problem(&c.image, "unknown-machine"));
	ck_assert_uint_eq(c.image.machine_offset, header + CPU_TYPE);
	arena_free(&c.arena);

	specimen_patch_u16(&c.bytes, header + BYTE_ORDER_MARKS, 0x0101);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_LX);
	ck_assert(image_case_has_problem(&c.image, "byte-order"));
	image_case_free(&c);
}
END_TEST

static const struct specimen_version some_version = {.with_fixed = true, .file = {4, 0, 0, 0}};
static const struct specimen_image cuttable[] = {
	{.kind = SPECIMEN_LX, .imports = modules, .import_count = 2},
	{.kind = SPECIMEN_LE, .target = 1, .imports = modules, .import_count = 2},
	{.kind = SPECIMEN_LE, .version = &some_version},
};

START_TEST(a_cut_file_is_truncated)
{
	struct image_case c, cut;

	image_case_build(&c, &cuttable[_i]);
	ck_assert_uint_eq(c.image.problems.count, 0);
	for (size_t length = header_of(&c) + 2; length < c.bytes.length; length++) {
		image_case_bytes(&cut, c.bytes.data, length);
		ck_assert_int_eq(cut.image.kind, c.image.kind);
		ck_assert_msg(image_case_has_problem(&cut.image, "truncated"), "cut at %zu of %zu",
			length, c.bytes.length);
		image_case_free(&cut);
	}
	image_case_free(&c);
}
END_TEST

/* Where CodeView puts it: at the end, and counted from the start, of the file. */
START_TEST(debug_information_that_is_cut_off)
{
	struct image_case c;

	image_case_build(&c, &cuttable[0]);
	specimen_patch_u32(&c.bytes, header_of(&c) + DEBUG_INFO, c.bytes.length);
	specimen_patch_u32(&c.bytes, header_of(&c) + DEBUG_INFO + 4, 8);
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	specimen_put_text(&c.bytes, "NB04NB04");
	again(&c);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* The description in the table of non-resident names, with this ordinal in place of 0. */
static void number_description(struct image_case *c, uint16_t ordinal)
{
	size_t at = u32_at(&c->bytes, header_of(c) + NONRESIDENT_NAMES);

	specimen_patch_u16(&c->bytes, at + 1 + c->bytes.data[at], ordinal);
	again(c);
}

static const struct specimen_export described[] = {{.name = "OPEN", .ordinal = 1}};

START_TEST(a_first_name_with_an_ordinal_is_no_description)
{
	struct specimen_image fixture = {.kind = _i ? SPECIMEN_LE : SPECIMEN_LX,
		.target = 1,
		.dll = true,
		.description = "READ",
		.exports = described,
		.export_count = 1};
	struct image_case c;
	size_t named = 0;

	image_case_build(&c, &fixture);
	ck_assert_str_eq(c.image.description, "READ");
	ck_assert_uint_eq(c.image.export_count, 1);
	number_description(&c, 1);
	ck_assert_ptr_null(c.image.description);
	ck_assert_uint_eq(c.image.export_count, 2);
	for (size_t i = 0; i < c.image.export_count; i++) {
		ck_assert_uint_eq(c.image.exports[i].ordinal, 1);
		named += strcmp(c.image.exports[i].name, "READ") == 0;
	}
	ck_assert_uint_eq(named, 1);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(ordinal_0_is_no_export)
{
	struct image_case c;
	size_t at;

	image_case_build(&c,
		&(struct specimen_image){
			.kind = SPECIMEN_LX, .dll = true, .exports = described, .export_count = 1});
	at = 0;
	while (memcmp(c.bytes.data + at, "\4OPEN\1", 6) != 0)
		at++;
	specimen_patch_u16(&c.bytes, at + 5, 0);
	again(&c);
	ck_assert_uint_eq(c.image.export_count, 1);
	ck_assert_ptr_null(c.image.exports[0].name);
	ck_assert_uint_eq(c.image.exports[0].ordinal, 1);
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert_str_eq(c.image.problems.items[0].code, "bad-export");
	ck_assert_uint_eq(c.image.problems.items[0].offset, at);
	image_case_free(&c);
}
END_TEST

START_TEST(titles_are_read_without_exports)
{
	struct image_case c;

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_LX,
				     .module_name = "MAIL",
				     .description = "READ",
				     .exports = described,
				     .export_count = 1});
	arena_free(&c.arena);
	image_read(&c.view, IMAGE_HEADERS, &c.arena, &c.image);
	ck_assert_str_eq(c.image.module_name, "MAIL");
	ck_assert_str_eq(c.image.description, "READ");
	ck_assert(!c.image.exports_read);
	ck_assert_uint_eq(c.image.export_count, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_le(void)
{
	Suite *suite = suite_create("image le");
	TCase *tests = tcase_create("le");

	tcase_add_test(tests, names_and_modules);
	tcase_add_test(tests, a_vxd_has_a_version);
	tcase_add_test(tests, a_vxd_has_a_device_id);
	tcase_add_test(tests, the_map_ends_with_its_last_page);
	tcase_add_loop_test(tests, the_processor_tells_the_bits, 0, (int)COUNT_OF(processors));
	tcase_add_loop_test(tests, a_first_name_with_an_ordinal_is_no_description, 0, 2);
	tcase_add_test(tests, ordinal_0_is_no_export);
	tcase_add_test(tests, titles_are_read_without_exports);
	tcase_add_test(tests, a_header_without_the_fields_of_a_vxd);
	tcase_add_loop_test(
		tests, drivers_and_libraries_are_no_programs, 0, (int)COUNT_OF(module_types));
	tcase_add_loop_test(tests, an_extender_in_the_stub_means_dos, 0, (int)COUNT_OF(extended));
	tcase_add_test(tests, odd_fields_are_told);
	tcase_add_loop_test(tests, a_cut_file_is_truncated, 0, (int)COUNT_OF(cuttable));
	tcase_add_test(tests, debug_information_that_is_cut_off);
	suite_add_tcase(suite, tests);
	return suite;
}
