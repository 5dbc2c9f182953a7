/* Registry hives through libhivex; the bytes reach it in a private copy that nobody can change or
 * cut. */
#include "scanner/host/registry.h"

#include "scanner/base/error_text.h"
#include "scanner/base/text.h"
#include "scanner/host/hive_copy.h"

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

struct hive {
	hive_h *handle;
	struct hive_copy copy;
	const char *path;
	struct arena *arena;
	struct problem_list *problems;
	bool damaged; /* something in it could not be read: what is not found may be lost */
};

/* Says what is wrong before libhivex sees the file; false when it must not be used. */
static bool base_block_is_sound(const struct view *file, const char *path, struct arena *arena,
	struct problem_list *problems)
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
	if (primary != secondary)
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
	hive_h *handle;

	if (!base_block_is_sound(file, path, arena, problems))
		return NULL;
	if (!hive_copy_make(file, &copy)) {
		problem_add(problems, arena, "unreadable-file", path, PROBLEM_NO_OFFSET,
			"the hive could not be read: %s", error_text(errno));
		return NULL;
	}
	handle = hivex_open(copy.name, 0);
	if (!handle) {
		problem_add(problems, arena, "hive-damaged", path, PROBLEM_NO_OFFSET,
			"the hive is damaged (%s); nothing was read from it; copy it again",
			error_text(errno));
		hive_copy_drop(&copy);
		return NULL;
	}
	hive = arena_alloc(arena, sizeof(*hive));
	*hive = (struct hive){.handle = handle,
		.copy = copy,
		.path = arena_strdup(arena, path),
		.arena = arena,
		.problems = problems};
	return hive;
}

void hive_close(struct hive *hive)
{
	if (!hive)
		return;
	hivex_close(hive->handle);
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

static enum registry_status find_key(struct hive *hive, const char *key, hive_node_h *out)
{
	hive_node_h node;
	const char *rest = key;

	errno = 0;
	node = hivex_root(hive->handle);
	while (node && *rest) {
		size_t length = strcspn(rest, "\\");
		char *name = arena_copy(hive->arena, rest, length);

		errno = 0;
		node = hivex_node_get_child(hive->handle, node, name);
		rest += length + (rest[length] == '\\');
	}
	if (!node)
		return failure(hive, key, errno);
	*out = node;
	return REGISTRY_FOUND;
}

enum registry_status hive_key(struct hive *hive, const char *key)
{
	hive_node_h node;

	return find_key(hive, key, &node);
}

static bool is_text(hive_type type)
{
	return type == hive_t_REG_SZ || type == hive_t_REG_EXPAND_SZ;
}

static void fill_value(struct arena *arena, hive_type type, const char *bytes, size_t length,
	struct registry_value *out)
{
	out->text = "";
	out->type = REGISTRY_OTHER;
	if (is_text(type)) {
		out->type = type == hive_t_REG_SZ ? REGISTRY_TEXT : REGISTRY_EXPANDABLE_TEXT;
		out->text = text_from_utf16(arena, (const uint8_t *)bytes, length);
	} else if (type == hive_t_REG_DWORD && length == 4) {
		const uint8_t *raw = (const uint8_t *)bytes;

		out->type = REGISTRY_NUMBER;
		out->number = (uint32_t)raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 |
			      (uint32_t)raw[3] << 24;
		out->text = arena_printf(arena, "%u", out->number);
	}
}

static enum registry_status over_limit(
	struct hive *hive, const char *key, const char *what, int limit, const char *unit)
{
	problem_add(hive->problems, hive->arena, "limit", hive->path, PROBLEM_NO_OFFSET,
		"key %s %s more than %d %s and was not read", key, what, limit, unit);
	return REGISTRY_UNKNOWN;
}

static enum registry_status read_value(struct hive *hive, const char *key, hive_value_h handle,
	struct arena *arena, struct registry_value *out)
{
	hive_type type;
	size_t length;
	char *name;
	char *bytes;

	errno = 0;
	name = hivex_value_key(hive->handle, handle);
	if (!name)
		return failure(hive, key, errno ? errno : EINVAL);
	bytes = hivex_value_value(hive->handle, handle, &type, &length);
	if (!bytes) {
		int error = errno ? errno : EINVAL;

		free(name);
		return failure(hive, key, error);
	}
	if (is_text(type) && length > MAX_REGISTRY_VALUE_BYTES) {
		free(name);
		free(bytes);
		return over_limit(hive, key, "holds a text of", MAX_REGISTRY_VALUE_BYTES, "bytes");
	}
	out->name = text_from_bytes(arena, name, strlen(name));
	fill_value(arena, type, bytes, length, out);
	free(name);
	free(bytes);
	return REGISTRY_FOUND;
}

enum registry_status hive_value(struct hive *hive, const char *key, const char *name,
	struct arena *arena, struct registry_value *out)
{
	hive_node_h node;
	hive_value_h value;
	enum registry_status status = find_key(hive, key, &node);

	if (status != REGISTRY_FOUND)
		return status;
	errno = 0;
	value = hivex_node_get_value(hive->handle, node, name);
	if (!value)
		return failure(hive, key, errno);
	return read_value(hive, key, value, arena, out);
}

enum registry_status hive_values(struct hive *hive, const char *key, struct arena *arena,
	struct registry_value **out, size_t *count)
{
	hive_node_h node;
	hive_value_h *handles;
	struct registry_value *values;
	size_t total = 0;
	enum registry_status status = find_key(hive, key, &node);

	if (status != REGISTRY_FOUND)
		return status;
	errno = 0;
	handles = hivex_node_values(hive->handle, node);
	if (!handles)
		return failure(hive, key, errno ? errno : EINVAL);
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
