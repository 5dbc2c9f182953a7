/*
 * A shortcut (.lnk): which file it leads to, as far as its bytes say. Bytes in, facts out; whether
 * the file is there is the host's business. The list of shell items is stepped over: for a file the
 * same target stands again as a path. Source: [MS-SHLLINK] "Shell Link (.LNK) Binary File Format".
 */
#ifndef COMPATSCAN_IMAGE_SHELL_LINK_H
#define COMPATSCAN_IMAGE_SHELL_LINK_H

#include "scanner/base/arena.h"
#include "scanner/base/view.h"

#include <stdbool.h>

enum {
	MAX_SHELL_LINK_CHARACTERS = 32767, /* of one text; longer ones are damage */
	MAX_SHELL_LINK_BLOCKS = 64,        /* of extra data; eleven kinds are published */
};

/* Texts live in the arena and are NULL where the shortcut has none. */
struct shell_link {
	bool present;       /* the header is that of a shortcut */
	const char *damage; /* the first thing that is not as it should be: a sentence without a
			       full stop; what was read before it counts. Else NULL */
	bool advertised;    /* Windows Installer decides where it leads */
	const char *local_path;
	const char *share_path;       /* \\server\share\... */
	const char *relative_path;    /* from the folder the shortcut lies in */
	const char *working_folder;   /* variables as they stand */
	const char *arguments;        /* likewise */
	const char *environment_path; /* the target with variables, which comes first */
};

/* ANSI texts are of this code page; *out need not be initialised. */
void shell_link_read(
	const struct view *file, unsigned code_page, struct arena *arena, struct shell_link *out);

#endif
