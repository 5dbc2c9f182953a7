#include "tests/unit/image_case.h"

#include "scanner/image/manifest.h"
#include "scanner/image/reader.h"
#include "scanner/image/version_resource.h"

#include <check.h>
#include <string.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

#define PROBLEM_CODE(code, verdict) code,
static const char *const documented_codes[] = {
#include "problem_codes.inc"
};

void image_case_read(struct image_case *image_case)
{
	arena_init(&image_case->arena);
	byte_source_memory(&image_case->source, image_case->bytes.data, image_case->bytes.length);
	image_case->view = view_of(&image_case->source);
	image_read(&image_case->view, IMAGE_EVERYTHING, &image_case->arena, &image_case->image);
}

void image_case_build(struct image_case *image_case, const struct specimen_image *fixture)
{
	image_case->bytes = (struct specimen_bytes){0};
	fixture_image_build(fixture, &image_case->bytes);
	image_case_read(image_case);
}

void image_case_bytes(struct image_case *image_case, const void *bytes, size_t size)
{
	image_case->bytes = (struct specimen_bytes){0};
	specimen_put_raw(&image_case->bytes, bytes, size);
	image_case_read(image_case);
}

void image_case_free(struct image_case *image_case)
{
	arena_free(&image_case->arena);
	specimen_bytes_free(&image_case->bytes);
}

/* As ck_assert, without its message to the runner for every check that holds: the hostile suites
 * make millions. */
#define HOLDS(condition)                                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg("does not hold: %s", #condition);                             \
	} while (0)

static void check_text(const char *text)
{
	if (text)
		HOLDS(!u8_check((const uint8_t *)text, strlen(text)));
}

static void check_problems(const struct problem_list *problems)
{
	HOLDS(problems->count <= MAX_PROBLEMS);
	for (size_t i = 0; i < problems->count; i++) {
		bool documented = false;

		for (size_t j = 0; j < COUNT_OF(documented_codes); j++)
			documented |= strcmp(problems->items[i].code, documented_codes[j]) == 0;
		if (!documented)
			ck_abort_msg("code %s is not documented", problems->items[i].code);
		check_text(problems->items[i].detail);
	}
}

static void check_imports(const struct image *image)
{
	size_t symbols = 0;

	HOLDS(image->import_count <= MAX_IMPORTED_MODULES);
	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];

		HOLDS(import->module);
		check_text(import->module);
		symbols += import->symbol_count;
		for (size_t j = 0; j < import->symbol_count; j++)
			check_text(import->symbols[j].name);
	}
	HOLDS(symbols <= MAX_IMPORTED_SYMBOLS);
}

static void check_version(const struct image_version *version)
{
	for (size_t i = 0; i < version->table_count; i++) {
		const struct image_version_table *table = &version->tables[i];

		for (size_t j = 0; j < table->string_count; j++) {
			HOLDS(table->strings[j].key);
			HOLDS(table->strings[j].value);
			check_text(table->strings[j].key);
			check_text(table->strings[j].value);
		}
	}
	HOLDS(version->strings == (version->table_count ? version->tables[0].strings : NULL));
}

/* The one that is shown, when there is one, is one of the list. */
static void check_versions(const struct image *image)
{
	bool found = false;

	HOLDS(image->version_count <= MAX_VERSIONS);
	for (size_t i = 0; i < image->version_count; i++) {
		check_version(&image->versions[i]);
		found |= image->versions[i].offset == image->version.offset &&
			 image->versions[i].tables == image->version.tables &&
			 image->versions[i].language == image->version.language;
	}
	HOLDS(found || !image->version.present);
}

static void check_assembly(const struct image_assembly *assembly)
{
	check_text(assembly->name);
	check_text(assembly->version);
	check_text(assembly->type);
	check_text(assembly->architecture);
	check_text(assembly->public_key_token);
	check_text(assembly->language);
}

static void check_manifest(const struct image *image)
{
	const struct image_manifest *manifest = &image->manifest;

	HOLDS(manifest->present || (!manifest->identity_present && !manifest->dependency_count));
	HOLDS(!manifest->present || manifest->offset < image->size);
	check_assembly(&manifest->identity);
	check_text(manifest->requested_level);
	HOLDS(manifest->dependency_count <= MAX_MANIFEST_DEPENDENCIES);
	for (size_t i = 0; i < manifest->dependency_count; i++)
		check_assembly(&manifest->dependencies[i]);
	HOLDS(manifest->supported_system_count <= MAX_MANIFEST_SYSTEMS);
	for (size_t i = 0; i < manifest->supported_system_count; i++)
		check_text(manifest->supported_systems[i]);
}

static void check_resources(const struct image *image)
{
	HOLDS(image->resource_count <= MAX_RESOURCES);
	HOLDS(image->resources_read || !image->resource_count);
	for (size_t i = 0; i < image->resource_count; i++) {
		const struct image_resource *resource = &image->resources[i];

		check_text(resource->type_name);
		check_text(resource->name);
		HOLDS(resource->offset == PROBLEM_NO_OFFSET || resource->offset <= image->size);
	}
}

void image_case_check_sane(const struct image *image)
{
	HOLDS(*image_kind_name(image->kind));
	HOLDS(image->kind != IMAGE_NONE || (!image->machine && !image->bits));
	check_text(image->module_name);
	check_text(image->description);
	check_imports(image);
	HOLDS(image->export_count <= MAX_EXPORTS);
	for (size_t i = 0; i < image->export_count; i++) {
		check_text(image->exports[i].name);
		check_text(image->exports[i].forwarder);
	}
	check_versions(image);
	check_manifest(image);
	check_resources(image);
	for (size_t i = 0; i < image->member_count; i++) {
		HOLDS(image->members[i].name);
		check_text(image->members[i].name);
	}
	for (size_t i = 0; i < image->bound_import_count; i++) {
		HOLDS(image->bound_imports[i].module);
		check_text(image->bound_imports[i].module);
	}
	check_text(image->debug.pdb);
	check_text(image->debug.guid);
	HOLDS(image->debug.present == (image->debug.pdb != NULL));
	check_text(image->clr.metadata_version);
	HOLDS(image->overlay.offset <= image->size);
	HOLDS(image->overlay.size <= image->size - image->overlay.offset);
	check_problems(&image->problems);
}

bool image_case_has_problem(const struct image *image, const char *code)
{
	return problem_list_has(&image->problems, code);
}

const struct image_import *image_case_import(const struct image *image, const char *module)
{
	for (size_t i = 0; i < image->import_count; i++)
		if (strcmp(image->imports[i].module, module) == 0)
			return &image->imports[i];
	ck_abort_msg("no import of %s", module);
}

const char *image_case_string(const struct image *image, const char *key)
{
	for (size_t i = 0; i < image->version.string_count; i++)
		if (strcmp(image->version.strings[i].key, key) == 0)
			return image->version.strings[i].value;
	return NULL;
}
