#include "scanner/cli/places.h"

#include "scanner/base/file_windows.h"
#include "scanner/base/wide_windows.h"

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <string.h>

enum { MAX_PATH_UNITS = 32768 }; /* no path of Windows is longer */

static const char *with_slashes(char *path)
{
	for (char *at = path; *at; at++)
		if (*at == '\\')
			*at = '/';
	return path;
}

const char *place_of_program(struct arena *arena)
{
	wchar_t *program = arena_array(arena, MAX_PATH_UNITS, sizeof(*program));
	DWORD length = GetModuleFileNameW(NULL, program, MAX_PATH_UNITS);

	while (length && program[length - 1] != L'\\')
		length--;
	if (!length)
		return NULL;
	return with_slashes(wide_to_text(arena, program, length - 1));
}

const char *place_from_environment(struct arena *arena, const char *variable)
{
	const wchar_t *name = wide_from_text(arena, variable, strlen(variable));
	DWORD room = GetEnvironmentVariableW(name, NULL, 0);
	wchar_t *value;
	DWORD length;

	if (!room)
		return NULL;
	value = arena_array(arena, room, sizeof(*value));
	length = GetEnvironmentVariableW(name, value, room);
	return length < room ? wide_to_text(arena, value, length) : NULL;
}

static const char *settings_below(struct arena *arena, const char *variable)
{
	const char *folder = place_from_environment(arena, variable);

	return folder && *folder ? arena_printf(arena, "%s/compatscan",
					   with_slashes(arena_strdup(arena, folder)))
				 : NULL;
}

const char *place_of_machine_settings(struct arena *arena)
{
	return settings_below(arena, "ProgramData");
}

const char *place_of_user_settings(struct arena *arena)
{
	return settings_below(arena, "APPDATA");
}

static DWORD attributes_of(const char *path)
{
	DWORD attributes = INVALID_FILE_ATTRIBUTES;
	struct arena scratch;
	wchar_t *wide;

	arena_init(&scratch);
	wide = wide_path(&scratch, path);
	if (wide && !wide_is_device(wide))
		attributes = GetFileAttributesW(wide);
	arena_free(&scratch);
	return attributes;
}

bool place_is_folder(const char *path)
{
	DWORD attributes = attributes_of(path);

	return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY;
}

bool place_exists(const char *path)
{
	return attributes_of(path) != INVALID_FILE_ATTRIBUTES;
}

bool place_separates(char character)
{
	return character == '/' || character == '\\';
}

bool place_is_path(const char *word)
{
	return strpbrk(word, "/\\:") != NULL;
}

const char *place_full_path(struct arena *arena, const char *path)
{
	const wchar_t *name = wide_from_text(arena, path, strlen(path));
	wchar_t *full = arena_array(arena, MAX_PATH_UNITS, sizeof(*full));
	DWORD length = GetFullPathNameW(name, MAX_PATH_UNITS, full, NULL);

	if (!length || length >= MAX_PATH_UNITS)
		return NULL;
	return with_slashes(wide_to_text(arena, full, length));
}

size_t place_list(struct arena *arena, const char *folder, const char ***names)
{
	const char *pattern = arena_printf(arena, "%s/*", folder);
	wchar_t *wide = wide_path(arena, pattern);
	WIN32_FIND_DATAW found;
	HANDLE search = wide ? FindFirstFileW(wide, &found) : INVALID_HANDLE_VALUE;
	size_t capacity = 0;
	size_t count = 0;
	void *items = NULL;

	*names = NULL;
	if (search == INVALID_HANDLE_VALUE)
		return 0;
	do {
		arena_grow(arena, &items, count, &capacity, sizeof(**names));
		((const char **)items)[count++] =
			wide_to_text(arena, found.cFileName, wcslen(found.cFileName));
	} while (FindNextFileW(search, &found));
	FindClose(search);
	*names = items;
	return count;
}

FILE *place_open(const char *file)
{
	HANDLE handle = INVALID_HANDLE_VALUE;
	struct arena scratch;
	wchar_t *wide;
	int descriptor;

	arena_init(&scratch);
	wide = wide_path(&scratch, file);
	if (wide)
		handle = CreateFileW(
			wide, GENERIC_READ, FILE_SHARE_ALL, NULL, OPEN_EXISTING, 0, NULL);
	errno = wide ? file_errno(GetLastError()) : ENOENT;
	arena_free(&scratch);
	if (handle == INVALID_HANDLE_VALUE)
		return NULL;
	descriptor = _open_osfhandle((intptr_t)handle, _O_RDONLY | _O_BINARY);
	return descriptor < 0 ? NULL : _fdopen(descriptor, "rb");
}
