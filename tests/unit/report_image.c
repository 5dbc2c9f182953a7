/* One image as JSON and as text. */
#include "report/image_json.h"
#include "report/image_text.h"
#include "report/json.h"
#include "tests/unit/image_case.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_report_image(void);

static const char *const keys[] = {"path", "size", "kind", "bits", "target", "machine", "dll",
	"subsystem", "linker", "expected_windows", "module_name", "description", "version",
	"imports", "bound_imports", "exports", "resources", "manifest", "clr", "debug", "signed",
	"overlay", "self_loading", "vxd", "members", "dos_extender", "problems"};

static cJSON *json_of(struct image_case *c, bool symbols)
{
	const struct image_shown shown = {
		.path = "C:\\X.EXE", .image = &c->image, .symbols = symbols, .resources = symbols};
	cJSON *json = image_json(&c->arena, &shown);
	const cJSON *member = json->child;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++, member = member->next) {
		ck_assert_ptr_nonnull(member);
		ck_assert_str_eq(member->string, keys[i]);
	}
	ck_assert_ptr_null(member);
	return json;
}

static const char *printed(struct image_case *c, const cJSON *json, const char *key)
{
	char *text = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(json, key));
	char *copy = arena_strdup(&c->arena, text);

	free(text);
	return copy;
}

static const struct {
	enum specimen_kind kind;
	const char *bits, *target, *machine, *subsystem;
} kinds[] = {
	{SPECIMEN_MZ, "16", "\"dos\"", "\"i8086\"", "null"},
	{SPECIMEN_NE, "16", "\"windows\"", "\"i286\"", "null"},
	{SPECIMEN_LE, "32", "\"windows386\"", "\"i386\"", "null"},
	{SPECIMEN_LX, "32", "\"os2\"", "\"i386\"", "null"},
	{SPECIMEN_W3, "null", "\"windows386\"", "null", "null"},
	{SPECIMEN_W4, "null", "\"windows386\"", "null", "null"},
	{SPECIMEN_P2, "16", "\"pharlap\"", "\"i286\"", "null"},
	{SPECIMEN_P3, "32", "\"pharlap\"", "\"i386\"", "null"},
	{SPECIMEN_MP, "32", "\"pharlap\"", "\"i386\"", "null"},
	{SPECIMEN_BW, "16", "\"dos\"", "\"i286\"", "null"},
	{SPECIMEN_TE, "64", "\"efi\"", "\"x86-64\"", "\"efi-boot-driver\""},
	{SPECIMEN_PE32, "32", "\"windows\"", "\"i386\"", "\"console\""},
	{SPECIMEN_PE32PLUS, "64", "\"windows\"", "\"x86-64\"", "\"console\""},
};

START_TEST(every_kind_is_one_object)
{
	const struct specimen_image fixture = {.kind = kinds[_i].kind};
	struct image_case c;
	cJSON *json;

	image_case_build(&c, &fixture);
	json = json_of(&c, false);
	ck_assert_str_eq(
		cJSON_GetObjectItem(json, "kind")->valuestring, specimen_kind_name(fixture.kind));
	ck_assert_str_eq(printed(&c, json, "bits"), kinds[_i].bits);
	ck_assert_str_eq(printed(&c, json, "target"), kinds[_i].target);
	ck_assert_str_eq(printed(&c, json, "machine"), kinds[_i].machine);
	ck_assert_str_eq(printed(&c, json, "subsystem"), kinds[_i].subsystem);
	ck_assert_str_eq(printed(&c, json, "dll"), fixture.kind == SPECIMEN_LE ? "true" : "false");
	ck_assert_str_eq(printed(&c, json, "problems"), "[]");
	ck_assert(cJSON_GetObjectItem(json, "size")->valuedouble == (double)c.bytes.length);
	cJSON_Delete(json);
	image_case_free(&c);
}
END_TEST

START_TEST(what_is_no_image_is_still_an_object)
{
	struct image_case c;
	cJSON *json;

	image_case_bytes(&c, "text", 4);
	json = json_of(&c, true);
	ck_assert_str_eq(printed(&c, json, "kind"), "\"none\"");
	ck_assert_str_eq(printed(&c, json, "size"), "4");
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(
			printed(&c, json, (const char *const[]){"bits", "target", "machine"}[i]),
			"null");
	ck_assert_str_eq(printed(&c, json, "imports"), "[]");
	cJSON_Delete(json);
	image_case_free(&c);
}
END_TEST

static const struct specimen_symbol symbols[] = {{.name = "ReadFile"}, {.ordinal = 12}};
static const struct specimen_import imports[] = {
	{"KERNEL32.dll", false, symbols, 2}, {"LATER.dll", true, symbols, 1}};
static const struct specimen_export exports[] = {
	{"First", 1, NULL}, {NULL, 7, NULL}, {"Passed", 8, "NTDLL.Other"}};
static const struct specimen_string strings[] = {{"ProductName", "cc:Mail"}, {"\033[2J", "x"}};
static const struct specimen_version version = {.with_fixed = true,
	.file = {8, 50, 0, 1},
	.product = {8, 5, 0, 0},
	.strings = strings,
	.string_count = 2};
static const struct specimen_image rich = {.kind = SPECIMEN_PE32,
	.dll = true,
	.linker = {6, 10},
	.module_name = "RICH.dll",
	.imports = imports,
	.import_count = 2,
	.exports = exports,
	.export_count = 3,
	.version = &version};

START_TEST(symbols_are_counted_or_named)
{
	struct image_case c;
	cJSON *json;

	image_case_build(&c, &rich);
	json = json_of(&c, false);
	ck_assert_str_eq(printed(&c, json, "imports"),
		"[{\"module\":\"KERNEL32.dll\",\"delay\":false,\"symbols\":2},"
		"{\"module\":\"LATER.dll\",\"delay\":true,\"symbols\":1}]");
	ck_assert_str_eq(printed(&c, json, "exports"), "3");
	ck_assert_str_eq(printed(&c, json, "linker"), "\"6.10\"");
	ck_assert_str_eq(printed(&c, json, "expected_windows"), "\"4.0\"");
	ck_assert_str_eq(printed(&c, json, "dll"), "true");
	ck_assert_str_eq(printed(&c, json, "version"),
		"{\"file\":\"8.50.0.1\",\"product\":\"8.5.0.0\",\"strings\":"
		"{\"ProductName\":\"cc:Mail\",\"\\u001b[2J\":\"x\"},\"language\":\"0409\","
		"\"languages\":[{\"language\":\"0409\",\"code_page\":1200,\"file\":\"8.50.0.1\","
		"\"product\":\"8.5.0.0\",\"strings\":{\"ProductName\":\"cc:Mail\","
		"\"\\u001b[2J\":\"x\"}}]}");
	cJSON_Delete(json);
	json = json_of(&c, true);
	ck_assert_str_eq(printed(&c, json, "imports"),
		"[{\"module\":\"KERNEL32.dll\",\"delay\":false,\"symbols\":[\"ReadFile\",\"#12\"],"
		"\"hints\":[0,null]},"
		"{\"module\":\"LATER.dll\",\"delay\":true,\"symbols\":[\"ReadFile\"],\"hints\":[0]}"
		"]");
	ck_assert_str_eq(printed(&c, json, "exports"),
		"[{\"name\":\"First\",\"ordinal\":1,\"forwarder\":null},"
		"{\"name\":\"Passed\",\"ordinal\":8,\"forwarder\":\"NTDLL.Other\"},"
		"{\"name\":null,\"ordinal\":7,\"forwarder\":null}]");
	cJSON_Delete(json);
	image_case_free(&c);
}
END_TEST

START_TEST(a_digest_is_there_when_it_was_asked_for)
{
	struct image_case c;
	cJSON *json;
	char *text;

	image_case_build(&c, &(struct specimen_image){.kind = SPECIMEN_MZ});
	json = image_json(
		&c.arena, &(struct image_shown){.path = "x", .image = &c.image, .sha256 = "abc"});
	ck_assert_str_eq(printed(&c, json, "sha256"), "\"abc\"");
	text = json_finish(json, false);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	free(text);
	image_case_free(&c);
}
END_TEST

START_TEST(problems_say_where)
{
	struct image_case c;
	struct image_case cut;
	cJSON *json;

	image_case_build(&c, &rich);
	image_case_bytes(&cut, c.bytes.data, 0x300);
	json = json_of(&cut, false);
	ck_assert_int_gt(cJSON_GetArraySize(cJSON_GetObjectItem(json, "problems")), 0);
	ck_assert_str_eq(
		cJSON_GetObjectItem(
			cJSON_GetArrayItem(cJSON_GetObjectItem(json, "problems"), 0), "code")
			->valuestring,
		cut.image.problems.items[0].code);
	cJSON_Delete(json);
	image_case_free(&cut);
	image_case_free(&c);
}
END_TEST

START_TEST(the_text_is_safe_and_fits)
{
	struct image_case c;
	struct page page;
	char *text;

	image_case_build(&c, &rich);
	page_init(&page, 80, false);
	image_put(&page, &(struct image_shown){.path = "C:\\RICH.DLL",
				 .image = &c.image,
				 .sha256 = "abc",
				 .symbols = true});
	text = page_finish(&page);
	ck_assert_ptr_null(strchr(text, '\033'));
	ck_assert_ptr_nonnull(strstr(text, "C:\\RICH.DLL\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "  image        32-bit Windows library for i386 (pe32)\n"));
	ck_assert_ptr_nonnull(
		strstr(text, "KERNEL32.dll (2 symbols)\n                 ReadFile, #12\n"));
	ck_assert_ptr_nonnull(strstr(text, "LATER.dll (1 symbol, delayed)\n"));
	ck_assert_ptr_nonnull(strstr(text, "7 (no name)\n"));
	ck_assert_ptr_nonnull(strstr(text, "8 Passed -> NTDLL.Other\n"));
	ck_assert_ptr_nonnull(strstr(text, "\\u{001B}[2J"));
	ck_assert_ptr_nonnull(strstr(text, "  sha256       abc\n"));
	free(text);
	image_case_free(&c);
}
END_TEST

Suite *suite_report_image(void)
{
	Suite *suite = suite_create("report_image");
	TCase *tests = tcase_create("image");

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, every_kind_is_one_object, 0, sizeof(kinds) / sizeof(kinds[0]));
	tcase_add_test(tests, what_is_no_image_is_still_an_object);
	tcase_add_test(tests, symbols_are_counted_or_named);
	tcase_add_test(tests, a_digest_is_there_when_it_was_asked_for);
	tcase_add_test(tests, problems_say_where);
	tcase_add_test(tests, the_text_is_safe_and_fits);
	return suite;
}
