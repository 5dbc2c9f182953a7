#include "tests/unit/link_file.h"

enum { INFO_PLAIN = 0x1C, INFO_UNICODE = 0x24, NETWORK_PLAIN = 0x14, NETWORK_UNICODE = 0x1C };

static const uint8_t class_id[] = {1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46};

static uint32_t flags_of(const struct link_file *link)
{
	uint32_t flags = link->more_flags;

	flags |= link->item_list ? 0x1 : 0;
	flags |= link->local_path || link->share ? 0x2 : 0;
	flags |= link->name ? 0x4 : 0;
	flags |= link->relative_path ? 0x8 : 0;
	flags |= link->working_folder ? 0x10 : 0;
	flags |= link->arguments ? 0x20 : 0;
	flags |= link->unicode ? 0x80 : 0;
	flags |= link->environment_path || link->environment_path_ansi ? 0x200 : 0;
	flags |= link->advertised ? 0x1000 : 0;
	return flags;
}

static void put_wide_z(struct specimen_bytes *file, const char *text)
{
	specimen_put_utf16(file, text);
	specimen_put_u16(file, 0);
}

static void put_network(const struct link_file *link, struct specimen_bytes *file)
{
	size_t start = file->length;
	size_t header = link->share_unicode ? NETWORK_UNICODE : NETWORK_PLAIN;

	specimen_put_zeros(file, header);
	specimen_patch_u32(file, start + 8, header);
	specimen_put_text_z(file, link->share);
	if (link->share_unicode) {
		specimen_patch_u32(file, start + 20, file->length - start);
		put_wide_z(file, link->share_unicode);
	}
	specimen_patch_u32(file, start, file->length - start);
}

static void put_info(const struct link_file *link, struct specimen_bytes *file)
{
	size_t start = file->length;
	size_t header = link->local_path_unicode ? INFO_UNICODE : INFO_PLAIN;

	specimen_put_zeros(file, header);
	specimen_patch_u32(file, start + 4, header);
	specimen_patch_u32(file, start + 8, (link->local_path ? 1u : 0) | (link->share ? 2u : 0));
	if (link->local_path) {
		specimen_patch_u32(file, start + 16, file->length - start);
		specimen_put_text_z(file, link->local_path);
	}
	if (link->share) {
		specimen_patch_u32(file, start + 20, file->length - start);
		put_network(link, file);
	}
	specimen_patch_u32(file, start + 24, file->length - start);
	specimen_put_text_z(file, link->suffix ? link->suffix : "");
	if (link->local_path_unicode) {
		specimen_patch_u32(file, start + 28, file->length - start);
		put_wide_z(file, link->local_path_unicode);
		specimen_patch_u32(file, start + 32, file->length - start);
		put_wide_z(file, link->suffix ? link->suffix : "");
	}
	specimen_patch_u32(file, start, file->length - start);
}

static void put_text(const struct link_file *link, struct specimen_bytes *file, const char *text)
{
	size_t start = file->length;

	if (!text)
		return;
	specimen_put_u16(file, 0);
	if (link->unicode)
		specimen_put_utf16(file, text);
	else
		specimen_put_text(file, text);
	specimen_patch_u16(file, start, (file->length - start - 2) / (link->unicode ? 2 : 1));
}

static void put_environment(const struct link_file *link, struct specimen_bytes *file)
{
	size_t start = file->length;

	specimen_put_u32(file, 0x314);
	specimen_put_u32(file, 0xA0000001);
	specimen_put_text(file, link->environment_path_ansi ? link->environment_path_ansi : "");
	specimen_put_zeros(file, start + 268 - file->length);
	specimen_put_utf16(file, link->environment_path ? link->environment_path : "");
	specimen_put_zeros(file, start + 0x314 - file->length);
}

void link_file_build(const struct link_file *link, struct specimen_bytes *file)
{
	specimen_put_u32(file, 76);
	specimen_put_raw(file, class_id, sizeof(class_id));
	specimen_put_u32(file, flags_of(link));
	specimen_put_zeros(file, 76 - file->length);
	if (link->item_list) {
		specimen_put_u16(file, link->item_list);
		specimen_put_zeros(file, link->item_list);
	}
	if (link->local_path || link->share)
		put_info(link, file);
	put_text(link, file, link->name);
	put_text(link, file, link->relative_path);
	put_text(link, file, link->working_folder);
	put_text(link, file, link->arguments);
	if (link->environment_path || link->environment_path_ansi)
		put_environment(link, file);
	if (!link->no_end)
		specimen_put_u32(file, 0);
}
