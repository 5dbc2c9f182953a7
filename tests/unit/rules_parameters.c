/* Where the values of parameters come from. */
#include "tests/unit/rules_case.h"

#include <string.h>

Suite *suite_rules_parameters(void);

#define KEY "'registry':'HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Services\\\\MSExchangeCCMC'"

static struct judged_machine machine;

static void set_up(void)
{
	judged_start(&machine, FIXTURE_SERVER_FIXED);
}

static void tear_down(void)
{
	judged_end(&machine);
}

static void set_image_path(enum fixture_registry_type type, const char *text)
{
	fixture_hive_set_text(machine.hive, CONNECTOR_KEY, "ImagePath", type, text);
}

/* The value of the last of these parameters. */
static const struct parameter_value *value_of(const char *parameters)
{
	judged_judge_by(&machine,
		judged_pack(&machine, parameters,
			"{'id':'r','title':'T','severity':'low','references':['Q'],'holds':'H',"
			"'check':{'type':'service','service':'S'}}"));
	ck_assert_uint_gt(machine.result.parameter_count, 0);
	return &machine.result.parameters[machine.result.parameter_count - 1];
}

static void expect_value(const char *parameters, const char *text, const char *origin, bool assumed)
{
	const struct parameter_value *value = value_of(parameters);

	ck_assert_str_eq(value->text, text);
	ck_assert_str_eq(value->origin, origin);
	ck_assert_int_eq(value->assumed, assumed);
}

static const char from_option[] =
	"{'name':'p','description':'d','from':[{'option':'exchsrvr'}],'default':'C:\\\\x'}";
static const char from_value[] = "{'name':'p','description':'d','from':[{" KEY
				 ",'value':'ImagePath'}],'default':'fallen back'}";
static const char from_program[] = "{'name':'p','description':'d','from':[{" KEY
				   ",'value':'ImagePath','as':'program'}],'default':'none'}";
static const char from_above[] =
	"{'name':'p','description':'d','from':[{" KEY
	",'value':'ImagePath','as':'above','suffix':'Connect\\\\Ccmc.exe'}],'default':'none'}";

START_TEST(the_option_gives_its_absolute_path)
{
	machine.options.exchsrvr = "d:/exchsrvr/";
	expect_value(from_option, "D:\\exchsrvr", "option", false);
}
END_TEST

START_TEST(without_the_option_the_default_counts)
{
	expect_value(from_option, "C:\\x", "default", false);
}
END_TEST

START_TEST(the_registry_gives_text_as_it_is)
{
	set_image_path(FIXTURE_REG_SZ, "%SystemRoot%\\x.exe /a");
	expect_value(from_value, "%SystemRoot%\\x.exe /a", "registry", false);
}
END_TEST

START_TEST(expandable_text_is_expanded)
{
	set_image_path(FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\x.exe /a");
	expect_value(from_value, "C:\\WINNT\\x.exe /a", "registry", false);
}
END_TEST

START_TEST(a_program_without_extension_is_the_one_that_windows_runs)
{
	judged_write(&machine, "our shop/x.exe", "x");
	set_image_path(FIXTURE_REG_SZ, "C:\\our shop\\x /a");
	expect_value(from_program, "C:\\our shop\\x.exe", "registry", false);
	set_image_path(FIXTURE_REG_SZ, "\"C:\\our shop\\x\" /a");
	expect_value(from_program, "C:\\our shop\\x.exe", "registry", false);
	set_image_path(FIXTURE_REG_SZ, "x /a");
	expect_value(from_program, "x", "registry", false);
	set_image_path(FIXTURE_REG_SZ, "C:\\gone\\x /a");
	expect_value(from_program, "C:\\gone\\x", "registry", false);
}
END_TEST

START_TEST(a_number_is_its_digits)
{
	expect_value("{'name':'p','description':'d','from':[{" KEY
		     ",'value':'Start'}],'default':''}",
		"2", "registry", false);
}
END_TEST

START_TEST(an_empty_value_is_none)
{
	set_image_path(FIXTURE_REG_SZ, "");
	expect_value(from_value, "fallen back", "default", false);
}
END_TEST

START_TEST(a_value_that_is_not_there_is_no_assumption)
{
	ck_assert(fixture_hive_delete_value(machine.hive, CONNECTOR_KEY, "ImagePath"));
	expect_value(from_value, "fallen back", "default", false);
}
END_TEST

START_TEST(without_a_hive_the_default_is_assumed)
{
	machine.without_hive = true;
	expect_value(from_value, "fallen back", "default", true);
}
END_TEST

static const struct {
	const char *command_line;
	const char *program;
} command_lines[] = {
	{"C:\\x\\a.exe", "C:\\x\\a.exe"},
	{"C:\\Program Files\\a.exe -k b", "C:\\Program Files\\a.exe"},
	{"\"C:\\Program Files\\a.exe\" -k b", "C:\\Program Files\\a.exe"},
	{"\\??\\C:\\x\\a.sys", "C:\\x\\a.sys"},
};

START_TEST(a_program_is_taken_out_of_its_command_line)
{
	set_image_path(FIXTURE_REG_SZ, command_lines[_i].command_line);
	expect_value(from_program, command_lines[_i].program, "registry", false);
}
END_TEST

static const struct {
	const char *text;
	const char *folder; /* NULL: the source gives nothing */
} above[] = {
	{"C:\\exchsrvr\\connect\\CCMC.EXE", "C:\\exchsrvr"},
	{"C:\\exchsrvr\\connect\\ccmc.exe /service", "C:\\exchsrvr"},
	{"\"c:/Exchange Server/connect/ccmc.exe\" /service", "C:\\Exchange Server"},
	{"C:\\Exchange Server\\connect\\ccmc.exe", "C:\\Exchange Server"},
	{"C:\\exchsrvr\\disconnect\\ccmc.exe", NULL},
	{"C:\\exchsrvr\\ccmc.exe", NULL},
	{"connect\\ccmc.exe", NULL},
};

START_TEST(the_folder_above_a_known_ending)
{
	set_image_path(FIXTURE_REG_SZ, above[_i].text);
	expect_value(from_above, above[_i].folder ? above[_i].folder : "none",
		above[_i].folder ? "registry" : "default", false);
}
END_TEST

START_TEST(the_folder_above_a_folder_with_spaces)
{
	judged_parameter(&machine, "Connector Store Path", "D:\\Exchange Server\\Ccmcdata\\");
	expect_value("{'name':'p','description':'d','from':[{'registry':'HKLM\\\\SYSTEM\\\\"
		     "CurrentControlSet\\\\Services\\\\MSExchangeCCMC\\\\Parameters','value':"
		     "'Connector Store Path','as':'above','suffix':'ccmcdata'}],'default':''}",
		"D:\\Exchange Server", "registry", false);
}
END_TEST

START_TEST(the_first_source_with_a_value_counts)
{
	static const char both[] =
		"{'name':'p','description':'d','from':[{" KEY ",'value':'Missing'},"
		"{" KEY ",'value':'ObjectName'},{'option':'exchsrvr'}],'default':'none'}";

	machine.options.exchsrvr = "C:\\exchsrvr";
	expect_value(both, "EXCHDOM\\exservice", "registry", false);
}
END_TEST

START_TEST(a_default_may_name_parameters_above)
{
	expect_value("{'name':'base','description':'d','default':'C:\\\\a\\\\b.exe'},"
		     "{'name':'p','description':'d','default':'${base.folder};${base}'}",
		"C:\\a;C:\\a\\b.exe", "default", false);
}
END_TEST

START_TEST(the_current_control_set_is_asked)
{
	fixture_hive_set_dword(machine.hive, "Select", "Current", 2);
	expect_value(from_value, "D:\\exchsrvr\\connect\\ccmail\\bin\\ccmc.exe", "registry", false);
}
END_TEST

Suite *suite_rules_parameters(void)
{
	Suite *suite = suite_create("rules_parameters");
	TCase *tests = tcase_create("parameters");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_option_gives_its_absolute_path);
	tcase_add_test(tests, without_the_option_the_default_counts);
	tcase_add_test(tests, the_registry_gives_text_as_it_is);
	tcase_add_test(tests, expandable_text_is_expanded);
	tcase_add_test(tests, a_program_without_extension_is_the_one_that_windows_runs);
	tcase_add_test(tests, a_number_is_its_digits);
	tcase_add_test(tests, an_empty_value_is_none);
	tcase_add_test(tests, a_value_that_is_not_there_is_no_assumption);
	tcase_add_test(tests, without_a_hive_the_default_is_assumed);
	tcase_add_loop_test(tests, a_program_is_taken_out_of_its_command_line, 0,
		sizeof(command_lines) / sizeof(command_lines[0]));
	tcase_add_loop_test(
		tests, the_folder_above_a_known_ending, 0, sizeof(above) / sizeof(above[0]));
	tcase_add_test(tests, the_folder_above_a_folder_with_spaces);
	tcase_add_test(tests, the_first_source_with_a_value_counts);
	tcase_add_test(tests, a_default_may_name_parameters_above);
	tcase_add_test(tests, the_current_control_set_is_asked);
	return suite;
}
