#include "tests/fuzz/layout.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { E_LFANEW = 0x3C, MZ_SIZE = 0x40 };

static const struct {
	char signature[5];
	uint8_t length;
	bool bare; /* also at the start of a file */
	unsigned format;
} signatures[] = {
	{"PE\0\0", 4, false, FUZZ_FORMAT_PE},
	{"NE", 2, true, FUZZ_FORMAT_NE},
	{"LE", 2, true, FUZZ_FORMAT_LE},
	{"LX", 2, true, FUZZ_FORMAT_LE},
	{"W3", 2, true, FUZZ_FORMAT_COLLECTION},
	{"W4", 2, true, FUZZ_FORMAT_COLLECTION},
	{"P2", 2, true, FUZZ_FORMAT_EXTENDER},
	{"P3", 2, true, FUZZ_FORMAT_EXTENDER},
	{"MP", 2, true, FUZZ_FORMAT_EXTENDER},
	{"BW", 2, true, FUZZ_FORMAT_EXTENDER},
	{"VZ", 2, true, FUZZ_FORMAT_TE},
};

static bool is_mz(const uint8_t *data, size_t size)
{
	return size >= 2 && (memcmp(data, "MZ", 2) == 0 || memcmp(data, "ZM", 2) == 0);
}

static uint32_t number(const uint8_t *data, size_t size, uint64_t offset, unsigned width)
{
	uint32_t value = 0;

	if (offset > size || width > size - offset)
		return 0;
	for (unsigned i = 0; i < width; i++)
		value |= (uint32_t)data[offset + i] << 8 * i;
	return value;
}

static size_t header_offset(const uint8_t *data, size_t size)
{
	uint32_t e_lfanew = is_mz(data, size) ? number(data, size, E_LFANEW, 4) : 0;

	return e_lfanew < size ? e_lfanew : 0;
}

unsigned fuzz_format(const uint8_t *data, size_t size)
{
	size_t header = header_offset(data, size);

	for (size_t i = 0; i < COUNT_OF(signatures); i++)
		if ((header || signatures[i].bare) && size - header >= signatures[i].length &&
			memcmp(data + header, signatures[i].signature, signatures[i].length) == 0)
			return signatures[i].format;
	return is_mz(data, size) ? FUZZ_FORMAT_MZ : 0;
}

uint16_t fuzz_layout_u16(const struct fuzz_layout *layout, uint64_t offset)
{
	return (uint16_t)number(layout->data, layout->size, offset, 2);
}

uint32_t fuzz_layout_u32(const struct fuzz_layout *layout, uint64_t offset)
{
	return number(layout->data, layout->size, offset, 4);
}

void fuzz_layout_add(struct fuzz_layout *layout, uint64_t start, size_t row_size, size_t row_count,
	unsigned unit)
{
	size_t room;

	if (start >= layout->size || layout->table_count == FUZZ_MAX_TABLES)
		return;
	room = layout->size - (size_t)start;
	if (row_size > room)
		row_size = room;
	if (row_size < unit)
		return;
	if (row_count > room / row_size)
		row_count = room / row_size;
	if (row_count)
		layout->tables[layout->table_count++] =
			(struct fuzz_table){(size_t)start, row_size, row_count, unit};
}

static void find_ne(struct fuzz_layout *layout)
{
	enum { ENTRY_TABLE = 4, SEGMENT_COUNT = 0x1C, MODULE_COUNT = 0x1E, NAMES_SIZE = 0x20 };
	uint64_t header = layout->header;
	uint64_t resources = header + fuzz_layout_u16(layout, header + 0x24);
	uint64_t segments = header + fuzz_layout_u16(layout, header + 0x22);
	uint16_t shift = fuzz_layout_u16(layout, header + 0x32);
	uint64_t row = resources + 2;

	fuzz_layout_add(layout, header, 0x40, 1, 2);
	fuzz_layout_add(layout, segments, 8, fuzz_layout_u16(layout, header + SEGMENT_COUNT), 2);
	fuzz_layout_add(layout, resources, 2, 1, 2);
	for (int i = 0; i < 8 && fuzz_layout_u16(layout, row); i++) {
		uint16_t count = fuzz_layout_u16(layout, row + 2);

		fuzz_layout_add(layout, row, 8, 1, 2);
		fuzz_layout_add(layout, row + 8, 12, count, 2);
		row += 8 + (uint64_t)count * 12;
	}
	fuzz_layout_add(layout, header + fuzz_layout_u16(layout, header + 0x26), 16, 2, 2);
	fuzz_layout_add(layout, header + fuzz_layout_u16(layout, header + 0x28), 2,
		fuzz_layout_u16(layout, header + MODULE_COUNT), 2);
	fuzz_layout_add(layout, header + fuzz_layout_u16(layout, header + 0x2A), 16, 2, 2);
	fuzz_layout_add(layout, header + fuzz_layout_u16(layout, header + ENTRY_TABLE), 6, 4, 2);
	fuzz_layout_add(layout, fuzz_layout_u32(layout, header + 0x2C),
		fuzz_layout_u16(layout, header + NAMES_SIZE), 1, 2);
	for (int i = 0; i < 4; i++) {
		uint64_t segment = segments + (uint64_t)i * 8;
		uint64_t data = (uint64_t)fuzz_layout_u16(layout, segment)
				<< (shift && shift < 16 ? shift : 9);
		uint64_t relocations = data + fuzz_layout_u16(layout, segment + 2);

		fuzz_layout_add(layout, relocations, 2, 1, 2);
		fuzz_layout_add(
			layout, relocations + 2, 8, fuzz_layout_u16(layout, relocations), 2);
	}
}

static void find_le(struct fuzz_layout *layout)
{
	/* Tables whose offset counts from the header: their field, the size of a row, and how many
	   are looked at. */
	static const struct {
		uint8_t field, row_size, row_count;
	} tables[] = {
		{0x40, 24, 8},
		{0x48, 4, 8},
		{0x50, 8, 8},
		{0x58, 16, 2},
		{0x5C, 8, 4},
		{0x68, 4, 8},
		{0x6C, 8, 8},
		{0x70, 16, 2},
		{0x78, 16, 2},
	};
	uint64_t header = layout->header;

	fuzz_layout_add(layout, header, 0xC4, 1, 4);
	fuzz_layout_add(layout, header + 8, 4, 1, 2);
	fuzz_layout_add(layout, header + 0xC0, 8, 1, 2);
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		fuzz_layout_add(layout, header + fuzz_layout_u32(layout, header + tables[i].field),
			tables[i].row_size, tables[i].row_count, tables[i].row_size % 4 ? 2 : 4);
	fuzz_layout_add(layout, fuzz_layout_u32(layout, header + 0x88),
		fuzz_layout_u32(layout, header + 0x8C), 1, 2);
	fuzz_layout_add(layout, fuzz_layout_u32(layout, header + 0xB8), 12, 1, 2);
}

static void find_other(struct fuzz_layout *layout, unsigned format)
{
	uint64_t header = layout->header;

	switch (format) {
	case FUZZ_FORMAT_COLLECTION:
		fuzz_layout_add(layout, header, 16, 1, 2);
		fuzz_layout_add(layout, header + 16, 16, 16, 4);
		fuzz_layout_add(layout, header + 16, 4, 16, 4);
		break;
	case FUZZ_FORMAT_TE:
		fuzz_layout_add(layout, header, 8, 1, 2);
		fuzz_layout_add(layout, header + 8, 32, 1, 4);
		fuzz_layout_add(layout, header + 40, 40, 4, 4);
		break;
	case FUZZ_FORMAT_EXTENDER:
		fuzz_layout_add(layout, header, 0xB0, 1, 2);
		break;
	default:
		break;
	}
}

void fuzz_layout_find(struct fuzz_layout *layout, const uint8_t *data, size_t size)
{
	unsigned format = fuzz_format(data, size);

	memset(layout, 0, sizeof(*layout));
	layout->data = data;
	layout->size = size;
	layout->header = header_offset(data, size);
	if (is_mz(data, size)) {
		fuzz_layout_add(layout, 2, MZ_SIZE - 2, 1, 2);
		fuzz_layout_add(layout, E_LFANEW, 4, 1, 4);
	}
	if (format == FUZZ_FORMAT_NE)
		find_ne(layout);
	else if (format == FUZZ_FORMAT_LE)
		find_le(layout);
	else if (format == FUZZ_FORMAT_PE)
		fuzz_layout_pe(layout);
	else
		find_other(layout, format);
	fuzz_layout_version(layout);
}
