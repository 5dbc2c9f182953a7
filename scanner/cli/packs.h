/* Which packs a command works with: given by file or by id, or all that are installed. */
#ifndef COMPATSCAN_CLI_PACKS_H
#define COMPATSCAN_CLI_PACKS_H

#include "rules/pack.h"
#include "scanner/cli/options.h"

/*
 * Loads the packs named by --pack, or all installed ones; sorted by id. False, told, when one
 * cannot be found, has an error, or two have one id. Packs are installed in --pack-dir, else
 * COMPATSCAN_PACKS, else the first that exists of ../share/compatscan/packs and ../rules/packs,
 * seen from the program's own folder.
 */
bool packs_load(struct invocation *invocation, struct pack **out, size_t *count);

/* The file of a pack given by id or by file. NULL, told, when there is none. */
const char *packs_find(struct invocation *invocation, const char *name);

#endif
