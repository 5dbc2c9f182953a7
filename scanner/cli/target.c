#include "scanner/cli/target.h"

#include "scanner/base/text.h"
#include "scanner/cli/places.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/live_machine.h"

#include <string.h>

/* Whether an option says something of a machine that is looked at from outside. */
static bool is_described(const struct host_options *options)
{
	return options->system_hive || options->software_hive || options->default_hive ||
	       options->user_hive || options->variable_count || options->profile;
}

bool target_given(struct invocation *invocation)
{
	struct host_options *options = &invocation->settings.host;

	if (options->drive_count)
		return true;
	options->live = live_machine_is_there() && !is_described(options);
	if (options->live)
		return true;
	if (live_machine_is_there()) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"a hive, --env and --profile describe a machine that is looked at from "
			"outside: give the folder that holds the files of its drive C: with --root "
			"DIR, or leave them out to look at this machine");
		return false;
	}
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"there is no target: give the folder that holds the files of the machine's drive "
		"C: with --root DIR, and of other drives with --drive X=DIR");
	return false;
}

/* Who gives the Windows folder for the drive is told of neither Windows, registry nor PATH. */
static void warn_of_windows_folder(struct invocation *invocation, struct host *host)
{
	const struct host_options *options = &invocation->settings.host;

	for (size_t i = 0; !host->windows_directory && i < options->drive_count; i++) {
		const char *path =
			arena_printf(invocation->arena, "%c:\\System32", options->drives[i].letter);

		if (options->drives[i].letter && tree_look(&host->tree, path).folder)
			diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_WARNING,
				"%s looks like the Windows folder itself; give the folder that it "
				"lies in",
				text_from_bytes(invocation->arena, options->drives[i].folder,
					strlen(options->drives[i].folder)));
	}
}

enum exit_code target_open(struct invocation *invocation, struct host *out)
{
	enum host_status status;

	if (!target_given(invocation))
		return EXIT_USAGE;
	status = host_open(
		&invocation->settings.host, invocation->arena, invocation->diagnostics, out);
	if (status == HOST_OK)
		warn_of_windows_folder(invocation, out);
	if (status == HOST_OK)
		return EXIT_HOLDS;
	return status == HOST_UNREADABLE ? EXIT_INCOMPLETE : EXIT_USAGE;
}

/* "C:\x" for a path that begins with the folder of a drive, the innermost where they lie in one
 * another; else NULL. full: both are compared as full paths. */
static const char *path_below_drive(struct invocation *invocation, const char *name, bool full)
{
	const struct host_options *options = &invocation->settings.host;
	const char *found = NULL;
	size_t longest = 0;

	for (size_t i = 0; i < options->drive_count; i++) {
		const struct host_drive *drive = &options->drives[i];
		const char *folder = drive->folder;
		size_t length;

		if (full)
			folder = place_full_path(
				invocation->arena, arena_printf(invocation->arena, "%s/x", folder));
		length = folder ? strlen(folder) : 0;
		length -= full && length; /* the x */
		while (length > 1 && place_separates(folder[length - 1]))
			length--;
		if (length <= longest || strncmp(name, folder, length) != 0 ||
			!place_separates(name[length]))
			continue;
		longest = length;
		found = text_from_bytes(invocation->arena, name + length, strlen(name + length));
		found = drive->share
				? arena_printf(invocation->arena, "%s%s", drive->share, found)
				: arena_printf(invocation->arena, "%c:%s", drive->letter, found);
	}
	return found;
}

/* The same on the machine compatscan runs on, whose paths are Windows paths. */
static const char *path_here(struct invocation *invocation, const char *name)
{
	const char *full = place_full_path(invocation->arena, name);
	char *path =
		text_from_bytes(invocation->arena, full ? full : name, strlen(full ? full : name));

	for (char *at = path; *at; at++)
		if (*at == '/')
			*at = '\\';
	return path;
}

/* The Windows path of what an operand names. */
static const char *path_on_drive(struct invocation *invocation, const char *name)
{
	enum winpath_kind kind = winpath_kind_of(name);
	const char *path = path_below_drive(invocation, name, false);
	const char *full = NULL;

	if (invocation->settings.host.live)
		return path_here(invocation, name);
	/* A full Windows path is one, wherever compatscan is started. */
	if (!path && (kind == WINPATH_RELATIVE || kind == WINPATH_ROOTED) && place_is_path(name))
		full = place_full_path(invocation->arena, name);
	if (full)
		path = path_below_drive(invocation, full, true);
	return path ? path : text_from_bytes(invocation->arena, name, strlen(name));
}

/* Whether what is there could not be told, which is no mistake of the user. */
static bool is_untold(enum look_status status)
{
	return status == LOOK_UNREADABLE || status == LOOK_AMBIGUOUS || status == LOOK_LINK ||
	       status == LOOK_SPECIAL;
}

enum exit_code target_find(
	struct invocation *invocation, struct host *host, const char *name, struct host_file **out)
{
	const char *path = path_on_drive(invocation, name);
	struct look look = tree_look(&host->tree, path);

	*out = look.file;
	if (look.file)
		return EXIT_HOLDS;
	if (look.folder)
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"%s is a folder; give a file in it", host_folder_path(look.folder));
	else if (look.status == LOOK_ABSENT)
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there is no file %s on the target", look.path);
	else if (look.status == LOOK_BAD_PATH)
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"%s; give a full Windows path, or a path below the folder of a drive",
			look.reason);
	else
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR, "cannot look at %s: %s",
			path, look.reason);
	return is_untold(look.status) ? EXIT_INCOMPLETE : EXIT_USAGE;
}

void target_folder_check(struct invocation *invocation, struct host *host, const char *folder)
{
	struct look look;

	if (!folder)
		return;
	look = tree_look(&host->tree, folder);
	if (look.file || look.status == LOOK_ABSENT)
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_WARNING,
			"there is no folder %s on the target", look.path);
}
