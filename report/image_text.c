#include "report/image_text.h"

#include "rules/image_facts.h"
#include "scanner/base/text.h"

#include <string.h>

/* A page is capped, too; more names of one module than this never fit on it. */
enum { INDENT = 2, LABEL = 13, MAX_SYMBOL_NAMES_BYTES = 16 * 1024 * 1024 };

static void put(struct page *page, const char *label, const char *text)
{
	if (text && *text)
		page_field(page, INDENT, LABEL, label, text);
}

static void put_version(struct page *page, const struct image_version *version)
{
	struct arena *arena = &page->scratch;

	if (!version->present)
		return;
	if (version->fixed_present)
		put(page, "version",
			arena_printf(arena, "file %u.%u.%u.%u, product %u.%u.%u.%u",
				version->file[0], version->file[1], version->file[2],
				version->file[3], version->product[0], version->product[1],
				version->product[2], version->product[3]));
	else
		put(page, "version", "a version resource without fixed numbers");
	for (size_t i = 0; i < version->string_count; i++)
		page_field(page, INDENT + LABEL, 18, version->strings[i].key,
			arena_printf(arena, " %s", version->strings[i].value));
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

static void put_imports(struct page *page, const struct image *image, bool symbols)
{
	struct arena *arena = &page->scratch;

	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];
		const char *count =
			import->symbols_known
				? arena_printf(arena, " (%zu symbol%s%s)", import->symbol_count,
					  import->symbol_count == 1 ? "" : "s",
					  import->delay ? ", delayed" : "")
				: "";

		page_field(page, INDENT, LABEL, i ? "" : "imports",
			arena_printf(arena, "%s%s", import->module, count));
		if (symbols && import->symbol_count)
			page_paragraph(page, PAGE_PLAIN, INDENT + LABEL + 2, INDENT + LABEL + 2,
				symbol_names(arena, import));
	}
}

static void put_exports(struct page *page, const struct image *image, bool symbols)
{
	struct arena *arena = &page->scratch;

	if (image->export_count)
		put(page, "exports",
			arena_printf(arena, "%zu symbol%s", image->export_count,
				image->export_count == 1 ? "" : "s"));
	for (size_t i = 0; symbols && i < image->export_count; i++) {
		const struct image_export *export = &image->exports[i];

		page_paragraph(page, PAGE_PLAIN, INDENT + LABEL + 2, INDENT + LABEL + 4,
			arena_printf(arena, "%u %s%s%s", export->ordinal,
				export->name ? export->name : "(no name)",
				export->forwarder ? " -> " : "",
				export->forwarder ? export->forwarder : ""));
	}
}

static void put_problems(struct page *page, const struct image *image)
{
	for (size_t i = 0; i < image->problems.count; i++) {
		const struct problem *problem = &image->problems.items[i];
		const char *at = problem->offset == PROBLEM_NO_OFFSET
					 ? ""
					 : arena_printf(&page->scratch, " at offset 0x%llX",
						   (unsigned long long)problem->offset);

		page_field(page, INDENT, LABEL, i ? "" : "problems",
			arena_printf(
				&page->scratch, "%s%s: %s", problem->code, at, problem->detail));
	}
}

static void put_clr(struct page *page, const struct image_clr *clr)
{
	if (clr->present)
		put(page, ".NET",
			arena_printf(&page->scratch, "runtime header %u.%u%s%s%s",
				clr->runtime_major, clr->runtime_minor,
				clr->il_only ? ", IL only" : "",
				clr->required_32bit ? ", 32-bit required" : "",
				clr->preferred_32bit ? ", 32-bit preferred" : ""));
}

void image_put(struct page *page, const char *path, const struct image *image, const char *sha256,
	bool symbols)
{
	struct arena *arena = &page->scratch;

	page_paragraph(page, PAGE_BOLD, 0, 2, path);
	put(page, "image", image_title(arena, image));
	put(page, "size", arena_printf(arena, "%llu bytes", (unsigned long long)image->size));
	put(page, "subsystem", image->subsystem_name);
	if (image->linker_known)
		put(page, "linker",
			arena_printf(arena, "%u.%u", image->linker_major, image->linker_minor));
	if (image->expected_windows_known)
		put(page, "expects",
			arena_printf(arena, "Windows %u.%u", image->expected_windows_major,
				image->expected_windows_minor));
	put(page, "module", image->module_name);
	put(page, "description", image->description);
	put_version(page, &image->version);
	put_imports(page, image, symbols);
	put_exports(page, image, symbols);
	put_clr(page, &image->clr);
	put(page, "signed", image->has_signature ? "a signature is there (not verified)" : NULL);
	put(page, "sha256", sha256);
	put_problems(page, image);
}
