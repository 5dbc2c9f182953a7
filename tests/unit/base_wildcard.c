/* Patterns with * and ?. */
#include "scanner/base/wildcard.h"

#include <check.h>
#include <string.h>

Suite *suite_base_wildcard(void);

static const struct {
	const char *pattern;
	const char *text;
	bool matches;
} cases[] = {
	{"", "", true},
	{"", "a", false},
	{"a", "", false},
	{"*", "", true},
	{"***", "", true},
	{"?", "", false},
	{"?", "a", true},
	{"?", "ab", false},
	{"*", "C:\\WINNT\\Import.exe", true},
	{"c:\\winnt\\*.EXE", "C:\\WINNT\\Import.exe", true},
	{"c:\\winnt\\*.EXE", "C:\\WINNT\\Import.dll", false},
	{"*\\import.exe", "C:\\ccmail\\old\\Import.exe", true},
	{"*\\import.exe", "Import.exe", false},
	{"import.exe", "C:\\WINNT\\Import.exe", false},
	{"Import", "Import.exe", false},
	{"C:\\*\\bin\\*", "C:\\a\\bin\\b\\bin\\c", true},
	{"a*b?d", "aXXbXd", true},
	{"a*b?d", "abdbbd", true},
	{"a*b?d", "abd", false},
	{"a*bc", "abbbbc", true},
	{"a*bc", "abcb", false},
	{"*a*a*a", "aa", false},
	{"?*?", "a", false},
	{"?*?", "ab", true},
	{"*?", "", false},
	/* One character, not one byte; and letters beyond ASCII. */
	{"?", "\xC3\xBC", true},
	{"??", "\xC3\xBC", false},
	{"\xC3\x9C*",
		"\xC3\xBC"
		"ber",
		true},
	{"*\xC3\xA9", "caf\xC3\xA9", true},
	{"*\xC3\xA9", "caf\xC3\xA8", false},
	/* No other character is special. */
	{"[a]", "a", false},
	{"[a]", "[A]", true},
	{"\\*", "\\x", true},
};

START_TEST(a_pattern_describes_the_whole_text)
{
	ck_assert_msg(wildcard_match(cases[_i].pattern, cases[_i].text) == cases[_i].matches,
		"\"%s\" with \"%s\"", cases[_i].pattern, cases[_i].text);
}
END_TEST

/* Trying every * again for each other would not end. */
START_TEST(many_stars_end)
{
	enum { STARS = 400, LENGTH = 4000 };
	char pattern[STARS * 2 + 2];
	char text[LENGTH + 1];

	for (size_t i = 0; i < STARS; i++)
		memcpy(pattern + i * 2, "*a", 2);
	memcpy(pattern + STARS * 2, "b", 2);
	memset(text, 'a', LENGTH);
	text[LENGTH] = '\0';
	ck_assert(!wildcard_match(pattern, text));
	text[LENGTH - 1] = 'B';
	ck_assert(wildcard_match(pattern, text));
}
END_TEST

Suite *suite_base_wildcard(void)
{
	Suite *suite = suite_create("base_wildcard");
	TCase *one = tcase_create("all");

	tcase_add_loop_test(one, a_pattern_describes_the_whole_text, 0,
		(int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(one, many_stars_end);
	suite_add_tcase(suite, one);
	return suite;
}
