/* Which folder of the target is its Windows folder. */
#ifndef COMPATSCAN_HOST_DISK_WINDOWS_FOLDER_H
#define COMPATSCAN_HOST_DISK_WINDOWS_FOLDER_H

#include "scanner/host/disk/tree.h"

/*
 * Looks for a folder in the root of a drive that holds System32: preferring one with a SYSTEM hive,
 * then the first drive (C: first of all), then the name Windows' own Setup gives (WINNT, then
 * WINDOWS). Several with a hive are the problem "several-windows". NULL when there is none.
 */
const char *windows_folder_find(
	struct tree *tree, struct arena *arena, struct problem_list *problems);

#endif
