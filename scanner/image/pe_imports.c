/* Import and delay import tables. PE format specification, ".idata section" and "Delay-load import
 * tables". */
#include "scanner/image/pe.h"

enum {
	DESCRIPTOR_SIZE = 20,
	ORIGINAL_FIRST_THUNK = 0,
	TIME_DATE_STAMP = 4,
	NAME = 12,
	FIRST_THUNK = 16,

	DELAY_DESCRIPTOR_SIZE = 32,
	DELAY_ATTRIBUTES = 0,
	DELAY_NAME = 4,
	DELAY_NAME_TABLE = 16,
	DELAY_RVA_FORM = 1, /* Visual C++ 6 wrote addresses instead */

	HINT_SIZE = 2,
};

static const uint64_t ORDINAL_FLAG_PE32 = 0x80000000;
static const uint64_t ORDINAL_FLAG_PE32PLUS = 0x8000000000000000;

static bool read_thunk(struct pe *pe, uint64_t rva, uint64_t *out)
{
	uint32_t narrow;

	if (pe->plus)
		return pe_u64(pe, rva, out);
	if (!pe_u32(pe, rva, &narrow))
		return false;
	*out = narrow;
	return true;
}

/* The number of thunks before the zero that ends them; false when the table leaves the image first.
 */
static bool count_thunks(struct pe *pe, uint64_t table, size_t *out)
{
	uint64_t thunk;

	for (*out = 0; *out <= pe->reader->symbols_left; (*out)++) {
		if (!read_thunk(pe, table + *out * (pe->plus ? 8U : 4U), &thunk)) {
			image_problem(pe->reader, "out-of-bounds", pe_offset(pe, table),
				"an import lookup table at RVA 0x%llX leaves the image",
				(unsigned long long)table);
			return false;
		}
		if (!thunk)
			return true;
	}
	image_problem(pe->reader, "limit", PROBLEM_NO_OFFSET, "more than %d imported symbols",
		MAX_IMPORTED_SYMBOLS);
	*out = pe->reader->symbols_left;
	return false;
}

/* base is what the thunks' name pointers count from: 0, or the image base where they are addresses.
 */
static bool read_symbol(struct pe *pe, uint64_t thunk, uint64_t base, struct image_symbol *out)
{
	if (thunk & (pe->plus ? ORDINAL_FLAG_PE32PLUS : ORDINAL_FLAG_PE32)) {
		out->ordinal = (uint16_t)(thunk & 0xFFFF);
		return true;
	}
	pe_u16(pe, thunk - base, &out->hint);
	out->name = pe_name(pe, thunk - base + HINT_SIZE, MAX_SYMBOL_NAME_BYTES);
	return out->name;
}

static void read_symbols(struct pe *pe, uint64_t table, uint64_t base, struct image_import *import)
{
	size_t count;
	bool complete = count_thunks(pe, table, &count);

	pe->reader->symbols_left -= count;
	if (count)
		import->symbols = arena_array(pe->reader->arena, count, sizeof(*import->symbols));
	for (size_t i = 0; i < count && pe->reader->work_left; i++) {
		struct image_symbol *symbol = &import->symbols[import->symbol_count];
		uint64_t thunk;

		if (read_thunk(pe, table + i * (pe->plus ? 8U : 4U), &thunk) &&
			read_symbol(pe, thunk, base, symbol))
			import->symbol_count++;
		else
			complete = false;
	}
	import->symbols_known = complete && pe->reader->work_left;
}

/*
 * The names stand in the lookup table. Borland's linker 2.25 left that field unset, which the NT
 * loader takes from a value that points into the headers or behind the image; the address table
 * then holds the names, unless it was bound.
 */
static uint64_t lookup_table(
	const struct pe *pe, uint32_t original_first_thunk, uint32_t first_thunk, bool bound)
{
	if (original_first_thunk && original_first_thunk >= pe->size_of_headers &&
		(!pe->size_of_image || original_first_thunk < pe->size_of_image))
		return original_first_thunk;
	return bound ? 0 : first_thunk;
}

static bool read_descriptor(struct pe *pe, uint64_t rva, size_t *capacity)
{
	uint32_t original_first_thunk, time_date_stamp, name, first_thunk;
	struct image_import *import;
	const char *module;
	uint64_t table, address;
	bool has_address;

	if (!pe_u32(pe, rva + ORIGINAL_FIRST_THUNK, &original_first_thunk) ||
		!pe_u32(pe, rva + TIME_DATE_STAMP, &time_date_stamp) ||
		!pe_u32(pe, rva + NAME, &name) || !pe_u32(pe, rva + FIRST_THUNK, &first_thunk)) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"the import table leaves the image at RVA 0x%llX", (unsigned long long)rva);
		return false;
	}
	if (!name)
		return false;
	if (!first_thunk) {
		image_problem(pe->reader, "bad-import", pe_offset(pe, rva),
			"an import has no address table; loaders take it for the end of the table");
		return false;
	}
	module = pe_name(pe, name, MAX_MODULE_NAME_BYTES);
	if (!module)
		return pe->reader->work_left;
	/* The loader does not even look for a module of which the first address is 0. */
	has_address = read_thunk(pe, first_thunk, &address);
	if (!has_address && pe->reader->file->source->error)
		return false;
	if (has_address && !address) {
		image_problem(pe->reader, "empty-import", pe_offset(pe, rva),
			"%s is imported with an empty address table, so loaders pass it over",
			module);
		return pe->reader->work_left;
	}
	import = image_add_import(pe->reader, capacity, module);
	if (!import)
		return false;
	table = lookup_table(pe, original_first_thunk, first_thunk, time_date_stamp != 0);
	if (table)
		read_symbols(pe, table, 0, import);
	return pe->reader->work_left;
}

void pe_read_imports(struct pe *pe)
{
	uint64_t rva = pe_directory(pe, PE_IMPORTS).rva;
	size_t capacity = pe->reader->image->import_count;

	if (!rva)
		return;
	while (read_descriptor(pe, rva, &capacity))
		rva += DESCRIPTOR_SIZE;
}

/*
 * What the pointers of a delay import count from. Without the flag they are addresses, unless they
 * are too low for that or could not hold one (PE32+): some linkers only forgot the flag.
 */
static uint64_t delay_base(const struct pe *pe, uint32_t attributes, uint32_t name)
{
	return attributes & DELAY_RVA_FORM || name < pe->image_base ? 0 : pe->image_base;
}

static bool read_delay_descriptor(struct pe *pe, uint64_t rva, size_t *capacity)
{
	uint32_t attributes, name, name_table;
	struct image_import *import;
	const char *module;
	uint64_t base;

	if (!pe_u32(pe, rva + DELAY_ATTRIBUTES, &attributes) ||
		!pe_u32(pe, rva + DELAY_NAME, &name) ||
		!pe_u32(pe, rva + DELAY_NAME_TABLE, &name_table)) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"the delay import table leaves the image at RVA 0x%llX",
			(unsigned long long)rva);
		return false;
	}
	if (!name)
		return false;
	base = delay_base(pe, attributes, name);
	module = pe_name(pe, name - base, MAX_MODULE_NAME_BYTES);
	if (!module)
		return pe->reader->work_left;
	import = image_add_import(pe->reader, capacity, module);
	if (!import)
		return false;
	import->delay = true;
	if (name_table)
		read_symbols(pe, name_table - base, base, import);
	return pe->reader->work_left;
}

void pe_read_delay_imports(struct pe *pe)
{
	uint64_t rva = pe_directory(pe, PE_DELAY_IMPORTS).rva;
	size_t capacity = pe->reader->image->import_count;

	if (!rva)
		return;
	while (read_delay_descriptor(pe, rva, &capacity))
		rva += DELAY_DESCRIPTOR_SIZE;
}
