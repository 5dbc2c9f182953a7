#include "scanner/image/doublespace.h"

enum {
	NEAR_BITS = 6,
	MIDDLE_BITS = 8,
	FAR_BITS = 12,
	MIDDLE_BASE = 64,
	FAR_BASE = 320,
	SECTOR_MARK = 4415,
	MAX_LENGTH_ZEROS = 8,
};

/* The packed bits that were not used yet. */
struct bits {
	const struct view *view;
	uint64_t next; /* byte of the view */
	uint32_t held; /* bits read ahead, the next one lowest */
	unsigned count;
	bool ended; /* more bits were asked for than there are */
};

/* Takes at most 16 bits; zeros once they have ended. */
static unsigned take(struct bits *bits, unsigned wanted)
{
	unsigned value;

	while (bits->count < wanted) {
		uint8_t byte = 0;

		if (!view_u8(bits->view, bits->next, &byte))
			bits->ended = true;
		bits->next++;
		bits->held |= (uint32_t)byte << bits->count;
		bits->count += 8;
	}
	value = bits->held & ((1U << wanted) - 1);
	bits->held >>= wanted;
	bits->count -= wanted;
	return value;
}

/* How far back, behind the first two bits; 0 ends the chunk. */
static unsigned take_distance(struct bits *bits, unsigned first)
{
	if (first == 0)
		return take(bits, NEAR_BITS);
	if (take(bits, 1))
		return FAR_BASE + take(bits, FAR_BITS);
	return MIDDLE_BASE + take(bits, MIDDLE_BITS);
}

/* 0 when there is no such length. */
static unsigned take_length(struct bits *bits)
{
	unsigned zeros = 0;

	while (!take(bits, 1))
		if (++zeros > MAX_LENGTH_ZEROS)
			return 0;
	return (1U << zeros) + 1 + take(bits, zeros);
}

enum doublespace_result doublespace_unpack(struct image_reader *reader, const struct view *packed,
	uint8_t *out, size_t capacity, size_t *length)
{
	struct bits bits = {.view = packed};
	size_t done = 0;

	for (*length = 0; done < capacity; *length = done) {
		unsigned first = take(&bits, 2), distance, count;

		if (!image_spend(reader, 4))
			return DOUBLESPACE_LIMIT;
		if (first == 1 || first == 2) {
			unsigned low = take(&bits, 7);

			if (bits.ended)
				return DOUBLESPACE_CUT;
			out[done++] = (uint8_t)(low | (first == 1 ? 0x80 : 0));
			continue;
		}
		distance = take_distance(&bits, first);
		if (bits.ended)
			return DOUBLESPACE_CUT;
		if (!distance)
			return DOUBLESPACE_OK;
		if (distance == SECTOR_MARK)
			continue;
		count = take_length(&bits);
		if (bits.ended)
			return DOUBLESPACE_CUT;
		if (!count || distance > done || count > capacity - done)
			return DOUBLESPACE_DAMAGED;
		if (!image_spend(reader, count / 8))
			return DOUBLESPACE_LIMIT;
		for (; count; count--, done++)
			out[done] = out[done - distance];
	}
	return DOUBLESPACE_OK;
}
