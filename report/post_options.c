#include "report/post.h"

#include "report/post_options.h"
#include "report/post_target.h"
#include "report/post_token.h"
#include "scanner/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void post_options_init(struct post_options *options)
{
	*options = (struct post_options){
		.connect_timeout_seconds = 10,
		.timeout_seconds = 60,
		.attempts = 5,
		.first_backoff_ms = 500,
		.max_backoff_ms = 30 * 1000,
	};
}

static bool numbers_valid(const struct post_options *options, const struct diagnostics *diagnostics)
{
	const struct {
		const char *name;
		unsigned value, least, most;
	} ranges[] = {
		{"connect timeout in seconds", options->connect_timeout_seconds, 1,
			POST_MAX_SECONDS},
		{"timeout in seconds", options->timeout_seconds, 1, POST_MAX_SECONDS},
		{"number of attempts", options->attempts, 1, POST_MAX_ATTEMPTS},
		{"first backoff in milliseconds", options->first_backoff_ms, 0,
			POST_MAX_BACKOFF_MS},
		{"longest backoff in milliseconds", options->max_backoff_ms, 0,
			POST_MAX_BACKOFF_MS},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (ranges[i].value >= ranges[i].least && ranges[i].value <= ranges[i].most)
			continue;
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot post: the %s is %u, but must be from %u to %u", ranges[i].name,
			ranges[i].value, ranges[i].least, ranges[i].most);
		return false;
	}
	return true;
}

static bool user_agent_valid(const char *user_agent, const struct diagnostics *diagnostics)
{
	for (const char *at = user_agent; at && *at; at++) {
		if (*at >= ' ' && *at <= '~')
			continue;
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot post: the user agent must be printable ASCII");
		return false;
	}
	return true;
}

static bool ca_file_readable(const char *file, const struct diagnostics *diagnostics)
{
	FILE *opened = fopen(file, "re");
	bool readable = opened && (fgetc(opened) != EOF || !ferror(opened));
	struct arena arena;

	if (!readable) {
		arena_init(&arena);
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot read the certificate file %s: %s; give a PEM file with --ca-file",
			text_printable(&arena, text_from_bytes(&arena, file, strlen(file))),
			strerror(errno));
		arena_free(&arena);
	}
	if (opened)
		fclose(opened);
	return readable;
}

bool post_options_settle(const struct post_options *options, struct post_token *token,
	const struct diagnostics *diagnostics)
{
	return numbers_valid(options, diagnostics) &&
	       user_agent_valid(options->user_agent, diagnostics) &&
	       (!options->ca_file || ca_file_readable(options->ca_file, diagnostics)) &&
	       post_token_read(token, options->token_file, diagnostics);
}

bool post_options_check(const struct post_options *options, const struct diagnostics *diagnostics)
{
	struct post_target target = {0};
	struct post_token token = {0};
	bool good = false;

	if (!options->url)
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot post: no URL was given; name the collector with --to URL");
	else
		good = post_target_parse(&target, options->url, options->allow_http, diagnostics) &&
		       post_options_settle(options, &token, diagnostics);
	post_target_free(&target);
	post_token_wipe(&token);
	return good;
}
