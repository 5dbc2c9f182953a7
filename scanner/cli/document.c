#include "scanner/cli/document.h"

#include "scanner/base/text.h"
#include "scanner/cli/output.h"
#include "scanner/cli/target.h"

#include <stdlib.h>
#include <string.h>

bool document_format(
	struct invocation *invocation, const char *const *names, size_t count, size_t *out)
{
	const char *name = invocation->settings.format ? invocation->settings.format : names[0];

	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = i;
			return true;
		}
	}
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"there is no format %s; expected %s or %s", name,
		text_join(invocation->arena, names, count - 1), names[count - 1]);
	return false;
}

enum exit_code document_write(struct invocation *invocation, char *text, enum exit_code code)
{
	bool written = output_write(invocation->diagnostics, invocation->settings.output, text);

	free(text);
	return written || code == EXIT_FAILS ? code : EXIT_INCOMPLETE;
}

enum exit_code target_document_show(
	struct invocation *invocation, const struct target_document *document)
{
	struct host host;
	enum exit_code code;
	size_t format;

	if (!document_format(invocation, document->formats, document->format_count, &format) ||
		!document->check_usage(invocation))
		return EXIT_USAGE;
	code = target_open(invocation, &host);
	if (code != EXIT_HOLDS)
		return code;
	code = document->show(invocation, &host, format);
	host_release(&host);
	return code;
}
