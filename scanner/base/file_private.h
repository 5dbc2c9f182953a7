/* What file.c asks of the system, and what the system's side hands to it. */
#ifndef COMPATSCAN_BASE_FILE_PRIVATE_H
#define COMPATSCAN_BASE_FILE_PRIVATE_H

#include "scanner/base/file.h"

/* Takes an open file over: a descriptor, or a HANDLE on Windows. */
void file_init(struct file *out, intptr_t handle, uint64_t size, int64_t modified);

/* Reads exactly wanted bytes at offset; the errno, ENODATA when the file ends before, 0 when all
 * are there. */
int file_handle_read(intptr_t handle, void *bytes, size_t wanted, uint64_t offset);

void file_handle_close(intptr_t handle);

#endif
