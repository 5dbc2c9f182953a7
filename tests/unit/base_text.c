/* Whatever the bytes are, the text is UTF-8. */
#include "scanner/base/text.h"
#include "scanner/base/upper_case.h"

#include <check.h>
#include <string.h>
#include <unistr.h>
#include <zlib.h>

Suite *suite_base_text(void);

static struct arena arena;

static void begin(void)
{
	arena_init(&arena);
}

static void end(void)
{
	arena_free(&arena);
}

struct bytes_case {
	const char *bytes;
	size_t size;
	const char *text;
};

#define BYTES(literal) (literal), sizeof(literal) - 1

static const struct bytes_case utf16[] = {
	{BYTES(""), ""},
	{BYTES("A\0B\0"), "AB"},
	{BYTES("A\0\0\0B\0"), "A"},
	{BYTES("A\0B"), "A"},
	{BYTES("A"), ""},
	{BYTES("\xE9\0\xAC\x20"), "\xC3\xA9\xE2\x82\xAC"},
	{BYTES("\x3D\xD8\x00\xDE!\0"), "\xF0\x9F\x98\x80!"},
	{BYTES("\xFF\xDB\xFF\xDF"), "\xF4\x8F\xBF\xBF"},
	{BYTES("\x3D\xD8"), "\xEF\xBF\xBD"},
	{BYTES("\x3D\xD8\x00"), "\xEF\xBF\xBD"},
	{BYTES("\x3D\xD8!\0"), "\xEF\xBF\xBD!"},
	{BYTES("\x00\xDE\x3D\xD8"), "\xEF\xBF\xBD\xEF\xBF\xBD"},
	{BYTES("\x3D\xD8\x3D\xD8\x00\xDE"), "\xEF\xBF\xBD\xF0\x9F\x98\x80"},
	{BYTES("\xFF\xFF"), "\xEF\xBF\xBF"},
};

START_TEST(utf16_becomes_utf8)
{
	const struct bytes_case *c = &utf16[_i];
	const char *text = text_from_utf16(&arena, (const uint8_t *)c->bytes, c->size);

	ck_assert_str_eq(text, c->text);
	ck_assert_ptr_null(u8_check((const uint8_t *)text, strlen(text)));
}
END_TEST

static const struct bytes_case loose_bytes[] = {
	{BYTES(""), ""},
	{BYTES("plain"), "plain"},
	{BYTES("ab\0cd"), "ab"},
	{BYTES("\xC3\xA9"), "\xC3\xA9"},
	{BYTES("\xE9t\xE9"), "\\xE9t\\xE9"},
	{BYTES("\xC3"), "\\xC3"},
	{BYTES("\xE2\x82"), "\\xE2\\x82"},
	{BYTES("\xF0\x9F\x98"), "\\xF0\\x9F\\x98"},
	{BYTES("\xC0\xAF"), "\\xC0\\xAF"},
	{BYTES("\xED\xA0\x80"), "\\xED\\xA0\\x80"},
	{BYTES("\xF4\x90\x80\x80"), "\\xF4\\x90\\x80\\x80"},
	{BYTES("\xFF\xFE"
	       "a"),
		"\\xFF\\xFEa"},
	{BYTES("\x80"), "\\x80"},
};

START_TEST(bytes_that_are_no_utf8_are_written_out)
{
	const struct bytes_case *c = &loose_bytes[_i];

	ck_assert_str_eq(text_from_bytes(&arena, c->bytes, c->size), c->text);
}
END_TEST

START_TEST(bytes_without_a_nul_end_at_their_size)
{
	char bytes[3] = {'a', 'b', 'c'};

	ck_assert_str_eq(text_from_bytes(&arena, bytes, sizeof(bytes)), "abc");
	ck_assert_str_eq(text_from_code_page(&arena, bytes, sizeof(bytes), 437), "abc");
}
END_TEST

static const struct {
	unsigned code_page;
	const char *bytes;
	const char *text;
} code_pages[] = {
	{1252, "\x80 \xFC", "\xE2\x82\xAC \xC3\xBC"},
	{0, "\x80 \xFC", "\xE2\x82\xAC \xC3\xBC"},
	{437, "\x81\xE1", "\xC3\xBC\xC3\x9F"},
	{850, "\xE1", "\xC3\x9F"},
	{932, "\x83\x8D\x81[\x83^\x83X", "\xE3\x83\xAD\xE3\x83\xBC\xE3\x82\xBF\xE3\x82\xB9"},
	{932, "\xB1", "\xEF\xBD\xB1"},
	{1251, "\xCF", "\xD0\x9F"},
	{65001, "\xC3\xA9", "\xC3\xA9"},
	{28591, "\xE9", "\xC3\xA9"},
	{10000, "\x8E", "\xC3\xA9"},
	/* Half a character of two bytes, a byte that the page leaves empty, and a page that nobody
	   knows. */
	{932, "a\x83", "a\\x83"},
	{1252, "\x81\xC3\xA9", "\\x81\xC3\xA9"},
	{65001, "a\xE9", "a\\xE9"},
	{64999, "a\xE9", "a\\xE9"},
	{4294967295U, "a\xE9", "a\\xE9"},
};

START_TEST(code_pages_become_utf8)
{
	const char *bytes = code_pages[_i].bytes;

	ck_assert_str_eq(
		text_from_code_page(&arena, bytes, strlen(bytes) + 1, code_pages[_i].code_page),
		code_pages[_i].text);
}
END_TEST

/* Not also the room for four times as much, which it could have become. */
START_TEST(a_text_takes_what_it_is_long)
{
	enum { LENGTH = 400, ROUNDING = 16 };
	char bytes[LENGTH];
	struct arena fresh;

	memset(bytes, '\xFC', sizeof(bytes));
	arena_init(&fresh);
	ck_assert_uint_eq(strlen(text_from_code_page(&fresh, bytes, LENGTH, 1252)), LENGTH * 2);
	ck_assert_uint_le(fresh.used, LENGTH * 2 + ROUNDING);
	arena_free(&fresh);
}
END_TEST

START_TEST(a_code_page_that_is_utf16_does_not_apply_to_bytes)
{
	ck_assert_str_eq(text_from_code_page(&arena, "Lotus!", 6, 1200), "Lotus!");
}
END_TEST

static const struct {
	const char *one;
	const char *other;
	bool same;
} names[] = {
	{"IMPORT.EXE", "import.exe", true},
	{"", "", true},
	{"", "a", false},
	{"import", "import.exe", false},
	{"import.exe", "import", false},
	{"stra\xC3\x9F"
	 "e",
		"STRASSE", false},
	{"M\xC3\x9CLL", "m\xC3\xBCll", true},
	{"\xD0\x96", "\xD0\xB6", true},
	{"\xC3\xBF", "\xC5\xB8", true}, /* 1 upper-case letter in another block */
	{"mu\xCC\x88ll", "m\xC3\xBCll", false},
	{"_", "\x7F", false},
	{"a_", "A\x5F", true},
	{"[", "{", false},
	/* Capitals that Windows does not know: one letter becomes one letter, and what came after
	 * Unicode 5.1 has none. */
	{"\xCF\x82", "\xCE\xA3", false},                 /* final sigma */
	{"\xCF\x83", "\xCE\xA3", true},                  /* sigma */
	{"\xCF\x90", "\xCE\x92", false},                 /* beta symbol */
	{"\xC2\xB5", "\xCE\x9C", false},                 /* micro sign */
	{"\xC7\x85", "\xC7\x84", false},                 /* D with small z with caron */
	{"\xC7\x86", "\xC7\x84", true},                  /* dz with caron */
	{"\xC3\x9F", "\xE1\xBA\x9E", false},             /* sharp s */
	{"\xE1\x83\x90", "\xE1\xB2\x90", false},         /* Georgian */
	{"\xEA\xAD\xB0", "\xE1\x8E\xA0", false},         /* Cherokee */
	{"\xE1\xBF\x83", "\xE1\xBF\x8C", true},          /* eta with iota below */
	{"\xEF\xBD\x81", "\xEF\xBC\xA1", true},          /* full-width a */
	{"\xF0\x90\x90\xA8", "\xF0\x90\x90\x80", false}, /* Deseret lies beyond U+FFFF */
	/* Windows has no letter outside ASCII whose upper case is an ASCII letter. */
	{"\xC4\xB1mport", "IMPORT", false},
	{"\xC5\xBFystem32", "SYSTEM32", false},
	{"\xE2\x84\xAA"
	 "ernel32",
		"kernel32", false},
};

START_TEST(names_are_compared_as_windows_does)
{
	bool folded_same =
		strcmp(text_fold(&arena, names[_i].one), text_fold(&arena, names[_i].other)) == 0;

	ck_assert_int_eq(text_same_name(names[_i].one, names[_i].other), names[_i].same);
	ck_assert_int_eq(text_same_name(names[_i].other, names[_i].one), names[_i].same);
	ck_assert_int_eq(folded_same, names[_i].same);
}
END_TEST

START_TEST(parts_of_names_are_compared_likewise)
{
	const char path[] = "C:\\\xC3\xA4"
			    "b\\Import.EXE";

	ck_assert_str_eq(text_behind_name(path, "c:\\\xC3\x84"
						"B"),
		"\\Import.EXE");
	ck_assert_str_eq(text_behind_name(path, path), "");
	ck_assert_str_eq(text_behind_name(path, ""), path);
	ck_assert_ptr_null(text_behind_name(path, "C:\\a"));
	ck_assert_ptr_null(text_behind_name("C:", "C:\\"));
	/* U+023A has two bytes, U+2C65, its small letter, three. */
	ck_assert_str_eq(text_behind_name("\xE2\xB1\xA5x", "\xC8\xBA"), "x");
	ck_assert(text_ends_name(path, ".exe"));
	ck_assert(text_ends_name(".exe", ".EXE"));
	ck_assert(text_ends_name(path, ""));
	ck_assert(!text_ends_name(path, ".dll"));
	ck_assert(!text_ends_name("exe", ".exe"));
	/* The last byte of a letter is no letter. */
	ck_assert(!text_ends_name("\xC3\xA4", "\xA4"));
}
END_TEST

/* The CRC-32 of the table of Windows 7, 65,536 little-endian units, as libntfs-3g 2022.10.3 makes
 * it; 973 letters have a capital. */
START_TEST(the_table_is_the_one_of_windows)
{
	unsigned char table[0x10000 * 2];
	unsigned changed = 0;

	for (uint32_t unit = 0; unit < 0x10000; unit++) {
		uint32_t upper = upper_case(unit);

		changed += upper != unit;
		ck_assert_uint_lt(upper, 0x10000);
		table[unit * 2] = (unsigned char)upper;
		table[unit * 2 + 1] = (unsigned char)(upper >> 8);
	}
	ck_assert_uint_eq(changed, 973);
	ck_assert_uint_eq(crc32(0, table, sizeof(table)), 0xCEE8CFFA);
	ck_assert_uint_eq(upper_case(0x10428), 0x10428);
	ck_assert_uint_eq(upper_case(UINT32_MAX), UINT32_MAX);
}
END_TEST

START_TEST(folding_into_a_buffer_never_overruns_it)
{
	static const char name[] = "a\xC9\x90z";
	char out[8];

	ck_assert(text_fold_into(name, 4, out, 6));
	ck_assert_str_eq(out, "A\xE2\xB1\xAFZ");
	ck_assert(text_fold_into(name, 1, out, 2));
	ck_assert_str_eq(out, "A");
	ck_assert(text_fold_into("", 0, out, 1));
	ck_assert_str_eq(out, "");
	for (size_t capacity = 0; capacity < 6; capacity++)
		ck_assert(!text_fold_into(name, 4, out, capacity));
	ck_assert(!text_fold_into(name, 2, out, sizeof(out))); /* half a letter */
	ck_assert(!text_fold_into("\xFF", 1, out, sizeof(out)));
}
END_TEST

START_TEST(keywords_are_compared_by_their_ascii_letters)
{
	ck_assert(text_same_keyword("HKLM\\System", "hklm\\SYSTEM"));
	ck_assert(text_same_keyword("", ""));
	ck_assert(!text_same_keyword("winnt", "winnt2"));
	ck_assert(!text_same_keyword("winnt2", "winnt"));
	ck_assert(!text_same_keyword("caf\xC3\xA9", "CAF\xC3\x89"));
	ck_assert(!text_same_keyword("[", "{"));
	ck_assert(text_begins_keyword("api-ms-win-core", "API-MS-"));
	ck_assert(text_begins_keyword("x", ""));
	ck_assert(!text_begins_keyword("api-ms", "API-MS-"));
	ck_assert(!text_begins_keyword("", "a"));
}
END_TEST

START_TEST(characters_are_counted_as_windows_does)
{
	const char *text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";

	ck_assert_uint_eq(text_utf16_length(""), 0);
	ck_assert_uint_eq(text_utf16_length(text), 5);
	ck_assert_uint_eq(text_next(&text), 'a');
	ck_assert_uint_eq(text_next(&text), 0xE9);
	ck_assert_uint_eq(text_next(&text), 0x20AC);
	ck_assert_uint_eq(text_next(&text), 0x1F600);
	ck_assert_uint_eq(text_next(&text), 0);
	ck_assert_uint_eq(text_next(&text), 0);
}
END_TEST

START_TEST(letters_and_their_marks_are_composed)
{
	ck_assert_str_eq(text_composed(&arena, "Mu\xCC\x88ller"), "M\xC3\xBCller");
	ck_assert_str_eq(text_composed(&arena, "M\xC3\xBCller"), "M\xC3\xBCller");
	ck_assert_str_eq(text_composed(&arena, "q\xCC\x88"), "q\xCC\x88"); /* no such letter */
	ck_assert_str_eq(text_composed(&arena, ""), "");
}
END_TEST

START_TEST(folding_keeps_every_character)
{
	ck_assert_str_eq(text_fold(&arena, "Caf\xC3\xA9.dll"), "CAF\xC3\x89.DLL");
	ck_assert_str_eq(text_fold(&arena, "\xC9\x90"), "\xE2\xB1\xAF"); /* grows by a byte */
	ck_assert_str_eq(text_fold(&arena, "\xF0\x9F\x98\x80x"), "\xF0\x9F\x98\x80X");
}
END_TEST

static const struct {
	const char *text;
	const char *printable;
} printables[] = {
	{"", ""},
	{"C:\\WINNT caf\xC3\xA9", "C:\\WINNT caf\xC3\xA9"},
	{"a\nb\tc", "a\\u{000A}b\\u{0009}c"},
	{"\x1B[31mred", "\\u{001B}[31mred"},
	{"\x7F\xC2\x9B", "\\u{007F}\\u{009B}"},
	{"txt.\xE2\x80\xAE"
	 "exe",
		"txt.\\u{202E}exe"},
	{"\xE2\x81\xA6x\xE2\x80\x8B", "\\u{2066}x\\u{200B}"},
	{"\xE2\x80\xA8\xE2\x80\xA9", "\\u{2028}\\u{2029}"},
	{"\xEF\xBB\xBFx", "\\u{FEFF}x"},
	{"\xEE\x80\x80", "\\u{E000}"},
	{"\xF3\xA0\x81\x81", "\\u{E0041}"},
};

START_TEST(nothing_printable_moves_the_cursor)
{
	ck_assert_str_eq(text_printable(&arena, printables[_i].text), printables[_i].printable);
}
END_TEST

static const struct {
	const char *text;
	size_t width;
	size_t columns;
	size_t fits; /* bytes */
} widths[] = {
	{"", 0, 5, 0},
	{"abc", 3, 5, 3},
	{"abc", 3, 3, 3},
	{"abc", 3, 2, 2},
	{"abc", 3, 0, 1},
	{"\xC3\xA9t\xC3\xA9", 3, 2, 3},
	{"e\xCC\x81x", 2, 1, 3},
	{"\xE3\x83\xAD\xE3\x83\xBC", 4, 3, 3},
	{"\xE3\x83\xAD\xE3\x83\xBC", 4, 1, 3},
	{"\xE3\x83\xAD\xE3\x83\xBC", 4, 4, 6},
};

START_TEST(width_counts_columns_and_fit_keeps_characters_whole)
{
	ck_assert_uint_eq(text_width(widths[_i].text), widths[_i].width);
	ck_assert_uint_eq(text_fit(widths[_i].text, widths[_i].columns), widths[_i].fits);
}
END_TEST

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *suite_base_text(void)
{
	Suite *suite = suite_create("base text");
	TCase *tests = tcase_create("text");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, utf16_becomes_utf8, 0, COUNT_OF(utf16));
	tcase_add_loop_test(
		tests, bytes_that_are_no_utf8_are_written_out, 0, COUNT_OF(loose_bytes));
	tcase_add_test(tests, bytes_without_a_nul_end_at_their_size);
	tcase_add_loop_test(tests, code_pages_become_utf8, 0, COUNT_OF(code_pages));
	tcase_add_test(tests, a_text_takes_what_it_is_long);
	tcase_add_test(tests, a_code_page_that_is_utf16_does_not_apply_to_bytes);
	tcase_add_loop_test(tests, names_are_compared_as_windows_does, 0, COUNT_OF(names));
	tcase_add_test(tests, parts_of_names_are_compared_likewise);
	tcase_add_test(tests, the_table_is_the_one_of_windows);
	tcase_add_test(tests, folding_into_a_buffer_never_overruns_it);
	tcase_add_test(tests, keywords_are_compared_by_their_ascii_letters);
	tcase_add_test(tests, characters_are_counted_as_windows_does);
	tcase_add_test(tests, letters_and_their_marks_are_composed);
	tcase_add_test(tests, folding_keeps_every_character);
	tcase_add_loop_test(tests, nothing_printable_moves_the_cursor, 0, COUNT_OF(printables));
	tcase_add_loop_test(
		tests, width_counts_columns_and_fit_keeps_characters_whole, 0, COUNT_OF(widths));
	suite_add_tcase(suite, tests);
	return suite;
}
