/* The nodes behind tree.h, shared by tree.c (drives and paths), tree_folder.c (listing, and finding
 * a name in a folder), tree_alias.c, tree_link.c and tree_file.c (reading). */
#ifndef COMPATSCAN_HOST_DISK_TREE_PRIVATE_H
#define COMPATSCAN_HOST_DISK_TREE_PRIVATE_H

#include "scanner/host/disk/tree.h"

struct host_entry {
	const char *stored_name; /* exact bytes */
	const char *name;        /* UTF-8 */
	const char *folded;
	enum entry_type type;
	bool link_followed;         /* folder and link_reason hold the answer */
	const char *link_reason;    /* why a link was not followed, or NULL */
	struct host_folder *folder; /* made when first entered; where a link leads */
	struct host_file *file;     /* made when first looked at */
};

/* An entry that has a short name, by what that begins with: see short_name_start. */
struct short_named {
	uint16_t key;
	size_t entry;
};

struct host_folder {
	struct volume *volume;
	struct host_folder *parent; /* NULL for a drive's root */
	const char *path;           /* Windows */
	const char *stored_path;    /* relative to the volume's root, '/' between components */
	struct host_folder *same;   /* the same real folder on another drive, which is listed in
				       its place; NULL when there is none */
	bool listed;
	const char *unreadable;     /* why it could not be listed, or NULL */
	struct host_entry *entries; /* sorted by folded */
	size_t count;
	bool beyond_ascii; /* an entry's name is */
	const char *
		*composed; /* those names composed and folded, sorted; made when first asked for */
	size_t composed_count;
	struct short_named *short_named; /* sorted by key; made when first asked for */
	size_t short_named_count;
};

/* One step of a way down: a name in a folder. */
struct step {
	struct host_folder *folder;
	const char *shown; /* the folder's path as it was asked for, behind a link; else NULL */
	const char *name;
	size_t length;
	bool last;     /* nothing follows: here a name may be a device */
	bool verbatim; /* the path began with \\?\: names are what they are */
};

/* A folder node; the texts are kept as they are. */
struct host_folder *tree_new_folder(struct tree *tree, struct volume *volume,
	struct host_folder *parent, const char *path, const char *stored_path);

/* Lists the folder when that was not done before. */
void tree_list(struct tree *tree, struct host_folder *folder);

/* The folder that an entry of type ENTRY_FOLDER is. */
struct host_folder *tree_entry_folder(
	struct tree *tree, struct host_folder *parent, struct host_entry *entry);

/* The only entry that this name is to Windows; NULL when there is none, or more than one. */
struct host_entry *tree_entry(struct tree *tree, struct host_folder *folder, const char *name);

/* Whether a character of the name is not ASCII. */
bool tree_beyond_ascii(const char *name);

/* The entry that the short name is likely to stand for, with the reason why. NULL when there is
 * none: then *candidates names those that it may stand for, or is NULL. */
struct host_entry *tree_long_name(struct tree *tree, struct host_folder *folder, const char *name,
	const char **why, const char **candidates);

/* Whether a name in the folder differs from this one only in how letters and the marks that belong
 * to them are composed. */
bool tree_composed_otherwise(struct tree *tree, struct host_folder *folder, const char *name);

/* The answer for one step. */
struct look tree_step(struct tree *tree, const struct step *step);

/* Follows the link and notes in it where it leads, or why it was not followed. */
void tree_follow_link(struct tree *tree, struct host_folder *parent, struct host_entry *link);

/* The root of the drive or share that an absolute path begins with, *rest behind it; NULL, with
 * *reason, when that was not given. *inferred as in struct look. */
struct host_folder *tree_root(struct tree *tree, const char *absolute, const char **rest,
	const char **inferred, const char **reason);

/* A look that found nothing; code, unless NULL, becomes a problem of the machine. */
struct look tree_failed(struct tree *tree, enum look_status status, const char *code,
	const char *path, const char *reason);

#endif
