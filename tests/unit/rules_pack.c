/* What the loader says of a pack that is wrong: the frame, parameters, programs, libraries and
 * rules. */
#include "rules/checks/check.h"
#include "tests/unit/pack_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_rules_pack(void);

/* ' stands for ". */
static const char sound[] =
	"{'$schema':'x','schema':'compatscan-pack/1','id':'sample','version':'1','title':'T',"
	"'description':'D','references':['Q1'],"
	"'parameters':[{'name':'folder','description':'d','from':[{'option':'exchsrvr'},"
	"{'registry':'HKLM\\\\SYSTEM\\\\Select','value':'V','as':'above','suffix':'S'}],"
	"'default':'C:\\\\x'},{'name':'second','description':'d','default':'${folder}'}],"
	"'programs':[{'id':'import','name':'Import.exe','caller':'${folder}',"
	"'current_directory':'${second.folder}','current_directory_basis':'likely','folder':'f'}],"
	"'libraries':[{'id':'lib','name':'Lib.dll'}],'applies':{'rule':'present'},"
	"'rules':[{'id':'present','title':'P','severity':'high','references':['Q2'],"
	"'check':{'type':'found','program':'import'},'holds':'H ${winner}',"
	"'cases':{'missing':{'explanation':'E ${program} ${folder}','remedy':'R'}}},"
	"{'id':'release','title':'P','severity':'low','references':['Q2'],'holds':'${release}',"
	"'check':{'type':'release','programs':['import'],'libraries':['lib'],'major':8},"
	"'cases':{'differs':{'explanation':'E','remedy':'R'},"
	"'other-major':{'explanation':'E','remedy':'R'}}},"
	"{'id':'shadow','title':'P','severity':'low','references':['Q2'],'holds':'ok',"
	"'check':{'type':'unshadowed','program':'import','kind':'pe32','machine':'i386',"
	"'target':'windows','severity_behind':'low'},"
	"'cases':{'earlier':{'explanation':'E','remedy':'R'},"
	"'likely-earlier':{'explanation':'E','remedy':'R'},"
	"'later':{'explanation':'E','remedy':'R'}}},"
	"{'id':'again','title':'P','severity':'low','references':['Q2'],'holds':'ok',"
	"'check':{'type':'service','service':'S'}}]}";

#define KEYS_OF_PACK                                                                               \
	"unknown key; expected one of $schema, schema, id, version, title, description, "          \
	"use, references, parameters, programs, libraries, applies, rules, machines"
#define NO_ID "expected up to 64 of a-z, 0-9, dot, hyphen and underscore"
/* Stands for the names of all checks. */
#define CHECKS "\x01"

/* One change of the sound pack, and all that is then said, without "error: p.json: $". */
static const struct {
	const char *from;
	const char *to;
	const char *told[4];
} changes[] = {
	/* the frame */
	{"'$schema':'x'", "'extra':1", {".extra: " KEYS_OF_PACK}},
	{"pack/1", "pack/2",
		{".schema: \"compatscan-pack/2\" is not known; expected compatscan-pack/1"}},
	{"'schema':'compatscan-pack/1',", "", {": \"schema\" is missing; expected a text"}},
	{"'id':'sample'", "'id':'Sample'", {".id: \"Sample\" is no id; " NO_ID}},
	{"'id':'sample'", "'id':''", {".id: expected a text that is not empty"}},
	{"'version':'1'", "'version':1", {".version: expected a text, found a number"}},
	{"'title':'T',", "'title':'T','title':'U',",
		{".title: the key is there twice; expected it once"}},
	{"'references':['Q1']", "'references':[]",
		{".references: expected a list that is not empty"}},
	{"'references':['Q1']", "'references':['a',2,{}]",
		{".references[1]: expected a text, found a number",
			".references[2]: expected a text, found an object"}},
	{"'references':['Q1'],", "", {": \"references\" is missing; expected a list"}},
	{"'applies':{'rule':'present'}", "'applies':{'rule':'absent'}",
		{".applies.rule: there is no rule \"absent\"; expected the id of one of this "
		 "pack's "
		 "rules"}},
	{"'applies':{'rule':'present'}",
		"'applies':{'rule':'present','check':{'type':'service','service':'S'}}",
		{".applies: expected either \"rule\" or \"check\""}},
	{"'applies':{'rule':'present'}", "'applies':{'check':{'type':'file','path':'${x}'}}",
		{".applies.check.path: ${x} is neither a parameter of the pack defined above nor a "
		 "value of the check"}},
	{"'severity':'high'", "'severity':'high','each':{'in':'list','items':['a']}",
		{".rules[0].holds: ${winner} is neither a parameter of the pack defined above nor "
		 "a "
		 "value of the check, which has count",
			".applies.rule: the rule \"present\" is put to many things; expected one "
			"that "
			"gives one answer"}},
	{"'applies':{'rule':'present'}", "'applies':null",
		{".applies: expected an object, found null"}},
	{"'applies':{'rule':'present'}", "'applies':{'rule':'present','x':1}",
		{".applies.x: unknown key; expected one of rule, check"}},
	/* parameters */
	{"'name':'folder',", "'name':'folder','x':1,",
		{".parameters[0].x: unknown key; expected one of name, description, from, "
		 "default, optional"}},
	{"'name':'second'", "'name':'folder'",
		{".parameters[1].name: a parameter \"folder\" is there already; expected a name of "
		 "its own",
			".programs[0].current_directory: ${second.folder} is neither a parameter "
			"of "
			"the pack defined above nor a value of the check"}},
	{"'name':'second'", "'name':'se cond'",
		{".parameters[1].name: \"se cond\" is no name; expected up to 48 of a-z, 0-9, dot, "
		 "hyphen and underscore",
			".programs[0].current_directory: ${second.folder} is neither a parameter "
			"of "
			"the pack defined above nor a value of the check"}},
	{"'default':'${folder}'", "'default':'${second}'",
		{".parameters[1].default: ${second} is neither a parameter of the pack defined "
		 "above "
		 "nor a value of the check"}},
	{"'default':'${folder}'", "'default':'${folder}','optional':true",
		{".parameters[1].optional: expected only without \"default\", with which there "
		 "always is a value"}},
	{"'default':'${folder}'", "'optional':1",
		{".parameters[1].optional: expected true or false, found a number"}},
	{"'parameters':[", "'parameters':['x',",
		{".parameters[0]: expected an object, found a text"}},
	{"{'option':'exchsrvr'}", "{'option':'home'}",
		{".parameters[0].from[0].option: unknown option \"home\"; expected exchsrvr"}},
	{"{'option':'exchsrvr'}", "{'option':'exchsrvr','as':'text'}",
		{".parameters[0].from[0].as: expected no such key beside \"option\""}},
	{"{'option':'exchsrvr'}", "{'option':'exchsrvr','fact':'profile'}",
		{".parameters[0].from[0].fact: expected no such key beside \"option\""}},
	{"{'option':'exchsrvr'}", "{'environment':'%PATH%'}",
		{".parameters[0].from[0].environment: \"%PATH%\" is no name of a variable; "
		 "expected one such as PROCESSOR_ARCHITECTURE"}},
	{"{'option':'exchsrvr'}", "{}",
		{".parameters[0].from[0]: expected \"option\", \"registry\" with "
		 "\"value\", \"environment\" or \"fact\""}},
	{"'value':'V',", "", {".parameters[0].from[1]: \"value\" is missing; expected a text"}},
	{"HKLM\\\\SYSTEM", "HKCU",
		{".parameters[0].from[1].registry: \"HKCU\\Select\" is in no hive that is read; "
		 "expected HKLM\\SYSTEM\\... or HKLM\\SOFTWARE\\..."}},
	{"'as':'above'", "'as':'below'",
		{".parameters[0].from[1].as: unknown form \"below\"; expected text, program or "
		 "above",
			".parameters[0].from[1].suffix: expected only with \"as\": \"above\""}},
	{",'suffix':'S'", "", {".parameters[0].from[1]: \"suffix\" is missing; expected a text"}},
	/* programs and libraries */
	{"'name':'Import.exe'", "'name':'Import.exe','x':1",
		{".programs[0].x: unknown key; expected one of id, name, caller, "
		 "current_directory, "
		 "current_directory_basis, folder, service, launcher"}},
	{"'programs':[",
		"'programs':[{'id':'import','name':'n','caller':'c',"
		"'current_directory':'d'},",
		{".programs[1].id: a program \"import\" is there already; expected an id of its "
		 "own"}},
	{"'likely'", "'maybe'",
		{".programs[0].current_directory_basis: unknown basis \"maybe\"; expected certain "
		 "or "
		 "likely"}},
	{"'caller':'${folder}',", "", {".programs[0]: \"caller\" is missing; expected a text"}},
	{"'folder':'f'", "'folder':'${winner}'",
		{".programs[0].folder: ${winner} is neither a parameter of the pack defined above "
		 "nor "
		 "a value of the check"}},
	{"'libraries':[{", "'libraries':[{'id':'lib','name':'M.dll'},{",
		{".libraries[1].id: a library \"lib\" is there already; expected an id of its "
		 "own"}},
	{"'name':'Lib.dll'", "'name':'Lib.dll','x':1",
		{".libraries[0].x: unknown key; expected one of id, name"}},
	/* rules */
	{"'title':'P','severity':'high'", "'title':'P','x':1,'severity':'high'",
		{".rules[0].x: unknown key; expected one of id, title, severity, references, "
		 "live, each, check, holds, cases, examples"}},
	{"'id':'again'", "'id':'shadow'",
		{".rules[3].id: a rule \"shadow\" is there already; expected an id of its own"}},
	{"'severity':'high'", "'severity':'urgent'",
		{".rules[0].severity: unknown severity \"urgent\"; expected critical, high, "
		 "medium, "
		 "low or info"}},
	{"'holds':'H ${winner}'", "'holds':'${other}'",
		{".rules[0].holds: ${other} is neither a parameter of the pack defined above nor a "
		 "value of the check, which has program, winner, step, detail"}},
	{"'check':{'type':'service','service':'S'}", "'x-check':1",
		{".rules[3].x-check: unknown key; expected one of id, title, severity, references, "
		 "live, each, check, holds, cases, examples",
			".rules[3]: \"check\" is missing; expected {\"type\": ...}"}},
	{"'type':'service',", "", {".rules[3].check: \"type\" is missing; expected a text"}},
	{"'type':'service'", "'type':'rebooted'",
		{".rules[3].check.type: unknown check \"rebooted\"; expected one that compatscan "
		 "rules "
		 "checks shows"}},
	{"'type':'service'", "'type':'service','folder':'x'",
		{".rules[3].check.folder: unknown key; expected one of type, service, path, "
		 "start, state, required"}},
	{",'service':'S'", "", {".rules[3].check: \"service\" is missing; expected a text"}},
	{"'service':'S'", "'service':'${program}'",
		{".rules[3].check.service: ${program} is neither a parameter of the pack defined "
		 "above "
		 "nor a value of the check"}},
	{"'type':'found','program':'import'", "'type':'found','program':'export'",
		{".rules[0].check.program: there is no program \"export\" in this pack"}},
	{"'libraries':['lib']", "'libraries':['lib',1,'dll']",
		{".rules[1].check.libraries[1]: expected a text, found a number",
			".rules[1].check.libraries[2]: there is no library \"dll\" in this pack"}},
	{"'programs':['import']", "'programs':[]",
		{".rules[1].check.programs: expected a list that is not empty"}},
	{"'major':8", "'major':'8'", {".rules[1].check.major: expected a number, found a text"}},
	{"'major':8", "'major':-1",
		{".rules[1].check.major: expected a whole number from 0 to 65535"}},
	{"'major':8", "'major':8.5",
		{".rules[1].check.major: expected a whole number from 0 to 65535"}},
	{",'major':8", "", {".rules[1].check: \"major\" is missing; expected a number"}},
	{"'kind':'pe32'", "'kind':'exe'",
		{".rules[2].check.kind: unknown kind \"exe\"; expected one of mz, ne, le, lx, w3, "
		 "w4, "
		 "p2, p3, mp, bw, pe32, pe32plus, te, none"}},
	{"'target':'windows'", "'target':'linux'",
		{".rules[2].check.target: unknown target \"linux\"; expected one of dos, windows, "
		 "os2, "
		 "dos4, windows386, boss, efi, native, ce, posix, pharlap, unknown"}},
	{"'machine':'i386'", "'machine':'i387'",
		{".rules[2].check.machine: unknown machine \"i387\"; expected a name such as i386, "
		 "x86-64, alpha or 0x014C"}},
	{"'severity_behind':'low'", "'severity_behind':'none'",
		{".rules[2].check.severity_behind: unknown severity \"none\"; expected critical, "
		 "high, "
		 "medium, low or info"}},
	{"'differs':{'explanation':'E','remedy':'R'},", "",
		{".rules[1].cases: the case \"differs\" of check release is not explained; "
		 "expected "
		 "{\"explanation\": ..., \"remedy\": ...} for it or for \"otherwise\""}},
	{"'cases':{'differs'", "'cases':{'lost':{},'differs'",
		{".rules[1].cases.lost: unknown key; expected one of differs, other-major, "
		 "otherwise"}},
	{"'service':'S'}", "'service':'S'},'cases':{'x':1}",
		{".rules[3].cases.x: unknown key; expected one of not-installed, other-start, "
		 "other-state, otherwise"}},
	{"'cases':{'missing':{'explanation':'E ${program} ${folder}','remedy':'R'}}", "'title':'P'",
		{".rules[0].title: the key is there twice; expected it once",
			".rules[0]: \"cases\" is missing; expected an object that explains each "
			"way the "
			"check can fail"}},
	{"'E ${program} ${folder}'", "'${image}'",
		{".rules[0].cases.missing.explanation: ${image} is neither a parameter of the pack "
		 "defined above nor a value of the check, which has program, winner, step, "
		 "detail"}},
	{"'E ${program} ${folder}'", "'${program'",
		{".rules[0].cases.missing.explanation: \"${program\" is not closed, or longer than "
		 "any "
		 "name; expected ${name}"}},
	{"'E ${program} ${folder}','remedy':'R'", "'E','cure':'R'",
		{".rules[0].cases.missing.cure: unknown key; expected one of explanation, remedy",
			".rules[0].cases.missing: \"remedy\" is missing; expected a text"}},
};

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

static bool load(const char *text)
{
	return pack_text_load(text, &arena, &heard, &pack);
}

START_TEST(a_sound_pack_loads_as_it_is_written)
{
	const struct rule *rule;

	ck_assert(load(sound));
	ck_assert_str_eq(buffer_text(&heard.text), "");
	ck_assert_str_eq(pack.file, "p.json");
	ck_assert_str_eq(pack.id, "sample");
	ck_assert_uint_eq(strlen(pack.sha256), 64);
	ck_assert_uint_eq(pack.parameter_count, 2);
	ck_assert_uint_eq(pack.parameters[0].source_count, 2);
	ck_assert_str_eq(pack.parameters[0].sources[0].name, "exchsrvr");
	ck_assert_str_eq(pack.parameters[0].sources[1].name, "HKLM\\SYSTEM\\Select");
	ck_assert_int_eq(pack.parameters[0].sources[1].form, PARAMETER_ABOVE);
	ck_assert_int_eq(pack.programs[0].basis, BASIS_LIKELY);
	ck_assert_str_eq(pack.libraries[0].name, "Lib.dll");
	ck_assert_str_eq(pack.applies_rule, "present");
	ck_assert_uint_eq(pack.rule_count, 4);
	rule = pack_rule(&pack, "release");
	ck_assert_ptr_eq(rule, &pack.rules[1]);
	ck_assert_int_eq(rule->severity, SEVERITY_LOW);
	ck_assert_ptr_eq(rule->check.type, &check_release);
	ck_assert_uint_eq(check_value(&rule->check, "major")->number, 8);
	ck_assert_str_eq(check_value(&rule->check, "libraries")->list[0], "lib");
	ck_assert_ptr_null(check_value(&rule->check, "path"));
	ck_assert_uint_eq(rule->case_count, 2);
	ck_assert_ptr_null(pack_rule(&pack, "other"));
}
END_TEST

/* sound with from replaced by to. */
static const char *changed(const char *from, const char *to)
{
	const char *at = strstr(sound, from);

	ck_assert_ptr_nonnull(at);
	return arena_printf(&arena, "%.*s%s%s", (int)(at - sound), sound, to, at + strlen(from));
}

static const char *all_checks(void)
{
	const char *all = check_type_at(0)->name;

	for (size_t i = 1; check_type_at(i); i++)
		all = arena_printf(&arena, "%s, %s", all, check_type_at(i)->name);
	return all;
}

START_TEST(each_error_is_told_with_its_place)
{
	const char *expected = "";

	for (size_t i = 0; i < 4 && changes[_i].told[i]; i++) {
		const char *told = changes[_i].told[i];
		int length = (int)strcspn(told, CHECKS);

		expected = arena_printf(&arena, "%serror: p.json: $%.*s%s\n", expected, length,
			told, told[length] ? all_checks() : "");
	}
	ck_assert(!load(changed(changes[_i].from, changes[_i].to)));
	ck_assert_str_eq(buffer_text(&heard.text), expected);
}
END_TEST

START_TEST(all_errors_are_told_at_once)
{
	ck_assert(!load("{'schema':1,'id':'A','parameters':{},'programs':[1],'rules':[]}"));
	ck_assert_str_eq(buffer_text(&heard.text),
		"error: p.json: $.schema: expected a text, found a number\n"
		"error: p.json: $.id: \"A\" is no id; " NO_ID "\n"
		"error: p.json: $: \"version\" is missing; expected a text\n"
		"error: p.json: $: \"title\" is missing; expected a text\n"
		"error: p.json: $: \"description\" is missing; expected a text\n"
		"error: p.json: $: \"references\" is missing; expected a list\n"
		"error: p.json: $.parameters: expected a list, found an object\n"
		"error: p.json: $.programs[0]: expected an object, found a number\n"
		"error: p.json: $.rules: expected a list that is not empty\n");
}
END_TEST

static const struct {
	const char *text;
	const char *message;
} documents[] = {
	{"[]", "error: p.json: $: expected an object, found a list\n"},
	{"3", "error: p.json: $: expected an object, found a number\n"},
	{"", "error: p.json:1:1: this is no JSON; expected a value, a comma or a closing bracket "
	     "here\n"},
};

START_TEST(a_pack_is_an_object)
{
	ck_assert(!load(documents[_i].text));
	ck_assert_str_eq(buffer_text(&heard.text), documents[_i].message);
}
END_TEST

START_TEST(a_parameter_may_end_in_folder)
{
	ck_assert(load(changed("'name':'second','description':'d','default':'${folder}'",
		"'name':'second.folder','description':'d','default':''")));
	ck_assert_str_eq(buffer_text(&heard.text), "");
}
END_TEST

START_TEST(a_file_that_is_not_there_is_told)
{
	ck_assert(!pack_load_file("tests/none.json", &arena, &heard.diagnostics, &pack));
	ck_assert_str_eq(buffer_text(&heard.text),
		"error: cannot open pack tests/none.json: No such file or directory\n");
}
END_TEST

START_TEST(the_pack_that_ships_loads)
{
	ck_assert(pack_load_file("rules/packs/ccmail-8.5.json", &arena, &heard.diagnostics, &pack));
	ck_assert_str_eq(buffer_text(&heard.text), "");
	ck_assert_str_eq(pack.id, "ccmail-8.5");
	ck_assert_uint_eq(pack.rule_count, 17);
}
END_TEST

Suite *suite_rules_pack(void)
{
	Suite *suite = suite_create("rules_pack");
	TCase *tests = tcase_create("pack");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_sound_pack_loads_as_it_is_written);
	tcase_add_loop_test(
		tests, each_error_is_told_with_its_place, 0, sizeof(changes) / sizeof(changes[0]));
	tcase_add_test(tests, all_errors_are_told_at_once);
	tcase_add_loop_test(
		tests, a_pack_is_an_object, 0, sizeof(documents) / sizeof(documents[0]));
	tcase_add_test(tests, a_parameter_may_end_in_folder);
	tcase_add_test(tests, a_file_that_is_not_there_is_told);
	tcase_add_test(tests, the_pack_that_ships_loads);
	return suite;
}
