#include "report/post_transfer.h"

#include "report/post_answer.h"
#include "report/post_retry.h"
#include "scanner/base/buffer.h"
#include "scanner/base/text.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

struct post_transfer {
	const struct post_options *options;
	const struct post_token *token;
	CURL *curl;
	struct buffer body; /* of the response to the current request */
	char error[CURL_ERROR_SIZE];
};

static size_t keep_body(char *bytes, size_t size, size_t count, void *context)
{
	struct post_transfer *transfer = context;

	buffer_append(&transfer->body, bytes, size * count);
	/* A short count ends the transfer with CURLE_WRITE_ERROR: nobody has to read more than the
	 * cap. */
	return transfer->body.overflowed ? 0 : size * count;
}

static int check_interrupt(void *context, curl_off_t download_total, curl_off_t downloaded,
	curl_off_t upload_total, curl_off_t uploaded)
{
	const struct post_transfer *transfer = context;

	(void)download_total;
	(void)downloaded;
	(void)upload_total;
	(void)uploaded;
	return post_interrupted(transfer->options);
}

/* What is the same for every request. NOSIGNAL stays off: it would also stop curl from ignoring
 * SIGPIPE, which a cut TLS connection raises. */
static CURLcode set_up(struct post_transfer *transfer)
{
	const struct post_options *options = transfer->options;
	CURL *curl = transfer->curl;
	CURLcode code = CURLE_OK;

#define SET(option, value)                                                                         \
	do {                                                                                       \
		if (code == CURLE_OK)                                                              \
			code = curl_easy_setopt(curl, option, value);                              \
	} while (0)

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (options->ca_file) {
		SET(CURLOPT_CAINFO, options->ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE); /* no token for a proxy */
	SET(CURLOPT_USERAGENT, options->user_agent ? options->user_agent : "compatscan");
	SET(CURLOPT_CONNECTTIMEOUT, (long)options->connect_timeout_seconds);
	SET(CURLOPT_TIMEOUT, (long)options->timeout_seconds);
	SET(CURLOPT_WRITEFUNCTION, keep_body);
	SET(CURLOPT_WRITEDATA, transfer);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, check_interrupt);
	SET(CURLOPT_XFERINFODATA, transfer);
	SET(CURLOPT_ERRORBUFFER, transfer->error);
#undef SET
	return code;
}

struct post_transfer *post_transfer_new(
	const struct post_options *options, const struct post_token *token)
{
	struct post_transfer *transfer = calloc(1, sizeof(*transfer));

	if (!transfer)
		memory_exhausted();
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		memory_exhausted();
	transfer->options = options;
	transfer->token = token;
	transfer->curl = curl_easy_init();
	buffer_init(&transfer->body, POST_MAX_ANSWER_BYTES);
	/* Every option above is known to the oldest curl that compiles this; what is left is
	 * memory. */
	if (!transfer->curl || set_up(transfer) != CURLE_OK)
		memory_exhausted();
	return transfer;
}

void post_transfer_free(struct post_transfer *transfer)
{
	if (!transfer)
		return;
	curl_easy_cleanup(transfer->curl);
	curl_global_cleanup();
	buffer_free(&transfer->body);
	free(transfer);
}

static struct curl_slist *add_header(
	struct curl_slist *headers, const char *name, const char *value)
{
	struct curl_slist *longer;
	struct arena arena;
	char *line;

	arena_init(&arena);
	line = arena_printf(&arena, "%s:%s%s", name, *value ? " " : "", value);
	longer = curl_slist_append(headers, line);
	OPENSSL_cleanse(line, strlen(line));
	arena_free(&arena);
	if (!longer)
		memory_exhausted();
	return longer;
}

static struct curl_slist *make_headers(
	const struct post_request *request, const struct post_token *token)
{
	struct curl_slist *headers = NULL;
	struct arena arena;
	char *bearer;

	headers = add_header(headers, "Content-Type", "application/json");
	headers = add_header(headers, "Content-Encoding", "gzip");
	headers = add_header(headers, "Idempotency-Key", request->report_id);
	headers = add_header(headers, "Compatscan-Report-SHA256", request->sha256);
	headers = add_header(headers, "Expect", ""); /* without value: curl leaves it out */
	if (!token->text)
		return headers;
	arena_init(&arena);
	bearer = arena_printf(&arena, "Bearer %s", token->text);
	headers = add_header(headers, "Authorization", bearer);
	OPENSSL_cleanse(bearer, strlen(bearer));
	arena_free(&arena);
	return headers;
}

static void free_headers(struct curl_slist *headers)
{
	for (struct curl_slist *at = headers; at; at = at->next)
		OPENSSL_cleanse(at->data, strlen(at->data));
	curl_slist_free_all(headers);
}

/* What depends on the request. False when curl does not take it, which means no memory. */
static bool set_request(struct post_transfer *transfer, const struct post_request *request,
	struct curl_slist *headers)
{
	CURL *curl = transfer->curl;
	/* A proxy from the environment would carry plain http, token included, off this host. */
	const char *no_proxy = request->target->loopback ? "*" : NULL;

	return curl_easy_setopt(curl, CURLOPT_CURLU, request->target->parsed) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOPROXY, no_proxy) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		       (curl_off_t)request->body_size) == CURLE_OK;
}

static const char *printable(struct arena *arena, const char *text)
{
	return text_printable(arena, text_from_bytes(arena, text, strlen(text)));
}

/* Fills the answer from a response that is there. */
static void read_response(
	struct post_transfer *transfer, struct arena *arena, struct post_answer *answer)
{
	struct post_response response = {
		.body = buffer_text(&transfer->body),
		.body_size = transfer->body.length,
		.secret = transfer->token->text,
	};
	char *location = NULL;
	curl_off_t retry_after = 0;

	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &response.status);
	curl_easy_getinfo(transfer->curl, CURLINFO_REDIRECT_URL, &location);
	curl_easy_getinfo(transfer->curl, CURLINFO_RETRY_AFTER, &retry_after);
	if (location)
		response.location = post_target_shown(arena, location);
	post_answer_of_response(&response, arena, answer);
	answer->retry_after = (int64_t)retry_after;
}

void post_transfer_send(struct post_transfer *transfer, const struct post_request *request,
	struct arena *arena, struct post_answer *answer)
{
	struct curl_slist *headers = make_headers(request, transfer->token);
	CURLcode code;

	*answer = (struct post_answer){0};
	buffer_free(&transfer->body);
	transfer->error[0] = '\0';
	if (!set_request(transfer, request, headers))
		memory_exhausted();
	code = curl_easy_perform(transfer->curl);
	if (post_interrupted(transfer->options) && code != CURLE_OK) {
		answer->result = POST_INTERRUPTED;
		answer->why = "interrupted";
	} else if (code == CURLE_OK || transfer->body.overflowed) {
		read_response(transfer, arena, answer);
	} else {
		post_answer_of_error((int)code,
			printable(arena,
				transfer->error[0] ? transfer->error : curl_easy_strerror(code)),
			arena, answer);
	}
	/* The handle outlives what it was lent. */
	curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(transfer->curl, CURLOPT_CURLU, NULL);
	curl_easy_setopt(transfer->curl, CURLOPT_POSTFIELDS, NULL);
	free_headers(headers);
}
