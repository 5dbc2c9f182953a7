#include "report/image_text.h"

#include "report/language.h"
#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"

#include <string.h>

/* A page is capped, too; more names of one module than this never fit on it. */
enum { MAX_LANGUAGES_NAMED = 128, ALIKE_SHOWN = 3 };
enum { INDENT = 2, LABEL = 13, INNER_LABEL = 19, MAX_SYMBOL_NAMES_BYTES = 16 * 1024 * 1024 };

static void put(struct page *page, const char *label, const char *text)
{
	if (text && *text)
		page_field(page, INDENT, LABEL, label, text);
}

/* A line under the label of the fact before it. */
static void put_inner(struct page *page, const char *label, const char *text)
{
	if (text && *text)
		page_field(page, INDENT + LABEL, INNER_LABEL, label, text);
}

static const char *numbers(struct arena *arena, const struct image_version *version)
{
	if (!version->fixed_present)
		return "a version resource without fixed numbers";
	return arena_printf(arena, "file %u.%u.%u.%u, product %u.%u.%u.%u", version->file[0],
		version->file[1], version->file[2], version->file[3], version->product[0],
		version->product[1], version->product[2], version->product[3]);
}

static void put_version(struct page *page, const struct image *image)
{
	const struct image_version *version = &image->version;
	struct arena *arena = &page->scratch;

	if (!version->present)
		return;
	put(page, "version", numbers(arena, version));
	if (version->table_count)
		put_inner(page, "language", language_title(arena, version->tables[0].language));
	for (size_t i = 0; i < version->string_count; i++)
		page_field(page, INDENT + LABEL, INNER_LABEL, version->strings[i].key,
			*version->strings[i].value ? version->strings[i].value : "(empty)");
}

static bool same_numbers(const struct image_version *one, const struct image_version *other)
{
	return one->fixed_present == other->fixed_present &&
	       memcmp(one->file, other->file, sizeof(one->file)) == 0 &&
	       memcmp(one->product, other->product, sizeof(one->product)) == 0;
}

/* The other languages: those of other numbers a line each, the rest by name. */
static void put_other_languages(struct page *page, const struct image *image)
{
	struct arena *arena = &page->scratch;
	const char *same[MAX_LANGUAGES_NAMED];
	size_t count = 0;

	if (!image->version.present)
		return;
	for (size_t i = 0; i < image->version_count; i++)
		for (size_t j = 0; j < image->versions[i].table_count; j++) {
			const struct image_version *version = &image->versions[i];
			const char *title = language_title(arena, version->tables[j].language);

			if (version->tables[j].strings == image->version.strings)
				continue;
			if (same_numbers(version, &image->version) && count < MAX_LANGUAGES_NAMED)
				same[count++] = title;
			else
				put(page, "also in",
					arena_printf(
						arena, "%s: %s", title, numbers(arena, version)));
		}
	put(page, "also in", text_join(arena, same, count));
}

static const char *symbol_names(struct arena *arena, const struct image_import *import)
{
	struct buffer names;
	const char *text;

	buffer_init(&names, MAX_SYMBOL_NAMES_BYTES);
	for (size_t i = 0; i < import->symbol_count; i++) {
		const struct image_symbol *symbol = &import->symbols[i];

		buffer_puts(&names, i ? ", " : "");
		if (symbol->name)
			buffer_puts(&names, symbol->name);
		else
			buffer_printf(&names, "#%u", symbol->ordinal);
	}
	text = text_from_bytes(arena, buffer_text(&names), names.length);
	buffer_free(&names);
	return text;
}

static void put_imports(struct page *page, const struct image_shown *shown)
{
	const struct image *image = shown->image;
	struct arena *arena = &page->scratch;

	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];
		const char *count = text_counted(arena, import->symbol_count, "symbol");
		const char *more = import->symbols_known ? "" : " read, others not known";

		page_field(page, INDENT, LABEL, i ? "" : "imports",
			arena_printf(arena, "%s (%s%s%s)", import->module, count, more,
				import->delay ? ", delayed" : ""));
		if (shown->symbols && import->symbol_count)
			page_paragraph(page, PAGE_PLAIN, INDENT + LABEL + 2, INDENT + LABEL + 2,
				symbol_names(arena, import));
	}
}

static void put_bound_imports(struct page *page, const struct image *image)
{
	struct arena *arena = &page->scratch;

	for (size_t i = 0; i < image->bound_import_count; i++)
		page_field(page, INDENT, LABEL, i ? "" : "bound to",
			arena_printf(arena, "%s of time stamp %08X%s",
				image->bound_imports[i].module,
				image->bound_imports[i].time_date_stamp,
				image->bound_imports[i].forwarded ? ", forwarded to" : ""));
}

static void put_exports(struct page *page, const struct image_shown *shown)
{
	const struct image *image = shown->image;
	struct arena *arena = &page->scratch;

	if (image->export_count)
		put(page, "exports", text_counted(arena, image->export_count, "symbol"));
	for (size_t i = 0; shown->symbols && i < image->export_count; i++) {
		const struct image_export *export = &image->exports[i];

		page_paragraph(page, PAGE_PLAIN, INDENT + LABEL + 2, INDENT + LABEL + 4,
			arena_printf(arena, "%u %s%s%s", export->ordinal,
				export->name ? export->name : "(no name)",
				export->forwarder ? " -> " : "",
				export->forwarder ? export->forwarder : ""));
	}
}

static const char *resource_type(struct arena *arena, const struct image_resource *resource)
{
	const char *name = image_resource_type_name(resource->type);

	if (resource->type_name)
		return resource->type_name;
	return name ? name : arena_printf(arena, "type %u", resource->type);
}

static bool same_type(const struct image_resource *one, const struct image_resource *other)
{
	if (!one->type_name || !other->type_name)
		return !one->type_name && !other->type_name && one->type == other->type;
	return strcmp(one->type_name, other->type_name) == 0;
}

/* "12 icon, 3 version": both formats keep the resources of one type together. */
static const char *resource_counts(struct arena *arena, const struct image *image)
{
	enum { MAX_COUNTS_BYTES = 4096 };
	struct buffer counts;
	const char *text;

	buffer_init(&counts, MAX_COUNTS_BYTES);
	for (size_t i = 0, next; i < image->resource_count; i = next) {
		for (next = i + 1; next < image->resource_count; next++)
			if (!same_type(&image->resources[i], &image->resources[next]))
				break;
		buffer_printf(&counts, "%s%zu %s", i ? ", " : "", next - i,
			resource_type(arena, &image->resources[i]));
	}
	text = text_from_bytes(arena, buffer_text(&counts), counts.length);
	if (counts.overflowed)
		text = arena_printf(arena, "%s... (see --resources)", text);
	buffer_free(&counts);
	return text;
}

static void put_resources(struct page *page, const struct image_shown *shown)
{
	const struct image *image = shown->image;
	struct arena *arena = &page->scratch;

	put(page, "resources", resource_counts(arena, image));
	for (size_t i = 0; shown->resources && i < image->resource_count; i++) {
		const struct image_resource *resource = &image->resources[i];
		const char *name =
			resource->name ? resource->name : arena_printf(arena, "#%u", resource->id);
		const char *place = resource->offset == PROBLEM_NO_OFFSET
					    ? "outside the image"
					    : arena_printf(arena, "at 0x%llX",
						      (unsigned long long)resource->offset);

		page_field(page, INDENT + LABEL, INNER_LABEL, resource_type(arena, resource),
			arena_printf(arena, "%s%s%s, %s %s", name,
				image->kind == IMAGE_NE ? "" : ", ",
				image->kind == IMAGE_NE ? ""
							: language_title(arena, resource->language),
				text_counted(arena, resource->size, "byte"), place));
	}
}

static const char *assembly(struct arena *arena, const struct image_assembly *identity)
{
	return arena_printf(arena, "%s%s%s%s%s%s", identity->name ? identity->name : "(no name)",
		identity->version ? " " : "", identity->version ? identity->version : "",
		identity->architecture ? " (" : "",
		identity->architecture ? identity->architecture : "",
		identity->architecture ? ")" : "");
}

static void put_manifest(struct page *page, const struct image_manifest *manifest)
{
	struct arena *arena = &page->scratch;

	if (!manifest->present)
		return;
	put(page, "manifest",
		manifest->identity_present ? assembly(arena, &manifest->identity)
					   : "without an identity");
	for (size_t i = 0; i < manifest->dependency_count; i++)
		put_inner(page, i ? "" : "needs", assembly(arena, &manifest->dependencies[i]));
	if (manifest->requested_level)
		put_inner(page, "runs as",
			arena_printf(arena, "%s%s", manifest->requested_level,
				manifest->ui_access ? ", with access to the user interface of "
						      "other programs"
						    : ""));
	put_inner(page, "supports",
		text_join(arena, manifest->supported_systems, manifest->supported_system_count));
}

static const char *runs_at(struct arena *arena, int bits)
{
	return bits ? arena_printf(arena, "%d-bit", bits) : "does not run";
}

static void put_clr(struct page *page, const struct image_clr *clr)
{
	struct arena *arena = &page->scratch;

	if (!clr->present)
		return;
	put(page, ".NET",
		arena_printf(arena, "%s%sruntime header %u.%u%s%s%s",
			clr->metadata_version ? clr->metadata_version : "",
			clr->metadata_version ? ", " : "", clr->runtime_major, clr->runtime_minor,
			clr->il_only ? ", IL only" : "",
			clr->required_32bit ? ", 32-bit required" : "",
			clr->preferred_32bit ? ", 32-bit preferred" : ""));
	put_inner(page, "on 32-bit Windows", runs_at(arena, clr->bits_on_32bit));
	put_inner(page, "on 64-bit Windows", runs_at(arena, clr->bits_on_64bit));
}

static void put_debug(struct page *page, const struct image_debug *debug)
{
	struct arena *arena = &page->scratch;

	if (!debug->present)
		return;
	put(page, "symbol file",
		debug->pdb && *debug->pdb ? debug->pdb : "a symbol file without a name");
	if (debug->guid)
		put_inner(page, "identified by",
			arena_printf(arena, "%s, age %u", debug->guid, debug->age));
}

static void put_members(struct page *page, const struct image *image)
{
	for (size_t i = 0; i < image->member_count; i++)
		page_field(page, INDENT, LABEL, i ? "" : "members", image->members[i].name);
}

static void put_overlay(struct page *page, const struct image_overlay *overlay)
{
	if (overlay->size)
		put(page, "overlay",
			arena_printf(&page->scratch, "%s at 0x%llX, behind the image",
				text_counted(&page->scratch, overlay->size, "byte"),
				(unsigned long long)overlay->offset));
}

static void put_strings(struct page *page, const struct printable_list *strings)
{
	struct arena *arena = &page->scratch;

	if (strings)
		put(page, "strings", text_counted(arena, strings->count, "text"));
	for (size_t i = 0; strings && i < strings->count; i++)
		page_field(page, INDENT + 2, LABEL - 2,
			arena_printf(arena, "%08llX%s",
				(unsigned long long)strings->items[i].offset,
				strings->items[i].wide ? "w" : ""),
			strings->items[i].text);
}

/* Of many that are alike the first few, and how many more there are. */
static void put_problems(struct page *page, const struct problem_list *problems)
{
	struct arena *arena = &page->scratch;

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *problem = &problems->items[i];
		const char *text = arena_printf(arena, "%s: %s", problem->code, problem->detail);
		size_t before = 0, alike = 0;

		for (size_t j = 0; j < problems->count; j++)
			if (strcmp(problems->items[j].code, problem->code) == 0) {
				alike++;
				before += j < i;
			}
		if (before > ALIKE_SHOWN)
			continue;
		if (problem->offset != PROBLEM_NO_OFFSET)
			text = arena_printf(arena, "%s at offset 0x%llX: %s", problem->code,
				(unsigned long long)problem->offset, problem->detail);
		if (before == ALIKE_SHOWN)
			text = arena_printf(
				arena, "%s: %zu more", problem->code, alike - (size_t)ALIKE_SHOWN);
		page_field(page, INDENT, LABEL, i ? "" : "problems", text);
	}
}

static void put_identity(struct page *page, const struct image *image)
{
	struct arena *arena = &page->scratch;

	put(page, "image", image_title(arena, image));
	put(page, "size", text_counted(arena, image->size, "byte"));
	put(page, "subsystem", image->subsystem_name);
	if (image->linker_known)
		put(page, "linker",
			arena_printf(arena, "%u.%u", image->linker_major, image->linker_minor));
	if (image->expected_windows_known && image->target != IMAGE_TARGET_EFI)
		put(page, "expects",
			arena_printf(arena, "Windows %u.%u", image->expected_windows_major,
				image->expected_windows_minor));
	put(page, "extender", image->dos_extender);
	put(page, "loading", image->self_loading ? "the program brings its own loader" : NULL);
	if (image->vxd.present)
		put(page, "device",
			arena_printf(arena, "id 0x%04X, made with DDK %u.%u", image->vxd.device_id,
				image->vxd.ddk_major, image->vxd.ddk_minor));
	put(page, "module", image->module_name);
	put(page, "description", image->description);
}

void image_put(struct page *page, const struct image_shown *shown)
{
	const struct image *image = shown->image;

	page_line(page, PAGE_BOLD, shown->path);
	if (shown->unread) {
		put(page, "image", "could not be read");
		put_problems(page, &image->problems);
		return;
	}
	put_identity(page, image);
	put_version(page, image);
	put_other_languages(page, image);
	put_clr(page, &image->clr);
	put_manifest(page, &image->manifest);
	put_imports(page, shown);
	put_bound_imports(page, image);
	put_exports(page, shown);
	put_members(page, image);
	put_resources(page, shown);
	put_debug(page, &image->debug);
	put(page, "signed", image->has_signature ? "a signature is there (not verified)" : NULL);
	put_overlay(page, &image->overlay);
	put(page, "sha256", shown->sha256);
	put_strings(page, shown->strings);
	put_problems(page, &image->problems);
}
