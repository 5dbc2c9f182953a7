/* What docs/problems.md says of each code is what rules go by. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))
#define PROBLEM_CODE(code, verdict) {code, verdict},

Suite *suite_image_doubt(void);

static const struct {
	const char *code;
	const char *verdict;
} rows[] = {
#include "problem_codes.inc"
};

START_TEST(a_verdict_stands_or_is_unknown)
{
	struct arena arena;
	struct image image = {.kind = IMAGE_PE32};

	arena_init(&arena);
	ck_assert_ptr_null(image_doubt(&image));
	problem_add(&image.problems, &arena, rows[_i].code, NULL, 7, "the words");
	if (strcmp(rows[_i].verdict, "stands") == 0) {
		ck_assert_ptr_null(image_doubt(&image));
	} else {
		ck_assert_str_eq(rows[_i].verdict, "unknown");
		ck_assert_str_eq(image_doubt(&image), "the words");
	}
	arena_free(&arena);
}
END_TEST

/* An oddity in front hides no doubt. */
START_TEST(the_first_doubt_counts)
{
	struct arena arena;
	struct image image = {.kind = IMAGE_PE32};

	arena_init(&arena);
	problem_add(&image.problems, &arena, "lfarlc", NULL, 0, "odd");
	problem_add(&image.problems, &arena, "truncated", NULL, 1, "cut");
	problem_add(&image.problems, &arena, "overlap", NULL, 2, "over");
	ck_assert_str_eq(image_doubt(&image), "cut");
	arena_free(&arena);
}
END_TEST

Suite *suite_image_doubt(void)
{
	Suite *suite = suite_create("image doubt");
	TCase *tests = tcase_create("doubt");

	tcase_add_loop_test(tests, a_verdict_stands_or_is_unknown, 0, (int)COUNT_OF(rows));
	tcase_add_test(tests, the_first_doubt_counts);
	suite_add_tcase(suite, tests);
	return suite;
}
