/* What waivers waive, what is said of those that do not, and files of them that are wrong. */
#include "rules/waivers/waivers.h"
#include "scanner/base/clock.h"
#include "tests/unit/pack_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_rules_waivers(void);

static struct arena arena;
static struct heard heard;
static struct waivers file;

static void set_up(void)
{
	arena_init(&arena);
	heard_start(&heard);
}

static void tear_down(void)
{
	heard_end(&heard);
	arena_free(&arena);
}

static bool load(const char *text)
{
	const char *json = json_of(&arena, text);

	return waivers_load("w.json", json, strlen(json), &arena, &heard.diagnostics, &file);
}

#define FRAME "{'schema':'compatscan-waivers/1','waivers':["
#define REST ",'reason':'known','by':'Jane','expires':'2026-06-30'}"

static const struct {
	const char *text;
	const char *message;
} bad_files[] = {
	{"[]", "$: expected an object, found a list"},
	{"{", "w.json:1:2: this is no JSON"},
	{"{'schema':'compatscan-waivers/2','waivers':[]}",
		"$.schema: \"compatscan-waivers/2\" is not known; expected compatscan-waivers/1"},
	{"{'schema':'compatscan-waivers/1'}", "$: \"waivers\" is missing; expected a list"},
	{"{'schema':'compatscan-waivers/1','waivers':{}}",
		"$.waivers: expected a list, found an object"},
	{"{'schema':'compatscan-waivers/1','waivers':[],'version':''}",
		"$.version: expected a text that is not empty"},
	{"{'schema':'compatscan-waivers/1','waivers':[],'default':1}",
		"$.default: unknown key; expected one of $schema, schema, version, waivers"},
	{FRAME "1]}", "$.waivers[0]: expected an object, found a number"},
	{FRAME "{'rule':'p/r'" REST ",{}]}", "$.waivers[1]: \"rule\" is missing"},
	{FRAME "{'rule':'p'" REST "]}",
		"$.waivers[0].rule: \"p\" names no rule; expected PACK/RULE, or PACK/* for all "
		"rules of a pack"},
	{FRAME "{'rule':'*/r'" REST "]}", "$.waivers[0].rule: \"*/r\" names no rule"},
	{FRAME "{'rule':'p/'" REST "]}", "$.waivers[0].rule: \"p/\" names no rule"},
	{FRAME "{'rule':'p/r*'" REST "]}", "$.waivers[0].rule: \"p/r*\" names no rule"},
	{FRAME "{'rule':'p/q/r'" REST "]}", "$.waivers[0].rule: \"p/q/r\" names no rule"},
	{FRAME "{'rule':'waivers/expired'" REST "]}",
		"$.waivers[0].rule: what is wrong with waivers cannot be waived"},
	{FRAME "{'rule':'p/r','subject':''" REST "]}",
		"$.waivers[0].subject: expected a text that is not empty; leave \"subject\" out "
		"for any"},
	{FRAME "{'rule':'p/r','host':7" REST "]}",
		"$.waivers[0].host: expected a text, found a number"},
	{FRAME "{'rule':'p/r','status':[]" REST "]}",
		"$.waivers[0].status: expected a list that is not empty"},
	{FRAME "{'rule':'p/r','status':['fail','pass']" REST "]}",
		"$.waivers[0].status[1]: \"pass\" cannot be waived; expected fail, unknown or "
		"error"},
	{FRAME "{'rule':'p/r','by':'b','expires':'2026-01-01'}]}",
		"$.waivers[0]: \"reason\" is missing; expected a text"},
	{FRAME "{'rule':'p/r','reason':'r','by':'','expires':'2026-01-01'}]}",
		"$.waivers[0].by: expected a text that is not empty"},
	{FRAME "{'rule':'p/r','reason':'r','by':'b'}]}",
		"$.waivers[0]: \"expires\" is missing; expected a text"},
	{FRAME "{'rule':'p/r','reason':'r','by':'b','expires':'never'}]}",
		"$.waivers[0].expires: \"never\" is no day; expected one such as 2026-12-31"},
	{FRAME "{'rule':'p/r','reason':'r','by':'b','expires':'2026-02-29'}]}",
		"$.waivers[0].expires: \"2026-02-29\" is no day"},
	{FRAME "{'rule':'p/r','until':1" REST "]}", "$.waivers[0].until: unknown key"},
};

START_TEST(what_is_wrong_is_told_with_its_place)
{
	ck_assert(!load(bad_files[_i].text));
	ck_assert_msg(heard_says(&heard, bad_files[_i].message), "%s, not %s",
		buffer_text(&heard.text), bad_files[_i].message);
}
END_TEST

START_TEST(every_error_is_told)
{
	ck_assert(!load(FRAME "{'rule':'p'" REST ",{'rule':'p/r','expires':'x'},7]}"));
	ck_assert(heard_says(&heard, "$.waivers[0].rule: "));
	ck_assert(heard_says(&heard, "$.waivers[1]: \"reason\""));
	ck_assert(heard_says(&heard, "$.waivers[1].expires: "));
	ck_assert(heard_says(&heard, "$.waivers[2]: "));
}
END_TEST

START_TEST(patterns_and_files_have_limits)
{
	char pattern[MAX_WAIVER_PATTERN_LENGTH + 2];
	struct buffer text;

	memset(pattern, '*', sizeof(pattern));
	pattern[MAX_WAIVER_PATTERN_LENGTH + 1] = '\0';
	ck_assert(!load(
		arena_printf(&arena, FRAME "{'rule':'p/r','subject':'%s'" REST "]}", pattern)));
	ck_assert(heard_says(&heard, "$.waivers[0].subject: a pattern may have 1024 characters"));
	pattern[MAX_WAIVER_PATTERN_LENGTH] = '\0';
	ck_assert(load(
		arena_printf(&arena, FRAME "{'rule':'p/r','subject':'%s'" REST "]}", pattern)));
	buffer_init(&text, MAX_WAIVERS_BYTES);
	buffer_puts(&text, FRAME "0");
	for (size_t i = 0; i < MAX_WAIVERS; i++)
		buffer_puts(&text, ",0");
	buffer_puts(&text, "]}");
	ck_assert(!load(buffer_text(&text)));
	ck_assert(heard_says(&heard, "$.waivers: a file may have 10000 waivers"));
	buffer_free(&text);
}
END_TEST

/* Cut off anywhere, or with any byte replaced, a file is refused or taken, and that is all. */
START_TEST(damaged_files_do_no_harm)
{
	static const char sound[] = "{\"schema\":\"compatscan-waivers/1\",\"version\":\"1\","
				    "\"waivers\":[{\"rule\":\"p/r\",\"subject\":\"*\",\"host\":"
				    "\"h\",\"status\":[\"fail\"],\"reason\":\"r\",\"by\":\"b\","
				    "\"expires\":\"2026-06-30\"}]}";
	static const char bytes[] = "\"\\{}[]:,0*/\x80\xFF\n";
	size_t size = sizeof(sound) - 1;

	ck_assert(waivers_load("w.json", sound, size, &arena, &heard.diagnostics, &file));
	for (size_t length = 0; length < size; length++)
		ck_assert(!waivers_load("w.json", sound, length, &arena, NULL, &file));
	for (size_t i = 0; i < size; i++)
		for (size_t j = 0; j < sizeof(bytes); j++) {
			char *spoiled = arena_copy(&arena, sound, size);

			spoiled[i] = bytes[j];
			if (waivers_load("w.json", spoiled, size, &arena, NULL, &file))
				ck_assert_uint_eq(file.count, 1);
		}
}
END_TEST

/* --- what a file does --------------------------------------------------------------------- */

enum { RULES = 4 };

static struct rule rules[] = {{.id = "bad"}, {.id = "broken"}, {.id = "good"}, {.id = "open"}};
static struct pack pack = {.id = "p", .rules = rules, .rule_count = RULES};
static struct finding findings[RULES];
static struct pack_result judged;
static struct pack_result result; /* of the file */

static const struct {
	const char *rule;
	const char *subject;
	enum finding_status status;
} found[RULES] = {
	{"bad", "C:\\WINNT\\Import.exe", FINDING_FAIL},
	{"broken", "C:\\x", FINDING_ERROR},
	{"good", "C:\\x", FINDING_PASS},
	{"open", "C:\\WINNT\\Export.exe", FINDING_UNKNOWN},
};

static int64_t at_day(const char *day)
{
	int64_t start;

	ck_assert(clock_day(day, &start));
	return start;
}

static void apply(const char *text, const char *host, int64_t now)
{
	ck_assert_msg(load(text), "%s", buffer_text(&heard.text));
	for (size_t i = 0; i < RULES; i++)
		findings[i] = (struct finding){.pack = "p",
			.rule = found[i].rule,
			.subject = found[i].subject,
			.status = found[i].status,
			.explanation = "E"};
	judged = (struct pack_result){.pack = &pack, .findings = findings, .finding_count = RULES};
	waivers_apply(&file, 1, &judged, 1, host, now, &arena, &result);
}

/* Which of the findings are waived: "bad", "bad open" and so on. */
static const char *waived(void)
{
	const char *names = "";

	for (size_t i = 0; i < RULES; i++) {
		if (findings[i].status != FINDING_WAIVED) {
			ck_assert_int_eq(findings[i].status, found[i].status);
			continue;
		}
		ck_assert_int_eq(findings[i].waived, found[i].status);
		ck_assert_ptr_nonnull(findings[i].waiver);
		names = arena_printf(&arena, "%s%s%s", names, *names ? " " : "", findings[i].rule);
	}
	return names;
}

static const struct {
	const char *waiver; /* its first members */
	const char *host;
	const char *waived;
	const char *unused; /* part of what is said of it; NULL: it is in use */
} waivings[] = {
	{"'rule':'p/bad'", NULL, "bad", NULL},
	{"'rule':'p/*'", NULL, "bad", NULL},
	{"'rule':'p/*','status':['unknown','error']", NULL, "broken open", NULL},
	{"'rule':'p/*','status':['fail','unknown','error']", NULL, "bad broken open", NULL},
	{"'rule':'p/*','subject':'c:\\\\winnt\\\\*.EXE','status':['fail','unknown']", NULL,
		"bad open", NULL},
	{"'rule':'p/bad','subject':'c:\\\\winnt\\\\impor?.exe'", NULL, "bad", NULL},
	{"'rule':'p/bad','subject':'import.exe'", NULL, "", "no finding with such a subject fails"},
	{"'rule':'p/good'", NULL, "", "nothing of it fails"},
	{"'rule':'p/open'", NULL, "", "its \"status\" does not list that"},
	{"'rule':'p/other'", NULL, "", "the pack p has no rule other"},
	{"'rule':'q/bad'", NULL, "", "the pack q took no part in this scan"},
	{"'rule':'p/bad','host':'exch*'", "EXCH01", "bad", NULL},
	{"'rule':'p/bad','host':'*'", "", "bad", NULL},
};

START_TEST(a_waiver_waives_what_it_names)
{
	apply(arena_printf(&arena, FRAME "{%s" REST "]}", waivings[_i].waiver), waivings[_i].host,
		at_day("2026-01-01"));
	ck_assert_str_eq(waived(), waivings[_i].waived);
	ck_assert_uint_eq(result.finding_count, waivings[_i].unused ? 1 : 0);
	if (!waivings[_i].unused)
		return;
	ck_assert_str_eq(result.findings[0].rule, "unused");
	ck_assert_int_eq(result.findings[0].severity, SEVERITY_INFO);
	ck_assert_int_eq(result.findings[0].status, FINDING_FAIL);
	ck_assert_msg(strstr(result.findings[0].explanation, waivings[_i].unused) != NULL, "%s",
		result.findings[0].explanation);
}
END_TEST

START_TEST(a_waiver_for_another_machine_is_passed_over)
{
	static const char text[] = FRAME "{'rule':'p/bad','host':'EXCH0?'" REST "]}";

	apply(text, "OTHER", at_day("2026-01-01"));
	ck_assert_str_eq(waived(), "");
	ck_assert_uint_eq(result.finding_count, 0);
	apply(text, "OTHER", at_day("2099-01-01"));
	ck_assert_uint_eq(result.finding_count, 0);
	apply(text, NULL, at_day("2026-01-01"));
	ck_assert_str_eq(waived(), "");
	ck_assert_str_eq(result.reason,
		"1 waiver: 0 in use, 0 unused, 0 expired, 1 for other machines (the name of this "
		"one is not known; give it with --host)");
}
END_TEST

START_TEST(a_waiver_counts_to_the_end_of_its_day)
{
	static const char text[] = FRAME "{'rule':'p/bad'" REST "]}";

	apply(text, NULL, at_day("2026-07-01") - 1);
	ck_assert_str_eq(waived(), "bad");
	ck_assert_uint_eq(result.finding_count, 0);
	apply(text, NULL, at_day("2026-07-01"));
	ck_assert_str_eq(waived(), "");
	ck_assert_uint_eq(result.finding_count, 1);
	ck_assert_str_eq(result.findings[0].pack, "waivers");
	ck_assert_str_eq(result.findings[0].rule, "expired");
	ck_assert_str_eq(result.findings[0].subject, "p/bad");
	ck_assert_int_eq(result.findings[0].severity, SEVERITY_MEDIUM);
	ck_assert_int_eq(result.findings[0].status, FINDING_FAIL);
	ck_assert_str_eq(result.findings[0].explanation,
		"The waiver of p/bad, given by Jane (known), expired at the end of 2026-06-30 UTC. "
		"It waives nothing any more; 1 result that it waived counts again.");
	ck_assert_str_eq(result.findings[0].evidence[0].path, "$.waivers[0]");
	ck_assert_str_eq(
		result.findings[0].evidence[0].expected, "a day that is not before 2026-07-01");
}
END_TEST

START_TEST(an_expired_waiver_that_nothing_needs_says_so)
{
	apply(FRAME "{'rule':'p/good','subject':'C:\\\\x'" REST "]}", NULL, at_day("2026-07-01"));
	ck_assert_uint_eq(result.finding_count, 1);
	ck_assert_str_eq(result.findings[0].rule, "expired");
	ck_assert_str_eq(result.findings[0].subject, "p/good C:\\x");
	ck_assert(strstr(result.findings[0].explanation, "there is nothing left") != NULL);
	ck_assert_str_eq(result.findings[0].remedy, "Delete the waiver from its file.");
}
END_TEST

START_TEST(the_first_of_several_counts_and_none_is_unused)
{
	apply(FRAME "{'rule':'p/bad','reason':'old','by':'A','expires':'2020-01-01'},"
		    "{'rule':'p/bad','reason':'first','by':'B','expires':'2030-01-01'},"
		    "{'rule':'p/*','reason':'second','by':'C','expires':'2030-01-01'}]}",
		NULL, at_day("2026-01-01"));
	ck_assert_str_eq(waived(), "bad");
	ck_assert_str_eq(findings[0].waiver->reason, "first");
	ck_assert_uint_eq(result.finding_count, 1);
	ck_assert_str_eq(result.findings[0].rule, "expired");
	ck_assert_str_eq(
		result.reason, "3 waivers: 2 in use, 0 unused, 1 expired, 0 for other machines");
}
END_TEST

START_TEST(findings_about_waivers_are_in_order)
{
	apply(FRAME "{'rule':'p/z'" REST ",{'rule':'p/a'" REST ",{'rule':'p/a'" REST
		    ",{'rule':'p/x','reason':'old','by':'A','expires':'2020-01-01'}]}",
		NULL, at_day("2026-01-01"));
	ck_assert_uint_eq(result.finding_count, 4);
	ck_assert_str_eq(result.findings[0].rule, "expired");
	ck_assert_str_eq(result.findings[1].evidence[0].path, "$.waivers[1]");
	ck_assert_str_eq(result.findings[2].evidence[0].path, "$.waivers[2]");
	ck_assert_str_eq(result.findings[3].subject, "p/z");
}
END_TEST

START_TEST(a_file_is_named_by_version_and_digest)
{
	apply("{'schema':'compatscan-waivers/1','waivers':[]}", NULL, 0);
	ck_assert_str_eq(result.pack->id, "waivers");
	ck_assert_str_eq(result.pack->version, "unversioned");
	ck_assert_uint_eq(strlen(result.pack->sha256), 64);
	ck_assert_uint_eq(result.finding_count, 0);
	apply("{'schema':'compatscan-waivers/1','version':'7','waivers':[]}", NULL, 0);
	ck_assert_str_eq(result.pack->version, "7");
}
END_TEST

Suite *suite_rules_waivers(void)
{
	Suite *suite = suite_create("rules_waivers");
	TCase *tests = tcase_create("waivers");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, what_is_wrong_is_told_with_its_place, 0,
		(int)(sizeof(bad_files) / sizeof(bad_files[0])));
	tcase_add_test(tests, every_error_is_told);
	tcase_add_test(tests, patterns_and_files_have_limits);
	tcase_add_test(tests, damaged_files_do_no_harm);
	tcase_add_loop_test(tests, a_waiver_waives_what_it_names, 0,
		(int)(sizeof(waivings) / sizeof(waivings[0])));
	tcase_add_test(tests, a_waiver_for_another_machine_is_passed_over);
	tcase_add_test(tests, a_waiver_counts_to_the_end_of_its_day);
	tcase_add_test(tests, an_expired_waiver_that_nothing_needs_says_so);
	tcase_add_test(tests, the_first_of_several_counts_and_none_is_unused);
	tcase_add_test(tests, findings_about_waivers_are_in_order);
	tcase_add_test(tests, a_file_is_named_by_version_and_digest);
	return suite;
}
