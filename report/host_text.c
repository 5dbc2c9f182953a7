#include "report/host_text.h"

#include "scanner/base/clock.h"
#include "scanner/base/text.h"

#include <stdio.h>
#include <string.h>

/* "36,864" */
static const char *grouped_number(struct arena *arena, uint64_t number)
{
	char digits[24];
	char *text = arena_alloc(arena, 32);
	size_t length =
		(size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	size_t out = 0;

	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text[out++] = ',';
		text[out++] = digits[i];
	}
	return text;
}

/* "EXCHSRV1, Windows NT 4.0 (assumed)"; "..., running" of a live machine */
static const char *host_title(struct arena *arena, const struct host *host)
{
	return arena_printf(arena, "%s, %s%s%s", host->name ? host->name : "name not known",
		host->profile->title, host->profile_assumed ? " (assumed)" : "",
		host->live ? ", running" : "");
}

void host_put(struct page *page, size_t label_width, const struct host *host)
{
	const char *drives = "";

	for (size_t i = 0; i < MAX_VOLUMES; i++) {
		const struct volume *volume = host->tree.volumes[i];

		if (volume)
			drives = arena_printf(&page->scratch, "%s%s%s = %s", drives,
				*drives ? ", " : "",
				volume->share ? volume->share
					      : arena_printf(&page->scratch, "%c:", volume->letter),
				text_from_bytes(&page->scratch, volume->real_root,
					strlen(volume->real_root)));
	}
	page_field(page, 0, label_width, "Machine", host_title(&page->scratch, host));
	page_field(page, 0, label_width, "Drives", drives);
	page_field(page, 0, label_width, "Windows",
		host->windows_directory ? host->windows_directory : "not found");
}

void host_file_put(struct page *page, size_t indent, size_t label_width, struct host *host,
	struct host_file *file)
{
	const char *digest;

	if (host_file_unreadable(&host->tree, file)) {
		page_field(
			page, indent, label_width, "file", host_file_unreadable(&host->tree, file));
		return;
	}
	page_field(page, indent, label_width, "file",
		arena_printf(&page->scratch, "%s (%s bytes, %s)", file->real_path,
			grouped_number(&page->scratch, file->size),
			clock_text(&page->scratch, file->modified)));
	digest = host_file_sha256(&host->tree, file);
	if (digest)
		page_field(page, indent, label_width, "sha256", digest);
}

void host_problems_put(struct page *page, const struct host *host)
{
	const struct problem_list *problems = &host->problems;

	if (!problems->count)
		return;
	page_blank(page);
	page_paragraph(page, PAGE_BOLD, 0, 0, "PROBLEMS MET ON THE TARGET");
	for (size_t i = 0; i < problems->count; i++)
		page_paragraph(page, PAGE_PLAIN, 2, 4,
			arena_printf(&page->scratch, "%s%s%s (%s)",
				problems->items[i].path ? problems->items[i].path : "",
				problems->items[i].path ? ": " : "", problems->items[i].detail,
				problems->items[i].code));
}
