#include "scanner/base/problem.h"

#include <stdarg.h>
#include <string.h>

static bool same_text(const char *one, const char *other)
{
	return one == other || (one && other && strcmp(one, other) == 0);
}

static bool is_known(
	const struct problem_list *list, const char *code, const char *path, uint64_t offset)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].offset == offset && same_text(list->items[i].code, code) &&
			same_text(list->items[i].path, path))
			return true;
	return false;
}

static void append(struct problem_list *list, struct arena *arena, struct problem problem)
{
	void *items = list->items;

	arena_grow(arena, &items, list->count, &list->capacity, sizeof(problem));
	list->items = items;
	list->items[list->count++] = problem;
}

void problem_add(struct problem_list *list, struct arena *arena, const char *code, const char *path,
	uint64_t offset, const char *format, ...)
{
	struct problem problem = {.code = code, .offset = offset};
	va_list arguments;

	if (list->count >= MAX_PROBLEMS || is_known(list, code, path, offset))
		return;
	if (list->count == MAX_PROBLEMS - 1) {
		problem.code = "limit";
		problem.offset = PROBLEM_NO_OFFSET;
		problem.detail = "more problems than are listed; the rest is left out";
		append(list, arena, problem);
		return;
	}
	problem.path = arena_strdup(arena, path);
	va_start(arguments, format);
	problem.detail = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	append(list, arena, problem);
}

bool problem_list_has(const struct problem_list *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].code, code) == 0)
			return true;
	return false;
}
