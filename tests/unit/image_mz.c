/* The DOS header and where it leads. */
#include "tests/unit/image_case.h"

#include <check.h>

Suite *suite_image_mz(void);

enum { E_CPARHDR = 0x08, E_LFARLC = 0x18, E_LFANEW = 0x3C };

static void build(struct fixture_bytes *bytes, const struct fixture_image *fixture)
{
	*bytes = (struct fixture_bytes){0};
	fixture_image_build(fixture, bytes);
}

static const struct fixture_image program = {.kind = FIXTURE_PE32};

START_TEST(both_spellings_of_the_signature_count)
{
	struct image_case c;

	build(&c.bytes, &program);
	fixture_patch_u16(&c.bytes, 0, 'Z' | 'M' << 8);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32);
	image_case_free(&c);
}
END_TEST

START_TEST(a_small_e_lfarlc_is_only_noted)
{
	struct image_case c;

	build(&c.bytes, &program);
	fixture_patch_u16(&c.bytes, E_LFARLC, 0x1C);
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
	fixture_patch_u16(&c.bytes, E_LFARLC, dead_ends[_i].e_lfarlc);
	fixture_patch_u32(&c.bytes, E_LFANEW, dead_ends[_i].e_lfanew);
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

	build(&c.bytes, &(struct fixture_image){.kind = FIXTURE_MZ});
	c.bytes.length -= 2;
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);

	build(&c.bytes, &(struct fixture_image){.kind = FIXTURE_MZ});
	fixture_patch_u16(&c.bytes, E_CPARHDR, 0x7000);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert(image_case_has_problem(&c.image, "truncated"));
	image_case_free(&c);
}
END_TEST

/* The new header moved to another place in the file; what it points to by file offset does not
 * matter here. */
static void build_at(struct fixture_bytes *moved, size_t place)
{
	struct fixture_bytes bytes;
	size_t header;

	build(&bytes, &(struct fixture_image){.kind = FIXTURE_NE});
	header = bytes.data[E_LFANEW];
	*moved = (struct fixture_bytes){0};
	fixture_put_raw(moved, bytes.data, header);
	if (place > header)
		fixture_put_zeros(moved, place - header);
	fixture_put_raw(moved, bytes.data + header, bytes.length - header);
	fixture_patch_u32(moved, E_LFANEW, place);
	fixture_bytes_free(&bytes);
}

START_TEST(a_new_header_may_lie_far_behind)
{
	struct image_case c;

	build_at(&c.bytes, 0x12340);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_NE);
	ck_assert_uint_eq(c.image.signature_offset, 0x12340);
	ck_assert_str_eq(c.image.module_name, "FIXTURE");
	image_case_free(&c);
}
END_TEST

Suite *suite_image_mz(void)
{
	Suite *suite = suite_create("image mz");
	TCase *tests = tcase_create("mz");

	tcase_add_test(tests, both_spellings_of_the_signature_count);
	tcase_add_test(tests, a_small_e_lfarlc_is_only_noted);
	tcase_add_loop_test(tests, a_new_header_that_is_not_there_leaves_a_dos_program, 0,
		(int)(sizeof(dead_ends) / sizeof(dead_ends[0])));
	tcase_add_test(tests, a_cut_program_is_truncated);
	tcase_add_test(tests, a_new_header_may_lie_far_behind);
	suite_add_tcase(suite, tests);
	return suite;
}
