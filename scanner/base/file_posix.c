#include "scanner/base/file.h"

#include "scanner/base/arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A direct-mapped cache: block n of the file lives in slot n % FILE_BLOCKS_KEPT. */
struct file_blocks {
	uint64_t bytes_read;
	struct {
		uint8_t *bytes;
		uint64_t start;
		size_t length;
	} slots[FILE_BLOCKS_KEPT];
};

static ssize_t read_fully(int descriptor, void *bytes, size_t wanted, uint64_t offset)
{
	size_t done = 0;

	while (done < wanted) {
		ssize_t got = pread(
			descriptor, (char *)bytes + done, wanted - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static bool read_block(struct file *file, size_t slot, uint64_t start)
{
	struct byte_source *source = &file->source;
	uint64_t left = source->size - start;
	size_t wanted = left < FILE_BLOCK_BYTES ? (size_t)left : FILE_BLOCK_BYTES;
	uint8_t *bytes = file->blocks->slots[slot].bytes;
	ssize_t got;

	if (!bytes) {
		bytes = malloc(FILE_BLOCK_BYTES);
		if (!bytes)
			memory_exhausted();
		file->blocks->slots[slot].bytes = bytes;
	}
	/* The slot's old block is lost even when the read fails. */
	file->blocks->slots[slot].length = 0;
	got = read_fully(file->descriptor, bytes, wanted, start);
	if (got < 0 || (size_t)got < wanted) {
		source->error = got < 0 ? errno : ENODATA;
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

static enum file_status status_of_errno(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return FILE_ABSENT;
	case ELOOP:
		return FILE_IS_LINK;
	case ENXIO: /* a socket, or a FIFO nobody reads */
		return FILE_NOT_REGULAR;
	default:
		return FILE_UNREADABLE;
	}
}

enum file_status file_open_at(
	int folder, const char *path, bool follow, struct file *out, int *error)
{
	int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW);
	enum file_status status;
	struct stat facts;
	int descriptor;
	int reason = 0;

	/* Opening a device can have effects of its own, so its type is looked at before. */
	if (fstatat(folder, path, &facts, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
		reason = errno;
		status = status_of_errno(reason);
		goto fail;
	}
	if (!S_ISREG(facts.st_mode)) {
		status = S_ISLNK(facts.st_mode) ? FILE_IS_LINK : FILE_NOT_REGULAR;
		goto fail;
	}
	descriptor = openat(folder, path, flags);
	if (descriptor < 0) {
		reason = errno;
		status = status_of_errno(reason);
		goto fail;
	}
	if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
		status = FILE_NOT_REGULAR;
		close(descriptor);
		goto fail;
	}
	*out = (struct file){
		.source = {.size = (uint64_t)facts.st_size, .fill = file_fill},
		.descriptor = descriptor,
		.modified = facts.st_mtime,
		.blocks = calloc(1, sizeof(struct file_blocks)),
	};
	if (!out->blocks)
		memory_exhausted();
	return FILE_OK;
fail:
	if (error)
		*error = reason;
	return status;
}

uint64_t file_bytes_read(const struct file *file)
{
	return file->blocks->bytes_read;
}

bool file_write_all(int descriptor, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t written = write(descriptor, at, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		at += written;
		size -= (size_t)written;
	}
	return true;
}

void file_close(struct file *file)
{
	if (!file->blocks)
		return;
	for (size_t i = 0; i < FILE_BLOCKS_KEPT; i++)
		free(file->blocks->slots[i].bytes);
	free(file->blocks);
	close(file->descriptor);
	*file = (struct file){0};
}
