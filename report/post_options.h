/* Checking what a run of posting was asked for, and getting the token that it needs. */
#ifndef COMPATSCAN_REPORT_POST_OPTIONS_H
#define COMPATSCAN_REPORT_POST_OPTIONS_H

#include "report/post.h"
#include "report/post_token.h"

/* Everything but the URL: ranges, user agent, CA file, token. False, told and with *token
 * untouched, when something is wrong. */
bool post_options_settle(const struct post_options *options, struct post_token *token,
	const struct diagnostics *diagnostics);

#endif
