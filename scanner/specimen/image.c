#include "scanner/specimen/image_parts.h"

#include <stdlib.h>
#include <string.h>

/* What a format has a place for. */
enum capability {
	HAS_IMPORTS = 1 << 0,
	HAS_DELAY_IMPORTS = 1 << 1,
	HAS_EXPORTS = 1 << 2,
	HAS_FORWARDERS = 1 << 3,
	HAS_VERSION = 1 << 4,
	HAS_BARE_FORM = 1 << 5,
	HAS_LOADER_TABLE = 1 << 6,
	HAS_MEMBERS = 1 << 7,
	HAS_WIDE_ORDINALS = 1 << 8,
	HAS_BOUND_FORM = 1 << 9,
	HAS_RESOURCES = 1 << 10,
	HAS_MANIFEST = 1 << 11,
	HAS_DEBUG = 1 << 12,
	HAS_PE_TABLES = 1 << 13, /* bound imports, .NET header, COFF symbols, certificates */
	HAS_PX_FORM = 1 << 14
};

static const struct kind_row {
	const char *name;
	void (*build)(const struct specimen_image *image, struct specimen_bytes *file);
	unsigned capabilities;
} kinds[SPECIMEN_KIND_COUNT] = {
	[SPECIMEN_MZ] = {"mz", specimen_build_mz, 0},
	[SPECIMEN_NE] = {"ne", specimen_build_ne,
		HAS_IMPORTS | HAS_EXPORTS | HAS_VERSION | HAS_BARE_FORM | HAS_LOADER_TABLE |
			HAS_RESOURCES},
	[SPECIMEN_LE] = {"le", specimen_build_linear,
		HAS_IMPORTS | HAS_EXPORTS | HAS_FORWARDERS | HAS_VERSION | HAS_BARE_FORM |
			HAS_WIDE_ORDINALS},
	[SPECIMEN_LX] = {"lx", specimen_build_linear,
		HAS_IMPORTS | HAS_EXPORTS | HAS_FORWARDERS | HAS_BARE_FORM | HAS_WIDE_ORDINALS},
	[SPECIMEN_W3] = {"w3", specimen_build_w3, HAS_BARE_FORM | HAS_MEMBERS},
	[SPECIMEN_W4] = {"w4", specimen_build_w4, HAS_BARE_FORM | HAS_MEMBERS},
	[SPECIMEN_P2] = {"p2", specimen_build_phar_lap_new, HAS_BARE_FORM | HAS_BOUND_FORM},
	[SPECIMEN_P3] = {"p3", specimen_build_phar_lap_new, HAS_BARE_FORM | HAS_BOUND_FORM},
	[SPECIMEN_MP] = {"mp", specimen_build_phar_lap_old, HAS_BARE_FORM | HAS_BOUND_FORM},
	[SPECIMEN_BW] = {"bw", specimen_build_dos16m, HAS_IMPORTS | HAS_BARE_FORM | HAS_BOUND_FORM},
	[SPECIMEN_TE] = {"te", specimen_build_te, HAS_DEBUG},
	[SPECIMEN_PE32] = {"pe32", specimen_build_pe,
		HAS_IMPORTS | HAS_DELAY_IMPORTS | HAS_EXPORTS | HAS_FORWARDERS | HAS_VERSION |
			HAS_RESOURCES | HAS_MANIFEST | HAS_DEBUG | HAS_PE_TABLES | HAS_PX_FORM},
	[SPECIMEN_PE32PLUS] = {"pe32plus", specimen_build_pe,
		HAS_IMPORTS | HAS_DELAY_IMPORTS | HAS_EXPORTS | HAS_FORWARDERS | HAS_VERSION |
			HAS_RESOURCES | HAS_MANIFEST | HAS_DEBUG | HAS_PE_TABLES},
};

const char *specimen_kind_name(enum specimen_kind kind)
{
	return kinds[kind].name;
}

bool specimen_kind_from_name(const char *name, enum specimen_kind *kind)
{
	for (unsigned i = 0; i < SPECIMEN_KIND_COUNT; i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			*kind = (enum specimen_kind)i;
			return true;
		}
	}
	return false;
}

const char *specimen_module_name(const struct specimen_image *image)
{
	return image->module_name ? image->module_name : "SPECIMEN";
}

const char *specimen_module_description(const struct specimen_image *image)
{
	return image->description ? image->description : specimen_module_name(image);
}

uint16_t specimen_machine(const struct specimen_image *image)
{
	if (image->machine)
		return image->machine;
	return image->kind == SPECIMEN_PE32 ? 0x14C : 0x8664;
}

uint32_t specimen_target(const struct specimen_image *image, uint32_t default_target)
{
	if (image->target == SPECIMEN_TARGET_ZERO)
		return 0;
	return image->target ? image->target : default_target;
}

static int compare_ordinals(const void *left, const void *right)
{
	const uint16_t *a = left;
	const uint16_t *b = right;

	return (*a > *b) - (*a < *b);
}

static void refuse_duplicates(const uint16_t *ordinals, size_t count, struct specimen_bytes *file)
{
	uint16_t *sorted = specimen_allocate(count, sizeof *sorted);

	if (count)
		memcpy(sorted, ordinals, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, compare_ordinals);
	for (size_t i = 1; i < count; i++) {
		if (sorted[i] == sorted[i - 1])
			specimen_fail(file, "two exports have the ordinal %u", sorted[i]);
	}
	free(sorted);
}

uint16_t *specimen_assign_ordinals(const struct specimen_image *image, struct specimen_bytes *file)
{
	size_t count = image->export_count;
	uint16_t *ordinals = specimen_allocate(count, sizeof *ordinals);
	bool *taken = specimen_allocate(UINT16_MAX + 1, sizeof *taken);
	unsigned next = 1;

	for (size_t i = 0; i < count; i++)
		taken[image->exports[i].ordinal] = true;
	for (size_t i = 0; i < count; i++) {
		ordinals[i] = image->exports[i].ordinal;
		if (ordinals[i])
			continue;
		while (next <= UINT16_MAX && taken[next])
			next++;
		if (next > UINT16_MAX) {
			specimen_fail(file, "more exports than ordinals");
			break;
		}
		ordinals[i] = (uint16_t)next++;
	}
	free(taken);
	refuse_duplicates(ordinals, count, file);
	return ordinals;
}

struct refusal {
	const struct kind_row *row;
	struct specimen_bytes *file;
};

static void refuse_unless(bool possible, const struct refusal *refusal, const char *what)
{
	if (!possible)
		specimen_fail(refusal->file, "an image of kind %s cannot have %s",
			refusal->row->name, what);
}

static bool has_wide_ordinal(const struct specimen_import *import)
{
	for (size_t i = 0; i < import->symbol_count; i++)
		if (import->symbols[i].ordinal > UINT16_MAX)
			return true;
	return false;
}

static void check_capabilities(
	const struct specimen_image *image, const struct kind_row *row, struct specimen_bytes *file)
{
	const struct refusal refusal = {row, file};
	unsigned able = row->capabilities;

	refuse_unless(!image->import_count || able & HAS_IMPORTS, &refusal, "imports");
	refuse_unless(!image->export_count || able & HAS_EXPORTS, &refusal, "exports");
	refuse_unless(!image->version || able & HAS_VERSION, &refusal, "a version resource");
	refuse_unless(!image->resource_count || able & HAS_RESOURCES, &refusal, "resources");
	refuse_unless(!image->more_version_count || able & HAS_RESOURCES, &refusal,
		"several version resources");
	refuse_unless(!image->manifest || able & HAS_MANIFEST, &refusal, "a manifest");
	refuse_unless(!image->api_sets || able & HAS_MANIFEST, &refusal, "API sets");
	refuse_unless(!image->bare || able & HAS_BARE_FORM, &refusal, "a form without MZ stub");
	refuse_unless(!image->bound || able & HAS_BOUND_FORM, &refusal, "a DOS extender in front");
	refuse_unless(
		!image->self_loading || able & HAS_LOADER_TABLE, &refusal, "the self-loading flag");
	refuse_unless(!image->pdb || able & HAS_DEBUG, &refusal, "a debug directory");
	refuse_unless(!(image->bound_import_count || image->clr_version || image->certificate ||
			      image->coff_symbols) ||
			      able & HAS_PE_TABLES,
		&refusal, "bound imports, a .NET header, COFF symbols or certificates");
	refuse_unless(!image->px || able & HAS_PX_FORM, &refusal, "the signature PX");
	refuse_unless(!image->member_count || able & HAS_MEMBERS, &refusal, "members");
	for (size_t i = 0; i < image->import_count; i++) {
		refuse_unless(!image->imports[i].delay || able & HAS_DELAY_IMPORTS, &refusal,
			"delay imports");
		refuse_unless(!has_wide_ordinal(&image->imports[i]) || able & HAS_WIDE_ORDINALS,
			&refusal, "imported ordinals of 32 bits");
	}
	for (size_t i = 0; i < image->export_count; i++) {
		const struct specimen_export *entry = &image->exports[i];

		refuse_unless(!entry->forwarder || able & HAS_FORWARDERS, &refusal, "forwarders");
	}
}

const char *specimen_image_build(const struct specimen_image *image, struct specimen_bytes *file)
{
	const struct kind_row *row = &kinds[image->kind];

	check_capabilities(image, row, file);
	if (file->length)
		specimen_fail(file, "an image begins at offset 0 of its file");
	if (*file->error)
		return file->error;
	row->build(image, file);
	/* In a PE image it stands in front of the certificates. */
	if (image->overlay && !(row->capabilities & HAS_PE_TABLES))
		specimen_put_text(file, image->overlay);
	return *file->error ? file->error : NULL;
}
