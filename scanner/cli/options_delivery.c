/* Posting to a collector. */
#include "scanner/cli/option_values.h"

static bool take_url(struct invocation *invocation, const char *value)
{
	if (!*value)
		return option_refuse(invocation, value, "the URL of a collector");
	invocation->settings.post.url = value;
	return true;
}

static bool take_flush(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.flush = true;
	return true;
}

static bool take_token_file(struct invocation *invocation, const char *value)
{
	invocation->settings.post.token_file = value;
	return true;
}

static bool take_ca_file(struct invocation *invocation, const char *value)
{
	invocation->settings.post.ca_file = value;
	return true;
}

static bool take_allow_http(struct invocation *invocation, const char *value)
{
	(void)value;
	invocation->settings.post.allow_http = true;
	return true;
}

static bool take_spool(struct invocation *invocation, const char *value)
{
	invocation->settings.spool = value;
	return true;
}

static bool take_timeout(struct invocation *invocation, const char *value)
{
	struct post_options *post = &invocation->settings.post;

	return option_number(invocation, value, POST_MAX_SECONDS, &post->timeout_seconds);
}

static bool take_attempts(struct invocation *invocation, const char *value)
{
	struct post_options *post = &invocation->settings.post;

	return option_number(invocation, value, POST_MAX_ATTEMPTS, &post->attempts);
}

#define DELIVERY_OPTIONS                                                                           \
	{"token-file", 0, "FILE", "file that holds the bearer token (or set COMPATSCAN_TOKEN)",    \
		take_token_file},                                                                  \
		{"ca-file", 0, "FILE",                                                             \
			"certificate authorities to trust (PEM), instead of the system's",         \
			take_ca_file},                                                             \
		{"allow-http", 0, NULL, "allow http:// to other machines than this one",           \
			take_allow_http},                                                          \
		{"timeout", 0, "SECONDS", "for one attempt as a whole (60)", take_timeout},        \
		{"attempts", 0, "N", "how often to try before the report waits in the spool (5)",  \
			take_attempts},                                                            \
		{"spool", 0, "DIR", "folder where undelivered reports wait", take_spool},          \
	{                                                                                          \
		0                                                                                  \
	}

static const struct option post_table[] = {
	{"post", 0, "URL", "send the JSON report to this collector", take_url},
	DELIVERY_OPTIONS,
};

const struct option_group post_options_group = {"Delivery", post_table};

static const struct option delivery_table[] = {
	{"to", 0, "URL", "the collector", take_url},
	{"flush", 0, NULL, "deliver what waits in the spool, each report to its own collector",
		take_flush},
	DELIVERY_OPTIONS,
};

const struct option_group delivery_options = {"Delivery", delivery_table};
