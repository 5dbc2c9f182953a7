/* The export directory. PE format specification, ".edata section". */
#include "scanner/image/pe.h"

enum {
	NAME = 12,
	ORDINAL_BASE = 16,
	NUMBER_OF_FUNCTIONS = 20,
	NUMBER_OF_NAMES = 24,
	ADDRESS_OF_FUNCTIONS = 28,
	ADDRESS_OF_NAMES = 32,
	ADDRESS_OF_NAME_ORDINALS = 36,
};

struct pe_exports {
	struct pe *pe;
	struct pe_directory directory;
	uint32_t ordinal_base;
	uint32_t function_count;
	uint32_t name_count;
	uint32_t functions;
	uint32_t names;
	uint32_t name_ordinals;
	uint8_t *has_name; /* one for each function */
	size_t room;       /* in image->exports */
};

static bool read_directory(struct pe_exports *exports, uint32_t *name)
{
	struct pe *pe = exports->pe;
	uint64_t rva = exports->directory.rva;

	return pe_u32(pe, rva + NAME, name) &&
	       pe_u32(pe, rva + ORDINAL_BASE, &exports->ordinal_base) &&
	       pe_u32(pe, rva + NUMBER_OF_FUNCTIONS, &exports->function_count) &&
	       pe_u32(pe, rva + NUMBER_OF_NAMES, &exports->name_count) &&
	       pe_u32(pe, rva + ADDRESS_OF_FUNCTIONS, &exports->functions) &&
	       pe_u32(pe, rva + ADDRESS_OF_NAMES, &exports->names) &&
	       pe_u32(pe, rva + ADDRESS_OF_NAME_ORDINALS, &exports->name_ordinals);
}

/* Cuts a count to the entries that are really in the image, and to what is read of one image. */
static uint32_t honest_count(struct pe *pe, uint32_t count, uint32_t table, size_t entry_size)
{
	struct pe_span span = {0};
	uint64_t room = 0;

	if (!count)
		return 0;
	if (pe_locate(pe, table, &span))
		room = (span.present + span.zeros) / entry_size;
	if (count > room) {
		image_problem(pe->reader, "lying-count", pe_offset(pe, table),
			"an export table of %u entries has room for %llu", count,
			(unsigned long long)room);
		count = (uint32_t)room;
	}
	if (count > MAX_EXPORTS) {
		image_problem(pe->reader, "limit", pe_offset(pe, table), "more than %d exports",
			MAX_EXPORTS);
		count = MAX_EXPORTS;
	}
	return count;
}

static bool add(struct pe_exports *exports, const char *name, uint32_t index, uint32_t rva)
{
	struct pe *pe = exports->pe;
	struct image *image = pe->reader->image;
	struct image_export *out;

	if (image->export_count >= exports->room) {
		image_problem(pe->reader, "limit", PROBLEM_NO_OFFSET, "more than %d exports",
			MAX_EXPORTS);
		return false;
	}
	out = &image->exports[image->export_count];
	out->name = name;
	out->ordinal = exports->ordinal_base + index;
	/* An address inside the export directory is no code but the name of what to use instead. */
	if (rva >= exports->directory.rva &&
		rva - exports->directory.rva < exports->directory.size) {
		out->forwarder = pe_name(pe, rva, MAX_SYMBOL_NAME_BYTES);
		if (!out->forwarder)
			return pe->reader->work_left;
	}
	image->export_count++;
	return true;
}

static bool add_named(struct pe_exports *exports, uint32_t position)
{
	struct pe *pe = exports->pe;
	uint64_t ordinal_at = exports->name_ordinals + (uint64_t)position * 2;
	const char *name;
	uint32_t name_rva, rva;
	uint16_t index;

	if (!pe_u32(pe, exports->names + (uint64_t)position * 4, &name_rva) ||
		!pe_u16(pe, ordinal_at, &index)) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, ordinal_at),
			"the export name tables leave the image");
		return false;
	}
	if (index >= exports->function_count) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, ordinal_at),
			"an export name belongs to function %u of %u", index,
			exports->function_count);
		return true;
	}
	exports->has_name[index] = 1;
	name = pe_name(pe, name_rva, MAX_SYMBOL_NAME_BYTES);
	if (!name)
		return pe->reader->work_left;
	if (!pe_u32(pe, exports->functions + (uint64_t)index * 4, &rva))
		return false;
	return add(exports, name, index, rva);
}

static bool add_unnamed(struct pe_exports *exports, uint32_t index)
{
	uint32_t rva;

	if (exports->has_name[index])
		return true;
	if (!pe_u32(exports->pe, exports->functions + (uint64_t)index * 4, &rva))
		return false;
	return !rva || add(exports, NULL, index, rva);
}

static void read_tables(struct pe_exports *exports)
{
	struct pe *pe = exports->pe;
	struct image *image = pe->reader->image;
	struct arena scratch;

	exports->function_count = honest_count(pe, exports->function_count, exports->functions, 4);
	exports->name_count = honest_count(pe, exports->name_count, exports->names, 4);
	exports->name_count = honest_count(pe, exports->name_count, exports->name_ordinals, 2);
	exports->room = (size_t)exports->function_count + exports->name_count;
	if (!exports->function_count) {
		if (exports->name_count)
			image_problem(pe->reader, "lying-count",
				pe_offset(pe, exports->directory.rva),
				"%u names are exported, but no functions", exports->name_count);
		return;
	}
	if (exports->room > MAX_EXPORTS)
		exports->room = MAX_EXPORTS;
	image->exports = arena_array(pe->reader->arena, exports->room, sizeof(*image->exports));
	arena_init(&scratch);
	exports->has_name = arena_alloc(&scratch, exports->function_count);
	for (uint32_t i = 0; i < exports->name_count; i++)
		if (!add_named(exports, i))
			break;
	for (uint32_t i = 0; i < exports->function_count; i++)
		if (!add_unnamed(exports, i))
			break;
	arena_free(&scratch);
}

void pe_read_exports(struct pe *pe)
{
	struct pe_exports exports = {.pe = pe, .directory = pe_directory(pe, PE_EXPORTS)};
	struct image *image = pe->reader->image;
	uint32_t name;

	image->exports_read = true;
	if (!exports.directory.rva)
		return;
	if (!read_directory(&exports, &name)) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, exports.directory.rva),
			"the export directory at RVA 0x%X lies outside the image",
			exports.directory.rva);
		return;
	}
	if (name)
		image->module_name = pe_name(pe, name, MAX_MODULE_NAME_BYTES);
	read_tables(&exports);
}
