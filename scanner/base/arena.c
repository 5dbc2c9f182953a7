#include "scanner/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A chunk is cleared when it is made, so the first ones are small: most arenas stay so. */
enum { FIRST_CHUNK_BYTES = 4 * 1024, MAX_CHUNK_BYTES = 64 * 1024 };

struct arena_chunk {
	struct arena_chunk *older;
	max_align_t data[];
};

void memory_exhausted(void)
{
	static const char message[] = "compatscan: out of memory\n";

	fputs(message, stderr);
	exit(3);
}

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

static struct arena_chunk *new_chunk(size_t capacity)
{
	struct arena_chunk *chunk;

	if (capacity > SIZE_MAX - sizeof(*chunk))
		memory_exhausted();
	chunk = calloc(1, sizeof(*chunk) + capacity);
	if (!chunk)
		memory_exhausted();
	return chunk;
}

static void add_chunk(struct arena *arena, size_t least)
{
	size_t capacity = arena->newest ? arena->capacity * 2 : FIRST_CHUNK_BYTES;
	struct arena_chunk *chunk;

	if (capacity > MAX_CHUNK_BYTES)
		capacity = MAX_CHUNK_BYTES;
	if (capacity < least)
		capacity = least;
	chunk = new_chunk(capacity);
	chunk->older = arena->newest;
	arena->newest = chunk;
	arena->used = 0;
	arena->capacity = capacity;
}

/* Whatever is larger than a chunk gets one of its own, behind the newest, whose room stays in use.
 */
static void *alloc_large(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk;

	if (!arena->newest)
		add_chunk(arena, 0);
	chunk = new_chunk(size);
	chunk->older = arena->newest->older;
	arena->newest->older = chunk;
	return chunk->data;
}

/* Grows what alloc_large gave; old and new are its bytes. */
static void *grow_large(struct arena *arena, const void *data, size_t old, size_t new)
{
	struct arena_chunk **link = &arena->newest;
	struct arena_chunk *grown;

	while ((const void *)(*link)->data != data)
		link = &(*link)->older;
	if (new > SIZE_MAX - sizeof(**link))
		memory_exhausted();
	grown = realloc(*link, sizeof(**link) + new);
	if (!grown)
		memory_exhausted();
	*link = grown;
	memset((unsigned char *)grown->data + old, 0, new - old);
	return grown->data;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t alignment = alignof(max_align_t);
	void *result;

	if (size > SIZE_MAX - alignment)
		memory_exhausted();
	size = (size + alignment - 1) / alignment * alignment;
	if (size > MAX_CHUNK_BYTES)
		return alloc_large(arena, size);
	if (!arena->newest || size > arena->capacity - arena->used)
		add_chunk(arena, size);
	result = (unsigned char *)arena->newest->data + arena->used;
	arena->used += size;
	return result;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		memory_exhausted();
	return arena_alloc(arena, count * size);
}

void arena_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size)
{
	size_t wanted;
	void *grown;

	if (count < *capacity)
		return;
	wanted = *capacity ? *capacity * 2 : 8;
	if (wanted > SIZE_MAX / 2 / size)
		memory_exhausted();
	if (*capacity * size > MAX_CHUNK_BYTES) {
		grown = grow_large(arena, *items, *capacity * size, wanted * size);
	} else {
		grown = arena_array(arena, wanted, size);
		if (count)
			memcpy(grown, *items, count * size);
	}
	*items = grown;
	*capacity = wanted;
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
	char *copy = arena_alloc(arena, length + 1);

	if (length)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	char none[1];
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(none, 0, format, arguments);
	if (length < 0)
		memory_exhausted();
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

void arena_free(struct arena *arena)
{
	struct arena_chunk *chunk = arena->newest;

	while (chunk) {
		struct arena_chunk *older = chunk->older;

		free(chunk);
		chunk = older;
	}
	arena_init(arena);
}
