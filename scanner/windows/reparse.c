#include "scanner/windows/reparse.h"

#include "scanner/base/text.h"

enum {
	/* From the start of the data, for both kinds. */
	NAME_OFFSET = 0x08, /* of the name that is used, in the path buffer */
	NAME_LENGTH = 0x0A,
	JUNCTION_PATHS = 0x10,
	SYMLINK_FLAGS = 0x10,
	SYMLINK_PATHS = 0x14,
	SYMLINK_IS_RELATIVE = 1,
};

static const uint32_t TAG_JUNCTION = 0xA0000003;
static const uint32_t TAG_SYMLINK = 0xA000000C;
static const uint32_t TAG_IS_NAME_SURROGATE = 0x20000000;

bool reparse_is_link(uint32_t tag)
{
	/* Wine shows a link to a folder as a reparse point without a tag. */
	return !tag || tag & TAG_IS_NAME_SURROGATE;
}

static char *name_in(const struct view *data, uint64_t paths, struct arena *arena)
{
	uint16_t offset, length;
	uint8_t *bytes;

	if (!view_u16(data, NAME_OFFSET, &offset) || !view_u16(data, NAME_LENGTH, &length))
		return NULL;
	bytes = arena_alloc(arena, length);
	if (!view_copy(data, paths + offset, length, bytes))
		return NULL;
	return text_from_utf16(arena, bytes, length);
}

char *reparse_target(const struct view *data, struct arena *arena)
{
	uint32_t tag, flags;
	char *target;

	if (!view_u32(data, 0, &tag))
		return NULL;
	if (tag == TAG_JUNCTION)
		return name_in(data, JUNCTION_PATHS, arena);
	if (tag != TAG_SYMLINK || !view_u32(data, SYMLINK_FLAGS, &flags))
		return NULL;
	target = name_in(data, SYMLINK_PATHS, arena);
	for (char *at = target; at && flags & SYMLINK_IS_RELATIVE && *at; at++)
		if (*at == '\\')
			*at = '/';
	return target;
}
