/* restarted: what the start of a service says of the files it works with. */
#include "scanner/host/machine/live_memory.h"
#include "tests/unit/rules_case.h"

Suite *suite_rules_restarted(void);

#define DAY INT64_C(86400)
#define PLACED FIXTURE_SERVER_TIME /* of every file of the sample: 1999-11-30T12:00:00Z */
#define NOW (PLACED + 30 * DAY)
#define IMPORT "ccmail/Import.exe"

static struct judged_machine machine;
static struct live_memory *running;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
	running = live_memory_new(&machine.arena, NOW);
	machine.live = live_memory_source(running);
	fixture_hive_set_dword(machine.hive, CONNECTOR_KEY, "Type", 0x10);
}

static void tear_down(void)
{
	judged_end(&machine);
}

static void started(int64_t time)
{
	live_memory_service(running, "S",
		(struct live_service){.state = LIVE_RUNNING, .start_told = true, .started = time});
}

static const struct finding *judge(const char *files)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "{'name':'s','description':'d','default':'S'}",
			arena_printf(&machine.arena,
				"{'id':'r','title':'T','severity':'high','references':['Q1'],"
				"'check':{'type':'restarted','service':'${s}',%s},"
				"'holds':'${detail}','cases':{'otherwise':"
				"{'explanation':'${detail}','remedy':'R'}}}",
				files)));
	return judged_finding(&machine, "r");
}

#define PROGRAMS "'programs':['import']"
#define ALL_FILES                                                                                  \
	"'programs':['import'],'libraries':['cdmw800'],"                                           \
	"'paths':['C:\\\\exchsrvr\\\\Ccmcdata\\\\Impexp.ri']"

static void expect(
	const struct finding *finding, enum finding_status status, const char *explanation)
{
	ck_assert_msg(finding->status == status, "%s: %s", finding_status_name(finding->status),
		finding->explanation);
	ck_assert_str_eq(finding->subject, "S");
	expect_text(finding->explanation, explanation);
}

START_TEST(a_start_behind_all_files_passes)
{
	const struct finding *finding;

	started(PLACED + DAY);
	finding = judge(ALL_FILES);
	expect(finding, FINDING_PASS,
		"the service S was started at 1999-12-01T12:00:00Z, after its files");
	ck_assert_uint_eq(finding->evidence_count, 4);
	expect_evidence(finding, 0,
		(struct evidence){.path = "S",
			.fact = "service",
			.expected = "running, started after its files were put in place",
			.actual = "running, started 1999-12-01T12:00:00Z"});
	expect_evidence(finding, 1,
		(struct evidence){.path = "C:\\ccmail\\Import.exe",
			.fact = "put in place",
			.expected = "before the service was started",
			.actual = "1999-11-30T12:00:00Z"});
	ck_assert_str_eq(finding->evidence[2].path, "C:\\ccmail\\Cdmw800.dll");
	ck_assert_str_eq(finding->evidence[3].path, "C:\\exchsrvr\\Ccmcdata\\Impexp.ri");
}
END_TEST

START_TEST(a_start_before_a_file_was_written_fails)
{
	const struct finding *finding;

	started(PLACED - DAY);
	finding = judge(PROGRAMS);
	expect(finding, FINDING_FAIL,
		"the service S was started at 1999-11-29T12:00:00Z, before C:\\ccmail\\Import.exe "
		"was put in place at 1999-11-30T12:00:00Z");
	ck_assert_str_eq(finding->case_name, "older");
}
END_TEST

/* One file alone is newer than the start, each time by another field. */
static const struct {
	const char *path;
	const char *file;
} newer[] = {
	{IMPORT, "C:\\ccmail\\Import.exe"},
	{"ccmail/Cdmw800.dll", "C:\\ccmail\\Cdmw800.dll"},
	{"exchsrvr/Ccmcdata/Impexp.ri", "C:\\exchsrvr\\Ccmcdata\\Impexp.ri"},
};

START_TEST(a_file_that_came_later_than_it_was_written_fails)
{
	started(PLACED + DAY);
	machine.retimed = newer[_i].path;
	machine.created = machine.changed = PLACED + 2 * DAY;
	expect(judge(ALL_FILES), FINDING_FAIL,
		arena_printf(&machine.arena, "before %s was put in place at 1999-12-02T12:00:00Z",
			newer[_i].file));
}
END_TEST

START_TEST(a_rename_after_the_start_leaves_it_open)
{
	started(PLACED + DAY);
	machine.retimed = newer[_i].path;
	machine.created = PLACED;
	machine.changed = PLACED + 2 * DAY;
	expect(judge(ALL_FILES), FINDING_UNKNOWN,
		arena_printf(&machine.arena, "%s was renamed", newer[_i].file));
}
END_TEST

/* (seconds from the last change to the start, answer) */
static const struct {
	int64_t after;
	enum finding_status status;
} edges[] = {{-1, FINDING_FAIL}, {0, FINDING_UNKNOWN}, {1, FINDING_PASS}};

START_TEST(within_one_second_it_is_open)
{
	started(PLACED + edges[_i].after);
	ck_assert_int_eq(judge(PROGRAMS)->status, edges[_i].status);
}
END_TEST

START_TEST(a_time_that_is_yet_to_come_accuses_nobody)
{
	started(NOW - DAY);
	machine.retimed = IMPORT;
	machine.created = NOW + DAY;
	expect(judge(PROGRAMS), FINDING_UNKNOWN, "a time that is yet to come");
}
END_TEST

START_TEST(a_shared_process_may_be_older_than_the_service)
{
	fixture_hive_set_dword(machine.hive, "ControlSet001\\Services\\S", "Type", 0x20);
	started(PLACED - DAY);
	expect(judge(PROGRAMS), FINDING_UNKNOWN, "shares a process with others");
}
END_TEST

START_TEST(a_shared_process_behind_all_files_passes)
{
	fixture_hive_set_dword(machine.hive, "ControlSet001\\Services\\S", "Type", 0x20);
	started(PLACED + DAY);
	expect(judge(PROGRAMS), FINDING_PASS, "was started at");
}
END_TEST

static const struct {
	struct live_service service;
	enum finding_status status;
	const char *text;
	const char *evidence;
} services[] = {
	{{.state = LIVE_STOPPED}, FINDING_FAIL, "the service S does not run", "stopped"},
	{{.state = LIVE_START_PENDING, .start_told = true, .started = PLACED - DAY},
		FINDING_UNKNOWN, "scan again in a minute",
		"start-pending, started 1999-11-29T12:00:00Z"},
	{{.state = LIVE_STOP_PENDING, .start_told = true, .started = PLACED + DAY}, FINDING_UNKNOWN,
		"stop-pending", "stop-pending, started 1999-12-01T12:00:00Z"},
	{{.state = LIVE_PAUSED, .start_told = true, .started = PLACED + DAY}, FINDING_PASS,
		"was started at", "paused, started 1999-12-01T12:00:00Z"},
	{{.state = LIVE_RUNNING, .reason = "its process may not be asked"}, FINDING_UNKNOWN,
		"when the service S was started could not be told: its process may not be asked",
		"running"},
	{{.status = LIVE_UNTOLD, .reason = "no one may ask"}, FINDING_UNKNOWN,
		"whether the service S runs could not be told: no one may ask", "no one may ask"},
	{{.status = LIVE_ABSENT}, FINDING_NOT_APPLICABLE, "there is no service S",
		"there is no such service"},
};

START_TEST(the_state_counts_first)
{
	const struct finding *finding;

	live_memory_service(running, "S", services[_i].service);
	finding = judge(PROGRAMS);
	expect(finding, services[_i].status, services[_i].text);
	if (finding->status == FINDING_FAIL)
		ck_assert_str_eq(finding->case_name, "not-running");
	ck_assert_str_eq(finding->evidence[0].actual, services[_i].evidence);
}
END_TEST

START_TEST(from_outside_it_is_not_applicable)
{
	machine.live = NULL;
	expect(judge(PROGRAMS), FINDING_NOT_APPLICABLE,
		"only the running machine knows when the service S was started");
}
END_TEST

START_TEST(what_is_not_there_is_left_out)
{
	started(PLACED + DAY);
	expect(judge(PROGRAMS ",'paths':['C:\\\\gone','C:\\\\ccmail']"), FINDING_PASS,
		"was started at");
}
END_TEST

START_TEST(without_any_file_it_is_unknown)
{
	started(PLACED + DAY);
	expect(judge("'paths':'C:\\\\gone'"), FINDING_UNKNOWN, "none of the files");
}
END_TEST

START_TEST(a_file_that_cannot_be_looked_at_is_unknown)
{
	started(PLACED + DAY);
	expect(judge(PROGRAMS ",'paths':'Q:\\\\x'"), FINDING_UNKNOWN,
		"when Q:\\x was put in place could not be told");
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_unknown)
{
	started(PLACED + DAY);
	machine.unreadable = "exchsrvr/Ccmcdata/Impexp.ri";
	expect(judge(ALL_FILES), FINDING_UNKNOWN, "Impexp.ri");
}
END_TEST

START_TEST(an_older_start_outweighs_what_cannot_be_told)
{
	started(PLACED - DAY);
	expect(judge(PROGRAMS ",'paths':'Q:\\\\x'"), FINDING_FAIL, "before C:\\ccmail\\Import.exe");
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_rules_restarted(void)
{
	Suite *suite = suite_create("rules_restarted");
	TCase *tests = tcase_create("restarted");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_start_behind_all_files_passes);
	tcase_add_test(tests, a_start_before_a_file_was_written_fails);
	tcase_add_loop_test(
		tests, a_file_that_came_later_than_it_was_written_fails, 0, COUNT_OF(newer));
	tcase_add_loop_test(tests, a_rename_after_the_start_leaves_it_open, 0, COUNT_OF(newer));
	tcase_add_loop_test(tests, within_one_second_it_is_open, 0, COUNT_OF(edges));
	tcase_add_test(tests, a_time_that_is_yet_to_come_accuses_nobody);
	tcase_add_test(tests, a_shared_process_may_be_older_than_the_service);
	tcase_add_test(tests, a_shared_process_behind_all_files_passes);
	tcase_add_loop_test(tests, the_state_counts_first, 0, COUNT_OF(services));
	tcase_add_test(tests, from_outside_it_is_not_applicable);
	tcase_add_test(tests, what_is_not_there_is_left_out);
	tcase_add_test(tests, without_any_file_it_is_unknown);
	tcase_add_test(tests, a_file_that_cannot_be_looked_at_is_unknown);
	tcase_add_test(tests, a_file_that_cannot_be_read_is_unknown);
	tcase_add_test(tests, an_older_start_outweighs_what_cannot_be_told);
	suite_add_tcase(suite, tests);
	return suite;
}
