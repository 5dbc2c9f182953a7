/*
 * What an NE image offers: the two name tables give ordinals to names, the entry table says which
 * ordinals there are and which of them are exported ("Executable-File Header Format", Q65260).
 * Everything that is named counts as exported; what is exported without a name comes behind it.
 */
#include "scanner/image/ne.h"

#include <string.h>

enum {
	/* A bundle: how many entries, and where they all are. */
	BUNDLE_SIZE = 2,
	BUNDLE_INDICATOR = 1,
	INDICATOR_UNUSED = 0x00, /* the ordinals of this bundle have no entry */
	INDICATOR_MOVABLE = 0xFF,
	/* 0xFE are constants, the others the number of a fixed segment. */
	MOVABLE_SIZE = 6,
	FIXED_SIZE = 3,

	ENTRY_EXPORTED = 0x01, /* of the flags byte that both sizes begin with */

	ORDINALS = 0x10000, /* 0 is none */

	RESIDENT_NAMES_LIMIT = 0x10000, /* every table behind it has a 16-bit offset */
};

/* What is known of an ordinal. */
enum { HAS_ENTRY = 1, IS_EXPORTED = 2, HAS_NAME = 4 };

struct ne_entries {
	const struct ne *ne;
	uint8_t *ordinals;
	uint32_t end;  /* one more than the highest ordinal with an entry */
	bool complete; /* the table could be read to its end */
	size_t export_capacity;
	size_t orphans; /* names whose ordinal has no entry */
	uint64_t first_orphan;
	const char *first_orphan_name;
};

/* False when the table ends in the bundle. */
static bool read_bundle(struct ne_entries *entries, uint32_t ordinal, uint8_t count,
	uint8_t indicator, uint64_t at, uint64_t end)
{
	uint64_t size = indicator == INDICATOR_MOVABLE ? MOVABLE_SIZE : FIXED_SIZE;

	for (; count; count--, ordinal++, at += size) {
		uint8_t flags;

		if (size > end - at || !view_u8(entries->ne->reader->file, at, &flags))
			return false;
		entries->ordinals[ordinal] |=
			HAS_ENTRY | (flags & ENTRY_EXPORTED ? IS_EXPORTED : 0);
		entries->end = ordinal + 1;
	}
	return true;
}

/* False when the table is damaged. */
static bool read_bundles(struct ne_entries *entries)
{
	struct image_reader *reader = entries->ne->reader;
	uint64_t at = entries->ne->header + entries->ne->entry_table;
	uint64_t end = at + entries->ne->entry_table_size;
	uint32_t ordinal = 1;

	if (end > reader->file->size) {
		image_problem(reader, "out-of-bounds", at,
			"the entry table runs over the end of the file");
		end = reader->file->size;
	}
	while (at < end) {
		uint8_t count = 0, indicator = 0;
		uint64_t size;

		view_u8(reader->file, at, &count);
		if (!count)
			return true;
		view_u8(reader->file, at + BUNDLE_INDICATOR, &indicator);
		if (!image_spend(reader, BUNDLE_SIZE + count))
			return false;
		if (count > ORDINALS - ordinal || end - at < BUNDLE_SIZE ||
			(indicator != INDICATOR_UNUSED &&
				!read_bundle(entries, ordinal, count, indicator, at + BUNDLE_SIZE,
					end))) {
			image_problem(reader, "lying-count", at,
				"a bundle of %u entries does not fit into the entry table, or "
				"ordinals into 16 bits",
				count);
			return false;
		}
		size = indicator == INDICATOR_MOVABLE ? MOVABLE_SIZE : FIXED_SIZE;
		at += BUNDLE_SIZE + (indicator == INDICATOR_UNUSED ? 0 : count * size);
		ordinal += count;
	}
	return end ==
	       entries->ne->header + entries->ne->entry_table + entries->ne->entry_table_size;
}

/* False when there may be no more exports. */
static bool take_name(void *context, const char *name, uint16_t ordinal, uint64_t offset)
{
	struct ne_entries *entries = context;

	if (!(entries->ordinals[ordinal] & HAS_ENTRY) && !entries->orphans++) {
		entries->first_orphan = offset;
		entries->first_orphan_name = name;
	}
	if (!ordinal)
		return true;
	entries->ordinals[ordinal] |= HAS_NAME;
	return image_add_export(entries->ne->reader, &entries->export_capacity, name, ordinal);
}

/* One problem for all of them: a table that is gone would have as many as there are names. */
static void tell_orphans(const struct ne_entries *entries)
{
	if (entries->complete && entries->orphans)
		image_problem(entries->ne->reader, "bad-export", entries->first_orphan,
			"%zu exported name%s without an entry, the first is %s", entries->orphans,
			entries->orphans == 1 ? " is" : "s are", entries->first_orphan_name);
}

static void add_nameless(struct ne_entries *entries)
{
	for (uint32_t ordinal = 1; ordinal < entries->end; ordinal++)
		if ((entries->ordinals[ordinal] & (IS_EXPORTED | HAS_NAME)) == IS_EXPORTED &&
			!image_add_export(entries->ne->reader, &entries->export_capacity, NULL,
				(uint16_t)ordinal))
			return;
}

void ne_read_names(const struct ne *ne)
{
	struct ne_entries entries = {.ne = ne};
	struct image *image = ne->reader->image;
	struct image_name_table resident = {.offset = ne->header + ne->resident_names,
		.length = RESIDENT_NAMES_LIMIT,
		.title = &image->module_name,
		.context = &entries};
	struct image_name_table nonresident = {.offset = ne->nonresident_names,
		.length = ne->nonresident_names_size,
		.title = &image->description,
		.title_has_no_ordinal = true,
		.context = &entries};
	struct arena scratch;

	arena_init(&scratch);
	if (ne->reader->wanted & IMAGE_EXPORTS) {
		entries.ordinals = arena_alloc(&scratch, ORDINALS);
		entries.complete = read_bundles(&entries);
		image->exports_read = true;
	}
	resident.take = nonresident.take = entries.ordinals ? take_name : NULL;
	image_name_table(ne->reader, &resident);
	image_name_table(ne->reader, &nonresident);
	if (entries.ordinals && image_spend(ne->reader, entries.end / 16)) {
		tell_orphans(&entries);
		add_nameless(&entries);
	}
	arena_free(&scratch);
}
