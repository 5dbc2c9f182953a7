#include "scanner/host/winpath.h"

#include "scanner/base/buffer.h"
#include "scanner/base/text.h"

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

/* Steps over \\?\ and \??\, which only switch parsing off, when a drive follows. */
static const char *skip_verbatim_prefix(const char *path)
{
	bool verbatim =
		is_separator(path[0]) && path[1] &&
		((is_separator(path[1]) && path[2] == '?') || (path[1] == '?' && path[2] == '?')) &&
		is_separator(path[3]);

	return verbatim && has_drive(path + 4) ? path + 4 : path;
}

enum winpath_kind winpath_kind_of(const char *path)
{
	path = skip_verbatim_prefix(path);
	if (!*path)
		return WINPATH_EMPTY;
	if (has_drive(path))
		return is_separator(path[2]) ? WINPATH_ABSOLUTE : WINPATH_DRIVE_RELATIVE;
	if (!is_separator(path[0]))
		return WINPATH_RELATIVE;
	if (!is_separator(path[1]))
		return WINPATH_ROOTED;
	if ((path[2] == '.' || path[2] == '?') && is_separator(path[3]))
		return WINPATH_DEVICE;
	return WINPATH_UNC;
}

/* Removes the last component of an absolute path under construction; the root stays. */
static void drop_component(struct buffer *absolute)
{
	while (absolute->length > 3 && absolute->text[absolute->length - 1] != '\\')
		absolute->length--;
	if (absolute->length > 3)
		absolute->length--;
	absolute->text[absolute->length] = '\0';
}

static void add_component(struct buffer *absolute, const char *component, size_t length)
{
	if (length == 1 && component[0] == '.')
		return;
	if (length == 2 && component[0] == '.' && component[1] == '.') {
		drop_component(absolute);
		return;
	}
	while (length && (component[length - 1] == '.' || component[length - 1] == ' '))
		length--;
	if (!length)
		return;
	if (absolute->length > 3)
		buffer_putc(absolute, '\\');
	buffer_append(absolute, component, length);
}

static void add_components(struct buffer *absolute, const char *path)
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

char *winpath_absolute(struct arena *arena, const char *base, const char *path)
{
	enum winpath_kind kind = winpath_kind_of(path);
	struct buffer absolute;
	const char *rooted;
	char *result;

	path = skip_verbatim_prefix(path);
	rooted = kind == WINPATH_ABSOLUTE || !base ? path : skip_verbatim_prefix(base);
	if (kind != WINPATH_ABSOLUTE && kind != WINPATH_ROOTED && kind != WINPATH_RELATIVE)
		return NULL;
	if (winpath_kind_of(rooted) != WINPATH_ABSOLUTE)
		return NULL;
	buffer_init(&absolute, strlen(rooted) + strlen(path) + 2);
	buffer_putc(&absolute, (char)(rooted[0] & ~0x20));
	buffer_puts(&absolute, ":\\");
	if (kind == WINPATH_RELATIVE)
		add_components(&absolute, rooted + 3);
	add_components(&absolute, kind == WINPATH_ABSOLUTE ? path + 3 : path);
	result = arena_strdup(arena, buffer_text(&absolute));
	buffer_free(&absolute);
	return result;
}

char *winpath_join(struct arena *arena, const char *folder, const char *name)
{
	size_t length = strlen(folder);
	bool ends = length && is_separator(folder[length - 1]);

	return arena_printf(arena, "%s%s%s", folder, ends ? "" : "\\", name);
}

const char *winpath_name(const char *path)
{
	const char *name = path;

	for (; *path; path++)
		if (is_separator(*path) || (*path == ':' && path == name + 1))
			name = path + 1;
	return name;
}

char *winpath_folder(struct arena *arena, const char *path)
{
	size_t length = (size_t)(winpath_name(path) - path);

	if (length > 3 && is_separator(path[length - 1]))
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
	command_line = skip_verbatim_prefix(command_line);
	if (*command_line == '"') {
		command_line = skip_verbatim_prefix(command_line + 1);
		return arena_copy(arena, command_line, strcspn(command_line, "\""));
	}
	return arena_copy(arena, command_line, unquoted_program_length(command_line));
}
