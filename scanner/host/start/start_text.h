/* Small texts of the machine that name programs, line by line. */
#ifndef COMPATSCAN_HOST_START_START_TEXT_H
#define COMPATSCAN_HOST_START_START_TEXT_H

#include "scanner/host/start/start_private.h"

/* What lies behind is not read, and said to be. Files of a machine in use stay below 64 KB, which
 * is all that 16-bit Windows reads. */
enum { MAX_START_TEXT_BYTES = 256 * 1024 };

/*
 * Calls take for each line of the file at a path, without blanks around it, in the machine's OEM or
 * ANSI code page, or UTF-16 where it begins with a mark. A file that is not there has no lines; one
 * that cannot be read is a gap of the kind.
 */
void start_text_lines(struct start_reading *reading, enum start_kind how, const char *path,
	bool oem, void (*take)(void *context, char *line), void *context);

#endif
