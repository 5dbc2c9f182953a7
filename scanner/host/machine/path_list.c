/* PATH taken apart, entry by entry; what is wrong with each is in path_audit.c. */
#include "scanner/host/machine/path_list.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/path_audit.h"
#include "scanner/host/machine/service_environment.h"

#include <string.h>

enum { MAX_PATH_ENTRIES = 1024 }; /* an environment block holds 32,767 characters at most */

static const char USER_ENVIRONMENT[] = "HKCU\\Environment";

/* The system's; NULL, said in the list, when there is none. */
static const struct environment_variable *find_path(struct host *host, struct path_list *list)
{
	const struct environment_variable *path = environment_get(&host->environment, "Path");

	if (path)
		return path;
	list->unknown = host->environment.complete
				? "the system environment has no Path"
				: "PATH is not known: no SYSTEM hive could be read; give one "
				  "with --system-hive FILE, or the "
				  "value with --env PATH=...";
	problem_add(&host->problems, host->arena, "no-path", NULL, PROBLEM_NO_OFFSET, "%s",
		list->unknown);
	return NULL;
}

/* The length of the stretch up to the next semicolon, or of all of text. */
static size_t entry_length(const char *text)
{
	return strcspn(text, ";");
}

/* False when the list is full. */
static bool add_entry(struct path_audit *audit, struct path_entry entry)
{
	struct host *host = audit->host;
	struct path_list *list = audit->list;
	void *entries = list->entries;

	if (list->count == MAX_PATH_ENTRIES) {
		problem_add(&host->problems, host->arena, "limit", NULL, PROBLEM_NO_OFFSET,
			"only the first %d entries of PATH were looked at", MAX_PATH_ENTRIES);
		list->unknown = "PATH has more entries than are looked at";
		return false;
	}
	arena_grow(host->arena, &entries, list->count, &list->capacity, sizeof(entry));
	list->entries = entries;
	entry.position = (unsigned)list->count + 1;
	audit->entry = &list->entries[list->count];
	*audit->entry = entry;
	path_audit_entry(audit);
	list->count++;
	return true;
}

/* Adds what one stretch of PATH stands for: a variable in it may name several folders. */
static bool add_expanded(struct path_audit *audit, const char *raw)
{
	const struct environment_variable *path = audit->path;
	const char *rest =
		path->expandable ? environment_expand_in(audit->environment, path, raw, NULL) : raw;
	bool more;

	audit->same_step =
		path->expandable ? environment_same_step(audit->environment, path, raw) : NULL;
	do {
		size_t length = entry_length(rest);

		if (!add_entry(audit,
			    (struct path_entry){.raw = raw,
				    .directory = arena_copy(audit->host->arena, rest, length),
				    .origin = path->origin,
				    .of_user = path->step == ENVIRONMENT_USER_PLAIN ||
					       path->step == ENVIRONMENT_USER_EXPANDED}))
			return false;
		more = rest[length] == ';';
		rest += length + more;
	} while (more);
	return true;
}

static void add_value(struct path_audit *audit)
{
	const char *rest = audit->path->raw;
	bool more;

	audit->own_before = 0;
	do {
		size_t length = entry_length(rest);

		if (!add_expanded(audit, arena_copy(audit->host->arena, rest, length)))
			return;
		more = rest[length] == ';';
		rest += length + more;
	} while (more);
}

/* The variables a program sees while its PATH is being made with those below key: PATH is still the
 * system's. */
static struct environment environment_with(
	struct host *host, const char *key, const struct environment_variable *path)
{
	const struct environment *system = &host->environment;
	struct environment user;

	environment_init(&user, host->arena);
	for (size_t i = 0; i < system->count; i++)
		environment_set(&user, system->variables[i]);
	user.complete = environment_add_user(&user, &host->registry, key) != REGISTRY_UNKNOWN &&
			system->complete;
	user.core_unknown = system->core_unknown;
	if (path)
		environment_set(&user, *path);
	return user;
}

/* The PATH of a user or an account, kept below key, goes behind the system's (Q100843). */
static void add_users(const struct path_audit *system, const char *key, const char *origin,
	const struct environment_variable *system_path)
{
	struct host *host = system->host;
	struct environment_variable path = {.name = "Path", .origin = origin};
	struct environment environment;
	struct path_audit audit = *system;
	struct registry_value value;
	enum registry_status status = registry_value(&host->registry, key, "Path", &value);

	if (status == REGISTRY_UNKNOWN)
		audit.list->user_unknown = registry_unknown_reason(&host->registry, key);
	if (status != REGISTRY_FOUND || !registry_is_text(&value))
		return;
	environment = environment_with(host, key, system_path);
	path.raw = value.text;
	path.expandable = value.type == REGISTRY_EXPANDABLE_TEXT;
	path.step = path.expandable ? ENVIRONMENT_USER_EXPANDED : ENVIRONMENT_USER_PLAIN;
	audit.environment = &environment;
	audit.path = &path;
	add_value(&audit);
}

/* The system's entries; returns the value that they come from, or NULL. */
static const struct environment_variable *add_systems(struct path_audit *audit)
{
	const struct environment_variable *path = find_path(audit->host, audit->list);

	audit->environment = &audit->host->environment;
	audit->path = path;
	if (path)
		add_value(audit);
	return path;
}

void path_list_read(struct host *host)
{
	struct path_audit audit = {.host = host, .list = &host->path};
	const struct environment_variable *path = add_systems(&audit);

	add_users(&audit, USER_ENVIRONMENT, "user", path);
}

static void add_accounts(const struct path_audit *audit, const struct service *service,
	const struct environment_variable *system_path)
{
	const char *key =
		service_account_variables(audit->host, service, &audit->list->user_unknown);

	if (key)
		add_users(audit, key, "account", system_path);
}

const struct path_list *path_list_of_service(struct host *host, const struct service *service)
{
	struct path_list *list = arena_alloc(host->arena, sizeof(*list));
	struct path_audit audit = {.host = host, .list = list};
	struct service_environment own = service_environment(host, service);
	const struct environment_variable *path = environment_get(&own.environment, "Path");

	if (path && path->step == ENVIRONMENT_SERVICE) {
		audit.environment = &own.environment;
		audit.path = path;
		add_value(&audit);
	} else {
		add_accounts(&audit, service, add_systems(&audit));
	}
	for (size_t i = 0; i < list->count; i++)
		list->entries[i].of_user = false;
	return list;
}

bool path_entry_is(const struct path_entry *entry, const char *folder)
{
	return text_same_name(entry->directory, folder) ||
	       (entry->folder && text_same_name(host_folder_path(entry->folder), folder));
}
