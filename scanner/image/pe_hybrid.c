/*
 * Images of Windows on ARM that hold code for two processors. Both say to be plain images of one,
 * so that other tools take them; what they are stands in the load configuration ("PE format",
 * IMAGE_LOAD_CONFIG_DIRECTORY64 of winnt.h), as a pointer to the metadata of the second processor.
 * An image that says x86-64 then has ARM64 code under x86-64 rules (ARM64EC), which a PC does not
 * run.
 */
#include "scanner/image/pe.h"

#include "scanner/image/names.h"

enum {
	SIZE = 0,
	CHPE_METADATA_POINTER = 0xC8,
	CHPE_METADATA_END = 0xD0,

	MACHINE_X86_64 = 0x8664,
	MACHINE_ARM64 = 0xAA64,
	MACHINE_ARM64EC = 0xA641,
	MACHINE_ARM64X = 0xA64E,
};

static uint16_t hybrid_of(uint16_t machine_code)
{
	switch (machine_code) {
	case MACHINE_X86_64:
		return MACHINE_ARM64EC;
	case MACHINE_ARM64:
		return MACHINE_ARM64X;
	default:
		return 0;
	}
}

void pe_read_hybrid(struct pe *pe)
{
	struct image *image = pe->reader->image;
	struct pe_directory directory = pe_directory(pe, PE_LOAD_CONFIG);
	uint16_t hybrid = hybrid_of(image->machine_code);
	uint32_t size, version;
	uint64_t pointer;

	if (!pe->plus || !hybrid || !directory.rva || directory.size < CHPE_METADATA_END)
		return;
	if (pe_u32(pe, directory.rva + SIZE, &size) && size >= CHPE_METADATA_END &&
		pe_u64(pe, directory.rva + CHPE_METADATA_POINTER, &pointer) && pointer &&
		pe_u32(pe, pointer - pe->image_base, &version) && version)
		image->machine = machine_find(hybrid)->name;
}
