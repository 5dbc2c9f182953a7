/* Text laid out for a terminal page: wrapped, indented, coloured when wanted, and safe to show. */
#ifndef COMPATSCAN_REPORT_PAGE_H
#define COMPATSCAN_REPORT_PAGE_H

#include "scanner/base/arena.h"
#include "scanner/base/buffer.h"

#include <stdbool.h>

enum page_colour { PAGE_PLAIN, PAGE_BOLD, PAGE_RED, PAGE_YELLOW, PAGE_GREEN, PAGE_DIM };

struct page {
	struct buffer text;
	struct arena scratch;
	size_t columns;
	bool colour;
};

/* A page of at least 40 columns; more text than the cap is cut with a line that says so. */
void page_init(struct page *page, size_t columns, bool colour);

void page_blank(struct page *page);

/* One line, however long: what a person copies, such as a path. Made printable, too. */
void page_line(struct page *page, enum page_colour colour, const char *text);

/* One paragraph, wrapped at words, its first line indented by first and the others by indent
 * columns. Whatever the text holds is made printable. */
void page_paragraph(
	struct page *page, enum page_colour colour, size_t first, size_t indent, const char *text);

/* A label in a column of width columns, behind indent, and a paragraph beside it; below it when the
 * label takes half of the page or more. */
void page_field(
	struct page *page, size_t indent, size_t width, const char *label, const char *text);

/* A paragraph that hangs on a drawn line, such as a branch of a tree: first stands before its first
 * line and next before the others, as they are. */
void page_branch(struct page *page, enum page_colour colour, const char *first, const char *next,
	const char *text);

/* The whole text, freed with free; the page is released. */
char *page_finish(struct page *page);

#endif
