#include "scanner/base/text.h"

#include "scanner/base/buffer.h"
#include "scanner/base/upper_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

static char *finish(struct arena *arena, struct buffer *buffer)
{
	char *copy = arena_copy(arena, buffer_text(buffer), buffer->length);

	buffer_free(buffer);
	return copy;
}

static void put_code_point(struct buffer *buffer, ucs4_t code_point)
{
	uint8_t encoded[6];
	int length = u8_uctomb(encoded, code_point, sizeof(encoded));

	if (length > 0)
		buffer_append(buffer, (const char *)encoded, (size_t)length);
}

static uint16_t utf16_unit(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

char *text_from_utf16(struct arena *arena, const uint8_t *bytes, size_t size)
{
	struct buffer buffer;

	buffer_init(&buffer, size * 2);
	for (size_t i = 0; size - i >= 2; i += 2) {
		ucs4_t code_point = utf16_unit(bytes + i);

		if (!code_point)
			break;
		if (code_point >= 0xD800 && code_point < 0xDC00 && size - i >= 4 &&
			(utf16_unit(bytes + i + 2) & 0xFC00) == 0xDC00) {
			code_point = 0x10000 + ((code_point & 0x3FF) << 10) +
				     (utf16_unit(bytes + i + 2) & 0x3FFU);
			i += 2;
		} else if (code_point >= 0xD800 && code_point < 0xE000) {
			code_point = 0xFFFD;
		}
		put_code_point(&buffer, code_point);
	}
	return finish(arena, &buffer);
}

char *text_from_bytes(struct arena *arena, const char *bytes, size_t size)
{
	struct buffer buffer;
	const uint8_t *at = (const uint8_t *)bytes;

	size = strnlen(bytes, size);
	buffer_init(&buffer, size * 4);
	while (size) {
		ucs4_t code_point;
		int length = u8_mbtoucr(&code_point, at, size);

		if (length <= 0) {
			buffer_printf(&buffer, "\\x%02X", *at);
			length = 1;
		} else {
			buffer_append(&buffer, (const char *)at, (size_t)length);
		}
		at += length;
		size -= (size_t)length;
	}
	return finish(arena, &buffer);
}

uint32_t text_next(const char **text)
{
	ucs4_t code_point;
	const uint8_t *rest = u8_next(&code_point, (const uint8_t *)*text);

	if (!rest)
		return 0;
	*text = (const char *)rest;
	return code_point;
}

const char *text_behind_name(const char *text, const char *first)
{
	ucs4_t wanted;

	while ((wanted = text_next(&first))) {
		ucs4_t found = text_next(&text);

		if (found != wanted && upper_case(found) != upper_case(wanted))
			return NULL;
	}
	return text;
}

bool text_ends_name(const char *text, const char *last)
{
	size_t length = strlen(text);
	size_t last_length = strlen(last);

	return length >= last_length && text_same_name(text + length - last_length, last);
}

bool text_same_name(const char *one, const char *other)
{
	const char *rest = text_behind_name(one, other);

	return rest && !*rest;
}

bool text_fold_into(const char *name, size_t length, char *out, size_t capacity)
{
	const uint8_t *at = (const uint8_t *)name;
	const uint8_t *end = at + length;
	size_t used = 0;

	while (at < end && used < capacity) {
		ucs4_t code_point = *at;
		int size;

		if (code_point < 0x80) {
			out[used++] =
				(char)(code_point -
					(code_point >= 'a' && code_point <= 'z' ? 'a' - 'A' : 0));
			at++;
			continue;
		}
		size = u8_mbtoucr(&code_point, at, (size_t)(end - at));
		if (size <= 0)
			return false;
		at += size;
		size = u8_uctomb((uint8_t *)out + used, upper_case(code_point),
			(ptrdiff_t)(capacity - used));
		if (size <= 0)
			return false;
		used += (size_t)size;
	}
	if (used == capacity)
		return false;
	out[used] = '\0';
	return true;
}

static unsigned char upper_ascii(char character)
{
	return (unsigned char)(character >= 'a' && character <= 'z' ? character - 'a' + 'A'
								    : character);
}

bool text_begins_keyword(const char *text, const char *keyword)
{
	while (*keyword)
		if (upper_ascii(*text++) != upper_ascii(*keyword++))
			return false;
	return true;
}

bool text_same_keyword(const char *one, const char *other)
{
	return text_begins_keyword(one, other) && !one[strlen(other)];
}

char *text_fold(struct arena *arena, const char *name)
{
	/* Two bytes become at most three: U+0250 is the capital U+2C6F. */
	size_t length = strlen(name);
	size_t capacity = length + length / 2 + 1;
	char *folded = arena_alloc(arena, capacity);

	text_fold_into(name, length, folded, capacity);
	return folded;
}

char *text_composed(struct arena *arena, const char *text)
{
	size_t length;
	uint8_t *composed =
		u8_normalize(UNINORM_NFC, (const uint8_t *)text, strlen(text), NULL, &length);
	char *copy;

	if (!composed)
		memory_exhausted();
	copy = arena_copy(arena, (const char *)composed, length);
	free(composed);
	return copy;
}

size_t text_utf16_length(const char *text)
{
	size_t count = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;

		count += (byte & 0xC0) != 0x80;
		count += byte >= 0xF0;
	}
	return count;
}

char *text_join(struct arena *arena, const char *const *texts, size_t count)
{
	struct buffer buffer;

	buffer_init(&buffer, SIZE_MAX);
	for (size_t i = 0; i < count; i++) {
		if (i)
			buffer_puts(&buffer, ", ");
		buffer_puts(&buffer, texts[i]);
	}
	return finish(arena, &buffer);
}

char *text_counted(struct arena *arena, uint64_t count, const char *what)
{
	return arena_printf(
		arena, "%llu %s%s", (unsigned long long)count, what, count == 1 ? "" : "s");
}

char *text_printable(struct arena *arena, const char *text)
{
	struct buffer buffer;
	ucs4_t code_point;

	buffer_init(&buffer, strlen(text) * 12);
	while ((code_point = text_next(&text))) {
		if (uc_is_general_category_withtable(code_point,
			    UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cs |
				    UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Cn |
				    UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp))
			buffer_printf(&buffer, "\\u{%04X}", (unsigned)code_point);
		else
			put_code_point(&buffer, code_point);
	}
	return finish(arena, &buffer);
}

size_t text_width(const char *text)
{
	int width = u8_strwidth((const uint8_t *)text, "UTF-8");

	return width > 0 ? (size_t)width : 0;
}

size_t text_fit(const char *text, size_t columns)
{
	const char *at = text;
	size_t used = 0;

	for (;;) {
		const char *before = at;
		ucs4_t code_point = text_next(&at);
		int width = code_point ? uc_width(code_point, "UTF-8") : 0;

		if (!code_point)
			return (size_t)(before - text);
		used += width > 0 ? (size_t)width : 0;
		if (used > columns)
			return before == text ? (size_t)(at - text) : (size_t)(before - text);
	}
}
