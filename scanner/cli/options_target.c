/* --root and the other options that describe the machine. */
#include "scanner/cli/option_values.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

static bool add_drive(struct invocation *invocation, struct host_drive drive)
{
	struct host_options *host = &invocation->settings.host;

	if (!*drive.folder)
		return option_refuse(
			invocation, drive.folder, "the folder that holds the drive's files");
	if (host->drive_count == MAX_VOLUMES)
		return option_refuse(invocation, drive.folder, "at most 26 drives and 64 shares");
	host->drives[host->drive_count++] = drive;
	return true;
}

static bool take_root(struct invocation *invocation, const char *value)
{
	return add_drive(invocation, (struct host_drive){.letter = 'C', .folder = value});
}

/* \\server\share=FOLDER, // for those whose shell eats backslashes. */
static bool take_share(struct invocation *invocation, const char *value)
{
	static const char expected[] = "\\\\SERVER\\SHARE=FOLDER, such as "
				       "'\\\\files\\tools=/mnt/tools'";
	struct arena *arena = invocation->arena;
	const char *equals = strchr(value, '=');
	const char *name, *share;

	if (!equals)
		return option_refuse(invocation, value, expected);
	name = text_from_bytes(arena, value, (size_t)(equals - value));
	share = winpath_absolute(arena, NULL, name);
	if (winpath_kind_of(name) != WINPATH_UNC || winpath_is_verbatim(name) || !share ||
		winpath_root_length(share) != strlen(share))
		return option_refuse(invocation, value, expected);
	return add_drive(invocation, (struct host_drive){.share = share, .folder = equals + 1});
}

static bool take_drive(struct invocation *invocation, const char *value)
{
	char letter = (char)(value[0] & ~0x20);
	const char *rest = value[0] ? value + 1 : value;

	if (value[0] == '\\' || value[0] == '/')
		return take_share(invocation, value);
	if (*rest == ':')
		rest++;
	if (letter < 'A' || letter > 'Z' || *rest != '=')
		return option_refuse(invocation, value,
			"LETTER=FOLDER, such as D=/mnt/d, or \\\\SERVER\\SHARE=FOLDER");
	return add_drive(invocation, (struct host_drive){.letter = letter, .folder = rest + 1});
}

static bool take_system_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.system_hive = value;
	return true;
}

static bool take_software_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.software_hive = value;
	return true;
}

static bool take_default_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.default_hive = value;
	return true;
}

static bool take_user_hive(struct invocation *invocation, const char *value)
{
	invocation->settings.host.user_hive = value;
	return true;
}

static bool take_variable(struct invocation *invocation, const char *value)
{
	struct settings *settings = &invocation->settings;
	const char *equals = strchr(value, '=');

	if (!equals || equals == value)
		return option_refuse(invocation, value, "NAME=VALUE, such as PATH=C:\\WINNT");
	if (settings->host.variable_count == MAX_VARIABLES)
		return option_refuse(invocation, value, "at most 256 variables");
	settings->variables[settings->host.variable_count++] = (struct host_variable){
		.name = arena_copy(invocation->arena, value, (size_t)(equals - value)),
		.value = equals + 1,
	};
	settings->host.variables = settings->variables;
	return true;
}

static bool take_profile(struct invocation *invocation, const char *value)
{
	if (!profile_named(value))
		return option_refuse(invocation, value, profile_names());
	invocation->settings.host.profile = value;
	return true;
}

static bool take_exchsrvr(struct invocation *invocation, const char *value)
{
	const char *path = text_from_bytes(invocation->arena, value, strlen(value));

	if (winpath_kind_of(path) != WINPATH_ABSOLUTE)
		return option_refuse(
			invocation, value, "a full Windows path, such as D:\\exchsrvr");
	invocation->settings.host.exchsrvr = path;
	return true;
}

static bool take_host(struct invocation *invocation, const char *value)
{
	invocation->settings.host.name = text_from_bytes(invocation->arena, value, strlen(value));
	return true;
}

static const struct option target_table[] = {
	{"root", 0, "DIR", "folder that holds the files of drive C:", take_root},
	{"drive", 0, "X=DIR",
		"folder that holds the files of another drive, or '\\\\SERVER\\SHARE=DIR' of a "
		"share "
		"(may be repeated)",
		take_drive},
	{"system-hive", 0, "FILE",
		"SYSTEM hive, when it is not in System32\\config of the Windows folder",
		take_system_hive},
	{"software-hive", 0, "FILE", "SOFTWARE hive, likewise", take_software_hive},
	{"default-hive", 0, "FILE", "DEFAULT hive (HKU\\.DEFAULT), likewise", take_default_hive},
	{"user-hive", 0, "FILE", "NTUSER.DAT of the user who is HKCU", take_user_hive},
	{"env", 0, "NAME=VALUE",
		"a system variable of the target, PATH above all, when there is no hive (may be "
		"repeated)",
		take_variable},
	{"profile", 0, "NAME",
		"Windows version: nt4, w2k, xp, win7, win10 or win11; or closer: w2k-sp3, xp-sp2, "
		"server2003, vista, win8, win8.1",
		take_profile},
	{"exchsrvr", 0, "PATH", "where Exchange is installed on the target, such as D:\\exchsrvr",
		take_exchsrvr},
	{"host", 0, "NAME", "name of the machine for the report", take_host},
	{0},
};

const struct option_group target_options = {
	"Target (on Windows, without any: this machine)", target_table};
