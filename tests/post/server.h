/*
 * A real HTTP server (libmicrohttpd) on a loopback port of its own, for the tests of posting: it
 * answers from a script and keeps what it was sent. Failures to start end the process.
 */
#ifndef COMPATSCAN_TESTS_POST_SERVER_H
#define COMPATSCAN_TESTS_POST_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum answer_manner {
	ANSWER_FULLY,
	ANSWER_NEVER, /* holds the request until the server is stopped */
	ANSWER_CUT,   /* closes the connection instead */
};

struct scripted_answer {
	unsigned status;
	const char *body;   /* NULL: empty */
	const char *header; /* one header of the answer; NULL: none */
	const char *header_value;
	enum answer_manner manner;
};

enum { SERVER_MAX_REQUESTS = 32 };

/* One request as it arrived. Strings are owned; NULL for a header that was not sent. */
struct seen_request {
	char *method, *path;
	char *authorization, *content_type, *content_encoding, *idempotency_key, *report_sha256;
	char *expect, *user_agent;
	char *body;
	size_t body_size;
};

struct server;

/* Answers request n with script[n], and every further one with the last of count. port 0 takes a
 * free one. key and certificate are PEM texts for TLS; NULL: plain HTTP. The script is borrowed. */
struct server *server_start(const struct scripted_answer *script, size_t count, uint16_t port,
	const char *key, const char *certificate);

uint16_t server_port(const struct server *server);

/* How many requests arrived in full. */
size_t server_count(struct server *server);

/* The n-th of them, valid until server_stop; NULL when there were not that many. */
const struct seen_request *server_request(struct server *server, size_t n);

/* Accepts NULL. */
void server_stop(struct server *server);

#endif
