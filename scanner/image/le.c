/* LE (VxDs, DOS extenders, betas of OS/2 2.0) and LX (OS/2 2.0 and later): one header for both. */
#include "scanner/image/dos_stub.h"
#include "scanner/image/formats.h"
#include "scanner/image/names.h"
#include "scanner/image/version_resource.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	BYTE_ORDER_MARKS = 0x02, /* one byte for bytes in a word, one for words in a dword */
	FORMAT_LEVEL = 0x04,
	CPU_TYPE = 0x08,
	TARGET = 0x0A,
	MODULE_FLAGS = 0x10,
	OBJECT_TABLE = 0x40,
	OBJECT_COUNT = 0x44,
	RESIDENT_NAMES = 0x58,
	MODULE_NAMES = 0x70,
	MODULE_COUNT = 0x74,
	NONRESIDENT_NAMES = 0x88, /* file offset */
	NONRESIDENT_NAMES_SIZE = 0x8C,
	LE_HEADER_SIZE = 0xAC,

	/* Only in VxDs: e32_winresoff and e32_winreslen of IMAGE_VXD_HEADER in winnt.h; Q201685. */
	VXD_RESOURCE = 0xB8, /* file offset */
	VXD_RESOURCE_SIZE = 0xBC,

	MODULE_IS_LIBRARY = 0x8000,
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

struct le {
	struct image_reader *reader;
	uint64_t header;
	uint32_t resident_names;
	uint32_t module_names;
	uint32_t module_count;
	uint32_t nonresident_names;
	uint32_t nonresident_names_size;
};

static enum image_target target_of(const struct le *le)
{
	uint16_t code = 0;

	view_u16(le->reader->file, le->header + TARGET, &code);
	if (code == 1 && le->reader->image->kind == IMAGE_LE &&
		dos_stub_extender(le->reader, le->header))
		return IMAGE_TARGET_DOS;
	for (size_t i = 0; i < COUNT_OF(targets); i++)
		if (targets[i].code == code)
			return targets[i].target;
	image_problem(le->reader, "unknown-target", le->header + TARGET,
		"target operating system 0x%04X is not known", code);
	return IMAGE_TARGET_UNKNOWN;
}

static void read_fields(struct le *le)
{
	const struct {
		uint32_t *out;
		uint8_t offset;
	} fields[] = {
		{&le->resident_names, RESIDENT_NAMES},
		{&le->module_names, MODULE_NAMES},
		{&le->module_count, MODULE_COUNT},
		{&le->nonresident_names, NONRESIDENT_NAMES},
		{&le->nonresident_names_size, NONRESIDENT_NAMES_SIZE},
	};

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		view_u32(le->reader->file, le->header + fields[i].offset, fields[i].out);
}

static void read_names(const struct le *le)
{
	struct image *image = le->reader->image;

	if (le->resident_names)
		image_name_table(le->reader, le->header + le->resident_names, UINT32_MAX,
			&image->module_name);
	if (le->nonresident_names && le->nonresident_names_size)
		image_name_table(le->reader, le->nonresident_names, le->nonresident_names_size,
			&image->description);
	image->exports_read = le->reader->wanted & IMAGE_EXPORTS;
}

/* The fixup records that use the modules are packed by page in a way that does not let symbols be
 * counted. */
static void read_imports(const struct le *le)
{
	uint64_t offset = le->header + le->module_names;
	size_t capacity = 0;

	le->reader->image->imports_read = true;
	for (uint32_t i = 0; i < le->module_count; i++) {
		const char *module = image_pascal_name(le->reader, offset, &offset);

		if (!module || !image_add_import(le->reader, &capacity, module))
			return;
	}
}

/*
 * A VxD carries its version as one resource in the form of a Win16 .RES file: FF and type, FF and
 * name, flags, size, and then VS_VERSION_INFO with 8-bit strings.
 */
static void read_version(const struct le *le)
{
	enum { RES_HEADER_SIZE = 12, RES_TYPE = 1, RES_SIZE = 8, RT_VERSION = 16 };
	const struct view *file = le->reader->file;
	struct view resource, data;
	uint32_t offset = 0, length = 0, size = 0;
	uint16_t type = 0;
	uint8_t mark = 0;

	if (!view_u32(file, le->header + VXD_RESOURCE, &offset) ||
		!view_u32(file, le->header + VXD_RESOURCE_SIZE, &length) || !offset || !length)
		return;
	if (!view_slice(file, offset, length, &resource)) {
		image_problem(le->reader, "out-of-bounds", le->header + VXD_RESOURCE,
			"the version resource lies outside the file");
		if (!view_slice_clipped(file, offset, length, &resource))
			return;
	}
	view_u8(&resource, 0, &mark);
	view_u16(&resource, RES_TYPE, &type);
	view_u32(&resource, RES_SIZE, &size);
	if (mark != 0xFF || type != RT_VERSION) {
		image_problem(le->reader, "bad-version", offset,
			"what the header calls the resource is no version resource");
		return;
	}
	if (view_slice_clipped(&resource, RES_HEADER_SIZE, size, &data))
		version_resource_read(le->reader, &data, VERSION_16BIT);
}

static bool read_image(struct image_reader *reader, uint64_t header, enum image_kind kind)
{
	struct le le = {.reader = reader, .header = header};
	struct image *image = reader->image;
	const struct view *file = reader->file;
	uint16_t byte_orders = 0, cpu = 0;
	uint32_t flags = 0;

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
	read_fields(&le);
	view_u16(file, header + CPU_TYPE, &cpu);
	view_u32(file, header + MODULE_FLAGS, &flags);
	image_set_le_machine(reader, cpu, header + CPU_TYPE);
	image->target = target_of(&le);
	image->dll = flags & MODULE_IS_LIBRARY;
	if (reader->wanted & IMAGE_VERSION && image->target == IMAGE_TARGET_WINDOWS386)
		read_version(&le);
	read_names(&le);
	if (reader->wanted & IMAGE_IMPORTS)
		read_imports(&le);
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
