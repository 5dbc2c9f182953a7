/* A mutator that knows JSON: what it makes still parses, so that a pack is changed where it is
 * read.
 */
#ifndef COMPATSCAN_TESTS_FUZZ_MUTATE_JSON_H
#define COMPATSCAN_TESTS_FUZZ_MUTATE_JSON_H

#include <stddef.h>
#include <stdint.h>

/* As LLVMFuzzerCustomMutator; 0 when data is no JSON, or what came out did not fit. */
size_t fuzz_mutate_json(uint8_t *data, size_t size, size_t max_size, unsigned seed);

#endif
