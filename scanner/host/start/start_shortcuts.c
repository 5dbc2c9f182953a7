/*
 * Shortcuts and .pif files in the places from which a user starts programs: Start menu, Desktop and
 * Quick Launch of each profile. The English names of these folders are those that every Windows has
 * on the disk from Vista on; before, the registry of the machine and of each user says what they
 * are called (User Shell Folders).
 */
#include "scanner/host/start/start_private.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/folder_walk.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/machine_locale.h"
#include "scanner/host/start/user_profiles.h"
#include "scanner/image/pif.h"
#include "scanner/image/shell_link.h"

#include <stdlib.h>
#include <string.h>

#define EXPLORER "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\"

enum { MAX_SHORTCUT_PLACES = 8192, DEFAULT_ANSI_PAGE = 1252, DEFAULT_OEM_PAGE = 437 };

/* Folders to look for shortcuts in, whose they are, and whether what lies there starts itself. */
struct shortcut_places {
	struct host_folder *items[MAX_SHORTCUT_PLACES];
	const char *accounts[MAX_SHORTCUT_PLACES];
	bool startup[MAX_SHORTCUT_PLACES];
	size_t count;
};

struct shortcut_reading {
	struct start_reading *reading;
	unsigned ansi_page, oem_page; /* code pages */
};

/* Below a profile. */
static const struct {
	const char *path;
	bool startup;
} usual_places[] = {
	{"Start Menu", false},
	{"Start Menu\\Programs\\Startup", true},
	{"Desktop", false},
	{"Application Data\\Microsoft\\Internet Explorer\\Quick Launch", false},
	{"AppData\\Roaming\\Microsoft\\Windows\\Start Menu", false},
	{"AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup", true},
	{"AppData\\Roaming\\Microsoft\\Internet Explorer\\Quick Launch", false},
};

/* Values of User Shell Folders; those in front are Startup folders. */
static const char *const shell_folders[] = {"Startup", "Common Startup", "Start Menu",
	"Common Start Menu", "Desktop", "Common Desktop"};

enum { STARTUP_VALUES = 2 };

static bool lies_below(const char *path, const char *folder)
{
	const char *rest = text_behind_name(path, folder);

	return rest && *rest == '\\';
}

/* What lies in a folder that was not seen may be of any of these kinds. */
static void gap_of_places(struct start_reading *reading, const char *reason)
{
	start_gap(reading, START_SHORTCUT, reason);
	start_gap(reading, START_STARTUP, reason);
	start_gap(reading, START_PIF, reason);
}

static void add_place(struct start_reading *reading, const char *path, bool startup)
{
	struct shortcut_places *places = reading->places;
	struct look look = tree_look(&reading->host->tree, path);

	if (look.status != LOOK_FOUND && look.reason)
		gap_of_places(reading, look.reason);
	if (!look.folder)
		return;
	for (size_t i = 0; i < places->count; i++)
		if (host_folder_same(places->items[i], look.folder)) {
			places->startup[i] = places->startup[i] || startup;
			return;
		}
	if (places->count == MAX_SHORTCUT_PLACES) {
		gap_of_places(reading, "there are more folders of shortcuts than are looked at");
		return;
	}
	places->items[places->count] = look.folder;
	places->accounts[places->count] = reading->account;
	places->startup[places->count++] = startup;
}

static void add_named_places(struct start_reading *reading, const char *root)
{
	const char *key =
		arena_printf(reading->host->arena, "%s\\" EXPLORER "User Shell Folders", root);

	for (size_t i = 0; i < sizeof(shell_folders) / sizeof(shell_folders[0]); i++) {
		struct registry_value value;
		const char *unknown, *path;

		if (registry_value(reading->registry, key, shell_folders[i], &value) !=
				REGISTRY_FOUND ||
			!registry_is_text(&value))
			continue;
		path = start_expand(reading, value.text, &unknown);
		if (!unknown && winpath_kind_of(path) != WINPATH_RELATIVE && *path)
			add_place(reading, path, i < STARTUP_VALUES);
	}
}

void start_find_user_places(struct start_reading *reading)
{
	add_named_places(reading, "HKCU");
}

static void add_usual_places(struct start_reading *reading, const struct user_profile *profile)
{
	const char *folder = host_folder_path(profile->folder);

	reading->account = profile->name;
	for (size_t i = 0; i < sizeof(usual_places) / sizeof(usual_places[0]); i++)
		add_place(reading, winpath_join(reading->host->arena, folder, usual_places[i].path),
			usual_places[i].startup);
	reading->account = NULL;
}

static void find_places(struct start_reading *reading)
{
	static const char all_users[] = "ProgramData\\Microsoft\\Windows\\Start Menu";
	struct arena *arena = reading->host->arena;
	const char *windows = reading->host->windows_directory;

	if (reading->profiles.reason)
		gap_of_places(reading, reading->profiles.reason);
	else if (!reading->profiles.count)
		gap_of_places(reading,
			"no user's profile was found on the machine, so what users have shortcuts "
			"to is not known");
	for (size_t i = 0; i < reading->profiles.count; i++)
		add_usual_places(reading, &reading->profiles.items[i]);
	add_named_places(reading, "HKLM");
	if (!windows)
		return;
	add_place(reading, arena_printf(arena, "%c:\\%s", windows[0], all_users), false);
	add_place(reading, arena_printf(arena, "%c:\\%s\\Programs\\Startup", windows[0], all_users),
		true);
}

static enum start_kind kind_of(
	const struct shortcut_reading *shortcuts, const char *path, enum start_kind otherwise)
{
	const struct shortcut_places *places = shortcuts->reading->places;

	for (size_t i = 0; i < places->count; i++)
		if (places->startup[i] && lies_below(path, host_folder_path(places->items[i])))
			return START_STARTUP;
	return otherwise;
}

static struct start_point point_of(
	const struct shortcut_reading *shortcuts, const struct host_file *file, enum start_kind how)
{
	return (struct start_point){.how = kind_of(shortcuts, file->path, how),
		.name = winpath_name(file->path),
		.where = file->path,
		.account = shortcuts->reading->account};
}

struct link_file {
	const struct shortcut_reading *shortcuts;
	struct shell_link link;
	struct pif pif;
};

static void use_as_link(void *context, const struct view *view)
{
	struct link_file *file = context;

	shell_link_read(view, file->shortcuts->ansi_page, file->shortcuts->reading->host->arena,
		&file->link);
}

/* The target as the shell takes it: that with variables first. */
static const char *target_of(const struct shortcut_reading *shortcuts,
	const struct shell_link *link, const char **unknown)
{
	*unknown = NULL;
	if (link->environment_path)
		return start_expand(shortcuts->reading, link->environment_path, unknown);
	return link->local_path ? link->local_path : link->share_path;
}

static void find_relative(
	const struct shortcut_reading *shortcuts, struct start_point *point, const char *relative)
{
	struct arena *arena = shortcuts->reading->host->arena;
	const char *path = winpath_absolute(arena, winpath_folder(arena, point->where), relative);

	start_find_path(shortcuts->reading, point, path ? path : relative);
	if (point->status == START_FOUND && !point->inferred)
		point->inferred = "the shortcut says it only as a path from its own folder";
}

static void add_link(struct shortcut_reading *shortcuts, const struct host_file *file,
	const struct shell_link *link)
{
	struct arena *arena = shortcuts->reading->host->arena;
	struct start_point point = point_of(shortcuts, file, START_SHORTCUT);
	const char *unknown;
	const char *target = target_of(shortcuts, link, &unknown);

	if (link->advertised)
		start_untold(&point, "Windows Installer decides where this shortcut leads");
	else if (unknown)
		start_untold(&point, unknown);
	else if (target)
		start_find_path(shortcuts->reading, &point, target);
	else if (link->relative_path && *link->relative_path)
		find_relative(shortcuts, &point, link->relative_path);
	else
		return; /* a part of the shell: every file stands in it as a path too */
	point.command = target && link->arguments && *link->arguments
				? arena_printf(arena, "\"%s\" %s", target, link->arguments)
				: target;
	start_add(shortcuts->reading, point);
}

static void read_link(struct shortcut_reading *shortcuts, struct host_file *file)
{
	struct host *host = shortcuts->reading->host;
	struct link_file link = {.shortcuts = shortcuts};

	if (!host_file_read(&host->tree, file, use_as_link, &link)) {
		start_gap(shortcuts->reading, kind_of(shortcuts, file->path, START_SHORTCUT),
			file->unreadable);
		return;
	}
	if (link.link.damage) {
		problem_add(&host->problems, host->arena, "bad-shortcut", file->path,
			PROBLEM_NO_OFFSET, "%s", link.link.damage);
		start_gap(shortcuts->reading, kind_of(shortcuts, file->path, START_SHORTCUT),
			arena_printf(
				host->arena, "%s is damaged: %s", file->path, link.link.damage));
	}
	if (link.link.present)
		add_link(shortcuts, file, &link.link);
}

static void use_as_pif(void *context, const struct view *view)
{
	struct link_file *file = context;

	pif_read(
		view, file->shortcuts->oem_page, file->shortcuts->reading->host->arena, &file->pif);
}

/* A relative name is taken in the folder that the .pif names. */
static void add_pif(
	struct shortcut_reading *shortcuts, const struct host_file *file, const struct pif *pif)
{
	struct arena *arena = shortcuts->reading->host->arena;
	struct start_point point = point_of(shortcuts, file, START_PIF);
	const char *unknown;
	const char *program = start_expand(shortcuts->reading, pif->program, &unknown);
	const char *path = winpath_kind_of(pif->folder) == WINPATH_ABSOLUTE
				   ? winpath_absolute(arena, pif->folder, program)
				   : winpath_absolute(arena, NULL, program);

	point.command = *pif->arguments ? arena_printf(arena, "%s %s", pif->program, pif->arguments)
					: pif->program;
	if (unknown)
		start_untold(&point, unknown);
	else if (path)
		start_find_path(shortcuts->reading, &point, path);
	else
		start_find_shell_command(shortcuts->reading, &point, program);
	start_add(shortcuts->reading, point);
}

/* A program that is named .pif is started as what it is: it is found as a program there. */
static void read_pif(struct shortcut_reading *shortcuts, struct host_file *file)
{
	struct host *host = shortcuts->reading->host;
	struct link_file pif = {.shortcuts = shortcuts};

	if (!host_file_read(&host->tree, file, use_as_pif, &pif))
		start_gap(shortcuts->reading, kind_of(shortcuts, file->path, START_PIF),
			file->unreadable);
	else if (pif.pif.present)
		add_pif(shortcuts, file, &pif.pif);
}

/* A program that lies there itself. */
static void add_program(struct shortcut_reading *shortcuts, struct host_file *file)
{
	struct start_point point = point_of(shortcuts, file, START_SHORTCUT);

	point.status = START_FOUND;
	point.file = file;
	point.program = file->path;
	start_add(shortcuts->reading, point);
}

static const struct {
	const char *extension;
	void (*read)(struct shortcut_reading *shortcuts, struct host_file *file);
} file_types[] = {
	{".lnk", read_link},
	{".pif", read_pif},
	{".exe", add_program},
	{".com", add_program},
};

static bool is_wanted(const char *name)
{
	for (size_t i = 0; i < sizeof(file_types) / sizeof(file_types[0]); i++)
		if (text_ends_name(name, file_types[i].extension))
			return true;
	return false;
}

static bool take_file(void *context, struct host_file *file)
{
	struct shortcut_reading *shortcuts = context;

	for (size_t i = 0; i < sizeof(file_types) / sizeof(file_types[0]); i++)
		if (text_ends_name(file->path, file_types[i].extension))
			file_types[i].read(shortcuts, file);
	return true;
}

/* A place inside another that is walked too is seen there. */
static bool lies_in_another(const struct shortcut_places *places, size_t place)
{
	const char *path = host_folder_path(places->items[place]);

	for (size_t i = 0; i < places->count; i++)
		if (i != place && lies_below(path, host_folder_path(places->items[i])))
			return true;
	return false;
}

struct shortcut_places *start_no_places(struct arena *arena)
{
	return arena_alloc(arena, sizeof(struct shortcut_places));
}

static unsigned page_of(const struct fact *fact, unsigned otherwise)
{
	return fact->value ? (unsigned)strtoul(fact->value, NULL, 10) : otherwise;
}

void start_read_shortcuts(struct start_reading *reading)
{
	const struct machine_locale *locale = machine_locale(reading->host);
	struct folder_walk walk = {
		.tree = &reading->host->tree, .wanted = is_wanted, .take = take_file};
	struct shortcut_reading shortcuts = {.reading = reading,
		.ansi_page = page_of(&locale->ansi_code_page, DEFAULT_ANSI_PAGE),
		.oem_page = page_of(&locale->oem_code_page, DEFAULT_OEM_PAGE)};
	const char *gaps;

	walk.context = &shortcuts;
	find_places(reading);
	for (size_t i = 0; i < reading->places->count; i++) {
		if (lies_in_another(reading->places, i))
			continue;
		reading->account = reading->places->accounts[i];
		folder_walk(&walk, reading->places->items[i]);
	}
	reading->account = NULL;
	gaps = folder_walk_gaps(&walk);
	if (gaps)
		gap_of_places(reading, gaps);
}
