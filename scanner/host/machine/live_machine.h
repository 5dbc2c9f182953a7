/* The machine that compatscan itself runs on, as a host: its fixed drives, its registry and what
 * only a running Windows tells. Nothing of it is ever part of a host that options describe. */
#ifndef COMPATSCAN_HOST_MACHINE_LIVE_MACHINE_H
#define COMPATSCAN_HOST_MACHINE_LIVE_MACHINE_H

#include "scanner/host/host.h"

/* Whether there is one: this is Windows. */
bool live_machine_is_there(void);

/* Mounts its drives, opens its registry and sets what the host knows of its Windows without looking
 * for it. A drive that cannot be opened is a problem of the machine. Anything but HOST_OK has been
 * told to diagnostics. */
enum host_status live_machine_open(struct host *host, const struct diagnostics *diagnostics,
	struct registry_source *sources[REGISTRY_ROOTS]);

#endif
