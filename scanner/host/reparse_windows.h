/* Reparse points: links, junctions, and what drivers keep elsewhere. Source: [MS-FSCC] 2.1.2. */
#ifndef COMPATSCAN_HOST_REPARSE_WINDOWS_H
#define COMPATSCAN_HOST_REPARSE_WINDOWS_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <windows.h>

/* Whether what has these attributes and this tag stands for something of another name. */
bool reparse_is_link(DWORD attributes, DWORD tag);

/* Where an open link points, relative, its components joined by '/'; "/" and more when it is an
 * absolute path, as a junction always is. NULL when it is no link that is known. */
char *reparse_target(HANDLE link, struct arena *arena);

#endif
