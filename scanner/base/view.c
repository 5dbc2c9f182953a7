#include "scanner/base/view.h"

#include <string.h>

static bool memory_fill(struct byte_source *source, uint64_t offset)
{
	(void)source;
	(void)offset;
	return false;
}

void byte_source_memory(struct byte_source *source, const void *bytes, size_t size)
{
	*source = (struct byte_source){
		.size = size, .block = bytes, .block_length = size, .fill = memory_fill};
}

struct view view_of(struct byte_source *source)
{
	return (struct view){.source = source, .start = 0, .size = source->size};
}

bool view_holds(const struct view *view, uint64_t offset, uint64_t length)
{
	return offset <= view->size && length <= view->size - offset;
}

/* The part of the current block that starts at the source offset, or NULL when it holds none. */
static const uint8_t *in_block(const struct byte_source *source, uint64_t offset, size_t *available)
{
	if (offset < source->block_start || offset - source->block_start >= source->block_length)
		return NULL;
	*available = source->block_length - (size_t)(offset - source->block_start);
	return source->block + (size_t)(offset - source->block_start);
}

bool view_copy(const struct view *view, uint64_t offset, size_t length, void *out)
{
	struct byte_source *source = view->source;
	unsigned char *target = out;
	uint64_t position;

	if (!view_holds(view, offset, length))
		return false;
	position = view->start + offset;
	while (length) {
		size_t available;
		const uint8_t *bytes = in_block(source, position, &available);

		if (!bytes) {
			if (!source->fill(source, position))
				return false;
			bytes = in_block(source, position, &available);
			if (!bytes)
				return false;
		}
		if (available > length)
			available = length;
		memcpy(target, bytes, available);
		target += available;
		position += available;
		length -= available;
	}
	return true;
}

bool view_u8(const struct view *view, uint64_t offset, uint8_t *out)
{
	return view_copy(view, offset, 1, out);
}

bool view_u16(const struct view *view, uint64_t offset, uint16_t *out)
{
	uint8_t raw[2];

	if (!view_copy(view, offset, sizeof(raw), raw))
		return false;
	*out = (uint16_t)(raw[0] | raw[1] << 8);
	return true;
}

bool view_u32(const struct view *view, uint64_t offset, uint32_t *out)
{
	uint8_t raw[4];

	if (!view_copy(view, offset, sizeof(raw), raw))
		return false;
	*out = (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 |
	       (uint32_t)raw[3] << 24;
	return true;
}

bool view_u64(const struct view *view, uint64_t offset, uint64_t *out)
{
	uint32_t low, high;

	if (!view_holds(view, offset, 8) || !view_u32(view, offset, &low) ||
		!view_u32(view, offset + 4, &high))
		return false;
	*out = (uint64_t)high << 32 | low;
	return true;
}

bool view_slice(const struct view *view, uint64_t offset, uint64_t length, struct view *out)
{
	if (!view_holds(view, offset, length))
		return false;
	*out = (struct view){.source = view->source, .start = view->start + offset, .size = length};
	return true;
}

bool view_slice_clipped(const struct view *view, uint64_t offset, uint64_t length, struct view *out)
{
	if (offset > view->size)
		return false;
	if (length > view->size - offset)
		length = view->size - offset;
	return view_slice(view, offset, length, out);
}

enum view_text_result view_text(
	const struct view *view, uint64_t offset, char *out, size_t capacity)
{
	size_t length = 0;

	out[0] = '\0';
	while (length < capacity - 1) {
		uint8_t byte;

		if (!view_u8(view, offset, &byte))
			return VIEW_TEXT_PAST_END;
		if (!byte)
			return VIEW_TEXT_OK;
		out[length++] = (char)byte;
		out[length] = '\0';
		offset++;
	}
	return VIEW_TEXT_TOO_LONG;
}

bool view_pascal_text(const struct view *view, uint64_t offset, char *out, uint8_t *length)
{
	uint8_t count;

	if (!view_u8(view, offset, &count) || !view_copy(view, offset + 1, count, out))
		return false;
	out[count] = '\0';
	*length = count;
	return true;
}
