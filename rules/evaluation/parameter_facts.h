/* What a parameter of a pack can take from what is known of the machine anyhow. */
#ifndef COMPATSCAN_RULES_EVALUATION_PARAMETER_FACTS_H
#define COMPATSCAN_RULES_EVALUATION_PARAMETER_FACTS_H

#include "scanner/host/fact.h"

#include <stdbool.h>
#include <stddef.h>

struct host;

/* Their names in order; NULL past the last. */
const char *parameter_fact_at(size_t index);

/* False when there is no fact of this name. */
bool parameter_fact_is_known(const char *name);

/* A fact that parameter_fact_is_known. */
struct fact parameter_fact(struct host *host, const char *name);

#endif
