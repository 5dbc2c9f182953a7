/*
 * Delivering reports to a collector over HTTP. post_*.c are the only files of the program that
 * include curl. The wire format, the retry table and the spool's layout are in docs/posting.md.
 *
 * Everything is told through the diagnostics, which may be NULL: each failure once as an error
 * (what, where, why, what next), each further attempt and each delivery as a note. Neither the
 * token nor the query of a URL is ever part of a message.
 */
#ifndef COMPATSCAN_REPORT_POST_H
#define COMPATSCAN_REPORT_POST_H

#include "report/report_id.h"
#include "report/spool.h"
#include "scanner/base/diagnostic.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	POST_MAX_ATTEMPTS = 100,
	POST_MAX_SECONDS = 24 * 60 * 60,      /* for each timeout */
	POST_MAX_BACKOFF_MS = 60 * 60 * 1000, /* between two attempts */
	POST_MAX_TOKEN_BYTES = 8 * 1024,      /* what common servers take as one header */
	POST_MAX_ANSWER_BYTES = 64 * 1024,    /* of a response body; the rest is not read */
};

/* All strings are borrowed for the length of a call. */
struct post_options {
	const char *url;        /* the collector; NULL for a flush to the recorded destinations */
	const char *token_file; /* NULL: the token is $COMPATSCAN_TOKEN; neither: none is sent */
	const char *ca_file;    /* PEM; the only authorities trusted. NULL: those of the system */
	const char *user_agent; /* NULL: compatscan */
	bool allow_http;        /* plain http:// to other hosts than this one, token included */
	unsigned connect_timeout_seconds; /* 1..POST_MAX_SECONDS */
	unsigned timeout_seconds;         /* for one attempt as a whole, 1..POST_MAX_SECONDS */
	unsigned attempts;                /* for one report in one run, 1..POST_MAX_ATTEMPTS */
	unsigned first_backoff_ms;        /* after the first attempt; doubles from there */
	unsigned max_backoff_ms;          /* caps the doubling and Retry-After */
	/* Nonzero stops waits and transfers; set by a signal handler. NULL: never. */
	const volatile sig_atomic_t *interrupted;
};

/* No URL, token file or CA file; 10 s, 60 s, 5 attempts, 500 ms, 30 s. */
void post_options_init(struct post_options *options);

/*
 * Whether a report could be posted with these options: ranges, the URL (required here), the token
 * and the CA file. For the command line, before a long scan. False, told, when not.
 */
bool post_options_check(const struct post_options *options, const struct diagnostics *diagnostics);

enum post_result {
	POST_DELIVERED,   /* acknowledged with 2xx; after a flush: nothing is left waiting */
	POST_REFUSED,     /* 3xx, 4xx, a certificate that does not verify: not without a change */
	POST_FAILED,      /* 500 and the like: not retried in this run, a later one may succeed */
	POST_UNREACHABLE, /* no connection, timeouts or 429, 502, 503, 504 after all attempts */
	POST_INTERRUPTED,
	POST_SPOOL_BUSY, /* the spool could not be locked or read (flush only) */
	POST_BAD_OPTIONS,
};

/*
 * Keeps a report of size bytes in the spool, sends it to options->url and removes it from the spool
 * when the collector has acknowledged it. On anything but POST_DELIVERED it stays in the
 * spool, with two exceptions, both told: with POST_BAD_OPTIONS it was not spooled when the URL or
 * report_id is at fault; and when the spool is NULL or cannot take it, it is
 * sent all the same, since the collector is a better place for it than none.
 */
enum post_result post_deliver(const struct post_options *options, struct spool *spool,
	const char *report_id, const void *report, size_t size,
	const struct diagnostics *diagnostics);

/* How the entries of a flush ended; found is the sum of the others. */
struct post_counts {
	size_t found;
	size_t delivered;
	size_t refused;     /* POST_REFUSED, or a recorded URL that these options do not allow */
	size_t failed;      /* POST_FAILED */
	size_t unreachable; /* POST_UNREACHABLE, those not tried for that reason included */
	size_t damaged;     /* told and left where they are */
	size_t elsewhere;   /* another process is delivering or has delivered them */
	size_t untried;     /* left when interrupted */
};

/*
 * Delivers what waits in the spool, oldest first, each report to its recorded destination, or all
 * to options->url when that is given. Goes on after a failure, but not with a host that is
 * unreachable. Returns the worst result (the order of the enum; damaged entries count as
 * POST_FAILED). *counts is set always.
 */
enum post_result post_flush(const struct post_options *options, struct spool *spool,
	struct post_counts *counts, const struct diagnostics *diagnostics);

/*
 * Finds the report_id of a JSON report of size bytes. False when there is none, with *why, unless
 * why is NULL, set to a static sentence part ("is not JSON"); out is then untouched.
 */
bool post_report_id_of(const char *json, size_t size, char out[REPORT_ID_BYTES], const char **why);

#endif
