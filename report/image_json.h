/* The inspect object: one image as JSON (report/schema/inspect.schema.json). */
#ifndef COMPATSCAN_REPORT_IMAGE_JSON_H
#define COMPATSCAN_REPORT_IMAGE_JSON_H

#include "scanner/image/image.h"

#include <cjson/cJSON.h>

/*
 * path is what the reader calls the file; sha256 may be NULL (then the key is left out). With
 * symbols, imported and exported symbols are listed by name, otherwise counted.
 */
cJSON *image_json(struct arena *arena, const char *path, const struct image *image,
	const char *sha256, bool symbols);

#endif
