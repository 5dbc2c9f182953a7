/* Which packs a command works with: given by file or by id, or all that are installed. */
#ifndef COMPATSCAN_CLI_PACKS_H
#define COMPATSCAN_CLI_PACKS_H

#include "rules/language/pack.h"
#include "scanner/cli/options.h"

/*
 * Loads what a scan judges by: the packs named by --pack, or all installed ones but for those that
 * are used on request, which are told; sorted by id. A pack of a later place (pack_places.h) takes
 * the place of one with its id of an earlier, which is told. False, told, when a pack cannot be
 * found or has an error, or two of one place have one id.
 */
bool packs_load(struct invocation *invocation, struct pack **out, size_t *count);

/* Every installed pack that is sound, likewise, whatever it is used for. False when there is one
 * more that is not, or none; *out holds the others all the same. */
bool packs_load_installed(struct invocation *invocation, struct pack **out, size_t *count);

/* The file of a pack given by id or by file. NULL, told, when there is none. */
const char *packs_find(struct invocation *invocation, const char *name);

#endif
