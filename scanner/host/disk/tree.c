/* Drives and shares, and the way down a path; what one name in a folder means is in tree_folder.c.
 */
#include "scanner/host/disk/tree.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/tree_private.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

enum {
	MAX_SHARE_BYTES = 1024, /* of server\share, folded */
};

void tree_init(struct tree *tree, struct arena *arena, struct problem_list *problems)
{
	*tree = (struct tree){.arena = arena, .problems = problems};
}

struct host_folder *tree_new_folder(struct tree *tree, struct volume *volume,
	struct host_folder *parent, const char *path, const char *stored_path)
{
	struct host_folder *folder = arena_alloc(tree->arena, sizeof(*folder));

	*folder = (struct host_folder){
		.volume = volume, .parent = parent, .path = path, .stored_path = stored_path};
	return folder;
}

/* The place of a share in tree->roots by its server\share of length bytes; MAX_VOLUMES when it was
 * not mounted. */
static size_t find_share(const struct tree *tree, const char *share, size_t length)
{
	char folded[MAX_SHARE_BYTES];

	if (text_fold_into(share, length, folded, sizeof(folded)))
		for (size_t i = 0; i < tree->share_count; i++)
			if (strcmp(tree->share_keys[i], folded) == 0)
				return MAX_DRIVES + i;
	return MAX_VOLUMES;
}

/* Notes which mounted root the new one really is, if it is one. */
static void identify(struct tree *tree, size_t place)
{
	struct volume *volume = tree->volumes[place];
	struct folder_identity *own = &tree->identities[place];

	if (!volume->operations->identity)
		return;
	tree->identified[place] = volume->operations->identity(volume, "", own);
	for (size_t i = 0; tree->identified[place] && i < MAX_VOLUMES; i++) {
		const struct folder_identity *other = &tree->identities[i];

		if (i == place || !tree->identified[i] || other->device != own->device ||
			other->number != own->number)
			continue;
		tree->roots[place]->same = tree->roots[i];
		return;
	}
}

bool tree_mount(struct tree *tree, struct volume *volume)
{
	size_t place = (size_t)(volume->letter - 'A');
	const char *share = volume->share ? volume->share + 2 : NULL;
	const char *path = volume->share;

	if (share) {
		place = MAX_DRIVES + tree->share_count;
		if (place == MAX_VOLUMES || strlen(share) > MAX_SHARE_BYTES / 2 ||
			find_share(tree, share, strlen(share)) != MAX_VOLUMES)
			return false;
		tree->share_keys[tree->share_count++] = text_fold(tree->arena, share);
	} else {
		if (place >= MAX_DRIVES || tree->volumes[place])
			return false;
		path = arena_printf(tree->arena, "%c:\\", volume->letter);
	}
	tree->volumes[place] = volume;
	tree->volume_count++;
	tree->roots[place] = tree_new_folder(tree, volume, NULL, path, "");
	identify(tree, place);
	return true;
}

void tree_release(struct tree *tree)
{
	for (size_t i = 0; i < MAX_VOLUMES; i++) {
		volume_release(tree->volumes[i]);
		tree->volumes[i] = NULL;
	}
}

const char *host_folder_path(const struct host_folder *folder)
{
	return folder->path;
}

static const struct host_folder *listed_instead(const struct host_folder *folder)
{
	while (folder->same)
		folder = folder->same;
	return folder;
}

bool host_folder_same(const struct host_folder *one, const struct host_folder *other)
{
	return listed_instead(one) == listed_instead(other);
}

const char *host_folder_share(const struct tree *tree, const struct host_folder *folder)
{
	while (folder->parent)
		folder = folder->parent;
	if (folder->volume->share)
		return folder->volume->share;
	for (size_t i = MAX_DRIVES; i < MAX_DRIVES + tree->share_count; i++)
		if (host_folder_same(tree->roots[i], folder))
			return tree->volumes[i]->share;
	return NULL;
}

struct look tree_failed(struct tree *tree, enum look_status status, const char *code,
	const char *path, const char *reason)
{
	if (code)
		problem_add(
			tree->problems, tree->arena, code, path, PROBLEM_NO_OFFSET, "%s", reason);
	return (struct look){.status = status, .path = path, .code = code, .reason = reason};
}

/* \\NAME\C$ of the machine's own name is its drive C:, the share that Windows makes for
 * administrators (Q314984). */
static struct host_folder *administrative_share(
	struct tree *tree, const char *share, size_t length, const char **inferred)
{
	const char *server = arena_copy(tree->arena, share, strcspn(share, "\\"));
	const char *name = share + strlen(server) + 1;
	char letter = (char)(name[0] & ~0x20);
	bool own = text_same_name(server, "localhost") ||
		   (tree->computer_name && text_same_name(server, tree->computer_name));
	struct host_folder *root;

	if (!own || strlen(server) + 3 != length || name[1] != '$' || letter < 'A' || letter > 'Z')
		return NULL;
	root = tree->roots[letter - 'A'];
	if (root)
		*inferred = arena_printf(tree->arena,
			"\\\\%.*s is taken for drive %c:, which Windows shares under that name "
			"with "
			"administrators unless it is told not to",
			(int)length, share, letter);
	return root;
}

struct host_folder *tree_root(struct tree *tree, const char *absolute, const char **rest,
	const char **inferred, const char **reason)
{
	size_t length = winpath_root_length(absolute);
	struct host_folder *root;
	const char *share;
	size_t place;

	*rest = absolute + length;
	if (winpath_kind_of(absolute) == WINPATH_ABSOLUTE) {
		char letter = absolute[length - 3];

		root = tree->roots[letter - 'A'];
		if (!root && tree->live)
			*reason = arena_printf(tree->arena,
				"drive %c: is no fixed drive of this machine, so it was not looked "
				"at",
				letter);
		else if (!root)
			*reason = arena_printf(tree->arena,
				"drive %c: was not given to the scan; give it with --drive %c=DIR",
				letter, letter);
		return root;
	}
	*rest += **rest == '\\';
	share = absolute + (winpath_is_verbatim(absolute) ? strlen("\\\\?\\UNC\\") : 2);
	length = (size_t)(absolute + length - share);
	place = find_share(tree, share, length);
	root = place < MAX_VOLUMES ? tree->roots[place]
				   : administrative_share(tree, share, length, inferred);
	if (!root && tree->live)
		*reason = arena_printf(
			tree->arena, "%s is on another server, so it was not looked at", absolute);
	else if (!root)
		*reason = arena_printf(tree->arena,
			"%s is on another server and was not given to the scan; give it with "
			"--drive "
			"'\\\\%.*s=DIR'",
			absolute, (int)length, share);
	return root;
}

/* Windows programs open longer paths only if they write \\?\ in front, or from Windows 10 on say in
 * their manifest that they can. */
static struct look too_long(struct tree *tree, struct look look)
{
	return tree_failed(tree, LOOK_BAD_PATH, "long-path", look.path,
		arena_printf(tree->arena,
			"%s has %zu characters; most programs of Windows open no path of more than "
			"%d, so whether it is found could not be told",
			look.path, text_utf16_length(look.path), MAX_WINPATH_CHARACTERS));
}

static struct look checked(struct tree *tree, struct look look, const struct step *step)
{
	if (look.status == LOOK_FOUND && !step->verbatim &&
		strlen(look.path) > MAX_WINPATH_CHARACTERS &&
		text_utf16_length(look.path) > MAX_WINPATH_CHARACTERS)
		return too_long(tree, look);
	return look;
}

struct look tree_look_in(struct tree *tree, struct host_folder *folder, const char *name)
{
	struct step step = {.folder = folder, .name = name, .length = strlen(name), .last = true};

	while (step.length && (name[step.length - 1] == '.' || name[step.length - 1] == ' '))
		step.length--;
	return checked(tree, tree_step(tree, &step), &step);
}

static struct look bad_path(struct tree *tree, const char *path)
{
	if (winpath_kind_of(path) == WINPATH_UNC)
		return tree_failed(tree, LOOK_NO_DRIVE, NULL, path,
			arena_printf(tree->arena, "%s names another server without a share", path));
	return tree_failed(tree, LOOK_BAD_PATH, NULL, path,
		arena_printf(tree->arena, "%s is not a full path with a drive", path));
}

struct look tree_look(struct tree *tree, const char *path)
{
	const char *absolute =
		winpath_is_plain_absolute(path) ? path : winpath_absolute(tree->arena, NULL, path);
	struct step step = {.verbatim = absolute && winpath_is_verbatim(absolute)};
	struct look look = {.status = LOOK_FOUND};
	const char *rest, *reason, *inferred = NULL;

	if (!absolute)
		return bad_path(tree, path);
	look.folder = tree_root(tree, absolute, &rest, &inferred, &reason);
	if (!look.folder)
		return tree_failed(
			tree, LOOK_NO_DRIVE, NULL, arena_strdup(tree->arena, absolute), reason);
	look.path = look.folder->path;
	while (*rest) {
		if (!look.folder)
			return (struct look){.status = LOOK_ABSENT,
				.path = winpath_join(tree->arena, look.path, rest)};
		step.shown = look.path == look.folder->path ? NULL : look.path;
		step.folder = look.folder;
		step.name = rest;
		step.length = strcspn(rest, "\\");
		rest += step.length;
		step.last = !*rest;
		rest += *rest == '\\';
		look = tree_step(tree, &step);
		if (look.inferred)
			inferred = look.inferred;
		if (look.status == LOOK_FOUND)
			continue;
		if (*rest)
			look.path = winpath_join(tree->arena, look.path, rest);
		break;
	}
	look.inferred = look.status == LOOK_FOUND || look.status == LOOK_ABSENT ? inferred : NULL;
	return checked(tree, look, &step);
}
