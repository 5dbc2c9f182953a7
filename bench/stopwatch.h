/* What a stretch of a program cost: time on the wall, time of the processor, read calls. */
#ifndef COMPATSCAN_BENCH_STOPWATCH_H
#define COMPATSCAN_BENCH_STOPWATCH_H

#include <stdint.h>

struct stopwatch {
	double wall;        /* seconds */
	double cpu;         /* seconds of this process, user and system */
	int64_t read_calls; /* negative where the kernel does not count them (/proc/self/io) */
};

/* What the clocks say now. */
void stopwatch_start(struct stopwatch *watch);

/* Turns what stopwatch_start noted into what has passed since. */
void stopwatch_stop(struct stopwatch *watch);

#endif
