/* volume: local or not, and how much is free. */
#include "scanner/host/machine/live_memory.h"
#include "tests/unit/pack_text.h"
#include "tests/unit/rules_case.h"

#include <string.h>

Suite *suite_rules_volume(void);

#define MB (UINT64_C(1) << 20)
#define STORE "C:\\exchsrvr\\Ccmcdata"
#define STORE_JSON "C:\\\\exchsrvr\\\\Ccmcdata"

static struct judged_machine machine;
static struct live_memory *running;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
	running = live_memory_new(&machine.arena, 960000000);
}

static void tear_down(void)
{
	judged_end(&machine);
}

/* The machine runs, with so much free on a drive. */
static void free_on(char letter, uint64_t bytes)
{
	live_memory_space(running, letter, (struct live_space){.free = bytes, .total = 8192 * MB});
	machine.live = live_memory_source(running);
}

static const struct finding *judge(const char *path, const char *fields)
{
	judged_judge_by(&machine,
		judged_pack(&machine, "",
			arena_printf(&machine.arena,
				"{'id':'r','title':'T','severity':'high','references':['Q1'],"
				"'check':{'type':'volume','path':'%s',%s},"
				"'holds':'${detail}','cases':{'otherwise':"
				"{'explanation':'${detail}','remedy':'R'}}}",
				path, fields)));
	return judged_finding(&machine, "r");
}

static void expect(
	const struct finding *finding, enum finding_status status, const char *explanation)
{
	ck_assert_msg(finding->status == status, "%s: %s", finding_status_name(finding->status),
		finding->explanation);
	expect_text(finding->explanation, explanation);
}

static void expect_fail(
	const struct finding *finding, const char *case_name, const char *explanation)
{
	expect(finding, FINDING_FAIL, explanation);
	ck_assert_str_eq(finding->case_name, case_name);
}

#define LEAST "'free_at_least':104857600"
#define RANGE "'free_not_between':[2147483648,4294967296]"

static const struct {
	uint64_t available;
	const char *case_name; /* NULL: passes */
	const char *text;
} amounts[] = {
	{0, "low", "C: has 0 bytes free, expected at least 100 MB"},
	{100 * MB - 1, "low", "C: has 99 MB free"},
	{100 * MB, NULL, "the drive of " STORE},
	{2048 * MB - 1, NULL, "the drive of " STORE},
	{2048 * MB, "misread", "C: has 2048 MB free, an amount that programs"},
	{4096 * MB - 1, "misread", "C: has 4095 MB free"},
	{4096 * MB, NULL, "the drive of " STORE},
};

START_TEST(what_is_free_is_compared)
{
	const struct finding *finding;

	free_on('C', amounts[_i].available);
	finding = judge(STORE_JSON, LEAST "," RANGE);
	ck_assert_str_eq(finding->subject, STORE);
	if (amounts[_i].case_name)
		expect_fail(finding, amounts[_i].case_name, amounts[_i].text);
	else
		expect(finding, FINDING_PASS, amounts[_i].text);
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_evidence(finding, 0,
		(struct evidence){.path = "C:",
			.fact = "free space",
			.expected = "at least 104857600 bytes",
			.actual = arena_printf(&machine.arena, "%llu bytes",
				(unsigned long long)amounts[_i].available)});
	ck_assert_str_eq(finding->evidence[1].expected,
		"less than 2147483648 bytes, or 4294967296 and more");
}
END_TEST

START_TEST(a_path_that_is_not_there_yet_has_a_drive)
{
	free_on('C', MB);
	expect_fail(judge("C:\\\\exchsrvr\\\\no\\\\such\\\\folder", LEAST), "low", "C: has 1 MB");
}
END_TEST

START_TEST(a_file_lies_on_its_drive)
{
	free_on('C', MB);
	expect_fail(judge("C:\\\\ccmail\\\\Import.exe", LEAST), "low", "C: has 1 MB");
}
END_TEST

START_TEST(the_drive_asked_is_the_one_of_the_path)
{
	free_on('C', 4000 * MB);
	free_on('D', MB);
	machine.options.drives[1] = (struct host_drive){.letter = 'D', .folder = machine.folder};
	machine.options.drive_count = 2;
	expect_fail(judge("d:/exchsrvr", LEAST), "low", "D: has 1 MB");
}
END_TEST

START_TEST(from_outside_nobody_knows_what_is_free)
{
	expect(judge(STORE_JSON, LEAST ",'local':true"), FINDING_NOT_APPLICABLE,
		"only the running machine knows how much is free where " STORE " lies");
}
END_TEST

START_TEST(from_outside_a_drive_that_was_given_is_local)
{
	const struct finding *finding = judge(STORE_JSON, "'local':true");

	expect(finding, FINDING_PASS, "the drive of " STORE);
	expect_evidence(finding, 0,
		(struct evidence){.path = STORE,
			.fact = "drive",
			.expected = "a drive of this machine",
			.actual = "a drive of this machine"});
}
END_TEST

START_TEST(a_share_is_remote)
{
	expect_fail(judge("\\\\\\\\files\\\\store\\\\Ccmcdata", LEAST ",'local':true"), "remote",
		"\\\\files\\store\\Ccmcdata lies on a share of another machine");
}
END_TEST

START_TEST(a_share_that_was_given_is_remote)
{
	machine.options.drives[1] =
		(struct host_drive){.share = "\\\\files\\store", .folder = machine.folder};
	machine.options.drive_count = 2;
	expect_fail(judge("\\\\\\\\FILES\\\\store\\\\ccmail", "'local':true"), "remote",
		"(\\\\files\\store)");
}
END_TEST

START_TEST(what_is_free_on_a_share_is_not_asked)
{
	free_on('C', MB);
	expect(judge("\\\\\\\\files\\\\store\\\\Ccmcdata", LEAST), FINDING_UNKNOWN,
		"it lies on a share of another machine");
}
END_TEST

START_TEST(a_letter_that_stands_for_a_share_is_remote)
{
	live_memory_space(running, 'N', (struct live_space){.remote = true, .free = 500 * MB});
	machine.live = live_memory_source(running);
	expect_fail(judge("N:\\\\Ccmcdata", LEAST ",'local':true"), "remote", "(N:)");
}
END_TEST

START_TEST(a_drive_that_was_not_given_is_unknown)
{
	expect(judge("Q:\\\\Ccmcdata", "'local':true"), FINDING_UNKNOWN, "--drive Q=DIR");
}
END_TEST

START_TEST(a_letter_that_windows_does_not_know_is_unknown)
{
	free_on('C', MB);
	expect(judge("Q:\\\\Ccmcdata", LEAST), FINDING_UNKNOWN, "drive Q:");
}
END_TEST

START_TEST(what_windows_does_not_tell_is_unknown)
{
	live_memory_space(running, 'C',
		(struct live_space){.status = LIVE_UNTOLD, .reason = "the drive is not ready"});
	machine.live = live_memory_source(running);
	expect(judge(STORE_JSON, LEAST), FINDING_UNKNOWN, "the drive is not ready");
}
END_TEST

START_TEST(a_path_without_a_drive_is_unknown)
{
	free_on('C', MB);
	expect(judge("Ccmcdata", LEAST ",'local':true"), FINDING_UNKNOWN,
		"it is not a full path with a drive or share");
}
END_TEST

static const struct {
	const char *fields;
	const char *complaint;
} flaws[] = {
	{"'local':false", "expected \"free_at_least\", \"free_not_between\" or \"local\": true"},
	{"'free_not_between':[2,2]", "free_not_between: expected the lower number first"},
	{"'free_not_between':[2]", "free_not_between: expected a list of two numbers"},
	{"'free_not_between':2", "free_not_between: expected a list of two numbers"},
	{"'free_not_between':[1,2,3]", "free_not_between: expected a list of two numbers"},
	{"'free_not_between':[1,'2']", "free_not_between[1]: expected a number, found a text"},
	{"'free_not_between':[-1,2]", "free_not_between[0]: expected a whole number from 0"},
};

START_TEST(what_makes_no_sense_does_not_load)
{
	const char *rule = arena_printf(&machine.arena,
		"{'id':'r','title':'T','severity':'high','references':['Q1'],"
		"'check':{'type':'volume','path':'C:\\\\x',%s},'holds':'H',"
		"'cases':{'otherwise':{'explanation':'E','remedy':'R'}}}",
		flaws[_i].fields);

	expect_pack_refused(judged_pack(&machine, "", rule), &machine.arena, flaws[_i].complaint);
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_rules_volume(void)
{
	Suite *suite = suite_create("rules_volume");
	TCase *tests = tcase_create("volume");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, what_is_free_is_compared, 0, COUNT_OF(amounts));
	tcase_add_test(tests, a_path_that_is_not_there_yet_has_a_drive);
	tcase_add_test(tests, a_file_lies_on_its_drive);
	tcase_add_test(tests, the_drive_asked_is_the_one_of_the_path);
	tcase_add_test(tests, from_outside_nobody_knows_what_is_free);
	tcase_add_test(tests, from_outside_a_drive_that_was_given_is_local);
	tcase_add_test(tests, a_share_is_remote);
	tcase_add_test(tests, a_share_that_was_given_is_remote);
	tcase_add_test(tests, what_is_free_on_a_share_is_not_asked);
	tcase_add_test(tests, a_letter_that_stands_for_a_share_is_remote);
	tcase_add_test(tests, a_drive_that_was_not_given_is_unknown);
	tcase_add_test(tests, a_letter_that_windows_does_not_know_is_unknown);
	tcase_add_test(tests, what_windows_does_not_tell_is_unknown);
	tcase_add_test(tests, a_path_without_a_drive_is_unknown);
	tcase_add_loop_test(tests, what_makes_no_sense_does_not_load, 0, COUNT_OF(flaws));
	suite_add_tcase(suite, tests);
	return suite;
}
