/* The tables of a PE image that no program needs to run: hints, bound imports, the symbol file, the
 * .NET header. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_pe_tables(void);

enum {
	E_LFANEW = 0x3C,
	FILE_CHARACTERISTICS = 22, /* from the signature */
	DIRECTORIES = 24 + 96,     /* PE32 */
	DEBUG = DIRECTORIES + 6 * 8,
	BOUND = DIRECTORIES + 11 * 8,
	CLR = DIRECTORIES + 14 * 8,

	/* Of a fixture with tables in .rdata alone: file offset minus RVA, for the first page. */
	RDATA_RVA = 0x2000,
	SECTION_TABLE = 24 + 0xE0,
	SECTION_RAW_POINTER = 20,
	SECTION_SIZE = 40,
};

static size_t build(struct image_case *c, const struct specimen_image *fixture)
{
	*c = (struct image_case){0};
	fixture_image_build(fixture, &c->bytes);
	return (size_t)c->bytes.data[E_LFANEW] | (size_t)c->bytes.data[E_LFANEW + 1] << 8;
}

static size_t get_u32(const struct image_case *c, size_t offset)
{
	const uint8_t *bytes = c->bytes.data + offset;

	return (size_t)bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 |
	       (size_t)bytes[3] << 24;
}

/* The file offset of a table in .rdata, which is the second section. */
static size_t table_offset(const struct image_case *c, size_t header, size_t directory)
{
	size_t section = header + SECTION_TABLE + SECTION_SIZE;

	return get_u32(c, header + directory) - RDATA_RVA +
	       get_u32(c, section + SECTION_RAW_POINTER);
}

START_TEST(hints_are_those_of_names)
{
	const struct specimen_symbol symbols[] = {
		{.name = "First", .hint = 7}, {.ordinal = 9}, {.name = "Last", .hint = 0xFFFF}};
	const struct specimen_import imports[] = {
		{.module = "A.DLL", .symbols = symbols, .symbol_count = 3},
		{.module = "B.DLL", .delay = true, .symbols = symbols, .symbol_count = 3}};
	const struct specimen_image fixture = {.kind = _i ? SPECIMEN_PE32PLUS : SPECIMEN_PE32,
		.imports = imports,
		.import_count = COUNT_OF(imports)};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.import_count, COUNT_OF(imports));
	for (size_t i = 0; i < c.image.import_count; i++) {
		const struct image_symbol *read = c.image.imports[i].symbols;

		ck_assert_uint_eq(read[0].hint, 7);
		ck_assert_uint_eq(read[1].hint, 0);
		ck_assert_uint_eq(read[1].ordinal, 9);
		ck_assert_uint_eq(read[2].hint, 0xFFFF);
	}
	image_case_free(&c);
}
END_TEST

static const struct specimen_bound_import bound[] = {
	{.module = "KERNEL32.dll", .time_date_stamp = 0x3B7DFE0E},
	{.module = "NTDLL.DLL", .time_date_stamp = 0x3B7DE01B, .forwarded = true},
	{.module = "USER32.dll", .time_date_stamp = 0xFFFFFFFF},
};
static const struct specimen_image bound_image = {
	.kind = SPECIMEN_PE32, .bound_imports = bound, .bound_import_count = COUNT_OF(bound)};

START_TEST(bound_imports_are_read)
{
	struct image_case c;

	image_case_build(&c, &bound_image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.bound_import_count, COUNT_OF(bound));
	for (size_t i = 0; i < COUNT_OF(bound); i++) {
		const struct image_bound_import *read = &c.image.bound_imports[i];

		ck_assert_str_eq(read->module, bound[i].module);
		ck_assert_uint_eq(read->time_date_stamp, bound[i].time_date_stamp);
		ck_assert_int_eq(read->forwarded, bound[i].forwarded);
	}
	image_case_free(&c);
}
END_TEST

START_TEST(without_bound_imports_there_are_none)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32};
	struct image_case c;
	struct image image;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.bound_import_count, 0);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
	image_case_build(&c, &bound_image);
	image_read(&c.view, IMAGE_HEADERS, &c.arena, &image);
	ck_assert_uint_eq(image.bound_import_count, 0);
	image_case_free(&c);
}
END_TEST

static const struct {
	size_t offset; /* from the directory */
	uint16_t value;
	size_t left;
} bound_damage[] = {
	{4, 0xFFF0, 0}, /* a name outside the image */
	{4, 0, 0},      /* without a name the table ends, and that is no damage */
	{12, 0, 1},     /* but a forwarder must have one */
	{6, 0xFFFF, 3}, /* forwarders without end */
};

START_TEST(damaged_bound_imports)
{
	struct image_case c;
	size_t header = build(&c, &bound_image);
	size_t table = get_u32(&c, header + BOUND);

	specimen_patch_u16(&c.bytes, table + bound_damage[_i].offset, bound_damage[_i].value);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.bound_import_count, bound_damage[_i].left);
	ck_assert_int_eq(image_case_has_problem(&c.image, "bad-bound-import"), _i != 1);
	ck_assert_int_eq(image_doubt(&c.image) != NULL, _i != 1);
	image_case_free(&c);
}
END_TEST

START_TEST(a_bound_import_table_outside_the_image)
{
	struct image_case c;
	size_t header = build(&c, &bound_image);

	specimen_patch_u32(&c.bytes, header + BOUND, 0x7FFFFFF0);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "bad-bound-import"));
	ck_assert_ptr_nonnull(image_doubt(&c.image));
	image_case_free(&c);
}
END_TEST

static const enum specimen_kind pdb_kinds[] = {SPECIMEN_PE32, SPECIMEN_PE32PLUS, SPECIMEN_TE};

START_TEST(the_symbol_file_is_named)
{
	struct specimen_image fixture = {.kind = pdb_kinds[_i],
		.pdb = "C:\\build\\\xC3\xBC"
		       "ber.pdb"};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert(c.image.debug.present);
	ck_assert_str_eq(c.image.debug.pdb, fixture.pdb);
	ck_assert_str_eq(c.image.debug.guid, "00112233-4455-6677-8899-AABBCCDDEEFF");
	ck_assert_uint_eq(c.image.debug.age, 3);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);

	fixture.pdb_nb10 = true;
	image_case_build(&c, &fixture);
	ck_assert_str_eq(c.image.debug.pdb, fixture.pdb);
	ck_assert_str_eq(c.image.debug.guid, "3843BC40"); /* SPECIMEN_LINK_TIME */
	ck_assert_uint_eq(c.image.debug.age, 3);
	image_case_free(&c);

	fixture.pdb = NULL;
	image_case_build(&c, &fixture);
	ck_assert(!c.image.debug.present && !c.image.debug.pdb && !c.image.debug.guid);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct specimen_image pdb_image = {.kind = SPECIMEN_PE32, .pdb = "import.pdb"};

/* The record is found by its file offset, and by its address where that is missing. */
START_TEST(the_record_may_be_found_by_address)
{
	struct image_case c;
	size_t header = build(&c, &pdb_image);
	size_t entry = table_offset(&c, header, DEBUG);

	specimen_patch_u32(&c.bytes, entry + 24, 0);
	image_case_read(&c);
	ck_assert_str_eq(c.image.debug.pdb, "import.pdb");
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* Of several entries the first that names a file counts; others are not even looked at. */
START_TEST(the_entry_may_be_any_of_several)
{
	enum { ENTRY = 28 };
	struct image_case c;
	size_t header = build(&c, &pdb_image);
	size_t entry = table_offset(&c, header, DEBUG);
	uint8_t table[ENTRY];

	memcpy(table, c.bytes.data + entry, ENTRY);
	specimen_patch_u32(&c.bytes, entry + 24, get_u32(&c, entry + 24) + ENTRY);
	memmove(c.bytes.data + entry + 2 * ENTRY, c.bytes.data + entry + ENTRY, 64);
	memcpy(c.bytes.data + entry + ENTRY, c.bytes.data + entry, ENTRY);
	specimen_patch_u32(&c.bytes, entry + 12, 16); /* reproducible build */
	specimen_patch_u32(&c.bytes, entry + 24, 0x7FFFFFFF);
	specimen_patch_u32(&c.bytes, header + DEBUG + 4, 2 * ENTRY);
	image_case_read(&c);
	ck_assert_str_eq(c.image.debug.pdb, "import.pdb");
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct {
	size_t offset; /* from the entry */
	uint32_t value;
} debug_damage[] = {
	{16, 10},         /* a record that ends before the path */
	{16, 0x7FFFFFFF}, /* or behind the file */
	{16, 28},         /* or inside the path */
};

START_TEST(a_damaged_record_does_no_harm)
{
	struct image_case c;
	size_t header = build(&c, &pdb_image);

	specimen_patch_u32(&c.bytes, table_offset(&c, header, DEBUG) + debug_damage[_i].offset,
		debug_damage[_i].value);
	image_case_read(&c);
	ck_assert(!c.image.debug.present && !c.image.debug.pdb);
	ck_assert(image_case_has_problem(&c.image, "bad-debug"));
	ck_assert_ptr_null(image_doubt(&c.image));
	image_case_free(&c);
}
END_TEST

START_TEST(a_damaged_debug_directory_does_no_harm)
{
	struct image_case c;
	size_t header = build(&c, &pdb_image);

	specimen_patch_u32(&c.bytes, header + DEBUG + 4, 0x7FFFFFFF);
	image_case_read(&c);
	ck_assert_str_eq(c.image.debug.pdb, "import.pdb");
	ck_assert(image_case_has_problem(&c.image, "bad-debug"));
	arena_free(&c.arena);

	specimen_patch_u32(&c.bytes, header + DEBUG, 0x7FFFFFF0);
	image_case_read(&c);
	ck_assert(!c.image.debug.present);
	ck_assert(image_case_has_problem(&c.image, "bad-debug"));
	ck_assert_ptr_null(image_doubt(&c.image));
	image_case_free(&c);
}
END_TEST

/* Flags, header version, DLL or not, machine: and the word size under 32-bit and 64-bit Windows. */
static const struct {
	enum specimen_kind kind;
	uint16_t machine;
	bool dll;
	uint32_t flags;
	uint16_t minor;
	int on_32bit, on_64bit;
} word_sizes[] = {
	{SPECIMEN_PE32, 0, false, 0x1, 5, 32, 64},
	{SPECIMEN_PE32, 0, true, 0x1, 5, 32, 64},
	{SPECIMEN_PE32, 0, false, 0x3, 5, 32, 32},
	{SPECIMEN_PE32, 0, true, 0x3, 5, 32, 32},
	{SPECIMEN_PE32, 0, false, 0x20003, 5, 32, 32},
	{SPECIMEN_PE32, 0, true, 0x20003, 5, 32, 64},  /* a library takes its process */
	{SPECIMEN_PE32, 0, false, 0x20001, 5, 32, 64}, /* illegal, and no preference */
	{SPECIMEN_PE32, 0, false, 0x1, 0, 32, 32},     /* .NET 1.x */
	{SPECIMEN_PE32, 0, true, 0x1, 0, 32, 64},      /* whose libraries may be used */
	{SPECIMEN_PE32, 0, false, 0x10, 5, 32, 32},    /* mixed code */
	{SPECIMEN_PE32, 0, true, 0x10, 5, 32, 32},     /* mixed code */
	{SPECIMEN_PE32, 0x1C4, false, 0x1, 5, 32, 32}, /* Windows RT */
	{SPECIMEN_PE32, 0x184, false, 0x1, 5, 0, 0},   /* Alpha has no .NET */
	{SPECIMEN_PE32PLUS, 0, false, 0x1, 5, 0, 64},
	{SPECIMEN_PE32PLUS, 0xAA64, false, 0x10, 5, 0, 64},
	{SPECIMEN_PE32PLUS, 0x200, true, 0x1, 5, 0, 64},
};

START_TEST(the_clr_header_tells_the_word_size)
{
	const struct specimen_image fixture = {.kind = word_sizes[_i].kind,
		.machine = word_sizes[_i].machine,
		.dll = word_sizes[_i].dll,
		.clr_version = "v4.0.30319",
		.clr_flags = word_sizes[_i].flags};
	struct image_case c;
	size_t header = build(&c, &fixture);
	size_t plus = fixture.kind == SPECIMEN_PE32PLUS ? 16 : 0;
	size_t clr;

	header += plus;
	clr = table_offset(&c, header, CLR);
	specimen_patch_u16(&c.bytes, clr + 6, word_sizes[_i].minor);
	image_case_read(&c);
	ck_assert(c.image.clr.present);
	ck_assert_int_eq(c.image.clr.il_only, (word_sizes[_i].flags & 1) != 0);
	ck_assert_int_eq(c.image.clr.required_32bit, (word_sizes[_i].flags & 0x20002) == 0x2);
	ck_assert_int_eq(c.image.clr.preferred_32bit, (word_sizes[_i].flags & 0x20002) == 0x20002);
	ck_assert_uint_eq(c.image.clr.runtime_major, 2);
	ck_assert_uint_eq(c.image.clr.runtime_minor, word_sizes[_i].minor);
	ck_assert_str_eq(c.image.clr.metadata_version, "v4.0.30319");
	ck_assert_int_eq(c.image.clr.bits_on_32bit, word_sizes[_i].on_32bit);
	ck_assert_int_eq(c.image.clr.bits_on_64bit, word_sizes[_i].on_64bit);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct {
	size_t offset; /* from the .NET header */
	uint32_t value;
	const char *version;
} clr_damage[] = {
	{0, 40, "v2.0.50727"}, /* a header too short */
	{8, 0x7FFFFFF0, NULL}, /* metadata outside the image */
	{72, 0, NULL},         /* or without signature */
	{84, 256, NULL},       /* a version longer than the standard has it */
	{84, 255, "v2.0.50727"},
};

START_TEST(damaged_metadata_is_told)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .clr_version = "v2.0.50727"};
	struct image_case c;
	size_t header = build(&c, &fixture);

	specimen_patch_u32(&c.bytes, table_offset(&c, header, CLR) + clr_damage[_i].offset,
		clr_damage[_i].value);
	image_case_read(&c);
	ck_assert(c.image.clr.present && c.image.clr.il_only);
	if (clr_damage[_i].version)
		ck_assert_str_eq(c.image.clr.metadata_version, clr_damage[_i].version);
	else
		ck_assert_ptr_null(c.image.clr.metadata_version);
	ck_assert_int_eq(image_case_has_problem(&c.image, "bad-clr"), clr_damage[_i].value != 255);
	image_case_free(&c);
}
END_TEST

/* Half a header is none: the flags of what is no .NET program must not decide anything. */
START_TEST(a_clr_header_must_be_wholly_there)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .clr_version = "v2.0.50727"};
	struct image_case c;
	size_t header = build(&c, &fixture);

	specimen_patch_u32(&c.bytes, header + CLR, 0x21E0);
	image_case_read(&c);
	ck_assert(!c.image.clr.present);
	ck_assert_int_eq(c.image.clr.bits_on_64bit, 0);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	arena_free(&c.arena);

	specimen_patch_u32(&c.bytes, header + DIRECTORIES - 4, 14);
	image_case_read(&c);
	ck_assert(!c.image.clr.present);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_pe_tables(void)
{
	Suite *suite = suite_create("image pe tables");
	TCase *tests = tcase_create("pe tables");

	tcase_add_loop_test(tests, hints_are_those_of_names, 0, 2);
	tcase_add_test(tests, bound_imports_are_read);
	tcase_add_test(tests, without_bound_imports_there_are_none);
	tcase_add_loop_test(tests, damaged_bound_imports, 0, (int)COUNT_OF(bound_damage));
	tcase_add_test(tests, a_bound_import_table_outside_the_image);
	tcase_add_loop_test(tests, the_symbol_file_is_named, 0, (int)COUNT_OF(pdb_kinds));
	tcase_add_test(tests, the_record_may_be_found_by_address);
	tcase_add_test(tests, the_entry_may_be_any_of_several);
	tcase_add_loop_test(tests, a_damaged_record_does_no_harm, 0, (int)COUNT_OF(debug_damage));
	tcase_add_test(tests, a_damaged_debug_directory_does_no_harm);
	tcase_add_loop_test(
		tests, the_clr_header_tells_the_word_size, 0, (int)COUNT_OF(word_sizes));
	tcase_add_loop_test(tests, damaged_metadata_is_told, 0, (int)COUNT_OF(clr_damage));
	tcase_add_test(tests, a_clr_header_must_be_wholly_there);
	suite_add_tcase(suite, tests);
	return suite;
}
