#include "scanner/base/clock.h"

#include <string.h>
#include <time.h>

enum { DAYS_PER_ERA = 146097, LAST_YEAR = 9999 };

/* From 0000-03-01, where a count of eras of 400 years begins, to 1970-01-01. */
enum { DAYS_BEFORE_1970 = 719468 };

/* 9999-12-31, and far enough from where the arithmetic would overflow. */
static const int64_t LAST_DAY = 2932896;

struct date {
	int64_t year;
	int month, day;
};

/* The proleptic Gregorian calendar, in years that begin in March so that the leap day is their
 * last. The C library's own gmtime refuses times before 1970 on Windows. */
static struct date date_of(int64_t days_since_1970)
{
	int64_t days = days_since_1970 + DAYS_BEFORE_1970;
	int64_t era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
	int day_of_era = (int)(days - era * DAYS_PER_ERA);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
				  day_of_era / (DAYS_PER_ERA - 1)) /
			  365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (5 * day_of_year + 2) / 153;
	int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;

	return (struct date){
		.year = year_of_era + era * 400 + (month <= 2),
		.month = month,
		.day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
	};
}

char *clock_text(struct arena *arena, int64_t seconds_since_1970)
{
	int64_t days = seconds_since_1970 / CLOCK_DAY_SECONDS;
	int second = (int)(seconds_since_1970 % CLOCK_DAY_SECONDS);
	struct date date;

	if (second < 0) {
		second += CLOCK_DAY_SECONDS;
		days--;
	}
	if (days > LAST_DAY || days < -LAST_DAY)
		return NULL;
	date = date_of(days);
	if (date.year < 0 || date.year > LAST_YEAR)
		return NULL;
	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)date.year, date.month,
		date.day, second / 3600, second / 60 % 60, second % 60);
}

/* As date_of, back. */
static int64_t days_since_1970(struct date date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t year_of_era = year - era * 400;
	int month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;

	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - DAYS_BEFORE_1970;
}

/* The number that count digits make; -1 when one of them is none. */
static int digits(const char *text, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

bool clock_day(const char *text, int64_t *out)
{
	static const char form[] = "YYYY-MM-DD";
	struct date date, same;

	if (strlen(text) != strlen(form) || text[4] != '-' || text[7] != '-')
		return false;
	date = (struct date){digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
	if (date.year < 0 || date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
		return false;
	same = date_of(days_since_1970(date));
	if (same.month != date.month) /* the 30th of February is the 1st or 2nd of March */
		return false;
	*out = days_since_1970(date) * CLOCK_DAY_SECONDS;
	return true;
}

bool clock_time(const char *text, int64_t *out)
{
	static const char form[] = "YYYY-MM-DDThh:mm:ssZ";
	char day[] = "YYYY-MM-DD";
	int64_t seconds;
	int hour, minute, second;

	if (strlen(text) != strlen(form))
		return false;
	memcpy(day, text, strlen(day));
	hour = digits(text + 11, 2);
	minute = digits(text + 14, 2);
	second = digits(text + 17, 2);
	if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' ||
		!clock_day(day, &seconds) || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
		second < 0 || second > 59)
		return false;
	*out = seconds + (hour * 60 + minute) * 60 + second;
	return true;
}

int64_t clock_now(void)
{
	return (int64_t)time(NULL);
}
