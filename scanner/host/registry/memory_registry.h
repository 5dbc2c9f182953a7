/*
 * One root of a registry that exists only in memory, behind registry_source.h, for the examples of
 * rules and for tests. It answers as a hive with the same content would: names compared without
 * case, keys sorted, values in the order in which they were first set, the same limits.
 *
 * Keys are written below the root, components joined by '\', "" being the root itself; setting a
 * value makes its key, and a key those above it. Texts are UTF-8; everything is copied.
 */
#ifndef COMPATSCAN_HOST_REGISTRY_MEMORY_REGISTRY_H
#define COMPATSCAN_HOST_REGISTRY_MEMORY_REGISTRY_H

#include "scanner/host/registry/registry_source.h"

#include <stdbool.h>

struct memory_registry;

/* An empty root. Closing its source frees it. */
struct memory_registry *memory_registry_new(void);
struct registry_source *memory_registry_source(struct memory_registry *registry);

void memory_registry_add_key(struct memory_registry *registry, const char *key);

/* Sets or replaces a value; type is numbered as the registry does (REG_SZ is 1). */
void memory_registry_set(struct memory_registry *registry, const char *key, const char *name,
	uint32_t type, const void *bytes, size_t size);
/* REG_SZ, or REG_EXPAND_SZ. */
void memory_registry_set_text(struct memory_registry *registry, const char *key, const char *name,
	const char *text, bool expandable);
/* REG_MULTI_SZ. */
void memory_registry_set_list(struct memory_registry *registry, const char *key, const char *name,
	const char *const *texts, size_t count);
/* REG_DWORD, or REG_QWORD for what does not fit. */
void memory_registry_set_number(
	struct memory_registry *registry, const char *key, const char *name, uint64_t number);

/* Take a value, or a key with all below it, away; nothing happens when it is not there. */
void memory_registry_remove_value(
	struct memory_registry *registry, const char *key, const char *name);
void memory_registry_remove_key(struct memory_registry *registry, const char *key);

#endif
