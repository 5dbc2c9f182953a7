/* The registry of an example's machine: from JSON to roots in memory. */
#include "rules/examples/example_parts.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/profile.h"
#include "scanner/host/registry/memory_registry.h"

#include <string.h>

/* Windows makes no longer names. */
enum { MAX_KEY_NAME = 255, MAX_KEY_PATH = 4096 };

static const char CURRENT[] = "CurrentControlSet";
static const char FIRST[] = "ControlSet001";
static const char ENVIRONMENT[] = "ControlSet001\\Control\\Session Manager\\Environment";

/* Whether a key's path is components with single backslashes between them. */
static bool is_key_path(const char *path)
{
	if (strlen(path) > MAX_KEY_PATH)
		return false;
	while (*path) {
		size_t length = strcspn(path, "\\");

		if (!length || length > MAX_KEY_NAME)
			return false;
		path += length;
		if (*path && !*++path)
			return false;
	}
	return true;
}

/* CurrentControlSet is a link to the control set that the machine was started with. */
static const char *linked(struct json_reader *reader, enum registry_root root, const char *inside)
{
	const char *rest = root == REGISTRY_SYSTEM ? text_behind_name(inside, CURRENT) : NULL;

	if (!rest || (*rest && *rest != '\\'))
		return inside;
	return arena_printf(reader->arena, "%s%s", FIRST, rest);
}

static uint8_t *bytes_of(struct arena *arena, const char *text, size_t *count)
{
	static const char digits[] = "0123456789abcdef";
	size_t length = strlen(text);
	uint8_t *bytes = arena_alloc(arena, length / 2 + 1);

	if (length % 2 || strspn(text, digits) != length)
		return NULL;
	for (size_t i = 0; i < length; i += 2)
		bytes[i / 2] = (uint8_t)((strchr(digits, text[i]) - digits) << 4 |
					 (strchr(digits, text[i + 1]) - digits));
	*count = length / 2;
	return bytes;
}

static void load_typed_value(
	struct json_reader *reader, const char *at, const cJSON *value, struct example_value *out)
{
	static const char *const keys[] = {"expand", "bytes", NULL};
	const char *bytes;

	if (!json_check_object(reader, at, value, keys))
		return;
	if (cJSON_GetArraySize(value) != 1)
		json_error(reader, at, "expected either {\"expand\": ...} or {\"bytes\": ...}");
	out->type = EXAMPLE_VALUE_EXPANDABLE;
	out->text = json_text(reader, at, value, "expand", false);
	bytes = json_text(reader, at, value, "bytes", false);
	if (!bytes)
		return;
	out->type = EXAMPLE_VALUE_BYTES;
	out->bytes = bytes_of(reader->arena, bytes, &out->count);
	if (!out->bytes)
		json_error(reader, json_at(reader, at, "bytes"),
			"\"%s\" is no bytes; expected two of 0-9 and a-f for each", bytes);
}

static void load_value(struct json_reader *reader, const char *path, const cJSON *key,
	const cJSON *value, struct example_value *out)
{
	const char *at = json_at(reader, path, value->string);

	out->name = text_from_bytes(reader->arena, value->string, strlen(value->string));
	if (cJSON_IsNull(value)) {
		out->type = EXAMPLE_VALUE_GONE;
	} else if (cJSON_IsString(value)) {
		out->type = EXAMPLE_VALUE_TEXT;
		out->text = text_from_bytes(
			reader->arena, value->valuestring, strlen(value->valuestring));
	} else if (cJSON_IsNumber(value)) {
		out->type = EXAMPLE_VALUE_NUMBER;
		json_whole(reader, at, value, MAX_JSON_NUMBER, &out->number);
	} else if (cJSON_IsArray(value)) {
		out->type = EXAMPLE_VALUE_LIST;
		out->texts = json_texts(reader, path, key, value->string, false, &out->count);
	} else if (cJSON_IsObject(value)) {
		load_typed_value(reader, at, value, out);
	} else {
		json_error(reader, at,
			"expected a text, a number, a list of texts, {\"expand\": text}, "
			"{\"bytes\": text} or null, found %s",
			json_type_name(value));
	}
}

static void load_values(
	struct json_reader *reader, const char *at, const cJSON *key, struct example_key *out)
{
	const cJSON *value;

	if (!json_check_object(reader, at, key, NULL))
		return;
	out->values =
		arena_array(reader->arena, (size_t)cJSON_GetArraySize(key), sizeof(*out->values));
	cJSON_ArrayForEach(value, key)
		load_value(reader, at, key, value, &out->values[out->value_count++]);
}

static void load_key(
	struct json_reader *reader, const char *path, const cJSON *key, struct example_machine *out)
{
	struct example_key *place = &out->keys[out->key_count];
	const char *at = json_at(reader, path, key->string);
	const char *name = text_from_bytes(reader->arena, key->string, strlen(key->string));

	place->root = registry_root_of(name, &place->inside);
	if (place->root == REGISTRY_ROOTS || !is_key_path(place->inside)) {
		json_error(reader, at,
			"\"%s\" is no key that is read; expected one below HKLM\\SYSTEM, "
			"HKLM\\SOFTWARE, HKU\\.DEFAULT or HKCU",
			name);
		return;
	}
	place->inside = linked(reader, place->root, place->inside);
	place->gone = cJSON_IsNull(key);
	if (!place->gone)
		load_values(reader, at, key, place);
	out->key_count++;
}

void example_registry_load(struct json_reader *reader, const char *path, const cJSON *object,
	struct example_machine *out)
{
	const cJSON *registry = cJSON_GetObjectItemCaseSensitive(object, "registry");
	const char *at = json_at(reader, path, "registry");
	const cJSON *key;

	if (!registry)
		return;
	out->registry_given = true;
	out->registry_absent = cJSON_IsNull(registry);
	if (out->registry_absent || !json_check_object(reader, at, registry, NULL))
		return;
	out->keys = arena_array(
		reader->arena, (size_t)cJSON_GetArraySize(registry), sizeof(*out->keys));
	cJSON_ArrayForEach(key, registry) load_key(reader, at, key, out);
}

static void set_value(
	struct memory_registry *root, const char *key, const struct example_value *value)
{
	switch (value->type) {
	case EXAMPLE_VALUE_GONE:
		memory_registry_remove_value(root, key, value->name);
		break;
	case EXAMPLE_VALUE_TEXT:
	case EXAMPLE_VALUE_EXPANDABLE:
		memory_registry_set_text(root, key, value->name, value->text ? value->text : "",
			value->type == EXAMPLE_VALUE_EXPANDABLE);
		break;
	case EXAMPLE_VALUE_NUMBER:
		memory_registry_set_number(root, key, value->name, value->number);
		break;
	case EXAMPLE_VALUE_LIST:
		memory_registry_set_list(root, key, value->name, value->texts, value->count);
		break;
	case EXAMPLE_VALUE_BYTES:
		memory_registry_set(root, key, value->name, 3, value->bytes, value->count);
		break;
	}
}

static struct memory_registry *root_of(
	struct memory_registry *roots[REGISTRY_ROOTS], enum registry_root root)
{
	if (!roots[root])
		roots[root] = memory_registry_new();
	return roots[root];
}

static void put_keys(
	const struct example_machine *machine, struct memory_registry *roots[REGISTRY_ROOTS])
{
	for (size_t i = 0; i < machine->key_count; i++) {
		const struct example_key *key = &machine->keys[i];
		struct memory_registry *root = root_of(roots, key->root);

		if (key->gone)
			memory_registry_remove_key(root, key->inside);
		else
			memory_registry_add_key(root, key->inside);
		for (size_t j = 0; j < key->value_count; j++)
			set_value(root, key->inside, &key->values[j]);
	}
}

/* What Setup leaves on every machine. */
static void put_usual(const struct profile *profile, struct memory_registry *roots[REGISTRY_ROOTS])
{
	struct memory_registry *system = root_of(roots, REGISTRY_SYSTEM);

	memory_registry_set_number(system, "Select", "Current", 1);
	memory_registry_add_key(system, "ControlSet001\\Services");
	memory_registry_set_text(
		system, ENVIRONMENT, "Path", "%SystemRoot%\\system32;%SystemRoot%", true);
	memory_registry_set_text(system, ENVIRONMENT, "PROCESSOR_ARCHITECTURE",
		profile && profile->only_64bit ? "AMD64" : "x86", false);
	memory_registry_add_key(root_of(roots, REGISTRY_SOFTWARE), "Microsoft");
	memory_registry_add_key(root_of(roots, REGISTRY_DEFAULT), "Environment");
}

static void put_variable(struct memory_registry *system, const char *name, const char *text)
{
	if (text)
		memory_registry_set_text(system, ENVIRONMENT, name, text, strchr(text, '%'));
	else
		memory_registry_remove_value(system, ENVIRONMENT, name);
}

/* The variables that a machine describes apart from its registry. */
static void put_environment(
	const struct example_machine *machine, struct arena *arena, struct memory_registry *system)
{
	const char *path = "";

	for (size_t i = 0; i < machine->environment.count; i++)
		put_variable(system, machine->environment.items[i].name,
			machine->environment.items[i].text);
	for (size_t i = 0; i < machine->path_count; i++)
		path = arena_printf(arena, "%s%s%s", path, i ? ";" : "", machine->path[i]);
	if (machine->path_given)
		memory_registry_set_text(system, ENVIRONMENT, "Path", path, true);
}

void example_registry_fill(const struct example_machine *machine, const struct profile *profile,
	struct arena *arena, struct registry_source *sources[REGISTRY_ROOTS])
{
	const struct example_machine *chain[MAX_MACHINE_BASES + 1];
	struct memory_registry *roots[REGISTRY_ROOTS] = {NULL};
	size_t count = example_machine_chain(machine, chain);
	bool absent = false;

	put_usual(profile, roots);
	for (size_t i = 0; i < count; i++) {
		if (chain[i]->registry_given)
			absent = chain[i]->registry_absent;
		put_keys(chain[i], roots);
		put_environment(chain[i], arena, roots[REGISTRY_SYSTEM]);
	}
	for (int root = 0; root < REGISTRY_ROOTS; root++) {
		struct registry_source *source =
			roots[root] ? memory_registry_source(roots[root]) : NULL;

		if (source && absent)
			source->operations->close(source);
		sources[root] = absent ? NULL : source;
	}
}
