/*
 * Counts the bytes that malloc and its kin have handed out and not got back, as large as glibc
 * really made them. A program that links counted_memory.c has its allocator replaced by one that
 * counts and passes on, for every library it uses as well.
 */
#ifndef COMPATSCAN_BENCH_COUNTED_MEMORY_H
#define COMPATSCAN_BENCH_COUNTED_MEMORY_H

#include <stddef.h>

/* Forgets the peak: from here on it counts what is handed out beyond what is out now. */
void counted_memory_mark(void);

/* The most bytes that were out at once since the mark, beyond those that were out then. */
size_t counted_memory_peak(void);

#endif
