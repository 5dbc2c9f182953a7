/* Posting, against a real server on the loopback address. Waits are milliseconds and never
 * measured. */
#include "report/post.h"
#include "report/post_gzip.h"
#include "report/post_retry.h"
#include "report/post_target.h"
#include "scanner/base/sha256.h"
#include "tests/post/certificate.h"
#include "tests/post/folder.h"
#include "tests/post/heard.h"
#include "tests/post/server.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char id[] = "11111111-1111-4111-8111-111111111111";
static const char other_id[] = "22222222-2222-4222-8222-222222222222";
static const char secret[] = "s3cr3t-T0ken";
static const char report[] = "{\"report_id\": \"11111111-1111-4111-8111-111111111111\"}\n";
enum { REPORT_SIZE = sizeof(report) - 1 };

static char *folder;
static char *place; /* of the spool */
static char *token_file;
static char url[128];
static struct spool spool;
static struct heard heard;
static struct server *server;
static struct post_options options;

static void set_up(void)
{
	static const char *const unset[] = {
		"COMPATSCAN_TOKEN", "http_proxy", "https_proxy", "all_proxy"};

	for (size_t i = 0; i < COUNT(unset); i++)
		unsetenv(unset[i]);
	folder = folder_make();
	ck_assert_int_gt(asprintf(&place, "%s/spool", folder), 0);
	ck_assert_int_gt(asprintf(&token_file, "%s/token", folder), 0);
	folder_write(token_file, " s3cr3t-T0ken \r\nrest\n", 21);
	heard_start(&heard);
	ck_assert(spool_open(&spool, place, &heard.diagnostics));
	post_options_init(&options);
	options.first_backoff_ms = 1;
	options.max_backoff_ms = 5;
	options.attempts = 3;
	options.user_agent = "compatscan/test";
	options.token_file = token_file;
	options.url = url;
}

static void tear_down(void)
{
	/* Whatever the test was about. */
	ck_assert(!heard_says(&heard, secret));
	server_stop(server);
	server = NULL;
	spool_close(&spool);
	heard_end(&heard);
	folder_remove(folder);
	free(place);
	free(token_file);
}

static void serve(const struct scripted_answer *script, size_t count, uint16_t port)
{
	server_stop(server);
	server = server_start(script, count, port, NULL, NULL);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/reports?key=hidden", server_port(server));
}

static enum post_result deliver(const char *report_id)
{
	return post_deliver(&options, &spool, report_id, report, REPORT_SIZE, &heard.diagnostics);
}

static size_t waiting(void)
{
	return folder_count(place, ".report");
}

/* Whether a request carried the report, gzipped. */
static void assert_carries_report(const struct seen_request *request)
{
	char unpacked[REPORT_SIZE + 64];
	z_stream stream = {0};

	ck_assert_ptr_nonnull(request);
	ck_assert_int_eq(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
	stream.next_in = (Bytef *)request->body;
	stream.avail_in = (uInt)request->body_size;
	stream.next_out = (Bytef *)unpacked;
	stream.avail_out = sizeof(unpacked);
	ck_assert_int_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
	ck_assert_uint_eq(stream.avail_in, 0);
	ck_assert_uint_eq(stream.total_out, REPORT_SIZE);
	ck_assert_mem_eq(unpacked, report, REPORT_SIZE);
	inflateEnd(&stream);
}

static const struct scripted_answer yes[] = {{.status = 201}};

START_TEST(request_is_as_documented)
{
	const struct seen_request *request;
	char digest[65];

	serve(yes, 1, 0);
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	ck_assert_uint_eq(server_count(server), 1);
	request = server_request(server, 0);
	assert_carries_report(request);
	sha256_of(report, REPORT_SIZE, digest);
	ck_assert_str_eq(request->method, "POST");
	ck_assert_str_eq(request->path, "/reports");
	ck_assert_str_eq(request->authorization, "Bearer s3cr3t-T0ken");
	ck_assert_str_eq(request->content_type, "application/json");
	ck_assert_str_eq(request->content_encoding, "gzip");
	ck_assert_str_eq(request->idempotency_key, id);
	ck_assert_str_eq(request->report_sha256, digest);
	ck_assert_str_eq(request->user_agent, "compatscan/test");
	ck_assert_ptr_null(request->expect);
	ck_assert_uint_eq(waiting(), 0);
	ck_assert(heard_says(&heard, "note: delivered report 11111111"));
	ck_assert(!heard_says(&heard, "hidden"));
}
END_TEST

START_TEST(token_from_the_environment_or_none)
{
	serve(yes, 1, 0);
	options.token_file = NULL;
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	setenv("COMPATSCAN_TOKEN", "from-environment\n", 1);
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	options.token_file = token_file;
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	ck_assert_ptr_null(server_request(server, 0)->authorization);
	ck_assert_str_eq(server_request(server, 1)->authorization, "Bearer from-environment");
	ck_assert_str_eq(server_request(server, 2)->authorization, "Bearer s3cr3t-T0ken");
}
END_TEST

/* Never a message with the token in it, and the report is kept all the same. */
static const char *const wrong_tokens[] = {
	"", " \t\n", "a\001b", "two words", "\xEF\xBB\xBFtoken", "a\tb", "\ntoken"};

START_TEST(wrong_token_is_refused)
{
	serve(yes, 1, 0);
	folder_write(token_file, wrong_tokens[_i], strlen(wrong_tokens[_i]));
	ck_assert(!post_options_check(&options, &heard.diagnostics));
	ck_assert(heard_says(&heard, "cannot use the token file"));
	ck_assert_int_eq(deliver(id), POST_BAD_OPTIONS);
	ck_assert_uint_eq(waiting(), 1);
	ck_assert(heard_says(&heard, "the report waits in "));
	ck_assert_uint_eq(server_count(server), 0);
	setenv("COMPATSCAN_TOKEN", wrong_tokens[_i], 1);
	options.token_file = NULL;
	ck_assert(!post_options_check(&options, &heard.diagnostics));
}
END_TEST

START_TEST(token_length_and_file)
{
	static char token[POST_MAX_TOKEN_BYTES + 1];

	serve(yes, 1, 0);
	memset(token, 't', sizeof(token));
	folder_write(token_file, token, sizeof(token) - 1);
	ck_assert(post_options_check(&options, &heard.diagnostics));
	folder_write(token_file, token, sizeof(token));
	ck_assert(!post_options_check(&options, &heard.diagnostics));
	ck_assert(heard_says(&heard, "longer than 8 KiB"));
	folder_write(token_file, secret, strlen(secret));
	ck_assert_int_eq(chmod(token_file, 0644), 0);
	ck_assert(post_options_check(&options, &heard.diagnostics));
	ck_assert(heard_says(&heard, "warning: other users may read"));
	options.token_file = folder;
	ck_assert(!post_options_check(&options, &heard.diagnostics));
	ck_assert(heard_says(&heard, "not a regular file"));
	options.token_file = "/nonexistent/token";
	ck_assert(!post_options_check(&options, &heard.diagnostics));
	ck_assert(heard_says(&heard, "No such file"));
}
END_TEST

START_TEST(server_down_then_up)
{
	struct post_counts counts;
	uint16_t port;

	serve(yes, 1, 0);
	port = server_port(server);
	server_stop(server);
	server = NULL;
	ck_assert_int_eq(deliver(id), POST_UNREACHABLE);
	ck_assert_uint_eq(waiting(), 1);
	ck_assert(heard_says(&heard, "(after 3 attempts)"));
	ck_assert(heard_says(&heard, "compatscan post --flush"));
	ck_assert(heard_says(&heard, place));
	serve(yes, 1, port);
	options.url = NULL;
	ck_assert_int_eq(post_flush(&options, &spool, &counts, &heard.diagnostics), POST_DELIVERED);
	ck_assert_uint_eq(counts.found, 1);
	ck_assert_uint_eq(counts.delivered, 1);
	assert_carries_report(server_request(server, 0));
	ck_assert_str_eq(server_request(server, 0)->idempotency_key, id);
	ck_assert_uint_eq(waiting(), 0);
}
END_TEST

START_TEST(slow_server)
{
	static const struct scripted_answer never[] = {{.status = 200, .manner = ANSWER_NEVER}};

	serve(never, 1, 0);
	options.timeout_seconds = 1;
	options.attempts = 1;
	ck_assert_int_eq(deliver(id), POST_UNREACHABLE);
	ck_assert_uint_eq(waiting(), 1);
}
END_TEST

START_TEST(error_then_flush)
{
	static const struct scripted_answer script[] = {
		{.status = 500, .body = "\r\n database\x1b[2J gone: s3cr3t-T0ken\nsecond line"},
		{.status = 200}};
	struct post_counts counts;

	serve(script, COUNT(script), 0);
	ck_assert_int_eq(deliver(id), POST_FAILED);
	ck_assert_uint_eq(server_count(server), 1);
	ck_assert_uint_eq(waiting(), 1);
	ck_assert(heard_says(&heard, "500 (server error): database\\u{001B}[2J gone: [token]"));
	ck_assert(!heard_says(&heard, "second line"));
	ck_assert_int_eq(post_flush(&options, &spool, &counts, &heard.diagnostics), POST_DELIVERED);
	ck_assert_uint_eq(waiting(), 0);
	ck_assert_uint_eq(server_count(server), 2);
}
END_TEST

START_TEST(busy_then_delivered_in_one_run)
{
	static const struct scripted_answer script[] = {
		{.status = 503}, {.status = 503}, {.status = 200}};

	serve(script, COUNT(script), 0);
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	ck_assert_uint_eq(server_count(server), 3);
	assert_carries_report(server_request(server, 2));
	ck_assert_uint_eq(waiting(), 0);
	ck_assert(!heard_says(&heard, "error:"));
	ck_assert(heard_says(&heard, "note: attempt 2 of 3"));
}
END_TEST

START_TEST(retry_after_is_heeded_and_capped)
{
	static const struct scripted_answer script[] = {
		{.status = 429, .header = "Retry-After", .header_value = "86400"},
		{.status = 503,
			.header = "Retry-After",
			.header_value = "Fri, 31 Dec 2099 23:59:59 GMT"},
		{.status = 200}};

	serve(script, COUNT(script), 0);
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	ck_assert_uint_eq(server_count(server), 3);
	ck_assert(heard_says(&heard, "answered 429 (Too Many Requests); the next one in 5 ms "
				     "(Retry-After)"));
	ck_assert(heard_says(&heard, "answered 503 (Service Unavailable); the next one in 5 ms "
				     "(Retry-After)"));
}
END_TEST

START_TEST(statuses_that_are_retried_until_given_up)
{
	static const unsigned statuses[] = {429, 502, 503, 504};
	const struct scripted_answer script[] = {{.status = statuses[_i]}};

	serve(script, 1, 0);
	ck_assert_int_eq(deliver(id), POST_UNREACHABLE);
	ck_assert_uint_eq(server_count(server), options.attempts);
	ck_assert_uint_eq(waiting(), 1);
}
END_TEST

static const struct final_status {
	unsigned status;
	enum post_result result;
	const char *hint;
} final_statuses[] = {
	{200, POST_DELIVERED, ""},
	{204, POST_DELIVERED, ""},
	{300, POST_REFUSED, "not followed"},
	{400, POST_REFUSED, "does not take this report"},
	{401, POST_REFUSED, "check the token"},
	{403, POST_REFUSED, "check the token"},
	{404, POST_REFUSED, "check the URL"},
	{413, POST_REFUSED, "body limit"},
	{418, POST_REFUSED, "refused"},
	{500, POST_FAILED, "collector's log"},
	{501, POST_FAILED, "collector's log"},
};

START_TEST(statuses_that_are_final)
{
	const struct scripted_answer script[] = {{.status = final_statuses[_i].status}};

	serve(script, 1, 0);
	ck_assert_int_eq(deliver(id), final_statuses[_i].result);
	ck_assert_uint_eq(server_count(server), 1);
	ck_assert_uint_eq(waiting(), final_statuses[_i].result != POST_DELIVERED);
	ck_assert(heard_says(&heard, final_statuses[_i].hint));
}
END_TEST

START_TEST(redirect_is_reported_and_not_followed)
{
	struct scripted_answer script[] = {{.status = 307, .header = "Location"}};
	char target[256];
	struct server *other = server_start(yes, 1, 0, NULL, NULL);

	snprintf(target, sizeof(target), "http://user:pass@127.0.0.1:%u/there?key=hidden",
		server_port(other));
	script[0].header_value = target;
	serve(script, 1, 0);
	ck_assert_int_eq(deliver(id), POST_REFUSED);
	ck_assert_uint_eq(server_count(other), 0);
	ck_assert_uint_eq(waiting(), 1);
	snprintf(target, sizeof(target), "sends on to http://127.0.0.1:%u/there; redirects are",
		server_port(other));
	ck_assert(heard_says(&heard, target));
	ck_assert(!heard_says(&heard, "pass@"));
	server_stop(other);
}
END_TEST

START_TEST(cut_connection_is_tried_again)
{
	static const struct scripted_answer script[] = {{.manner = ANSWER_CUT}, {.status = 200}};

	serve(script, COUNT(script), 0);
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	ck_assert_uint_eq(server_count(server), 2);
	assert_carries_report(server_request(server, 1));
}
END_TEST

START_TEST(endless_answers_are_cut_off)
{
	static char body[POST_MAX_ANSWER_BYTES * 4];
	const struct scripted_answer script[] = {
		{.status = 400, .body = body}, {.status = 200, .body = body}};

	memset(body, 'x', sizeof(body) - 1);
	serve(script, COUNT(script), 0);
	ck_assert_int_eq(deliver(id), POST_REFUSED);
	ck_assert_uint_lt(heard.text.length, 4096);
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
}
END_TEST

static const struct url_case {
	const char *url;
	bool allow_http, good;
	const char *says;
} urls[] = {
	{"https://collector.example/reports", false, true, ""},
	{"HTTPS://collector.example:8443", false, true, ""},
	{"http://collector.example/", false, false, "plain http"},
	{"http://collector.example/", true, true, ""},
	{"http://localhost:80/", false, true, ""},
	{"http://LOCALHOST/", false, true, ""},
	{"http://127.9.9.9/", false, true, ""},
	{"http://127.1/", false, true, ""},
	{"http://[::1]:8080/", false, true, ""},
	{"http://[::2]/", false, false, "plain http"},
	{"http://128.0.0.1/", false, false, "plain http"},
	{"http://127.0.0.1.evil.example/", false, false, "plain http"},
	{"http://localhost.evil.example/", false, false, "plain http"},
	{"http://0.0.0.0/", false, false, "plain http"},
	{"https://user:hunter2@collector.example/", false, false, "user name or password"},
	{"https://user@collector.example/", false, false, "user name or password"},
	{"https://@collector.example/", false, false, "user name or password"},
	{"https://a:b@c@collector.example/", false, false, "user name or password"},
	{"https://collector.example/a@b?c@d", false, true, ""},
	{"ftp://collector.example/", false, false, "cannot post to "},
	{"file:///etc/passwd", false, false, "cannot post to "},
	{"collector.example/reports", false, false, "write it as https://"},
	{"https://", false, false, "cannot post to "},
	{"", false, false, "empty"},
	{"https://collector.example/\r\nX: y", false, false, "printable"},
	{"https://collector.example/a b", false, false, "printable"},
	{"https://coll\xC3\xA9.example/", false, false, "printable"},
};

START_TEST(urls_are_checked)
{
	const struct url_case *one = &urls[_i];
	struct post_target target = {0};

	ck_assert_msg(post_target_parse(&target, one->url, one->allow_http, &heard.diagnostics) ==
			      one->good,
		"%s", one->url);
	ck_assert_msg(heard_says(&heard, one->says), "%s", buffer_text(&heard.text));
	ck_assert(!heard_says(&heard, "hunter2"));
	post_target_free(&target);
	if (one->good)
		return;
	options.url = one->url;
	options.allow_http = one->allow_http;
	ck_assert(!post_options_check(&options, NULL));
	ck_assert_int_eq(deliver(id), POST_BAD_OPTIONS);
	ck_assert_uint_eq(waiting(), 0);
}
END_TEST

START_TEST(options_are_checked)
{
	serve(yes, 1, 0);
	ck_assert(post_options_check(&options, &heard.diagnostics));
	ck_assert_str_eq(buffer_text(&heard.text), "");
	options.attempts = 0;
	ck_assert(!post_options_check(&options, &heard.diagnostics));
	ck_assert(heard_says(&heard, "must be from 1 to 100"));
	options.attempts = 1;
	options.timeout_seconds = 0;
	ck_assert(!post_options_check(&options, NULL));
	options.timeout_seconds = 1;
	options.user_agent = "a\r\nX-Evil: b";
	ck_assert(!post_options_check(&options, NULL));
	options.user_agent = NULL;
	options.ca_file = "/nonexistent/ca.pem";
	ck_assert(!post_options_check(&options, &heard.diagnostics));
	ck_assert(heard_says(&heard, "/nonexistent/ca.pem: No such file"));
	options.ca_file = NULL;
	options.url = NULL;
	ck_assert(!post_options_check(&options, NULL));
	ck_assert_int_eq(deliver(id), POST_BAD_OPTIONS);
	options.url = url;
	ck_assert_int_eq(deliver("../../etc/cron.d/x"), POST_BAD_OPTIONS);
	ck_assert_uint_eq(waiting(), 0);
}
END_TEST

START_TEST(proxy_of_the_environment_is_not_asked_for_loopback)
{
	struct server *proxy = server_start(yes, 1, 0, NULL, NULL);
	char proxy_url[64];

	snprintf(proxy_url, sizeof(proxy_url), "http://127.0.0.1:%u", server_port(proxy));
	setenv("http_proxy", proxy_url, 1);
	setenv("all_proxy", proxy_url, 1);
	serve(yes, 1, 0);
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	ck_assert_uint_eq(server_count(proxy), 0);
	ck_assert_uint_eq(server_count(server), 1);
	options.url = "http://collector.example/reports";
	options.allow_http = true;
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	ck_assert_uint_eq(server_count(proxy), 1);
	server_stop(proxy);
}
END_TEST

START_TEST(without_a_spool_it_is_sent_all_the_same)
{
	static const struct scripted_answer script[] = {{.status = 200}, {.status = 500}};

	serve(script, COUNT(script), 0);
	ck_assert_int_eq(post_deliver(&options, NULL, id, report, REPORT_SIZE, &heard.diagnostics),
		POST_DELIVERED);
	ck_assert_int_eq(post_deliver(&options, NULL, id, report, REPORT_SIZE, &heard.diagnostics),
		POST_FAILED);
	ck_assert(heard_says(&heard, "NOT in the spool"));
}
END_TEST

START_TEST(interrupted)
{
	volatile sig_atomic_t flag = 1;

	serve(yes, 1, 0);
	options.interrupted = &flag;
	ck_assert_int_eq(deliver(id), POST_INTERRUPTED);
	ck_assert_uint_eq(server_count(server), 0);
	ck_assert_uint_eq(waiting(), 1);
	ck_assert(heard_says(&heard, "interrupted"));
	ck_assert(!post_retry_sleep(&options, 60 * 60 * 1000));
}
END_TEST

static volatile sig_atomic_t raised;

static void raise_on_note(void *context, enum diagnostic_level level, const char *message)
{
	(void)context;
	(void)message;
	if (level == DIAGNOSTIC_NOTE)
		raised = 1;
}

START_TEST(interrupted_while_waiting)
{
	static const struct scripted_answer script[] = {{.status = 503}};
	const struct diagnostics raising = {.tell = raise_on_note};

	serve(script, 1, 0);
	options.interrupted = &raised;
	options.first_backoff_ms = POST_MAX_BACKOFF_MS;
	options.max_backoff_ms = POST_MAX_BACKOFF_MS;
	ck_assert_int_eq(post_deliver(&options, &spool, id, report, REPORT_SIZE, &raising),
		POST_INTERRUPTED);
	ck_assert_uint_eq(server_count(server), 1);
	ck_assert_uint_eq(waiting(), 1);
}
END_TEST

/* Leaves a report in the spool for a destination. */
static void spool_for(const char *report_id, const char *destination)
{
	struct spool_claim claim;

	ck_assert(spool_put(&spool, report_id, report, REPORT_SIZE, destination, &claim, NULL));
	spool_release(&claim);
}

START_TEST(flush_goes_on_after_a_failure)
{
	static const struct scripted_answer script[] = {{.status = 500}, {.status = 200}};
	struct post_counts counts;

	serve(script, COUNT(script), 0);
	spool_for(id, url);
	spool_for(other_id, url);
	spool_for(id, "http://collector.example/");
	options.url = NULL;
	ck_assert_int_eq(post_flush(&options, &spool, &counts, &heard.diagnostics), POST_FAILED);
	ck_assert_uint_eq(counts.found, 3);
	ck_assert_uint_eq(counts.failed, 1);
	ck_assert_uint_eq(counts.delivered, 1);
	ck_assert_uint_eq(counts.refused, 1);
	ck_assert_uint_eq(waiting(), 2);
	ck_assert(heard_says(&heard, "plain http"));
	ck_assert(heard_says(&heard, "2 of 3 reports were not delivered"));
	options.url = url;
	ck_assert_int_eq(post_flush(&options, &spool, &counts, &heard.diagnostics), POST_DELIVERED);
	ck_assert_uint_eq(counts.delivered, 2);
	ck_assert_uint_eq(waiting(), 0);
}
END_TEST

START_TEST(flush_leaves_an_unreachable_server_alone)
{
	static const struct scripted_answer busy[] = {{.status = 503}};
	struct server *good = server_start(yes, 1, 0, NULL, NULL);
	struct post_counts counts;
	char good_url[64];

	serve(busy, 1, 0);
	snprintf(good_url, sizeof(good_url), "http://127.0.0.1:%u/", server_port(good));
	spool_for(id, url);
	spool_for(other_id, url);
	spool_for(id, good_url);
	options.url = NULL;
	ck_assert_int_eq(
		post_flush(&options, &spool, &counts, &heard.diagnostics), POST_UNREACHABLE);
	ck_assert_uint_eq(counts.unreachable, 2);
	ck_assert_uint_eq(counts.delivered, 1);
	ck_assert_uint_eq(server_count(server), options.attempts);
	ck_assert_uint_eq(server_count(good), 1);
	ck_assert_uint_eq(waiting(), 2);
	server_stop(good);
}
END_TEST

START_TEST(flush_with_damaged_and_busy_entries)
{
	struct post_counts counts;
	struct spool_claim held;
	struct spool another;
	char *path;

	serve(yes, 1, 0);
	ck_assert_int_gt(asprintf(&path, "%s/broken.report", place), 0);
	folder_write(path, "compatscan-spool/1\n", 19);
	free(path);
	spool_for(id, url);
	ck_assert(spool_put(&spool, other_id, report, REPORT_SIZE, url, &held, NULL));
	ck_assert_int_eq(post_flush(&options, &spool, &counts, &heard.diagnostics), POST_FAILED);
	ck_assert_uint_eq(counts.found, 3);
	ck_assert_uint_eq(counts.damaged, 1);
	ck_assert_uint_eq(counts.elsewhere, 1);
	ck_assert_uint_eq(counts.delivered, 1);
	ck_assert_uint_eq(waiting(), 2);
	ck_assert(heard_says(&heard, "broken.report"));
	spool_release(&held);

	ck_assert(spool_open(&another, place, NULL));
	ck_assert(spool_lock(&another, NULL));
	ck_assert_int_eq(
		post_flush(&options, &spool, &counts, &heard.diagnostics), POST_SPOOL_BUSY);
	ck_assert_uint_eq(server_count(server), 1);
	spool_close(&another);
}
END_TEST

START_TEST(flush_of_nothing)
{
	struct post_counts counts;

	options.url = NULL;
	ck_assert_int_eq(post_flush(&options, &spool, &counts, &heard.diagnostics), POST_DELIVERED);
	ck_assert_uint_eq(counts.found, 0);
	ck_assert_str_eq(buffer_text(&heard.text), "");
}
END_TEST

START_TEST(certificates_are_verified)
{
	struct certificate good;
	struct certificate for_another;
	char *authority;

	certificate_make(&good, "IP:127.0.0.1");
	certificate_make(&for_another, "DNS:other.example");
	ck_assert_int_gt(asprintf(&authority, "%s/ca.pem", folder), 0);
	folder_write(authority, good.pem, strlen(good.pem));

	server = server_start(yes, 1, 0, good.key, good.pem);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u/", server_port(server));
	ck_assert_int_eq(deliver(id), POST_REFUSED);
	ck_assert(heard_says(&heard, "--ca-file"));
	ck_assert_uint_eq(server_count(server), 0);
	ck_assert_uint_eq(waiting(), 1);
	options.ca_file = authority;
	ck_assert_int_eq(deliver(id), POST_DELIVERED);
	assert_carries_report(server_request(server, 0));
	ck_assert_uint_eq(waiting(), 0);
	server_stop(server);

	folder_write(authority, for_another.pem, strlen(for_another.pem));
	server = server_start(yes, 1, 0, for_another.key, for_another.pem);
	snprintf(url, sizeof(url), "https://127.0.0.1:%u/", server_port(server));
	ck_assert_int_eq(deliver(id), POST_REFUSED);
	ck_assert_uint_eq(server_count(server), 0);

	folder_write(authority, "no certificate\n", 15);
	ck_assert_int_eq(deliver(id), POST_BAD_OPTIONS);
	ck_assert_uint_eq(waiting(), 1);
	certificate_free(&good);
	certificate_free(&for_another);
	free(authority);
}
END_TEST

START_TEST(waits_grow_within_their_bounds)
{
	options.first_backoff_ms = 500;
	options.max_backoff_ms = 30000;
	ck_assert_uint_eq(post_retry_wait_ms(&options, 1, 0, 0), 250);
	ck_assert_uint_eq(post_retry_wait_ms(&options, 1, 0, 250), 500);
	ck_assert_uint_eq(post_retry_wait_ms(&options, 2, 0, 0), 500);
	ck_assert_uint_eq(post_retry_wait_ms(&options, 3, -1, 0), 1000);
	ck_assert_uint_eq(post_retry_wait_ms(&options, 100, 0, 0), 15000);
	ck_assert_uint_le(post_retry_wait_ms(&options, 100, 0, UINT32_MAX), 30000);
	ck_assert_uint_eq(post_retry_wait_ms(&options, 1, 7, 99), 7000);
	ck_assert_uint_eq(post_retry_wait_ms(&options, 1, 31, 99), 30000);
	ck_assert_uint_eq(post_retry_wait_ms(&options, 1, INT64_MAX, 99), 30000);
	options.first_backoff_ms = 0;
	ck_assert_uint_eq(post_retry_wait_ms(&options, 100, 0, 12345), 0);
}
END_TEST

static const struct id_case {
	const char *json;
	const char *why;
} id_cases[] = {
	{"{\"a\":{\"report_id\":1},\"report_id\":\"11111111-1111-4111-8111-111111111111\"} \r\n",
		NULL},
	{"", "is not JSON"},
	{"{\"report_id\":\"11111111-1111-4111-8111-111111111111\"", "is not JSON"},
	{"{\"report_id\":\"11111111-1111-4111-8111-111111111111\"} x", "is not JSON"},
	{"[\"report_id\"]", "is not a JSON object"},
	{"{\"Report_ID\":\"11111111-1111-4111-8111-111111111111\"}", "has no report_id"},
	{"{\"report_id\":7}", "has a report_id that is not a UUID"},
	{"{\"report_id\":\"../x\"}", "has a report_id that is not a UUID"},
};

START_TEST(report_id_is_read_from_the_report)
{
	const struct id_case *one = &id_cases[_i];
	size_t size = strlen(one->json);
	char *exact = malloc(size ? size : 1); /* no NUL, so that reading past the end is seen */
	char found[REPORT_ID_BYTES] = "untouched";
	const char *why = NULL;

	memcpy(exact, one->json, size);
	ck_assert(post_report_id_of(exact, size, found, &why) == !one->why);
	ck_assert_str_eq(found, one->why ? "untouched" : id);
	ck_assert_pstr_eq(why, one->why);
	post_report_id_of(exact, size, found, NULL);
	free(exact);
}
END_TEST

START_TEST(gzip_of_equal_reports_is_equal)
{
	size_t one_size;
	size_t other_size;
	void *one = post_gzip(report, REPORT_SIZE, &one_size);
	void *other = post_gzip(report, REPORT_SIZE, &other_size);

	ck_assert_uint_eq(one_size, other_size);
	ck_assert_mem_eq(one, other, one_size);
	free(one);
	free(other);
	one = post_gzip("", 0, &one_size);
	ck_assert_uint_gt(one_size, 0);
	free(one);
}
END_TEST

static void add_delivery_tests(TCase *tests)
{
	tcase_add_test(tests, request_is_as_documented);
	tcase_add_test(tests, token_from_the_environment_or_none);
	tcase_add_loop_test(tests, wrong_token_is_refused, 0, (int)COUNT(wrong_tokens));
	tcase_add_test(tests, token_length_and_file);
	tcase_add_test(tests, server_down_then_up);
	tcase_add_test(tests, slow_server);
	tcase_add_test(tests, error_then_flush);
	tcase_add_test(tests, busy_then_delivered_in_one_run);
	tcase_add_test(tests, retry_after_is_heeded_and_capped);
	tcase_add_loop_test(tests, statuses_that_are_retried_until_given_up, 0, 4);
	tcase_add_loop_test(tests, statuses_that_are_final, 0, (int)COUNT(final_statuses));
	tcase_add_test(tests, redirect_is_reported_and_not_followed);
	tcase_add_test(tests, cut_connection_is_tried_again);
	tcase_add_test(tests, endless_answers_are_cut_off);
	tcase_add_test(tests, proxy_of_the_environment_is_not_asked_for_loopback);
	tcase_add_test(tests, without_a_spool_it_is_sent_all_the_same);
	tcase_add_test(tests, interrupted);
	tcase_add_test(tests, interrupted_while_waiting);
	tcase_add_test(tests, certificates_are_verified);
}

Suite *suite_post(void);

Suite *suite_post(void)
{
	Suite *suite = suite_create("post");
	TCase *delivery = tcase_create("delivery");
	TCase *flush = tcase_create("flush");
	TCase *parts = tcase_create("parts");

	tcase_add_checked_fixture(delivery, set_up, tear_down);
	tcase_set_timeout(delivery, 60);
	add_delivery_tests(delivery);
	suite_add_tcase(suite, delivery);

	tcase_add_checked_fixture(flush, set_up, tear_down);
	tcase_set_timeout(flush, 60);
	tcase_add_test(flush, flush_goes_on_after_a_failure);
	tcase_add_test(flush, flush_leaves_an_unreachable_server_alone);
	tcase_add_test(flush, flush_with_damaged_and_busy_entries);
	tcase_add_test(flush, flush_of_nothing);
	suite_add_tcase(suite, flush);

	tcase_add_checked_fixture(parts, set_up, tear_down);
	tcase_add_loop_test(parts, urls_are_checked, 0, (int)COUNT(urls));
	tcase_add_test(parts, options_are_checked);
	tcase_add_test(parts, waits_grow_within_their_bounds);
	tcase_add_loop_test(parts, report_id_is_read_from_the_report, 0, (int)COUNT(id_cases));
	tcase_add_test(parts, gzip_of_equal_reports_is_equal);
	suite_add_tcase(suite, parts);
	return suite;
}
