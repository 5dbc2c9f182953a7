/*
 * What lies in a hive, found by code that shares nothing with the reader and takes every short cut:
 * a record is wherever its signature is.
 */
#ifndef COMPATSCAN_TESTS_FUZZ_HIVE_CELLS_H
#define COMPATSCAN_TESTS_FUZZ_HIVE_CELLS_H

#include "scanner/host/registry/registry_source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hive_cells {
	const uint8_t *bytes; /* the whole file */
	size_t size;
};

/* Whether there is a value of this name, type and content anywhere. */
bool hive_cells_have_value(const struct hive_cells *cells, const struct registry_value *value);

#endif
