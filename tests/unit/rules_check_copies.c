/* The check copies, and the selections of DLLs of which there are several. */
#include "tests/unit/check_case.h"
#include "tests/unit/suites.h"

#define SERVICES "ControlSet001\\Services\\"
#define COPIES(rest) "{'type':'copies','name':'tool.dll'" rest "}"
#define BEHIND ",'severity_behind':'info'"

static struct check_case on;

static void set_up(void)
{
	check_case_init(&on);
	machine_folder(&on.machine, "C:\\WINNT\\System32");
	machine_folder(&on.machine, "C:\\tools");
	machine_path(&on.machine, "%SystemRoot%\\System32;%SystemRoot%;C:\\tools");
}

static void tear_down(void)
{
	check_case_free(&on);
}

static void put(const char *path, enum specimen_kind kind, uint16_t version)
{
	const struct specimen_version of = {.with_fixed = true, .file = {version, 0, 0, 0}};

	machine_image(&on.machine, path,
		&(struct specimen_image){
			.kind = kind, .dll = true, .version = version ? &of : NULL});
}

static void put_service(const char *name, uint32_t start, const char *program)
{
	const char *key = arena_printf(&on.machine.arena, SERVICES "%s", name);
	struct fixture_hive *hive = machine_system(&on.machine);

	fixture_hive_set_dword(hive, key, "Type", 0x10);
	fixture_hive_set_dword(hive, key, "Start", start);
	fixture_hive_set_text(hive, key, "ImagePath", FIXTURE_REG_SZ, program);
	machine_image(&on.machine, program, &(struct specimen_image){.kind = SPECIMEN_PE32});
}

START_TEST(copies_of_one_version_hold)
{
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\tools\\tool.dll", SPECIMEN_PE32, 2);
	expect_pass(&on, COPIES(BEHIND), "what is found first of tool.dll is right");
}
END_TEST

START_TEST(a_copy_that_cannot_be_loaded_stands_in_the_way)
{
	const struct finding *finding;

	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_NE, 0);
	put("C:\\tools\\tool.dll", SPECIMEN_PE32, 2);
	finding = expect_fail(&on, COPIES(""), "other-machine",
		"32-bit programs find C:\\WINNT\\System32\\tool.dll (16-bit Windows library for "
		"i286 (ne), no version) before C:\\tools\\tool.dll (32-bit Windows library for "
		"i386 (pe32), version 2.0.0.0), and cannot load it");
	ck_assert_str_eq(finding->subject, "C:\\WINNT\\System32\\tool.dll");
	ck_assert_uint_eq(finding->evidence_count, 2);
	expect_pass(&on, COPIES(",'same':'version'"), NULL);
}
END_TEST

START_TEST(a_copy_that_cannot_be_loaded_behind_the_right_one_is_no_harm)
{
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\tools\\tool.dll", SPECIMEN_NE, 0);
	expect_pass(&on, COPIES(BEHIND), NULL);
}
END_TEST

START_TEST(an_older_copy_in_front)
{
	const struct finding *finding;

	put("C:\\WINNT\\tool.dll", SPECIMEN_PE32, 1);
	put("C:\\tools\\tool.dll", SPECIMEN_PE32, 2);
	finding = expect_fail(&on, COPIES(""), "older-first", NULL);
	ck_assert_str_eq(finding->subject, "C:\\WINNT\\tool.dll");
	ck_assert_int_eq(finding->severity, SEVERITY_HIGH);
	expect_pass(&on, COPIES(",'same':['machine']"), NULL);
}
END_TEST

START_TEST(an_older_copy_behind_weighs_less)
{
	const struct finding *finding;

	put("C:\\WINNT\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\tools\\tool.dll", SPECIMEN_PE32, 1);
	expect_pass(&on, COPIES(""), NULL);
	finding = expect_fail(&on, COPIES(BEHIND), "older-behind", NULL);
	ck_assert_int_eq(finding->severity, SEVERITY_INFO);
}
END_TEST

START_TEST(an_older_copy_in_front_outweighs_one_behind)
{
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\WINNT\\tool.dll", SPECIMEN_PE32, 1);
	put("C:\\tools\\tool.dll", SPECIMEN_PE32, 3);
	expect_fail(&on, COPIES(BEHIND), "older-first", NULL);
}
END_TEST

START_TEST(copies_without_a_version)
{
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\tools\\tool.dll", SPECIMEN_PE32, 0);
	put("C:\\WINNT\\System32\\same.dll", SPECIMEN_PE32, 0);
	put("C:\\tools\\same.dll", SPECIMEN_PE32, 0);
	expect_pass(&on, COPIES(""), NULL);
	expect_fail(&on, COPIES(BEHIND), "differs", NULL);
	expect_pass(&on, "{'type':'copies','name':'same.dll'" BEHIND "}", NULL);
}
END_TEST

START_TEST(an_old_copy_beside_a_program_shadows_that_of_windows)
{
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\shop\\tool.dll", SPECIMEN_PE32, 1);
	put("C:\\shop\\shop.exe", SPECIMEN_PE32, 0);
	expect_fail(&on, COPIES(",'caller':'C:\\\\shop\\\\shop.exe'"), "shadows-windows", NULL);
	expect_pass(&on, COPIES(""), NULL);
	expect_unknown(&on, COPIES(",'caller':'C:\\\\shop\\\\gone.exe'"),
		"what C:\\shop\\gone.exe loads could not be told: it is not there");
	expect_unknown(&on, COPIES(",'caller':'shop.exe'"),
		"what shop.exe loads could not be told: it is no full path");
}
END_TEST

START_TEST(a_known_dll_is_never_loaded_from_elsewhere)
{
	fixture_hive_set_text(machine_system(&on.machine),
		"ControlSet001\\Control\\Session Manager\\KnownDLLs", "tool", FIXTURE_REG_SZ,
		"tool.dll");
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\shop\\tool.dll", SPECIMEN_PE32, 1);
	put("C:\\shop\\shop.exe", SPECIMEN_PE32, 0);
	expect_pass(&on, COPIES(",'caller':'C:\\\\shop\\\\shop.exe'" BEHIND), NULL);
}
END_TEST

START_TEST(a_dll_that_is_nowhere)
{
	expect_not_applicable(
		&on, COPIES(""), "tool.dll is in none of the folders that are searched");
}
END_TEST

START_TEST(sixty_four_bit_windows_has_two_sorts_of_programs)
{
	const struct finding *finding;

	on.machine.host.options.profile = "win10";
	machine_variable(&on.machine, "PROCESSOR_ARCHITECTURE", FIXTURE_REG_SZ, "AMD64");
	machine_path(&on.machine, "C:\\first;C:\\tools");
	put("C:\\first\\tool.dll", SPECIMEN_PE32PLUS, 2);
	put("C:\\tools\\tool.dll", SPECIMEN_PE32, 2);
	finding = expect_fail(&on, COPIES(""), "other-machine", NULL);
	ck_assert_str_eq(finding->subject, "C:\\first\\tool.dll");
	ck_assert_str_eq(finding->evidence[0].expected, "an image that 32-bit programs load");
}
END_TEST

START_TEST(names_that_several_folders_of_the_path_hold)
{
	on.each = "{'in':'dlls-on-path'}";
	put("C:\\WINNT\\System32\\a.dll", SPECIMEN_PE32, 1);
	put("C:\\WINNT\\System32\\B.DLL", SPECIMEN_PE32, 1);
	put("C:\\WINNT\\System32\\c.dll", SPECIMEN_PE32, 1);
	put("C:\\tools\\b.dll", SPECIMEN_PE32, 1);
	put("C:\\tools\\c.dll", SPECIMEN_PE32, 2);
	put("C:\\tools\\d.dll", SPECIMEN_PE32, 1);
	machine_file(&on.machine, "C:\\tools\\a.txt");
	expect_pass(&on, "{'type':'copies','name':'${item}'}", "1 pass");
	ck_assert_uint_eq(on.result.finding_count, 2);
	ck_assert_str_eq(on.result.findings[1].subject, "c.dll");
	ck_assert_str_eq(on.result.findings[1].case_name, "older-first");
	expect_fail(&on, "{'type':'placement','name':'${item.winner}','in':'C:\\\\x${item.count}'}",
		"elsewhere", "C:\\WINNT\\System32\\B.DLL is found, not one in C:\\x2");
}
END_TEST

START_TEST(a_folder_of_the_path_that_could_not_be_looked_at)
{
	static const char copies[] = "{'type':'copies','name':'${item}'}";

	machine_path(&on.machine, "%SystemRoot%\\System32;D:\\tools");
	on.each = "{'in':'dlls-on-path'}";
	expect_unknown(&on, copies, NULL);
	on.each = "{'in':'dlls-on-path','where_known':true}";
	expect_not_applicable(&on, copies, NULL);
}
END_TEST

START_TEST(dlls_beside_services_that_windows_has_too)
{
	on.each = "{'in':'dlls-beside-services'}";
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\shop\\Tool.dll", SPECIMEN_PE32, 1);
	put("C:\\shop\\own.dll", SPECIMEN_PE32, 1);
	put("C:\\off\\tool.dll", SPECIMEN_PE32, 1);
	put_service("Shop", 2, "C:\\shop\\shop.exe");
	put_service("Shop2", 3, "C:\\shop\\shop2.exe");
	put_service("Off", 4, "C:\\off\\off.exe");
	put_service("Own", 2, "C:\\WINNT\\System32\\own.exe");
	expect_fail(&on,
		"{'type':'copies','name':'${item.name}','caller':'${item.program}',"
		"'service':'${item.service}'}",
		"shadows-windows", NULL);
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(on.result.findings[0].subject, "C:\\shop\\Tool.dll");
}
END_TEST

START_TEST(a_copy_that_cannot_be_seen_behind)
{
	static const char copies[] = "{'type':'copies','name':'tool.dll'}";

	machine_path(&on.machine, "C:\\shop;D:\\tools;C:\\off");
	put("C:\\shop\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\off\\tool.dll", SPECIMEN_PE32, 2);
	expect_pass(&on, copies, NULL);
}
END_TEST

START_TEST(a_copy_that_cannot_be_seen_in_front)
{
	machine_path(&on.machine, "D:\\tools;C:\\shop;C:\\off");
	put("C:\\shop\\tool.dll", SPECIMEN_PE32, 2);
	put("C:\\off\\tool.dll", SPECIMEN_PE32, 2);
	expect_unknown(&on, "{'type':'copies','name':'tool.dll'}", NULL);
}
END_TEST

START_TEST(what_lies_beside_a_service_may_not_be_seen)
{
	on.each = "{'in':'dlls-beside-services'}";
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	fixture_hive_set_dword(
		machine_system(&on.machine), "ControlSet001\\Services\\Away", "Type", 0x10);
	fixture_hive_set_dword(
		machine_system(&on.machine), "ControlSet001\\Services\\Away", "Start", 2);
	fixture_hive_set_text(machine_system(&on.machine), "ControlSet001\\Services\\Away",
		"ImagePath", FIXTURE_REG_SZ, "D:\\away\\away.exe");
	expect_unknown(
		&on, "{'type':'copies','name':'${item.name}','caller':'${item.program}'}", NULL);
	on.each = "{'in':'dlls-beside-services','where_known':true}";
	expect_not_applicable(
		&on, "{'type':'copies','name':'${item.name}','caller':'${item.program}'}", NULL);
}
END_TEST

START_TEST(a_link_is_a_copy_that_cannot_be_seen)
{
	put("C:\\WINNT\\System32\\tool.dll", SPECIMEN_PE32, 2);
	machine_put(&on.machine, "C:\\tools\\tool.dll",
		(struct memory_entry){.type = ENTRY_LINK, .target = "/elsewhere/tool.dll"});
	on.each = "{'in':'dlls-on-path'}";
	expect_pass(&on, "{'type':'copies','name':'${item}'}", "1 pass");
	ck_assert_uint_eq(on.result.finding_count, 2);
	ck_assert_int_eq(on.result.findings[1].status, FINDING_UNKNOWN);
}
END_TEST

Suite *suite_rules_check_copies(void)
{
	Suite *suite = suite_create("rules_check_copies");
	TCase *tcase = tcase_create("copies");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, copies_of_one_version_hold);
	tcase_add_test(tcase, a_copy_that_cannot_be_loaded_stands_in_the_way);
	tcase_add_test(tcase, a_copy_that_cannot_be_loaded_behind_the_right_one_is_no_harm);
	tcase_add_test(tcase, an_older_copy_in_front);
	tcase_add_test(tcase, an_older_copy_behind_weighs_less);
	tcase_add_test(tcase, an_older_copy_in_front_outweighs_one_behind);
	tcase_add_test(tcase, copies_without_a_version);
	tcase_add_test(tcase, an_old_copy_beside_a_program_shadows_that_of_windows);
	tcase_add_test(tcase, a_known_dll_is_never_loaded_from_elsewhere);
	tcase_add_test(tcase, a_dll_that_is_nowhere);
	tcase_add_test(tcase, sixty_four_bit_windows_has_two_sorts_of_programs);
	tcase_add_test(tcase, names_that_several_folders_of_the_path_hold);
	tcase_add_test(tcase, a_folder_of_the_path_that_could_not_be_looked_at);
	tcase_add_test(tcase, dlls_beside_services_that_windows_has_too);
	tcase_add_test(tcase, a_link_is_a_copy_that_cannot_be_seen);
	tcase_add_test(tcase, a_copy_that_cannot_be_seen_behind);
	tcase_add_test(tcase, a_copy_that_cannot_be_seen_in_front);
	tcase_add_test(tcase, what_lies_beside_a_service_may_not_be_seen);
	suite_add_tcase(suite, tcase);
	return suite;
}
