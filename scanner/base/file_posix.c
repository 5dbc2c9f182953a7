#include "scanner/base/file_posix.h"

#include "scanner/base/file_private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int file_handle_read(intptr_t handle, void *bytes, size_t wanted, uint64_t offset)
{
	size_t done = 0;

	while (done < wanted) {
		ssize_t got = pread(
			(int)handle, (char *)bytes + done, wanted - done, (off_t)(offset + done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		if (got == 0)
			return ENODATA;
		done += (size_t)got;
	}
	return 0;
}

void file_handle_close(intptr_t handle)
{
	close((int)handle);
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
	file_init(out, descriptor, (uint64_t)facts.st_size, facts.st_mtime);
	return FILE_OK;
fail:
	if (error)
		*error = reason;
	return status;
}

enum file_status file_open(const char *path, struct file *out, int *error)
{
	return file_open_at(AT_FDCWD, path, true, out, error);
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
