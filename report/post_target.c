#include "report/post_target.h"

#include "report/spool.h"
#include "scanner/base/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <strings.h>

/* One part of a parsed URL in the arena, "" when it has none. */
static const char *part_of(struct arena *arena, CURLU *parsed, CURLUPart part, unsigned flags)
{
	char *text = NULL;
	const char *copy = "";

	if (curl_url_get(parsed, part, &text, flags) == CURLUE_OK)
		copy = text_printable(arena, text_from_bytes(arena, text, strlen(text)));
	curl_free(text);
	return copy;
}

static const char *shown_form(struct arena *arena, CURLU *parsed)
{
	const char *port = part_of(arena, parsed, CURLUPART_PORT, 0);

	return arena_printf(arena, "%s://%s%s%s%s", part_of(arena, parsed, CURLUPART_SCHEME, 0),
		part_of(arena, parsed, CURLUPART_HOST, 0), *port ? ":" : "", port,
		part_of(arena, parsed, CURLUPART_PATH, 0));
}

/* Whether a URL holds an at sign before its path: user names and passwords, even empty ones. */
static bool has_credentials(const char *url)
{
	const char *authority = strstr(url, "://");
	const char *at;

	authority = authority ? authority + 3 : url;
	at = strchr(authority, '@');
	return at && (size_t)(at - authority) < strcspn(authority, "/?#");
}

/* host as curl writes it: names in their own case, IPv6 in brackets, every spelling of an IPv4
 * address as four decimal numbers. */
static bool is_loopback(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];
	char inner[INET6_ADDRSTRLEN];
	size_t length = strlen(host);

	if (!strcasecmp(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, address) == 1)
		return address[0] == 127;
	if (length < 3 || host[0] != '[' || length - 2 >= sizeof(inner))
		return false;
	memcpy(inner, host + 1, length - 2);
	inner[length - 2] = '\0';
	return inet_pton(AF_INET6, inner, address) == 1 &&
	       !memcmp(address, &in6addr_loopback, sizeof(in6addr_loopback));
}

/* Says why parsed cannot be posted to; NULL when it can. */
static const char *target_refusal(
	struct arena *arena, CURLU *parsed, bool loopback, bool allow_http)
{
	const char *scheme = part_of(arena, parsed, CURLUPART_SCHEME, 0);

	if (!strcmp(scheme, "https"))
		return NULL;
	if (strcmp(scheme, "http") != 0)
		return "only https:// and http:// are spoken here";
	if (!loopback && !allow_http)
		return "plain http would show the report and the token to the network; use "
		       "https://, "
		       "or --allow-http where that is acceptable";
	return NULL;
}

/* The errors that need nothing but the text. Such a URL is not shown, since its secrets cannot be
 * told apart. */
static const char *text_refusal(const char *url)
{
	if (!spool_url_valid(url))
		return "it is empty, longer than 8 KiB or not printable ASCII without spaces";
	if (has_credentials(url))
		return "it holds a user name or password; take them out and give the token with "
		       "--token-file or COMPATSCAN_TOKEN";
	return NULL;
}

bool post_target_parse(struct post_target *out, const char *url, bool allow_http,
	const struct diagnostics *diagnostics)
{
	struct post_target target = {0};
	const char *refusal = text_refusal(url);
	CURLUcode code;

	if (refusal) {
		diagnostic_tell(
			diagnostics, DIAGNOSTIC_ERROR, "cannot post to the URL given: %s", refusal);
		return false;
	}
	target.parsed = curl_url();
	if (!target.parsed)
		memory_exhausted();
	code = curl_url_set(target.parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER);
	if (code != CURLUE_OK) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot post to the URL given: %s; write it as "
			"https://collector.example/reports",
			curl_url_strerror(code));
		post_target_free(&target);
		return false;
	}
	target.loopback = is_loopback(part_of(&target.arena, target.parsed, CURLUPART_HOST, 0));
	target.shown = shown_form(&target.arena, target.parsed);
	target.server = arena_printf(&target.arena, "%s://%s:%s",
		part_of(&target.arena, target.parsed, CURLUPART_SCHEME, 0),
		part_of(&target.arena, target.parsed, CURLUPART_HOST, 0),
		part_of(&target.arena, target.parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT));
	refusal = target_refusal(&target.arena, target.parsed, target.loopback, allow_http);
	if (refusal) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR, "cannot post to %s: %s",
			target.shown, refusal);
		post_target_free(&target);
		return false;
	}
	*out = target;
	return true;
}

void post_target_free(struct post_target *target)
{
	curl_url_cleanup(target->parsed);
	arena_free(&target->arena);
	*target = (struct post_target){0};
}

const char *post_target_shown(struct arena *arena, const char *url)
{
	CURLU *parsed = curl_url();
	const char *shown = NULL;

	if (!parsed)
		memory_exhausted();
	if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
		shown = shown_form(arena, parsed);
	curl_url_cleanup(parsed);
	return shown;
}
