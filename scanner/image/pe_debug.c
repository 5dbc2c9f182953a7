/*
 * The debug directory, as far as the name of the symbol file. PE format specification, ".debug
 * section"; the CodeView records are those that Microsoft's linkers write: NB10 since Visual C++ 5,
 * RSDS since Visual Studio .NET.
 */
#include "scanner/image/pe.h"

#include <string.h>

enum {
	TYPE = 12,
	SIZE_OF_DATA = 16,
	ADDRESS_OF_RAW_DATA = 20,
	POINTER_TO_RAW_DATA = 24,
	ENTRY_SIZE = 28,

	TYPE_CODEVIEW = 2,

	/* Seventeen types are known, and linkers write each but once. */
	MAX_DEBUG_ENTRIES = 64,

	GUID_SIZE = 16,
	RSDS_GUID = 4,
	RSDS_AGE = 20,
	RSDS_PATH = 24,

	NB10_OFFSET = 4, /* always 0: the symbols are in another file */
	NB10_TIME_DATE_STAMP = 8,
	NB10_AGE = 12,
	NB10_PATH = 16,
};

bool pe_debug_entry(struct pe *pe, uint32_t index, struct pe_debug_entry *out)
{
	struct pe_directory directory = pe_directory(pe, PE_DEBUG);
	uint64_t at = directory.rva + (uint64_t)index * ENTRY_SIZE;
	uint32_t pointer;

	if (!directory.rva || index >= directory.size / ENTRY_SIZE || index >= MAX_DEBUG_ENTRIES ||
		!pe_u32(pe, at + TYPE, &out->type) || !pe_u32(pe, at + SIZE_OF_DATA, &out->size) ||
		!pe_u32(pe, at + ADDRESS_OF_RAW_DATA, &out->rva) ||
		!pe_u32(pe, at + POINTER_TO_RAW_DATA, &pointer))
		return false;
	out->pointer = pointer > pe->stripped ? pointer - pe->stripped : 0;
	return true;
}

/* The bytes of an entry; false when they do not all lie in the file. */
static bool find_data(struct pe *pe, const struct pe_debug_entry *entry, struct view *out)
{
	struct pe_span span;

	if (entry->pointer && view_slice(pe->reader->file, entry->pointer, entry->size, out))
		return true;
	return entry->rva && pe_locate(pe, entry->rva, &span) && entry->size <= span.present &&
	       view_slice(pe->reader->file, span.offset, entry->size, out);
}

static const char *guid_text(struct image_reader *reader, const uint8_t *guid)
{
	return arena_printf(reader->arena,
		"%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", guid[3],
		guid[2], guid[1], guid[0], guid[5], guid[4], guid[7], guid[6], guid[8], guid[9],
		guid[10], guid[11], guid[12], guid[13], guid[14], guid[15]);
}

static bool read_path(
	struct image_reader *reader, const struct view *record, uint64_t offset, const char **out)
{
	char bytes[MAX_SYMBOL_NAME_BYTES];

	if (view_text(record, offset, bytes, sizeof(bytes)) != VIEW_TEXT_OK)
		return false;
	*out = image_text(reader, bytes, strlen(bytes));
	return *out;
}

static bool read_rsds(struct image_reader *reader, const struct view *record)
{
	struct image_debug debug = {.present = true};
	uint8_t guid[GUID_SIZE];

	if (!view_copy(record, RSDS_GUID, sizeof(guid), guid) ||
		!view_u32(record, RSDS_AGE, &debug.age) ||
		!read_path(reader, record, RSDS_PATH, &debug.pdb))
		return false;
	debug.guid = guid_text(reader, guid);
	reader->image->debug = debug;
	return true;
}

static bool read_nb10(struct image_reader *reader, const struct view *record)
{
	struct image_debug debug = {.present = true};
	uint32_t time_date_stamp;

	if (!view_u32(record, NB10_TIME_DATE_STAMP, &time_date_stamp) ||
		!view_u32(record, NB10_AGE, &debug.age) ||
		!read_path(reader, record, NB10_PATH, &debug.pdb))
		return false;
	debug.guid = arena_printf(reader->arena, "%08X", time_date_stamp);
	reader->image->debug = debug;
	return true;
}

/* Records of other kinds hold the symbols themselves, and name no file. */
static void read_codeview(struct pe *pe, const struct pe_debug_entry *entry)
{
	static const struct {
		char signature[5];
		bool (*read)(struct image_reader *reader, const struct view *record);
	} forms[] = {{"RSDS", read_rsds}, {"NB10", read_nb10}};
	struct view record;
	char signature[4];
	bool there = find_data(pe, entry, &record) &&
		     view_copy(&record, 0, sizeof(signature), signature);

	for (size_t i = 0; there && i < sizeof(forms) / sizeof(forms[0]); i++)
		if (memcmp(signature, forms[i].signature, sizeof(signature)) == 0)
			there = forms[i].read(pe->reader, &record);
	if (!there)
		image_problem(pe->reader, "bad-debug",
			entry->pointer ? entry->pointer : pe_offset(pe, entry->rva),
			"what should name the symbol file is damaged or not there");
}

void pe_read_debug(struct pe *pe)
{
	struct pe_directory directory = pe_directory(pe, PE_DEBUG);
	struct pe_debug_entry entry;
	uint32_t count = 0;

	if (!directory.rva)
		return;
	for (; pe_debug_entry(pe, count, &entry); count++)
		if (entry.type == TYPE_CODEVIEW && !pe->reader->image->debug.present)
			read_codeview(pe, &entry);
	if (count < directory.size / ENTRY_SIZE)
		image_problem(pe->reader, "bad-debug", pe_offset(pe, directory.rva),
			"the debug directory should have %u entries, %u are read",
			directory.size / ENTRY_SIZE, count);
}
