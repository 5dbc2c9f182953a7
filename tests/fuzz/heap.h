/* What a reading takes from the heap, told by the sanitizer; nothing is counted without one. */
#ifndef COMPATSCAN_TESTS_FUZZ_HEAP_H
#define COMPATSCAN_TESTS_FUZZ_HEAP_H

#include <stddef.h>

/* Counts from here. */
void fuzz_heap_begin(void);

/* The most bytes that were in use at one time since fuzz_heap_begin, less those in use then. */
size_t fuzz_heap_peak(void);

#endif
