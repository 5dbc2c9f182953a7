/* What reaches the collector, what its answers mean, and what is never sent. */
#include "scanner/base/sha256.h"
#include "tests/post/certificate.h"
#include "tests/post/folder.h"
#include "tests/unit/post_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

START_TEST(request_is_as_documented)
{
	const struct seen_request *request;
	char digest[65];

	post_case_serve(answer_created, 1, 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	ck_assert_uint_eq(server_count(post.server), 1);
	request = server_request(post.server, 0);
	post_case_check_carries_report(request);
	sha256_of(REPORT, REPORT_SIZE, digest);
	ck_assert_str_eq(request->method, "POST");
	ck_assert_str_eq(request->path, "/reports");
	ck_assert_str_eq(request->authorization, "Bearer s3cr3t-T0ken");
	ck_assert_str_eq(request->content_type, "application/json");
	ck_assert_str_eq(request->content_encoding, "gzip");
	ck_assert_str_eq(request->idempotency_key, FIRST_ID);
	ck_assert_str_eq(request->report_sha256, digest);
	ck_assert_str_eq(request->user_agent, "compatscan/test");
	ck_assert_ptr_null(request->expect);
	ck_assert_uint_eq(post_case_waiting(), 0);
	ck_assert(heard_says(&post.heard, "note: delivered report 11111111"));
	ck_assert(!heard_says(&post.heard, "hidden"));
}
END_TEST

START_TEST(token_from_the_environment_or_none)
{
	post_case_serve(answer_created, 1, 0);
	post.options.token_file = NULL;
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	setenv("COMPATSCAN_TOKEN", "from-environment\n", 1);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	post.options.token_file = post.token_file;
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	ck_assert_ptr_null(server_request(post.server, 0)->authorization);
	ck_assert_str_eq(server_request(post.server, 1)->authorization, "Bearer from-environment");
	ck_assert_str_eq(server_request(post.server, 2)->authorization, "Bearer s3cr3t-T0ken");
}
END_TEST

/* Never a message with the token in it, and the report is kept all the same. */
static const char *const wrong_tokens[] = {
	"", " \t\n", "a\001b", "two words", "\xEF\xBB\xBFtoken", "a\tb", "\ntoken"};

START_TEST(wrong_token_is_refused)
{
	post_case_serve(answer_created, 1, 0);
	folder_write(post.token_file, wrong_tokens[_i], strlen(wrong_tokens[_i]));
	ck_assert(!post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert(heard_says(&post.heard, "cannot use the token file"));
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_BAD_OPTIONS);
	ck_assert_uint_eq(post_case_waiting(), 1);
	ck_assert(heard_says(&post.heard, "the report waits in "));
	ck_assert_uint_eq(server_count(post.server), 0);
	setenv("COMPATSCAN_TOKEN", wrong_tokens[_i], 1);
	post.options.token_file = NULL;
	ck_assert(!post_options_check(&post.options, &post.heard.diagnostics));
}
END_TEST

START_TEST(token_length_and_file)
{
	static char token[POST_MAX_TOKEN_BYTES + 1];

	post_case_serve(answer_created, 1, 0);
	memset(token, 't', sizeof(token));
	folder_write(post.token_file, token, sizeof(token) - 1);
	ck_assert(post_options_check(&post.options, &post.heard.diagnostics));
	folder_write(post.token_file, token, sizeof(token));
	ck_assert(!post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert(heard_says(&post.heard, "longer than 8 KiB"));
	folder_write(post.token_file, TOKEN, strlen(TOKEN));
	ck_assert_int_eq(chmod(post.token_file, 0644), 0);
	ck_assert(post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert(heard_says(&post.heard, "warning: other users may read"));
	post.options.token_file = post.folder;
	ck_assert(!post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert(heard_says(&post.heard, "not a regular file"));
	post.options.token_file = "/nonexistent/token";
	ck_assert(!post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert(heard_says(&post.heard, "No such file"));
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

	post_case_serve(script, 1, 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), final_statuses[_i].result);
	ck_assert_uint_eq(server_count(post.server), 1);
	ck_assert_uint_eq(post_case_waiting(), final_statuses[_i].result != POST_DELIVERED);
	ck_assert(heard_says(&post.heard, final_statuses[_i].hint));
}
END_TEST

START_TEST(redirect_is_reported_and_not_followed)
{
	struct scripted_answer script[] = {{.status = 307, .header = "Location"}};
	char target[256];
	struct server *other = server_start(answer_created, 1, 0, NULL, NULL);

	snprintf(target, sizeof(target), "http://user:pass@127.0.0.1:%u/there?key=hidden",
		server_port(other));
	script[0].header_value = target;
	post_case_serve(script, 1, 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_REFUSED);
	ck_assert_uint_eq(server_count(other), 0);
	ck_assert_uint_eq(post_case_waiting(), 1);
	snprintf(target, sizeof(target), "sends on to http://127.0.0.1:%u/there; redirects are",
		server_port(other));
	ck_assert(heard_says(&post.heard, target));
	ck_assert(!heard_says(&post.heard, "pass@"));
	server_stop(other);
}
END_TEST

START_TEST(endless_answers_are_cut_off)
{
	static char body[POST_MAX_ANSWER_BYTES * 4];
	const struct scripted_answer script[] = {
		{.status = 400, .body = body}, {.status = 200, .body = body}};

	memset(body, 'x', sizeof(body) - 1);
	post_case_serve(script, COUNT(script), 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_REFUSED);
	ck_assert_uint_lt(post.heard.text.length, 4096);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
}
END_TEST

START_TEST(proxy_of_the_environment_is_not_asked_for_loopback)
{
	struct server *proxy = server_start(answer_created, 1, 0, NULL, NULL);
	char proxy_url[64];

	snprintf(proxy_url, sizeof(proxy_url), "http://127.0.0.1:%u", server_port(proxy));
	setenv("http_proxy", proxy_url, 1);
	setenv("all_proxy", proxy_url, 1);
	post_case_serve(answer_created, 1, 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	ck_assert_uint_eq(server_count(proxy), 0);
	ck_assert_uint_eq(server_count(post.server), 1);
	post.options.url = "http://collector.example/reports";
	post.options.allow_http = true;
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	ck_assert_uint_eq(server_count(proxy), 1);
	server_stop(proxy);
}
END_TEST

START_TEST(without_a_spool_it_is_sent_all_the_same)
{
	static const struct scripted_answer script[] = {{.status = 200}, {.status = 500}};

	post_case_serve(script, COUNT(script), 0);
	ck_assert_int_eq(post_deliver(&post.options, NULL, FIRST_ID, REPORT, REPORT_SIZE,
				 &post.heard.diagnostics),
		POST_DELIVERED);
	ck_assert_int_eq(post_deliver(&post.options, NULL, FIRST_ID, REPORT, REPORT_SIZE,
				 &post.heard.diagnostics),
		POST_FAILED);
	ck_assert(heard_says(&post.heard, "NOT in the spool"));
}
END_TEST

START_TEST(certificates_are_verified)
{
	struct certificate good;
	struct certificate for_another;
	char *authority;

	certificate_make(&good, "IP:127.0.0.1");
	certificate_make(&for_another, "DNS:other.example");
	ck_assert_int_gt(asprintf(&authority, "%s/ca.pem", post.folder), 0);
	folder_write(authority, good.pem, strlen(good.pem));

	post.server = server_start(answer_created, 1, 0, good.key, good.pem);
	snprintf(post.url, sizeof(post.url), "https://127.0.0.1:%u/", server_port(post.server));
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_REFUSED);
	ck_assert(heard_says(&post.heard, "--ca-file"));
	ck_assert_uint_eq(server_count(post.server), 0);
	ck_assert_uint_eq(post_case_waiting(), 1);
	post.options.ca_file = authority;
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	post_case_check_carries_report(server_request(post.server, 0));
	ck_assert_uint_eq(post_case_waiting(), 0);
	server_stop(post.server);

	folder_write(authority, for_another.pem, strlen(for_another.pem));
	post.server = server_start(answer_created, 1, 0, for_another.key, for_another.pem);
	snprintf(post.url, sizeof(post.url), "https://127.0.0.1:%u/", server_port(post.server));
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_REFUSED);
	ck_assert_uint_eq(server_count(post.server), 0);

	folder_write(authority, "no certificate\n", 15);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_BAD_OPTIONS);
	ck_assert_uint_eq(post_case_waiting(), 1);
	certificate_free(&good);
	certificate_free(&for_another);
	free(authority);
}
END_TEST

Suite *suite_post_delivery(void);

Suite *suite_post_delivery(void)
{
	Suite *suite = suite_create("post delivery");
	TCase *tests = tcase_create("delivery");

	tcase_add_checked_fixture(tests, post_case_begin, post_case_end);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, request_is_as_documented);
	tcase_add_test(tests, token_from_the_environment_or_none);
	tcase_add_loop_test(tests, wrong_token_is_refused, 0, (int)COUNT(wrong_tokens));
	tcase_add_test(tests, token_length_and_file);
	tcase_add_loop_test(tests, statuses_that_are_final, 0, (int)COUNT(final_statuses));
	tcase_add_test(tests, redirect_is_reported_and_not_followed);
	tcase_add_test(tests, endless_answers_are_cut_off);
	tcase_add_test(tests, proxy_of_the_environment_is_not_asked_for_loopback);
	tcase_add_test(tests, without_a_spool_it_is_sent_all_the_same);
	tcase_add_test(tests, certificates_are_verified);
	suite_add_tcase(suite, tests);
	return suite;
}
