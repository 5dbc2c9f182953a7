#include "tests/fuzz/facts.h"

#include "scanner/image/api_set_schema.h"
#include "tests/fuzz/target.h"

#include <string.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* FNV-1a. */
static void take_bytes(uint64_t *digest, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < size; i++)
		*digest = (*digest ^ at[i]) * 0x100000001B3;
}

static void take(uint64_t *digest, uint64_t number)
{
	take_bytes(digest, &number, sizeof(number));
}

static void take_text(uint64_t *digest, const char *text)
{
	size_t length = text ? strlen(text) : 0;

	take(digest, text ? length : UINT64_MAX);
	if (!text)
		return;
	fuzz_require(!u8_check((const uint8_t *)text, length), "a text is valid UTF-8");
	take_bytes(digest, text, length);
}

static bool is_pe(const struct image *image)
{
	return image->kind == IMAGE_PE32 || image->kind == IMAGE_PE32PLUS;
}

static void take_clr(uint64_t *digest, const struct image_clr *clr)
{
	take(digest, clr->present);
	take(digest, clr->il_only);
	take(digest, clr->required_32bit);
	take(digest, clr->preferred_32bit);
	take(digest, clr->runtime_major);
	take(digest, clr->runtime_minor);
	take_text(digest, clr->metadata_version);
	take(digest, (uint64_t)clr->bits_on_32bit);
	take(digest, (uint64_t)clr->bits_on_64bit);
}

static void take_headers(uint64_t *digest, const struct image *image)
{
	const uint64_t numbers[] = {
		image->size,
		image->kind,
		(uint64_t)image->bits,
		image->target,
		image->machine_known,
		image->machine_code,
		image->dll,
		image->subsystem_known,
		image->subsystem,
		image->linker_known,
		image->linker_major,
		image->linker_minor,
		image->expected_windows_known,
		image->expected_windows_major,
		image->expected_windows_minor,
		image->has_signature,
		image->overlay.offset,
		image->overlay.size,
		image->self_loading,
		image->vxd.present,
		image->vxd.device_id,
		image->vxd.ddk_major,
		image->vxd.ddk_minor,
		image->signature_offset,
		image->machine_offset,
	};

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		take(digest, numbers[i]);
	take_text(digest, image->machine);
	take_text(digest, image->subsystem_name);
	take_text(digest, image->dos_extender);
	/* Those of a PE belong to its exports and its version. */
	if (!is_pe(image)) {
		take_text(digest, image->module_name);
		take_text(digest, image->description);
	}
	take_clr(digest, &image->clr);
}

static void take_one_version(uint64_t *digest, const struct image_version *version)
{
	take(digest, version->present);
	take(digest, version->fixed_present);
	take_bytes(digest, version->file, sizeof(version->file));
	take_bytes(digest, version->product, sizeof(version->product));
	take(digest, version->offset);
	take(digest, version->language);
	take(digest, version->string_count);
	for (size_t i = 0; i < version->string_count; i++) {
		take_text(digest, version->strings[i].key);
		take_text(digest, version->strings[i].value);
	}
	take(digest, version->table_count);
	for (size_t i = 0; i < version->table_count; i++) {
		const struct image_version_table *table = &version->tables[i];

		take(digest, table->language);
		take(digest, table->code_page);
		take(digest, table->string_count);
		for (size_t j = 0; j < table->string_count; j++) {
			take_text(digest, table->strings[j].key);
			take_text(digest, table->strings[j].value);
		}
	}
}

static void take_version(uint64_t *digest, const struct image *image)
{
	take_one_version(digest, &image->version);
	take(digest, image->version_count);
	for (size_t i = 0; i < image->version_count; i++)
		take_one_version(digest, &image->versions[i]);
	if (is_pe(image))
		take_text(digest, image->description);
	else
		take_text(digest, NULL);
}

static void take_imports(uint64_t *digest, const struct image *image)
{
	take(digest, image->imports_read);
	take(digest, image->import_count);
	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];

		fuzz_require(import->module, "an import has a module");
		take_text(digest, import->module);
		take(digest, import->delay);
		take(digest, import->symbols_known);
		take(digest, import->symbol_count);
		for (size_t j = 0; j < import->symbol_count; j++) {
			take_text(digest, import->symbols[j].name);
			take(digest, import->symbols[j].ordinal);
			take(digest, import->symbols[j].hint);
		}
	}
	take(digest, image->bound_import_count);
	for (size_t i = 0; i < image->bound_import_count; i++) {
		fuzz_require(image->bound_imports[i].module, "a bound import has a module");
		take_text(digest, image->bound_imports[i].module);
		take(digest, image->bound_imports[i].time_date_stamp);
		take(digest, image->bound_imports[i].forwarded);
	}
}

static void take_exports(uint64_t *digest, const struct image *image)
{
	take(digest, image->exports_read);
	take(digest, image->export_count);
	for (size_t i = 0; i < image->export_count; i++) {
		take_text(digest, image->exports[i].name);
		take(digest, image->exports[i].ordinal);
		take_text(digest, image->exports[i].forwarder);
	}
	if (is_pe(image))
		take_text(digest, image->module_name);
	else
		take_text(digest, NULL);
}

static void take_assembly(uint64_t *digest, const struct image_assembly *assembly)
{
	take_text(digest, assembly->name);
	take_text(digest, assembly->version);
	take_text(digest, assembly->type);
	take_text(digest, assembly->architecture);
	take_text(digest, assembly->public_key_token);
	take_text(digest, assembly->language);
	take(digest, assembly->optional);
}

static void take_manifest(uint64_t *digest, const struct image *image)
{
	const struct image_manifest *manifest = &image->manifest;

	take(digest, manifest->present);
	take(digest, manifest->offset);
	take(digest, manifest->id);
	take(digest, manifest->language);
	take(digest, manifest->identity_present);
	take_assembly(digest, &manifest->identity);
	take(digest, manifest->dependency_count);
	for (size_t i = 0; i < manifest->dependency_count; i++)
		take_assembly(digest, &manifest->dependencies[i]);
	take(digest, manifest->file_count);
	for (size_t i = 0; i < manifest->file_count; i++) {
		take_text(digest, manifest->files[i].name);
		take_text(digest, manifest->files[i].load_from);
	}
	take(digest, manifest->redirect_count);
	for (size_t i = 0; i < manifest->redirect_count; i++) {
		take(digest, manifest->redirects[i].dependency);
		take_text(digest, manifest->redirects[i].old_version);
		take_text(digest, manifest->redirects[i].new_version);
	}
	take_text(digest, manifest->requested_level);
	take(digest, manifest->ui_access);
	take(digest, manifest->supported_system_count);
	for (size_t i = 0; i < manifest->supported_system_count; i++)
		take_text(digest, manifest->supported_systems[i]);
}

static void take_resources(uint64_t *digest, const struct image *image)
{
	take(digest, image->resources_read);
	take(digest, image->resource_count);
	for (size_t i = 0; i < image->resource_count; i++) {
		const struct image_resource *resource = &image->resources[i];

		take_text(digest, resource->type_name);
		take_text(digest, resource->name);
		take(digest, resource->type);
		take(digest, resource->id);
		take(digest, resource->language);
		take(digest, resource->offset);
		take(digest, resource->size);
	}
}

static void take_debug(uint64_t *digest, const struct image *image)
{
	take(digest, image->debug.present);
	take_text(digest, image->debug.pdb);
	take_text(digest, image->debug.guid);
	take(digest, image->debug.age);
}

static void take_members(uint64_t *digest, const struct image *image)
{
	take(digest, image->member_count);
	for (size_t i = 0; i < image->member_count; i++) {
		take_text(digest, image->members[i].name);
		take(digest, image->members[i].offset);
		take(digest, image->members[i].size);
	}
}

static void take_api_sets(uint64_t *digest, const struct image *image)
{
	const struct api_set_schema *schema = image->api_sets;

	take(digest, schema != NULL);
	if (!schema)
		return;
	take(digest, schema->version);
	take(digest, schema->offset);
	take(digest, schema->whole);
	take(digest, schema->count);
	for (size_t i = 0; i < schema->count; i++) {
		const struct api_set *set = &schema->sets[i];

		take_text(digest, set->name);
		take_text(digest, set->key);
		take(digest, set->host_count);
		for (size_t j = 0; j < set->host_count; j++) {
			take_text(digest, set->hosts[j].importer);
			take_text(digest, set->hosts[j].module);
		}
	}
}

static const struct {
	const char *name;
	unsigned wanted;
	void (*take)(uint64_t *digest, const struct image *image);
} groups[FUZZ_GROUP_COUNT] = {
	[FUZZ_HEADERS] = {"headers", IMAGE_HEADERS, take_headers},
	[FUZZ_VERSION] = {"version", IMAGE_VERSION, take_version},
	[FUZZ_IMPORTS] = {"imports", IMAGE_IMPORTS, take_imports},
	[FUZZ_EXPORTS] = {"exports", IMAGE_EXPORTS, take_exports},
	[FUZZ_MANIFEST] = {"manifest", IMAGE_MANIFEST, take_manifest},
	[FUZZ_RESOURCES] = {"resources", IMAGE_RESOURCES, take_resources},
	[FUZZ_DEBUG] = {"debug", IMAGE_DEBUG, take_debug},
	[FUZZ_MEMBERS] = {"members", IMAGE_MEMBERS, take_members},
	[FUZZ_API_SETS] = {"api sets", IMAGE_API_SETS, take_api_sets},
};

unsigned fuzz_group_wanted(enum fuzz_group group)
{
	return groups[group].wanted;
}

const char *fuzz_group_name(enum fuzz_group group)
{
	return groups[group].name;
}

void fuzz_facts_take(const struct image *image, struct fuzz_facts *out)
{
	for (size_t i = 0; i < FUZZ_GROUP_COUNT; i++) {
		out->groups[i] = 0xCBF29CE484222325;
		groups[i].take(&out->groups[i], image);
	}
}
