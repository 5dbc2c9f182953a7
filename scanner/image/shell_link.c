#include "scanner/image/shell_link.h"

#include "scanner/base/text.h"

#include <string.h>

/* [MS-SHLLINK] 2.1. */
enum {
	HEADER_SIZE = 76,
	CLSID_OFFSET = 4,
	FLAGS_OFFSET = 20,

	HAS_ITEM_LIST = 0x1,
	HAS_LINK_INFO = 0x2,
	IS_UNICODE = 0x80,
	FORCE_NO_LINK_INFO = 0x100,
	HAS_ENVIRONMENT_PATH = 0x200,
	HAS_DARWIN_ID = 0x1000,
};

/* 2.3. */
enum {
	INFO_HEADER_SIZE = 4,
	INFO_FLAGS = 8,
	INFO_LOCAL_PATH = 16,
	INFO_NETWORK = 20,
	INFO_SUFFIX = 24,
	INFO_LOCAL_PATH_UNICODE = 28,
	INFO_SUFFIX_UNICODE = 32,
	INFO_SIZE_WITH_UNICODE = 0x24,
	INFO_HAS_LOCAL_PATH = 1,
	INFO_HAS_NETWORK = 2,

	NETWORK_NAME = 8,
	NETWORK_NAME_UNICODE = 20,
	NETWORK_SIZE_WITHOUT_UNICODE = 0x14,
};

/* 2.5. */
enum {
	BLOCK_HEADER_SIZE = 8,
	ANSI_PATH_BYTES = 260,
	UNICODE_PATH_BYTES = 520,
};

static const uint32_t ENVIRONMENT_BLOCK = 0xA0000001;
static const uint32_t DARWIN_BLOCK = 0xA0000006;

static const uint8_t link_class[] = {0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46};

struct link_reading {
	const struct view *file;
	unsigned code_page;
	struct arena *arena;
	struct shell_link *link;
	uint32_t flags;
	uint64_t at; /* the structure that comes next */
};

static bool damaged(struct link_reading *reading, const char *how)
{
	if (!reading->link->damage)
		reading->link->damage = how;
	return false;
}

static const char *make_text(
	const struct link_reading *reading, const uint8_t *bytes, size_t size, bool unicode)
{
	return unicode ? text_from_utf16(reading->arena, bytes, size)
		       : text_from_code_page(
				 reading->arena, (const char *)bytes, size, reading->code_page);
}

/* A text of a size that is known; it ends at a NUL. */
static const char *sized_text(struct link_reading *reading, const struct view *view,
	uint64_t offset, size_t size, bool unicode)
{
	uint8_t *bytes;

	if (!view_holds(view, offset, size))
		return NULL;
	bytes = arena_alloc(reading->arena, size + 1);
	return view_copy(view, offset, size, bytes) ? make_text(reading, bytes, size, unicode)
						    : NULL;
}

/* A text that a NUL ends; NULL, with the damage, when none does. */
static const char *ended_text(
	struct link_reading *reading, const struct view *view, uint64_t offset, bool unicode)
{
	size_t unit = unicode ? 2 : 1;
	size_t length = 0;
	uint8_t narrow = 1;
	uint16_t wide = 1;

	while (length < MAX_SHELL_LINK_CHARACTERS) {
		bool held = unicode ? view_u16(view, offset + length * unit, &wide)
				    : view_u8(view, offset + length * unit, &narrow);

		if (!held)
			break;
		if (unicode ? wide == 0 : narrow == 0)
			return sized_text(reading, view, offset, length * unit, unicode);
		length++;
	}
	damaged(reading, "a path in it does not end inside the shortcut");
	return NULL;
}

/* The text at the offset that a field of the structure holds, the Unicode one where there is one;
 * "" when the field is 0. */
static const char *text_of_field(struct link_reading *reading, const struct view *view,
	uint64_t field, uint64_t unicode_field, bool has_unicode)
{
	uint32_t offset = 0;

	if (has_unicode && view_u32(view, unicode_field, &offset) && offset)
		return ended_text(reading, view, offset, true);
	if (!view_u32(view, field, &offset)) {
		damaged(reading, "its link information is cut short");
		return NULL;
	}
	return offset ? ended_text(reading, view, offset, false) : "";
}

/* A share and what lies below it. */
static const char *join_share(struct arena *arena, const char *share, const char *suffix)
{
	size_t length = strlen(share);

	if (!*suffix || (length && share[length - 1] == '\\'))
		return arena_printf(arena, "%s%s", share, suffix);
	return arena_printf(arena, "%s\\%s", share, suffix);
}

static void read_network(struct link_reading *reading, const struct view *info, const char *suffix)
{
	uint32_t at, size, name_at;
	const char *name;
	struct view network;

	if (!view_u32(info, INFO_NETWORK, &at) || !view_u32(info, at, &size) ||
		!view_slice(info, at, size, &network) ||
		!view_u32(&network, NETWORK_NAME, &name_at)) {
		damaged(reading, "its network location does not lie inside the shortcut");
		return;
	}
	name = text_of_field(reading, &network, NETWORK_NAME, NETWORK_NAME_UNICODE,
		name_at > NETWORK_SIZE_WITHOUT_UNICODE);
	if (name && *name && suffix)
		reading->link->share_path = join_share(reading->arena, name, suffix);
}

static void read_info(struct link_reading *reading, const struct view *info)
{
	uint32_t header_size, flags;
	const char *path, *suffix;
	bool unicode;

	if (!view_u32(info, INFO_HEADER_SIZE, &header_size) ||
		!view_u32(info, INFO_FLAGS, &flags)) {
		damaged(reading, "its link information is cut short");
		return;
	}
	unicode = header_size >= INFO_SIZE_WITH_UNICODE;
	suffix = text_of_field(reading, info, INFO_SUFFIX, INFO_SUFFIX_UNICODE, unicode);
	if (flags & INFO_HAS_LOCAL_PATH) {
		path = text_of_field(
			reading, info, INFO_LOCAL_PATH, INFO_LOCAL_PATH_UNICODE, unicode);
		if (path && *path && suffix)
			reading->link->local_path =
				arena_printf(reading->arena, "%s%s", path, suffix);
	}
	if (flags & INFO_HAS_NETWORK)
		read_network(reading, info, suffix);
}

static bool step_over_items(struct link_reading *reading)
{
	uint16_t size;

	if (!(reading->flags & HAS_ITEM_LIST))
		return true;
	if (!view_u16(reading->file, reading->at, &size) ||
		!view_holds(reading->file, reading->at + 2, size))
		return damaged(reading, "its item list is longer than the shortcut");
	reading->at += 2 + (uint64_t)size;
	return true;
}

static bool take_info(struct link_reading *reading)
{
	struct view info;
	uint32_t size;

	if (!(reading->flags & HAS_LINK_INFO))
		return true;
	if (!view_u32(reading->file, reading->at, &size) || size < sizeof(size) ||
		!view_slice(reading->file, reading->at, size, &info))
		return damaged(reading, "its link information is longer than the shortcut");
	if (!(reading->flags & FORCE_NO_LINK_INFO))
		read_info(reading, &info);
	reading->at += size;
	return true;
}

/* 2.4: a count of characters and the characters, for each flag that is set. */
static bool take_texts(struct link_reading *reading)
{
	struct shell_link *link = reading->link;
	const char *ignored;
	const struct {
		uint32_t flag;
		const char **text;
	} texts[] = {
		{0x04, &ignored}, /* name */
		{0x08, &link->relative_path}, {0x10, &link->working_folder},
		{0x20, &link->arguments}, {0x40, &ignored}, /* icon */
	};
	bool unicode = reading->flags & IS_UNICODE;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		uint16_t count;
		size_t size;

		if (!(reading->flags & texts[i].flag))
			continue;
		if (!view_u16(reading->file, reading->at, &count) ||
			count > MAX_SHELL_LINK_CHARACTERS)
			return damaged(reading, "a text in it is cut short or too long");
		size = unicode ? (size_t)count * 2 : count;
		*texts[i].text = sized_text(reading, reading->file, reading->at + 2, size, unicode);
		if (!*texts[i].text)
			return damaged(reading, "a text in it is longer than the shortcut");
		reading->at += 2 + (uint64_t)size;
	}
	return true;
}

static void take_environment_path(struct link_reading *reading, const struct view *block)
{
	const char *path = sized_text(
		reading, block, BLOCK_HEADER_SIZE + ANSI_PATH_BYTES, UNICODE_PATH_BYTES, true);

	if (!path || !*path)
		path = sized_text(reading, block, BLOCK_HEADER_SIZE, ANSI_PATH_BYTES, false);
	if (!path)
		damaged(reading, "its target with variables is cut short");
	else if (*path)
		reading->link->environment_path = path;
}

static void take_blocks(struct link_reading *reading)
{
	uint32_t size, signature;
	struct view block;

	for (size_t left = MAX_SHELL_LINK_BLOCKS; left; left--) {
		if (!view_u32(reading->file, reading->at, &size) || size < sizeof(size))
			return; /* many a writer leaves the last block out */
		if (size < BLOCK_HEADER_SIZE ||
			!view_slice(reading->file, reading->at, size, &block) ||
			!view_u32(&block, 4, &signature)) {
			damaged(reading, "a block of its extra data is longer than the shortcut");
			return;
		}
		if (signature == ENVIRONMENT_BLOCK && reading->flags & HAS_ENVIRONMENT_PATH)
			take_environment_path(reading, &block);
		if (signature == DARWIN_BLOCK)
			reading->link->advertised = true;
		reading->at += size;
	}
	damaged(reading, "it has more blocks of extra data than are read");
}

static bool has_header(const struct view *file, uint32_t *flags)
{
	uint8_t class_id[sizeof(link_class)];
	uint32_t size;

	return view_holds(file, 0, HEADER_SIZE) && view_u32(file, 0, &size) &&
	       size == HEADER_SIZE && view_copy(file, CLSID_OFFSET, sizeof(class_id), class_id) &&
	       memcmp(class_id, link_class, sizeof(class_id)) == 0 &&
	       view_u32(file, FLAGS_OFFSET, flags);
}

void shell_link_read(
	const struct view *file, unsigned code_page, struct arena *arena, struct shell_link *out)
{
	struct link_reading reading = {.file = file,
		.code_page = code_page,
		.arena = arena,
		.link = out,
		.at = HEADER_SIZE};

	*out = (struct shell_link){0};
	if (!has_header(file, &reading.flags)) {
		damaged(&reading, "it has not the header of a shortcut");
		return;
	}
	out->present = true;
	out->advertised = reading.flags & HAS_DARWIN_ID;
	if (step_over_items(&reading) && take_info(&reading) && take_texts(&reading))
		take_blocks(&reading);
	if (file->source->error)
		damaged(&reading, "it could not be read to its end");
}
