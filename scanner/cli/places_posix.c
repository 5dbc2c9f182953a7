#include "scanner/cli/places.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *place_of_program(struct arena *arena)
{
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	if (length <= 0)
		return NULL;
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash)
		*slash = '\0';
	return arena_strdup(arena, program);
}

const char *place_from_environment(struct arena *arena, const char *variable)
{
	return arena_strdup(arena, getenv(variable));
}

const char *place_of_machine_settings(struct arena *arena)
{
	return arena_strdup(arena, "/etc/compatscan");
}

/* The XDG Base Directory Specification has relative paths passed over. */
const char *place_of_user_settings(struct arena *arena)
{
	const char *folder = getenv("XDG_CONFIG_HOME");

	if (folder && *folder == '/')
		return arena_printf(arena, "%s/compatscan", folder);
	folder = getenv("HOME");
	return folder && *folder == '/' ? arena_printf(arena, "%s/.config/compatscan", folder)
					: NULL;
}

bool place_is_folder(const char *path)
{
	struct stat facts;

	return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

bool place_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool place_separates(char character)
{
	return character == '/';
}

bool place_is_path(const char *word)
{
	return strchr(word, '/') != NULL;
}

const char *place_full_path(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	char *folder = realpath(slash ? arena_copy(arena, path, (size_t)(name - path)) : ".", NULL);
	const char *full = NULL;

	if (folder)
		full = arena_printf(
			arena, "%s%s%s", folder, strcmp(folder, "/") == 0 ? "" : "/", name);
	free(folder);
	return full;
}

size_t place_list(struct arena *arena, const char *folder, const char ***names)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;
	size_t capacity = 0;
	size_t count = 0;
	void *items = NULL;

	while (stream && (entry = readdir(stream))) {
		arena_grow(arena, &items, count, &capacity, sizeof(**names));
		((const char **)items)[count++] = arena_strdup(arena, entry->d_name);
	}
	if (stream)
		closedir(stream);
	*names = items;
	return count;
}

FILE *place_open(const char *file)
{
	return fopen(file, "rb");
}
