/*
 * WORD length, WORD value length, in the 32-bit form WORD type, key, padding to 4, value, padding
 * to 4, blocks inside. Compilers have got every part of that wrong: value lengths in characters or
 * in bytes, lengths that overrun, padding left out. Lengths here only ever narrow what the outer
 * block allows.
 */
#include "scanner/image/version_block.h"

size_t version_unit_size(const struct version_reader *version)
{
	return version->wide ? 2 : 1;
}

static size_t header_size(const struct version_reader *version)
{
	return version->wide ? 6 : 4;
}

void version_problem(struct version_reader *version, uint64_t offset, const char *detail)
{
	if (!version->first_problem)
		version->first_problem = detail;
	image_problem(version->reader, "bad-version", version->data->start + offset, "%s", detail);
}

uint16_t version_unit_at(const struct version_reader *version, uint64_t offset)
{
	uint16_t wide = 0;
	uint8_t narrow = 0;

	if (version->wide) {
		view_u16(version->data, offset, &wide);
		return wide;
	}
	view_u8(version->data, offset, &narrow);
	return narrow;
}

uint64_t version_find_nul(const struct version_reader *version, uint64_t offset, uint64_t end)
{
	size_t unit = version_unit_size(version);

	while (end - offset >= unit && version_unit_at(version, offset))
		offset += unit;
	return end - offset >= unit ? offset : end;
}

uint64_t version_aligned(uint64_t offset)
{
	return (offset + 3) / 4 * 4;
}

/* Whether nothing but zeros stands there; work is done for those that do. */
static bool is_zero(const struct version_reader *version, uint64_t offset, uint64_t end)
{
	uint64_t at = offset;
	uint8_t byte = 0;

	while (at < end && !byte)
		if (!view_u8(version->data, at++, &byte))
			break;
	image_spend(version->reader, (size_t)(at - offset) / 2);
	return !byte;
}

uint64_t version_skip_padding(const struct version_reader *version, uint64_t offset, uint64_t end)
{
	uint64_t next = version_aligned(offset);

	if (next > end)
		return is_zero(version, offset, end) ? end : offset;
	return is_zero(version, offset, next) ? next : offset;
}

bool version_read_block(
	struct version_reader *version, uint64_t offset, uint64_t limit, struct version_block *out)
{
	uint64_t key = offset + header_size(version);
	uint16_t length, value_length;

	if (key > limit || !view_u16(version->data, offset, &length) ||
		!view_u16(version->data, offset + 2, &value_length) ||
		length < header_size(version)) {
		version_problem(version, offset, "a block of the version resource is cut short");
		return false;
	}
	out->start = offset;
	out->end = offset + length;
	if (out->end > limit) {
		version_problem(version, offset,
			"a block of the version resource overruns the one around it");
		out->end = limit;
	}
	out->key = key;
	out->key_end = version_find_nul(version, key, out->end);
	if (!image_spend(version->reader, 4 + (size_t)(out->key_end - key)))
		return false;
	out->value = out->end;
	if (out->key_end < out->end)
		out->value = version_skip_padding(
			version, out->key_end + version_unit_size(version), out->end);
	out->value_length = value_length;
	return true;
}

static bool is_plausible(const struct version_reader *version, uint64_t offset, uint64_t limit)
{
	uint64_t key = offset + header_size(version);
	uint16_t length;

	return key < limit && view_u16(version->data, offset, &length) &&
	       length >= header_size(version) && length <= limit - offset &&
	       version_unit_at(version, key) != 0;
}

uint64_t version_next_block(
	const struct version_reader *version, const struct version_block *block, uint64_t limit)
{
	uint64_t next = version_aligned(block->end);

	/* Padding is zero, the length of a block is not. */
	if (next != block->end && !is_zero(version, block->end, next) &&
		is_plausible(version, block->end, limit))
		return block->end;
	if (next >= limit || is_zero(version, next, limit))
		return limit;
	return next;
}

bool version_key_is(
	const struct version_reader *version, const struct version_block *block, const char *wanted)
{
	uint64_t at = block->key;

	for (; *wanted; wanted++, at += version_unit_size(version)) {
		uint16_t unit = at < block->key_end ? version_unit_at(version, at) : 0;

		if (unit >= 'a' && unit <= 'z')
			unit = (uint16_t)(unit - 'a' + 'A');
		if (unit != (uint16_t)*wanted)
			return false;
	}
	return at == block->key_end;
}
