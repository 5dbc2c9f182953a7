/*
 * A growing byte buffer that writes little-endian integers, behind every specimen.
 *
 * What cannot be written as asked (a value that does not fit its field, text that is not UTF-8)
 * leaves an error in the buffer, the first one, and writing goes on so that nobody has to look
 * before the end. Bytes with an error are not what was asked for and must not be used.
 *
 * Running out of memory ends the process, as everywhere (scanner/base/arena.h).
 */
#ifndef COMPATSCAN_SPECIMEN_BYTES_H
#define COMPATSCAN_SPECIMEN_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_SPECIMEN_ERROR = 160 };

/* Start from `{0}`; specimen_bytes_free() returns to that state. */
struct specimen_bytes {
	uint8_t *data;
	size_t length;
	size_t capacity;
	char error[MAX_SPECIMEN_ERROR]; /* what could not be written, as a sentence without its
					   point; "" when nothing */
};

/* Leaves an error; an earlier one stays. */
void specimen_fail(struct specimen_bytes *bytes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* As calloc and realloc, but never NULL; free() the result. */
void *specimen_allocate(size_t count, size_t size);
void *specimen_reallocate(void *block, size_t count, size_t size);
char *specimen_copy_text(const char *text, size_t length);

void specimen_bytes_free(struct specimen_bytes *bytes);

void specimen_put_u8(struct specimen_bytes *bytes, size_t value);
void specimen_put_u16(struct specimen_bytes *bytes, size_t value);
void specimen_put_u32(struct specimen_bytes *bytes, size_t value);
void specimen_put_u64(struct specimen_bytes *bytes, uint64_t value);
void specimen_put_raw(struct specimen_bytes *bytes, const void *data, size_t length);
void specimen_put_zeros(struct specimen_bytes *bytes, size_t count);
/* All of another buffer, and its error. */
void specimen_put_bytes(struct specimen_bytes *bytes, const struct specimen_bytes *part);
/* The bytes of `text` without a terminator. */
void specimen_put_text(struct specimen_bytes *bytes, const char *text);
/* As put_text, with a terminating zero. */
void specimen_put_text_z(struct specimen_bytes *bytes, const char *text);
/* One length byte, then the text (NE and LE name tables). */
void specimen_put_pascal(struct specimen_bytes *bytes, const char *text);
/* UTF-8 `text` as UTF-16LE / as Latin-1 ('?' for what has no place there), without a terminator. */
void specimen_put_utf16(struct specimen_bytes *bytes, const char *text);
void specimen_put_latin1(struct specimen_bytes *bytes, const char *text);
/* Zeros up to the next multiple of `alignment`. */
void specimen_put_alignment(struct specimen_bytes *bytes, size_t alignment);

void specimen_patch_u16(struct specimen_bytes *bytes, size_t offset, size_t value);
void specimen_patch_u32(struct specimen_bytes *bytes, size_t offset, size_t value);

/* The next code point of UTF-8 `*text`, advancing it; 0 at the end, and with an error in `bytes`
 * where the text is no UTF-8. */
uint32_t specimen_next_code_point(struct specimen_bytes *bytes, const char **text);

size_t specimen_round_up(size_t value, size_t alignment);

#endif
