/* The check registry: keys and values, and what they say. */
#include "tests/unit/check_case.h"

Suite *suite_rules_check_registry(void);

#define SERVICE "HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Services\\\\X"
#define SHOWN "HKLM\\SYSTEM\\CurrentControlSet\\Services\\X"
#define VALUE(name, rest) "{'type':'registry','key':'" SERVICE "','value':'" name "'" rest "}"
#define KEY "ControlSet001\\Services\\X"

static struct check_case on;

static void set_up(void)
{
	static const char *const list[] = {"RPCSS", "MSExchangeDS"};
	static const uint8_t bytes[5000] = {0x0A, 0xB0};
	struct fixture_hive *hive;

	check_case_init(&on);
	hive = machine_system(&on.machine);
	fixture_hive_set_text(hive, KEY, "Text", FIXTURE_REG_SZ, "Ccmail");
	fixture_hive_set_text(hive, KEY, "Number text", FIXTURE_REG_SZ, "2");
	fixture_hive_set_text(hive, KEY, "Path", FIXTURE_REG_EXPAND_SZ, "%Base%\\x.exe");
	fixture_hive_set_text(hive, KEY, "Lost", FIXTURE_REG_EXPAND_SZ, "%USERNAME%\\x.exe");
	fixture_hive_set_text(hive, KEY, "", FIXTURE_REG_SZ, "nameless");
	fixture_hive_set_dword(hive, KEY, "Start", 2);
	fixture_hive_set_multi(hive, KEY, "List", list, 2);
	fixture_hive_set_multi(hive, KEY, "None", NULL, 0);
	fixture_hive_set(hive, KEY, "Bytes", FIXTURE_REG_BINARY, bytes, 2);
	fixture_hive_set(hive, KEY, "Long", FIXTURE_REG_BINARY, bytes, sizeof(bytes));
	fixture_hive_set(hive, KEY, "Odd", FIXTURE_REG_NONE, bytes, 3);
	machine_variable(&on.machine, "Base", FIXTURE_REG_SZ, "C:\\Base");
}

static void tear_down(void)
{
	check_case_free(&on);
}

START_TEST(a_key_is_there_or_not)
{
	static const char there[] = "{'type':'registry','key':'" SERVICE "'}";
	static const char gone[] = "{'type':'registry','key':'" SERVICE "Y'}";
	const struct finding *finding = expect_pass(&on, there, SHOWN ": there");

	ck_assert_str_eq(finding->subject, SHOWN);
	expect_seen(finding, 0,
		(struct evidence){SHOWN, NULL, "registry key", "there", "there", 0, NULL});
	finding = expect_fail(&on, gone, "missing", SHOWN "Y is not there");
	expect_seen(finding, 0,
		(struct evidence){SHOWN "Y", NULL, "registry key", "there", "not there", 0, NULL});
	expect_fail(&on, "{'type':'registry','key':'" SERVICE "','absent':true}", "present",
		SHOWN " is there");
	expect_pass(&on, "{'type':'registry','key':'" SERVICE "Y','absent':true}", NULL);
	expect_pass(&on, "{'type':'registry','key':'" SERVICE "Y','exists':false}", NULL);
}
END_TEST

START_TEST(a_value_is_there_or_not)
{
	const struct finding *finding =
		expect_pass(&on, VALUE("text", ""), SHOWN ", text: \"Ccmail\"");

	expect_seen(finding, 0,
		(struct evidence){
			SHOWN, NULL, "registry value text", "there", "\"Ccmail\"", 0, NULL});
	expect_fail(&on, VALUE("Gone", ""), "missing", SHOWN ", Gone is not there");
	expect_fail(&on, VALUE("Text", ",'absent':true"), "present", SHOWN ", Text is there");
	expect_pass(&on, VALUE("Gone", ",'absent':true"), SHOWN ", Gone: not set");
	expect_pass(&on, VALUE("Gone", ",'exists':false,'equals':1"), NULL);
	expect_fail(&on, VALUE("Start", ",'exists':false,'equals':1"), "other", NULL);
	expect_pass(&on, VALUE("", ",'equals':'nameless'"), SHOWN ", default value: \"nameless\"");
}
END_TEST

START_TEST(a_text_is_compared_without_regard_to_case)
{
	expect_pass(&on, VALUE("Text", ",'equals':'CCMAIL'"), NULL);
	expect_pass(&on, VALUE("Text", ",'one_of':['x','ccmail']"), NULL);
	expect_pass(&on, VALUE("Text", ",'matches':'cc*'"), NULL);
	expect_pass(&on, VALUE("Text", ",'matches':['x*','?CMAIL']"), NULL);
	expect_fail(&on, VALUE("Text", ",'equals':'cc'"), "other",
		SHOWN ", Text is \"Ccmail\", expected \"cc\"");
	expect_fail(&on, VALUE("Text", ",'one_of':['cc',1]"), "other",
		SHOWN ", Text is \"Ccmail\", expected \"cc\" or 1");
	expect_fail(&on, VALUE("Text", ",'matches':['x*','y*']"), "other",
		SHOWN ", Text is \"Ccmail\", expected like \"x*\" or \"y*\"");
	expect_fail(&on, VALUE("Text", ",'equals':'ccmail','matches':'y*'"), "other", NULL);
}
END_TEST

START_TEST(a_number_is_compared_with_numbers)
{
	expect_pass(&on, VALUE("Start", ",'equals':2"), SHOWN ", Start: 2");
	expect_pass(&on, VALUE("Start", ",'equals':'2'"), NULL);
	expect_pass(&on, VALUE("Start", ",'min':2,'max':2"), NULL);
	expect_fail(&on, VALUE("Start", ",'equals':3"), "other", SHOWN ", Start is 2, expected 3");
	expect_fail(&on, VALUE("Start", ",'min':3"), "out-of-range",
		SHOWN ", Start is 2, expected at least 3");
	expect_fail(&on, VALUE("Start", ",'min':0,'max':1"), "out-of-range",
		SHOWN ", Start is 2, expected at least 0 and at most 1");
	expect_fail(&on, VALUE("Number text", ",'equals':2"), "wrong-type",
		SHOWN ", Number text is \"2\", expected a value of another type: 2");
	expect_fail(&on, VALUE("Number text", ",'max':2"), "wrong-type", NULL);
	expect_fail(&on, VALUE("Odd", ",'equals':2"), "wrong-type",
		SHOWN ", Odd is 3 bytes of another type, expected a value of another type: 2");
}
END_TEST

START_TEST(digits_are_a_number_when_the_pack_says_so)
{
	expect_pass(&on, VALUE("Number text", ",'digits':true,'min':2,'max':2"), NULL);
	expect_pass(&on, VALUE("Number text", ",'digits':true,'equals':2"), NULL);
	expect_fail(&on, VALUE("Number text", ",'digits':true,'min':3"), "out-of-range",
		SHOWN ", Number text is \"2\", expected at least 3");
	expect_fail(&on, VALUE("Text", ",'digits':true,'min':3"), "wrong-type", NULL);
	expect_pass(&on, VALUE("Start", ",'digits':true,'equals':2"), NULL);
	expect_pass(&on, VALUE("Gone", ",'digits':true,'default':'5','min':5"), NULL);
	expect_fail(&on, VALUE("Gone", ",'default':'5','min':5"), "wrong-type", NULL);
}
END_TEST

START_TEST(a_default_counts_where_nothing_is_set)
{
	expect_pass(&on, VALUE("Gone", ",'default':5,'min':5,'max':5"),
		SHOWN ", Gone: not set, so 5 counts");
	expect_fail(&on, VALUE("Gone", ",'default':5,'max':4"), "out-of-range", NULL);
	expect_fail(&on, VALUE("Gone", ",'default':'5','equals':5"), "wrong-type", NULL);
	expect_pass(&on, VALUE("Gone", ",'default':'a','matches':'?'"), NULL);
	expect_fail(&on, VALUE("Start", ",'default':5,'equals':5"), "other", NULL);
	expect_pass(&on,
		"{'type':'registry','key':'" SERVICE "Y','value':'V','default':5,'equals':5}",
		NULL);
}
END_TEST

START_TEST(variables_are_expanded_unless_the_raw_text_is_meant)
{
	const struct finding *finding =
		expect_pass(&on, VALUE("Path", ",'equals':'c:\\\\base\\\\X.EXE'"), NULL);

	ck_assert_str_eq(
		finding->evidence[0].actual, "\"C:\\Base\\x.exe\" (stored as \"%Base%\\x.exe\")");
	expect_pass(&on, VALUE("Path", ",'raw':true,'equals':'%base%\\\\x.exe'"), NULL);
	expect_fail(&on, VALUE("Path", ",'raw':true,'matches':'C:*'"), "other", NULL);
	expect_unknown(&on, VALUE("Lost", ",'matches':'C:*'"),
		SHOWN ", Lost is \"%USERNAME%\\x.exe\", and what %USERNAME% is could not be told; "
		      "give it with --env USERNAME=VALUE");
}
END_TEST

/* It has no entry that could match, and is as empty as "". */
START_TEST(an_empty_list_equals_the_empty_text_alone)
{
	expect_pass(&on, VALUE("None", ",'equals':''"), SHOWN ", None: an empty list");
	expect_pass(&on, VALUE("None", ",'one_of':['x','']"), NULL);
	expect_fail(&on, "{'type':'not','check':" VALUE("None", ",'equals':''") "}", "holds", NULL);
	expect_fail(&on, VALUE("None", ",'equals':'x'"), "other",
		SHOWN ", None is an empty list, expected \"x\"");
	expect_fail(&on, VALUE("None", ",'matches':'*'"), "other", NULL);
	expect_fail(&on, VALUE("List", ",'equals':''"), "other", NULL);
}
END_TEST

START_TEST(any_text_of_a_list_will_do)
{
	expect_pass(&on, VALUE("List", ",'equals':'msexchangeds'"),
		SHOWN ", List: a list: RPCSS, MSExchangeDS");
	expect_pass(&on, VALUE("List", ",'matches':'RPC*'"), NULL);
	expect_fail(&on, VALUE("List", ",'equals':'Netlogon'"), "other",
		SHOWN ", List is a list: RPCSS, MSExchangeDS, expected \"Netlogon\"");
	expect_fail(&on, VALUE("None", ",'matches':'*'"), "other", NULL);
}
END_TEST

START_TEST(bytes_are_compared_in_hexadecimal)
{
	expect_pass(&on, VALUE("Bytes", ",'equals':'0AB0'"), SHOWN ", Bytes: bytes 0ab0");
	expect_fail(&on, VALUE("Bytes", ",'matches':'0b*'"), "other", NULL);
	expect_pass(&on, VALUE("Long", ""), NULL);
	expect_unknown(&on, VALUE("Long", ",'matches':'0a*'"),
		SHOWN ", Long has 5000 bytes, of which only 4096 are read, so it could not be "
		      "compared");
}
END_TEST

START_TEST(without_the_hive_it_is_unknown)
{
	expect_unknown(&on, "{'type':'registry','key':'HKLM\\\\SOFTWARE\\\\X','absent':true}",
		"HKLM\\SOFTWARE\\X could not be read: no SOFTWARE hive could be read; give one "
		"with "
		"--software-hive FILE");
	expect_unknown(&on,
		"{'type':'registry','key':'HKLM\\\\SOFTWARE\\\\X','value':'V','default':1,'equals':"
		"1}",
		"HKLM\\SOFTWARE\\X, V could not be read: no SOFTWARE hive could be read; give one "
		"with --software-hive FILE");
}
END_TEST

START_TEST(what_does_not_go_together_is_refused)
{
	expect_refused(&on, "{'type':'registry','key':'HKLM\\\\SYSTEM','equals':'x'}",
		"expected equals, one_of, matches, min, max, default, raw, digits only with value");
	expect_refused(&on, VALUE("V", ",'absent':true,'equals':'x'"),
		"expected exists, equals, one_of, matches, min, max, default, raw, digits not with "
		"absent");
	expect_refused(&on, VALUE("V", ",'exists':false,'default':'x'"),
		"expected at most one of exists, default");
	expect_refused(&on, "{'type':'registry','key':'HKEY_LOCAL_MACHINE\\\\SYSTEM'}",
		"$.rules[0].check.key: \"HKEY_LOCAL_MACHINE\\SYSTEM\" is in no hive that is read; "
		"expected a key below HKLM\\SYSTEM, HKLM\\SOFTWARE, HKU\\.DEFAULT or HKCU");
	expect_refused(&on, VALUE("V", ",'equals':'C:\\temp'"),
		"$.rules[0].check.equals: the text holds a control character; in JSON a backslash "
		"is "
		"written twice: C:\\\\temp");
	expect_refused(&on, VALUE("V", ",'min':3,'max':2"),
		"\"min\" is greater than \"max\"; expected the lower number in \"min\"");
	expect_refused(&on, VALUE("V", ",'equals':true"),
		"$.rules[0].check.equals: expected a text or a number, found true or false");
	expect_refused(&on, VALUE("V", ",'equals':'${lost}'"),
		"${lost} is neither a parameter of the pack defined above nor a value of the "
		"check");
	expect_refused(&on, VALUE("V", ",'one_of':[1.5]"),
		"$.rules[0].check.one_of[0]: expected a whole number from 0 to 9007199254740992");
}
END_TEST

Suite *suite_rules_check_registry(void)
{
	Suite *suite = suite_create("rules_check_registry");
	TCase *tests = tcase_create("registry");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_key_is_there_or_not);
	tcase_add_test(tests, a_value_is_there_or_not);
	tcase_add_test(tests, a_text_is_compared_without_regard_to_case);
	tcase_add_test(tests, a_number_is_compared_with_numbers);
	tcase_add_test(tests, digits_are_a_number_when_the_pack_says_so);
	tcase_add_test(tests, a_default_counts_where_nothing_is_set);
	tcase_add_test(tests, variables_are_expanded_unless_the_raw_text_is_meant);
	tcase_add_test(tests, an_empty_list_equals_the_empty_text_alone);
	tcase_add_test(tests, any_text_of_a_list_will_do);
	tcase_add_test(tests, bytes_are_compared_in_hexadecimal);
	tcase_add_test(tests, without_the_hive_it_is_unknown);
	tcase_add_test(tests, what_does_not_go_together_is_refused);
	return suite;
}
