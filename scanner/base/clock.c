#include "scanner/base/clock.h"

#include <time.h>

char *clock_text(struct arena *arena, int64_t seconds_since_1970)
{
	time_t seconds = (time_t)seconds_since_1970;
	struct tm parts;

	if (!gmtime_r(&seconds, &parts) || parts.tm_year < -1900 || parts.tm_year > 9999 - 1900)
		return NULL;
	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
		parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

int64_t clock_now(void)
{
	return (int64_t)time(NULL);
}
