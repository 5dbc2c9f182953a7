#include "scanner/image/symbol_set.h"

enum { SMALLEST_TABLE = 256 }; /* slots; a power of two */

static size_t first_slot(const struct symbol_set *set, const struct symbol_use *use)
{
	uint64_t key = (uint64_t)use->module << 33 | (uint64_t)use->by_name << 32 | use->symbol;

	key *= 0x9E3779B97F4A7C15ULL;
	return (size_t)((key ^ key >> 29) * 0xBF58476D1CE4E5B9ULL >> 40) & (set->slot_count - 1);
}

/* The slot that holds the use, or the free one where it belongs; *steps grows by the slots passed
 * over. */
static uint32_t *find_slot(
	const struct symbol_set *set, const struct symbol_use *use, size_t *steps)
{
	size_t slot = first_slot(set, use);

	for (; set->slots[slot]; slot = (slot + 1) & (set->slot_count - 1), (*steps)++) {
		const struct symbol_use *known = &set->items[set->slots[slot] - 1];

		if (known->module == use->module && known->symbol == use->symbol &&
			known->by_name == use->by_name)
			break;
	}
	return &set->slots[slot];
}

static void make_slots(struct symbol_set *set)
{
	size_t steps = 0; /* no more than were paid for when the symbols came in */

	/* MAX_IMPORTED_SYMBOLS fill half of the largest table. */
	if (set->slot_count / 4 * 3 > set->count)
		return;
	set->slot_count = set->slot_count ? set->slot_count * 2 : SMALLEST_TABLE;
	arena_free(&set->slot_arena);
	set->slots = arena_array(&set->slot_arena, set->slot_count, sizeof(*set->slots));
	for (size_t i = 0; i < set->count; i++)
		*find_slot(set, &set->items[i], &steps) = (uint32_t)i + 1;
}

bool symbol_set_add(
	struct image_reader *reader, struct symbol_set *set, const struct symbol_use *use)
{
	void *items = set->items;
	size_t steps = 0;
	uint32_t *slot;

	make_slots(set);
	slot = find_slot(set, use, &steps);
	/* Symbols chosen to share a slot make a search as long as the list. */
	if (!image_spend(reader, steps))
		return false;
	if (*slot)
		return true;
	if (!reader->symbols_left) {
		image_problem(reader, "limit", PROBLEM_NO_OFFSET, "more than %d imported symbols",
			MAX_IMPORTED_SYMBOLS);
		return false;
	}
	reader->symbols_left--;
	arena_grow(&set->item_arena, &items, set->count, &set->capacity, sizeof(*set->items));
	set->items = items;
	set->items[set->count++] = *use;
	*slot = (uint32_t)set->count;
	return true;
}

static bool set_symbol(struct image_reader *reader, const struct symbol_use *use, uint64_t names)
{
	struct image_import *import = &reader->image->imports[use->module];
	struct image_symbol *out = &import->symbols[import->symbol_count];

	if (use->by_name)
		out->name = image_pascal_name(reader, names + use->symbol, NULL);
	else
		out->ordinal = use->symbol;
	if (use->by_name && !out->name)
		return false;
	if (use->by_name && !*out->name)
		image_problem(reader, "bad-import", names + use->symbol,
			"a symbol of %s is imported by an empty name", import->module);
	import->symbol_count++;
	return true;
}

void symbol_set_distribute(
	struct image_reader *reader, const struct symbol_set *set, uint64_t names)
{
	struct image *image = reader->image;

	for (size_t i = 0; i < set->count; i++)
		image->imports[set->items[i].module].symbol_count++;
	for (size_t i = 0; i < image->import_count; i++) {
		struct image_import *import = &image->imports[i];

		if (import->symbol_count)
			import->symbols = arena_array(
				reader->arena, import->symbol_count, sizeof(*import->symbols));
		import->symbol_count = 0;
	}
	for (size_t i = 0; i < set->count; i++)
		if (!set_symbol(reader, &set->items[i], names))
			image->imports[set->items[i].module].symbols_known = false;
}

void symbol_set_free(struct symbol_set *set)
{
	arena_free(&set->item_arena);
	arena_free(&set->slot_arena);
	*set = (struct symbol_set){0};
}
