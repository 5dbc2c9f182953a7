/* ${name} in the texts of a pack. */
#ifndef COMPATSCAN_RULES_LANGUAGE_TEMPLATE_H
#define COMPATSCAN_RULES_LANGUAGE_TEMPLATE_H

#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum { MAX_TEMPLATE_BYTES = 64 * 1024, MAX_TEMPLATE_NAME = 64 };

/* Calls value for each name; a name for which it returns NULL is left as it stands. */
char *template_fill(struct arena *arena, const char *text,
	const char *(*value)(const void *context, const char *name), const void *context);

/* Finds the first ${...} whose name known() denies, or that is not closed or too long. True when
 * there is one; bad then holds its name. */
bool template_find_bad(const char *text, bool (*known)(const void *context, const char *name),
	const void *context, char bad[MAX_TEMPLATE_NAME + 1]);

#endif
