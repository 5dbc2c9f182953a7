/* The DOS header (e_magic to e_lfanew), and where it leads. */
#include "scanner/image/dos_extender.h"
#include "scanner/image/dos_stub.h"
#include "scanner/image/formats.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	E_CBLP = 0x02,
	E_CP = 0x04,
	E_CPARHDR = 0x08,
	MZ_HEADER_SIZE = 0x1C,
	PAGE = 512,
	PARAGRAPH = 16,
	E_LFARLC = 0x18,
	E_LFANEW = 0x3C,
	SIGNATURE_SIZE = 4, /* of the longest, PE\0\0 */

	/* Tools of the 16-bit age took e_lfanew for real only when the relocation table leaves it
	   room. */
	LFARLC_OF_NEW_HEADER = 0x40,

	/* Enough to tell prose from a program: no DOS program has 512 bytes without a control
	   character. */
	TEXT_SAMPLE = 512,
};

static const struct image_format new_headers[] = {
	{"PE\0\0", 4, pe_read},
	{"PX\0\0", 4, pe_read},
	{"NE", 2, ne_read},
	{"LE", 2, le_read},
	{"LX", 2, lx_read},
	{"W3", 2, w3_read},
	{"W4", 2, w4_read},
	{"P2", 2, p2_read},
	{"P3", 2, p3_read},
	{"MP", 2, mp_read},
	{"BW", 2, bw_read},
};

/* "MZ" also begins sentences and column headings. The two letters alone do not say. */
static bool is_prose(const struct view *file)
{
	uint64_t length = file->size < TEXT_SAMPLE ? file->size : TEXT_SAMPLE;

	for (uint64_t at = 2; at < length; at++) {
		uint8_t byte;

		if (!view_u8(file, at, &byte))
			return false;
		if (byte == 0x7F || (byte < 0x20 && !(byte >= '\t' && byte <= '\r')))
			return false;
		/* One accented letter is as good as one byte of a cut header. */
		if (byte >= 0x80 && file->size < 4)
			return false;
	}
	return length > 2;
}

/*
 * Without room for e_lfanew in the header, what stands there is part of a DOS program, and by
 * accident it may lead to two letters. Then the header behind them has to agree with itself. Where
 * e_lfarlc says that there is room, a damaged header stays what it is.
 */
static bool is_accident(struct image_reader *reader, uint64_t header)
{
	char signature[2] = "";
	uint16_t byte_orders = 0;
	uint32_t format_level = 0;

	view_copy(reader->file, header, sizeof(signature), signature);
	if (memcmp(signature, "NE", 2) == 0)
		return !ne_agrees(reader, header);
	if (memcmp(signature, "LE", 2) != 0 && memcmp(signature, "LX", 2) != 0)
		return memcmp(signature, "W3", 2) == 0 || memcmp(signature, "W4", 2) == 0;
	return !view_u16(reader->file, header + 2, &byte_orders) || byte_orders ||
	       !view_u32(reader->file, header + 4, &format_level) || format_level;
}

static bool read_new_header(struct image_reader *reader, uint32_t e_lfanew, uint16_t e_lfarlc)
{
	if (e_lfarlc < LFARLC_OF_NEW_HEADER && is_accident(reader, e_lfanew))
		return false;
	if (!image_dispatch(reader, new_headers, COUNT_OF(new_headers), e_lfanew))
		return false;
	/* Nothing that goes by it ever sees an EFI program. */
	if (e_lfarlc < LFARLC_OF_NEW_HEADER && reader->image->target != IMAGE_TARGET_EFI)
		image_problem(reader, "lfarlc", E_LFARLC,
			"e_lfarlc is 0x%02X, so a loader that goes by it sees a DOS program",
			e_lfarlc);
	return true;
}

/* Where the program that DOS loads ends in the file; 0 when the header does not say. */
static uint64_t end_of_image(const struct view *file)
{
	uint16_t e_cblp = 0, e_cp = 0;
	uint64_t size;

	if (!view_u16(file, E_CBLP, &e_cblp) || !view_u16(file, E_CP, &e_cp))
		return 0;
	/* More than a page cannot be on the last page, so it says nothing. */
	return dos_page_size(e_cp, e_cblp > PAGE ? 0 : e_cblp, &size) ? size : 0;
}

/* Whether the file has what e_cp, e_cblp and e_cparhdr say. Only DOS goes by these. */
static void check_extent(struct image_reader *reader)
{
	uint64_t image_size = end_of_image(reader->file), header_size;
	uint16_t e_cparhdr = 0;

	view_u16(reader->file, E_CPARHDR, &e_cparhdr);
	header_size = (uint64_t)e_cparhdr * PARAGRAPH;
	if (header_size > reader->file->size)
		image_problem(reader, "truncated", E_CPARHDR,
			"the header should have %llu bytes, the file has %llu",
			(unsigned long long)header_size, (unsigned long long)reader->file->size);
	else if (image_size > reader->file->size)
		image_problem(reader, "truncated", E_CP,
			"the program should have %llu bytes, the file has %llu",
			(unsigned long long)image_size, (unsigned long long)reader->file->size);
	else if (image_size > header_size)
		image_set_overlay(reader, image_size);
}

static void set_dos_program(struct image *image)
{
	image->kind = IMAGE_MZ;
	image->bits = 16;
	image->target = IMAGE_TARGET_DOS;
	image->machine = "i8086";
}

static void read_dos_program(struct image_reader *reader, uint16_t e_lfarlc, uint32_t e_lfanew)
{
	const struct view *file = reader->file;
	bool has_e_lfanew = view_holds(file, E_LFANEW, sizeof(e_lfanew));

	set_dos_program(reader->image);
	if (!view_holds(file, 0, MZ_HEADER_SIZE)) {
		image_problem(reader, "truncated", file->size, "the file ends in the MZ header");
		return;
	}
	if (e_lfarlc >= LFARLC_OF_NEW_HEADER && !has_e_lfanew)
		image_problem(reader, "truncated", file->size, "the file ends before e_lfanew");
	else if (e_lfarlc >= LFARLC_OF_NEW_HEADER && e_lfanew < file->size &&
		 !view_holds(file, e_lfanew, SIGNATURE_SIZE))
		image_problem(reader, "truncated", file->size,
			"the file ends in the signature that e_lfanew leads to");
	else if (e_lfarlc >= LFARLC_OF_NEW_HEADER && !view_holds(file, e_lfanew, SIGNATURE_SIZE))
		image_problem(reader, "out-of-bounds", E_LFANEW,
			"e_lfanew is 0x%X, the file has %llu bytes", e_lfanew,
			(unsigned long long)file->size);
	check_extent(reader);
	if (reader->image->overlay.size)
		reader->image->dos_extender =
			dos_stub_loader(reader, reader->image->overlay.offset);
}

/* The outermost stub names the extender that is here, an inner one the extender it was linked for.
 */
static void name_extender(struct image_reader *reader, uint64_t end)
{
	const char *name = dos_stub_extender(reader, end);

	if (name)
		reader->image->dos_extender = name;
}

bool mz_read(struct image_reader *reader, uint64_t header)
{
	const struct view *file = reader->file;
	struct image *image = reader->image;
	uint16_t e_lfarlc = 0;
	uint32_t e_lfanew = 0;
	uint64_t end;
	uint8_t first_letter;

	view_u16(file, header + E_LFARLC, &e_lfarlc);
	/* Only DOS takes the letters the other way round. */
	if (view_u8(file, header, &first_letter) && first_letter == 'M' &&
		view_u32(file, header + E_LFANEW, &e_lfanew) &&
		read_new_header(reader, e_lfanew, e_lfarlc)) {
		/* The others have to know before they tell their target. */
		if (image->kind == IMAGE_NE)
			image->dos_extender = dos_stub_extender(reader, e_lfanew);
		return true;
	}
	if (is_prose(file))
		return false;
	end = end_of_image(file);
	if (end >= MZ_HEADER_SIZE && dos_read_bound(reader, end))
		name_extender(reader, end);
	else
		read_dos_program(reader, e_lfarlc, e_lfanew);
	return true;
}
