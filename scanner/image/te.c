/* Terse executable: a PE image of EFI firmware with its headers cut down (Platform Initialization,
 * volume 1, 15). */
#include "scanner/image/formats.h"
#include "scanner/image/names.h"

enum {
	MACHINE = 2,
	SECTION_COUNT = 4,
	SUBSYSTEM = 5,
	STRIPPED_SIZE = 6,
	TE_HEADER_SIZE = 40,

	SECTION_SIZE = 40,
	SECTION_RAW_SIZE = 16,
	SECTION_RAW_POINTER = 20,

	/* DOS header, signature and COFF header at least are gone. */
	SMALLEST_STRIPPED_SIZE = 0x40,
	SUBSYSTEM_EFI_APPLICATION = 10,
	SUBSYSTEM_EFI_ROM = 13,
};

/* Raw pointers still count from the start of the PE file that the TE image once was. */
static bool has_section_data(const struct view *file, uint64_t section, uint16_t stripped)
{
	uint32_t size, pointer;
	uint64_t shift = stripped - (uint64_t)TE_HEADER_SIZE;

	return view_u32(file, section + SECTION_RAW_SIZE, &size) &&
	       view_u32(file, section + SECTION_RAW_POINTER, &pointer) &&
	       (!size || (pointer >= shift && view_holds(file, pointer - shift, size)));
}

bool te_read(struct image_reader *reader, uint64_t header)
{
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
		!view_holds(file, header + TE_HEADER_SIZE, (uint64_t)section_count * SECTION_SIZE))
		return false;
	image->kind = IMAGE_TE;
	image->bits = machine->bits;
	image->signature_offset = header;
	image_set_pe_machine(reader, machine_code, header + MACHINE);
	image_set_subsystem(reader, subsystem);
	for (unsigned i = 0; i < section_count; i++) {
		uint64_t section = header + TE_HEADER_SIZE + (uint64_t)i * SECTION_SIZE;

		if (!has_section_data(file, section, stripped)) {
			image_problem(reader, "truncated", section,
				"the bytes of section %u lie outside the file", i + 1);
			break;
		}
	}
	return true;
}
