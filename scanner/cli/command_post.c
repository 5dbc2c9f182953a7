/* post: deliver reports, or what waits in the spool. */
#include "scanner/cli/delivery.h"
#include "scanner/cli/slurp.h"

static enum exit_code exit_code_of(enum post_result result)
{
	if (result == POST_DELIVERED)
		return EXIT_HOLDS;
	return result == POST_BAD_OPTIONS ? EXIT_USAGE : EXIT_UNDELIVERED;
}

static enum exit_code flush(struct invocation *invocation)
{
	struct post_counts counts;
	enum post_result result = deliver_spool(invocation, &counts);

	/* Nothing is said of an empty spool: cron would send it as mail. */
	if (counts.found)
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_NOTE,
			"%zu report%s waited in the spool, %zu delivered", counts.found,
			counts.found == 1 ? "" : "s", counts.delivered);
	return exit_code_of(result);
}

static enum exit_code post_file(struct invocation *invocation, const char *file)
{
	char report_id[REPORT_ID_BYTES];
	const char *why;
	char *json;
	size_t size;
	enum post_result result;

	json = slurp(invocation, file, SPOOL_MAX_REPORT_BYTES, &size);
	if (!json)
		return EXIT_USAGE;
	if (!post_report_id_of(json, size, report_id, &why)) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"%s %s; expected a report that compatscan scan --format json wrote", file,
			why);
		slurp_free(json);
		return EXIT_USAGE;
	}
	result = deliver_report(invocation, report_id, json, size);
	slurp_free(json);
	return exit_code_of(result);
}

static enum exit_code post(struct invocation *invocation)
{
	const struct settings *settings = &invocation->settings;
	enum exit_code worst = EXIT_HOLDS;

	if (settings->flush == (invocation->operand_count > 0)) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"give either reports to deliver, or --flush for those that wait in the "
			"spool");
		return EXIT_USAGE;
	}
	if (settings->flush)
		return flush(invocation);
	if (!settings->post.url) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there is no collector; give its URL with --to");
		return EXIT_USAGE;
	}
	if (!post_options_check(&settings->post, invocation->diagnostics))
		return EXIT_USAGE;
	for (size_t i = 0; i < invocation->operand_count; i++) {
		enum exit_code code = post_file(invocation, invocation->operands[i]);

		if (code > worst)
			worst = code;
	}
	return worst;
}

static const struct option_group *const groups[] = {&delivery_options, &general_options, NULL};

const struct command command_post = {
	.name = "post",
	.summary = "deliver reports to a collector, or what waits in the spool",
	.synopsis = "--to URL [OPTION]... REPORT...\n--flush [--to URL] [OPTION]...",
	.description = "Sends JSON reports to a collector over HTTPS. A report waits in the spool "
		       "from before the "
		       "first attempt until the collector has acknowledged it; --flush delivers "
		       "what waits there.",
	.groups = groups,
	.examples = "compatscan post --to https://collector.example/reports --token-file t r.json\n"
		    "compatscan post --flush --token-file t",
	.run = post,
};
