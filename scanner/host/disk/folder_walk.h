/*
 * Every file below a folder, in folded order, one level after the other. Links are not entered: a
 * junction that leads to a folder of a given drive shows files that lie there themselves. What
 * cannot be looked at is told, so that nobody takes the rest for the whole.
 */
#ifndef COMPATSCAN_HOST_DISK_FOLDER_WALK_H
#define COMPATSCAN_HOST_DISK_FOLDER_WALK_H

#include "scanner/host/disk/tree.h"

/* The largest servers seen hold a tenth of these. */
enum { MAX_WALKED_FOLDERS = 500000, MAX_WALKED_FILES = 5000000 };

struct folder_walk {
	struct tree *tree;
	/* Whether a file of this name is wanted; NULL: all are. Others cost nothing. */
	bool (*wanted)(const char *name);
	/* False ends the walk. */
	bool (*take)(void *context, struct host_file *file);
	void *context;

	/* Set by the walk; zero before the first. Several walks add up. */
	size_t folders, files;
	size_t gap_count;
	const char *gap; /* the first thing that could not be looked at, for a person; or NULL */
};

/* Walks one folder and all below it. A folder that is the root of another drive is left out: it is
 * walked from there. */
void folder_walk(struct folder_walk *walk, struct host_folder *from);

/* What could not be looked at, as one sentence in the tree's arena; NULL when nothing. */
const char *folder_walk_gaps(const struct folder_walk *walk);

#endif
