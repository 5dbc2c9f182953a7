#include "scanner/specimen/ne_resources.h"

#include <stdlib.h>
#include <string.h>

enum {
	NUMBER = 0x8000,
	RT_VERSION = 16,
	VS_VERSION_INFO = 1,
	MOVEABLE_SHAREABLE = 0x0C30,
	SEGMENT_DATA = 0x0001
};

static struct specimen_ne_resource *add(
	struct specimen_ne_resources *resources, uint16_t type, uint16_t id)
{
	struct specimen_ne_resource *item;

	resources->items = specimen_reallocate(
		resources->items, resources->count + 1, sizeof *resources->items);
	item = &resources->items[resources->count++];
	*item = (struct specimen_ne_resource){.type = type, .id = id};
	return item;
}

static void add_version(struct specimen_ne_resources *resources,
	const struct specimen_version *version, uint16_t id)
{
	struct specimen_image with = *resources->image;

	with.version = version;
	specimen_put_version_16(
		&add(resources, RT_VERSION, id)->bytes, &with, SPECIMEN_VOS_DOS_WINDOWS16);
}

void specimen_ne_collect_resources(struct specimen_ne_resources *resources)
{
	const struct specimen_image *image = resources->image;

	if (image->version)
		add_version(resources, image->version, VS_VERSION_INFO);
	for (size_t i = 0; i < image->more_version_count; i++)
		add_version(
			resources, &image->more_versions[i], (uint16_t)(VS_VERSION_INFO + 1 + i));
	for (size_t i = 0; i < image->resource_count; i++) {
		const struct specimen_resource *source = &image->resources[i];
		struct specimen_ne_resource *item = add(resources, source->type, source->id);

		item->source = source;
		specimen_put_raw(&item->bytes, source->bytes, source->size);
		if (resources->os2 && (source->type_name || source->name))
			specimen_fail(&item->bytes, "a resource of an OS/2 program has no name");
	}
}

void specimen_ne_put_resource_segments(
	struct specimen_ne_resources *resources, struct specimen_bytes *file)
{
	for (size_t i = 0; resources->os2 && i < resources->count; i++) {
		resources->items[i].row = file->length;
		specimen_put_u32(file, 0); /* position and length */
		specimen_put_u16(file, SEGMENT_DATA);
		specimen_put_u16(file, resources->items[i].bytes.length);
	}
}

static const char *type_name(const struct specimen_ne_resource *item)
{
	return item->source ? item->source->type_name : NULL;
}

static bool same_type(
	const struct specimen_ne_resource *one, const struct specimen_ne_resource *other)
{
	if (type_name(one) && type_name(other))
		return strcmp(type_name(one), type_name(other)) == 0;
	return !type_name(one) && !type_name(other) && one->type == other->type;
}

/* A number, or the place of a text that goes to the end of the table. */
static size_t name_word(struct specimen_bytes *names, const char *name, uint16_t number)
{
	size_t place = names->length;

	if (!name)
		return NUMBER | number;
	specimen_put_pascal(names, name);
	return place;
}

static void put_rows(struct specimen_ne_resources *resources, size_t first,
	struct specimen_bytes *file, struct specimen_bytes *names)
{
	for (size_t i = first; i < resources->count; i++) {
		struct specimen_ne_resource *item = &resources->items[i];

		if (!same_type(&resources->items[first], item))
			continue;
		item->row = file->length;
		specimen_put_u32(file, 0); /* position and length */
		specimen_put_u16(file, MOVEABLE_SHAREABLE);
		specimen_put_u16(
			file, name_word(names, item->source ? item->source->name : NULL, item->id));
		specimen_put_u32(file, 0); /* handle, usage */
	}
}

/* `names` begins with as many zeros as the table has bytes, so that its length is a place. */
static void put_types(struct specimen_ne_resources *resources, struct specimen_bytes *file,
	struct specimen_bytes *names)
{
	specimen_put_u16(file, resources->shift);
	for (size_t i = 0; i < resources->count; i++) {
		const struct specimen_ne_resource *item = &resources->items[i];
		size_t before = 0, count = 0;

		for (size_t j = 0; j < resources->count; j++) {
			bool same = same_type(item, &resources->items[j]);

			before += same && j < i;
			count += same;
		}
		if (before)
			continue;
		specimen_put_u16(file, name_word(names, type_name(item), item->type));
		specimen_put_u16(file, count);
		specimen_put_u32(file, 0);
		put_rows(resources, i, file, names);
	}
	specimen_put_u16(file, 0);
}

void specimen_ne_put_resource_table(
	struct specimen_ne_resources *resources, struct specimen_bytes *file)
{
	struct specimen_bytes names = {0}, draft = {0};

	if (!resources->count)
		return;
	if (resources->os2) {
		for (size_t i = 0; i < resources->count; i++) {
			specimen_put_u16(file, resources->items[i].type);
			specimen_put_u16(file, resources->items[i].id);
		}
		return;
	}
	put_types(resources, &draft, &names);
	specimen_bytes_free(&names);
	specimen_put_zeros(&names, draft.length);
	put_types(resources, file, &names);
	specimen_put_u8(&names, 0);
	specimen_put_raw(file, names.data + draft.length, names.length - draft.length);
	if (*names.error)
		specimen_fail(file, "%s", names.error);
	specimen_bytes_free(&draft);
	specimen_bytes_free(&names);
}

void specimen_ne_put_resource_bytes(
	struct specimen_ne_resources *resources, struct specimen_bytes *file)
{
	for (size_t i = 0; i < resources->count; i++) {
		struct specimen_ne_resource *item = &resources->items[i];
		size_t start = file->length;

		specimen_put_bytes(file, &item->bytes);
		specimen_put_alignment(file, (size_t)1 << resources->shift);
		specimen_patch_u16(file, item->row, start >> resources->shift);
		specimen_patch_u16(file, item->row + 2,
			resources->os2 ? item->bytes.length
				       : (file->length - start) >> resources->shift);
		specimen_bytes_free(&item->bytes);
	}
	free(resources->items);
}
