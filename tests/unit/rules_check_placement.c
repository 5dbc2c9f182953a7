/* The checks of PATH and of places on it: placement, path-audit; programs in the PATH of their
 * service. */
#include "tests/unit/check_case.h"
#include "tests/unit/suites.h"

#define SERVICE "ControlSet001\\Services\\Shop"
#define PLACEMENT "{'type':'placement','name':'tool.exe','from':'C:\\\\bin'"
#define AUDIT(codes) "{'type':'path-audit','problems':[" codes "]}"

static struct check_case on;

static void set_up(void)
{
	struct machine *machine = &on.machine;

	check_case_init(&on);
	machine_folder(machine, "C:\\WINNT\\System32");
	machine_folder(machine, "C:\\bin");
	machine_file(machine, "C:\\tools\\tool.exe");
	machine_path(machine, "%SystemRoot%\\System32;C:\\tools");
	fixture_hive_set_dword(machine_system(machine), SERVICE, "Type", 0x10);
	fixture_hive_set_dword(machine_system(machine), SERVICE, "Start", 2);
	fixture_hive_set_text(machine_system(machine), SERVICE, "ImagePath", FIXTURE_REG_EXPAND_SZ,
		"C:\\shop\\shop.exe");
}

static void tear_down(void)
{
	check_case_free(&on);
}

static void service_path(const char *path)
{
	const char *variable = arena_printf(&on.machine.arena, "Path=%s", path);

	fixture_hive_set_multi(machine_system(&on.machine), SERVICE, "Environment", &variable, 1);
}

START_TEST(found_where_it_belongs)
{
	const struct finding *finding = expect_pass(&on,
		PLACEMENT ",'in':'c:\\\\TOOLS\\\\','on_system_path':true,'unshadowed':true}",
		"C:\\tools\\tool.exe is in its place");

	ck_assert_str_eq(finding->subject, "C:\\tools\\tool.exe");
	expect_seen(finding, 0,
		(struct evidence){
			"C:\\tools\\tool.exe", NULL, "place", NULL, "C:\\tools", 0, NULL});
}
END_TEST

START_TEST(found_nowhere)
{
	const struct finding *finding =
		expect_fail(&on, "{'type':'placement','name':'gone.exe','from':'C:\\\\bin'}",
			"missing", "no folder that is searched holds gone.exe");

	ck_assert_str_eq(finding->subject, "gone.exe");
	ck_assert_str_eq(finding->evidence[0].actual, "in none of them");
}
END_TEST

START_TEST(found_in_another_folder)
{
	expect_fail(&on, PLACEMENT ",'in':'C:\\\\bin'}", "elsewhere",
		"C:\\tools\\tool.exe is found, not one in C:\\bin");
	expect_fail(&on, PLACEMENT ",'in':'C:\\\\gone'}", "elsewhere",
		"C:\\tools\\tool.exe is found, not one in C:\\gone");
	expect_fail(&on, PLACEMENT ",'same_folder_as':'C:\\\\bin\\\\x.dll'}", "not-beside",
		"C:\\tools\\tool.exe is found, not one in C:\\bin");
	expect_pass(&on, PLACEMENT ",'same_folder_as':'C:\\\\tools\\\\x.dll'}", NULL);
}
END_TEST

START_TEST(another_copy_in_front_shadows_the_one_in_the_folder)
{
	machine_file(&on.machine, "C:\\WINNT\\System32\\tool.exe");
	expect_fail(&on, PLACEMENT ",'in':'C:\\\\tools'}", "shadowed",
		"C:\\WINNT\\System32\\tool.exe (the system folder (C:\\WINNT\\System32)) is "
		"another "
		"copy than the one in C:\\tools");
	expect_pass(&on, PLACEMENT ",'in':'C:\\\\WINNT\\\\System32'}", NULL);
	expect_fail(&on, PLACEMENT ",'in':'C:\\\\WINNT\\\\System32','unshadowed':true}", "shadowed",
		"C:\\tools\\tool.exe (PATH entry 2 (C:\\tools)) is another copy than the one in "
		"C:\\WINNT\\System32");
}
END_TEST

START_TEST(a_copy_of_the_same_content_is_no_other)
{
	static const struct specimen_image image = {.kind = SPECIMEN_PE32};

	machine_image(&on.machine, "C:\\bin\\same.exe", &image);
	machine_image(&on.machine, "C:\\tools\\same.exe", &image);
	expect_pass(&on,
		"{'type':'placement','name':'same.exe','from':'C:\\\\bin','unshadowed':true}",
		NULL);
}
END_TEST

START_TEST(not_on_the_path)
{
	machine_file(&on.machine, "C:\\bin\\own.exe");
	expect_fail(&on,
		"{'type':'placement','name':'own.exe','from':'C:\\\\bin','on_system_path':true}",
		"not-on-path", "C:\\bin, which holds C:\\bin\\own.exe, is not on the system path");
}
END_TEST

START_TEST(an_entry_that_could_not_be_told_may_be_the_folder)
{
	machine_path(&on.machine, "D:\\tools");
	machine_file(&on.machine, "C:\\bin\\own.exe");
	expect_unknown(&on,
		"{'type':'placement','name':'own.exe','from':'C:\\\\bin','on_system_path':true}",
		NULL);
	expect_unknown(&on, PLACEMENT "}", NULL);
	expect_unknown(&on, "{'type':'placement','name':'own.exe','from':'C:\\\\bin','in':'bin'}",
		"whether own.exe is in its place could not be told: \"bin\" is no full path");
}
END_TEST

START_TEST(a_launcher_searches_in_its_own_way)
{
	machine_file(&on.machine, "C:\\tools\\tool.dll");
	expect_pass(&on,
		"{'type':'placement','name':'tool','launcher':'loadlibrary','in':'C:\\\\tools'}",
		"C:\\tools\\tool.dll is in its place");
	expect_fail(&on, "{'type':'placement','name':'tool.dll','launcher':'dos','in':'C:\\\\bin'}",
		"elsewhere", NULL);
}
END_TEST

START_TEST(a_service_has_its_own_path)
{
	service_path("C:\\parts");
	machine_file(&on.machine, "C:\\parts\\tool.exe");
	expect_pass(
		&on, PLACEMENT ",'service':'shop','in':'C:\\\\parts','on_system_path':true}", NULL);
	expect_pass(&on, PLACEMENT ",'service':'nothing','in':'C:\\\\tools'}", NULL);
}
END_TEST

START_TEST(the_program_of_a_service)
{
	machine_file(&on.machine, "C:\\shop\\shop.exe");
	expect_pass(&on, "{'type':'placement','service':'Shop','in':'C:\\\\shop'}", NULL);
	expect_fail(&on, "{'type':'placement','service':'Shop','in':'C:\\\\bin'}", "elsewhere",
		"C:\\shop\\shop.exe is found, not one in C:\\bin");
	expect_not_applicable(&on, "{'type':'placement','service':'Nothing'}",
		"there is no program of a service Nothing");
}
END_TEST

START_TEST(the_program_of_a_service_is_gone)
{
	expect_fail(&on, "{'type':'placement','service':'Shop'}", "missing",
		"no folder that is searched holds C:\\shop\\shop.exe");
}
END_TEST

START_TEST(fields_that_do_not_go_together)
{
	expect_refused(&on, "{'type':'placement','in':'C:\\\\bin'}",
		"expected at least one of program, name, service");
	expect_refused(&on, "{'type':'placement','service':'Shop','from':'C:\\\\bin'}",
		"expected launcher, from, current_directory only with name");
}
END_TEST

START_TEST(entries_with_a_problem)
{
	const struct finding *finding;

	machine_path(&on.machine, "%SystemRoot%\\System32;tools;C:\\gone;more");
	finding = expect_fail(&on, AUDIT("'relative'"), "problem",
		"PATH entry 2 (tools), entry 4 (more): it is no full path: where it leads depends "
		"on the program that searches");
	ck_assert_str_eq(finding->subject, "tools");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_seen(finding, 1,
		(struct evidence){"more", NULL, "PATH entry 4", "nothing of the kind \"relative\"",
			"written \"more\": it is no full path: where it leads depends on the "
			"program that searches",
			0, NULL});
	finding = expect_fail(&on, AUDIT("'missing','quoted'"), "problem", NULL);
	ck_assert_str_eq(finding->subject, "C:\\gone");
	finding = expect_fail(&on, "{'type':'path-audit'}", "problem", NULL);
	ck_assert_uint_eq(finding->evidence_count, 3);
	expect_pass(&on, AUDIT("'quoted','remote'"), "no entry of PATH has one of the problems");
}
END_TEST

START_TEST(folders_that_could_not_be_looked_at)
{
	machine_path(&on.machine, "%SystemRoot%\\System32;D:\\tools");
	expect_unknown(&on, AUDIT("'missing'"), NULL);
	expect_pass(&on, AUDIT("'relative'"), NULL);
	expect_fail(&on, AUDIT("'unknown-drive'"), "problem", NULL);
}
END_TEST

START_TEST(a_code_that_path_never_has_is_refused)
{
	expect_refused(&on, AUDIT("'lost'"), "unreadable-folder");
}
END_TEST

START_TEST(without_path_nothing_is_audited)
{
	const struct finding *finding;

	fixture_hive_delete_value(machine_system(&on.machine),
		"ControlSet001\\Control\\Session Manager\\Environment", "Path");
	finding = expect_not_applicable(&on, "{'type':'path-audit'}", NULL);
	ck_assert_str_eq(finding->explanation, "the system environment has no Path");
}
END_TEST

START_TEST(every_entry_of_path_in_turn)
{
	on.each = "{'in':'path-entries'}";
	machine_path(&on.machine, "%SystemRoot%\\System32;C:\\tools;;C:\\gone");
	expect_unknown(&on, "{'type':'folder','path':'${item}'}", NULL);
	ck_assert_uint_eq(on.result.finding_count, 3);
	ck_assert_str_eq(on.result.findings[0].subject, "(empty)");
	ck_assert_str_eq(on.result.findings[1].subject, "C:\\gone");
	ck_assert_str_eq(on.result.findings[2].explanation, "2 pass");
}
END_TEST

Suite *suite_rules_check_placement(void)
{
	Suite *suite = suite_create("rules_check_placement");
	TCase *tcase = tcase_create("placement");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, found_where_it_belongs);
	tcase_add_test(tcase, found_nowhere);
	tcase_add_test(tcase, found_in_another_folder);
	tcase_add_test(tcase, another_copy_in_front_shadows_the_one_in_the_folder);
	tcase_add_test(tcase, a_copy_of_the_same_content_is_no_other);
	tcase_add_test(tcase, not_on_the_path);
	tcase_add_test(tcase, an_entry_that_could_not_be_told_may_be_the_folder);
	tcase_add_test(tcase, a_launcher_searches_in_its_own_way);
	tcase_add_test(tcase, a_service_has_its_own_path);
	tcase_add_test(tcase, the_program_of_a_service);
	tcase_add_test(tcase, the_program_of_a_service_is_gone);
	tcase_add_test(tcase, fields_that_do_not_go_together);
	tcase_add_test(tcase, entries_with_a_problem);
	tcase_add_test(tcase, folders_that_could_not_be_looked_at);
	tcase_add_test(tcase, a_code_that_path_never_has_is_refused);
	tcase_add_test(tcase, without_path_nothing_is_audited);
	tcase_add_test(tcase, every_entry_of_path_in_turn);
	suite_add_tcase(suite, tcase);
	return suite;
}
