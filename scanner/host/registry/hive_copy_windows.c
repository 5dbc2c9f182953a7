/* A temporary file that goes when its handle is closed, at the latest with the process. */
#include "scanner/host/registry/hive_copy.h"

#include "scanner/base/file_windows.h"
#include "scanner/base/random.h"
#include "scanner/base/wide_windows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The name of a file in the user's folder for such files that nobody else has in mind; an errno. */
static int choose_name(struct arena *arena, char name[MAX_HIVE_COPY_NAME])
{
	wchar_t folder[MAX_PATH + 1];
	DWORD length = GetTempPathW(MAX_PATH + 1, folder);
	unsigned long long chosen;
	int needed;

	if (!length || length > MAX_PATH)
		return ENOENT;
	if (!random_bytes(&chosen, sizeof(chosen)))
		return errno;
	needed = snprintf(name, MAX_HIVE_COPY_NAME, "%scompatscan-%016llx",
		wide_to_text(arena, folder, length), chosen);
	return needed < MAX_HIVE_COPY_NAME ? 0 : ENAMETOOLONG;
}

/* Only those who open it to delete it too, as file_open does, can open it besides. */
static int make_file(struct arena *arena, struct hive_copy *out)
{
	int error = choose_name(arena, out->name);
	wchar_t *path = error ? NULL : wide_path(arena, out->name);
	HANDLE handle;

	if (error || !path)
		return error ? error : ENOENT;
	handle = CreateFileW(path, GENERIC_WRITE | DELETE, FILE_SHARE_READ | FILE_SHARE_DELETE,
		NULL, CREATE_NEW,
		FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED |
			FILE_FLAG_DELETE_ON_CLOSE,
		NULL);
	if (handle == INVALID_HANDLE_VALUE)
		return file_errno(GetLastError());
	out->handle = (intptr_t)handle;
	return 0;
}

static int write_all(const struct view *file, HANDLE handle)
{
	uint64_t done = 0;

	while (done < file->size) {
		uint8_t bytes[8192];
		uint64_t left = file->size - done;
		DWORD wanted = left < sizeof(bytes) ? (DWORD)left : sizeof(bytes);
		DWORD written = 0;

		if (!view_copy(file, done, wanted, bytes))
			return file->source->error ? file->source->error : EIO;
		if (!WriteFile(handle, bytes, wanted, &written, NULL) || written != wanted)
			return file_errno(GetLastError());
		done += wanted;
	}
	return 0;
}

bool hive_copy_make(const struct view *file, struct hive_copy *out)
{
	struct arena scratch;
	int error;

	arena_init(&scratch);
	error = make_file(&scratch, out);
	arena_free(&scratch);
	if (!error) {
		error = write_all(file, (HANDLE)out->handle);
		if (error)
			hive_copy_drop(out);
	}
	errno = error;
	return !error;
}

void hive_copy_drop(struct hive_copy *copy)
{
	CloseHandle((HANDLE)copy->handle);
}
