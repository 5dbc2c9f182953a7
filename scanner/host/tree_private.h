/* The nodes behind tree.h, shared by tree.c (finding) and tree_file.c (reading). */
#ifndef COMPATSCAN_HOST_TREE_PRIVATE_H
#define COMPATSCAN_HOST_TREE_PRIVATE_H

#include "scanner/host/tree.h"

struct host_entry {
	const char *stored_name; /* exact bytes */
	const char *name;        /* UTF-8 */
	const char *folded;
	enum entry_type type;
	struct host_folder *folder; /* made when first entered */
	struct host_file *file;     /* made when first looked at */
};

struct host_folder {
	struct volume *volume;
	struct host_folder *parent; /* NULL for a drive's root */
	const char *path;           /* Windows */
	const char *stored_path;    /* relative to the volume's root, '/' between components */
	bool listed;
	const char *unreadable;     /* why it could not be listed, or NULL */
	struct host_entry *entries; /* sorted by folded */
	size_t count;
};

#endif
