#include "tests/fuzz/short_names.h"

#include "scanner/host/disk/short_name.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { MAX_NAME = 255, MAX_BASE = 8, MAX_EXTENSION = 3, MAX_KEPT = 6, MAX_HASHED = 2 };

/* Base and extension as they are taken over: upper case, without spaces and dots. */
struct parts {
	char base[MAX_NAME + 1];
	char extension[MAX_NAME + 1];
};

static bool can_be_a_name(const char *name)
{
	size_t length = strlen(name);

	if (!length || length > MAX_NAME || strpbrk(name, "\\/:*?\"<>|") ||
		name[length - 1] == ' ' || name[length - 1] == '.')
		return false;
	for (; *name; name++)
		if ((unsigned char)*name < 0x20 || (unsigned char)*name >= 0x7F)
			return false;
	return true;
}

static void take(char *out, const char *from, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char letter = from[i];

		if (letter == ' ' || letter == '.')
			continue;
		if (letter >= 'a' && letter <= 'z')
			letter = (char)(letter - 'a' + 'A');
		*out++ = strchr("+,;=[]", letter) ? '_' : letter;
	}
	*out = '\0';
}

/* Whether the name is a short one already. */
static bool is_short(const char *name)
{
	const char *dot = strchr(name, '.');
	size_t base = dot ? (size_t)(dot - name) : strlen(name);

	return base && base <= MAX_BASE && !strpbrk(name, " +,;=[]") &&
	       (!dot || (!strchr(dot + 1, '.') && strlen(dot + 1) <= MAX_EXTENSION));
}

static bool split(const char *name, struct parts *out)
{
	const char *start = name + strspn(name, ". ");
	const char *dot = strrchr(start, '.');
	size_t length = dot ? (size_t)(dot - start) : strlen(start);

	if (!can_be_a_name(name) || is_short(name))
		return false;
	take(out->base, start, length);
	take(out->extension, dot ? dot + 1 : "", dot ? strlen(dot + 1) : 0);
	out->extension[MAX_EXTENSION] = '\0';
	return *out->base != '\0';
}

static char *finish(struct arena *arena, const char *base, const char *tail, const char *extension)
{
	return *extension ? arena_printf(arena, "%s%s.%s", base, tail, extension)
			  : arena_printf(arena, "%s%s", base, tail);
}

char *short_names_make(struct arena *arena, const char *name, unsigned number)
{
	struct parts parts;
	char tail[16];
	size_t room;

	if (!split(name, &parts) || strlen(parts.base) <= MAX_HASHED)
		return NULL;
	snprintf(tail, sizeof(tail), "~%u", number);
	room = MAX_BASE - strlen(tail);
	parts.base[room < MAX_KEPT ? room : MAX_KEPT] = '\0';
	return *parts.base ? finish(arena, parts.base, tail, parts.extension) : NULL;
}

char *short_names_make_hashed(struct arena *arena, const char *name, unsigned number)
{
	struct parts parts;
	char tail[16];

	if (!split(name, &parts))
		return NULL;
	snprintf(tail, sizeof(tail), "%04X~%u", short_name_hash(name), number);
	parts.base[MAX_HASHED] = '\0';
	return finish(arena, parts.base, tail, parts.extension);
}
