/* Which file a command line, a module's name or a path leads to, as what starts it would find it.
 */
#include "scanner/host/start/start_private.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/service_file.h"
#include "scanner/host/search/search.h"

#include <string.h>

struct start_point start_at_value(
	struct start_reading *reading, enum start_kind how, const char *key, const char *value)
{
	struct arena *arena = reading->host->arena;
	struct start_point point = {.how = how,
		.name = value,
		.where =
			arena_printf(arena, "%s%s%s", key, *value ? ", " : "", *value ? value : ""),
		.account = reading->account};

	if (reading->hive)
		point.where = arena_printf(arena, "%s (%s)", point.where, reading->hive);
	return point;
}

void start_untold(struct start_point *point, const char *reason)
{
	point->status = START_UNTOLD;
	point->reason = reason;
}

const char *start_expand(struct start_reading *reading, const char *text, const char **unknown)
{
	const char *name = NULL;
	const char *expanded = environment_expand(reading->environment, text, &name);

	*unknown = NULL;
	if (name && !environment_known_unset_for_programs(reading->environment, name))
		*unknown = arena_printf(reading->host->arena,
			"it names %%%s%%, whose value is not known; give it with --env %s=VALUE",
			name, name);
	return expanded;
}

void start_find_path(struct start_reading *reading, struct start_point *point, const char *path)
{
	struct host *host = reading->host;
	const char *absolute = winpath_absolute(host->arena, NULL, path);
	struct look look;

	if (!absolute) {
		start_untold(point, arena_printf(host->arena, "%s is no full path", path));
		return;
	}
	look = tree_look(&host->tree, absolute);
	point->program = look.path ? look.path : absolute;
	point->inferred = look.inferred;
	if (look.status == LOOK_FOUND && look.file) {
		point->status = START_FOUND;
		point->file = look.file;
		point->program = look.file->path;
	} else if (look.status == LOOK_ABSENT || look.status == LOOK_FOUND) {
		point->status = START_MISSING;
	} else {
		start_untold(point, look.reason);
	}
}

static void take_service_file(struct start_point *point, const struct service_file *file)
{
	static const enum start_status statuses[] = {[SERVICE_FILE_NONE] = START_UNTOLD,
		[SERVICE_FILE_FOUND] = START_FOUND,
		[SERVICE_FILE_MISSING] = START_MISSING,
		[SERVICE_FILE_UNTOLD] = START_UNTOLD};

	point->program = file->path;
	point->status = statuses[file->status];
	point->reason = file->reason;
	point->file = file->file;
	point->inferred = file->inferred;
}

void start_find_command(
	struct start_reading *reading, struct start_point *point, const char *command)
{
	struct service_file file;

	if (!command[strspn(command, " ")]) {
		start_untold(point, "it is empty");
		return;
	}
	file = service_program_file(reading->host, "", command, false);
	take_service_file(point, &file);
}

static void search(
	struct start_reading *reading, struct start_point *point, struct search_request request)
{
	struct host *host = reading->host;
	const struct search_candidate *winner;
	struct search_result result;

	request.session = SESSION_USER;
	result = search_run(host, &request);
	winner = search_winner(&result);
	if (result.outcome == SEARCH_UNCERTAIN) {
		start_untold(point, result.reason);
		return;
	}
	point->status = winner ? START_FOUND : START_MISSING;
	point->file = winner ? winner->file : NULL;
	point->program = winner ? winner->file->path : result.name;
	if (winner && winner->basis == BASIS_LIKELY)
		point->inferred = arena_printf(
			host->arena, "it is the first on the likely search: %s", winner->step);
}

/* Explorer looks for a name without a folder as it does for one typed at Run; a path is taken apart
 * as CreateProcess does it. */
void start_find_shell_command(
	struct start_reading *reading, struct start_point *point, const char *command)
{
	const char *program = winpath_program(reading->host->arena, command);

	if (!*program || strpbrk(program, "\\/:")) {
		start_find_command(reading, point, command);
		return;
	}
	search(reading, point,
		(struct search_request){.launcher = LAUNCHER_SHELL,
			.name = program,
			.caller_folder = host_windows_folder(reading->host, "")});
}

void start_find_module(struct start_reading *reading, struct start_point *point, const char *name)
{
	struct arena *arena = reading->host->arena;
	size_t length = strlen(name);

	if (length > 1 && name[0] == '"' && name[length - 1] == '"')
		name = arena_copy(arena, name + 1, length - 2);
	if (!*name)
		start_untold(point, "it is empty");
	else if (winpath_kind_of(name) != WINPATH_RELATIVE)
		start_find_path(reading, point, name);
	else
		search(reading, point,
			(struct search_request){.launcher = LAUNCHER_LOADLIBRARY,
				.name = name,
				.caller_folder = host_windows_folder(reading->host, "")});
}
