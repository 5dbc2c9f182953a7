/* Version resources as compilers have really written them, built block by block. */
#include "scanner/image/version_resource.h"

#include "tests/unit/image_case.h"

#include <check.h>

Suite *suite_image_version(void);

/* Where a writer departs from the rules. */
enum flaw {
	NO_FLAW = 0,
	NO_PADDING = 1,
	LENGTH_IN_BYTES = 2, /* value length of a string in the 32-bit form */
	OVERRUN = 4,         /* the last string claims more than there is */
	NO_SIGNATURE = 8,
	NO_VALUE_LENGTHS = 16,
};

struct writer {
	struct specimen_bytes bytes;
	bool wide;
	unsigned flaws;
	const char *table_key; /* of the first StringTable */
};

static void pad(struct writer *writer)
{
	if (!(writer->flaws & NO_PADDING))
		specimen_put_alignment(&writer->bytes, 4);
}

static void put_text(struct writer *writer, const char *text)
{
	if (writer->wide) {
		specimen_put_utf16(&writer->bytes, text);
		specimen_put_u16(&writer->bytes, 0);
	} else {
		specimen_put_text_z(&writer->bytes, text);
	}
}

static size_t begin(struct writer *writer, const char *key, size_t value_length)
{
	size_t start;

	pad(writer);
	start = writer->bytes.length;
	specimen_put_u16(&writer->bytes, 0);
	specimen_put_u16(&writer->bytes, writer->flaws & NO_VALUE_LENGTHS ? 0 : value_length);
	if (writer->wide)
		specimen_put_u16(&writer->bytes, 1);
	put_text(writer, key);
	pad(writer);
	return start;
}

static void end(struct writer *writer, size_t start)
{
	specimen_patch_u16(&writer->bytes, start, writer->bytes.length - start);
}

/* value is written as it is in the 8-bit form, as UTF-16 in the other; units is its length with its
 * NUL. */
static void put_string(struct writer *writer, const char *key, const char *value, size_t units)
{
	size_t start = begin(
		writer, key, writer->wide && writer->flaws & LENGTH_IN_BYTES ? units * 2 : units);

	put_text(writer, value);
	end(writer, start);
}

static void put_fixed(struct writer *writer)
{
	specimen_put_u32(&writer->bytes, writer->flaws & NO_SIGNATURE ? 0 : 0xFEEF04BD);
	specimen_put_u32(&writer->bytes, 0x10000);
	specimen_put_u32(&writer->bytes, 8 << 16 | 50);
	specimen_put_u32(&writer->bytes, 3 << 16 | 4);
	specimen_put_u32(&writer->bytes, 9 << 16);
	specimen_put_zeros(&writer->bytes, 52 - 20);
}

static void write_resource(struct writer *writer)
{
	size_t root = begin(writer, "VS_VERSION_INFO", 52);
	size_t strings, table, variables, translation;

	put_fixed(writer);
	strings = begin(writer, "StringFileInfo", 0);
	table = begin(writer, writer->table_key ? writer->table_key : "040904E4", 0);
	put_string(writer, "CompanyName", "Lotus", 6);
	put_string(writer, "FileVersion", "8.50", 5);
	put_string(writer, "OriginalFilename", "IMPORT.EXE", 11);
	end(writer, table);
	table = begin(writer, "040704E4", 0);
	put_string(writer, "CompanyName", "Lotus GmbH", 11);
	end(writer, table);
	end(writer, strings);
	variables = begin(writer, "VarFileInfo", 0);
	translation = begin(writer, "Translation", 4);
	specimen_put_u16(&writer->bytes, 0x409);
	specimen_put_u16(&writer->bytes, 1252);
	end(writer, translation);
	end(writer, variables);
	end(writer, root);
	if (writer->flaws & OVERRUN)
		specimen_patch_u16(&writer->bytes, strings, 0x7FFF);
}

/* What the resource gives, without an image around it. */
static void read_resource(struct image_case *c, enum version_form form)
{
	struct image_reader reader = {
		.file = &c->view,
		.arena = &c->arena,
		.image = &c->image,
		.work_left = MAX_WORK,
		.text_left = MAX_TEXT_BYTES,
	};

	c->image = (struct image){0};
	arena_init(&c->arena);
	byte_source_memory(&c->source, c->bytes.data, c->bytes.length);
	c->view = view_of(&c->source);
	version_resource_read(&reader, &c->view, form);
}

static void write_and_read(struct image_case *c, struct writer *writer)
{
	write_resource(writer);
	*c = (struct image_case){.bytes = writer->bytes};
	read_resource(c, writer->wide ? VERSION_32BIT : VERSION_16BIT);
}

static void check_fixed(const struct image *image)
{
	const uint16_t file[] = {8, 50, 3, 4};

	ck_assert(image->version.fixed_present);
	ck_assert_mem_eq(image->version.file, file, sizeof(file));
	ck_assert_uint_eq(image->version.product[0], 9);
}

static void check_strings(const struct image *image)
{
	ck_assert_uint_eq(image->version.string_count, 3);
	ck_assert_str_eq(image_case_string(image, "CompanyName"), "Lotus");
	ck_assert_str_eq(image_case_string(image, "FileVersion"), "8.50");
	ck_assert_str_eq(image_case_string(image, "OriginalFilename"), "IMPORT.EXE");
}

static const unsigned harmless[] = {NO_FLAW, NO_PADDING, LENGTH_IN_BYTES, NO_VALUE_LENGTHS,
	NO_PADDING | LENGTH_IN_BYTES, NO_PADDING | NO_VALUE_LENGTHS};

/* Even loops write the 16-bit form, odd ones the 32-bit form. */
START_TEST(what_compilers_get_wrong_is_read_all_the_same)
{
	struct writer writer = {.wide = _i % 2, .flaws = harmless[_i / 2]};
	struct image_case c;

	write_and_read(&c, &writer);
	check_fixed(&c.image);
	check_strings(&c.image);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(lengths_that_overrun_are_cut)
{
	struct writer writer = {.wide = _i, .flaws = OVERRUN};
	struct image_case c;

	write_and_read(&c, &writer);
	check_fixed(&c.image);
	check_strings(&c.image);
	ck_assert(image_case_has_problem(&c.image, "bad-version"));
	/* It is the blocks of the strings that do. */
	ck_assert_ptr_null(c.image.version.doubt);
	image_case_free(&c);
}
END_TEST

START_TEST(without_signature_there_is_no_fixed_part)
{
	struct writer writer = {.wide = _i, .flaws = NO_SIGNATURE};
	struct image_case c;

	write_and_read(&c, &writer);
	ck_assert(c.image.version.present);
	ck_assert(!c.image.version.fixed_present);
	check_strings(&c.image);
	ck_assert(image_case_has_problem(&c.image, "bad-version"));
	image_case_free(&c);
}
END_TEST

/* The bytes show the form; the kind of image is only a default. */
START_TEST(the_form_is_seen)
{
	struct writer writer = {.wide = _i};
	struct image_case c;

	write_resource(&writer);
	c = (struct image_case){.bytes = writer.bytes};
	read_resource(&c, _i ? VERSION_16BIT : VERSION_32BIT);
	check_fixed(&c.image);
	check_strings(&c.image);
	image_case_free(&c);
}
END_TEST

static const struct {
	const char *table_key;
	const char *bytes;
	size_t length;
	const char *text;
} pages[] = {
	{"040904E4", "caf\xE9", 5, "caf\xC3\xA9"},
	{"041103A4", "\x83\x8D\x81\x5B\x83\x5E\x83\x58", 9,
		"\xE3\x83\xAD\xE3\x83\xBC\xE3\x82\xBF\xE3\x82\xB9"},
	{"041904E3", "\xCB\xEE\xF2\xF3\xF1", 6, "\xD0\x9B\xD0\xBE\xD1\x82\xD1\x83\xD1\x81"},
	{"040904B0", "caf\xE9", 5, "caf\xC3\xA9"}, /* 1200 in an 8-bit resource */
	{"english", "caf\xE9", 5, "caf\xC3\xA9"},  /* the Translation tells 1252 */
};

START_TEST(narrow_strings_come_in_the_page_of_their_translation)
{
	struct writer writer = {.table_key = pages[_i].table_key};
	size_t root = begin(&writer, "VS_VERSION_INFO", 52);
	size_t strings, table, variables, translation;
	struct image_case c;

	put_fixed(&writer);
	strings = begin(&writer, "StringFileInfo", 0);
	table = begin(&writer, writer.table_key, 0);
	put_string(&writer, "CompanyName", pages[_i].bytes, pages[_i].length);
	end(&writer, table);
	end(&writer, strings);
	variables = begin(&writer, "VarFileInfo", 0);
	translation = begin(&writer, "Translation", 4);
	specimen_put_u32(&writer.bytes, 1252U << 16 | 0x409);
	end(&writer, translation);
	end(&writer, variables);
	end(&writer, root);
	c = (struct image_case){.bytes = writer.bytes};
	read_resource(&c, VERSION_16BIT);
	ck_assert_str_eq(image_case_string(&c.image, "CompanyName"), pages[_i].text);
	image_case_free(&c);
}
END_TEST

START_TEST(every_cut_is_survived)
{
	struct writer writer = {.wide = _i};

	write_resource(&writer);
	for (size_t length = 0; length < writer.bytes.length; length++) {
		struct image_case c = {0};

		specimen_put_raw(&c.bytes, writer.bytes.data, length);
		read_resource(&c, _i ? VERSION_32BIT : VERSION_16BIT);
		ck_assert(image_case_has_problem(&c.image, "bad-version"));
		image_case_check_sane(&c.image);
		image_case_free(&c);
	}
	specimen_bytes_free(&writer.bytes);
}
END_TEST

Suite *suite_image_version(void)
{
	Suite *suite = suite_create("image version");
	TCase *tests = tcase_create("version");

	tcase_add_loop_test(tests, what_compilers_get_wrong_is_read_all_the_same, 0,
		2 * (int)(sizeof(harmless) / sizeof(harmless[0])));
	tcase_add_loop_test(tests, lengths_that_overrun_are_cut, 0, 2);
	tcase_add_loop_test(tests, without_signature_there_is_no_fixed_part, 0, 2);
	tcase_add_loop_test(tests, the_form_is_seen, 0, 2);
	tcase_add_loop_test(tests, narrow_strings_come_in_the_page_of_their_translation, 0,
		(int)(sizeof(pages) / sizeof(pages[0])));
	tcase_add_loop_test(tests, every_cut_is_survived, 0, 2);
	suite_add_tcase(suite, tests);
	return suite;
}
