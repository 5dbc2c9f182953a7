/* A hash table from texts to objects. Texts are compared byte by byte: fold them first. */
#ifndef COMPATSCAN_HOST_DEPENDENCIES_NAME_TABLE_H
#define COMPATSCAN_HOST_DEPENDENCIES_NAME_TABLE_H

#include "scanner/base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct name_slot {
	uint64_t hash;
	const char *name; /* NULL: free */
	void *object;
};

/* Starts as {.arena = ...}; what it holds is borrowed. */
struct name_table {
	struct arena *arena;
	struct name_slot *slots;
	size_t slot_count; /* a power of two */
	size_t count;
};

/* NULL when the name is not there. */
void *name_table_find(const struct name_table *table, const char *name);

/* The name must not be there yet, the object not be NULL. */
void name_table_add(struct name_table *table, const char *name, void *object);

#endif
