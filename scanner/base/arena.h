/*
 * Memory that lives and dies together. Nothing in an arena is freed one by one; arena_free releases
 * all of it. An arena is not a budget: whoever reads untrusted counts checks them first.
 *
 * Running out of memory ends the process with a message and exit code 3 ("the scan could not be
 * completed"): no caller could do better, and no caller has to check for NULL.
 */
#ifndef COMPATSCAN_BASE_ARENA_H
#define COMPATSCAN_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *newest;
	size_t used;     /* bytes handed out of the newest chunk */
	size_t capacity; /* bytes the newest chunk can hand out */
};

void arena_init(struct arena *arena);

/* Zeroed, aligned for any object, never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* As arena_alloc, for count objects of size bytes; an overflowing product counts as out of memory.
 */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Makes room for one more element in an array that grows: *items of *capacity elements of size
 * bytes, count of them in use. The array may move, so pointers to its elements do not outlive the
 * call.
 */
void arena_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size);

/* A NUL-terminated copy of length bytes. */
char *arena_copy(struct arena *arena, const char *text, size_t length);

/* A copy of text; NULL gives NULL. */
char *arena_strdup(struct arena *arena, const char *text);

char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* Releases everything; the arena is empty and usable again. */
void arena_free(struct arena *arena);

/* What every allocation of this program does when the system has no more memory. */
void memory_exhausted(void) __attribute__((noreturn));

#endif
