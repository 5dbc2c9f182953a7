#include "scanner/host/machine/app_paths.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/host.h"
#include "scanner/host/search/wow64.h"

#include <string.h>

enum { MAX_APP_PATHS = 4096 };

#define APP_PATHS "Microsoft\\Windows\\CurrentVersion\\App Paths"

static const char OF_USER[] = "HKCU\\Software\\" APP_PATHS;
static const char OF_MACHINE[] = "HKLM\\SOFTWARE\\" APP_PATHS;
static const char OF_WOW64[] = "HKLM\\SOFTWARE\\WOW6432Node\\" APP_PATHS;

static bool has_user_entries(const struct host *host)
{
	return host->profile->release >= RELEASE_OF_WINDOWS_7;
}

static bool has_wow64_entries(const struct host *host)
{
	return host->profile->release < RELEASE_OF_WINDOWS_7;
}

/* *unknown is a variable that it names and whose value is not known, or NULL. */
static const char *expanded(struct host *host, const char *key, const char *name, const char **raw,
	const char **unknown)
{
	struct registry_value value;

	*unknown = NULL;
	if (registry_value(&host->registry, key, name, &value) != REGISTRY_FOUND ||
		!registry_is_text(&value))
		return NULL;
	if (raw)
		*raw = value.text;
	return value.type == REGISTRY_TEXT
		       ? value.text
		       : environment_expand(&host->environment, value.text, unknown);
}

static const char *without_quotes(struct arena *arena, const char *path)
{
	size_t length = strlen(path);

	if (path[0] != '"')
		return path;
	return arena_copy(
		arena, path + 1, length > 1 && path[length - 1] == '"' ? length - 2 : length - 1);
}

static struct app_path read_entry(struct host *host, const char *above, const char *name)
{
	struct app_path entry = {
		.name = name, .key = arena_printf(host->arena, "%s\\%s", above, name)};
	const char *path, *unknown, *ignored;

	entry.status = registry_key(&host->registry, entry.key);
	if (entry.status == REGISTRY_UNKNOWN)
		entry.reason = registry_unknown_reason(&host->registry, entry.key);
	if (entry.status != REGISTRY_FOUND)
		return entry;
	path = expanded(host, entry.key, "", &entry.raw, &unknown);
	/* A user has variables of which the system knows nothing. */
	if (unknown)
		entry.untold = arena_printf(host->arena,
			"%s names %%%s%%, whose value is not known; give it with --env %s=VALUE",
			entry.key, unknown, unknown);
	entry.path = path ? without_quotes(host->arena, path) : NULL;
	entry.search = expanded(host, entry.key, "Path", NULL, &ignored);
	return entry;
}

/* The name as it is, then with ".exe". */
static struct app_path find_below(struct host *host, const char *above, const char *name)
{
	struct app_path entry = read_entry(host, above, name);

	if (entry.status == REGISTRY_ABSENT && !winpath_has_extension(name))
		entry = read_entry(host, above, arena_printf(host->arena, "%s.exe", name));
	return entry;
}

struct app_path app_path_find(struct host *host, const char *name, bool wow64)
{
	struct app_path of_user = {.status = REGISTRY_ABSENT};
	struct app_path entry;

	if (has_user_entries(host))
		of_user = find_below(host, OF_USER, name);
	if (of_user.status == REGISTRY_FOUND)
		return of_user;
	entry = find_below(host, wow64 && has_wow64_entries(host) ? OF_WOW64 : OF_MACHINE, name);
	if (of_user.status == REGISTRY_UNKNOWN && !entry.reason)
		entry.reason = of_user.reason;
	return entry;
}

static void add_entry(
	struct host *host, struct app_path_list *list, size_t *capacity, struct app_path entry)
{
	void *items = list->items;

	arena_grow(host->arena, &items, list->count, capacity, sizeof(entry));
	list->items = items;
	list->items[list->count++] = entry;
}

static void add_entries(
	struct host *host, struct app_path_list *list, size_t *capacity, const char *above)
{
	const char **names;
	size_t count;
	enum registry_status status = registry_keys(&host->registry, above, &names, &count);

	if (status == REGISTRY_UNKNOWN && !list->reason)
		list->reason = registry_unknown_reason(&host->registry, above);
	if (status != REGISTRY_FOUND)
		return;
	for (size_t i = 0; i < count; i++) {
		if (list->count == MAX_APP_PATHS) {
			list->reason = "there are more App Paths than are read";
			return;
		}
		add_entry(host, list, capacity, read_entry(host, above, names[i]));
	}
}

const struct app_path_list *app_paths(struct host *host)
{
	struct app_path_list *list = host->app_paths;
	size_t capacity = 0;

	if (list)
		return list;
	list = arena_alloc(host->arena, sizeof(*list));
	if (has_user_entries(host))
		add_entries(host, list, &capacity, OF_USER);
	add_entries(host, list, &capacity, OF_MACHINE);
	if (wow64_is_64bit(host) && has_wow64_entries(host))
		add_entries(host, list, &capacity, OF_WOW64);
	host->app_paths = list;
	return list;
}
