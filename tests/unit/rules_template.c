/* ${name} in texts. */
#include "rules/language/template.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_rules_template(void);

static struct arena arena;

static void set_up(void)
{
	arena_init(&arena);
}

static void tear_down(void)
{
	arena_free(&arena);
}

static const char *value(const void *context, const char *name)
{
	if (strcmp(name, "a") == 0)
		return context;
	return strcmp(name, "empty") == 0 ? "" : NULL;
}

static bool known(const void *context, const char *name)
{
	return value(context, name) != NULL;
}

static const struct {
	const char *text;
	const char *filled;
	const char *bad; /* NULL: nothing is wrong */
} texts[] = {
	{"", "", NULL},
	{"plain $ { } text", "plain $ { } text", NULL},
	{"${a}", "<A>", NULL},
	{"x${a}y${a}${empty}z", "x<A>y<A>z", NULL},
	{"$${a}}", "$<A>}", NULL},
	{"${b}", "${b}", "b"},
	{"${a} ${A}", "<A> ${A}", "A"},
	{"${}", "${}", ""},
	{"${a", "${a", "a"},
	{"${${a}", "${<A>", "${a"},
};

START_TEST(names_are_filled_or_complained_of)
{
	char bad[MAX_TEMPLATE_NAME + 1] = "untouched";
	bool found = template_find_bad(texts[_i].text, known, "<A>", bad);

	ck_assert_str_eq(template_fill(&arena, texts[_i].text, value, "<A>"), texts[_i].filled);
	ck_assert_int_eq(found, texts[_i].bad != NULL);
	if (found)
		ck_assert_str_eq(bad, texts[_i].bad);
}
END_TEST

START_TEST(a_value_is_not_filled_again)
{
	ck_assert_str_eq(template_fill(&arena, "${a}", value, "${a}${b}"), "${a}${b}");
}
END_TEST

START_TEST(a_long_name_is_cut_and_unknown)
{
	char text[100] = "${";
	char bad[MAX_TEMPLATE_NAME + 1];

	memset(text + 2, 'a', 80);
	text[82] = '}';
	ck_assert(template_find_bad(text, known, "<A>", bad));
	ck_assert_uint_eq(strlen(bad), MAX_TEMPLATE_NAME);
	ck_assert_str_eq(template_fill(&arena, text, value, "<A>"), text);
}
END_TEST

START_TEST(a_filled_text_has_a_cap)
{
	char *text = arena_alloc(&arena, MAX_TEMPLATE_BYTES + 10);

	memset(text, 'x', MAX_TEMPLATE_BYTES + 9);
	ck_assert_uint_eq(strlen(template_fill(&arena, text, value, "")), MAX_TEMPLATE_BYTES);
}
END_TEST

Suite *suite_rules_template(void)
{
	Suite *suite = suite_create("rules_template");
	TCase *tests = tcase_create("template");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(
		tests, names_are_filled_or_complained_of, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tests, a_value_is_not_filled_again);
	tcase_add_test(tests, a_long_name_is_cut_and_unknown);
	tcase_add_test(tests, a_filled_text_has_a_cap);
	return suite;
}
