/* What a declared running machine answers, and that this one is none. */
#include "scanner/host/host.h"
#include "scanner/host/machine/live_machine.h"
#include "scanner/host/machine/live_memory.h"
#include "tests/post/heard.h"

#include <check.h>
#include <string.h>

Suite *suite_host_live(void);

enum { NOW = 960000000 };

static struct arena arena;
static struct live_memory *memory;
static const struct live_source *source;

static void begin(void)
{
	arena_init(&arena);
	memory = live_memory_new(&arena, NOW);
	source = live_memory_source(memory);
}

static void end(void)
{
	arena_free(&arena);
}

START_TEST(a_service_is_told_whatever_the_case_of_its_name)
{
	struct live_service service;

	live_memory_service(memory, "MSExchangeCCMC",
		(struct live_service){
			.state = LIVE_RUNNING, .start_told = true, .started = NOW - 60});
	service = source->operations->service(source, "msexchangeccmc", &arena);
	ck_assert_int_eq(service.status, LIVE_TOLD);
	ck_assert_int_eq(service.state, LIVE_RUNNING);
	ck_assert(service.start_told);
	ck_assert_int_eq(service.started, NOW - 60);
	ck_assert_ptr_null(service.reason);
}
END_TEST

START_TEST(the_last_word_on_a_service_counts)
{
	live_memory_service(memory, "A", (struct live_service){.state = LIVE_RUNNING});
	live_memory_service(memory, "B", (struct live_service){.state = LIVE_PAUSED});
	live_memory_service(memory, "a",
		(struct live_service){.status = LIVE_UNTOLD, .reason = "access denied"});
	ck_assert_int_eq(source->operations->service(source, "A", &arena).status, LIVE_UNTOLD);
	ck_assert_str_eq(source->operations->service(source, "A", &arena).reason, "access denied");
	ck_assert_int_eq(source->operations->service(source, "b", &arena).state, LIVE_PAUSED);
}
END_TEST

START_TEST(what_is_not_declared_is_not_there)
{
	ck_assert_int_eq(source->operations->service(source, "", &arena).status, LIVE_ABSENT);
	for (int letter = 1; letter < 128; letter++)
		ck_assert_int_eq(source->operations->space(source, (char)letter, &arena).status,
			LIVE_ABSENT);
}
END_TEST

START_TEST(the_space_of_a_volume_is_told)
{
	live_memory_space(
		memory, 'D', (struct live_space){.free = 5368709120, .total = 8589934592});
	live_memory_space(
		memory, 'E', (struct live_space){.status = LIVE_UNTOLD, .reason = "not ready"});
	ck_assert_int_eq(source->operations->space(source, 'D', &arena).status, LIVE_TOLD);
	ck_assert_uint_eq(source->operations->space(source, 'D', &arena).free, 5368709120);
	ck_assert_uint_eq(source->operations->space(source, 'D', &arena).total, 8589934592);
	ck_assert_int_eq(source->operations->space(source, 'E', &arena).status, LIVE_UNTOLD);
	ck_assert_str_eq(source->operations->space(source, 'E', &arena).reason, "not ready");
	ck_assert_int_eq(source->operations->space(source, 'C', &arena).status, LIVE_ABSENT);
}
END_TEST

START_TEST(the_time_is_the_declared_one)
{
	ck_assert_int_eq(source->operations->now(source), NOW);
}
END_TEST

START_TEST(every_state_has_a_name_of_its_own)
{
	enum live_state state;

	for (int i = 0; i < LIVE_STATES; i++) {
		ck_assert(live_state_from_name(live_state_name((enum live_state)i), &state));
		ck_assert_int_eq(state, i);
		ck_assert_int_eq(live_state_has_process(state), i != LIVE_STOPPED);
	}
	ck_assert(!live_state_from_name("Running", &state));
	ck_assert(!live_state_from_name("", &state));
}
END_TEST

START_TEST(there_is_no_live_machine_but_on_windows)
{
	const struct host_options options = {.live = true};
	struct host host;
	struct heard heard;

	ck_assert(!live_machine_is_there());
	heard_start(&heard);
	ck_assert_int_eq(host_open(&options, &arena, &heard.diagnostics, &host), HOST_BAD_OPTION);
	ck_assert_ptr_nonnull(strstr(buffer_text(&heard.text), "--root DIR"));
	heard_end(&heard);
}
END_TEST

Suite *suite_host_live(void)
{
	Suite *suite = suite_create("host_live");
	TCase *tests = tcase_create("a declared running machine");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_service_is_told_whatever_the_case_of_its_name);
	tcase_add_test(tests, the_last_word_on_a_service_counts);
	tcase_add_test(tests, what_is_not_declared_is_not_there);
	tcase_add_test(tests, the_space_of_a_volume_is_told);
	tcase_add_test(tests, the_time_is_the_declared_one);
	tcase_add_test(tests, every_state_has_a_name_of_its_own);
	tcase_add_test(tests, there_is_no_live_machine_but_on_windows);
	suite_add_tcase(suite, tests);
	return suite;
}
