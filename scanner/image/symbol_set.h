/*
 * The distinct symbols that an image uses of other modules. NE, LE and LX have a record for every
 * use, so one symbol may turn up thousands of times; the set keeps each once, in the order they
 * were met.
 */
#ifndef COMPATSCAN_IMAGE_SYMBOL_SET_H
#define COMPATSCAN_IMAGE_SYMBOL_SET_H

#include "scanner/image/reader.h"

/* One use: the linker keeps one copy of each name, so the offset stands for it. */
struct symbol_use {
	uint32_t symbol; /* ordinal, or offset in the table of imported names */
	uint16_t module; /* position in image->imports */
	bool by_name;
};

/* Starts as {0}. */
struct symbol_set {
	struct arena item_arena;
	struct arena slot_arena;
	struct symbol_use *items;
	size_t count;
	size_t capacity;
	uint32_t *slots; /* open hash table of positions in items, plus one */
	size_t slot_count;
};

/* False, with the problem "limit", when there are more symbols than one image may have. */
bool symbol_set_add(
	struct image_reader *reader, struct symbol_set *set, const struct symbol_use *use);

/*
 * Gives each of image->imports its symbols. names is the file offset of the table of imported
 * names, Pascal strings. An import of which a name cannot be read loses symbols_known.
 */
void symbol_set_distribute(
	struct image_reader *reader, const struct symbol_set *set, uint64_t names);

void symbol_set_free(struct symbol_set *set);

#endif
