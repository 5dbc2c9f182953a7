/* Terse executable: a PE image of EFI firmware with its headers cut down (Platform Initialization,
 * volume 1, 15). */
#include "scanner/image/formats.h"
#include "scanner/image/names.h"
#include "scanner/image/pe.h"

enum {
	MACHINE = 2,
	SECTION_COUNT = 4,
	SUBSYSTEM = 5,
	STRIPPED_SIZE = 6,
	TE_HEADER_SIZE = 40,
	DEBUG_DIRECTORY = 32,

	/* DOS header, signature and COFF header at least are gone. */
	SMALLEST_STRIPPED_SIZE = 0x40,
	SUBSYSTEM_EFI_APPLICATION = 10,
	SUBSYSTEM_EFI_ROM = 13,
};

/* Sections and debug directory are those of a PE image, and so are their file offsets. */
static void read_tables(struct image_reader *reader, uint64_t header, struct pe *pe)
{
	const struct view *file = reader->file;
	struct pe_directory *debug = &pe->directories[PE_DEBUG];

	pe->directory_count = PE_DEBUG + 1;
	view_u32(file, header + DEBUG_DIRECTORY, &debug->rva);
	view_u32(file, header + DEBUG_DIRECTORY + 4, &debug->size);
	pe_read_sections(pe);
	if (reader->wanted & IMAGE_DEBUG)
		pe_read_debug(pe);
	pe_find_overlay(pe);
}

bool te_read(struct image_reader *reader, uint64_t header)
{
	struct pe pe = {.reader = reader,
		.header = header,
		.optional = header + TE_HEADER_SIZE,
		.firmware = true};
	const struct view *file = reader->file;
	struct image *image = reader->image;
	const struct machine_row *machine;
	uint16_t machine_code, stripped;
	uint8_t section_count, subsystem;

	if (!view_holds(file, header, TE_HEADER_SIZE) ||
		!view_u16(file, header + MACHINE, &machine_code) ||
		!view_u8(file, header + SECTION_COUNT, &section_count) ||
		!view_u8(file, header + SUBSYSTEM, &subsystem) ||
		!view_u16(file, header + STRIPPED_SIZE, &stripped))
		return false;
	machine = machine_find(machine_code);
	if (!machine || !section_count || stripped < SMALLEST_STRIPPED_SIZE ||
		subsystem < SUBSYSTEM_EFI_APPLICATION || subsystem > SUBSYSTEM_EFI_ROM ||
		!view_holds(
			file, header + TE_HEADER_SIZE, (uint64_t)section_count * PE_SECTION_SIZE))
		return false;
	image->kind = IMAGE_TE;
	image->bits = machine->bits;
	image->signature_offset = header;
	image_set_pe_machine(reader, machine_code, header + MACHINE);
	image_set_subsystem(reader, subsystem);
	pe.section_count = section_count;
	pe.stripped = stripped - (uint32_t)TE_HEADER_SIZE;
	read_tables(reader, header, &pe);
	return true;
}
