/* What stands in a PE file behind the image: certificates and overlay. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_pe_overlay(void);

enum {
	E_LFANEW = 0x3C,
	SYMBOL_TABLE = 12, /* from the signature */
	SYMBOL_COUNT = 16,
	CERTIFICATES = 24 + 96 + 4 * 8, /* PE32 */
	CERTIFICATE_SIZE = 0x40,        /* of the fixture's */
};

static size_t build(struct image_case *c, const struct specimen_image *fixture)
{
	*c = (struct image_case){0};
	fixture_image_build(fixture, &c->bytes);
	return (size_t)c->bytes.data[E_LFANEW] | (size_t)c->bytes.data[E_LFANEW + 1] << 8;
}

static void check_overlay(const struct image *image, uint64_t offset, uint64_t size)
{
	ck_assert_uint_eq(image->overlay.size, size);
	ck_assert_uint_eq(image->overlay.offset, size ? offset : 0);
}

/* The image alone, with symbols, with a certificate: each with and without an overlay. */
static const struct {
	enum specimen_kind kind;
	bool symbols, certificate;
} forms[] = {
	{SPECIMEN_PE32, false, false},
	{SPECIMEN_PE32, true, false},
	{SPECIMEN_PE32, false, true},
	{SPECIMEN_PE32PLUS, true, true},
};

START_TEST(the_overlay_is_what_is_left)
{
	struct specimen_image fixture = {
		.kind = forms[_i].kind, .coff_symbols = forms[_i].symbols, .pdb = "a.pdb"};
	struct image_case c;
	size_t end;

	image_case_build(&c, &fixture);
	end = c.bytes.length;
	check_overlay(&c.image, 0, 0);
	ck_assert(!c.image.has_signature);
	image_case_free(&c);

	fixture.certificate = forms[_i].certificate;
	image_case_build(&c, &fixture);
	check_overlay(&c.image, 0, 0);
	ck_assert_int_eq(c.image.has_signature, forms[_i].certificate);
	image_case_free(&c);

	fixture.overlay = "sixteen bytes...";
	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.overlay.offset, end);
	ck_assert_uint_ge(c.image.overlay.size, 16);
	ck_assert_uint_lt(c.image.overlay.size, 16 + 8); /* certificates begin at eight bytes */
	ck_assert_int_eq(c.image.has_signature, forms[_i].certificate);
	image_case_free(&c);
}
END_TEST

START_TEST(bytes_behind_the_certificates_count)
{
	struct specimen_image fixture = {.kind = SPECIMEN_PE32, .certificate = true};
	struct image_case c;
	size_t end;

	build(&c, &fixture);
	end = c.bytes.length;
	specimen_put_text(&c.bytes, "payload");
	image_case_read(&c);
	check_overlay(&c.image, end, 7);
	image_case_free(&c);

	/* With bytes in front too, all of it is one overlay. */
	fixture.overlay = "in front";
	build(&c, &fixture);
	end = c.bytes.length;
	specimen_put_text(&c.bytes, "payload");
	image_case_read(&c);
	ck_assert_uint_eq(c.image.overlay.offset + c.image.overlay.size, end + 7);
	ck_assert_uint_eq(c.image.overlay.size, CERTIFICATE_SIZE + 8 + 7);
	image_case_free(&c);
}
END_TEST

START_TEST(a_file_cut_short_has_no_overlay)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .pdb = "a.pdb"};
	struct image_case c;

	build(&c, &fixture);
	c.bytes.length--;
	image_case_read(&c);
	check_overlay(&c.image, 0, 0);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);
}
END_TEST

/* Symbols that should run over the end of the file are what the file still has of them, where a
 * linker would have put them; a pointer to anywhere else accounts for nothing. */
START_TEST(symbols_that_are_cut_off)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .overlay = "payload"};
	struct image_case c;
	size_t header = build(&c, &fixture);
	size_t end = c.bytes.length - 7;

	specimen_patch_u32(&c.bytes, header + SYMBOL_TABLE, c.bytes.length - 1);
	specimen_patch_u32(&c.bytes, header + SYMBOL_COUNT, 0x7FFFFFFF);
	image_case_read(&c);
	check_overlay(&c.image, 0, 0);
	ck_assert(image_case_has_problem(&c.image, "bad-debug"));
	ck_assert_ptr_null(image_doubt(&c.image));
	arena_free(&c.arena);

	for (size_t i = 0; i < 2; i++) {
		specimen_patch_u32(&c.bytes, header + SYMBOL_TABLE, i ? 0x100 : c.bytes.length + 1);
		image_case_read(&c);
		check_overlay(&c.image, end, 7);
		ck_assert_uint_eq(c.image.problems.count, 0);
		if (!i)
			arena_free(&c.arena);
	}
	image_case_free(&c);
}
END_TEST

/* Visual C++ 6 put debug data that nobody maps behind the sections. */
START_TEST(debug_data_behind_the_sections_is_no_overlay)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .pdb = "a.pdb"};
	struct image_case c;
	size_t end, entry;

	build(&c, &fixture);
	end = c.bytes.length;
	for (entry = 0; memcmp(c.bytes.data + entry + 28, "RSDS", 4) != 0;)
		entry++;
	specimen_patch_u32(&c.bytes, entry + 12, 3); /* FPO */
	specimen_patch_u32(&c.bytes, entry + 16, 20);
	specimen_patch_u32(&c.bytes, entry + 20, 0);
	specimen_patch_u32(&c.bytes, entry + 24, end);
	specimen_put_zeros(&c.bytes, 20);
	image_case_read(&c);
	check_overlay(&c.image, 0, 0);
	arena_free(&c.arena);

	specimen_put_text(&c.bytes, "payload");
	image_case_read(&c);
	check_overlay(&c.image, end + 20, 7);
	image_case_free(&c);
}
END_TEST

START_TEST(other_kinds_have_none)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_TE, .overlay = "payload"};
	struct image_case c;

	image_case_build(&c, &fixture);
	check_overlay(&c.image, c.bytes.length - 7, 7);
	image_case_free(&c);
}
END_TEST

/* Fields of the one certificate, or of the directory entry in front of it. */
static const struct {
	bool directory;
	size_t offset;
	uint32_t value;
	bool has_signature;
	const char *code;
} certificates[] = {
	{false, 4, 0x00020100, true, NULL},  /* revision 1.0 */
	{false, 4, 0x00020300, false, NULL}, /* a revision that nobody knows */
	{false, 4, 0x00010200, false, NULL}, /* X.509 instead of PKCS #7 */
	{false, 0, 0, false, "bad-signature"},
	{false, 0, 7, false, "bad-signature"},
	{false, 0, 8, true, "bad-signature"}, /* see below */
	{false, 0, CERTIFICATE_SIZE + 1, false, "bad-signature"},
	{false, 0, 0xFFFFFFFF, false, "bad-signature"},
	{true, 4, 7, false, "bad-signature"},
	{true, 4, CERTIFICATE_SIZE + 8, false, "bad-signature"},
	{true, 4, 0xFFFFFFFF, false, "bad-signature"},
	{true, 0, 0xFFFFFFF0, false, "bad-signature"},
	{true, 4, 0, false, NULL},
	{true, 0, 0, false, NULL},
};

START_TEST(a_certificate_counts_when_it_is_wholly_there)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .certificate = true};
	struct image_case c;
	size_t header = build(&c, &fixture);
	size_t certificate = c.bytes.length - CERTIFICATE_SIZE;
	size_t at = certificates[_i].directory ? header + CERTIFICATES : certificate;

	/* Behind an empty certificate stands another, which then is the damaged one. */
	if (!certificates[_i].directory && certificates[_i].value == 8) {
		specimen_patch_u32(&c.bytes, certificate + 8, CERTIFICATE_SIZE - 16);
		specimen_patch_u32(&c.bytes, certificate + 12, 0x00020200);
	}
	specimen_patch_u32(&c.bytes, at + certificates[_i].offset, certificates[_i].value);
	image_case_read(&c);
	ck_assert_int_eq(c.image.has_signature, certificates[_i].has_signature);
	if (certificates[_i].code)
		ck_assert(image_case_has_problem(&c.image, certificates[_i].code));
	else
		ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(certificates_have_an_end)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .certificate = true};
	struct image_case c;
	size_t header = build(&c, &fixture);

	for (size_t i = 0; i < 200; i++) {
		specimen_put_u32(&c.bytes, 8);
		specimen_put_u32(&c.bytes, 0x00020200);
	}
	specimen_patch_u32(&c.bytes, header + CERTIFICATES + 4, CERTIFICATE_SIZE + 200 * 8);
	image_case_read(&c);
	ck_assert(c.image.has_signature);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	check_overlay(&c.image, 0, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_pe_overlay(void)
{
	Suite *suite = suite_create("image pe overlay");
	TCase *tests = tcase_create("pe overlay");

	tcase_add_loop_test(tests, the_overlay_is_what_is_left, 0, (int)COUNT_OF(forms));
	tcase_add_test(tests, bytes_behind_the_certificates_count);
	tcase_add_test(tests, a_file_cut_short_has_no_overlay);
	tcase_add_test(tests, symbols_that_are_cut_off);
	tcase_add_test(tests, debug_data_behind_the_sections_is_no_overlay);
	tcase_add_test(tests, other_kinds_have_none);
	tcase_add_loop_test(tests, a_certificate_counts_when_it_is_wholly_there, 0,
		(int)COUNT_OF(certificates));
	tcase_add_test(tests, certificates_have_an_end);
	suite_add_tcase(suite, tests);
	return suite;
}
