/*
 * The drives of the machine as Windows would see them: one tree, names compared without case, every
 * folder listed at most once, every file parsed at most once.
 *
 * What Windows would see cannot always be told from a copy on another system. Such a look-up never
 * guesses: it says why it could not be told, and the reason is also a problem on the machine's
 * list.
 */
#ifndef COMPATSCAN_HOST_TREE_H
#define COMPATSCAN_HOST_TREE_H

#include "scanner/base/problem.h"
#include "scanner/host/volume.h"
#include "scanner/image/image.h"

#include <stdbool.h>

enum { MAX_DRIVES = 26, MAX_LINKS_FOLLOWED = 16 };

struct host_folder;

/* A regular file of the machine. Size, time, image and digest are read when first asked for. */
struct host_file {
	const char *path; /* as Windows writes it, in the disk's own case */
	const char
		*real_path; /* on the machine compatscan runs on; valid UTF-8, odd bytes as \xHH */

	/* Private to tree.c. */
	struct volume *volume;
	const char *stored_path;
	bool opened_once;
	const char *unreadable; /* why it could not be read, or NULL */
	uint64_t size;
	int64_t modified;
	struct image *image;
	char *sha256;
	bool sha256_tried;
	struct host_file *next_read; /* the files whose image was read, newest first */
};

struct tree {
	struct arena *arena;
	struct problem_list *problems; /* of the machine; borrowed */
	struct volume *volumes[MAX_DRIVES];
	struct host_folder *roots[MAX_DRIVES];
	struct host_file *files_read; /* see next_read */
	size_t folders_listed;
};

enum look_status {
	LOOK_FOUND,
	LOOK_ABSENT,
	LOOK_NO_DRIVE,   /* the drive, or server, was not given to the scan */
	LOOK_UNREADABLE, /* a folder on the way cannot be listed */
	LOOK_AMBIGUOUS, /* two names there differ only in case, or a short name may stand for a long
			   one */
	LOOK_LINK,      /* a link that leaves the drive, loops, or stands for a file */
	LOOK_SPECIAL,   /* a FIFO, socket or device has that name */
	LOOK_BAD_PATH,  /* not an absolute path with a drive */
};

/* Exactly one of file and folder is set when status is LOOK_FOUND. */
struct look {
	enum look_status status;
	struct host_file *file;
	struct host_folder *folder;
	const char *path;   /* in the disk's own case as far as it exists */
	const char *code;   /* of the problem this is on the machine's list, or NULL */
	const char *reason; /* for a person; NULL for LOOK_FOUND and LOOK_ABSENT */
};

void tree_init(struct tree *tree, struct arena *arena, struct problem_list *problems);

/* Takes the volume over; false when the letter is taken. */
bool tree_mount(struct tree *tree, struct volume *volume);

void tree_release(struct tree *tree);

/* Looks up an absolute Windows path. */
struct look tree_look(struct tree *tree, const char *path);

/* Looks up one name in a folder that was found. */
struct look tree_look_in(struct tree *tree, struct host_folder *folder, const char *name);

/* Windows path of a folder. */
const char *host_folder_path(const struct host_folder *folder);

/* Why the folder cannot be listed, or NULL when it can. */
const char *host_folder_unreadable(struct tree *tree, struct host_folder *folder);

/* The folder's own folder or file names in folded order: calls visit for each until it returns
 * false. A folder that cannot be listed visits nothing and returns the reason, else NULL. */
const char *host_folder_visit(struct tree *tree, struct host_folder *folder,
	bool (*visit)(void *context, const char *name, enum entry_type type), void *context);

/* Why the file cannot be read, or NULL when it can. Sets size and modified. */
const char *host_file_unreadable(struct tree *tree, struct host_file *file);

/* All facts of the image in the file, read once; NULL when the file cannot be read. */
const struct image *host_file_image(struct tree *tree, struct host_file *file);

/* 64 hexadecimal digits, computed once; NULL when the file cannot be read. */
const char *host_file_sha256(struct tree *tree, struct host_file *file);

/* Calls use with the whole file opened as a view; false when it cannot be read. */
bool host_file_read(struct tree *tree, struct host_file *file,
	void (*use)(void *context, const struct view *view), void *context);

#endif
