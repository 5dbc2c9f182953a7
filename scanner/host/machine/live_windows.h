/* The Windows that compatscan runs on, as a live source: doc "QueryServiceStatusEx",
 * "GetProcessTimes", "GetDiskFreeSpaceExW". Nothing is started, stopped or changed. */
#ifndef COMPATSCAN_HOST_MACHINE_LIVE_WINDOWS_H
#define COMPATSCAN_HOST_MACHINE_LIVE_WINDOWS_H

#include "scanner/host/machine/live.h"

const struct live_source *live_windows(void);

#endif
