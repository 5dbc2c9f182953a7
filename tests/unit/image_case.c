#include "tests/unit/image_case.h"

#include "scanner/image/manifest.h"
#include "scanner/image/reader.h"
#include "scanner/image/version_resource.h"

#include <check.h>
#include <string.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const char *const documented_codes[] = {
	"bad-alignment",
	"bad-bound-import",
	"bad-clr",
	"bad-collection",
	"bad-debug",
	"bad-export",
	"bad-fixup",
	"bad-import",
	"bad-link",
	"bad-manifest",
	"bad-resource",
	"bad-signature",
	"bad-version",
	"byte-order",
	"gap",
	"lfarlc",
	"limit",
	"loop",
	"lying-count",
	"mismatch",
	"out-of-bounds",
	"overlap",
	"read-error",
	"rom-image",
	"truncated",
	"unknown-machine",
	"unknown-magic",
	"unknown-target",
	"version-differs",
};

void image_case_read(struct image_case *image_case)
{
	arena_init(&image_case->arena);
	byte_source_memory(&image_case->source, image_case->bytes.data, image_case->bytes.length);
	image_case->view = view_of(&image_case->source);
	image_read(&image_case->view, IMAGE_EVERYTHING, &image_case->arena, &image_case->image);
}

void image_case_build(struct image_case *image_case, const struct fixture_image *fixture)
{
	image_case->bytes = (struct fixture_bytes){0};
	fixture_image_build(fixture, &image_case->bytes);
	image_case_read(image_case);
}

void image_case_bytes(struct image_case *image_case, const void *bytes, size_t size)
{
	image_case->bytes = (struct fixture_bytes){0};
	fixture_put_raw(&image_case->bytes, bytes, size);
	image_case_read(image_case);
}

void image_case_free(struct image_case *image_case)
{
	arena_free(&image_case->arena);
	fixture_bytes_free(&image_case->bytes);
}

static void check_text(const char *text)
{
	if (text)
		ck_assert_ptr_null(u8_check((const uint8_t *)text, strlen(text)));
}

static void check_problems(const struct problem_list *problems)
{
	ck_assert_uint_le(problems->count, MAX_PROBLEMS);
	for (size_t i = 0; i < problems->count; i++) {
		bool documented = false;

		for (size_t j = 0; j < COUNT_OF(documented_codes); j++)
			documented |= strcmp(problems->items[i].code, documented_codes[j]) == 0;
		ck_assert_msg(documented, "code %s is not documented", problems->items[i].code);
		check_text(problems->items[i].detail);
	}
}

static void check_imports(const struct image *image)
{
	size_t symbols = 0;

	ck_assert_uint_le(image->import_count, MAX_IMPORTED_MODULES);
	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];

		ck_assert_ptr_nonnull(import->module);
		check_text(import->module);
		symbols += import->symbol_count;
		for (size_t j = 0; j < import->symbol_count; j++)
			check_text(import->symbols[j].name);
	}
	ck_assert_uint_le(symbols, MAX_IMPORTED_SYMBOLS);
}

static void check_version(const struct image_version *version)
{
	for (size_t i = 0; i < version->table_count; i++) {
		const struct image_version_table *table = &version->tables[i];

		for (size_t j = 0; j < table->string_count; j++) {
			ck_assert_ptr_nonnull(table->strings[j].key);
			ck_assert_ptr_nonnull(table->strings[j].value);
			check_text(table->strings[j].key);
			check_text(table->strings[j].value);
		}
	}
	ck_assert_ptr_eq(
		version->strings, version->table_count ? version->tables[0].strings : NULL);
}

/* The one that is shown is one of the list. */
static void check_versions(const struct image *image)
{
	bool found = false;

	ck_assert_uint_le(image->version_count, MAX_VERSIONS);
	for (size_t i = 0; i < image->version_count; i++) {
		check_version(&image->versions[i]);
		found |= image->versions[i].offset == image->version.offset &&
			 image->versions[i].tables == image->version.tables &&
			 image->versions[i].language == image->version.language;
	}
	ck_assert_int_eq(image->version.present, image->version_count != 0);
	ck_assert_int_eq(found, image->version.present);
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

	ck_assert(
		manifest->present || (!manifest->identity_present && !manifest->dependency_count));
	ck_assert(!manifest->present || manifest->offset < image->size);
	check_assembly(&manifest->identity);
	check_text(manifest->requested_level);
	ck_assert_uint_le(manifest->dependency_count, MAX_MANIFEST_DEPENDENCIES);
	for (size_t i = 0; i < manifest->dependency_count; i++)
		check_assembly(&manifest->dependencies[i]);
	ck_assert_uint_le(manifest->supported_system_count, MAX_MANIFEST_SYSTEMS);
	for (size_t i = 0; i < manifest->supported_system_count; i++)
		check_text(manifest->supported_systems[i]);
}

static void check_resources(const struct image *image)
{
	ck_assert_uint_le(image->resource_count, MAX_RESOURCES);
	ck_assert(image->resources_read || !image->resource_count);
	for (size_t i = 0; i < image->resource_count; i++) {
		const struct image_resource *resource = &image->resources[i];

		check_text(resource->type_name);
		check_text(resource->name);
		ck_assert(resource->offset == PROBLEM_NO_OFFSET || resource->offset <= image->size);
	}
}

void image_case_check_sane(const struct image *image)
{
	ck_assert_str_ne(image_kind_name(image->kind), "");
	ck_assert(image->kind != IMAGE_NONE || (!image->machine && !image->bits));
	check_text(image->module_name);
	check_text(image->description);
	check_imports(image);
	ck_assert_uint_le(image->export_count, MAX_EXPORTS);
	for (size_t i = 0; i < image->export_count; i++) {
		check_text(image->exports[i].name);
		check_text(image->exports[i].forwarder);
	}
	check_versions(image);
	check_manifest(image);
	check_resources(image);
	for (size_t i = 0; i < image->member_count; i++) {
		ck_assert_ptr_nonnull(image->members[i].name);
		check_text(image->members[i].name);
	}
	for (size_t i = 0; i < image->bound_import_count; i++) {
		ck_assert_ptr_nonnull(image->bound_imports[i].module);
		check_text(image->bound_imports[i].module);
	}
	check_text(image->debug.pdb);
	check_text(image->debug.guid);
	ck_assert_int_eq(image->debug.present, image->debug.pdb != NULL);
	check_text(image->clr.metadata_version);
	ck_assert_uint_le(image->overlay.offset, image->size);
	ck_assert_uint_le(image->overlay.size, image->size - image->overlay.offset);
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
