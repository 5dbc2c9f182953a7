#include "scanner/cli/packs.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const beside_program[] = {"../share/compatscan/packs", "../rules/packs"};

static bool is_folder(const char *path)
{
	struct stat facts;

	return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

const char *packs_folder(struct invocation *invocation)
{
	const char *given = invocation->settings.pack_folder;
	char program[PATH_MAX];
	ssize_t length;
	char *slash;

	if (!given)
		given = getenv("COMPATSCAN_PACKS");
	if (given && *given)
		return given;
	length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	if (length <= 0)
		return NULL;
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof(beside_program) / sizeof(beside_program[0]); i++) {
		const char *folder =
			arena_printf(invocation->arena, "%s/%s", program, beside_program[i]);

		if (is_folder(folder))
			return folder;
	}
	return NULL;
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

bool packs_installed(struct invocation *invocation, struct pack_files *out)
{
	const char *folder = packs_folder(invocation);
	DIR *stream = folder ? opendir(folder) : NULL;
	size_t capacity = 0;
	void *items = NULL;
	struct dirent *entry;

	*out = (struct pack_files){0};
	while (stream && (entry = readdir(stream))) {
		size_t length = strlen(entry->d_name);

		if (entry->d_name[0] == '.' || length < 6 ||
			strcmp(entry->d_name + length - 5, ".json") != 0)
			continue;
		arena_grow(invocation->arena, &items, out->count, &capacity, sizeof(*out->files));
		out->files = items;
		out->files[out->count++] =
			arena_printf(invocation->arena, "%s/%s", folder, entry->d_name);
	}
	if (stream)
		closedir(stream);
	if (!out->count) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there are no rule packs in %s; give one with --pack FILE or their folder "
			"with "
			"--pack-dir",
			folder ? folder : "the place they are installed in");
		return false;
	}
	qsort(out->files, out->count, sizeof(*out->files), by_name);
	return true;
}

const char *packs_find(struct invocation *invocation, const char *name)
{
	const char *folder;
	const char *file;

	if (strchr(name, '/') || access(name, F_OK) == 0)
		return name;
	folder = packs_folder(invocation);
	file = folder ? arena_printf(invocation->arena, "%s/%s.json", folder, name) : NULL;
	if (file && access(file, F_OK) == 0)
		return file;
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"there is no rule pack %s; compatscan rules list shows the installed ones", name);
	return NULL;
}

static int by_id(const void *left, const void *right)
{
	const struct pack *one = left;
	const struct pack *other = right;

	return strcmp(one->id, other->id);
}

static bool load_files(struct invocation *invocation, const struct pack_files *files,
	struct pack **out, size_t *count)
{
	struct pack *packs = arena_array(invocation->arena, files->count, sizeof(*packs));
	bool sound = true;

	for (size_t i = 0; i < files->count; i++)
		sound &= pack_load_file(
			files->files[i], invocation->arena, invocation->diagnostics, &packs[i]);
	if (!sound)
		return false;
	qsort(packs, files->count, sizeof(*packs), by_id);
	for (size_t i = 1; i < files->count; i++) {
		if (strcmp(packs[i - 1].id, packs[i].id) == 0) {
			diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
				"%s and %s both are pack %s; give one of them", packs[i - 1].file,
				packs[i].file, packs[i].id);
			return false;
		}
	}
	*out = packs;
	*count = files->count;
	return true;
}

bool packs_load(struct invocation *invocation, struct pack **out, size_t *count)
{
	const struct settings *settings = &invocation->settings;
	struct pack_files files = {0};

	if (!settings->pack_count)
		return packs_installed(invocation, &files) &&
		       load_files(invocation, &files, out, count);
	files.files = arena_array(invocation->arena, settings->pack_count, sizeof(*files.files));
	for (size_t i = 0; i < settings->pack_count; i++) {
		files.files[i] = packs_find(invocation, settings->packs[i]);
		if (!files.files[i])
			return false;
	}
	files.count = settings->pack_count;
	return load_files(invocation, &files, out, count);
}
