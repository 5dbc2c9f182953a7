#include "rules/facts/folder_listing.h"

#include "scanner/base/wildcard.h"
#include "scanner/host/disk/winpath.h"

struct folder_below {
	struct host_folder *folder;
	unsigned depth;
	struct folder_below *next;
};

/* The folder that is being listed. */
struct open_folder {
	struct folder_listing *listing;
	struct folder_below *at;
};

void folder_listing_patterns(struct folder_listing *listing, const struct field_value *patterns)
{
	struct arena *arena = listing->evaluation->arena;
	const char **filled = arena_array(arena, patterns ? patterns->count : 0, sizeof(*filled));

	for (size_t i = 0; patterns && i < patterns->count; i++)
		filled[listing->pattern_count++] =
			evaluation_fill(listing->evaluation, NULL, patterns->list[i]);
	listing->patterns = filled;
}

static bool is_wanted(const struct folder_listing *listing, const char *name)
{
	for (size_t i = 0; i < listing->pattern_count; i++)
		if (wildcard_match(listing->patterns[i], name))
			return true;
	return !listing->pattern_count;
}

static void leave_out(struct folder_listing *listing, const char *reason)
{
	if (!listing->incomplete)
		listing->incomplete = reason;
}

static void go_below(struct folder_listing *listing, struct host_folder *folder, unsigned depth)
{
	struct folder_below *below;

	if (listing->folder_count == MAX_LISTED_FOLDERS || depth > MAX_LISTED_DEPTH) {
		leave_out(listing,
			arena_printf(listing->evaluation->arena,
				"%s lies too deep, or behind more than %d folders, and was not "
				"looked into",
				host_folder_path(folder), MAX_LISTED_FOLDERS));
		return;
	}
	listing->folder_count++;
	below = arena_alloc(listing->evaluation->arena, sizeof(*below));
	below->folder = folder;
	below->depth = depth;
	if (listing->last)
		listing->last->next = below;
	else
		listing->first = below;
	listing->last = below;
}

static void meet(struct folder_listing *listing, struct folder_below *at, const char *name,
	enum entry_type type)
{
	struct look look = tree_look_in(&listing->evaluation->host->tree, at->folder, name);
	struct listed_entry entry = {.path = look.path, .file = look.file, .folder = look.folder};

	if (look.status != LOOK_FOUND) {
		leave_out(listing, look.reason ? look.reason
					       : arena_printf(listing->evaluation->arena,
							 "%s is not found by the name it is listed "
							 "under",
							 look.path));
		return;
	}
	entry.name = winpath_name(entry.path);
	if ((look.file ? listing->files : listing->folders) && is_wanted(listing, name))
		listing->visit(listing->context, &entry);
	if (look.folder && listing->recursive && type == ENTRY_FOLDER)
		go_below(listing, look.folder, at->depth + 1);
}

static bool take(void *context, const char *name, enum entry_type type)
{
	struct open_folder *open = context;
	struct folder_listing *listing = open->listing;

	if (listing->entry_count == MAX_LISTED_ENTRIES) {
		leave_out(listing,
			arena_printf(listing->evaluation->arena,
				"there are more than %d files and folders in %s and below, and not "
				"all were looked at",
				MAX_LISTED_ENTRIES, host_folder_path(open->at->folder)));
		return false;
	}
	listing->entry_count++;
	/* What is neither asked for nor walked into need not be looked at. */
	if (is_wanted(listing, name) || (listing->recursive && type == ENTRY_FOLDER))
		meet(listing, open->at, name, type);
	return true;
}

void folder_listing_run(struct folder_listing *listing, struct host_folder *folder)
{
	struct tree *tree = &listing->evaluation->host->tree;

	go_below(listing, folder, 0);
	for (struct folder_below *at = listing->first; at; at = at->next) {
		struct open_folder open = {listing, at};
		const char *reason = host_folder_visit(tree, at->folder, take, &open);

		if (reason)
			leave_out(listing, reason);
	}
}
