#include "report/page.h"

#include "scanner/base/text.h"

#include <string.h>

enum { MAX_PAGE_BYTES = 16 * 1024 * 1024, MIN_COLUMNS = 40 };

static const char *const escapes[] = {
	[PAGE_PLAIN] = "",
	[PAGE_BOLD] = "\033[1m",
	[PAGE_RED] = "\033[1;31m",
	[PAGE_YELLOW] = "\033[1;33m",
	[PAGE_GREEN] = "\033[1;32m",
	[PAGE_DIM] = "\033[2m",
};

void page_init(struct page *page, size_t columns, bool colour)
{
	*page = (struct page){
		.columns = columns < MIN_COLUMNS ? MIN_COLUMNS : columns, .colour = colour};
	buffer_init(&page->text, MAX_PAGE_BYTES);
	arena_init(&page->scratch);
}

void page_blank(struct page *page)
{
	buffer_putc(&page->text, '\n');
}

/* The bytes of text that go on one line of this width: whole words where one fits. */
static size_t line_length(const char *text, size_t width)
{
	size_t fits = text_fit(text, width);
	size_t end = fits;

	if (!text[fits])
		return fits;
	while (end && text[end] != ' ')
		end--;
	if (end)
		return end;
	/* A word longer than the line: a path is best cut behind a backslash. */
	for (end = fits; end > fits / 2; end--)
		if (text[end - 1] == '\\' || text[end - 1] == '/')
			return end;
	return fits;
}

/* Writes wrapped text; the cursor stands at column used of the first line, and the others begin
 * with margin and indent spaces. */
static void put_wrapped_behind(struct page *page, enum page_colour colour, size_t used,
	const char *margin, size_t indent, const char *text)
{
	bool coloured = page->colour && colour != PAGE_PLAIN;

	for (;;) {
		size_t length = line_length(text, page->columns - used);

		if (coloured)
			buffer_puts(&page->text, escapes[colour]);
		buffer_append(&page->text, text, length);
		if (coloured)
			buffer_puts(&page->text, "\033[0m");
		buffer_putc(&page->text, '\n');
		text += length + strspn(text + length, " ");
		if (!*text)
			return;
		buffer_puts(&page->text, margin);
		buffer_repeat(&page->text, ' ', indent);
		used = text_width(margin) + indent;
	}
}

static void put_wrapped(
	struct page *page, enum page_colour colour, size_t used, size_t indent, const char *text)
{
	put_wrapped_behind(page, colour, used, "", indent, text);
}

void page_line(struct page *page, enum page_colour colour, const char *text)
{
	bool coloured = page->colour && colour != PAGE_PLAIN;

	if (coloured)
		buffer_puts(&page->text, escapes[colour]);
	buffer_puts(&page->text, text_printable(&page->scratch, text));
	buffer_puts(&page->text, coloured ? "\033[0m\n" : "\n");
}

void page_paragraph(
	struct page *page, enum page_colour colour, size_t first, size_t indent, const char *text)
{
	buffer_repeat(&page->text, ' ', first);
	put_wrapped(page, colour, first, indent, text_printable(&page->scratch, text));
}

void page_field(struct page *page, size_t indent, size_t width, const char *label, const char *text)
{
	const char *shown = text_printable(&page->scratch, label);
	size_t used = text_width(shown);
	size_t gap = used < width ? width - used : 1;

	if (indent + used + gap > page->columns / 2) {
		page_paragraph(page, PAGE_DIM, indent, indent, label);
		page_paragraph(page, PAGE_PLAIN, indent + width, indent + width, text);
		return;
	}
	buffer_repeat(&page->text, ' ', indent);
	if (page->colour)
		buffer_puts(&page->text, escapes[PAGE_DIM]);
	buffer_puts(&page->text, shown);
	if (page->colour)
		buffer_puts(&page->text, "\033[0m");
	buffer_repeat(&page->text, ' ', gap);
	put_wrapped(page, PAGE_PLAIN, indent + used + gap, indent + width,
		text_printable(&page->scratch, text));
}

void page_branch(struct page *page, enum page_colour colour, const char *first, const char *next,
	const char *text)
{
	buffer_puts(&page->text, first);
	put_wrapped_behind(
		page, colour, text_width(first), next, 0, text_printable(&page->scratch, text));
}

char *page_finish(struct page *page)
{
	char *text;

	if (page->text.overflowed) {
		static const char cut[] = "\n(the rest is left out: see --format json)\n";

		/* Whole lines are kept: no character or colour is left open. */
		page->text.length -= sizeof(cut);
		while (page->text.length && page->text.text[page->text.length - 1] != '\n')
			page->text.length--;
		page->text.overflowed = false;
		buffer_puts(&page->text, cut);
	}
	buffer_puts(&page->text, "");
	text = page->text.text;
	page->text = (struct buffer){0};
	arena_free(&page->scratch);
	return text;
}
