#include "scanner/specimen/ne_resources.h"

#include <stdlib.h>

enum {
	ALIGNMENT_SHIFT =
		4, /* ne_align: file positions of segments and resources count in 16 bytes */
	ALIGNMENT = 1 << ALIGNMENT_SHIFT,
	LOADER_TABLE_SIZE = 0x28,
	EXPORT_CODE_SIZE = 8,
	CALL_SIZE = 5,
	DATA_SEGMENT_SIZE = 16
};

enum ne_flag {
	NE_MULTIPLE_DATA = 0x0002,
	NE_NOT_WINDOWED = 0x0200,
	NE_WINDOWED = 0x0300,
	NE_SELF_LOADING = 0x0800,
	NE_LIBRARY = 0x8000
};

enum segment_flag { SEGMENT_DATA = 0x0001, SEGMENT_PRELOAD = 0x0040, SEGMENT_RELOCATIONS = 0x0100 };

/* Offsets of header fields that are known only when their table is written. */
enum ne_field {
	NE_ENTRY_TABLE = 0x04,
	NE_ENTRY_TABLE_SIZE = 0x06,
	NE_NON_RESIDENT_SIZE = 0x20,
	NE_SEGMENT_TABLE = 0x22,
	NE_RESOURCE_TABLE = 0x24,
	NE_RESIDENT_NAMES = 0x26,
	NE_MODULE_TABLE = 0x28,
	NE_IMPORTED_NAMES = 0x2A,
	NE_NON_RESIDENT_NAMES = 0x2C /* counts from the start of the file */
};

struct ne_writer {
	const struct specimen_image *image;
	struct specimen_bytes *file;
	size_t header;
	size_t segment_table;
	struct specimen_ne_resources resources;
	size_t *module_names; /* offsets into the imported names table, one a module */
	struct specimen_bytes imported_names;
	struct specimen_bytes code;
	struct specimen_bytes relocations;
	size_t relocation_count;
	uint16_t *ordinals;
};

static bool is_library(const struct specimen_image *image)
{
	return image->dll || image->driver;
}

/* A library without a data segment of its own; a program has one, with its stack. Then resources
 * for OS/2. */
static size_t segment_count(const struct ne_writer *ne)
{
	return (is_library(ne->image) ? 1U : 2U) + (ne->resources.os2 ? ne->resources.count : 0);
}

static bool is_windows_target(uint32_t target)
{
	return target == 2 || target == 4;
}

static unsigned module_flags(const struct specimen_image *image, uint32_t target)
{
	unsigned flags = is_windows_target(target) ? NE_WINDOWED : NE_NOT_WINDOWED;

	flags |= is_library(image) ? (unsigned)NE_LIBRARY : (unsigned)NE_MULTIPLE_DATA;
	return image->self_loading ? flags | NE_SELF_LOADING : flags;
}

/* Segment 1 begins with the loader table of a self-loading module, or with the entry point. */
static size_t entry_point(const struct specimen_image *image)
{
	return image->self_loading ? LOADER_TABLE_SIZE : 0;
}

static void put_expected_windows(
	struct specimen_bytes *file, const struct specimen_image *image, uint32_t target)
{
	bool given = image->expected[0] || image->expected[1];

	if (given) {
		specimen_put_u8(file, image->expected[1]);
		specimen_put_u8(file, image->expected[0]);
	} else {
		specimen_put_u16(file, is_windows_target(target) ? 0x030A : 0);
	}
}

static void put_header(struct ne_writer *ne)
{
	const struct specimen_image *image = ne->image;
	struct specimen_bytes *file = ne->file;
	uint32_t target = specimen_target(image, 2);
	bool linker_given = image->linker[0] || image->linker[1];
	bool program = !is_library(image);

	ne->header = file->length;
	specimen_put_text(file, "NE");
	specimen_put_u8(file, linker_given ? image->linker[0] : 5);
	specimen_put_u8(file, linker_given ? image->linker[1] : 60);
	specimen_put_u32(file, 0); /* entry table and its size */
	specimen_put_u32(file, 0); /* ne_crc */
	specimen_put_u16(file, module_flags(image, target));
	specimen_put_u16(file, program ? 2 : 0);      /* ne_autodata */
	specimen_put_u16(file, program ? 0x400 : 0);  /* ne_heap */
	specimen_put_u16(file, program ? 0x1400 : 0); /* ne_stack */
	specimen_put_u32(
		file, program ? 0x00010000 + entry_point(image) : 0); /* ne_csip: segment 1 */
	specimen_put_u32(file, program ? 0x00020000 : 0);             /* ne_sssp: segment 2 */
	specimen_put_u16(file, segment_count(ne));
	specimen_put_u16(file, image->import_count);
	specimen_put_u16(file, 0);                   /* non-resident names size */
	specimen_put_zeros(file, 5 * 2);             /* table offsets 22 to 2A */
	specimen_put_u32(file, 0);                   /* non-resident names */
	specimen_put_u16(file, 0);                   /* ne_cmovent */
	specimen_put_u16(file, ALIGNMENT_SHIFT);     /* ne_align */
	specimen_put_u16(file, ne->resources.count); /* ne_cres */
	specimen_put_u8(file, target);               /* ne_exetyp */
	specimen_put_u8(file, 0);                    /* ne_flagsothers */
	specimen_put_zeros(file, 6);                 /* gangload area, swap area */
	put_expected_windows(file, image, target);
}

/* A table begins here: its offset from the NE header goes into `field`. */
static void mark_table(struct ne_writer *ne, enum ne_field field)
{
	specimen_patch_u16(ne->file, ne->header + (size_t)field, ne->file->length - ne->header);
}

static void put_relocation(
	struct ne_writer *ne, size_t module_index, const struct specimen_symbol *symbol)
{
	size_t operand = symbol->ordinal;

	if (symbol->name) {
		operand = ne->imported_names.length;
		specimen_put_pascal(&ne->imported_names, symbol->name);
	}
	specimen_put_u8(&ne->relocations, 3); /* source: 32-bit far pointer */
	specimen_put_u8(
		&ne->relocations, symbol->name ? 2 : 1); /* target: imported name or ordinal */
	specimen_put_u16(&ne->relocations, ne->code.length + 1); /* the operand of the call below */
	specimen_put_u16(&ne->relocations, module_index + 1);
	specimen_put_u16(&ne->relocations, operand);
	specimen_put_u8(&ne->code, 0x9A); /* call far */
	specimen_put_u32(
		&ne->code, 0x0000FFFF); /* FFFF ends the chain of places with this target */
	ne->relocation_count++;
}

/* "A0" and far pointers into segment 1; the loader calls the first, BootApp. */
static void put_loader_table(struct specimen_bytes *code)
{
	static const uint8_t pointers[] = {0x04, 0x08, 0x10, 0x14, 0x18, 0x24};

	specimen_put_text(code, "A0");
	for (size_t i = 0; i < sizeof pointers; i++) {
		specimen_put_zeros(code, pointers[i] - code->length);
		specimen_put_u32(code, 0x00010000 + LOADER_TABLE_SIZE);
	}
}

static size_t export_code_offset(const struct ne_writer *ne, size_t index)
{
	return entry_point(ne->image) + (index + 1) * EXPORT_CODE_SIZE;
}

/* The code segment: [loader table,] entry point and exported functions of 8 bytes, then a call a
 * symbol. */
static void make_code(struct ne_writer *ne)
{
	static const uint8_t function[EXPORT_CODE_SIZE] = {
		0x33, 0xC0, 0xCB, 0x90, 0x90, 0x90, 0x90, 0x90};
	const struct specimen_image *image = ne->image;

	specimen_put_u8(&ne->imported_names, 0); /* offset 0 means "no name" */
	if (image->self_loading)
		put_loader_table(&ne->code);
	for (size_t i = 0; i < image->export_count + 1; i++)
		specimen_put_raw(&ne->code, function, sizeof function);
	for (size_t i = 0; i < image->import_count; i++) {
		const struct specimen_import *import = &image->imports[i];

		ne->module_names[i] = ne->imported_names.length;
		specimen_put_pascal(&ne->imported_names, import->module);
		for (size_t j = 0; j < import->symbol_count; j++)
			put_relocation(ne, i, &import->symbols[j]);
	}
}

static void put_segment_table(struct ne_writer *ne)
{
	unsigned flags = SEGMENT_PRELOAD | (ne->relocation_count ? SEGMENT_RELOCATIONS : 0u);

	mark_table(ne, NE_SEGMENT_TABLE);
	ne->segment_table = ne->file->length;
	specimen_put_u16(ne->file, 0); /* position, see put_segments() */
	specimen_put_u16(ne->file, ne->code.length);
	specimen_put_u16(ne->file, flags);
	specimen_put_u16(ne->file, ne->code.length); /* minimum allocation */
	if (!is_library(ne->image)) {
		specimen_put_u16(ne->file, 0);
		specimen_put_u16(ne->file, DATA_SEGMENT_SIZE);
		specimen_put_u16(ne->file, SEGMENT_PRELOAD | SEGMENT_DATA);
		specimen_put_u16(ne->file, DATA_SEGMENT_SIZE);
	}
	specimen_ne_put_resource_segments(&ne->resources, ne->file);
}

/* Without resources the table is left out, and its offset equals that of the resident names. */
static void put_resource_table(struct ne_writer *ne)
{
	mark_table(ne, NE_RESOURCE_TABLE);
	specimen_ne_put_resource_table(&ne->resources, ne->file);
}

/* One name table: its first name has ordinal 0; then the exports whose ordinal was (not) given. */
static void put_names(struct ne_writer *ne, const char *first, bool ordinal_given)
{
	const struct specimen_image *image = ne->image;

	specimen_put_pascal(ne->file, first);
	specimen_put_u16(ne->file, 0);
	for (size_t i = 0; i < image->export_count; i++) {
		if (!image->exports[i].name || (image->exports[i].ordinal != 0) != ordinal_given)
			continue;
		specimen_put_pascal(ne->file, image->exports[i].name);
		specimen_put_u16(ne->file, ne->ordinals[i]);
	}
	specimen_put_u8(ne->file, 0);
}

static void put_module_table(struct ne_writer *ne)
{
	mark_table(ne, NE_MODULE_TABLE);
	for (size_t i = 0; i < ne->image->import_count; i++)
		specimen_put_u16(ne->file, ne->module_names[i]);
	mark_table(ne, NE_IMPORTED_NAMES);
	specimen_put_bytes(ne->file, &ne->imported_names);
}

/* Bundles of unused ordinals: a count, and segment indicator 0. */
static void put_entry_gap(struct specimen_bytes *file, size_t count)
{
	while (count) {
		size_t part = count < 255 ? count : 255;

		specimen_put_u8(file, part);
		specimen_put_u8(file, 0);
		count -= part;
	}
}

static void put_entry_table(struct ne_writer *ne)
{
	const struct specimen_image *image = ne->image;
	size_t *export_of =
		specimen_allocate(UINT16_MAX + 1, sizeof *export_of); /* index + 1, by ordinal */
	size_t start = ne->file->length;
	size_t previous = 0;

	mark_table(ne, NE_ENTRY_TABLE);
	for (size_t i = 0; i < image->export_count; i++)
		export_of[ne->ordinals[i]] = i + 1;
	for (size_t ordinal = 1; ordinal <= UINT16_MAX; ordinal++) {
		if (!export_of[ordinal])
			continue;
		put_entry_gap(ne->file, ordinal - previous - 1);
		specimen_put_u8(ne->file, 1);                         /* a bundle of one */
		specimen_put_u8(ne->file, image->movable ? 0xFF : 1); /* or in fixed segment 1 */
		specimen_put_u8(ne->file, 1);                         /* exported */
		if (image->movable) {
			specimen_put_u16(ne->file, 0x3FCD); /* int 3F */
			specimen_put_u8(ne->file, 1);       /* in segment 1 */
		}
		specimen_put_u16(ne->file, export_code_offset(ne, export_of[ordinal] - 1));
		previous = ordinal;
	}
	specimen_put_u16(ne->file, 0);
	specimen_patch_u16(ne->file, ne->header + NE_ENTRY_TABLE_SIZE, ne->file->length - start);
	free(export_of);
}

static void put_non_resident_names(struct ne_writer *ne)
{
	size_t start = ne->file->length;

	specimen_patch_u32(ne->file, ne->header + NE_NON_RESIDENT_NAMES, start);
	put_names(ne, specimen_module_description(ne->image), true);
	specimen_patch_u16(ne->file, ne->header + NE_NON_RESIDENT_SIZE, ne->file->length - start);
}

static void put_segments(struct ne_writer *ne)
{
	specimen_put_alignment(ne->file, ALIGNMENT);
	specimen_patch_u16(ne->file, ne->segment_table, ne->file->length >> ALIGNMENT_SHIFT);
	specimen_put_bytes(ne->file, &ne->code);
	if (ne->relocation_count) {
		specimen_put_u16(ne->file, ne->relocation_count);
		specimen_put_bytes(ne->file, &ne->relocations);
	}
	specimen_put_alignment(ne->file, ALIGNMENT);
	if (!is_library(ne->image)) {
		specimen_patch_u16(
			ne->file, ne->segment_table + 8, ne->file->length >> ALIGNMENT_SHIFT);
		specimen_put_zeros(ne->file, DATA_SEGMENT_SIZE);
	}
}

void specimen_build_ne(const struct specimen_image *image, struct specimen_bytes *file)
{
	struct ne_writer ne = {.image = image, .file = file};

	ne.resources = (struct specimen_ne_resources){
		.image = image, .os2 = specimen_target(image, 2) == 1, .shift = ALIGNMENT_SHIFT};
	specimen_ne_collect_resources(&ne.resources);
	ne.ordinals = specimen_assign_ordinals(image, file);
	ne.module_names = specimen_allocate(image->import_count, sizeof *ne.module_names);
	make_code(&ne);
	specimen_put_stub(image, file);
	put_header(&ne);
	put_segment_table(&ne);
	put_resource_table(&ne);
	mark_table(&ne, NE_RESIDENT_NAMES);
	put_names(&ne, specimen_module_name(image), false);
	put_module_table(&ne);
	put_entry_table(&ne);
	put_non_resident_names(&ne);
	put_segments(&ne);
	specimen_ne_put_resource_bytes(&ne.resources, file);
	specimen_bytes_free(&ne.imported_names);
	specimen_bytes_free(&ne.relocations);
	specimen_bytes_free(&ne.code);
	free(ne.module_names);
	free(ne.ordinals);
}
