/* The .NET header. ECMA-335, partition II, 25.3.3; the flag that prefers 32 bits is from corhdr.h.
 */
#include "scanner/image/pe.h"

enum {
	MAJOR_RUNTIME_VERSION = 4,
	MINOR_RUNTIME_VERSION = 6,
	FLAGS = 16,

	FLAG_IL_ONLY = 0x00001,
	FLAG_32BIT_REQUIRED = 0x00002,
	FLAG_32BIT_PREFERRED = 0x20000, /* turns the flag above into a preference */
};

void pe_read_clr(struct pe *pe)
{
	uint64_t rva = pe_directory(pe, PE_CLR).rva;
	struct image_clr *clr = &pe->reader->image->clr;
	uint16_t major, minor;
	uint32_t flags;

	if (!rva)
		return;
	if (!pe_u16(pe, rva + MAJOR_RUNTIME_VERSION, &major) ||
		!pe_u16(pe, rva + MINOR_RUNTIME_VERSION, &minor) ||
		!pe_u32(pe, rva + FLAGS, &flags)) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"the .NET header at RVA 0x%llX lies outside the image",
			(unsigned long long)rva);
		return;
	}
	clr->present = true;
	clr->il_only = flags & FLAG_IL_ONLY;
	clr->preferred_32bit = (flags & FLAG_32BIT_REQUIRED) && (flags & FLAG_32BIT_PREFERRED);
	clr->required_32bit = (flags & FLAG_32BIT_REQUIRED) && !clr->preferred_32bit;
	clr->runtime_major = major;
	clr->runtime_minor = minor;
}
