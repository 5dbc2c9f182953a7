/*
 * Where the fields of an image are, as far as a mutator has to know: found by code of its own,
 * which shares nothing with the parsers and takes every short cut.
 */
#ifndef COMPATSCAN_TESTS_FUZZ_LAYOUT_H
#define COMPATSCAN_TESTS_FUZZ_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FUZZ_FORMAT_MZ = 0x01,
	FUZZ_FORMAT_EXTENDER = 0x02, /* P2 P3 MP BW */
	FUZZ_FORMAT_NE = 0x04,
	FUZZ_FORMAT_LE = 0x08,         /* LE LX */
	FUZZ_FORMAT_COLLECTION = 0x10, /* W3 W4 */
	FUZZ_FORMAT_PE = 0x20,
	FUZZ_FORMAT_TE = 0x40,
	FUZZ_FORMAT_ANY = 0x7F,

	/* The end of an input of the target read-error: block size, then the offset that fails. */
	FUZZ_READ_ERROR_TRAILER = 5,
};

/* The format that the signature at the start, or the one e_lfanew leads to, speaks of; 0 for none.
 */
unsigned fuzz_format(const uint8_t *data, size_t size);

/* Rows of one size one after the other, made of fields of unit bytes (2 or 4). A header is a table
 * of one row. */
struct fuzz_table {
	size_t start;
	size_t row_size;
	size_t row_count; /* at least 1; all rows lie inside the file */
	unsigned unit;
};

enum { FUZZ_MAX_TABLES = 96 };

struct fuzz_layout {
	const uint8_t *data;
	size_t size;
	size_t header; /* the new one; 0 when there is none */
	struct fuzz_table tables[FUZZ_MAX_TABLES];
	size_t table_count;
	/* PE: what to take off an offset in the section with the resources, or the first one, to
	 * get an address. */
	uint32_t address_shift;
};

void fuzz_layout_find(struct fuzz_layout *layout, const uint8_t *data, size_t size);

/* Adds the table, or as many rows of it as lie in the file. */
void fuzz_layout_add(struct fuzz_layout *layout, uint64_t start, size_t row_size, size_t row_count,
	unsigned unit);

/* Little-endian; 0 beyond the end. */
uint16_t fuzz_layout_u16(const struct fuzz_layout *layout, uint64_t offset);
uint32_t fuzz_layout_u32(const struct fuzz_layout *layout, uint64_t offset);

/* Parts of fuzz_layout_find with a file of their own. */
void fuzz_layout_pe(struct fuzz_layout *layout);
void fuzz_layout_version(struct fuzz_layout *layout);

#endif
