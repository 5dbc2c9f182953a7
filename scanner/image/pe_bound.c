/*
 * The bound import directory: IMAGE_BOUND_IMPORT_DESCRIPTOR of winnt.h. The binder puts it behind
 * the section table, where an RVA is a file offset. A loader that finds it wrong looks its imports
 * up as if it were not there, so nothing here says more against an image than that.
 */
#include "scanner/image/pe.h"

enum {
	TIME_DATE_STAMP = 0,
	OFFSET_MODULE_NAME = 4, /* from the directory */
	FORWARDER_COUNT = 6,    /* entries of the same form that follow */
	ENTRY_SIZE = 8,
};

struct bound_walk {
	struct pe *pe;
	uint64_t directory;
	uint64_t entry;
	uint32_t forwarders_left;
	size_t capacity;
};

static bool spoilt(const struct bound_walk *walk, const char *what)
{
	image_problem(walk->pe->reader, "bad-bound-import", pe_offset(walk->pe, walk->entry),
		"the bound import table cannot be used: %s", what);
	return false;
}

static bool add(struct bound_walk *walk, const char *module, uint32_t time_date_stamp)
{
	struct image_reader *reader = walk->pe->reader;
	struct image *image = reader->image;
	void *items = image->bound_imports;

	if (image->bound_import_count >= MAX_IMPORTED_MODULES)
		return spoilt(walk, "it has more modules than an image can import");
	arena_grow(reader->arena, &items, image->bound_import_count, &walk->capacity,
		sizeof(*image->bound_imports));
	image->bound_imports = items;
	image->bound_imports[image->bound_import_count++] = (struct image_bound_import){
		.module = module,
		.time_date_stamp = time_date_stamp,
		.forwarded = walk->forwarders_left != 0,
	};
	return true;
}

/* False at the end of the table, which is an entry without a name where no forwarder is due. */
static bool read_entry(struct bound_walk *walk)
{
	struct pe *pe = walk->pe;
	uint32_t time_date_stamp;
	uint16_t name, forwarders;
	const char *module;

	if (!pe_u32(pe, walk->entry + TIME_DATE_STAMP, &time_date_stamp) ||
		!pe_u16(pe, walk->entry + OFFSET_MODULE_NAME, &name) ||
		!pe_u16(pe, walk->entry + FORWARDER_COUNT, &forwarders))
		return spoilt(walk, "it leaves the image");
	if (!name && !walk->forwarders_left)
		return false;
	module = name ? pe_name_if_any(pe, walk->directory + name) : NULL;
	if (!module)
		return spoilt(walk, "a module has no name");
	if (!add(walk, module, time_date_stamp))
		return false;
	if (walk->forwarders_left)
		walk->forwarders_left--;
	else
		walk->forwarders_left = forwarders;
	walk->entry += ENTRY_SIZE;
	return true;
}

void pe_read_bound_imports(struct pe *pe)
{
	uint64_t directory = pe_directory(pe, PE_BOUND_IMPORTS).rva;
	struct bound_walk walk = {.pe = pe, .directory = directory, .entry = directory};

	if (!directory)
		return;
	while (read_entry(&walk))
		;
}
