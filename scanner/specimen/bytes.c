#include "scanner/specimen/bytes.h"

#include "scanner/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1024 };

void specimen_fail(struct specimen_bytes *bytes, const char *format, ...)
{
	va_list arguments;

	if (*bytes->error)
		return;
	va_start(arguments, format);
	vsnprintf(bytes->error, sizeof bytes->error, format, arguments);
	va_end(arguments);
}

void *specimen_allocate(size_t count, size_t size)
{
	void *block = calloc(count ? count : 1, size);

	if (!block)
		memory_exhausted();
	return block;
}

void *specimen_reallocate(void *block, size_t count, size_t size)
{
	void *grown = NULL;

	if (count <= SIZE_MAX / size)
		grown = realloc(block, count * size);
	if (!grown)
		memory_exhausted();
	return grown;
}

char *specimen_copy_text(const char *text, size_t length)
{
	char *copy = specimen_allocate(length + 1, 1);

	memcpy(copy, text, length);
	return copy;
}

void specimen_bytes_free(struct specimen_bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct specimen_bytes){0};
}

/* Makes room for `count` (not 0) more bytes, takes them, and returns where they begin. */
static uint8_t *take(struct specimen_bytes *bytes, size_t count)
{
	size_t start = bytes->length;

	if (count > SIZE_MAX / 4 - start)
		memory_exhausted();
	if (bytes->capacity - start < count) {
		size_t capacity = bytes->capacity ? bytes->capacity : FIRST_CAPACITY;

		while (capacity < start + count)
			capacity *= 2;
		bytes->data = specimen_reallocate(bytes->data, capacity, 1);
		bytes->capacity = capacity;
	}
	bytes->length = start + count;
	return bytes->data + start;
}

static void store(struct specimen_bytes *bytes, uint8_t *place, uint64_t value, size_t width)
{
	if (width < 8 && value >> (8 * width))
		specimen_fail(bytes, "the number %llu does not fit a field of %zu bytes",
			(unsigned long long)value, width);
	for (size_t i = 0; i < width; i++)
		place[i] = (uint8_t)(value >> (8 * i) & 0xFF);
}

void specimen_put_u8(struct specimen_bytes *bytes, size_t value)
{
	store(bytes, take(bytes, 1), value, 1);
}

void specimen_put_u16(struct specimen_bytes *bytes, size_t value)
{
	store(bytes, take(bytes, 2), value, 2);
}

void specimen_put_u32(struct specimen_bytes *bytes, size_t value)
{
	store(bytes, take(bytes, 4), value, 4);
}

void specimen_put_u64(struct specimen_bytes *bytes, uint64_t value)
{
	store(bytes, take(bytes, 8), value, 8);
}

void specimen_put_raw(struct specimen_bytes *bytes, const void *data, size_t length)
{
	if (length)
		memcpy(take(bytes, length), data, length);
}

void specimen_put_zeros(struct specimen_bytes *bytes, size_t count)
{
	if (count)
		memset(take(bytes, count), 0, count);
}

void specimen_put_bytes(struct specimen_bytes *bytes, const struct specimen_bytes *part)
{
	specimen_put_raw(bytes, part->data, part->length);
	if (*part->error)
		specimen_fail(bytes, "%s", part->error);
}

void specimen_put_text(struct specimen_bytes *bytes, const char *text)
{
	specimen_put_raw(bytes, text, strlen(text));
}

void specimen_put_text_z(struct specimen_bytes *bytes, const char *text)
{
	specimen_put_raw(bytes, text, strlen(text) + 1);
}

void specimen_put_pascal(struct specimen_bytes *bytes, const char *text)
{
	if (strlen(text) > UINT8_MAX)
		specimen_fail(bytes, "a name of %zu bytes is longer than the 255 it may have",
			strlen(text));
	specimen_put_u8(bytes, strlen(text));
	specimen_put_text(bytes, text);
}

void specimen_put_utf16(struct specimen_bytes *bytes, const char *text)
{
	uint32_t code_point;

	while ((code_point = specimen_next_code_point(bytes, &text)) != 0) {
		if (code_point >= 0x10000) {
			specimen_put_u16(bytes, 0xD800 + ((code_point - 0x10000) >> 10));
			specimen_put_u16(bytes, 0xDC00 + ((code_point - 0x10000) & 0x3FF));
		} else {
			specimen_put_u16(bytes, code_point);
		}
	}
}

void specimen_put_latin1(struct specimen_bytes *bytes, const char *text)
{
	uint32_t code_point;

	while ((code_point = specimen_next_code_point(bytes, &text)) != 0)
		specimen_put_u8(bytes, code_point <= 0xFF ? code_point : '?');
}

void specimen_put_alignment(struct specimen_bytes *bytes, size_t alignment)
{
	specimen_put_zeros(bytes, specimen_round_up(bytes->length, alignment) - bytes->length);
}

static void patch(struct specimen_bytes *bytes, size_t offset, size_t value, size_t width)
{
	if (offset > bytes->length || width > bytes->length - offset)
		specimen_fail(bytes, "patch at offset %zu is behind the end of %zu bytes", offset,
			bytes->length);
	else
		store(bytes, bytes->data + offset, value, width);
}

void specimen_patch_u16(struct specimen_bytes *bytes, size_t offset, size_t value)
{
	patch(bytes, offset, value, 2);
}

void specimen_patch_u32(struct specimen_bytes *bytes, size_t offset, size_t value)
{
	patch(bytes, offset, value, 4);
}

/* Lead byte `first` of a UTF-8 sequence: the number of bytes that follow it, or -1. */
static int continuation_count(uint8_t first)
{
	if (first < 0x80)
		return 0;
	if (first >= 0xC2 && first < 0xE0)
		return 1;
	if (first >= 0xE0 && first < 0xF0)
		return 2;
	if (first >= 0xF0 && first < 0xF5)
		return 3;
	return -1;
}

uint32_t specimen_next_code_point(struct specimen_bytes *bytes, const char **text)
{
	const uint8_t *byte = (const uint8_t *)*text;
	int more = continuation_count(*byte);
	uint32_t code_point = more > 0 ? *byte & (0x3Fu >> more) : *byte;

	if (more < 0)
		specimen_fail(bytes, "text is not UTF-8: byte %02x begins a character", *byte);
	if (*byte == 0 || more < 0)
		return 0;
	for (; more > 0; more--) {
		byte++;
		if ((*byte & 0xC0) != 0x80) {
			specimen_fail(
				bytes, "text is not UTF-8: byte %02x continues a character", *byte);
			return 0;
		}
		code_point = code_point << 6 | (*byte & 0x3F);
	}
	*text = (const char *)byte + 1;
	return code_point;
}

size_t specimen_round_up(size_t value, size_t alignment)
{
	return (value + alignment - 1) / alignment * alignment;
}
