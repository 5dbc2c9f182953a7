/* Who looks for what on the machine. */
#include "scanner/cli/option_values.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/processor.h"

#include <string.h>

static bool take_launcher(struct invocation *invocation, const char *value)
{
	if (!launcher_from_name(value, &invocation->settings.search.launcher))
		return option_refuse(invocation, value, launcher_names());
	invocation->settings.search.launcher_given = true;
	return true;
}

static bool take_from(struct invocation *invocation, const char *value)
{
	return option_folder(invocation, value, &invocation->settings.search.from);
}

static bool take_current_directory(struct invocation *invocation, const char *value)
{
	return option_folder(invocation, value, &invocation->settings.search.current_directory);
}

static bool take_caller(struct invocation *invocation, const char *value)
{
	invocation->settings.search.caller = value;
	return true;
}

static bool take_service(struct invocation *invocation, const char *value)
{
	invocation->settings.search.service =
		text_from_bytes(invocation->arena, value, strlen(value));
	return true;
}

static bool take_caller_bits(struct invocation *invocation, const char *value)
{
	if (strcmp(value, "32") != 0 && strcmp(value, "64") != 0)
		return option_refuse(invocation, value, "32 or 64");
	invocation->settings.search.caller_machine = *value == '3' ? MACHINE_I386 : MACHINE_UNKNOWN;
	return true;
}

static bool take_session(struct invocation *invocation, const char *value)
{
	bool user = strcmp(value, "user") == 0;

	if (!user && strcmp(value, "service") != 0)
		return option_refuse(invocation, value, "service or user");
	invocation->settings.search.session = user ? SESSION_USER : SESSION_SERVICE;
	return true;
}

#define SESSION_OPTION                                                                             \
	{                                                                                          \
		"session", 0, "WHOSE",                                                             \
			"whose PATH counts: service (default: the system's alone) or user (and "   \
			"behind it that of --user-hive)",                                          \
			take_session                                                               \
	}

static const struct option search_table[] = {
	{"launcher", 'l', "LAUNCHER",
		"what looks for it: createprocess (default), loadlibrary (default for a .dll), "
		"searchpath, cmd, shell, win16 or dos",
		take_launcher},
	{"from", 0, "DIR",
		"folder on the target that the calling program lies in; also its current "
		"directory, unless that is given",
		take_from},
	{"current-directory", 0, "DIR", "current directory of the calling program",
		take_current_directory},
	{"caller", 0, "FILE",
		"the calling program on the target: its folder, bits, manifest and .local file "
		"count",
		take_caller},
	{"service", 0, "NAME",
		"the calling program is that of this service, with the PATH that the service gets",
		take_service},
	{"caller-bits", 0, "N",
		"32 or 64: the calling program's, where 64-bit Windows shows its programs "
		"different "
		"system folders",
		take_caller_bits},
	SESSION_OPTION,
	{0},
};

const struct option_group search_options = {"Search", search_table};

static const struct option deps_search_table[] = {
	{"current-directory", 0, "DIR", "current directory of the program on the target",
		take_current_directory},
	SESSION_OPTION,
	{0},
};

const struct option_group deps_search_options = {"Search", deps_search_table};
