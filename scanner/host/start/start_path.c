/* Programs that lie in a folder of PATH, so that their names start them. Which of two with one name
 * is started, search.h answers. */
#include "scanner/host/start/start_private.h"

#include "scanner/base/text.h"

struct path_folder {
	struct start_reading *reading;
	const struct path_entry *entry;
};

static bool take_file(void *context, const char *name, enum entry_type type)
{
	struct path_folder *path = context;
	struct start_reading *reading = path->reading;
	struct start_point point = {.how = START_ON_PATH,
		.name = name,
		.where = arena_printf(reading->host->arena, "PATH entry %u (%s)",
			path->entry->position, path->entry->directory)};
	struct look look;

	if (type == ENTRY_FOLDER ||
		(!text_ends_name(name, ".exe") && !text_ends_name(name, ".com")))
		return true;
	look = tree_look_in(&reading->host->tree, path->entry->folder, name);
	if (!look.file) {
		if (look.reason)
			start_gap(reading, START_ON_PATH, look.reason);
		return true;
	}
	point.status = START_FOUND;
	point.file = look.file;
	point.program = look.file->path;
	point.inferred = path->entry->inferred;
	start_add(reading, point);
	return true;
}

/* An entry that stands for the folder of one in front of it adds nothing. */
static bool stands_earlier(const struct path_list *list, size_t entry)
{
	for (size_t i = 0; i < entry; i++)
		if (list->entries[i].folder &&
			host_folder_same(list->entries[i].folder, list->entries[entry].folder))
			return true;
	return false;
}

void start_read_path(struct start_reading *reading)
{
	const struct path_list *list = &reading->host->path;

	for (size_t i = 0; i < list->count; i++) {
		struct path_folder path = {.reading = reading, .entry = &list->entries[i]};
		const char *unreadable = path.entry->unknown;

		if (path.entry->folder && !stands_earlier(list, i))
			unreadable = host_folder_visit(
				&reading->host->tree, path.entry->folder, take_file, &path);
		if (unreadable)
			start_gap(reading, START_ON_PATH, unreadable);
	}
	if (list->unknown)
		start_gap(reading, START_ON_PATH, list->unknown);
}
