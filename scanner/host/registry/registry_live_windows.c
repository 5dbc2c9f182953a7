#include "scanner/host/registry/registry_live_windows.h"

#include "scanner/base/file_windows.h"
#include "scanner/base/text.h"
#include "scanner/base/wide_windows.h"
#include "scanner/host/registry/registry_data.h"

#include <winreg.h>

#include <stdlib.h>
#include <string.h>

/* Windows' own limits, in UTF-16 units: doc "Registry Element Size Limits". */
enum { MAX_KEY_UNITS = 255, MAX_VALUE_NAME_UNITS = 16383 };

enum {
	MAX_DATA_BYTES = 8 * 1024 * 1024, /* as much as libhivex reads of one value */
	MAX_TRIES = 4,                    /* of a value that grows while it is read */
};

static const REGSAM READ = KEY_QUERY_VALUE | KEY_ENUMERATE_SUB_KEYS | KEY_WOW64_64KEY;

struct live_registry {
	struct registry_source source; /* first, so that an operation can find it */
	HKEY root;
	const char *folder; /* below that root */
	const char *name;   /* how a person writes both */
	struct arena *arena;
	struct problem_list *problems;
};

static const char *shown(const struct live_registry *registry, const char *key)
{
	return arena_printf(registry->arena, "%s%s%s", registry->name, *key ? "\\" : "", key);
}

static enum registry_status failure(struct live_registry *registry, const char *key, LONG error)
{
	if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND ||
		error == ERROR_BAD_PATHNAME)
		return REGISTRY_ABSENT;
	problem_add(registry->problems, registry->arena, "unreadable-key", shown(registry, key),
		PROBLEM_NO_OFFSET,
		"the key cannot be read: %s; run as an administrator of the machine",
		file_error_words(registry->arena, (DWORD)error));
	return REGISTRY_UNKNOWN;
}

static enum registry_status over_limit(struct live_registry *registry, const char *key,
	const char *what, int limit, const char *unit)
{
	problem_add(registry->problems, registry->arena, "limit", shown(registry, key),
		PROBLEM_NO_OFFSET, "the key %s more than %d %s and was not read", what, limit,
		unit);
	return REGISTRY_UNKNOWN;
}

/* Whether a key can have this path: no part is empty or longer than Windows makes them. */
static bool is_path(const wchar_t *path)
{
	while (*path) {
		size_t length = wcscspn(path, L"\\");

		if (!length || length > MAX_KEY_UNITS)
			return false;
		path += length + (path[length] == L'\\');
	}
	return true;
}

static enum registry_status open_key(struct live_registry *registry, const char *key, HKEY *out)
{
	bool below = *registry->folder && *key;
	LONG error = ERROR_FILE_NOT_FOUND;
	struct arena scratch;
	const char *path;
	const wchar_t *wide;

	arena_init(&scratch);
	path = arena_printf(&scratch, "%s%s%s", registry->folder, below ? "\\" : "", key);
	wide = wide_from_text(&scratch, path, strlen(path));
	if (is_path(wide))
		error = RegOpenKeyExW(registry->root, wide, 0, READ, out);
	arena_free(&scratch);
	return error == ERROR_SUCCESS ? REGISTRY_FOUND : failure(registry, key, error);
}

/* A name as hives have it: Windows' own calls can put a NUL into one, which is written \x00. */
static const char *name_text(struct arena *arena, const wchar_t *name, size_t length)
{
	const char *text = "";

	for (size_t at = 0; at <= length; at++) {
		size_t end = at + wcsnlen(name + at, length - at);

		text = arena_printf(arena, "%s%s%s", text,
			text_from_utf16(
				arena, (const uint8_t *)(name + at), (end - at) * sizeof(*name)),
			end < length ? "\\x00" : "");
		at = end;
	}
	return text;
}

static enum registry_status key_operation(struct registry_source *source, const char *key)
{
	HKEY opened;
	enum registry_status status = open_key((struct live_registry *)source, key, &opened);

	if (status == REGISTRY_FOUND)
		RegCloseKey(opened);
	return status;
}

struct key_name {
	const char *name;
	const char *folded;
};

static int compare_names(const void *one, const void *other)
{
	return strcmp(
		((const struct key_name *)one)->folded, ((const struct key_name *)other)->folded);
}

static enum registry_status list_keys(struct live_registry *registry, const char *key, HKEY opened,
	struct arena *arena, struct key_name **out, size_t *count)
{
	wchar_t name[MAX_KEY_UNITS + 1];
	size_t capacity = 0;
	void *items = NULL;

	*count = 0;
	for (DWORD i = 0;; i++) {
		DWORD length = MAX_KEY_UNITS + 1;
		LONG error = RegEnumKeyExW(opened, i, name, &length, NULL, NULL, NULL, NULL);
		const char *text;

		if (error == ERROR_NO_MORE_ITEMS)
			break;
		if (error != ERROR_SUCCESS)
			return failure(registry, key, error);
		if (*count == MAX_REGISTRY_KEYS)
			return over_limit(registry, key, "has", MAX_REGISTRY_KEYS, "subkeys");
		arena_grow(arena, &items, *count, &capacity, sizeof(**out));
		text = name_text(arena, name, length);
		((struct key_name *)items)[(*count)++] =
			(struct key_name){text, text_fold(arena, text)};
	}
	*out = items;
	return REGISTRY_FOUND;
}

static enum registry_status keys_operation(struct registry_source *source, const char *key,
	struct arena *arena, const char ***out, size_t *count)
{
	struct live_registry *registry = (struct live_registry *)source;
	struct key_name *found = NULL;
	const char **names;
	size_t found_count;
	HKEY opened;
	enum registry_status status = open_key(registry, key, &opened);

	if (status != REGISTRY_FOUND)
		return status;
	status = list_keys(registry, key, opened, arena, &found, &found_count);
	RegCloseKey(opened);
	if (status != REGISTRY_FOUND)
		return status;
	if (found_count)
		qsort(found, found_count, sizeof(*found), compare_names);
	names = arena_array(arena, found_count, sizeof(*names));
	for (size_t i = 0; i < found_count; i++)
		names[i] = found[i].name;
	*out = names;
	*count = found_count;
	return REGISTRY_FOUND;
}

static bool is_bounded_text(DWORD type)
{
	return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* The data of one value, read into scratch; REGISTRY_ABSENT when it has gone meanwhile. */
static enum registry_status read_data(struct live_registry *registry, const char *key, HKEY opened,
	const wchar_t *name, struct arena *scratch, DWORD *type, DWORD *size, BYTE **out)
{
	LONG error = RegQueryValueExW(opened, name, NULL, type, NULL, size);

	for (int i = 0; i < MAX_TRIES; i++) {
		if (error != ERROR_SUCCESS && error != ERROR_MORE_DATA)
			return failure(registry, key, error);
		if (is_bounded_text(*type) && *size > MAX_REGISTRY_VALUE_BYTES)
			return over_limit(registry, key, "holds a text of",
				MAX_REGISTRY_VALUE_BYTES, "bytes");
		if (*size > MAX_DATA_BYTES)
			return over_limit(
				registry, key, "holds a value of", MAX_DATA_BYTES, "bytes");
		*out = arena_alloc(scratch, *size);
		error = RegQueryValueExW(opened, name, NULL, type, *out, size);
		if (error == ERROR_SUCCESS)
			return REGISTRY_FOUND;
	}
	return failure(registry, key, error);
}

static enum registry_status read_value(struct live_registry *registry, const char *key, HKEY opened,
	const wchar_t *name, struct arena *arena, struct registry_value *out)
{
	struct registry_value value = {.text = ""};
	enum registry_status status;
	struct arena scratch;
	DWORD type = REG_NONE, size = 0;
	BYTE *bytes = NULL;

	arena_init(&scratch);
	status = read_data(registry, key, opened, name, &scratch, &type, &size, &bytes);
	value.size = size;
	if (status == REGISTRY_FOUND && !registry_data_read(arena, type, bytes, &value))
		status = over_limit(
			registry, key, "holds a text of", MAX_REGISTRY_VALUE_BYTES, "bytes");
	arena_free(&scratch);
	if (status != REGISTRY_FOUND)
		return status;
	value.name = out->name;
	*out = value;
	return REGISTRY_FOUND;
}

/* The names of a key's values in the order stored, one a call: REGISTRY_ABSENT past the last. */
static enum registry_status next_value(struct live_registry *registry, const char *key, HKEY opened,
	DWORD index, wchar_t *name, DWORD *length)
{
	LONG error;

	*length = MAX_VALUE_NAME_UNITS + 1;
	error = RegEnumValueW(opened, index, name, length, NULL, NULL, NULL, NULL);
	if (error == ERROR_NO_MORE_ITEMS)
		return REGISTRY_ABSENT;
	return error == ERROR_SUCCESS ? REGISTRY_FOUND : failure(registry, key, error);
}

/* By their names, since Windows compares some letters otherwise than NT 4 did, and hives alike. */
static enum registry_status find_value(struct live_registry *registry, const char *key, HKEY opened,
	const char *name, struct arena *arena, struct registry_value *out)
{
	enum registry_status status = REGISTRY_FOUND;
	struct arena scratch;
	wchar_t *stored;

	arena_init(&scratch);
	stored = arena_array(&scratch, MAX_VALUE_NAME_UNITS + 1, sizeof(*stored));
	for (DWORD i = 0; status == REGISTRY_FOUND; i++) {
		DWORD length;

		status = next_value(registry, key, opened, i, stored, &length);
		if (status != REGISTRY_FOUND ||
			!text_same_name(name_text(&scratch, stored, length), name))
			continue;
		out->name = name_text(arena, stored, length);
		status = read_value(registry, key, opened, stored, arena, out);
		break;
	}
	arena_free(&scratch);
	return status;
}

static enum registry_status value_operation(struct registry_source *source, const char *key,
	const char *name, struct arena *arena, struct registry_value *out)
{
	struct live_registry *registry = (struct live_registry *)source;
	struct registry_value value;
	HKEY opened;
	enum registry_status status = open_key(registry, key, &opened);

	if (status != REGISTRY_FOUND)
		return status;
	status = find_value(registry, key, opened, name, arena, &value);
	RegCloseKey(opened);
	if (status == REGISTRY_FOUND)
		*out = value;
	return status;
}

static enum registry_status list_values(struct live_registry *registry, const char *key,
	HKEY opened, struct arena *arena, struct registry_value **out, size_t *count)
{
	wchar_t *name = arena_array(arena, MAX_VALUE_NAME_UNITS + 1, sizeof(*name));
	enum registry_status status;
	size_t capacity = 0;
	void *items = NULL;
	DWORD length;

	*count = 0;
	for (DWORD i = 0;
		(status = next_value(registry, key, opened, i, name, &length)) == REGISTRY_FOUND;
		i++) {
		struct registry_value value = {.name = name_text(arena, name, length)};

		if (*count == MAX_REGISTRY_VALUES)
			return over_limit(registry, key, "has", MAX_REGISTRY_VALUES, "values");
		status = read_value(registry, key, opened, name, arena, &value);
		if (status == REGISTRY_UNKNOWN)
			return status;
		if (status == REGISTRY_ABSENT)
			continue;
		arena_grow(arena, &items, *count, &capacity, sizeof(**out));
		((struct registry_value *)items)[(*count)++] = value;
	}
	*out = items;
	return status == REGISTRY_ABSENT ? REGISTRY_FOUND : status;
}

static enum registry_status values_operation(struct registry_source *source, const char *key,
	struct arena *arena, struct registry_value **out, size_t *count)
{
	struct live_registry *registry = (struct live_registry *)source;
	struct registry_value *values = NULL;
	size_t value_count;
	HKEY opened;
	enum registry_status status = open_key(registry, key, &opened);

	if (status != REGISTRY_FOUND)
		return status;
	status = list_values(registry, key, opened, arena, &values, &value_count);
	RegCloseKey(opened);
	if (status != REGISTRY_FOUND)
		return status;
	*out = values;
	*count = value_count;
	return REGISTRY_FOUND;
}

/* The predefined keys are never closed. */
static void close_operation(struct registry_source *source)
{
	(void)source;
}

static const struct registry_operations operations = {.key = key_operation,
	.value = value_operation,
	.values = values_operation,
	.keys = keys_operation,
	.close = close_operation};

struct registry_source *registry_live_open(
	enum registry_root root, struct arena *arena, struct problem_list *problems)
{
	const struct {
		HKEY root;
		const char *folder;
		const char *name;
	} places[REGISTRY_ROOTS] = {
		[REGISTRY_SYSTEM] = {HKEY_LOCAL_MACHINE, "SYSTEM", "HKLM\\SYSTEM"},
		[REGISTRY_SOFTWARE] = {HKEY_LOCAL_MACHINE, "SOFTWARE", "HKLM\\SOFTWARE"},
		[REGISTRY_DEFAULT] = {HKEY_USERS, ".DEFAULT", "HKU\\.DEFAULT"},
		[REGISTRY_USER] = {HKEY_CURRENT_USER, "", "HKCU"},
	};
	struct live_registry *registry = arena_alloc(arena, sizeof(*registry));

	*registry = (struct live_registry){.source = {&operations, .live = true},
		.root = places[root].root,
		.folder = places[root].folder,
		.name = places[root].name,
		.arena = arena,
		.problems = problems};
	return &registry->source;
}
