/*
 * What the readers of LE and LX share: one header for both formats. Names as in IBM's "OS/2 32-bit
 * Linear eXecutable Module Format" (revision 8); LE differs in the object page map, and in field
 * 2C.
 */
#ifndef COMPATSCAN_IMAGE_LE_H
#define COMPATSCAN_IMAGE_LE_H

#include "scanner/image/reader.h"

enum {
	LE_MODULE_FLAGS = 0x10,
	LE_HEADER_SIZE = 0xAC,

	LE_EXTERNAL_FIXUPS_APPLIED = 0x00000020, /* the records of imported symbols are gone */
	LE_MODULE_TYPE = 0x00038000,             /* 0: program */
};

struct le {
	struct image_reader *reader;
	uint64_t header; /* file offset; tables are relative to it where not said otherwise */
	bool lx;
	uint32_t flags;
	uint32_t page_count;
	uint32_t page_size;
	uint32_t last_page; /* LE: bytes of the last page; LX: shift of page offsets */
	uint32_t object_table;
	uint32_t object_count;
	uint32_t page_map;
	uint32_t resident_names;
	uint32_t entry_table;
	uint32_t fixup_page_table;
	uint32_t fixup_records;
	uint32_t module_names;
	uint32_t module_count;
	uint32_t procedure_names;
	uint32_t data_pages;        /* file offset */
	uint32_t nonresident_names; /* file offset */
	uint32_t nonresident_names_size;
	uint32_t debug_info; /* file offset */
	uint32_t debug_info_size;
	const char **modules; /* their names, as far as they could be read */
	size_t module_name_count;
};

/* Reads the fields; those that do not lie in the file are 0. */
void le_read_fields(struct le *le);

/* An entry of the entry table. */
struct le_entry {
	uint32_t ordinal;
	uint32_t target; /* offset in the object; of a forwarder: name offset or ordinal */
	uint16_t object; /* counts from 1; of a forwarder: the module */
	uint8_t flags;
	bool forwarder;
};

/* A walk over the entry table. */
struct le_entries {
	const struct le *le;
	uint64_t offset;
	uint32_t ordinal; /* of the next entry */
	uint16_t object;
	uint8_t type; /* of the bundle */
	uint8_t left; /* entries in it */
};

void le_entries_start(struct le_entries *walk, const struct le *le);

/* False at the end of the table, and where it cannot be read any further: that is a problem then.
 */
bool le_next_entry(struct le_entries *walk, struct le_entry *out);

/* Fills module name, description and, when they are wanted, image->exports. */
void le_read_names(const struct le *le);

/* Fills le->modules. */
void le_read_modules(struct le *le);

/* Fills image->imports from le->modules and the fixup records. */
void le_read_imports(const struct le *le);

/* File offset and size of the version resource of a VxD; false when there is none. */
bool le_version_resource(const struct le *le, uint32_t *offset, uint32_t *size);

/* Fill image->version and image->versions; image->vxd. Both only for VxDs. */
void le_read_version(const struct le *le);
void le_read_device(const struct le *le);

/* Where in the file an offset of an object (counts from 1) stands; false when it has no bytes
 * there.
 */
bool le_locate(const struct le *le, uint16_t object, uint32_t offset, uint64_t *out);

/* The file offset behind the last page; 0 when there are none. False, with the problem "truncated",
 * when the page map does not lie in the file. */
bool le_pages_end(const struct le *le, uint64_t *out);

/* Says so when the file ends before what the headers promise. */
void le_check_extent(const struct le *le);

#endif
