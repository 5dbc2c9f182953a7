/*
 * One drive of the machine, or one share of another: a tree of folders and files behind a handful
 * of calls, so that a folder on this disk, a tree in memory or a live Windows drive look alike to
 * everything above.
 *
 * Paths here are relative to the drive's root, components joined by '/', in the exact bytes the
 * store uses ("" is the root). No call ever follows a link.
 */
#ifndef COMPATSCAN_HOST_DISK_VOLUME_H
#define COMPATSCAN_HOST_DISK_VOLUME_H

#include "scanner/base/arena.h"
#include "scanner/base/file.h"
#include "scanner/base/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum entry_type { ENTRY_FILE, ENTRY_FOLDER, ENTRY_LINK, ENTRY_SPECIAL };

struct volume_entry {
	const char *name; /* exact bytes */
	enum entry_type type;
};

/* A file opened for reading. */
struct volume_file {
	struct byte_source *source;
	int64_t modified; /* seconds since 1970, UTC */
	/* The same for when it came to its folder, and for when anything of it was last changed,
	 * its name and attributes included. Of a copy they say nothing; 0 when not told. */
	int64_t created, changed;
};

struct volume;

/* What tells one folder of this machine from every other while something holds it open. */
struct folder_identity {
	uint64_t device;
	uint64_t number;
};

struct volume_operations {
	/* Lists a folder in any order, without "." and ".."; *error is an errno when not FILE_OK.
	 */
	enum file_status (*list)(struct volume *volume, const char *folder, struct arena *arena,
		struct volume_entry **entries, size_t *count, int *error);
	enum file_status (*open)(
		struct volume *volume, const char *path, struct volume_file *out, int *error);
	void (*close)(struct volume *volume, struct volume_file *file);
	/* Where a link points, or NULL. */
	char *(*link_target)(struct volume *volume, const char *path, struct arena *arena);
	/* False when it cannot be told. The whole operation may be NULL: then it never can. */
	bool (*identity)(struct volume *volume, const char *folder, struct folder_identity *out);
	void (*release)(struct volume *volume);
};

struct volume {
	const struct volume_operations *operations;
	char letter;           /* upper case; 0 for a share */
	const char *share;     /* \\server\share; NULL for a drive */
	const char *real_root; /* what a person would call it on the machine compatscan runs on */
	const char *absolute_root; /* the same from the root of that machine's file system, without
				      links; NULL when that cannot be told */
};

/* The most entries of one folder that are looked at; more is the problem "limit". */
enum { MAX_FOLDER_ENTRIES = 1000000 };

/* A drive that is a folder of this machine; letter is 0 for a share, whose name the caller sets. On
 * anything but FILE_OK *out is untouched and *error says why. Released by volume_release. */
enum file_status volume_open_folder(
	char letter, const char *folder, struct volume **out, int *error);

/* NULL is accepted. */
void volume_release(struct volume *volume);

#endif
