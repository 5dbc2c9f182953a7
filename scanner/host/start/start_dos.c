/*
 * config.nt and autoexec.nt, which Windows NT reads for each DOS program that it starts (Q324767).
 * On 64-bit Windows nothing reads them.
 */
#include "scanner/host/start/start_text.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/search/search.h"

#include <string.h>

struct dos_reading {
	struct start_reading *reading;
	const char *path;
};

static bool stands_in(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_same_keyword(word, words[i]))
			return true;
	return false;
}

/* The first word of a text, with what stands behind it. */
static const char *first_word(
	struct arena *arena, const char *text, const char *ends, const char **rest)
{
	size_t length;

	text += strspn(text, " \t");
	length = strcspn(text, ends);
	*rest = text + length;
	return arena_copy(arena, text, length);
}

static void add_program(struct dos_reading *dos, const char *program)
{
	struct start_reading *reading = dos->reading;
	struct arena *arena = reading->host->arena;
	struct start_point point = {.how = START_DOS_CONFIG,
		.name = winpath_name(program),
		.where = dos->path,
		.command = program};
	const char *unknown;
	const char *expanded = start_expand(reading, program, &unknown);
	const char *path =
		winpath_absolute(arena, host_windows_folder(reading->host, "System32"), expanded);
	struct search_result result;

	if (unknown) {
		start_untold(&point, unknown);
	} else if (strpbrk(expanded, "\\/:") && winpath_has_extension(expanded)) {
		start_find_path(reading, &point, path ? path : expanded);
	} else {
		result = search_run(reading->host,
			&(struct search_request){.launcher = LAUNCHER_DOS, .name = expanded});
		point.status = search_winner(&result) ? START_FOUND : START_MISSING;
		point.file = search_winner(&result) ? search_winner(&result)->file : NULL;
		point.program = point.file ? point.file->path : result.name;
		if (result.outcome == SEARCH_UNCERTAIN)
			start_untold(&point, result.reason);
	}
	start_add(reading, point);
}

/* device=, install= and shell= name a program; the other words set something. */
static void take_config_line(void *context, char *line)
{
	static const char *const words[] = {
		"device", "devicehigh", "install", "installhigh", "shell"};
	struct dos_reading *dos = context;
	struct arena *arena = dos->reading->host->arena;
	const char *rest, *program;
	const char *word = first_word(arena, line, " \t=", &rest);

	if (!stands_in(word, words, sizeof(words) / sizeof(words[0])))
		return;
	rest += strspn(rest, " \t=");
	program = first_word(arena, rest, " \t", &rest);
	if (*program)
		add_program(dos, program);
}

static void take_autoexec_line(void *context, char *line)
{
	static const char *const prefixes[] = {"lh", "loadhigh", "call"};
	static const char *const builtin[] = {"rem", "echo", "set", "path", "prompt", "if", "for",
		"goto", "cls", "ver", "pause", "cd", "chdir", "md", "mkdir", "rd", "rmdir", "copy",
		"del", "erase", "ren", "rename", "type", "date", "time", "break", "verify", "vol",
		"shift", "exit", "lfnfor"};
	struct dos_reading *dos = context;
	struct arena *arena = dos->reading->host->arena;
	const char *rest = line + strspn(line, "@");
	const char *word = first_word(arena, rest, " \t=", &rest);

	while (stands_in(word, prefixes, sizeof(prefixes) / sizeof(prefixes[0])))
		word = first_word(arena, rest, " \t=", &rest);
	/* NAME=VALUE sets PATH and its like; a label begins with a colon. */
	if (*word && *word != ':' && *rest != '=' &&
		!stands_in(word, builtin, sizeof(builtin) / sizeof(builtin[0])))
		add_program(dos, word);
}

void start_read_dos_files(struct start_reading *reading)
{
	static const struct {
		const char *name;
		void (*take)(void *context, char *line);
	} files[] = {
		{"System32\\config.nt", take_config_line},
		{"System32\\autoexec.nt", take_autoexec_line},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct dos_reading dos = {.reading = reading,
			.path = host_windows_folder(reading->host, files[i].name)};

		if (dos.path)
			start_text_lines(
				reading, START_DOS_CONFIG, dos.path, true, files[i].take, &dos);
		else
			start_gap(reading, START_DOS_CONFIG, host_no_windows_folder);
	}
}
