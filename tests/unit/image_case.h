/* What the tests of scanner/image/ share: bytes in, image out, and what holds for every image. */
#ifndef COMPATSCAN_TESTS_UNIT_IMAGE_CASE_H
#define COMPATSCAN_TESTS_UNIT_IMAGE_CASE_H

#include "scanner/image/image.h"
#include "tests/fixture/file.h"

/* One image that was read, and what it lives in. */
struct image_case {
	struct specimen_bytes bytes; /* owned */
	struct arena arena;
	struct byte_source source;
	struct view view;
	struct image image;
};

/* Reads case->bytes, everything wanted. */
void image_case_read(struct image_case *image_case);

/* Builds and reads; image_case_free ends it. */
void image_case_build(struct image_case *image_case, const struct specimen_image *fixture);

/* Takes a copy of size bytes and reads it. */
void image_case_bytes(struct image_case *image_case, const void *bytes, size_t size);

void image_case_free(struct image_case *image_case);

/* Fails unless texts are UTF-8, arrays are there, budgets held and problem codes are among those
 * documented. */
void image_case_check_sane(const struct image *image);

bool image_case_has_problem(const struct image *image, const char *code);

/* The import of module; fails when there is none. */
const struct image_import *image_case_import(const struct image *image, const char *module);

/* The value of a string of the version resource, or NULL. */
const char *image_case_string(const struct image *image, const char *key);

/* A fixture for each kind and for the forms that have a reader of their own, as rich as the format
 * allows. */
struct image_sample {
	const char *name;
	enum image_kind kind;
	struct specimen_image fixture;
};
extern const struct image_sample image_samples[];
extern const size_t image_sample_count;

#endif
