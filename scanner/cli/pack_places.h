/* The folders that rule packs are taken from, in the order in which a later one outweighs. */
#ifndef COMPATSCAN_CLI_PACK_PLACES_H
#define COMPATSCAN_CLI_PACK_PLACES_H

#include "scanner/cli/options.h"

struct pack_place {
	const char *folder; /* NULL: not known where it would be */
	bool named;         /* by the user, who expects packs in it */
};

enum { MAX_PACK_PLACES = MAX_PACK_FOLDERS + 3 };

struct pack_places {
	struct pack_place items[MAX_PACK_PLACES];
	size_t count;
};

/*
 * First the packs that ship: COMPATSCAN_PACKS, else the first that exists of
 * ../share/compatscan/packs and ../rules/packs, seen from the program's own folder. Then rules.d
 * of this machine's settings (COMPATSCAN_ETC, else /etc/compatscan or %ProgramData%\compatscan),
 * rules of the user's own, and each --pack-dir.
 */
struct pack_places pack_places(struct invocation *invocation);

#endif
