#include "scanner/host/tree.h"

#include "scanner/base/error_text.h"
#include "scanner/base/text.h"
#include "scanner/host/short_name.h"
#include "scanner/host/tree_private.h"
#include "scanner/host/winpath.h"

#include <stdlib.h>
#include <string.h>

void tree_init(struct tree *tree, struct arena *arena, struct problem_list *problems)
{
	*tree = (struct tree){.arena = arena, .problems = problems};
}

static struct host_folder *new_folder(struct tree *tree, struct volume *volume,
	struct host_folder *parent, const char *path, const char *stored_path)
{
	struct host_folder *folder = arena_alloc(tree->arena, sizeof(*folder));

	*folder = (struct host_folder){
		.volume = volume, .parent = parent, .path = path, .stored_path = stored_path};
	return folder;
}

bool tree_mount(struct tree *tree, struct volume *volume)
{
	size_t drive = (size_t)(volume->letter - 'A');

	if (drive >= MAX_DRIVES || tree->volumes[drive])
		return false;
	tree->volumes[drive] = volume;
	tree->roots[drive] = new_folder(
		tree, volume, NULL, arena_printf(tree->arena, "%c:\\", volume->letter), "");
	return true;
}

void tree_release(struct tree *tree)
{
	for (size_t i = 0; i < MAX_DRIVES; i++) {
		volume_release(tree->volumes[i]);
		tree->volumes[i] = NULL;
	}
}

const char *host_folder_path(const struct host_folder *folder)
{
	return folder->path;
}

static int by_folded_name(const void *left, const void *right)
{
	const struct host_entry *one = left;
	const struct host_entry *other = right;
	int order = strcmp(one->folded, other->folded);

	return order ? order : strcmp(one->stored_name, other->stored_name);
}

static void list_folder(struct tree *tree, struct host_folder *folder)
{
	struct volume_entry *stored;
	size_t count;
	int error = 0;
	enum file_status status;

	if (folder->listed)
		return;
	folder->listed = true;
	tree->folders_listed++;
	status = folder->volume->operations->list(
		folder->volume, folder->stored_path, tree->arena, &stored, &count, &error);
	if (status != FILE_OK) {
		folder->unreadable = arena_printf(tree->arena, "cannot list %s: %s", folder->path,
			error ? error_text(error) : "it is no folder any more");
		problem_add(tree->problems, tree->arena, "unreadable-folder", folder->path,
			PROBLEM_NO_OFFSET, "%s", folder->unreadable);
		return;
	}
	if (count == MAX_FOLDER_ENTRIES)
		problem_add(tree->problems, tree->arena, "limit", folder->path, PROBLEM_NO_OFFSET,
			"only the first %d entries of the folder were looked at",
			MAX_FOLDER_ENTRIES);
	folder->entries = arena_array(tree->arena, count, sizeof(*folder->entries));
	folder->count = count;
	for (size_t i = 0; i < count; i++) {
		const char *name =
			text_from_bytes(tree->arena, stored[i].name, strlen(stored[i].name));

		folder->entries[i] = (struct host_entry){.stored_name = stored[i].name,
			.name = name,
			.folded = text_fold(tree->arena, name),
			.type = stored[i].type};
	}
	if (count)
		qsort(folder->entries, count, sizeof(*folder->entries), by_folded_name);
}

/* The first entry whose folded name is not before folded. */
static size_t lower_bound(const struct host_folder *folder, const char *folded)
{
	size_t low = 0, high = folder->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(folder->entries[middle].folded, folded) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct look failed(struct tree *tree, enum look_status status, const char *code,
	const char *path, const char *reason)
{
	if (code)
		problem_add(
			tree->problems, tree->arena, code, path, PROBLEM_NO_OFFSET, "%s", reason);
	return (struct look){.status = status, .path = path, .code = code, .reason = reason};
}

static const char *stored_join(struct arena *arena, const char *folder, const char *name)
{
	return *folder ? arena_printf(arena, "%s/%s", folder, name) : name;
}

static struct host_folder *entry_folder(
	struct tree *tree, struct host_folder *parent, struct host_entry *entry)
{
	if (!entry->folder)
		entry->folder = new_folder(tree, parent->volume, parent,
			winpath_join(tree->arena, parent->path, entry->name),
			stored_join(tree->arena, parent->stored_path, entry->stored_name));
	return entry->folder;
}

static struct host_file *entry_file(
	struct tree *tree, struct host_folder *parent, struct host_entry *entry)
{
	struct host_file *file = entry->file;
	const char *real;

	if (file)
		return file;
	file = entry->file = arena_alloc(tree->arena, sizeof(*file));
	file->volume = parent->volume;
	file->path = winpath_join(tree->arena, parent->path, entry->name);
	file->stored_path = stored_join(tree->arena, parent->stored_path, entry->stored_name);
	real = arena_printf(tree->arena, "%s/%s", parent->volume->real_root, file->stored_path);
	file->real_path = text_from_bytes(tree->arena, real, strlen(real));
	return file;
}

/* Finds the entry with exactly these bytes, as a link's target names it. */
static struct host_entry *stored_entry(struct host_folder *folder, const char *name, size_t length)
{
	for (size_t i = 0; i < folder->count; i++)
		if (strlen(folder->entries[i].stored_name) == length &&
			memcmp(folder->entries[i].stored_name, name, length) == 0)
			return &folder->entries[i];
	return NULL;
}

/* Follows a relative link to a folder of the same drive; NULL when it leads anywhere else. One
 * budget for all links on the way: links that name links many times over would multiply otherwise.
 */
static struct host_folder *link_folder(struct tree *tree, struct host_folder *parent,
	const struct host_entry *link, unsigned *links_left)
{
	const char *path = stored_join(tree->arena, parent->stored_path, link->stored_name);
	const char *target =
		parent->volume->operations->link_target(parent->volume, path, tree->arena);
	struct host_folder *at = parent;

	if (!target || *target == '/' || !*links_left)
		return NULL;
	(*links_left)--;
	while (*target && at) {
		size_t length = strcspn(target, "/");
		struct host_entry *entry;

		if (length == 2 && memcmp(target, "..", 2) == 0) {
			at = at->parent;
		} else if (length && !(length == 1 && *target == '.')) {
			list_folder(tree, at);
			entry = stored_entry(at, target, length);
			if (!entry || (entry->type != ENTRY_FOLDER && entry->type != ENTRY_LINK))
				return NULL;
			at = entry->type == ENTRY_FOLDER ? entry_folder(tree, at, entry)
							 : link_folder(tree, at, entry, links_left);
		}
		target += length + (target[length] == '/');
	}
	return at;
}

static struct look look_at_link(
	struct tree *tree, struct host_folder *folder, struct host_entry *entry)
{
	const char *path = winpath_join(tree->arena, folder->path, entry->name);
	unsigned links_left = MAX_LINKS_FOLLOWED;
	struct host_folder *target = link_folder(tree, folder, entry, &links_left);

	if (target)
		return (struct look){.status = LOOK_FOUND, .folder = target, .path = path};
	return failed(tree, LOOK_LINK, "link", path,
		arena_printf(tree->arena,
			"%s is a symbolic link that does not lead to a folder of the same drive; "
			"it is "
			"not followed, so what Windows would see there could not be told",
			path));
}

/* A name that is not there, unless it is a short name that may stand for one that is. */
static struct look absent(
	struct tree *tree, struct host_folder *folder, const char *name, const char *path)
{
	if (!short_name_has_form(name))
		return (struct look){.status = LOOK_ABSENT, .path = path};
	for (size_t i = 0; i < folder->count; i++)
		if (short_name_may_stand_for(name, folder->entries[i].name))
			return failed(tree, LOOK_AMBIGUOUS, "short-name", path,
				arena_printf(tree->arena,
					"%s is a short name that may stand for %s in %s; a copy of "
					"the disk "
					"does not tell short names",
					path, folder->entries[i].name, folder->path));
	return (struct look){.status = LOOK_ABSENT, .path = path};
}

struct look tree_look_in(struct tree *tree, struct host_folder *folder, const char *name)
{
	const char *folded = text_fold(tree->arena, name);
	const char *path = winpath_join(tree->arena, folder->path, name);
	struct host_entry *entry;
	size_t at;

	list_folder(tree, folder);
	if (folder->unreadable)
		return failed(tree, LOOK_UNREADABLE, NULL, path, folder->unreadable);
	at = lower_bound(folder, folded);
	if (at == folder->count || strcmp(folder->entries[at].folded, folded) != 0)
		return absent(tree, folder, name, path);
	entry = &folder->entries[at];
	path = winpath_join(tree->arena, folder->path, entry->name);
	if (at + 1 < folder->count && strcmp(folder->entries[at + 1].folded, folded) == 0)
		return failed(tree, LOOK_AMBIGUOUS, "ambiguous-case", path,
			arena_printf(tree->arena,
				"%s holds %s and %s, which are one name to Windows; only one of "
				"them "
				"can be what Windows saw",
				folder->path, entry->name, folder->entries[at + 1].name));
	switch (entry->type) {
	case ENTRY_FOLDER:
		return (struct look){.status = LOOK_FOUND,
			.folder = entry_folder(tree, folder, entry),
			.path = path};
	case ENTRY_FILE:
		return (struct look){.status = LOOK_FOUND,
			.file = entry_file(tree, folder, entry),
			.path = path};
	case ENTRY_LINK:
		return look_at_link(tree, folder, entry);
	case ENTRY_SPECIAL:
		break;
	}
	return failed(tree, LOOK_SPECIAL, "special-file", path,
		arena_printf(tree->arena,
			"%s is a FIFO, socket or device, which no Windows disk holds; it was not "
			"opened",
			path));
}

struct look tree_look(struct tree *tree, const char *path)
{
	const char *absolute = winpath_absolute(tree->arena, NULL, path);
	struct look look;
	const char *rest;

	if (!absolute && winpath_kind_of(path) == WINPATH_UNC)
		return failed(tree, LOOK_NO_DRIVE, NULL, path,
			arena_printf(tree->arena,
				"%s is on another server and was not given to the scan", path));
	if (!absolute)
		return failed(tree, LOOK_BAD_PATH, NULL, path,
			arena_printf(tree->arena, "%s is not a full path with a drive", path));
	look = (struct look){
		.status = LOOK_FOUND, .folder = tree->roots[absolute[0] - 'A'], .path = absolute};
	if (!look.folder)
		return failed(tree, LOOK_NO_DRIVE, NULL, absolute,
			arena_printf(tree->arena,
				"drive %c: was not given to the scan; give it with --drive %c=DIR",
				absolute[0], absolute[0]));
	rest = absolute + 3;
	while (*rest) {
		size_t length = strcspn(rest, "\\");

		if (!look.folder)
			return (struct look){.status = LOOK_ABSENT, .path = absolute};
		look = tree_look_in(tree, look.folder, arena_copy(tree->arena, rest, length));
		if (look.status != LOOK_FOUND) {
			look.path = rest[length] ? winpath_join(tree->arena, look.path,
							   rest + length + 1)
						 : look.path;
			return look;
		}
		rest += length + (rest[length] == '\\');
	}
	return look;
}

const char *host_folder_unreadable(struct tree *tree, struct host_folder *folder)
{
	list_folder(tree, folder);
	return folder->unreadable;
}

const char *host_folder_visit(struct tree *tree, struct host_folder *folder,
	bool (*visit)(void *context, const char *name, enum entry_type type), void *context)
{
	list_folder(tree, folder);
	for (size_t i = 0; i < folder->count; i++)
		if (!visit(context, folder->entries[i].name, folder->entries[i].type))
			break;
	return folder->unreadable;
}
