#include "scanner/host/reparse_windows.h"

#include "scanner/base/view.h"
#include "scanner/base/wide_windows.h"

#include <winioctl.h>

enum {
	SUBSTITUTE_NAME_OFFSET = 8,
	SUBSTITUTE_NAME_LENGTH = 10,
	SYMLINK_FLAGS = 16,
	SYMLINK_PATH_BUFFER = 20,
	JUNCTION_PATH_BUFFER = 16,
	FLAG_RELATIVE = 1,
};

bool reparse_is_link(DWORD attributes, DWORD tag)
{
	if (!(attributes & FILE_ATTRIBUTE_REPARSE_POINT))
		return false;
	/* Wine shows a link to a folder as a reparse point without a tag. */
	return !tag || IsReparseTagNameSurrogate(tag);
}

static char *name_at(const struct view *data, size_t buffer, struct arena *arena)
{
	uint16_t offset, length;
	unsigned char *bytes;
	wchar_t *wide;
	char *target;

	if (!view_u16(data, SUBSTITUTE_NAME_OFFSET, &offset) ||
		!view_u16(data, SUBSTITUTE_NAME_LENGTH, &length))
		return NULL;
	bytes = arena_alloc(arena, length + sizeof(*wide));
	if (!view_copy(data, buffer + offset, length, bytes))
		return NULL;
	wide = (wchar_t *)(void *)bytes;
	target = wide_to_text(arena, wide, length / sizeof(*wide));
	for (char *at = target; *at; at++)
		if (*at == '\\')
			*at = '/';
	return target;
}

char *reparse_target(HANDLE link, struct arena *arena)
{
	unsigned char *bytes = arena_alloc(arena, MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
	struct byte_source source;
	struct view data;
	DWORD size = 0;
	uint32_t tag, flags;
	char *target;

	if (!DeviceIoControl(link, FSCTL_GET_REPARSE_POINT, NULL, 0, bytes,
		    MAXIMUM_REPARSE_DATA_BUFFER_SIZE, &size, NULL))
		return NULL;
	byte_source_memory(&source, bytes, size);
	data = view_of(&source);
	if (!view_u32(&data, 0, &tag))
		return NULL;
	if (tag == IO_REPARSE_TAG_MOUNT_POINT)
		return name_at(&data, JUNCTION_PATH_BUFFER, arena);
	if (tag != IO_REPARSE_TAG_SYMLINK || !view_u32(&data, SYMLINK_FLAGS, &flags))
		return NULL;
	target = name_at(&data, SYMLINK_PATH_BUFFER, arena);
	/* An absolute one may be written without a leading \ (UNC\server, C:). */
	if (target && !(flags & FLAG_RELATIVE))
		return arena_printf(arena, "/%s", target);
	return target;
}
