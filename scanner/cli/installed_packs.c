#include "scanner/cli/installed_packs.h"

#include "scanner/cli/pack_places.h"
#include "scanner/cli/places.h"

#include <stdlib.h>
#include <string.h>

static bool is_pack_name(const char *name)
{
	size_t length = strlen(name);

	return name[0] != '.' && length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static int by_name(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void add_file(struct invocation *invocation, struct installed_packs *packs, size_t *capacity,
	size_t place, const char *folder, const char *name)
{
	struct arena *arena = invocation->arena;
	struct installed_pack item = {
		.file = arena_printf(arena, "%s/%s", folder, name), .place = place};
	void *items = packs->items;

	pack_identify_file(item.file, arena, &item.id, &item.version);
	if (!item.id)
		item.id = arena_copy(arena, name, strlen(name) - strlen(".json"));
	arena_grow(arena, &items, packs->count, capacity, sizeof(item));
	packs->items = items;
	packs->items[packs->count++] = item;
}

/* False, told, when packs should be there and none is, or they cannot be seen. */
static bool add_place(struct invocation *invocation, struct installed_packs *packs,
	size_t *capacity, size_t place, const struct pack_place *from)
{
	size_t before = packs->count;
	const char **names = NULL;
	size_t count = from->folder ? place_list(invocation->arena, from->folder, &names) : 0;

	/* A folder that can be listed holds "." at least. */
	if (!count && from->folder && place_is_folder(from->folder)) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"the folder %s may hold rule packs and cannot be listed; let the user read "
			"it, or take it away",
			from->folder);
		return false;
	}
	if (count)
		qsort(names, count, sizeof(*names), by_name);
	for (size_t i = 0; i < count; i++)
		if (is_pack_name(names[i]))
			add_file(invocation, packs, capacity, place, from->folder, names[i]);
	if (packs->count > before || !from->named)
		return true;
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		place_is_folder(from->folder)
			? "there are no rule packs in %s; expected files NAME.json"
			: "there is no folder %s; expected one that holds rule packs, files "
			  "NAME.json",
		from->folder);
	return false;
}

static int by_id_and_place(const void *left, const void *right)
{
	const struct installed_pack *one = left;
	const struct installed_pack *other = right;
	int order = strcmp(one->id, other->id);

	if (!order)
		order = (one->place > other->place) - (one->place < other->place);
	return order ? order : strcmp(one->file, other->file);
}

bool installed_packs_find(struct invocation *invocation, struct installed_packs *out)
{
	struct pack_places places = pack_places(invocation);
	size_t capacity = 0;

	*out = (struct installed_packs){0};
	for (size_t i = 0; i < places.count; i++)
		if (!add_place(invocation, out, &capacity, i, &places.items[i]))
			return false;
	if (!out->count) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there are no rule packs in the place they are installed in; give one with "
			"--pack FILE or their folder with --pack-dir");
		return false;
	}
	if (!places.items[0].folder)
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_NOTE,
			"the packs that ship with compatscan are not where they are installed, and "
			"take no part");
	qsort(out->items, out->count, sizeof(*out->items), by_id_and_place);
	for (size_t i = 1; i < out->count; i++)
		out->items[i - 1].replaced = strcmp(out->items[i - 1].id, out->items[i].id) == 0;
	return true;
}

static const char *version_of(const struct installed_pack *item)
{
	return item->version ? item->version : "what cannot be read";
}

bool installed_pack_load(struct invocation *invocation, const struct installed_packs *packs,
	size_t index, struct pack *out)
{
	const struct installed_pack *item = &packs->items[index];

	for (size_t i = index; i > 0; i--) {
		const struct installed_pack *other = &packs->items[i - 1];

		if (strcmp(other->id, item->id) != 0)
			break;
		if (other->place == item->place) {
			diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
				"%s and %s both are pack %s; give one of them another id, or take "
				"it away",
				other->file, item->file, item->id);
			return false;
		}
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_NOTE,
			"pack %s: %s of %s takes the place of %s of %s", item->id, version_of(item),
			item->file, version_of(other), other->file);
	}
	return pack_load_file(item->file, invocation->arena, invocation->diagnostics, out);
}

const struct installed_pack *installed_pack_named(
	const struct installed_packs *packs, const char *id, size_t *index)
{
	for (size_t i = packs->count; i > 0; i--) {
		if (strcmp(packs->items[i - 1].id, id) != 0)
			continue;
		*index = i - 1;
		return &packs->items[i - 1];
	}
	return NULL;
}
