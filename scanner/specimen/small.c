/* Formats of which a scanner reads the signature and little more: each gets its header and some
 * filler. */
#include "scanner/specimen/image_parts.h"

#include <string.h>

enum {
	TE_HEADER_SIZE = 40,
	TE_STRIPPED_SIZE =
		0x188, /* MZ stub 80, signature and file header 18, PE32+ optional header F0 */
	TE_SECTION_RAW_POINTER = 0x200,
	TE_SECTION_SIZE = 0x200,
	TE_SECTION_RVA = 0x1000,
	TE_DEBUG_ENTRY_SIZE = 28,
	SUBSYSTEM_EFI_BOOT_DRIVER = 11,
	FILLER_SIZE = 0x200
};

/* Phar Lap P2 (286) and P3 (386), level 1: flat. */
void specimen_build_phar_lap_new(const struct specimen_image *image, struct specimen_bytes *file)
{
	enum { HEADER_SIZE = 0x180 };
	size_t header;

	specimen_put_stub(image, file);
	header = file->length;
	specimen_put_text(file, image->kind == SPECIMEN_P3 ? "P3" : "P2");
	specimen_put_u16(file, 1); /* level */
	specimen_put_u16(file, HEADER_SIZE);
	specimen_put_u32(file, HEADER_SIZE + FILLER_SIZE); /* size of the .EXP file */
	specimen_put_u16(file, 0);                         /* checksum */
	specimen_put_zeros(
		file, 0x26 - 0x0C); /* run-time parameters, relocations, segment information */
	specimen_put_u32(file, HEADER_SIZE); /* 26 offset of the load image */
	specimen_put_u32(file, FILLER_SIZE); /* 2A its size */
	specimen_put_zeros(file, header + HEADER_SIZE + FILLER_SIZE - file->length);
}

/* Phar Lap MP: sizes counted as in MZ. */
void specimen_build_phar_lap_old(const struct specimen_image *image, struct specimen_bytes *file)
{
	enum { HEADER_SIZE = 0x20 };
	size_t header;

	specimen_put_stub(image, file);
	if (image->bound)
		specimen_put_alignment(file, 16);
	header = file->length;
	specimen_put_text(file, "MP");
	specimen_put_u16(file, (HEADER_SIZE + FILLER_SIZE) % 512); /* bytes in the last page */
	specimen_put_u16(file, (HEADER_SIZE + FILLER_SIZE + 511) / 512);
	specimen_put_u16(file, 0); /* relocations */
	specimen_put_u16(file, HEADER_SIZE / 16);
	specimen_put_u16(file, 1);           /* minimum extra pages of 4 KB */
	specimen_put_u16(file, 0xFFFF);      /* maximum */
	specimen_put_u32(file, FILLER_SIZE); /* ESP */
	specimen_put_u16(file, 0);           /* checksum */
	specimen_put_u32(file, 0);           /* EIP */
	specimen_put_u16(file, 0x1E);        /* relocation table */
	specimen_put_zeros(file, header + HEADER_SIZE + FILLER_SIZE - file->length);
}

/* A DOS/16M header and program: sizes counted as in MZ, the GDT follows the header. Returns its
 * offset. */
static size_t put_dos16m(struct specimen_bytes *file)
{
	enum { HEADER_SIZE = 0xB0 };
	size_t header = file->length;

	specimen_put_text(file, "BW");
	specimen_put_u16(file, (HEADER_SIZE + FILLER_SIZE) % 512); /* bytes in the last page */
	specimen_put_u16(file, (HEADER_SIZE + FILLER_SIZE + 511) / 512);
	specimen_put_u32(file, 0);
	specimen_put_u16(file, 0x100);  /* minimum allocation */
	specimen_put_u16(file, 0xFFFF); /* maximum */
	specimen_put_u16(file, 0x88);   /* SS selector */
	specimen_put_u16(file, 0x200);  /* SP */
	specimen_put_u16(file, 0);      /* first relocation selector */
	specimen_put_u16(file, 0);      /* IP */
	specimen_put_u16(file, 0x80);   /* CS selector */
	specimen_put_u16(file, 0x98);   /* size of the GDT */
	specimen_put_zeros(file, header + 0x36 - file->length);
	specimen_put_u16(file, (HEADER_SIZE + FILLER_SIZE) / 16); /* 36 program size */
	specimen_put_u16(file, 0x18); /* 38 size of the GDT in the file */
	specimen_put_zeros(file, header + HEADER_SIZE + FILLER_SIZE - file->length);
	return header;
}

void specimen_build_dos16m(const struct specimen_image *image, struct specimen_bytes *file)
{
	enum { NEXT_HEADER = 0x1C };
	const struct specimen_image linear = {.kind = SPECIMEN_LE,
		.target = 1,
		.module_name = image->module_name,
		.imports = image->imports,
		.import_count = image->import_count};
	struct specimen_bytes program = {0};
	size_t header;

	specimen_put_stub(image, file);
	header = put_dos16m(file);
	if (!image->chained && image->import_count)
		specimen_fail(file, "only the program behind a DOS/16M chain has imports");
	if (!image->chained)
		return;
	specimen_patch_u32(file, header + NEXT_HEADER, file->length);
	header = put_dos16m(file);
	specimen_patch_u32(file, header + NEXT_HEADER, file->length);
	/* Its offsets count from its own MZ header. */
	if (specimen_image_build(&linear, &program))
		specimen_fail(file, "%s", program.error);
	specimen_put_bytes(file, &program);
	specimen_bytes_free(&program);
}

/* At the start of the section. */
static void put_te_debug(const struct specimen_image *image, struct specimen_bytes *file)
{
	struct specimen_bytes record = {0};

	specimen_put_codeview(&record, image);
	specimen_put_debug_entry(file, record.length, TE_SECTION_RVA + TE_DEBUG_ENTRY_SIZE,
		TE_SECTION_RAW_POINTER + TE_DEBUG_ENTRY_SIZE);
	specimen_put_bytes(file, &record);
	specimen_bytes_free(&record);
}

/* A PE with its headers stripped: raw pointers still count from the unstripped file (UEFI PI,
 * volume 1). */
void specimen_build_te(const struct specimen_image *image, struct specimen_bytes *file)
{
	size_t section;

	specimen_put_text(file, "VZ");
	specimen_put_u16(file, specimen_machine(image));
	specimen_put_u8(file, 1); /* sections */
	specimen_put_u8(file, image->subsystem ? image->subsystem : SUBSYSTEM_EFI_BOOT_DRIVER);
	specimen_put_u16(file, TE_STRIPPED_SIZE);
	specimen_put_u32(file, 0x1000); /* entry point */
	specimen_put_u32(file, 0x1000); /* base of code */
	specimen_put_u64(file, 0x10000000);
	specimen_put_u64(file, 0); /* base relocation directory */
	specimen_put_u32(file, image->pdb ? TE_SECTION_RVA : 0);
	specimen_put_u32(file, image->pdb ? TE_DEBUG_ENTRY_SIZE : 0);
	specimen_put_text(file, ".text");
	specimen_put_zeros(file, 3);
	specimen_put_u32(file, TE_SECTION_SIZE); /* VirtualSize */
	specimen_put_u32(file, 0x1000);
	specimen_put_u32(file, TE_SECTION_SIZE);
	specimen_put_u32(file, TE_SECTION_RAW_POINTER);
	specimen_put_zeros(file, 12);
	specimen_put_u32(file, 0x60000020); /* code, execute, read */
	specimen_put_zeros(
		file, TE_SECTION_RAW_POINTER - TE_STRIPPED_SIZE + TE_HEADER_SIZE - file->length);
	section = file->length;
	if (image->pdb)
		put_te_debug(image, file);
	specimen_put_zeros(file, TE_SECTION_SIZE - (file->length - section));
}
