#include "scanner/base/buffer.h"

#include "scanner/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_init(struct buffer *buffer, size_t limit)
{
	*buffer = (struct buffer){.limit = limit};
}

static void make_room(struct buffer *buffer, size_t length)
{
	size_t wanted = buffer->capacity ? buffer->capacity : 256;
	char *grown;

	while (wanted < length + 1)
		wanted *= 2;
	if (wanted == buffer->capacity)
		return;
	grown = realloc(buffer->text, wanted);
	if (!grown)
		memory_exhausted();
	buffer->text = grown;
	buffer->capacity = wanted;
}

/* How many of the bytes fit below the limit, no UTF-8 character split; notes when that is not all.
 */
static size_t fitting(struct buffer *buffer, const char *bytes, size_t length)
{
	size_t room = buffer->limit - buffer->length;

	if (length <= room)
		return length;
	buffer->overflowed = true;
	while (room && ((unsigned char)bytes[room] & 0xC0) == 0x80)
		room--;
	return room;
}

void buffer_append(struct buffer *buffer, const char *bytes, size_t length)
{
	if (buffer->overflowed)
		return;
	length = fitting(buffer, bytes, length);
	make_room(buffer, buffer->length + length);
	if (length)
		memcpy(buffer->text + buffer->length, bytes, length);
	buffer->length += length;
	buffer->text[buffer->length] = '\0';
}

void buffer_puts(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, text, strlen(text));
}

void buffer_putc(struct buffer *buffer, char character)
{
	buffer_append(buffer, &character, 1);
}

void buffer_repeat(struct buffer *buffer, char character, size_t count)
{
	while (count-- && !buffer->overflowed)
		buffer_putc(buffer, character);
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	char text[128]; /* most pieces fit; a longer one is printed into the buffer itself */
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (length < 0)
		memory_exhausted();
	if (buffer->overflowed)
		return;
	if ((size_t)length < sizeof(text)) {
		buffer_append(buffer, text, (size_t)length);
		return;
	}
	make_room(buffer, buffer->length + (size_t)length);
	va_start(arguments, format);
	vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	buffer->length += fitting(buffer, buffer->text + buffer->length, (size_t)length);
	buffer->text[buffer->length] = '\0';
}

const char *buffer_text(const struct buffer *buffer)
{
	return buffer->text ? buffer->text : "";
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->text);
	*buffer = (struct buffer){.limit = buffer->limit};
}
