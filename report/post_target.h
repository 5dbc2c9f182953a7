/* Where a report goes: a URL, checked once and then handed to curl in its parsed form, so that what
 * was checked is what is used. */
#ifndef COMPATSCAN_REPORT_POST_TARGET_H
#define COMPATSCAN_REPORT_POST_TARGET_H

#include "scanner/base/arena.h"
#include "scanner/base/diagnostic.h"

#include <stdbool.h>

struct Curl_URL;

struct post_target {
	struct arena arena;
	struct Curl_URL *parsed;
	const char *shown;  /* for messages: without query and fragment */
	const char *server; /* scheme://host:port, to tell one collector from another */
	bool loopback;      /* 127.0.0.0/8, ::1 or localhost */
};

/*
 * False, told and with *out untouched, when url is not an http or https URL, holds a user name or
 * password, or is plain http to another host than this one without allow_http.
 */
bool post_target_parse(struct post_target *out, const char *url, bool allow_http,
	const struct diagnostics *diagnostics);

/* Accepts a zeroed struct. */
void post_target_free(struct post_target *target);

/* A URL for messages, without credentials, query and fragment, printable, in the arena; NULL when
 * it is no URL. */
const char *post_target_shown(struct arena *arena, const char *url);

#endif
