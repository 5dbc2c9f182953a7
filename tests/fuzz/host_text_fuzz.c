/*
 * Texts that a host takes from a target's registry and disk: paths, command lines, values with
 * %NAME% in them, long and short names. An input is up to three lines: one text each.
 */
#include "tests/fuzz/short_names.h"
#include "tests/fuzz/target.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/device_name.h"
#include "scanner/host/disk/short_name.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/environment.h"

#include <string.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { MAX_TEXTS = 3, MAX_EXPANDED = 32767 };

static void require_utf8(const char *text)
{
	fuzz_require(text && !u8_check((const uint8_t *)text, strlen(text)),
		"what is made of a text is valid UTF-8");
}

/* What is told about the parts of a path. */
static void check_parts(struct arena *arena, const char *path)
{
	size_t root = winpath_root_length(path);
	const char *name = winpath_name(path);
	const char *folder = winpath_folder(arena, path);

	fuzz_require(root <= strlen(path), "the root of a path lies in it");
	fuzz_require(name >= path + root && name <= path + strlen(path),
		"the name of a path lies behind its root");
	fuzz_require(strlen(folder) >= root, "the folder of a path has its root");
	fuzz_require(strncmp(folder, path, strlen(folder)) == 0,
		"the folder of a path is the start of it");
	require_utf8(folder);
}

/* Behind \\?\ empty names stay, and slashes: where one is part of the root, or follows on it, or a
 * name is empty, no folder and name make that path. */
static bool comes_apart(const char *absolute)
{
	size_t root = winpath_root_length(absolute);

	return !strstr(absolute + 2, "\\\\") && absolute[root] != '/' && absolute[root - 1] != '/';
}

static void check_absolute(struct arena *arena, const char *base, const char *path)
{
	const char *absolute = winpath_absolute(arena, base, path);
	const char *again;
	enum winpath_kind kind;

	if (!absolute)
		return;
	require_utf8(absolute);
	kind = winpath_kind_of(absolute);
	fuzz_require(kind == WINPATH_ABSOLUTE || kind == WINPATH_UNC,
		"the absolute form of a path is absolute");
	again = winpath_absolute(arena, NULL, absolute);
	fuzz_require(again && strcmp(again, absolute) == 0, "an absolute form stays as it is");
	fuzz_require(winpath_is_verbatim(absolute) || !strchr(absolute, '/'),
		"an absolute form has backslashes alone");
	check_parts(arena, absolute);
	if (*winpath_name(absolute) && comes_apart(absolute)) {
		again = winpath_join(
			arena, winpath_folder(arena, absolute), winpath_name(absolute));
		fuzz_require(strcmp(again, absolute) == 0,
			"the folder and the name of a path make the path again");
	}
}

static void check_path(struct arena *arena, const char *base, const char *path)
{
	char *turned = arena_strdup(arena, path);
	const char *one, *other;

	check_parts(arena, path);
	check_absolute(arena, NULL, path);
	check_absolute(arena, "C:\\Some\\Folder", path);
	check_absolute(arena, "\\\\server\\share\\folder", path);
	check_absolute(arena, winpath_absolute(arena, NULL, base), path);
	fuzz_require(!winpath_is_plain_absolute(path) ||
			     strcmp(winpath_absolute(arena, NULL, path), path) == 0,
		"a plain absolute path is its own absolute form");
	if (winpath_is_verbatim(path))
		return;
	for (char *at = turned; *at; at++)
		*at = *at == '/' ? '\\' : *at;
	if (winpath_is_verbatim(turned))
		return;
	one = winpath_absolute(arena, "C:\\x", path);
	other = winpath_absolute(arena, "C:\\x", turned);
	fuzz_require(!one == !other && (!one || strcmp(one, other) == 0),
		"a path with slashes is that with backslashes");
}

static void check_command_line(struct arena *arena, const char *line)
{
	const char *program = winpath_program(arena, line);

	require_utf8(program);
	fuzz_require(strstr(line, program) != NULL, "the program is part of its command line");
	fuzz_require(line[strspn(line, " ")] != '"' || !strchr(program, '"'),
		"a program that was quoted has no quotation marks");
}

/* Values without a percent sign, so that what was expanded has nothing to expand. */
static void check_expansion(struct arena *arena, const char *text)
{
	static const struct environment_variable variables[] = {
		{.name = "SystemRoot", .value = "C:\\WINNT", .raw = "C:\\WINNT"},
		{.name = "a", .value = "", .raw = ""},
		{.name = "\xC3\xA4", .value = "\xE6\x97\xA5", .raw = "\xE6\x97\xA5"},
	};
	struct environment environment;
	const char *expanded, *again, *unknown, *unknown_again;

	environment_init(&environment, arena);
	expanded = environment_expand(&environment, text, &unknown);
	fuzz_require(strncmp(expanded, text, strlen(expanded)) == 0 &&
			     (strlen(expanded) == strlen(text) || strlen(text) > MAX_EXPANDED),
		"without variables nothing is replaced");
	fuzz_require(!unknown || strchr(text, '%') != strrchr(text, '%'),
		"a name that is not set stands between percent signs");
	for (size_t i = 0; i < COUNT_OF(variables); i++)
		environment_set(&environment, variables[i]);
	expanded = environment_expand(&environment, text, &unknown);
	require_utf8(expanded);
	fuzz_require(strlen(expanded) <= MAX_EXPANDED, "what is expanded keeps to the limit");
	fuzz_require(
		strchr(text, '%') || strlen(text) > MAX_EXPANDED || strcmp(expanded, text) == 0,
		"a text without a percent sign stays");
	/* An empty name stays too, and its percent signs may stand around another one afterwards.
	 */
	if (unknown || strstr(text, "%%"))
		return;
	again = environment_expand(&environment, expanded, &unknown_again);
	fuzz_require(strcmp(again, expanded) == 0, "what was expanded whole stays as it is");
}

static void check_names(const char *one, const char *other)
{
	fuzz_require(text_same_name(one, other) == text_same_name(other, one),
		"two names are one from either side");
}

static void check_device(struct arena *arena, const char *name)
{
	const char *folded = text_fold(arena, name);

	for (int rule = DEVICES_WIDEST; rule <= DEVICES_11; rule++) {
		const char *device = device_name(name, strlen(name), (enum device_rule)rule);
		const char *other = device_name(folded, strlen(folded), (enum device_rule)rule);

		fuzz_require(!device == !other, "a device has a name in any case");
		fuzz_require(!device || device_name(name, strlen(name), DEVICES_WIDEST),
			"the widest rule knows every device");
	}
}

/* Names that a short name is made for here, by the published rule, fit it; a name that begins with
 * another letter does not. */
static void check_short_name(struct arena *arena, const char *name)
{
	for (unsigned number = 1; number <= 1000000; number *= 10) {
		char *made = short_names_make(arena, name, number);

		if (!made)
			return;
		fuzz_require(short_name_has_form(made), "a short name has the form of one");
		fuzz_require(short_name_number(made) == number, "its number is the one given");
		fuzz_require(short_name_fit(made, name) >= SHORT_NAME_FITS,
			"a short name fits the name it was made of");
		made[0] = made[0] == 'A' ? 'B' : 'A';
		fuzz_require(short_name_fit(made, name) == SHORT_NAME_NEVER,
			"a name that begins otherwise does not");
	}
}

static void check_hashed_name(struct arena *arena, const char *name)
{
	const char *made = short_names_make_hashed(arena, name, 5);

	/* The digits may be the letters that the plain form has there. */
	fuzz_require(!made || short_name_fit(made, name) >= SHORT_NAME_FITS,
		"a hashed name is that of the name it was made of");
}

/* Any short name and any long one. */
static void check_fit(const char *short_name, const char *long_name)
{
	if (short_name_has_form(short_name) && *long_name) {
		short_name_fit(short_name, long_name);
		short_name_number(short_name);
	}
}

void fuzz_check_host_text(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	const char *texts[MAX_TEXTS] = {"", "", ""};
	struct arena arena;

	(void)target;
	(void)thorough;
	arena_init(&arena);
	for (size_t i = 0; i < MAX_TEXTS && size; i++) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t length = end ? (size_t)(end - data) : size;

		texts[i] = text_from_bytes(&arena, (const char *)data, length);
		data += length;
		size -= length;
		if (end) {
			data++;
			size--;
		}
	}
	for (size_t i = 0; i < MAX_TEXTS; i++) {
		const char *next = texts[(i + 1) % MAX_TEXTS];

		check_path(&arena, next, texts[i]);
		check_command_line(&arena, texts[i]);
		check_expansion(&arena, texts[i]);
		check_names(texts[i], next);
		check_device(&arena, texts[i]);
		check_short_name(&arena, texts[i]);
		check_hashed_name(&arena, texts[i]);
		check_fit(texts[i], next);
	}
	arena_free(&arena);
}
