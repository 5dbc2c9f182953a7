#include "report/image_json.h"

#include "report/json.h"
#include "report/language.h"

static const char *dotted(struct arena *arena, const uint16_t version[4])
{
	return arena_printf(arena, "%u.%u.%u.%u", version[0], version[1], version[2], version[3]);
}

static void add_pair(cJSON *object, struct arena *arena, const char *key, bool known,
	unsigned major, unsigned minor)
{
	json_add_text(object, key, known ? arena_printf(arena, "%u.%u", major, minor) : NULL);
}

static void add_bits(cJSON *object, const char *key, int bits)
{
	if (bits)
		json_add_number(object, key, (uint64_t)bits);
	else
		cJSON_AddNullToObject(object, key);
}

static void add_offset(cJSON *object, const char *key, uint64_t offset)
{
	if (offset == PROBLEM_NO_OFFSET)
		cJSON_AddNullToObject(object, key);
	else
		json_add_number(object, key, offset);
}

static void add_numbers(cJSON *object, struct arena *arena, const struct image_version *version)
{
	json_add_text(object, "file", version->fixed_present ? dotted(arena, version->file) : NULL);
	json_add_text(
		object, "product", version->fixed_present ? dotted(arena, version->product) : NULL);
}

static void add_version_strings(
	cJSON *object, const struct image_version_string *strings, size_t count)
{
	cJSON *item = cJSON_AddObjectToObject(object, "strings");

	for (size_t i = 0; i < count; i++)
		if (!cJSON_GetObjectItemCaseSensitive(item, strings[i].key))
			json_add_text(item, strings[i].key, strings[i].value);
}

/* A row of version.languages; table is NULL for a resource that has no strings. */
static cJSON *language_row(struct arena *arena, const struct image_version *version,
	const struct image_version_table *table)
{
	cJSON *row = cJSON_CreateObject();

	json_add_text(
		row, "language", language_code(arena, table ? table->language : version->language));
	if (table && table->code_page)
		json_add_number(row, "code_page", table->code_page);
	else
		cJSON_AddNullToObject(row, "code_page");
	add_numbers(row, arena, version);
	add_version_strings(row, table ? table->strings : NULL, table ? table->string_count : 0);
	return row;
}

static void add_languages(cJSON *object, struct arena *arena, const struct image *image)
{
	cJSON *languages = cJSON_AddArrayToObject(object, "languages");

	for (size_t i = 0; i < image->version_count; i++) {
		const struct image_version *version = &image->versions[i];

		if (!version->table_count)
			cJSON_AddItemToArray(languages, language_row(arena, version, NULL));
		for (size_t j = 0; j < version->table_count; j++)
			cJSON_AddItemToArray(
				languages, language_row(arena, version, &version->tables[j]));
	}
}

static void add_version(cJSON *object, struct arena *arena, const struct image *image)
{
	const struct image_version *version = &image->version;
	cJSON *item;

	if (!version->present) {
		cJSON_AddNullToObject(object, "version");
		return;
	}
	item = cJSON_AddObjectToObject(object, "version");
	add_numbers(item, arena, version);
	add_version_strings(item, version->strings, version->string_count);
	json_add_text(item, "language",
		language_code(arena,
			version->table_count ? version->tables[0].language : version->language));
	add_languages(item, arena, image);
}

static void add_hints(cJSON *item, const struct image_import *import)
{
	cJSON *hints = cJSON_AddArrayToObject(item, "hints");

	for (size_t i = 0; i < import->symbol_count; i++)
		cJSON_AddItemToArray(hints, import->symbols[i].name
						    ? cJSON_CreateNumber(import->symbols[i].hint)
						    : cJSON_CreateNull());
}

static void add_symbol_names(cJSON *item, struct arena *arena, const struct image_import *import)
{
	cJSON *names = cJSON_AddArrayToObject(item, "symbols");

	for (size_t i = 0; i < import->symbol_count; i++) {
		const struct image_symbol *symbol = &import->symbols[i];

		cJSON_AddItemToArray(names,
			cJSON_CreateString(symbol->name
						   ? symbol->name
						   : arena_printf(arena, "#%u", symbol->ordinal)));
	}
}

static bool has_hints(enum image_kind kind)
{
	return kind == IMAGE_PE32 || kind == IMAGE_PE32PLUS;
}

static void add_imports(cJSON *object, struct arena *arena, const struct image_shown *shown)
{
	const struct image *image = shown->image;
	cJSON *imports = cJSON_AddArrayToObject(object, "imports");

	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "module", import->module);
		cJSON_AddBoolToObject(item, "delay", import->delay);
		if (!import->symbols_known)
			cJSON_AddNullToObject(item, "symbols");
		else if (shown->symbols)
			add_symbol_names(item, arena, import);
		else
			json_add_number(item, "symbols", import->symbol_count);
		if (import->symbols_known && shown->symbols && has_hints(image->kind))
			add_hints(item, import);
		cJSON_AddItemToArray(imports, item);
	}
}

static void add_bound_imports(cJSON *object, const struct image *image)
{
	cJSON *bound = cJSON_AddArrayToObject(object, "bound_imports");

	for (size_t i = 0; i < image->bound_import_count; i++) {
		const struct image_bound_import *import = &image->bound_imports[i];
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "module", import->module);
		json_add_number(item, "time_date_stamp", import->time_date_stamp);
		cJSON_AddBoolToObject(item, "forwarded", import->forwarded);
		cJSON_AddItemToArray(bound, item);
	}
}

static void add_exports(cJSON *object, const struct image_shown *shown)
{
	const struct image *image = shown->image;
	cJSON *names;

	if (!shown->symbols) {
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

static const char *resource_type(struct arena *arena, const struct image_resource *resource)
{
	const char *name = image_resource_type_name(resource->type);

	if (resource->type_name)
		return resource->type_name;
	return name ? name : arena_printf(arena, "%u", resource->type);
}

static void add_resources(cJSON *object, struct arena *arena, const struct image_shown *shown)
{
	const struct image *image = shown->image;
	bool has_languages = image->kind != IMAGE_NE;
	cJSON *list;

	if (!shown->resources) {
		json_add_number(object, "resources", image->resource_count);
		return;
	}
	list = cJSON_AddArrayToObject(object, "resources");
	for (size_t i = 0; i < image->resource_count; i++) {
		const struct image_resource *resource = &image->resources[i];
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "type", resource_type(arena, resource));
		json_add_text(item, "name",
			resource->name ? resource->name : arena_printf(arena, "#%u", resource->id));
		json_add_text(item, "language",
			has_languages ? language_code(arena, resource->language) : NULL);
		add_offset(item, "offset", resource->offset);
		json_add_number(item, "size", resource->size);
		cJSON_AddItemToArray(list, item);
	}
}

static cJSON *assembly_object(const struct image_assembly *assembly)
{
	cJSON *object = cJSON_CreateObject();

	json_add_text(object, "name", assembly->name);
	json_add_text(object, "version", assembly->version);
	json_add_text(object, "type", assembly->type);
	json_add_text(object, "architecture", assembly->architecture);
	json_add_text(object, "public_key_token", assembly->public_key_token);
	json_add_text(object, "language", assembly->language);
	return object;
}

static void add_manifest(cJSON *object, struct arena *arena, const struct image_manifest *manifest)
{
	cJSON *item, *dependencies;

	if (!manifest->present) {
		cJSON_AddNullToObject(object, "manifest");
		return;
	}
	item = cJSON_AddObjectToObject(object, "manifest");
	json_add_number(item, "offset", manifest->offset);
	json_add_number(item, "id", manifest->id);
	json_add_text(item, "language", language_code(arena, manifest->language));
	if (manifest->identity_present)
		cJSON_AddItemToObject(item, "identity", assembly_object(&manifest->identity));
	else
		cJSON_AddNullToObject(item, "identity");
	dependencies = cJSON_AddArrayToObject(item, "dependencies");
	for (size_t i = 0; i < manifest->dependency_count; i++)
		cJSON_AddItemToArray(dependencies, assembly_object(&manifest->dependencies[i]));
	json_add_text(item, "requested_level", manifest->requested_level);
	cJSON_AddBoolToObject(item, "ui_access", manifest->ui_access);
	json_add_texts(item, "supported_systems", manifest->supported_systems,
		manifest->supported_system_count);
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
	json_add_text(item, "metadata_version", clr->metadata_version);
	add_bits(item, "bits_on_32bit", clr->bits_on_32bit);
	add_bits(item, "bits_on_64bit", clr->bits_on_64bit);
}

static void add_debug(cJSON *object, const struct image_debug *debug)
{
	cJSON *item;

	if (!debug->present) {
		cJSON_AddNullToObject(object, "debug");
		return;
	}
	item = cJSON_AddObjectToObject(object, "debug");
	json_add_text(item, "pdb", debug->pdb);
	json_add_text(item, "guid", debug->guid);
	json_add_number(item, "age", debug->age);
}

static void add_overlay(cJSON *object, const struct image_overlay *overlay)
{
	cJSON *item;

	if (!overlay->size) {
		cJSON_AddNullToObject(object, "overlay");
		return;
	}
	item = cJSON_AddObjectToObject(object, "overlay");
	json_add_number(item, "offset", overlay->offset);
	json_add_number(item, "size", overlay->size);
}

static void add_vxd(cJSON *object, struct arena *arena, const struct image_vxd *vxd)
{
	cJSON *item;

	if (!vxd->present) {
		cJSON_AddNullToObject(object, "vxd");
		return;
	}
	item = cJSON_AddObjectToObject(object, "vxd");
	json_add_number(item, "device_id", vxd->device_id);
	add_pair(item, arena, "ddk", true, vxd->ddk_major, vxd->ddk_minor);
}

static void add_members(cJSON *object, const struct image *image)
{
	cJSON *members = cJSON_AddArrayToObject(object, "members");

	for (size_t i = 0; i < image->member_count; i++) {
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "name", image->members[i].name);
		json_add_number(item, "offset", image->members[i].offset);
		json_add_number(item, "size", image->members[i].size);
		cJSON_AddItemToArray(members, item);
	}
}

static void add_strings(cJSON *object, const struct printable_list *strings)
{
	cJSON *list = cJSON_AddArrayToObject(object, "strings");

	for (size_t i = 0; i < strings->count; i++) {
		cJSON *item = cJSON_CreateObject();

		json_add_number(item, "offset", strings->items[i].offset);
		json_add_text(item, "encoding", strings->items[i].wide ? "utf-16" : "ascii");
		json_add_text(item, "text", strings->items[i].text);
		cJSON_AddItemToArray(list, item);
	}
}

static void add_identity(cJSON *object, struct arena *arena, const struct image *image)
{
	bool executable = image->kind != IMAGE_NONE;

	json_add_number(object, "size", image->size);
	json_add_text(object, "kind", image_kind_name(image->kind));
	add_bits(object, "bits", image->bits);
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
}

cJSON *image_json(struct arena *arena, const struct image_shown *shown)
{
	const struct image *image = shown->image;
	cJSON *object = cJSON_CreateObject();

	json_add_text(object, "path", shown->path);
	add_identity(object, arena, image);
	add_version(object, arena, image);
	add_imports(object, arena, shown);
	add_bound_imports(object, image);
	add_exports(object, shown);
	add_resources(object, arena, shown);
	add_manifest(object, arena, &image->manifest);
	add_clr(object, arena, &image->clr);
	add_debug(object, &image->debug);
	cJSON_AddBoolToObject(object, "signed", image->has_signature);
	add_overlay(object, &image->overlay);
	cJSON_AddBoolToObject(object, "self_loading", image->self_loading);
	add_vxd(object, arena, &image->vxd);
	add_members(object, image);
	json_add_text(object, "dos_extender", image->dos_extender);
	if (shown->sha256)
		json_add_text(object, "sha256", shown->sha256);
	if (shown->strings)
		add_strings(object, shown->strings);
	json_add_problems(object, "problems", &image->problems);
	return object;
}
