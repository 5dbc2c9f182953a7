/* Several version resources in one image: in which order they are read, and which one counts. */
#include "scanner/image/version_resource.h"

bool version_list_add(
	struct version_list *list, const struct view *data, uint16_t language, unsigned rank)
{
	if (list->count >= MAX_VERSIONS) {
		image_problem(list->reader, "limit", data->start,
			"the image has more than %d version resources", MAX_VERSIONS);
		return false;
	}
	list->items[list->count].data = *data;
	list->items[list->count].language = language;
	list->items[list->count].rank = rank;
	list->count++;
	return true;
}

static void read_items(struct version_list *list, enum version_form form, bool last)
{
	struct image *image = list->reader->image;

	for (size_t i = 0; i < list->count; i++) {
		struct image_version *version = &image->versions[image->version_count];

		if ((list->items[i].rank >= VERSION_LAST) != last)
			continue;
		version_resource_parse(list->reader, &list->items[i].data, form, version);
		version->language = list->items[i].language;
		image->version_count++;
	}
}

/* The index in image->versions of the resource with the lowest rank. */
static size_t choose(const struct version_list *list)
{
	size_t chosen = 0, before = 0;

	for (size_t i = 1; i < list->count; i++)
		if (list->items[i].rank < list->items[chosen].rank)
			chosen = i;
	for (size_t i = 0; i < list->count; i++) {
		bool last = list->items[i].rank >= VERSION_LAST;
		bool chosen_last = list->items[chosen].rank >= VERSION_LAST;

		before += last == chosen_last ? i < chosen : !last;
	}
	return before;
}

void version_list_read(struct version_list *list, enum version_form form)
{
	struct image *image = list->reader->image;

	if (!list->count)
		return;
	image->versions = arena_array(list->reader->arena, list->count, sizeof(*image->versions));
	read_items(list, form, false);
	read_items(list, form, true);
	image->version = image->versions[choose(list)];
	version_check(list->reader);
}

void version_resource_read(
	struct image_reader *reader, const struct view *data, enum version_form form)
{
	struct version_list list = {.reader = reader};

	version_list_add(&list, data, 0, 0);
	version_list_read(&list, form);
}
