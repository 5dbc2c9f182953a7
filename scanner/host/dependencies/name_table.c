#include "scanner/host/dependencies/name_table.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

/* FNV-1a, mixed once more, since the low bits alone choose the slot. */
static uint64_t hash_of(const char *name)
{
	uint64_t hash = 0xCBF29CE484222325ULL;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001B3ULL;
	return hash ^ hash >> 32;
}

static struct name_slot *slot_of(const struct name_table *table, const char *name, uint64_t hash)
{
	size_t at = (size_t)hash & (table->slot_count - 1);

	while (table->slots[at].name &&
		(table->slots[at].hash != hash || strcmp(table->slots[at].name, name) != 0))
		at = (at + 1) & (table->slot_count - 1);
	return &table->slots[at];
}

static void grow(struct name_table *table)
{
	struct name_table larger = {.arena = table->arena,
		.slot_count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS};

	larger.slots = arena_array(table->arena, larger.slot_count, sizeof(*larger.slots));
	for (size_t i = 0; i < table->slot_count; i++) {
		const struct name_slot *slot = &table->slots[i];

		if (slot->name)
			*slot_of(&larger, slot->name, slot->hash) = *slot;
	}
	larger.count = table->count;
	*table = larger;
}

void *name_table_find(const struct name_table *table, const char *name)
{
	return table->count ? slot_of(table, name, hash_of(name))->object : NULL;
}

void name_table_add(struct name_table *table, const char *name, void *object)
{
	uint64_t hash = hash_of(name);

	if (table->count >= table->slot_count / 2)
		grow(table);
	*slot_of(table, name, hash) =
		(struct name_slot){.hash = hash, .name = name, .object = object};
	table->count++;
}
