#include "scanner/base/file_windows.h"
#include "scanner/base/random.h"
#include "scanner/base/wide_windows.h"
#include "scanner/cli/output_system.h"

#include <errno.h>
#include <string.h>

enum { MOST_AT_ONCE = 64 * 1024 };

intptr_t output_standard(void)
{
	return (intptr_t)GetStdHandle(STD_OUTPUT_HANDLE);
}

static bool is_folder(const wchar_t *path)
{
	DWORD attributes = GetFileAttributesW(path);

	return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

bool output_is_special(const char *name)
{
	struct arena scratch;
	wchar_t *path;
	bool special;

	arena_init(&scratch);
	path = wide_path(&scratch, name);
	special = path && (wide_is_device(path) || is_folder(path));
	arena_free(&scratch);
	return special;
}

/* The errno of a call that gave this handle. */
static int taken(HANDLE opened, intptr_t *handle)
{
	*handle = (intptr_t)opened;
	return opened == INVALID_HANDLE_VALUE ? file_errno(GetLastError()) : 0;
}

int output_open_special(const char *name, intptr_t *handle)
{
	struct arena scratch;
	wchar_t *path;
	int error;

	arena_init(&scratch);
	path = wide_path(&scratch, name);
	if (!path)
		error = ENOENT;
	else if (!wide_is_device(path))
		error = EISDIR;
	else
		error = taken(CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
				      NULL, OPEN_EXISTING, 0, NULL),
			handle);
	arena_free(&scratch);
	return error;
}

/* The name ends in 6 letters that nobody else has in mind. */
int output_create_temporary(
	struct arena *arena, const char *name, char **temporary, intptr_t *handle)
{
	unsigned char chosen[6];
	wchar_t *path;
	char *end;

	if (!random_bytes(chosen, sizeof(chosen)))
		return errno;
	*temporary = arena_printf(arena, "%s.XXXXXX", name);
	end = *temporary + strlen(*temporary);
	for (size_t i = 0; i < sizeof(chosen); i++)
		*--end = (char)('a' + chosen[i] % 26);
	path = wide_path(arena, *temporary);
	if (!path)
		return ENOENT;
	return taken(
		CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL),
		handle);
}

int output_write_all(intptr_t handle, const char *bytes, size_t size)
{
	while (size) {
		DWORD wanted = size < MOST_AT_ONCE ? (DWORD)size : MOST_AT_ONCE;
		DWORD written = 0;

		if (!WriteFile((HANDLE)handle, bytes, wanted, &written, NULL))
			return file_errno(GetLastError());
		bytes += written;
		size -= written;
	}
	return 0;
}

int output_complete(intptr_t handle)
{
	return FlushFileBuffers((HANDLE)handle) ? 0 : file_errno(GetLastError());
}

int output_close(intptr_t handle)
{
	return CloseHandle((HANDLE)handle) ? 0 : file_errno(GetLastError());
}

int output_replace(const char *temporary, const char *name)
{
	struct arena scratch;
	wchar_t *from, *to;
	int error = ENOENT;

	arena_init(&scratch);
	from = wide_path(&scratch, temporary);
	to = wide_path(&scratch, name);
	if (from && to)
		error = MoveFileExW(from, to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)
				? 0
				: file_errno(GetLastError());
	arena_free(&scratch);
	return error;
}

void output_remove(const char *temporary)
{
	struct arena scratch;
	wchar_t *path;

	arena_init(&scratch);
	path = wide_path(&scratch, temporary);
	if (path)
		DeleteFileW(path);
	arena_free(&scratch);
}
