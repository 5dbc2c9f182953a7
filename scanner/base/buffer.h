/*
 * Growing text that cannot exist without a cap. Appending past the cap keeps the whole UTF-8
 * characters that fit and sets overflowed, after which nothing more is added; the text stays
 * NUL-terminated at all times.
 */
#ifndef COMPATSCAN_BASE_BUFFER_H
#define COMPATSCAN_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *text; /* owned; NULL until the first append */
	size_t length;
	size_t capacity;
	size_t limit; /* bytes of text, the NUL not counted */
	bool overflowed;
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_append(struct buffer *buffer, const char *bytes, size_t length);
void buffer_puts(struct buffer *buffer, const char *text);
void buffer_putc(struct buffer *buffer, char character);
void buffer_repeat(struct buffer *buffer, char character, size_t count);
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The text so far; "" when nothing was appended. Valid until the next call on the buffer. */
const char *buffer_text(const struct buffer *buffer);

/* Accepts a buffer that buffer_init made or a zeroed one. */
void buffer_free(struct buffer *buffer);

#endif
