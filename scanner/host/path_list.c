/* PATH taken apart, entry by entry; what is wrong with each is in path_audit.c. */
#include "scanner/host/path_list.h"

#include "scanner/base/text.h"
#include "scanner/host/path_audit.h"

#include <string.h>

enum { MAX_PATH_ENTRIES = 1024 }; /* an environment block holds 32,767 characters at most */

static const char USER_ENVIRONMENT[] = "HKCU\\Environment";
static const char SYSTEM_ENVIRONMENT[] =
	"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

static const char *why_no_path(struct host *host)
{
	switch (registry_key(&host->registry, SYSTEM_ENVIRONMENT)) {
	case REGISTRY_FOUND:
		if (host->environment.complete)
			return "the system environment has no Path";
		break;
	case REGISTRY_ABSENT:
		return "PATH is not known: the SYSTEM hive has no system environment; give the "
		       "value with --env PATH=...";
	case REGISTRY_UNKNOWN:
		break;
	}
	return arena_printf(host->arena,
		"PATH is not known: %s; its value may be given with --env PATH=...",
		registry_unknown_reason(&host->registry, SYSTEM_ENVIRONMENT));
}

static const struct environment_variable *find_path(struct host *host)
{
	const struct environment_variable *path = environment_get(&host->environment, "Path");

	if (path)
		return path;
	host->path.unknown = why_no_path(host);
	problem_add(&host->problems, host->arena, "no-path", NULL, PROBLEM_NO_OFFSET, "%s",
		host->path.unknown);
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
	struct path_list *list = &host->path;
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

/* The variables a user's program sees while its PATH is being made: PATH is still the system's. */
static struct environment *environment_of_user(
	struct host *host, const struct environment_variable *path)
{
	const struct environment *system = &host->environment;
	struct environment *user = arena_alloc(host->arena, sizeof(*user));

	environment_init(user, host->arena);
	for (size_t i = 0; i < system->count; i++)
		environment_set(user, system->variables[i]);
	user->complete =
		environment_add_user(user, &host->registry, USER_ENVIRONMENT) != REGISTRY_UNKNOWN &&
		system->complete;
	user->core_unknown = system->core_unknown;
	user->late_unknown = system->late_unknown;
	if (path)
		environment_set(user, *path);
	return user;
}

/* The user's PATH goes behind the system's (Q100843). */
static void add_users(struct path_audit *audit, const struct environment_variable *system_path)
{
	struct host *host = audit->host;
	struct environment_variable path = {.name = "Path", .origin = "user"};
	struct registry_value value;
	enum registry_status status =
		registry_value(&host->registry, USER_ENVIRONMENT, "Path", &value);

	if (status == REGISTRY_UNKNOWN)
		host->path.user_unknown =
			registry_unknown_reason(&host->registry, USER_ENVIRONMENT);
	else
		host->user_environment = environment_of_user(host, system_path);
	if (status != REGISTRY_FOUND ||
		(value.type != REGISTRY_TEXT && value.type != REGISTRY_EXPANDABLE_TEXT))
		return;
	path.raw = value.text;
	path.expandable = value.type == REGISTRY_EXPANDABLE_TEXT;
	path.step = path.expandable ? ENVIRONMENT_USER_EXPANDED : ENVIRONMENT_USER_PLAIN;
	audit->environment = host->user_environment;
	audit->path = &path;
	add_value(audit);
}

void path_list_read(struct host *host)
{
	struct path_audit audit = {.host = host, .environment = &host->environment};
	const struct environment_variable *path = find_path(host);

	if (path) {
		audit.path = path;
		add_value(&audit);
	}
	add_users(&audit, path);
}

bool path_entry_is(const struct path_entry *entry, const char *folder)
{
	return text_same_name(entry->directory, folder) ||
	       (entry->folder && text_same_name(host_folder_path(entry->folder), folder));
}
