/* Times as reports write them: RFC 3339, UTC, whole seconds. */
#ifndef COMPATSCAN_BASE_CLOCK_H
#define COMPATSCAN_BASE_CLOCK_H

#include "scanner/base/arena.h"

#include <stdint.h>

/* "1999-11-30T12:00:00Z"; a year beyond 0..9999 gives NULL. */
char *clock_text(struct arena *arena, int64_t seconds_since_1970);

int64_t clock_now(void);

#endif
