/*
 * The environment variables a service of the machine would see, and %NAME% expansion. Names are
 * compared without case. Nothing of compatscan's own environment is ever in it.
 *
 * Windows makes an environment in steps. A variable to expand may name those of the steps before
 * its own. Whether it may name one of its own step is left open by the document this rests on
 * (Raymond Chen, "What happens if I define one environment variable in terms of the value of
 * another environment variable?", 2023), so such a value is the likely one and says so in doubt:
 * the one that comes out when the variables are set in the order stored.
 */
#ifndef COMPATSCAN_HOST_MACHINE_ENVIRONMENT_H
#define COMPATSCAN_HOST_MACHINE_ENVIRONMENT_H

#include "scanner/base/arena.h"
#include "scanner/host/fact.h"
#include "scanner/host/registry/registry.h"

#include <stdbool.h>

/* Where the system's variables are kept. */
#define SYSTEM_ENVIRONMENT_KEY                                                                     \
	"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment"

enum environment_step {
	ENVIRONMENT_CORE,            /* SystemRoot, SystemDrive, ALLUSERSPROFILE, ... */
	ENVIRONMENT_SYSTEM_PLAIN,    /* REG_SZ of the system */
	ENVIRONMENT_SYSTEM_EXPANDED, /* REG_EXPAND_SZ of the system */
	ENVIRONMENT_LATE,            /* COMPUTERNAME, ProgramFiles, ... */
	ENVIRONMENT_USER_PLAIN,
	ENVIRONMENT_USER_EXPANDED,
	ENVIRONMENT_SERVICE, /* the service's own */
	ENVIRONMENT_GIVEN,   /* --env: replaces whatever the machine has */
};

struct environment_variable {
	const char *name;
	const char *value;  /* expanded as far as it could be */
	const char *raw;    /* as stored */
	const char *origin; /* "system", "user", "service", "--env" or "derived" */
	bool expandable;    /* Windows replaces %NAME% in it: REG_EXPAND_SZ, or given by the user */
	enum environment_step step;
	const char *doubt; /* why value is only the likely one, or NULL */
};

struct environment {
	struct arena *arena;
	struct environment_variable *variables;
	size_t count;
	size_t capacity;
	bool complete;     /* all system variables are known: a name that is not there is not set */
	bool core_unknown; /* but for ALLUSERSPROFILE, ProgramData and PUBLIC */
	bool late_unknown; /* but for ProgramFiles and its like, which are set after PATH */
};

void environment_init(struct environment *environment, struct arena *arena);

/* Sets or replaces a variable; the texts are copied, origin and doubt are kept. */
void environment_set(struct environment *environment, struct environment_variable variable);

/* NULL when it is not set. */
const struct environment_variable *environment_get(
	const struct environment *environment, const char *name);

/* Replaces each %NAME% that is set; one that is not stays as it stands, as Windows leaves it, and
 * *unknown (which may be NULL) then is the first such name, else NULL. The result is capped at
 * 32,767 bytes, the number of characters to which Windows limits it. */
char *environment_expand(
	const struct environment *environment, const char *text, const char **unknown);

/* The same as seen from a variable that Windows expands: what is set in a later step is not set
 * yet, but what the user gave stands for a variable of the system. */
char *environment_expand_in(const struct environment *environment,
	const struct environment_variable *of, const char *text, const char **unknown);

/* The first variable that text, part of the raw value of the variable of, names and that is set in
 * the same step; NULL when there is none. */
const char *environment_same_step(const struct environment *environment,
	const struct environment_variable *of, const char *text);

/* Whether a name for which environment_expand_in gave *unknown is known to be not set. */
bool environment_known_unset(const struct environment *environment, const char *name);

/* The same for a program that runs, or a user's PATH: whether there is no such variable. Those of
 * the account's profile are never known. */
bool environment_known_unset_for_programs(const struct environment *environment, const char *name);

/* How the value is known. */
enum fact_basis environment_basis(const struct environment_variable *variable);

/*
 * Adds the system variables of SYSTEM_ENVIRONMENT_KEY:
 * plain values first, then those to expand. Sets complete when all could be read.
 */
enum registry_status environment_add_system(
	struct environment *environment, const struct registry *registry);

/* The same for the variables of a user, kept below key ("HKCU\Environment"). The user's PATH,
 * LibPath and Os2LibPath go behind the system's, with a semicolon between (Q100843). */
enum registry_status environment_add_user(
	struct environment *environment, const struct registry *registry, const char *key);

#endif
