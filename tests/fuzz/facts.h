/* The facts of an image as numbers to compare, and what must hold for every one of them. */
#ifndef COMPATSCAN_TESTS_FUZZ_FACTS_H
#define COMPATSCAN_TESTS_FUZZ_FACTS_H

#include "scanner/image/image.h"

/* One number for each group of facts that is wanted by itself; equal facts give equal numbers. */
enum fuzz_group {
	FUZZ_HEADERS,
	FUZZ_VERSION,
	FUZZ_IMPORTS,
	FUZZ_EXPORTS,
	FUZZ_MANIFEST,
	FUZZ_RESOURCES,
	FUZZ_DEBUG,
	FUZZ_MEMBERS,
	FUZZ_API_SETS,
	FUZZ_GROUP_COUNT
};

struct fuzz_facts {
	uint64_t groups[FUZZ_GROUP_COUNT];
};

/* The IMAGE_* bit that asks for the group; 0 for the headers. */
unsigned fuzz_group_wanted(enum fuzz_group group);

/* "imports", ... */
const char *fuzz_group_name(enum fuzz_group group);

/* Looks at every byte of every fact; a text that is not UTF-8 ends the process. */
void fuzz_facts_take(const struct image *image, struct fuzz_facts *out);

/* Ends the process unless limits are held, arrays are there, and problem codes are documented. */
void fuzz_check_sane(const struct image *image);

/* Ends the process unless found, read with a failing source, says nothing that whole does not say.
 */
void fuzz_check_no_more(const struct image *found, const struct image *whole);

/* Bytes that one image may take. */
enum { FUZZ_MAX_IMAGE_BYTES = 8 * 1024 * 1024 };

/* An image, and the memory it lives in. */
struct fuzz_reading {
	struct arena arena;
	struct image image;
};

/* Reads, and checks what must hold for every image. */
void fuzz_read(const struct view *file, unsigned wanted, struct fuzz_reading *out);
void fuzz_reading_free(struct fuzz_reading *reading);

/* Whether a cap, of a budget or of the list of problems, cut short what was read. */
bool fuzz_reading_is_cut(const struct fuzz_reading *reading);

#endif
