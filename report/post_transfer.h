/* One attempt to deliver: an HTTP request through curl, and what came of it in words. */
#ifndef COMPATSCAN_REPORT_POST_TRANSFER_H
#define COMPATSCAN_REPORT_POST_TRANSFER_H

#include "report/post.h"
#include "report/post_target.h"
#include "report/post_token.h"
#include "scanner/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct post_transfer;

/* Never NULL. Options and token are borrowed until post_transfer_free. */
struct post_transfer *post_transfer_new(
	const struct post_options *options, const struct post_token *token);

/* Accepts NULL. */
void post_transfer_free(struct post_transfer *transfer);

struct post_request {
	const struct post_target *target;
	const char *report_id;
	const char *sha256; /* of the report before compression, lower-case hexadecimal */
	const void *body;   /* gzip */
	size_t body_size;
};

struct post_answer {
	enum post_result result; /* POST_UNREACHABLE: worth another attempt */
	const char *why;         /* in the arena; NULL with POST_DELIVERED */
	const char *hint;        /* what to do about it, static; NULL when there is nothing to do */
	int64_t retry_after;     /* what the server asked for in seconds, else 0 */
	bool whole_server;       /* the next report would fare no better there */
};

/* Sends the request once. answer is always set; its texts are in the arena and free of secrets. */
void post_transfer_send(struct post_transfer *transfer, const struct post_request *request,
	struct arena *arena, struct post_answer *answer);

#endif
