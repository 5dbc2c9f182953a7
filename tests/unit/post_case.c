#include "tests/unit/post_case.h"

#include "tests/post/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

const struct scripted_answer answer_created[1] = {{.status = 201}};

struct post_case post;

void post_case_begin(void)
{
	static const char *const unset[] = {
		"COMPATSCAN_TOKEN", "http_proxy", "https_proxy", "all_proxy"};

	for (size_t i = 0; i < COUNT(unset); i++)
		unsetenv(unset[i]);
	post.folder = folder_make();
	ck_assert_int_gt(asprintf(&post.place, "%s/spool", post.folder), 0);
	ck_assert_int_gt(asprintf(&post.token_file, "%s/token", post.folder), 0);
	folder_write(post.token_file, " s3cr3t-T0ken \r\nrest\n", 21);
	heard_start(&post.heard);
	ck_assert(spool_open(&post.spool, post.place, &post.heard.diagnostics));
	post_options_init(&post.options);
	post.options.first_backoff_ms = 1;
	post.options.max_backoff_ms = 5;
	post.options.attempts = 3;
	post.options.user_agent = "compatscan/test";
	post.options.token_file = post.token_file;
	post.options.url = post.url;
}

void post_case_end(void)
{
	/* Whatever the test was about. */
	ck_assert(!heard_says(&post.heard, TOKEN));
	server_stop(post.server);
	post.server = NULL;
	spool_close(&post.spool);
	heard_end(&post.heard);
	folder_remove(post.folder);
	free(post.place);
	free(post.token_file);
}

void post_case_serve(const struct scripted_answer *script, size_t count, uint16_t port)
{
	server_stop(post.server);
	post.server = server_start(script, count, port, NULL, NULL);
	snprintf(post.url, sizeof(post.url), "http://127.0.0.1:%u/reports?key=hidden",
		server_port(post.server));
}

enum post_result post_case_deliver(const char *report_id)
{
	return post_deliver(&post.options, &post.spool, report_id, REPORT, REPORT_SIZE,
		&post.heard.diagnostics);
}

size_t post_case_waiting(void)
{
	return folder_count(post.place, ".report");
}

void post_case_check_carries_report(const struct seen_request *request)
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
	ck_assert_mem_eq(unpacked, REPORT, REPORT_SIZE);
	inflateEnd(&stream);
}
