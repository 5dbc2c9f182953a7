/*
 * The .NET header (ECMA-335, partition II, 25.3.3), the version in its metadata (24.2.1), and the
 * word size that follows. By corhdr.h the flag REQUIRED alone makes an i386 image, both flags make
 * a neutral one that would rather have 32 bits, and PREFERRED alone is illegal. 64-bit Windows
 * makes a 64-bit process of a PE32 program that is neutral and has version 2.5 of the header or
 * later: compilers before .NET 2.0 wrote 2.0, and nobody had tried their programs on 64 bits (J.
 * Wilson, "How the OS loader will force .Net v1.0/1.1 executables to run under WOW64").
 */
#include "scanner/image/pe.h"

enum {
	CB = 0,
	MAJOR_RUNTIME_VERSION = 4,
	MINOR_RUNTIME_VERSION = 6,
	METADATA = 8,
	FLAGS = 16,
	CLR_HEADER_SIZE = 72,

	FLAG_IL_ONLY = 0x00001,
	FLAG_32BIT_REQUIRED = 0x00002,
	FLAG_32BIT_PREFERRED = 0x20000, /* turns the flag above into a preference */

	NEUTRAL_MAJOR = 2, /* the first header version of neutral images */
	NEUTRAL_MINOR = 5,

	METADATA_VERSION_LENGTH = 12,
	METADATA_VERSION = 16,
	MAX_METADATA_VERSION_BYTES = 255, /* 24.2.1 */

	MACHINE_I386 = 0x14C,
	MACHINE_ARM = 0x1C0,
	MACHINE_THUMB = 0x1C2,
	MACHINE_ARMNT = 0x1C4,
};

static const uint32_t METADATA_SIGNATURE = 0x424A5342; /* "BSJB" */

static void read_metadata_version(struct pe *pe, uint64_t header)
{
	struct image_clr *clr = &pe->reader->image->clr;
	char bytes[MAX_METADATA_VERSION_BYTES];
	uint32_t metadata, signature, length;
	struct pe_span span;

	if (pe_u32(pe, header + METADATA, &metadata) && pe_u32(pe, metadata, &signature) &&
		signature == METADATA_SIGNATURE &&
		pe_u32(pe, metadata + (uint64_t)METADATA_VERSION_LENGTH, &length) &&
		length <= sizeof(bytes) &&
		pe_locate(pe, metadata + (uint64_t)METADATA_VERSION, &span) &&
		length <= span.present && view_copy(pe->reader->file, span.offset, length, bytes)) {
		clr->metadata_version = image_text(pe->reader, bytes, length);
		return;
	}
	image_problem(pe->reader, "bad-clr", pe_offset(pe, header + METADATA),
		"the .NET metadata is not there or has no version");
}

/* Whether 64-bit Windows lets an i386 image run at 64 bits. A library only has to fit its process.
 */
static bool is_neutral(const struct image *image)
{
	const struct image_clr *clr = &image->clr;

	if (!clr->il_only || clr->required_32bit)
		return false;
	if (image->dll)
		return true;
	return !clr->preferred_32bit &&
	       (clr->runtime_major > NEUTRAL_MAJOR || (clr->runtime_major == NEUTRAL_MAJOR &&
							      clr->runtime_minor >= NEUTRAL_MINOR));
}

/* Code for i386 beside the IL, of C++/CLI or a ReadyToRun compiler, shows in a cleared IL-only
 * flag.
 */
static void decide_bits(const struct pe *pe)
{
	const struct image *image = pe->reader->image;
	struct image_clr *clr = &pe->reader->image->clr;

	if (pe->plus) {
		clr->bits_on_64bit = 64;
		return;
	}
	switch (image->machine_code) {
	case MACHINE_I386:
		clr->bits_on_32bit = 32;
		clr->bits_on_64bit = is_neutral(image) ? 64 : 32;
		break;
	case MACHINE_ARM:
	case MACHINE_THUMB:
	case MACHINE_ARMNT:
		/* Windows on ARM64 runs it in a 32-bit process. */
		clr->bits_on_32bit = 32;
		clr->bits_on_64bit = 32;
		break;
	default:
		break;
	}
}

void pe_read_clr(struct pe *pe)
{
	struct pe_directory directory = pe_directory(pe, PE_CLR);
	uint64_t rva = directory.rva;
	struct image_clr *clr = &pe->reader->image->clr;
	uint16_t major, minor;
	uint32_t size, flags;
	struct pe_span span;

	if (!rva)
		return;
	if (!pe_u32(pe, rva + CB, &size) || !pe_u16(pe, rva + MAJOR_RUNTIME_VERSION, &major) ||
		!pe_u16(pe, rva + MINOR_RUNTIME_VERSION, &minor) ||
		!pe_u32(pe, rva + FLAGS, &flags) || !pe_locate(pe, rva, &span) ||
		span.present < CLR_HEADER_SIZE) {
		image_problem(pe->reader, "out-of-bounds", pe_offset(pe, rva),
			"the .NET header at RVA 0x%llX lies outside the image",
			(unsigned long long)rva);
		return;
	}
	if (size < CLR_HEADER_SIZE || directory.size < CLR_HEADER_SIZE)
		image_problem(pe->reader, "bad-clr", pe_offset(pe, rva),
			"the .NET header has %u bytes, in a directory of %u; %d are wanted", size,
			directory.size, CLR_HEADER_SIZE);
	clr->present = true;
	clr->il_only = flags & FLAG_IL_ONLY;
	clr->preferred_32bit = (flags & FLAG_32BIT_REQUIRED) && (flags & FLAG_32BIT_PREFERRED);
	clr->required_32bit = (flags & FLAG_32BIT_REQUIRED) && !clr->preferred_32bit;
	clr->runtime_major = major;
	clr->runtime_minor = minor;
	decide_bits(pe);
	read_metadata_version(pe, rva);
}
