/* The blocks that a version resource is a tree of, in both its forms. */
#ifndef COMPATSCAN_IMAGE_VERSION_BLOCK_H
#define COMPATSCAN_IMAGE_VERSION_BLOCK_H

#include "scanner/image/reader.h"

struct version_reader {
	struct image_reader *reader;
	const struct view *data; /* the resource */
	struct image_version *out;
	bool wide;               /* the 32-bit form */
	uint16_t translation;    /* code page of the VarFileInfo; 0 when not told */
	unsigned code_page;      /* 16-bit form: of the table being read; 0 when not told */
	unsigned last_code_page; /* the one whose conversion was paid for */
	const char *first_problem;
	size_t strings_left;
	size_t table_capacity;
	size_t string_capacity; /* of the table being read */
};

/* Offsets count from the start of the resource. */
struct version_block {
	uint64_t start;
	uint64_t end;
	uint64_t key;
	uint64_t key_end; /* its NUL */
	uint64_t value;
	uint16_t value_length;
};

/* Adds the problem "bad-version". */
void version_problem(struct version_reader *version, uint64_t offset, const char *detail);

/* Bytes of a character. */
size_t version_unit_size(const struct version_reader *version);

/* One character or UTF-16 unit; 0 outside the data. */
uint16_t version_unit_at(const struct version_reader *version, uint64_t offset);

/* The offset of the NUL at or after offset, or end. */
uint64_t version_find_nul(const struct version_reader *version, uint64_t offset, uint64_t end);

/* The next multiple of 4. */
uint64_t version_aligned(uint64_t offset);

/* Where a value really begins: behind the padding, or at once when something else stands in its
 * place. */
uint64_t version_skip_padding(const struct version_reader *version, uint64_t offset, uint64_t end);

/* The block at offset, which may not reach beyond limit; false, with a problem, when there is none.
 */
bool version_read_block(
	struct version_reader *version, uint64_t offset, uint64_t limit, struct version_block *out);

/* The offset of the block after this one, or limit when there is none. */
uint64_t version_next_block(
	const struct version_reader *version, const struct version_block *block, uint64_t limit);

/* Whether a block has this key, which is given in upper case; case does not count. */
bool version_key_is(const struct version_reader *version, const struct version_block *block,
	const char *wanted);

#endif
