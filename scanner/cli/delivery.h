/* Handing reports to the collector, with a spool behind it and Ctrl-C in mind. */
#ifndef COMPATSCAN_CLI_DELIVERY_H
#define COMPATSCAN_CLI_DELIVERY_H

#include "scanner/cli/options.h"

/* Spools and sends one report to settings.post.url. */
enum post_result deliver_report(
	struct invocation *invocation, const char *report_id, const char *json, size_t size);

/* Sends what waits in the spool. */
enum post_result deliver_spool(struct invocation *invocation, struct post_counts *counts);

#endif
