/* Parameters without a default, those that the user gives, and those from variables and facts. */
#include "tests/unit/rules_case.h"

#include "rules/evaluation/parameter_facts.h"
#include "scanner/host/fact.h"

#include <string.h>

Suite *suite_rules_parameters_unknown(void);

#define KEY "'registry':'HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Services\\\\MSExchangeCCMC'"

static struct judged_machine machine;
static struct host_variable settings[4];

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
	machine.options.settings = settings;
}

static void tear_down(void)
{
	judged_end(&machine);
}

static void set(const char *name, const char *value)
{
	settings[machine.options.setting_count++] = (struct host_variable){name, value};
}

static const struct finding *with_status(const char *rule, enum finding_status status)
{
	const struct finding *finding = judged_finding(&machine, rule);

	ck_assert_msg(finding->status == status, "%s: %s", finding_status_name(finding->status),
		finding->explanation);
	return finding;
}

#define CASES "'cases':{'otherwise':{'explanation':'E','remedy':'R'}}"
/* A rule about the file whose path is a template. */
#define RULE(id, path)                                                                             \
	"{'id':'" id "','title':'T','severity':'low','references':['Q'],'holds':'H','check':"      \
	"{'type':'file','path':'" path "'}," CASES "}"

static void judge(const char *parameters, const char *rules)
{
	judged_judge_by(&machine, judged_pack(&machine, parameters, rules));
}

/* The last of these parameters. */
static const struct parameter_value *value_of(const char *parameters)
{
	judge(parameters, RULE("r", "C:\\\\x"));
	return &machine.result.parameters[machine.result.parameter_count - 1];
}

static void expect_value(const char *parameters, const char *text, const char *origin, bool assumed)
{
	const struct parameter_value *value = value_of(parameters);

	ck_assert_pstr_eq(value->text, text);
	ck_assert_pstr_eq(value->origin, origin);
	ck_assert_int_eq(value->assumed, assumed);
	ck_assert_int_eq(value->missing != NULL, text == NULL);
}

#define PARAMETER(from) "{'name':'p','description':'the thing','from':[" from "]}"
#define OPTIONAL(from) "{'name':'p','description':'the thing','optional':true,'from':[" from "]}"

/* --- sources ------------------------------------------------------------------------------- */

START_TEST(a_variable_of_the_machine)
{
	machine.options.variables = (const struct host_variable[]){{"ccdata", "D:\\cc"}};
	machine.options.variable_count = 1;
	expect_value(PARAMETER("{'environment':'CCDATA'}"), "D:\\cc", "environment", false);
}
END_TEST

START_TEST(a_variable_that_is_not_set)
{
	expect_value(PARAMETER("{'environment':'nothing'},{" KEY ",'value':'Start'}"), "2",
		"registry", false);
	with_status("r", FINDING_FAIL);
}
END_TEST

START_TEST(a_variable_of_a_machine_whose_variables_are_not_known)
{
	machine.without_hive = true;
	expect_value(PARAMETER("{'environment':'nothing'}"), NULL, NULL, false);
	expect_text(value_of(PARAMETER("{'environment':'nothing'}"))->missing,
		"the variable nothing could not be asked, since not all variables of the machine "
		"are known; --env nothing=VALUE gives it; or give the parameter with --set "
		"sample.p=VALUE");
}
END_TEST

START_TEST(a_fact)
{
	expect_value(PARAMETER("{'fact':'windows-directory'}"), "C:\\WINNT", "fact", false);
	expect_value(PARAMETER("{'fact':'computer-name'}"), "EXCH01", "fact", false);
}
END_TEST

START_TEST(a_fact_that_is_assumed_says_so)
{
	machine.without_hive = true;
	judged_remove(&machine, "WINNT/system32/ntdll.dll");
	expect_value(PARAMETER("{'fact':'profile'}"), "nt4", "fact", true);
}
END_TEST

START_TEST(a_fact_that_is_not_known)
{
	machine.without_hive = true;
	expect_value(PARAMETER("{'fact':'computer-name'}"), NULL, NULL, false);
}
END_TEST

START_TEST(every_fact_can_be_asked)
{
	judge("", RULE("r", "C:\\\\x"));
	for (size_t i = 0; parameter_fact_at(i); i++) {
		struct fact fact = parameter_fact(&machine.host, parameter_fact_at(i));

		ck_assert(parameter_fact_is_known(parameter_fact_at(i)));
		ck_assert_msg(fact.source != NULL, "%s", parameter_fact_at(i));
		if (i)
			ck_assert_str_lt(parameter_fact_at(i - 1), parameter_fact_at(i));
	}
	ck_assert(!parameter_fact_is_known("weather"));
}
END_TEST

/* --- given ---------------------------------------------------------------------------------- */

static const char with_default[] =
	"{'name':'p','description':'the thing','from':[{" KEY ",'value':'Start'}],'default':'x'}";

/* A list or bytes where a text is expected: what reads them may take anything from them. */
START_TEST(a_value_of_another_type)
{
	static const char fallen[] = "{'name':'p','description':'the thing','from':[{" KEY
				     ",'value':'Odd'}],'default':'x'}";
	static const char *const texts[] = {"C:\\a", "C:\\b"};

	fixture_hive_set_multi(machine.hive, CONNECTOR_KEY, "Odd", texts, 2);
	expect_value(fallen, "x", "default", true);
	expect_value(PARAMETER("{" KEY ",'value':'Odd'}"), NULL, NULL, false);
	expect_text(value_of(PARAMETER("{" KEY ",'value':'Odd'}"))->missing,
		"MSExchangeCCMC, Odd could not be asked, since it is a list of 2 texts, not one "
		"text; or give the parameter with --set sample.p=VALUE");
}
END_TEST

START_TEST(bytes_are_no_text)
{
	fixture_hive_set(machine.hive, CONNECTOR_KEY, "Odd", FIXTURE_REG_BINARY, "abc", 3);
	expect_text(value_of(PARAMETER("{" KEY ",'value':'Odd'}"))->missing,
		"since its type is not that of a text (it has 3 bytes)");
	expect_value(PARAMETER("{" KEY ",'value':'Odd'},{" KEY ",'value':'Start'}"), "2",
		"registry", false);
}
END_TEST

START_TEST(what_the_user_gives_comes_before_all_sources)
{
	set("p", "given");
	expect_value(with_default, "given", "option", false);
}
END_TEST

START_TEST(for_one_pack_or_for_another)
{
	set("other.p", "not this");
	expect_value(with_default, "2", "registry", false);
	set("sample.p", "given");
	expect_value(with_default, "given", "option", false);
}
END_TEST

START_TEST(the_last_of_several_counts)
{
	set("p", "first");
	set("p", "last");
	expect_value(with_default, "last", "option", false);
}
END_TEST

START_TEST(one_for_this_pack_comes_before_one_for_all)
{
	set("sample.p", "this");
	set("p", "all");
	expect_value(with_default, "this", "option", false);
}
END_TEST

START_TEST(nothing_may_be_given_too)
{
	set("p", "");
	expect_value(with_default, "", "option", false);
	expect_value(PARAMETER(""), "", "option", false);
}
END_TEST

/* --- not known ------------------------------------------------------------------------------ */

static const struct {
	const char *parameters;
	enum finding_status status;
	const char *explanation;
} unknowns[] = {
	{PARAMETER(""), FINDING_UNKNOWN,
		"the parameter p (the thing) is not known: nothing on the machine tells it; give "
		"it with --set sample.p=VALUE"},
	{PARAMETER("{'option':'exchsrvr'}"), FINDING_UNKNOWN,
		"the parameter p (the thing) is not known: --exchsrvr does not give it; give it "
		"with --set sample.p=VALUE"},
	{PARAMETER("{" KEY ",'value':'Nothing'},{'environment':'nothing'},{'option':'exchsrvr'}"),
		FINDING_UNKNOWN,
		"the parameter p (the thing) is not known: "
		"HKLM\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeCCMC, Nothing, the variable "
		"nothing and --exchsrvr do not give it; give it with --set sample.p=VALUE"},
	{OPTIONAL(""), FINDING_NOT_APPLICABLE,
		"the parameter p (the thing) is not known: nothing on the machine tells it; give "
		"it with --set sample.p=VALUE"},
	{OPTIONAL("{'fact':'install-language'}"), FINDING_NOT_APPLICABLE,
		"the parameter p (the thing) is not known: the fact install-language does not give "
		"it; give it with --set sample.p=VALUE"},
};

START_TEST(what_asks_for_it_says_what_is_missing)
{
	judge(unknowns[_i].parameters, RULE("r", "C:\\\\${p}") "," RULE("s", "C:\\\\x"));
	ck_assert_pstr_eq(
		unknowns[_i].explanation, with_status("r", unknowns[_i].status)->explanation);
	ck_assert_str_eq(machine.result.findings[0].subject, "Sample");
	with_status("s", FINDING_FAIL);
	ck_assert_uint_eq(machine.result.findings[0].evidence_count, 0);
}
END_TEST

START_TEST(what_could_not_be_asked_is_unknown_though_it_is_optional)
{
	machine.without_hive = true;
	judge(OPTIONAL("{" KEY ",'value':'Start'}"), RULE("r", "C:\\\\${p}"));
	expect_text(with_status("r", FINDING_UNKNOWN)->explanation,
		"HKLM\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeCCMC, Start could not be "
		"asked, since ");
	expect_text(judged_finding(&machine, "r")->explanation,
		"; or give the parameter with --set sample.p=VALUE");
}
END_TEST

START_TEST(a_value_with_a_variable_that_is_not_known)
{
	fixture_hive_set_text(machine.hive, CONNECTOR_KEY, "Store", FIXTURE_REG_EXPAND_SZ,
		"C:\\%USERNAME%\\store");
	judge("{'name':'p','description':'the thing','from':[{" KEY
	      ",'value':'Store'}],'default':'C:\\\\x'}",
		RULE("r", "${p}"));
	expect_text(with_status("r", FINDING_UNKNOWN)->explanation,
		"Store is \"C:\\%USERNAME%\\store\", and what %USERNAME% is could not be told; "
		"give it with --env USERNAME=VALUE");
}
END_TEST

START_TEST(a_default_does_not_hide_that_a_source_could_not_be_asked)
{
	machine.without_hive = true;
	judge(OPTIONAL("") ",{'name':'q','description':'d','from':[{" KEY
			   ",'value':'Start'}],'default':'${p}\\\\x'}",
		RULE("r", "${q}"));
	expect_text(with_status("r", FINDING_UNKNOWN)->explanation, "Start could not be asked");
}
END_TEST

START_TEST(what_is_optional_counts_before_what_is_needed)
{
	judge(PARAMETER("") ",{'name':'o','description':'d','optional':true}",
		RULE("r", "${p}${o}") "," RULE("s", "${o}${p}"));
	with_status("r", FINDING_NOT_APPLICABLE);
	with_status("s", FINDING_NOT_APPLICABLE);
}
END_TEST

START_TEST(a_default_that_names_it_is_not_known_either)
{
	judge(OPTIONAL("") ",{'name':'q','description':'d','default':'${p}\\\\x'},"
			   "{'name':'z','description':'d','default':'${q.folder}'}",
		RULE("r", "${z}"));
	ck_assert_ptr_null(machine.result.parameters[2].text);
	expect_text(with_status("r", FINDING_NOT_APPLICABLE)->explanation, "--set sample.p=VALUE");
}
END_TEST

START_TEST(texts_and_programs_ask_for_it_too)
{
	judged_judge_by(&machine,
		"{'schema':'compatscan-pack/1','id':'sample','version':'1','title':'Sample',"
		"'description':'D','references':['Q1'],'parameters':[" PARAMETER(
			"") "],"
			    "'programs':[{'id':'i','name':'x.exe','caller':'${p}','current_"
			    "directory':'C:'}],"
			    "'rules':["
			    "{'id':'holds','title':'T','severity':'low','references':['Q'],'holds':"
			    "'${p}',"
			    "'check':{'type':'file','path':'C:\\\\x'}," CASES "},"
			    "{'id':'case','title':'T','severity':'low','references':['Q'],'holds':'"
			    "H',"
			    "'check':{'type':'file','path':'C:\\\\x'},'cases':{'otherwise':{'"
			    "explanation':'E',"
			    "'remedy':'${p.folder}'}}},"
			    "{'id':'item','title':'T','severity':'low','references':['Q'],'holds':'"
			    "H',"
			    "'each':{'in':'list','items':['${p}']},"
			    "'check':{'type':'file','path':'${item}'}," CASES "},"
			    "{'id':'program','title':'T','severity':'low','references':['Q'],'"
			    "holds':'H',"
			    "'check':{'type':'found','program':'i'}," CASES "}]}");
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(machine.result.findings[i].status, FINDING_UNKNOWN);
		expect_text(machine.result.findings[i].explanation, "--set sample.p=VALUE");
	}
}
END_TEST

/* A value of the check hides the parameter. */
START_TEST(what_only_looks_like_it_does_not_ask_for_it)
{
	judge("{'name':'path','description':'d'}",
		"{'id':'r','title':'T','severity':'low','references':['Q'],'holds':'${path}',"
		"'check':{'type':'file','path':'C:\\\\x'}," CASES "}");
	with_status("r", FINDING_FAIL);
}
END_TEST

START_TEST(of_checks_in_checks_only_those_that_ask_for_it)
{
	judge(OPTIONAL(""),
		"{'id':'r','title':'T','severity':'low','references':['Q'],'holds':'H','check':"
		"{'type':'all','checks':[{'type':'file','path':'${p}'},"
		"{'type':'file','path':'C:\\\\nothing'}]}," CASES "},"
		"{'id':'s','title':'T','severity':'low','references':['Q'],'holds':'H','check':"
		"{'type':'when','if':{'type':'file','path':'${p}'},'then':"
		"{'type':'file','path':'C:\\\\nothing'}}," CASES "}");
	with_status("r", FINDING_FAIL);
	with_status("s", FINDING_NOT_APPLICABLE);
}
END_TEST

static const struct {
	const char *parameter;
	const char *applies;
	enum applies answer;
} deciding[] = {
	{PARAMETER(""), "{'rule':'r'}", APPLIES_UNKNOWN},
	{OPTIONAL(""), "{'rule':'r'}", APPLIES_NO},
	{PARAMETER(""), "{'check':{'type':'file','path':'${p}'}}", APPLIES_UNKNOWN},
	{OPTIONAL(""), "{'check':{'type':'file','path':'${p}'}}", APPLIES_NO},
};

START_TEST(what_decides_may_ask_for_it)
{
	judged_judge_by(&machine,
		arena_printf(&machine.arena,
			"{'schema':'compatscan-pack/1','id':'sample','version':'1','title':"
			"'Sample','description':'D','references':['Q1'],'parameters':[%s],"
			"'applies':%s,'rules':[" RULE("r", "${p}") "]}",
			deciding[_i].parameter, deciding[_i].applies));
	ck_assert_int_eq(machine.result.applies, deciding[_i].answer);
	expect_text(machine.result.reason, "--set sample.p=VALUE");
}
END_TEST

Suite *suite_rules_parameters_unknown(void)
{
	Suite *suite = suite_create("rules_parameters_unknown");
	TCase *tests = tcase_create("unknown");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_variable_of_the_machine);
	tcase_add_test(tests, a_variable_that_is_not_set);
	tcase_add_test(tests, a_variable_of_a_machine_whose_variables_are_not_known);
	tcase_add_test(tests, a_fact);
	tcase_add_test(tests, a_fact_that_is_assumed_says_so);
	tcase_add_test(tests, a_fact_that_is_not_known);
	tcase_add_test(tests, every_fact_can_be_asked);
	tcase_add_test(tests, a_value_of_another_type);
	tcase_add_test(tests, bytes_are_no_text);
	tcase_add_test(tests, what_the_user_gives_comes_before_all_sources);
	tcase_add_test(tests, for_one_pack_or_for_another);
	tcase_add_test(tests, the_last_of_several_counts);
	tcase_add_test(tests, one_for_this_pack_comes_before_one_for_all);
	tcase_add_test(tests, nothing_may_be_given_too);
	tcase_add_loop_test(tests, what_asks_for_it_says_what_is_missing, 0,
		(int)(sizeof(unknowns) / sizeof(unknowns[0])));
	tcase_add_test(tests, what_could_not_be_asked_is_unknown_though_it_is_optional);
	tcase_add_test(tests, a_value_with_a_variable_that_is_not_known);
	tcase_add_test(tests, a_default_does_not_hide_that_a_source_could_not_be_asked);
	tcase_add_test(tests, what_is_optional_counts_before_what_is_needed);
	tcase_add_test(tests, a_default_that_names_it_is_not_known_either);
	tcase_add_test(tests, texts_and_programs_ask_for_it_too);
	tcase_add_test(tests, what_only_looks_like_it_does_not_ask_for_it);
	tcase_add_test(tests, of_checks_in_checks_only_those_that_ask_for_it);
	tcase_add_loop_test(tests, what_decides_may_ask_for_it, 0,
		(int)(sizeof(deciding) / sizeof(deciding[0])));
	return suite;
}
