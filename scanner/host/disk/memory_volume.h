/*
 * A drive that exists only in memory, behind scanner/host/disk/volume.h: what it holds is a list of
 * entries, each of which can be made to misbehave, and it counts what is asked of it. The examples
 * of rules are made of such drives, and so are the machines of the tests.
 */
#ifndef COMPATSCAN_HOST_DISK_MEMORY_VOLUME_H
#define COMPATSCAN_HOST_DISK_MEMORY_VOLUME_H

#include "scanner/host/disk/volume.h"

#include <stdbool.h>

/* The modification time of every file that is given none. */
#define MEMORY_VOLUME_TIME INT64_C(943963200)

/* Texts and bytes are copied. Zero in a field asks for a file, folder or link that behaves. */
struct memory_entry {
	const char *path; /* as volume.h writes them; the folders it lies in are made */
	enum entry_type type;
	const void *bytes; /* of a file */
	size_t size;
	uint64_t zeros;     /* that follow the bytes and take no memory; not with read_error */
	const char *target; /* of a link; NULL: it cannot be read */
	int64_t modified;
	int list_error; /* errno of every listing of this folder */
	int open_error; /* errno of every opening of this file */
	int read_error; /* errno of every read behind the first readable bytes */
	size_t readable;
};

/* An empty drive; volume_release frees it. */
struct volume *memory_volume_new(char letter);

/* Adds an entry, or replaces the one at the same path. */
void memory_volume_put(struct volume *volume, struct memory_entry entry);

/* Takes an entry away, as if someone did so during the scan; false when there is none. */
bool memory_volume_remove(struct volume *volume, const char *path);

/* How often the folder was listed, the file opened. */
unsigned memory_volume_listed(const struct volume *volume, const char *path);
unsigned memory_volume_opened(const struct volume *volume, const char *path);

/* The most often that any one folder was listed. */
unsigned memory_volume_most_listed(const struct volume *volume);

/* Files that were opened and not closed. */
unsigned memory_volume_left_open(const struct volume *volume);

#endif
