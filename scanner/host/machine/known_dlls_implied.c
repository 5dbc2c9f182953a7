#include "scanner/host/machine/known_dlls_implied.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/host.h"
#include "scanner/host/loader/api_set.h"
#include "scanner/host/machine/known_dlls.h"

struct implied_dll {
	const char *name;
	const char *by; /* NULL for a listed one */
};

/* The closure over the imports in one folder; the folders of 64-bit and of 32-bit programs have one
 * each. */
struct implied_dlls {
	const char *folder;
	struct implied_dll *items;
	size_t count;
	size_t capacity;
	struct implied_dlls *next;
};

static const struct implied_dll *find(const struct implied_dlls *implied, const char *name)
{
	for (size_t i = 0; i < implied->count; i++)
		if (text_same_name(implied->items[i].name, name))
			return &implied->items[i];
	return NULL;
}

static bool is_excluded(struct host *host, const char *name)
{
	const struct known_dll_list *excluded = &known_dlls(host)->excluded;

	for (size_t i = 0; i < excluded->count; i++)
		if (text_same_name(excluded->names[i], name))
			return true;
	return false;
}

static void add(struct host *host, struct implied_dlls *implied, const char *name, const char *by)
{
	void *items = implied->items;

	if (find(implied, name) || is_excluded(host, name))
		return;
	if (implied->count == MAX_IMPLIED_DLLS) {
		problem_add(&host->problems, host->arena, "limit", implied->folder,
			PROBLEM_NO_OFFSET,
			"only the first %d DLLs that the KnownDLLs need were "
			"followed",
			MAX_IMPLIED_DLLS);
		return;
	}
	arena_grow(
		host->arena, &items, implied->count, &implied->capacity, sizeof(*implied->items));
	implied->items = items;
	implied->items[implied->count++] = (struct implied_dll){name, by};
}

static void follow_imports(struct host *host, struct implied_dlls *implied, const char *name)
{
	struct look look = tree_look(&host->tree, winpath_join(host->arena, implied->folder, name));
	const struct image *image = look.file ? host_file_image(&host->tree, look.file) : NULL;

	for (size_t i = 0; image && i < image->import_count; i++) {
		const char *module = image->imports[i].module;
		struct api_set_answer set;

		if (image->imports[i].delay)
			continue;
		set = api_set_resolve(host, module, name);
		if (set.is_contract && !set.file_beats_it)
			module = set.host_module;
		if (module && *module)
			add(host, implied, module, name);
	}
}

static struct implied_dlls *read_closure(struct host *host, const char *folder)
{
	const struct known_dlls *known = known_dlls(host);
	struct implied_dlls *implied = arena_alloc(host->arena, sizeof(*implied));

	implied->folder = arena_strdup(host->arena, folder);
	for (size_t i = 0; i < known->listed.count; i++)
		add(host, implied, known->listed.names[i], NULL);
	/* The list grows while it is walked. */
	for (size_t i = 0; i < implied->count; i++)
		follow_imports(host, implied, implied->items[i].name);
	implied->next = host->implied_dlls;
	host->implied_dlls = implied;
	return implied;
}

const char *known_dll_implied_by(struct host *host, const char *folder, const char *name)
{
	const struct implied_dlls *implied = host->implied_dlls;
	const struct implied_dll *found;

	while (implied && !text_same_name(implied->folder, folder))
		implied = implied->next;
	if (!implied)
		implied = read_closure(host, folder);
	found = find(implied, name);
	return found ? found->by : NULL;
}
