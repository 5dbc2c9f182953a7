#include "rules/language/template.h"

#include "scanner/base/buffer.h"

#include <stdio.h>
#include <string.h>

/* The name of the ${name} that text starts with, and its length with the brackets; 0 when it is
 * none. */
static size_t placeholder(const char *text, char name[MAX_TEMPLATE_NAME + 1])
{
	const char *end;
	size_t length;

	if (text[0] != '$' || text[1] != '{')
		return 0;
	end = strchr(text, '}');
	length = end ? (size_t)(end - text) - 2 : strlen(text) - 2;
	if (length > MAX_TEMPLATE_NAME)
		length = MAX_TEMPLATE_NAME;
	memcpy(name, text + 2, length);
	name[length] = '\0';
	return end ? (size_t)(end - text) + 1 : 0;
}

char *template_fill(struct arena *arena, const char *text,
	const char *(*value)(const void *context, const char *name), const void *context)
{
	struct buffer filled;
	char *result;

	buffer_init(&filled, MAX_TEMPLATE_BYTES);
	while (*text) {
		char name[MAX_TEMPLATE_NAME + 1];
		size_t length = placeholder(text, name);
		const char *found = length ? value(context, name) : NULL;

		if (found) {
			buffer_puts(&filled, found);
			text += length;
		} else {
			buffer_putc(&filled, *text++);
		}
	}
	result = arena_strdup(arena, buffer_text(&filled));
	buffer_free(&filled);
	return result;
}

bool template_find_bad(const char *text, bool (*known)(const void *context, const char *name),
	const void *context, char bad[MAX_TEMPLATE_NAME + 1])
{
	for (; *text; text++) {
		if (text[0] != '$' || text[1] != '{')
			continue;
		if (!placeholder(text, bad) || !known(context, bad))
			return true;
	}
	return false;
}
