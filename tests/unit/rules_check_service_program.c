/* What services run: the checks service-program and service-command, dependencies by path, the
 * selections of services, and programs of a pack in the PATH of a service. */
#include "tests/unit/check_case.h"
#include "tests/unit/rules_case.h"
#include "tests/unit/suites.h"

#define SERVICES "ControlSet001\\Services\\"
#define PROGRAM "{'type':'service-program','service':'Shop'}"
#define COMMAND "{'type':'service-command','service':'Shop'}"
#define NEEDS "{'type':'dependencies','path':'C:\\\\shop\\\\shop.exe','severity_delayed':'low'"

static struct check_case on;

static void set_up(void)
{
	check_case_init(&on);
	machine_file(&on.machine, "C:\\WINNT\\System32\\kernel32.dll");
	machine_path(&on.machine, "%SystemRoot%\\System32");
}

static void tear_down(void)
{
	check_case_free(&on);
}

static const char *put_service(const char *name, uint32_t start, const char *command)
{
	const char *key = arena_printf(&on.machine.arena, SERVICES "%s", name);
	struct fixture_hive *hive = machine_system(&on.machine);

	fixture_hive_set_dword(hive, key, "Type", 0x10);
	fixture_hive_set_dword(hive, key, "Start", start);
	fixture_hive_set_text(hive, key, "ImagePath", FIXTURE_REG_EXPAND_SZ, command);
	return key;
}

static void put_program(const char *path, const char *module, bool delay)
{
	static const struct specimen_symbol symbol = {.name = "Open"};
	const struct specimen_import import = {
		.module = module, .delay = delay, .symbols = &symbol, .symbol_count = 1};

	machine_image(&on.machine, path,
		&(struct specimen_image){
			.kind = SPECIMEN_PE32, .imports = &import, .import_count = module ? 1 : 0});
}

static void put_dll(const char *path, enum specimen_kind kind, const char *symbol)
{
	const struct specimen_export export = {.name = symbol};

	machine_image(&on.machine, path,
		&(struct specimen_image){
			.kind = kind, .dll = true, .exports = &export, .export_count = 1});
}

START_TEST(the_program_of_a_service_is_there)
{
	const struct finding *finding;

	put_service("Shop", 2, "C:\\shop\\shop.exe -run");
	put_program("C:\\shop\\shop.exe", NULL, false);
	finding = expect_pass(
		&on, PROGRAM, "the program of the service Shop is there: C:\\shop\\shop.exe");
	expect_seen(finding, 0,
		(struct evidence){"HKLM\\SYSTEM\\CurrentControlSet\\Services\\Shop", NULL,
			"ImagePath", "C:\\shop\\shop.exe", "C:\\shop\\shop.exe -run", 0, NULL});
	expect_not_applicable(
		&on, "{'type':'service-program','service':'None'}", "there is no service None");
}
END_TEST

START_TEST(the_program_of_a_service_is_gone)
{
	put_service("Shop", 2, "C:\\shop\\shop.exe");
	expect_fail(&on, PROGRAM, "missing",
		"the program of the service Shop, C:\\shop\\shop.exe, is not there");
	expect_not_applicable(&on, COMMAND, "no program of the service Shop was found");
}
END_TEST

START_TEST(the_dll_of_a_service_is_gone)
{
	const char *key = put_service("Shop", 2, "C:\\shop\\shop.exe");

	put_program("C:\\shop\\shop.exe", NULL, false);
	fixture_hive_set_text(machine_system(&on.machine),
		arena_printf(&on.machine.arena, "%s\\Parameters", key), "ServiceDll",
		FIXTURE_REG_SZ, "C:\\shop\\shop.dll");
	expect_fail(&on, PROGRAM, "missing-dll",
		"the DLL of the service Shop, C:\\shop\\shop.dll, is not there");
	on.each = "{'in':'service-dlls','start':'automatic'}";
	expect_fail(&on, "{'type':'file','path':'${item}'}", "missing", NULL);
	ck_assert_str_eq(on.result.findings[0].subject, "C:\\shop\\shop.dll");
}
END_TEST

START_TEST(a_program_on_a_drive_that_was_not_given)
{
	put_service("Shop", 2, "D:\\shop\\shop.exe");
	expect_unknown(&on, PROGRAM, NULL);
}
END_TEST

START_TEST(a_driver_is_no_program)
{
	const char *key = put_service("Shop", 2, "C:\\shop\\shop.sys");

	fixture_hive_set_dword(machine_system(&on.machine), key, "Type", 1);
	expect_not_applicable(&on, PROGRAM, "Shop is a driver");
}
END_TEST

START_TEST(a_command_in_quotation_marks_is_clear)
{
	put_service("Shop", 2, "\"C:\\Program Files\\Shop\\shop.exe\" -run");
	put_program("C:\\Program Files\\Shop\\shop.exe", NULL, false);
	put_program("C:\\Program.exe", NULL, false);
	expect_pass(&on, COMMAND, NULL);
}
END_TEST

START_TEST(a_command_without_spaces_in_its_path_is_clear)
{
	put_service("Shop", 2, "C:\\shop\\shop.exe -run it");
	put_program("C:\\shop\\shop.exe", NULL, false);
	expect_pass(
		&on, COMMAND, "the command of the service Shop leads to C:\\shop\\shop.exe alone");
}
END_TEST

START_TEST(another_file_could_take_the_place_of_a_program)
{
	const struct finding *finding;

	put_service("Shop", 2, "C:\\Program Files\\Shop\\shop.exe -run");
	put_program("C:\\Program Files\\Shop\\shop.exe", NULL, false);
	finding = expect_fail(&on, COMMAND, "open",
		"the command of the service Shop has no quotation marks: a file C:\\Program.exe "
		"would run in the place of C:\\Program Files\\Shop\\shop.exe");
	ck_assert_int_eq(finding->severity, SEVERITY_HIGH);
	finding = expect_fail(&on,
		"{'type':'service-command','service':'Shop','severity_open':'low'}", "open", NULL);
	ck_assert_int_eq(finding->severity, SEVERITY_LOW);
}
END_TEST

START_TEST(another_file_takes_the_place_of_a_program)
{
	put_service("Shop", 2, "C:\\Program Files\\Shop\\shop.exe -run");
	put_program("C:\\Program Files\\Shop\\shop.exe", NULL, false);
	put_program("C:\\Program.exe", NULL, false);
	expect_fail(&on, COMMAND, "taken",
		"the service Shop runs C:\\Program.exe, not C:\\Program Files\\Shop\\shop.exe: its "
		"command has no quotation marks");
}
END_TEST

START_TEST(without_windows_its_own_files_are_not_missed)
{
	struct check_case bare;

	check_case_init(&bare);
	machine_folder(&bare.machine, "C:\\WINNT\\System32");
	fixture_hive_set_dword(machine_system(&bare.machine), SERVICES "Shop", "Type", 0x10);
	fixture_hive_set_text(machine_system(&bare.machine), SERVICES "Shop", "ImagePath",
		FIXTURE_REG_EXPAND_SZ, "%SystemRoot%\\System32\\spoolss.exe");
	expect_not_applicable(&bare, PROGRAM, NULL);
	check_case_free(&bare);
}
END_TEST

START_TEST(a_program_finds_what_it_needs)
{
	put_program("C:\\shop\\shop.exe", "tool.dll", false);
	put_dll("C:\\shop\\tool.dll", SPECIMEN_PE32, "Open");
	expect_pass(&on, NEEDS "}", "all that is imported is there (1 modules)");
	expect_not_applicable(&on,
		"{'type':'dependencies','path':'C:\\\\gone.exe','severity_delayed':'low'}",
		"C:\\gone.exe is not there");
	expect_unknown(&on, "{'type':'dependencies','path':'shop.exe','severity_delayed':'low'}",
		"what shop.exe needs could not be told: it is no full path");
	expect_not_applicable(&on, NEEDS ",'kind':'pe32plus'}", NULL);
}
END_TEST

START_TEST(a_program_lacks_what_it_needs)
{
	put_program("C:\\shop\\shop.exe", "tool.dll", false);
	put_dll("C:\\shop\\other.dll", SPECIMEN_PE32, "Open");
	expect_fail(&on, NEEDS ",'needs_windows':true}", "missing-module", NULL);
}
END_TEST

START_TEST(a_program_finds_a_16_bit_dll)
{
	put_program("C:\\shop\\shop.exe", "tool.dll", false);
	put_dll("C:\\WINNT\\System32\\tool.dll", SPECIMEN_NE, "Open");
	expect_fail(&on, NEEDS "}", "wrong-image", NULL);
}
END_TEST

START_TEST(the_needs_of_a_service_follow_its_own_path)
{
	static const char *const variable = "Path=C:\\parts";
	const char *key = put_service("Shop", 2, "C:\\shop\\shop.exe");

	fixture_hive_set_multi(machine_system(&on.machine), key, "Environment", &variable, 1);
	put_program("C:\\shop\\shop.exe", "tool.dll", false);
	put_dll("C:\\parts\\tool.dll", SPECIMEN_PE32, "Open");
	expect_pass(&on, NEEDS ",'service':'Shop'}", NULL);
	expect_fail(&on, NEEDS "}", "missing-module", NULL);
	expect_fail(&on, NEEDS ",'service':'None'}", "missing-module", NULL);
}
END_TEST

START_TEST(without_windows_needs_are_not_judged)
{
	struct check_case bare;

	check_case_init(&bare);
	machine_image(&bare.machine, "C:\\shop\\shop.exe",
		&(struct specimen_image){.kind = SPECIMEN_PE32});
	expect_not_applicable(&bare, NEEDS ",'needs_windows':true}", NULL);
	expect_pass(&bare, NEEDS "}", NULL);
	check_case_free(&bare);
}
END_TEST

START_TEST(programs_and_a_path_do_not_go_together)
{
	expect_refused(
		&on, NEEDS ",'programs':['import']}", "expected exactly one of programs, path");
	expect_refused(&on, "{'type':'dependencies','programs':[],'severity_delayed':'low'}",
		"expected a list that is not empty");
}
END_TEST

START_TEST(services_by_their_start)
{
	put_service("A", 2, "C:\\a.exe");
	put_service("B", 3, "C:\\b.exe");
	put_service("C", 4, "C:\\c.exe");
	fixture_hive_set_dword(
		machine_system(&on.machine), put_service("D", 1, "C:\\d.sys"), "Type", 1);
	on.each = "{'in':'services','start':['automatic','manual']}";
	expect_fail(&on, "{'type':'service-program','service':'${item.name}'}", "missing", NULL);
	ck_assert_uint_eq(on.result.finding_count, 2);
	ck_assert_str_eq(on.result.findings[1].subject, "C:\\b.exe");
	on.each = "{'in':'drivers','start':'system'}";
	expect_fail(&on, "{'type':'file','path':'${item}'}", "missing", NULL);
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(on.result.findings[0].subject, "C:\\d.sys");
}
END_TEST

START_TEST(a_program_of_several_services_comes_once)
{
	static const char *const variable = "X=Y";

	put_service("A", 2, "C:\\a.exe");
	put_service("B", 2, "C:\\a.exe -b");
	put_service("C", 3, "C:\\a.exe");
	fixture_hive_set_text(machine_system(&on.machine), put_service("D", 2, "C:\\a.exe"),
		"ObjectName", FIXTURE_REG_SZ, ".\\clerk");
	fixture_hive_set_multi(machine_system(&on.machine), put_service("E", 2, "C:\\a.exe"),
		"Environment", &variable, 1);
	put_program("C:\\a.exe", NULL, false);
	on.each = "{'in':'services','start':'automatic','once':true}";
	expect_pass(&on, "{'type':'file','path':'${item}'}", "3 pass");
	on.each = "{'in':'services'}";
	expect_pass(&on, "{'type':'file','path':'${item}'}", "5 pass");
}
END_TEST

START_TEST(services_without_a_registry)
{
	struct check_case bare;

	check_case_init(&bare);
	machine_folder(&bare.machine, "C:\\WINNT\\System32");
	bare.each = "{'in':'services'}";
	expect_unknown(&bare, "{'type':'file','path':'${item}'}", NULL);
	bare.each = "{'in':'services','where_known':true}";
	expect_not_applicable(&bare, "{'type':'file','path':'${item}'}", NULL);
	check_case_free(&bare);
}
END_TEST

/* A program of a pack that is searched as the connector's service would; PATH of the machine holds
 * C:\ccmail. */
START_TEST(a_program_of_a_pack_in_the_path_of_a_service)
{
	static const char *const variable = "Path=C:\\parts";
	struct judged_machine machine;
	const struct finding *finding;

	judged_start(&machine, FIXTURE_SERVER_FIXED);
	fixture_hive_set_multi(machine.hive, CONNECTOR_KEY, "Environment", &variable, 1);
	judged_copy(&machine, "ccmail/Import.exe", "parts/Import.exe");
	judged_judge_by(&machine,
		"{'schema':'compatscan-pack/1','id':'sample','version':'1','title':'Sample',"
		"'description':'D','references':['Q1'],'libraries':[{'id':'l','name':'Cdmw800.dll'}"
		"],'programs':["
		"{'id':'of-service','name':'Import.exe','caller':'C:\\\\x','current_directory':"
		"'C:\\\\x','service':'MSExchangeCCMC'},"
		"{'id':'of-machine','name':'Import.exe','caller':'C:\\\\x','current_directory':"
		"'C:\\\\x','service':'None','launcher':'searchpath'}],'rules':["
		"{'id':'a','title':'T','severity':'low','references':['Q1'],'holds':'${winner}',"
		"'check':{'type':'found','program':'of-service'},"
		"'cases':{'otherwise':{'explanation':'E','remedy':'R'}}},"
		"{'id':'b','title':'T','severity':'low','references':['Q1'],'holds':'${winner}',"
		"'check':{'type':'found','program':'of-machine'},"
		"'cases':{'otherwise':{'explanation':'E','remedy':'R'}}},"
		"{'id':'c','title':'T','severity':'low','references':['Q1'],'holds':'${folder}',"
		"'check':{'type':'on-path','programs':['of-service'],'libraries':['l']},"
		"'cases':{'otherwise':{'explanation':'E','remedy':'R'}}}]}");
	finding = judged_finding(&machine, "a");
	ck_assert_str_eq(finding->explanation, "C:\\parts\\Import.exe");
	finding = judged_finding(&machine, "b");
	ck_assert_str_eq(finding->explanation, "C:\\ccmail\\Import.exe");
	finding = judged_finding(&machine, "c");
	ck_assert_str_eq(finding->explanation, "C:\\parts");
	judged_end(&machine);
}
END_TEST

START_TEST(another_file_may_stand_in_front_of_a_program_without_extension)
{
	put_service("Shop", 2, "C:\\Program Files\\Our Shop\\shop /x");
	put_program("C:\\Program Files\\Our Shop\\shop.exe", NULL, false);
	put_program("C:\\Program.exe", NULL, false);
	expect_fail(&on, COMMAND, "taken", NULL);
}
END_TEST

START_TEST(what_a_damaged_program_needs_is_not_known)
{
	static const uint8_t header[0x40] = {'M', 'Z', 0x90, 0, 3, [0x3C] = 0x80};

	put_service("Shop", 2, "C:\\shop\\shop.exe");
	machine_put(&on.machine, "C:\\shop\\shop.exe",
		(struct memory_entry){.bytes = header, .size = sizeof(header)});
	expect_unknown(&on, NEEDS "}", NULL);
}
END_TEST

Suite *suite_rules_check_service_program(void)
{
	Suite *suite = suite_create("rules_check_service_program");
	TCase *tcase = tcase_create("services");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, the_program_of_a_service_is_there);
	tcase_add_test(tcase, the_program_of_a_service_is_gone);
	tcase_add_test(tcase, the_dll_of_a_service_is_gone);
	tcase_add_test(tcase, a_program_on_a_drive_that_was_not_given);
	tcase_add_test(tcase, a_driver_is_no_program);
	tcase_add_test(tcase, a_command_in_quotation_marks_is_clear);
	tcase_add_test(tcase, a_command_without_spaces_in_its_path_is_clear);
	tcase_add_test(tcase, another_file_could_take_the_place_of_a_program);
	tcase_add_test(tcase, another_file_takes_the_place_of_a_program);
	tcase_add_test(tcase, without_windows_its_own_files_are_not_missed);
	tcase_add_test(tcase, a_program_finds_what_it_needs);
	tcase_add_test(tcase, a_program_lacks_what_it_needs);
	tcase_add_test(tcase, a_program_finds_a_16_bit_dll);
	tcase_add_test(tcase, the_needs_of_a_service_follow_its_own_path);
	tcase_add_test(tcase, without_windows_needs_are_not_judged);
	tcase_add_test(tcase, programs_and_a_path_do_not_go_together);
	tcase_add_test(tcase, services_by_their_start);
	tcase_add_test(tcase, a_program_of_several_services_comes_once);
	tcase_add_test(tcase, another_file_may_stand_in_front_of_a_program_without_extension);
	tcase_add_test(tcase, what_a_damaged_program_needs_is_not_known);
	tcase_add_test(tcase, services_without_a_registry);
	tcase_add_test(tcase, a_program_of_a_pack_in_the_path_of_a_service);
	suite_add_tcase(suite, tcase);
	return suite;
}
