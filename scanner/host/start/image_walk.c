#include "scanner/host/start/image_walk.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/folder_walk.h"
#include "scanner/host/host.h"

enum {
	RESOURCE_FONT_DIRECTORY = 7,
	RESOURCE_FONT = 8,

	/* A .COM program is loaded behind 256 bytes of a segment of 64 KiB, with its stack. */
	MAX_COM_BYTES = 65280,
};

struct walking {
	struct host *host;
	struct image_list *list;
	size_t capacity;
	struct folder_walk walk;
	size_t unread_count;
	const char *unread; /* why the first file that could not be read could not */
};

/* The image of one file, on memory that is freed behind it. */
struct glance {
	struct arena scratch;
	struct image image;
};

bool is_com_program(const char *path, uint64_t size)
{
	return text_ends_name(path, ".com") && size > 0 && size <= MAX_COM_BYTES;
}

bool is_font_library(const struct image *image)
{
	bool font = false;

	if (image->kind != IMAGE_NE || !image->dll || image->import_count)
		return false;
	for (size_t i = 0; i < image->resource_count; i++)
		font = font || (!image->resources[i].type_name &&
				       (image->resources[i].type == RESOURCE_FONT_DIRECTORY ||
					       image->resources[i].type == RESOURCE_FONT));
	return font;
}

static void glance_at(void *context, const struct view *view)
{
	struct glance *glance = context;

	image_read(view, IMAGE_HEADERS, &glance->scratch, &glance->image);
	if (glance->image.kind == IMAGE_NE)
		image_read(view, IMAGE_RESOURCES | IMAGE_IMPORTS, &glance->scratch, &glance->image);
}

static void add_image(struct walking *walking, struct found_image found)
{
	struct image_list *list = walking->list;
	void *items = list->items;

	arena_grow(walking->host->arena, &items, list->count, &walking->capacity,
		sizeof(*list->items));
	list->items = items;
	list->items[list->count++] = found;
}

static void take_image(struct walking *walking, struct host_file *file, const struct image *image)
{
	bool com = image->kind == IMAGE_NONE && is_com_program(file->path, image->size);

	if (image->kind == IMAGE_NONE && !com)
		return;
	add_image(walking,
		(struct found_image){
			.file = file,
			.kind = image->kind,
			.bits = com ? 16 : image->bits,
			.target = com ? IMAGE_TARGET_DOS : image->target,
			.machine =
				com ? "i8086" : arena_strdup(walking->host->arena, image->machine),
			.dll = image->dll,
			.com = com,
			.font = is_font_library(image),
		});
}

static bool take_file(void *context, struct host_file *file)
{
	struct walking *walking = context;
	struct glance glance = {.image = {0}};

	arena_init(&glance.scratch);
	if (host_file_read(&walking->host->tree, file, glance_at, &glance)) {
		take_image(walking, file, &glance.image);
	} else {
		if (!walking->unread)
			walking->unread = file->unreadable;
		walking->unread_count++;
	}
	arena_free(&glance.scratch);
	return true;
}

/* A folder that was given as two drives is walked once. */
static bool is_walked_root(const struct tree *tree, size_t drive)
{
	for (size_t i = 0; i < drive; i++)
		if (tree->roots[i] && host_folder_same(tree->roots[i], tree->roots[drive]))
			return true;
	return false;
}

static const char *reason_of(const struct walking *walking)
{
	const char *gaps = folder_walk_gaps(&walking->walk);
	const char *unread = walking->unread;

	if (walking->unread_count > 1)
		unread = arena_printf(walking->host->arena, "%s; and %zu more such files", unread,
			walking->unread_count - 1);
	if (!gaps || !unread)
		return gaps ? gaps : unread;
	return arena_printf(walking->host->arena, "%s; %s", gaps, unread);
}

const struct image_list *host_images(struct host *host)
{
	struct walking walking = {.host = host};

	if (host->images)
		return host->images;
	walking.list = arena_alloc(host->arena, sizeof(*walking.list));
	walking.walk =
		(struct folder_walk){.tree = &host->tree, .take = take_file, .context = &walking};
	for (size_t i = 0; i < MAX_DRIVES; i++)
		if (host->tree.roots[i] && !is_walked_root(&host->tree, i))
			folder_walk(&walking.walk, host->tree.roots[i]);
	walking.list->reason = reason_of(&walking);
	host->images = walking.list;
	return host->images;
}
