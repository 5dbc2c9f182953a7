/* The bearer token: read, checked, and wiped from memory when it is no longer needed. */
#ifndef COMPATSCAN_REPORT_POST_TOKEN_H
#define COMPATSCAN_REPORT_POST_TOKEN_H

#include "scanner/base/diagnostic.h"

#include <stdbool.h>

struct post_token {
	char *text; /* owned, printable ASCII without spaces; NULL: no token was given */
};

/*
 * The token from the first line of file, or, when file is NULL, from COMPATSCAN_TOKEN; white space
 * around it does not count. False, told and with *out untouched, when file cannot be read or what
 * was given is empty, longer than POST_MAX_TOKEN_BYTES or cannot stand in a header. A file that
 * others may read is a warning.
 */
bool post_token_read(
	struct post_token *out, const char *file, const struct diagnostics *diagnostics);

/* Accepts a zeroed struct. */
void post_token_wipe(struct post_token *token);

#endif
