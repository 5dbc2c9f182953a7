#include "bench/stopwatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds_of(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int64_t read_calls(void)
{
	FILE *stream = fopen("/proc/self/io", "r");
	int64_t calls = -1;
	char line[64];

	if (!stream)
		return -1;
	while (fgets(line, sizeof(line), stream))
		if (strncmp(line, "syscr: ", 7) == 0)
			calls = strtoll(line + 7, NULL, 10);
	fclose(stream);
	return calls;
}

void stopwatch_start(struct stopwatch *watch)
{
	watch->read_calls = read_calls();
	watch->cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
	watch->wall = seconds_of(CLOCK_MONOTONIC);
}

void stopwatch_stop(struct stopwatch *watch)
{
	watch->wall = seconds_of(CLOCK_MONOTONIC) - watch->wall;
	watch->cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - watch->cpu;
	if (watch->read_calls >= 0)
		watch->read_calls = read_calls() - watch->read_calls;
}
