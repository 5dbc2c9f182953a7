/* Shortcuts made byte by byte, for what reads them. */
#ifndef COMPATSCAN_TESTS_UNIT_LINK_FILE_H
#define COMPATSCAN_TESTS_UNIT_LINK_FILE_H

#include "scanner/specimen/bytes.h"

/* Zero or NULL leaves a part out. */
struct link_file {
	size_t item_list; /* bytes of it */
	const char *local_path;
	const char *local_path_unicode; /* beside it, UTF-8 here */
	const char *share;              /* "\\\\SERVER\\SHARE" */
	const char *share_unicode;
	const char *suffix;
	const char *name;
	const char *relative_path;
	const char *working_folder;
	const char *arguments;
	const char *environment_path;
	const char *environment_path_ansi; /* instead */
	bool unicode;
	bool advertised;
	bool no_end; /* the block that ends the extra data is left out */
	uint32_t more_flags;
};

/* Appends the shortcut; file must be empty. */
void link_file_build(const struct link_file *link, struct specimen_bytes *file);

#endif
