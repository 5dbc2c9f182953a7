/* The cells of a hive, and the records in them: where their fields are. */
#ifndef COMPATSCAN_HOST_REGISTRY_HIVE_CELL_H
#define COMPATSCAN_HOST_REGISTRY_HIVE_CELL_H

#include "scanner/base/view.h"

enum {
	HIVE_BINS = 0x1000, /* in the file; offsets in a hive count from here */
	HIVE_CELL_SIZE_BYTES = 4,

	/* Signatures, as view_u16 reads them. */
	HIVE_NK = 'n' | 'k' << 8,
	HIVE_VK = 'v' | 'k' << 8,
	HIVE_LF = 'l' | 'f' << 8,
	HIVE_LH = 'l' | 'h' << 8,
	HIVE_LI = 'l' | 'i' << 8,
	HIVE_RI = 'r' | 'i' << 8,
	HIVE_DB = 'd' | 'b' << 8,

	/* A key, from its signature. */
	NK_FLAGS = 0x02,
	NK_PARENT = 0x10,
	NK_SUBKEY_COUNT = 0x14,
	NK_SUBKEY_LIST = 0x1C,
	NK_VALUE_COUNT = 0x24,
	NK_VALUE_LIST = 0x28,
	NK_NAME_LENGTH = 0x48,
	NK_NAME = 0x4C,
	NK_NAME_IS_LATIN_1 = 0x20,

	/* A value. */
	VK_NAME_LENGTH = 0x02,
	VK_DATA_LENGTH = 0x04,
	VK_DATA = 0x08,
	VK_FLAGS = 0x10,
	VK_NAME = 0x14,
	VK_NAME_IS_LATIN_1 = 1,

	/* A list of subkeys: rows of an offset, and of a hint in lf and lh. */
	LIST_COUNT = 0x02,
	LIST_ROWS = 0x04,

	/* Data in segments. */
	DB_COUNT = 0x02,
	DB_LIST = 0x04,
	DB_RECORD_BYTES = 0x08,
	DB_SEGMENT_TAIL = 4, /* bytes at the end of a segment's cell that are no data */
};

#define HIVE_NO_CELL 0xFFFFFFFFu
#define VK_DATA_IS_INLINE 0x80000000u

/* The content of the used cell at an offset from the first bin; false when there is none. */
bool hive_cell(const struct view *hive, uint32_t offset, struct view *out);

/* As hive_cell, for a cell that begins with this signature and holds as many bytes. */
bool hive_record(const struct view *hive, uint32_t offset, uint16_t signature, uint64_t bytes,
	struct view *out);

/* As hive_record, for the offset of the cell in the file. */
bool hive_record_at(const struct view *hive, uint64_t place, uint16_t signature, uint64_t bytes,
	struct view *out);

#endif
