/* The parameters of a pack with the values of one machine. */
#ifndef COMPATSCAN_RULES_EVALUATION_PARAMETERS_H
#define COMPATSCAN_RULES_EVALUATION_PARAMETERS_H

#include "rules/evaluation/evaluation.h"

/* Fills evaluation->parameters in the order of the pack, each from the first source that has a
 * value. */
void parameters_read(struct evaluation *evaluation);

/* What a person calls a source: "HKLM\...\Setup, Services", "the variable PATH". */
const char *parameter_source_name(struct arena *arena, const struct parameter_source *source);

/* Whether a name given with --set, PARAMETER or PACK.PARAMETER, means this parameter; *specific is
 * whether it names the pack. */
bool parameter_is_named(const char *name, const struct pack *pack,
	const struct parameter *parameter, bool *specific);

#endif
