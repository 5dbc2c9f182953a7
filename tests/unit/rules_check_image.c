/* The check image: kinds and more, by path, program or library. rules_program.c has the intruders.
 */
#include "tests/unit/check_case.h"

#include <string.h>

Suite *suite_rules_check_image(void);

#define AT(name, rest) "{'type':'image','path':'C:\\\\bin\\\\" name "'" rest "}"

static struct check_case on;

static void put(const char *path, struct specimen_image image)
{
	machine_image(&on.machine, path, &image);
}

static void set_up(void)
{
	check_case_init(&on);
	machine_path(&on.machine, "C:\\WINNT\\System32");
	machine_given(&on.machine, "SystemRoot", "C:\\WINNT");
	machine_folder(&on.machine, "C:\\WINNT\\System32");
	machine_folder(&on.machine, "C:\\WINNT\\System");
	put("C:\\bin\\Import.exe", (struct specimen_image){.kind = SPECIMEN_PE32});
	put("C:\\bin\\Cdmw800.dll", (struct specimen_image){.kind = SPECIMEN_PE32, .dll = true});
	put("C:\\bin\\gui.exe", (struct specimen_image){.kind = SPECIMEN_PE32, .subsystem = 2});
	put("C:\\bin\\net.exe",
		(struct specimen_image){.kind = SPECIMEN_PE32, .clr_version = "v4.0.30319"});
	put("C:\\bin\\alpha.exe", (struct specimen_image){.kind = SPECIMEN_PE32, .machine = 0x184});
	put("C:\\bin\\wide.exe", (struct specimen_image){.kind = SPECIMEN_PE32PLUS});
	put("C:\\bin\\win16.exe", (struct specimen_image){.kind = SPECIMEN_NE});
	put("C:\\bin\\dos.exe", (struct specimen_image){.kind = SPECIMEN_MZ});
	machine_file(&on.machine, "C:\\bin\\text.txt");
	machine_folder(&on.machine, "C:\\bin\\folder");
}

static void tear_down(void)
{
	check_case_free(&on);
}

START_TEST(a_file_is_of_one_of_the_kinds)
{
	const struct finding *finding = expect_pass(&on, AT("IMPORT.exe", ",'kind':['ne','pe32']"),
		"C:\\bin\\Import.exe is a 32-bit Windows program for i386 (pe32)");

	ck_assert_str_eq(finding->subject, "C:\\bin\\Import.exe");
	ck_assert_str_eq(finding->evidence[0].expected, "ne or pe32");
	expect_fail(&on, AT("dos.exe", ",'kind':['ne','pe32']"), "dos",
		"C:\\bin\\dos.exe is a DOS program");
	expect_fail(&on, AT("wide.exe", ",'kind':'pe32'"), "pe32plus", NULL);
	expect_fail(&on, AT("win16.exe", ",'kind':'pe32'"), "ne-windows", NULL);
	expect_pass(&on, AT("win16.exe", ",'target':['windows','os2']"), NULL);
	expect_fail(&on, AT("win16.exe", ",'target':['os2','dos']"), "other-system", NULL);
	finding = expect_fail(&on, AT("alpha.exe", ",'machine':['i386','x86-64']"), "other-machine",
		"C:\\bin\\alpha.exe is for another processor: 32-bit Windows program for alpha "
		"(pe32)");
	ck_assert_str_eq(finding->evidence[0].expected, "any image on i386 or x86-64");
	expect_pass(&on, AT("text.txt", ",'kind':'none'"), NULL);
	expect_fail(&on, AT("text.txt", ",'bits':32"), "not-an-image", NULL);
}
END_TEST

START_TEST(its_bits_are_among_those_given)
{
	const struct finding *finding;

	expect_pass(&on, AT("wide.exe", ",'bits':[64,32]"), NULL);
	expect_pass(&on, AT("Import.exe", ",'bits':32"), NULL);
	finding = expect_fail(&on, AT("wide.exe", ",'bits':[16,32]"), "other-bits",
		"C:\\bin\\wide.exe is a 64-bit Windows program for x86-64 (pe32plus), expected any "
		"image, 16-bit or 32-bit");
	ck_assert_str_eq(finding->evidence[0].expected, "any image, 16-bit or 32-bit");
	expect_fail(&on, AT("win16.exe", ",'bits':32"), "other-bits", NULL);
	expect_refused(&on, AT("x", ",'bits':[32,8]"), "expected 16, 32 or 64");
}
END_TEST

START_TEST(it_is_a_library_or_none)
{
	expect_pass(&on, AT("Cdmw800.dll", ",'dll':true"), NULL);
	expect_pass(&on, AT("Cdmw800.dll", ",'kind':'pe32'"), NULL);
	expect_fail(&on, AT("Cdmw800.dll", ",'dll':false"), "library",
		"C:\\bin\\Cdmw800.dll is a library");
	expect_fail(&on, AT("Import.exe", ",'dll':true"), "not-a-library",
		"C:\\bin\\Import.exe is no library");
}
END_TEST

START_TEST(it_is_for_a_subsystem)
{
	const struct finding *finding =
		expect_pass(&on, AT("gui.exe", ",'subsystem':['gui','posix']"), NULL);

	ck_assert_str_eq(finding->evidence[0].expected, "any image, subsystem gui, posix");
	ck_assert_ptr_nonnull(strstr(finding->evidence[0].actual, ", subsystem gui"));
	expect_fail(&on, AT("Import.exe", ",'subsystem':'gui'"), "other-subsystem", NULL);
	expect_fail(&on, AT("dos.exe", ",'subsystem':'gui'"), "other-subsystem", NULL);
}
END_TEST

START_TEST(it_is_of_dot_net_or_not)
{
	expect_pass(&on, AT("net.exe", ",'clr':true"), NULL);
	expect_pass(&on, AT("Import.exe", ",'clr':false"), NULL);
	expect_fail(
		&on, AT("net.exe", ",'clr':false"), "clr", "C:\\bin\\net.exe is an image of .NET");
	expect_fail(&on, AT("Import.exe", ",'clr':true"), "not-clr", NULL);
}
END_TEST

START_TEST(a_program_is_no_library_and_has_one)
{
	expect_pass(&on, "{'type':'image','program':'import','bits':32}",
		"C:\\bin\\Import.exe is a 32-bit Windows program for i386 (pe32)");
	expect_pass(&on, "{'type':'image','program':'import','library':'cdmw800','kind':'pe32'}",
		"C:\\bin\\Cdmw800.dll is a 32-bit Windows library for i386 (pe32)");
	expect_fail(&on, "{'type':'image','program':'import','library':'cdmw800','bits':16}",
		"other-bits", NULL);
	expect_fail(&on, "{'type':'image','program':'import','dll':true}", "not-a-library", NULL);
}
END_TEST

START_TEST(a_library_in_the_place_of_a_program)
{
	put("C:\\bin\\Import.exe", (struct specimen_image){.kind = SPECIMEN_PE32, .dll = true});
	expect_fail(&on, "{'type':'image','program':'import','bits':32}", "library", NULL);
	expect_pass(&on, "{'type':'image','program':'import','dll':true}", NULL);
}
END_TEST

START_TEST(what_is_not_there_is_missing)
{
	expect_fail(&on, AT("gone.exe", ",'bits':32"), "missing", "C:\\bin\\gone.exe is not there");
	expect_fail(&on, AT("folder", ",'bits':32"), "missing", NULL);
	expect_unknown(&on, "{'type':'image','path':'D:\\\\x.exe','bits':32}", NULL);
	expect_refused(&on, AT("x", ""),
		"expected at least one of kind, machine, target, bits, dll, subsystem, clr");
}
END_TEST

Suite *suite_rules_check_image(void)
{
	Suite *suite = suite_create("rules_check_image");
	TCase *tests = tcase_create("image");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_file_is_of_one_of_the_kinds);
	tcase_add_test(tests, its_bits_are_among_those_given);
	tcase_add_test(tests, it_is_a_library_or_none);
	tcase_add_test(tests, it_is_for_a_subsystem);
	tcase_add_test(tests, it_is_of_dot_net_or_not);
	tcase_add_test(tests, a_program_is_no_library_and_has_one);
	tcase_add_test(tests, a_library_in_the_place_of_a_program);
	tcase_add_test(tests, what_is_not_there_is_missing);
	return suite;
}
