#include "scanner/host/registry/hive_name.h"

#include "scanner/base/buffer.h"
#include "scanner/base/text.h"
#include "scanner/base/upper_case.h"
#include "scanner/host/registry/hive_cell.h"

enum {
	LF_CHARACTERS = 4,
	LH_FACTOR = 37,

	/* Latin, Greek and Cyrillic letters that had their capitals in NT 4 already. */
	FIRST_LATER_LATIN = 0x180,
	FIRST_GREEK = 0x391,
	FIRST_LATER_CYRILLIC = 0x460,
};

static bool read_unit(const struct view *key, size_t index, bool narrow, uint16_t *out)
{
	uint8_t byte;

	if (!narrow)
		return view_u16(key, NK_NAME + 2 * (uint64_t)index, out);
	if (!view_u8(key, NK_NAME + (uint64_t)index, &byte))
		return false;
	*out = byte;
	return true;
}

bool hive_name_read(const struct view *key, struct hive_name *out)
{
	uint16_t flags, length;
	bool narrow;

	if (!view_u16(key, NK_FLAGS, &flags) || !view_u16(key, NK_NAME_LENGTH, &length))
		return false;
	narrow = flags & NK_NAME_IS_LATIN_1;
	out->count = narrow ? length : length / 2;
	out->ascii = true;
	if (!length || (!narrow && length % 2) || out->count > MAX_HIVE_KEY_NAME)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		if (!read_unit(key, i, narrow, &out->units[i]))
			return false;
		out->ascii &= out->units[i] < 0x80;
	}
	return true;
}

static uint16_t upper(uint16_t unit)
{
	return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 'a' + 'A') : unit;
}

static uint16_t lower(uint16_t unit)
{
	return unit >= 'A' && unit <= 'Z' ? (uint16_t)(unit - 'A' + 'a') : unit;
}

static int compare(
	const struct hive_name *one, const struct hive_name *other, uint16_t (*fold)(uint16_t unit))
{
	for (size_t i = 0; i < one->count && i < other->count; i++) {
		int difference = fold(one->units[i]) - fold(other->units[i]);

		if (difference)
			return difference;
	}
	return (one->count > other->count) - (one->count < other->count);
}

/* Windows sorts by upper case; libhivex by lower case, which sets "_" in front of letters and not
 * behind them. */
bool hive_name_in_order(const struct hive_name *one, const struct hive_name *next)
{
	return !one->ascii || !next->ascii || compare(one, next, upper) < 0 ||
	       compare(one, next, lower) < 0;
}

/* A character of more than one byte is stored as its low byte, as UTF-8, or ends the hint; Windows
 * then empties the first byte to say that there is none. */
static bool repeats(const struct hive_name *name, uint32_t hint)
{
	if (!(hint & 0xFF))
		return !name->ascii || !name->units[0];
	for (size_t i = 0; i < LF_CHARACTERS && i < name->count; i++) {
		uint16_t byte = (hint >> (8 * i)) & 0xFF;

		if (name->units[i] >= 0x80)
			return !byte || byte >= 0x80;
		if (upper(name->units[i]) != upper(byte))
			return false;
	}
	return true;
}

/* Whether a Windows older than the table of upper_case() may take the letter for itself. */
static bool is_doubtful(uint16_t unit)
{
	return upper_case(unit) != unit && unit >= FIRST_LATER_LATIN &&
	       (unit < FIRST_GREEK || unit >= FIRST_LATER_CYRILLIC);
}

/* The sum as Windows makes it; true when that may be another one. */
static bool sums_up(const struct hive_name *name, uint32_t hint)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < name->count; i++) {
		if (is_doubtful(name->units[i]))
			return true;
		sum = sum * LH_FACTOR + upper_case(name->units[i]);
	}
	return sum == hint;
}

/* UTF-8 of a character up to U+FFFF. */
static size_t utf8_of(uint16_t unit, uint8_t out[3])
{
	if (unit < 0x80) {
		out[0] = (uint8_t)unit;
		return 1;
	}
	if (unit < 0x800) {
		out[0] = (uint8_t)(0xC0 | unit >> 6);
		out[1] = (uint8_t)(0x80 | (unit & 0x3F));
		return 2;
	}
	out[0] = (uint8_t)(0xE0 | unit >> 12);
	out[1] = (uint8_t)(0x80 | (unit >> 6 & 0x3F));
	out[2] = (uint8_t)(0x80 | (unit & 0x3F));
	return 3;
}

/* The sum as libhivex makes it: of the bytes of UTF-8 as signed numbers, and of ASCII letters alone
 * in upper case. */
static bool sums_up_bytes(const struct hive_name *name, uint32_t hint)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < name->count; i++) {
		uint8_t bytes[3];
		size_t length = utf8_of(upper(name->units[i]), bytes);

		for (size_t j = 0; j < length; j++)
			sum = sum * LH_FACTOR + bytes[j] - (bytes[j] < 0x80 ? 0 : 0x100u);
	}
	return sum == hint;
}

bool hive_name_agrees(const struct hive_name *name, uint16_t kind, uint32_t hint)
{
	if (kind == HIVE_LF)
		return repeats(name, hint);
	return sums_up(name, hint) || (!name->ascii && sums_up_bytes(name, hint));
}

static size_t end_of_text(const uint8_t *wide, size_t start, size_t size)
{
	while (start < size && (wide[start] || wide[start + 1]))
		start += 2;
	return start;
}

/* size is even. */
static char *text_with_nuls(struct arena *arena, const uint8_t *wide, size_t size)
{
	struct buffer buffer;
	size_t start = 0;
	char *text;

	buffer_init(&buffer, SIZE_MAX);
	for (;;) {
		size_t end = end_of_text(wide, start, size);

		buffer_puts(&buffer, text_from_utf16(arena, wide + start, end - start));
		if (end == size)
			break;
		buffer_puts(&buffer, "\\x00");
		start = end + 2;
	}
	text = arena_strdup(arena, buffer_text(&buffer));
	buffer_free(&buffer);
	return text;
}

static char *name_text(struct arena *arena, const struct view *record, uint64_t start,
	uint16_t length, bool narrow)
{
	size_t size = narrow ? 2 * (size_t)length : length;
	uint8_t *wide = arena_alloc(arena, size + 1);

	if (narrow) {
		for (size_t i = 0; i < length; i++)
			if (!view_u8(record, start + i, &wide[2 * i]))
				return NULL;
	} else if (!view_copy(record, start, length, wide)) {
		return NULL;
	}
	return text_with_nuls(arena, wide, size & ~(size_t)1);
}

char *hive_key_name(struct arena *arena, const struct view *hive, uint64_t key)
{
	uint16_t flags, length;
	struct view record;

	if (!hive_record_at(hive, key, HIVE_NK, NK_NAME, &record) ||
		!view_u16(&record, NK_FLAGS, &flags) || !view_u16(&record, NK_NAME_LENGTH, &length))
		return NULL;
	return name_text(arena, &record, NK_NAME, length, flags & NK_NAME_IS_LATIN_1);
}

char *hive_value_name(struct arena *arena, const struct view *hive, uint64_t value)
{
	uint16_t flags, length;
	struct view record;

	if (!hive_record_at(hive, value, HIVE_VK, VK_NAME, &record) ||
		!view_u16(&record, VK_FLAGS, &flags) || !view_u16(&record, VK_NAME_LENGTH, &length))
		return NULL;
	return name_text(arena, &record, VK_NAME, length, flags & VK_NAME_IS_LATIN_1);
}
