/* The selections of files, folders, keys and values. */
#include "tests/unit/check_case.h"

#include <errno.h>

Suite *suite_rules_selection(void);

#define KEY "HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Services"
#define SHOWN "HKLM\\SYSTEM\\CurrentControlSet\\Services"

static struct check_case on;

static void set_up(void)
{
	static const char *const list[] = {"a", "b"};
	struct fixture_hive *hive;

	check_case_init(&on);
	machine_put(&on.machine, "C:\\in\\b.txt", (struct memory_entry){.bytes = "", .size = 0});
	machine_file(&on.machine, "C:\\in\\a.txt");
	machine_file(&on.machine, "C:\\in\\c.doc");
	machine_file(&on.machine, "C:\\in\\below\\d.txt");
	machine_folder(&on.machine, "C:\\in\\below\\deep");
	machine_put(&on.machine, "C:\\shut",
		(struct memory_entry){.type = ENTRY_FOLDER, .list_error = EACCES});
	hive = machine_system(&on.machine);
	fixture_hive_set_dword(hive, "ControlSet001\\Services\\B", "Start", 2);
	fixture_hive_set_text(hive, "ControlSet001\\Services\\A", "", FIXTURE_REG_SZ, "x");
	fixture_hive_set_dword(hive, "ControlSet001\\Services\\A", "Start", 4);
	fixture_hive_set_multi(hive, "ControlSet001\\Services\\A", "Needs", list, 2);
}

static void tear_down(void)
{
	check_case_free(&on);
}

static const struct finding *found(size_t index)
{
	ck_assert_uint_lt(index, on.result.finding_count);
	return &on.result.findings[index];
}

/* Puts a check to each item; how many findings there are. */
static size_t put_to(const char *each, const char *check)
{
	on.each = each;
	check_case_ask(&on, check);
	return on.result.finding_count;
}

START_TEST(files_of_a_folder)
{
	static const char check[] = "{'type':'file','path':'${item}'}";

	ck_assert_uint_eq(put_to("{'in':'files','folder':'C:\\\\IN'}", check), 2);
	ck_assert_str_eq(found(0)->subject, "C:\\in\\b.txt");
	ck_assert_str_eq(found(0)->case_name, "empty");
	ck_assert_str_eq(found(1)->explanation, "2 pass");
	put_to("{'in':'files','folder':'C:\\\\in','pattern':'*.txt','recursive':true}", check);
	ck_assert_str_eq(found(1)->explanation, "2 pass");
	ck_assert_str_eq(found(1)->evidence[1].path, "C:\\in\\below\\d.txt");
	put_to("{'in':'files','folder':'C:\\\\in','pattern':['?.doc','a.*']}", check);
	ck_assert_str_eq(found(0)->explanation, "2 pass");
	put_to("{'in':'files','folder':'C:\\\\in','pattern':'*.exe'}", check);
	ck_assert_int_eq(found(0)->status, FINDING_NOT_APPLICABLE);
	ck_assert_str_eq(found(0)->explanation, "no such file lies there");
	put_to("{'in':'files','folder':'C:\\\\gone'}", check);
	ck_assert_int_eq(found(0)->status, FINDING_NOT_APPLICABLE);
}
END_TEST

START_TEST(an_item_has_a_name_and_a_size)
{
	put_to("{'in':'files','folder':'C:\\\\in','pattern':'a.txt'}",
		"{'type':'file','path':'C:\\\\${item.size}\\\\${item.name}'}");
	ck_assert_str_eq(found(0)->explanation, "C:\\11\\a.txt is not there");
	put_to("{'in':'folders','folder':'C:\\\\in'}",
		"{'type':'folder','path':'${item}\\\\${item.name}'}");
	ck_assert_str_eq(found(0)->explanation, "the folder C:\\in\\below\\below is not there");
}
END_TEST

START_TEST(folders_of_a_folder)
{
	static const char check[] = "{'type':'folder','path':'${item}','max_count':0}";

	ck_assert_uint_eq(put_to("{'in':'folders','folder':'C:\\\\in'}", check), 1);
	ck_assert_str_eq(found(0)->subject, "C:\\in\\below");
	ck_assert_uint_eq(
		put_to("{'in':'folders','folder':'C:\\\\in','recursive':true}", check), 2);
	ck_assert_str_eq(found(1)->explanation, "1 pass");
}
END_TEST

START_TEST(what_cannot_be_listed_is_told)
{
	static const char check[] = "{'type':'file','path':'${item}'}";

	put_to("{'in':'files','folder':'C:\\\\shut'}", check);
	ck_assert_int_eq(found(0)->status, FINDING_UNKNOWN);
	ck_assert_str_eq(found(0)->explanation, "cannot list C:\\shut: Permission denied");
	put_to("{'in':'files','folder':'D:\\\\in'}", check);
	ck_assert_int_eq(found(0)->status, FINDING_UNKNOWN);
	put_to("{'in':'files','folder':'C:\\\\in\\\\a.txt'}", check);
	ck_assert_str_eq(found(0)->explanation, "C:\\in\\a.txt is a file and no folder");
}
END_TEST

START_TEST(keys_of_a_key)
{
	static const char check[] =
		"{'type':'registry','key':'${item}','value':'Start','equals':2}";

	ck_assert_uint_eq(put_to("{'in':'registry-keys','key':'" KEY "'}", check), 2);
	ck_assert_str_eq(found(0)->subject, SHOWN "\\A");
	ck_assert_str_eq(found(1)->explanation, "1 pass");
	ck_assert_uint_eq(
		put_to("{'in':'registry-keys','key':'" KEY "','pattern':'b*'}", check), 1);
	put_to("{'in':'registry-keys','key':'" KEY "X'}", check);
	ck_assert_int_eq(found(0)->status, FINDING_NOT_APPLICABLE);
	put_to("{'in':'registry-keys','key':'HKLM\\\\SOFTWARE'}", check);
	ck_assert_int_eq(found(0)->status, FINDING_UNKNOWN);
	ck_assert_str_eq(found(0)->explanation,
		"HKLM\\SOFTWARE could not be read: no SOFTWARE hive could be read; give one with "
		"--software-hive FILE");
}
END_TEST

START_TEST(values_of_a_key)
{
	static const char check[] = "{'type':'registry','key':'${item.key}',"
				    "'value':'${item.name}','equals':'no ${item.text}'}";

	ck_assert_uint_eq(put_to("{'in':'registry-values','key':'" KEY "\\\\A'}", check), 3);
	ck_assert_str_eq(found(0)->subject, SHOWN "\\A, Needs");
	ck_assert_str_eq(
		found(0)->explanation, SHOWN "\\A, Needs is a list: a, b, expected \"no a, b\"");
	ck_assert_str_eq(found(1)->subject, SHOWN "\\A, Start");
	ck_assert_str_eq(found(1)->explanation, SHOWN "\\A, Start is 4, expected \"no 4\"");
	ck_assert_str_eq(found(2)->subject, SHOWN "\\A, default value");
	ck_assert_uint_eq(
		put_to("{'in':'registry-values','key':'" KEY "\\\\A','pattern':['st*','']}", check),
		2);
}
END_TEST

Suite *suite_rules_selection(void)
{
	Suite *suite = suite_create("rules_selection");
	TCase *tests = tcase_create("selection");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, files_of_a_folder);
	tcase_add_test(tests, an_item_has_a_name_and_a_size);
	tcase_add_test(tests, folders_of_a_folder);
	tcase_add_test(tests, what_cannot_be_listed_is_told);
	tcase_add_test(tests, keys_of_a_key);
	tcase_add_test(tests, values_of_a_key);
	return suite;
}
