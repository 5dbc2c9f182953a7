/* Times as reports write them: RFC 3339, UTC, whole seconds. */
#ifndef COMPATSCAN_BASE_CLOCK_H
#define COMPATSCAN_BASE_CLOCK_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* "1999-11-30T12:00:00Z"; a year beyond 0..9999 gives NULL. */
char *clock_text(struct arena *arena, int64_t seconds_since_1970);

/* The first second of the day that "1999-11-30" names. False, *out untouched, when the text is no
 * day of the years 0 to 9999 written so. */
bool clock_day(const char *text, int64_t *out);

/* The second that "1999-11-30T12:00:00Z" names. False, *out untouched, likewise. */
bool clock_time(const char *text, int64_t *out);

enum { CLOCK_DAY_SECONDS = 24 * 60 * 60 };

int64_t clock_now(void);

#endif
