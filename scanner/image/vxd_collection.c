/* W3 (WIN386.EXE of Windows 3.x) and W4 (VMM32.VXD of Windows 9x): many VxDs in one file. */
#include "scanner/image/formats.h"

enum { COLLECTION_HEADER_SIZE = 16 };

static bool read_collection(struct image_reader *reader, uint64_t header, enum image_kind kind)
{
	struct image *image = reader->image;

	image->kind = kind;
	image->target = IMAGE_TARGET_WINDOWS386;
	image->signature_offset = header;
	if (!view_holds(reader->file, header, COLLECTION_HEADER_SIZE))
		image_problem(reader, "truncated", reader->file->size,
			"the file ends in the header of a VxD collection");
	return true;
}

bool w3_read(struct image_reader *reader, uint64_t header)
{
	return read_collection(reader, header, IMAGE_W3);
}

bool w4_read(struct image_reader *reader, uint64_t header)
{
	return read_collection(reader, header, IMAGE_W4);
}
