#include "scanner/image/printable.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 16 * 1024 };

/* A run that is still growing. */
struct run {
	uint64_t start;
	size_t characters;
	size_t length; /* bytes of text */
	char text[MAX_PRINTABLE_BYTES];
	bool wide;
};

/* One byte is at most one character of ASCII and the end of one UTF-16 unit, at an even or an odd
 * offset. */
struct search {
	struct arena *arena;
	struct printable_list *list;
	struct problem_list *problems;
	struct run narrow;
	struct run wide[2]; /* by parity of the offset of their first byte */
	uint8_t before;     /* the byte in front of this one */
};

static bool has_room(const struct printable_list *list, size_t length)
{
	return list->count < MAX_PRINTABLES && length <= MAX_PRINTABLES_BYTES - list->bytes;
}

static void end_run(struct search *search, struct run *run)
{
	struct printable_list *list = search->list;
	void *items = list->items;

	if (run->characters >= SHORTEST_PRINTABLE && !has_room(list, run->length)) {
		problem_add(search->problems, search->arena, "limit", NULL, PROBLEM_NO_OFFSET,
			"the readable texts of this file are more than %d or %d bytes",
			MAX_PRINTABLES, MAX_PRINTABLES_BYTES);
	} else if (run->characters >= SHORTEST_PRINTABLE) {
		arena_grow(
			search->arena, &items, list->count, &list->capacity, sizeof(*list->items));
		list->items = items;
		list->items[list->count++] = (struct printable){
			.offset = run->start,
			.wide = run->wide,
			.text = arena_copy(search->arena, run->text, run->length),
		};
		list->bytes += run->length;
	}
	run->characters = 0;
	run->length = 0;
}

/* The UTF-8 form of a character below 0x800; returns its length. */
static size_t encode(uint16_t character, char out[2])
{
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	out[0] = (char)(0xC0 | character >> 6);
	out[1] = (char)(0x80 | (character & 0x3F));
	return 2;
}

static void grow_run(struct search *search, struct run *run, uint64_t offset, uint16_t character)
{
	char bytes[2];
	size_t length = encode(character, bytes);

	if (run->length + length > sizeof(run->text))
		end_run(search, run);
	if (!run->characters)
		run->start = offset;
	memcpy(run->text + run->length, bytes, length);
	run->length += length;
	run->characters++;
}

static bool is_ascii(uint16_t character)
{
	return (character >= 0x20 && character < 0x7F) || character == '\t';
}

/* Latin-1 and the Latin letters behind it; 0xAD is the invisible soft hyphen. */
static bool is_latin(uint16_t character)
{
	return character >= 0xA0 && character < 0x250 && character != 0xAD;
}

static void take_byte(struct search *search, uint64_t offset, uint8_t byte)
{
	struct run *wide = &search->wide[(offset + 1) % 2];
	uint16_t unit = (uint16_t)(search->before | byte << 8);

	if (is_ascii(byte))
		grow_run(search, &search->narrow, offset, byte);
	else
		end_run(search, &search->narrow);
	if (offset && (is_ascii(unit) || is_latin(unit)))
		grow_run(search, wide, offset - 1, unit);
	else
		end_run(search, wide);
	search->before = byte;
}

static int by_offset(const void *one, const void *other)
{
	uint64_t left = ((const struct printable *)one)->offset;
	uint64_t right = ((const struct printable *)other)->offset;

	return (left > right) - (left < right);
}

void printable_read(const struct view *file, struct arena *arena, struct printable_list *out,
	struct problem_list *problems)
{
	struct search search = {.arena = arena, .list = out, .problems = problems};
	uint8_t chunk[CHUNK_BYTES];

	*out = (struct printable_list){0};
	search.wide[0].wide = search.wide[1].wide = true;
	for (uint64_t offset = 0; offset < file->size; offset += sizeof(chunk)) {
		size_t length = sizeof(chunk);

		if (file->size - offset < length)
			length = (size_t)(file->size - offset);
		if (!view_copy(file, offset, length, chunk))
			break;
		for (size_t i = 0; i < length; i++)
			take_byte(&search, offset + i, chunk[i]);
	}
	end_run(&search, &search.narrow);
	end_run(&search, &search.wide[0]);
	end_run(&search, &search.wide[1]);
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_offset);
}
