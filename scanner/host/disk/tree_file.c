/* Reading the files of the tree: each is opened as often as something new is asked of it, and never
 * kept open. */
#include "scanner/host/disk/tree.h"

#include "scanner/base/error_text.h"
#include "scanner/base/sha256.h"

#include <string.h>

static const char *reason_for(
	struct tree *tree, const struct host_file *file, enum file_status status, int error)
{
	const char *why = "it is no regular file";

	if (status == FILE_ABSENT)
		why = "it has gone since its folder was listed";
	else if (status == FILE_UNREADABLE)
		why = error_text(error);
	return arena_printf(tree->arena,
		"cannot read %s (file %s): %s; run as a user who may read it, or give a copy with "
		"--root",
		file->path, file->real_path, why);
}

static void became_unreadable(
	struct tree *tree, struct host_file *file, enum file_status status, int error)
{
	file->unreadable = reason_for(tree, file, status, error);
	problem_add(tree->problems, tree->arena, "unreadable-file", file->path, PROBLEM_NO_OFFSET,
		"%s", file->unreadable);
}

static bool open_file(struct tree *tree, struct host_file *file, struct volume_file *out)
{
	int error = 0;
	enum file_status status;

	if (file->unreadable)
		return false;
	status = file->volume->operations->open(file->volume, file->stored_path, out, &error);
	if (status != FILE_OK) {
		became_unreadable(tree, file, status, error);
		return false;
	}
	file->opened_once = true;
	file->size = out->source->size;
	file->modified = out->modified;
	file->created = out->created;
	file->changed = out->changed;
	return true;
}

/* Closes the file and says whether every byte that was asked for could be had. */
static bool close_file(struct tree *tree, struct host_file *file, struct volume_file *opened)
{
	int error = opened->source->error;

	file->volume->operations->close(file->volume, opened);
	if (error)
		became_unreadable(tree, file, FILE_UNREADABLE, error);
	return !error;
}

bool host_file_read(struct tree *tree, struct host_file *file,
	void (*use)(void *context, const struct view *view), void *context)
{
	struct volume_file opened;
	struct view view;

	if (!open_file(tree, file, &opened))
		return false;
	view = view_of(opened.source);
	use(context, &view);
	return close_file(tree, file, &opened);
}

static void use_nothing(void *context, const struct view *view)
{
	(void)context;
	(void)view;
}

const char *host_file_unreadable(struct tree *tree, struct host_file *file)
{
	if (!file->opened_once)
		host_file_read(tree, file, use_nothing, NULL);
	return file->unreadable;
}

struct image_reading {
	struct arena *arena;
	struct image *image;
};

static void use_as_image(void *context, const struct view *view)
{
	struct image_reading *reading = context;

	image_read(view, IMAGE_EVERYTHING, reading->arena, reading->image);
}

const struct image *host_file_image(struct tree *tree, struct host_file *file)
{
	struct image_reading reading = {.arena = tree->arena};

	if (file->image || file->unreadable)
		return file->unreadable ? NULL : file->image;
	reading.image = arena_alloc(tree->arena, sizeof(*reading.image));
	if (!host_file_read(tree, file, use_as_image, &reading))
		return NULL;
	file->image = reading.image;
	file->next_read = tree->files_read;
	tree->files_read = file;
	return file->image;
}

static void use_for_digest(void *context, const struct view *view)
{
	/* A read that fails is on the source, which close_file looks at. */
	(void)sha256_of_view(view, context);
}

const char *host_file_sha256(struct tree *tree, struct host_file *file)
{
	char digest[65];

	if (!file->sha256_tried) {
		file->sha256_tried = true;
		if (host_file_read(tree, file, use_for_digest, digest))
			file->sha256 = arena_strdup(tree->arena, digest);
	}
	return file->sha256;
}

bool host_file_same_content(struct tree *tree, struct host_file *one, struct host_file *other)
{
	const char *digest = host_file_sha256(tree, one);
	const char *other_digest = host_file_sha256(tree, other);

	return digest && other_digest && strcmp(digest, other_digest) == 0;
}
