/*
 * Symbolic links on a drive. They are never followed as such: where one leads is worked out from
 * its text and looked up among the drives that were given, so no link leads out of them. Windows
 * has links of its own (junctions, volume mount points, symbolic links), which other systems show
 * as symbolic links: relative, below the place where the drive is mounted (ntfs-3g, also by way of
 * its .NTFS-3G/X:), or in Windows' own words (C:\Users, \??\C:\Users).
 */
#include "scanner/host/disk/tree_private.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

/* One budget for all links on the way: links that name links many times over would multiply
 * otherwise. */
struct way {
	struct tree *tree;
	unsigned links_left;
};

static struct host_folder *follow(
	struct way *way, struct host_folder *parent, const struct host_entry *link);

static struct host_folder *enter(
	struct way *way, struct host_folder *parent, struct host_entry *entry)
{
	if (entry && entry->type == ENTRY_FOLDER)
		return tree_entry_folder(way->tree, parent, entry);
	return entry && entry->type == ENTRY_LINK ? follow(way, parent, entry) : NULL;
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

/* Walks a target that is written as this system writes paths. */
static struct host_folder *walk_stored(struct way *way, struct host_folder *at, const char *target)
{
	while (*target && at) {
		size_t length = strcspn(target, "/");

		if (length == 2 && memcmp(target, "..", 2) == 0) {
			at = at->parent;
		} else if (length && !(length == 1 && *target == '.')) {
			tree_list(way->tree, at);
			at = enter(way, at, stored_entry(at, target, length));
		}
		target += length + (target[length] == '/');
	}
	return at;
}

/* Walks a target that is written as Windows writes paths. */
static struct host_folder *walk_windows(struct way *way, const char *target)
{
	struct tree *tree = way->tree;
	const char *absolute = winpath_absolute(
		tree->arena, NULL, text_from_bytes(tree->arena, target, strlen(target)));
	const char *rest, *inferred, *reason;
	struct host_folder *at =
		absolute ? tree_root(tree, absolute, &rest, &inferred, &reason) : NULL;

	while (at && *rest) {
		size_t length = strcspn(rest, "\\");
		const char *name = arena_copy(tree->arena, rest, length);

		at = enter(way, at, tree_entry(tree, at, name));
		rest += length + (rest[length] == '\\');
	}
	return at;
}

static bool is_windows_path(const char *target)
{
	enum winpath_kind kind = winpath_kind_of(target);

	/* //x is a path of this system too. */
	return kind == WINPATH_ABSOLUTE ||
	       (kind == WINPATH_UNC && (target[0] == '\\' || target[1] == '?'));
}

/* How many bytes of target lead to the place root, or 0 when it lies elsewhere. */
static size_t length_below(const char *target, const char *root)
{
	size_t length = root && *root == '/' ? strlen(root) : 0;

	while (length && root[length - 1] == '/')
		length--;
	if (root && *root == '/' && strncmp(target, root, length) == 0 &&
		(target[length] == '/' || !target[length]))
		return length + (target[length] == '/');
	return 0;
}

/* ntfs-3g: .NTFS-3G/X: below a mounted drive stands for the drive X: of that machine. */
static struct host_folder *drive_by_ntfs_3g(struct tree *tree, const char **rest)
{
	static const char mark[] = ".NTFS-3G/";
	const char *drive = *rest + sizeof(mark) - 1;
	char letter;

	if (strncmp(*rest, mark, sizeof(mark) - 1) != 0)
		return NULL;
	letter = (char)(drive[0] & ~0x20);
	if (letter < 'A' || letter > 'Z' || drive[1] != ':')
		return NULL;
	*rest = drive + 2;
	return tree->roots[letter - 'A'];
}

/* The root of the drive below whose place on this machine an absolute target lies. */
static struct host_folder *root_above(struct tree *tree, const char *target, const char **rest)
{
	struct host_folder *root = NULL, *other;
	size_t longest = 0;

	for (size_t i = 0; i < MAX_VOLUMES; i++) {
		const struct volume *volume = tree->volumes[i];
		size_t length, given;

		if (!volume)
			continue;
		length = length_below(target, volume->absolute_root);
		given = length_below(target, volume->real_root);
		if (given > length)
			length = given;
		if (length <= longest)
			continue;
		longest = length;
		root = tree->roots[i];
	}
	*rest = target + longest;
	other = root ? drive_by_ntfs_3g(tree, rest) : NULL;
	return other ? other : root;
}

static char *target_of(
	struct tree *tree, const struct host_folder *parent, const struct host_entry *link)
{
	const char *path = *parent->stored_path ? arena_printf(tree->arena, "%s/%s",
							  parent->stored_path, link->stored_name)
						: link->stored_name;

	return parent->volume->operations->link_target(parent->volume, path, tree->arena);
}

/* The folder to which a link leads; NULL when it leads anywhere else. */
static struct host_folder *follow(
	struct way *way, struct host_folder *parent, const struct host_entry *link)
{
	const char *target = target_of(way->tree, parent, link);
	const char *rest = target;

	if (!target || !*target || !way->links_left)
		return NULL;
	way->links_left--;
	if (is_windows_path(target))
		return walk_windows(way, target);
	if (*target == '/')
		parent = root_above(way->tree, target, &rest);
	return parent ? walk_stored(way, parent, rest) : NULL;
}

void tree_follow_link(struct tree *tree, struct host_folder *parent, struct host_entry *link)
{
	struct way way = {.tree = tree, .links_left = MAX_LINKS_FOLLOWED};
	const char *target;

	if (link->link_followed)
		return;
	link->link_followed = true;
	link->folder = follow(&way, parent, link);
	if (link->folder)
		return;
	target = target_of(tree, parent, link);
	link->link_reason = arena_printf(tree->arena,
		"%s is a symbolic link%s%s that does not lead to a folder of a %s; it is not "
		"followed, so what Windows would see there could not be told",
		winpath_join(tree->arena, parent->path, link->name), target ? " to " : "",
		target ? text_from_bytes(tree->arena, target, strlen(target)) : "",
		tree->live ? "fixed drive of this machine" : "drive given to the scan");
}
