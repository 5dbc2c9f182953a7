#include "scanner/base/file.h"

#include "scanner/base/arena.h"
#include "scanner/base/file_private.h"

#include <stdlib.h>

/* A direct-mapped cache: block n of the file lives in slot n % FILE_BLOCKS_KEPT. */
struct file_blocks {
	uint64_t bytes_read;
	struct {
		uint8_t *bytes;
		uint64_t start;
		size_t length;
	} slots[FILE_BLOCKS_KEPT];
};

static bool read_block(struct file *file, size_t slot, uint64_t start)
{
	struct byte_source *source = &file->source;
	uint64_t left = source->size - start;
	size_t wanted = left < FILE_BLOCK_BYTES ? (size_t)left : FILE_BLOCK_BYTES;
	uint8_t *bytes = file->blocks->slots[slot].bytes;

	if (!bytes) {
		bytes = malloc(FILE_BLOCK_BYTES);
		if (!bytes)
			memory_exhausted();
		file->blocks->slots[slot].bytes = bytes;
	}
	/* The slot's old block is lost even when the read fails. */
	file->blocks->slots[slot].length = 0;
	source->error = file_handle_read(file->handle, bytes, wanted, start);
	if (source->error) {
		source->block_length = 0;
		return false;
	}
	file->blocks->bytes_read += wanted;
	file->blocks->slots[slot].start = start;
	file->blocks->slots[slot].length = wanted;
	return true;
}

static bool file_fill(struct byte_source *source, uint64_t offset)
{
	struct file *file = (struct file *)source;
	uint64_t start = offset / FILE_BLOCK_BYTES * FILE_BLOCK_BYTES;
	size_t slot = (size_t)(start / FILE_BLOCK_BYTES % FILE_BLOCKS_KEPT);
	bool kept = file->blocks->slots[slot].length && file->blocks->slots[slot].start == start;

	if (source->error || (!kept && !read_block(file, slot, start)))
		return false;
	source->block = file->blocks->slots[slot].bytes;
	source->block_start = start;
	source->block_length = file->blocks->slots[slot].length;
	return true;
}

void file_init(struct file *out, intptr_t handle, uint64_t size, int64_t modified)
{
	*out = (struct file){
		.source = {.size = size, .fill = file_fill},
		.handle = handle,
		.modified = modified,
		.blocks = calloc(1, sizeof(struct file_blocks)),
	};
	if (!out->blocks)
		memory_exhausted();
}

uint64_t file_bytes_read(const struct file *file)
{
	return file->blocks->bytes_read;
}

void file_close(struct file *file)
{
	if (!file->blocks)
		return;
	for (size_t i = 0; i < FILE_BLOCKS_KEPT; i++)
		free(file->blocks->slots[i].bytes);
	free(file->blocks);
	file_handle_close(file->handle);
	*file = (struct file){0};
}
