#include "bench/monsters.h"

#include "tests/fixture/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NEW_HEADER = 0x40,
	NE_HEADER_SIZE = 0x40,
	MEGABYTE = 1024 * 1024,
	MODULE_NAME = 0x100, /* in the filler, as the imported names table */
};

/* An MZ stub without code and an NE header in front of size bytes of filler. */
static void put_ne(struct specimen_bytes *out, size_t size, unsigned char filler)
{
	const size_t ne = NEW_HEADER;

	specimen_put_zeros(out, NEW_HEADER + NE_HEADER_SIZE + size);
	memset(out->data + NEW_HEADER + NE_HEADER_SIZE, filler, size);
	specimen_patch_u16(out, 0x00, 0x5A4D);
	specimen_patch_u16(out, 0x18, 0x40);
	specimen_patch_u32(out, 0x3C, ne);
	specimen_patch_u16(out, ne, 0x454E);
	specimen_patch_u16(out, ne + 0x22, NE_HEADER_SIZE); /* segment table */
	specimen_patch_u16(out, ne + 0x24, NE_HEADER_SIZE); /* resource table */
	specimen_patch_u16(out, ne + 0x26, NE_HEADER_SIZE); /* resident names */
	specimen_patch_u16(out, ne + 0x28, NE_HEADER_SIZE); /* module table */
	specimen_patch_u16(out, ne + 0x2A, MODULE_NAME);
	specimen_patch_u32(out, ne + 0x2C, ne + NE_HEADER_SIZE); /* non-resident names */
	specimen_patch_u16(out, ne + 0x20, 0xFFFF);
	specimen_patch_u16(out, ne + 0x32, 4); /* alignment shift */
	out->data[ne + 0x36] = 2;              /* Windows */
}

/*
 * Every segment has the same 65535 relocation records. The table of segments is at the end of what
 * 16 bits reach; in front of it stand names.
 */
static void put_segments(struct specimen_bytes *out, size_t kind, unsigned char filler)
{
	const size_t count = 65535, ne = NEW_HEADER, table = 0x8000, segment = 0xC0000;
	const size_t records = segment + 16;

	put_ne(out, 2 * MEGABYTE, filler);
	specimen_patch_u16(out, ne + 0x1C, count);
	specimen_patch_u16(out, ne + 0x1E, count); /* modules: whatever the bytes say */
	specimen_patch_u16(out, ne + 0x22, table);
	for (size_t i = 0; i < count; i++) {
		specimen_patch_u16(out, ne + table + i * 8, segment >> 4);
		specimen_patch_u16(out, ne + table + i * 8 + 2, 16);
		specimen_patch_u16(out, ne + table + i * 8 + 4, 0x0100); /* has relocations */
		specimen_patch_u16(out, ne + table + i * 8 + 6, 16);
	}
	specimen_patch_u16(out, records, 0xFFFF);
	for (size_t i = 0; i < 65535; i++) {
		specimen_patch_u16(out, records + 2 + i * 8, kind << 8 | 2);
		specimen_patch_u16(out, records + 2 + i * 8 + 2, 0);
		specimen_patch_u16(out, records + 2 + i * 8 + 4, 1 + i % 1024);
		specimen_patch_u16(out, records + 2 + i * 8 + 6, kind == 1 ? i : i % 0x7000);
	}
}

static void segments_that_import_ordinals(struct specimen_bytes *out)
{
	put_segments(out, 1, 1);
}

static void segments_that_import_names(struct specimen_bytes *out)
{
	put_segments(out, 2, 'A');
}

static void segments_that_import_names_beyond_ascii(struct specimen_bytes *out)
{
	put_segments(out, 2, 0xFF);
}

static void names_of_one_character(struct specimen_bytes *out)
{
	put_ne(out, MEGABYTE, 1);
}

static void names_beyond_ascii(struct specimen_bytes *out)
{
	put_ne(out, MEGABYTE, 0xFF);
}

/* Types of 65535 version resources each, until 64 KB of table are over, and on behind them. */
static void resources_of_every_type(struct specimen_bytes *out)
{
	const size_t table = NEW_HEADER + NE_HEADER_SIZE;

	put_ne(out, 4 * MEGABYTE, 1);
	specimen_patch_u16(out, table, 4); /* alignment shift */
	for (size_t at = table + 2; at + 8 < out->length; at += 12) {
		specimen_patch_u16(out, at, 0x8010);
		specimen_patch_u16(out, at + 2, 0xFFFF);
	}
}

static void resources_of_65535_versions(struct specimen_bytes *out)
{
	const size_t table = NEW_HEADER + NE_HEADER_SIZE;

	put_ne(out, 4 * MEGABYTE, 1);
	specimen_patch_u16(out, table, 4);
	specimen_patch_u16(out, table + 2, 0x8010);
	specimen_patch_u16(out, table + 4, 0xFFFF);
}

/* A fixture of the kind behind a stub, swollen by 4 MB of filler, with value in some fields of its
 * header. Returns where that begins. */
static size_t put_linear(struct specimen_bytes *out, enum specimen_kind kind, size_t value,
	unsigned char filler, const unsigned char *fields, size_t field_count)
{
	const struct specimen_image image = {.kind = kind, .target = 1};
	size_t length, header;

	fixture_image_build(&image, out);
	length = out->length;
	header = out->data[0x3C] | (size_t)out->data[0x3D] << 8;
	specimen_put_zeros(out, 4 * MEGABYTE);
	memset(out->data + length, filler, 4 * MEGABYTE);
	for (size_t i = 0; i < field_count; i++)
		specimen_patch_u32(out, header + fields[i], value);
	return header;
}

static const unsigned char counts[] = {0x14, 0x30, 0x38, 0x44, 0x54, 0x64, 0x74, 0x8C};
/* Of names and modules: they begin in the filler. */
static const unsigned char tables[] = {0x58, 0x70, 0x78, 0x88};

static void put_names(struct specimen_bytes *out, enum specimen_kind kind, unsigned char filler)
{
	size_t header = put_linear(out, kind, 0xFFFFFFFF, filler, counts, sizeof(counts));

	for (size_t i = 0; i < sizeof(tables); i++)
		specimen_patch_u32(out, header + tables[i], 2 * MEGABYTE);
}

static void le_of_4_gigabyte_counts(struct specimen_bytes *out)
{
	put_linear(out, SPECIMEN_LE, 0xFFFFFFFF, 1, counts, sizeof(counts));
}

static void lx_of_4_gigabyte_counts(struct specimen_bytes *out)
{
	put_linear(out, SPECIMEN_LX, 0xFFFFFFFF, 1, counts, sizeof(counts));
}

static void le_of_short_names(struct specimen_bytes *out)
{
	put_names(out, SPECIMEN_LE, 1);
}

static void lx_of_short_names(struct specimen_bytes *out)
{
	put_names(out, SPECIMEN_LX, 1);
}

static void lx_of_long_names(struct specimen_bytes *out)
{
	put_names(out, SPECIMEN_LX, 'A');
}

static void lx_of_names_beyond_ascii(struct specimen_bytes *out)
{
	put_names(out, SPECIMEN_LX, 0xFF);
}

/* As many exports as are read, their names as long as all together may be, and as many imports as
 * one page of fixup records holds. */
static void lx_of_exports_and_imports(struct specimen_bytes *out)
{
	enum { COUNT = 65000, IMPORTS = 500, NAME = 28 };
	struct specimen_export *exports = calloc(COUNT, sizeof(*exports));
	struct specimen_symbol *symbols = calloc(COUNT, sizeof(*symbols));
	char(*names)[NAME + 1] = calloc(COUNT, sizeof(*names));
	struct specimen_import import = {.module = "DOSCALLS", .symbols = symbols};
	struct specimen_image image = {.kind = SPECIMEN_LX, .imports = &import, .import_count = 1};

	if (!exports || !symbols || !names)
		abort();
	for (size_t i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof(names[i]), "%0*zu", NAME, i);
		exports[i] =
			(struct specimen_export){.name = names[i], .ordinal = (uint16_t)(i + 1)};
		symbols[i].ordinal = (uint32_t)(i + 1);
	}
	import.symbol_count = IMPORTS;
	image.exports = exports;
	image.export_count = COUNT;
	fixture_image_build(&image, out);
	free(names);
	free(symbols);
	free(exports);
}

static void put_collection(struct specimen_bytes *out, enum specimen_kind kind, size_t count_field)
{
	const struct specimen_image image = {.kind = kind};
	size_t length, header;

	fixture_image_build(&image, out);
	length = out->length;
	header = out->data[0x3C] | (size_t)out->data[0x3D] << 8;
	specimen_put_zeros(out, 4 * MEGABYTE);
	memset(out->data + length, 1, 4 * MEGABYTE);
	specimen_patch_u16(out, header + count_field, 0xFFFF);
}

static void w3_of_65535_members(struct specimen_bytes *out)
{
	put_collection(out, SPECIMEN_W3, 4);
}

static void w4_of_65535_chunks(struct specimen_bytes *out)
{
	put_collection(out, SPECIMEN_W4, 6);
}

const struct monster linear_monsters[] = {
	{"NE: 65535 segments import ordinals", segments_that_import_ordinals},
	{"NE: 65535 segments import names", segments_that_import_names},
	{"NE: 65535 segments, beyond ASCII", segments_that_import_names_beyond_ascii},
	{"NE: names of one character", names_of_one_character},
	{"NE: names beyond ASCII", names_beyond_ascii},
	{"NE: resources of every type", resources_of_every_type},
	{"NE: 65535 version resources", resources_of_65535_versions},
	{"LE: counts of 4 GB", le_of_4_gigabyte_counts},
	{"LX: counts of 4 GB", lx_of_4_gigabyte_counts},
	{"LE: short names", le_of_short_names},
	{"LX: short names", lx_of_short_names},
	{"LX: long names", lx_of_long_names},
	{"LX: names beyond ASCII", lx_of_names_beyond_ascii},
	{"LX: exports and imports", lx_of_exports_and_imports},
	{"W3: 65535 members", w3_of_65535_members},
	{"W4: 65535 chunks", w4_of_65535_chunks},
};

const size_t linear_monster_count = sizeof(linear_monsters) / sizeof(linear_monsters[0]);
