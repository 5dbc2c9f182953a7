/* The JSON reader's messages. */
#include "rules/language/json_reader.h"
#include "rules/language/pack.h"
#include "tests/post/heard.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_rules_json(void);

static struct arena arena;
static struct heard heard;
static struct json_reader reader;

static void set_up(void)
{
	arena_init(&arena);
	heard_start(&heard);
	reader = (struct json_reader){
		.file = "f.json", .arena = &arena, .diagnostics = &heard.diagnostics};
}

static void tear_down(void)
{
	heard_end(&heard);
	arena_free(&arena);
}

#define NO_JSON ": this is no JSON; expected a value, a comma or a closing bracket here\n"

static const struct {
	const char *text;
	const char *message;
} broken[] = {
	{"", "error: f.json:1:1" NO_JSON},
	{"{\n  \"a\": x\n}", "error: f.json:2:8" NO_JSON},
	{"{\"a\": 1 \"b\": 2}", "error: f.json:1:9" NO_JSON},
	{"[1]\n]", "error: f.json:2:1" NO_JSON},
	{"\xEF\xBB\xBF[\n x]", "error: f.json:2:2" NO_JSON},
	{"{\"a\": \"x\\u0000y\"}",
		"error: f.json: $: the file holds a NUL character; expected JSON text in UTF-8\n"},
	{"{\"a\": \"C:\\Lager\"}", "error: f.json:1:10: this is no JSON; in a text a backslash is "
				   "written twice: \\\\\n"},
	{"[1, 2,\n]", "error: f.json:2:1: this is no JSON; no comma stands behind the last item\n"},
	{"{\"a\": 1,}",
		"error: f.json:1:10: this is no JSON; no comma stands behind the last item\n"},
	{"[1]\n// mine", "error: f.json:2:1: this is no JSON, which has no comments\n"},
	{"[1, \"a\xF6\"]",
		"error: f.json:1:7: this is no UTF-8; expected JSON text that is saved in UTF-8\n"},
};

START_TEST(what_is_no_json_is_told_by_line_and_column)
{
	ck_assert_ptr_null(json_parse(&reader, broken[_i].text, strlen(broken[_i].text)));
	ck_assert_str_eq(buffer_text(&heard.text), broken[_i].message);
	ck_assert_uint_eq(reader.errors, 1);
}
END_TEST

START_TEST(a_control_character_is_told_where_there_can_be_none)
{
	json_refuse_control(&reader, "$.path", NULL);
	json_refuse_control(&reader, "$.path", "C:\\temp");
	ck_assert_uint_eq(reader.errors, 0);
	json_refuse_control(&reader, "$.path", "C:\temp");
	ck_assert_str_eq(buffer_text(&heard.text),
		"error: f.json: $.path: the text holds a control character; in JSON a backslash is "
		"written twice: C:\\\\temp\n");
}
END_TEST

START_TEST(a_nul_byte_is_told)
{
	ck_assert_ptr_null(json_parse(&reader, "{}\0{}", 5));
	ck_assert_str_eq(buffer_text(&heard.text),
		"error: f.json: $: the file holds a NUL character; expected JSON text in UTF-8\n");
}
END_TEST

START_TEST(a_backslash_before_u0000_is_no_nul)
{
	cJSON *value = json_parse(&reader, "[\"C:\\\\u0000\"]", 13);

	ck_assert_ptr_nonnull(value);
	ck_assert_str_eq(cJSON_GetArrayItem(value, 0)->valuestring, "C:\\u0000");
	cJSON_Delete(value);
}
END_TEST

START_TEST(nesting_has_a_limit)
{
	enum { DEEP = 100000 };
	char *text = arena_alloc(&arena, DEEP + 1);
	struct pack pack;

	memset(text, '[', DEEP);
	ck_assert(!pack_load("f.json", text, DEEP, &arena, &heard.diagnostics, &pack));
	ck_assert_str_eq(buffer_text(&heard.text), "error: f.json:1:1001" NO_JSON);
}
END_TEST

START_TEST(every_complaint_about_a_value_is_told)
{
	static const char text[] =
		"{\"a\": 1, \"a\": 2, \"\\u001b\xC3\xBF\": 1, \"list\": [\"x\", 1, "
		"null, true, {}, []], "
		"\"empty\": [], \"text\": \"\"}";
	static const char *const keys[] = {"a", "list", "empty", "text", NULL};
	cJSON *value = json_parse(&reader, text, strlen(text));
	size_t count;
	const char *const *texts;

	ck_assert_ptr_nonnull(value);
	ck_assert(json_check_object(&reader, "$", value, keys));
	texts = json_texts(&reader, "$", value, "list", true, &count);
	ck_assert_uint_eq(count, 6);
	ck_assert_str_eq(texts[0], "x");
	ck_assert_ptr_null(texts[1]);
	json_texts(&reader, "$", value, "empty", true, &count);
	ck_assert_ptr_null(json_text(&reader, "$", value, "text", true));
	ck_assert_str_eq(json_text(&reader, "$", value, "text", false), "");
	ck_assert_ptr_null(json_text(&reader, "$", value, "none", false));
	ck_assert_ptr_null(json_text(&reader, "$", value, "none", true));
	ck_assert_ptr_null(json_array(&reader, "$", value, "none", true));
	ck_assert_ptr_null(json_array(&reader, "$", value, "text", false));
	ck_assert(!json_check_object(&reader, "$.a", cJSON_GetObjectItem(value, "a"), keys));
	cJSON_Delete(value);
	ck_assert_uint_eq(reader.errors, 13);
	ck_assert_str_eq(buffer_text(&heard.text),
		"error: f.json: $.a: the key is there twice; expected it once\n"
		"error: f.json: $.\\u{001B}\xC3\xBF: unknown key; expected one of a, list, empty, "
		"text\n"
		"error: f.json: $.list[1]: expected a text, found a number\n"
		"error: f.json: $.list[2]: expected a text, found null\n"
		"error: f.json: $.list[3]: expected a text, found true or false\n"
		"error: f.json: $.list[4]: expected a text, found an object\n"
		"error: f.json: $.list[5]: expected a text, found a list\n"
		"error: f.json: $.empty: expected a list that is not empty\n"
		"error: f.json: $.text: expected a text that is not empty\n"
		"error: f.json: $: \"none\" is missing; expected a text\n"
		"error: f.json: $: \"none\" is missing; expected a list\n"
		"error: f.json: $.text: expected a list, found a text\n"
		"error: f.json: $.a: expected an object, found a number\n");
}
END_TEST

START_TEST(an_object_without_keys_takes_none)
{
	static const char *const keys[] = {NULL};
	cJSON *value = json_parse(&reader, "{\"x\": 1}", 8);

	ck_assert(json_check_object(&reader, "$.cases", value, keys));
	cJSON_Delete(value);
	ck_assert_str_eq(
		buffer_text(&heard.text), "error: f.json: $.cases.x: unknown key; expected none\n");
}
END_TEST

Suite *suite_rules_json(void)
{
	Suite *suite = suite_create("rules_json");
	TCase *tests = tcase_create("json");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, what_is_no_json_is_told_by_line_and_column, 0,
		sizeof(broken) / sizeof(broken[0]));
	tcase_add_test(tests, a_control_character_is_told_where_there_can_be_none);
	tcase_add_test(tests, a_nul_byte_is_told);
	tcase_add_test(tests, a_backslash_before_u0000_is_no_nul);
	tcase_add_test(tests, nesting_has_a_limit);
	tcase_add_test(tests, every_complaint_about_a_value_is_told);
	tcase_add_test(tests, an_object_without_keys_takes_none);
	return suite;
}
