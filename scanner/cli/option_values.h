/* What the option groups have in common: refusing a value, and values that several kinds take. */
#ifndef COMPATSCAN_CLI_OPTION_VALUES_H
#define COMPATSCAN_CLI_OPTION_VALUES_H

#include "scanner/cli/options.h"

/* Tells that a value will not do; false. */
bool option_refuse(struct invocation *invocation, const char *value, const char *expected);

/* A whole number from 1 to most. */
bool option_number(struct invocation *invocation, const char *value, unsigned most, unsigned *out);

/* A folder on the target: a full Windows path, or one of a share. */
bool option_folder(struct invocation *invocation, const char *value, const char **out);

/* --format and --output, --symbols and --hash, which several commands have. */
bool option_take_format(struct invocation *invocation, const char *value);
bool option_take_output(struct invocation *invocation, const char *value);
bool option_take_symbols(struct invocation *invocation, const char *value);
bool option_take_hash(struct invocation *invocation, const char *value);

#endif
