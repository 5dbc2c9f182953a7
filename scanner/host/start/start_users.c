/* The users whose part of the registry is read: the one that was named, and all whose hive lies in
 * a profile of the machine. */
#include "scanner/host/start/start_private.h"

#include "scanner/base/text.h"
#include "scanner/host/registry/hive.h"
#include "scanner/host/start/user_profiles.h"

#include <string.h>

/* Kept apart from the reading, which is nobody's again when the user is left. */
struct start_user {
	struct registry registry;
	struct environment environment;
};

struct opening {
	struct host *host;
	const char *path;
	struct hive *hive;
};

static void open_hive(void *context, const struct view *view)
{
	struct opening *opening = context;

	opening->hive =
		hive_open(view, opening->path, opening->host->arena, &opening->host->problems);
}

/* What a profile adds to the system's variables, as far as it can be told from where it lies. */
static void read_environment(struct host *host, const struct user_profile *profile,
	const struct registry *registry, struct environment *out)
{
	const struct environment *system = &host->environment;

	environment_init(out, host->arena);
	for (size_t i = 0; i < system->count; i++)
		environment_set(out, system->variables[i]);
	out->complete = system->complete;
	out->core_unknown = system->core_unknown;
	out->late_unknown = system->late_unknown;
	environment_set(out, (struct environment_variable){.name = "USERPROFILE",
				     .value = host_folder_path(profile->folder),
				     .raw = host_folder_path(profile->folder),
				     .origin = "derived",
				     .step = ENVIRONMENT_USER_PLAIN});
	environment_add_user(out, registry, "HKCU\\Environment");
}

static struct start_user *enter_user(
	struct start_reading *reading, const struct user_profile *profile)
{
	struct host *host = reading->host;
	struct registry_source *sources[REGISTRY_ROOTS] = {NULL};
	struct opening opening = {.host = host};
	struct start_user *user;

	if (!profile->hive)
		return NULL;
	opening.path = profile->hive->path;
	if (!host_file_read(&host->tree, profile->hive, open_hive, &opening) || !opening.hive)
		return NULL;
	user = arena_alloc(host->arena, sizeof(*user));
	sources[REGISTRY_USER] = hive_source(opening.hive);
	registry_init(&user->registry, host->arena, &host->problems, sources);
	read_environment(host, profile, &user->registry, &user->environment);
	reading->registry = &user->registry;
	reading->environment = &user->environment;
	reading->account = profile->name;
	reading->hive = profile->hive->path;
	return user;
}

static void leave_user(struct start_reading *reading, struct start_user *user)
{
	registry_release(&user->registry);
	reading->registry = &reading->host->registry;
	reading->environment = &reading->host->environment;
	reading->account = NULL;
	reading->hive = NULL;
}

/* Whether the profile is that of the user who is HKCU, whose hive on a running machine nobody else
 * may read. */
static bool is_user_in_hand(struct host *host, const struct user_profile *profile)
{
	struct registry_value value;

	if (!host->registry.sources[REGISTRY_USER])
		return false;
	if (host->options.user_hive && profile->hive &&
		strcmp(host->options.user_hive, profile->hive->real_path) == 0)
		return true;
	return registry_value(&host->registry, "HKCU\\Volatile Environment", "USERPROFILE",
		       &value) == REGISTRY_FOUND &&
	       registry_is_text(&value) &&
	       text_same_name(value.text, host_folder_path(profile->folder));
}

static void gap_of_users(struct start_reading *reading, const char *reason)
{
	static const enum start_kind kinds[] = {
		START_RUN, START_RUN_ONCE, START_RUN_SERVICES, START_LOGON, START_WIN_INI};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		start_gap(reading, kinds[i], reason);
}

static void read_user(struct start_reading *reading)
{
	start_read_user_values(reading);
	start_find_user_places(reading);
}

void start_read_users(struct start_reading *reading)
{
	struct host *host = reading->host;
	bool any = host->registry.sources[REGISTRY_USER] != NULL;

	if (any && host->user_environment)
		reading->environment = host->user_environment;
	reading->account = any ? "the user of --user-hive" : NULL;
	if (any)
		read_user(reading);
	reading->environment = &host->environment;
	reading->account = NULL;
	for (size_t i = 0; i < reading->profiles.count; i++) {
		const struct user_profile *profile = &reading->profiles.items[i];
		struct start_user *user;

		if (is_user_in_hand(host, profile))
			continue;
		user = enter_user(reading, profile);
		if (user) {
			any = true;
			read_user(reading);
			leave_user(reading, user);
		} else if (profile->hive) {
			gap_of_users(reading, arena_printf(host->arena, "%s could not be read",
						      profile->hive->path));
		}
	}
	if (reading->profiles.reason)
		gap_of_users(reading, reading->profiles.reason);
	if (!any)
		gap_of_users(reading, "no user's hive (NTUSER.DAT) was found on the machine, so "
				      "what starts with a user is not known; give one with "
				      "--user-hive");
}
