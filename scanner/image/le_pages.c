/* The object page map of LE and LX: which bytes of the file are which page. */
#include "scanner/image/le.h"

enum {
	OBJECT_SIZE = 24, /* of an entry in the object table */
	OBJECT_PAGE_INDEX = 0x0C,
	OBJECT_PAGE_COUNT = 0x10,

	LE_PAGE_SIZE = 4, /* of an entry in the map: page number, big-endian in three bytes, type */
	LX_PAGE_SIZE = 8, /* offset, number of bytes, type */
	PAGE_LEGAL = 0,
	PAGE_COMPRESSED = 5, /* only LX; type 1, iterated, has an origin of its own */

	LARGEST_SHIFT = 31,
};

/* A page that has bytes in the file. */
struct page {
	uint64_t offset; /* in the file */
	uint32_t size;
};

static uint64_t page_entry_size(const struct le *le)
{
	return le->lx ? LX_PAGE_SIZE : LE_PAGE_SIZE;
}

static bool read_lx_page(const struct le *le, uint64_t entry, struct page *out)
{
	const struct view *file = le->reader->file;
	uint32_t offset = 0;
	uint16_t size = 0, type = 0;

	if (!view_u32(file, entry, &offset) || !view_u16(file, entry + 4, &size) ||
		!view_u16(file, entry + 6, &type) || le->last_page > LARGEST_SHIFT)
		return false;
	*out = (struct page){
		.offset = le->data_pages + ((uint64_t)offset << le->last_page), .size = size};
	return type == PAGE_LEGAL || type == PAGE_COMPRESSED;
}

static bool read_le_page(const struct le *le, uint64_t entry, struct page *out)
{
	uint8_t raw[LE_PAGE_SIZE];
	uint32_t number;

	if (!view_copy(le->reader->file, entry, sizeof(raw), raw))
		return false;
	number = (uint32_t)raw[0] << 16 | (uint32_t)raw[1] << 8 | raw[2];
	if (!number || raw[3] != PAGE_LEGAL)
		return false;
	*out = (struct page){.offset = le->data_pages + (uint64_t)(number - 1) * le->page_size,
		.size = le->page_size};
	return true;
}

/* False when the page (counts from 0) has no bytes in the file. */
static bool read_page(const struct le *le, uint32_t index, struct page *out)
{
	uint64_t entry = le->header + le->page_map + index * page_entry_size(le);

	return le->lx ? read_lx_page(le, entry, out) : read_le_page(le, entry, out);
}

bool le_locate(const struct le *le, uint16_t object, uint32_t offset, uint64_t *out)
{
	const struct view *file = le->reader->file;
	uint64_t row = le->header + le->object_table + ((uint64_t)object - 1) * OBJECT_SIZE;
	uint32_t first = 0, count = 0, index;
	struct page page;

	if (!object || object > le->object_count || !le->page_size ||
		!view_u32(file, row + OBJECT_PAGE_INDEX, &first) ||
		!view_u32(file, row + OBJECT_PAGE_COUNT, &count))
		return false;
	index = offset / le->page_size;
	if (!first || index >= count || index >= le->page_count ||
		first - 1 >= le->page_count - index || !read_page(le, first - 1 + index, &page) ||
		offset % le->page_size >= page.size)
		return false;
	*out = page.offset + offset % le->page_size;
	return true;
}

bool le_pages_end(const struct le *le, uint64_t *out)
{
	uint64_t last = 0, end = 0;

	*out = 0;
	if (!view_holds(le->reader->file, le->header + le->page_map,
		    le->page_count * page_entry_size(le))) {
		image_problem(le->reader, "truncated", le->header + le->page_map,
			"the file ends in the map of %u pages", le->page_count);
		return false;
	}
	for (uint32_t i = 0; i < le->page_count; i++) {
		struct page page;

		if (!image_spend(le->reader, 3))
			break;
		if (!read_page(le, i, &page))
			continue;
		if (page.offset >= last) {
			last = page.offset;
			end = page.offset + page.size;
		}
	}
	/* The last page of an LE image is only as long as what it holds. */
	if (end && !le->lx && le->last_page && le->last_page < le->page_size)
		end = last + le->last_page;
	*out = end;
	return true;
}

void le_check_extent(const struct le *le)
{
	struct {
		uint32_t offset, size;
	} parts[] = {
		{le->nonresident_names, le->nonresident_names_size},
		{le->debug_info, le->debug_info_size}, {0, 0}, /* the version resource of a VxD */
	};
	const struct view *file = le->reader->file;
	uint64_t end;

	le_version_resource(le, &parts[2].offset, &parts[2].size);
	le_pages_end(le, &end);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].offset && parts[i].size &&
			(uint64_t)parts[i].offset + parts[i].size > end)
			end = (uint64_t)parts[i].offset + parts[i].size;
	if (end > file->size)
		image_problem(le->reader, "truncated", file->size,
			"the headers say that the file has %llu bytes, it has %llu",
			(unsigned long long)end, (unsigned long long)file->size);
}
