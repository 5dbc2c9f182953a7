/* Which profile the machine has: as given, by the registry, by its ntdll, or assumed. */
#ifndef COMPATSCAN_HOST_MACHINE_HOST_PROFILE_H
#define COMPATSCAN_HOST_MACHINE_HOST_PROFILE_H

#include "scanner/host/host.h"

/* Sets profile, profile_assumed and profile_source. Asks for the registry and the disk. */
void host_find_profile(struct host *host);

#endif
