/* The selections of what is started and of images: which items, in which order, and what is said
 * of those that could not be looked at. */
#include "tests/unit/check_case.h"
#include "tests/unit/suites.h"

#include <errno.h>
#include <string.h>

#define SERVICES "ControlSet001\\Services\\"
#define RUN "Microsoft\\Windows\\CurrentVersion\\Run"

static struct check_case on;

static void set_up(void)
{
	check_case_init(&on);
	machine_folder(&on.machine, "C:\\WINNT\\System32\\drivers");
	machine_path(&on.machine, "%SystemRoot%\\System32;C:\\tools");
	machine_software(&on.machine);
	fixture_hive_add_key(machine_user(&on.machine), "Software");
	machine_folder(&on.machine, "C:\\tools");
	machine_folder(&on.machine, "C:\\WINNT\\Profiles\\All Users");
}

static void tear_down(void)
{
	check_case_free(&on);
}

static void put(const char *path, enum specimen_kind kind)
{
	machine_image(&on.machine, path, &(struct specimen_image){.kind = kind});
}

static void put_service(const char *name, uint32_t type, uint32_t start, const char *image)
{
	const char *key = arena_printf(&on.machine.arena, SERVICES "%s", name);

	fixture_hive_set_dword(machine_system(&on.machine), key, "Type", type);
	fixture_hive_set_dword(machine_system(&on.machine), key, "Start", start);
	fixture_hive_set_text(
		machine_system(&on.machine), key, "ImagePath", FIXTURE_REG_EXPAND_SZ, image);
}

/* Asks a check that fails for each item that is there, so that each has its finding. */
static void select_by(const char *each)
{
	on.each = each;
	check_case_ask(&on, "{'type':'not','check':{'type':'file','path':'${item}'}}");
}

static const struct finding *failed(size_t index)
{
	ck_assert_uint_lt(index, on.result.finding_count);
	ck_assert_int_eq(on.result.findings[index].status, FINDING_FAIL);
	return &on.result.findings[index];
}

START_TEST(a_program_is_one_item_however_often_it_is_started)
{
	const struct finding *finding;

	put("C:\\a.exe", SPECIMEN_NE);
	put_service("one", 0x10, 2, "C:\\a.exe");
	fixture_hive_set_text(
		machine_software(&on.machine), RUN, "x", FIXTURE_REG_SZ, "c:\\A.EXE /q");
	on.each = "{'in':'start-points'}";
	finding = check_case_ask(&on, "{'type':'runs-on','path':'${item}','windows':'x86-64'}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(finding->subject, "C:\\a.exe");
	ck_assert_int_eq(finding->status, FINDING_FAIL);
}
END_TEST

/* Every value of an item, in a text of the rule. */
START_TEST(the_values_of_a_start_point)
{
	put("C:\\a.exe", SPECIMEN_NE);
	put_service("one", 0x10, 2, "C:\\a.exe -k");
	fixture_hive_set_text(
		machine_software(&on.machine), RUN, "x", FIXTURE_REG_SZ, "C:\\a.exe /q");
	on.each = "{'in':'start-points','how':['service','run']}";
	check_case_ask(&on, "{'type':'file','path':'C:\\\\gone\\\\${item.how} ${item.starter} "
			    "${item.name} ${item.account} ${item.image}'}");
	ck_assert_ptr_nonnull(strstr(on.result.findings[0].explanation,
		"service a service one LocalSystem 16-bit Windows program"));
	check_case_ask(&on, "{'type':'file','path':'C:\\\\gone\\\\${item.where} ${item.command}'}");
	ck_assert_ptr_nonnull(strstr(on.result.findings[0].explanation, "Services\\one; HKLM\\"));
	ck_assert_ptr_nonnull(strstr(on.result.findings[0].explanation, " -k"));
}
END_TEST

START_TEST(only_the_kinds_that_are_asked_for)
{
	put("C:\\a.exe", SPECIMEN_NE);
	put("C:\\b.exe", SPECIMEN_NE);
	put_service("one", 0x10, 2, "C:\\a.exe");
	fixture_hive_set_text(machine_software(&on.machine), RUN, "x", FIXTURE_REG_SZ, "C:\\b.exe");
	select_by("{'in':'start-points','how':'run'}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\b.exe");
}
END_TEST

START_TEST(what_could_not_be_told_is_told)
{
	put("C:\\a.exe", SPECIMEN_NE);
	put_service("one", 0x10, 2, "C:\\a.exe");
	put_service("two", 0x10, 2, "%NOBODY%\\b.exe");
	select_by("{'in':'start-points','how':'service'}");
	ck_assert_uint_eq(on.result.finding_count, 2);
	ck_assert_str_eq(failed(0)->subject, "C:\\a.exe");
	ck_assert_int_eq(on.result.findings[1].status, FINDING_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(on.result.findings[1].explanation, "%NOBODY%"));
}
END_TEST

/* A program is disabled only when every service that starts it is. */
START_TEST(disabled_services_are_left_out)
{
	put("C:\\a.exe", SPECIMEN_NE);
	put("C:\\b.exe", SPECIMEN_NE);
	put("C:\\c.sys", SPECIMEN_NE);
	put_service("Aoff", 0x10, 4, "C:\\a.exe");
	put_service("Aon", 0x10, 3, "C:\\a.exe -k");
	put_service("Boff", 0x10, 4, "C:\\b.exe");
	put_service("Coff", 1, 4, "\\??\\C:\\c.sys");
	put_service("Doff", 0x10, 4, "%NOBODY%\\d.exe");
	select_by("{'in':'start-points','how':['service','driver']}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\a.exe");
	select_by("{'in':'start-points','how':['service','driver'],'disabled':true,"
		  "'where_known':true}");
	ck_assert_uint_eq(on.result.finding_count, 2);
	ck_assert_str_eq(failed(0)->subject, "C:\\b.exe");
	ck_assert_str_eq(failed(1)->subject, "C:\\c.sys");
	select_by("{'in':'images','reached':'started'}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\a.exe");
}
END_TEST

/* What may not be started at all is told apart, and the place says why. */
START_TEST(what_is_only_likely_started)
{
	static const char win_ini[] = "[windows]\r\nload=C:\\a.exe C:\\b.exe\r\n";

	put("C:\\a.exe", SPECIMEN_NE);
	put("C:\\b.exe", SPECIMEN_NE);
	machine_put(&on.machine, "C:\\WINNT\\win.ini",
		(struct memory_entry){.bytes = win_ini, .size = sizeof(win_ini) - 1});
	fixture_hive_set_text(machine_software(&on.machine), RUN, "x", FIXTURE_REG_SZ, "C:\\b.exe");
	select_by("{'in':'start-points','how':['win-ini','run']}");
	ck_assert_uint_eq(on.result.finding_count, 2);
	select_by("{'in':'start-points','how':['win-ini','run'],'likely':false}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\b.exe");
	on.each = "{'in':'start-points','how':['win-ini','run'],'likely':true}";
	check_case_ask(&on, "{'type':'file','path':'C:\\\\gone\\\\${item.name} ${item.where}'}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_ptr_nonnull(strstr(failed(0)->explanation, "(likely: Windows NT takes load="));
}
END_TEST

/* What was not read of one kind says nothing about another. */
START_TEST(a_gap_counts_for_its_kind)
{
	machine_put(&on.machine, "C:\\WINNT\\Profiles\\bob\\Desktop\\x.lnk",
		(struct memory_entry){.open_error = EACCES});
	select_by("{'in':'start-points','how':'service'}");
	ck_assert_int_eq(on.result.findings[0].status, FINDING_NOT_APPLICABLE);
	select_by("{'in':'start-points','how':'shortcut'}");
	ck_assert_int_eq(on.result.findings[0].status, FINDING_UNKNOWN);
}
END_TEST

/* The reason of several kinds is said once. */
START_TEST(one_reason_is_said_once)
{
	const char *told;

	machine_put(&on.machine, "C:\\WINNT\\Profiles\\bob\\NTUSER.DAT",
		(struct memory_entry){.bytes = "damaged", .size = 7});
	select_by("{'in':'start-points','how':['run','run-once','logon']}");
	told = strstr(on.result.findings[0].explanation, "NTUSER.DAT could not be read");
	ck_assert_ptr_nonnull(told);
	ck_assert_ptr_null(strstr(told + 1, "NTUSER.DAT could not be read"));
}
END_TEST

START_TEST(services_and_drivers_apart)
{
	put("C:\\a.exe", SPECIMEN_PE32);
	put("C:\\d.sys", SPECIMEN_PE32);
	put("C:\\off.sys", SPECIMEN_PE32);
	put_service("svc", 0x10, 2, "C:\\a.exe");
	put_service("drv", 1, 1, "\\??\\C:\\d.sys");
	put_service("off", 1, 4, "\\??\\C:\\off.sys");
	select_by("{'in':'services'}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\a.exe");
	select_by("{'in':'drivers'}");
	ck_assert_uint_eq(on.result.finding_count, 2);
	select_by("{'in':'drivers','pattern':['x','D?V']}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\d.sys");
	select_by("{'in':'drivers','start':['boot','system','automatic','manual']}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\d.sys");
}
END_TEST

/* A program is left out for one that is asked for, not for one that a pattern leaves out. */
START_TEST(services_by_their_names)
{
	put("C:\\a.exe", SPECIMEN_PE32);
	put_service("one", 0x10, 2, "C:\\a.exe");
	put_service("two", 0x10, 2, "C:\\a.exe");
	select_by("{'in':'services','pattern':'T*','once':true}");
	ck_assert_uint_eq(on.result.finding_count, 1);
	ck_assert_str_eq(failed(0)->subject, "C:\\a.exe");
	select_by("{'in':'services','pattern':'three'}");
	ck_assert_int_eq(on.result.findings[0].status, FINDING_NOT_APPLICABLE);
}
END_TEST

/* started, on-path and lying are apart, and fonts are left out. */
static const struct {
	const char *each;
	const char *subjects[4];
} selections[] = {
	{"{'in':'images'}",
		{"C:\\WINNT\\old.exe", "C:\\lies.exe", "C:\\started.exe", "C:\\tools\\named.exe"}},
	{"{'in':'images','reached':'started'}", {"C:\\started.exe"}},
	{"{'in':'images','reached':'on-path'}", {"C:\\tools\\named.exe"}},
	{"{'in':'images','reached':['lying']}", {"C:\\WINNT\\old.exe", "C:\\lies.exe"}},
	{"{'in':'images','reached':'lying','within':'elsewhere'}", {"C:\\lies.exe"}},
	{"{'in':'images','within':'windows'}", {"C:\\WINNT\\old.exe"}},
	{"{'in':'images','kind':'ne'}", {"C:\\started.exe"}},
	{"{'in':'images','bits':['16']}", {"C:\\WINNT\\old.exe", "C:\\started.exe"}},
	{"{'in':'images','machine':'i386'}", {"C:\\lies.exe", "C:\\tools\\named.exe"}},
	{"{'in':'images','target':'dos'}", {"C:\\WINNT\\old.exe"}},
	{"{'in':'images','except':['*\\\\tools\\\\*','C:\\\\winnt\\\\*']}",
		{"C:\\lies.exe", "C:\\started.exe"}},
	{"{'in':'images','fonts':true,'kind':'ne'}", {"C:\\started.exe", "C:\\vga.fon"}},
};

START_TEST(images_by_what_they_are_and_how_they_are_reached)
{
	static const struct specimen_resource font = {
		.type = 8, .id = 1, .bytes = "font", .size = 4};
	size_t count = 0;

	put("C:\\started.exe", SPECIMEN_NE);
	put("C:\\tools\\named.exe", SPECIMEN_PE32);
	put("C:\\lies.exe", SPECIMEN_PE32);
	put("C:\\WINNT\\old.exe", SPECIMEN_MZ);
	machine_image(&on.machine, "C:\\vga.fon",
		&(struct specimen_image){
			.kind = SPECIMEN_NE, .dll = true, .resources = &font, .resource_count = 1});
	fixture_hive_set_text(
		machine_software(&on.machine), RUN, "x", FIXTURE_REG_SZ, "C:\\started.exe");
	select_by(selections[_i].each);
	while (count < 4 && selections[_i].subjects[count]) {
		ck_assert_str_eq(failed(count)->subject, selections[_i].subjects[count]);
		count++;
	}
	ck_assert_uint_eq(on.result.finding_count, count);
}
END_TEST

START_TEST(what_the_walk_could_not_see_is_told)
{
	machine_put(&on.machine, "C:\\closed",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	select_by("{'in':'images'}");
	ck_assert_int_eq(on.result.findings[0].status, FINDING_UNKNOWN);
	ck_assert_ptr_nonnull(strstr(on.result.findings[0].explanation, "C:\\closed"));
}
END_TEST

START_TEST(the_values_of_an_image)
{
	put("C:\\lies.exe", SPECIMEN_NE);
	machine_file(&on.machine, "C:\\tools\\edit.com");
	on.each = "{'in':'images'}";
	check_case_ask(&on, "{'type':'file','path':'C:\\\\gone\\\\${item.kind} ${item.reached} "
			    "${item.image}'}");
	ck_assert_ptr_nonnull(
		strstr(on.result.findings[0].explanation, "ne lying 16-bit Windows program"));
	ck_assert_ptr_nonnull(strstr(on.result.findings[1].explanation, "com on-path DOS program"));
}
END_TEST

Suite *suite_rules_starts(void)
{
	Suite *suite = suite_create("rules_starts");
	TCase *tests = tcase_create("what is started");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_program_is_one_item_however_often_it_is_started);
	tcase_add_test(tests, the_values_of_a_start_point);
	tcase_add_test(tests, only_the_kinds_that_are_asked_for);
	tcase_add_test(tests, what_could_not_be_told_is_told);
	tcase_add_test(tests, disabled_services_are_left_out);
	tcase_add_test(tests, what_is_only_likely_started);
	tcase_add_test(tests, a_gap_counts_for_its_kind);
	tcase_add_test(tests, one_reason_is_said_once);
	tcase_add_test(tests, services_and_drivers_apart);
	tcase_add_test(tests, services_by_their_names);
	tcase_add_loop_test(tests, images_by_what_they_are_and_how_they_are_reached, 0,
		(int)(sizeof(selections) / sizeof(selections[0])));
	tcase_add_test(tests, what_the_walk_could_not_see_is_told);
	tcase_add_test(tests, the_values_of_an_image);
	suite_add_tcase(suite, tests);
	return suite;
}
