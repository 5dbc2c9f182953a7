#include "scanner/host/registry/hive_cell.h"

bool hive_cell(const struct view *hive, uint32_t offset, struct view *out)
{
	uint64_t start = (uint64_t)HIVE_BINS + offset;
	uint32_t size;

	/* The size of a used cell is negative and counts itself. */
	if (!view_u32(hive, start, &size) || !(size & 0x80000000u))
		return false;
	size = 0 - size;
	return size >= 2 * HIVE_CELL_SIZE_BYTES &&
	       view_slice(hive, start + HIVE_CELL_SIZE_BYTES, size - HIVE_CELL_SIZE_BYTES, out);
}

bool hive_record(const struct view *hive, uint32_t offset, uint16_t signature, uint64_t bytes,
	struct view *out)
{
	struct view cell;
	uint16_t found;

	if (!hive_cell(hive, offset, &cell) || !view_u16(&cell, 0, &found) || found != signature ||
		!view_holds(&cell, 0, bytes))
		return false;
	*out = cell;
	return true;
}

bool hive_record_at(const struct view *hive, uint64_t place, uint16_t signature, uint64_t bytes,
	struct view *out)
{
	return place >= HIVE_BINS && place - HIVE_BINS < HIVE_NO_CELL &&
	       hive_record(hive, (uint32_t)(place - HIVE_BINS), signature, bytes, out);
}
