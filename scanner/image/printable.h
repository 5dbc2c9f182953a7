/*
 * The readable texts in a file, whatever it is: runs of printable characters, in ASCII and in
 * UTF-16 (Latin letters only: beyond them, code looks like text). Reads the whole file.
 */
#ifndef COMPATSCAN_IMAGE_PRINTABLE_H
#define COMPATSCAN_IMAGE_PRINTABLE_H

#include "scanner/base/arena.h"
#include "scanner/base/problem.h"
#include "scanner/base/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* Shorter runs are mostly chance. */
	SHORTEST_PRINTABLE = 4,

	/* Bytes of one text; a longer run is cut into several. */
	MAX_PRINTABLE_BYTES = 4096,

	/* Of one file: ten times the texts of a large library. */
	MAX_PRINTABLES = 262144,
	MAX_PRINTABLES_BYTES = 16 * 1024 * 1024,
};

struct printable {
	uint64_t offset; /* in the file */
	bool wide;       /* UTF-16 */
	const char *text;
};

struct printable_list {
	struct printable *items; /* by offset */
	size_t count;
	size_t capacity;
	size_t bytes;
};

/*
 * Fills *out from the whole of file. What is beyond the limits is left out with the problem
 * "limit"; a file that cannot be read to its end gives what was read and leaves the reason in the
 * source.
 */
void printable_read(const struct view *file, struct arena *arena, struct printable_list *out,
	struct problem_list *problems);

#endif
