#include "scanner/cli/packs.h"

#include "scanner/cli/places.h"

#include <stdlib.h>
#include <string.h>

static const char *const beside_program[] = {"../share/compatscan/packs", "../rules/packs"};

static const char *packs_folder(struct invocation *invocation)
{
	const char *given = invocation->settings.pack_folder;
	const char *program;

	if (!given)
		given = place_from_environment(invocation->arena, "COMPATSCAN_PACKS");
	if (given && *given)
		return given;
	program = place_of_program(invocation->arena);
	for (size_t i = 0; program && i < sizeof(beside_program) / sizeof(beside_program[0]); i++) {
		const char *folder =
			arena_printf(invocation->arena, "%s/%s", program, beside_program[i]);

		if (place_is_folder(folder))
			return folder;
	}
	return NULL;
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool is_pack_name(const char *name)
{
	size_t length = strlen(name);

	return name[0] != '.' && length > 5 && strcmp(name + length - 5, ".json") == 0;
}

struct pack_files {
	const char **files; /* sorted by name */
	size_t count;
};

/* The *.json files of the folder. False, told, when there is none. */
static bool packs_installed(struct invocation *invocation, struct pack_files *out)
{
	const char *folder = packs_folder(invocation);
	const char **names = NULL;
	size_t count = folder ? place_list(invocation->arena, folder, &names) : 0;

	*out = (struct pack_files){
		.files = arena_array(invocation->arena, count, sizeof(*out->files))};
	for (size_t i = 0; i < count; i++)
		if (is_pack_name(names[i]))
			out->files[out->count++] =
				arena_printf(invocation->arena, "%s/%s", folder, names[i]);
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

	if (place_is_path(name) || place_exists(name))
		return name;
	folder = packs_folder(invocation);
	file = folder ? arena_printf(invocation->arena, "%s/%s.json", folder, name) : NULL;
	if (file && place_exists(file))
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
