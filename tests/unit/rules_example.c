/* Machines that packs describe, and what rules say of them. */
#include "rules/checks/check.h"
#include "rules/examples/example.h"
#include "rules/examples/example_machine.h"
#include "scanner/host/machine/live.h"
#include "tests/unit/pack_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_rules_example(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct arena arena;
static struct heard heard;
static struct pack pack;

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

static bool load(const char *machines, const char *examples)
{
	const char *text = arena_printf(&arena,
		"{'schema':'compatscan-pack/1','id':'p','version':'1','title':'T',"
		"'description':'D','references':['Q1'],'parameters':[{'name':'folder',"
		"'description':'d','default':'C:\\\\bin'}],'machines':{%s},"
		"'rules':[{'id':'r','title':'R','severity':'high','references':['Q1'],"
		"'check':{'type':'file','path':'${folder}\\\\a.txt'},'holds':'${path} is there',"
		"'cases':{'otherwise':{'explanation':'${detail}','remedy':'mend ${path}'}},"
		"'examples':[%s]}]}",
		machines, examples);

	return pack_text_load(text, &arena, &heard, &pack);
}

static const struct {
	const char *machine;
	const char *told;
} wrong_machines[] = {
	{"'x':1", "$.machines.m.x: unknown key; expected one of base, profile, windows, files"},
	{"'base':'n'", "$.machines.m.base: there is no machine \"n\"; expected a name in"},
	{"'base':'m'", "$.machines.m.base: machine stands on machine without an end; expected"},
	{"'profile':'dos'", "$.machines.m.profile: unknown profile \"dos\"; expected one of nt4"},
	{"'windows':'WINNT'", "$.machines.m.windows: \"WINNT\" is no folder; expected one such"},
	{"'windows':'\\\\\\\\s\\\\x\\\\y'", "is no folder; expected one such as C:\\WINNT"},
	{"'files':{'a.txt':''}", "files.a.txt: \"a.txt\" is no path; expected one such as"},
	{"'files':{'C:\\\\a':1}", "expected what the file holds as a text, a description, or null"},
	{"'files':{'C:\\\\a':{'txt':''}}",
		"a.txt: unknown key; expected one of text, size, modified"},
	{"'files':{'C:\\\\a':{'text':'','dll':true}}", "a.text: unknown key; expected one of kind"},
	{"'files':{'C:\\\\a':{'dll':true}}", "a: \"kind\" is missing; expected a text"},
	{"'files':{'C:\\\\a':{'kind':'exe'}}",
		"a.kind: unknown kind \"exe\"; expected one of mz, ne"},
	{"'files':{'C:\\\\a':{'kind':'none'}}", "pe32plus, or \"text\" in place of an image"},
	{"'files':{'C:\\\\a':{'kind':'pe32','machine':'vax'}}",
		"a.machine: unknown machine \"vax\""},
	{"'files':{'C:\\\\a':{'kind':'pe32','target':'mac'}}", "a.target: unknown target \"mac\""},
	{"'files':{'C:\\\\a':{'kind':'mz','target':'windows'}}",
		"an image of kind mz is never for the target windows"},
	{"'files':{'C:\\\\a':{'kind':'lx','target':'windows'}}",
		"an image of kind lx is never for the target windows"},
	{"'files':{'C:\\\\a':{'kind':'pe32','subsystem':'x'}}", "a.subsystem: unknown subsystem"},
	{"'files':{'C:\\\\a':{'kind':'pe32','version':'8.5.'}}",
		"a.version: \"8.5.\" is no version"},
	{"'files':{'C:\\\\a':{'kind':'pe32','version':'1.2.3.4.5'}}",
		"is no version; expected up to"},
	{"'files':{'C:\\\\a':{'kind':'pe32','version':'65536'}}", "\"65536\" is no version"},
	{"'files':{'C:\\\\a':{'kind':'pe32','strings':{'S':null}}}",
		"a.strings.S: expected a text"},
	{"'files':{'C:\\\\a':{'kind':'pe32','imports':{'m':['#0']}}}",
		"a.imports.m[0]: \"#0\" is no symbol; expected a name, or an ordinal such as #12"},
	{"'files':{'C:\\\\a':{'kind':'pe32','imports':{'m':['']}}}", "\"\" is no symbol"},
	{"'files':{'C:\\\\a':{'kind':'pe32','exports':['a=']}}", "\"a=\" is no export; expected"},
	{"'files':{'C:\\\\a':{'kind':'pe32','size':-1}}", "a.size: expected a whole number from 0"},
	{"'files':{'C:\\\\a':{'size':1.5}}", "a.size: expected a whole number from 0"},
	{"'files':{'C:\\\\a':{'modified':'today'}}",
		"a.modified: \"today\" is no time; expected one"},
	{"'folders':['C:a']", "folders[0]: \"C:a\" is no path"},
	{"'registry':[]", "registry: expected an object, found a list"},
	{"'registry':{'HKLM\\\\SAM':{}}", "\"HKLM\\SAM\" is no key that is read; expected one"},
	{"'registry':{'HKCU\\\\a\\\\\\\\b':{}}", "\"HKCU\\a\\\\b\" is no key that is read"},
	{"'registry':{'HKCU\\\\a':{'v':true}}", "v: expected a text, a number, a list of texts"},
	{"'registry':{'HKCU\\\\a':{'v':-1}}", "v: expected a whole number from 0"},
	{"'registry':{'HKCU\\\\a':{'v':{}}}", "v: expected either {\"expand\": ...} or"},
	{"'registry':{'HKCU\\\\a':{'v':{'bytes':'0'}}}", "\"0\" is no bytes; expected two of 0-9"},
	{"'registry':{'HKCU\\\\a':{'v':['x',1]}}", "v[1]: expected a text, found a number"},
	{"'path':'C:\\\\a'", "path: expected a list, found a text"},
	{"'environment':{'V':1}", "environment.V: expected a text or null, found a number"},
	{"'options':{'root':'C:'}", "options.root: unknown option; expected exchsrvr or name"},
	{"'set':{'store':'C:'}", "$.machines.m.set.store: the pack has no such parameter"},
	{"'now':'2000-01-01'", "now: \"2000-01-01\" is no time; expected one such as"},
	{"'live':{'drives':{}}", "live.drives: unknown key; expected one of services, free"},
	{"'live':{'services':{'X':{}}}", "X: \"state\" is missing; expected a text"},
	{"'live':{'services':{'X':{'state':'up'}}}",
		"unknown state \"up\"; expected one of stopped"},
	{"'live':{'free':{'c':1}}", "free.c: expected the letter of a drive, such as C"},
	{"'live':{'free':{'C':{}}}", "C: \"free\" is missing; expected a whole number of bytes"},
};

START_TEST(a_wrong_machine_is_complained_of)
{
	ck_assert(!load(arena_printf(&arena, "'m':{%s}", wrong_machines[_i].machine), ""));
	ck_assert_msg(heard_says(&heard, wrong_machines[_i].told), "%s: %s",
		wrong_machines[_i].machine, buffer_text(&heard.text));
}
END_TEST

static const struct {
	const char *example;
	const char *told;
} wrong_examples[] = {
	{"1", "$.rules[0].examples[0]: expected an object, found a number"},
	{"{'title':'t','expect':'pass'}", "\"machine\" is missing; expected an object"},
	{"{'title':'t','machine':{}}", "\"expect\" is missing; expected a text"},
	{"{'expect':'pass','machine':{}}", "\"title\" is missing; expected a text"},
	{"{'title':'t','expect':'error','machine':{}}",
		"expect: unknown status \"error\"; expected"},
	{"{'title':'t','expect':'pass','case':'missing','machine':{}}",
		"case: expected only with \"expect\": \"fail\""},
	{"{'title':'t','expect':'fail','case':'lost','machine':{}}",
		"case: the check file has no case \"lost\""},
	{"{'title':'t','expect':'pass','machine':{'base':'n'}}",
		"$.rules[0].examples[0].machine.base: there is no machine \"n\""},
};

START_TEST(a_wrong_example_is_complained_of)
{
	ck_assert(!load("", wrong_examples[_i].example));
	ck_assert_msg(heard_says(&heard, wrong_examples[_i].told), "%s: %s",
		wrong_examples[_i].example, buffer_text(&heard.text));
}
END_TEST

/* What only shows when the machine is made. */
static const struct {
	const char *machine;
	const char *told;
} impossible[] = {
	{"'files':{'C:\\\\a':'','C:\\\\A\\\\b':''}",
		"p.json: $.machines.m.files.C:\\A\\b: C:\\A\\b lies in C:\\a, which is a file"},
	{"'files':{'C:\\\\a':'','C:\\\\A':''}", "C:\\A is there twice; names differ in case alone"},
	{"'files':{'C:\\\\a\\\\b':'','C:\\\\A':''}", "C:\\A is a file and a folder"},
	{"'files':{'C:\\\\a.exe':{'kind':'mz','imports':{'x':[]}}}",
		"C:\\a.exe cannot be made: an image of kind mz cannot have imports"},
};

START_TEST(what_cannot_be_made_is_told)
{
	ck_assert(load(arena_printf(&arena, "'m':{%s}", impossible[_i].machine), ""));
	ck_assert(!examples_check(&pack, &heard.diagnostics));
	ck_assert_msg(heard_says(&heard, impossible[_i].told), "%s", buffer_text(&heard.text));
}
END_TEST

static void open_machine(const char *machines, struct host *host)
{
	struct example_flaw flaw;

	ck_assert_msg(load(machines, ""), "%s", buffer_text(&heard.text));
	ck_assert(
		example_machine_open(&pack.machines[pack.machine_count - 1], &arena, host, &flaw));
}

static const char *text_at(struct host *host, const char *key, const char *name)
{
	struct registry_value value;

	return registry_value(&host->registry, key, name, &value) == REGISTRY_FOUND ? value.text
										    : NULL;
}

START_TEST(what_nobody_says_is_a_small_healthy_machine)
{
	static const char environment[] =
		"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
	struct host host;

	open_machine("'m':{}", &host);
	ck_assert_str_eq(host.profile->id, "nt4");
	ck_assert_str_eq(host.windows_directory, "C:\\WINNT");
	ck_assert_int_eq(tree_look(&host.tree, "C:\\WINNT\\System32").status, LOOK_FOUND);
	ck_assert_str_eq(text_at(&host, environment, "PROCESSOR_ARCHITECTURE"), "x86");
	ck_assert_uint_eq(host.path.count, 2);
	ck_assert_int_eq(registry_key(&host.registry, "HKLM\\SOFTWARE\\X"), REGISTRY_ABSENT);
	ck_assert_int_eq(registry_key(&host.registry, "HKCU\\X"), REGISTRY_UNKNOWN);
	ck_assert(!host.now_known);
	ck_assert_ptr_null(host.live);
	host_release(&host);
	open_machine("'m':{'profile':'win11'}", &host);
	ck_assert_str_eq(host.windows_directory, "C:\\WINDOWS");
	ck_assert_str_eq(text_at(&host, environment, "PROCESSOR_ARCHITECTURE"), "AMD64");
	host_release(&host);
	open_machine("'m':{'windows':null}", &host);
	ck_assert_ptr_null(host.windows_directory);
	host_release(&host);
}
END_TEST

static const char base[] =
	"'b':{'files':{'C:\\\\Dir\\\\Kept.txt':'kept','C:\\\\Dir\\\\other.txt':'base',"
	"'D:\\\\tree\\\\deep\\\\x':''},'folders':['C:\\\\Empty'],"
	"'registry':{'HKLM\\\\SOFTWARE\\\\A':{'one':'1','Two':2},'HKLM\\\\SOFTWARE\\\\B\\\\C':{}},"
	"'path':['C:\\\\Dir'],'environment':{'V':'base','W':'base'},"
	"'options':{'exchsrvr':'C:\\\\exchsrvr','name':'HOST'},'set':{'folder':'C:\\\\set'},"
	"'now':'2000-06-01T12:00:00Z',"
	"'live':{'services':{'X':{'state':'running'},'Y':{'state':'stopped'}},'free':{'C':7}}},";

START_TEST(a_machine_says_what_differs_from_its_base)
{
	struct host host;
	struct look look;

	open_machine(arena_printf(&arena,
			     "%s'm':{'base':'b','files':{'c:\\\\DIR\\\\OTHER.TXT':'mine',"
			     "'c:\\\\dir\\\\new.txt':'','D:\\\\TREE':null,'C:\\\\none\\\\x':null},"
			     "'registry':{'hklm\\\\software\\\\a':{'ONE':null,'two':3},"
			     "'HKLM\\\\software\\\\B':null,'HKCU\\\\K':{'':'mine'}},"
			     "'environment':{'v':'mine','w':null},'options':{'name':null}}",
			     base),
		&host);
	look = tree_look(&host.tree, "C:\\dir\\other.txt");
	ck_assert_int_eq(look.status, LOOK_FOUND);
	ck_assert_str_eq(look.path, "C:\\Dir\\OTHER.TXT");
	ck_assert_int_eq(tree_look(&host.tree, "C:\\Dir\\kept.txt").status, LOOK_FOUND);
	ck_assert_int_eq(tree_look(&host.tree, "C:\\Dir\\new.txt").status, LOOK_FOUND);
	ck_assert_int_eq(tree_look(&host.tree, "C:\\empty").status, LOOK_FOUND);
	ck_assert_int_eq(tree_look(&host.tree, "D:\\tree").status, LOOK_ABSENT);
	ck_assert_int_eq(tree_look(&host.tree, "C:\\none").status, LOOK_ABSENT);
	ck_assert_ptr_null(text_at(&host, "HKLM\\SOFTWARE\\A", "one"));
	ck_assert_str_eq(text_at(&host, "HKLM\\SOFTWARE\\A", "Two"), "3");
	ck_assert_int_eq(registry_key(&host.registry, "HKLM\\SOFTWARE\\B\\C"), REGISTRY_ABSENT);
	ck_assert_str_eq(text_at(&host, "HKCU\\K", ""), "mine");
	ck_assert_str_eq(environment_get(&host.environment, "V")->value, "mine");
	ck_assert_ptr_null(environment_get(&host.environment, "W"));
	ck_assert_uint_eq(host.path.count, 1);
	ck_assert_str_eq(host.options.exchsrvr, "C:\\exchsrvr");
	ck_assert_ptr_null(host.options.name);
	ck_assert_uint_eq(host.options.setting_count, 1);
	ck_assert_int_eq(host.now, 959860800);
	ck_assert_int_eq(
		host.live->operations->service(host.live, "x", &arena).state, LIVE_RUNNING);
	host_release(&host);
}
END_TEST

START_TEST(a_machine_may_be_without_hives_and_not_run)
{
	struct host host;

	open_machine(
		arena_printf(&arena,
			"%s'm':{'base':'b','registry':null,'live':null,'path':['C:\\\\p']}", base),
		&host);
	ck_assert_int_eq(registry_key(&host.registry, "HKLM\\SOFTWARE\\A"), REGISTRY_UNKNOWN);
	ck_assert_ptr_null(host.live);
	ck_assert_str_eq(environment_get(&host.environment, "V")->value, "base");
	ck_assert_uint_eq(host.path.count, 1);
	host_release(&host);
}
END_TEST

START_TEST(what_runs_may_differ_from_the_base)
{
	struct live_service service;
	struct live_space space;
	struct host host;

	open_machine(arena_printf(&arena,
			     "%s'm':{'base':'b','live':{'services':{'y':{'reason':'denied'},"
			     "'X':null},'free':{'D':{'free':1,'total':9},'C':{'reason':'none'}}}}",
			     base),
		&host);
	service = host.live->operations->service(host.live, "Y", &arena);
	ck_assert_int_eq(service.status, LIVE_UNTOLD);
	ck_assert_str_eq(service.reason, "denied");
	ck_assert_int_eq(
		host.live->operations->service(host.live, "X", &arena).status, LIVE_ABSENT);
	space = host.live->operations->space(host.live, 'D', &arena);
	ck_assert_uint_eq(space.total, 9);
	ck_assert_int_eq(host.live->operations->space(host.live, 'C', &arena).status, LIVE_UNTOLD);
	ck_assert_int_eq(host.live->operations->now(host.live), 959860800);
	host_release(&host);
}
END_TEST

START_TEST(a_file_is_what_it_is_said_to_be)
{
	const struct image *image;
	struct host_file *file;
	struct host host;

	open_machine("'m':{'files':{'C:\\\\a.dll':{'kind':'pe32','machine':'alpha','dll':true,"
		     "'version':'5.5','strings':{'CompanyName':'C'},'imports':{'x.dll':['f','#3']},"
		     "'exports':['g','#9'],'size':65536,'modified':'1999-11-30T12:00:01Z'},"
		     "'C:\\\\big':{'text':'ab','size':1099511627776}}}",
		&host);
	file = tree_look(&host.tree, "C:\\a.dll").file;
	image = host_file_image(&host.tree, file);
	ck_assert_int_eq(image->kind, IMAGE_PE32);
	ck_assert_str_eq(image->machine, "alpha");
	ck_assert(image->dll);
	ck_assert_uint_eq(image->version.file[0], 5);
	ck_assert_uint_eq(image->version.product[1], 5);
	ck_assert_uint_eq(image->import_count, 1);
	ck_assert_uint_eq(file->size, 65536);
	ck_assert_int_eq(file->modified, 943963201);
	file = tree_look(&host.tree, "C:\\big").file;
	ck_assert_ptr_null(host_file_unreadable(&host.tree, file));
	ck_assert_uint_eq(file->size, (uint64_t)1 << 40);
	ck_assert_int_eq(host_file_image(&host.tree, file)->kind, IMAGE_NONE);
	host_release(&host);
}
END_TEST

/* Examples that hold, and what is told of those that do not. */
static const struct {
	const char *example;
	const char *expected; /* NULL: it holds */
	const char *found;
} runs[] = {
	{"'expect':'pass','machine':{'files':{'C:\\\\bin\\\\a.txt':'x'}}", NULL, "pass"},
	{"'expect':'fail','machine':{}", NULL, "fail (missing)"},
	{"'expect':'fail','case':'missing','subject':'c:\\\\BIN\\\\a.txt','machine':{}", NULL,
		"fail (missing) about C:\\bin\\a.txt"},
	{"'expect':'pass','machine':{'files':{'D:\\\\a.txt':'x'},'set':{'folder':'D:\\\\'}}", NULL,
		"pass"},
	{"'expect':'pass','machine':{}", "pass", "fail (missing) about C:\\bin\\a.txt"},
	{"'expect':'unknown','machine':{}", "unknown", "fail (missing) about C:\\bin\\a.txt"},
	{"'expect':'fail','case':'empty','machine':{}", "fail (empty)",
		"fail (missing) about C:\\bin\\a.txt"},
	{"'expect':'fail','subject':'C:\\\\x','machine':{}", "fail about C:\\x",
		"fail (missing) about C:\\bin\\a.txt"},
};

START_TEST(an_example_holds_or_says_why_not)
{
	struct example_outcome outcome;

	ck_assert_msg(load("", arena_printf(&arena, "{'title':'t',%s}", runs[_i].example)), "%s",
		buffer_text(&heard.text));
	outcome = example_run(&pack, &pack.rules[0], &pack.rules[0].examples[0], &arena);
	ck_assert_int_eq(outcome.result, runs[_i].expected ? EXAMPLE_FAILS : EXAMPLE_HOLDS);
	if (runs[_i].expected)
		ck_assert_str_eq(outcome.expected, runs[_i].expected);
	ck_assert_str_eq(outcome.found, runs[_i].found);
	ck_assert_ptr_nonnull(strstr(outcome.explanation, "a.txt"));
}
END_TEST

START_TEST(a_machine_that_cannot_be_made_is_no_answer)
{
	struct example_outcome outcome;

	ck_assert(load("", "{'title':'t','expect':'fail','machine':{'files':{'C:\\\\a':'',"
			   "'C:\\\\a\\\\b':''}}}"));
	outcome = example_run(&pack, &pack.rules[0], &pack.rules[0].examples[0], &arena);
	ck_assert_int_eq(outcome.result, EXAMPLE_BAD);
	ck_assert_str_eq(outcome.flaw.at, "$.rules[0].examples[0].machine.files.C:\\a\\b");
	ck_assert_str_eq(outcome.flaw.what, "C:\\a\\b lies in C:\\a, which is a file");
}
END_TEST

static const struct {
	const char *examples;
	const char *told; /* NULL: nothing is missing */
} strict[] = {
	{"{'title':'t','expect':'pass','machine':{}},{'title':'u','expect':'fail','machine':{}}",
		NULL},
	{"{'title':'t','expect':'pass','machine':{}}",
		"$.rules[0]: the rule r has no example with \"expect\": \"fail\""},
	{"{'title':'u','expect':'fail','machine':{}}",
		"$.rules[0]: the rule r has no example with \"expect\": \"pass\""},
	{"", "$.rules[0]: the rule r has no example with \"expect\": \"pass\""},
};

START_TEST(strict_wants_both)
{
	ck_assert(load("", strict[_i].examples));
	ck_assert(examples_check_strict(&pack, &heard.diagnostics) == !strict[_i].told);
	if (strict[_i].told)
		ck_assert(heard_says(&heard, strict[_i].told));
}
END_TEST

Suite *suite_rules_example(void)
{
	Suite *suite = suite_create("rules_example");
	TCase *tests = tcase_create("rules_example");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, a_wrong_machine_is_complained_of, 0, COUNT_OF(wrong_machines));
	tcase_add_loop_test(tests, a_wrong_example_is_complained_of, 0, COUNT_OF(wrong_examples));
	tcase_add_loop_test(tests, what_cannot_be_made_is_told, 0, COUNT_OF(impossible));
	tcase_add_test(tests, what_nobody_says_is_a_small_healthy_machine);
	tcase_add_test(tests, a_machine_says_what_differs_from_its_base);
	tcase_add_test(tests, a_machine_may_be_without_hives_and_not_run);
	tcase_add_test(tests, what_runs_may_differ_from_the_base);
	tcase_add_test(tests, a_file_is_what_it_is_said_to_be);
	tcase_add_loop_test(tests, an_example_holds_or_says_why_not, 0, COUNT_OF(runs));
	tcase_add_test(tests, a_machine_that_cannot_be_made_is_no_answer);
	tcase_add_loop_test(tests, strict_wants_both, 0, COUNT_OF(strict));
	suite_add_tcase(suite, tests);
	return suite;
}
