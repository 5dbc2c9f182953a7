#include "scanner/host/disk/folder_walk.h"

struct pending {
	struct host_folder **items;
	size_t count, capacity;
};

struct visiting {
	struct folder_walk *walk;
	struct host_folder *folder;
	struct pending *pending;
	bool ended;
};

static void add_gap(struct folder_walk *walk, const char *reason)
{
	if (!walk->gap)
		walk->gap = reason;
	walk->gap_count++;
}

/* Which real folder one is, is known once it was listed. */
static bool is_other_root(struct tree *tree, struct host_folder *folder)
{
	host_folder_unreadable(tree, folder);
	for (size_t i = 0; i < MAX_DRIVES; i++)
		if (tree->roots[i] && tree->roots[i] != folder &&
			host_folder_same(tree->roots[i], folder))
			return true;
	return false;
}

static void push(struct visiting *visiting, struct host_folder *folder)
{
	struct pending *pending = visiting->pending;
	void *items = pending->items;

	arena_grow(visiting->walk->tree->arena, &items, pending->count, &pending->capacity,
		sizeof(*pending->items));
	pending->items = items;
	pending->items[pending->count++] = folder;
}

static bool take_file(struct visiting *visiting, struct host_file *file)
{
	struct folder_walk *walk = visiting->walk;

	if (walk->files == MAX_WALKED_FILES) {
		add_gap(walk, "there are more files than are looked at");
		return false;
	}
	walk->files++;
	return walk->take(walk->context, file);
}

static bool visit(void *context, const char *name, enum entry_type type)
{
	struct visiting *visiting = context;
	struct folder_walk *walk = visiting->walk;
	struct look look;

	if (type == ENTRY_FILE && walk->wanted && !walk->wanted(name))
		return true;
	look = tree_look_in(walk->tree, visiting->folder, name);
	if (look.status != LOOK_FOUND)
		add_gap(walk, look.reason ? look.reason
					  : arena_printf(walk->tree->arena,
						    "%s could not be looked at", look.path));
	else if (type == ENTRY_FOLDER)
		push(visiting, look.folder);
	else if (type == ENTRY_FILE && !take_file(visiting, look.file))
		visiting->ended = true;
	return !visiting->ended;
}

/* The last one pushed is walked first. */
static void reverse(struct pending *pending, size_t first)
{
	for (size_t last = pending->count; first + 1 < last; first++) {
		struct host_folder *folder = pending->items[first];

		pending->items[first] = pending->items[--last];
		pending->items[last] = folder;
	}
}

void folder_walk(struct folder_walk *walk, struct host_folder *from)
{
	struct pending pending = {0};
	struct visiting visiting = {.walk = walk, .pending = &pending};

	push(&visiting, from);
	while (pending.count && !visiting.ended) {
		const char *unreadable;
		size_t first;

		visiting.folder = pending.items[--pending.count];
		if (visiting.folder != from && is_other_root(walk->tree, visiting.folder))
			continue;
		if (walk->folders == MAX_WALKED_FOLDERS) {
			add_gap(walk, "there are more folders than are looked at");
			return;
		}
		walk->folders++;
		first = pending.count;
		unreadable = host_folder_visit(walk->tree, visiting.folder, visit, &visiting);
		if (unreadable)
			add_gap(walk, unreadable);
		reverse(&pending, first);
	}
}

const char *folder_walk_gaps(const struct folder_walk *walk)
{
	if (walk->gap_count < 2)
		return walk->gap;
	return arena_printf(
		walk->tree->arena, "%s; and %zu more such places", walk->gap, walk->gap_count - 1);
}
