#include "scanner/cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_COLUMNS = 80 };

static void tell(void *context, enum diagnostic_level level, const char *message)
{
	static const char *const prefixes[] = {[DIAGNOSTIC_ERROR] = "",
		[DIAGNOSTIC_WARNING] = "warning: ",
		[DIAGNOSTIC_NOTE] = ""};
	const struct terminal *terminal = context;

	if (terminal->quiet && level != DIAGNOSTIC_ERROR)
		return;
	fprintf(stderr, "compatscan: %s%s\n", prefixes[level], message);
	/* It has a buffer on Windows, where a character must not reach the console in parts. */
	fflush(stderr);
}

void terminal_init(struct terminal *terminal)
{
	*terminal = (struct terminal){.diagnostics = {.tell = tell, .context = terminal}};
}

/* Whether the terminal shows UTF-8: the locale's character encoding, which the first of these that
 * is set decides (POSIX, "Environment Variables"). */
static bool shows_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *locale = getenv(names[i]);

		if (locale && *locale)
			return strstr(locale, "UTF-8") || strstr(locale, "utf8");
	}
	return false;
}

struct report_style terminal_style(const struct settings *settings)
{
	struct report_style style = {.columns = PAGE_COLUMNS};
	size_t columns = settings->output ? 0 : terminal_columns();
	const char *no_color = getenv("NO_COLOR");

	if (columns && columns < style.columns)
		style.columns = columns;
	if (settings->colour == COLOUR_AUTO)
		style.colour = columns && terminal_has_colour() && !(no_color && *no_color);
	else
		style.colour = settings->colour == COLOUR_ALWAYS;
	style.unicode = columns && shows_utf8();
	return style;
}
