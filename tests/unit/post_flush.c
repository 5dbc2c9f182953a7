/* What waits in the spool is delivered, whatever stands beside it. */
#include "tests/post/folder.h"
#include "tests/unit/post_case.h"

#include <stdio.h>
#include <stdlib.h>

/* Leaves a report in the spool for a destination. */
static void spool_for(const char *report_id, const char *destination)
{
	struct spool_claim claim;

	ck_assert(
		spool_put(&post.spool, report_id, REPORT, REPORT_SIZE, destination, &claim, NULL));
	spool_release(&claim);
}

START_TEST(flush_goes_on_after_a_failure)
{
	static const struct scripted_answer script[] = {{.status = 500}, {.status = 200}};
	struct post_counts counts;

	post_case_serve(script, COUNT(script), 0);
	spool_for(FIRST_ID, post.url);
	spool_for(SECOND_ID, post.url);
	spool_for(FIRST_ID, "http://collector.example/");
	post.options.url = NULL;
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_FAILED);
	ck_assert_uint_eq(counts.found, 3);
	ck_assert_uint_eq(counts.failed, 1);
	ck_assert_uint_eq(counts.delivered, 1);
	ck_assert_uint_eq(counts.refused, 1);
	ck_assert_uint_eq(post_case_waiting(), 2);
	ck_assert(heard_says(&post.heard, "plain http"));
	ck_assert(heard_says(&post.heard, "2 of 3 reports were not delivered"));
	post.options.url = post.url;
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_DELIVERED);
	ck_assert_uint_eq(counts.delivered, 2);
	ck_assert_uint_eq(post_case_waiting(), 0);
}
END_TEST

START_TEST(flush_leaves_an_unreachable_server_alone)
{
	static const struct scripted_answer busy[] = {{.status = 503}};
	struct server *good = server_start(answer_created, 1, 0, NULL, NULL);
	struct post_counts counts;
	char good_url[64];

	post_case_serve(busy, 1, 0);
	snprintf(good_url, sizeof(good_url), "http://127.0.0.1:%u/", server_port(good));
	spool_for(FIRST_ID, post.url);
	spool_for(SECOND_ID, post.url);
	spool_for(FIRST_ID, good_url);
	post.options.url = NULL;
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_UNREACHABLE);
	ck_assert_uint_eq(counts.unreachable, 2);
	ck_assert_uint_eq(counts.delivered, 1);
	ck_assert_uint_eq(server_count(post.server), post.options.attempts);
	ck_assert_uint_eq(server_count(good), 1);
	ck_assert_uint_eq(post_case_waiting(), 2);
	server_stop(good);
}
END_TEST

START_TEST(flush_with_damaged_and_busy_entries)
{
	struct post_counts counts;
	struct spool_claim held;
	struct spool another;
	char *path;

	post_case_serve(answer_created, 1, 0);
	ck_assert_int_gt(asprintf(&path, "%s/broken.report", post.place), 0);
	folder_write(path, "compatscan-spool/1\n", 19);
	free(path);
	spool_for(FIRST_ID, post.url);
	ck_assert(spool_put(&post.spool, SECOND_ID, REPORT, REPORT_SIZE, post.url, &held, NULL));
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_FAILED);
	ck_assert_uint_eq(counts.found, 3);
	ck_assert_uint_eq(counts.damaged, 1);
	ck_assert_uint_eq(counts.elsewhere, 1);
	ck_assert_uint_eq(counts.delivered, 1);
	ck_assert_uint_eq(post_case_waiting(), 2);
	ck_assert(heard_says(&post.heard, "broken.report"));
	spool_release(&held);

	ck_assert(spool_open(&another, post.place, NULL));
	ck_assert(spool_lock(&another, NULL));
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_SPOOL_BUSY);
	ck_assert_uint_eq(server_count(post.server), 1);
	spool_close(&another);
}
END_TEST

START_TEST(flush_of_nothing)
{
	struct post_counts counts;

	post.options.url = NULL;
	ck_assert_int_eq(post_flush(&post.options, &post.spool, &counts, &post.heard.diagnostics),
		POST_DELIVERED);
	ck_assert_uint_eq(counts.found, 0);
	ck_assert_str_eq(buffer_text(&post.heard.text), "");
}
END_TEST

Suite *suite_post_flush(void);

Suite *suite_post_flush(void)
{
	Suite *suite = suite_create("post flush");
	TCase *tests = tcase_create("flush");

	tcase_add_checked_fixture(tests, post_case_begin, post_case_end);
	tcase_set_timeout(tests, 60);
	tcase_add_test(tests, flush_goes_on_after_a_failure);
	tcase_add_test(tests, flush_leaves_an_unreachable_server_alone);
	tcase_add_test(tests, flush_with_damaged_and_busy_entries);
	tcase_add_test(tests, flush_of_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}
