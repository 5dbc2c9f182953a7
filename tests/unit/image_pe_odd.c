/* PE images no linker of today makes, by hand: everything in one page that is mapped as it is. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

Suite *suite_image_pe_odd(void);

enum {
	E_LFARLC = 0x18,
	E_LFANEW = 0x3C,
	PAGE = 0x1000,
	HEADER = 0x40,

	/* From the signature. */
	OPTIONAL = 24,
	IMAGE_BASE = OPTIONAL + 28,
	SECTION_ALIGNMENT = OPTIONAL + 32,
	FILE_ALIGNMENT = OPTIONAL + 36,
	SIZE_OF_IMAGE = OPTIONAL + 56,
	SIZE_OF_HEADERS = OPTIONAL + 60,
	DIRECTORY_COUNT = OPTIONAL + 92,
	DIRECTORIES = OPTIONAL + 96,

	TABLE = 0x400, /* RVA and file offset of the table under test */
	NAMES = 0x800,
	THUNKS = 0xA00,
};

static void put_directory(struct specimen_bytes *bytes, size_t index, uint32_t rva, uint32_t size)
{
	specimen_patch_u32(bytes, HEADER + DIRECTORIES + index * 8, rva);
	specimen_patch_u32(bytes, HEADER + DIRECTORIES + index * 8 + 4, size);
}

static void put_text(struct specimen_bytes *bytes, size_t offset, const char *text)
{
	memcpy(bytes->data + offset, text, strlen(text) + 1);
}

/* A PE32 header without sections, section alignment 16. */
static void put_header(struct image_case *c)
{
	*c = (struct image_case){0};
	specimen_put_zeros(&c->bytes, PAGE);
	put_text(&c->bytes, 0, "MZ");
	specimen_patch_u16(&c->bytes, E_LFARLC, 0x40);
	specimen_patch_u32(&c->bytes, E_LFANEW, HEADER);
	put_text(&c->bytes, HEADER, "PE");
	specimen_patch_u16(&c->bytes, HEADER + 4, 0x14C);
	specimen_patch_u16(&c->bytes, HEADER + 20, 0xE0);
	specimen_patch_u16(&c->bytes, HEADER + 22, 0x0102);
	specimen_patch_u16(&c->bytes, HEADER + OPTIONAL, 0x10B);
	specimen_patch_u32(&c->bytes, HEADER + IMAGE_BASE, 0x400000);
	specimen_patch_u32(&c->bytes, HEADER + SECTION_ALIGNMENT, 16);
	specimen_patch_u32(&c->bytes, HEADER + FILE_ALIGNMENT, 16);
	specimen_patch_u32(&c->bytes, HEADER + SIZE_OF_IMAGE, PAGE);
	specimen_patch_u32(&c->bytes, HEADER + SIZE_OF_HEADERS, 0x200);
	specimen_patch_u16(&c->bytes, HEADER + OPTIONAL + 68, 3);
	specimen_patch_u32(&c->bytes, HEADER + DIRECTORY_COUNT, 16);
	put_text(&c->bytes, NAMES, "OLD.DLL");
	put_text(&c->bytes, NAMES + 0x10 + 2, "Symbol");
}

static void put_import(struct image_case *c, uint32_t lookup, uint32_t stamp, uint32_t addresses)
{
	put_directory(&c->bytes, 1, TABLE, 40);
	specimen_patch_u32(&c->bytes, TABLE, lookup);
	specimen_patch_u32(&c->bytes, TABLE + 4, stamp);
	specimen_patch_u32(&c->bytes, TABLE + 12, NAMES);
	specimen_patch_u32(&c->bytes, TABLE + 16, addresses);
	specimen_patch_u32(&c->bytes, THUNKS, NAMES + 0x10);
	specimen_patch_u32(&c->bytes, THUNKS + 4, 0x80000009);
}

static const struct {
	uint32_t lookup, stamp;
	bool known;
	size_t count;
} lookups[] = {
	{THUNKS, 0, true, 2},
	{0, 0, true, 2},    /* no lookup table: the address table has the names */
	{0x10, 0, true, 2}, /* Borland's unset field points into the headers */
	{THUNKS, 1, true, 2},
	{0, 1, false, 0}, /* bound, and the names are gone */
	{PAGE - 4, 0, true, 0},
};

START_TEST(imports_by_lookup_or_address_table)
{
	const struct image_import *import;
	struct image_case c;

	put_header(&c);
	put_import(&c, lookups[_i].lookup, lookups[_i].stamp, THUNKS);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.import_count, 1);
	import = image_case_import(&c.image, "OLD.DLL");
	ck_assert_int_eq(import->symbols_known, lookups[_i].known);
	ck_assert_uint_eq(import->symbol_count, lookups[_i].count);
	if (import->symbol_count) {
		ck_assert_str_eq(import->symbols[0].name, "Symbol");
		ck_assert_uint_eq(import->symbols[1].ordinal, 9);
	}
	image_case_free(&c);
}
END_TEST

START_TEST(an_import_without_address_table_ends_them)
{
	struct image_case c;

	put_header(&c);
	put_import(&c, THUNKS, 0, 0);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.import_count, 0);
	ck_assert(image_case_has_problem(&c.image, "bad-import"));
	image_case_free(&c);
}
END_TEST

/* Addresses need the flag to be unset and an image base that 32 bits can reach; else they are RVAs.
 */
static const struct {
	uint32_t base;
	uint32_t counted_from;
	bool found;
} delay_bases[] = {
	{0x400000, 0x400000, true},
	{0x400000, 0, true}, /* a linker that forgot the flag */
	{0, 0, true},
	{0x10, 0x10, true},
	{0x7FFF0000, 0x7FFF0000, true},
	{0x400000, 0x500000, false},
};

START_TEST(delay_imports_count_from_the_image_base)
{
	uint32_t from = delay_bases[_i].counted_from;
	struct image_case c;

	put_header(&c);
	specimen_patch_u32(&c.bytes, HEADER + IMAGE_BASE, delay_bases[_i].base);
	put_directory(&c.bytes, 13, TABLE, 64);
	specimen_patch_u32(&c.bytes, TABLE + 4, from + NAMES);
	specimen_patch_u32(&c.bytes, TABLE + 16, from + THUNKS);
	specimen_patch_u32(&c.bytes, THUNKS, from + NAMES + 0x10);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.import_count, delay_bases[_i].found);
	if (delay_bases[_i].found)
		ck_assert_str_eq(c.image.imports[0].symbols[0].name, "Symbol");
	else
		ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	image_case_free(&c);
}
END_TEST

/* In PE32+ no address fits into the 32 bits of a descriptor, and a name pointer of 64 bits that
 * uses them leads nowhere. */
START_TEST(no_address_beyond_32_bits_is_followed)
{
	struct image_case c;

	put_header(&c);
	specimen_patch_u16(&c.bytes, HEADER + 4, 0x8664);
	specimen_patch_u16(&c.bytes, HEADER + OPTIONAL, 0x20B);
	specimen_patch_u32(&c.bytes, HEADER + IMAGE_BASE - 4, 0x40000000);
	specimen_patch_u32(&c.bytes, HEADER + IMAGE_BASE, 1);
	specimen_patch_u32(&c.bytes, HEADER + OPTIONAL + 108, 16);
	specimen_patch_u32(&c.bytes, HEADER + OPTIONAL + 112 + 13 * 8, TABLE);
	specimen_patch_u32(&c.bytes, TABLE + 4, NAMES);
	specimen_patch_u32(&c.bytes, TABLE + 16, THUNKS);
	specimen_patch_u32(&c.bytes, THUNKS, NAMES + 0x10);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.import_count, 1);
	ck_assert(c.image.imports[0].symbols_known);
	ck_assert_str_eq(c.image.imports[0].symbols[0].name, "Symbol");
	arena_free(&c.arena);

	specimen_patch_u32(&c.bytes, THUNKS + 4, 1);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.import_count, 1);
	ck_assert(!c.image.imports[0].symbols_known);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, 0);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	image_case_free(&c);
}
END_TEST

/* The last page of a file that is mapped as it is ends in zeros, unless the image goes on there. */
START_TEST(a_table_may_end_at_the_end_of_the_file)
{
	struct image_case c;

	put_header(&c);
	put_import(&c, 0, 0, THUNKS);
	c.bytes.length = THUNKS + 8; /* the table of thunks has no end of its own */
	image_case_read(&c);
	ck_assert_uint_eq(c.image.import_count, 1);
	ck_assert(c.image.imports[0].symbols_known);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, 2);
	ck_assert_uint_eq(c.image.problems.count, 0);
	arena_free(&c.arena);

	specimen_patch_u32(&c.bytes, HEADER + OPTIONAL + 56, PAGE + 1);
	image_case_read(&c);
	ck_assert(!c.image.imports[0].symbols_known);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	image_case_free(&c);
}
END_TEST

/* What is mapped belongs to the image, even when no section does. */
START_TEST(a_flat_image_reaches_as_far_as_it_says)
{
	struct image_case c;

	put_header(&c);
	specimen_patch_u32(&c.bytes, HEADER + SIZE_OF_IMAGE, 0x200);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.overlay.offset, 0x200);
	ck_assert_uint_eq(c.image.overlay.size, PAGE - 0x200);
	arena_free(&c.arena);

	specimen_patch_u32(&c.bytes, HEADER + SIZE_OF_IMAGE, PAGE - 16);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.overlay.offset, PAGE - 16);
	ck_assert_uint_eq(c.image.overlay.size, 16);
	image_case_free(&c);
}
END_TEST

/* A section whose raw data ends before the table: the rest is zero in memory, and a zero name ends
 * a table. */
START_TEST(a_table_may_end_in_zeros_that_no_file_has)
{
	enum { SECTION = HEADER + OPTIONAL + 0xE0, RVA = 0x1000 };
	struct image_case c;

	put_header(&c);
	specimen_patch_u16(&c.bytes, HEADER + 6, 1);
	specimen_patch_u32(&c.bytes, HEADER + SECTION_ALIGNMENT, 0x1000);
	specimen_patch_u32(&c.bytes, SECTION + 8, 0x1000);
	specimen_patch_u32(&c.bytes, SECTION + 12, RVA);
	specimen_patch_u32(&c.bytes, SECTION + 16, 20 + TABLE % 0x200);
	specimen_patch_u32(&c.bytes, SECTION + 20, TABLE);
	put_import(&c, 0, 0, RVA + 0x800);
	put_directory(&c.bytes, 1, RVA, 40);
	specimen_patch_u32(&c.bytes, TABLE + 12, 2); /* a name in the headers */
	c.bytes.data[2] = 'A';
	image_case_read(&c);
	/* The address table is zero as well. */
	ck_assert_uint_eq(c.image.import_count, 0);
	ck_assert(image_case_has_problem(&c.image, "empty-import"));
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert_ptr_null(image_doubt(&c.image));
	image_case_free(&c);
}
END_TEST

static void put_exports(struct image_case *c, uint32_t functions, uint32_t names)
{
	put_directory(&c->bytes, 0, TABLE, 40);
	specimen_patch_u32(&c->bytes, TABLE + 12, NAMES);
	specimen_patch_u32(&c->bytes, TABLE + 16, 1);
	specimen_patch_u32(&c->bytes, TABLE + 20, functions);
	specimen_patch_u32(&c->bytes, TABLE + 24, names);
	specimen_patch_u32(&c->bytes, TABLE + 28, THUNKS);
	specimen_patch_u32(&c->bytes, TABLE + 32, THUNKS + 0x100);
	specimen_patch_u32(&c->bytes, TABLE + 36, THUNKS + 0x200);
	specimen_patch_u32(&c->bytes, THUNKS, 0x900);
	specimen_patch_u32(&c->bytes, THUNKS + 0x100, NAMES + 0x12);
}

START_TEST(export_counts_are_checked)
{
	struct image_case c;

	put_header(&c);
	put_exports(&c, 1, 1);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.export_count, 1);
	ck_assert_str_eq(c.image.exports[0].name, "Symbol");
	ck_assert_uint_eq(c.image.problems.count, 0);
	arena_free(&c.arena);

	put_exports(&c, 0xFFFFFFFF, 0xFFFFFFFF);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "lying-count"));
	ck_assert_uint_lt(c.image.export_count, PAGE);
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

/* Names out of order, ordinals with holes, two names for one function. */
START_TEST(exports_need_no_order)
{
	static const uint16_t functions[] = {5, 0, 5};
	struct image_case c;

	put_header(&c);
	put_exports(&c, 6, 3);
	specimen_patch_u32(&c.bytes, TABLE + 16, 100);
	specimen_patch_u32(&c.bytes, THUNKS + 5 * 4, 0x908);
	for (size_t i = 0; i < 3; i++) {
		specimen_patch_u32(&c.bytes, THUNKS + 0x100 + i * 4, 0xD00 + 4 * (2 - i));
		specimen_patch_u16(&c.bytes, THUNKS + 0x200 + i * 2, functions[i]);
		c.bytes.data[0xD00 + 4 * i] = (uint8_t)('a' + i);
	}
	image_case_read(&c);
	ck_assert_uint_eq(c.image.export_count, 3);
	for (size_t i = 0; i < 3; i++) {
		const char name[] = {(char)('c' - (char)i), '\0'};

		ck_assert_str_eq(c.image.exports[i].name, name);
		ck_assert_uint_eq(c.image.exports[i].ordinal, 100U + functions[i]);
		ck_assert_ptr_null(c.image.exports[i].forwarder);
	}
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(names_without_functions_are_a_lie)
{
	struct image_case c;

	put_header(&c);
	put_exports(&c, 0, 1);
	image_case_read(&c);
	ck_assert(c.image.exports_read);
	ck_assert_uint_eq(c.image.export_count, 0);
	ck_assert(image_case_has_problem(&c.image, "lying-count"));
	image_case_free(&c);
}
END_TEST

/* The range of the directory alone makes a forwarder, as it does for the loader. */
START_TEST(a_directory_over_everything_makes_forwarders)
{
	struct image_case c;

	put_header(&c);
	put_exports(&c, 1, 1);
	put_directory(&c.bytes, 0, TABLE, 0xFFFFFFFF);
	put_text(&c.bytes, 0x900, "code");
	image_case_read(&c);
	ck_assert_uint_eq(c.image.export_count, 1);
	ck_assert_str_eq(c.image.exports[0].forwarder, "code");
	image_case_free(&c);
}
END_TEST

static void put_entry(struct image_case *c, size_t directory, uint32_t id, uint32_t target)
{
	specimen_patch_u16(&c->bytes, TABLE + directory + 14, 1);
	specimen_patch_u32(&c->bytes, TABLE + directory + 16, id);
	specimen_patch_u32(&c->bytes, TABLE + directory + 20, target);
}

START_TEST(resource_directories_do_not_loop)
{
	struct image_case c;

	put_header(&c);
	put_directory(&c.bytes, 2, TABLE, 0x100);
	put_entry(&c, 0, 16, 0x80000000);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "loop"));
	arena_free(&c.arena);

	put_entry(&c, 0, 16, 0x80000040);
	put_entry(&c, 0x40, 1, 0x80000040);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "loop"));
	arena_free(&c.arena);

	put_entry(&c, 0x40, 1, 0x80000080);
	put_entry(&c, 0x80, 0x409, 0x80000040);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "bad-resource"));
	ck_assert(!c.image.version.present);
	image_case_free(&c);
}
END_TEST

/* The smallest images known put the PE header inside the MZ header, where e_lfanew is also
 * SectionAlignment. */
START_TEST(the_header_may_begin_at_4)
{
	struct image_case c = {0};

	specimen_put_zeros(&c.bytes, 0x200);
	put_text(&c.bytes, 0, "MZ");
	put_text(&c.bytes, 4, "PE");
	specimen_patch_u16(&c.bytes, 4 + 4, 0x14C);
	specimen_patch_u16(&c.bytes, 4 + 20, 4);
	specimen_patch_u16(&c.bytes, 4 + OPTIONAL, 0x10B);
	specimen_patch_u32(&c.bytes, E_LFANEW, 4);
	specimen_patch_u16(&c.bytes, 4 + OPTIONAL + 68, 2);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32);
	ck_assert_str_eq(c.image.subsystem_name, "gui");
	ck_assert_uint_eq(c.image.signature_offset, 4);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_pe_odd(void)
{
	Suite *suite = suite_create("image pe odd");
	TCase *tests = tcase_create("pe odd");

	tcase_add_loop_test(tests, imports_by_lookup_or_address_table, 0,
		(int)(sizeof(lookups) / sizeof(lookups[0])));
	tcase_add_test(tests, an_import_without_address_table_ends_them);
	tcase_add_test(tests, a_table_may_end_in_zeros_that_no_file_has);
	tcase_add_loop_test(tests, delay_imports_count_from_the_image_base, 0,
		(int)(sizeof(delay_bases) / sizeof(delay_bases[0])));
	tcase_add_test(tests, no_address_beyond_32_bits_is_followed);
	tcase_add_test(tests, a_table_may_end_at_the_end_of_the_file);
	tcase_add_test(tests, a_flat_image_reaches_as_far_as_it_says);
	tcase_add_test(tests, export_counts_are_checked);
	tcase_add_test(tests, exports_need_no_order);
	tcase_add_test(tests, names_without_functions_are_a_lie);
	tcase_add_test(tests, a_directory_over_everything_makes_forwarders);
	tcase_add_test(tests, resource_directories_do_not_loop);
	tcase_add_test(tests, the_header_may_begin_at_4);
	suite_add_tcase(suite, tests);
	return suite;
}
