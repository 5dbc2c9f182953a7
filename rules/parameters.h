/* The parameters of a pack with the values of one machine. */
#ifndef COMPATSCAN_RULES_PARAMETERS_H
#define COMPATSCAN_RULES_PARAMETERS_H

#include "rules/evaluation.h"

/* Fills evaluation->parameters in the order of the pack, each from the first source that has a
 * value. */
void parameters_read(struct evaluation *evaluation);

#endif
