/* Posting is no part of the Windows build yet: it says so where it is asked for. */
#include "scanner/cli/delivery.h"

void delivery_init(struct settings *settings)
{
	(void)settings;
}

bool delivery_check(const struct invocation *invocation)
{
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"this build of compatscan cannot post; write the report with --format json -o "
		"FILE, "
		"and deliver it with compatscan post on Linux");
	return false;
}

enum post_result deliver_report(
	struct invocation *invocation, const char *report_id, const char *json, size_t size)
{
	(void)invocation;
	(void)report_id;
	(void)json;
	(void)size;
	return POST_BAD_OPTIONS;
}

static enum exit_code post(struct invocation *invocation)
{
	delivery_check(invocation);
	return EXIT_USAGE;
}

static const struct option_group *const groups[] = {&delivery_options, &general_options, NULL};

const struct command command_post = {
	.name = "post",
	.summary = "deliver reports (not in this build)",
	.synopsis = "--to URL REPORT...",
	.description = "This build of compatscan cannot post. Deliver reports with compatscan on "
		       "Linux.",
	.groups = groups,
	.examples = "compatscan scan --root c --format json -o report.json",
	.run = post,
};
