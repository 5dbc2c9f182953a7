/* The NE header: 16-bit Windows, OS/2 1.x, fonts and drivers. */
#include "scanner/image/ne.h"

#include "scanner/image/formats.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	LINKER_VERSION = 0x02,
	FLAGS = 0x0C,
	SEGMENT_COUNT = 0x1C,
	MODULE_COUNT = 0x1E,
	NONRESIDENT_NAMES_SIZE = 0x20,
	SEGMENT_TABLE = 0x22,
	RESOURCE_TABLE = 0x24,
	RESIDENT_NAMES = 0x26,
	MODULE_TABLE = 0x28,
	IMPORTED_NAMES = 0x2A,
	NONRESIDENT_NAMES = 0x2C,
	ALIGNMENT_SHIFT = 0x32,
	TARGET = 0x36,
	EXPECTED_WINDOWS = 0x3E,
	NE_HEADER_SIZE = 0x40,

	DEFAULT_ALIGNMENT_SHIFT = 9, /* what 0 means: sectors of 512 bytes */
	MAX_ALIGNMENT_SHIFT = 16,    /* beyond, no sector number but 0 lies within 4 GB */

	CPU_FLAGS = 0x70,
	RESIDENT_NAMES_LIMIT = 0x10000, /* every table behind it has a 16-bit offset */
};

/* Byte 36. 3 is multitasking (European) MS-DOS 4, 5 Borland's operating system services. */
static const struct {
	uint8_t code;
	enum image_target target;
} targets[] = {
	{1, IMAGE_TARGET_OS2}, {2, IMAGE_TARGET_WINDOWS}, {3, IMAGE_TARGET_DOS4},
	{4, IMAGE_TARGET_WINDOWS386}, {5, IMAGE_TARGET_BOSS},
	{0x81, IMAGE_TARGET_PHARLAP}, /* 286|DOS-Extender, OS/2 program */
	{0x82, IMAGE_TARGET_PHARLAP}, /* 286|DOS-Extender, Windows program */
};

/* Linkers before Windows 3 left byte 36 zero; the modules that only one system has tell. */
static const struct {
	const char *module;
	enum image_target target;
} system_modules[] = {
	{"KERNEL", IMAGE_TARGET_WINDOWS},
	{"USER", IMAGE_TARGET_WINDOWS},
	{"GDI", IMAGE_TARGET_WINDOWS},
	{"SYSTEM", IMAGE_TARGET_WINDOWS},
	{"KEYBOARD", IMAGE_TARGET_WINDOWS},
	{"SOUND", IMAGE_TARGET_WINDOWS},
	{"COMM", IMAGE_TARGET_WINDOWS},
	{"WIN87EM", IMAGE_TARGET_WINDOWS},
	{"SHELL", IMAGE_TARGET_WINDOWS},
	{"COMMDLG", IMAGE_TARGET_WINDOWS},
	{"MMSYSTEM", IMAGE_TARGET_WINDOWS},
	{"TOOLHELP", IMAGE_TARGET_WINDOWS},
	{"DOSCALLS", IMAGE_TARGET_OS2},
	{"VIOCALLS", IMAGE_TARGET_OS2},
	{"KBDCALLS", IMAGE_TARGET_OS2},
	{"MOUCALLS", IMAGE_TARGET_OS2},
	{"SESMGR", IMAGE_TARGET_OS2},
	{"QUECALLS", IMAGE_TARGET_OS2},
	{"PMWIN", IMAGE_TARGET_OS2},
	{"PMGPI", IMAGE_TARGET_OS2},
	{"PMSHAPI", IMAGE_TARGET_OS2},
};

/* The highest CPU that the program flags ask for; no flag is the 286 of protected mode Windows. */
static const struct {
	uint8_t flag;
	const char *name;
} cpus[] = {
	{0x40, "i386"},
	{0x20, "i286"},
	{0x10, "i8086"},
	{0x00, "i286"},
};

static void read_fields(struct ne *ne)
{
	const struct view *file = ne->reader->file;
	const struct {
		uint16_t *out;
		uint8_t offset;
	} words[] = {
		{&ne->flags, FLAGS},
		{&ne->segment_count, SEGMENT_COUNT},
		{&ne->module_count, MODULE_COUNT},
		{&ne->nonresident_names_size, NONRESIDENT_NAMES_SIZE},
		{&ne->segment_table, SEGMENT_TABLE},
		{&ne->resource_table, RESOURCE_TABLE},
		{&ne->resident_names, RESIDENT_NAMES},
		{&ne->module_table, MODULE_TABLE},
		{&ne->imported_names, IMPORTED_NAMES},
		{&ne->alignment_shift, ALIGNMENT_SHIFT},
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		view_u16(file, ne->header + words[i].offset, words[i].out);
	view_u32(file, ne->header + NONRESIDENT_NAMES, &ne->nonresident_names);
	view_u8(file, ne->header + TARGET, &ne->target);
	if (!ne->alignment_shift)
		ne->alignment_shift = DEFAULT_ALIGNMENT_SHIFT;
}

bool ne_segment(const struct ne *ne, uint16_t index, struct ne_segment *out)
{
	const struct view *file = ne->reader->file;
	uint64_t row = ne->header + ne->segment_table + (uint64_t)index * NE_SEGMENT_SIZE;
	uint16_t sector, length, flags;

	if (!view_u16(file, row, &sector) || !view_u16(file, row + 2, &length) ||
		!view_u16(file, row + 4, &flags))
		return false;
	out->offset = (uint64_t)sector << ne->alignment_shift;
	out->length = length ? length : 0x10000;
	out->flags = flags;
	return true;
}

const char *ne_module(const struct ne *ne, uint16_t index)
{
	uint64_t reference = ne->header + ne->module_table + (uint64_t)index * 2;
	uint16_t name;

	if (!view_u16(ne->reader->file, reference, &name)) {
		image_problem(ne->reader, "out-of-bounds", reference,
			"the module reference table runs over the end of the file");
		return NULL;
	}
	return image_pascal_name(ne->reader, ne->header + ne->imported_names + name, NULL);
}

static enum image_target target_of_imports(const struct ne *ne)
{
	for (uint16_t index = 0; index < ne->module_count && index < MAX_IMPORTED_MODULES;
		index++) {
		const char *module = ne_module(ne, index);

		if (!module)
			break;
		for (size_t i = 0; i < COUNT_OF(system_modules); i++)
			if (strcmp(system_modules[i].module, module) == 0)
				return system_modules[i].target;
	}
	return IMAGE_TARGET_UNKNOWN;
}

static enum image_target target_of(const struct ne *ne)
{
	if (!ne->target)
		return target_of_imports(ne);
	for (size_t i = 0; i < COUNT_OF(targets); i++)
		if (targets[i].code == ne->target)
			return targets[i].target;
	image_problem(ne->reader, "unknown-target", ne->header + TARGET,
		"target operating system 0x%02X is not known", ne->target);
	return IMAGE_TARGET_UNKNOWN;
}

static void set_machine(const struct ne *ne)
{
	struct image *image = ne->reader->image;
	size_t i = 0;

	while (cpus[i].flag && !(ne->flags & cpus[i].flag))
		i++;
	image->machine_known = true;
	image->machine_code = ne->flags & CPU_FLAGS;
	image->machine_offset = ne->header + FLAGS;
	image->machine = cpus[i].name;
}

static void set_versions(const struct ne *ne)
{
	struct image *image = ne->reader->image;
	const struct view *file = ne->reader->file;
	uint16_t expected = 0;

	image->linker_known = view_u8(file, ne->header + LINKER_VERSION, &image->linker_major) &&
			      view_u8(file, ne->header + LINKER_VERSION + 1, &image->linker_minor);
	/* Windows 1 and 2 left it zero, OS/2 has something else there. */
	if (image->target != IMAGE_TARGET_WINDOWS && image->target != IMAGE_TARGET_WINDOWS386)
		return;
	if (!view_u16(file, ne->header + EXPECTED_WINDOWS, &expected) || !expected)
		return;
	image->expected_windows_known = true;
	image->expected_windows_major = expected >> 8;
	image->expected_windows_minor = expected & 0xFF;
}

static void read_names(const struct ne *ne)
{
	struct image *image = ne->reader->image;

	image_name_table(ne->reader, ne->header + ne->resident_names, RESIDENT_NAMES_LIMIT,
		&image->module_name);
	if (ne->nonresident_names_size)
		image_name_table(ne->reader, ne->nonresident_names, ne->nonresident_names_size,
			&image->description);
	image->exports_read = ne->reader->wanted & IMAGE_EXPORTS;
}

/* A download that broke off lacks the segments at the end; the header does not show it. */
static void check_segments(const struct ne *ne)
{
	const struct view *file = ne->reader->file;

	for (uint16_t i = 0; i < ne->segment_count && image_spend(ne->reader, 4); i++) {
		uint64_t row = ne->header + ne->segment_table + (uint64_t)i * NE_SEGMENT_SIZE;
		struct ne_segment segment;

		if (!ne_segment(ne, i, &segment)) {
			image_problem(ne->reader, "out-of-bounds", row,
				"the segment table runs over the end of the file");
			return;
		}
		if (segment.offset && !view_holds(file, segment.offset, segment.length)) {
			image_problem(ne->reader, "truncated", row,
				"segment %u should end at 0x%llX, the file has %llu bytes", i + 1U,
				(unsigned long long)(segment.offset + segment.length),
				(unsigned long long)file->size);
			return;
		}
	}
}

static void set_kind(const struct ne *ne)
{
	struct image *image = ne->reader->image;

	image->kind = IMAGE_NE;
	image->bits = 16;
	image->signature_offset = ne->header;
}

bool ne_read(struct image_reader *reader, uint64_t header)
{
	struct ne ne = {.reader = reader, .header = header};

	set_kind(&ne);
	if (!view_holds(reader->file, header, NE_HEADER_SIZE)) {
		image_problem(
			reader, "truncated", reader->file->size, "the file ends in the NE header");
		return true;
	}
	read_fields(&ne);
	if (ne.alignment_shift > MAX_ALIGNMENT_SHIFT) {
		image_problem(reader, "out-of-bounds", header + ALIGNMENT_SHIFT,
			"alignment shift %u puts every segment outside the file",
			ne.alignment_shift);
		ne.segment_count = 0;
	}
	reader->image->target = target_of(&ne);
	reader->image->dll = ne.flags & NE_LIBRARY;
	set_machine(&ne);
	set_versions(&ne);
	/* The resource table of OS/2 is another one and knows no version resource. */
	if (reader->wanted & IMAGE_VERSION && reader->image->target != IMAGE_TARGET_OS2)
		ne_read_version(&ne);
	read_names(&ne);
	check_segments(&ne);
	if (reader->wanted & IMAGE_IMPORTS)
		ne_read_imports(&ne);
	if (reader->wanted & IMAGE_RESOURCES)
		ne_read_resources(&ne);
	return true;
}

bool ne_read_bare(struct image_reader *reader, uint64_t header)
{
	struct ne ne = {.reader = reader, .header = header};
	const struct view *file = reader->file;

	if (!view_holds(file, header, NE_HEADER_SIZE))
		return false;
	read_fields(&ne);
	if (ne.segment_table < NE_HEADER_SIZE || ne.resident_names < NE_HEADER_SIZE ||
		ne.alignment_shift > MAX_ALIGNMENT_SHIFT ||
		!view_holds(file, ne.segment_table, (uint64_t)ne.segment_count * NE_SEGMENT_SIZE) ||
		!view_holds(file, ne.resident_names, 1) ||
		!view_holds(file, ne.module_table, (uint64_t)ne.module_count * 2))
		return false;
	for (size_t i = 0; i < COUNT_OF(targets); i++)
		if (targets[i].code == ne.target)
			return ne_read(reader, header);
	return !ne.target && ne_read(reader, header);
}
