/*
 * The drives of the machine as Windows would see them: one tree, names compared without case, every
 * folder listed at most once, every file parsed at most once.
 *
 * What Windows would see cannot always be told from a copy on another system. Such a look-up never
 * guesses: it says why it could not be told, and the reason is also a problem on the machine's
 * list.
 */
#ifndef COMPATSCAN_HOST_DISK_TREE_H
#define COMPATSCAN_HOST_DISK_TREE_H

#include "scanner/base/problem.h"
#include "scanner/host/disk/device_name.h"
#include "scanner/host/disk/volume.h"
#include "scanner/image/image.h"

#include <stdbool.h>

enum {
	MAX_DRIVES = 26,
	MAX_SHARES = 64,
	MAX_VOLUMES = MAX_DRIVES + MAX_SHARES,
	MAX_LINKS_FOLLOWED = 16,
};

struct host_folder;
struct export_index;

/* A regular file of the machine. Size, time, image and digest are read when first asked for. */
struct host_file {
	const char *path; /* as Windows writes it, in the disk's own case */
	const char
		*real_path; /* on the machine compatscan runs on; valid UTF-8, odd bytes as \xHH */

	/* Private to the files of tree_private.h. */
	struct volume *volume;
	const char *stored_path;
	bool opened_once;
	const char *unreadable; /* why it could not be read, or NULL */
	uint64_t size;
	int64_t modified, created, changed; /* as in struct volume_file */
	struct image *image;
	char *sha256;
	bool sha256_tried;
	struct host_file *next_read;       /* the files whose image was read, newest first */
	struct export_index *export_index; /* private to dependency_symbols.c */
};

struct tree {
	struct arena *arena;
	struct problem_list *problems; /* of the machine; borrowed */
	/* Drives by their letter, A: first; then shares in the order in which they were mounted. */
	struct volume *volumes[MAX_VOLUMES];
	struct host_folder *roots[MAX_VOLUMES];
	const char *share_keys[MAX_SHARES]; /* folded, without the leading backslashes */
	struct folder_identity identities[MAX_VOLUMES];
	bool identified[MAX_VOLUMES];
	size_t share_count;
	size_t volume_count;          /* drives and shares */
	enum device_rule devices;     /* of the machine's Windows */
	bool live;                    /* of the machine compatscan runs on: no drive can be given */
	const char *computer_name;    /* of the machine itself, for \\NAME\C$; NULL: not known */
	struct host_file *files_read; /* see next_read */
	size_t folders_listed;
};

enum look_status {
	LOOK_FOUND,
	LOOK_ABSENT,
	LOOK_NO_DRIVE,   /* the drive, or share, was not given to the scan */
	LOOK_UNREADABLE, /* a folder on the way cannot be listed */
	LOOK_AMBIGUOUS,  /* two names there differ only in case, or in how letters and their marks
			    are composed; or a short name may stand for several long ones */
	LOOK_LINK,       /* a link that leads to no folder of a given drive, loops, or stands for a
			    file */
	LOOK_SPECIAL,    /* a FIFO, socket or device has that name; or it is the name of a device of
			    Windows (NUL, COM1) or of a stream of a file (x.exe:stream) */
	LOOK_BAD_PATH,   /* not an absolute path with a drive or share; or so long that Windows
			    opens it only behind \\?\ */
};

/* Exactly one of file and folder is set when status is LOOK_FOUND. */
struct look {
	enum look_status status;
	struct host_file *file;
	struct host_folder *folder;
	const char *path;     /* as asked for, in the disk's own case as far as it exists; short
				 names as the long names they stand for */
	const char *code;     /* of the problem this is on the machine's list, or NULL */
	const char *reason;   /* for a person; NULL for LOOK_FOUND and LOOK_ABSENT */
	const char *inferred; /* LOOK_FOUND and LOOK_ABSENT: what on the way was inferred and not
				 read (a short name), for a person; NULL when nothing was */
};

void tree_init(struct tree *tree, struct arena *arena, struct problem_list *problems);

/* Takes the volume over; false when its letter or share is taken, or there are too many. */
bool tree_mount(struct tree *tree, struct volume *volume);

void tree_release(struct tree *tree);

/*
 * Looks up an absolute Windows path. Junctions, as symbolic links show them, are followed to where
 * they lead on a drive that was given: the look's path is then the one asked for, the file's or
 * folder's own is where it really lies.
 */
struct look tree_look(struct tree *tree, const char *path);

/* Looks up one name in a folder that was found. */
struct look tree_look_in(struct tree *tree, struct host_folder *folder, const char *name);

/* Windows path of a folder, of which links are no part. */
const char *host_folder_path(const struct host_folder *folder);

/* Whether two folders, which may lie on two drives, were found to be the same real one. */
bool host_folder_same(const struct host_folder *one, const struct host_folder *other);

/* The share on which the folder lies ("\\server\share"), even if its drive has a letter; NULL
 * when it is on no share, or that cannot be told. */
const char *host_folder_share(const struct tree *tree, const struct host_folder *folder);

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

/* Whether two files can be read and hold the same. */
bool host_file_same_content(struct tree *tree, struct host_file *one, struct host_file *other);

/* Calls use with the whole file opened as a view; false when it cannot be read. */
bool host_file_read(struct tree *tree, struct host_file *file,
	void (*use)(void *context, const struct view *view), void *context);

#endif
