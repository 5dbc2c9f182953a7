/* What the files of the PE maker share. */
#ifndef COMPATSCAN_SPECIMEN_PE_PARTS_H
#define COMPATSCAN_SPECIMEN_PE_PARTS_H

#include "scanner/specimen/image_parts.h"

enum specimen_pe_section_index {
	SPECIMEN_PE_TEXT,
	SPECIMEN_PE_RDATA,
	SPECIMEN_PE_DATA,
	SPECIMEN_PE_RSRC,
	SPECIMEN_PE_APISET,
	SPECIMEN_PE_SECTIONS
};

/* Index into the optional header's data directories. */
enum specimen_pe_directory_index {
	SPECIMEN_PE_EXPORT_DIRECTORY = 0,
	SPECIMEN_PE_IMPORT_DIRECTORY = 1,
	SPECIMEN_PE_RESOURCE_DIRECTORY = 2,
	SPECIMEN_PE_CERTIFICATE_DIRECTORY = 4,
	SPECIMEN_PE_DEBUG_DIRECTORY = 6,
	SPECIMEN_PE_BOUND_DIRECTORY = 11,
	SPECIMEN_PE_IAT_DIRECTORY = 12,
	SPECIMEN_PE_DELAY_DIRECTORY = 13,
	SPECIMEN_PE_CLR_DIRECTORY = 14,
	SPECIMEN_PE_DIRECTORIES = 16
};

struct specimen_pe_section {
	size_t rva; /* known before the content is made */
	struct specimen_bytes bytes;
};

struct specimen_pe_directory {
	size_t rva;
	size_t size;
};

struct specimen_pe {
	const struct specimen_image *image;
	bool plus; /* PE32+: 64-bit thunks and image base */
	uint64_t image_base;
	struct specimen_pe_section sections[SPECIMEN_PE_SECTIONS];
	struct specimen_pe_directory directories[SPECIMEN_PE_DIRECTORIES];
	struct specimen_bytes bound_imports;
};

/* The RVA that the next byte of the section will have. */
size_t specimen_pe_next_rva(const struct specimen_pe_section *section);
/* Where .text holds the code of an export, and of the delay import thunk. */
size_t specimen_pe_export_code_rva(const struct specimen_pe *pe, size_t export_index);
size_t specimen_pe_delay_thunk_rva(const struct specimen_pe *pe);

/* Each appends its tables to .rdata and fills its directories, or does nothing when the image has
 * no such thing. */
void specimen_pe_put_imports(struct specimen_pe *pe);
void specimen_pe_put_exports(struct specimen_pe *pe);
void specimen_pe_put_delay_imports(struct specimen_pe *pe);
void specimen_pe_put_debug(struct specimen_pe *pe);
void specimen_pe_put_clr(struct specimen_pe *pe);
/* What the loader writes to goes to .data, whose RVA is known only when .rdata is complete. */
void specimen_pe_put_delay_slots(struct specimen_pe *pe);
/* All resources, into .rsrc. */
void specimen_pe_put_resources(struct specimen_pe *pe);
/* The debug directory names file offsets, known when .rdata has one. */
void specimen_pe_place_debug(struct specimen_pe *pe, size_t rdata_pointer);

/* The bound import directory, which stands in the headers at the file offset `offset`. */
void specimen_pe_make_bound_imports(struct specimen_pe *pe, size_t offset);

/* Append what stands behind the sections and patch the headers to say where; `signature` and
 * `directories` are file offsets. */
void specimen_pe_put_coff_symbols(struct specimen_bytes *file, size_t signature);
void specimen_pe_put_certificate(struct specimen_bytes *file, size_t directories);

#endif
