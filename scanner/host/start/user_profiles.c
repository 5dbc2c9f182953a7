#include "scanner/host/start/user_profiles.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/host.h"

static const char PROFILE_LIST[] =
	"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

struct finding_profiles {
	struct host *host;
	struct user_profiles *profiles;
	struct host_folder *above;
};

static void add_folder(struct finding_profiles *finding, struct host_folder *folder)
{
	struct user_profiles *profiles = finding->profiles;
	struct look hive;

	for (size_t i = 0; i < profiles->count; i++)
		if (host_folder_same(profiles->items[i].folder, folder))
			return;
	if (profiles->count == MAX_USER_PROFILES) {
		profiles->reason = "there are more profiles of users than are looked at";
		return;
	}
	hive = tree_look_in(&finding->host->tree, folder, "NTUSER.DAT");
	profiles->items[profiles->count++] =
		(struct user_profile){.name = winpath_name(host_folder_path(folder)),
			.folder = folder,
			.hive = hive.status == LOOK_FOUND ? hive.file : NULL};
}

/* Links among them stand for folders of other names, for programs of an older Windows. */
static bool add_child(void *context, const char *name, enum entry_type type)
{
	struct finding_profiles *finding = context;
	struct look look;

	if (type != ENTRY_FOLDER)
		return true;
	look = tree_look_in(&finding->host->tree, finding->above, name);
	if (look.folder)
		add_folder(finding, look.folder);
	return true;
}

static void add_children(struct finding_profiles *finding, const char *path)
{
	struct look look = tree_look(&finding->host->tree, path);
	const char *unreadable;

	if (look.status != LOOK_FOUND && look.reason)
		finding->profiles->reason = look.reason;
	if (!look.folder)
		return;
	finding->above = look.folder;
	unreadable = host_folder_visit(&finding->host->tree, look.folder, add_child, finding);
	if (unreadable)
		finding->profiles->reason = unreadable;
}

static void add_listed(struct finding_profiles *finding, const char *name)
{
	struct host *host = finding->host;
	const char *key = arena_printf(host->arena, "%s\\%s", PROFILE_LIST, name);
	struct registry_value value;
	struct look look;

	if (registry_value(&host->registry, key, "ProfileImagePath", &value) != REGISTRY_FOUND ||
		!registry_is_text(&value))
		return;
	look = tree_look(&host->tree, environment_expand(&host->environment, value.text, NULL));
	if (look.folder)
		add_folder(finding, look.folder);
	else if (look.reason)
		finding->profiles->reason = look.reason;
}

struct user_profiles user_profiles_find(struct host *host)
{
	/* Windows NT 4.0; 2000 to Server 2003; Vista and later, where all users' part has left. */
	static const char *const beside[] = {"Documents and Settings", "Users"};
	struct user_profiles profiles = {0};
	struct finding_profiles finding = {.host = host, .profiles = &profiles};
	const char *windows = host->windows_directory;
	const char **names;
	size_t count;

	profiles.items = arena_array(host->arena, MAX_USER_PROFILES, sizeof(*profiles.items));
	if (!windows) {
		profiles.reason = host_no_windows_folder;
		return profiles;
	}
	add_children(&finding, winpath_join(host->arena, windows, "Profiles"));
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
		add_children(&finding, arena_printf(host->arena, "%c:\\%s", windows[0], beside[i]));
	if (registry_keys(&host->registry, PROFILE_LIST, &names, &count) == REGISTRY_FOUND)
		for (size_t i = 0; i < count; i++)
			add_listed(&finding, names[i]);
	return profiles;
}
