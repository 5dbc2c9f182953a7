/*
 * What stands in the file behind the image itself: certificates (PE format specification, "The
 * attribute certificate table") and what nothing in the headers speaks of.
 */
#include "scanner/image/pe.h"

enum {
	CERTIFICATE_LENGTH = 0,
	CERTIFICATE_REVISION = 4,
	CERTIFICATE_TYPE = 6,
	CERTIFICATE_HEADER_SIZE = 8,
	CERTIFICATE_ALIGNMENT = 8,

	REVISION_1 = 0x0100,
	REVISION_2 = 0x0200,
	TYPE_PKCS_SIGNED_DATA = 2,

	/* Signing twice makes two; more go inside one another. */
	MAX_CERTIFICATES = 64,

	SYMBOL_SIZE = 18, /* of a COFF symbol */
};

/* The bytes from one certificate to the next; 0 with a problem when its length cannot be true. */
static uint32_t read_certificate(struct pe *pe, const struct view *table, uint64_t at)
{
	uint32_t length = 0;
	uint16_t revision = 0, type = 0;

	view_u32(table, at + CERTIFICATE_LENGTH, &length);
	view_u16(table, at + CERTIFICATE_REVISION, &revision);
	view_u16(table, at + CERTIFICATE_TYPE, &type);
	if (length < CERTIFICATE_HEADER_SIZE || !view_holds(table, at, length)) {
		image_problem(pe->reader, "bad-signature", table->start + at,
			"a certificate of %u bytes in a table that has %llu left", length,
			(unsigned long long)(table->size - at));
		return 0;
	}
	if (type == TYPE_PKCS_SIGNED_DATA && length > CERTIFICATE_HEADER_SIZE &&
		(revision == REVISION_1 || revision == REVISION_2))
		pe->reader->image->has_signature = true;
	return length;
}

/* Presence is all that is told. The only directory that names a file offset. */
void pe_read_certificates(struct pe *pe)
{
	struct pe_directory directory = pe_directory(pe, PE_CERTIFICATES);
	struct view table;
	uint64_t at = 0;

	if (!directory.rva || !directory.size)
		return;
	if (!view_slice(pe->reader->file, directory.rva, directory.size, &table)) {
		image_problem(pe->reader, "bad-signature", directory.rva,
			"the certificate table of %u bytes lies outside the file", directory.size);
		return;
	}
	for (int i = 0; i < MAX_CERTIFICATES && view_holds(&table, at, CERTIFICATE_HEADER_SIZE);
		i++) {
		uint64_t length = read_certificate(pe, &table, at);

		if (!length)
			return;
		at += (length + CERTIFICATE_ALIGNMENT - 1) / CERTIFICATE_ALIGNMENT *
		      CERTIFICATE_ALIGNMENT;
	}
	if (!at)
		image_problem(pe->reader, "bad-signature", directory.rva,
			"a certificate table of %u bytes has no room for a certificate",
			directory.size);
	else if (view_holds(&table, at, CERTIFICATE_HEADER_SIZE))
		image_problem(pe->reader, "limit", table.start + at, "more than %d certificates",
			MAX_CERTIFICATES);
}

static uint64_t later(uint64_t end, uint64_t other)
{
	return other > end ? other : end;
}

/* Behind the headers and the raw data of the sections, that is: behind all that is mapped. */
static uint64_t mapped_end(const struct pe *pe)
{
	uint64_t size = pe->reader->file->size;
	uint64_t end =
		pe->optional + pe->optional_size + (uint64_t)pe->section_count * PE_SECTION_SIZE;

	if (pe->size_of_headers <= size)
		end = later(end, pe->size_of_headers);
	/* A flat image is mapped as far as it says, and has no need of sections for that. */
	if (pe->flat && pe->size_of_image <= size)
		end = later(end, pe->size_of_image);
	return later(end, pe->raw_end);
}

/* COFF symbols and the string table behind them, whose length counts itself: GNU ld writes both
 * even into a stripped image whose sections have long names. */
static uint64_t symbols_end(const struct pe *pe, uint64_t end)
{
	const struct view *file = pe->reader->file;
	uint64_t symbols = (uint64_t)pe->symbol_count * SYMBOL_SIZE;
	uint32_t strings = 0;

	if (!pe->symbol_table || pe->symbol_table > file->size)
		return end;
	symbols += pe->symbol_table;
	if (view_u32(file, symbols, &strings) && strings >= sizeof(strings))
		symbols += strings;
	if (symbols <= file->size)
		return later(end, symbols);
	/* Linkers put them behind the sections; anywhere else the pointer is a remnant. */
	if (pe->symbol_table < end)
		return end;
	image_problem(pe->reader, "bad-debug", pe->symbol_table,
		"the COFF symbols should end at 0x%llX, the file has %llu bytes",
		(unsigned long long)symbols, (unsigned long long)file->size);
	return file->size;
}

static uint64_t debug_end(struct pe *pe, uint64_t end)
{
	struct pe_debug_entry entry;

	for (uint32_t i = 0; pe_debug_entry(pe, i, &entry); i++)
		if (entry.pointer && view_holds(pe->reader->file, entry.pointer, entry.size))
			end = later(end, entry.pointer + entry.size);
	return end;
}

static bool is_padding(const struct pe *pe, uint64_t start, uint64_t end)
{
	uint8_t byte = 0;

	if (end - start >= CERTIFICATE_ALIGNMENT)
		return false;
	while (start < end && view_u8(pe->reader->file, start, &byte) && !byte)
		start++;
	return start == end;
}

/*
 * The certificates are no overlay. They stand at the end as a rule, filled up to eight bytes in
 * front; where something follows them too, that is the overlay, unless bytes were in front already.
 */
static void leave_out_certificates(struct pe *pe, uint64_t end)
{
	struct pe_directory table = pe_directory(pe, PE_CERTIFICATES);
	struct image_overlay *overlay = &pe->reader->image->overlay;
	uint64_t size = pe->reader->file->size;
	uint64_t table_end = (uint64_t)table.rva + table.size;

	if (!overlay->size || !table.size || table.rva < end || table_end > size)
		return;
	if (is_padding(pe, end, table.rva))
		image_set_overlay(pe->reader, table_end);
	else if (table_end == size)
		overlay->size = table.rva - overlay->offset;
}

void pe_find_overlay(struct pe *pe)
{
	uint64_t size = pe->reader->file->size;
	uint64_t end = mapped_end(pe);

	/* The look at symbols and debug data costs reads that most files can do without. */
	if (end < size)
		end = symbols_end(pe, end);
	if (end < size)
		end = debug_end(pe, end);
	image_set_overlay(pe->reader, end);
	leave_out_certificates(pe, end);
}
