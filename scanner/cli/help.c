/* Help texts, made from the tables of commands and options. */
#include "scanner/cli/terminal.h"

#include "report/page.h"

#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMNS = 80, OPTION_INDENT = 2, OPTION_COLUMNS = 24 };

static void put_option(struct page *page, const struct option *option)
{
	const char *letter =
		option->letter ? arena_printf(&page->scratch, "-%c, ", option->letter) : "    ";
	const char *label = arena_printf(&page->scratch, "%s--%s%s%s", letter, option->name,
		option->argument ? " " : "", option->argument ? option->argument : "");

	if (strlen(label) < OPTION_COLUMNS) {
		page_field(page, OPTION_INDENT, OPTION_COLUMNS, label, option->help);
		return;
	}
	page_paragraph(page, PAGE_PLAIN, OPTION_INDENT, OPTION_INDENT, label);
	page_paragraph(page, PAGE_PLAIN, OPTION_INDENT + OPTION_COLUMNS,
		OPTION_INDENT + OPTION_COLUMNS, option->help);
}

/* Lines as they stand, each behind a prefix: the first behind one, those that follow behind next.
 */
static void put_lines(struct page *page, const char *prefix, const char *next, const char *lines)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");

		buffer_puts(&page->text, prefix);
		buffer_append(&page->text, lines, length);
		page_blank(page);
		lines += length + (lines[length] == '\n');
		prefix = next;
	}
}

bool help_show(const struct diagnostics *diagnostics, const struct command *command)
{
	struct page page;
	char *text;
	bool written;

	page_init(&page, HELP_COLUMNS, false);
	put_lines(&page, arena_printf(&page.scratch, "usage: compatscan %s ", command->name),
		arena_printf(&page.scratch, "       compatscan %s ", command->name),
		command->synopsis);
	page_blank(&page);
	page_paragraph(&page, PAGE_PLAIN, 0, 0, command->description);
	for (size_t i = 0; command->groups[i]; i++) {
		page_blank(&page);
		page_paragraph(&page, PAGE_PLAIN, 0, 0,
			arena_printf(&page.scratch, "%s:", command->groups[i]->title));
		for (const struct option *option = command->groups[i]->options; option->name;
			option++)
			put_option(&page, option);
	}
	page_blank(&page);
	page_paragraph(&page, PAGE_PLAIN, 0, 0, "Examples:");
	put_lines(&page, "  ", "  ", command->examples);
	text = page_finish(&page);
	written = output_write(diagnostics, NULL, text);
	free(text);
	return written;
}
