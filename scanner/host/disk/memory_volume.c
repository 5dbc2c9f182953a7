#include "scanner/host/disk/memory_volume.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is known of one path; the texts and bytes live in the volume's arena. */
struct node {
	struct memory_entry entry;
	const char *path;
	const char *target;
	const uint8_t *bytes;
	unsigned listed;
	unsigned opened;
};

struct memory_volume {
	struct volume volume;
	struct arena arena;
	struct node *nodes;
	size_t count, capacity;
	unsigned left_open;
};

struct memory_file {
	struct byte_source source;
	int read_error;
	const uint8_t *bytes; /* in front of the zeros */
	size_t size;
};

static struct memory_volume *of_volume(const struct volume *volume)
{
	return (struct memory_volume *)(uintptr_t)volume;
}

static struct node *find(const struct memory_volume *memory, const char *path)
{
	for (size_t i = 0; i < memory->count; i++)
		if (strcmp(memory->nodes[i].path, path) == 0)
			return &memory->nodes[i];
	return NULL;
}

/* The length of the folder that path lies in: 0 for the root, which has none of its own. */
static size_t parent_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (size_t)(slash - path) : 0;
}

static struct node *add_node(struct memory_volume *memory, const char *path)
{
	struct node *node;

	arena_grow(&memory->arena, (void **)&memory->nodes, memory->count, &memory->capacity,
		sizeof(*memory->nodes));
	node = &memory->nodes[memory->count++];
	*node = (struct node){
		.path = arena_strdup(&memory->arena, path), .entry = {.type = ENTRY_FOLDER}};
	return node;
}

static void make_parents(struct memory_volume *memory, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		const char *parent = arena_copy(&memory->arena, path, (size_t)(slash - path));

		if (!find(memory, parent))
			add_node(memory, parent);
	}
}

void memory_volume_put(struct volume *volume, struct memory_entry entry)
{
	struct memory_volume *memory = of_volume(volume);
	struct node *node;

	make_parents(memory, entry.path);
	node = find(memory, entry.path);
	if (!node)
		node = add_node(memory, entry.path);
	node->target = arena_strdup(&memory->arena, entry.target);
	node->bytes = (const uint8_t *)arena_copy(&memory->arena, entry.bytes, entry.size);
	node->entry = entry;
	if (!entry.modified)
		node->entry.modified = MEMORY_VOLUME_TIME;
}

bool memory_volume_remove(struct volume *volume, const char *path)
{
	struct memory_volume *memory = of_volume(volume);
	struct node *node = find(memory, path);

	if (!node)
		return false;
	*node = memory->nodes[--memory->count];
	return true;
}

static enum file_status fail(int *error, int reason, enum file_status status)
{
	*error = reason;
	return status;
}

static enum file_status memory_list(struct volume *volume, const char *folder, struct arena *arena,
	struct volume_entry **entries, size_t *count, int *error)
{
	struct memory_volume *memory = of_volume(volume);
	struct node *node = find(memory, folder);
	size_t length = strlen(folder);

	if (!node)
		return fail(error, ENOENT, FILE_ABSENT);
	if (node->entry.type != ENTRY_FOLDER)
		return fail(error, ENOTDIR, FILE_NOT_REGULAR);
	node->listed++;
	if (node->entry.list_error)
		return fail(error, node->entry.list_error, FILE_UNREADABLE);
	*entries = arena_array(arena, memory->count, sizeof(**entries));
	*count = 0;
	for (size_t i = 0; i < memory->count; i++) {
		const char *path = memory->nodes[i].path;

		if (!*path || parent_length(path) != length || memcmp(path, folder, length) != 0)
			continue;
		(*entries)[(*count)++] = (struct volume_entry){
			.name = arena_strdup(arena, path + length + (length > 0)),
			.type = memory->nodes[i].entry.type};
	}
	return FILE_OK;
}

static bool cannot_fill(struct byte_source *source, uint64_t offset)
{
	struct memory_file *file = (struct memory_file *)source;

	(void)offset;
	source->error = file->read_error;
	return false;
}

/* The bytes are one block, the zeros as many as it takes. */
static bool fill_with_zeros(struct byte_source *source, uint64_t offset)
{
	static const uint8_t zeros[64 * 1024];
	const struct memory_file *file = (const struct memory_file *)source;
	uint64_t rest = source->size - offset;

	if (offset < file->size) {
		source->block = file->bytes;
		source->block_start = 0;
		source->block_length = file->size;
	} else {
		source->block = zeros;
		source->block_start = offset;
		source->block_length = rest < sizeof(zeros) ? (size_t)rest : sizeof(zeros);
	}
	return true;
}

static enum file_status memory_open(
	struct volume *volume, const char *path, struct volume_file *out, int *error)
{
	struct memory_volume *memory = of_volume(volume);
	struct node *node = find(memory, path);
	struct memory_file *file;

	if (!node)
		return fail(error, ENOENT, FILE_ABSENT);
	if (node->entry.type == ENTRY_LINK)
		return fail(error, ELOOP, FILE_IS_LINK);
	if (node->entry.type != ENTRY_FILE)
		return fail(error, 0, FILE_NOT_REGULAR);
	node->opened++;
	if (node->entry.open_error)
		return fail(error, node->entry.open_error, FILE_UNREADABLE);
	file = calloc(1, sizeof(*file));
	if (!file)
		memory_exhausted();
	byte_source_memory(&file->source, node->bytes, node->entry.size);
	if (node->entry.read_error) {
		file->read_error = node->entry.read_error;
		file->source.block_length = node->entry.readable;
		file->source.fill = cannot_fill;
	}
	if (node->entry.zeros) {
		file->bytes = node->bytes;
		file->size = node->entry.size;
		file->source.size += node->entry.zeros;
		file->source.fill = fill_with_zeros;
	}
	memory->left_open++;
	*out = (struct volume_file){.source = &file->source, .modified = node->entry.modified};
	return FILE_OK;
}

static void memory_close(struct volume *volume, struct volume_file *file)
{
	of_volume(volume)->left_open--;
	free(file->source);
	*file = (struct volume_file){0};
}

static char *memory_link_target(struct volume *volume, const char *path, struct arena *arena)
{
	struct node *node = find(of_volume(volume), path);

	return node ? arena_strdup(arena, node->target) : NULL;
}

static void memory_release(struct volume *volume)
{
	struct memory_volume *memory = of_volume(volume);

	arena_free(&memory->arena);
	free(memory);
}

static const struct volume_operations memory_operations = {
	.list = memory_list,
	.open = memory_open,
	.close = memory_close,
	.link_target = memory_link_target,
	.release = memory_release,
};

struct volume *memory_volume_new(char letter)
{
	struct memory_volume *memory = calloc(1, sizeof(*memory));

	if (!memory)
		memory_exhausted();
	arena_init(&memory->arena);
	memory->volume = (struct volume){
		.operations = &memory_operations, .letter = letter, .real_root = "/memory"};
	add_node(memory, "");
	return &memory->volume;
}

unsigned memory_volume_listed(const struct volume *volume, const char *path)
{
	const struct node *node = find(of_volume(volume), path);

	return node ? node->listed : 0;
}

unsigned memory_volume_opened(const struct volume *volume, const char *path)
{
	const struct node *node = find(of_volume(volume), path);

	return node ? node->opened : 0;
}

unsigned memory_volume_most_listed(const struct volume *volume)
{
	const struct memory_volume *memory = of_volume(volume);
	unsigned most = 0;

	for (size_t i = 0; i < memory->count; i++)
		if (memory->nodes[i].listed > most)
			most = memory->nodes[i].listed;
	return most;
}

unsigned memory_volume_left_open(const struct volume *volume)
{
	return of_volume(volume)->left_open;
}
