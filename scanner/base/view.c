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

/* The bytes at the source offset that one block holds, loading it where needed; NULL when they
 * cannot be had. */
static const uint8_t *reach(struct byte_source *source, uint64_t offset, size_t *available)
{
	const uint8_t *bytes = in_block(source, offset, available);

	if (bytes)
		return bytes;
	return source->fill(source, offset) ? in_block(source, offset, available) : NULL;
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
		const uint8_t *bytes = reach(source, position, &available);

		if (!bytes)
			return false;
		if (available > length)
			available = length;
		memcpy(target, bytes, available);
		target += available;
		position += available;
		length -= available;
	}
	return true;
}

/* The bytes themselves where the current block holds them all, else NULL: nearly every number read.
 */
static const uint8_t *at_hand(const struct view *view, uint64_t offset, size_t length)
{
	const struct byte_source *source = view->source;
	size_t available;
	const uint8_t *bytes;

	if (!view_holds(view, offset, length))
		return NULL;
	bytes = in_block(source, view->start + offset, &available);
	return bytes && length <= available ? bytes : NULL;
}

bool view_u8(const struct view *view, uint64_t offset, uint8_t *out)
{
	const uint8_t *bytes = at_hand(view, offset, 1);

	if (!bytes)
		return view_copy(view, offset, 1, out);
	*out = *bytes;
	return true;
}

bool view_u16(const struct view *view, uint64_t offset, uint16_t *out)
{
	const uint8_t *bytes = at_hand(view, offset, sizeof(*out));
	uint8_t raw[sizeof(*out)];

	if (!bytes) {
		if (!view_copy(view, offset, sizeof(raw), raw))
			return false;
		bytes = raw;
	}
	*out = (uint16_t)(bytes[0] | bytes[1] << 8);
	return true;
}

bool view_u32(const struct view *view, uint64_t offset, uint32_t *out)
{
	const uint8_t *bytes = at_hand(view, offset, sizeof(*out));
	uint8_t raw[sizeof(*out)];

	if (!bytes) {
		if (!view_copy(view, offset, sizeof(raw), raw))
			return false;
		bytes = raw;
	}
	*out = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
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
		const uint8_t *bytes, *end;
		size_t stretch;

		if (offset >= view->size)
			return VIEW_TEXT_PAST_END;
		bytes = reach(view->source, view->start + offset, &stretch);
		if (!bytes)
			return VIEW_TEXT_PAST_END;
		if (stretch > view->size - offset)
			stretch = (size_t)(view->size - offset);
		if (stretch > capacity - 1 - length)
			stretch = capacity - 1 - length;
		end = memchr(bytes, '\0', stretch);
		if (end)
			stretch = (size_t)(end - bytes);
		memcpy(out + length, bytes, stretch);
		length += stretch;
		out[length] = '\0';
		if (end)
			return VIEW_TEXT_OK;
		offset += stretch;
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
