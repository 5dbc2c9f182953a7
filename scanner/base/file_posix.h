/* Files by descriptor, for what only POSIX systems build. */
#ifndef COMPATSCAN_BASE_FILE_POSIX_H
#define COMPATSCAN_BASE_FILE_POSIX_H

#include "scanner/base/file.h"

/* As file_open, of a path relative to folder, a descriptor or AT_FDCWD. follow says whether a link
 * in the last part may be followed (a path the user typed), or not (a name found on a target). */
enum file_status file_open_at(
	int folder, const char *path, bool follow, struct file *out, int *error);

/* Writes all of bytes to an open descriptor, however many calls that takes. False, with errno set,
 * when one fails. */
bool file_write_all(int descriptor, const void *bytes, size_t size);

#endif
