/* A mutator that knows where fields are: sets them to values that are wrong in interesting ways. */
#ifndef COMPATSCAN_TESTS_FUZZ_MUTATE_H
#define COMPATSCAN_TESTS_FUZZ_MUTATE_H

#include "tests/fuzz/target.h"

/* As LLVMFuzzerCustomMutator; keeps the trailer of the target at the end. */
size_t fuzz_mutate(const struct fuzz_target *target, uint8_t *data, size_t size, size_t max_size,
	unsigned seed);

#endif
