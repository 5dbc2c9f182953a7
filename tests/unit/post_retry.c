/* When it is tried again, for how long, and that the report waits in the spool afterwards. Waits
 * are milliseconds and never measured. */
#include "report/post_retry.h"
#include "tests/unit/post_case.h"

START_TEST(server_down_then_up)
{
	struct post_counts counts;
	uint16_t port;

	post_case_serve(answer_created, 1, 0);
	port = server_port(post.server);
	server_stop(post.server);
	post.server = NULL;
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_UNREACHABLE);
	ck_assert_uint_eq(post_case_waiting(), 1);
	ck_assert(heard_says(&post.heard, "(after 3 attempts)"));
	ck_assert(heard_says(&post.heard, "compatscan post --flush"));
	ck_assert(heard_says(&post.heard, post.place));
	post_case_serve(answer_created, 1, port);
	post.options.url = NULL;
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_DELIVERED);
	ck_assert_uint_eq(counts.found, 1);
	ck_assert_uint_eq(counts.delivered, 1);
	post_case_check_carries_report(server_request(post.server, 0));
	ck_assert_str_eq(server_request(post.server, 0)->idempotency_key, FIRST_ID);
	ck_assert_uint_eq(post_case_waiting(), 0);
}
END_TEST

START_TEST(slow_server)
{
	static const struct scripted_answer never[] = {{.status = 200, .manner = ANSWER_NEVER}};

	post_case_serve(never, 1, 0);
	post.options.timeout_seconds = 1;
	post.options.attempts = 1;
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_UNREACHABLE);
	ck_assert_uint_eq(post_case_waiting(), 1);
}
END_TEST

START_TEST(error_then_flush)
{
	static const struct scripted_answer script[] = {
		{.status = 500, .body = "\r\n database\x1b[2J gone: s3cr3t-T0ken\nsecond line"},
		{.status = 200}};
	struct post_counts counts;

	post_case_serve(script, COUNT(script), 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_FAILED);
	ck_assert_uint_eq(server_count(post.server), 1);
	ck_assert_uint_eq(post_case_waiting(), 1);
	ck_assert(
		heard_says(&post.heard, "500 (server error): database\\u{001B}[2J gone: [token]"));
	ck_assert(!heard_says(&post.heard, "second line"));
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_DELIVERED);
	ck_assert_uint_eq(post_case_waiting(), 0);
	ck_assert_uint_eq(server_count(post.server), 2);
}
END_TEST

START_TEST(busy_then_delivered_in_one_run)
{
	static const struct scripted_answer script[] = {
		{.status = 503}, {.status = 503}, {.status = 200}};

	post_case_serve(script, COUNT(script), 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	ck_assert_uint_eq(server_count(post.server), 3);
	post_case_check_carries_report(server_request(post.server, 2));
	ck_assert_uint_eq(post_case_waiting(), 0);
	ck_assert(!heard_says(&post.heard, "error:"));
	ck_assert(heard_says(&post.heard, "note: attempt 2 of 3"));
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

	post_case_serve(script, COUNT(script), 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	ck_assert_uint_eq(server_count(post.server), 3);
	ck_assert(heard_says(&post.heard, "answered 429 (Too Many Requests); the next one in 5 ms "
					  "(Retry-After)"));
	ck_assert(
		heard_says(&post.heard, "answered 503 (Service Unavailable); the next one in 5 ms "
					"(Retry-After)"));
}
END_TEST

START_TEST(statuses_that_are_retried_until_given_up)
{
	static const unsigned statuses[] = {429, 502, 503, 504};
	const struct scripted_answer script[] = {{.status = statuses[_i]}};

	post_case_serve(script, 1, 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_UNREACHABLE);
	ck_assert_uint_eq(server_count(post.server), post.options.attempts);
	ck_assert_uint_eq(post_case_waiting(), 1);
}
END_TEST

START_TEST(cut_connection_is_tried_again)
{
	static const struct scripted_answer script[] = {{.manner = ANSWER_CUT}, {.status = 200}};

	post_case_serve(script, COUNT(script), 0);
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_DELIVERED);
	ck_assert_uint_eq(server_count(post.server), 2);
	post_case_check_carries_report(server_request(post.server, 1));
}
END_TEST

START_TEST(interrupted)
{
	volatile sig_atomic_t flag = 1;

	post_case_serve(answer_created, 1, 0);
	post.options.interrupted = &flag;
	ck_assert_int_eq(post_case_deliver(FIRST_ID), POST_INTERRUPTED);
	ck_assert_uint_eq(server_count(post.server), 0);
	ck_assert_uint_eq(post_case_waiting(), 1);
	ck_assert(heard_says(&post.heard, "interrupted"));
	ck_assert(!post_retry_sleep(&post.options, 60 * 60 * 1000));
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

	post_case_serve(script, 1, 0);
	post.options.interrupted = &raised;
	post.options.first_backoff_ms = POST_MAX_BACKOFF_MS;
	post.options.max_backoff_ms = POST_MAX_BACKOFF_MS;
	ck_assert_int_eq(
		post_deliver(&post.options, &post.spool, FIRST_ID, REPORT, REPORT_SIZE, &raising),
		POST_INTERRUPTED);
	ck_assert_uint_eq(server_count(post.server), 1);
	ck_assert_uint_eq(post_case_waiting(), 1);
}
END_TEST

START_TEST(waits_grow_within_their_bounds)
{
	post.options.first_backoff_ms = 500;
	post.options.max_backoff_ms = 30000;
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 1, 0, 0), 250);
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 1, 0, 250), 500);
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 2, 0, 0), 500);
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 3, -1, 0), 1000);
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 100, 0, 0), 15000);
	ck_assert_uint_le(post_retry_wait_ms(&post.options, 100, 0, UINT32_MAX), 30000);
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 1, 7, 99), 7000);
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 1, 31, 99), 30000);
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 1, INT64_MAX, 99), 30000);
	post.options.first_backoff_ms = 0;
	ck_assert_uint_eq(post_retry_wait_ms(&post.options, 100, 0, 12345), 0);
}
END_TEST

Suite *suite_post_retry(void);

Suite *suite_post_retry(void)
{
	Suite *suite = suite_create("post retry");
	TCase *tests = tcase_create("retry");

	tcase_add_checked_fixture(tests, post_case_begin, post_case_end);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, server_down_then_up);
	tcase_add_test(tests, slow_server);
	tcase_add_test(tests, error_then_flush);
	tcase_add_test(tests, busy_then_delivered_in_one_run);
	tcase_add_test(tests, retry_after_is_heeded_and_capped);
	tcase_add_loop_test(tests, statuses_that_are_retried_until_given_up, 0, 4);
	tcase_add_test(tests, cut_connection_is_tried_again);
	tcase_add_test(tests, interrupted);
	tcase_add_test(tests, interrupted_while_waiting);
	tcase_add_test(tests, waits_grow_within_their_bounds);
	suite_add_tcase(suite, tests);
	return suite;
}
