/* The NE header: 16-bit Windows, OS/2 1.x, fonts and drivers. */
#include "scanner/image/ne.h"

#include "scanner/image/formats.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	LINKER_VERSION = 0x02,
	ENTRY_TABLE = 0x04,
	ENTRY_TABLE_SIZE = 0x06,
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
	OTHER_FLAGS = 0x37,
	GANGLOAD = 0x38,
	GANGLOAD_LENGTH = 0x3A,
	EXPECTED_WINDOWS = 0x3E,

	DEFAULT_ALIGNMENT_SHIFT = 9, /* what 0 means: sectors of 512 bytes */

	CPU_FLAGS = 0x70,

	/* In an OS/2 program the same bit says that it is bound to run under DOS as well. */
	SELF_LOADING = 0x0800,
};

/*
 * The highest CPU that the program flags ask for; no flag is the 286 of protected mode. In Windows
 * programs the same bits are the options of the resource compiler for expanded memory (-l, -m, -e).
 */
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
		{&ne->entry_table, ENTRY_TABLE},
		{&ne->entry_table_size, ENTRY_TABLE_SIZE},
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
		{&ne->gangload, GANGLOAD},
		{&ne->gangload_length, GANGLOAD_LENGTH},
		{&ne->expected_windows, EXPECTED_WINDOWS},
	};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		view_u16(file, ne->header + words[i].offset, words[i].out);
	view_u32(file, ne->header + NONRESIDENT_NAMES, &ne->nonresident_names);
	view_u8(file, ne->header + LINKER_VERSION, &ne->linker_major);
	view_u8(file, ne->header + NE_TARGET, &ne->target);
	view_u8(file, ne->header + OTHER_FLAGS, &ne->other_flags);
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

static void set_machine(const struct ne *ne)
{
	struct image *image = ne->reader->image;
	unsigned flags = ne_is_for_windows(ne) ? 0 : ne->flags;
	size_t i = 0;

	while (cpus[i].flag && !(flags & cpus[i].flag))
		i++;
	image->machine_known = true;
	image->machine_code = ne->flags & CPU_FLAGS;
	image->machine_offset = ne->header + FLAGS;
	image->machine = cpus[i].name;
}

static void set_versions(const struct ne *ne)
{
	struct image *image = ne->reader->image;

	image->linker_major = ne->linker_major;
	image->linker_known =
		view_u8(ne->reader->file, ne->header + LINKER_VERSION + 1, &image->linker_minor);
	if (!ne_has_windows_version(ne))
		return;
	image->expected_windows_known = true;
	image->expected_windows_major = ne->expected_windows >> 8;
	image->expected_windows_minor = ne->expected_windows & 0xFF;
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
	if (reader->file->source->error)
		return true;
	if (ne.alignment_shift > NE_MAX_ALIGNMENT_SHIFT) {
		image_problem(reader, "out-of-bounds", header + ALIGNMENT_SHIFT,
			"alignment shift %u puts every segment outside the file",
			ne.alignment_shift);
		ne.segment_count = 0;
	}
	reader->image->target = ne_target(&ne);
	reader->image->dll = ne.flags & NE_LIBRARY;
	reader->image->self_loading = ne.flags & SELF_LOADING && ne_is_for_windows(&ne);
	set_machine(&ne);
	set_versions(&ne);
	/* The resource table of OS/2 is another one and knows no version resource. */
	if (reader->wanted & IMAGE_VERSION && reader->image->target != IMAGE_TARGET_OS2)
		ne_read_version(&ne);
	ne_read_names(&ne);
	check_segments(&ne);
	if (reader->wanted & IMAGE_IMPORTS)
		ne_read_imports(&ne);
	if (reader->wanted & IMAGE_RESOURCES)
		ne_read_resources(&ne);
	ne_find_overlay(&ne);
	return true;
}

bool ne_agrees(struct image_reader *reader, uint64_t header)
{
	struct ne ne = {.reader = reader, .header = header};
	const struct view *file = reader->file;

	if (!view_holds(file, header, NE_HEADER_SIZE))
		return false;
	read_fields(&ne);
	return !file->source->error && ne.segment_table >= NE_HEADER_SIZE &&
	       ne.resident_names >= NE_HEADER_SIZE &&
	       ne.alignment_shift <= NE_MAX_ALIGNMENT_SHIFT &&
	       view_holds(file, header + ne.segment_table,
		       (uint64_t)ne.segment_count * NE_SEGMENT_SIZE) &&
	       view_holds(file, header + ne.resident_names, 1) &&
	       view_holds(file, header + ne.module_table, (uint64_t)ne.module_count * 2) &&
	       ne_target_is_known(ne.target);
}

bool ne_read_bare(struct image_reader *reader, uint64_t header)
{
	return ne_agrees(reader, header) && ne_read(reader, header);
}
