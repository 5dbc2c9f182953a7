/* rules checks: the vocabulary of the rule language, for whoever writes a pack and for programs
 * that make its schema. */
#ifndef COMPATSCAN_CLI_RULES_CHECKS_H
#define COMPATSCAN_CLI_RULES_CHECKS_H

#include "scanner/cli/options.h"

/* Writes every check and selection, or the one of this name (which may be NULL). */
enum exit_code rules_checks(struct invocation *invocation, const char *name);

#endif
