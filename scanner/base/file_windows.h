/* Files by HANDLE, for what only Windows builds. */
#ifndef COMPATSCAN_BASE_FILE_WINDOWS_H
#define COMPATSCAN_BASE_FILE_WINDOWS_H

#include "scanner/base/arena.h"
#include "scanner/base/file.h"

#include <windows.h>

/* The errno for an error of GetLastError. */
int file_errno(DWORD windows_error);

/* "Permission denied (Windows error 5)". */
char *file_error_words(struct arena *arena, DWORD windows_error);

enum file_status file_status_of(int error);

/* Seconds since 1970. */
int64_t file_seconds_of(FILETIME time);

/* Others may go on reading, writing, renaming and deleting what is read here. */
enum { FILE_SHARE_ALL = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };

/* Takes over a handle opened for reading, when it is of a regular file on a disk; closes it and
 * leaves *out untouched otherwise. */
enum file_status file_take(HANDLE handle, struct file *out, int *error);

#endif
