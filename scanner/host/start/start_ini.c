/*
 * win.ini and system.ini as Windows 3.x and 9x wrote them. Windows NT keeps load= and run= in the
 * user's registry and loads no VxD, so what stands here is most often left over from an upgrade;
 * each point says so.
 */
#include "scanner/host/start/start_text.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

struct ini_reading {
	struct start_reading *reading;
	const char *path;
	const char *section; /* of the line */
};

/* What stands behind "key ="; NULL when the line is another. */
static const char *value_of(const char *line, const char *key)
{
	const char *rest = text_behind_name(line, key);

	if (!rest)
		return NULL;
	rest += strspn(rest, " \t");
	return *rest == '=' ? rest + 1 + strspn(rest + 1, " \t") : NULL;
}

static bool take_section(struct ini_reading *ini, char *line)
{
	if (*line != '[')
		return false;
	line[strcspn(line, "]")] = '\0';
	ini->section = line + 1;
	return true;
}

static void add_program(struct ini_reading *ini, const char *key, const char *program)
{
	struct start_reading *reading = ini->reading;
	struct start_point point = {.how = START_WIN_INI,
		.name = key,
		.where = arena_printf(reading->host->arena, "%s, [windows] %s=", ini->path, key),
		.command = program};

	start_find_shell_command(reading, &point, program);
	point.likely = true;
	point.inferred = "Windows NT takes load= and run= from the user's registry, and from "
			 "win.ini only where IniFileMapping says so";
	start_add(reading, point);
}

static void take_win_ini_line(void *context, char *line)
{
	static const char *const keys[] = {"load", "run"};
	struct ini_reading *ini = context;

	if (take_section(ini, line) || !text_same_name(ini->section, "windows"))
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *value = value_of(line, keys[i]);

		while (value && *value) {
			size_t length = strcspn(value, " ,\t");

			if (length)
				add_program(ini, keys[i],
					arena_copy(ini->reading->host->arena, value, length));
			value += length + (value[length] != '\0');
		}
	}
}

/* A name with * is a VxD that is built into the collection VMM32.VXD or WIN386.EXE. */
static void take_system_ini_line(void *context, char *line)
{
	struct ini_reading *ini = context;
	struct start_reading *reading = ini->reading;
	struct arena *arena = reading->host->arena;
	struct start_point point = {
		.how = START_VXD, .where = arena_printf(arena, "%s, [386Enh] device=", ini->path)};
	const char *value, *path;

	if (take_section(ini, line) || !text_same_name(ini->section, "386enh"))
		return;
	value = value_of(line, "device");
	if (!value || !*value || *value == '*')
		return;
	point.name = point.command = value;
	path = winpath_absolute(
		arena, winpath_join(arena, reading->host->windows_directory, "System"), value);
	start_find_path(reading, &point, path ? path : value);
	point.likely = true;
	point.inferred = "Windows NT reads this line for no driver of its own";
	start_add(reading, point);
}

void start_read_ini_files(struct start_reading *reading)
{
	static const struct {
		const char *name;
		enum start_kind how;
		void (*take)(void *context, char *line);
	} files[] = {
		{"win.ini", START_WIN_INI, take_win_ini_line},
		{"system.ini", START_VXD, take_system_ini_line},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct ini_reading ini = {.reading = reading,
			.path = host_windows_folder(reading->host, files[i].name),
			.section = ""};

		if (ini.path)
			start_text_lines(
				reading, files[i].how, ini.path, false, files[i].take, &ini);
		else
			start_gap(reading, files[i].how, host_no_windows_folder);
	}
}
