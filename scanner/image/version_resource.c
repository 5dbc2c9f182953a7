/* VS_VERSION_INFO: the fixed part, and StringFileInfo with a StringTable for each language. */
#include "scanner/image/version_resource.h"

#include "scanner/base/text.h"
#include "scanner/image/version_block.h"

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

	TEXT_WORK = 64,

	/* iconv opens a converter in 5 us, and in 100 us when it has to load its table. */
	CONVERTER_WORK = 500,
	CODE_PAGE_WORK = 10000,
};

static const uint32_t FIXED_SIGNATURE = 0xFEEF04BD;

static bool is_ascii(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	return true;
}

/* The pages of the editions of Windows, which all begin with ASCII; 0 stands for one of them. */
static bool is_windows_page(unsigned code_page)
{
	return !code_page || code_page == 874 || (code_page >= 932 && code_page <= 950) ||
	       (code_page >= 1250 && code_page <= 1258);
}

static const char *narrow_text(struct version_reader *version, const char *bytes, size_t length)
{
	struct image_reader *reader = version->reader;
	unsigned code_page = version->code_page;

	if (is_windows_page(code_page) && is_ascii(bytes, length))
		return image_text(reader, bytes, length);
	if (!image_spend(reader,
		    code_page == version->last_code_page ? CONVERTER_WORK : CODE_PAGE_WORK) ||
		!image_spend_text(reader, bytes, length))
		return NULL;
	version->last_code_page = code_page;
	return image_charge_text(
		reader, text_from_code_page(reader->arena, bytes, length, code_page));
}

static const char *wide_text(struct version_reader *version, const char *bytes, size_t length)
{
	struct arena *arena = version->reader->arena;

	return image_charge_text(
		version->reader, text_from_utf16(arena, (const uint8_t *)bytes, length));
}

static const char *text(struct version_reader *version, uint64_t start, uint64_t end, size_t limit)
{
	struct image_reader *reader = version->reader;
	char bytes[MAX_TEXT];
	size_t length = (size_t)(version_find_nul(version, start, end) - start);

	if (!image_spend(reader, TEXT_WORK + length * 2))
		return NULL;
	if (length > limit) {
		image_problem(reader, "limit", version->data->start + start,
			"a text of the version resource is longer than %zu bytes", limit);
		length = limit;
	}
	if (!view_copy(version->data, start, length, bytes))
		return NULL;
	return version->wide ? wide_text(version, bytes, length)
			     : narrow_text(version, bytes, length);
}

static bool read_string(struct version_reader *version, struct image_version_table *table,
	const struct version_block *block)
{
	void *strings = table->strings;
	const char *key, *value;

	if (!version->strings_left) {
		image_problem(version->reader, "limit", version->data->start + block->start,
			"the version resource has more than %d strings", MAX_VERSION_STRINGS);
		return false;
	}
	version->strings_left--;
	key = text(version, block->key, block->key_end, MAX_KEY);
	value = text(version, block->value, block->end, MAX_TEXT);
	if (!key || !value)
		return false;
	arena_grow(version->reader->arena, &strings, table->string_count, &version->string_capacity,
		sizeof(*table->strings));
	table->strings = strings;
	table->strings[table->string_count++] =
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

/* The key of a StringTable is language and code page, eight hexadecimal digits; both are 0 when it
 * is not. */
static void read_table_key(const struct version_reader *version, const struct version_block *block,
	struct image_version_table *table)
{
	enum { DIGITS = 8 };
	uint32_t key = 0;

	if (block->key_end - block->key != DIGITS * version_unit_size(version))
		return;
	for (unsigned i = 0; i < DIGITS; i++) {
		int digit = hexadecimal_digit(
			version_unit_at(version, block->key + i * version_unit_size(version)));

		if (digit < 0)
			return;
		key = key << 4 | (unsigned)digit;
	}
	table->language = (uint16_t)(key >> 16);
	table->code_page = (uint16_t)key;
}

/* The code page of the first translation in a VarFileInfo block; 0 when it has none. */
static uint16_t code_page_of_translation(
	struct version_reader *version, const struct version_block *info)
{
	struct version_block variable;
	uint16_t code_page = 0;

	if (info->value < info->end &&
		version_read_block(version, info->value, info->end, &variable) &&
		version_key_is(version, &variable, "TRANSLATION") &&
		variable.end - variable.value >= 4)
		view_u16(version->data, variable.value + 2, &code_page);
	return code_page;
}

/*
 * The page that 8-bit strings come in. Resource compilers for 32-bit Windows wrote 1200 into 16-bit
 * resources too; a byte is no UTF-16.
 */
static unsigned code_page_of(
	const struct version_reader *version, const struct image_version_table *table)
{
	const uint16_t pages[] = {table->code_page, version->translation};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (pages[i] && pages[i] != CODE_PAGE_UTF16)
			return pages[i];
	return 0;
}

/* Returns false when nothing more is to be read. */
static bool read_strings(struct version_reader *version, const struct version_block *block,
	struct image_version_table *table)
{
	struct version_block string;

	version->code_page = code_page_of(version, table);
	version->string_capacity = 0;
	for (uint64_t offset = block->value; offset < block->end;
		offset = version_next_block(version, &string, block->end))
		if (!version_read_block(version, offset, block->end, &string) ||
			!read_string(version, table, &string))
			return version->strings_left && version->reader->text_left;
	return true;
}

static void read_string_tables(struct version_reader *version, const struct version_block *info)
{
	struct image_version *out = version->out;
	struct version_block block;

	for (uint64_t offset = info->value; offset < info->end;
		offset = version_next_block(version, &block, info->end)) {
		void *tables = out->tables;
		struct image_version_table *table;

		if (out->table_count >= MAX_VERSION_TABLES) {
			image_problem(version->reader, "limit", version->data->start + offset,
				"the version resource has more than %d string tables",
				MAX_VERSION_TABLES);
			return;
		}
		if (!version_read_block(version, offset, info->end, &block))
			return;
		arena_grow(version->reader->arena, &tables, out->table_count,
			&version->table_capacity, sizeof(*table));
		out->tables = tables;
		table = &out->tables[out->table_count++];
		*table = (struct image_version_table){0};
		read_table_key(version, &block, table);
		if (!read_strings(version, &block, table))
			return;
	}
}

/*
 * Strings come in the code page of a block that usually stands behind them, so it is looked for
 * first. Windows goes by the first StringFileInfo.
 */
static void read_children(struct version_reader *version, uint64_t start, uint64_t end)
{
	struct version_block strings = {0}, block;

	for (uint64_t offset = start; offset < end;
		offset = version_next_block(version, &block, end)) {
		if (!version_read_block(version, offset, end, &block))
			break;
		if (version_key_is(version, &block, "STRINGFILEINFO") && !strings.end)
			strings = block;
		else if (version_key_is(version, &block, "VARFILEINFO") && !version->translation)
			version->translation = code_page_of_translation(version, &block);
	}
	if (strings.end)
		read_string_tables(version, &strings);
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
	struct image_version *out = version->out;
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
	uint64_t behind_key = root->key_end + version_unit_size(version);
	uint64_t candidates[] = {version_aligned(behind_key), root->value, behind_key};
	uint64_t children;

	for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++)
		if (read_fixed(version, candidates[i], root->end)) {
			children = candidates[i] + FIXED_SIZE;
			return children < root->end
				       ? version_skip_padding(version, children, root->end)
				       : root->end;
		}
	if (root->value_length)
		version_problem(version, root->value,
			"the fixed part of the version resource has no signature");
	children = root->value + root->value_length;
	return children < root->end ? version_skip_padding(version, children, root->end)
				    : root->end;
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

void version_resource_parse(struct image_reader *reader, const struct view *data,
	enum version_form form, struct image_version *out)
{
	struct version_reader version = {
		.reader = reader,
		.out = out,
		.wide = is_wide(data, form),
		.strings_left = MAX_VERSION_STRINGS,
	};
	struct view window = *data;
	struct version_block root;
	uint64_t children;

	*out = (struct image_version){.present = true, .offset = data->start};
	if (window.size > MAX_VERSION_BYTES) {
		image_problem(reader, "limit", data->start,
			"the version resource has more than %d bytes", MAX_VERSION_BYTES);
		window.size = MAX_VERSION_BYTES;
	}
	version.data = &window;
	if (!version_read_block(&version, 0, window.size, &root))
		return;
	if (!version_key_is(&version, &root, "VS_VERSION_INFO"))
		version_problem(
			&version, root.key, "the version resource is not called VS_VERSION_INFO");
	children = read_root_value(&version, &root);
	/* What is wrong with the strings behind it says nothing of the fixed part. */
	out->doubt = version.first_problem;
	read_children(&version, children, root.end);
	if (out->table_count) {
		out->strings = out->tables[0].strings;
		out->string_count = out->tables[0].string_count;
	}
}
