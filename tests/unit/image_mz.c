/* The DOS header and where it leads. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_mz(void);

enum { E_CBLP = 0x02, E_CP = 0x04, E_CPARHDR = 0x08, E_LFARLC = 0x18, E_LFANEW = 0x3C };

static void build(struct specimen_bytes *bytes, const struct specimen_image *fixture)
{
	*bytes = (struct specimen_bytes){0};
	fixture_image_build(fixture, bytes);
}

static const struct specimen_image program = {.kind = SPECIMEN_PE32};

/* DOS runs a file that begins with ZM, and knows no new header; Windows does not take it for its
 * own. */
START_TEST(the_other_spelling_is_for_dos_alone)
{
	struct image_case c;

	build(&c.bytes, &program);
	specimen_patch_u16(&c.bytes, 0, 'Z' | 'M' << 8);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert_int_eq(c.image.bits, 16);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	image_case_free(&c);
}
END_TEST

START_TEST(a_small_e_lfarlc_is_only_noted)
{
	struct image_case c;

	build(&c.bytes, &program);
	specimen_patch_u16(&c.bytes, E_LFARLC, 0x1C);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32);
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert_str_eq(c.image.problems.items[0].code, "lfarlc");
	ck_assert_uint_eq(c.image.problems.items[0].offset, E_LFARLC);
	image_case_free(&c);
}
END_TEST

static const struct {
	uint16_t e_lfarlc;
	uint32_t e_lfanew;
	bool out_of_bounds;
} dead_ends[] = {
	{0x40, 0, false},
	{0x40, 0x10, false},
	{0x40, 0x7FFFFFFF, true},
	{0x40, 0xFFFFFFFF, true},
	{0x1C, 0xFFFFFFFF, false},
};

START_TEST(a_new_header_that_is_not_there_leaves_a_dos_program)
{
	struct image_case c;

	build(&c.bytes, &program);
	specimen_patch_u16(&c.bytes, E_LFARLC, dead_ends[_i].e_lfarlc);
	specimen_patch_u32(&c.bytes, E_LFANEW, dead_ends[_i].e_lfanew);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	ck_assert_int_eq(
		image_case_has_problem(&c.image, "out-of-bounds"), dead_ends[_i].out_of_bounds);
	image_case_free(&c);
}
END_TEST

START_TEST(a_cut_program_is_truncated)
{
	struct image_case c;

	build(&c.bytes, &(struct specimen_image){.kind = SPECIMEN_MZ});
	c.bytes.length -= 2;
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);

	build(&c.bytes, &(struct specimen_image){.kind = SPECIMEN_MZ});
	specimen_patch_u16(&c.bytes, E_CPARHDR, 0x7000);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);
}
END_TEST

/* The new header moved to another place in the file; what it points to by file offset does not
 * matter here. */
static void build_at(struct specimen_bytes *moved, size_t place)
{
	struct specimen_bytes bytes;
	size_t header;

	build(&bytes, &(struct specimen_image){.kind = SPECIMEN_NE});
	header = bytes.data[E_LFANEW];
	*moved = (struct specimen_bytes){0};
	specimen_put_raw(moved, bytes.data, header);
	if (place > header)
		specimen_put_zeros(moved, place - header);
	specimen_put_raw(moved, bytes.data + header, bytes.length - header);
	specimen_patch_u32(moved, E_LFANEW, place);
	specimen_bytes_free(&bytes);
}

START_TEST(a_new_header_may_lie_far_behind)
{
	struct image_case c;

	build_at(&c.bytes, 0x12340);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_NE);
	ck_assert_uint_eq(c.image.signature_offset, 0x12340);
	ck_assert_str_eq(c.image.module_name, "SPECIMEN");
	image_case_free(&c);
}
END_TEST

/* A file of 4 GB of which only the two headers are not zero. */
struct sparse {
	struct byte_source source;
	uint8_t block[4096];
	struct specimen_bytes image;
	size_t header;
};

enum { FAR_AWAY = 0xFFFFE000 };

static bool fill_sparse(struct byte_source *source, uint64_t offset)
{
	struct sparse *sparse = (struct sparse *)source;
	uint64_t start = offset / sizeof(sparse->block) * sizeof(sparse->block);
	size_t from = start ? sparse->header : 0;
	size_t length = start ? sparse->image.length - sparse->header : sparse->header;

	memset(sparse->block, 0, sizeof(sparse->block));
	if (!start || start == FAR_AWAY)
		memcpy(sparse->block, sparse->image.data + from, length);
	source->block = sparse->block;
	source->block_start = start;
	source->block_length = sizeof(sparse->block);
	return true;
}

START_TEST(e_lfanew_has_32_bits)
{
	struct sparse sparse = {.source = {.size = 0x100000000, .fill = fill_sparse}};
	struct view view = view_of(&sparse.source);
	struct arena arena;
	struct image image;

	build(&sparse.image, &(struct specimen_image){.kind = SPECIMEN_NE});
	sparse.header = sparse.image.data[E_LFANEW];
	specimen_patch_u32(&sparse.image, E_LFANEW, FAR_AWAY);
	arena_init(&arena);
	image_read(&view, IMAGE_HEADERS, &arena, &image);
	ck_assert_int_eq(image.kind, IMAGE_NE);
	ck_assert_uint_eq(image.signature_offset, FAR_AWAY);
	ck_assert_str_eq(image.module_name, "SPECIMEN");
	arena_free(&arena);
	specimen_bytes_free(&sparse.image);
}
END_TEST

/* e_lfanew is also the offset of the non-resident names then, so there are none. */
START_TEST(a_new_header_may_lie_in_the_old_one)
{
	enum { INSIDE = 0x10, NONRESIDENT_NAMES_SIZE = 0x20 };
	struct specimen_bytes bytes;
	struct image_case c = {0};

	build(&bytes, &(struct specimen_image){.kind = SPECIMEN_NE, .bare = true});
	specimen_put_raw(&c.bytes, "MZ", 2);
	specimen_put_zeros(&c.bytes, INSIDE - 2);
	specimen_put_raw(&c.bytes, bytes.data, bytes.length);
	specimen_patch_u16(&c.bytes, INSIDE + NONRESIDENT_NAMES_SIZE, 0);
	specimen_patch_u16(&c.bytes, E_LFARLC, 0x40);
	specimen_patch_u32(&c.bytes, E_LFANEW, INSIDE);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_NE);
	ck_assert_uint_eq(c.image.signature_offset, INSIDE);
	ck_assert_str_eq(c.image.module_name, "SPECIMEN");
	specimen_bytes_free(&bytes);
	image_case_free(&c);
}
END_TEST

/*
 * A DOS program with bytes at 3C that happen to lead to these: without a sign that there is an
 * e_lfanew, only a header that agrees with itself counts; with one, letters do.
 */
static const struct {
	const char *letters;
	enum image_kind with_e_lfanew;
} accidents[] = {
	{"NE", IMAGE_NE},
	{"LE", IMAGE_LE},
	{"LX", IMAGE_LX},
	{"W3", IMAGE_W3},
	{"W4", IMAGE_W4},
};

START_TEST(letters_met_by_accident)
{
	enum { PLACE = 0x100, SIZE = 0x400 };

	for (int sign = 0; sign < 2; sign++) {
		struct image_case c = {0};

		specimen_put_raw(&c.bytes, "MZ", 2);
		while (c.bytes.length < SIZE)
			specimen_put_u8(&c.bytes, 0x90);
		specimen_patch_u16(&c.bytes, E_CBLP, 0);
		specimen_patch_u16(&c.bytes, E_CP, SIZE / 512);
		specimen_patch_u16(&c.bytes, E_CPARHDR, 2);
		specimen_patch_u16(&c.bytes, E_LFARLC, sign ? 0x40 : 0x1C);
		specimen_patch_u32(&c.bytes, E_LFANEW, PLACE);
		memcpy(c.bytes.data + PLACE, accidents[_i].letters, 2);
		image_case_read(&c);
		ck_assert_int_eq(c.image.kind, sign ? accidents[_i].with_e_lfanew : IMAGE_MZ);
		if (!sign)
			ck_assert_uint_eq(c.image.problems.count, 0);
		image_case_free(&c);
	}
}
END_TEST

/* The same sign missing in front of headers that are good. */
static const struct specimen_image kept[] = {
	{.kind = SPECIMEN_NE}, {.kind = SPECIMEN_LE}, {.kind = SPECIMEN_LX}, {.kind = SPECIMEN_P3}};

START_TEST(a_good_header_needs_no_sign)
{
	struct image_case c;

	build(&c.bytes, &kept[_i]);
	specimen_patch_u16(&c.bytes, E_LFARLC, 0x1C);
	image_case_read(&c);
	ck_assert_str_eq(image_kind_name(c.image.kind), specimen_kind_name(kept[_i].kind));
	ck_assert(image_case_has_problem(&c.image, "lfarlc"));
	ck_assert_ptr_null(image_doubt(&c.image));
	image_case_free(&c);
}
END_TEST

static const struct {
	uint16_t e_cblp;
	uint16_t e_cp;
	uint64_t end; /* 0: no overlay */
} extents[] = {
	{0, 1, 512}, {100, 1, 100}, {1, 2, 513}, {512, 1, 512},
	{600, 1, 512},                    /* no last page has 600 bytes */
	{0, 0, 0}, {0, 2, 0}, {16, 1, 0}, /* less than its own header */
};

START_TEST(what_dos_does_not_load_is_overlay)
{
	enum { SIZE = 1024 };
	struct image_case c;

	build(&c.bytes, &(struct specimen_image){.kind = SPECIMEN_MZ});
	while (c.bytes.length < SIZE)
		specimen_put_u8(&c.bytes, 'a');
	specimen_patch_u16(&c.bytes, E_CBLP, extents[_i].e_cblp);
	specimen_patch_u16(&c.bytes, E_CP, extents[_i].e_cp);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert_uint_eq(c.image.overlay.offset, extents[_i].end);
	ck_assert_uint_eq(c.image.overlay.size, extents[_i].end ? SIZE - extents[_i].end : 0);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_mz(void)
{
	Suite *suite = suite_create("image mz");
	TCase *tests = tcase_create("mz");

	tcase_add_test(tests, the_other_spelling_is_for_dos_alone);
	tcase_add_test(tests, a_small_e_lfarlc_is_only_noted);
	tcase_add_loop_test(tests, a_new_header_that_is_not_there_leaves_a_dos_program, 0,
		(int)(sizeof(dead_ends) / sizeof(dead_ends[0])));
	tcase_add_test(tests, a_cut_program_is_truncated);
	tcase_add_test(tests, a_new_header_may_lie_far_behind);
	tcase_add_test(tests, e_lfanew_has_32_bits);
	tcase_add_test(tests, a_new_header_may_lie_in_the_old_one);
	tcase_add_loop_test(tests, letters_met_by_accident, 0, (int)COUNT_OF(accidents));
	tcase_add_loop_test(tests, a_good_header_needs_no_sign, 0, (int)COUNT_OF(kept));
	tcase_add_loop_test(tests, what_dos_does_not_load_is_overlay, 0, (int)COUNT_OF(extents));
	suite_add_tcase(suite, tests);
	return suite;
}
