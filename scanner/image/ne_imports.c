/*
 * What an NE image uses of other modules. The module reference table names the modules; the symbols
 * are only found in the relocation records behind each segment, where every use of a symbol is a
 * record of its own.
 */
#include "scanner/image/ne.h"
#include "scanner/image/symbol_set.h"

enum {
	RELOCATION_FLAGS = 1,
	RELOCATION_MODULE = 4, /* counts from 1 */
	RELOCATION_SYMBOL = 6, /* ordinal, or offset in the imported names table */

	TARGET_MASK = 3,
	TARGET_ORDINAL = 1,
	TARGET_NAME = 2,
};

/* False when the budget has run out or the record does not lie in the file. */
static bool read_relocation(const struct ne *ne, struct symbol_set *symbols, uint64_t record)
{
	const struct view *file = ne->reader->file;
	struct symbol_use use = {0};
	uint16_t module = 0, symbol = 0;
	uint8_t flags = 0;

	if (!image_spend(ne->reader, 3))
		return false;
	if (!view_u8(file, record + RELOCATION_FLAGS, &flags) ||
		!view_u16(file, record + RELOCATION_MODULE, &module) ||
		!view_u16(file, record + RELOCATION_SYMBOL, &symbol)) {
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
	use.symbol = symbol;
	use.module = (uint16_t)(module - 1);
	use.by_name = flags == TARGET_NAME;
	return symbol_set_add(ne->reader, symbols, &use);
}

/* False when not all of its records could be read; the other segments may still have theirs. */
static bool read_segment(const struct ne *ne, struct symbol_set *symbols, uint16_t index)
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
		return false;
	}
	segment.offset += 2;
	for (; count; count--, segment.offset += NE_RELOCATION_SIZE)
		if (!read_relocation(ne, symbols, segment.offset))
			return false;
	return true;
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
	struct symbol_set symbols = {0};
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
	for (uint16_t i = 0; i < segments; i++)
		if (!read_segment(ne, &symbols, i))
			complete = false;
	for (size_t i = 0; i < image->import_count; i++)
		image->imports[i].symbols_known = complete;
	symbol_set_distribute(ne->reader, &symbols, ne->header + ne->imported_names);
	symbol_set_free(&symbols);
}
