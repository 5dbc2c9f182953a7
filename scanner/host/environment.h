/*
 * The environment variables a service of the machine would see, and %NAME% expansion. Names are
 * compared without case. Nothing of compatscan's own environment is ever in it.
 */
#ifndef COMPATSCAN_HOST_ENVIRONMENT_H
#define COMPATSCAN_HOST_ENVIRONMENT_H

#include "scanner/base/arena.h"
#include "scanner/host/registry.h"

#include <stdbool.h>

struct environment_variable {
	const char *name;
	const char *value;  /* expanded as far as it could be */
	const char *raw;    /* as stored */
	const char *origin; /* "system", "--env" or "derived" */
	bool expandable;    /* Windows replaces %NAME% in it: REG_EXPAND_SZ, or given by the user */
};

struct environment {
	struct arena *arena;
	struct environment_variable *variables;
	size_t count;
	size_t capacity;
	bool complete; /* all system variables are known: a name that is not there is not set */
};

void environment_init(struct environment *environment, struct arena *arena);

/* Sets or replaces a variable; the texts are copied, origin is kept. */
void environment_set(struct environment *environment, struct environment_variable variable);

/* NULL when it is not set. */
const struct environment_variable *environment_get(
	const struct environment *environment, const char *name);

/* Replaces each %NAME% that is set; one that is not stays as it stands, as Windows leaves it, and
 * *unknown (which may be NULL) then is the first such name, else NULL. The result is capped at
 * 32,767 bytes, the number of characters to which Windows limits it. */
char *environment_expand(
	const struct environment *environment, const char *text, const char **unknown);

/*
 * Adds the system variables of HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment in
 * the order Windows does: plain values first, then those to expand. Sets complete when all could be
 * read.
 */
enum registry_status environment_add_system(
	struct environment *environment, const struct registry *registry);

#endif
