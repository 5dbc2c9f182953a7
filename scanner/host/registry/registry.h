/*
 * The registry of the machine. Keys are written as Windows writes them
 * (HKLM\SYSTEM\CurrentControlSet\..., HKU\.DEFAULT\..., HKCU\...); CurrentControlSet is the control
 * set that HKLM\SYSTEM\Select\Current names. HKLM\SOFTWARE\WOW6432Node is a key like any other: who
 * asks for a 32-bit program asks there. "Not there" and "cannot be told" are different answers.
 */
#ifndef COMPATSCAN_HOST_REGISTRY_REGISTRY_H
#define COMPATSCAN_HOST_REGISTRY_REGISTRY_H

#include "scanner/base/problem.h"
#include "scanner/host/fact.h"
#include "scanner/host/registry/registry_source.h"

#include <stdbool.h>

enum registry_root {
	REGISTRY_SYSTEM,   /* HKLM\SYSTEM */
	REGISTRY_SOFTWARE, /* HKLM\SOFTWARE */
	REGISTRY_DEFAULT,  /* HKU\.DEFAULT, of the account LocalSystem */
	REGISTRY_USER,     /* HKCU, of the user whose NTUSER.DAT was given */
	REGISTRY_ROOTS,
};

/* The root a key lives in, and its path there, inside key; REGISTRY_ROOTS when it is none of
 * these. */
enum registry_root registry_root_of(const char *key, const char **inside);

struct registry {
	struct arena *arena;
	struct problem_list *problems;
	struct registry_source *sources[REGISTRY_ROOTS]; /* NULL: not to be had */
	bool given[REGISTRY_ROOTS]; /* an option named a hive, so to ask for one helps nobody */
	unsigned control_set;       /* 0 when Select\Current could not be read, or Windows itself
				       resolves CurrentControlSet */
};

/* Takes the sources over (any may be NULL) and finds the current control set. */
void registry_init(struct registry *registry, struct arena *arena, struct problem_list *problems,
	struct registry_source *const sources[REGISTRY_ROOTS]);
void registry_release(struct registry *registry);

enum registry_status registry_key(const struct registry *registry, const char *key);
enum registry_status registry_value(const struct registry *registry, const char *key,
	const char *name, struct registry_value *out);
/* In the order stored. */
enum registry_status registry_values(const struct registry *registry, const char *key,
	struct registry_value **out, size_t *count);
/* The names of the keys one level below. */
enum registry_status registry_keys(
	const struct registry *registry, const char *key, const char ***out, size_t *count);

/* Whether a value is REGISTRY_TEXT or REGISTRY_EXPANDABLE_TEXT. */
bool registry_is_text(const struct registry_value *value);

/* Why a question about this key is answered REGISTRY_UNKNOWN: what was missing and what to give. */
const char *registry_unknown_reason(const struct registry *registry, const char *key);

/* A text or number of the registry as a fact, %NAME% as it stands: FACT_READ with the value, or
 * with NULL when it is not set (or is neither text nor number); FACT_UNKNOWN with the reason. */
struct fact registry_fact(const struct registry *registry, const char *key, const char *name);

/* The same for a value of the key that was found. */
struct fact registry_value_fact(
	const struct registry *registry, const char *key, const struct registry_value *value);

#endif
