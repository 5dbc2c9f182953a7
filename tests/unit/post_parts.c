/* Addresses, options, the report's id and the compressed body, each by itself. */
#include "report/post_gzip.h"
#include "report/post_target.h"
#include "tests/unit/post_case.h"

#include <stdlib.h>
#include <string.h>

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

	ck_assert_msg(post_target_parse(&target, one->url, one->allow_http,
			      &post.heard.diagnostics) == one->good,
		"%s", one->url);
	ck_assert_msg(heard_says(&post.heard, one->says), "%s", buffer_text(&post.heard.text));
	ck_assert(!heard_says(&post.heard, "hunter2"));
	post_target_free(&target);
	if (one->good)
		return;
	post.options.url = one->url;
	post.options.allow_http = one->allow_http;
	ck_assert(!post_options_check(&post.options, NULL));
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_BAD_OPTIONS);
	ck_assert_uint_eq(post_case_waiting(), 0);
}
END_TEST

START_TEST(options_are_checked)
{
	post_case_serve(answer_created, 1, 0);
	ck_assert(post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert_str_eq(buffer_text(&post.heard.text), "");
	post.options.attempts = 0;
	ck_assert(!post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert(heard_says(&post.heard, "must be from 1 to 100"));
	post.options.attempts = 1;
	post.options.timeout_seconds = 0;
	ck_assert(!post_options_check(&post.options, NULL));
	post.options.timeout_seconds = 1;
	post.options.user_agent = "a\r\nX-Evil: b";
	ck_assert(!post_options_check(&post.options, NULL));
	post.options.user_agent = NULL;
	post.options.ca_file = "/nonexistent/ca.pem";
	ck_assert(!post_options_check(&post.options, &post.heard.diagnostics));
	ck_assert(heard_says(&post.heard, "/nonexistent/ca.pem: No such file"));
	post.options.ca_file = NULL;
	post.options.url = NULL;
	ck_assert(!post_options_check(&post.options, NULL));
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_BAD_OPTIONS);
	post.options.url = post.url;
	ck_assert_int_eq(post_case_deliver("../../etc/cron.d/x"), POST_BAD_OPTIONS);
	ck_assert_uint_eq(post_case_waiting(), 0);
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
	ck_assert_str_eq(found, one->why ? "untouched" : FIRST_ID);
	ck_assert_pstr_eq(why, one->why);
	post_report_id_of(exact, size, found, NULL);
	free(exact);
}
END_TEST

START_TEST(gzip_of_equal_reports_is_equal)
{
	size_t one_size;
	size_t other_size;
	void *one = post_gzip(REPORT, REPORT_SIZE, &one_size);
	void *other = post_gzip(REPORT, REPORT_SIZE, &other_size);

	ck_assert_uint_eq(one_size, other_size);
	ck_assert_mem_eq(one, other, one_size);
	free(one);
	free(other);
	one = post_gzip("", 0, &one_size);
	ck_assert_uint_gt(one_size, 0);
	free(one);
}
END_TEST

Suite *suite_post_parts(void);

Suite *suite_post_parts(void)
{
	Suite *suite = suite_create("post parts");
	TCase *tests = tcase_create("parts");

	tcase_add_checked_fixture(tests, post_case_begin, post_case_end);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, urls_are_checked, 0, (int)COUNT(urls));
	tcase_add_test(tests, options_are_checked);
	tcase_add_loop_test(tests, report_id_is_read_from_the_report, 0, (int)COUNT(id_cases));
	tcase_add_test(tests, gzip_of_equal_reports_is_equal);
	suite_add_tcase(suite, tests);
	return suite;
}
