/* The resources of an NE image: a table of types for Windows, segments for OS/2. */
#ifndef COMPATSCAN_SPECIMEN_NE_RESOURCES_H
#define COMPATSCAN_SPECIMEN_NE_RESOURCES_H

#include "scanner/specimen/image_parts.h"

struct specimen_ne_resource {
	const struct specimen_resource *source; /* NULL: a version resource */
	uint16_t type;
	uint16_t id;
	struct specimen_bytes bytes;
	size_t row; /* of the resource or segment table: where position and length go */
};

struct specimen_ne_resources {
	const struct specimen_image *image;
	bool os2;
	unsigned shift; /* positions count in 1 << shift bytes */
	struct specimen_ne_resource *items;
	size_t count;
};

void specimen_ne_collect_resources(struct specimen_ne_resources *resources);
/* OS/2: rows at the end of the segment table. */
void specimen_ne_put_resource_segments(
	struct specimen_ne_resources *resources, struct specimen_bytes *file);
/* Nothing when there are none. */
void specimen_ne_put_resource_table(
	struct specimen_ne_resources *resources, struct specimen_bytes *file);
/* Appends the bytes, fills the rows and frees everything. */
void specimen_ne_put_resource_bytes(
	struct specimen_ne_resources *resources, struct specimen_bytes *file);

#endif
