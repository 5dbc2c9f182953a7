#include "scanner/cli/delivery.h"

#include "scanner/cli/version.h"

#include <signal.h>

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* From here on Ctrl-C stops the delivery in an orderly way: the report stays in the spool. */
static void watch_for_interrupts(struct post_options *options)
{
	struct sigaction action = {.sa_handler = interrupt};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	options->interrupted = &interrupted;
}

void delivery_init(struct settings *settings)
{
	post_options_init(&settings->post);
	settings->post.user_agent = "compatscan/" COMPATSCAN_VERSION;
}

bool delivery_check(const struct invocation *invocation)
{
	return post_options_check(&invocation->settings.post, invocation->diagnostics);
}

enum post_result deliver_report(
	struct invocation *invocation, const char *report_id, const char *json, size_t size)
{
	struct settings *settings = &invocation->settings;
	struct spool spool;
	bool opened = spool_open(&spool, settings->spool, invocation->diagnostics);
	enum post_result result;

	watch_for_interrupts(&settings->post);
	result = post_deliver(&settings->post, opened ? &spool : NULL, report_id, json, size,
		invocation->diagnostics);
	if (opened)
		spool_close(&spool);
	return result;
}

enum post_result deliver_spool(struct invocation *invocation, struct post_counts *counts)
{
	struct settings *settings = &invocation->settings;
	struct spool spool;
	enum post_result result;

	*counts = (struct post_counts){0};
	if (!spool_open(&spool, settings->spool, invocation->diagnostics))
		return POST_SPOOL_BUSY;
	watch_for_interrupts(&settings->post);
	result = post_flush(&settings->post, &spool, counts, invocation->diagnostics);
	spool_close(&spool);
	return result;
}
