/* Posting, against a real server on the loopback address: what the suites of report/post.h share.
 */
#ifndef COMPATSCAN_TESTS_UNIT_POST_CASE_H
#define COMPATSCAN_TESTS_UNIT_POST_CASE_H

#include "report/post.h"
#include "tests/post/heard.h"
#include "tests/post/server.h"

#include <check.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define FIRST_ID "11111111-1111-4111-8111-111111111111"
#define SECOND_ID "22222222-2222-4222-8222-222222222222"
#define TOKEN "s3cr3t-T0ken"
#define REPORT "{\"report_id\": \"" FIRST_ID "\"}\n"
enum { REPORT_SIZE = sizeof(REPORT) - 1 };

/* 201, again and again. */
extern const struct scripted_answer answer_created[1];

/* The one that is being run. Its options have short waits, three attempts and a token file. */
struct post_case {
	char *folder; /* temporary; holds the spool and the token file */
	char *place;  /* of the spool */
	char *token_file;
	char url[128]; /* of the server */
	struct spool spool;
	struct heard heard;
	struct server *server; /* NULL until post_case_serve */
	struct post_options options;
};
extern struct post_case post;

/* The checked fixture of every suite. At its end no message may have held the token. */
void post_case_begin(void);
void post_case_end(void);

/* Starts the server, in place of the one before, on a port (0: any), and aims post.url at it. */
void post_case_serve(const struct scripted_answer *script, size_t count, uint16_t port);

/* Delivers REPORT under this id. */
enum post_result post_case_deliver(const char *report_id);

/* How many reports are in the spool. */
size_t post_case_waiting(void);

/* Fails unless a request carried REPORT, gzipped. */
void post_case_check_carries_report(const struct seen_request *request);

#endif
