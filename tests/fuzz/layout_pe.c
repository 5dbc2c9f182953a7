/* Where the tables of a PE image are, and the blocks of a version resource in anything. */
#include "tests/fuzz/layout.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	SECTION_SIZE = 40,
	MAX_SECTIONS = 16,
	DIRECTORY_COUNT = 16,
	RESOURCES = 2,
	MAX_RESOURCE_ROWS = 8,
	MAX_VERSION_BLOCKS = 24,
};

/* What each data directory leads to: size of a row, and how many are looked at. */
static const struct {
	uint8_t row_size, row_count;
} directory_rows[DIRECTORY_COUNT] = {
	{40, 1},
	{20, 4},
	{16, 1},
	{12, 2},
	{8, 2},
	{8, 2},
	{28, 3},
	{4, 2},
	{8, 1},
	{24, 1},
	{64, 1},
	{8, 4},
	{8, 4},
	{32, 3},
	{72, 1},
	{4, 1},
};

struct pe_places {
	struct fuzz_layout *layout;
	uint64_t sections;
	uint16_t section_count;
};

/* The file offset of an address; the address itself where no section has it. */
static uint64_t offset_of(const struct pe_places *places, uint32_t rva)
{
	for (uint64_t i = 0; i < places->section_count && i < MAX_SECTIONS; i++) {
		uint64_t section = places->sections + i * SECTION_SIZE;
		uint32_t address = fuzz_layout_u32(places->layout, section + 12);
		uint32_t size = fuzz_layout_u32(places->layout, section + 16);

		if (rva >= address && rva - address < size)
			return (uint64_t)fuzz_layout_u32(places->layout, section + 20) + rva -
			       address;
	}
	return rva;
}

static void find_resources(const struct pe_places *places, uint64_t root)
{
	uint64_t folder = root;

	/* Down the first of each level is enough: the mutator copies rows across levels. */
	for (int level = 0; level < 3; level++) {
		uint16_t named = fuzz_layout_u16(places->layout, folder + 12);
		uint16_t numbered = fuzz_layout_u16(places->layout, folder + 14);
		size_t count = (size_t)named + numbered;
		uint32_t next = fuzz_layout_u32(places->layout, folder + 16 + 4);

		fuzz_layout_add(places->layout, folder, 16, 1, 2);
		fuzz_layout_add(places->layout, folder + 16, 8,
			count < MAX_RESOURCE_ROWS ? count : MAX_RESOURCE_ROWS, 4);
		if (!(next & 0x80000000)) {
			fuzz_layout_add(places->layout, root + next, 16, 1, 4);
			return;
		}
		folder = root + (next & 0x7FFFFFFF);
	}
	fuzz_layout_add(
		places->layout, root + fuzz_layout_u32(places->layout, folder + 16 + 4), 16, 1, 4);
}

/* What the fields of a directory's first row lead to. */
static void find_behind(const struct pe_places *places, unsigned index, uint64_t start)
{
	static const struct {
		uint8_t directory, field, row_size;
	} behind[] = {
		{0, 12, 16}, {0, 28, 4}, {0, 32, 4}, {0, 36, 2}, /* exports */
		{1, 0, 4}, {1, 12, 16}, {1, 16, 4},              /* imports */
		{13, 4, 16}, {13, 12, 4}, {13, 16, 4},           /* delay imports */
		{6, 20, 24},                                     /* debug */
		{14, 8, 32},                                     /* metadata */
	};

	for (size_t i = 0; i < COUNT_OF(behind); i++)
		if (behind[i].directory == index)
			fuzz_layout_add(places->layout,
				offset_of(places,
					fuzz_layout_u32(places->layout, start + behind[i].field)),
				behind[i].row_size, 4, behind[i].row_size % 4 ? 2 : 4);
}

void fuzz_layout_pe(struct fuzz_layout *layout)
{
	uint64_t optional = layout->header + 24;
	bool plus = fuzz_layout_u16(layout, optional) == 0x20B;
	uint64_t directories = optional + (plus ? 112 : 96);
	struct pe_places places = {layout, optional + fuzz_layout_u16(layout, layout->header + 20),
		fuzz_layout_u16(layout, layout->header + 6)};
	uint32_t first_address = fuzz_layout_u32(layout, places.sections + 12);

	layout->address_shift = first_address - fuzz_layout_u32(layout, places.sections + 20);
	fuzz_layout_add(layout, layout->header + 4, 20, 1, 2);
	fuzz_layout_add(layout, optional, plus ? 112 : 96, 1, 4);
	fuzz_layout_add(layout, optional, 4, 1, 2);
	fuzz_layout_add(layout, optional + 40, 32, 1, 2);
	fuzz_layout_add(layout, directories, 8, DIRECTORY_COUNT, 4);
	fuzz_layout_add(layout, places.sections, SECTION_SIZE, places.section_count, 4);
	for (unsigned i = 0; i < DIRECTORY_COUNT; i++) {
		uint32_t rva = fuzz_layout_u32(layout, directories + (uint64_t)i * 8);
		uint64_t start = offset_of(&places, rva);

		if (!rva)
			continue;
		if (i == RESOURCES) {
			find_resources(&places, start);
			continue;
		}
		fuzz_layout_add(
			layout, start, directory_rows[i].row_size, directory_rows[i].row_count, 4);
		find_behind(&places, i, start);
	}
}

/* Whether text stands at offset, in bytes or in UTF-16; *wide says which. */
static bool key_at(const struct fuzz_layout *layout, size_t offset, const char *text, bool *wide)
{
	size_t length = strlen(text);
	size_t room = layout->size - offset;

	if (room >= length && memcmp(layout->data + offset, text, length) == 0) {
		*wide = false;
		return true;
	}
	if (room < length * 2)
		return false;
	for (size_t i = 0; i < length; i++)
		if (layout->data[offset + i * 2] != (uint8_t)text[i] ||
			layout->data[offset + i * 2 + 1])
			return false;
	*wide = true;
	return true;
}

void fuzz_layout_version(struct fuzz_layout *layout)
{
	static const char *const keys[] = {"VS_VERSION_INFO", "StringFileInfo", "VarFileInfo",
		"Translation", "0409", "FileVersion", "CompanyName", "ProductVersion"};
	int left = MAX_VERSION_BLOCKS;

	for (size_t at = 4; at < layout->size && left; at++) {
		bool wide;

		if (layout->size - at >= 52 && fuzz_layout_u32(layout, at) == 0xFEEF04BD) {
			fuzz_layout_add(layout, at, 52, 1, 4);
			left--;
		}
		for (size_t i = 0; i < COUNT_OF(keys); i++) {
			if (layout->data[at] != (uint8_t)keys[i][0] ||
				!key_at(layout, at, keys[i], &wide))
				continue;
			if (at >= 6)
				fuzz_layout_add(layout, at - (wide ? 6 : 4), wide ? 6 : 4, 1, 2);
			left--;
			break;
		}
	}
}
