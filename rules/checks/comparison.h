/* What a text or a number should be, in the fields that several checks have for it. */
#ifndef COMPATSCAN_RULES_CHECKS_COMPARISON_H
#define COMPATSCAN_RULES_CHECKS_COMPARISON_H

#include "rules/checks/check.h"

#define COMPARISON_FIELDS                                                                          \
	{"equals", &field_datum, 0}, {"one_of", &field_datum, FIELD_LIST},                         \
		{"matches", &field_template, FIELD_ONE_OR_LIST}, {"min", &field_number, 0},        \
	{                                                                                          \
		"max", &field_number, 0                                                            \
	}

#define COMPARISON_NAMES "equals", "one_of", "matches", "min", "max"

/* What is compared: one text, or the several of a list, of which any may be the one. */
struct compared {
	const char *const *texts;
	size_t count;
	bool numeric; /* it is the number below, and texts[0] that number in decimal */
	uint64_t number;
};

/* What is wrong with what the check asks for, or NULL. */
const char *comparison_flaw(const struct check *check);

/* A text as it stands; with digits, one of up to 16 digits alone is a number, too. */
struct compared compared_text(const char *const *text, bool digits);

/* Whether the check asks for anything. */
bool comparison_is_asked(const struct check *check);

/* "like x*", "at least 3 and at most 5"; NULL when nothing is asked. */
const char *comparison_text(struct evaluation *evaluation, const struct check *check);

/* NULL when it is what the check wants, else "other", "out-of-range" or, where a number is wanted
 * and there is none, "wrong-type". Texts are compared without regard to case. */
const char *comparison_misfit(
	struct evaluation *evaluation, const struct check *check, const struct compared *compared);

#endif
