/* The files that a check judges, which a pack names in the fields program, path and library. */
#ifndef COMPATSCAN_RULES_CHECKS_SUBJECT_H
#define COMPATSCAN_RULES_CHECKS_SUBJECT_H

#include "rules/checks/check.h"

/* One of several copies of a program that may run, or the one file that is meant. */
struct subject {
	struct host_file *file;
	const struct search_candidate *candidate; /* NULL: a path named the file */
};

/*
 * Visits the file at the path, every copy of the program that may run, or the library as the
 * program loads it. What is not there fails as the case "missing" (a program: is unknown), what
 * cannot be told is unknown. Sets the verdict's subject, and the value "path" to what was asked
 * for.
 */
void subject_visit(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, void (*visit)(void *context, const struct subject *subject),
	void *context);

/* Adds evidence about it. */
struct evidence *subject_evidence(
	struct verdict *verdict, struct arena *arena, const struct subject *subject);

#endif
