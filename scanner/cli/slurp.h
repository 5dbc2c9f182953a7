/* A whole file of the user's, or standard input for "-", in memory. */
#ifndef COMPATSCAN_CLI_SLURP_H
#define COMPATSCAN_CLI_SLURP_H

#include "scanner/cli/options.h"

/* NULL, told, when it cannot be read or has more than limit bytes. Freed by slurp_free. */
char *slurp(struct invocation *invocation, const char *file, size_t limit, size_t *size);
void slurp_free(char *bytes);

#endif
