/* What the readers of a PE image share: the optional header's fields and the way from an RVA to the
 * file. */
#ifndef COMPATSCAN_IMAGE_PE_H
#define COMPATSCAN_IMAGE_PE_H

#include "scanner/image/reader.h"

enum pe_directory_index {
	PE_EXPORTS = 0,
	PE_IMPORTS = 1,
	PE_RESOURCES = 2,
	PE_CERTIFICATES = 4,
	PE_DEBUG = 6,
	PE_LOAD_CONFIG = 10,
	PE_BOUND_IMPORTS = 11,
	PE_DELAY_IMPORTS = 13,
	PE_CLR = 14,
	PE_MAX_DIRECTORIES = 16,
};

enum {
	PE_PAGE = 0x1000,
	PE_SECTOR = 0x200,
	PE_SECTION_SIZE = 40, /* of an entry in the section table */

	/* Loaders up to Windows XP take 96; the rest is room for linkers that make one section per
	   function. */
	PE_MAX_SECTIONS = 1024,
};

enum {
	PE_FILE_EXECUTABLE_IMAGE = 0x0002,
	PE_FILE_DLL = 0x2000,
};

struct pe_directory {
	uint32_t rva; /* file offset for PE_CERTIFICATES */
	uint32_t size;
};

struct pe_section {
	uint32_t rva;
	uint64_t extent;   /* bytes in memory, filled up to the section alignment */
	uint64_t offset;   /* in the file */
	uint64_t raw_size; /* bytes in the file; the rest of the extent is zero */
};

/* A stretch of the image in memory: first bytes of the file, then zeros. */
struct pe_span {
	uint64_t offset;  /* in the file */
	uint64_t present; /* bytes there */
	uint64_t zeros;   /* bytes after them that the loader fills */
};

struct pe {
	struct image_reader *reader;
	uint64_t header;   /* file offset of "PE\0\0" */
	uint64_t optional; /* file offset of the optional header */
	uint16_t optional_size;
	uint16_t section_count;
	uint16_t characteristics; /* PE_FILE_* */
	bool windows_fields;      /* the optional header has those that Windows needs */
	bool plus;                /* PE32+ */
	bool flat;                /* the loader maps the file as it is */
	bool firmware;            /* EFI loads it: each section where the table says, to the byte */
	uint32_t stripped;        /* TE: bytes that the file would be longer as a PE */
	uint32_t symbol_table;    /* file offset of the COFF symbols, or 0 */
	uint32_t symbol_count;
	uint64_t image_base;
	uint32_t section_alignment;
	uint32_t file_alignment;
	uint32_t size_of_image;
	uint32_t size_of_headers;
	uint32_t directory_count;
	struct pe_directory directories[PE_MAX_DIRECTORIES];
	struct pe_section *sections;
	bool overlap;     /* of sections in memory; the later one then has its way */
	uint64_t raw_end; /* file offset behind the raw data of all sections, as their table says */
	/* The stretch that the last address lay in, and its RVA: tables and their names lie
	 * together. */
	uint64_t window_rva;
	struct pe_span window;
};

/* Reads the section table into pe->sections and notes what it promises and the file lacks. */
void pe_read_sections(struct pe *pe);

/* Notes the first reason for which NT would not load the image, whatever stands in its sections. */
void pe_check_loadable(struct pe *pe);

/* Where an RVA lies, to the end of its section; false when no loader would put bytes there. */
bool pe_locate(struct pe *pe, uint64_t rva, struct pe_span *out);

/* The file offset of an RVA, for a problem; PROBLEM_NO_OFFSET when it has none. */
uint64_t pe_offset(struct pe *pe, uint64_t rva);

/* Each returns false, with *out untouched, when the value does not lie in the image. */
bool pe_u16(struct pe *pe, uint64_t rva, uint16_t *out);
bool pe_u32(struct pe *pe, uint64_t rva, uint32_t *out);
bool pe_u64(struct pe *pe, uint64_t rva, uint64_t *out);

/* As image_name, for a name at an RVA. */
const char *pe_name(struct pe *pe, uint64_t rva, size_t limit);

/* As pe_name, where a name that is not there is the caller's to judge: NULL and no problem. */
const char *pe_name_if_any(struct pe *pe, uint64_t rva);

/* The directory; rva is 0 when the image has none. */
struct pe_directory pe_directory(const struct pe *pe, enum pe_directory_index index);

void pe_read_imports(struct pe *pe);
void pe_read_delay_imports(struct pe *pe);
void pe_read_exports(struct pe *pe);
void pe_read_version(struct pe *pe);
void pe_read_manifest(struct pe *pe);
void pe_read_resources(struct pe *pe);
void pe_read_clr(struct pe *pe);
void pe_read_api_sets(struct pe *pe);
void pe_read_bound_imports(struct pe *pe);
void pe_read_debug(struct pe *pe);
void pe_read_certificates(struct pe *pe);

/* Tells an image for the ARM64EC and ARM64X hybrids from the plain one it says to be. */
void pe_read_hybrid(struct pe *pe);

/* An entry of the debug directory. */
struct pe_debug_entry {
	uint32_t type;
	uint32_t size;
	uint32_t rva;     /* of the data, or 0 when it is not mapped */
	uint64_t pointer; /* file offset of the data, or 0 */
};

/* The entry at index; false behind the last one, or when it does not lie in the image. */
bool pe_debug_entry(struct pe *pe, uint32_t index, struct pe_debug_entry *out);

/* Sets the overlay: what is left of the file behind headers, sections, symbols and debug data. */
void pe_find_overlay(struct pe *pe);

#endif
