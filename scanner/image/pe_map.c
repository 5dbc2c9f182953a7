/*
 * From an RVA to the file, the way the section manager of NT maps an image: sections by whole
 * pages, raw data from the sector its pointer lies in, zeros behind it. An image with sections
 * closer than a page is mapped as it is. EFI firmware copies what the table says instead.
 */
#include "scanner/image/pe.h"

#include <string.h>

enum {
	SECTION_VIRTUAL_SIZE = 8,
	SECTION_RVA = 12,
	SECTION_RAW_SIZE = 16,
	SECTION_RAW_POINTER = 20,
};

static uint64_t round_up(uint64_t value, uint64_t alignment)
{
	return (value + alignment - 1) / alignment * alignment;
}

/* What sections are filled up to. Nobody maps the sections of EFI and ROM images by pages. */
static uint32_t granularity(const struct pe *pe)
{
	if (pe->firmware || !pe->section_alignment)
		return 1;
	return pe->section_alignment < PE_PAGE ? PE_PAGE : pe->section_alignment;
}

/* A TE image still has the pointers of the file it was made from. */
static void place_raw_data(struct pe *pe, uint64_t row, uint32_t pointer, uint32_t size)
{
	uint64_t start = pointer - (uint64_t)pe->stripped;

	if (!pointer || !size)
		return;
	if (pointer < pe->stripped) {
		image_problem(pe->reader, "truncated", row,
			"a section begins at 0x%X of a file that lost its first 0x%X bytes",
			pointer, pe->stripped);
		return;
	}
	if (!view_holds(pe->reader->file, start, size))
		image_problem(pe->reader, "truncated", row,
			"a section should end at 0x%llX, the file has %llu bytes",
			(unsigned long long)start + size,
			(unsigned long long)pe->reader->file->size);
	if (pe->raw_end < start + size)
		pe->raw_end = start + size;
}

static bool read_section(struct pe *pe, uint64_t row, struct pe_section *out)
{
	const struct view *file = pe->reader->file;
	uint32_t virtual_size, raw_size, raw_pointer;

	if (!view_u32(file, row + SECTION_VIRTUAL_SIZE, &virtual_size) ||
		!view_u32(file, row + SECTION_RVA, &out->rva) ||
		!view_u32(file, row + SECTION_RAW_SIZE, &raw_size) ||
		!view_u32(file, row + SECTION_RAW_POINTER, &raw_pointer))
		return false;
	out->extent = virtual_size ? virtual_size : raw_size;
	out->extent = round_up(out->extent, granularity(pe));
	out->offset = raw_pointer / PE_SECTOR * PE_SECTOR;
	if (pe->firmware)
		out->offset = raw_pointer - (uint64_t)pe->stripped;
	out->raw_size = raw_pointer ? raw_size : 0;
	if (out->raw_size > out->extent)
		out->raw_size = out->extent;
	place_raw_data(pe, row, raw_pointer, raw_size);
	return true;
}

/* The headers are mapped like a section of their own. */
static uint64_t headers_extent(const struct pe *pe)
{
	return round_up(pe->size_of_headers, granularity(pe));
}

/*
 * The section manager of NT takes an image only when each section begins where the one in front of
 * it ends; Windows 9x and EFI firmware put a section wherever it says. Raw data may overlap.
 */
static void check_order(struct pe *pe)
{
	bool nt = pe->section_alignment && !pe->flat && !pe->firmware;
	uint64_t end = headers_extent(pe);

	for (uint16_t i = 0; i < pe->section_count; i++) {
		const struct pe_section *section = &pe->sections[i];

		if (section->rva < end)
			pe->overlap = true;
		if (nt && section->rva < end)
			image_problem(pe->reader, "overlap", pe->header,
				"section %u begins at RVA 0x%X, before 0x%llX, where what is in "
				"front of it ends",
				i + 1U, section->rva, (unsigned long long)end);
		else if (nt && section->rva > end)
			image_problem(pe->reader, "gap", pe->header,
				"section %u begins at RVA 0x%X, behind 0x%llX, where what is in "
				"front of it ends",
				i + 1U, section->rva, (unsigned long long)end);
		nt = nt && section->rva == end;
		end = section->rva + section->extent;
	}
}

void pe_read_sections(struct pe *pe)
{
	uint64_t row = pe->optional + pe->optional_size;
	uint64_t there = 0;
	uint16_t count = pe->section_count;

	if (row < pe->reader->file->size)
		there = (pe->reader->file->size - row) / PE_SECTION_SIZE;
	if (count > there) {
		image_problem(pe->reader, "truncated", row,
			"the section table should have %u entries, the file has room for %llu",
			count, (unsigned long long)there);
		count = (uint16_t)there;
	}
	if (count > PE_MAX_SECTIONS) {
		image_problem(pe->reader, "limit", row, "more than %d sections", PE_MAX_SECTIONS);
		count = PE_MAX_SECTIONS;
	}
	pe->section_count = 0;
	if (!count)
		return;
	pe->sections = arena_array(pe->reader->arena, count, sizeof(*pe->sections));
	for (; pe->section_count < count; row += PE_SECTION_SIZE, pe->section_count++)
		if (!image_spend(pe->reader, 4) ||
			!read_section(pe, row, &pe->sections[pe->section_count]))
			break;
	check_order(pe);
}

static bool holds(const struct pe_section *section, uint64_t rva)
{
	return rva >= section->rva && rva - section->rva < section->extent;
}

/* Loaders write the sections over one another in the order of the table. */
static const struct pe_section *find_section(const struct pe *pe, uint64_t rva)
{
	if (!image_spend(pe->reader, pe->section_count / (pe->overlap ? 4U : 8U)))
		return NULL;
	for (size_t i = pe->section_count; i > 0; i--)
		if (holds(&pe->sections[i - 1], rva))
			return &pe->sections[i - 1];
	return NULL;
}

/* Where sections overlap, a stretch that one of them fills ends where any other begins. */
static uint64_t clear_extent(const struct pe *pe, uint64_t rva, uint64_t extent)
{
	for (size_t i = 0; i < pe->section_count; i++)
		if (pe->sections[i].rva > rva && pe->sections[i].rva - rva < extent)
			extent = pe->sections[i].rva - rva;
	return extent;
}

static void set_window(
	struct pe *pe, const struct pe_section *section, uint64_t rva, struct pe_span *window)
{
	uint64_t inside = pe->overlap ? rva - section->rva : 0;
	uint64_t extent = section->extent - inside;

	pe->window_rva = section->rva + inside;
	if (pe->overlap)
		extent = clear_extent(pe, rva, extent);
	window->offset = section->offset + inside;
	window->present = inside < section->raw_size ? section->raw_size - inside : 0;
	if (window->present > extent)
		window->present = extent;
	window->zeros = extent - window->present;
}

/* Makes the window the section that an RVA lies in, or the headers, or the whole of a flat image.
 */
static bool move_window(struct pe *pe, uint64_t rva)
{
	uint64_t size = pe->reader->file->size;
	const struct pe_section *section = pe->flat ? NULL : find_section(pe, rva);
	const struct pe_section headers = {
		.extent = headers_extent(pe),
		.raw_size = pe->size_of_headers,
	};
	struct pe_span window = {0};

	pe->window = window;
	pe->window_rva = 0;
	if (section) {
		set_window(pe, section, rva, &window);
	} else if (pe->flat) {
		/* The last page of a mapped file is filled up, unless bytes of the image are cut
		 * off there. */
		window.present = size;
		if (pe->size_of_image <= round_up(size, PE_PAGE))
			window.zeros = round_up(size, PE_PAGE) - size;
	} else if (rva < headers.extent) {
		set_window(pe, &headers, rva, &window);
	}
	/* What the file should have and has not is not zero: it is missing. */
	if (window.present && window.offset >= size)
		return false;
	if (window.present > size - window.offset) {
		window.present = size - window.offset;
		window.zeros = 0;
	}
	pe->window = window;
	return rva - pe->window_rva < window.present + window.zeros;
}

/* Charges for one value, and sees to it that the window holds its RVA. */
static bool look_at(struct pe *pe, uint64_t rva)
{
	if (!image_spend(pe->reader, 1) || rva > UINT32_MAX)
		return false;
	if (rva >= pe->window_rva && rva - pe->window_rva < pe->window.present + pe->window.zeros)
		return true;
	return move_window(pe, rva);
}

bool pe_locate(struct pe *pe, uint64_t rva, struct pe_span *out)
{
	uint64_t inside;

	if (!look_at(pe, rva))
		return false;
	inside = rva - pe->window_rva;
	*out = pe->window;
	out->offset += inside;
	if (inside < out->present) {
		out->present -= inside;
	} else {
		out->zeros -= inside - out->present;
		out->present = 0;
	}
	return true;
}

uint64_t pe_offset(struct pe *pe, uint64_t rva)
{
	struct pe_span span;

	return pe_locate(pe, rva, &span) && span.present ? span.offset : PROBLEM_NO_OFFSET;
}

/* Whether a number lies wholly in bytes of the file, and where. */
static bool is_in_file(struct pe *pe, uint64_t rva, size_t size, uint64_t *offset)
{
	uint64_t inside;

	if (!look_at(pe, rva))
		return false;
	inside = rva - pe->window_rva;
	*offset = pe->window.offset + inside;
	return inside < pe->window.present && size <= pe->window.present - inside;
}

/* The bytes of one number as a source of their own, because their end may be zeros that no file
 * has. */
struct number {
	uint8_t bytes[8];
	struct byte_source source;
	struct view view;
};

static bool fetch(struct pe *pe, uint64_t rva, size_t size, struct number *out)
{
	struct pe_span span;
	size_t in_file;

	if (!pe_locate(pe, rva, &span) || span.present + span.zeros < size)
		return false;
	in_file = span.present < size ? (size_t)span.present : size;
	memset(out->bytes, 0, sizeof(out->bytes));
	if (in_file && !view_copy(pe->reader->file, span.offset, in_file, out->bytes))
		return false;
	byte_source_memory(&out->source, out->bytes, size);
	out->view = view_of(&out->source);
	return true;
}

bool pe_u16(struct pe *pe, uint64_t rva, uint16_t *out)
{
	struct number number;
	uint64_t offset;

	if (is_in_file(pe, rva, sizeof(*out), &offset))
		return view_u16(pe->reader->file, offset, out);
	return fetch(pe, rva, sizeof(*out), &number) && view_u16(&number.view, 0, out);
}

bool pe_u32(struct pe *pe, uint64_t rva, uint32_t *out)
{
	struct number number;
	uint64_t offset;

	if (is_in_file(pe, rva, sizeof(*out), &offset))
		return view_u32(pe->reader->file, offset, out);
	return fetch(pe, rva, sizeof(*out), &number) && view_u32(&number.view, 0, out);
}

bool pe_u64(struct pe *pe, uint64_t rva, uint64_t *out)
{
	struct number number;
	uint64_t offset;

	if (is_in_file(pe, rva, sizeof(*out), &offset))
		return view_u64(pe->reader->file, offset, out);
	return fetch(pe, rva, sizeof(*out), &number) && view_u64(&number.view, 0, out);
}

/* A name whose NUL is one of the zeros behind the bytes of the file; false when it is none. */
static bool ends_in_zeros(
	const struct pe_span *span, const struct view *present, char *bytes, size_t limit)
{
	return span->zeros && span->present < limit &&
	       view_text(present, 0, bytes, limit) == VIEW_TEXT_PAST_END && !present->source->error;
}

const char *pe_name(struct pe *pe, uint64_t rva, size_t limit)
{
	char text[MAX_SYMBOL_NAME_BYTES];
	struct pe_span span;
	struct view bytes;

	if (!pe_locate(pe, rva, &span)) {
		image_problem(pe->reader, "out-of-bounds", PROBLEM_NO_OFFSET,
			"a name lies at RVA 0x%llX, outside the image", (unsigned long long)rva);
		return NULL;
	}
	if (!span.present)
		return "";
	if (!view_slice(pe->reader->file, span.offset, span.present, &bytes))
		return NULL;
	if (ends_in_zeros(&span, &bytes, text, limit))
		return image_text(pe->reader, text, strlen(text));
	return image_name(pe->reader, &bytes, 0, limit);
}

const char *pe_name_if_any(struct pe *pe, uint64_t rva)
{
	char bytes[MAX_MODULE_NAME_BYTES];
	struct pe_span span;
	struct view view;

	if (!pe_locate(pe, rva, &span) || !span.present ||
		!view_slice(pe->reader->file, span.offset, span.present, &view))
		return NULL;
	if (!ends_in_zeros(&span, &view, bytes, sizeof(bytes)) &&
		view_text(&view, 0, bytes, sizeof(bytes)) != VIEW_TEXT_OK)
		return NULL;
	return image_text(pe->reader, bytes, strlen(bytes));
}

struct pe_directory pe_directory(const struct pe *pe, enum pe_directory_index index)
{
	static const struct pe_directory none;

	return (uint32_t)index < pe->directory_count ? pe->directories[index] : none;
}
