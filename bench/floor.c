/*
 * floor: what the system alone costs. Opens every file of a list and reads it whole, in blocks as
 * large as those of cat, or only its first page, which no reader of headers can do without.
 */
#include "bench/path_list.h"
#include "bench/stopwatch.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK_BYTES = 128 * 1024, FIRST_BYTES = 4096 };

struct totals {
	uint64_t bytes_in_files;
	uint64_t bytes_read;
};

static char block[BLOCK_BYTES];

static bool read_one(const char *path, bool whole, struct totals *totals)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	size_t wanted = whole ? BLOCK_BYTES : FIRST_BYTES;
	struct stat facts;
	off_t offset = 0;
	ssize_t got = -1;

	if (descriptor < 0)
		return false;
	if (fstat(descriptor, &facts) == 0) {
		totals->bytes_in_files += (uint64_t)facts.st_size;
		do {
			got = pread(descriptor, block, wanted, offset);
			offset += got > 0 ? got : 0;
		} while (whole && got > 0);
		totals->bytes_read += (uint64_t)offset;
	}
	close(descriptor);
	return got >= 0;
}

static bool read_all(const struct path_list *list, bool whole)
{
	struct totals totals = {0};
	struct stopwatch watch;

	stopwatch_start(&watch);
	for (size_t i = 0; i < list->count; i++) {
		if (!read_one(list->paths[i], whole, &totals)) {
			fprintf(stderr, "cannot read %s\n", list->paths[i]);
			return false;
		}
	}
	stopwatch_stop(&watch);
	printf("files %zu\nbytes_in_files %" PRIu64 "\nbytes_read %" PRIu64 "\n", list->count,
		totals.bytes_in_files, totals.bytes_read);
	printf("read_calls %" PRId64 "\nwall_seconds %.6f\ncpu_seconds %.6f\n", watch.read_calls,
		watch.wall, watch.cpu);
	return true;
}

int main(int count, char **arguments)
{
	struct path_list list;
	bool whole, read;

	if (count != 3 ||
		(strcmp(arguments[1], "whole") != 0 && strcmp(arguments[1], "first") != 0)) {
		fputs("usage: floor whole|first LIST\n", stderr);
		return 2;
	}
	whole = strcmp(arguments[1], "whole") == 0;
	path_list_read(&list, arguments[2]);
	read = read_all(&list, whole);
	path_list_free(&list);
	return read ? 0 : 1;
}
