/* The identity of a report: a UUID (RFC 9562) in its 36-character text form. */
#ifndef COMPATSCAN_REPORT_REPORT_ID_H
#define COMPATSCAN_REPORT_REPORT_ID_H

#include <stdbool.h>

enum { REPORT_ID_BYTES = 37 }; /* 36 characters and a NUL */

/* Writes a random UUID (version 4), lower case. False, with errno set and out untouched, when the
 * system has no random bytes to give. */
bool report_id_new(char out[REPORT_ID_BYTES]);

/* Whether text is a UUID: 8-4-4-4-12 hexadecimal digits of either case, any version. NULL is not.
 */
bool report_id_valid(const char *text);

#endif
