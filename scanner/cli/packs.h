/* Which packs a command works with: given by file or by id, or all that are installed. */
#ifndef COMPATSCAN_CLI_PACKS_H
#define COMPATSCAN_CLI_PACKS_H

#include "rules/pack.h"
#include "scanner/cli/options.h"

struct pack_files {
	const char **files; /* sorted by name */
	size_t count;
};

/*
 * The folder of installed packs: --pack-dir, else COMPATSCAN_PACKS, else the first that exists of
 * ../share/compatscan/packs and ../rules/packs, seen from the program's own folder.
 */
const char *packs_folder(struct invocation *invocation);

/* The *.json files of that folder. False, told, when there is none. */
bool packs_installed(struct invocation *invocation, struct pack_files *out);

/* Loads the packs named by --pack, or all installed ones; sorted by id. False, told, when one
 * cannot be found, has an error, or two have one id. */
bool packs_load(struct invocation *invocation, struct pack **out, size_t *count);

/* The file of a pack given by id or by file. NULL, told, when there is none. */
const char *packs_find(struct invocation *invocation, const char *name);

#endif
