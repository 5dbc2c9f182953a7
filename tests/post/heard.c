#include "tests/post/heard.h"

#include <string.h>

static void keep(void *context, enum diagnostic_level level, const char *message)
{
	static const char *const labels[] = {"error", "warning", "note"};
	struct heard *heard = context;

	buffer_printf(&heard->text, "%s: %s\n", labels[level], message);
}

void heard_start(struct heard *heard)
{
	buffer_init(&heard->text, 1024 * 1024);
	heard->diagnostics = (struct diagnostics){.tell = keep, .context = heard};
}

void heard_end(struct heard *heard)
{
	buffer_free(&heard->text);
}

bool heard_says(const struct heard *heard, const char *fragment)
{
	return strstr(buffer_text(&heard->text), fragment) != NULL;
}
