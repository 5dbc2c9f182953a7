/*
 * Where an NE image ends. The header has no field for it: the end is that of whatever it leads to
 * that lies farthest back. What follows is an archive, an installer's payload or CodeView records
 * ("NB09" in the last bytes), none of which the loader reads.
 */
#include "scanner/image/ne.h"

enum {
	RESOURCE_TYPE_SIZE = 8,
	RESOURCE_TYPE_COUNT = 2,
	RESOURCE_SIZE = 12,
	RESOURCE_LENGTH = 2,
	MAX_RESOURCE_SHIFT = 16, /* as for segments */

	MAX_PADDING = 512, /* a sector, the largest unit that linkers fill up */
};

static void reach(uint64_t *end, uint64_t offset, uint64_t length)
{
	if (length && *end < offset + length)
		*end = offset + length;
}

/* Each of these is false when it could not be seen how far the image reaches. */
static bool reach_segments(const struct ne *ne, uint64_t *end)
{
	for (uint16_t i = 0; i < ne->segment_count; i++) {
		struct ne_segment segment;
		uint16_t relocations = 0;

		if (!image_spend(ne->reader, 5) || !ne_segment(ne, i, &segment))
			return false;
		if (!segment.offset)
			continue;
		reach(end, segment.offset, segment.length);
		/* What follows the later segments of a self-loading program is its own affair. */
		if (segment.flags & NE_SEGMENT_HAS_RELOCATIONS &&
			!(i && ne->reader->image->self_loading) &&
			view_u16(ne->reader->file, segment.offset + segment.length, &relocations))
			reach(end, segment.offset + segment.length,
				2 + (uint64_t)relocations * NE_RELOCATION_SIZE);
	}
	return true;
}

static bool reach_resources_of_type(
	const struct ne *ne, uint64_t row, uint16_t count, uint16_t shift, uint64_t *end)
{
	for (; count; count--, row += RESOURCE_SIZE) {
		uint16_t offset, length;

		if (!image_spend(ne->reader, 2) || !view_u16(ne->reader->file, row, &offset) ||
			!view_u16(ne->reader->file, row + RESOURCE_LENGTH, &length))
			return false;
		reach(end, (uint64_t)offset << shift, (uint64_t)length << shift);
	}
	return true;
}

/* In OS/2, resources are segments. */
static bool reach_resources(const struct ne *ne, uint64_t *end)
{
	const struct view *file = ne->reader->file;
	uint64_t row = ne->header + ne->resource_table;
	uint16_t shift, type, count;

	if (ne->reader->image->target == IMAGE_TARGET_OS2 || !ne->resource_table ||
		ne->resource_table == ne->resident_names)
		return true;
	if (!view_u16(file, row, &shift) || shift > MAX_RESOURCE_SHIFT)
		return false;
	row += 2;
	while (image_spend(ne->reader, 2) && view_u16(file, row, &type)) {
		if (!type)
			return true;
		if (!view_u16(file, row + RESOURCE_TYPE_COUNT, &count))
			return false;
		row += RESOURCE_TYPE_SIZE;
		if (!reach_resources_of_type(ne, row, count, shift, end))
			return false;
		row += (uint64_t)count * RESOURCE_SIZE;
	}
	return false;
}

/* Zeros up to the next sector belong to the part in front of them. */
static uint64_t skip_padding(const struct ne *ne, uint64_t end)
{
	uint64_t sector = 1ULL << ne->alignment_shift;
	uint64_t aligned = (end + sector - 1) / sector * sector;

	if (aligned > ne->reader->file->size)
		aligned = ne->reader->file->size;
	if (aligned - end > MAX_PADDING || !image_spend(ne->reader, aligned - end))
		return end;
	for (uint64_t at = end; at < aligned; at++) {
		uint8_t byte;

		if (!view_u8(ne->reader->file, at, &byte) || byte)
			return end;
	}
	return aligned;
}

void ne_find_overlay(const struct ne *ne)
{
	uint64_t end = ne->header + NE_HEADER_SIZE;

	if (ne->alignment_shift > NE_MAX_ALIGNMENT_SHIFT)
		return;
	/* The entry table is the last of those that are counted from the header. */
	reach(&end, ne->header + ne->entry_table, ne->entry_table_size);
	reach(&end, ne->nonresident_names, ne->nonresident_names_size);
	if (ne->other_flags & NE_HAS_GANGLOAD)
		reach(&end, (uint64_t)ne->gangload << ne->alignment_shift,
			(uint64_t)ne->gangload_length << ne->alignment_shift);
	if (reach_segments(ne, &end) && reach_resources(ne, &end) && end < ne->reader->file->size)
		image_set_overlay(ne->reader, skip_padding(ne, end));
}
