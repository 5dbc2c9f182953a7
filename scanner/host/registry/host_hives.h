/* The hives of the machine: those the user named, and those in its own System32\config. */
#ifndef COMPATSCAN_HOST_REGISTRY_HOST_HIVES_H
#define COMPATSCAN_HOST_REGISTRY_HOST_HIVES_H

#include "scanner/host/host.h"

/* Opens the hives that the options name. On anything but HOST_OK the reason has been told and
 * nothing is left open. A file that is no sound hive, or the hive
 * of another root, is a problem of the machine and stays NULL. */
enum host_status host_open_named_hives(struct host *host, const struct diagnostics *diagnostics,
	struct registry_source *sources[REGISTRY_ROOTS]);

/* Which hives an option named. */
void host_tell_named_hives(const struct host *host, bool named[REGISTRY_ROOTS]);

/* Opens those that are NULL and that no option named from the target's own folder. A user's hive is
 * never chosen among several. */
void host_open_own_hives(struct host *host, struct registry_source *sources[REGISTRY_ROOTS]);

#endif
