/* Tables of a PE image that no program needs to run: bound imports, debug directory, .NET header,
 * COFF symbols, certificates. */
#include "scanner/specimen/pe_parts.h"

#include <string.h>

enum {
	DEBUG_ENTRY_SIZE = 28,
	DEBUG_POINTER = 24,
	DEBUG_TYPE_CODEVIEW = 2,
	CLR_HEADER_SIZE = 72,
	CLR_IL_ONLY = 1,
	BOUND_ENTRY_SIZE = 8,
	SYMBOL_SIZE = 18,
	SYMBOL_COUNT = 2,
	SYMBOL_TABLE_FIELD = 12, /* from the signature */
	CERTIFICATE_SIZE = 0x40
};

/* An age that is no other number of the file. */
#define PDB_AGE 3

void specimen_put_codeview(struct specimen_bytes *bytes, const struct specimen_image *image)
{
	static const uint8_t guid[16] = {0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99,
		0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF};

	if (image->pdb_nb10) {
		specimen_put_text(bytes, "NB10");
		specimen_put_u32(bytes, 0);
		specimen_put_u32(bytes, SPECIMEN_LINK_TIME);
	} else {
		specimen_put_text(bytes, "RSDS");
		specimen_put_raw(bytes, guid, sizeof guid);
	}
	specimen_put_u32(bytes, PDB_AGE);
	specimen_put_text_z(bytes, image->pdb);
}

void specimen_put_debug_entry(struct specimen_bytes *bytes, size_t size, size_t rva, size_t pointer)
{
	specimen_put_u32(bytes, 0);
	specimen_put_u32(bytes, SPECIMEN_LINK_TIME);
	specimen_put_u32(bytes, 0); /* version */
	specimen_put_u32(bytes, DEBUG_TYPE_CODEVIEW);
	specimen_put_u32(bytes, size);
	specimen_put_u32(bytes, rva);
	specimen_put_u32(bytes, pointer);
}

void specimen_pe_put_debug(struct specimen_pe *pe)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	struct specimen_pe_directory *directory = &pe->directories[SPECIMEN_PE_DEBUG_DIRECTORY];
	struct specimen_bytes record = {0};

	if (!pe->image->pdb)
		return;
	specimen_put_alignment(&section->bytes, 4);
	directory->rva = specimen_pe_next_rva(section);
	directory->size = DEBUG_ENTRY_SIZE;
	specimen_put_codeview(&record, pe->image);
	specimen_put_debug_entry(
		&section->bytes, record.length, directory->rva + DEBUG_ENTRY_SIZE, 0);
	specimen_put_bytes(&section->bytes, &record);
	specimen_bytes_free(&record);
}

void specimen_pe_place_debug(struct specimen_pe *pe, size_t rdata_pointer)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	const struct specimen_pe_directory *directory =
		&pe->directories[SPECIMEN_PE_DEBUG_DIRECTORY];
	size_t offset = directory->rva - section->rva;

	if (directory->size)
		specimen_patch_u32(&section->bytes, offset + DEBUG_POINTER,
			rdata_pointer + offset + DEBUG_ENTRY_SIZE);
}

/* The root of the metadata alone: it has no streams. */
static void put_metadata(struct specimen_bytes *bytes, const char *version)
{
	size_t length = specimen_round_up(strlen(version) + 1, 4);

	specimen_put_text(bytes, "BSJB");
	specimen_put_u16(bytes, 1);
	specimen_put_u16(bytes, 1);
	specimen_put_u32(bytes, 0);
	specimen_put_u32(bytes, length);
	specimen_put_text(bytes, version);
	specimen_put_zeros(bytes, length - strlen(version));
	specimen_put_u16(bytes, 0); /* flags */
	specimen_put_u16(bytes, 0); /* streams */
}

void specimen_pe_put_clr(struct specimen_pe *pe)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	struct specimen_pe_directory *directory = &pe->directories[SPECIMEN_PE_CLR_DIRECTORY];
	struct specimen_bytes *bytes = &section->bytes;
	size_t metadata_size;

	if (!pe->image->clr_version)
		return;
	specimen_put_alignment(bytes, 4);
	directory->rva = specimen_pe_next_rva(section);
	directory->size = CLR_HEADER_SIZE;
	metadata_size = bytes->length + 8;
	specimen_put_u32(bytes, CLR_HEADER_SIZE);
	specimen_put_u16(bytes, 2);
	specimen_put_u16(bytes, 5);
	specimen_put_u32(bytes, directory->rva + CLR_HEADER_SIZE);
	specimen_put_u32(bytes, 0); /* size of the metadata, below */
	specimen_put_u32(bytes, pe->image->clr_flags ? pe->image->clr_flags : CLR_IL_ONLY);
	specimen_put_zeros(bytes, CLR_HEADER_SIZE - 20);
	put_metadata(bytes, pe->image->clr_version);
	specimen_patch_u32(bytes, metadata_size + 4,
		specimen_pe_next_rva(section) - directory->rva - CLR_HEADER_SIZE);
}

static size_t count_forwarders(const struct specimen_image *image, size_t index)
{
	size_t count = 0;

	while (index + 1 + count < image->bound_import_count &&
		image->bound_imports[index + 1 + count].forwarded)
		count++;
	return count;
}

void specimen_pe_make_bound_imports(struct specimen_pe *pe, size_t offset)
{
	const struct specimen_image *image = pe->image;
	struct specimen_bytes *bytes = &pe->bound_imports;
	struct specimen_pe_directory *directory = &pe->directories[SPECIMEN_PE_BOUND_DIRECTORY];

	if (!image->bound_import_count)
		return;
	specimen_put_zeros(bytes, (image->bound_import_count + 1) * BOUND_ENTRY_SIZE);
	for (size_t i = 0; i < image->bound_import_count; i++) {
		const struct specimen_bound_import *import = &image->bound_imports[i];
		size_t entry = i * BOUND_ENTRY_SIZE;

		specimen_patch_u32(bytes, entry, import->time_date_stamp);
		specimen_patch_u16(bytes, entry + 4, bytes->length);
		if (!import->forwarded)
			specimen_patch_u16(bytes, entry + 6, count_forwarders(image, i));
		specimen_put_text_z(bytes, import->module);
	}
	directory->rva = offset;
	directory->size = bytes->length;
}

void specimen_pe_put_coff_symbols(struct specimen_bytes *file, size_t signature)
{
	specimen_patch_u32(file, signature + SYMBOL_TABLE_FIELD, file->length);
	specimen_patch_u32(file, signature + SYMBOL_TABLE_FIELD + 4, SYMBOL_COUNT);
	for (size_t i = 0; i < SYMBOL_COUNT; i++) {
		specimen_put_text(file, "_symbol");
		specimen_put_zeros(file, SYMBOL_SIZE - strlen("_symbol"));
	}
	specimen_put_u32(file, 4 + sizeof ".debug_info");
	specimen_put_text_z(file, ".debug_info");
}

void specimen_pe_put_certificate(struct specimen_bytes *file, size_t directories)
{
	size_t entry = directories + SPECIMEN_PE_CERTIFICATE_DIRECTORY * 8;

	specimen_put_alignment(file, 8);
	specimen_patch_u32(file, entry, file->length);
	specimen_patch_u32(file, entry + 4, CERTIFICATE_SIZE);
	specimen_put_u32(file, CERTIFICATE_SIZE);
	specimen_put_u16(file, 0x0200);
	specimen_put_u16(file, 2); /* PKCS #7 SignedData */
	specimen_put_u8(file, 0x30);
	specimen_put_zeros(file, CERTIFICATE_SIZE - 9);
}
