/* service: installed, started in a certain way, in a certain state. Whether a pack applies is in
 * rules_applies.c. */
#include "scanner/host/machine/live_memory.h"
#include "tests/unit/rules_case.h"

Suite *suite_rules_service(void);

#define PROGRAM "C:\\exchsrvr\\connect\\ccmail\\bin\\Ccmc.exe"
#define KEY "HKLM\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeCCMC"
#define SERVICES_KEY "ControlSet001\\Services\\"

enum { NOW = 960000000 };

static struct judged_machine machine;
static struct live_memory *running;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
	running = live_memory_new(&machine.arena, NOW);
	fixture_hive_set_dword(machine.hive, CONNECTOR_KEY, "Type", 0x10);
	fixture_hive_set_dword(machine.hive, CONNECTOR_KEY, "Start", 2);
}

static void tear_down(void)
{
	judged_end(&machine);
}

/* The machine runs, with the connector in this state. */
static void run(enum live_status status, enum live_state state)
{
	live_memory_service(running, "MSExchangeCCMC",
		(struct live_service){
			.status = status, .state = state, .reason = "it may not be asked"});
	machine.live = live_memory_source(running);
}

static void judge(const char *service, const char *fields)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "",
			arena_printf(&machine.arena,
				"{'id':'r','title':'T','severity':'high','references':['Q1'],"
				"'check':{'type':'service','service':'%s'%s},"
				"'holds':'${detail}','cases':{'otherwise':"
				"{'explanation':'${detail}','remedy':'R'}}}",
				service, fields)));
}

static const struct finding *expect_fail(const char *case_name, const char *explanation)
{
	const struct finding *finding = judged_finding(&machine, "r");

	ck_assert_msg(finding->status == FINDING_FAIL, "%s", finding->explanation);
	ck_assert_str_eq(finding->case_name, case_name);
	expect_text(finding->explanation, explanation);
	return finding;
}

static void expect(enum finding_status status, const char *explanation)
{
	const struct finding *finding = judged_finding(&machine, "r");

	ck_assert_msg(finding->status == status, "%s: %s", finding_status_name(finding->status),
		finding->explanation);
	expect_text(finding->explanation, explanation);
}

START_TEST(the_program_that_the_registry_names_is_looked_for)
{
	judge("MSExchangeCCMC", "");
	expect_status(&machine, "r", FINDING_PASS, "MSExchangeCCMC",
		"the service MSExchangeCCMC is registered and " PROGRAM " is there");
}
END_TEST

static const struct {
	const char *service;
	const char *why;
} missing[] = {
	{"Nothing", "it is not registered"},
	{"NoType", "its key holds no Type"},
	{"NoProgram", "its program C:\\gone.exe does not exist"},
	{"Adapter", "names no program"},
};

static void add_incomplete_services(void)
{
	fixture_hive_set_text(
		machine.hive, SERVICES_KEY "NoType", "ImagePath", FIXTURE_REG_SZ, PROGRAM);
	fixture_hive_set_dword(machine.hive, SERVICES_KEY "NoProgram", "Type", 0x10);
	fixture_hive_set_text(machine.hive, SERVICES_KEY "NoProgram", "ImagePath", FIXTURE_REG_SZ,
		"C:\\gone.exe");
	fixture_hive_set_dword(machine.hive, SERVICES_KEY "Adapter", "Type", 4);
}

START_TEST(a_service_that_is_not_installed_does_not_concern_the_rule)
{
	add_incomplete_services();
	judge(missing[_i].service, ",'start':'automatic'");
	expect(FINDING_NOT_APPLICABLE, missing[_i].why);
}
END_TEST

START_TEST(a_required_service_must_be_installed)
{
	add_incomplete_services();
	judge(missing[_i].service, ",'required':true");
	expect_fail("not-installed", missing[_i].why);
}
END_TEST

START_TEST(what_is_required_and_there_passes)
{
	judge("MSExchangeCCMC", ",'required':true");
	expect(FINDING_PASS, PROGRAM);
}
END_TEST

START_TEST(required_cannot_be_told_without_a_hive)
{
	machine.without_hive = true;
	judge("MSExchangeCCMC", ",'required':true,'start':'automatic','state':'running'");
	expect(FINDING_UNKNOWN, "--system-hive FILE");
}
END_TEST

static const struct {
	unsigned start;
	const char *name;
} starts[] = {{0, "boot"}, {1, "system"}, {2, "automatic"}, {3, "manual"}, {4, "disabled"}};

START_TEST(a_start_that_is_listed_passes)
{
	fixture_hive_set_dword(machine.hive, CONNECTOR_KEY, "Start", starts[_i].start);
	judge("MSExchangeCCMC", arena_printf(&machine.arena, ",'start':['%s']", starts[_i].name));
	expect(FINDING_PASS, PROGRAM);
	expect_evidence(judged_finding(&machine, "r"), 2,
		(struct evidence){.path = KEY,
			.fact = "start type",
			.expected = starts[_i].name,
			.actual = starts[_i].name});
}
END_TEST

START_TEST(another_start_fails)
{
	judge("MSExchangeCCMC", ",'start':['manual','disabled']");
	expect_fail("other-start",
		"the start type of the service MSExchangeCCMC is automatic, expected manual, "
		"disabled");
}
END_TEST

START_TEST(a_start_that_is_no_number_is_none_of_them)
{
	fixture_hive_set_dword(machine.hive, CONNECTOR_KEY, "Start", 77);
	judge("MSExchangeCCMC", ",'start':['boot','system','automatic','manual','disabled']");
	expect_fail("other-start", "is other, expected boot");
}
END_TEST

static const struct {
	enum live_state state;
	const char *wanted;
	enum finding_status status;
	const char *text;
} states[] = {
	{LIVE_RUNNING, "running", FINDING_PASS, PROGRAM},
	{LIVE_STOPPED, "stopped", FINDING_PASS, PROGRAM},
	{LIVE_STOPPED, "running", FINDING_FAIL, "is stopped, expected running"},
	{LIVE_RUNNING, "stopped", FINDING_FAIL, "is running, expected stopped"},
	{LIVE_PAUSED, "running", FINDING_FAIL, "is paused, expected running"},
	{LIVE_PAUSED, "stopped", FINDING_FAIL, "is paused, expected stopped"},
	{LIVE_START_PENDING, "running", FINDING_UNKNOWN, "scan again in a minute"},
	{LIVE_STOP_PENDING, "stopped", FINDING_UNKNOWN, "stop-pending"},
	{LIVE_CONTINUE_PENDING, "running", FINDING_UNKNOWN, "continue-pending"},
	{LIVE_PAUSE_PENDING, "running", FINDING_UNKNOWN, "pause-pending"},
};

START_TEST(the_state_is_the_one_of_now)
{
	run(LIVE_TOLD, states[_i].state);
	judge("MSExchangeCCMC", arena_printf(&machine.arena, ",'state':'%s'", states[_i].wanted));
	expect(states[_i].status, states[_i].text);
	if (states[_i].status == FINDING_FAIL)
		expect_fail("other-state", states[_i].text);
	expect_evidence(judged_finding(&machine, "r"), 2,
		(struct evidence){.path = "MSExchangeCCMC",
			.fact = "state",
			.expected = states[_i].wanted,
			.actual = live_state_name(states[_i].state)});
}
END_TEST

START_TEST(a_state_that_is_not_told_is_unknown)
{
	run(LIVE_UNTOLD, LIVE_STOPPED);
	judge("MSExchangeCCMC", ",'state':'running'");
	expect(FINDING_UNKNOWN, "it may not be asked");
}
END_TEST

START_TEST(a_service_that_windows_does_not_know_is_unknown)
{
	machine.live = live_memory_source(running);
	judge("MSExchangeCCMC", ",'state':'stopped'");
	expect(FINDING_UNKNOWN, "Windows does not know it");
}
END_TEST

START_TEST(from_outside_there_is_no_state)
{
	judge("MSExchangeCCMC", ",'state':'running','start':'automatic'");
	expect(FINDING_NOT_APPLICABLE, "only the running machine knows in which state");
}
END_TEST

START_TEST(from_outside_the_rest_still_fails)
{
	judge("MSExchangeCCMC", ",'state':'running','start':'manual'");
	expect_fail("other-start", "expected manual");
}
END_TEST

START_TEST(another_start_is_told_before_another_state)
{
	run(LIVE_TOLD, LIVE_STOPPED);
	judge("MSExchangeCCMC", ",'state':'running','start':'manual'");
	expect_fail("other-start", "expected manual");
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_rules_service(void)
{
	Suite *suite = suite_create("rules_service");
	TCase *tests = tcase_create("service");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_program_that_the_registry_names_is_looked_for);
	tcase_add_loop_test(tests, a_service_that_is_not_installed_does_not_concern_the_rule, 0,
		COUNT_OF(missing));
	tcase_add_loop_test(tests, a_required_service_must_be_installed, 0, COUNT_OF(missing));
	tcase_add_test(tests, what_is_required_and_there_passes);
	tcase_add_test(tests, required_cannot_be_told_without_a_hive);
	tcase_add_loop_test(tests, a_start_that_is_listed_passes, 0, COUNT_OF(starts));
	tcase_add_test(tests, another_start_fails);
	tcase_add_test(tests, a_start_that_is_no_number_is_none_of_them);
	tcase_add_loop_test(tests, the_state_is_the_one_of_now, 0, COUNT_OF(states));
	tcase_add_test(tests, a_state_that_is_not_told_is_unknown);
	tcase_add_test(tests, a_service_that_windows_does_not_know_is_unknown);
	tcase_add_test(tests, from_outside_there_is_no_state);
	tcase_add_test(tests, from_outside_the_rest_still_fails);
	tcase_add_test(tests, another_start_is_told_before_another_state);
	suite_add_tcase(suite, tests);
	return suite;
}
