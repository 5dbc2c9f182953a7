/* What a response or a transport error means for a report: the retry table, as data. */
#ifndef COMPATSCAN_REPORT_POST_ANSWER_H
#define COMPATSCAN_REPORT_POST_ANSWER_H

#include "report/post_transfer.h"
#include "scanner/base/arena.h"

#include <stddef.h>

struct post_response {
	long status;
	const char *body; /* any bytes */
	size_t body_size;
	const char *location; /* where a redirect leads, fit for messages; NULL: it does not say */
	const char *secret;   /* never to be repeated, even when the server does; NULL: none */
};

/* Sets everything of answer but retry_after. */
void post_answer_of_response(
	const struct post_response *response, struct arena *arena, struct post_answer *answer);

/* The same for a CURLcode; detail is curl's own message, printable. */
void post_answer_of_error(
	int code, const char *detail, struct arena *arena, struct post_answer *answer);

#endif
