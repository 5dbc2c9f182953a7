/*
 * Files of a target, opened so that nothing in them can harm: regular files only, never blocking on
 * a FIFO or device, following a link in the last part of the name only where the user wrote it,
 * read by position so that a file that shrinks gives an error and no signal.
 */
#ifndef COMPATSCAN_BASE_FILE_H
#define COMPATSCAN_BASE_FILE_H

#include "scanner/base/view.h"

#include <stdbool.h>
#include <stdint.h>

enum file_status {
	FILE_OK,
	FILE_ABSENT,
	FILE_UNREADABLE,  /* error says why */
	FILE_NOT_REGULAR, /* a folder, FIFO, socket or device */
	FILE_IS_LINK,
};

struct file_blocks;

/* One open file and the blocks of it that were read. */
struct file {
	struct byte_source source; /* first, so that fill can find the file */
	intptr_t handle;           /* what the system calls it by */
	int64_t modified;          /* seconds since 1970, UTC */
	struct file_blocks *blocks;
};

/* Opens a path that the user typed. On anything but FILE_OK *out is untouched and *error, when not
 * NULL, holds the errno. */
enum file_status file_open(const char *path, struct file *out, int *error);

/*
 * The blocks kept from one file at a time; every block is read with one call. The tables of an
 * image lie in a few places far from one another: of 545 DLLs (607 MB), blocks of 8 KiB read 22 MB
 * in 2725 calls, of 4 KiB 14 MB in 3525, of 16 KiB 37 MB in 2307, of 32 KiB 62 MB in 1974. The
 * first two cost the same time from the page cache, and fewer calls are dear where it is cold.
 */
enum { FILE_BLOCK_BYTES = 8 * 1024, FILE_BLOCKS_KEPT = 128 };

/* How many bytes have been read from the file so far: what a parse really cost. */
uint64_t file_bytes_read(const struct file *file);

/* Accepts a zeroed struct. */
void file_close(struct file *file);

#endif
