/* Opening the machine that the target options describe. */
#ifndef COMPATSCAN_CLI_TARGET_H
#define COMPATSCAN_CLI_TARGET_H

#include "scanner/cli/options.h"

/* EXIT_HOLDS, or, with the reason told, EXIT_USAGE or EXIT_INCOMPLETE: then *out needs no release.
 */
enum exit_code target_open(struct invocation *invocation, struct host *out);

/* A usage error, told, when no target is given. */
bool target_given(struct invocation *invocation);

/*
 * The file of the target that an operand names: a Windows path, or a path of this machine below the
 * folder of one of the drives. EXIT_HOLDS, or, with the reason told and *out NULL, EXIT_USAGE when
 * there is none and EXIT_INCOMPLETE when that cannot be told.
 */
enum exit_code target_find(
	struct invocation *invocation, struct host *host, const char *name, struct host_file **out);

/* Warns of a folder that an option named (NULL: none did) and that is not there: to search in it is
 * no error, but most likely not what was meant. */
void target_folder_check(struct invocation *invocation, struct host *host, const char *folder);

#endif
