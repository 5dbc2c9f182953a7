#include "scanner/host/disk/winpath.h"

#include "scanner/base/buffer.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/device_name.h"

#include <stdio.h>
#include <string.h>

static bool is_separator(char character)
{
	return character == '\\' || character == '/';
}

static bool has_drive(const char *path)
{
	char letter = (char)(path[0] | 0x20);

	return letter >= 'a' && letter <= 'z' && path[1] == ':';
}

enum {
	VERBATIM_LENGTH = 4, /* of the prefix \\?\ */
	UNC_WORD_LENGTH = 4, /* UNC\ behind it */
};

static bool has_question_prefix(const char *path)
{
	return is_separator(path[0]) && path[1] &&
	       ((is_separator(path[1]) && path[2] == '?') || (path[1] == '?' && path[2] == '?')) &&
	       is_separator(path[3]);
}

bool winpath_is_verbatim(const char *path)
{
	/* //?/C:/x is parsed like any other path: only backslashes switch that off. */
	return strncmp(path, "\\\\?\\", VERBATIM_LENGTH) == 0 ||
	       strncmp(path, "\\??\\", VERBATIM_LENGTH) == 0;
}

static bool has_unc_word(const char *path)
{
	return (path[0] | 0x20) == 'u' && (path[1] | 0x20) == 'n' && (path[2] | 0x20) == 'c' &&
	       is_separator(path[3]);
}

/* Steps over \\?\ and \??\ when a drive follows. */
static const char *skip_question_prefix(const char *path)
{
	return has_question_prefix(path) && has_drive(path + VERBATIM_LENGTH)
		       ? path + VERBATIM_LENGTH
		       : path;
}

/* The server's name in a UNC path, NULL in any other. */
static const char *server_of(const char *path)
{
	if (has_question_prefix(path))
		return has_unc_word(path + VERBATIM_LENGTH)
			       ? path + VERBATIM_LENGTH + UNC_WORD_LENGTH
			       : NULL;
	if (!is_separator(path[0]) || !is_separator(path[1]))
		return NULL;
	return path[2] == '.' && (is_separator(path[3]) || !path[3]) ? NULL : path + 2;
}

enum winpath_kind winpath_kind_of(const char *path)
{
	path = skip_question_prefix(path);
	if (!*path)
		return WINPATH_EMPTY;
	if (has_drive(path))
		return is_separator(path[2]) ? WINPATH_ABSOLUTE : WINPATH_DRIVE_RELATIVE;
	if (!is_separator(path[0]))
		return WINPATH_RELATIVE;
	if (server_of(path))
		return WINPATH_UNC;
	return has_question_prefix(path) || is_separator(path[1]) ? WINPATH_DEVICE : WINPATH_ROOTED;
}

size_t winpath_root_length(const char *path)
{
	const char *drive = skip_question_prefix(path);
	const char *server = server_of(path);
	const char *at;

	if (has_drive(drive))
		return (size_t)(drive - path) + (is_separator(drive[2]) ? 3 : 2);
	if (!server)
		return is_separator(path[0]);
	at = server + strcspn(server, "\\/");
	if (*at)
		at++;
	return (size_t)(at - path) + strcspn(at, "\\/");
}

/* An absolute path under construction. */
struct absolute {
	struct buffer text;
	size_t root;
};

static void drop_component(struct absolute *absolute)
{
	struct buffer *text = &absolute->text;

	while (text->length > absolute->root && text->text[text->length - 1] != '\\')
		text->length--;
	if (text->length > absolute->root)
		text->length--;
	text->text[text->length] = '\0';
}

static size_t without_tail(const char *component, size_t length)
{
	while (length && (component[length - 1] == '.' || component[length - 1] == ' '))
		length--;
	return length;
}

static void add_component(struct absolute *absolute, const char *component, size_t length)
{
	if (length == 1 && component[0] == '.')
		return;
	if (length == 2 && component[0] == '.' && component[1] == '.') {
		drop_component(absolute);
		return;
	}
	length = without_tail(component, length);
	if (!length)
		return;
	if (absolute->text.text[absolute->text.length - 1] != '\\')
		buffer_putc(&absolute->text, '\\');
	buffer_append(&absolute->text, component, length);
}

static void add_components(struct absolute *absolute, const char *path)
{
	while (*path) {
		size_t length = strcspn(path, "\\/");

		if (length)
			add_component(absolute, path, length);
		path += length;
		while (is_separator(*path))
			path++;
	}
}

/* A server of this name would make \\.\x of \\?\UNC\.\x, which is a device. */
static bool is_device_prefix(const char *server)
{
	return (server[0] == '.' || server[0] == '?') && is_separator(server[1]);
}

/* Writes C:\ or \\server\share; false when the path has no such root. */
static bool add_root(struct absolute *absolute, const char *path)
{
	const char *drive = skip_question_prefix(path);
	const char *server = server_of(path);
	size_t server_length, share_length;

	if (winpath_kind_of(path) == WINPATH_ABSOLUTE) {
		buffer_putc(&absolute->text, (char)(drive[0] & ~0x20));
		buffer_puts(&absolute->text, ":\\");
	} else {
		if (!server)
			return false;
		server_length = strcspn(server, "\\/");
		share_length =
			server[server_length] ? strcspn(server + server_length + 1, "\\/") : 0;
		if (!server_length || !share_length || is_device_prefix(server))
			return false;
		buffer_puts(&absolute->text, "\\\\");
		buffer_append(&absolute->text, server, server_length);
		buffer_putc(&absolute->text, '\\');
		buffer_append(&absolute->text, server + server_length + 1, share_length);
	}
	absolute->root = absolute->text.length;
	return true;
}

/* Whether the components behind a verbatim root are what they would be without \\?\. */
static bool means_the_same(const char *components)
{
	while (*components) {
		size_t length = strcspn(components, "\\");

		if (!length || without_tail(components, length) != length ||
			memchr(components, '/', length) ||
			device_name(components, length, DEVICES_WIDEST))
			return false;
		components += length + (components[length] == '\\');
	}
	return true;
}

/* \\?\ path as it stands, but for the letter's case and a backslash at its end. */
static char *verbatim_form(struct arena *arena, const char *path)
{
	size_t root = winpath_root_length(path);
	size_t length = strlen(path);
	char *copy;

	/* Two of them name nothing, and stay so. */
	if (length > root && path[length - 1] == '\\' && path[length - 2] != '\\')
		length--;
	copy = arena_copy(arena, path, length);
	copy[1] = '\\';
	if (has_drive(copy + VERBATIM_LENGTH))
		copy[VERBATIM_LENGTH] &= ~0x20;
	return copy;
}

static bool stays_verbatim(const char *path)
{
	const char *components = path + winpath_root_length(path);

	/* The root of a share ends in front of the backslash. */
	if (winpath_kind_of(path) == WINPATH_UNC && *components)
		components++;
	return winpath_is_verbatim(path) &&
	       (!means_the_same(components) ||
		       text_utf16_length(path + VERBATIM_LENGTH) > MAX_WINPATH_CHARACTERS);
}

char *winpath_absolute(struct arena *arena, const char *base, const char *path)
{
	enum winpath_kind kind = winpath_kind_of(path);
	bool full = kind == WINPATH_ABSOLUTE || kind == WINPATH_UNC;
	const char *rooted = full || !base ? path : base;
	struct absolute absolute = {.root = 0};
	char *result = NULL;

	if (!full && kind != WINPATH_ROOTED && kind != WINPATH_RELATIVE)
		return NULL;
	buffer_init(&absolute.text, strlen(rooted) + strlen(path) + 2);
	if (add_root(&absolute, rooted)) {
		if (!stays_verbatim(rooted)) {
			if (kind != WINPATH_ROOTED)
				add_components(&absolute, rooted + winpath_root_length(rooted));
			if (!full)
				add_components(&absolute, path);
			result = arena_strdup(arena, buffer_text(&absolute.text));
		} else if (full) {
			result = verbatim_form(arena, path);
		}
	}
	buffer_free(&absolute.text);
	return result;
}

bool winpath_is_plain_absolute(const char *path)
{
	const char *at = path + 3;

	if (path[0] < 'A' || path[0] > 'Z' || path[1] != ':' || path[2] != '\\')
		return false;
	while (*at) {
		size_t length = strcspn(at, "\\/");

		if (!length || at[length] == '/' || without_tail(at, length) != length)
			return false;
		at += length;
		if (*at && !*++at)
			return false;
	}
	return true;
}

/* Behind \\?\ a slash is a character like any other, which no file has in its name. */
static bool separates(const char *path, char character)
{
	return character == '\\' || (character == '/' && !winpath_is_verbatim(path));
}

char *winpath_join(struct arena *arena, const char *folder, const char *name)
{
	size_t length = strlen(folder);
	size_t size = length + strlen(name) + 2;
	bool ends = length && separates(folder, folder[length - 1]);
	char *path = arena_alloc(arena, size);

	snprintf(path, size, "%s%s%s", folder, ends ? "" : "\\", name);
	return path;
}

const char *winpath_name(const char *path)
{
	const char *name = path + winpath_root_length(path);

	for (const char *at = name; *at; at++)
		if (separates(path, *at))
			name = at + 1;
	return name;
}

char *winpath_folder(struct arena *arena, const char *path)
{
	size_t root = winpath_root_length(path);
	size_t length = (size_t)(winpath_name(path) - path);

	if (length > root && separates(path, path[length - 1]))
		length--;
	return arena_copy(arena, path, length);
}

bool winpath_has_extension(const char *path)
{
	return strchr(winpath_name(path), '.') != NULL;
}

static size_t unquoted_program_length(const char *command_line)
{
	size_t length = strlen(command_line);

	for (size_t i = 0; i + 4 <= length; i++)
		if (text_begins_keyword(command_line + i, ".exe") &&
			(!command_line[i + 4] || command_line[i + 4] == ' '))
			return i + 4;
	return strcspn(command_line, " ");
}

char *winpath_program(struct arena *arena, const char *command_line)
{
	while (*command_line == ' ')
		command_line++;
	command_line = skip_question_prefix(command_line);
	if (*command_line == '"') {
		command_line = skip_question_prefix(command_line + 1);
		return arena_copy(arena, command_line, strcspn(command_line, "\""));
	}
	return arena_copy(arena, command_line, unquoted_program_length(command_line));
}
