#include "bench/monsters.h"

#include <string.h>

enum {
	PE_HEADER = 0x80,
	FILE_HEADER_SIZE = 24, /* with the signature */
	OPTIONAL_HEADER = PE_HEADER + FILE_HEADER_SIZE,
	OPTIONAL_HEADER_SIZE = 224,
	SECTION_TABLE = OPTIONAL_HEADER + OPTIONAL_HEADER_SIZE,
	DIRECTORY_TABLE = OPTIONAL_HEADER + 96,
	DIRECTORY_COUNT = 16,

	EXPORTS = 0,
	IMPORTS = 1,
	DEBUG = 6,
	BOUND_IMPORTS = 11,
	DELAY_IMPORTS = 13,
	CLR = 14,

	START = MONSTER_PE_SECTION,
	MEGABYTE = 1024 * 1024,
	MANY = 65536 + 1, /* one more than the readers take of anything with an ordinal */
	LONG_NAME = 4095,
};

/* Fields of the .NET header and of the metadata root. */
enum { CLR_METADATA = 8, CLR_FLAGS = 16, METADATA_VERSION = 12 };

void monster_fill_u32(
	struct specimen_bytes *out, size_t offset, size_t count, size_t step, size_t value)
{
	for (size_t i = 0; i < count; i++)
		specimen_patch_u32(out, offset + i * step, value);
}

void monster_pe(struct specimen_bytes *out, size_t size, unsigned char filler)
{
	specimen_put_zeros(out, MONSTER_PE_SECTION + size);
	memset(out->data + MONSTER_PE_SECTION, filler, size);
	specimen_patch_u16(out, 0x00, 0x5A4D);
	specimen_patch_u16(out, 0x18, 0x40); /* e_lfarlc */
	specimen_patch_u32(out, 0x3C, PE_HEADER);
	specimen_patch_u32(out, PE_HEADER, 0x4550);
	specimen_patch_u16(out, PE_HEADER + 4, 0x14C);
	specimen_patch_u16(out, PE_HEADER + 6, 1); /* sections */
	specimen_patch_u16(out, PE_HEADER + 20, OPTIONAL_HEADER_SIZE);
	specimen_patch_u16(out, PE_HEADER + 22, 0x0102); /* executable, 32 bits */
	specimen_patch_u16(out, OPTIONAL_HEADER, 0x10B);
	specimen_patch_u32(out, OPTIONAL_HEADER + 28, 0x400000); /* image base */
	specimen_patch_u32(out, OPTIONAL_HEADER + 32, 0x1000);
	specimen_patch_u32(out, OPTIONAL_HEADER + 36, 0x200);
	specimen_patch_u16(out, OPTIONAL_HEADER + 48, 4);
	specimen_patch_u32(out, OPTIONAL_HEADER + 56, MONSTER_PE_SECTION + size);
	specimen_patch_u32(out, OPTIONAL_HEADER + 60, MONSTER_PE_SECTION);
	specimen_patch_u16(out, OPTIONAL_HEADER + 68, 3);
	specimen_patch_u32(out, OPTIONAL_HEADER + 92, DIRECTORY_COUNT);
	memcpy(out->data + SECTION_TABLE, ".all", 4);
	specimen_patch_u32(out, SECTION_TABLE + 8, size);
	specimen_patch_u32(out, SECTION_TABLE + 12, MONSTER_PE_SECTION);
	specimen_patch_u32(out, SECTION_TABLE + 16, size);
	specimen_patch_u32(out, SECTION_TABLE + 20, MONSTER_PE_SECTION);
}

void monster_pe_directory(struct specimen_bytes *out, size_t index, size_t rva, size_t size)
{
	specimen_patch_u32(out, DIRECTORY_TABLE + index * 8, rva);
	specimen_patch_u32(out, DIRECTORY_TABLE + index * 8 + 4, size);
}

/* A name of length characters at rva, in the filler. */
static void end_name(struct specimen_bytes *out, size_t rva, size_t length)
{
	out->data[rva + length] = '\0';
}

/* modules descriptors that share one table of count thunks to one name of the filler. */
static void put_imports(struct specimen_bytes *out, size_t modules, size_t count,
	unsigned char filler, size_t name_length)
{
	const size_t descriptor = 20, name = START + 64;
	const size_t descriptors = START + 0x2000,
		     thunks = descriptors + (modules + 1) * descriptor;

	monster_pe(out, 2 * MEGABYTE, filler);
	monster_pe_directory(out, IMPORTS, descriptors, (modules + 1) * descriptor);
	end_name(out, START, 16);
	end_name(out, name + 2, name_length);
	memset(out->data + descriptors, 0, (modules + 1) * descriptor);
	monster_fill_u32(out, descriptors, modules, descriptor, thunks);
	monster_fill_u32(out, descriptors + 12, modules, descriptor, START);
	monster_fill_u32(out, descriptors + 16, modules, descriptor, thunks);
	monster_fill_u32(out, thunks, count, 4, name);
	specimen_patch_u32(out, thunks + count * 4, 0);
}

static void imports_of_one_long_name(struct specimen_bytes *out)
{
	put_imports(out, 1, MANY, 'A', LONG_NAME);
}

static void imports_of_one_long_name_beyond_ascii(struct specimen_bytes *out)
{
	put_imports(out, 1, MANY, 0xFF, LONG_NAME);
}

static void imports_of_one_short_name(struct specimen_bytes *out)
{
	put_imports(out, 1, MANY, 'A', 8);
}

static void imports_of_every_module(struct specimen_bytes *out)
{
	put_imports(out, 4097, 16, 'A', 40);
}

static void imports_by_ordinal(struct specimen_bytes *out)
{
	put_imports(out, 1, MANY, 'A', 8);
	monster_fill_u32(out, START + 0x2000 + 40, MANY, 4, 0x80000001);
}

static void delay_imports_of_every_module(struct specimen_bytes *out)
{
	const size_t descriptor = 32, modules = 4097, descriptors = START + 0x2000;
	const size_t thunks = descriptors + (modules + 1) * descriptor;

	monster_pe(out, 2 * MEGABYTE, 'A');
	monster_pe_directory(out, DELAY_IMPORTS, descriptors, (modules + 1) * descriptor);
	end_name(out, START, 200);
	memset(out->data + descriptors, 0, (modules + 1) * descriptor);
	monster_fill_u32(out, descriptors, modules, descriptor, 1);
	monster_fill_u32(out, descriptors + 4, modules, descriptor, START);
	monster_fill_u32(out, descriptors + 12, modules, descriptor, thunks);
	monster_fill_u32(out, descriptors + 16, modules, descriptor, thunks);
	monster_fill_u32(out, thunks, MANY, 4, START);
	specimen_patch_u32(out, thunks + MANY * 4, 0);
}

/* count exports that share one name; with forward, all are forwarders to that name. */
static void put_exports(struct specimen_bytes *out, size_t count, unsigned char filler,
	size_t name_length, bool forward)
{
	const size_t directory = START + 0x2000, functions = directory + 40;
	const size_t names = functions + count * 4, ordinals = names + count * 4;
	const size_t end = ordinals + count * 2;

	monster_pe(out, 2 * MEGABYTE, filler);
	/* What points into the directory is a forwarder. */
	monster_pe_directory(out, EXPORTS, directory, end - directory + (forward ? 0x2000 : 0));
	memset(out->data + directory, 0, 40);
	end_name(out, START, name_length);
	end_name(out, end, name_length);
	specimen_patch_u32(out, directory + 12, START);
	specimen_patch_u32(out, directory + 16, 1);
	specimen_patch_u32(out, directory + 20, count);
	specimen_patch_u32(out, directory + 24, count);
	specimen_patch_u32(out, directory + 28, functions);
	specimen_patch_u32(out, directory + 32, names);
	specimen_patch_u32(out, directory + 36, ordinals);
	monster_fill_u32(out, functions, count, 4, forward ? end : START);
	monster_fill_u32(out, names, count, 4, START);
	for (size_t i = 0; i < count; i++)
		specimen_patch_u16(out, ordinals + i * 2, i & 0xFFFF);
}

static void exports_of_one_long_name(struct specimen_bytes *out)
{
	put_exports(out, MANY, 'A', LONG_NAME, false);
}

static void exports_of_one_long_name_beyond_ascii(struct specimen_bytes *out)
{
	put_exports(out, MANY, 0xFF, LONG_NAME, false);
}

static void exports_of_one_short_name(struct specimen_bytes *out)
{
	put_exports(out, MANY, 'A', 8, false);
}

static void forwarders_to_one_name(struct specimen_bytes *out)
{
	put_exports(out, MANY, 'A', 24, true);
}

void monster_pe_symbols(struct specimen_bytes *out)
{
	const size_t descriptors = START + 0x100000, thunks = descriptors + 40;

	put_exports(out, MANY, 'A', 8, true);
	monster_pe_directory(out, IMPORTS, descriptors, 40);
	memset(out->data + descriptors, 0, 40);
	specimen_patch_u32(out, descriptors, thunks);
	specimen_patch_u32(out, descriptors + 12, START);
	specimen_patch_u32(out, descriptors + 16, thunks);
	monster_fill_u32(out, thunks, MANY, 4, START);
	specimen_patch_u32(out, thunks + MANY * 4, 0);
}

static void bound_imports_that_share_a_name(struct specimen_bytes *out)
{
	monster_pe(out, MEGABYTE, 1); /* time stamp, name at 0x0101, 0x0101 forwarders, ... */
	monster_pe_directory(out, BOUND_IMPORTS, START, MEGABYTE);
	memset(out->data + START + 0x101, 'A', LONG_NAME);
}

static void debug_entries_that_share_a_path(struct specimen_bytes *out)
{
	const size_t entry = 28, entries = START + 0x4000, record = START;
	const size_t count = (MEGABYTE - 0x4000) / entry;

	monster_pe(out, MEGABYTE, 0xFF);
	monster_pe_directory(out, DEBUG, entries, count * entry);
	specimen_patch_u32(out, record, 0x53445352); /* "RSDS" */
	monster_fill_u32(out, entries + 12, count, entry, 2);
	monster_fill_u32(out, entries + 16, count, entry, 0x4000);
	monster_fill_u32(out, entries + 20, count, entry, record);
	monster_fill_u32(out, entries + 24, count, entry, record);
}

static void metadata_of_65535_streams(struct specimen_bytes *out)
{
	const size_t root = START + 0x100;

	monster_pe(out, 2 * MEGABYTE, 'A');
	monster_pe_directory(out, CLR, START, 72);
	specimen_patch_u32(out, START, 72);
	specimen_patch_u32(out, START + CLR_METADATA, root);
	specimen_patch_u32(out, START + CLR_METADATA + 4, 2 * MEGABYTE - 0x100);
	specimen_patch_u32(out, START + CLR_FLAGS, 1);
	specimen_patch_u32(out, root, 0x424A5342);
	specimen_patch_u32(out, root + METADATA_VERSION, 255);
	specimen_patch_u16(out, root + METADATA_VERSION + 4 + 255 + 3, 0xFFFF);
}

/* Every directory is the whole section, every number in it points back into it. */
static void put_overlapping(struct specimen_bytes *out, size_t value)
{
	monster_pe(out, 4 * MEGABYTE, 0);
	for (size_t i = 0; i < DIRECTORY_COUNT; i++)
		monster_pe_directory(out, i, START, 4 * MEGABYTE);
	monster_fill_u32(out, START, MEGABYTE, 4, value);
}

static void tables_that_are_one_another(struct specimen_bytes *out)
{
	put_overlapping(out, START);
}

static void tables_that_are_one_another_askew(struct specimen_bytes *out)
{
	put_overlapping(out, START + 0x1001);
}

static void tables_that_are_one_another_with_the_high_bit(struct specimen_bytes *out)
{
	put_overlapping(out, 0x80000000 | 0x10);
}

const struct monster pe_monsters[] = {
	{"imports: one long name", imports_of_one_long_name},
	{"imports: one long name beyond ASCII", imports_of_one_long_name_beyond_ascii},
	{"imports: one short name", imports_of_one_short_name},
	{"imports: every module", imports_of_every_module},
	{"imports: by ordinal", imports_by_ordinal},
	{"delay imports: every module", delay_imports_of_every_module},
	{"exports: one long name", exports_of_one_long_name},
	{"exports: one long name beyond ASCII", exports_of_one_long_name_beyond_ascii},
	{"exports: one short name", exports_of_one_short_name},
	{"exports: forwarders to one name", forwarders_to_one_name},
	{"exports and imports together", monster_pe_symbols},
	{"bound imports: one name", bound_imports_that_share_a_name},
	{"debug entries: one path", debug_entries_that_share_a_path},
	{"metadata: 65535 streams", metadata_of_65535_streams},
	{"overlap: tables are one another", tables_that_are_one_another},
	{"overlap: tables askew", tables_that_are_one_another_askew},
	{"overlap: tables with the high bit", tables_that_are_one_another_with_the_high_bit},
};

const size_t pe_monster_count = sizeof(pe_monsters) / sizeof(pe_monsters[0]);
