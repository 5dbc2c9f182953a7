/*
 * Whether a file is a part of Windows itself, which another Windows brings again: its version
 * resource says so, or it is one of the DOS and 16-bit Windows programs without one that Windows NT
 * has come with.
 */
#ifndef COMPATSCAN_RULES_FACTS_WINDOWS_PARTS_H
#define COMPATSCAN_RULES_FACTS_WINDOWS_PARTS_H

#include "scanner/host/host.h"

bool is_part_of_windows(const struct host *host, const char *path, const struct image *image);

#endif
