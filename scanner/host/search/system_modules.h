/*
 * Names of DLLs that come with Windows NT 4.0 and its successors. Used only where the Windows
 * folder of the target is not there to be seen, to tell a part of Windows from a DLL that is really
 * missing.
 */
#ifndef COMPATSCAN_HOST_SEARCH_SYSTEM_MODULES_H
#define COMPATSCAN_HOST_SEARCH_SYSTEM_MODULES_H

#include <stdbool.h>

bool is_system_module(const char *name);

#endif
