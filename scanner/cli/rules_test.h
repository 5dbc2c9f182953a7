/* rules test: whether the rules of a pack say of its examples what the pack expects. */
#ifndef COMPATSCAN_CLI_RULES_TEST_H
#define COMPATSCAN_CLI_RULES_TEST_H

#include "rules/language/pack.h"
#include "scanner/cli/options.h"

/* Tests the packs given by file or id, or all that are installed. EXIT_HOLDS, EXIT_FAILS when an
 * example does not hold, EXIT_USAGE when a pack has an error or cannot be found. */
enum exit_code rules_test(
	struct invocation *invocation, const char *const *names, size_t name_count);

/* What --strict expects of packs, beside that they have no error. True when it was not given. */
bool packs_strict(struct invocation *invocation, const struct pack *packs, size_t count);

#endif
