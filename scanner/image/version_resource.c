/*
 * A tree of blocks: WORD length, WORD value length, in the 32-bit form WORD type, key, padding to
 * 4, value, padding to 4, blocks inside. Compilers have got every part of that wrong: value lengths
 * in characters or in bytes, lengths that overrun, padding left out. Lengths here only ever narrow
 * what the outer block allows.
 */
#include "scanner/image/version_resource.h"

#include "scanner/base/text.h"

#include <string.h>

enum {
	FIXED_FILE_MS = 0x08,
	FIXED_FILE_LS = 0x0C,
	FIXED_PRODUCT_MS = 0x10,
	FIXED_PRODUCT_LS = 0x14,
	FIXED_SIZE = 52,

	MAX_TEXT = 8 * 1024, /* bytes of one string; real ones stay below one kilobyte */
	MAX_KEY = 256,

	CODE_PAGE_UTF16 = 1200,
};

static const uint32_t FIXED_SIGNATURE = 0xFEEF04BD;

struct version_reader {
	struct image_reader *reader;
	const struct view *data;
	bool wide;          /* the 32-bit form */
	unsigned code_page; /* of the 16-bit form; 0 when not told */
	size_t string_capacity;
};

struct version_block {
	uint64_t start;
	uint64_t end;
	uint64_t key;
	uint64_t key_end; /* its NUL */
	uint64_t value;
	uint16_t value_length;
};

static size_t unit_size(const struct version_reader *version)
{
	return version->wide ? 2 : 1;
}

static size_t header_size(const struct version_reader *version)
{
	return version->wide ? 6 : 4;
}

static void problem(struct version_reader *version, uint64_t offset, const char *detail)
{
	image_problem(version->reader, "bad-version", version->data->start + offset, "%s", detail);
}

/* One character or UTF-16 unit; 0 outside the data. */
static uint16_t unit_at(const struct version_reader *version, uint64_t offset)
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

/* The offset of the NUL at or after offset, or end. */
static uint64_t find_nul(const struct version_reader *version, uint64_t offset, uint64_t end)
{
	size_t unit = unit_size(version);

	while (end - offset >= unit && unit_at(version, offset))
		offset += unit;
	return end - offset >= unit ? offset : end;
}

static uint64_t aligned(uint64_t offset)
{
	return (offset + 3) / 4 * 4;
}

static bool is_zero(const struct version_reader *version, uint64_t offset, uint64_t end)
{
	for (; offset < end; offset++) {
		uint8_t byte = 0;

		view_u8(version->data, offset, &byte);
		if (byte)
			return false;
	}
	return true;
}

/* Where a value really begins: behind the padding, or at once when something else stands in its
 * place. */
static uint64_t skip_padding(const struct version_reader *version, uint64_t offset, uint64_t end)
{
	uint64_t next = aligned(offset);

	if (next > end)
		return is_zero(version, offset, end) ? end : offset;
	return is_zero(version, offset, next) ? next : offset;
}

static bool read_block(
	struct version_reader *version, uint64_t offset, uint64_t limit, struct version_block *out)
{
	uint64_t key = offset + header_size(version);
	uint16_t length, value_length;

	if (key > limit || !view_u16(version->data, offset, &length) ||
		!view_u16(version->data, offset + 2, &value_length) ||
		length < header_size(version)) {
		problem(version, offset, "a block of the version resource is cut short");
		return false;
	}
	out->start = offset;
	out->end = offset + length;
	if (out->end > limit) {
		problem(version, offset,
			"a block of the version resource overruns the one around it");
		out->end = limit;
	}
	out->key = key;
	out->key_end = find_nul(version, key, out->end);
	if (!image_spend(version->reader, 4 + (size_t)(out->key_end - key)))
		return false;
	out->value = out->end;
	if (out->key_end < out->end)
		out->value = skip_padding(version, out->key_end + unit_size(version), out->end);
	out->value_length = value_length;
	return true;
}

static bool is_plausible(const struct version_reader *version, uint64_t offset, uint64_t limit)
{
	uint64_t key = offset + header_size(version);
	uint16_t length;

	return key < limit && view_u16(version->data, offset, &length) &&
	       length >= header_size(version) && length <= limit - offset &&
	       unit_at(version, key) != 0;
}

/* The offset of the block after this one, or limit when there is none. */
static uint64_t next_block(
	const struct version_reader *version, const struct version_block *block, uint64_t limit)
{
	uint64_t next = aligned(block->end);

	/* Padding is zero, the length of a block is not. */
	if (next != block->end && !is_zero(version, block->end, next) &&
		is_plausible(version, block->end, limit))
		return block->end;
	if (next >= limit || is_zero(version, next, limit))
		return limit;
	return next;
}

static bool key_is(
	const struct version_reader *version, const struct version_block *block, const char *wanted)
{
	uint64_t at = block->key;

	for (; *wanted; wanted++, at += unit_size(version)) {
		uint16_t unit = at < block->key_end ? unit_at(version, at) : 0;

		if (unit >= 'a' && unit <= 'z')
			unit = (uint16_t)(unit - 'a' + 'A');
		if (unit != (uint16_t)*wanted)
			return false;
	}
	return at == block->key_end;
}

static const char *text(struct version_reader *version, uint64_t start, uint64_t end, size_t limit)
{
	struct image_reader *reader = version->reader;
	char bytes[MAX_TEXT];
	size_t length = (size_t)(find_nul(version, start, end) - start);
	const char *result;

	if (length > limit) {
		image_problem(reader, "limit", version->data->start + start,
			"a text of the version resource is longer than %zu bytes", limit);
		length = limit;
	}
	if (!view_copy(version->data, start, length, bytes) || !image_spend(reader, 64 + length) ||
		(!version->wide && !image_spend_text(reader, bytes, length)))
		return NULL;
	if (version->wide)
		result = text_from_utf16(reader->arena, (const uint8_t *)bytes, length);
	else
		result = text_from_code_page(reader->arena, bytes, length, version->code_page);
	return image_charge_text(reader, result);
}

static bool read_string(struct version_reader *version, const struct version_block *block)
{
	struct image_version *out = &version->reader->image->version;
	void *strings = out->strings;
	const char *key, *value;

	if (out->string_count >= MAX_VERSION_STRINGS) {
		image_problem(version->reader, "limit", version->data->start + block->start,
			"the version resource has more than %d strings", MAX_VERSION_STRINGS);
		return false;
	}
	key = text(version, block->key, block->key_end, MAX_KEY);
	value = text(version, block->value, block->end, MAX_TEXT);
	if (!key || !value)
		return false;
	arena_grow(version->reader->arena, &strings, out->string_count, &version->string_capacity,
		sizeof(*out->strings));
	out->strings = strings;
	out->strings[out->string_count++] =
		(struct image_version_string){.key = key, .value = value};
	return true;
}

static int hexadecimal_digit(uint16_t unit)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *found;

	if (unit >= 'a' && unit <= 'f')
		unit = (uint16_t)(unit - 'a' + 'A');
	found = unit && unit < 0x80 ? strchr(digits, unit) : NULL;
	return found ? (int)(found - digits) : -1;
}

/* The key of a StringTable is language and code page, eight hexadecimal digits; 0 when it is not.
 */
static unsigned code_page_of_key(
	const struct version_reader *version, const struct version_block *block)
{
	enum { LANGUAGE_DIGITS = 4, DIGITS = 8 };
	unsigned code_page = 0;

	if (block->key_end - block->key != DIGITS * unit_size(version))
		return 0;
	for (unsigned i = LANGUAGE_DIGITS; i < DIGITS; i++) {
		int digit =
			hexadecimal_digit(unit_at(version, block->key + i * unit_size(version)));

		if (digit < 0)
			return 0;
		code_page = code_page * 16 + (unsigned)digit;
	}
	return code_page;
}

/* The code page of the first translation in a VarFileInfo block; 0 when it has none. */
static unsigned code_page_of_translation(
	struct version_reader *version, const struct version_block *info)
{
	struct version_block variable;
	uint16_t code_page = 0;

	if (info->value < info->end && read_block(version, info->value, info->end, &variable) &&
		key_is(version, &variable, "TRANSLATION") && variable.end - variable.value >= 4)
		view_u16(version->data, variable.value + 2, &code_page);
	return code_page;
}

static void read_string_table(struct version_reader *version, const struct version_block *info)
{
	struct version_block table, string;
	uint64_t offset;
	unsigned code_page;

	if (info->value >= info->end || !read_block(version, info->value, info->end, &table))
		return;
	code_page = code_page_of_key(version, &table);
	if (code_page)
		version->code_page = code_page;
	/* Resource compilers for 32-bit Windows wrote 1200 into 16-bit resources too; a byte is no
	 * UTF-16. */
	if (version->code_page == CODE_PAGE_UTF16)
		version->code_page = 0;
	for (offset = table.value; offset < table.end;
		offset = next_block(version, &string, table.end))
		if (!read_block(version, offset, table.end, &string) ||
			!read_string(version, &string))
			return;
}

/* Strings come in the code page of a block that usually stands behind them, so it is looked for
 * first. */
static void read_children(struct version_reader *version, uint64_t start, uint64_t end)
{
	struct version_block strings = {0}, block;

	for (uint64_t offset = start; offset < end; offset = next_block(version, &block, end)) {
		if (!read_block(version, offset, end, &block))
			break;
		if (key_is(version, &block, "STRINGFILEINFO") && !strings.end)
			strings = block;
		else if (key_is(version, &block, "VARFILEINFO") && !version->code_page)
			version->code_page = code_page_of_translation(version, &block);
	}
	if (strings.end)
		read_string_table(version, &strings);
}

static bool read_fixed(struct version_reader *version, uint64_t offset, uint64_t end)
{
	static const struct {
		uint8_t offset, first;
		bool product;
	} fields[] = {
		{FIXED_FILE_MS, 0, false},
		{FIXED_FILE_LS, 2, false},
		{FIXED_PRODUCT_MS, 0, true},
		{FIXED_PRODUCT_LS, 2, true},
	};
	struct image_version *out = &version->reader->image->version;
	uint32_t signature, numbers[4];

	if (offset > end || end - offset < FIXED_PRODUCT_LS + 4 ||
		!view_u32(version->data, offset, &signature) || signature != FIXED_SIGNATURE)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!view_u32(version->data, offset + fields[i].offset, &numbers[i]))
			return false;
	for (size_t i = 0; i < 4; i++) {
		uint16_t *words = fields[i].product ? out->product : out->file;

		words[fields[i].first] = (uint16_t)(numbers[i] >> 16);
		words[fields[i].first + 1] = (uint16_t)(numbers[i] & 0xFFFF);
	}
	out->fixed_present = true;
	out->offset = version->data->start + offset;
	return true;
}

/* Reads the fixed part and returns where the blocks inside the root begin. */
static uint64_t read_root_value(struct version_reader *version, const struct version_block *root)
{
	uint64_t behind_key = root->key_end + unit_size(version);
	uint64_t candidates[] = {aligned(behind_key), root->value, behind_key};
	uint64_t children;

	for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++)
		if (read_fixed(version, candidates[i], root->end)) {
			children = candidates[i] + FIXED_SIZE;
			return children < root->end ? skip_padding(version, children, root->end)
						    : root->end;
		}
	if (root->value_length)
		problem(version, root->value,
			"the fixed part of the version resource has no signature");
	children = root->value + root->value_length;
	return children < root->end ? skip_padding(version, children, root->end) : root->end;
}

/* The form that the key shows, or the one that the kind of image should have. */
static bool is_wide(const struct view *data, enum version_form form)
{
	char start[10];

	if (!view_copy(data, 0, sizeof(start), start))
		return form == VERSION_32BIT;
	if (memcmp(start + 4, "VS_V", 4) == 0)
		return false;
	if (memcmp(start + 6, "V\0S", 4) == 0)
		return true;
	return form == VERSION_32BIT;
}

void version_resource_read(
	struct image_reader *reader, const struct view *data, enum version_form form)
{
	struct version_reader version = {.reader = reader, .wide = is_wide(data, form)};
	struct view window = *data;
	struct version_block root;

	reader->image->version.present = true;
	reader->image->version.offset = data->start;
	if (window.size > MAX_VERSION_BYTES) {
		image_problem(reader, "limit", data->start,
			"the version resource has more than %d bytes", MAX_VERSION_BYTES);
		window.size = MAX_VERSION_BYTES;
	}
	version.data = &window;
	if (!read_block(&version, 0, window.size, &root))
		return;
	if (!key_is(&version, &root, "VS_VERSION_INFO"))
		problem(&version, root.key, "the version resource is not called VS_VERSION_INFO");
	read_children(&version, read_root_value(&version, &root), root.end);
}
