/* What LE and LX images use of other modules and offer to them. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_le_symbols(void);

enum {
	E_LFANEW = 0x3C,
	MODULE_FLAGS = 0x10,
	PAGE_COUNT = 0x14,
	RESIDENT_NAMES = 0x58,
	ENTRY_TABLE = 0x5C,
	FIXUP_PAGE_TABLE = 0x68,
	FIXUP_RECORDS = 0x6C,
};

static const struct specimen_symbol os2_symbols[] = {{.ordinal = 273}, {.name = "DosSetPriority"},
	{.ordinal = 7}, {.ordinal = 70000}, {.ordinal = 273}};
static const struct specimen_symbol mail_symbols[] = {{.name = "VIMOpenSession"}, {.ordinal = 273}};
static const struct specimen_import imports[] = {
	{.module = "DOSCALLS", .symbols = os2_symbols, .symbol_count = COUNT_OF(os2_symbols)},
	{.module = "VIM", .symbols = mail_symbols, .symbol_count = COUNT_OF(mail_symbols)},
};

static const struct specimen_image linear[] = {
	{.kind = SPECIMEN_LX, .imports = imports, .import_count = 2},
	{.kind = SPECIMEN_LE, .target = 1, .imports = imports, .import_count = 2},
	{.kind = SPECIMEN_LE, .imports = imports, .import_count = 2},
};

static size_t header_of(const struct image_case *c)
{
	return c->bytes.data[E_LFANEW];
}

static size_t field(const struct image_case *c, size_t offset)
{
	const uint8_t *at = c->bytes.data + header_of(c) + offset;

	return header_of(c) + (at[0] | (size_t)at[1] << 8);
}

static void again(struct image_case *c)
{
	arena_free(&c->arena);
	image_case_read(c);
	image_case_check_sane(&c->image);
}

static void check_ordinal(const struct image_import *import, size_t index, uint32_t ordinal)
{
	ck_assert_uint_lt(index, import->symbol_count);
	ck_assert_ptr_null(import->symbols[index].name);
	ck_assert_uint_eq(import->symbols[index].ordinal, ordinal);
}

static void check_name(const struct image_import *import, size_t index, const char *name)
{
	ck_assert_uint_lt(index, import->symbol_count);
	ck_assert_pstr_eq(import->symbols[index].name, name);
}

START_TEST(symbols_by_name_and_ordinal)
{
	const struct image_import *os2, *mail;
	struct image_case c;

	image_case_build(&c, &linear[_i]);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.import_count, 2);
	os2 = image_case_import(&c.image, "DOSCALLS");
	ck_assert(os2->symbols_known);
	ck_assert_uint_eq(os2->symbol_count, 4);
	check_ordinal(os2, 0, 273);
	check_name(os2, 1, "DosSetPriority");
	check_ordinal(os2, 2, 7);
	check_ordinal(os2, 3, 70000);
	mail = image_case_import(&c.image, "VIM");
	ck_assert(mail->symbols_known);
	ck_assert_uint_eq(mail->symbol_count, 2);
	check_name(mail, 0, "VIMOpenSession");
	check_ordinal(mail, 1, 273);
	image_case_free(&c);
}
END_TEST

/* Puts pages of records behind the file and lets the header lead there; ends holds, for each page,
 * how many bytes of records there are up to its end. */
static void put_records(struct image_case *c, const uint8_t *records, size_t length,
	const uint32_t *ends, size_t pages)
{
	size_t header;

	image_case_build(c, &linear[0]);
	header = header_of(c);
	specimen_patch_u32(&c->bytes, header + PAGE_COUNT, pages);
	specimen_patch_u32(&c->bytes, header + FIXUP_PAGE_TABLE, c->bytes.length - header);
	specimen_put_u32(&c->bytes, 0);
	for (size_t i = 0; i < pages; i++)
		specimen_put_u32(&c->bytes, ends[i]);
	specimen_patch_u32(&c->bytes, header + FIXUP_RECORDS, c->bytes.length - header);
	specimen_put_raw(&c->bytes, records, length);
	again(c);
}

/* Every form that the flags of a record allow. The name at offset 1 is the first one used. */
START_TEST(every_form_of_record)
{
	static const uint8_t records[] = {
		/* object 1, offset 0010; and as selector, without offset; and with 32 bits */
		0x07, 0x00, 0x00, 0x00, 0x01, 0x10, 0x00,             /**/
		0x02, 0x00, 0x04, 0x00, 0x01,                         /**/
		0x07, 0x10, 0x08, 0x00, 0x01, 0x10, 0x00, 0x00, 0x00, /**/
		/* chained; object number of 16 bits */
		0x07, 0x08, 0x00, 0x00, 0x01, 0x10, 0x00,       /**/
		0x07, 0x40, 0x00, 0x00, 0x01, 0x00, 0x10, 0x00, /**/
		/* entry 3, plus 2; and plus 00000002 from three places */
		0x07, 0x07, 0x00, 0x00, 0x03, 0x02, 0x00,                         /**/
		0x27, 0x27, 0x03, 0x03, 0x02, 0x00, 0x00, 0x00, 0, 0, 4, 0, 8, 0, /**/
		/* ordinals of module 1: 8, 16 and 32 bits */
		0x08, 0x81, 0x00, 0x00, 0x01, 0x05,                   /**/
		0x08, 0x01, 0x00, 0x00, 0x01, 0x06, 0x01,             /**/
		0x08, 0x11, 0x00, 0x00, 0x01, 0x07, 0x00, 0x01, 0x80, /**/
		/* module of 16 bits; an alias; plus a word; plus a dword, from two places */
		0x13, 0x41, 0x00, 0x00, 0x02, 0x00, 0x08, 0x00,                               /**/
		0x05, 0x05, 0x00, 0x00, 0x02, 0x09, 0x00, 0xFF, 0xFF,                         /**/
		0x26, 0xA5, 0x02, 0x02, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x04, 0x00, /**/
		/* from no place at all */
		0x20, 0x81, 0x00, 0x02, 0x0B, /**/
		/* names: offset of 16 and of 32 bits, the same name of both modules */
		0x07, 0x02, 0x00, 0x00, 0x01, 0x01, 0x00,             /**/
		0x07, 0x12, 0x00, 0x00, 0x02, 0x01, 0x00, 0x00, 0x00, /**/
		/* again */
		0x07, 0x56, 0x00, 0x00, 0x02, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, /**/
	};
	const uint32_t ends[] = {sizeof(records)};
	const struct image_import *os2, *mail;
	struct image_case c;

	put_records(&c, records, sizeof(records), ends, 1);
	ck_assert_uint_eq(c.image.problems.count, 0);
	os2 = image_case_import(&c.image, "DOSCALLS");
	ck_assert(os2->symbols_known);
	ck_assert_uint_eq(os2->symbol_count, 4);
	check_ordinal(os2, 0, 5);
	check_ordinal(os2, 1, 0x0106);
	check_ordinal(os2, 2, 0x80010007);
	check_name(os2, 3, "DosSetPriority");
	mail = image_case_import(&c.image, "VIM");
	ck_assert_uint_eq(mail->symbol_count, 5);
	check_ordinal(mail, 0, 8);
	check_ordinal(mail, 1, 9);
	check_ordinal(mail, 2, 10);
	check_ordinal(mail, 3, 11);
	check_name(mail, 4, "DosSetPriority");
	image_case_free(&c);
}
END_TEST

/* One damaged record between two good ones, each on a page of its own. */
static const struct {
	const char *name;
	uint8_t record[8];
	uint8_t length;
	const char *code;
} damaged[] = {
	{"source type 1", {0x01, 0x81, 0, 0, 1, 5}, 6, "bad-fixup"},
	{"source type 15", {0x0F, 0x81, 0, 0, 1, 5}, 6, "bad-fixup"},
	{"longer than its page", {0x07, 0x85, 0, 0, 1, 5, 0}, 7, "bad-fixup"},
	{"a list longer than its page", {0x27, 0x81, 9, 1, 5}, 5, "bad-fixup"},
	{"half a record", {0x07, 0x81}, 2, "bad-fixup"},
	{"module 0", {0x07, 0x81, 0, 0, 0, 5}, 6, "out-of-bounds"},
	{"module 3 of 2", {0x07, 0x81, 0, 0, 3, 5}, 6, "out-of-bounds"},
	{"a name outside the file", {0x07, 0x02, 0, 0, 1, 0xFF, 0xFF}, 7, "out-of-bounds"},
};

START_TEST(a_damaged_record)
{
	static const uint8_t good[] = {0x07, 0x81, 0x00, 0x00, 0x01, 0x2A};
	uint8_t records[32];
	uint32_t ends[3];
	const struct image_import *os2;
	struct image_case c;

	memcpy(records, good, sizeof(good));
	memcpy(records + sizeof(good), damaged[_i].record, damaged[_i].length);
	memcpy(records + sizeof(good) + damaged[_i].length, good, sizeof(good));
	records[sizeof(good) * 2 + damaged[_i].length - 1] = 0x2B;
	ends[0] = sizeof(good);
	ends[1] = ends[0] + damaged[_i].length;
	ends[2] = ends[1] + (uint32_t)sizeof(good);
	put_records(&c, records, ends[2], ends, 3);
	ck_assert_msg(image_case_has_problem(&c.image, damaged[_i].code), "%s", damaged[_i].name);
	os2 = image_case_import(&c.image, "DOSCALLS");
	ck_assert_uint_eq(os2->symbol_count, 2);
	check_ordinal(os2, 0, 0x2A);
	check_ordinal(os2, 1, 0x2B);
	/* A use of no module takes nothing from the modules there are. */
	ck_assert_int_eq(os2->symbols_known, strncmp(damaged[_i].name, "module", 6) == 0);
	image_case_free(&c);
}
END_TEST

START_TEST(records_that_cannot_be_found)
{
	static const uint8_t good[] = {0x07, 0x81, 0x00, 0x00, 0x01, 0x2A};
	const uint32_t backwards[] = {sizeof(good), 0}, beyond[] = {0x10000};
	struct image_case c;

	put_records(&c, good, sizeof(good), backwards, 2);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	ck_assert(!c.image.imports[0].symbols_known);
	ck_assert_uint_eq(c.image.imports[0].symbol_count, 1);
	image_case_free(&c);

	put_records(&c, good, sizeof(good), beyond, 1);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	ck_assert(!c.image.imports[0].symbols_known);
	image_case_free(&c);

	image_case_build(&c, &linear[0]);
	specimen_patch_u32(&c.bytes, header_of(&c) + PAGE_COUNT, 0xFFFFFFFF);
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	ck_assert(!c.image.imports[0].symbols_known);
	ck_assert_uint_eq(c.image.import_count, 2);
	image_case_free(&c);
}
END_TEST

/* The linker has bound it already: the records are gone. */
START_TEST(fixups_that_are_gone)
{
	struct image_case c;

	image_case_build(&c, &linear[0]);
	specimen_patch_u32(&c.bytes, header_of(&c) + MODULE_FLAGS, 0x220);
	again(&c);
	ck_assert_uint_eq(c.image.import_count, 2);
	ck_assert(!c.image.imports[0].symbols_known);
	ck_assert_uint_eq(c.image.problems.count, 0);
	specimen_patch_u32(&c.bytes, header_of(&c) + MODULE_FLAGS, 0x200);
	specimen_patch_u32(&c.bytes, header_of(&c) + FIXUP_PAGE_TABLE, 0);
	again(&c);
	ck_assert(!c.image.imports[0].symbols_known);
	image_case_free(&c);
}
END_TEST

/* 20 000 pages that share 20 000 records. */
START_TEST(pages_that_share_their_records)
{
	enum { RECORDS = 20000, SIZE = 6 };
	struct specimen_bytes records = {0}, pages = {0};
	size_t header;
	struct image_case c;

	image_case_build(&c, &linear[0]);
	header = header_of(&c);
	for (size_t i = 0; i < RECORDS; i++) {
		specimen_put_u32(&records, 0x00008107);
		specimen_put_u16(&records, 0x0501);
		specimen_put_u32(&pages, 0);
		specimen_put_u32(&pages, RECORDS * SIZE);
	}
	specimen_patch_u32(&c.bytes, header + PAGE_COUNT, RECORDS);
	specimen_patch_u32(&c.bytes, header + FIXUP_PAGE_TABLE, c.bytes.length - header);
	specimen_put_raw(&c.bytes, pages.data, pages.length);
	specimen_patch_u32(&c.bytes, header + FIXUP_RECORDS, c.bytes.length - header);
	specimen_put_raw(&c.bytes, records.data, records.length);
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	ck_assert(!c.image.imports[0].symbols_known);
	check_ordinal(&c.image.imports[0], 0, 5);
	specimen_bytes_free(&records);
	specimen_bytes_free(&pages);
	image_case_free(&c);
}
END_TEST

static const struct specimen_export exports[] = {
	{.name = "FIRST"},
	{.name = "FIFTH", .ordinal = 5},
	{.name = "TAKE", .ordinal = 6, .forwarder = "DOSCALLS.#338"},
	{.ordinal = 700, .forwarder = "PMWIN.WinMessageBox"},
	{.ordinal = 7},
};
static const struct specimen_image exporting[] = {
	{.kind = SPECIMEN_LX, .dll = true, .exports = exports, .export_count = COUNT_OF(exports)},
	{.kind = SPECIMEN_LE,
		.target = 1,
		.dll = true,
		.exports = exports,
		.export_count = COUNT_OF(exports)},
};

static void check_export(
	const struct image *image, size_t index, const char *name, uint32_t ordinal, const char *to)
{
	ck_assert_uint_lt(index, image->export_count);
	ck_assert_pstr_eq(image->exports[index].name, name);
	ck_assert_uint_eq(image->exports[index].ordinal, ordinal);
	ck_assert_pstr_eq(image->exports[index].forwarder, to);
}

START_TEST(exports_with_and_without_a_name)
{
	struct image_case c;

	image_case_build(&c, &exporting[_i]);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.export_count, 5);
	check_export(&c.image, 0, "FIRST", 1, NULL);
	check_export(&c.image, 1, "FIFTH", 5, NULL);
	check_export(&c.image, 2, "TAKE", 6, "DOSCALLS.#338");
	check_export(&c.image, 3, NULL, 7, NULL);
	check_export(&c.image, 4, NULL, 700, "PMWIN.WinMessageBox");
	image_case_free(&c);
}
END_TEST

/* The entry table of exporting[0]: 01 03 0001 03 00000000 (ordinal 1), 03 00 (2 to 4), 01 03 ... */
enum { FIRST_FLAGS = 4, UNUSED_BUNDLE = 9, FIFTH_TYPE = 12 };

START_TEST(entries_for_the_module_itself)
{
	struct image_case c;
	size_t table;

	/* Without name, and not exported. */
	image_case_build(&c, &exporting[0]);
	table = field(&c, ENTRY_TABLE);
	ck_assert_uint_eq(c.bytes.data[table + UNUSED_BUNDLE], 3);
	c.bytes.data[table + UNUSED_BUNDLE + 2 + 9 + 2 + 9 + 9 + 4] = 0;
	c.bytes.data[table + FIRST_FLAGS] = 0;
	again(&c);
	check_export(&c.image, 0, "FIRST", 1, NULL);
	image_case_free(&c);
}
END_TEST

START_TEST(names_without_an_entry)
{
	struct image_case c;

	image_case_build(&c, &exporting[0]);
	c.bytes.data[field(&c, ENTRY_TABLE)] = 0;
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "bad-export"));
	ck_assert_uint_eq(c.image.export_count, 3);
	check_export(&c.image, 2, "TAKE", 6, NULL);
	image_case_free(&c);

	/* An unknown type ends the table: nobody knows how long its entries are. */
	image_case_build(&c, &exporting[0]);
	c.bytes.data[field(&c, ENTRY_TABLE) + FIFTH_TYPE] = 5;
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "bad-export"));
	ck_assert_uint_eq(c.image.export_count, 3);
	image_case_free(&c);

	/* With type information, the same table. */
	image_case_build(&c, &exporting[0]);
	c.bytes.data[field(&c, ENTRY_TABLE) + FIFTH_TYPE] |= 0x80;
	again(&c);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.export_count, 5);
	image_case_free(&c);
}
END_TEST

START_TEST(a_forwarder_to_no_module)
{
	struct image_case c;
	size_t take;

	image_case_build(&c, &exporting[0]);
	take = field(&c, ENTRY_TABLE) + 9 + 2 + 9;
	ck_assert_uint_eq(c.bytes.data[take + 1], 4);
	c.bytes.data[take + 5] = 9;
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "bad-export"));
	check_export(&c.image, 2, "TAKE", 6, NULL);
	check_export(&c.image, 4, NULL, 700, "PMWIN.WinMessageBox");
	image_case_free(&c);
}
END_TEST

START_TEST(an_entry_table_without_end)
{
	struct image_case c;

	image_case_build(&c, &exporting[0]);
	specimen_patch_u32(&c.bytes, header_of(&c) + ENTRY_TABLE, c.bytes.length - header_of(&c));
	specimen_put_u8(&c.bytes, 200);
	specimen_put_u8(&c.bytes, 3);
	specimen_put_u16(&c.bytes, 1);
	specimen_put_u8(&c.bytes, 1);
	specimen_put_u32(&c.bytes, 0);
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	ck_assert_uint_eq(c.image.export_count, 3);

	for (size_t i = 0; i < 199; i++) {
		specimen_put_u8(&c.bytes, 1);
		specimen_put_u32(&c.bytes, 0);
	}
	for (size_t i = 0; i < 70000; i++) {
		specimen_put_u8(&c.bytes, 1);
		specimen_put_u8(&c.bytes, 3);
		specimen_put_u16(&c.bytes, 1);
		specimen_put_u8(&c.bytes, 1);
		specimen_put_u32(&c.bytes, 0);
	}
	again(&c);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	image_case_free(&c);
}
END_TEST

Suite *suite_image_le_symbols(void)
{
	Suite *suite = suite_create("image le symbols");
	TCase *tests = tcase_create("symbols");

	tcase_add_loop_test(tests, symbols_by_name_and_ordinal, 0, (int)COUNT_OF(linear));
	tcase_add_test(tests, every_form_of_record);
	tcase_add_loop_test(tests, a_damaged_record, 0, (int)COUNT_OF(damaged));
	tcase_add_test(tests, records_that_cannot_be_found);
	tcase_add_test(tests, fixups_that_are_gone);
	tcase_add_test(tests, pages_that_share_their_records);
	tcase_add_loop_test(tests, exports_with_and_without_a_name, 0, (int)COUNT_OF(exporting));
	tcase_add_test(tests, entries_for_the_module_itself);
	tcase_add_test(tests, names_without_an_entry);
	tcase_add_test(tests, a_forwarder_to_no_module);
	tcase_add_test(tests, an_entry_table_without_end);
	suite_add_tcase(suite, tests);
	return suite;
}
