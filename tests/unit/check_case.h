/* Single checks put to a machine in memory, as the JSON of a rule's check in which ' stands for ".
 */
#ifndef COMPATSCAN_TESTS_UNIT_CHECK_CASE_H
#define COMPATSCAN_TESTS_UNIT_CHECK_CASE_H

#include "rules/evaluation/evaluation.h"
#include "tests/machine/machine.h"

#include <check.h>

/* The machine is described before the first check is put to it. */
struct check_case {
	struct machine machine;
	bool started;
	const char *parameters; /* JSON of the pack's parameters, without brackets; or NULL */
	const char *each;       /* JSON of the selection to each item of which it is put; or NULL */
	struct pack pack;
	struct pack_result result;
};

void check_case_init(struct check_case *on);
void check_case_free(struct check_case *on);

/*
 * Evaluates a pack that concerns every machine: one program "import" (Import.exe, started from
 * C:\bin in C:\bin), one library "cdmw800" (Cdmw800.dll), and a rule with this check. All texts of
 * the rule are the check's own sentence. The finding is the rule's first.
 */
const struct finding *check_case_ask(struct check_case *on, const char *check);

/* Each fails unless the check answers so, with this whole sentence (NULL: whatever it says). */
const struct finding *expect_pass(struct check_case *on, const char *check, const char *sentence);
const struct finding *expect_fail(
	struct check_case *on, const char *check, const char *case_name, const char *sentence);
const struct finding *expect_unknown(
	struct check_case *on, const char *check, const char *sentence);
const struct finding *expect_not_applicable(
	struct check_case *on, const char *check, const char *sentence);

/* Fails unless the pack is refused with a message that ends so. */
void expect_refused(struct check_case *on, const char *check, const char *message);

/* Fails unless a piece of evidence is just so. */
void expect_seen(const struct finding *finding, size_t index, struct evidence expected);

#endif
