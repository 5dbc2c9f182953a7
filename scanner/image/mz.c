/* The DOS header (e_magic to e_lfanew), and where it leads. */
#include "scanner/image/formats.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	E_CBLP = 0x02,
	E_CP = 0x04,
	E_CPARHDR = 0x08,
	MZ_HEADER_SIZE = 0x1C,
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

static void note_new_header(struct image_reader *reader, uint16_t e_lfarlc)
{
	if (e_lfarlc < LFARLC_OF_NEW_HEADER)
		image_problem(reader, "lfarlc", E_LFARLC,
			"e_lfarlc is 0x%02X, so a loader that goes by it sees a DOS program",
			e_lfarlc);
}

/* Whether the file has what e_cp, e_cblp and e_cparhdr say. Only DOS goes by these. */
static void check_extent(struct image_reader *reader)
{
	uint16_t e_cblp = 0, e_cp = 0, e_cparhdr = 0;
	uint64_t header_size, image_size;

	if (!view_u16(reader->file, E_CBLP, &e_cblp) || !view_u16(reader->file, E_CP, &e_cp) ||
		!view_u16(reader->file, E_CPARHDR, &e_cparhdr))
		return;
	header_size = (uint64_t)e_cparhdr * 16;
	image_size = (uint64_t)e_cp * 512;
	if (e_cp && e_cblp && e_cblp < 512)
		image_size -= 512U - e_cblp;
	if (header_size > reader->file->size)
		image_problem(reader, "truncated", E_CPARHDR,
			"the header should have %llu bytes, the file has %llu",
			(unsigned long long)header_size, (unsigned long long)reader->file->size);
	else if (image_size > reader->file->size)
		image_problem(reader, "truncated", E_CP,
			"the program should have %llu bytes, the file has %llu",
			(unsigned long long)image_size, (unsigned long long)reader->file->size);
}

static void set_dos_program(struct image *image)
{
	image->kind = IMAGE_MZ;
	image->bits = 16;
	image->target = IMAGE_TARGET_DOS;
	image->machine = "i8086";
}

bool mz_read(struct image_reader *reader, uint64_t header)
{
	const struct view *file = reader->file;
	uint16_t e_lfarlc = 0;
	uint32_t e_lfanew = 0;
	bool leads_on;

	view_u16(file, header + E_LFARLC, &e_lfarlc);
	leads_on = view_u32(file, header + E_LFANEW, &e_lfanew);
	if (leads_on && image_dispatch(reader, new_headers, COUNT_OF(new_headers), e_lfanew)) {
		note_new_header(reader, e_lfarlc);
		return true;
	}
	if (is_prose(file))
		return false;
	set_dos_program(reader->image);
	if (!view_holds(file, header, MZ_HEADER_SIZE)) {
		image_problem(reader, "truncated", file->size, "the file ends in the MZ header");
		return true;
	}
	if (e_lfarlc >= LFARLC_OF_NEW_HEADER && !leads_on)
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
	return true;
}
