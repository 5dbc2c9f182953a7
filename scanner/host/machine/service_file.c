#include "scanner/host/machine/service_file.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/host.h"
#include "scanner/host/search/search.h"

#include <string.h>

/* \SystemRoot\ is the kernel's name of the Windows folder. */
static const char *without_system_root(struct host *host, const char *path)
{
	const char *rest = text_behind_name(path, "\\SystemRoot\\");

	if (host->windows_directory && rest)
		return winpath_join(host->arena, host->windows_directory, rest);
	return path;
}

static void take_look(struct host *host, struct service_file *file, const char *path)
{
	struct look look = tree_look(&host->tree, path);

	file->path = look.path ? look.path : path;
	file->inferred = look.inferred;
	if (look.status == LOOK_FOUND && look.file) {
		file->status = SERVICE_FILE_FOUND;
		file->file = look.file;
		file->path = look.file->path;
	} else if (look.status == LOOK_FOUND || look.status == LOOK_ABSENT) {
		file->status = SERVICE_FILE_MISSING;
	} else {
		file->status = SERVICE_FILE_UNTOLD;
		file->reason = look.reason;
	}
}

static void cannot_tell(struct service_file *file, const char *reason)
{
	file->status = SERVICE_FILE_UNTOLD;
	file->reason = reason;
}

static void take_command(
	struct host *host, struct service_file *file, const char *raw, bool expandable)
{
	const char *unknown = NULL;

	file->raw = raw;
	file->command = expandable ? environment_expand(&host->environment, raw, &unknown) : raw;
	if (unknown && !environment_known_unset_for_programs(&host->environment, unknown))
		cannot_tell(file, arena_printf(host->arena,
					  "it names %%%s%%, whose value is not known; give it with "
					  "--env %s=VALUE",
					  unknown, unknown));
}

/* A program without a folder is searched for; the service control manager runs in System32. */
static void search_program(struct host *host, struct service_file *file, const char *name)
{
	const char *system32 = host_windows_folder(host, "System32");
	struct search_request request = {.launcher = LAUNCHER_CREATEPROCESS,
		.name = arena_printf(host->arena, "\"%s\"", name),
		.caller_folder = system32,
		.current_directory = system32};
	struct search_result result;
	const struct search_candidate *winner;

	if (!system32) {
		cannot_tell(file, host_no_windows_folder);
		return;
	}
	result = search_run(host, &request);
	winner = search_winner(&result);
	if (result.outcome == SEARCH_UNCERTAIN) {
		cannot_tell(file, result.reason);
	} else if (winner) {
		file->status = SERVICE_FILE_FOUND;
		file->file = winner->file;
		file->path = winner->file->path;
	} else {
		file->status = SERVICE_FILE_MISSING;
		file->path = winpath_join(host->arena, system32, name);
	}
}

static void try_program(struct host *host, struct service_file *file, const char *program)
{
	const char *system32 = host_windows_folder(host, "System32");
	const char *path = without_system_root(host, program);

	file->file = NULL;
	file->inferred = NULL;
	if (winpath_kind_of(path) == WINPATH_RELATIVE && !strpbrk(path, "\\/")) {
		search_program(host, file, path);
		return;
	}
	if (winpath_kind_of(path) == WINPATH_RELATIVE) {
		cannot_tell(file, arena_printf(host->arena,
					  "%s is no full path, and from which folder Windows takes "
					  "it is not documented",
					  program));
		return;
	}
	path = winpath_kind_of(path) == WINPATH_UNC ? path
						    : winpath_absolute(host->arena, system32, path);
	if (path)
		take_look(host, file, path);
	else
		cannot_tell(file, system32 ? arena_printf(host->arena,
						     "%s is no full path of a drive", program)
					   : host_no_windows_folder);
}

static const char *with_exe(struct arena *arena, const char *program)
{
	return winpath_has_extension(program) ? program : arena_printf(arena, "%s.exe", program);
}

/* A path is tried as it is before .exe is put behind it (doc "CreateProcessW"). Gives the name that
 * was tried last. */
static const char *try_extended(struct host *host, struct service_file *file, const char *program)
{
	const char *extended = with_exe(host->arena, program);

	if (extended != program && strpbrk(program, "\\/")) {
		try_program(host, file, program);
		if (file->status != SERVICE_FILE_MISSING)
			return program;
	}
	try_program(host, file, extended);
	return extended;
}

/* Steps over the kernel's names of the drives. */
static const char *without_kernel_prefix(const char *command)
{
	static const char *const prefixes[] = {"\\??\\", "\\DosDevices\\"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (text_begins_keyword(command, prefixes[i]) &&
			winpath_kind_of(command + strlen(prefixes[i])) == WINPATH_ABSOLUTE)
			return command + strlen(prefixes[i]);
	return command;
}

/*
 * An unquoted command line may end its program at each space: CreateProcess tries one after the
 * other, adding .exe where there is no extension, and takes the first that is there (doc
 * "CreateProcessW"). What comes behind a word that ends in .exe is taken for arguments.
 */
static void try_unquoted(struct host *host, struct service_file *file, const char *command)
{
	const char *apparent = winpath_program(host->arena, command);
	size_t end = strlen(text_ends_name(apparent, ".exe") ? apparent : command);
	size_t length = 0;

	file->candidates =
		arena_array(host->arena, MAX_SERVICE_CANDIDATES, sizeof(*file->candidates));
	do {
		length += strspn(command + length, " ");
		length += strcspn(command + length, " ");
		file->candidates[file->candidate_count++] =
			try_extended(host, file, arena_copy(host->arena, command, length));
	} while (file->status == SERVICE_FILE_MISSING && length < end &&
		 file->candidate_count < MAX_SERVICE_CANDIDATES);
	if (file->status == SERVICE_FILE_MISSING)
		try_extended(host, file, apparent);
	if (file->candidate_count == 1)
		file->candidate_count = 0;
}

struct service_file service_program_file(
	struct host *host, const char *name, const char *raw, bool expandable)
{
	struct service_file file = {0};
	const char *system32 = host_windows_folder(host, "System32");
	const char *command;

	if (!raw) {
		if (!system32)
			cannot_tell(&file, host_no_windows_folder);
		else
			take_look(host, &file,
				arena_printf(host->arena, "%s\\%s.exe", system32, name));
		return file;
	}
	take_command(host, &file, raw, expandable);
	if (file.status == SERVICE_FILE_UNTOLD)
		return file;
	command = without_kernel_prefix(file.command + strspn(file.command, " "));
	if (!*command)
		cannot_tell(&file, "ImagePath is empty");
	else if (*command == '"')
		try_extended(host, &file, winpath_program(host->arena, command));
	else
		try_unquoted(host, &file, command);
	return file;
}

struct service_file service_driver_file(
	struct host *host, const char *name, const char *raw, bool expandable)
{
	struct service_file file = {0};
	const char *path;

	if (raw)
		take_command(host, &file, raw, expandable);
	if (file.status == SERVICE_FILE_UNTOLD)
		return file;
	path = raw && *raw ? file.command
			   : arena_printf(host->arena, "System32\\drivers\\%s.sys", name);
	path = without_kernel_prefix(without_system_root(host, path));
	/* Any other name of the kernel's, such as \Device\HarddiskVolume1. */
	path = winpath_kind_of(path) == WINPATH_ROOTED
		       ? NULL
		       : winpath_absolute(host->arena, host->windows_directory, path);
	if (path)
		take_look(host, &file, path);
	else
		cannot_tell(&file, host->windows_directory
					   ? arena_printf(host->arena, "%s is no path of a drive",
						     file.command)
					   : host_no_windows_folder);
	return file;
}

struct service_file service_dll_file(struct host *host, const char *raw, bool expandable)
{
	struct service_file file = {0};

	if (!raw || !*raw)
		return file;
	take_command(host, &file, raw, expandable);
	if (file.status != SERVICE_FILE_UNTOLD)
		try_program(host, &file, file.command);
	return file;
}
