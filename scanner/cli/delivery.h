/* Handing reports to the collector, with a spool behind it and Ctrl-C in mind. */
#ifndef COMPATSCAN_CLI_DELIVERY_H
#define COMPATSCAN_CLI_DELIVERY_H

#include "scanner/cli/options.h"

/* What holds when no option says otherwise. */
void delivery_init(struct settings *settings);

/* Whether a report could be posted with these settings, before a long scan. False, told, when not,
 * or when this build cannot post at all. */
bool delivery_check(const struct invocation *invocation);

/* Spools and sends one report to settings.post.url. */
enum post_result deliver_report(
	struct invocation *invocation, const char *report_id, const char *json, size_t size);

/* Sends what waits in the spool. */
enum post_result deliver_spool(struct invocation *invocation, struct post_counts *counts);

#endif
