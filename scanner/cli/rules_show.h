/* rules list and rules show: what packs there are, and what one says. */
#ifndef COMPATSCAN_CLI_RULES_SHOW_H
#define COMPATSCAN_CLI_RULES_SHOW_H

#include "scanner/cli/options.h"

enum exit_code rules_list(struct invocation *invocation);

/* The pack with this id, or of this file. */
enum exit_code rules_show(struct invocation *invocation, const char *name);

#endif
