/* Several version resources in one image: in which order they are read, and which one counts. */
#include "scanner/image/version_resource.h"

enum {
	VS_VERSION_INFO = 1,

	/* Added to the rank of a resource with another name. */
	LAST = 16,
};

bool version_list_add(struct version_list *list, const struct view *data, uint32_t id,
	uint16_t language, unsigned rank)
{
	if (list->count >= MAX_VERSIONS) {
		image_problem(list->reader, "limit", data->start,
			"the image has more than %d version resources", MAX_VERSIONS);
		return false;
	}
	list->items[list->count].data = *data;
	list->items[list->count].id = id;
	list->items[list->count].language = language;
	list->items[list->count].rank = (id == VS_VERSION_INFO ? 0 : LAST) + rank;
	list->count++;
	return true;
}

static void read_items(struct version_list *list, enum version_form form, bool last)
{
	struct image *image = list->reader->image;

	for (size_t i = 0; i < list->count; i++) {
		struct image_version *version = &image->versions[image->version_count];

		if ((list->items[i].rank >= LAST) != last)
			continue;
		version_resource_parse(list->reader, &list->items[i].data, form, version);
		version->language = list->items[i].language;
		image->version_count++;
	}
}

/* GetFileVersionInfo looks for number 1 only. */
static void report_none(const struct version_list *list)
{
	uint64_t offset = list->items[0].data.start;

	if (list->items[0].id == VERSION_BY_NAME)
		image_problem(list->reader, "bad-version", offset,
			"the version resource has a name; Windows looks for number %d only",
			VS_VERSION_INFO);
	else
		image_problem(list->reader, "bad-version", offset,
			"the version resource is number %u; Windows looks for number %d only",
			list->items[0].id, VS_VERSION_INFO);
}

/* Those called VS_VERSION_INFO are the first in image->versions, in the order of the list. */
static void choose(const struct version_list *list)
{
	struct image *image = list->reader->image;
	size_t chosen = 0, at = 0;

	for (size_t i = 1; i < list->count; i++)
		if (list->items[i].rank < list->items[chosen].rank)
			chosen = i;
	if (list->items[chosen].rank >= LAST) {
		report_none(list);
		return;
	}
	for (size_t i = 0; i < chosen; i++)
		at += list->items[i].rank < LAST;
	image->version = image->versions[at];
}

void version_list_read(struct version_list *list, enum version_form form)
{
	struct image *image = list->reader->image;

	if (!list->count)
		return;
	image->versions = arena_array(list->reader->arena, list->count, sizeof(*image->versions));
	read_items(list, form, false);
	read_items(list, form, true);
	choose(list);
	version_check(list->reader);
}

void version_resource_read(
	struct image_reader *reader, const struct view *data, enum version_form form)
{
	struct version_list list = {.reader = reader};

	version_list_add(&list, data, VS_VERSION_INFO, 0, 0);
	version_list_read(&list, form);
}
