#include "scanner/host/start/start_private.h"

#include <string.h>

static const struct {
	const char *name;
	const char *title;
} kinds[START_KINDS] = {
	[START_SERVICE] = {"service", "a service"},
	[START_DRIVER] = {"driver", "a driver"},
	[START_SERVICE_DLL] = {"service-dll", "the DLL of a service"},
	[START_RUN] = {"run", "a Run value"},
	[START_RUN_ONCE] = {"run-once", "a RunOnce value"},
	[START_RUN_SERVICES] = {"run-services", "a RunServices value"},
	[START_LOGON] = {"logon", "a value of Winlogon"},
	[START_WIN_INI] = {"win-ini", "load= or run= of win.ini"},
	[START_STARTUP] = {"startup", "a Startup folder"},
	[START_SHORTCUT] = {"shortcut", "a shortcut"},
	[START_PIF] = {"pif", "a .pif file"},
	[START_SHELL_EXTENSION] = {"shell-extension", "a shell extension"},
	[START_CONTROL_PANEL] = {"control-panel", "a control panel item"},
	[START_VXD] = {"vxd", "[386Enh] of system.ini"},
	[START_DOS_CONFIG] = {"dos-config", "config.nt or autoexec.nt"},
	[START_APP_PATH] = {"app-path", "an entry of App Paths"},
	[START_ON_PATH] = {"on-path", "a folder of PATH"},
};

const char *start_kind_name(enum start_kind how)
{
	return kinds[how].name;
}

const char *start_kind_title(enum start_kind how)
{
	return kinds[how].title;
}

void start_gap(struct start_reading *reading, enum start_kind how, const char *reason)
{
	struct start_list *list = reading->list;
	void *gaps = list->gaps;
	size_t of_kind = 0;

	for (size_t i = 0; i < list->gap_count; i++) {
		if (list->gaps[i].how != how)
			continue;
		if (strcmp(list->gaps[i].reason, reason) == 0)
			return;
		of_kind++;
	}
	if (of_kind == MAX_START_GAPS_OF_KIND)
		return;
	arena_grow(reading->host->arena, &gaps, list->gap_count, &reading->gap_capacity,
		sizeof(*list->gaps));
	list->gaps = gaps;
	list->gaps[list->gap_count++] = (struct start_gap){how, reason};
}

void start_add(struct start_reading *reading, struct start_point point)
{
	struct start_list *list = reading->list;
	void *items = list->items;

	if (list->count == MAX_START_POINTS) {
		start_gap(reading, point.how, "there are more start points than are read");
		problem_add(&reading->host->problems, reading->host->arena, "limit", NULL,
			PROBLEM_NO_OFFSET, "only the first %d start points were looked at",
			MAX_START_POINTS);
		return;
	}
	arena_grow(reading->host->arena, &items, list->count, &reading->capacity, sizeof(point));
	list->items = items;
	list->items[list->count++] = point;
}

/* The order of reading decides among those of one kind. */
static struct start_point *sorted_by_kind(
	struct arena *arena, const struct start_point *items, size_t count)
{
	struct start_point *sorted = arena_array(arena, count, sizeof(*sorted));
	size_t at = 0;

	for (int how = 0; how < START_KINDS; how++)
		for (size_t i = 0; i < count; i++)
			if (items[i].how == (enum start_kind)how)
				sorted[at++] = items[i];
	return sorted;
}

const struct start_list *start_points(struct host *host)
{
	static void (*const readers[])(struct start_reading *) = {start_read_services,
		start_read_machine_values, start_read_users, start_read_shortcuts,
		start_read_shell_extensions, start_read_control_panel, start_read_ini_files,
		start_read_dos_files, start_read_app_paths, start_read_path};
	struct start_reading reading = {
		.host = host, .registry = &host->registry, .environment = &host->environment};

	if (host->start_points)
		return host->start_points;
	host->start_points = arena_alloc(host->arena, sizeof(*host->start_points));
	reading.list = host->start_points;
	reading.profiles = user_profiles_find(host);
	reading.places = start_no_places(host->arena);
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		readers[i](&reading);
	reading.list->items = sorted_by_kind(host->arena, reading.list->items, reading.list->count);
	return host->start_points;
}
