/* The machines and examples of a pack from its JSON. */
#ifndef COMPATSCAN_RULES_EXAMPLES_EXAMPLE_LOAD_H
#define COMPATSCAN_RULES_EXAMPLES_EXAMPLE_LOAD_H

#include "rules/language/pack_load.h"

/* "machines" of the pack; to be read before any rule. */
void example_load_machines(struct pack_loading *loading, const cJSON *root);

/* "examples" of a rule whose check has been read. */
void example_load_all(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule);

#endif
