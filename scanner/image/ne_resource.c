/* The resource table of 16-bit Windows images, as far as the version resource. */
#include "scanner/image/ne.h"

#include "scanner/image/version_resource.h"

enum {
	TYPE_VERSION = 0x8010, /* RT_VERSION with the bit that says "a number" */
	TYPE_SIZE = 8,
	TYPE_COUNT = 2,

	RESOURCE_SIZE = 12,
	RESOURCE_LENGTH = 2,

	MAX_SHIFT = 16,
};

static void read_resource(const struct ne *ne, uint64_t row, uint16_t shift)
{
	const struct view *file = ne->reader->file;
	uint16_t offset, length;
	uint64_t start, size;
	struct view data;

	if (!view_u16(file, row, &offset) || !view_u16(file, row + RESOURCE_LENGTH, &length)) {
		image_problem(ne->reader, "out-of-bounds", row,
			"the resource table runs over the end of the file");
		return;
	}
	start = (uint64_t)offset << shift;
	size = (uint64_t)length << shift;
	if (!view_slice(file, start, size, &data)) {
		image_problem(ne->reader, "out-of-bounds", row,
			"the version resource lies outside the file");
		if (!view_slice_clipped(file, start, size, &data))
			return;
	}
	version_resource_read(ne->reader, &data, VERSION_16BIT);
}

void ne_read_version(const struct ne *ne)
{
	const struct view *file = ne->reader->file;
	uint64_t table = ne->header + ne->resource_table;
	uint64_t row = table + 2;
	uint16_t shift, type, count;

	/* Linkers say "no resources" by giving both tables one offset. */
	if (!ne->resource_table || ne->resource_table == ne->resident_names)
		return;
	if (!view_u16(file, table, &shift) || shift > MAX_SHIFT) {
		image_problem(ne->reader, "out-of-bounds", table,
			"the resource table lies outside the file or its alignment shift is "
			"impossible");
		return;
	}
	while (image_spend(ne->reader, 2)) {
		if (!view_u16(file, row, &type)) {
			image_problem(ne->reader, "out-of-bounds", row,
				"the resource table runs over the end of the file");
			return;
		}
		if (!type)
			return;
		if (!view_u16(file, row + TYPE_COUNT, &count)) {
			image_problem(ne->reader, "out-of-bounds", row,
				"the resource table runs over the end of the file");
			return;
		}
		row += TYPE_SIZE;
		if (type == TYPE_VERSION && count) {
			read_resource(ne, row, shift);
			return;
		}
		row += (uint64_t)count * RESOURCE_SIZE;
	}
}
