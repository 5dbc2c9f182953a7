#include "scanner/base/file_windows.h"

#include "scanner/base/error_text.h"
#include "scanner/base/file_private.h"
#include "scanner/base/wide_windows.h"

#include <errno.h>

/* FILETIME counts 100 ns from 1601-01-01. */
static const int64_t TICKS_PER_SECOND = 10000000;
static const int64_t SECONDS_FROM_1601_TO_1970 = 11644473600;

int file_errno(DWORD windows_error)
{
	static const struct {
		DWORD windows_error;
		int error;
	} meanings[] = {
		{ERROR_FILE_NOT_FOUND, ENOENT},
		{ERROR_PATH_NOT_FOUND, ENOENT},
		{ERROR_INVALID_NAME, ENOENT},
		{ERROR_INVALID_DRIVE, ENOENT},
		{ERROR_BAD_PATHNAME, ENOENT},
		{ERROR_BAD_NETPATH, ENOENT},
		{ERROR_BAD_NET_NAME, ENOENT},
		{ERROR_NOT_READY, ENODEV},
		{ERROR_DIRECTORY, ENOTDIR},
		{ERROR_ACCESS_DENIED, EACCES},
		{ERROR_PRIVILEGE_NOT_HELD, EPERM},
		{ERROR_SHARING_VIOLATION, EBUSY},
		{ERROR_LOCK_VIOLATION, EBUSY},
		{ERROR_HANDLE_EOF, ENODATA},
		{ERROR_FILENAME_EXCED_RANGE, ENAMETOOLONG},
		{ERROR_CANT_RESOLVE_FILENAME, ELOOP},
		{ERROR_NOT_SUPPORTED, ENOTSUP},
		{ERROR_FILE_EXISTS, EEXIST},
		{ERROR_ALREADY_EXISTS, EEXIST},
		{ERROR_DISK_FULL, ENOSPC},
		{ERROR_HANDLE_DISK_FULL, ENOSPC},
		{ERROR_WRITE_PROTECT, EROFS},
		{ERROR_BROKEN_PIPE, EPIPE},
		{ERROR_NO_DATA, EPIPE},
		{ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
	};

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].windows_error == windows_error)
			return meanings[i].error;
	return EIO;
}

char *file_error_words(struct arena *arena, DWORD windows_error)
{
	int error = file_errno(windows_error);
	unsigned long number = windows_error;

	if (error == EIO)
		return arena_printf(arena, "Windows error %lu", number);
	return arena_printf(arena, "%s (Windows error %lu)", error_text(error), number);
}

enum file_status file_status_of(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return FILE_ABSENT;
	case ELOOP:
		return FILE_IS_LINK;
	default:
		return FILE_UNREADABLE;
	}
}

int file_handle_read(intptr_t handle, void *bytes, size_t wanted, uint64_t offset)
{
	size_t done = 0;

	while (done < wanted) {
		uint64_t position = offset + done;
		OVERLAPPED at = {.Offset = (DWORD)position, .OffsetHigh = (DWORD)(position >> 32)};
		DWORD got = 0;

		if (!ReadFile((HANDLE)handle, (char *)bytes + done, (DWORD)(wanted - done), &got,
			    &at))
			return file_errno(GetLastError());
		if (got == 0)
			return ENODATA;
		done += got;
	}
	return 0;
}

void file_handle_close(intptr_t handle)
{
	CloseHandle((HANDLE)handle);
}

int64_t file_seconds_of(FILETIME time)
{
	uint64_t ticks = (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;

	return (int64_t)ticks / TICKS_PER_SECOND - SECONDS_FROM_1601_TO_1970;
}

enum file_status file_take(HANDLE handle, struct file *out, int *error)
{
	BY_HANDLE_FILE_INFORMATION facts;

	if (GetFileType(handle) != FILE_TYPE_DISK) {
		CloseHandle(handle);
		return FILE_NOT_REGULAR;
	}
	if (!GetFileInformationByHandle(handle, &facts)) {
		*error = file_errno(GetLastError());
		CloseHandle(handle);
		return FILE_UNREADABLE;
	}
	if (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
		CloseHandle(handle);
		return FILE_NOT_REGULAR;
	}
	file_init(out, (intptr_t)handle, (uint64_t)facts.nFileSizeHigh << 32 | facts.nFileSizeLow,
		file_seconds_of(facts.ftLastWriteTime));
	return FILE_OK;
}

/* A device is known by its name: opening one can have effects of its own. Whoever serves a pipe
 * that the name turns out to be is not given the right to act in the user's name. */
static enum file_status open_path(const wchar_t *path, struct file *out, int *error)
{
	HANDLE handle;

	if (wide_is_device(path))
		return FILE_NOT_REGULAR;
	handle = CreateFileW(path, FILE_READ_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
		FILE_SHARE_ALL, NULL, OPEN_EXISTING,
		FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
	if (handle == INVALID_HANDLE_VALUE) {
		*error = file_errno(GetLastError());
		return file_status_of(*error);
	}
	return file_take(handle, out, error);
}

enum file_status file_open(const char *path, struct file *out, int *error)
{
	enum file_status status = FILE_ABSENT;
	struct arena scratch;
	wchar_t *wide;
	int reason = 0;

	arena_init(&scratch);
	wide = wide_path(&scratch, path);
	if (wide)
		status = open_path(wide, out, &reason);
	else
		reason = ENOENT;
	arena_free(&scratch);
	if (status != FILE_OK && error)
		*error = reason;
	return status;
}
