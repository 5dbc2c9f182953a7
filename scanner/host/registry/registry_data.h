/* The data of a registry value, whatever delivered it. */
#ifndef COMPATSCAN_HOST_REGISTRY_REGISTRY_DATA_H
#define COMPATSCAN_HOST_REGISTRY_REGISTRY_DATA_H

#include "scanner/host/registry/registry_source.h"

#include <stdbool.h>

/*
 * Fills all of value but its name from data of a type as the registry numbers them (REG_SZ is 1)
 * and of value->size bytes. What is too short or too long for its type is REGISTRY_OTHER. False
 * when a text or a list is over its limit; value then is not to be used.
 */
bool registry_data_read(
	struct arena *arena, uint32_t type, const uint8_t *bytes, struct registry_value *value);

#endif
