/*
 * The one gate for untrusted bytes. A byte_source delivers bytes (from memory, or from a file block
 * by block, so that only what is asked for is read); a view is a window on a source. Every read
 * says whether it lay inside the window; nothing else in the program does arithmetic on input
 * pointers.
 *
 * Checks subtract and never add (`offset > size || wanted > size - offset`), so no value read from
 * a file can overflow them. All integers are little-endian.
 */
#ifndef COMPATSCAN_BASE_VIEW_H
#define COMPATSCAN_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A source of bytes. block is the stretch that is in memory now; fill moves it so that it covers
 * offset and returns false when those bytes cannot be had, leaving the reason in error.
 */
struct byte_source {
	uint64_t size;
	const uint8_t *block;
	uint64_t block_start;
	size_t block_length;
	bool (*fill)(struct byte_source *source, uint64_t offset);
	int error; /* errno of the first read that failed, ENODATA when the file shrank, else 0 */
};

struct view {
	struct byte_source *source; /* borrowed: must outlive the view */
	uint64_t start;             /* in the source */
	uint64_t size;
};

/* A source over bytes in memory, which it borrows. */
void byte_source_memory(struct byte_source *source, const void *bytes, size_t size);

/* The whole of a source. */
struct view view_of(struct byte_source *source);

/* Each returns false, with *out untouched, when the value does not lie wholly inside the view or
 * the source could not deliver it (source->error then says why). */
bool view_u8(const struct view *view, uint64_t offset, uint8_t *out);
bool view_u16(const struct view *view, uint64_t offset, uint16_t *out);
bool view_u32(const struct view *view, uint64_t offset, uint32_t *out);
bool view_u64(const struct view *view, uint64_t offset, uint64_t *out);

/* Copies length bytes; on failure the content of out is unspecified. */
bool view_copy(const struct view *view, uint64_t offset, size_t length, void *out);

/* Whether length bytes at offset lie inside the view. Reads nothing. */
bool view_holds(const struct view *view, uint64_t offset, uint64_t length);

/* A smaller window; false, with *out untouched, when it does not lie inside. */
bool view_slice(const struct view *view, uint64_t offset, uint64_t length, struct view *out);

/* As view_slice, but a window that runs over the end is cut there. */
bool view_slice_clipped(
	const struct view *view, uint64_t offset, uint64_t length, struct view *out);

enum view_text_result {
	VIEW_TEXT_OK,
	VIEW_TEXT_PAST_END, /* the view ends before a NUL; out holds what there was */
	VIEW_TEXT_TOO_LONG, /* no NUL within capacity - 1 bytes; out holds those */
};

/* Reads a NUL-terminated string into out (capacity bytes, always NUL-terminated). */
enum view_text_result view_text(
	const struct view *view, uint64_t offset, char *out, size_t capacity);

/* Reads a string with a length byte in front (Pascal string) into out, at least 256 bytes. False
 * when it does not lie inside the view. */
bool view_pascal_text(const struct view *view, uint64_t offset, char *out, uint8_t *length);

#endif
