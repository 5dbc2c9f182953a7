#include "scanner/host/host.h"

#include "scanner/base/error_text.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/windows_folder.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/core_variables.h"
#include "scanner/host/machine/host_profile.h"
#include "scanner/host/machine/live_machine.h"
#include "scanner/host/machine/machine_locale.h"
#include "scanner/host/registry/host_hives.h"
#include "scanner/host/search/wow64.h"

#include <string.h>

static enum host_status mount_drive(
	struct host *host, const struct host_drive *drive, const struct diagnostics *diagnostics)
{
	const char *name =
		drive->share ? drive->share : arena_printf(host->arena, "drive %c:", drive->letter);
	struct volume *volume;
	int error = 0;
	enum file_status status = volume_open_folder(drive->letter, drive->folder, &volume, &error);

	if (status != FILE_OK) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot open %s at %s: %s; give the folder that holds its files", name,
			drive->folder, error_text(error));
		return status == FILE_UNREADABLE ? HOST_UNREADABLE : HOST_BAD_OPTION;
	}
	volume->share = drive->share;
	if (tree_mount(&host->tree, volume))
		return HOST_OK;
	volume_release(volume);
	diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR, "%s is given twice; give each once", name);
	return HOST_BAD_OPTION;
}

static enum host_status mount_drives(struct host *host, const struct diagnostics *diagnostics)
{
	enum host_status status = HOST_OK;

	for (size_t i = 0; i < host->options.drive_count && status == HOST_OK; i++)
		status = mount_drive(host, &host->options.drives[i], diagnostics);
	return status;
}

static void add_given_variables(struct host *host)
{
	for (size_t i = 0; i < host->options.variable_count; i++) {
		const struct host_variable *given = &host->options.variables[i];
		const char *value =
			text_from_bytes(host->arena, given->value, strlen(given->value));

		environment_set(&host->environment,
			(struct environment_variable){.name = text_from_bytes(host->arena,
							      given->name, strlen(given->name)),
				.raw = value,
				.value = environment_expand(&host->environment, value, NULL),
				.origin = "--env",
				.expandable = true,
				.step = ENVIRONMENT_GIVEN});
	}
}

static const char *given_variable(const struct host *host, const char *name)
{
	for (size_t i = 0; i < host->options.variable_count; i++)
		if (text_same_name(host->options.variables[i].name, name))
			return host->options.variables[i].value;
	return NULL;
}

static void find_windows_directory(struct host *host)
{
	const char *given = given_variable(host, "SystemRoot");
	struct look look;

	if (host->windows_directory)
		return;
	if (!given)
		given = given_variable(host, "windir");
	if (!given) {
		host->windows_directory =
			windows_folder_find(&host->tree, host->arena, &host->problems);
		return;
	}
	given = text_from_bytes(host->arena, given, strlen(given));
	look = tree_look(&host->tree, given);
	/* Windows itself never lies on a share. */
	host->windows_directory =
		winpath_is_plain_absolute(look.path) && look.status != LOOK_BAD_PATH ? look.path
										     : NULL;
	if (!host->windows_directory || look.status != LOOK_FOUND || !look.folder)
		problem_add(&host->problems, host->arena, "no-windows-folder", given,
			PROBLEM_NO_OFFSET,
			"%s, given as the Windows folder, could not be found: %s", given,
			look.reason ? look.reason : "no such folder on a drive");
}

void host_read(struct host *host, struct registry_source *sources[REGISTRY_ROOTS])
{
	find_windows_directory(host);
	host_open_own_hives(host, sources);
	registry_init(&host->registry, host->arena, &host->problems, sources);
	host_tell_named_hives(host, host->registry.given);
	environment_init(&host->environment, host->arena);
	core_variables_add(host);
	environment_add_system(&host->environment, &host->registry);
	late_variables_add(host);
	add_given_variables(host);
	host->name = machine_name(host).value;
	host_find_profile(host);
	host->tree.computer_name = host->name;
	host->tree.devices = device_rule_of(host->profile->name);
	path_list_read(host);
}

enum host_status host_open(const struct host_options *options, struct arena *arena,
	const struct diagnostics *diagnostics, struct host *out)
{
	struct registry_source *sources[REGISTRY_ROOTS] = {NULL};
	enum host_status status;

	*out = (struct host){.arena = arena, .options = *options};
	tree_init(&out->tree, arena, &out->problems);
	if (options->profile && !profile_named(options->profile)) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"there is no profile %s; give one of %s", options->profile,
			profile_names());
		return HOST_BAD_OPTION;
	}
	if (options->live)
		status = live_machine_open(out, diagnostics, sources);
	else
		status = mount_drives(out, diagnostics);
	if (status == HOST_OK)
		status = host_open_named_hives(out, diagnostics, sources);
	if (status != HOST_OK) {
		tree_release(&out->tree);
		return status;
	}
	host_read(out, sources);
	return HOST_OK;
}

void host_release(struct host *host)
{
	registry_release(&host->registry);
	tree_release(&host->tree);
}

const char host_no_windows_folder[] =
	"the Windows folder was not found on the target; give its place with --env "
	"SystemRoot=C:\\WINNT";

const char *host_windows_folder(const struct host *host, const char *below)
{
	if (!host->windows_directory)
		return NULL;
	return *below ? winpath_join(host->arena, host->windows_directory, below)
		      : host->windows_directory;
}

bool host_shows_windows(struct host *host, uint16_t caller_machine)
{
	/* One of these may be what is missing; a copy without Windows' files has none of them. */
	static const char *const core[] = {
		"kernel32.dll", "ntdll.dll", "user32.dll", "gdi32.dll", "advapi32.dll"};
	const char *folder = host_windows_folder(host, "System32");

	if (folder)
		folder = wow64_path(host, caller_machine, folder);
	for (size_t i = 0; folder && i < sizeof(core) / sizeof(core[0]); i++) {
		struct look look =
			tree_look(&host->tree, winpath_join(host->arena, folder, core[i]));

		if (look.status != LOOK_ABSENT && look.status != LOOK_NO_DRIVE)
			return true;
	}
	return false;
}
