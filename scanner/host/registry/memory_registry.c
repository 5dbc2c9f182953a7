#include "scanner/host/registry/memory_registry.h"

#include "scanner/base/text.h"
#include "scanner/host/registry/registry_data.h"

#include <stdlib.h>
#include <string.h>

/* winnt.h */
enum { TYPE_SZ = 1, TYPE_EXPAND_SZ = 2, TYPE_DWORD = 4, TYPE_MULTI_SZ = 7, TYPE_QWORD = 11 };

struct memory_value {
	const char *name;
	uint32_t type;
	const uint8_t *bytes;
	size_t size;
};

struct memory_key {
	const char *name;
	const char *folded;
	struct memory_key **keys; /* sorted by the folded name */
	size_t key_count, key_capacity;
	struct memory_value *values;
	size_t value_count, value_capacity;
};

struct memory_registry {
	struct registry_source source; /* first, so that an operation can find the registry */
	struct arena arena;
	struct memory_key root;
};

/* Where a subkey stands, or would have to stand; *found tells which. */
static size_t place_of(const struct memory_key *key, const char *folded, bool *found)
{
	size_t low = 0, high = key->key_count;

	*found = false;
	while (low < high && !*found) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(key->keys[middle]->folded, folded);

		*found = order == 0;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return *found ? high : low;
}

static struct memory_key *add_subkey(
	struct arena *arena, struct memory_key *key, size_t place, const char *name)
{
	struct memory_key *subkey = arena_alloc(arena, sizeof(*subkey));
	void *keys = key->keys;

	arena_grow(arena, &keys, key->key_count, &key->key_capacity, sizeof(*key->keys));
	key->keys = keys;
	memmove(key->keys + place + 1, key->keys + place,
		(key->key_count - place) * sizeof(*key->keys));
	key->key_count++;
	key->keys[place] = subkey;
	*subkey = (struct memory_key){.name = name, .folded = text_fold(arena, name)};
	return subkey;
}

/* The key a path leads to; what is missing of it is made when asked for, else NULL. */
static struct memory_key *walk(struct memory_registry *registry, const char *path, bool make)
{
	struct memory_key *key = &registry->root;
	struct arena scratch;

	arena_init(&scratch);
	while (key && *path) {
		size_t length = strcspn(path, "\\");
		const char *name = text_from_bytes(&scratch, path, length);
		bool found;
		size_t place = place_of(key, text_fold(&scratch, name), &found);

		if (found)
			key = key->keys[place];
		else
			key = make ? add_subkey(&registry->arena, key, place,
					     arena_strdup(&registry->arena, name))
				   : NULL;
		path += length + (path[length] == '\\');
	}
	arena_free(&scratch);
	return key;
}

static struct memory_value *value_named(const struct memory_key *key, const char *name)
{
	for (size_t i = 0; i < key->value_count; i++)
		if (text_same_name(key->values[i].name, name))
			return &key->values[i];
	return NULL;
}

void memory_registry_add_key(struct memory_registry *registry, const char *key)
{
	walk(registry, key, true);
}

void memory_registry_set(struct memory_registry *registry, const char *key, const char *name,
	uint32_t type, const void *bytes, size_t size)
{
	struct memory_key *place = walk(registry, key, true);
	struct memory_value *value = value_named(place, name);
	void *values = place->values;

	if (!value) {
		arena_grow(&registry->arena, &values, place->value_count, &place->value_capacity,
			sizeof(*place->values));
		place->values = values;
		value = &place->values[place->value_count++];
		value->name = arena_strdup(&registry->arena, name);
	}
	value->type = type;
	value->bytes = (const uint8_t *)arena_copy(&registry->arena, bytes, size);
	value->size = size;
}

/* UTF-16LE with a NUL behind it; returns where it ends. `out` has room for two units a byte. */
static uint8_t *put_utf16(uint8_t *out, const char *text)
{
	uint32_t character;

	do {
		uint32_t units[2] = {character = text_next(&text), 0};

		if (character >= 0x10000) {
			units[0] = 0xD800 + ((character - 0x10000) >> 10);
			units[1] = 0xDC00 + ((character - 0x10000) & 0x3FF);
		}
		for (size_t i = 0; i < (character >= 0x10000 ? 2 : 1); i++) {
			*out++ = (uint8_t)(units[i] & 0xFF);
			*out++ = (uint8_t)(units[i] >> 8);
		}
	} while (character);
	return out;
}

void memory_registry_set_text(struct memory_registry *registry, const char *key, const char *name,
	const char *text, bool expandable)
{
	struct arena scratch;
	uint8_t *bytes;

	arena_init(&scratch);
	bytes = arena_array(&scratch, strlen(text) + 1, 4);
	memory_registry_set(registry, key, name, expandable ? TYPE_EXPAND_SZ : TYPE_SZ, bytes,
		(size_t)(put_utf16(bytes, text) - bytes));
	arena_free(&scratch);
}

void memory_registry_set_list(struct memory_registry *registry, const char *key, const char *name,
	const char *const *texts, size_t count)
{
	struct arena scratch;
	size_t length = 1;
	uint8_t *bytes, *end;

	for (size_t i = 0; i < count; i++)
		length += strlen(texts[i]) + 1;
	arena_init(&scratch);
	bytes = end = arena_array(&scratch, length, 4);
	for (size_t i = 0; i < count; i++)
		end = put_utf16(end, texts[i]);
	end = put_utf16(end, "");
	memory_registry_set(registry, key, name, TYPE_MULTI_SZ, bytes, (size_t)(end - bytes));
	arena_free(&scratch);
}

void memory_registry_set_number(
	struct memory_registry *registry, const char *key, const char *name, uint64_t number)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(number >> (8 * i) & 0xFF);
	if (number <= UINT32_MAX)
		memory_registry_set(registry, key, name, TYPE_DWORD, bytes, 4);
	else
		memory_registry_set(registry, key, name, TYPE_QWORD, bytes, 8);
}

void memory_registry_remove_value(
	struct memory_registry *registry, const char *key, const char *name)
{
	struct memory_key *place = walk(registry, key, false);
	struct memory_value *value = place ? value_named(place, name) : NULL;

	if (!value)
		return;
	memmove(value, value + 1,
		(place->value_count - (size_t)(value - place->values) - 1) * sizeof(*value));
	place->value_count--;
}

void memory_registry_remove_key(struct memory_registry *registry, const char *key)
{
	const char *last = strrchr(key, '\\');
	struct arena scratch;
	struct memory_key *parent;
	bool found = false;
	size_t place = 0;

	arena_init(&scratch);
	parent = last ? walk(registry, arena_copy(&scratch, key, (size_t)(last - key)), false)
		      : &registry->root;
	if (parent)
		place = place_of(parent, text_fold(&scratch, last ? last + 1 : key), &found);
	arena_free(&scratch);
	if (!found)
		return;
	memmove(parent->keys + place, parent->keys + place + 1,
		(parent->key_count - place - 1) * sizeof(*parent->keys));
	parent->key_count--;
}

static enum registry_status key_operation(struct registry_source *source, const char *key)
{
	return walk((struct memory_registry *)source, key, false) ? REGISTRY_FOUND
								  : REGISTRY_ABSENT;
}

static enum registry_status read_value(
	const struct memory_value *stored, struct arena *arena, struct registry_value *out)
{
	struct registry_value value = {
		.name = arena_strdup(arena, stored->name), .size = stored->size};

	if (!registry_data_read(arena, stored->type, stored->bytes, &value))
		return REGISTRY_UNKNOWN;
	*out = value;
	return REGISTRY_FOUND;
}

static enum registry_status value_operation(struct registry_source *source, const char *key,
	const char *name, struct arena *arena, struct registry_value *out)
{
	const struct memory_key *place = walk((struct memory_registry *)source, key, false);
	const struct memory_value *value = place ? value_named(place, name) : NULL;

	return value ? read_value(value, arena, out) : REGISTRY_ABSENT;
}

static enum registry_status values_operation(struct registry_source *source, const char *key,
	struct arena *arena, struct registry_value **out, size_t *count)
{
	const struct memory_key *place = walk((struct memory_registry *)source, key, false);
	enum registry_status status = REGISTRY_FOUND;
	struct registry_value *values;

	if (!place)
		return REGISTRY_ABSENT;
	if (place->value_count > MAX_REGISTRY_VALUES)
		return REGISTRY_UNKNOWN;
	values = arena_array(arena, place->value_count, sizeof(*values));
	for (size_t i = 0; i < place->value_count && status == REGISTRY_FOUND; i++)
		status = read_value(&place->values[i], arena, &values[i]);
	if (status != REGISTRY_FOUND)
		return status;
	*out = values;
	*count = place->value_count;
	return REGISTRY_FOUND;
}

static enum registry_status keys_operation(struct registry_source *source, const char *key,
	struct arena *arena, const char ***out, size_t *count)
{
	const struct memory_key *place = walk((struct memory_registry *)source, key, false);
	const char **names;

	if (!place)
		return REGISTRY_ABSENT;
	if (place->key_count > MAX_REGISTRY_KEYS)
		return REGISTRY_UNKNOWN;
	names = arena_array(arena, place->key_count, sizeof(*names));
	for (size_t i = 0; i < place->key_count; i++)
		names[i] = arena_strdup(arena, place->keys[i]->name);
	*out = names;
	*count = place->key_count;
	return REGISTRY_FOUND;
}

static void close_operation(struct registry_source *source)
{
	struct memory_registry *registry = (struct memory_registry *)source;

	arena_free(&registry->arena);
	free(registry);
}

static const struct registry_operations memory_operations = {.key = key_operation,
	.value = value_operation,
	.values = values_operation,
	.keys = keys_operation,
	.close = close_operation};

struct memory_registry *memory_registry_new(void)
{
	struct memory_registry *registry = calloc(1, sizeof(*registry));

	if (!registry)
		memory_exhausted();
	registry->source.operations = &memory_operations;
	arena_init(&registry->arena);
	return registry;
}

struct registry_source *memory_registry_source(struct memory_registry *registry)
{
	return &registry->source;
}
