/* The fields of an NE header that its readers share. Names as in Microsoft's "Executable-File
 * Header Format" (Q65260). */
#ifndef COMPATSCAN_IMAGE_NE_H
#define COMPATSCAN_IMAGE_NE_H

#include "scanner/image/reader.h"

struct ne {
	struct image_reader *reader;
	uint64_t header; /* file offset; tables are relative to it where not said otherwise */
	uint8_t linker_major;
	uint16_t entry_table;
	uint16_t entry_table_size;
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
	uint8_t other_flags;        /* byte 37 */
	uint16_t gangload;          /* fast load area, in sectors; with flag 08 of byte 37 */
	uint16_t gangload_length;   /* likewise */
	uint16_t expected_windows;  /* 0: not told */
};

enum {
	NE_HEADER_SIZE = 0x40,
	NE_MAX_ALIGNMENT_SHIFT = 16, /* beyond, no sector number but 0 lies within 4 GB */

	NE_TARGET = 0x36, /* where the byte stands, for problems */
	NE_TARGET_PHARLAP_WINDOWS = 0x82,

	NE_LIBRARY = 0x8000,
	NE_HAS_GANGLOAD = 0x08, /* of byte 37 */
	NE_SEGMENT_HAS_RELOCATIONS = 0x0100,

	NE_SEGMENT_SIZE = 8,    /* of an entry in the segment table */
	NE_RELOCATION_SIZE = 8, /* of a record behind a segment */
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

/* The system that the image is for; imports and other fields decide where byte 36 is zero. */
enum image_target ne_target(const struct ne *ne);

/* Whether byte 36 may hold this code. */
bool ne_target_is_known(uint8_t code);

/* Whether Windows, or something that stands in for it, gives the flags their meaning. */
bool ne_is_for_windows(const struct ne *ne);

/* Whether the expected Windows version is one. */
bool ne_has_windows_version(const struct ne *ne);

/*
 * Fills image->module_name, image->description and, when they are wanted, image->exports from the
 * two name tables and the entry table.
 */
void ne_read_names(const struct ne *ne);

/* Fills image->overlay with what lies behind everything that the header leads to. */
void ne_find_overlay(const struct ne *ne);

/* Fills image->imports from the module reference table and the relocation records. */
void ne_read_imports(const struct ne *ne);

/* Fills image->versions and image->version from the resource table. */
void ne_read_version(const struct ne *ne);

/* Fills image->resources. */
void ne_read_resources(const struct ne *ne);

#endif
