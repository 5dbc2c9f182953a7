/* Text on a page: wrapped, never wider than the page, safe to show. */
#include "report/page.h"
#include "scanner/base/text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

Suite *suite_report_page(void);

enum { COLUMNS = 40 };

static struct page page;
static char *text;

static void set_up(void)
{
	page_init(&page, COLUMNS, false);
}

static void tear_down(void)
{
	free(text);
	text = NULL;
}

static void expect_page(const char *expected)
{
	text = page_finish(&page);
	ck_assert_str_eq(text, expected);
}

static void expect_no_wide_line(void)
{
	for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		ck_assert_msg(
			text_width(line) <= COLUMNS, "%zu columns: %s", text_width(line), line);
		*end = '\n';
	}
}

START_TEST(words_are_kept_whole)
{
	page_paragraph(&page, PAGE_PLAIN, 2, 4,
		"One two three four five six seven eight nine ten eleven twelve");
	expect_page("  One two three four five six seven\n"
		    "    eight nine ten eleven twelve\n");
}
END_TEST

START_TEST(a_branch_goes_on_behind_its_line)
{
	page_branch(&page, PAGE_PLAIN, "├─ ", "│    ",
		"one two three four five six seven eight nine\x1b");
	page_branch(&page, PAGE_PLAIN, "`- ", "", "ten");
	expect_page("├─ one two three four five six seven\n"
		    "│    eight nine\\u{001B}\n"
		    "`- ten\n");
}
END_TEST

START_TEST(a_line_may_be_full)
{
	page_paragraph(&page, PAGE_PLAIN, 0, 0, "0123456789012345678901234567890123456789 x");
	page_paragraph(&page, PAGE_PLAIN, 0, 0, "0123456789012345678901234567890123456789");
	page_blank(&page);
	page_paragraph(&page, PAGE_PLAIN, 3, 0, "");
	expect_page("0123456789012345678901234567890123456789\nx\n"
		    "0123456789012345678901234567890123456789\n\n   \n");
}
END_TEST

START_TEST(a_long_path_is_cut_behind_a_backslash)
{
	page_paragraph(&page, PAGE_PLAIN, 0, 2,
		"C:\\Program Files\\Exchsrvr\\Connect\\Ccmail\\Bin\\Ccmc.exe");
	page_paragraph(
		&page, PAGE_PLAIN, 0, 2, "D:\\0123456789\\0123456789\\0123456789\\0123456789");
	expect_page("C:\\Program\n  Files\\Exchsrvr\\Connect\\Ccmail\\Bin\\\n  Ccmc.exe\n"
		    "D:\\0123456789\\0123456789\\0123456789\\\n  0123456789\n");
}
END_TEST

START_TEST(a_long_word_is_cut_at_the_edge)
{
	page_paragraph(&page, PAGE_PLAIN, 0, 0,
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"0123456789abc");
	expect_page("0123456789012345678901234567890123456789\n"
		    "0123456789012345678901234567890123456789\nabc\n");
}
END_TEST

START_TEST(wide_characters_take_two_columns)
{
	/* 25 characters: 20 fill a line. */
	page_paragraph(&page, PAGE_PLAIN, 0, 1,
		"\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22"
		"\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22\u6F22"
		"\u6F22\u6F22\u6F22\u6F22\u6F22");
	text = page_finish(&page);
	ck_assert_uint_eq(strcspn(text, "\n"), 60);
	ck_assert_str_eq(text + 61, " \u6F22\u6F22\u6F22\u6F22\u6F22\n");
	expect_no_wide_line();
}
END_TEST

START_TEST(what_could_move_the_cursor_is_spelled_out)
{
	page_paragraph(&page, PAGE_PLAIN, 0, 0, "a\033[2Jb\nc\td\u202Ee\u200Bf\a");
	page_field(&page, 0, 20, "k\033\u202E", "v\r\n");
	expect_page("a\\u{001B}[2Jb\\u{000A}c\\u{0009}d\\\n"
		    "u{202E}e\\u{200B}f\\u{0007}\n"
		    "k\\u{001B}\\u{202E}   v\\u{000D}\\u{000A}\n");
}
END_TEST

START_TEST(a_field_stands_beside_its_label)
{
	page_field(&page, 2, 8, "name", "one two three four five six seven eight");
	page_field(&page, 2, 8, "longer name", "x");
	expect_page("  name    one two three four five six\n"
		    "          seven eight\n"
		    "  longer name x\n");
}
END_TEST

START_TEST(a_long_label_gets_its_own_lines)
{
	page_field(&page, 2, 8, "a label that is much too long to stand beside anything at all",
		"value");
	expect_page("  a label that is much too long to stand\n  beside anything at all\n"
		    "          value\n");
	expect_no_wide_line();
}
END_TEST

START_TEST(colour_ends_with_every_line)
{
	free(page_finish(&page));
	page_init(&page, COLUMNS, true);
	page_paragraph(&page, PAGE_RED, 0, 1, "0123456789012345678901234567890123456789 x");
	page_paragraph(&page, PAGE_PLAIN, 0, 0, "plain");
	page_field(&page, 0, 4, "k", "v");
	expect_page("\033[1;31m0123456789012345678901234567890123456789\033[0m\n"
		    " \033[1;31mx\033[0m\nplain\n\033[2mk\033[0m   v\n");
}
END_TEST

START_TEST(a_narrow_page_has_forty_columns)
{
	free(page_finish(&page));
	page_init(&page, 0, false);
	ck_assert_uint_eq(page.columns, 40);
	expect_page("");
}
END_TEST

START_TEST(a_page_has_a_cap_and_says_so)
{
	static const char tail[] = "\n\n(the rest is left out: see --format json)\n";
	enum { WORDS = 1024 * 1024 };
	char *words = malloc(WORDS + 1);
	size_t length;

	for (size_t i = 0; i + 3 <= WORDS; i += 3)
		memcpy(words + i, "\u6F22", 3);
	words[WORDS - WORDS % 3] = '\0';
	for (int i = 0; i < 17; i++)
		page_paragraph(&page, PAGE_PLAIN, 0, 1, words);
	free(words);
	text = page_finish(&page);
	length = strlen(text);
	ck_assert_uint_le(length, 16 * 1024 * 1024);
	ck_assert_uint_gt(length, 16 * 1024 * 1024 - 200);
	ck_assert_str_eq(text + length - strlen(tail), tail);
	ck_assert_ptr_null(u8_check((const uint8_t *)text, length));
}
END_TEST

START_TEST(no_line_is_wider_than_the_page)
{
	static const char *const parts[] = {"word ", "C:\\x\\", "\u6F22", "e\u0301", "\033", " ",
		"0123456789012345678901234567890123456789012", "\U0001F600", "\xC3\xA9"};
	unsigned seed = 1;

	for (int round = 0; round < 200; round++) {
		char line[1024] = "";

		for (int i = 0; i < 20; i++) {
			seed = seed * 1103515245u + 12345u;
			strcat(line, parts[(seed >> 16) % 9]);
		}
		page_paragraph(&page, PAGE_PLAIN, (size_t)round % 15, (size_t)round % 11, line);
		page_field(&page, (size_t)round % 5, 13, round % 3 ? "label" : line, line);
	}
	text = page_finish(&page);
	ck_assert_ptr_null(u8_check((const uint8_t *)text, strlen(text)));
	expect_no_wide_line();
}
END_TEST

Suite *suite_report_page(void)
{
	Suite *suite = suite_create("report_page");
	TCase *tests = tcase_create("page");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, words_are_kept_whole);
	tcase_add_test(tests, a_branch_goes_on_behind_its_line);
	tcase_add_test(tests, a_line_may_be_full);
	tcase_add_test(tests, a_long_path_is_cut_behind_a_backslash);
	tcase_add_test(tests, a_long_word_is_cut_at_the_edge);
	tcase_add_test(tests, wide_characters_take_two_columns);
	tcase_add_test(tests, what_could_move_the_cursor_is_spelled_out);
	tcase_add_test(tests, a_field_stands_beside_its_label);
	tcase_add_test(tests, a_long_label_gets_its_own_lines);
	tcase_add_test(tests, colour_ends_with_every_line);
	tcase_add_test(tests, a_narrow_page_has_forty_columns);
	tcase_add_test(tests, a_page_has_a_cap_and_says_so);
	tcase_add_test(tests, no_line_is_wider_than_the_page);
	return suite;
}
