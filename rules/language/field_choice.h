/* Which fields of a check go together. */
#ifndef COMPATSCAN_RULES_LANGUAGE_FIELD_CHOICE_H
#define COMPATSCAN_RULES_LANGUAGE_FIELD_CHOICE_H

#include "rules/language/json_reader.h"
#include "rules/language/pack.h"

enum { MAX_FIELD_CHOICES = 6, MAX_CHOICE_FIELDS = 12 };

enum field_choice_kind {
	CHOICE_NONE,        /* ends a list of choices */
	CHOICE_ONE,         /* exactly one of the fields */
	CHOICE_SOME,        /* at least one of them */
	CHOICE_AT_MOST_ONE, /* no two of them */
	CHOICE_BESIDE,      /* the others only beside the first */
	CHOICE_NOT_BESIDE,  /* none of the others beside the first */
};

struct field_choice {
	enum field_choice_kind kind;
	const char *fields[MAX_CHOICE_FIELDS + 1]; /* ends with NULL */
};

/* "one", "some", "at-most-one", "beside", "not-beside": how rules checks tells it. */
const char *field_choice_name(enum field_choice_kind kind);

/* "exactly one of program, path", "value, default only with key", ... */
const char *field_choice_text(struct arena *arena, const struct field_choice *choice);

/* Complains of each choice (a list that ends with CHOICE_NONE) that the values do not keep. */
void field_choices_check(struct json_reader *reader, const char *path,
	const struct field_values *values, const struct field_choice *choices);

#endif
