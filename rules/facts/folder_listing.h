/* What lies in a folder of the machine, or below it, by patterns of names. */
#ifndef COMPATSCAN_RULES_FACTS_FOLDER_LISTING_H
#define COMPATSCAN_RULES_FACTS_FOLDER_LISTING_H

#include "rules/evaluation/evaluation.h"

/* More is left out, and listing->incomplete says so. A message store of some gigabytes has about a
 * hundred thousand files; no folder of NT can be deeper than its longest path. */
enum { MAX_LISTED_ENTRIES = 500000, MAX_LISTED_FOLDERS = 50000, MAX_LISTED_DEPTH = 128 };

/* A file or a folder: exactly one of the two is set. */
struct listed_entry {
	const char *path; /* Windows */
	const char *name;
	struct host_file *file;
	struct host_folder *folder;
};

struct folder_listing {
	struct evaluation *evaluation;
	const char *const *patterns; /* of names; any of them will do, and none is any name */
	size_t pattern_count;
	bool recursive;
	bool files, folders; /* which of them are visited */
	void (*visit)(void *context, const struct listed_entry *entry);
	void *context;

	const char *incomplete; /* afterwards: why some may have been left out, or NULL */

	/* Private. */
	struct folder_below *first, *last;
	size_t entry_count, folder_count;
};

/* The patterns in a field, filled; none when it was left out. */
void folder_listing_patterns(struct folder_listing *listing, const struct field_value *patterns);

/* Visits what is in a folder, in the order of the names; then, where it is recursive, what is in
 * the folders below, level by level. Links are not walked into. */
void folder_listing_run(struct folder_listing *listing, struct host_folder *folder);

#endif
