/*
 * What an LE or LX image uses of other modules. The modules are listed by name; the symbols are
 * only found in the fixup records, which follow each other page by page, each as long as its flags
 * say.
 */
#include "scanner/image/le.h"
#include "scanner/image/symbol_set.h"

enum {
	SOURCE_TYPE = 0x0F,
	SOURCE_SELECTOR = 2,
	SOURCE_LIST = 0x20, /* a count, and as many offsets behind the record */

	TARGET_TYPE = 0x03,
	TARGET_OBJECT = 0,
	TARGET_ORDINAL = 1,
	TARGET_NAME = 2,
	TARGET_ADDITIVE = 0x04,
	TARGET_OFFSET_32 = 0x10,
	TARGET_ADDITIVE_32 = 0x20,
	TARGET_MODULE_16 = 0x40,
	TARGET_ORDINAL_8 = 0x80,

	SOURCE_TYPES = 0x01ED, /* 0, 2, 3, 5, 6, 7 and 8 are defined */
};

/* The parts of a record whose length varies, in bytes. */
struct fixup {
	uint8_t source, flags;
	uint64_t module; /* file offset; object or entry number where nothing is imported */
	uint8_t module_size;
	uint8_t target_size;
	uint64_t end; /* file offset of the next record */
};

static uint8_t target_size(const struct fixup *fixup)
{
	switch (fixup->flags & TARGET_TYPE) {
	case TARGET_OBJECT:
		if ((fixup->source & SOURCE_TYPE) == SOURCE_SELECTOR)
			return 0;
		break;
	case TARGET_ORDINAL:
		if (fixup->flags & TARGET_ORDINAL_8)
			return 1;
		break;
	case TARGET_NAME:
		break;
	default:
		return 0;
	}
	return fixup->flags & TARGET_OFFSET_32 ? 4 : 2;
}

/* False when there is no record of a known form at the offset. */
static bool measure(const struct le *le, uint64_t offset, struct fixup *out)
{
	const struct view *file = le->reader->file;
	uint8_t sources = 0;

	if (!view_u8(file, offset, &out->source) || !view_u8(file, offset + 1, &out->flags) ||
		!view_u8(file, offset + 2, &sources) ||
		!(SOURCE_TYPES >> (out->source & SOURCE_TYPE) & 1))
		return false;
	out->module = offset + (out->source & SOURCE_LIST ? 3 : 4);
	out->module_size = out->flags & TARGET_MODULE_16 ? 2 : 1;
	out->target_size = target_size(out);
	out->end = out->module + out->module_size + out->target_size;
	if (out->flags & TARGET_ADDITIVE)
		out->end += out->flags & TARGET_ADDITIVE_32 ? 4 : 2;
	if (out->source & SOURCE_LIST)
		out->end += 2U * sources;
	return true;
}

static bool read_number(const struct view *file, uint64_t offset, uint8_t size, uint32_t *out)
{
	uint8_t raw[4];

	if (!view_copy(file, offset, size, raw))
		return false;
	*out = 0;
	for (uint8_t i = 0; i < size; i++)
		*out |= (uint32_t)raw[i] << (8 * i);
	return true;
}

/* False when the budget has run out or the record does not lie in the file. */
static bool add_use(const struct le *le, struct symbol_set *symbols, const struct fixup *fixup)
{
	const struct image *image = le->reader->image;
	uint8_t type = fixup->flags & TARGET_TYPE;
	struct symbol_use use = {.by_name = type == TARGET_NAME};
	uint32_t module;

	if (type != TARGET_ORDINAL && type != TARGET_NAME)
		return true;
	if (!read_number(le->reader->file, fixup->module, fixup->module_size, &module) ||
		!read_number(le->reader->file, fixup->module + fixup->module_size,
			fixup->target_size, &use.symbol))
		return false;
	if (module < 1 || module > image->import_count) {
		image_problem(le->reader, "out-of-bounds", fixup->module,
			"a fixup record uses module %u of %zu", module, image->import_count);
		return true;
	}
	use.module = (uint16_t)(module - 1);
	return symbol_set_add(le->reader, symbols, &use);
}

/* Whether every record of the page (counts from 0) could be read. */
static bool read_page(const struct le *le, struct symbol_set *symbols, uint32_t index)
{
	const struct view *file = le->reader->file;
	uint64_t row = le->header + le->fixup_page_table + (uint64_t)index * 4;
	uint64_t records = le->header + le->fixup_records;
	uint32_t begin = 0, end = 0;
	struct fixup fixup = {.end = 0};

	view_u32(file, row, &begin);
	view_u32(file, row + 4, &end);
	if (end < begin || !view_holds(file, records + begin, end - begin)) {
		image_problem(le->reader, "out-of-bounds", row,
			"the fixup records of page %u do not lie in the file", index + 1);
		return false;
	}
	for (uint64_t at = records + begin; at < records + end; at = fixup.end) {
		if (!image_spend(le->reader, 6))
			return false;
		if (!measure(le, at, &fixup) || fixup.end > records + end) {
			image_problem(le->reader, "bad-fixup", at,
				"a fixup record of page %u has no known form or runs into the next "
				"page",
				index + 1);
			return false;
		}
		if (!add_use(le, symbols, &fixup))
			return false;
	}
	return true;
}

static bool read_pages(const struct le *le, struct symbol_set *symbols)
{
	bool complete = true;

	if (!le->fixup_page_table || le->flags & LE_EXTERNAL_FIXUPS_APPLIED)
		return false;
	if (!view_holds(le->reader->file, le->header + le->fixup_page_table,
		    ((uint64_t)le->page_count + 1) * 4)) {
		image_problem(le->reader, "out-of-bounds", le->header + le->fixup_page_table,
			"the table of the fixup records of %u pages does not lie in the file",
			le->page_count);
		return false;
	}
	for (uint32_t i = 0; i < le->page_count; i++) {
		if (!image_spend(le->reader, 3))
			return false;
		complete &= read_page(le, symbols, i);
	}
	return complete;
}

void le_read_modules(struct le *le)
{
	uint64_t offset = le->header + le->module_names;
	void *modules = NULL;
	size_t capacity = 0;

	while (le->module_name_count < le->module_count) {
		const char *module;

		if (le->module_name_count >= MAX_IMPORTED_MODULES) {
			image_problem(le->reader, "limit", PROBLEM_NO_OFFSET,
				"more than %d imported modules", MAX_IMPORTED_MODULES);
			return;
		}
		module = image_pascal_name(le->reader, offset, &offset);
		if (!module)
			return;
		arena_grow(le->reader->arena, &modules, le->module_name_count, &capacity,
			sizeof(*le->modules));
		le->modules = modules;
		le->modules[le->module_name_count++] = module;
	}
}

void le_read_imports(const struct le *le)
{
	struct image *image = le->reader->image;
	struct symbol_set symbols = {0};
	size_t capacity = 0;
	bool complete;

	image->imports_read = true;
	for (size_t i = 0; i < le->module_name_count; i++)
		if (!image_add_import(le->reader, &capacity, le->modules[i]))
			break;
	if (!image->import_count)
		return;
	complete = read_pages(le, &symbols);
	for (size_t i = 0; i < image->import_count; i++)
		image->imports[i].symbols_known = complete;
	symbol_set_distribute(le->reader, &symbols, le->header + le->procedure_names);
	symbol_set_free(&symbols);
}
