/*
 * What an NE image uses of other modules. The module reference table names the modules; the symbols
 * are only found in the relocation records behind each segment, where every use of a symbol is a
 * record of its own.
 */
#include "scanner/image/ne.h"

#include <string.h>

enum {
	RELOCATION_FLAGS = 1,
	RELOCATION_MODULE = 4, /* counts from 1 */
	RELOCATION_SYMBOL = 6, /* ordinal, or offset in the imported names table */

	TARGET_MASK = 3,
	TARGET_ORDINAL = 1,
	TARGET_NAME = 2,

	SMALLEST_TABLE = 256, /* slots; a power of two */
};

/* One distinct use: the linker keeps one copy of each name, so the offset stands for it. */
struct ne_symbol {
	uint16_t module;
	uint16_t symbol;
	bool by_name;
};

/* The uses met so far, in the order they were met, and an open hash table of their positions plus
 * one. */
struct ne_symbols {
	struct arena arena;
	struct ne_symbol *items;
	size_t count;
	size_t capacity;
	uint32_t *slots;
	size_t slot_count;
};

static size_t first_slot(const struct ne_symbols *symbols, const struct ne_symbol *symbol)
{
	uint32_t key = (uint32_t)symbol->module << 16 | symbol->symbol;

	key ^= symbol->by_name ? 0x5BD1E995U : 0;
	return (size_t)((key * 0x9E3779B97F4A7C15ULL) >> 40) & (symbols->slot_count - 1);
}

/* The slot that holds the symbol, or the free one where it belongs. */
static uint32_t *find_slot(const struct ne_symbols *symbols, const struct ne_symbol *symbol)
{
	size_t slot = first_slot(symbols, symbol);

	for (; symbols->slots[slot]; slot = (slot + 1) & (symbols->slot_count - 1)) {
		const struct ne_symbol *known = &symbols->items[symbols->slots[slot] - 1];

		if (known->module == symbol->module && known->symbol == symbol->symbol &&
			known->by_name == symbol->by_name)
			break;
	}
	return &symbols->slots[slot];
}

static void make_slots(struct ne_symbols *symbols)
{
	if (symbols->slot_count > symbols->count * 2)
		return;
	symbols->slot_count = symbols->slot_count ? symbols->slot_count * 2 : SMALLEST_TABLE;
	symbols->slots = arena_array(&symbols->arena, symbols->slot_count, sizeof(*symbols->slots));
	for (size_t i = 0; i < symbols->count; i++)
		*find_slot(symbols, &symbols->items[i]) = (uint32_t)i + 1;
}

/* False when there are more symbols than one image may have. */
static bool add_symbol(
	struct image_reader *reader, struct ne_symbols *symbols, const struct ne_symbol *symbol)
{
	void *items = symbols->items;
	uint32_t *slot;

	make_slots(symbols);
	slot = find_slot(symbols, symbol);
	if (*slot)
		return true;
	if (!reader->symbols_left) {
		image_problem(reader, "limit", PROBLEM_NO_OFFSET, "more than %d imported symbols",
			MAX_IMPORTED_SYMBOLS);
		return false;
	}
	reader->symbols_left--;
	arena_grow(&symbols->arena, &items, symbols->count, &symbols->capacity,
		sizeof(*symbols->items));
	symbols->items = items;
	symbols->items[symbols->count++] = *symbol;
	*slot = (uint32_t)symbols->count;
	return true;
}

/* False when the budget has run out or the record does not lie in the file. */
static bool read_relocation(const struct ne *ne, struct ne_symbols *symbols, uint64_t record)
{
	const struct view *file = ne->reader->file;
	struct ne_symbol symbol = {0};
	uint16_t module = 0;
	uint8_t flags = 0;

	if (!image_spend(ne->reader, 3))
		return false;
	if (!view_u8(file, record + RELOCATION_FLAGS, &flags) ||
		!view_u16(file, record + RELOCATION_MODULE, &module) ||
		!view_u16(file, record + RELOCATION_SYMBOL, &symbol.symbol)) {
		image_problem(ne->reader, "lying-count", record,
			"the relocation records run over the end of the file");
		return false;
	}
	flags &= TARGET_MASK;
	if (flags != TARGET_ORDINAL && flags != TARGET_NAME)
		return true;
	if (module < 1 || module > ne->reader->image->import_count) {
		image_problem(ne->reader, "out-of-bounds", record + RELOCATION_MODULE,
			"a relocation uses module %u of %zu", module,
			ne->reader->image->import_count);
		return true;
	}
	symbol.module = (uint16_t)(module - 1);
	symbol.by_name = flags == TARGET_NAME;
	return add_symbol(ne->reader, symbols, &symbol);
}

static bool read_segment(const struct ne *ne, struct ne_symbols *symbols, uint16_t index)
{
	struct ne_segment segment;
	uint16_t count;

	if (!image_spend(ne->reader, 4) || !ne_segment(ne, index, &segment))
		return false;
	if (!(segment.flags & NE_SEGMENT_HAS_RELOCATIONS) || !segment.offset)
		return true;
	segment.offset += segment.length;
	if (!view_u16(ne->reader->file, segment.offset, &count)) {
		image_problem(ne->reader, "out-of-bounds", segment.offset,
			"the relocation records of segment %u lie outside the file", index + 1U);
		return true;
	}
	segment.offset += 2;
	for (; count; count--, segment.offset += NE_RELOCATION_SIZE)
		if (!read_relocation(ne, symbols, segment.offset))
			return false;
	return true;
}

static bool set_symbol(const struct ne *ne, const struct ne_symbol *symbol)
{
	struct image_import *import = &ne->reader->image->imports[symbol->module];
	struct image_symbol *out = &import->symbols[import->symbol_count];

	if (symbol->by_name)
		out->name = image_pascal_name(
			ne->reader, ne->header + ne->imported_names + symbol->symbol, NULL);
	else
		out->ordinal = symbol->symbol;
	if (symbol->by_name && !out->name)
		return false;
	if (symbol->by_name && !*out->name)
		image_problem(ne->reader, "bad-import",
			ne->header + ne->imported_names + symbol->symbol,
			"a symbol of %s is imported by an empty name", import->module);
	import->symbol_count++;
	return true;
}

/* Gives each import its symbols, in the order the records have them. */
static void distribute(const struct ne *ne, const struct ne_symbols *symbols)
{
	struct image *image = ne->reader->image;

	for (size_t i = 0; i < symbols->count; i++)
		image->imports[symbols->items[i].module].symbol_count++;
	for (size_t i = 0; i < image->import_count; i++) {
		struct image_import *import = &image->imports[i];

		if (import->symbol_count)
			import->symbols = arena_array(
				ne->reader->arena, import->symbol_count, sizeof(*import->symbols));
		import->symbol_count = 0;
	}
	for (size_t i = 0; i < symbols->count; i++)
		if (!set_symbol(ne, &symbols->items[i]))
			image->imports[symbols->items[i].module].symbols_known = false;
}

static void read_modules(const struct ne *ne)
{
	size_t capacity = 0;

	for (uint16_t i = 0; i < ne->module_count; i++) {
		const char *module = ne_module(ne, i);
		struct image_import *import;

		if (!module)
			return;
		if (!*module)
			image_problem(ne->reader, "bad-import",
				ne->header + ne->module_table + (uint64_t)i * 2,
				"module %u has an empty name", i + 1U);
		import = image_add_import(ne->reader, &capacity, module);
		if (!import)
			return;
	}
}

void ne_read_imports(const struct ne *ne)
{
	struct image *image = ne->reader->image;
	struct ne_symbols symbols = {0};
	uint16_t segments = ne->segment_count;
	bool complete = true;

	image->imports_read = true;
	read_modules(ne);
	if (!image->import_count)
		return;
	/*
	 * Windows loads the first segment of a self-loading program as any other; the others are
	 * read and fixed up by the code in it, from whatever form they have in the file
	 * (Windows 3.1 SDK, "Self-Loading Windows Applications").
	 */
	if (image->self_loading && segments > 1) {
		segments = 1;
		complete = false;
	}
	arena_init(&symbols.arena);
	for (uint16_t i = 0; i < segments; i++)
		if (!read_segment(ne, &symbols, i)) {
			complete = false;
			break;
		}
	for (size_t i = 0; i < image->import_count; i++)
		image->imports[i].symbols_known = complete;
	distribute(ne, &symbols);
	arena_free(&symbols.arena);
}
