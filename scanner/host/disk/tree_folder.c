/* One folder: its listing, read once, and what a name in it means. */
#include "scanner/host/disk/tree_private.h"

#include "scanner/base/error_text.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <stdlib.h>
#include <string.h>

enum {
	MAX_NAME_CHARACTERS = 255, /* doc "Naming Files, Paths, and Namespaces" */
	MAX_FOLDED_NAME = MAX_NAME_CHARACTERS * 4 + 1, /* bytes */
};

static int by_folded_name(const void *left, const void *right)
{
	const struct host_entry *one = left;
	const struct host_entry *other = right;
	int order = strcmp(one->folded, other->folded);

	return order ? order : strcmp(one->stored_name, other->stored_name);
}

static const char *stored_join(struct arena *arena, const char *folder, const char *name)
{
	return *folder ? arena_printf(arena, "%s/%s", folder, name) : name;
}

struct host_folder *tree_entry_folder(
	struct tree *tree, struct host_folder *parent, struct host_entry *entry)
{
	if (entry->folder)
		return entry->folder;
	entry->folder = tree_new_folder(tree, parent->volume, parent,
		winpath_join(tree->arena, parent->path, entry->name),
		stored_join(tree->arena, parent->stored_path, entry->stored_name));
	if (parent->same)
		entry->folder->same = tree_entry_folder(
			tree, parent->same, &parent->same->entries[entry - parent->entries]);
	return entry->folder;
}

/* The root of another drive that the folder really is: only roots are held open for the whole scan,
 * so only their identities cannot pass to something else. */
static struct host_folder *root_that_is(struct tree *tree, const struct host_folder *folder)
{
	struct folder_identity own;

	if (tree->volume_count < 2 || !folder->parent || !folder->volume->operations->identity ||
		!folder->volume->operations->identity(folder->volume, folder->stored_path, &own))
		return NULL;
	for (size_t i = 0; i < MAX_VOLUMES; i++)
		if (tree->identified[i] && tree->identities[i].device == own.device &&
			tree->identities[i].number == own.number)
			return tree->roots[i];
	return NULL;
}

static void list_as_other(struct tree *tree, struct host_folder *folder)
{
	struct host_folder *same = folder->same;

	tree_list(tree, same);
	folder->unreadable = same->unreadable;
	folder->count = same->count;
	folder->beyond_ascii = same->beyond_ascii;
	folder->entries = arena_array(tree->arena, same->count, sizeof(*folder->entries));
	for (size_t i = 0; i < same->count; i++)
		folder->entries[i] = (struct host_entry){
			.stored_name = same->entries[i].stored_name,
			.name = same->entries[i].name,
			.folded = same->entries[i].folded,
			.type = same->entries[i].type,
		};
}

bool tree_beyond_ascii(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name >= 0x80)
			return true;
	return false;
}

void tree_list(struct tree *tree, struct host_folder *folder)
{
	struct volume_entry *stored;
	size_t count;
	int error = 0;
	enum file_status status;

	if (folder->listed)
		return;
	folder->listed = true;
	if (!folder->same)
		folder->same = root_that_is(tree, folder);
	if (folder->same) {
		list_as_other(tree, folder);
		return;
	}
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
		size_t length = strlen(stored[i].name);
		const char *name = text_from_bytes(tree->arena, stored[i].name, length);

		folder->beyond_ascii = folder->beyond_ascii || tree_beyond_ascii(name);
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

/* The entries that the name is to Windows; more than one where they differ only in case. */
static struct host_entry *find_entries(
	const struct host_folder *folder, const char *name, size_t length, size_t *count)
{
	char folded[MAX_FOLDED_NAME];
	size_t at;

	*count = 0;
	if (!text_fold_into(name, length, folded, sizeof(folded)))
		return NULL;
	at = lower_bound(folder, folded);
	while (at + *count < folder->count && *count < 2 &&
		strcmp(folder->entries[at + *count].folded, folded) == 0)
		(*count)++;
	return *count ? &folder->entries[at] : NULL;
}

struct host_entry *tree_entry(struct tree *tree, struct host_folder *folder, const char *name)
{
	struct host_entry *entry;
	size_t count;

	tree_list(tree, folder);
	entry = find_entries(folder, name, strlen(name), &count);
	return count == 1 ? entry : NULL;
}

static struct host_file *entry_file(
	struct tree *tree, struct host_folder *parent, struct host_entry *entry)
{
	struct host_file *file = entry->file;
	const char *root = parent->volume->real_root;
	const char *real;

	if (file)
		return file;
	file = entry->file = arena_alloc(tree->arena, sizeof(*file));
	file->volume = parent->volume;
	file->path = winpath_join(tree->arena, parent->path, entry->name);
	file->stored_path = stored_join(tree->arena, parent->stored_path, entry->stored_name);
	real = arena_printf(tree->arena, "%s%s%s", root, text_ends_name(root, "/") ? "" : "/",
		file->stored_path);
	file->real_path = text_from_bytes(tree->arena, real, strlen(real));
	return file;
}

/* The path of a name in the step's folder, as it was asked for. */
static const char *shown_path(struct tree *tree, const struct step *step, const char *name)
{
	return winpath_join(tree->arena, step->shown ? step->shown : step->folder->path, name);
}

static const char *asked_path(struct tree *tree, const struct step *step)
{
	return shown_path(tree, step, arena_copy(tree->arena, step->name, step->length));
}

static struct look look_at_entry(
	struct tree *tree, const struct step *step, struct host_entry *entry)
{
	struct look look = {.status = LOOK_FOUND};
	const char *path;

	switch (entry->type) {
	case ENTRY_FOLDER:
		look.folder = tree_entry_folder(tree, step->folder, entry);
		look.path = step->shown ? shown_path(tree, step, entry->name) : look.folder->path;
		return look;
	case ENTRY_FILE:
		look.file = entry_file(tree, step->folder, entry);
		look.path = step->shown ? shown_path(tree, step, entry->name) : look.file->path;
		return look;
	case ENTRY_LINK:
		tree_follow_link(tree, step->folder, entry);
		look.folder = entry->folder;
		look.path = shown_path(tree, step, entry->name);
		if (look.folder)
			return look;
		return tree_failed(tree, LOOK_LINK, "link",
			winpath_join(tree->arena, step->folder->path, entry->name),
			entry->link_reason);
	case ENTRY_SPECIAL:
		break;
	}
	path = shown_path(tree, step, entry->name);
	return tree_failed(tree, LOOK_SPECIAL, "special-file", path,
		arena_printf(tree->arena,
			"%s is a FIFO, socket or device, which no Windows disk holds; it was not "
			"opened",
			path));
}

/* A name that is not there, unless Windows would find something by it. */
static struct look absent(struct tree *tree, const struct step *step)
{
	const char *name = arena_copy(tree->arena, step->name, step->length);
	const char *path = shown_path(tree, step, name);
	const char *why, *candidates;
	struct host_entry *entry = tree_long_name(tree, step->folder, name, &why, &candidates);
	struct look look = {.status = LOOK_ABSENT, .path = path};

	if (entry) {
		look = look_at_entry(tree, step, entry);
		if (look.status == LOOK_FOUND)
			look.inferred = arena_printf(tree->arena,
				"%s is taken for the short name of %s: %s", path, entry->name, why);
	} else if (candidates) {
		look = tree_failed(tree, LOOK_AMBIGUOUS, "short-name", path,
			arena_printf(tree->arena,
				"%s is a short name that may stand for %s in %s; a copy of the "
				"disk "
				"does not tell short names",
				path, candidates, step->folder->path));
	} else if (tree_composed_otherwise(tree, step->folder, name)) {
		look = tree_failed(tree, LOOK_AMBIGUOUS, "normalisation", path,
			arena_printf(tree->arena,
				"%s is not there, but a name that differs only in how accents are "
				"stored is; to Windows these are two names, and a copy made "
				"through "
				"macOS changes them, so which one the machine had could not be "
				"told",
				path));
	}
	return look;
}

static struct look ambiguous_case(
	struct tree *tree, const struct step *step, const struct host_entry *entries)
{
	const char *path = shown_path(tree, step, entries[0].name);

	return tree_failed(tree, LOOK_AMBIGUOUS, "ambiguous-case", path,
		arena_printf(tree->arena,
			"%s holds %s and %s, which are one name to Windows; only one of them can "
			"be "
			"what Windows saw",
			step->folder->path, entries[0].name, entries[1].name));
}

/* A device is there whether the folder holds such a name or not; one that holds it is a doubtful
 * copy. */
static struct look look_at_device(struct tree *tree, const struct step *step, const char *device)
{
	const char *path = asked_path(tree, step);
	size_t count;

	tree_list(tree, step->folder);
	find_entries(step->folder, step->name, step->length, &count);
	return tree_failed(tree, LOOK_SPECIAL, count ? "device-name" : NULL, path,
		arena_printf(tree->arena,
			"to Windows %s is the device %s and no file of the disk%s", path, device,
			count ? ", though the copy holds one of that name" : ""));
}

static struct look look_at_stream(struct tree *tree, const struct step *step)
{
	const char *path = asked_path(tree, step);

	return tree_failed(tree, LOOK_SPECIAL, NULL, path,
		arena_printf(tree->arena,
			"%s names a stream of a file, which a copy of the disk does not hold as a "
			"file",
			path));
}

/* Whether no file of a Windows disk can have the name. */
static bool is_forbidden(struct tree *tree, const struct step *step)
{
	static const char forbidden[] = "<>\"|?*/";

	for (size_t i = 0; i < step->length; i++)
		if ((unsigned char)step->name[i] < ' ' || strchr(forbidden, step->name[i]))
			return true;
	if (step->length > MAX_NAME_CHARACTERS &&
		text_utf16_length(arena_copy(tree->arena, step->name, step->length)) >
			MAX_NAME_CHARACTERS)
		return true;
	return step->length == 0 || (step->length == 1 && step->name[0] == '.') ||
	       (step->length == 2 && memcmp(step->name, "..", 2) == 0);
}

/* x.exe::$DATA is x.exe itself. */
static bool names_stream(struct step *step)
{
	static const char unnamed[] = "::$DATA";
	size_t length = sizeof(unnamed) - 1;
	char folded[sizeof(unnamed)];

	if (step->last && step->length > length &&
		text_fold_into(
			step->name + step->length - length, length, folded, sizeof(folded)) &&
		strcmp(folded, unnamed) == 0)
		step->length -= length;
	return memchr(step->name, ':', step->length) != NULL;
}

struct look tree_step(struct tree *tree, const struct step *asked)
{
	struct step step = *asked;
	const char *device = NULL;
	struct host_entry *entries;
	size_t count;

	if (step.last && !step.verbatim)
		device = device_name(step.name, step.length, tree->devices);
	if (device)
		return look_at_device(tree, &step, device);
	if (names_stream(&step))
		return look_at_stream(tree, &step);
	tree_list(tree, step.folder);
	if (step.folder->unreadable)
		return tree_failed(tree, LOOK_UNREADABLE, NULL, asked_path(tree, &step),
			step.folder->unreadable);
	if (is_forbidden(tree, &step))
		return (struct look){.status = LOOK_ABSENT, .path = asked_path(tree, &step)};
	entries = find_entries(step.folder, step.name, step.length, &count);
	if (count > 1)
		return ambiguous_case(tree, &step, entries);
	return count ? look_at_entry(tree, &step, entries) : absent(tree, &step);
}

const char *host_folder_unreadable(struct tree *tree, struct host_folder *folder)
{
	tree_list(tree, folder);
	return folder->unreadable;
}

const char *host_folder_visit(struct tree *tree, struct host_folder *folder,
	bool (*visit)(void *context, const char *name, enum entry_type type), void *context)
{
	tree_list(tree, folder);
	for (size_t i = 0; i < folder->count; i++)
		if (!visit(context, folder->entries[i].name, folder->entries[i].type))
			break;
	return folder->unreadable;
}
