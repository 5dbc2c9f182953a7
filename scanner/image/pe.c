/* The headers of a PE image: signature, COFF header, optional header. PE format specification,
 * "File headers". */
#include "scanner/image/pe.h"

#include "scanner/image/dos_stub.h"
#include "scanner/image/formats.h"
#include "scanner/image/names.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	/* From the signature. */
	MACHINE = 4,
	NUMBER_OF_SECTIONS = 6,
	POINTER_TO_SYMBOL_TABLE = 12,
	NUMBER_OF_SYMBOLS = 16,
	SIZE_OF_OPTIONAL_HEADER = 20,
	CHARACTERISTICS = 22,
	OPTIONAL_HEADER = 24,

	/* From the optional header. */
	MAGIC = 0,
	LINKER_VERSION = 2,
	IMAGE_BASE_PLUS = 24,
	IMAGE_BASE = 28,
	SECTION_ALIGNMENT = 32,
	FILE_ALIGNMENT = 36,
	SUBSYSTEM_VERSION = 48,
	SIZE_OF_IMAGE = 56,
	SIZE_OF_HEADERS = 60,
	SUBSYSTEM = 68,
	NUMBER_OF_RVA_AND_SIZES = 92,
	NUMBER_OF_RVA_AND_SIZES_PLUS = 108,

	MAGIC_WIN32S = 0,
	MAGIC_ROM = 0x107,
	MAGIC_PE32 = 0x10B,
	MAGIC_PE32PLUS = 0x20B,

	MACHINE_I386 = 0x14C,
};

static const struct {
	uint16_t magic;
	enum image_kind kind;
} magics[] = {
	{MAGIC_PE32, IMAGE_PE32}, {MAGIC_PE32PLUS, IMAGE_PE32PLUS}, {MAGIC_ROM, IMAGE_PE32},
	{MAGIC_WIN32S, IMAGE_PE32}, /* DLLs of Win32s 1.x */
};

static bool kind_of_magic(uint16_t magic, enum image_kind *out)
{
	for (size_t i = 0; i < COUNT_OF(magics); i++)
		if (magics[i].magic == magic) {
			*out = magics[i].kind;
			return true;
		}
	return false;
}

/* Without a magic number that is known, the machine has to tell the width; false when it does not.
 */
static bool kind_of_machine(uint16_t machine_code, enum image_kind *out)
{
	const struct machine_row *machine = machine_find(machine_code);

	if (!machine || !machine->bits)
		return false;
	*out = machine->bits == 64 ? IMAGE_PE32PLUS : IMAGE_PE32;
	return true;
}

static bool decide_kind(struct pe *pe, uint16_t machine, uint16_t *magic, enum image_kind *out)
{
	struct image_reader *reader = pe->reader;

	if (pe->optional_size >= 2) {
		if (!view_u16(reader->file, pe->optional + MAGIC, magic)) {
			image_problem(reader, "truncated", reader->file->size,
				"the file ends before the magic number of the optional header");
			return false;
		}
		if (kind_of_magic(*magic, out))
			return true;
	}
	image_problem(reader, "unknown-magic", pe->optional,
		"no known magic number in an optional header of %u bytes", pe->optional_size);
	return kind_of_machine(machine, out);
}

/* A loader refuses an image whose word size is not its machine's. */
static void check_machine(struct pe *pe, uint16_t machine_code, uint16_t magic)
{
	const struct machine_row *machine = machine_find(machine_code);

	if (machine && machine->bits && (magic != MAGIC_WIN32S || machine_code != MACHINE_I386) &&
		machine->bits != pe->reader->image->bits)
		image_problem(pe->reader, "mismatch", pe->optional,
			"the optional header is for %d bits, the machine %s has %d",
			pe->reader->image->bits, machine->name, machine->bits);
}

static void read_directories(struct pe *pe)
{
	const struct view *file = pe->reader->file;
	uint64_t count_at =
		pe->optional + (pe->plus ? NUMBER_OF_RVA_AND_SIZES_PLUS : NUMBER_OF_RVA_AND_SIZES);
	uint32_t count = 0;

	view_u32(file, count_at, &count);
	if (count > PE_MAX_DIRECTORIES) {
		image_problem(pe->reader, "directory-count", count_at,
			"NumberOfRvaAndSizes is %u; loaders go by %d", count, PE_MAX_DIRECTORIES);
		count = PE_MAX_DIRECTORIES;
	}
	for (uint32_t i = 0; i < count; i++) {
		uint64_t at = count_at + 4 + (uint64_t)i * 8;
		struct pe_directory directory;

		if (!view_u32(file, at, &directory.rva) ||
			!view_u32(file, at + 4, &directory.size)) {
			image_problem(pe->reader, "truncated", at,
				"the file ends in the data directories");
			break;
		}
		pe->directories[i] = directory;
		pe->directory_count = i + 1;
	}
}

/* The fields that Windows needs. It reads them where they should be, whatever SizeOfOptionalHeader
 * says. */
static void read_windows_fields(struct pe *pe)
{
	const struct view *file = pe->reader->file;
	struct image *image = pe->reader->image;
	uint16_t subsystem;
	uint32_t base = 0;

	image->expected_windows_known =
		view_u16(file, pe->optional + SUBSYSTEM_VERSION, &image->expected_windows_major) &&
		view_u16(
			file, pe->optional + SUBSYSTEM_VERSION + 2, &image->expected_windows_minor);
	if (pe->plus) {
		view_u64(file, pe->optional + IMAGE_BASE_PLUS, &pe->image_base);
	} else {
		view_u32(file, pe->optional + IMAGE_BASE, &base);
		pe->image_base = base;
	}
	if (view_u32(file, pe->optional + SECTION_ALIGNMENT, &pe->section_alignment))
		pe->flat = pe->section_alignment < PE_PAGE;
	view_u32(file, pe->optional + FILE_ALIGNMENT, &pe->file_alignment);
	view_u32(file, pe->optional + SIZE_OF_IMAGE, &pe->size_of_image);
	pe->windows_fields = view_u32(file, pe->optional + SIZE_OF_HEADERS, &pe->size_of_headers);
	if (view_u16(file, pe->optional + SUBSYSTEM, &subsystem))
		image_set_subsystem(pe->reader, subsystem);
	else
		image_problem(pe->reader, "truncated", file->size,
			"the file ends in the optional header");
	pe->firmware = image->target == IMAGE_TARGET_EFI;
	if (pe->firmware)
		pe->flat = false;
	read_directories(pe);
}

static void read_optional_header(struct pe *pe, uint16_t magic)
{
	const struct view *file = pe->reader->file;
	struct image *image = pe->reader->image;

	if (!pe->optional_size)
		return;
	image->linker_known =
		view_u8(file, pe->optional + LINKER_VERSION, &image->linker_major) &&
		view_u8(file, pe->optional + LINKER_VERSION + 1, &image->linker_minor);
	if (magic == MAGIC_ROM) {
		image_problem(pe->reader, "rom-image", pe->optional,
			"the optional header is that of a ROM image, which Windows does not load");
		return;
	}
	if (magic == MAGIC_WIN32S)
		image_problem(pe->reader, "win32s-image", pe->optional,
			"the optional header has no magic number, so only Win32s loads it");
	read_windows_fields(pe);
}

static void read_tables(struct pe *pe)
{
	pe_read_sections(pe);
	pe_read_certificates(pe);
	pe_read_clr(pe);
	pe_read_hybrid(pe);
	if (pe->reader->wanted & IMAGE_VERSION)
		pe_read_version(pe);
	if (pe->reader->wanted & IMAGE_MANIFEST)
		pe_read_manifest(pe);
	if (pe->reader->wanted & IMAGE_IMPORTS) {
		pe->reader->image->imports_read = true;
		pe_read_imports(pe);
		pe_read_delay_imports(pe);
		pe_read_bound_imports(pe);
	}
	if (pe->reader->wanted & IMAGE_EXPORTS)
		pe_read_exports(pe);
	if (pe->reader->wanted & IMAGE_DEBUG)
		pe_read_debug(pe);
	if (pe->reader->wanted & IMAGE_RESOURCES)
		pe_read_resources(pe);
	if (pe->reader->wanted & IMAGE_API_SETS)
		pe_read_api_sets(pe);
	pe_find_overlay(pe);
}

/* HX renames a program that only its own loader may start from PE to PX, so that Windows sees a
 * DOS program. */
static bool is_px(const struct pe *pe)
{
	uint8_t letter = 0;

	return view_u8(pe->reader->file, pe->header + 1, &letter) && letter == 'X';
}

/* A DOS extender runs the image under DOS; Windows also does unless it has nothing to go by. */
static void read_dos_side(struct pe *pe, bool px)
{
	struct image *image = pe->reader->image;

	image->dos_extender = dos_stub_extender(pe->reader, pe->header);
	if (px && !image->dos_extender)
		image->dos_extender = "HX";
	if (px || (image->dos_extender && image->subsystem_known && !image->subsystem))
		image->target = IMAGE_TARGET_DOS;
}

static bool read_file_header(struct pe *pe, uint16_t *machine)
{
	const struct view *file = pe->reader->file;

	if (!view_u16(file, pe->header + MACHINE, machine) ||
		!view_u16(file, pe->header + NUMBER_OF_SECTIONS, &pe->section_count) ||
		!view_u32(file, pe->header + POINTER_TO_SYMBOL_TABLE, &pe->symbol_table) ||
		!view_u32(file, pe->header + NUMBER_OF_SYMBOLS, &pe->symbol_count) ||
		!view_u16(file, pe->header + SIZE_OF_OPTIONAL_HEADER, &pe->optional_size) ||
		!view_u16(file, pe->header + CHARACTERISTICS, &pe->characteristics)) {
		image_problem(
			pe->reader, "truncated", file->size, "the file ends in the PE header");
		return false;
	}
	return true;
}

bool pe_read(struct image_reader *reader, uint64_t header)
{
	struct pe pe = {.reader = reader, .header = header, .optional = header + OPTIONAL_HEADER};
	struct image *image = reader->image;
	uint16_t machine, magic = MAGIC_WIN32S;
	enum image_kind kind;
	bool px = is_px(&pe);

	if (!read_file_header(&pe, &machine) || !decide_kind(&pe, machine, &magic, &kind))
		return false;
	if (px && (machine != MACHINE_I386 || magic != MAGIC_PE32))
		return false;
	image->kind = kind;
	image->bits = kind == IMAGE_PE32PLUS ? 64 : 32;
	image->signature_offset = header;
	image->dll = pe.characteristics & PE_FILE_DLL;
	pe.plus = kind == IMAGE_PE32PLUS;
	image_set_pe_machine(reader, machine, header + MACHINE);
	check_machine(&pe, machine, magic);
	read_optional_header(&pe, magic);
	read_dos_side(&pe, px);
	if (!px)
		pe_check_loadable(&pe);
	read_tables(&pe);
	return true;
}
