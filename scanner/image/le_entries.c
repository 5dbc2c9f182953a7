/*
 * What an LE or LX image offers to others. The entry table gives each ordinal its place, or the
 * module that it is forwarded to; the tables of resident and non-resident names give some of the
 * ordinals a name.
 */
#include "scanner/image/le.h"

#include <stdlib.h>
#include <string.h>

enum {
	BUNDLE_UNUSED = 0,
	BUNDLE_FORWARDERS = 4,
	BUNDLE_TYPE = 0x7F, /* above it: type information is there, in a table of its own */

	ENTRY_EXPORTED = 0x01,
	FORWARDER_BY_ORDINAL = 0x01,
};

/* How entries lie in a bundle, by its type; the flags come first. */
static const struct {
	uint8_t size; /* bytes of an entry */
	uint8_t target, target_size;
} bundles[] = {
	{0, 0, 0}, /* unused ordinals have no entries */
	{3, 1, 2}, /* 16-bit */
	{5, 1, 2}, /* 286 call gate; the selector behind the offset is the loader's */
	{5, 1, 4}, /* 32-bit */
	{7, 3, 4}, /* forwarder: module, then name or ordinal */
};

enum { BUNDLE_TYPES = sizeof(bundles) / sizeof(bundles[0]) };

void le_entries_start(struct le_entries *walk, const struct le *le)
{
	*walk = (struct le_entries){.le = le, .offset = le->header + le->entry_table, .ordinal = 1};
}

static bool table_breaks_off(const struct le_entries *walk)
{
	image_problem(walk->le->reader, "out-of-bounds", walk->offset,
		"the entry table runs over the end of the file");
	return false;
}

/* Moves on to a bundle with entries. */
static bool next_bundle(struct le_entries *walk)
{
	const struct view *file = walk->le->reader->file;
	uint8_t count, type;

	for (;;) {
		if (!image_spend(walk->le->reader, 3))
			return false;
		if (!view_u8(file, walk->offset, &count))
			return table_breaks_off(walk);
		if (!count)
			return false;
		if (!view_u8(file, walk->offset + 1, &type))
			return table_breaks_off(walk);
		walk->type = type & BUNDLE_TYPE;
		if (walk->type != BUNDLE_UNUSED)
			break;
		walk->ordinal += count;
		walk->offset += 2;
	}
	/* Nobody knows how long its entries are. */
	if (walk->type >= BUNDLE_TYPES) {
		image_problem(walk->le->reader, "bad-export", walk->offset,
			"entries from ordinal %u on are of the unknown type %u", walk->ordinal,
			walk->type);
		return false;
	}
	if (!view_u16(file, walk->offset + 2, &walk->object))
		return table_breaks_off(walk);
	walk->offset += 4;
	walk->left = count;
	return true;
}

static bool read_target(const struct le_entries *walk, struct le_entry *entry)
{
	const struct view *file = walk->le->reader->file;
	uint64_t target = walk->offset + bundles[walk->type].target;
	uint16_t low;

	if (bundles[walk->type].target_size == 4)
		return view_u32(file, target, &entry->target);
	if (!view_u16(file, target, &low))
		return false;
	entry->target = low;
	return true;
}

bool le_next_entry(struct le_entries *walk, struct le_entry *out)
{
	const struct view *file = walk->le->reader->file;
	struct le_entry entry;

	if (!walk->le->entry_table || (!walk->left && !next_bundle(walk)) ||
		!image_spend(walk->le->reader, 4))
		return false;
	entry = (struct le_entry){.ordinal = walk->ordinal,
		.object = walk->object,
		.forwarder = walk->type == BUNDLE_FORWARDERS};
	if (!view_u8(file, walk->offset, &entry.flags) || !read_target(walk, &entry) ||
		(entry.forwarder && !view_u16(file, walk->offset + 1, &entry.object)))
		return table_breaks_off(walk);
	walk->offset += bundles[walk->type].size;
	walk->ordinal++;
	walk->left--;
	*out = entry;
	return true;
}

/* The entries of a table in a row, which is by ordinal. */
struct entry_list {
	struct arena arena;
	struct listed_entry {
		struct le_entry entry;
		bool named;
	} * items;
	size_t count;
	size_t capacity;
};

static void list_entries(const struct le *le, struct entry_list *list)
{
	struct le_entries walk;
	struct le_entry entry;

	le_entries_start(&walk, le);
	while (le_next_entry(&walk, &entry)) {
		void *items = list->items;

		if (list->count >= MAX_EXPORTS) {
			image_problem(le->reader, "limit", PROBLEM_NO_OFFSET,
				"more than %d entries in the entry table", MAX_EXPORTS);
			return;
		}
		arena_grow(
			&list->arena, &items, list->count, &list->capacity, sizeof(*list->items));
		list->items = items;
		list->items[list->count++] = (struct listed_entry){.entry = entry};
	}
}

static int compare_ordinals(const void *key, const void *item)
{
	uint32_t wanted = *(const uint32_t *)key;
	uint32_t found = ((const struct listed_entry *)item)->entry.ordinal;

	return (wanted > found) - (wanted < found);
}

static struct listed_entry *find_entry(const struct entry_list *list, uint32_t ordinal)
{
	if (!list->count)
		return NULL;
	return bsearch(&ordinal, list->items, list->count, sizeof(*list->items), compare_ordinals);
}

/* NULL, with a problem, when it cannot be read. */
static const char *forwarder_of(const struct le *le, const struct le_entry *entry)
{
	struct image_reader *reader = le->reader;
	const char *module, *name;

	if (entry->object < 1 || entry->object > le->module_name_count) {
		image_problem(reader, "bad-export", le->header + le->entry_table,
			"ordinal %u is forwarded to module %u of %zu", entry->ordinal,
			entry->object, le->module_name_count);
		return NULL;
	}
	module = le->modules[entry->object - 1];
	if (!image_spend_text(reader, module, strlen(module)))
		return NULL;
	if (entry->flags & FORWARDER_BY_ORDINAL)
		return image_charge_text(
			reader, arena_printf(reader->arena, "%s.#%u", module, entry->target));
	name = image_pascal_name(reader, le->header + le->procedure_names + entry->target, NULL);
	return name ? image_charge_text(reader, arena_printf(reader->arena, "%s.%s", module, name))
		    : NULL;
}

/* Tells the exports that have a name where they lead. */
static void join(const struct le *le, struct entry_list *list)
{
	struct image *image = le->reader->image;

	for (size_t i = 0; i < image->export_count; i++) {
		struct image_export *export = &image->exports[i];
		struct listed_entry *listed;

		if (!image_spend(le->reader, 8))
			return;
		listed = find_entry(list, export->ordinal);
		if (!listed) {
			image_problem(le->reader, "bad-export", le->header + le->entry_table,
				"the name of ordinal %u has no entry", export->ordinal);
			continue;
		}
		listed->named = true;
		if (listed->entry.forwarder)
			export->forwarder = forwarder_of(le, &listed->entry);
	}
}

/* Entries that only the module itself uses stand in the table too. */
static void add_nameless(const struct le *le, const struct entry_list *list)
{
	size_t capacity = le->reader->image->export_count;

	for (size_t i = 0; i < list->count; i++) {
		const struct le_entry *entry = &list->items[i].entry;
		struct image_export *export;

		if (list->items[i].named || (!entry->forwarder && !(entry->flags & ENTRY_EXPORTED)))
			continue;
		export = image_add_export(le->reader, &capacity, NULL, entry->ordinal);
		if (!export)
			return;
		if (entry->forwarder)
			export->forwarder = forwarder_of(le, entry);
	}
}

struct named_exports {
	const struct le *le;
	size_t capacity;
};

/* False when there may be no more exports. */
static bool take_name(void *context, const char *name, uint16_t ordinal, uint64_t offset)
{
	struct named_exports *exports = context;
	struct image_reader *reader = exports->le->reader;

	if (ordinal)
		return image_add_export(reader, &exports->capacity, name, ordinal);
	image_problem(reader, "bad-export", offset,
		"the exported name %s has no ordinal, so it has no entry", name);
	return true;
}

void le_read_names(const struct le *le)
{
	struct image *image = le->reader->image;
	struct entry_list list = {0};
	struct named_exports exports = {.le = le};
	struct image_name_table resident = {.offset = le->header + le->resident_names,
		.length = UINT32_MAX,
		.title = &image->module_name,
		.context = &exports};
	struct image_name_table nonresident = {.offset = le->nonresident_names,
		.length = le->nonresident_names_size,
		.title = &image->description,
		.title_has_no_ordinal = true,
		.context = &exports};

	if (le->reader->wanted & IMAGE_EXPORTS)
		resident.take = nonresident.take = take_name;
	if (le->resident_names)
		image_name_table(le->reader, &resident);
	if (le->nonresident_names)
		image_name_table(le->reader, &nonresident);
	if (!(le->reader->wanted & IMAGE_EXPORTS))
		return;
	image->exports_read = true;
	list_entries(le, &list);
	join(le, &list);
	add_nameless(le, &list);
	arena_free(&list.arena);
}
