/*
 * Names and paths of a target. An input is lines: what the drives hold (one letter for the drive,
 * one for the kind, the path; of a link the target behind "->"), and names to look up there.
 */
#include "tests/fuzz/target.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/memory_volume.h"
#include "scanner/host/disk/short_name.h"
#include "scanner/host/disk/tree.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>
#include <unistr.h>

enum { MAX_LINES = 64, MAX_LINE = 1024, VOLUMES = 3 };

static const char SHARE[] = "\\\\server\\share";

static void require_same(const struct look *one, const struct look *other, const char *what)
{
	fuzz_require(one->status == other->status && one->file == other->file &&
			     one->folder == other->folder && strcmp(one->path, other->path) == 0,
		what);
}

static void check_answer(const struct look *look)
{
	bool settled = look->status == LOOK_FOUND || look->status == LOOK_ABSENT;

	fuzz_require(look->path && !u8_check((const uint8_t *)look->path, strlen(look->path)),
		"an answer has a path of valid UTF-8");
	fuzz_require((look->file || look->folder) == (look->status == LOOK_FOUND) &&
			     !(look->file && look->folder),
		"found is a file or a folder");
	fuzz_require(settled == !look->reason, "what cannot be told has a reason");
	fuzz_require(settled || !look->inferred, "only an answer is inferred");
}

static void check_text(struct arena *arena, const char *path)
{
	const char *absolute = winpath_absolute(arena, NULL, path);
	const char *again = absolute ? winpath_absolute(arena, NULL, absolute) : NULL;
	const char *name = winpath_name(path);

	fuzz_require(!absolute || (again && strcmp(absolute, again) == 0),
		"an absolute path stays as it is");
	fuzz_require(!winpath_is_plain_absolute(path) || strcmp(absolute, path) == 0,
		"a path that needs no work needs none");
	fuzz_require(name >= path && name <= path + strlen(path), "the name is part of the path");
	fuzz_require(winpath_root_length(path) <= strlen(path), "the root is part of the path");
	winpath_folder(arena, path);
	winpath_program(arena, path);
	winpath_absolute(arena, "\\\\?\\UNC\\server\\share\\x ", path);
}

static void check_look(struct tree *tree, const char *path)
{
	const char *absolute = winpath_absolute(tree->arena, NULL, path);
	struct look look = tree_look(tree, path);
	struct look again = tree_look(tree, path);

	check_answer(&look);
	require_same(&look, &again, "asked twice, the answer is the same");
	if (!absolute)
		return;
	again = tree_look(tree, absolute);
	require_same(&look, &again, "the absolute form of a path is that path");
	/* A short name leads to "x " too, which has no other way in but \\?\. */
	if (look.file && !look.inferred && !winpath_is_verbatim(absolute) &&
		strcmp(look.path, look.file->path) == 0) {
		again = tree_look(tree, look.file->path);
		fuzz_require(again.file == look.file, "a file is found by its own path");
	}
	if (look.folder) {
		again = tree_look_in(tree, look.folder, winpath_name(path));
		check_answer(&again);
	}
}

static void check_short_name(const char *short_name, const char *long_name)
{
	uint16_t key = 0;
	bool named;

	if (!short_name_has_form(short_name))
		return;
	named = short_name_start(long_name, &key);
	if (short_name_fit(short_name, long_name) == SHORT_NAME_NEVER)
		return;
	fuzz_require(named, "a name that one may stand for has a short name");
	fuzz_require(!key || !short_name_key(short_name) || key == short_name_key(short_name),
		"a short name begins as the long one");
}

/* The path without doubled slashes and those at its ends; NULL when nothing is left, or a component
 * that no folder lists. */
static char *stored_path(struct arena *arena, const char *line, size_t length)
{
	char *path = arena_alloc(arena, length + 1);
	char *to = path;

	while (length) {
		size_t part = 0;

		while (part < length && line[part] != '/')
			part++;
		if ((part == 1 && line[0] == '.') || (part == 2 && memcmp(line, "..", 2) == 0))
			return NULL;
		if (part && to > path)
			*to++ = '/';
		memcpy(to, line, part);
		to += part;
		line += part + (part < length);
		length -= part + (part < length);
	}
	*to = '\0';
	return *path ? path : NULL;
}

static void put_line(struct arena *arena, struct volume *volume, char kind, const char *line)
{
	const char *arrow = kind == 'l' ? strstr(line, "->") : NULL;
	struct memory_entry entry = {.type = ENTRY_FILE};

	entry.path = stored_path(arena, line, arrow ? (size_t)(arrow - line) : strlen(line));
	if (kind == 'd')
		entry.type = ENTRY_FOLDER;
	else if (kind == 's')
		entry.type = ENTRY_SPECIAL;
	else if (kind == 'l')
		entry.type = ENTRY_LINK;
	entry.target = arrow ? arrow + 2 : NULL;
	if (entry.path)
		memory_volume_put(volume, entry);
}

static size_t split_lines(
	struct arena *arena, const uint8_t *data, size_t size, const char *lines[MAX_LINES])
{
	size_t count = 0;

	while (size && count < MAX_LINES) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) : size;

		lines[count++] = arena_copy(
			arena, (const char *)data, length < MAX_LINE ? length : MAX_LINE);
		data += length + (end != NULL);
		size -= length + (end != NULL);
	}
	return count;
}

void fuzz_check_names(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	static const char drives[VOLUMES] = {'C', 'D', 'S'};
	struct volume *volumes[VOLUMES];
	struct problem_list problems = {0};
	const char *lines[MAX_LINES];
	struct arena arena;
	struct tree tree;
	size_t count;

	(void)target;
	(void)thorough;
	arena_init(&arena);
	tree_init(&tree, &arena, &problems);
	count = split_lines(&arena, data, size, lines);
	for (size_t i = 0; i < VOLUMES; i++) {
		volumes[i] = memory_volume_new(drives[i] == 'S' ? 0 : drives[i]);
		if (drives[i] == 'S')
			volumes[i]->share = SHARE;
		for (size_t j = 0; j < count; j++)
			if (lines[j][0] == drives[i] && strchr("fdls", lines[j][1]) && lines[j][1])
				put_line(&arena, volumes[i], lines[j][1], lines[j] + 2);
		fuzz_require(tree_mount(&tree, volumes[i]), "a drive is mounted");
	}
	tree.computer_name = "ME";
	tree.devices = size ? (enum device_rule)(data[size - 1] % (DEVICES_11 + 1)) : DEVICES_NT;
	for (size_t i = 0; i < count; i++) {
		const char *path = text_from_bytes(&arena, lines[i], strlen(lines[i]));

		check_text(&arena, path);
		check_look(&tree, path);
		check_short_name(path, text_from_bytes(&arena, lines[0], strlen(lines[0])));
	}
	for (size_t i = 0; i < VOLUMES; i++)
		fuzz_require(memory_volume_most_listed(volumes[i]) <= 1, "a folder is listed once");
	tree_release(&tree);
	arena_free(&arena);
}
