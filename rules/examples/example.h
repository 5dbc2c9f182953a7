/*
 * Examples: what a rule says of a machine that the pack describes. They are how a pack tests itself
 * (compatscan rules test), and how a reader sees what a rule is about.
 */
#ifndef COMPATSCAN_RULES_EXAMPLES_EXAMPLE_H
#define COMPATSCAN_RULES_EXAMPLES_EXAMPLE_H

#include "rules/evaluation/evaluation.h"
#include "rules/examples/example_machine.h"
#include "rules/language/pack.h"

struct example {
	const char *title;
	/* The worst that the rule finds: fail, then error, unknown, pass, not-applicable. */
	enum finding_status expect;
	const char *case_name; /* with FINDING_FAIL: of the check's cases; NULL: any */
	const char *subject;   /* what it is found about; NULL: whatever it is */
	struct example_machine machine;
};

enum example_result {
	EXAMPLE_HOLDS,
	EXAMPLE_FAILS,
	EXAMPLE_BAD, /* its machine cannot be made */
};

/* The texts live in the arena that example_run was given. */
struct example_outcome {
	enum example_result result;
	const char *expected;     /* "fail (missing) about C:\x" */
	const char *found;        /* likewise */
	const char *explanation;  /* that the rule gave to whom it found it about */
	struct example_flaw flaw; /* EXAMPLE_BAD */
};

/* Puts a rule of the pack to the example's machine. */
struct example_outcome example_run(const struct pack *pack, const struct rule *rule,
	const struct example *example, struct arena *arena);

/* Complains of every machine of the pack, its examples' included, that cannot be made, once of each
 * place where that is told. False when there is one. */
bool examples_check(const struct pack *pack, const struct diagnostics *diagnostics);

/*
 * Complains of every rule that does not show by examples what it is about: one in which it passes
 * and one in which it fails, or, where its check has no case in which it could fail, one in which
 * it passes and one in which it is not applicable. False when there is one.
 */
bool examples_check_strict(const struct pack *pack, const struct diagnostics *diagnostics);

#endif
