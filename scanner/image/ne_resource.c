/*
 * The resources of a 16-bit image. Windows has a table of types, each with its resources (Q65260,
 * "Resource Table"); OS/2 1.x has a list of type and name for the last segments of the segment
 * table.
 */
#include "scanner/image/ne.h"

#include "scanner/image/version_resource.h"

enum {
	IS_NUMBER = 0x8000, /* the bit of a type or name that says so */

	TYPE_SIZE = 8,
	TYPE_COUNT = 2,

	RESOURCE_SIZE = 12,
	RESOURCE_LENGTH = 2,
	RESOURCE_ID = 6,

	MAX_SHIFT = 16,

	RT_VERSION = 16,

	OS2_RESOURCE_COUNT = 0x34, /* in the header */
	OS2_RESOURCE_SIZE = 4,
	OS2_RESOURCE_NAME = 2,

	/* Units of work for a type or a resource. */
	ROW_WORK = 8,
};

/* What a walk looks for, and what it does with it. */
struct ne_resource_walk {
	const struct ne *ne;
	uint64_t table; /* file offset */
	uint16_t shift;
	size_t capacity;
	size_t name_bytes_left;
	struct version_list *versions; /* NULL: the resources are listed instead */
};

static void runs_over(const struct ne *ne, uint64_t row)
{
	image_problem(ne->reader, "out-of-bounds", row,
		"the resource table runs over the end of the file");
}

/* The name or number that a WORD of the table stands for; false when the name cannot be read. */
static bool read_name(
	struct ne_resource_walk *walk, uint16_t word, const char **name, uint16_t *number)
{
	struct image_reader *reader = walk->ne->reader;
	uint8_t length = 0;

	*name = NULL;
	*number = 0;
	if (word & IS_NUMBER) {
		*number = word & 0x7FFF;
		return true;
	}
	view_u8(reader->file, walk->table + word, &length);
	if (length > walk->name_bytes_left) {
		image_problem(reader, "limit", walk->table,
			"the names of the resources are more than %d bytes",
			MAX_RESOURCE_NAME_BYTES);
		return false;
	}
	walk->name_bytes_left -= length;
	*name = image_pascal_name(reader, walk->table + word, NULL);
	return *name;
}

static void check_bounds(
	const struct ne *ne, uint64_t row, const struct image_resource *resource, struct view *data)
{
	const struct view *file = ne->reader->file;

	*data = (struct view){.source = file->source, .start = file->start};
	if (!view_slice_clipped(file, resource->offset, resource->size, data) ||
		data->size < resource->size)
		image_problem(ne->reader, "out-of-bounds", row,
			"a resource of %u bytes at 0x%llX does not lie inside the file",
			resource->size, (unsigned long long)resource->offset);
}

/* Takes the resource at row, whose type is in *resource; false when the walk is to end. */
static bool take_resource(
	struct ne_resource_walk *walk, uint64_t row, struct image_resource *resource)
{
	const struct ne *ne = walk->ne;
	const struct view *file = ne->reader->file;
	uint16_t offset, length, id;
	struct view data;

	if (!image_spend(ne->reader, ROW_WORK))
		return false;
	if (!view_u16(file, row, &offset) || !view_u16(file, row + RESOURCE_LENGTH, &length) ||
		!view_u16(file, row + RESOURCE_ID, &id)) {
		runs_over(ne, row);
		return false;
	}
	resource->offset = (uint64_t)offset << walk->shift;
	resource->size = (uint32_t)length << walk->shift;
	check_bounds(ne, row, resource, &data);
	if (walk->versions)
		return !data.size || version_list_add(walk->versions, &data,
					     id & IS_NUMBER ? id & 0x7FFFU : VERSION_BY_NAME, 0, 0);
	if (!read_name(walk, id, &resource->name, &resource->id))
		return false;
	if (resource->size && !data.size)
		resource->offset = PROBLEM_NO_OFFSET;
	return image_add_resource(ne->reader, &walk->capacity, resource);
}

static bool take_type(struct ne_resource_walk *walk, uint64_t row, uint16_t type, uint16_t count)
{
	struct image_resource resource = {0};

	if (walk->versions && type != (IS_NUMBER | RT_VERSION))
		return true;
	if (!walk->versions && !read_name(walk, type, &resource.type_name, &resource.type))
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!take_resource(walk, row + (uint64_t)i * RESOURCE_SIZE, &resource))
			return false;
	return true;
}

static void walk_table(struct ne_resource_walk *walk)
{
	const struct ne *ne = walk->ne;
	const struct view *file = ne->reader->file;
	uint64_t row = walk->table + 2;
	uint16_t type, count;

	if (!view_u16(file, walk->table, &walk->shift) || walk->shift > MAX_SHIFT) {
		image_problem(ne->reader, "out-of-bounds", walk->table,
			"the resource table lies outside the file or its alignment shift is "
			"impossible");
		return;
	}
	while (image_spend(ne->reader, ROW_WORK)) {
		if (!view_u16(file, row, &type) ||
			(type && !view_u16(file, row + TYPE_COUNT, &count))) {
			runs_over(ne, row);
			return;
		}
		if (!type)
			return;
		row += TYPE_SIZE;
		if (!take_type(walk, row, type, count))
			return;
		row += (uint64_t)count * RESOURCE_SIZE;
	}
}

/* Linkers say "no resources" by giving this table and the next one offset. */
static bool has_table(const struct ne *ne)
{
	return ne->resource_table && ne->resource_table != ne->resident_names;
}

static void list_os2(struct ne_resource_walk *walk)
{
	const struct ne *ne = walk->ne;
	const struct view *file = ne->reader->file;
	uint64_t count_at = ne->header + OS2_RESOURCE_COUNT;
	uint64_t row = walk->table;
	uint16_t count = 0;

	view_u16(file, count_at, &count);
	if (count > ne->segment_count) {
		image_problem(ne->reader, "lying-count", count_at, "%u resources in %u segments",
			count, ne->segment_count);
		count = ne->segment_count;
	}
	for (uint16_t i = 0; i < count; i++, row += OS2_RESOURCE_SIZE) {
		struct image_resource resource = {0};
		struct ne_segment segment;
		struct view data;

		if (!image_spend(ne->reader, ROW_WORK))
			return;
		if (!view_u16(file, row, &resource.type) ||
			!view_u16(file, row + OS2_RESOURCE_NAME, &resource.id)) {
			runs_over(ne, row);
			return;
		}
		if (!ne_segment(ne, (uint16_t)(ne->segment_count - count + i), &segment))
			return;
		resource.offset = segment.offset;
		resource.size = segment.length;
		check_bounds(ne, row, &resource, &data);
		if (!data.size)
			resource.offset = PROBLEM_NO_OFFSET;
		if (!image_add_resource(ne->reader, &walk->capacity, &resource))
			return;
	}
}

void ne_read_version(const struct ne *ne)
{
	struct version_list versions = {.reader = ne->reader};
	struct ne_resource_walk walk = {
		.ne = ne, .table = ne->header + ne->resource_table, .versions = &versions};

	if (!has_table(ne))
		return;
	walk_table(&walk);
	version_list_read(&versions, VERSION_16BIT);
}

void ne_read_resources(const struct ne *ne)
{
	struct ne_resource_walk walk = {
		.ne = ne,
		.table = ne->header + ne->resource_table,
		.name_bytes_left = MAX_RESOURCE_NAME_BYTES,
	};

	ne->reader->image->resources_read = true;
	if (!has_table(ne))
		return;
	if (ne->reader->image->target == IMAGE_TARGET_OS2)
		list_os2(&walk);
	else
		walk_table(&walk);
}
