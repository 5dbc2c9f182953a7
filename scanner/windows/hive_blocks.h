/*
 * A hive as blocks: the base block, behind it bins, in them blocks (Microsoft calls them cells),
 * each with its length in front, negative when the block is in use. Only what begins at a used
 * block is ever read, so an offset in a hostile hive leads nowhere else.
 */
#ifndef COMPATSCAN_WINDOWS_HIVE_BLOCKS_H
#define COMPATSCAN_WINDOWS_HIVE_BLOCKS_H

#include "scanner/base/file.h"

struct hive_blocks {
	struct file file;
	struct view bytes;
	uint8_t *used; /* a bit for each place where a block may begin */
	size_t root;   /* offset of the root key's block */
};

/* The offsets in a hive are counted from its first bin. */
enum { HIVE_BINS = 0x1000, HIVE_BLOCK_HEADER = 4 };

/* 0, or the errno: ENOTSUP for what is no sound hive, EINVAL for a bad base block. */
int hive_blocks_open(const char *file, struct hive_blocks *out);
void hive_blocks_close(struct hive_blocks *blocks);

/* The used block that begins at an offset in the file, its length field included. False when none
 * does. */
bool hive_block(const struct hive_blocks *blocks, size_t offset, struct view *out);

/* The same, with the two letters that follow the length field. */
bool hive_block_of(
	const struct hive_blocks *blocks, size_t offset, const char *letters, struct view *out);

#endif
