#include "scanner/host/machine/core_variables.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/host.h"
#include "scanner/host/machine/machine_locale.h"

static const char PROFILE_LIST[] =
	"HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";
static const char CURRENT_VERSION[] = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion";

static void set(struct host *host, enum environment_step step, const char *name, const char *value)
{
	environment_set(&host->environment, (struct environment_variable){.name = name,
						    .raw = value,
						    .value = value,
						    .origin = "derived",
						    .step = step});
}

/* A folder as Setup stores it; NULL when it is not set. */
static const char *stored_folder(struct host *host, const char *key, const char *name)
{
	struct fact folder = registry_fact(&host->registry, key, name);

	return folder.value ? environment_expand(&host->environment, folder.value, NULL) : NULL;
}

/* Vista and later store the folders as a whole, 2000 and XP a name below another folder. */
static void add_profile_folders(struct host *host)
{
	const char *data = stored_folder(host, PROFILE_LIST, "ProgramData");
	const char *common = stored_folder(host, PROFILE_LIST, "Public");
	const char *profiles = stored_folder(host, PROFILE_LIST, "ProfilesDirectory");
	const char *all_users = stored_folder(host, PROFILE_LIST, "AllUsersProfile");

	if (data) {
		set(host, ENVIRONMENT_CORE, "ProgramData", data);
		set(host, ENVIRONMENT_CORE, "ALLUSERSPROFILE", data);
	} else if (profiles && all_users) {
		set(host, ENVIRONMENT_CORE, "ALLUSERSPROFILE",
			winpath_join(host->arena, profiles, all_users));
	}
	if (common)
		set(host, ENVIRONMENT_CORE, "PUBLIC", common);
}

void core_variables_add(struct host *host)
{
	const char *root = host->windows_directory;

	if (root) {
		set(host, ENVIRONMENT_CORE, "SystemRoot", root);
		set(host, ENVIRONMENT_CORE, "SystemDrive", arena_copy(host->arena, root, 2));
	}
	host->environment.core_unknown =
		registry_key(&host->registry, PROFILE_LIST) == REGISTRY_UNKNOWN;
	add_profile_folders(host);
}

void late_variables_add(struct host *host)
{
	static const struct {
		const char *name;
		const char *value;
	} folders[] = {
		{"ProgramFiles", "ProgramFilesDir"},
		{"CommonProgramFiles", "CommonFilesDir"},
		{"ProgramFiles(x86)", "ProgramFilesDir (x86)"},
		{"CommonProgramFiles(x86)", "CommonFilesDir (x86)"},
		{"ProgramW6432", "ProgramW6432Dir"},
		{"CommonProgramW6432", "CommonW6432Dir"},
	};
	struct fact name = machine_name(host);

	host->environment.late_unknown =
		registry_key(&host->registry, CURRENT_VERSION) == REGISTRY_UNKNOWN;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const char *folder = stored_folder(host, CURRENT_VERSION, folders[i].value);

		if (folder)
			set(host, ENVIRONMENT_LATE, folders[i].name, folder);
	}
	if (name.value)
		set(host, ENVIRONMENT_LATE, "COMPUTERNAME", name.value);
}
