/* The modules that the 16-bit Windows subsystem of Windows NT brings along. */
#ifndef COMPATSCAN_HOST_SEARCH_WIN16_MODULES_H
#define COMPATSCAN_HOST_SEARCH_WIN16_MODULES_H

#include <stdbool.h>

/* The file of a module that an NE image names: where the two differ, the module is one of those
 * that the subsystem loads itself when it starts. Else module itself. */
const char *win16_module_file(const char *module);

/* Whether a module of this name, or the file of this name, comes with Windows. */
bool is_win16_system_module(const char *name);

#endif
