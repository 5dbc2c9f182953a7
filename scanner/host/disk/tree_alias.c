/* Names under which a folder holds something that it does not list: the short name of a long one,
 * and a name whose accents are stored otherwise. */
#include "scanner/host/disk/tree_private.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/short_name.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NAMES_TOLD = 8 }; /* of long names for one short one */

/* The long names that a short one may stand for. */
struct long_names {
	struct host_entry *only[SHORT_NAME_HASHED + 1]; /* the last of each fit */
	size_t counts[SHORT_NAME_HASHED + 1];
	const char *told[MAX_NAMES_TOLD];
	size_t told_count;
	size_t count;
};

static int by_key(const void *left, const void *right)
{
	const struct short_named *one = left;
	const struct short_named *other = right;

	if (one->key != other->key)
		return one->key < other->key ? -1 : 1;
	return one->entry < other->entry ? -1 : 1;
}

static void index_short_names(struct tree *tree, struct host_folder *folder)
{
	struct short_named *named =
		arena_array(tree->arena, folder->count + 1, sizeof(*folder->short_named));

	for (size_t i = 0; i < folder->count; i++) {
		uint16_t key;

		if (short_name_start(folder->entries[i].name, &key))
			named[folder->short_named_count++] =
				(struct short_named){.key = key, .entry = i};
	}
	qsort(named, folder->short_named_count, sizeof(*named), by_key);
	folder->short_named = named;
}

static size_t first_of_key(const struct host_folder *folder, unsigned key)
{
	size_t low = 0, high = folder->short_named_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (folder->short_named[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void collect_of_key(
	struct host_folder *folder, const char *short_name, unsigned key, struct long_names *names)
{
	size_t end = first_of_key(folder, key + 1);

	for (size_t i = first_of_key(folder, key); i < end; i++) {
		struct host_entry *entry = &folder->entries[folder->short_named[i].entry];
		enum short_name_fit fit = short_name_fit(short_name, entry->name);

		if (fit == SHORT_NAME_NEVER)
			continue;
		names->only[fit] = entry;
		names->counts[fit]++;
		names->count++;
		if (names->told_count < MAX_NAMES_TOLD)
			names->told[names->told_count++] = entry->name;
	}
}

static void collect_long_names(struct tree *tree, struct host_folder *folder,
	const char *short_name, struct long_names *names)
{
	unsigned key = short_name_key(short_name);

	if (!folder->short_named)
		index_short_names(tree, folder);
	for (size_t i = 0; !key && i < folder->short_named_count; i++)
		if (!i || folder->short_named[i].key != folder->short_named[i - 1].key)
			collect_of_key(folder, short_name, folder->short_named[i].key, names);
	if (!key)
		return;
	collect_of_key(folder, short_name, 0, names);
	collect_of_key(folder, short_name, key, names);
}

/* The one that can be told to be meant, with *why; NULL when none can. */
static struct host_entry *likely_long_name(struct tree *tree, struct host_folder *folder,
	const char *short_name, const struct long_names *names, const char **why)
{
	const char *of_setup = short_name_of_setup(short_name);

	if (names->counts[SHORT_NAME_HASHED] == 1 && !names->counts[SHORT_NAME_FITS]) {
		*why = "the hash in it is that of this name";
		return names->only[SHORT_NAME_HASHED];
	}
	if (names->count == 1 && names->counts[SHORT_NAME_FITS] == 1 &&
		short_name_number(short_name) == 1) {
		*why = "no other name there may have it";
		return names->only[SHORT_NAME_FITS];
	}
	if (!of_setup || folder->parent || !names->counts[SHORT_NAME_FITS])
		return NULL;
	*why = "Windows' own Setup makes it so";
	return tree_entry(tree, folder, of_setup);
}

struct host_entry *tree_long_name(struct tree *tree, struct host_folder *folder, const char *name,
	const char **why, const char **candidates)
{
	struct long_names names = {.count = 0};
	struct host_entry *entry;

	*candidates = NULL;
	if (!short_name_has_form(name))
		return NULL;
	collect_long_names(tree, folder, name, &names);
	if (!names.count)
		return NULL;
	entry = likely_long_name(tree, folder, name, &names, why);
	/* Two names that differ only in case are one to Windows, and have one short name. */
	if (entry && tree_entry(tree, folder, entry->name) != entry)
		entry = NULL;
	if (!entry)
		*candidates = arena_printf(tree->arena, "%s%s",
			text_join(tree->arena, names.told, names.told_count),
			names.count > names.told_count ? " or others" : "");
	return entry;
}

static int by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static const char *fold_composed(struct tree *tree, const char *name)
{
	return text_fold(tree->arena, text_composed(tree->arena, name));
}

static void compose_names(struct tree *tree, struct host_folder *folder)
{
	const char **composed = arena_array(tree->arena, folder->count, sizeof(*composed));

	for (size_t i = 0; i < folder->count; i++)
		if (tree_beyond_ascii(folder->entries[i].name))
			composed[folder->composed_count++] =
				fold_composed(tree, folder->entries[i].name);
	qsort(composed, folder->composed_count, sizeof(*composed), by_text);
	folder->composed = composed;
}

bool tree_composed_otherwise(struct tree *tree, struct host_folder *folder, const char *name)
{
	const char *key;

	if (!folder->beyond_ascii || !tree_beyond_ascii(name))
		return false;
	if (!folder->composed)
		compose_names(tree, folder);
	key = fold_composed(tree, name);
	return bsearch(&key, folder->composed, folder->composed_count, sizeof(key), by_text);
}
