#include "scanner/windows/hive_bins.h"

#include "scanner/base/arena.h"
#include "scanner/host/registry/hive_cell.h"

#include <errno.h>
#include <stdlib.h>

enum {
	BASE_SIGNATURE = 0x66676572, /* "regf" */
	BASE_MAJOR_VERSION = 0x14,
	BASE_ROOT = 0x24,
	BASE_BINS_SIZE = 0x28,
	BASE_CHECKSUM = 0x1FC,
	BIN_SIGNATURE = 0x6E696268, /* "hbin" */
	BIN_OFFSET = 0x04,
	BIN_SIZE = 0x08,
	BIN_HEADER = 0x20,
	BIN_ALIGNMENT = 0x1000,
	CELL_ALIGNMENT = 4,
	SMALLEST_HIVE = 0x2000,
};

static bool checksum_holds(const struct view *hive)
{
	uint32_t sum = 0, part, stored;

	for (uint64_t at = 0; at < BASE_CHECKSUM; at += sizeof(part)) {
		if (!view_u32(hive, at, &part))
			return false;
		sum ^= part;
	}
	return view_u32(hive, BASE_CHECKSUM, &stored) && sum == stored;
}

static void note_used(struct hive_bins *bins, size_t place)
{
	size_t bit = place / CELL_ALIGNMENT;

	bins->used[bit / 8] |= (uint8_t)(1 << bit % 8);
}

static bool is_used(const struct hive_bins *bins, size_t place)
{
	size_t bit = place / CELL_ALIGNMENT;

	return place % CELL_ALIGNMENT == 0 && place < bins->hive.size &&
	       bins->used[bit / 8] & 1 << bit % 8;
}

/* Cells lie one behind the other and fill their bin; the size of one in use is negative. */
static bool read_bin(struct hive_bins *bins, size_t bin, size_t bin_size)
{
	size_t at = bin + BIN_HEADER;

	while (at < bin + bin_size) {
		uint32_t stored, size;

		if (!view_u32(&bins->hive, at, &stored))
			return false;
		size = stored & 0x80000000 ? 0 - stored : stored;
		if (size <= HIVE_CELL_SIZE_BYTES || size % CELL_ALIGNMENT ||
			size > bin + bin_size - at)
			return false;
		if (stored != size)
			note_used(bins, at);
		at += size;
	}
	return true;
}

static bool read_bins(struct hive_bins *bins, uint64_t end)
{
	uint64_t at = HIVE_BINS;

	while (at < bins->hive.size && at < end) {
		uint32_t signature, offset, size;

		if (!view_u32(&bins->hive, at, &signature) ||
			!view_u32(&bins->hive, at + BIN_OFFSET, &offset) ||
			!view_u32(&bins->hive, at + BIN_SIZE, &size))
			return false;
		if (signature != BIN_SIGNATURE || size <= BIN_HEADER || size % BIN_ALIGNMENT ||
			size > bins->hive.size - at || offset != at - HIVE_BINS)
			return false;
		if (!read_bin(bins, (size_t)at, size))
			return false;
		at += size;
	}
	return true;
}

static int read_hive(struct hive_bins *bins)
{
	const struct view *hive = &bins->hive;
	uint32_t signature, version, root, size;
	struct view record;

	if (hive->size < SMALLEST_HIVE)
		return EINVAL;
	if (!view_u32(hive, 0, &signature) || !view_u32(hive, BASE_MAJOR_VERSION, &version) ||
		!view_u32(hive, BASE_ROOT, &root) || !view_u32(hive, BASE_BINS_SIZE, &size))
		return EIO;
	if (signature != BASE_SIGNATURE || version != 1)
		return ENOTSUP;
	if (!checksum_holds(hive))
		return EINVAL;
	bins->used = calloc((size_t)hive->size / CELL_ALIGNMENT / 8 + 1, 1);
	if (!bins->used)
		memory_exhausted();
	bins->root = (size_t)root + HIVE_BINS;
	if (!read_bins(bins, (uint64_t)size + HIVE_BINS) ||
		!hive_bins_record(bins, bins->root, HIVE_NK, &record))
		return hive->source->error ? hive->source->error : ENOTSUP;
	return 0;
}

int hive_bins_open(const char *file, struct hive_bins *out)
{
	int error = 0;

	*out = (struct hive_bins){0};
	if (file_open(file, &out->file, &error) != FILE_OK)
		return error ? error : EINVAL;
	out->hive = view_of(&out->file.source);
	error = read_hive(out);
	if (error)
		hive_bins_close(out);
	return error;
}

void hive_bins_close(struct hive_bins *bins)
{
	file_close(&bins->file);
	free(bins->used);
	*bins = (struct hive_bins){0};
}

bool hive_bins_cell(const struct hive_bins *bins, size_t place, struct view *out)
{
	return place >= HIVE_BINS && is_used(bins, place) &&
	       hive_cell(&bins->hive, (uint32_t)(place - HIVE_BINS), out);
}

bool hive_bins_record(
	const struct hive_bins *bins, size_t place, uint16_t signature, struct view *out)
{
	uint16_t found;

	return hive_bins_cell(bins, place, out) && view_u16(out, 0, &found) && found == signature;
}
