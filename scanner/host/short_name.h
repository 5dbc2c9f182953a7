/*
 * 8.3 short names such as PROGRA~1. A copy of a disk holds the long names only, so which long name
 * a short one stood for can be narrowed down but not read.
 */
#ifndef COMPATSCAN_HOST_SHORT_NAME_H
#define COMPATSCAN_HOST_SHORT_NAME_H

#include <stdbool.h>

/* Whether a name has the form that NTFS and VFAT generate: up to eight characters with a tilde and
 * a number, and an extension of up to three. */
bool short_name_has_form(const char *name);

/*
 * Whether short_name may have been generated for long_name: the first characters without spaces and
 * dots, or, after four names alike, the first two and a hash, then the tilde (doc "How Windows
 * generates 8.3 file names", Q142982).
 */
bool short_name_may_stand_for(const char *short_name, const char *long_name);

#endif
