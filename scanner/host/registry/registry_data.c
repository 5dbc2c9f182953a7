#include "scanner/host/registry/registry_data.h"

#include "scanner/base/text.h"
#include "scanner/base/view.h"

#include <string.h>

/* Numbers of the types: winnt.h. */
enum {
	TYPE_SZ = 1,
	TYPE_EXPAND_SZ = 2,
	TYPE_BINARY = 3,
	TYPE_DWORD = 4,
	TYPE_DWORD_BIG_ENDIAN = 5,
	TYPE_MULTI_SZ = 7,
	TYPE_QWORD = 11,
};

static bool read_text(struct arena *arena, enum registry_type type, const uint8_t *bytes,
	struct registry_value *value)
{
	if (value->size > MAX_REGISTRY_VALUE_BYTES)
		return false;
	value->type = type;
	value->text = text_from_utf16(arena, bytes, value->size);
	return true;
}

/* The bytes of one text of a list, its NUL not counted. */
static size_t text_size(const uint8_t *bytes, size_t size)
{
	size_t length = 0;

	while (size - length >= 2 && (bytes[length] || bytes[length + 1]))
		length += 2;
	return length;
}

/* A list ends with an empty text, which some programs leave out. */
static bool read_list(struct arena *arena, const uint8_t *bytes, struct registry_value *value)
{
	size_t capacity = 0;
	size_t at = 0;

	if (value->size > MAX_REGISTRY_VALUE_BYTES)
		return false;
	value->type = REGISTRY_LIST;
	while (value->size - at >= 2) {
		size_t length = text_size(bytes + at, value->size - at);
		void *texts = value->texts;

		if (!length)
			return true;
		if (value->text_count == MAX_REGISTRY_TEXTS)
			return false;
		arena_grow(arena, &texts, value->text_count, &capacity, sizeof(*value->texts));
		value->texts = texts;
		value->texts[value->text_count++] = text_from_utf16(arena, bytes + at, length);
		at += length;
		if (value->size - at >= 2)
			at += 2;
	}
	return true;
}

static bool read_bytes(struct arena *arena, const uint8_t *bytes, struct registry_value *value)
{
	size_t kept = value->size < MAX_REGISTRY_BYTES_KEPT ? value->size : MAX_REGISTRY_BYTES_KEPT;
	uint8_t *copy = arena_alloc(arena, kept);

	memcpy(copy, bytes, kept);
	value->type = REGISTRY_BYTES;
	value->bytes = copy;
	value->byte_count = kept;
	return true;
}

static uint32_t swapped(uint32_t number)
{
	return number << 24 | (number & 0xFF00) << 8 | (number >> 8 & 0xFF00) | number >> 24;
}

static bool read_number(
	struct arena *arena, uint32_t type, const uint8_t *bytes, struct registry_value *value)
{
	struct byte_source source;
	struct view view;
	uint32_t number;

	byte_source_memory(&source, bytes, value->size);
	view = view_of(&source);
	if (value->size != (type == TYPE_QWORD ? 8 : 4))
		return true;
	if (type == TYPE_QWORD) {
		view_u64(&view, 0, &value->number);
	} else {
		view_u32(&view, 0, &number);
		value->number = type == TYPE_DWORD ? number : swapped(number);
	}
	value->type = REGISTRY_NUMBER;
	value->text = arena_printf(arena, "%llu", (unsigned long long)value->number);
	return true;
}

bool registry_data_read(
	struct arena *arena, uint32_t type, const uint8_t *bytes, struct registry_value *value)
{
	value->type = REGISTRY_OTHER;
	value->text = "";
	switch (type) {
	case TYPE_SZ:
		return read_text(arena, REGISTRY_TEXT, bytes, value);
	case TYPE_EXPAND_SZ:
		return read_text(arena, REGISTRY_EXPANDABLE_TEXT, bytes, value);
	case TYPE_MULTI_SZ:
		return read_list(arena, bytes, value);
	case TYPE_BINARY:
		return read_bytes(arena, bytes, value);
	case TYPE_DWORD:
	case TYPE_DWORD_BIG_ENDIAN:
	case TYPE_QWORD:
		return read_number(arena, type, bytes, value);
	default:
		return true;
	}
}
