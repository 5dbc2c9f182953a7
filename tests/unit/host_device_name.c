/* Names that are devices of Windows, as each of its generations takes them. */
#include "scanner/host/disk/device_name.h"

#include <check.h>
#include <stdbool.h>
#include <string.h>

Suite *suite_host_device_name(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
	const char *name;
	const char *nt4, *win7, *win10, *win11;
} names[] = {
	{"NUL", "NUL", "NUL", "NUL", "NUL"},
	{"nul", "NUL", "NUL", "NUL", "NUL"},
	{"nul. .", "NUL", "NUL", "NUL", "NUL"},
	{"nul.txt", "NUL", "NUL", "NUL", NULL},
	{"NUL.tar.gz", "NUL", "NUL", "NUL", NULL},
	{"NUL .txt", "NUL", "NUL", "NUL", NULL},
	{"Con:", "CON", "CON", "CON", NULL},
	{"con:x", "CON", "CON", "CON", NULL},
	{"PRN", "PRN", "PRN", "PRN", NULL},
	{"aux.dll", "AUX", "AUX", "AUX", NULL},
	{"COM1", "COM1", "COM1", "COM1", NULL},
	{"com9.exe", "COM9", "COM9", "COM9", NULL},
	{"LPT1", "LPT1", "LPT1", "LPT1", NULL},
	{"lpt\xC2\xB2", "LPT2", "LPT2", "LPT2", NULL},
	{"CONIN$", NULL, NULL, "CONIN$", NULL},
	{"conout$.txt", NULL, NULL, "CONOUT$", NULL},
	{"CLOCK$", "CLOCK$", NULL, NULL, NULL},
	{"COM", NULL, NULL, NULL, NULL},
	{"COM0", NULL, NULL, NULL, NULL},
	{"COM10", NULL, NULL, NULL, NULL},
	{"COM\xC3\x84", NULL, NULL, NULL, NULL},
	{"LPT", NULL, NULL, NULL, NULL},
	{"NULL", NULL, NULL, NULL, NULL},
	{"xNUL", NULL, NULL, NULL, NULL},
	{".nul", NULL, NULL, NULL, NULL},
	{" nul", NULL, NULL, NULL, NULL},
	{"", NULL, NULL, NULL, NULL},
	{".", NULL, NULL, NULL, NULL},
};

static const char *device(const char *name, const char *profile)
{
	return device_name(name, strlen(name), device_rule_of(profile));
}

START_TEST(each_generation_has_its_own_rule)
{
	const char *name = names[_i].name;
	bool ever = names[_i].nt4 || names[_i].win7 || names[_i].win10 || names[_i].win11;

	ck_assert_pstr_eq(device(name, "nt4"), names[_i].nt4);
	ck_assert_pstr_eq(device(name, "w2k"), names[_i].nt4);
	ck_assert_pstr_eq(device(name, "xp"), names[_i].nt4);
	ck_assert_pstr_eq(device(name, "win7"), names[_i].win7);
	ck_assert_pstr_eq(device(name, "win10"), names[_i].win10);
	ck_assert_pstr_eq(device(name, "win11"), names[_i].win11);
	ck_assert_int_eq(device(name, "a later one") != NULL, ever);
}
END_TEST

START_TEST(only_the_first_bytes_count)
{
	ck_assert_pstr_eq(device_name("nulx", 3, DEVICES_11), "NUL");
	ck_assert_ptr_null(device_name("nul", 2, DEVICES_NT));
}
END_TEST

Suite *suite_host_device_name(void)
{
	Suite *suite = suite_create("host device name");
	TCase *tests = tcase_create("device name");

	tcase_add_loop_test(tests, each_generation_has_its_own_rule, 0, COUNT_OF(names));
	tcase_add_test(tests, only_the_first_bytes_count);
	suite_add_tcase(suite, tests);
	return suite;
}
