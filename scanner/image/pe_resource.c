/*
 * The resource directory, as far as the version resource: three levels (type, name, language), each
 * a table of entries. One path is followed, so nothing can loop; the entries looked at are counted.
 */
#include "scanner/image/pe.h"

#include "scanner/image/version_resource.h"

#include <string.h>

enum {
	NAMED_COUNT = 12,
	ID_COUNT = 14,
	DIRECTORY_SIZE = 16,
	ENTRY_SIZE = 8,

	DATA_RVA = 0,
	DATA_SIZE = 4,

	RT_VERSION = 16,
	VS_VERSION_INFO = 1,

	/* Three levels of one path; a program with 4000 icons has them all in one level. */
	MAX_RESOURCE_ENTRIES = 16384,
};

static const uint32_t IS_DIRECTORY = 0x80000000;
static const uint32_t IS_NAME = 0x80000000;

enum pick { PICK_ID, PICK_ID_OR_FIRST };

struct resource_walk {
	struct pe *pe;
	uint64_t root; /* RVA */
	size_t entries_left;
};

/*
 * Finds the entry for id in the directory at an offset from the root, or the first entry when that
 * will do. False when there is none.
 */
static bool find_entry(
	struct resource_walk *walk, uint32_t directory, uint32_t id, enum pick pick, uint32_t *out)
{
	struct pe *pe = walk->pe;
	uint64_t rva = walk->root + directory;
	uint16_t named, ids;
	bool found = false;

	if (!pe_u16(pe, rva + NAMED_COUNT, &named) || !pe_u16(pe, rva + ID_COUNT, &ids)) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"a resource directory at RVA 0x%llX lies outside the image",
			(unsigned long long)rva);
		return false;
	}
	rva += DIRECTORY_SIZE;
	for (uint32_t i = 0; i < (uint32_t)named + ids; i++, rva += ENTRY_SIZE) {
		uint32_t name, offset;

		if (!walk->entries_left--) {
			walk->entries_left = 0;
			image_problem(pe->reader, "limit", pe_offset(pe, rva),
				"more than %d resource entries before the version resource",
				MAX_RESOURCE_ENTRIES);
			return found;
		}
		if (!pe_u32(pe, rva, &name) || !pe_u32(pe, rva + 4, &offset)) {
			image_problem(pe->reader, "lying-count", pe_offset(pe, rva),
				"a resource directory has %u entries, but the image ends after %u",
				(unsigned)named + ids, i);
			return found;
		}
		if (!(name & IS_NAME) && name == id) {
			*out = offset;
			return true;
		}
		if (pick == PICK_ID_OR_FIRST && !found) {
			*out = offset;
			found = true;
		}
	}
	return found;
}

/* Goes one level down; false, with a problem, when the entry is no directory or one that leads
 * back. */
static bool descend(struct resource_walk *walk, uint32_t entry, uint32_t above, uint32_t *out)
{
	uint32_t directory = entry & ~IS_DIRECTORY;
	uint64_t at = walk->root + directory;

	if (!(entry & IS_DIRECTORY)) {
		image_problem(walk->pe->reader, "bad-version", pe_offset(walk->pe, at),
			"the version resource stands above the level of languages");
		return false;
	}
	if (directory == 0 || directory == above) {
		image_problem(walk->pe->reader, "loop", pe_offset(walk->pe, at),
			"a resource directory contains itself");
		return false;
	}
	*out = directory;
	return true;
}

static void read_data(struct resource_walk *walk, uint32_t entry)
{
	struct pe *pe = walk->pe;
	uint64_t rva = walk->root + entry;
	uint32_t data_rva, size;
	struct pe_span span;
	struct view data;

	if (!pe_u32(pe, rva + DATA_RVA, &data_rva) || !pe_u32(pe, rva + DATA_SIZE, &size) ||
		!pe_locate(pe, data_rva, &span) || !span.present) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"the version resource lies outside the image");
		return;
	}
	if (size > span.present) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"the version resource should have %u bytes, the image has %llu", size,
			(unsigned long long)span.present);
		size = (uint32_t)span.present;
	}
	if (view_slice(pe->reader->file, span.offset, size, &data))
		version_resource_read(pe->reader, &data, VERSION_32BIT);
}

/* The description of a PE image is what its version resource says. */
static void set_description(struct image *image)
{
	for (size_t i = 0; i < image->version.string_count; i++)
		if (strcmp(image->version.strings[i].key, "FileDescription") == 0) {
			image->description = image->version.strings[i].value;
			return;
		}
}

void pe_read_version(struct pe *pe)
{
	struct resource_walk walk = {
		.pe = pe,
		.root = pe_directory(pe, PE_RESOURCES).rva,
		.entries_left = MAX_RESOURCE_ENTRIES,
	};
	uint32_t entry, names, languages;

	if (!walk.root || !find_entry(&walk, 0, RT_VERSION, PICK_ID, &entry) ||
		!descend(&walk, entry, 0, &names) ||
		!find_entry(&walk, names, VS_VERSION_INFO, PICK_ID_OR_FIRST, &entry) ||
		!descend(&walk, entry, names, &languages) ||
		!find_entry(&walk, languages, 0, PICK_ID_OR_FIRST, &entry))
		return;
	if (entry & IS_DIRECTORY) {
		image_problem(pe->reader, "bad-version", pe_offset(pe, walk.root + languages),
			"the version resource lies deeper than the level of languages");
		return;
	}
	read_data(&walk, entry);
	set_description(pe->reader->image);
}
