/*
 * Reparse points: links, junctions, and what drivers keep elsewhere. What one holds comes from a
 * disk that may be anyone's. Source: [MS-FSCC] 2.1.2.
 */
#ifndef COMPATSCAN_WINDOWS_REPARSE_H
#define COMPATSCAN_WINDOWS_REPARSE_H

#include "scanner/base/arena.h"
#include "scanner/base/view.h"

#include <stdbool.h>

enum { MAX_REPARSE_BYTES = 16 * 1024 }; /* Windows stores no more */

/* Whether what is a reparse point with this tag stands for something of another name. */
bool reparse_is_link(uint32_t tag);

/*
 * Where the reparse point leads, from its data: a relative link with its components joined by '/',
 * anything else in Windows' own words (\??\C:\Users, \??\Volume{...}\). NULL when it is no link
 * that is known, or is cut short.
 */
char *reparse_target(const struct view *data, struct arena *arena);

#endif
