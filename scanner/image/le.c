/* LE (VxDs, DOS extenders, betas of OS/2 2.0) and LX (OS/2 2.0 and later): one header for both. */
#include "scanner/image/dos_stub.h"
#include "scanner/image/formats.h"
#include "scanner/image/le.h"
#include "scanner/image/names.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	BYTE_ORDER_MARKS = 0x02, /* one byte for bytes in a word, one for words in a dword */
	FORMAT_LEVEL = 0x04,
	CPU_TYPE = 0x08,
	TARGET = 0x0A,
	PAGE_COUNT = 0x14,
	PAGE_SIZE = 0x28,
	LAST_PAGE = 0x2C,
	OBJECT_TABLE = 0x40,
	OBJECT_COUNT = 0x44,
	PAGE_MAP = 0x48,
	RESIDENT_NAMES = 0x58,
	ENTRY_TABLE = 0x5C,
	FIXUP_PAGE_TABLE = 0x68,
	FIXUP_RECORDS = 0x6C,
	MODULE_NAMES = 0x70,
	MODULE_COUNT = 0x74,
	PROCEDURE_NAMES = 0x78,
	DATA_PAGES = 0x80,
	NONRESIDENT_NAMES = 0x88,
	NONRESIDENT_NAMES_SIZE = 0x8C,
	DEBUG_INFO = 0x98,
	DEBUG_INFO_SIZE = 0x9C,

	TARGET_WINDOWS386 = 4,
	OBJECT_SIZE = 24, /* of an entry in the object table */
};

static const struct {
	uint16_t code;
	enum image_target target;
} targets[] = {
	{1, IMAGE_TARGET_OS2},
	{2, IMAGE_TARGET_WINDOWS},
	{3, IMAGE_TARGET_DOS4},
	{4, IMAGE_TARGET_WINDOWS386},
};

/* An OS/2 program of format LX that also runs under DOS, by an extender in its stub, is still one
 * for OS/2; an LE with an extender is one for DOS, whatever its linker wrote. */
static enum image_target target_of(const struct le *le)
{
	struct image *image = le->reader->image;
	uint16_t code = 0;

	view_u16(le->reader->file, le->header + TARGET, &code);
	if (code != TARGET_WINDOWS386)
		image->dos_extender = dos_stub_extender(le->reader, le->header);
	if (image->dos_extender && (!le->lx || !code))
		return IMAGE_TARGET_DOS;
	for (size_t i = 0; i < COUNT_OF(targets); i++)
		if (targets[i].code == code)
			return targets[i].target;
	image_problem(le->reader, "unknown-target", le->header + TARGET,
		"target operating system 0x%04X is not known", code);
	return IMAGE_TARGET_UNKNOWN;
}

void le_read_fields(struct le *le)
{
	const struct {
		uint32_t *out;
		uint8_t offset;
	} fields[] = {
		{&le->flags, LE_MODULE_FLAGS},
		{&le->page_count, PAGE_COUNT},
		{&le->page_size, PAGE_SIZE},
		{&le->last_page, LAST_PAGE},
		{&le->object_table, OBJECT_TABLE},
		{&le->object_count, OBJECT_COUNT},
		{&le->page_map, PAGE_MAP},
		{&le->resident_names, RESIDENT_NAMES},
		{&le->entry_table, ENTRY_TABLE},
		{&le->fixup_page_table, FIXUP_PAGE_TABLE},
		{&le->fixup_records, FIXUP_RECORDS},
		{&le->module_names, MODULE_NAMES},
		{&le->module_count, MODULE_COUNT},
		{&le->procedure_names, PROCEDURE_NAMES},
		{&le->data_pages, DATA_PAGES},
		{&le->nonresident_names, NONRESIDENT_NAMES},
		{&le->nonresident_names_size, NONRESIDENT_NAMES_SIZE},
		{&le->debug_info, DEBUG_INFO},
		{&le->debug_info_size, DEBUG_INFO_SIZE},
	};

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		view_u32(le->reader->file, le->header + fields[i].offset, fields[i].out);
}

static void read_tables(struct le *le)
{
	struct image_reader *reader = le->reader;

	if (reader->image->target == IMAGE_TARGET_WINDOWS386) {
		if (reader->wanted & IMAGE_VERSION)
			le_read_version(le);
		le_read_device(le);
	}
	if (reader->wanted & (IMAGE_IMPORTS | IMAGE_EXPORTS))
		le_read_modules(le);
	le_read_names(le);
	if (reader->wanted & IMAGE_IMPORTS)
		le_read_imports(le);
	le_check_extent(le);
}

static bool read_image(struct image_reader *reader, uint64_t header, enum image_kind kind)
{
	struct le le = {.reader = reader, .header = header, .lx = kind == IMAGE_LX};
	struct image *image = reader->image;
	const struct view *file = reader->file;
	uint16_t byte_orders = 0, cpu = 0;

	image->kind = kind;
	image->bits = 32;
	image->signature_offset = header;
	if (!view_holds(file, header, LE_HEADER_SIZE)) {
		image_problem(reader, "truncated", file->size, "the file ends in the %s header",
			kind == IMAGE_LE ? "LE" : "LX");
		return true;
	}
	view_u16(file, header + BYTE_ORDER_MARKS, &byte_orders);
	if (byte_orders) {
		image_problem(reader, "byte-order", header + BYTE_ORDER_MARKS,
			"the header says that its numbers are big-endian; no such file is known");
		return true;
	}
	le_read_fields(&le);
	view_u16(file, header + CPU_TYPE, &cpu);
	if (file->source->error) {
		image->bits = 0;
		return true;
	}
	image_set_le_machine(reader, cpu, header + CPU_TYPE);
	image->target = target_of(&le);
	image->dll = le.flags & LE_MODULE_TYPE;
	read_tables(&le);
	return true;
}

bool le_read(struct image_reader *reader, uint64_t header)
{
	return read_image(reader, header, IMAGE_LE);
}

bool lx_read(struct image_reader *reader, uint64_t header)
{
	return read_image(reader, header, IMAGE_LX);
}

static bool is_plausible(const struct view *file)
{
	uint16_t byte_orders, cpu, target;
	uint32_t level, objects, object_count;

	return view_holds(file, 0, LE_HEADER_SIZE) &&
	       view_u16(file, BYTE_ORDER_MARKS, &byte_orders) && byte_orders == 0 &&
	       view_u32(file, FORMAT_LEVEL, &level) && level == 0 &&
	       view_u16(file, CPU_TYPE, &cpu) && cpu >= 1 && cpu <= 4 &&
	       view_u16(file, TARGET, &target) && target <= COUNT_OF(targets) &&
	       view_u32(file, OBJECT_TABLE, &objects) &&
	       view_u32(file, OBJECT_COUNT, &object_count) && objects >= LE_HEADER_SIZE &&
	       view_holds(file, objects, (uint64_t)object_count * OBJECT_SIZE);
}

bool le_read_bare(struct image_reader *reader, uint64_t header)
{
	return is_plausible(reader->file) && le_read(reader, header);
}

bool lx_read_bare(struct image_reader *reader, uint64_t header)
{
	return is_plausible(reader->file) && lx_read(reader, header);
}
