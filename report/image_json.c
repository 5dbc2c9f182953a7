#include "report/image_json.h"

#include "report/json.h"

static const char *dotted(struct arena *arena, const uint16_t version[4])
{
	return arena_printf(arena, "%u.%u.%u.%u", version[0], version[1], version[2], version[3]);
}

static void add_pair(cJSON *object, struct arena *arena, const char *key, bool known,
	unsigned major, unsigned minor)
{
	json_add_text(object, key, known ? arena_printf(arena, "%u.%u", major, minor) : NULL);
}

static void add_version(cJSON *object, struct arena *arena, const struct image_version *version)
{
	cJSON *item, *strings;

	if (!version->present) {
		cJSON_AddNullToObject(object, "version");
		return;
	}
	item = cJSON_AddObjectToObject(object, "version");
	json_add_text(item, "file", version->fixed_present ? dotted(arena, version->file) : NULL);
	json_add_text(
		item, "product", version->fixed_present ? dotted(arena, version->product) : NULL);
	strings = cJSON_AddObjectToObject(item, "strings");
	for (size_t i = 0; i < version->string_count; i++)
		if (!cJSON_GetObjectItemCaseSensitive(strings, version->strings[i].key))
			json_add_text(strings, version->strings[i].key, version->strings[i].value);
}

static void add_symbols(
	cJSON *item, struct arena *arena, const struct image_import *import, bool symbols)
{
	cJSON *names;

	if (!import->symbols_known) {
		cJSON_AddNullToObject(item, "symbols");
		return;
	}
	if (!symbols) {
		json_add_number(item, "symbols", import->symbol_count);
		return;
	}
	names = cJSON_AddArrayToObject(item, "symbols");
	for (size_t i = 0; i < import->symbol_count; i++) {
		const struct image_symbol *symbol = &import->symbols[i];

		cJSON_AddItemToArray(names,
			cJSON_CreateString(symbol->name
						   ? symbol->name
						   : arena_printf(arena, "#%u", symbol->ordinal)));
	}
}

static void add_imports(cJSON *object, struct arena *arena, const struct image *image, bool symbols)
{
	cJSON *imports = cJSON_AddArrayToObject(object, "imports");

	for (size_t i = 0; i < image->import_count; i++) {
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "module", image->imports[i].module);
		cJSON_AddBoolToObject(item, "delay", image->imports[i].delay);
		add_symbols(item, arena, &image->imports[i], symbols);
		cJSON_AddItemToArray(imports, item);
	}
}

static void add_exports(cJSON *object, const struct image *image, bool symbols)
{
	cJSON *names;

	if (!symbols) {
		json_add_number(object, "exports", image->export_count);
		return;
	}
	names = cJSON_AddArrayToObject(object, "exports");
	for (size_t i = 0; i < image->export_count; i++) {
		const struct image_export *export = &image->exports[i];
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "name", export->name);
		json_add_number(item, "ordinal", export->ordinal);
		json_add_text(item, "forwarder", export->forwarder);
		cJSON_AddItemToArray(names, item);
	}
}

static void add_clr(cJSON *object, struct arena *arena, const struct image_clr *clr)
{
	cJSON *item;

	if (!clr->present) {
		cJSON_AddNullToObject(object, "clr");
		return;
	}
	item = cJSON_AddObjectToObject(object, "clr");
	add_pair(item, arena, "runtime", true, clr->runtime_major, clr->runtime_minor);
	cJSON_AddBoolToObject(item, "il_only", clr->il_only);
	cJSON_AddBoolToObject(item, "required_32bit", clr->required_32bit);
	cJSON_AddBoolToObject(item, "preferred_32bit", clr->preferred_32bit);
}

cJSON *image_json(struct arena *arena, const char *path, const struct image *image,
	const char *sha256, bool symbols)
{
	cJSON *object = cJSON_CreateObject();
	bool executable = image->kind != IMAGE_NONE;

	json_add_text(object, "path", path);
	json_add_number(object, "size", image->size);
	json_add_text(object, "kind", image_kind_name(image->kind));
	if (image->bits)
		json_add_number(object, "bits", (uint64_t)image->bits);
	else
		cJSON_AddNullToObject(object, "bits");
	json_add_text(object, "target", executable ? image_target_name(image->target) : NULL);
	json_add_text(object, "machine", image->machine);
	cJSON_AddBoolToObject(object, "dll", image->dll);
	json_add_text(object, "subsystem", image->subsystem_name);
	add_pair(object, arena, "linker", image->linker_known, image->linker_major,
		image->linker_minor);
	add_pair(object, arena, "expected_windows", image->expected_windows_known,
		image->expected_windows_major, image->expected_windows_minor);
	json_add_text(object, "module_name", image->module_name);
	json_add_text(object, "description", image->description);
	add_version(object, arena, &image->version);
	add_imports(object, arena, image, symbols);
	add_exports(object, image, symbols);
	add_clr(object, arena, &image->clr);
	cJSON_AddBoolToObject(object, "signed", image->has_signature);
	if (sha256)
		json_add_text(object, "sha256", sha256);
	json_add_problems(object, "problems", &image->problems);
	return object;
}
