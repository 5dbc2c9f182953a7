#include "scanner/cli/packs.h"

#include "scanner/cli/installed_packs.h"
#include "scanner/cli/places.h"

#include <stdlib.h>
#include <string.h>

/* The word that stands for all packs, and so is the id of none. */
static const char every_pack[] = "all";

static bool is_file(const char *name)
{
	return place_is_path(name) || (place_exists(name) && !place_is_folder(name));
}

static void tell_missing(struct invocation *invocation, const char *id)
{
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"there is no rule pack %s; compatscan rules list shows the installed ones", id);
}

const char *packs_find(struct invocation *invocation, const char *name)
{
	const struct installed_pack *item;
	struct installed_packs installed;
	size_t index;

	if (is_file(name))
		return name;
	if (!installed_packs_find(invocation, &installed))
		return NULL;
	item = installed_pack_named(&installed, name, &index);
	if (!item)
		tell_missing(invocation, name);
	return item ? item->file : NULL;
}

bool packs_load_installed(struct invocation *invocation, struct pack **out, size_t *count)
{
	struct installed_packs installed;
	bool sound = true;

	*count = 0;
	if (!installed_packs_find(invocation, &installed))
		return false;
	*out = arena_array(invocation->arena, installed.count, sizeof(**out));
	for (size_t i = 0; i < installed.count; i++) {
		if (installed.items[i].replaced)
			continue;
		if (installed_pack_load(invocation, &installed, i, &(*out)[*count]))
			(*count)++;
		else
			sound = false;
	}
	return sound;
}

/* Takes those out that are used on request only. */
static bool leave_out_the_rest(struct invocation *invocation, struct pack *packs, size_t *count)
{
	const char *left_out = "";
	size_t used = 0;

	for (size_t i = 0; i < *count; i++) {
		if (packs[i].use == PACK_ALWAYS)
			packs[used++] = packs[i];
		else
			left_out = arena_printf(invocation->arena, "%s%s%s", left_out,
				*left_out ? ", " : "", packs[i].id);
	}
	*count = used;
	if (*left_out)
		diagnostic_tell(invocation->diagnostics, used ? DIAGNOSTIC_NOTE : DIAGNOSTIC_ERROR,
			"not judged by, since only used on request: %s; ask with --pack ID, or "
			"with --pack all",
			left_out);
	return used > 0;
}

static int by_id(const void *left, const void *right)
{
	const struct pack *one = left;
	const struct pack *other = right;

	return strcmp(one->id, other->id);
}

static bool load_named(struct invocation *invocation, const struct installed_packs *installed,
	const char *name, struct pack *out)
{
	const struct installed_pack *item;
	size_t index;

	if (is_file(name))
		return pack_load_file(name, invocation->arena, invocation->diagnostics, out);
	if (strcmp(name, every_pack) == 0) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"--pack all stands alone; packs of your own come with --pack-dir");
		return false;
	}
	item = installed_pack_named(installed, name, &index);
	if (!item) {
		tell_missing(invocation, name);
		return false;
	}
	return installed_pack_load(invocation, installed, index, out);
}

static bool load_all_named(struct invocation *invocation, struct pack *packs)
{
	const struct settings *settings = &invocation->settings;
	struct installed_packs installed = {0};
	bool by_id_at_all = false;
	bool sound = true;

	for (size_t i = 0; i < settings->pack_count; i++)
		by_id_at_all |= !is_file(settings->packs[i]);
	if (by_id_at_all && !installed_packs_find(invocation, &installed))
		return false;
	for (size_t i = 0; i < settings->pack_count; i++)
		sound &= load_named(invocation, &installed, settings->packs[i], &packs[i]);
	if (!sound)
		return false;
	qsort(packs, settings->pack_count, sizeof(*packs), by_id);
	for (size_t i = 1; i < settings->pack_count; i++) {
		if (strcmp(packs[i - 1].id, packs[i].id) == 0) {
			diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
				"%s and %s both are pack %s; give one of them", packs[i - 1].file,
				packs[i].file, packs[i].id);
			return false;
		}
	}
	return true;
}

bool packs_load(struct invocation *invocation, struct pack **out, size_t *count)
{
	const struct settings *settings = &invocation->settings;
	bool every = settings->pack_count == 1 && strcmp(settings->packs[0], every_pack) == 0;

	if (settings->pack_count && !every) {
		*out = arena_array(invocation->arena, settings->pack_count, sizeof(**out));
		*count = settings->pack_count;
		return load_all_named(invocation, *out);
	}
	if (packs_load_installed(invocation, out, count))
		return every || leave_out_the_rest(invocation, *out, count);
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"nothing was judged; mend the pack or take it away, or name those to judge by "
		"with --pack ID");
	return false;
}
