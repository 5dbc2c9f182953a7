/*
 * Any reads from any window on any bytes, from memory and in blocks, against a reading that is too
 * simple to be wrong. An input is a list of reads (kind, offset, length; 17 bytes each), each of
 * them from the input itself.
 */
#include "tests/fuzz/target.h"

#include "scanner/base/view.h"

#include <stdlib.h>
#include <string.h>

enum { READ_SIZE = 17, MAX_READS = 64, BLOCK_SIZE = 32, TEXT_ROOM = 300 };

struct read {
	uint8_t kind;
	uint64_t offset, length;
};

struct block_source {
	struct byte_source source; /* first, so that fill can find the rest */
	const uint8_t *data;
	uint8_t block[BLOCK_SIZE];
};

static bool fill(struct byte_source *source, uint64_t offset)
{
	struct block_source *blocks = (struct block_source *)source;
	uint64_t start = offset / BLOCK_SIZE * BLOCK_SIZE;
	uint64_t length = source->size - start;

	if (offset >= source->size)
		return false;
	if (length > BLOCK_SIZE)
		length = BLOCK_SIZE;
	memcpy(blocks->block, blocks->data + start, (size_t)length);
	source->block = blocks->block;
	source->block_start = start;
	source->block_length = (size_t)length;
	return true;
}

static uint64_t number(const uint8_t *bytes, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++)
		value |= (uint64_t)bytes[i] << 8 * i;
	return value;
}

/* Small numbers are the interesting ones, and those near the end of what 64 bits hold. */
static uint64_t bend(uint64_t value, size_t size)
{
	switch (value >> 62) {
	case 0:
		return value;
	case 1:
		return value % (size + 2);
	case 2:
		return UINT64_MAX - (value & 0xFFFF);
	default:
		return size - value % (size + 1);
	}
}

static bool inside(uint64_t size, uint64_t offset, uint64_t length)
{
	return length <= size && offset <= size - length;
}

/* bytes and size are what the window shows. */
static void check_numbers(
	const struct view *view, const uint8_t *bytes, uint64_t size, uint64_t offset)
{
	uint8_t byte = 0;
	uint16_t word = 0;
	uint32_t dword = 0;
	uint64_t qword = 0;

	fuzz_require(view_u8(view, offset, &byte) == inside(size, offset, 1), "u8 lies inside");
	fuzz_require(view_u16(view, offset, &word) == inside(size, offset, 2), "u16 lies inside");
	fuzz_require(view_u32(view, offset, &dword) == inside(size, offset, 4), "u32 lies inside");
	fuzz_require(view_u64(view, offset, &qword) == inside(size, offset, 8), "u64 lies inside");
	fuzz_require(byte == (inside(size, offset, 1) ? number(bytes + offset, 1) : 0), "u8");
	fuzz_require(word == (inside(size, offset, 2) ? number(bytes + offset, 2) : 0), "u16");
	fuzz_require(dword == (inside(size, offset, 4) ? number(bytes + offset, 4) : 0), "u32");
	fuzz_require(qword == (inside(size, offset, 8) ? number(bytes + offset, 8) : 0), "u64");
}

static void check_copy(
	const struct view *view, const uint8_t *bytes, uint64_t size, const struct read *read)
{
	bool there = inside(size, read->offset, read->length);
	uint8_t *copy = there ? malloc((size_t)read->length + 1) : NULL;

	fuzz_require(view_holds(view, read->offset, read->length) == there, "holds");
	fuzz_require(!there || copy, "there is memory for a copy");
	if (there) {
		fuzz_require(view_copy(view, read->offset, (size_t)read->length, copy) &&
				     memcmp(copy, bytes + read->offset, (size_t)read->length) == 0,
			"a copy is what is there");
	} else if (read->length <= SIZE_MAX) {
		uint8_t none;

		fuzz_require(!view_copy(view, read->offset, (size_t)read->length, &none),
			"what is not there is not copied");
	}
	free(copy);
}

static void check_text(
	const struct view *view, const uint8_t *bytes, uint64_t size, const struct read *read)
{
	size_t capacity = 1 + (size_t)(read->length % TEXT_ROOM);
	uint64_t left = read->offset < size ? size - read->offset : 0;
	size_t length = 0;
	char *text = malloc(capacity);
	enum view_text_result expected = VIEW_TEXT_TOO_LONG;

	fuzz_require(text, "there is memory for a text");
	for (; length < capacity - 1; length++) {
		if (length >= left) {
			expected = VIEW_TEXT_PAST_END;
			break;
		}
		if (!bytes[read->offset + length]) {
			expected = VIEW_TEXT_OK;
			break;
		}
	}
	fuzz_require(view_text(view, read->offset, text, capacity) == expected,
		"a text ends as it should");
	fuzz_require(strlen(text) == length &&
			     (!length || memcmp(text, bytes + read->offset, length) == 0),
		"a text is what is there");
	free(text);
}

static void check_pascal(
	const struct view *view, const uint8_t *bytes, uint64_t size, const struct read *read)
{
	char text[256];
	uint8_t length = 0;
	bool there = inside(size, read->offset, 1) &&
		     inside(size, read->offset, 1 + (uint64_t)bytes[read->offset]);

	fuzz_require(view_pascal_text(view, read->offset, text, &length) == there,
		"a Pascal string lies inside");
	if (there)
		fuzz_require(length == bytes[read->offset] && !text[length] &&
				     memcmp(text, bytes + read->offset + 1, length) == 0,
			"a Pascal string is what is there");
}

/* Each read goes to the window that the reads before it left. */
static void check_reads(struct byte_source *source, const uint8_t *data, size_t size)
{
	struct view view = view_of(source);
	uint64_t start = 0, window = size;

	for (size_t i = 0; i < MAX_READS && (i + 1) * READ_SIZE <= size; i++) {
		const uint8_t *at = data + i * READ_SIZE;
		struct read read = {
			at[0], bend(number(at + 1, 8), size), bend(number(at + 9, 8), size)};
		const uint8_t *bytes = data + start;
		bool there = inside(window, read.offset, read.length);

		check_numbers(&view, bytes, window, read.offset);
		check_copy(&view, bytes, window, &read);
		check_text(&view, bytes, window, &read);
		check_pascal(&view, bytes, window, &read);
		if (read.kind % 4 == 0) {
			fuzz_require(view_slice(&view, read.offset, read.length, &view) == there,
				"a window lies inside");
			start += there ? read.offset : 0;
			window = there ? read.length : window;
		} else if (read.kind % 4 == 1) {
			there = read.offset <= window;
			fuzz_require(
				view_slice_clipped(&view, read.offset, read.length, &view) == there,
				"a clipped window begins inside");
			if (there && read.length > window - read.offset)
				read.length = window - read.offset;
			start += there ? read.offset : 0;
			window = there ? read.length : window;
		}
		fuzz_require(view.start == start && view.size == window,
			"a window is where it should be");
	}
}

void fuzz_check_view(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	struct byte_source memory;
	struct block_source blocks = {.source = {.size = size, .fill = fill}, .data = data};

	(void)target;
	(void)thorough;
	byte_source_memory(&memory, data, size);
	check_reads(&memory, data, size);
	check_reads(&blocks.source, data, size);
}
