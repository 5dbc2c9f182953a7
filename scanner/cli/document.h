/* What commands that answer with one document have in common: its format, and where it goes. */
#ifndef COMPATSCAN_CLI_DOCUMENT_H
#define COMPATSCAN_CLI_DOCUMENT_H

#include "scanner/cli/options.h"

/* Finds which of the names --format asks for; the first is what is meant without it. False, told,
 * when it is none of them. There are at least two. */
bool document_format(
	struct invocation *invocation, const char *const *names, size_t count, size_t *out);

/* Writes the text where --output says, and frees it. code, or EXIT_INCOMPLETE when it could not be
 * written; EXIT_FAILS stays. */
enum exit_code document_write(struct invocation *invocation, char *text, enum exit_code code);

/* A command whose document is about a target. */
struct target_document {
	const char *const *formats;
	size_t format_count;
	bool (*check_usage)(struct invocation *invocation);
	/* Writes it in the format of this position. */
	enum exit_code (*show)(struct invocation *invocation, struct host *host, size_t format);
};

/* Checks what was asked for, opens the target, shows the document and releases the target. */
enum exit_code target_document_show(
	struct invocation *invocation, const struct target_document *document);

#endif
