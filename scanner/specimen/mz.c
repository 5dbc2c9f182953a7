#include "scanner/specimen/image_parts.h"

enum {
	PAGE = 512,
	PARAGRAPH = 16,
	PLAIN_HEADER_SIZE = 0x20, /* e_lfarlc 0x1C, no relocations, padded to a paragraph */
	NEW_HEADER_SIZE = 0x40,   /* up to and with e_lfanew */
	E_CBLP = 0x02,
	E_CP = 0x04,
	E_LFANEW = 0x3C
};

/* push cs; pop ds; mov dx,0x0E; mov ah,9; int 0x21: print the text right behind this program's 14
 * bytes. */
static const uint8_t print_code[] = {0x0E, 0x1F, 0xBA, 0x0E, 0x00, 0xB4, 0x09, 0xCD, 0x21};
/* mov ax,0x4C01; int 0x21: end with code 1 */
static const uint8_t exit_code[] = {0xB8, 0x01, 0x4C, 0xCD, 0x21};

static void put_header(struct specimen_bytes *file, size_t header_size, size_t relocation_offset)
{
	size_t start = file->length;

	specimen_put_text(file, "MZ");
	specimen_put_u16(file, 0);                       /* e_cblp, see finish_size() */
	specimen_put_u16(file, 0);                       /* e_cp */
	specimen_put_u16(file, 0);                       /* e_crlc */
	specimen_put_u16(file, header_size / PARAGRAPH); /* e_cparhdr */
	specimen_put_u16(file, 0x10);                    /* e_minalloc */
	specimen_put_u16(file, 0xFFFF);                  /* e_maxalloc */
	specimen_put_u16(file, 0);                       /* e_ss */
	specimen_put_u16(file, 0xB8);                    /* e_sp, inside e_minalloc */
	specimen_put_u16(file, 0);                       /* e_csum */
	specimen_put_u16(file, 0);                       /* e_ip */
	specimen_put_u16(file, 0);                       /* e_cs */
	specimen_put_u16(file, relocation_offset);       /* e_lfarlc */
	specimen_put_u16(file, 0);                       /* e_ovno */
	specimen_put_zeros(file, header_size - (file->length - start));
}

static void put_program(struct specimen_bytes *file, const char *text)
{
	if (text)
		specimen_put_raw(file, print_code, sizeof print_code);
	specimen_put_raw(file, exit_code, sizeof exit_code);
	if (text)
		specimen_put_text(file, text);
}

/* e_cblp counts the bytes in the last page, 0 standing for a full one. */
static void finish_size(struct specimen_bytes *file)
{
	specimen_patch_u16(file, E_CBLP, file->length % PAGE);
	specimen_patch_u16(file, E_CP, specimen_round_up(file->length, PAGE) / PAGE);
}

static const char *stub_text(const struct specimen_image *image, const char *usual)
{
	if (image->no_stub_text)
		return NULL;
	return image->stub_text ? image->stub_text : usual;
}

void specimen_build_mz(const struct specimen_image *image, struct specimen_bytes *file)
{
	put_header(file, PLAIN_HEADER_SIZE, 0x1C);
	put_program(file, stub_text(image, "cc:Mail program for DOS\r\n$"));
	finish_size(file);
}

void specimen_put_stub(const struct specimen_image *image, struct specimen_bytes *file)
{
	const char *text = stub_text(image, "This program cannot be run in DOS mode.\r\r\n$");

	if (image->bare)
		return;
	if (image->bound) {
		put_header(file, PLAIN_HEADER_SIZE, 0x1C);
		put_program(file, text);
		finish_size(file);
		return;
	}
	put_header(file, NEW_HEADER_SIZE, NEW_HEADER_SIZE);
	put_program(file, text);
	specimen_put_alignment(file, PARAGRAPH);
	finish_size(file);
	specimen_patch_u32(file, E_LFANEW, file->length);
}
