#include "rules/folder_walk.h"

#include "scanner/base/wildcard.h"
#include "scanner/host/disk/winpath.h"

struct folder_below {
	struct host_folder *folder;
	unsigned depth;
	struct folder_below *next;
};

/* The folder that is being listed. */
struct listing {
	struct folder_walk *walk;
	struct folder_below *at;
};

void folder_walk_patterns(struct folder_walk *walk, const struct field_value *patterns)
{
	struct arena *arena = walk->evaluation->arena;
	const char **filled = arena_array(arena, patterns ? patterns->count : 0, sizeof(*filled));

	for (size_t i = 0; patterns && i < patterns->count; i++)
		filled[walk->pattern_count++] =
			evaluation_fill(walk->evaluation, NULL, patterns->list[i]);
	walk->patterns = filled;
}

static bool is_wanted(const struct folder_walk *walk, const char *name)
{
	for (size_t i = 0; i < walk->pattern_count; i++)
		if (wildcard_match(walk->patterns[i], name))
			return true;
	return !walk->pattern_count;
}

static void leave_out(struct folder_walk *walk, const char *reason)
{
	if (!walk->incomplete)
		walk->incomplete = reason;
}

static void go_below(struct folder_walk *walk, struct host_folder *folder, unsigned depth)
{
	struct folder_below *below;

	if (walk->folder_count == MAX_WALK_FOLDERS || depth > MAX_WALK_DEPTH) {
		leave_out(walk,
			arena_printf(walk->evaluation->arena,
				"%s lies too deep, or behind more than %d folders, and was not "
				"looked into",
				host_folder_path(folder), MAX_WALK_FOLDERS));
		return;
	}
	walk->folder_count++;
	below = arena_alloc(walk->evaluation->arena, sizeof(*below));
	below->folder = folder;
	below->depth = depth;
	if (walk->last)
		walk->last->next = below;
	else
		walk->first = below;
	walk->last = below;
}

static void meet(
	struct folder_walk *walk, struct folder_below *at, const char *name, enum entry_type type)
{
	struct look look = tree_look_in(&walk->evaluation->host->tree, at->folder, name);
	struct walk_entry entry = {.path = look.path, .file = look.file, .folder = look.folder};

	if (look.status != LOOK_FOUND) {
		leave_out(walk, look.reason ? look.reason
					    : arena_printf(walk->evaluation->arena,
						      "%s is not found by the name it is listed "
						      "under",
						      look.path));
		return;
	}
	entry.name = winpath_name(entry.path);
	if ((look.file ? walk->files : walk->folders) && is_wanted(walk, name))
		walk->visit(walk->context, &entry);
	if (look.folder && walk->recursive && type == ENTRY_FOLDER)
		go_below(walk, look.folder, at->depth + 1);
}

static bool take(void *context, const char *name, enum entry_type type)
{
	struct listing *listing = context;
	struct folder_walk *walk = listing->walk;

	if (walk->entry_count == MAX_WALK_ENTRIES) {
		leave_out(walk,
			arena_printf(walk->evaluation->arena,
				"there are more than %d files and folders in %s and below, and not "
				"all were looked at",
				MAX_WALK_ENTRIES, host_folder_path(listing->at->folder)));
		return false;
	}
	walk->entry_count++;
	/* What is neither asked for nor walked into need not be looked at. */
	if (is_wanted(walk, name) || (walk->recursive && type == ENTRY_FOLDER))
		meet(walk, listing->at, name, type);
	return true;
}

void folder_walk_run(struct folder_walk *walk, struct host_folder *folder)
{
	struct tree *tree = &walk->evaluation->host->tree;

	go_below(walk, folder, 0);
	for (struct folder_below *at = walk->first; at; at = at->next) {
		struct listing listing = {walk, at};
		const char *reason = host_folder_visit(tree, at->folder, take, &listing);

		if (reason)
			leave_out(walk, reason);
	}
}
