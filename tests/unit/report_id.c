/* The id that makes a report one that was sent before, or a new one. */
#include "report/report_id.h"

#include <check.h>
#include <string.h>

START_TEST(ids_are_random_and_valid)
{
	char one[REPORT_ID_BYTES];
	char other[REPORT_ID_BYTES];

	ck_assert(report_id_new(one));
	ck_assert(report_id_new(other));
	ck_assert_str_ne(one, other);
	ck_assert(report_id_valid(one));
	ck_assert_int_eq(one[14], '4');
	ck_assert_ptr_nonnull(strchr("89ab", one[19]));
	ck_assert(report_id_valid("ABCDEF00-0000-0000-0000-00000000000f"));
}
END_TEST

static const char *const wrong_ids[] = {NULL, "", "11111111-1111-4111-8111-11111111111",
	"11111111-1111-4111-8111-1111111111111", "11111111-1111-4111-8111-11111111111g",
	"11111111x1111-4111-8111-111111111111", "../../../../../../../../../etc/passwd",
	"{11111111-1111-4111-8111-11111111111}"};

START_TEST(other_text_is_no_id)
{
	ck_assert(!report_id_valid(wrong_ids[_i]));
}
END_TEST

Suite *suite_report_id(void);

Suite *suite_report_id(void)
{
	Suite *suite = suite_create("report id");
	TCase *tests = tcase_create("id");

	tcase_add_test(tests, ids_are_random_and_valid);
	tcase_add_loop_test(
		tests, other_text_is_no_id, 0, (int)(sizeof(wrong_ids) / sizeof(wrong_ids[0])));
	suite_add_tcase(suite, tests);
	return suite;
}
