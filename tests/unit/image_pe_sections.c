/*
 * PE images whose headers and section tables are not what a linker writes, as packers make them:
 * what NT loads is read without a word, what it refuses is told, and what is read stays the same.
 */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_pe_sections(void);

enum {
	E_LFANEW = 0x3C,

	/* From the signature. */
	MACHINE = 4,
	NUMBER_OF_SECTIONS = 6,
	SIZE_OF_OPTIONAL_HEADER = 20,
	CHARACTERISTICS = 20, /* with the field in front of it */
	OPTIONAL = 24,
	MAGIC = OPTIONAL,
	LINKER = OPTIONAL + 2,
	IMAGE_BASE = OPTIONAL + 28,
	SECTION_ALIGNMENT = OPTIONAL + 32,
	FILE_ALIGNMENT = OPTIONAL + 36,
	SIZE_OF_IMAGE = OPTIONAL + 56,
	SIZE_OF_HEADERS = OPTIONAL + 60,
	SUBSYSTEM = OPTIONAL + 68,
	DIRECTORY_COUNT = OPTIONAL + 92,
	DIRECTORIES = OPTIONAL + 96,
	OPTIONAL_SIZE = 0xE0,
	SECTIONS = OPTIONAL + OPTIONAL_SIZE,

	/* Of a section. */
	ROW = 40,
	VIRTUAL_SIZE = 8,
	RVA = 12,
	RAW_SIZE = 16,
	RAW_POINTER = 20,

	/* The sections of the fixture here. */
	TEXT = 0,
	RDATA = 1,
	RSRC = 2,
	COUNT = 3,
	RDATA_RVA = 0x2000,
};

static const struct specimen_symbol symbols[] = {{.name = "CreateFileA"}, {.ordinal = 17}};
static const struct specimen_import imports[] = {
	{.module = "KERNEL32.dll", .symbols = symbols, .symbol_count = COUNT_OF(symbols)}};
static const struct specimen_version version = {.with_fixed = true, .file = {8, 50, 1, 2}};
static const struct specimen_image fixture = {.kind = SPECIMEN_PE32,
	.imports = imports,
	.import_count = COUNT_OF(imports),
	.version = &version};

static size_t build(struct image_case *c)
{
	*c = (struct image_case){0};
	fixture_image_build(&fixture, &c->bytes);
	return c->bytes.data[E_LFANEW];
}

static size_t row(size_t header, size_t section, size_t field)
{
	return header + SECTIONS + section * ROW + field;
}

static size_t get_u32(const struct image_case *c, size_t offset)
{
	const uint8_t *bytes = c->bytes.data + offset;

	return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 |
	       (size_t)bytes[3] << 24;
}

static void check_facts(const struct image *image)
{
	ck_assert_uint_eq(image->import_count, 1);
	ck_assert_str_eq(image->imports[0].module, "KERNEL32.dll");
	ck_assert(image->imports[0].symbols_known);
	ck_assert_uint_eq(image->imports[0].symbol_count, COUNT_OF(symbols));
	ck_assert_str_eq(image->imports[0].symbols[0].name, "CreateFileA");
	ck_assert_uint_eq(image->version.file[1], 50);
}

/* One field of the headers, and the problem that follows, if any. The facts stay. */
static const struct {
	size_t offset; /* from the signature */
	uint32_t value;
	const char *code;
	bool doubt;
} oddities[] = {
	{SIZE_OF_IMAGE, 0, "not-loadable", true},
	{SIZE_OF_IMAGE, 0xFFFFFFFF, NULL, false},
	{SIZE_OF_HEADERS, 0x10, NULL, false},
	{SIZE_OF_HEADERS, 0x1001, "overlap", true},
	{SIZE_OF_HEADERS, 0xFFFFFFFF, "overlap", true},
	{IMAGE_BASE, 0, NULL, false},
	{IMAGE_BASE, 0xFFFF0000, NULL, false},
	{IMAGE_BASE, 0x00401000, "not-loadable", true},
	{CHARACTERISTICS, 0x010000E0, "not-loadable", true},
	{FILE_ALIGNMENT, 0x300, "bad-alignment", true},
	{FILE_ALIGNMENT, 0, "bad-alignment", true},
	{FILE_ALIGNMENT, 0x2000, "bad-alignment", true},
	{FILE_ALIGNMENT, 0x10, NULL, false},
	{DIRECTORY_COUNT, 3, NULL, false},
	{DIRECTORY_COUNT, 0xFFFFFFFF, "directory-count", false},
	{SECTIONS + TEXT * ROW + RAW_POINTER, 0, NULL, false},
	{SECTIONS + TEXT * ROW + RAW_SIZE, 0, NULL, false},
	{SECTIONS + TEXT * ROW + RAW_SIZE, 0x7FFFFFFF, "truncated", true},
	{SECTIONS + TEXT * ROW + VIRTUAL_SIZE, 0, NULL, false},
	{SECTIONS + TEXT * ROW + VIRTUAL_SIZE, 0x1001, "overlap", true},
	{SECTIONS + TEXT * ROW + RVA, 0x0, "overlap", true},
	{SECTIONS + RSRC * ROW + VIRTUAL_SIZE, 0xFFFFFFFF, NULL, false},
};

START_TEST(the_facts_stay_the_same)
{
	struct image_case c;
	size_t header = build(&c);

	specimen_patch_u32(&c.bytes, header + oddities[_i].offset, oddities[_i].value);
	image_case_read(&c);
	check_facts(&c.image);
	if (oddities[_i].code)
		ck_assert(image_case_has_problem(&c.image, oddities[_i].code));
	else
		ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_int_eq(image_doubt(&c.image) != NULL, oddities[_i].doubt);
	image_case_free(&c);
}
END_TEST

/* Two sections made of the same bytes of the file. */
START_TEST(raw_data_may_overlap)
{
	struct image_case c;
	size_t header = build(&c);

	specimen_patch_u32(&c.bytes, row(header, TEXT, RAW_POINTER),
		get_u32(&c, row(header, RDATA, RAW_POINTER)));
	image_case_read(&c);
	check_facts(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(sections_stand_in_the_order_of_their_addresses)
{
	struct image_case c;
	size_t header = build(&c);
	uint8_t first[ROW];

	memcpy(first, c.bytes.data + row(header, TEXT, 0), ROW);
	memcpy(c.bytes.data + row(header, TEXT, 0), c.bytes.data + row(header, RDATA, 0), ROW);
	memcpy(c.bytes.data + row(header, RDATA, 0), first, ROW);
	image_case_read(&c);
	check_facts(&c.image);
	ck_assert(image_case_has_problem(&c.image, "gap"));
	image_case_free(&c);
}
END_TEST

/* EFI firmware puts each section where it says, and aligns as it likes. */
START_TEST(the_rules_of_nt_are_not_those_of_firmware)
{
	struct image_case c;
	size_t header = build(&c);

	specimen_patch_u16(&c.bytes, header + SUBSYSTEM, 10);
	specimen_patch_u32(&c.bytes, header + FILE_ALIGNMENT, 0x300);
	specimen_patch_u32(&c.bytes, row(header, TEXT, RVA), 0);
	image_case_read(&c);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_EFI);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* It copies raw data from the byte that the table says, also where NT would map the file as it is;
 * iPXE and Xen are linked so. */
START_TEST(firmware_loads_to_the_byte)
{
	enum { SHIFT = 0x34, CLOSE = 0x20 };

	for (size_t i = 0; i < 2; i++) {
		struct image_case c;
		size_t header = build(&c);
		size_t end = c.bytes.length;

		specimen_patch_u16(&c.bytes, header + SUBSYSTEM, 10);
		if (i) {
			specimen_patch_u32(&c.bytes, header + SECTION_ALIGNMENT, CLOSE);
			specimen_patch_u32(&c.bytes, header + FILE_ALIGNMENT, CLOSE);
		}
		specimen_put_zeros(&c.bytes, SHIFT);
		for (size_t section = RDATA; section < COUNT; section++) {
			size_t pointer = row(header, section, RAW_POINTER);

			specimen_patch_u32(&c.bytes, pointer, get_u32(&c, pointer) + SHIFT);
		}
		memmove(c.bytes.data + get_u32(&c, row(header, RDATA, RAW_POINTER)),
			c.bytes.data + get_u32(&c, row(header, RDATA, RAW_POINTER)) - SHIFT,
			end + SHIFT - get_u32(&c, row(header, RDATA, RAW_POINTER)));
		image_case_read(&c);
		ck_assert_uint_eq(c.image.import_count, 1);
		ck_assert_str_eq(c.image.imports[0].symbols[0].name, "CreateFileA");
		ck_assert_uint_eq(c.image.version.file[0], 8);
		ck_assert_uint_eq(c.image.problems.count, 0);
		image_case_free(&c);
	}
}
END_TEST

/* The section table begins where SizeOfOptionalHeader says, however large the header is. */
START_TEST(the_optional_header_may_be_longer)
{
	enum { LONGER = 0x20 };
	struct image_case c;
	size_t header = build(&c);
	uint8_t *table = c.bytes.data + header + SECTIONS;

	memmove(table + LONGER, table, (size_t)COUNT * ROW);
	memset(table, 0xFF, LONGER);
	specimen_patch_u16(
		&c.bytes, header + SIZE_OF_OPTIONAL_HEADER, (size_t)OPTIONAL_SIZE + LONGER);
	image_case_read(&c);
	check_facts(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* Shorter too: the fields are read where they are, and the table may lie over them. */
START_TEST(the_optional_header_may_be_shorter)
{
	enum { SHORTER = 0x28 };
	struct image_case c;
	size_t header = build(&c);
	uint8_t *table = c.bytes.data + header + SECTIONS;

	/* The section table begins in the last directories, which nothing needs. */
	memmove(table - SHORTER, table, (size_t)COUNT * ROW);
	specimen_patch_u32(&c.bytes, header + DIRECTORY_COUNT, 11);
	specimen_patch_u16(
		&c.bytes, header + SIZE_OF_OPTIONAL_HEADER, (size_t)OPTIONAL_SIZE - SHORTER);
	image_case_read(&c);
	check_facts(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(a_section_table_outside_the_file_is_told)
{
	struct image_case c;
	size_t header = build(&c);

	specimen_patch_u16(&c.bytes, header + SIZE_OF_OPTIONAL_HEADER, 0xFFFF);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32);
	ck_assert_str_eq(c.image.subsystem_name, "console");
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);
}
END_TEST

/* A directory behind the count is none, whatever stands there. */
START_TEST(directories_are_counted)
{
	struct image_case c;
	size_t header = build(&c);

	specimen_patch_u32(&c.bytes, header + DIRECTORY_COUNT, 1);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.import_count, 0);
	ck_assert(!c.image.version.present);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* Windows XP took 96 sections; later ones take more, and so do we. */
START_TEST(many_sections)
{
	enum { MANY = 200 };
	struct image_case c;
	size_t header = build(&c);
	uint8_t rows[COUNT * ROW];
	size_t table;

	memcpy(rows, c.bytes.data + row(header, TEXT, 0), sizeof(rows));
	specimen_put_zeros(&c.bytes, 0x10000 - c.bytes.length);
	table = c.bytes.length;
	specimen_put_raw(&c.bytes, rows, sizeof(rows));
	for (uint32_t i = 0; i < MANY; i++) {
		specimen_put_zeros(&c.bytes, VIRTUAL_SIZE);
		specimen_put_u32(&c.bytes, 0x1000);
		specimen_put_u32(&c.bytes, 0x4000 + i * 0x1000);
		specimen_put_zeros(&c.bytes, ROW - RAW_SIZE);
	}
	specimen_patch_u16(&c.bytes, header + NUMBER_OF_SECTIONS, MANY + COUNT);
	specimen_patch_u16(&c.bytes, header + SIZE_OF_OPTIONAL_HEADER, table - header - OPTIONAL);
	image_case_read(&c);
	check_facts(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(no_sections_at_all)
{
	struct image_case c;
	size_t header = build(&c);

	/* The module name of the import moves into the headers, where alone there are bytes. */
	specimen_patch_u16(&c.bytes, header + NUMBER_OF_SECTIONS, 0);
	specimen_patch_u32(&c.bytes, header + DIRECTORIES + 2 * 8, 0);
	specimen_patch_u32(&c.bytes, header + DIRECTORIES + 8, 0x1E0);
	specimen_patch_u32(&c.bytes, 0x1E0 + 12, 0x78);
	specimen_patch_u32(&c.bytes, 0x1E0 + 16, 0x800);
	image_case_read(&c);
	/* The table ends in the zeros behind SizeOfHeaders, and so do the thunks at 0x800. */
	ck_assert_uint_eq(c.image.import_count, 0);
	ck_assert(image_case_has_problem(&c.image, "empty-import"));
	ck_assert_uint_eq(c.image.problems.count, 1);
	image_case_free(&c);
}
END_TEST

/* The raw data ends with the last letter; the NUL is one of the zeros that fill the page. */
START_TEST(a_name_may_end_in_zeros_that_no_file_has)
{
	struct image_case c;
	size_t header = build(&c);
	size_t start = get_u32(&c, row(header, RDATA, RAW_POINTER));
	size_t size = get_u32(&c, row(header, RDATA, RAW_SIZE));

	while (!c.bytes.data[start + size - 1])
		size--;
	specimen_patch_u32(&c.bytes, row(header, RDATA, RAW_SIZE), size);
	image_case_read(&c);
	check_facts(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* Such a value is no lookup table to the loader: it reads the names from the address table. */
START_TEST(a_lookup_table_behind_the_image_is_none)
{
	struct image_case c;
	size_t header = build(&c);
	size_t imports_at = get_u32(&c, header + DIRECTORIES + 8) - RDATA_RVA +
			    get_u32(&c, row(header, RDATA, RAW_POINTER));

	specimen_patch_u32(&c.bytes, imports_at, 0x7FFF0000);
	image_case_read(&c);
	check_facts(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(a_section_behind_a_hole_is_refused)
{
	struct image_case c;
	size_t header = build(&c);

	for (size_t section = 0; section < COUNT; section++)
		specimen_patch_u32(&c.bytes, row(header, section, RVA), (section + 4) * 0x1000);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "gap"));
	ck_assert_ptr_nonnull(image_doubt(&c.image));
	image_case_free(&c);
}
END_TEST

/* Bytes behind VirtualSize are mapped to the end of the page, when the raw data goes on. */
START_TEST(names_may_lie_in_padding)
{
	struct image_case c;
	size_t header = build(&c);
	size_t descriptor = get_u32(&c, row(header, RDATA, RAW_POINTER)) +
			    get_u32(&c, header + DIRECTORIES + 8) - RDATA_RVA;
	size_t padding = get_u32(&c, row(header, RDATA, VIRTUAL_SIZE));

	memcpy(c.bytes.data + get_u32(&c, row(header, RDATA, RAW_POINTER)) + padding + 4, "PAD.DLL",
		8);
	specimen_patch_u32(&c.bytes, descriptor + 12, RDATA_RVA + padding + 4);
	image_case_read(&c);
	ck_assert_str_eq(c.image.imports[0].module, "PAD.DLL");
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* The sections of a ROM image are not mapped by pages, so that they may stand side by side. */
START_TEST(a_rom_image_has_no_pages)
{
	struct image_case c;
	size_t header = build(&c);

	specimen_patch_u16(&c.bytes, header + MAGIC, 0x107);
	specimen_patch_u32(&c.bytes, row(header, RDATA, RVA), 0x1100);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert(image_case_has_problem(&c.image, "rom-image"));
	ck_assert(c.image.linker_known && !c.image.subsystem_known);
	ck_assert_uint_eq(c.image.overlay.size, 0);
	ck_assert_str_eq(c.image.machine, "i386");
	image_case_free(&c);
}
END_TEST

Suite *suite_image_pe_sections(void)
{
	Suite *suite = suite_create("image pe sections");
	TCase *tests = tcase_create("pe sections");

	tcase_add_loop_test(tests, the_facts_stay_the_same, 0, (int)COUNT_OF(oddities));
	tcase_add_test(tests, raw_data_may_overlap);
	tcase_add_test(tests, sections_stand_in_the_order_of_their_addresses);
	tcase_add_test(tests, the_rules_of_nt_are_not_those_of_firmware);
	tcase_add_test(tests, firmware_loads_to_the_byte);
	tcase_add_test(tests, the_optional_header_may_be_longer);
	tcase_add_test(tests, the_optional_header_may_be_shorter);
	tcase_add_test(tests, a_section_table_outside_the_file_is_told);
	tcase_add_test(tests, directories_are_counted);
	tcase_add_test(tests, many_sections);
	tcase_add_test(tests, no_sections_at_all);
	tcase_add_test(tests, a_name_may_end_in_zeros_that_no_file_has);
	tcase_add_test(tests, a_lookup_table_behind_the_image_is_none);
	tcase_add_test(tests, a_section_behind_a_hole_is_refused);
	tcase_add_test(tests, names_may_lie_in_padding);
	tcase_add_test(tests, a_rom_image_has_no_pages);
	suite_add_tcase(suite, tests);
	return suite;
}
