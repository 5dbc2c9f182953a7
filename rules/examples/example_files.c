/*
 * The files and folders of an example's machine: from JSON to drives in memory. Names are one
 * whatever their case, so those of a base and of what stands on it are put together first.
 */
#include "rules/examples/example_parts.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/memory_volume.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/specimen/bytes.h"

#include <stdlib.h>
#include <string.h>

/* A folder or file of the machine. */
struct file_node {
	const char *name;
	const char *folded;
	const struct example_file *file; /* NULL: a folder */
	const struct example_machine *owner;
	struct file_node *children;
	struct file_node *next; /* beside it */
};

static bool describes_image(const cJSON *object)
{
	for (size_t i = 0; example_image_keys[i]; i++)
		if (cJSON_GetObjectItemCaseSensitive(object, example_image_keys[i]))
			return true;
	return false;
}

/* The keys that a description may have: beside an image, or beside a text. */
static void check_keys(struct json_reader *reader, const char *path, const cJSON *value, bool image)
{
	static const char *const beside[] = {"size", "modified", NULL};
	const char *keys[32];
	size_t count = 0;

	for (size_t i = 0; image && example_image_keys[i]; i++)
		keys[count++] = example_image_keys[i];
	if (!image)
		keys[count++] = "text";
	for (size_t i = 0; beside[i]; i++)
		keys[count++] = beside[i];
	keys[count] = NULL;
	json_check_object(reader, path, value, keys);
}

static void load_description(
	struct json_reader *reader, const char *path, const cJSON *value, struct example_file *out)
{
	const cJSON *size = cJSON_GetObjectItemCaseSensitive(value, "size");
	bool image = describes_image(value);

	check_keys(reader, path, value, image);
	if (image) {
		out->type = EXAMPLE_IMAGE;
		out->image = example_image_load(reader, path, value, winpath_name(out->path));
	} else {
		out->text = json_text(reader, path, value, "text", false);
	}
	if (size)
		json_whole(reader, json_at(reader, path, "size"), size, MAX_EXAMPLE_FILE_BYTES,
			&out->size);
	example_time(reader, path, value, "modified", &out->modified);
}

/* The path in the form the machine knows it by; NULL, with a complaint, when it is none. */
static const char *load_path(struct json_reader *reader, const char *at, const char *text)
{
	const char *name = text_from_bytes(reader->arena, text, strlen(text));
	const char *path = winpath_absolute(reader->arena, NULL, name);

	if (path && winpath_is_plain_absolute(path) &&
		text_utf16_length(path) <= MAX_WINPATH_CHARACTERS)
		return path;
	json_error(reader, at,
		"\"%s\" is no path; expected one such as C:\\WINNT\\x.dll, of at most %d "
		"characters",
		name, MAX_WINPATH_CHARACTERS);
	return NULL;
}

static struct example_file load_file(
	struct json_reader *reader, const char *path, const cJSON *member)
{
	struct example_file file = {.at = json_at(reader, path, member->string),
		.path = load_path(reader, json_at(reader, path, member->string), member->string),
		.type = EXAMPLE_TEXT};

	if (!file.path)
		return file;
	if (cJSON_IsNull(member))
		file.type = EXAMPLE_GONE;
	else if (cJSON_IsString(member))
		file.text = text_from_bytes(
			reader->arena, member->valuestring, strlen(member->valuestring));
	else if (cJSON_IsObject(member))
		load_description(reader, file.at, member, &file);
	else
		json_error(reader, file.at,
			"expected what the file holds as a text, a description, or null, found %s",
			json_type_name(member));
	return file;
}

void example_files_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out)
{
	const cJSON *files = cJSON_GetObjectItemCaseSensitive(object, "files");
	const char *at = json_at(reader, path, "folders");
	const cJSON *member;
	const char *const *folders;
	size_t folder_count;

	folders = json_texts(reader, path, object, "folders", false, &folder_count);
	if (folder_count > MAX_JSON_MEMBERS) {
		json_error(reader, at, "expected at most %d folders", MAX_JSON_MEMBERS);
		return;
	}
	if (files && !json_check_object(reader, json_at(reader, path, "files"), files, NULL))
		return;
	out->files = arena_array(reader->arena, folder_count + (size_t)cJSON_GetArraySize(files),
		sizeof(*out->files));
	for (size_t i = 0; i < folder_count; i++) {
		struct example_file folder = {
			.at = json_at_index(reader, at, i), .type = EXAMPLE_FOLDER};

		folder.path = folders[i] ? load_path(reader, folder.at, folders[i]) : NULL;
		if (folder.path)
			out->files[out->file_count++] = folder;
	}
	cJSON_ArrayForEach(member, files)
	{
		struct example_file file =
			load_file(reader, json_at(reader, path, "files"), member);

		if (file.path)
			out->files[out->file_count++] = file;
	}
}

/* The link that holds the child of this name, or that ends the list. */
static struct file_node **child_named(struct file_node *folder, const char *folded)
{
	struct file_node **link = &folder->children;

	while (*link && strcmp((*link)->folded, folded) != 0)
		link = &(*link)->next;
	return link;
}

struct merging {
	struct arena *arena;
	struct file_node volumes; /* its children are named "C:\" or "\\server\share" */
	const struct example_machine *machine;
	struct example_flaw *flaw;
};

static bool flawed(struct merging *merging, const struct example_file *file, const char *format,
	const char *path)
{
	*merging->flaw = (struct example_flaw){
		file->at, arena_printf(merging->arena, format, file->path, path)};
	return false;
}

static struct file_node *make_node(
	struct merging *merging, struct file_node **link, const char *name, const char *folded)
{
	if (!*link) {
		*link = arena_alloc(merging->arena, sizeof(**link));
		**link = (struct file_node){.name = name, .folded = folded};
	}
	return *link;
}

/* Puts a file or folder in the place of what had its name, or takes it away. */
static bool place(struct merging *merging, struct file_node **link, const char *name,
	const char *folded, const struct example_file *file)
{
	struct file_node *node = *link;
	bool folder = file->type == EXAMPLE_FOLDER;

	if (file->type == EXAMPLE_GONE) {
		if (node)
			*link = node->next;
		return true;
	}
	if (node && folder != !node->file)
		return flawed(merging, file, "%s is a file and a folder", NULL);
	if (node && !folder && node->owner == merging->machine)
		return flawed(merging, file, "%s is there twice; names differ in case alone", NULL);
	node = make_node(merging, link, name, folded);
	node->file = folder ? NULL : file;
	node->owner = merging->machine;
	if (!folder)
		node->name = name;
	return true;
}

static bool add(struct merging *merging, const struct example_file *file)
{
	size_t length = winpath_root_length(file->path);
	struct file_node *folder = &merging->volumes;
	const char *rest = file->path;

	for (;;) {
		const char *name = arena_copy(merging->arena, rest, length);
		const char *folded = text_fold(merging->arena, name);
		struct file_node **link = child_named(folder, folded);

		rest += length;
		rest += *rest == '\\';
		if (!*rest)
			return place(merging, link, name, folded, file);
		if (!*link && file->type == EXAMPLE_GONE)
			return true;
		folder = make_node(merging, link, name, folded);
		if (folder->file)
			return flawed(merging, file, "%s lies in %s, which is a file",
				folder->file->path);
		length = strcspn(rest, "\\");
	}
}

/* Adds an image as the bytes it is made of, cut where it is said to be shorter. */
static bool put_image(struct volume *volume, struct memory_entry *entry,
	const struct example_file *file, struct merging *merging)
{
	struct specimen_bytes bytes = {0};
	const char *error = specimen_image_build(file->image, &bytes);

	if (error) {
		flawed(merging, file, "%s cannot be made: %s", error);
	} else {
		entry->bytes = bytes.data;
		entry->size = bytes.length;
		if (file->size > entry->size)
			entry->zeros = file->size - entry->size;
		else if (file->size)
			entry->size = file->size;
		memory_volume_put(volume, *entry);
	}
	specimen_bytes_free(&bytes);
	return !error;
}

static bool put_file(struct volume *volume, const char *path, const struct file_node *node,
	struct merging *merging)
{
	const struct example_file *file = node->file;
	struct memory_entry entry = {.path = path, .type = file ? ENTRY_FILE : ENTRY_FOLDER};

	if (!file) {
		memory_volume_put(volume, entry);
		return true;
	}
	entry.modified = file->modified;
	if (file->type == EXAMPLE_IMAGE)
		return put_image(volume, &entry, file, merging);
	entry.bytes = file->text ? file->text : "";
	entry.size = strlen(entry.bytes);
	entry.zeros = file->size > entry.size ? file->size - entry.size : 0;
	memory_volume_put(volume, entry);
	return true;
}

/* As deep as a path has components, which are no more than its MAX_WINPATH_CHARACTERS. */
static bool put_folder(struct volume *volume, const char *path, const struct file_node *folder,
	struct merging *merging)
{
	for (const struct file_node *node = folder->children; node; node = node->next) {
		const char *below =
			arena_printf(merging->arena, "%s%s%s", path, *path ? "/" : "", node->name);

		if (!put_file(volume, below, node, merging) ||
			!put_folder(volume, below, node, merging))
			return false;
	}
	return true;
}

static bool mount(struct merging *merging, const struct file_node *root, struct host *host)
{
	bool share = root->name[0] == '\\';
	struct volume *volume = memory_volume_new(share ? 0 : root->name[0]);

	volume->share = share ? root->name : NULL;
	if (!put_folder(volume, "", root, merging)) {
		volume_release(volume);
		return false;
	}
	if (tree_mount(&host->tree, volume))
		return true;
	volume_release(volume);
	*merging->flaw = (struct example_flaw){merging->machine->at,
		arena_printf(merging->arena, "expected at most %d shares", MAX_SHARES)};
	return false;
}

/* A machine has a drive C:, and as good as ever a Windows folder. */
static bool add_windows(struct merging *merging, const char *windows)
{
	struct example_file *folder = arena_alloc(merging->arena, sizeof(*folder));

	*folder = (struct example_file){
		.at = merging->machine->at, .path = "C:\\", .type = EXAMPLE_FOLDER};
	if (windows)
		folder->path = winpath_join(merging->arena, windows, "System32");
	return add(merging, folder);
}

/* What a machine takes away goes before what it adds, so that a folder may take a file's place. */
static bool add_files(struct merging *merging, bool gone)
{
	const struct example_machine *machine = merging->machine;

	for (size_t i = 0; i < machine->file_count; i++)
		if ((machine->files[i].type == EXAMPLE_GONE) == gone &&
			!add(merging, &machine->files[i]))
			return false;
	return true;
}

bool example_files_mount(const struct example_machine *machine, const char *windows,
	struct host *host, struct example_flaw *flaw)
{
	const struct example_machine *chain[MAX_MACHINE_BASES + 1];
	size_t count = example_machine_chain(machine, chain);
	struct merging merging = {.arena = host->arena, .machine = chain[0], .flaw = flaw};

	if (!add_windows(&merging, NULL) || (windows && !add_windows(&merging, windows)))
		return false;
	for (size_t i = 0; i < count; i++) {
		merging.machine = chain[i];
		if (!add_files(&merging, true) || !add_files(&merging, false))
			return false;
	}
	for (const struct file_node *root = merging.volumes.children; root; root = root->next)
		if (!mount(&merging, root, host))
			return false;
	return true;
}
