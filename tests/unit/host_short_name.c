/* Which long names an 8.3 name may stand for. */
#include "scanner/host/disk/short_name.h"

#include <check.h>
#include <stddef.h>

Suite *suite_host_short_name(void);

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
	const char *name;
	bool has_form;
	unsigned number;
} forms[] = {
	{"PROGRA~1", true, 1},
	{"progra~12.txt", false, 0},
	{"PROGR~12.TXT", true, 12},
	{"A~1", true, 1},
	{"TESTFI~1.", true, 1},
	{"T~999999.TXT", true, 999999},
	{"B~1~12.EXE", true, 12},
	{"B~1~.EXE", false, 0},
	{"~1", false, 0},
	{"PROGRAM~1", false, 0},
	{"PROGRA~", false, 0},
	{"PROGRA~1x", false, 0},
	{"PROGRA~1.HTML", false, 0},
	{"PROGRA.~1", false, 0},
	{"Program Files", false, 0},
	{"", false, 0},
};

START_TEST(the_form_is_told)
{
	ck_assert_int_eq(short_name_has_form(forms[_i].name), forms[_i].has_form);
	if (forms[_i].has_form)
		ck_assert_uint_eq(short_name_number(forms[_i].name), forms[_i].number);
}
END_TEST

static const struct {
	const char *short_name;
	const char *long_name;
	enum short_name_fit fit;
} fits[] = {
	{"PROGRA~1", "Program Files", SHORT_NAME_FITS},
	{"progra~1", "PROGRAM FILES", SHORT_NAME_FITS},
	{"PROGRA~2", "Program Files (x86)", SHORT_NAME_FITS},
	{"PROGR~12", "Program Files", SHORT_NAME_FITS},
	{"PROGRA~1", "Programme", SHORT_NAME_FITS},
	{"PROGRA~1", "Program", SHORT_NAME_NEVER}, /* keeps to 8.3 */
	{"PROGRA~1", "Progress Files", SHORT_NAME_NEVER},
	{"PROGRA~1", "Program:Files", SHORT_NAME_NEVER}, /* no name of Windows */
	{"PROGRA~1", "Program\\xEBFiles", SHORT_NAME_NEVER},
	{"PROGR~1", "Program Files", SHORT_NAME_NEVER}, /* six letters are taken */
	{"PROGRA~1.TXT", "Program Files", SHORT_NAME_NEVER},
	{"PROGRA~1", "Program Files.txt", SHORT_NAME_NEVER},
	{"LONGNA~1.TXT", "Long Name.txt", SHORT_NAME_FITS},
	{"LONGNA~1.HTM", "longname1.html", SHORT_NAME_FITS},
	{"LONGNA~1.HTM", "longname1.xhtml", SHORT_NAME_NEVER},
	{"INDEX~1.HTM", "index.html", SHORT_NAME_FITS}, /* fewer than six */
	{"ABC~1", "A b c", SHORT_NAME_FITS},
	{"B~1~1.EXE", "b ~1.exe", SHORT_NAME_FITS}, /* a tilde of its own */
	{"JAR~1.3", "jar.1.3", SHORT_NAME_NEVER},
	{"JAR1~1.3", "jar.1.3", SHORT_NAME_FITS},
	{"PROFIL~1", ".profile", SHORT_NAME_FITS}, /* leading dots are skipped */
	{"A_B_C~1.TXT", "a+b,c.txt", SHORT_NAME_FITS},
	{"A_B_C_~1.TXT", "a;b=c[d].txt", SHORT_NAME_FITS},
	{"FOO(B~1", "foo(b", SHORT_NAME_NEVER},
	/* The hash. */
	{"AEE90~1.TXT", "a.txt3", SHORT_NAME_HASHED},
	{"ab720~1.txt", "a.txt7", SHORT_NAME_HASHED},
	{"TEB00D~1.TXT", "test file.txt", SHORT_NAME_HASHED},
	{"TEB00D~1.TXT", "test gile.txt", SHORT_NAME_MAYBE},
	{"TEB00D~1.TXT", "text.txt", SHORT_NAME_NEVER},
	{"TEB00G~1.TXT", "test file.txt", SHORT_NAME_NEVER},
	{"DECADE~1", "decade of mail", SHORT_NAME_FITS}, /* looks like a hash, and is none */
	{"A~1.TXT", "a.txt3", SHORT_NAME_NEVER},         /* hashed from the first on */
	/* Letters beyond ASCII: the OEM code page decides what becomes of them. */
	{"GR\xC3\x96\xC3\x9F"
	 "E(~1",
		"gr\xC3\xB6\xC3\x9F"
		"e(neu) x",
		SHORT_NAME_FITS},
	{"GROSSE~1",
		"gr\xC3\xB6"
		"ssere dateien",
		SHORT_NAME_MAYBE},
	{"GR_SSE~1",
		"gr\xC3\xB6"
		"ssere dateien",
		SHORT_NAME_MAYBE},
	{"GX_SSE~1",
		"gr\xC3\xB6"
		"ssere dateien",
		SHORT_NAME_NEVER},
	{"CAF_~1.TXT", "caf\xC3\xA9.txt", SHORT_NAME_MAYBE}, /* 8.3 where the page has the letter */
	{"\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2~1",
		"\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2\xE5\xAD\x97 x y z", SHORT_NAME_MAYBE},
};

START_TEST(each_long_name_fits_or_does_not)
{
	ck_assert_int_eq(short_name_fit(fits[_i].short_name, fits[_i].long_name), fits[_i].fit);
}
END_TEST

START_TEST(the_hash_is_that_of_windows)
{
	ck_assert_uint_eq(short_name_hash("a.txt3"), 0xEE90);
	ck_assert_uint_eq(short_name_hash("a.txt7"), 0xB720);
	ck_assert_uint_eq(short_name_hash("test file.txt"), 0xB00D);
	ck_assert_uint_eq(short_name_hash(""), 0);
	/* Counted in UTF-16: U+1F600 is two units. */
	ck_assert_uint_ne(short_name_hash("\xF0\x9F\x98\x80"), short_name_hash("\xEF\x98\x80"));
}
END_TEST

START_TEST(setup_makes_the_same_names_everywhere)
{
	ck_assert_str_eq(short_name_of_setup("progra~1"), "Program Files");
	ck_assert_str_eq(short_name_of_setup("PROGRA~2"), "Program Files (x86)");
	ck_assert_ptr_null(short_name_of_setup("PROGRA~4"));
	ck_assert_ptr_null(short_name_of_setup("Program Files"));
}
END_TEST

Suite *suite_host_short_name(void)
{
	Suite *suite = suite_create("host short name");
	TCase *tests = tcase_create("short name");

	tcase_add_loop_test(tests, the_form_is_told, 0, COUNT_OF(forms));
	tcase_add_loop_test(tests, each_long_name_fits_or_does_not, 0, COUNT_OF(fits));
	tcase_add_test(tests, the_hash_is_that_of_windows);
	tcase_add_test(tests, setup_makes_the_same_names_everywhere);
	suite_add_tcase(suite, tests);
	return suite;
}
