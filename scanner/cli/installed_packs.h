/* The packs in the places of pack_places.h, and which of several with one id counts. */
#ifndef COMPATSCAN_CLI_INSTALLED_PACKS_H
#define COMPATSCAN_CLI_INSTALLED_PACKS_H

#include "rules/language/pack.h"
#include "scanner/cli/options.h"

struct installed_pack {
	const char *file;
	size_t place;        /* of several packs with one id the last place's counts */
	const char *id;      /* where it cannot be read, the name of the file */
	const char *version; /* NULL: it cannot be read */
	bool replaced;
};

struct installed_packs {
	struct installed_pack
		*items; /* sorted by id; the one that counts behind those it replaces */
	size_t count;
};

/* Reads what all packs of all places call themselves, without a word of what is wrong with them:
 * that of a pack that nobody asks for is for nobody. False, told, when there are none, or a folder
 * cannot be listed. */
bool installed_packs_find(struct invocation *invocation, struct installed_packs *out);

/* The one that counts; NULL when there is none. */
const struct installed_pack *installed_pack_named(
	const struct installed_packs *packs, const char *id, size_t *index);

/* Loads the pack at index, and tells whose place it takes. False, told, when it has errors or is in
 * its place twice. */
bool installed_pack_load(struct invocation *invocation, const struct installed_packs *packs,
	size_t index, struct pack *out);

#endif
