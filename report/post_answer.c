#include "report/post_answer.h"

#include "scanner/base/buffer.h"
#include "scanner/base/text.h"

#include <curl/curl.h>
#include <string.h>

/* Of the first line of a response, in bytes before it is made printable: enough for a sentence. */
enum { MAX_QUOTED_BYTES = 300 };

static const char check_url[] =
	"check the URL; a corrected one goes to what waits with: compatscan post --flush --to URL";
static const char check_token[] =
	"check the token in --token-file or COMPATSCAN_TOKEN and what it is allowed to do there";

struct status_row {
	long first, last;
	enum post_result result;
	const char *name;
	const char *hint;
};

/* The first row that holds a status decides. */
static const struct status_row statuses[] = {
	{200, 299, POST_DELIVERED, NULL, NULL},
	{300, 399, POST_REFUSED, "redirect",
		"redirects are not followed, so that the token goes only where it was meant to go; "
		"if "
		"that address is right, give it: compatscan post --flush --to URL"},
	{400, 400, POST_REFUSED, "Bad Request", "the collector does not take this report"},
	{401, 401, POST_REFUSED, "Unauthorized", check_token},
	{403, 403, POST_REFUSED, "Forbidden", check_token},
	{404, 404, POST_REFUSED, "Not Found", check_url},
	{405, 405, POST_REFUSED, "Method Not Allowed", check_url},
	{407, 407, POST_REFUSED, "Proxy Authentication Required",
		"check the proxy that https_proxy, http_proxy or all_proxy name"},
	{409, 409, POST_REFUSED, "Conflict",
		"the collector seems to hold another report under this report_id"},
	{413, 413, POST_REFUSED, "Content Too Large",
		"raise the body limit of the collector or of the proxy before it"},
	{415, 415, POST_REFUSED, "Unsupported Media Type",
		"check that the URL is that of a collector which takes gzip"},
	{429, 429, POST_UNREACHABLE, "Too Many Requests", NULL},
	{400, 499, POST_REFUSED, "refused", check_url},
	{502, 502, POST_UNREACHABLE, "Bad Gateway", NULL},
	{503, 503, POST_UNREACHABLE, "Service Unavailable", NULL},
	{504, 504, POST_UNREACHABLE, "Gateway Timeout", NULL},
	{500, 599, POST_FAILED, "server error", "see the collector's log"},
	{0, 999, POST_FAILED, "not an HTTP answer that is known here", check_url},
};

static const struct status_row *row_of(long status)
{
	const struct status_row *row = statuses;
	const struct status_row *last = statuses + sizeof(statuses) / sizeof(statuses[0]) - 1;

	while (row < last && (status < row->first || status > row->last))
		row++;
	return row;
}

/* The first line of the body that is not empty, fit for a message; "" when there is none. */
static const char *first_line(const struct post_response *response, struct arena *arena)
{
	size_t secret = response->secret ? strlen(response->secret) : 0;
	const char *at = response->body;
	const char *end = at + response->body_size;
	struct buffer line;
	const char *text;

	while (at < end && (*at == '\n' || *at == '\r' || *at == ' ' || *at == '\t'))
		at++;
	buffer_init(&line, MAX_QUOTED_BYTES);
	while (at < end && *at != '\n' && *at != '\r' && !line.overflowed) {
		if (secret && (size_t)(end - at) >= secret &&
			!memcmp(at, response->secret, secret)) {
			buffer_puts(&line, "[token]");
			at += secret;
		} else {
			buffer_putc(&line, *at++);
		}
	}
	text = text_printable(arena, text_from_bytes(arena, buffer_text(&line), line.length));
	buffer_free(&line);
	return text;
}

void post_answer_of_response(
	const struct post_response *response, struct arena *arena, struct post_answer *answer)
{
	const struct status_row *row = row_of(response->status);
	const char *line;

	*answer = (struct post_answer){
		.result = row->result,
		.hint = row->hint,
		.whole_server = row->result == POST_UNREACHABLE,
	};
	if (row->result == POST_DELIVERED)
		return;
	if (response->status >= 300 && response->status < 400) {
		answer->why = arena_printf(arena, "the server answered %ld and sends on to %s",
			response->status,
			response->location ? response->location : "an address it does not say");
		return;
	}
	line = first_line(response, arena);
	answer->why = arena_printf(arena, "the server answered %ld (%s)%s%s", response->status,
		row->name, *line ? ": " : "", line);
}

/* What curl may say about a connection. */
static const struct error_row {
	CURLcode code;
	enum post_result result;
	bool whole_server;
	const char *hint;
} errors[] = {
	{CURLE_COULDNT_RESOLVE_PROXY, POST_UNREACHABLE, true,
		"check the proxy that https_proxy, http_proxy or all_proxy name"},
	{CURLE_COULDNT_RESOLVE_HOST, POST_UNREACHABLE, true,
		"check the host name in the URL and this machine's DNS"},
	{CURLE_COULDNT_CONNECT, POST_UNREACHABLE, true,
		"check that the collector runs and that no firewall is in the way"},
	{CURLE_OPERATION_TIMEDOUT, POST_UNREACHABLE, true,
		"check that the collector answers, or give it more time"},
	{CURLE_SEND_ERROR, POST_UNREACHABLE, true, NULL},
	{CURLE_RECV_ERROR, POST_UNREACHABLE, true, NULL},
	{CURLE_GOT_NOTHING, POST_UNREACHABLE, true, NULL},
	{CURLE_PARTIAL_FILE, POST_UNREACHABLE, true, NULL},
	{CURLE_HTTP2, POST_UNREACHABLE, true, NULL},
	{CURLE_HTTP2_STREAM, POST_UNREACHABLE, true, NULL},
	{CURLE_SSL_CONNECT_ERROR, POST_UNREACHABLE, true,
		"check that the port speaks TLS 1.2 or later"},
	{CURLE_PEER_FAILED_VERIFICATION, POST_REFUSED, true,
		"give the authority that signed the server's certificate with --ca-file, and use "
		"the "
		"host name that the certificate is for"},
	{CURLE_SSL_CACERT_BADFILE, POST_BAD_OPTIONS, true,
		"give a PEM file of certificates with --ca-file"},
	{CURLE_OUT_OF_MEMORY, POST_UNREACHABLE, true, NULL},
};

void post_answer_of_error(
	int code, const char *detail, struct arena *arena, struct post_answer *answer)
{
	*answer = (struct post_answer){
		.result = POST_FAILED,
		.hint = check_url,
		.why = arena_strdup(arena, detail),
	};
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if ((int)errors[i].code != code)
			continue;
		answer->result = errors[i].result;
		answer->hint = errors[i].hint;
		answer->whole_server = errors[i].whole_server;
	}
}
