/*
 * Programs in a row. A DOS extender is bound to its program by copying one behind the other: the
 * extender, or a stub that looks for it, is the MZ image, and the program begins where the pages of
 * that image end. DOS/4G consists of several parts itself; there each BW header says where the next
 * one stands, and the last of them is the MZ file that the linker made, LE header and all.
 */
#include "scanner/image/dos_extender.h"

#include "scanner/image/dos_stub.h"
#include "scanner/image/formats.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	MAX_LINKS = 16, /* DOS/4G has two in front of the program, and a debugger may be a third */
	E_LFANEW = 0x3C,
	PARAGRAPH = 16,
};

/* Where file offsets of an image count from its own MZ header. */
static void move_offsets(struct image *image, uint64_t by, size_t first_problem)
{
	image->signature_offset += by;
	if (image->machine_known)
		image->machine_offset += by;
	if (image->overlay.size)
		image->overlay.offset += by;
	for (size_t i = first_problem; i < image->problems.count; i++)
		if (image->problems.items[i].offset != PROBLEM_NO_OFFSET)
			image->problems.items[i].offset += by;
}

/* What ran under OS/2 alone runs under DOS by the extender; VxDs do not. False, with the image as
 * it was before, when it is none that does, or when a read error leaves that open. */
static bool runs_under_dos(
	const struct image_reader *reader, const struct image *before, bool found)
{
	struct image *image = reader->image;

	if (!found || image->target == IMAGE_TARGET_WINDOWS386 || reader->file->source->error) {
		*image = *before;
		return false;
	}
	if (image->target == IMAGE_TARGET_OS2)
		image->target = IMAGE_TARGET_DOS;
	return true;
}

/* A whole linear image with its MZ header, at the file offset start. */
static bool read_nested(struct image_reader *reader, uint64_t start,
	const struct image_format *formats, size_t count)
{
	const struct view *file = reader->file;
	struct image *image = reader->image;
	struct image before = *image;
	uint32_t e_lfanew;
	struct view nested;
	bool found;

	if (!view_slice(file, start, file->size - start, &nested) ||
		!view_u32(&nested, E_LFANEW, &e_lfanew))
		return false;
	image->machine = NULL;
	image->overlay = (struct image_overlay){0};
	reader->file = &nested;
	found = image_dispatch(reader, formats, count, e_lfanew);
	reader->file = file;
	if (!runs_under_dos(reader, &before, found))
		return false;
	move_offsets(image, start, before.problems.count);
	return true;
}

/* Behind the parts of DOS/4G. */
static bool read_spliced(struct image_reader *reader, uint64_t start)
{
	static const struct image_format linear[] = {{"LE", 2, le_read}, {"LX", 2, lx_read}};

	return read_nested(reader, start, linear, COUNT_OF(linear));
}

/*
 * Behind some other program. Only an extender runs what stands behind it, anything else may carry
 * it as an installer does; and what is not LE is a payload even there.
 */
static bool read_appended(struct image_reader *reader, uint64_t start)
{
	static const struct image_format linear[] = {{"LE", 2, le_read}};

	return dos_stub_extender(reader, start) &&
	       read_nested(reader, start, linear, COUNT_OF(linear));
}

/* The same without an MZ header of its own. */
static bool read_bare(struct image_reader *reader, uint64_t start)
{
	static const struct image_format linear[] = {{"LE", 2, le_read}, {"LX", 2, lx_read}};
	struct image before = *reader->image;

	return dos_stub_extender(reader, start) &&
	       runs_under_dos(
		       reader, &before, image_dispatch(reader, linear, COUNT_OF(linear), start));
}

static const struct image_format spliced[] = {
	{"P2", 2, p2_read},
	{"P3", 2, p3_read},
	{"MP", 2, mp_read},
	{"MZ", 2, read_spliced},
};

/* Follows the chain from the BW header at the file offset header, which leads to next. */
static void follow(struct image_reader *reader, uint64_t header, uint32_t next)
{
	for (int links = 0; next; links++) {
		uint64_t at = next;

		if (links == MAX_LINKS) {
			image_problem(reader, "limit", header, "more than %d programs in a row",
				MAX_LINKS);
			return;
		}
		if (at >= reader->file->size) {
			image_problem(reader, "truncated", header,
				"the next program should begin at 0x%X, the file has %llu bytes",
				next, (unsigned long long)reader->file->size);
			return;
		}
		/* A chain that only runs forwards cannot be a ring. */
		next = 0;
		if (at > header && image_dispatch(reader, spliced, COUNT_OF(spliced), at))
			return;
		if (at <= header || !dos16m_read(reader, at, &next)) {
			image_problem(reader, "bad-link", header,
				"the next program should begin at 0x%llX, but none does",
				(unsigned long long)at);
			return;
		}
		header = at;
	}
}

bool bw_read(struct image_reader *reader, uint64_t header)
{
	uint32_t next;

	if (!dos16m_read(reader, header, &next) ||
		/* At the start of a file the two letters and a wild link are no program. */
		(!header && next > reader->file->size))
		return false;
	follow(reader, header, next);
	return true;
}

bool dos_read_bound(struct image_reader *reader, uint64_t end_of_image)
{
	static const struct image_format bound[] = {
		{"P2", 2, p2_read},
		{"P3", 2, p3_read},
		{"MP", 2, mp_read},
		{"BW", 2, bw_read},
		{"LE\0\0", 4, read_bare},
		{"LX\0\0", 4, read_bare},
		{"MZ", 2, read_appended},
	};
	static const struct image_format aligned[] = {{"MP", 2, mp_read}};
	uint64_t paragraph = (end_of_image + PARAGRAPH - 1) / PARAGRAPH * PARAGRAPH;

	return image_dispatch(reader, bound, COUNT_OF(bound), end_of_image) ||
	       image_dispatch(reader, aligned, COUNT_OF(aligned), paragraph);
}
