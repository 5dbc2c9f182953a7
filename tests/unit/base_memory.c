/* The arena, the capped buffer and the capped list of problems. */
#include "scanner/base/arena.h"
#include "scanner/base/buffer.h"
#include "scanner/base/problem.h"

#include <check.h>
#include <stdalign.h>
#include <string.h>

Suite *suite_base_memory(void);

enum { CHUNK = 64 * 1024, OUT_OF_MEMORY_EXIT = 3 };

static bool is_filled(const unsigned char *bytes, size_t size, unsigned char byte)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != byte)
			return false;
	return true;
}

START_TEST(allocations_are_zeroed_aligned_and_apart)
{
	static const size_t sizes[] = {
		0, 1, 15, 16, 17, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 1, 300000};
	enum { COUNT = sizeof(sizes) / sizeof(sizes[0]) };
	unsigned char *blocks[COUNT];
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT; i++) {
		blocks[i] = arena_alloc(&arena, sizes[i]);
		ck_assert_ptr_nonnull(blocks[i]);
		ck_assert_uint_eq((uintptr_t)blocks[i] % alignof(max_align_t), 0);
		ck_assert(is_filled(blocks[i], sizes[i], 0));
		if (sizes[i])
			memset(blocks[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT; i++)
		ck_assert(is_filled(blocks[i], sizes[i], (unsigned char)(i + 1)));
	arena_free(&arena);
	ck_assert_ptr_null(arena.newest);
	ck_assert_str_eq(arena_strdup(&arena, "usable again"), "usable again");
	arena_free(&arena);
}
END_TEST

START_TEST(an_overflowing_product_counts_as_out_of_memory)
{
	static struct arena arena;

	arena_array(&arena, SIZE_MAX / 8 + 1, 8);
}
END_TEST

START_TEST(a_size_that_cannot_be_aligned_counts_as_out_of_memory)
{
	static struct arena arena;

	arena_alloc(&arena, SIZE_MAX);
}
END_TEST

START_TEST(arrays_grow_and_keep_their_elements)
{
	struct arena arena;
	void *items = NULL;
	size_t capacity = 0;

	arena_init(&arena);
	for (int i = 0; i < 1000; i++) {
		arena_grow(&arena, &items, (size_t)i, &capacity, sizeof(i));
		ck_assert_uint_gt(capacity, (size_t)i);
		((int *)items)[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(((int *)items)[i], i);
	arena_free(&arena);
}
END_TEST

/* Beyond a chunk an array has one of its own, which may move; what is allocated between stays where
 * it is, and new room is zero. */
START_TEST(large_arrays_grow_where_others_stay)
{
	enum { COUNT = 100000 };
	struct arena arena;
	void *items[2] = {NULL, NULL};
	size_t capacities[2] = {0, 0};
	char *between = NULL;

	arena_init(&arena);
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = 0; j < 2; j++) {
			arena_grow(&arena, &items[j], i, &capacities[j], sizeof(uint64_t));
			ck_assert_uint_eq(((uint64_t *)items[j])[capacities[j] - 1], 0);
			((uint64_t *)items[j])[i] = i + j + 1;
		}
		if (i == COUNT / 2)
			between = arena_copy(&arena, "between", 7);
	}
	for (size_t i = 0; i < COUNT; i++)
		for (size_t j = 0; j < 2; j++)
			ck_assert_uint_eq(((uint64_t *)items[j])[i], i + j + 1);
	ck_assert_str_eq(between, "between");
	arena_free(&arena);
}
END_TEST

START_TEST(copies_end_in_a_nul)
{
	struct arena arena;

	arena_init(&arena);
	ck_assert_str_eq(arena_copy(&arena, "abcdef", 3), "abc");
	ck_assert_str_eq(arena_copy(&arena, NULL, 0), "");
	ck_assert_ptr_null(arena_strdup(&arena, NULL));
	ck_assert_str_eq(arena_printf(&arena, "%s-%05d", "x", 42), "x-00042");
	ck_assert_uint_eq(strlen(arena_printf(&arena, "%*s", 70000, "")), 70000);
	arena_free(&arena);
}
END_TEST

START_TEST(a_buffer_keeps_what_fits)
{
	struct buffer buffer;

	buffer_init(&buffer, 5);
	ck_assert_str_eq(buffer_text(&buffer), "");
	buffer_puts(&buffer, "abc");
	ck_assert(!buffer.overflowed);
	buffer_append(&buffer, "de\0", 2);
	ck_assert(!buffer.overflowed);
	ck_assert_str_eq(buffer_text(&buffer), "abcde");
	buffer_puts(&buffer, "");
	ck_assert(!buffer.overflowed);
	buffer_putc(&buffer, 'f');
	ck_assert(buffer.overflowed);
	ck_assert_str_eq(buffer_text(&buffer), "abcde");
	ck_assert_uint_eq(buffer.length, 5);
	buffer_free(&buffer);
	ck_assert_str_eq(buffer_text(&buffer), "");
	ck_assert(!buffer.overflowed);
	buffer_printf(&buffer, "%s%d", "abcd", 56);
	ck_assert(buffer.overflowed);
	ck_assert_str_eq(buffer_text(&buffer), "abcd5");
	buffer_free(&buffer);
}
END_TEST

START_TEST(a_buffer_of_no_size_holds_nothing)
{
	struct buffer buffer = {0};

	buffer_puts(&buffer, "x");
	ck_assert(buffer.overflowed);
	ck_assert_str_eq(buffer_text(&buffer), "");
	buffer_free(&buffer);
	buffer_free(&buffer);
}
END_TEST

START_TEST(a_buffer_grows_up_to_its_limit)
{
	struct buffer buffer;

	buffer_init(&buffer, 100000);
	buffer_repeat(&buffer, 'x', 255);
	buffer_repeat(&buffer, 'x', 1);
	ck_assert_uint_eq(strlen(buffer_text(&buffer)), 256);
	buffer_repeat(&buffer, 'y', 99744);
	ck_assert(!buffer.overflowed);
	ck_assert_uint_eq(strlen(buffer_text(&buffer)), 100000);
	ck_assert_int_eq(buffer_text(&buffer)[255], 'x');
	ck_assert_int_eq(buffer_text(&buffer)[256], 'y');
	buffer_repeat(&buffer, 'z', SIZE_MAX);
	ck_assert(buffer.overflowed);
	ck_assert_uint_eq(buffer.length, 100000);
	buffer_free(&buffer);
}
END_TEST

START_TEST(the_last_of_too_many_problems_says_so)
{
	struct problem_list list = {0};
	struct arena arena;

	arena_init(&arena);
	for (unsigned i = 0; i < 1000; i++)
		problem_add(&list, &arena, "truncated", "file", i, "problem %u", i);
	ck_assert_uint_eq(list.count, MAX_PROBLEMS);
	for (unsigned i = 0; i < MAX_PROBLEMS - 1; i++) {
		ck_assert_str_eq(list.items[i].code, "truncated");
		ck_assert_uint_eq(list.items[i].offset, i);
	}
	ck_assert_str_eq(list.items[62].detail, "problem 62");
	ck_assert_str_eq(list.items[MAX_PROBLEMS - 1].code, "limit");
	ck_assert_uint_eq(list.items[MAX_PROBLEMS - 1].offset, PROBLEM_NO_OFFSET);
	ck_assert_ptr_null(list.items[MAX_PROBLEMS - 1].path);
	arena_free(&arena);
}
END_TEST

START_TEST(the_same_problem_is_listed_once)
{
	struct problem_list list = {0};
	struct arena arena;
	char path[] = "a";

	arena_init(&arena);
	problem_add(&list, &arena, "link", path, 7, "first");
	problem_add(&list, &arena, "link", "a", 7, "again");
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.items[0].detail, "first");
	path[0] = 'x';
	ck_assert_str_eq(list.items[0].path, "a");
	problem_add(&list, &arena, "link", "a", 8, "elsewhere");
	problem_add(&list, &arena, "link", "b", 7, "another path");
	problem_add(&list, &arena, "link", NULL, 7, "no path");
	problem_add(&list, &arena, "link", NULL, 7, "no path again");
	problem_add(&list, &arena, "limit", "a", 7, "another code");
	ck_assert_uint_eq(list.count, 5);
	ck_assert(problem_list_has(&list, "limit"));
	ck_assert(!problem_list_has(&list, "loop"));
	arena_free(&arena);
}
END_TEST

Suite *suite_base_memory(void)
{
	Suite *suite = suite_create("base memory");
	TCase *tests = tcase_create("memory");

	tcase_add_test(tests, allocations_are_zeroed_aligned_and_apart);
	tcase_add_exit_test(
		tests, an_overflowing_product_counts_as_out_of_memory, OUT_OF_MEMORY_EXIT);
	tcase_add_exit_test(
		tests, a_size_that_cannot_be_aligned_counts_as_out_of_memory, OUT_OF_MEMORY_EXIT);
	tcase_add_test(tests, arrays_grow_and_keep_their_elements);
	tcase_add_test(tests, large_arrays_grow_where_others_stay);
	tcase_add_test(tests, copies_end_in_a_nul);
	tcase_add_test(tests, a_buffer_keeps_what_fits);
	tcase_add_test(tests, a_buffer_of_no_size_holds_nothing);
	tcase_add_test(tests, a_buffer_grows_up_to_its_limit);
	tcase_add_test(tests, the_last_of_too_many_problems_says_so);
	tcase_add_test(tests, the_same_problem_is_listed_once);
	suite_add_tcase(suite, tests);
	return suite;
}
