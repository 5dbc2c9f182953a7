#include "scanner/host/machine/live_machine.h"

#include "scanner/base/error_text.h"
#include "scanner/base/file_windows.h"
#include "scanner/base/text.h"
#include "scanner/host/machine/live_windows.h"
#include "scanner/host/registry/registry_live_windows.h"

enum { MAX_FOLDER_UNITS = 32768 }; /* no path of Windows is longer */

static void mount_drive(struct host *host, char letter)
{
	const char root[] = {letter, ':', '/', '\0'};
	struct volume *volume;
	int error = 0;

	if (volume_open_folder(letter, root, &volume, &error) == FILE_OK)
		tree_mount(&host->tree, volume);
	else
		problem_add(&host->problems, host->arena, "unreadable-drive",
			arena_printf(host->arena, "%c:", letter), PROBLEM_NO_OFFSET,
			"the drive cannot be opened: %s; run as an administrator of the machine",
			error_text(error));
}

/* What is in a drive for discs or cards, and what the network or its user lends, may be another
 * thing tomorrow; Windows starts nothing of its own from there. */
static void mount_fixed_drives(struct host *host)
{
	DWORD letters = GetLogicalDrives();

	for (int i = 0; i < MAX_DRIVES; i++) {
		const wchar_t root[] = {(wchar_t)(L'A' + i), L':', L'\\', L'\0'};

		if (letters >> i & 1 && GetDriveTypeW(root) == DRIVE_FIXED)
			mount_drive(host, (char)('A' + i));
	}
}

/* Not GetWindowsDirectory, which names a folder of the user's on a server for many. */
static const char *windows_folder(struct arena *arena)
{
	wchar_t *folder = arena_array(arena, MAX_FOLDER_UNITS, sizeof(*folder));
	UINT units = GetSystemWindowsDirectoryW(folder, MAX_FOLDER_UNITS);

	if (!units || units >= MAX_FOLDER_UNITS)
		return NULL;
	return text_from_utf16(arena, (const uint8_t *)folder, units * sizeof(*folder));
}

bool live_machine_is_there(void)
{
	return true;
}

enum host_status live_machine_open(struct host *host, const struct diagnostics *diagnostics,
	struct registry_source *sources[REGISTRY_ROOTS])
{
	const char *folder = windows_folder(host->arena);
	struct look look = {.status = LOOK_ABSENT};

	host->tree.live = true;
	mount_fixed_drives(host);
	if (folder)
		look = tree_look(&host->tree, folder);
	if (!look.folder) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot look at the folder of this Windows, %s: %s; run as an "
			"administrator of the machine",
			folder ? folder : "which has no name",
			look.reason ? look.reason : "it is on no fixed drive");
		return HOST_UNREADABLE;
	}
	host->windows_directory = look.path;
	host->live = live_windows();
	for (int root = 0; root < REGISTRY_ROOTS; root++)
		sources[root] =
			registry_live_open((enum registry_root)root, host->arena, &host->problems);
	return HOST_OK;
}
