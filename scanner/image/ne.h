/* The fields of an NE header that its readers share. Names as in Microsoft's "Executable-File
 * Header Format" (Q65260). */
#ifndef COMPATSCAN_IMAGE_NE_H
#define COMPATSCAN_IMAGE_NE_H

#include "scanner/image/reader.h"

struct ne {
	struct image_reader *reader;
	uint64_t header; /* file offset; tables are relative to it where not said otherwise */
	uint16_t flags;
	uint16_t segment_count;
	uint16_t module_count;
	uint16_t nonresident_names_size;
	uint16_t segment_table;
	uint16_t resource_table;
	uint16_t resident_names;
	uint16_t module_table;
	uint16_t imported_names;
	uint32_t nonresident_names; /* file offset */
	uint16_t alignment_shift;   /* of segments; never 0 here */
	uint8_t target;             /* byte 36 */
};

enum {
	NE_SELF_LOADING = 0x0800,
	NE_LIBRARY = 0x8000,

	NE_SEGMENT_SIZE = 8, /* of an entry in the segment table */
};

/* A row of the segment table. */
struct ne_segment {
	uint64_t offset; /* in the file; 0: no data in the file */
	uint32_t length;
	uint16_t flags;
};

/* False when the row does not lie in the file. */
bool ne_segment(const struct ne *ne, uint16_t index, struct ne_segment *out);

/* The name of an imported module; index counts from 0. NULL when it cannot be read. */
const char *ne_module(const struct ne *ne, uint16_t index);

/* Fills image->imports from the module reference table and the relocation records. */
void ne_read_imports(const struct ne *ne);

/* Fills image->versions and image->version from the resource table. */
void ne_read_version(const struct ne *ne);

/* Fills image->resources. */
void ne_read_resources(const struct ne *ne);

#endif
