#include "scanner/specimen/pe_parts.h"

enum {
	IMPORT_DESCRIPTOR_SIZE = 20,
	DELAY_DESCRIPTOR_SIZE = 32,
	DELAY_ATTRIBUTE_RVA =
		1, /* the descriptor holds RVAs, as linkers write them since Visual C++ 7 */
};

#define ORDINAL_FLAG 0x80000000u

static size_t thunk_size(const struct specimen_pe *pe)
{
	return pe->plus ? 8 : 4;
}

static void put_thunk(const struct specimen_pe *pe, struct specimen_bytes *bytes, uint64_t value)
{
	if (pe->plus)
		specimen_put_u64(bytes, value);
	else
		specimen_put_u32(bytes, (size_t)value);
}

/* The ordinal flag is the top bit: of the high half in PE32+. */
static void patch_lookup(const struct specimen_pe *pe, struct specimen_bytes *bytes, size_t offset,
	const struct specimen_symbol *symbol, size_t name_rva)
{
	size_t flag = symbol->name ? 0 : ORDINAL_FLAG;

	if (pe->plus) {
		specimen_patch_u32(bytes, offset, symbol->name ? name_rva : symbol->ordinal);
		specimen_patch_u32(bytes, offset + 4, flag);
	} else {
		specimen_patch_u32(bytes, offset, symbol->name ? name_rva : flag | symbol->ordinal);
	}
}

/*
 * Appends the import lookup table of one module and the hint/name entries behind it; returns the
 * table's RVA. `address_table` is the offset of the IAT to fill alike in the same section, or 0 for
 * none (the import directory comes first, so no IAT lies there).
 */
static size_t put_lookup_table(
	struct specimen_pe *pe, const struct specimen_import *import, size_t address_table)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	struct specimen_bytes *bytes = &section->bytes;
	size_t table;

	specimen_put_alignment(bytes, thunk_size(pe));
	table = bytes->length;
	specimen_put_zeros(bytes, (import->symbol_count + 1) * thunk_size(pe));
	for (size_t i = 0; i < import->symbol_count; i++) {
		const struct specimen_symbol *symbol = &import->symbols[i];
		size_t name_rva = 0;

		if (symbol->name) {
			specimen_put_alignment(bytes, 2);
			name_rva = specimen_pe_next_rva(section);
			specimen_put_u16(bytes, symbol->hint);
			specimen_put_text_z(bytes, symbol->name);
		}
		patch_lookup(pe, bytes, table + i * thunk_size(pe), symbol, name_rva);
		if (address_table)
			patch_lookup(
				pe, bytes, address_table + i * thunk_size(pe), symbol, name_rva);
	}
	return section->rva + table;
}

static size_t put_module_name(struct specimen_pe *pe, const char *name)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	size_t rva = specimen_pe_next_rva(section);

	specimen_put_text_z(&section->bytes, name);
	return rva;
}

static size_t count_imports(const struct specimen_image *image, bool delay)
{
	size_t count = 0;

	for (size_t i = 0; i < image->import_count; i++)
		count += image->imports[i].delay == delay;
	return count;
}

/* All IATs lie together, since one directory entry names them as a whole. */
static void put_address_tables(struct specimen_pe *pe)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	struct specimen_pe_directory *directory = &pe->directories[SPECIMEN_PE_IAT_DIRECTORY];

	directory->rva = specimen_pe_next_rva(section);
	for (size_t i = 0; i < pe->image->import_count; i++) {
		const struct specimen_import *import = &pe->image->imports[i];

		if (!import->delay)
			specimen_put_zeros(
				&section->bytes, (import->symbol_count + 1) * thunk_size(pe));
	}
	directory->size = specimen_pe_next_rva(section) - directory->rva;
}

void specimen_pe_put_imports(struct specimen_pe *pe)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	struct specimen_pe_directory *directory = &pe->directories[SPECIMEN_PE_IMPORT_DIRECTORY];
	size_t count = count_imports(pe->image, false);
	size_t descriptor;
	size_t address_table;

	if (!count)
		return;
	directory->size = (count + 1) * IMPORT_DESCRIPTOR_SIZE;
	directory->rva = specimen_pe_next_rva(section);
	descriptor = section->bytes.length;
	specimen_put_zeros(&section->bytes, directory->size);
	specimen_put_alignment(&section->bytes, 8);
	address_table = section->bytes.length;
	put_address_tables(pe);
	for (size_t i = 0; i < pe->image->import_count; i++) {
		const struct specimen_import *import = &pe->image->imports[i];
		size_t lookup_rva;

		if (import->delay)
			continue;
		lookup_rva = put_lookup_table(pe, import, address_table);
		specimen_patch_u32(
			&section->bytes, descriptor, lookup_rva); /* OriginalFirstThunk */
		specimen_patch_u32(
			&section->bytes, descriptor + 12, put_module_name(pe, import->module));
		specimen_patch_u32(&section->bytes, descriptor + 16,
			section->rva + address_table); /* FirstThunk */
		address_table += (import->symbol_count + 1) * thunk_size(pe);
		descriptor += IMPORT_DESCRIPTOR_SIZE;
	}
}

void specimen_pe_put_delay_imports(struct specimen_pe *pe)
{
	struct specimen_pe_section *section = &pe->sections[SPECIMEN_PE_RDATA];
	struct specimen_pe_directory *directory = &pe->directories[SPECIMEN_PE_DELAY_DIRECTORY];
	size_t count = count_imports(pe->image, true);
	size_t descriptor;

	if (!count)
		return;
	specimen_put_alignment(&section->bytes, 4);
	directory->size = (count + 1) * DELAY_DESCRIPTOR_SIZE;
	directory->rva = specimen_pe_next_rva(section);
	descriptor = section->bytes.length;
	specimen_put_zeros(&section->bytes, directory->size);
	for (size_t i = 0; i < pe->image->import_count; i++) {
		const struct specimen_import *import = &pe->image->imports[i];

		if (!import->delay)
			continue;
		specimen_patch_u32(&section->bytes, descriptor, DELAY_ATTRIBUTE_RVA);
		specimen_patch_u32(
			&section->bytes, descriptor + 4, put_module_name(pe, import->module));
		specimen_patch_u32(
			&section->bytes, descriptor + 16, put_lookup_table(pe, import, 0));
		descriptor += DELAY_DESCRIPTOR_SIZE;
	}
}

/* A module handle, and an IAT whose slots hold the address (VA) of the thunk that loads the module.
 */
void specimen_pe_put_delay_slots(struct specimen_pe *pe)
{
	struct specimen_pe_section *rdata = &pe->sections[SPECIMEN_PE_RDATA];
	struct specimen_pe_section *data = &pe->sections[SPECIMEN_PE_DATA];
	const struct specimen_pe_directory *directory =
		&pe->directories[SPECIMEN_PE_DELAY_DIRECTORY];
	size_t descriptor;

	if (!directory->size)
		return;
	descriptor = directory->rva - rdata->rva;
	for (size_t i = 0; i < pe->image->import_count; i++) {
		const struct specimen_import *import = &pe->image->imports[i];

		if (!import->delay)
			continue;
		specimen_patch_u32(&rdata->bytes, descriptor + 8, specimen_pe_next_rva(data));
		put_thunk(pe, &data->bytes, 0);
		specimen_patch_u32(&rdata->bytes, descriptor + 12, specimen_pe_next_rva(data));
		for (size_t j = 0; j < import->symbol_count; j++)
			put_thunk(
				pe, &data->bytes, pe->image_base + specimen_pe_delay_thunk_rva(pe));
		put_thunk(pe, &data->bytes, 0);
		descriptor += DELAY_DESCRIPTOR_SIZE;
	}
}
