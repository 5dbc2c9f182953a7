#include "scanner/windows/hive_blocks.h"

#include "scanner/base/arena.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
	BLOCK_ALIGNMENT = 4,
	SMALLEST_HIVE = 0x2000,
};

static bool checksum_holds(const struct view *bytes)
{
	uint32_t sum = 0, part, stored;

	for (uint64_t at = 0; at < BASE_CHECKSUM; at += sizeof(part)) {
		if (!view_u32(bytes, at, &part))
			return false;
		sum ^= part;
	}
	return view_u32(bytes, BASE_CHECKSUM, &stored) && sum == stored;
}

static uint32_t absolute(uint32_t length)
{
	return length & 0x80000000 ? 0 - length : length;
}

static void note_used(struct hive_blocks *blocks, size_t offset)
{
	size_t place = offset / BLOCK_ALIGNMENT;

	blocks->used[place / 8] |= (uint8_t)(1 << place % 8);
}

static bool is_used(const struct hive_blocks *blocks, size_t offset)
{
	size_t place = offset / BLOCK_ALIGNMENT;

	return offset % BLOCK_ALIGNMENT == 0 && offset < blocks->bytes.size &&
	       blocks->used[place / 8] & 1 << place % 8;
}

/* Blocks lie one behind the other and fill their bin. */
static bool read_bin(struct hive_blocks *blocks, size_t bin, size_t size)
{
	size_t at = bin + BIN_HEADER;

	while (at < bin + size) {
		uint32_t stored, length;

		if (!view_u32(&blocks->bytes, at, &stored))
			return false;
		length = absolute(stored);
		if (length <= HIVE_BLOCK_HEADER || length % BLOCK_ALIGNMENT ||
			length > bin + size - at)
			return false;
		if (stored != length)
			note_used(blocks, at);
		at += length;
	}
	return true;
}

static bool read_bins(struct hive_blocks *blocks, uint64_t end)
{
	uint64_t at = HIVE_BINS;

	while (at < blocks->bytes.size && at < end) {
		uint32_t signature, offset, size;

		if (!view_u32(&blocks->bytes, at, &signature) ||
			!view_u32(&blocks->bytes, at + BIN_OFFSET, &offset) ||
			!view_u32(&blocks->bytes, at + BIN_SIZE, &size))
			return false;
		if (signature != BIN_SIGNATURE || size <= BIN_HEADER || size % BIN_ALIGNMENT ||
			size > blocks->bytes.size - at || offset != at - HIVE_BINS)
			return false;
		if (!read_bin(blocks, (size_t)at, size))
			return false;
		at += size;
	}
	return true;
}

static int read_blocks(struct hive_blocks *blocks)
{
	const struct view *bytes = &blocks->bytes;
	uint32_t signature, version, root, size;
	struct view block;

	if (bytes->size < SMALLEST_HIVE)
		return EINVAL;
	if (!view_u32(bytes, 0, &signature) || !view_u32(bytes, BASE_MAJOR_VERSION, &version) ||
		!view_u32(bytes, BASE_ROOT, &root) || !view_u32(bytes, BASE_BINS_SIZE, &size))
		return EIO;
	if (signature != BASE_SIGNATURE || version != 1)
		return ENOTSUP;
	if (!checksum_holds(bytes))
		return EINVAL;
	blocks->used = calloc((size_t)bytes->size / BLOCK_ALIGNMENT / 8 + 1, 1);
	if (!blocks->used)
		memory_exhausted();
	blocks->root = (size_t)root + HIVE_BINS;
	if (!read_bins(blocks, (uint64_t)size + HIVE_BINS) ||
		!hive_block_of(blocks, blocks->root, "nk", &block))
		return bytes->source->error ? bytes->source->error : ENOTSUP;
	return 0;
}

int hive_blocks_open(const char *file, struct hive_blocks *out)
{
	int error = 0;

	*out = (struct hive_blocks){0};
	if (file_open(file, &out->file, &error) != FILE_OK)
		return error ? error : EINVAL;
	out->bytes = view_of(&out->file.source);
	error = read_blocks(out);
	if (error)
		hive_blocks_close(out);
	return error;
}

void hive_blocks_close(struct hive_blocks *blocks)
{
	file_close(&blocks->file);
	free(blocks->used);
	*blocks = (struct hive_blocks){0};
}

bool hive_block(const struct hive_blocks *blocks, size_t offset, struct view *out)
{
	uint32_t length;

	return is_used(blocks, offset) && view_u32(&blocks->bytes, offset, &length) &&
	       view_slice(&blocks->bytes, offset, absolute(length), out);
}

bool hive_block_of(
	const struct hive_blocks *blocks, size_t offset, const char *letters, struct view *out)
{
	char found[2];

	return hive_block(blocks, offset, out) &&
	       view_copy(out, HIVE_BLOCK_HEADER, sizeof(found), found) &&
	       memcmp(found, letters, sizeof(found)) == 0;
}
