/*
 * The kinds of question a rule can ask, as a table: name, the fields its JSON may have, the cases
 * in which it can fail (each of which a rule must explain), and the function that answers it.
 */
#ifndef COMPATSCAN_RULES_CHECK_H
#define COMPATSCAN_RULES_CHECK_H

#include "rules/evaluation.h"

enum field_type {
	FIELD_PROGRAM,  /* the id of a program of the pack */
	FIELD_PROGRAMS, /* a list of them */
	FIELD_LIBRARY,
	FIELD_LIBRARIES,
	FIELD_TEMPLATE,
	FIELD_TEMPLATES,
	FIELD_KIND,    /* an image kind */
	FIELD_MACHINE, /* a machine name */
	FIELD_TARGET,  /* an image target */
	FIELD_SEVERITY,
	FIELD_NUMBER,
};

struct check_field {
	const char *name;
	enum field_type type;
	bool required;
};

enum { MAX_CHECK_FIELDS = 8, MAX_CHECK_CASES = 16, MAX_CHECK_VARIABLES = 12 };

/* The lists end with an entry without a name. */
struct check_type {
	const char *name;
	struct check_field fields[MAX_CHECK_FIELDS + 1];
	const char *cases[MAX_CHECK_CASES + 1];
	const char *variables[MAX_CHECK_VARIABLES +
			      1]; /* what ${...} its texts may use beside parameters */
	/* What is wrong with the values taken together, or NULL; may be NULL itself. */
	const char *(*flaw)(const struct rule *rule);
	void (*evaluate)(
		struct evaluation *evaluation, const struct rule *rule, struct verdict *verdict);
};

const struct check_type *check_type_named(const char *name);

/* All of them, for messages and documentation; NULL past the last. */
const struct check_type *check_type_at(size_t index);

/* The value of a field of a rule; NULL when the rule leaves it out. */
const struct rule_value *rule_value(const struct rule *rule, const char *field);

extern const struct check_type check_found;
extern const struct check_type check_image;
extern const struct check_type check_unshadowed;
extern const struct check_type check_names;
extern const struct check_type check_library;
extern const struct check_type check_dependencies;
extern const struct check_type check_release;
extern const struct check_type check_on_path;
extern const struct check_type check_file;
extern const struct check_type check_same_file;
extern const struct check_type check_service;
extern const struct check_type check_restarted;

#endif
