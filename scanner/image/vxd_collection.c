/*
 * W3 (WIN386.EXE of Windows 3.x) and W4 (VMM32.VXD of Windows 9x): many VxDs in one file, with a
 * directory of them in front. A W4 is a W3 in packed chunks; offsets in its directory count from
 * the start of the file as it would be with the W3 in place. Sources as in doublespace.h.
 */
#include "scanner/image/doublespace.h"
#include "scanner/image/formats.h"
#include "scanner/image/le.h"

#include <string.h>

enum {
	HEADER_SIZE = 0x10, /* of either */
	VERSION_MAJOR = 0x03,

	/* W3: zeros behind the count, entries behind the header. */
	MEMBER_COUNT = 0x04,
	W3_RESERVED = 0x06,
	MEMBER_SIZE = 0x10,
	MEMBER_NAME_SIZE = 8, /* padded with blanks */
	MEMBER_OFFSET = 8,
	MEMBER_HEADER_SIZE = 12,

	/* W4: a table of file offsets behind the header. */
	CHUNK_SIZE = 0x04,
	CHUNK_COUNT = 0x06,
	METHOD = 0x08, /* "DS" */
	W4_RESERVED = 0x0A,

	/* The loaders of Windows 95 and 98 take no other size. */
	CHUNK_BYTES = 8192,

	/* Windows 98 collects fewer than 100; the loader takes 1023 chunks, two pages each. */
	MAX_MEMBERS = 1024,
	DIRECTORY_CHUNKS = (HEADER_SIZE + MAX_MEMBERS * MEMBER_SIZE) / CHUNK_BYTES + 1,
};

static bool is_zero(const struct view *file, uint64_t offset, uint64_t end)
{
	uint8_t byte;

	for (; offset < end; offset++)
		if (!view_u8(file, offset, &byte) || byte)
			return false;
	return true;
}

static bool begins_with(const struct view *view, uint64_t offset, const char *signature)
{
	char found[2];

	return view_copy(view, offset, sizeof(found), found) &&
	       memcmp(found, signature, sizeof(found)) == 0;
}

/* The member as the directory at the start of the view has it; false when it does not lie there. */
static bool read_member(struct image_reader *reader, const struct view *directory, uint16_t index,
	struct image_member *out)
{
	uint64_t entry = HEADER_SIZE + (uint64_t)index * MEMBER_SIZE;
	char name[MEMBER_NAME_SIZE];
	uint32_t offset = 0;
	size_t length;

	if (!view_copy(directory, entry, sizeof(name), name) ||
		!view_u32(directory, entry + MEMBER_OFFSET, &offset) ||
		!view_u32(directory, entry + MEMBER_HEADER_SIZE, &out->size))
		return false;
	out->offset = offset;
	length = strnlen(name, sizeof(name));
	while (length && name[length - 1] == ' ')
		length--;
	out->name = image_text(reader, name, length);
	return true;
}

/* Whether the member lies in the file, all its pages included. */
static void check_member(
	struct image_reader *reader, uint64_t entry, const struct image_member *member)
{
	const struct view *file = reader->file;
	struct le le = {.reader = reader, .header = member->offset};
	uint64_t end;

	if (!view_holds(file, member->offset, member->size)) {
		image_problem(
			reader, "truncated", entry, "%s does not lie in the file", member->name);
		return;
	}
	if (!begins_with(file, member->offset, "LE")) {
		image_problem(reader, "bad-collection", member->offset, "%s is no LE image",
			member->name);
		return;
	}
	le_read_fields(&le);
	if (le_pages_end(&le, &end) && end > file->size)
		image_problem(reader, "truncated", file->size,
			"%s ends at %llu, the file has %llu bytes", member->name,
			(unsigned long long)end, (unsigned long long)file->size);
}

/*
 * Reads the members of the W3 at the start of the view. origin is where the directory stands in the
 * file, or PROBLEM_NO_OFFSET when it was packed: then limit is where the unpacked file would end.
 */
static void read_members(
	struct image_reader *reader, const struct view *directory, uint64_t origin, uint64_t limit)
{
	struct image *image = reader->image;
	size_t capacity = 0;
	uint16_t count = 0;

	view_u16(directory, MEMBER_COUNT, &count);
	for (uint16_t i = 0; i < count; i++) {
		uint64_t entry = origin == PROBLEM_NO_OFFSET
					 ? origin
					 : origin + HEADER_SIZE + (uint64_t)i * MEMBER_SIZE;
		void *members = image->members;
		struct image_member member;

		if (i >= MAX_MEMBERS) {
			image_problem(reader, "limit", entry, "more than %d members", MAX_MEMBERS);
			return;
		}
		if (!image_spend(reader, 16))
			return;
		if (!read_member(reader, directory, i, &member)) {
			image_problem(reader,
				origin == PROBLEM_NO_OFFSET ? "lying-count" : "truncated", entry,
				"the collection should have %u members, its directory breaks off "
				"after %u",
				count, i);
			return;
		}
		if (!member.name)
			return;
		if (origin != PROBLEM_NO_OFFSET)
			check_member(reader, entry, &member);
		else if (member.offset > limit || member.size > limit - member.offset)
			image_problem(reader, "out-of-bounds", entry,
				"%s does not lie in the collection", member.name);
		arena_grow(reader->arena, &members, image->member_count, &capacity,
			sizeof(*image->members));
		image->members = members;
		image->members[image->member_count++] = member;
	}
}

static bool start(struct image_reader *reader, uint64_t header, enum image_kind kind)
{
	struct image *image = reader->image;

	image->kind = kind;
	image->target = IMAGE_TARGET_WINDOWS386;
	image->signature_offset = header;
	if (view_holds(reader->file, header, HEADER_SIZE))
		return true;
	image_problem(reader, "truncated", reader->file->size,
		"the file ends in the header of a VxD collection");
	return false;
}

bool w3_read(struct image_reader *reader, uint64_t header)
{
	struct view directory;

	if (start(reader, header, IMAGE_W3) && reader->wanted & IMAGE_MEMBERS &&
		view_slice_clipped(reader->file, header, UINT64_MAX, &directory))
		read_members(reader, &directory, header, 0);
	return true;
}

/* A W4 collection. */
struct packed {
	struct image_reader *reader;
	uint64_t header;
	uint16_t chunk_count;
};

/* The packed bytes of a chunk; false, with a problem, when they do not lie in the file. */
static bool find_chunk(const struct packed *packed, uint16_t index, struct view *out)
{
	const struct view *file = packed->reader->file;
	uint64_t row = packed->header + HEADER_SIZE + (uint64_t)index * 4;
	uint32_t begin = 0, end = 0;

	if (!view_u32(file, row, &begin) ||
		(index + 1 < packed->chunk_count && !view_u32(file, row + 4, &end))) {
		image_problem(packed->reader, "truncated", file->size,
			"the file ends in the table of %u chunks", packed->chunk_count);
		return false;
	}
	if (index + 1 == packed->chunk_count)
		end = file->size > UINT32_MAX ? UINT32_MAX : (uint32_t)file->size;
	if (begin >= file->size || end > file->size) {
		image_problem(packed->reader, "truncated", row,
			"chunk %u of %u does not lie in the file", index + 1, packed->chunk_count);
		return false;
	}
	if (begin < end && view_slice(file, begin, end - begin, out))
		return true;
	image_problem(
		packed->reader, "bad-collection", row, "chunk %u ends before it begins", index + 1);
	return false;
}

/* False, with a problem, when the chunk cannot be unpacked to its end. */
static bool unpack(
	const struct packed *packed, uint16_t index, uint8_t out[CHUNK_BYTES], size_t *length)
{
	enum doublespace_result result;
	struct view chunk;

	*length = 0;
	if (!find_chunk(packed, index, &chunk))
		return false;
	/* What packing would not have made smaller is stored as it is. */
	if (chunk.size == CHUNK_BYTES && image_spend(packed->reader, CHUNK_BYTES / 8) &&
		view_copy(&chunk, 0, CHUNK_BYTES, out)) {
		*length = CHUNK_BYTES;
		return true;
	}
	result = doublespace_unpack(packed->reader, &chunk, out, CHUNK_BYTES, length);
	if (result == DOUBLESPACE_CUT && index + 1 == packed->chunk_count)
		image_problem(packed->reader, "truncated", packed->reader->file->size,
			"the file ends in the last of %u chunks", packed->chunk_count);
	else if (result == DOUBLESPACE_CUT || result == DOUBLESPACE_DAMAGED)
		image_problem(packed->reader, "bad-collection", chunk.start,
			"chunk %u cannot be unpacked", index + 1);
	return result == DOUBLESPACE_OK;
}

/* Unpacks no more than the directory takes. */
static void read_packed_members(const struct packed *packed)
{
	struct byte_source source;
	struct arena arena;
	struct view directory;
	uint8_t *bytes;
	size_t length = 0, wanted = HEADER_SIZE;
	uint16_t count;

	arena_init(&arena);
	bytes = arena_alloc(&arena, (size_t)DIRECTORY_CHUNKS * CHUNK_BYTES);
	for (uint16_t i = 0; length < wanted && i < DIRECTORY_CHUNKS && i < packed->chunk_count;
		i++) {
		size_t more;
		bool whole = unpack(packed, i, bytes + length, &more);

		length += more;
		byte_source_memory(&source, bytes, length);
		directory = view_of(&source);
		if (view_u16(&directory, MEMBER_COUNT, &count))
			wanted = HEADER_SIZE + (size_t)count * MEMBER_SIZE;
		if (!whole || more < CHUNK_BYTES)
			break;
	}
	byte_source_memory(&source, bytes, length);
	directory = view_of(&source);
	if (begins_with(&directory, 0, "W3"))
		read_members(packed->reader, &directory, PROBLEM_NO_OFFSET,
			packed->header + (uint64_t)packed->chunk_count * CHUNK_BYTES);
	else
		image_problem(packed->reader, "bad-collection", packed->header,
			"what the chunks unpack to does not begin with W3");
	arena_free(&arena);
}

/* Only the last chunk can show that the file was cut: nothing says how long it is. */
static void check_last_chunk(const struct packed *packed)
{
	uint8_t bytes[CHUNK_BYTES];
	size_t length;

	if (packed->chunk_count > 1)
		unpack(packed, (uint16_t)(packed->chunk_count - 1), bytes, &length);
}

bool w4_read(struct image_reader *reader, uint64_t header)
{
	struct packed packed = {.reader = reader, .header = header};
	uint16_t chunk_size = 0;

	if (!start(reader, header, IMAGE_W4) || !(reader->wanted & IMAGE_MEMBERS))
		return true;
	view_u16(reader->file, header + CHUNK_SIZE, &chunk_size);
	view_u16(reader->file, header + CHUNK_COUNT, &packed.chunk_count);
	if (chunk_size != CHUNK_BYTES || !packed.chunk_count ||
		!begins_with(reader->file, header + METHOD, "DS")) {
		image_problem(reader, "bad-collection", header + CHUNK_SIZE,
			"a collection of %u chunks of %u bytes, or packed otherwise than by "
			"DoubleSpace, is not known",
			packed.chunk_count, chunk_size);
		return true;
	}
	read_packed_members(&packed);
	check_last_chunk(&packed);
	return true;
}

static bool has_version(const struct view *file)
{
	uint8_t major;

	return view_u8(file, VERSION_MAJOR, &major) && (major == 3 || major == 4);
}

bool w3_read_bare(struct image_reader *reader, uint64_t header)
{
	const struct view *file = reader->file;
	uint16_t count;
	uint32_t first;

	return has_version(file) && view_u16(file, MEMBER_COUNT, &count) && count &&
	       is_zero(file, W3_RESERVED, HEADER_SIZE) &&
	       view_holds(file, HEADER_SIZE, (uint64_t)count * MEMBER_SIZE) &&
	       view_u32(file, HEADER_SIZE + MEMBER_OFFSET, &first) &&
	       begins_with(file, first, "LE") && w3_read(reader, header);
}

bool w4_read_bare(struct image_reader *reader, uint64_t header)
{
	const struct view *file = reader->file;
	uint16_t size, count;
	uint32_t first;

	return has_version(file) && view_u16(file, CHUNK_SIZE, &size) && size == CHUNK_BYTES &&
	       view_u16(file, CHUNK_COUNT, &count) && count && begins_with(file, METHOD, "DS") &&
	       is_zero(file, W4_RESERVED, HEADER_SIZE) && view_u32(file, HEADER_SIZE, &first) &&
	       first >= HEADER_SIZE + (uint64_t)count * 4 && first < file->size &&
	       w4_read(reader, header);
}
