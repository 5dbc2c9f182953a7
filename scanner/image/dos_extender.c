/*
 * Programs of DOS extenders: Phar Lap (P2, P3, MP) and Rational's DOS/16M (BW). Their signatures
 * are two letters that also begin text files, so each header has to agree with itself and with the
 * file.
 */
#include "scanner/image/dos_extender.h"

#include "scanner/image/formats.h"

static void set_facts(struct image_reader *reader, uint64_t header, enum image_kind kind)
{
	static const struct {
		enum image_kind kind;
		int bits;
		enum image_target target;
		const char *machine;
	} facts[] = {
		{IMAGE_P2, 16, IMAGE_TARGET_PHARLAP, "i286"},
		{IMAGE_P3, 32, IMAGE_TARGET_PHARLAP, "i386"},
		{IMAGE_MP, 32, IMAGE_TARGET_PHARLAP, "i386"},
		{IMAGE_BW, 16, IMAGE_TARGET_DOS, "i286"},
	};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		if (facts[i].kind != kind)
			continue;
		reader->image->kind = kind;
		reader->image->bits = facts[i].bits;
		reader->image->target = facts[i].target;
		reader->image->machine = facts[i].machine;
		reader->image->signature_offset = header;
	}
}

static void set_extent(struct image_reader *reader, uint64_t header, uint64_t size)
{
	image_set_overlay(reader, header + size);
	if (!view_holds(reader->file, header, size))
		image_problem(reader, "truncated", header,
			"the header says that the program has %llu bytes, the file has %llu",
			(unsigned long long)size,
			(unsigned long long)(reader->file->size - header));
}

/* The extended header of P2 and P3: 386|DOS-Extender Reference Manual, appendix on .EXP files. */
static bool read_extended(struct image_reader *reader, uint64_t header, enum image_kind kind)
{
	enum {
		FORMAT_LEVEL = 0x02, /* 1 flat, 2 segmented */
		HEADER_SIZE = 0x04,
		FILE_SIZE = 0x06,
		LOAD_OFFSET = 0x26,
		LOAD_SIZE = 0x2A,
		SMALLEST_HEADER = 0x80,
	};
	const struct view *file = reader->file;
	uint16_t level, header_size;
	uint32_t file_size, load_offset, load_size;

	if (!view_u16(file, header + FORMAT_LEVEL, &level) || level < 1 || level > 2 ||
		!view_u16(file, header + HEADER_SIZE, &header_size) ||
		header_size < SMALLEST_HEADER || !view_holds(file, header, header_size) ||
		!view_u32(file, header + FILE_SIZE, &file_size) || file_size < header_size ||
		!view_u32(file, header + LOAD_OFFSET, &load_offset) || load_offset > file_size ||
		!view_u32(file, header + LOAD_SIZE, &load_size) ||
		load_size > file_size - load_offset)
		return false;
	set_facts(reader, header, kind);
	set_extent(reader, header, file_size);
	return true;
}

bool p2_read(struct image_reader *reader, uint64_t header)
{
	return read_extended(reader, header, IMAGE_P2);
}

bool p3_read(struct image_reader *reader, uint64_t header)
{
	return read_extended(reader, header, IMAGE_P3);
}

bool dos_page_size(uint16_t pages, uint16_t last_page, uint64_t *out)
{
	if (!pages || last_page > 512)
		return false;
	*out = (uint64_t)pages * 512 - (last_page ? 512U - last_page : 0);
	return true;
}

/* The simple header of Phar Lap's first 386 tools: that of DOS with 32-bit ESP and EIP. */
bool mp_read(struct image_reader *reader, uint64_t header)
{
	enum {
		LAST_PAGE = 0x02,
		PAGES = 0x04,
		RELOCATION_COUNT = 0x06,
		HEADER_PARAGRAPHS = 0x08,
		RELOCATION_TABLE = 0x18,
		MP_HEADER_SIZE = 0x1E,
	};
	const struct view *file = reader->file;
	uint16_t last_page, pages, relocations, paragraphs, relocation_table;
	uint64_t size;

	if (!view_u16(file, header + LAST_PAGE, &last_page) ||
		!view_u16(file, header + PAGES, &pages) ||
		!dos_page_size(pages, last_page, &size) ||
		!view_u16(file, header + RELOCATION_COUNT, &relocations) ||
		!view_u16(file, header + HEADER_PARAGRAPHS, &paragraphs) ||
		!view_u16(file, header + RELOCATION_TABLE, &relocation_table) ||
		paragraphs * 16U < MP_HEADER_SIZE || paragraphs * 16U > size ||
		!view_holds(file, header, paragraphs * 16U) ||
		(relocations && relocation_table < MP_HEADER_SIZE) ||
		relocation_table > paragraphs * 16U ||
		relocations > (paragraphs * 16U - relocation_table) / 4)
		return false;
	set_facts(reader, header, IMAGE_MP);
	set_extent(reader, header, size);
	return true;
}

/* The DOS/16M header: Open Watcom's exe16m.h. */
bool dos16m_read(struct image_reader *reader, uint64_t header, uint32_t *next)
{
	enum {
		LAST_PAGE = 0x02,
		PAGES = 0x04,
		RUNTIME_GDT_SIZE = 0x18,
		NEXT_HEADER = 0x1C,
		GDT_IMAGE_SIZE = 0x38,
		BW_HEADER_SIZE = 0xB0,
		DESCRIPTOR_SIZE = 8,
	};
	const struct view *file = reader->file;
	uint16_t last_page, pages, runtime_gdt, gdt_image;
	uint64_t size;

	if (!view_holds(file, header, BW_HEADER_SIZE) ||
		!view_u16(file, header + LAST_PAGE, &last_page) ||
		!view_u16(file, header + PAGES, &pages) ||
		!dos_page_size(pages, last_page, &size) || size < BW_HEADER_SIZE ||
		!view_u16(file, header + RUNTIME_GDT_SIZE, &runtime_gdt) ||
		!view_u16(file, header + GDT_IMAGE_SIZE, &gdt_image) ||
		(runtime_gdt && runtime_gdt < DESCRIPTOR_SIZE - 1) || gdt_image > size ||
		!view_u32(file, header + NEXT_HEADER, next))
		return false;
	set_facts(reader, header, IMAGE_BW);
	set_extent(reader, header, size);
	return true;
}
