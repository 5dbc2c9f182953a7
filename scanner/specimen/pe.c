#include "scanner/specimen/pe_parts.h"

enum {
	SECTION_ALIGNMENT = 0x1000,
	FILE_ALIGNMENT = 0x200,
	CODE_SLOT_SIZE = 16,
	SECTION_HEADER_SIZE = 40,
	OPTIONAL_HEADER_SIZE = 0xE0,
	OPTIONAL_HEADER_SIZE_PLUS = 0xF0,
	DIRECTORIES = 24 + 96, /* from the signature */
	DIRECTORIES_PLUS = 24 + 112,
	CHECKSUM_OFFSET = 24 + 0x40, /* from the signature; the same in both forms */
	SUBSYSTEM_NATIVE = 1,
	SUBSYSTEM_CONSOLE = 3
};

enum file_characteristic {
	RELOCS_STRIPPED = 0x0001,
	EXECUTABLE_IMAGE = 0x0002,
	LINE_NUMS_STRIPPED = 0x0004,
	LOCAL_SYMS_STRIPPED = 0x0008,
	LARGE_ADDRESS_AWARE = 0x0020,
	MACHINE_32BIT = 0x0100,
	FILE_DLL = 0x2000
};

static const struct section_row {
	char name[8];
	uint32_t characteristics;
} section_rows[SPECIMEN_PE_SECTIONS] = {
	[SPECIMEN_PE_TEXT] = {".text", 0x60000020},   /* code, execute, read */
	[SPECIMEN_PE_RDATA] = {".rdata", 0x40000040}, /* initialized data, read */
	[SPECIMEN_PE_DATA] = {".data", 0xC0000040},   /* initialized data, read, write */
	[SPECIMEN_PE_RSRC] = {".rsrc", 0x40000040},
	[SPECIMEN_PE_APISET] = {".apiset", 0x40000040},
};

size_t specimen_pe_next_rva(const struct specimen_pe_section *section)
{
	return section->rva + section->bytes.length;
}

/* .text: slot 0 is the entry point, then one slot an export, then the delay import thunk. */
size_t specimen_pe_export_code_rva(const struct specimen_pe *pe, size_t export_index)
{
	return pe->sections[SPECIMEN_PE_TEXT].rva + (export_index + 1) * CODE_SLOT_SIZE;
}

size_t specimen_pe_delay_thunk_rva(const struct specimen_pe *pe)
{
	return specimen_pe_export_code_rva(pe, pe->image->export_count);
}

/* xor eax,eax; ret; for other machines only a filler, since nothing ever runs. */
static void put_code(struct specimen_pe *pe)
{
	static const uint8_t slot[CODE_SLOT_SIZE] = {0x33, 0xC0, 0xC3, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC,
		0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC, 0xCC};

	for (size_t i = 0; i < pe->image->export_count + 2; i++)
		specimen_put_raw(&pe->sections[SPECIMEN_PE_TEXT].bytes, slot, sizeof slot);
}

static void place_section(struct specimen_pe *pe, enum specimen_pe_section_index index)
{
	const struct specimen_pe_section *previous = &pe->sections[index - 1];

	pe->sections[index].rva =
		specimen_round_up(specimen_pe_next_rva(previous), SECTION_ALIGNMENT);
}

static void make_sections(struct specimen_pe *pe)
{
	pe->sections[SPECIMEN_PE_TEXT].rva = SECTION_ALIGNMENT;
	put_code(pe);
	place_section(pe, SPECIMEN_PE_RDATA);
	specimen_pe_put_imports(pe);
	specimen_pe_put_exports(pe);
	specimen_pe_put_delay_imports(pe);
	specimen_pe_put_debug(pe);
	specimen_pe_put_clr(pe);
	place_section(pe, SPECIMEN_PE_DATA);
	specimen_pe_put_delay_slots(pe);
	place_section(pe, SPECIMEN_PE_RSRC);
	specimen_pe_put_resources(pe);
	place_section(pe, SPECIMEN_PE_APISET);
	specimen_put_raw(&pe->sections[SPECIMEN_PE_APISET].bytes, pe->image->api_sets,
		pe->image->api_sets_size);
}

static size_t count_sections(const struct specimen_pe *pe)
{
	size_t count = 0;

	for (size_t i = 0; i < SPECIMEN_PE_SECTIONS; i++)
		count += pe->sections[i].bytes.length != 0;
	return count;
}

/*
 * There is no .reloc section. Without delay imports no address in the image needs one, so a DLL may
 * still be moved; otherwise the flag says that it may not.
 */
static unsigned file_characteristics(const struct specimen_pe *pe)
{
	const struct specimen_image *image = pe->image;
	unsigned flags = EXECUTABLE_IMAGE | LINE_NUMS_STRIPPED | LOCAL_SYMS_STRIPPED;

	flags |= pe->plus ? (unsigned)LARGE_ADDRESS_AWARE : (unsigned)MACHINE_32BIT;
	if (image->dll)
		flags |= FILE_DLL;
	if (!image->dll || pe->directories[SPECIMEN_PE_DELAY_DIRECTORY].size)
		flags |= RELOCS_STRIPPED;
	return flags;
}

static void put_file_header(const struct specimen_pe *pe, struct specimen_bytes *file)
{
	specimen_put_text(file, pe->image->px ? "PX" : "PE");
	specimen_put_u16(file, 0);
	specimen_put_u16(file, specimen_machine(pe->image));
	specimen_put_u16(file, count_sections(pe));
	specimen_put_u32(file, SPECIMEN_LINK_TIME);
	specimen_put_u64(file, 0); /* symbol table and count */
	specimen_put_u16(file, pe->plus ? OPTIONAL_HEADER_SIZE_PLUS : OPTIONAL_HEADER_SIZE);
	specimen_put_u16(file, file_characteristics(pe));
}

static void put_address(const struct specimen_pe *pe, struct specimen_bytes *file, uint64_t value)
{
	if (pe->plus)
		specimen_put_u64(file, value);
	else
		specimen_put_u32(file, (size_t)value);
}

static size_t raw_size(const struct specimen_pe_section *section)
{
	return specimen_round_up(section->bytes.length, FILE_ALIGNMENT);
}

/* The standard fields, up to BaseOfCode and in PE32 BaseOfData. */
static void put_standard_fields(const struct specimen_pe *pe, struct specimen_bytes *file)
{
	const struct specimen_image *image = pe->image;
	bool linker_given = image->linker[0] || image->linker[1];
	size_t text_rva = pe->sections[SPECIMEN_PE_TEXT].rva;
	size_t data_size = 0;

	for (size_t i = SPECIMEN_PE_RDATA; i < SPECIMEN_PE_SECTIONS; i++)
		data_size += raw_size(&pe->sections[i]);
	specimen_put_u16(file, pe->plus ? 0x20B : 0x10B);
	specimen_put_u8(file, linker_given ? image->linker[0] : 6);
	specimen_put_u8(file, linker_given ? image->linker[1] : 0);
	specimen_put_u32(file, raw_size(&pe->sections[SPECIMEN_PE_TEXT]));
	specimen_put_u32(file, data_size);
	specimen_put_u32(file, 0); /* SizeOfUninitializedData */
	specimen_put_u32(file, text_rva);
	specimen_put_u32(file, text_rva);
	if (!pe->plus)
		specimen_put_u32(file, pe->sections[SPECIMEN_PE_RDATA].rva);
}

static unsigned subsystem(const struct specimen_image *image)
{
	if (image->subsystem)
		return image->subsystem;
	return image->driver ? SUBSYSTEM_NATIVE : SUBSYSTEM_CONSOLE;
}

static void put_windows_fields(
	const struct specimen_pe *pe, struct specimen_bytes *file, size_t headers_size)
{
	const struct specimen_image *image = pe->image;
	bool expected_given = image->expected[0] || image->expected[1];

	put_address(pe, file, pe->image_base);
	specimen_put_u32(file, SECTION_ALIGNMENT);
	specimen_put_u32(file, FILE_ALIGNMENT);
	specimen_put_u16(file, 4); /* operating system version 4.0 */
	specimen_put_u16(file, 0);
	specimen_put_u32(file, 0); /* image version */
	specimen_put_u16(file, expected_given ? image->expected[0] : 4);
	specimen_put_u16(file, expected_given ? image->expected[1] : 0);
	specimen_put_u32(file, 0); /* Win32VersionValue */
	specimen_put_u32(
		file, specimen_round_up(specimen_pe_next_rva(&pe->sections[SPECIMEN_PE_APISET]),
			      SECTION_ALIGNMENT));
	specimen_put_u32(file, headers_size);
	specimen_put_u32(file, 0); /* CheckSum, see put_checksum() */
	specimen_put_u16(file, subsystem(image));
	specimen_put_u16(file, 0);       /* DllCharacteristics */
	put_address(pe, file, 0x100000); /* stack reserve, commit; heap reserve, commit */
	put_address(pe, file, 0x1000);
	put_address(pe, file, 0x100000);
	put_address(pe, file, 0x1000);
	specimen_put_u32(file, 0); /* LoaderFlags */
	specimen_put_u32(file, SPECIMEN_PE_DIRECTORIES);
	for (size_t i = 0; i < SPECIMEN_PE_DIRECTORIES; i++) {
		specimen_put_u32(file, pe->directories[i].rva);
		specimen_put_u32(file, pe->directories[i].size);
	}
}

static void put_section_headers(
	const struct specimen_pe *pe, struct specimen_bytes *file, size_t headers_size)
{
	size_t raw_pointer = headers_size;

	for (size_t i = 0; i < SPECIMEN_PE_SECTIONS; i++) {
		const struct specimen_pe_section *section = &pe->sections[i];

		if (!section->bytes.length)
			continue;
		specimen_put_raw(file, section_rows[i].name, sizeof section_rows[i].name);
		specimen_put_u32(file, section->bytes.length); /* VirtualSize */
		specimen_put_u32(file, section->rva);
		specimen_put_u32(file, raw_size(section));
		specimen_put_u32(file, raw_pointer);
		specimen_put_zeros(file, 12); /* relocations, line numbers */
		specimen_put_u32(file, section_rows[i].characteristics);
		raw_pointer += raw_size(section);
	}
}

/* The sum of all words with the carry added back, plus the file's length; drivers and system DLLs
 * must carry it. */
static void put_checksum(struct specimen_bytes *file, size_t signature)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < file->length; i++) {
		sum += (uint32_t)file->data[i] << i % 2 * 8;
		sum = (sum & 0xFFFF) + (sum >> 16);
	}
	specimen_patch_u32(file, signature + CHECKSUM_OFFSET, sum + file->length);
}

static uint64_t preferred_base(const struct specimen_image *image, bool plus)
{
	if (plus)
		return image->dll ? UINT64_C(0x180000000) : UINT64_C(0x140000000);
	return image->dll ? 0x10000000 : 0x400000;
}

static void put_behind_sections(
	const struct specimen_pe *pe, struct specimen_bytes *file, size_t signature)
{
	const struct specimen_image *image = pe->image;

	if (image->coff_symbols)
		specimen_pe_put_coff_symbols(file, signature);
	if (image->overlay)
		specimen_put_text(file, image->overlay);
	if (image->certificate)
		specimen_pe_put_certificate(file,
			signature + DIRECTORIES + (pe->plus ? DIRECTORIES_PLUS - DIRECTORIES : 0));
}

void specimen_build_pe(const struct specimen_image *image, struct specimen_bytes *file)
{
	struct specimen_pe pe = {.image = image, .plus = image->kind == SPECIMEN_PE32PLUS};
	size_t signature;
	size_t headers_size;

	pe.image_base = preferred_base(image, pe.plus);
	make_sections(&pe);
	specimen_put_stub(image, file);
	signature = file->length;
	headers_size = signature + 24 +
		       (pe.plus ? OPTIONAL_HEADER_SIZE_PLUS : OPTIONAL_HEADER_SIZE) +
		       SECTION_HEADER_SIZE * count_sections(&pe);
	specimen_pe_make_bound_imports(&pe, headers_size);
	headers_size = specimen_round_up(headers_size + pe.bound_imports.length, FILE_ALIGNMENT);
	specimen_pe_place_debug(&pe, headers_size + raw_size(&pe.sections[SPECIMEN_PE_TEXT]));
	put_file_header(&pe, file);
	put_standard_fields(&pe, file);
	put_windows_fields(&pe, file, headers_size);
	put_section_headers(&pe, file, headers_size);
	specimen_put_bytes(file, &pe.bound_imports);
	specimen_bytes_free(&pe.bound_imports);
	for (size_t i = 0; i < SPECIMEN_PE_SECTIONS; i++) {
		specimen_put_alignment(file, FILE_ALIGNMENT);
		specimen_put_bytes(file, &pe.sections[i].bytes);
		specimen_bytes_free(&pe.sections[i].bytes);
	}
	specimen_put_alignment(file, FILE_ALIGNMENT);
	put_behind_sections(&pe, file, signature);
	put_checksum(file, signature);
}
