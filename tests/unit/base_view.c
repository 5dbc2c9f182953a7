/* The gate for untrusted bytes: every edge of every read. */
#include "scanner/base/view.h"

#include <check.h>
#include <errno.h>
#include <string.h>

Suite *suite_base_view(void);

static const uint8_t sixteen[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99,
	0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF};

enum { BLOCK = 4, BROKEN_FROM = 12 };

/* Delivers sixteen in blocks of BLOCK bytes; those from broken_from on cannot be had. */
struct blocks {
	struct byte_source source;
	uint64_t broken_from;
	unsigned fills;
};

static bool fill_block(struct byte_source *source, uint64_t offset)
{
	struct blocks *blocks = (struct blocks *)source;

	blocks->fills++;
	if (offset >= blocks->broken_from) {
		source->error = EIO;
		return false;
	}
	source->block_start = offset / BLOCK * BLOCK;
	source->block = sixteen + source->block_start;
	source->block_length = BLOCK;
	return true;
}

static struct view block_view(struct blocks *blocks, uint64_t broken_from)
{
	*blocks = (struct blocks){.source = {.size = sizeof(sixteen), .fill = fill_block},
		.broken_from = broken_from};
	return view_of(&blocks->source);
}

/* What each reader makes of an offset, the value left alone when it says no. */
static bool reads(const struct view *view, unsigned width, uint64_t offset, uint64_t *value)
{
	uint8_t u8 = 0x5A;
	uint16_t u16 = 0x5A5A;
	uint32_t u32 = 0x5A5A5A5A;
	uint64_t u64 = 0x5A5A5A5A5A5A5A5A;
	bool done = false;

	switch (width) {
	case 1:
		done = view_u8(view, offset, &u8);
		*value = u8;
		break;
	case 2:
		done = view_u16(view, offset, &u16);
		*value = u16;
		break;
	case 4:
		done = view_u32(view, offset, &u32);
		*value = u32;
		break;
	default:
		done = view_u64(view, offset, &u64);
		*value = u64;
		break;
	}
	return done;
}

static uint64_t untouched(unsigned width)
{
	return 0x5A5A5A5A5A5A5A5A >> (64 - 8 * width);
}

static uint64_t expected_at(unsigned width, uint64_t offset)
{
	uint64_t value = 0;

	for (unsigned i = width; i > 0; i--)
		value = value << 8 | sixteen[offset + i - 1];
	return value;
}

static const unsigned widths[] = {1, 2, 4, 8};

START_TEST(integers_are_read_up_to_the_last_byte)
{
	unsigned width = widths[_i];
	struct byte_source source;
	struct view view;
	uint64_t value;

	byte_source_memory(&source, sixteen, sizeof(sixteen));
	view = view_of(&source);
	for (uint64_t offset = 0; offset <= sizeof(sixteen) - width; offset++) {
		ck_assert(reads(&view, width, offset, &value));
		ck_assert_uint_eq(value, expected_at(width, offset));
	}
	for (uint64_t offset = sizeof(sixteen) - width + 1; offset < 20; offset++) {
		ck_assert(!reads(&view, width, offset, &value));
		ck_assert_uint_eq(value, untouched(width));
	}
	ck_assert_int_eq(source.error, 0);
}
END_TEST

START_TEST(huge_offsets_do_not_wrap)
{
	unsigned width = widths[_i];
	struct byte_source source;
	struct view whole, tail;
	uint64_t value;

	byte_source_memory(&source, sixteen, sizeof(sixteen));
	whole = view_of(&source);
	ck_assert(view_slice(&whole, 8, 8, &tail));
	for (uint64_t back = 0; back < 20; back++) {
		ck_assert(!reads(&whole, width, UINT64_MAX - back, &value));
		ck_assert_uint_eq(value, untouched(width));
		ck_assert(!reads(&tail, width, UINT64_MAX - back, &value));
		ck_assert(!view_holds(&tail, UINT64_MAX - back, 1));
		ck_assert(!view_holds(&tail, 1, UINT64_MAX - back));
	}
	ck_assert(!reads(&whole, width, (uint64_t)1 << 32, &value));
	ck_assert(!reads(&whole, width, (uint64_t)1 << 63, &value));
}
END_TEST

START_TEST(values_straddle_blocks)
{
	unsigned width = widths[_i];
	struct blocks blocks;
	struct view view = block_view(&blocks, UINT64_MAX);
	uint64_t value;

	for (uint64_t offset = 0; offset <= sizeof(sixteen) - width; offset++) {
		ck_assert(reads(&view, width, offset, &value));
		ck_assert_uint_eq(value, expected_at(width, offset));
	}
}
END_TEST

START_TEST(a_block_that_cannot_be_had_fails_the_reads_that_touch_it)
{
	unsigned width = widths[_i];
	struct blocks blocks;
	struct view view = block_view(&blocks, BROKEN_FROM);
	uint64_t value;

	ck_assert(reads(&view, width, BROKEN_FROM - width, &value));
	ck_assert_int_eq(blocks.source.error, 0);
	ck_assert(!reads(&view, width, BROKEN_FROM - width + 1, &value));
	ck_assert_uint_eq(value, untouched(width));
	ck_assert_int_eq(blocks.source.error, EIO);
	/* What lies before can still be read. */
	ck_assert(reads(&view, width, 0, &value));
	ck_assert_uint_eq(value, expected_at(width, 0));
}
END_TEST

static bool fill_elsewhere(struct byte_source *source, uint64_t offset)
{
	(void)offset;
	source->block = sixteen;
	source->block_start = 0;
	source->block_length = BLOCK;
	return true;
}

START_TEST(a_source_that_fills_the_wrong_block_does_not_hang)
{
	struct byte_source source = {.size = sizeof(sixteen), .fill = fill_elsewhere};
	struct view view = view_of(&source);
	uint8_t byte = 7;

	ck_assert(view_u8(&view, 3, &byte));
	ck_assert_uint_eq(byte, 0x33);
	ck_assert(!view_u8(&view, 4, &byte));
	ck_assert_uint_eq(byte, 0x33);
}
END_TEST

START_TEST(only_what_is_asked_for_is_fetched)
{
	struct blocks blocks;
	struct view view = block_view(&blocks, UINT64_MAX);
	uint64_t value;

	ck_assert(view_holds(&view, 0, 16));
	ck_assert_uint_eq(blocks.fills, 0);
	ck_assert(reads(&view, 4, 8, &value));
	ck_assert(reads(&view, 2, 10, &value));
	ck_assert_uint_eq(blocks.fills, 1);
	ck_assert(reads(&view, 8, 2, &value));
	ck_assert_uint_eq(blocks.fills, 4);
}
END_TEST

START_TEST(copies_may_be_empty_and_whole)
{
	struct byte_source source;
	struct view view;
	uint8_t bytes[17] = {0};

	byte_source_memory(&source, sixteen, sizeof(sixteen));
	view = view_of(&source);
	ck_assert(view_copy(&view, 0, 16, bytes));
	ck_assert_mem_eq(bytes, sixteen, 16);
	ck_assert(!view_copy(&view, 0, 17, bytes));
	ck_assert(!view_copy(&view, 1, 16, bytes));
	ck_assert(!view_copy(&view, 1, SIZE_MAX, bytes));
	ck_assert(view_copy(&view, 16, 0, bytes));
	ck_assert(!view_copy(&view, 17, 0, bytes));
}
END_TEST

START_TEST(an_empty_source_holds_nothing)
{
	struct byte_source source;
	struct view view;
	uint8_t byte;
	char text[4];

	byte_source_memory(&source, "", 0);
	view = view_of(&source);
	ck_assert(view_holds(&view, 0, 0));
	ck_assert(!view_holds(&view, 0, 1));
	ck_assert(!view_u8(&view, 0, &byte));
	ck_assert_int_eq(view_text(&view, 0, text, sizeof(text)), VIEW_TEXT_PAST_END);
	ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(slices_are_windows_of_their_own)
{
	struct byte_source source;
	struct view whole, middle, inner, kept = {.size = 77};
	uint16_t value;

	byte_source_memory(&source, sixteen, sizeof(sixteen));
	whole = view_of(&source);
	ck_assert(view_slice(&whole, 4, 8, &middle));
	ck_assert(view_slice(&middle, 2, 4, &inner));
	ck_assert(view_u16(&inner, 0, &value));
	ck_assert_uint_eq(value, 0x7766);
	ck_assert(view_u16(&inner, 2, &value));
	ck_assert_uint_eq(value, 0x9988);
	/* The source goes on behind the window, the window does not. */
	ck_assert(!view_u16(&inner, 3, &value));
	ck_assert(view_slice(&whole, 16, 0, &inner));
	ck_assert_uint_eq(inner.size, 0);
	ck_assert(!view_slice(&whole, 16, 1, &kept));
	ck_assert(!view_slice(&whole, 17, 0, &kept));
	ck_assert(!view_slice(&middle, 1, 8, &kept));
	ck_assert(!view_slice(&middle, 1, UINT64_MAX, &kept));
	ck_assert_uint_eq(kept.size, 77);
	ck_assert_ptr_null(kept.source);
}
END_TEST

START_TEST(clipped_slices_end_where_the_window_ends)
{
	struct byte_source source;
	struct view whole, middle, part = {.size = 77};

	byte_source_memory(&source, sixteen, sizeof(sixteen));
	whole = view_of(&source);
	ck_assert(view_slice(&whole, 4, 8, &middle));
	ck_assert(view_slice_clipped(&middle, 6, UINT64_MAX, &part));
	ck_assert_uint_eq(part.start, 10);
	ck_assert_uint_eq(part.size, 2);
	ck_assert(view_slice_clipped(&middle, 8, 1, &part));
	ck_assert_uint_eq(part.size, 0);
	ck_assert(view_slice_clipped(&middle, 1, 2, &part));
	ck_assert_uint_eq(part.size, 2);
	ck_assert(!view_slice_clipped(&middle, 9, 0, &part));
	ck_assert(!view_slice_clipped(&middle, UINT64_MAX, 1, &part));
	ck_assert_uint_eq(part.start, 5);
	ck_assert_uint_eq(part.size, 2);
}
END_TEST

START_TEST(text_ends_at_a_nul_the_capacity_or_the_end)
{
	struct byte_source source;
	struct view view;
	char text[8];

	byte_source_memory(&source, "abc\0def", 7);
	view = view_of(&source);
	ck_assert_int_eq(view_text(&view, 0, text, sizeof(text)), VIEW_TEXT_OK);
	ck_assert_str_eq(text, "abc");
	ck_assert_int_eq(view_text(&view, 3, text, sizeof(text)), VIEW_TEXT_OK);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(view_text(&view, 4, text, sizeof(text)), VIEW_TEXT_PAST_END);
	ck_assert_str_eq(text, "def");
	ck_assert_int_eq(view_text(&view, 0, text, 5), VIEW_TEXT_OK);
	ck_assert_int_eq(view_text(&view, 0, text, 4), VIEW_TEXT_TOO_LONG);
	ck_assert_str_eq(text, "abc");
	ck_assert_int_eq(view_text(&view, 0, text, 3), VIEW_TEXT_TOO_LONG);
	ck_assert_str_eq(text, "ab");
	ck_assert_int_eq(view_text(&view, 7, text, sizeof(text)), VIEW_TEXT_PAST_END);
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(view_text(&view, UINT64_MAX, text, sizeof(text)), VIEW_TEXT_PAST_END);
}
END_TEST

START_TEST(pascal_text_lies_inside_or_is_refused)
{
	struct byte_source source;
	struct view view;
	char text[256] = "kept";
	uint8_t length = 99;

	byte_source_memory(&source, "\2hi\0\3no", 7);
	view = view_of(&source);
	ck_assert(view_pascal_text(&view, 0, text, &length));
	ck_assert_str_eq(text, "hi");
	ck_assert_uint_eq(length, 2);
	ck_assert(view_pascal_text(&view, 3, text, &length));
	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(length, 0);
	ck_assert(!view_pascal_text(&view, 4, text, &length));
	ck_assert(!view_pascal_text(&view, 7, text, &length));
	ck_assert(!view_pascal_text(&view, UINT64_MAX, text, &length));
	ck_assert_uint_eq(length, 0);
}
END_TEST

Suite *suite_base_view(void)
{
	Suite *suite = suite_create("base view");
	TCase *tests = tcase_create("view");
	const int width_count = (int)(sizeof(widths) / sizeof(widths[0]));

	tcase_add_loop_test(tests, integers_are_read_up_to_the_last_byte, 0, width_count);
	tcase_add_loop_test(tests, huge_offsets_do_not_wrap, 0, width_count);
	tcase_add_loop_test(tests, values_straddle_blocks, 0, width_count);
	tcase_add_loop_test(
		tests, a_block_that_cannot_be_had_fails_the_reads_that_touch_it, 0, width_count);
	tcase_add_test(tests, a_source_that_fills_the_wrong_block_does_not_hang);
	tcase_add_test(tests, only_what_is_asked_for_is_fetched);
	tcase_add_test(tests, copies_may_be_empty_and_whole);
	tcase_add_test(tests, an_empty_source_holds_nothing);
	tcase_add_test(tests, slices_are_windows_of_their_own);
	tcase_add_test(tests, clipped_slices_end_where_the_window_ends);
	tcase_add_test(tests, text_ends_at_a_nul_the_capacity_or_the_end);
	tcase_add_test(tests, pascal_text_lies_inside_or_is_refused);
	suite_add_tcase(suite, tests);
	return suite;
}
