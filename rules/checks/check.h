/*
 * The kinds of question a rule can ask, as a table: name, the fields its JSON may have, the cases
 * in which it can fail, the values its texts may use, and the function that answers it. A new kind
 * is a row in check.c and a file of its own.
 */
#ifndef COMPATSCAN_RULES_CHECKS_CHECK_H
#define COMPATSCAN_RULES_CHECKS_CHECK_H

#include "rules/evaluation/evaluation.h"
#include "rules/language/field.h"
#include "rules/language/field_choice.h"

enum { MAX_CHECK_FIELDS = 20, MAX_CHECK_CASES = 24 };

/* One way a check can fail. */
struct check_case {
	const char *name;
	const char *detail; /* template: the check's own sentence about it, ${detail} in a pack */
	const char *needs; /* the fields, with blanks between, without all of which it cannot arise,
			      and need not be explained; NULL when it always can */
};

/* The lists end with an entry without a name. */
struct check_type {
	const char *name;
	const char *summary; /* what must be so, in a sentence */
	struct check_field fields[MAX_CHECK_FIELDS + 1];
	struct field_choice choices[MAX_FIELD_CHOICES + 1];
	struct check_case cases[MAX_CHECK_CASES + 1];
	/* What ${...} its texts may use beside parameters and ${detail}. */
	const char *variables[MAX_VERDICT_VARIABLES + 1];
	const char *holds; /* template: its own sentence when it is so */
	/* What is wrong with the values taken together, or NULL; may be NULL itself. */
	const char *(*flaw)(const struct check *check);
	void (*evaluate)(
		struct evaluation *evaluation, const struct check *check, struct verdict *verdict);
};

const struct check_type *check_type_named(const char *name);

/* All of them, for messages and documentation; NULL past the last. */
const struct check_type *check_type_at(size_t index);

/* The value of a field of a check; NULL when it was left out. */
const struct field_value *check_value(const struct check *check, const char *field);

/* The check whose cases and values are those of a check: itself, or what a "when" leads to; one
 * without a type where that was complained of. */
const struct check *check_outcome(const struct check *check);

/* Zeroes the verdict, evaluates the check, and words what it found as verdict->detail. */
void check_evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict);

/* The name under which a pack explains all cases that it does not name. */
#define CASE_OTHERWISE "otherwise"

extern const struct check_type check_all;
extern const struct check_type check_any;
extern const struct check_type check_compare;
extern const struct check_type check_copies;
extern const struct check_type check_dependencies;
extern const struct check_type check_file;
extern const struct check_type check_fixes;
extern const struct check_type check_folder;
extern const struct check_type check_found;
extern const struct check_type check_image;
extern const struct check_type check_level;
extern const struct check_type check_library;
extern const struct check_type check_names;
extern const struct check_type check_not;
extern const struct check_type check_on_path;
extern const struct check_type check_parameter;
extern const struct check_type check_path_audit;
extern const struct check_type check_placement;
extern const struct check_type check_registry;
extern const struct check_type check_release;
extern const struct check_type check_restarted;
extern const struct check_type check_runs_on;
extern const struct check_type check_same_file;
extern const struct check_type check_service;
extern const struct check_type check_service_command;
extern const struct check_type check_service_program;
extern const struct check_type check_text;
extern const struct check_type check_unshadowed;
extern const struct check_type check_version;
extern const struct check_type check_volume;
extern const struct check_type check_when;

#endif
