/*
 * What an image may say when its source failed half way: each fact is that of the whole image or is
 * not there, lists end early, and everything noted before the failure stays.
 */
#include "tests/fuzz/facts.h"
#include "tests/fuzz/target.h"

#include <string.h>

static bool same(const char *one, const char *other)
{
	return one && other && strcmp(one, other) == 0;
}

static bool none_or_same(const char *found, const char *whole)
{
	return !found || same(found, whole);
}

static void check_problems(const struct image *found, const struct image *whole)
{
	size_t count = found->problems.count;

	if (count && strcmp(found->problems.items[count - 1].code, "read-error") == 0)
		count--;
	fuzz_require(count <= whole->problems.count, "a read error brings no other problems");
	for (size_t i = 0; i < count; i++)
		fuzz_require(
			strcmp(found->problems.items[i].code, whole->problems.items[i].code) == 0 &&
				found->problems.items[i].offset == whole->problems.items[i].offset,
			"problems before a read error stay as they were");
}

static bool same_symbol(const struct image_symbol *one, const struct image_symbol *other)
{
	return one->ordinal == other->ordinal && one->hint == other->hint &&
	       (one->name ? same(one->name, other->name) : !other->name);
}

/* In the order of the whole, but a name that cannot be read leaves a gap. */
static void check_symbols(const struct image_import *found, const struct image_import *whole)
{
	size_t at = 0;

	for (size_t i = 0; i < found->symbol_count; i++, at++) {
		while (at < whole->symbol_count &&
			!same_symbol(&found->symbols[i], &whole->symbols[at]))
			at++;
		fuzz_require(at < whole->symbol_count, "an imported symbol is one that is there");
	}
	fuzz_require(!found->symbols_known || found->symbol_count == whole->symbol_count,
		"symbols that are known are all of them");
}

static void check_imports(const struct image *found, const struct image *whole)
{
	fuzz_require(found->import_count <= whole->import_count, "no import is made up");
	for (size_t i = 0; i < found->import_count; i++) {
		fuzz_require(strcmp(found->imports[i].module, whole->imports[i].module) == 0 &&
				     found->imports[i].delay == whole->imports[i].delay,
			"an import is the one that is there");
		check_symbols(&found->imports[i], &whole->imports[i]);
	}
	fuzz_require(found->bound_import_count <= whole->bound_import_count,
		"no bound import is made up");
	for (size_t i = 0; i < found->bound_import_count; i++)
		fuzz_require(same(found->bound_imports[i].module, whole->bound_imports[i].module),
			"a bound import is the one that is there");
}

static void check_exports(const struct image *found, const struct image *whole)
{
	fuzz_require(found->export_count <= whole->export_count, "no export is made up");
	for (size_t i = 0; i < found->export_count; i++)
		fuzz_require(found->exports[i].ordinal == whole->exports[i].ordinal &&
				     none_or_same(found->exports[i].name, whole->exports[i].name) &&
				     none_or_same(found->exports[i].forwarder,
					     whole->exports[i].forwarder),
			"an export is the one that is there");
}

static void check_resources(const struct image *found, const struct image *whole)
{
	fuzz_require(found->resource_count <= whole->resource_count, "no resource is made up");
	for (size_t i = 0; i < found->resource_count; i++)
		fuzz_require(
			found->resources[i].type == whole->resources[i].type &&
				found->resources[i].id == whole->resources[i].id &&
				none_or_same(found->resources[i].name, whole->resources[i].name),
			"a resource is the one that is there");
	fuzz_require(found->member_count <= whole->member_count, "no member is made up");
	for (size_t i = 0; i < found->member_count; i++)
		fuzz_require(none_or_same(found->members[i].name, whole->members[i].name),
			"a member is the one that is there");
}

/* Which of several versions is chosen may change when one of them cannot be read; that one is among
 * them may not. */
static void check_versions(const struct image *found, const struct image *whole)
{
	fuzz_require(found->version_count <= whole->version_count, "no version is made up");
	fuzz_require(!found->version.present || whole->version.present, "no version is made up");
	for (size_t i = 0; i < found->version_count; i++) {
		const struct image_version *version = &found->versions[i];
		const struct image_version *other = &whole->versions[i];

		fuzz_require(
			!version->fixed_present || (other->fixed_present &&
							   memcmp(version->file, other->file,
								   sizeof(version->file)) == 0 &&
							   memcmp(version->product, other->product,
								   sizeof(version->product)) == 0),
			"a version is the one that is there");
		fuzz_require(version->string_count <= other->string_count,
			"no version string is made up");
	}
}

static void check_headers(const struct image *found, const struct image *whole)
{
	fuzz_require(!found->bits || found->bits == whole->bits, "bits are those of the image");
	fuzz_require(!found->dll || whole->dll, "a DLL is one");
	fuzz_require(found->target == IMAGE_TARGET_UNKNOWN || found->target == whole->target,
		"the target is that of the image");
	fuzz_require(!found->machine_known || found->machine_code == whole->machine_code,
		"the machine is that of the image");
	fuzz_require(!found->subsystem_known || found->subsystem == whole->subsystem,
		"the subsystem is that of the image");
	fuzz_require(!found->linker_known || (found->linker_major == whole->linker_major &&
						     found->linker_minor == whole->linker_minor),
		"the linker is that of the image");
	fuzz_require(
		!found->expected_windows_known ||
			(found->expected_windows_major == whole->expected_windows_major &&
				found->expected_windows_minor == whole->expected_windows_minor),
		"the expected Windows is that of the image");
	fuzz_require(none_or_same(found->module_name, whole->module_name),
		"the module name is that of the image");
	fuzz_require(none_or_same(found->dos_extender, whole->dos_extender),
		"the DOS extender is that of the image");
	fuzz_require(!found->has_signature || whole->has_signature, "no signature is made up");
	fuzz_require(!found->self_loading || whole->self_loading, "self-loading is not made up");
	fuzz_require(!found->overlay.size || found->overlay.offset == whole->overlay.offset,
		"the overlay is that of the image");
	fuzz_require(!found->clr.present || whole->clr.present, "no .NET header is made up");
	fuzz_require(!found->vxd.present || found->vxd.device_id == whole->vxd.device_id,
		"the device is that of the image");
	fuzz_require(none_or_same(found->debug.pdb, whole->debug.pdb),
		"the symbol file is that of the image");
	fuzz_require(!found->manifest.present || whole->manifest.present, "no manifest is made up");
}

void fuzz_check_no_more(const struct image *found, const struct image *whole)
{
	check_problems(found, whole);
	if (found->kind == whole->kind) {
		check_headers(found, whole);
		check_imports(found, whole);
		check_exports(found, whole);
		check_resources(found, whole);
		check_versions(found, whole);
		return;
	}
	/* Where the new header cannot be reached there is still the DOS program in front of it. */
	fuzz_require(found->kind == IMAGE_NONE || found->kind == IMAGE_MZ,
		"a kind is that of the image, or less");
	fuzz_require(!found->import_count && !found->export_count && !found->version.present &&
			     !found->resource_count && !found->member_count,
		"what was not recognised has no tables");
}
