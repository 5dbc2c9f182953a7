/* Registry hives through libhivex; the bytes reach it in a private copy that nobody can change or
 * cut. */
#include "scanner/host/registry/hive.h"

#include "scanner/base/error_text.h"
#include "scanner/base/file.h"
#include "scanner/base/text.h"
#include "scanner/host/registry/hive_check.h"
#include "scanner/host/registry/hive_copy.h"
#include "scanner/host/registry/hive_name.h"
#include "scanner/host/registry/registry_data.h"

#include <errno.h>
#include <hivex.h>
#include <stdlib.h>
#include <string.h>

/* The base block of a hive: offsets of [MS-regf] as libhivex and the Windows kernel use them. */
enum {
	REGF_SIGNATURE = 0x66676572, /* "regf" */
	REGF_PRIMARY_SEQUENCE = 0x04,
	REGF_SECONDARY_SEQUENCE = 0x08,
	REGF_HIVE_BINS_SIZE = 0x28,
	REGF_BASE_BLOCK_BYTES = 0x1000,
};

/* A key that was met. Its subkeys are listed when one of them is first asked for, so that no key
 * is listed twice however often it is walked through. */
struct hive_node {
	hive_node_h node;
	const char *name;
	const char *folded;
	struct hive_node *children; /* sorted by folded; NULL until listed */
	size_t child_count;
	bool listed;
	bool partial; /* the name of a child could not be read, or one may be missing */
};

struct hive {
	struct registry_source source; /* first, so that an operation can find the hive */
	hive_h *handle;
	struct hive_copy copy;
	struct file bytes; /* of the copy, for what is looked through before libhivex reads it */
	const char *path;
	struct arena *arena;
	struct problem_list *problems;
	struct hive_node root;
	bool dirty;
	bool damaged; /* something in it could not be read: what is not found may be lost */
};

static const struct registry_operations hive_operations;

/* Says what is wrong before libhivex sees the file; false when it must not be used. */
static bool base_block_is_sound(const struct view *file, const char *path, struct arena *arena,
	struct problem_list *problems, bool *dirty)
{
	uint32_t signature, primary, secondary, bins;

	if (!view_u32(file, 0, &signature) || signature != REGF_SIGNATURE) {
		problem_add(problems, arena, "hive-damaged", path, 0,
			"the file does not start with \"regf\", so it is no registry hive; nothing "
			"was "
			"read from it");
		return false;
	}
	if (!view_u32(file, REGF_PRIMARY_SEQUENCE, &primary) ||
		!view_u32(file, REGF_SECONDARY_SEQUENCE, &secondary) ||
		!view_u32(file, REGF_HIVE_BINS_SIZE, &bins) ||
		!view_holds(file, REGF_BASE_BLOCK_BYTES, bins)) {
		problem_add(problems, arena, "hive-truncated", path, REGF_HIVE_BINS_SIZE,
			"the hive is cut short (the file has %llu bytes); nothing was read from "
			"it; "
			"copy it again",
			(unsigned long long)file->size);
		return false;
	}
	if (file->size > (uint64_t)MAX_HIVE_MIB << 20) {
		problem_add(problems, arena, "limit", path, PROBLEM_NO_OFFSET,
			"the hive is larger than %d MiB and was not read", MAX_HIVE_MIB);
		return false;
	}
	*dirty = primary != secondary;
	if (*dirty)
		problem_add(problems, arena, "hive-dirty", path, REGF_PRIMARY_SEQUENCE,
			"the hive was copied while in use: its sequence numbers differ (%u, %u) "
			"and its "
			"log was not replayed, so its newest changes may be missing",
			primary, secondary);
	return true;
}

struct hive *hive_open(const struct view *file, const char *path, struct arena *arena,
	struct problem_list *problems)
{
	struct hive_copy copy;
	struct hive *hive;
	struct file bytes;
	hive_h *handle;
	bool dirty;

	if (!base_block_is_sound(file, path, arena, problems, &dirty))
		return NULL;
	if (!hive_copy_make(file, &copy)) {
		problem_add(problems, arena, "unreadable-file", path, PROBLEM_NO_OFFSET,
			"the hive could not be read: %s", error_text(errno));
		return NULL;
	}
	handle = hivex_open(copy.name, 0);
	if (!handle || file_open(copy.name, &bytes, NULL) != FILE_OK) {
		problem_add(problems, arena, "hive-damaged", path, PROBLEM_NO_OFFSET,
			"the hive is damaged (%s); nothing was read from it; copy it again",
			error_text(errno));
		if (handle)
			hivex_close(handle);
		hive_copy_drop(&copy);
		return NULL;
	}
	hive = arena_alloc(arena, sizeof(*hive));
	*hive = (struct hive){.source = {.operations = &hive_operations},
		.handle = handle,
		.copy = copy,
		.bytes = bytes,
		.path = arena_strdup(arena, path),
		.arena = arena,
		.problems = problems,
		.dirty = dirty};
	hive->root.node = hivex_root(handle);
	return hive;
}

bool hive_is_dirty(const struct hive *hive)
{
	return hive->dirty;
}

void hive_tell_log(struct hive *hive, const char *log_path, uint64_t size)
{
	problem_add(hive->problems, hive->arena, "hive-log", log_path, PROBLEM_NO_OFFSET,
		"this log of the hive %s holds %llu bytes that were not replayed: its newest "
		"changes may be there alone",
		hive->path, (unsigned long long)size);
}

struct registry_source *hive_source(struct hive *hive)
{
	return hive ? &hive->source : NULL;
}

void hive_close(struct hive *hive)
{
	if (!hive)
		return;
	hivex_close(hive->handle);
	file_close(&hive->bytes);
	hive_copy_drop(&hive->copy);
}

/* What a failed libhivex call means: no such thing, or a hive damaged at this key. */
static enum registry_status failure(struct hive *hive, const char *key, int error)
{
	if (error == 0 || error == HIVEX_NO_KEY)
		return hive->damaged ? REGISTRY_UNKNOWN : REGISTRY_ABSENT;
	hive->damaged = true;
	problem_add(hive->problems, hive->arena, "hive-damaged", hive->path, PROBLEM_NO_OFFSET,
		"key %s cannot be read: %s", key, error_text(error));
	return REGISTRY_UNKNOWN;
}

static enum registry_status over_limit(
	struct hive *hive, const char *key, const char *what, int limit, const char *unit)
{
	problem_add(hive->problems, hive->arena, "limit", hive->path, PROBLEM_NO_OFFSET,
		"key %s %s more than %d %s and was not read", key, what, limit, unit);
	return REGISTRY_UNKNOWN;
}

/* Looks through what libhivex is about to read of a key; what is wrong with it is said. */
static enum hive_state look_through(struct hive *hive, const char *key, hive_node_h node,
	enum hive_state (*check)(
		const struct view *file, uint64_t offset, struct hive_fault *fault))
{
	struct view file = view_of(&hive->bytes.source);
	struct hive_fault fault;
	enum hive_state state = check(&file, node, &fault);

	if (state == HIVE_SOUND)
		return state;
	hive->damaged = true;
	problem_add(hive->problems, hive->arena, "hive-damaged", hive->path, fault.offset,
		"key %s is damaged: %s", key, fault.what);
	return state;
}

static int compare_nodes(const void *one, const void *other)
{
	const struct hive_node *left = one;
	const struct hive_node *right = other;

	return strcmp(left->folded, right->folded);
}

static void take_children(
	struct hive *hive, const char *key, struct hive_node *parent, const hive_node_h *handles)
{
	struct view file = view_of(&hive->bytes.source);

	for (size_t i = 0; handles[i]; i++) {
		const char *name = hive_key_name(hive->arena, &file, handles[i]);

		if (!name) {
			failure(hive, key, EINVAL);
			parent->partial = true;
			continue;
		}
		parent->children[parent->child_count++] =
			(struct hive_node){.node = handles[i], .name = name};
	}
	for (size_t i = 0; i < parent->child_count; i++)
		parent->children[i].folded = text_fold(hive->arena, parent->children[i].name);
	qsort(parent->children, parent->child_count, sizeof(*parent->children), compare_nodes);
}

/* Lists the subkeys of a key, once. key is what a person would call it. */
static enum registry_status list_children(
	struct hive *hive, const char *key, struct hive_node *parent)
{
	hive_node_h *handles;
	enum hive_state state;
	size_t count = 0;

	if (parent->listed)
		return REGISTRY_FOUND;
	state = look_through(hive, key, parent->node, hive_check_subkeys);
	if (state == HIVE_UNUSABLE)
		return REGISTRY_UNKNOWN;
	parent->partial = state == HIVE_LOSSY;
	errno = 0;
	handles = hivex_node_children(hive->handle, parent->node);
	if (!handles)
		return failure(hive, key, errno ? errno : EINVAL);
	while (count <= MAX_REGISTRY_KEYS && handles[count])
		count++;
	if (count > MAX_REGISTRY_KEYS) {
		free(handles);
		return over_limit(hive, key, "has", MAX_REGISTRY_KEYS, "subkeys");
	}
	parent->children = arena_array(hive->arena, count, sizeof(*parent->children));
	take_children(hive, key, parent, handles);
	free(handles);
	parent->listed = true;
	return REGISTRY_FOUND;
}

static enum registry_status find_key(struct hive *hive, const char *key, struct hive_node **out)
{
	struct hive_node *node = &hive->root;
	const char *rest = key;

	while (*rest) {
		size_t length = strcspn(rest, "\\");
		struct hive_node wanted = {.folded = text_fold(hive->arena,
						   text_from_bytes(hive->arena, rest, length))};
		enum registry_status status = list_children(hive, key, node);

		if (status != REGISTRY_FOUND)
			return status;
		node = node->child_count ? bsearch(&wanted, node->children, node->child_count,
						   sizeof(wanted), compare_nodes)
					 : NULL;
		if (!node)
			return failure(hive, key, 0);
		rest += length + (rest[length] == '\\');
	}
	*out = node;
	return REGISTRY_FOUND;
}

enum registry_status hive_key(struct hive *hive, const char *key)
{
	struct hive_node *node;

	return find_key(hive, key, &node);
}

enum registry_status hive_keys(
	struct hive *hive, const char *key, struct arena *arena, const char ***out, size_t *count)
{
	struct hive_node *node;
	const char **names;
	enum registry_status status = find_key(hive, key, &node);

	if (status == REGISTRY_FOUND)
		status = list_children(hive, key, node);
	if (status == REGISTRY_FOUND && node->partial)
		status = REGISTRY_UNKNOWN;
	if (status != REGISTRY_FOUND)
		return status;
	names = arena_array(arena, node->child_count, sizeof(*names));
	for (size_t i = 0; i < node->child_count; i++)
		names[i] = node->children[i].name;
	*out = names;
	*count = node->child_count;
	return REGISTRY_FOUND;
}

/* The value of this name among those of a key. */
static enum registry_status find_value(struct hive *hive, const char *key,
	const hive_value_h *handles, const char *name, hive_value_h *out)
{
	struct view file = view_of(&hive->bytes.source);
	struct arena names;
	size_t found = 0;

	arena_init(&names);
	for (; handles[found]; found++) {
		const char *stored = hive_value_name(&names, &file, handles[found]);

		if (!stored)
			failure(hive, key, EINVAL);
		else if (text_same_name(stored, name))
			break;
	}
	arena_free(&names);
	*out = handles[found];
	if (*out)
		return REGISTRY_FOUND;
	return failure(hive, key, 0);
}

static enum registry_status read_value(struct hive *hive, const char *key, hive_value_h handle,
	struct arena *arena, struct registry_value *out)
{
	struct registry_value value = {.text = ""};
	hive_type type;
	struct view file = view_of(&hive->bytes.source);
	char *bytes;
	bool fits;

	value.name = hive_value_name(arena, &file, handle);
	if (!value.name)
		return failure(hive, key, EINVAL);
	errno = 0;
	bytes = hivex_value_value(hive->handle, handle, &type, &value.size);
	if (!bytes)
		return failure(hive, key, errno ? errno : EINVAL);
	fits = registry_data_read(arena, (uint32_t)type, (const uint8_t *)bytes, &value);
	free(bytes);
	if (!fits)
		return over_limit(hive, key, "holds a text of", MAX_REGISTRY_VALUE_BYTES, "bytes");
	*out = value;
	return REGISTRY_FOUND;
}

/* Opens the list of a key's values, to be freed. */
static enum registry_status list_values(struct hive *hive, const char *key, hive_value_h **out)
{
	struct hive_node *node;
	enum registry_status status = find_key(hive, key, &node);

	if (status != REGISTRY_FOUND)
		return status;
	if (look_through(hive, key, node->node, hive_check_values) == HIVE_UNUSABLE)
		return REGISTRY_UNKNOWN;
	errno = 0;
	*out = hivex_node_values(hive->handle, node->node);
	return *out ? REGISTRY_FOUND : failure(hive, key, errno ? errno : EINVAL);
}

enum registry_status hive_value(struct hive *hive, const char *key, const char *name,
	struct arena *arena, struct registry_value *out)
{
	hive_value_h *handles;
	hive_value_h value;
	enum registry_status status = list_values(hive, key, &handles);

	if (status != REGISTRY_FOUND)
		return status;
	status = find_value(hive, key, handles, name, &value);
	free(handles);
	return status == REGISTRY_FOUND ? read_value(hive, key, value, arena, out) : status;
}

enum registry_status hive_values(struct hive *hive, const char *key, struct arena *arena,
	struct registry_value **out, size_t *count)
{
	hive_value_h *handles;
	struct registry_value *values;
	size_t total = 0;
	enum registry_status status = list_values(hive, key, &handles);

	if (status != REGISTRY_FOUND)
		return status;
	while (total <= MAX_REGISTRY_VALUES && handles[total])
		total++;
	if (total > MAX_REGISTRY_VALUES) {
		free(handles);
		return over_limit(hive, key, "has", MAX_REGISTRY_VALUES, "values");
	}
	values = arena_array(arena, total, sizeof(*values));
	for (size_t i = 0; i < total && status == REGISTRY_FOUND; i++)
		status = read_value(hive, key, handles[i], arena, &values[i]);
	free(handles);
	if (status != REGISTRY_FOUND)
		return status;
	*out = values;
	*count = total;
	return REGISTRY_FOUND;
}

static enum registry_status key_operation(struct registry_source *source, const char *key)
{
	return hive_key((struct hive *)source, key);
}

static enum registry_status value_operation(struct registry_source *source, const char *key,
	const char *name, struct arena *arena, struct registry_value *out)
{
	return hive_value((struct hive *)source, key, name, arena, out);
}

static enum registry_status values_operation(struct registry_source *source, const char *key,
	struct arena *arena, struct registry_value **out, size_t *count)
{
	return hive_values((struct hive *)source, key, arena, out, count);
}

static enum registry_status keys_operation(struct registry_source *source, const char *key,
	struct arena *arena, const char ***out, size_t *count)
{
	return hive_keys((struct hive *)source, key, arena, out, count);
}

static void close_operation(struct registry_source *source)
{
	hive_close((struct hive *)source);
}

static const struct registry_operations hive_operations = {.key = key_operation,
	.value = value_operation,
	.values = values_operation,
	.keys = keys_operation,
	.close = close_operation};
