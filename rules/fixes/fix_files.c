#include "rules/fixes/fix_files.h"

#include "scanner/host/machine/windows_version.h"
#include "scanner/image/image.h"

#include <string.h>

static void read_version(struct evaluation *evaluation, const struct fix_line *line,
	const struct image *image, struct fixed_file *file)
{
	uint16_t machine = windows_version(evaluation->host)->machine;

	if (machine && image->machine_known && image->machine_code != machine) {
		file->state = FIXED_FILE_OTHER;
		file->reason = arena_printf(evaluation->arena,
			"it is for another processor than this machine's (%s)",
			image->machine ? image->machine : "unknown");
		return;
	}
	if (!image->version.fixed_present) {
		file->reason = "it carries no version";
		return;
	}
	file->offset = image->version.offset;
	file->reason = image->version.doubt;
	if (file->reason)
		return;
	memcpy(file->version.part, image->version.file, sizeof(file->version.part));
	file->state = FIXED_FILE_TOLD;
	if (fix_line_holds(line->levels, &line->below, &file->version))
		return;
	file->state = FIXED_FILE_OTHER;
	file->reason = arena_printf(evaluation->arena, "its version %s is none of %s",
		version_text(evaluation->arena, &file->version), line->product);
}

struct fixed_file fixed_file_of(struct evaluation *evaluation, const struct fix_line *line,
	const char *name, struct look look)
{
	struct tree *tree = &evaluation->host->tree;
	struct fixed_file found = {.name = name, .offset = PROBLEM_NO_OFFSET};
	const struct image *image;

	if (look.status == LOOK_ABSENT || look.folder)
		return found;
	found.state = FIXED_FILE_UNTOLD;
	found.file = look.file;
	found.reason = look.reason;
	if (!look.file)
		return found;
	found.reason = host_file_unreadable(tree, look.file);
	image = found.reason ? NULL : host_file_image(tree, look.file);
	if (image)
		read_version(evaluation, line, image, &found);
	return found;
}

struct fixed_file fixed_file_lower(struct fixed_file one, struct fixed_file other)
{
	bool take_other = other.state > one.state;

	if (one.state == FIXED_FILE_TOLD && other.state == FIXED_FILE_TOLD)
		take_other = version_compare(&other.version, &one.version) < 0;
	return take_other ? other : one;
}

/* The folders that are there; *doubt is set when one could not be looked into. */
static size_t open_folders(struct evaluation *evaluation, const struct field_value *folders,
	struct host_folder **out, const char **doubt)
{
	struct tree *tree = &evaluation->host->tree;
	size_t count = 0;

	for (size_t i = 0; i < folders->count; i++) {
		struct look look =
			tree_look(tree, evaluation_fill(evaluation, NULL, folders->list[i]));
		const char *unreadable =
			look.folder ? host_folder_unreadable(tree, look.folder) : look.reason;

		if (unreadable)
			*doubt = unreadable;
		else if (look.folder)
			out[count++] = look.folder;
	}
	return count;
}

struct fixed_file *fixed_files_find(struct evaluation *evaluation, const struct fix_line *line,
	const struct field_value *folders, const char *const *names, size_t count)
{
	struct arena *arena = evaluation->arena;
	struct host_folder **places =
		arena_array(arena, folders->count, sizeof(struct host_folder *));
	struct fixed_file *files = arena_array(arena, count, sizeof(*files));
	const char *doubt = NULL;
	size_t place_count = open_folders(evaluation, folders, places, &doubt);

	for (size_t i = 0; i < count; i++) {
		files[i] = (struct fixed_file){.name = names[i], .offset = PROBLEM_NO_OFFSET};
		for (size_t j = 0; j < place_count; j++)
			files[i] = fixed_file_lower(
				files[i], fixed_file_of(evaluation, line, names[i],
						  tree_look_in(&evaluation->host->tree, places[j],
							  names[i])));
		files[i].doubt = doubt;
	}
	return files;
}
