#include "scanner/cli/target.h"

#include "scanner/base/text.h"
#include "scanner/cli/places.h"
#include "scanner/host/winpath.h"

#include <string.h>

bool target_given(struct invocation *invocation)
{
	if (invocation->settings.host.drive_count)
		return true;
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

/* "C:\x" for a path of this machine that begins with the folder of a drive; else NULL. */
static const char *path_on_drive(struct invocation *invocation, const char *name)
{
	const struct host_options *options = &invocation->settings.host;

	for (size_t i = 0; i < options->drive_count; i++) {
		const char *folder = options->drives[i].folder;
		size_t length = strlen(folder);

		while (length > 1 && place_separates(folder[length - 1]))
			length--;
		if (strncmp(name, folder, length) == 0 && place_separates(name[length]))
			return arena_printf(invocation->arena, "%c:%s", options->drives[i].letter,
				text_from_bytes(
					invocation->arena, name + length, strlen(name + length)));
	}
	return NULL;
}

struct host_file *target_file(struct invocation *invocation, struct host *host, const char *name)
{
	const char *path = path_on_drive(invocation, name);
	struct look look;

	if (!path)
		path = text_from_bytes(invocation->arena, name, strlen(name));
	look = tree_look(&host->tree, path);
	if (look.file)
		return look.file;
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
	return NULL;
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
