#include "scanner/host/registry/hive_copy.h"

#include "scanner/base/file_posix.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

bool hive_copy_make(const struct view *file, struct hive_copy *out)
{
	int descriptor = memfd_create("hive", MFD_CLOEXEC);
	uint64_t done = 0;

	if (descriptor < 0)
		return false;
	while (done < file->size) {
		uint8_t bytes[8192];
		uint64_t left = file->size - done;
		size_t wanted = left < sizeof(bytes) ? (size_t)left : sizeof(bytes);

		if (!view_copy(file, done, wanted, bytes)) {
			close(descriptor);
			errno = file->source->error ? file->source->error : EIO;
			return false;
		}
		if (!file_write_all(descriptor, bytes, wanted)) {
			int error = errno;

			close(descriptor);
			errno = error;
			return false;
		}
		done += wanted;
	}
	out->handle = descriptor;
	snprintf(out->name, sizeof(out->name), "/proc/self/fd/%d", descriptor);
	return true;
}

void hive_copy_drop(struct hive_copy *copy)
{
	close((int)copy->handle);
}
