/* Days as people write them, and times as reports do. */
#include "scanner/base/clock.h"

#include <check.h>
#include <string.h>

Suite *suite_base_clock(void);

static const struct {
	const char *text;
	int64_t start;
} days[] = {
	{"1970-01-01", 0},
	{"1969-12-31", -86400},
	{"2000-02-29", 951782400},
	{"2000-03-01", 951868800},
	{"2026-12-31", 1798675200},
	{"0000-01-01", -62167219200},
	{"9999-12-31", 253402214400},
};

START_TEST(a_day_is_its_first_second)
{
	int64_t start = 1;

	ck_assert(clock_day(days[_i].text, &start));
	ck_assert_int_eq(start, days[_i].start);
}
END_TEST

static const char *const no_days[] = {
	"",
	"2026-1-1",
	"2026-00-01",
	"2026-13-01",
	"2026-01-00",
	"2026-01-32",
	"2026-04-31",
	"2026-02-29",
	"1900-02-29",
	"2026-02-30",
	"2026/01/01",
	"2026-01-01T",
	" 2026-01-1",
	"+026-01-01",
	"-026-01-01",
	"20x6-01-01",
	"2026-01-0\n",
};

START_TEST(other_texts_are_no_day)
{
	int64_t start = 7;

	ck_assert(!clock_day(no_days[_i], &start));
	ck_assert_int_eq(start, 7);
}
END_TEST

/* Days of the 400 years after which the calendar repeats itself, there and back. */
START_TEST(days_and_texts_are_each_others_inverse)
{
	enum { DAYS = 146097, STRIDE = 11 }; /* which comes by every date of the year */
	struct arena arena;

	arena_init(&arena);
	for (int64_t day = -DAYS / 2; day <= DAYS / 2; day += STRIDE) {
		char *text = clock_text(&arena, day * CLOCK_DAY_SECONDS);
		int64_t start = -1;

		text[10] = '\0';
		if (!clock_day(text, &start) || start != day * CLOCK_DAY_SECONDS)
			ck_abort_msg("%s", text);
	}
	arena_free(&arena);
}
END_TEST

static const struct {
	const char *text;
	int64_t seconds;
} times[] = {
	{"1970-01-01T00:00:00Z", 0},
	{"1999-11-30T12:00:00Z", 943963200},
	{"2000-02-29T23:59:59Z", 951868799},
	{"0000-01-01T00:00:01Z", -62167219199},
};

START_TEST(a_time_is_a_second)
{
	int64_t seconds = 1;

	ck_assert(clock_time(times[_i].text, &seconds));
	ck_assert_int_eq(seconds, times[_i].seconds);
}
END_TEST

static const char *const no_times[] = {
	"1999-11-30",
	"1999-11-30T12:00:00",
	"1999-11-30 12:00:00Z",
	"1999-11-30T12:00:00z",
	"1999-11-31T12:00:00Z",
	"1999-11-30T24:00:00Z",
	"1999-11-30T23:60:00Z",
	"1999-11-30T23:59:60Z",
	"1999-11-30T2x:59:00Z",
	"1999-11-30T12.00.00Z",
	"1999-11-30T12:00:00+00:00",
};

START_TEST(other_texts_are_no_time)
{
	int64_t seconds = 7;

	ck_assert(!clock_time(no_times[_i], &seconds));
	ck_assert_int_eq(seconds, 7);
}
END_TEST

Suite *suite_base_clock(void)
{
	Suite *suite = suite_create("base_clock");
	TCase *tests = tcase_create("clock");

	tcase_add_loop_test(tests, a_time_is_a_second, 0, sizeof(times) / sizeof(times[0]));
	tcase_add_loop_test(
		tests, other_texts_are_no_time, 0, sizeof(no_times) / sizeof(no_times[0]));
	suite_add_tcase(suite, tests);
	tcase_add_loop_test(
		tests, a_day_is_its_first_second, 0, (int)(sizeof(days) / sizeof(days[0])));
	tcase_add_loop_test(
		tests, other_texts_are_no_day, 0, (int)(sizeof(no_days) / sizeof(no_days[0])));
	tcase_add_test(tests, days_and_texts_are_each_others_inverse);
	return suite;
}
