/* Version resources in several languages, and numbers that contradict each other. */
#include "scanner/image/version_resource.h"
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_versions(void);

static const struct specimen_string english[] = {
	{"FileDescription", "Import"}, {"CompanyName", "Lotus"}};
static const struct specimen_string german[] = {{"FileDescription", "Einf\xC3\xBChrung"}};
static const struct specimen_string japanese[] = {{"FileDescription", "\xE3\x83\xAD"}};

/* 8-bit values come as they are: code pages 1252, 932, 1251 and none that is known. */
static const struct specimen_string german_1252[] = {{"FileDescription", "Einf\xFChrung"}};
static const struct specimen_string japanese_932[] = {{"FileDescription", "\x83\x8D"}};
static const struct specimen_string russian_1251[] = {{"FileDescription", "\xCB\xEE"}};

static const enum specimen_kind pe_kinds[] = {SPECIMEN_PE32, SPECIMEN_PE32PLUS};

static void check_table(const struct image_version_table *table, uint16_t language,
	uint16_t code_page, const char *description)
{
	ck_assert_uint_eq(table->language, language);
	ck_assert_uint_eq(table->code_page, code_page);
	ck_assert_uint_ge(table->string_count, 1);
	ck_assert_str_eq(table->strings[0].key, "FileDescription");
	ck_assert_str_eq(table->strings[0].value, description);
}

START_TEST(one_resource_may_have_several_tables)
{
	const struct specimen_string_table tables[] = {
		{.language = 0x0407, .code_page = 1200, .strings = german, .string_count = 1},
		{.language = 0x0411, .code_page = 1200, .strings = japanese, .string_count = 1},
	};
	const struct specimen_version version = {.with_fixed = true,
		.strings = english,
		.string_count = COUNT_OF(english),
		.tables = tables,
		.table_count = COUNT_OF(tables)};
	const struct specimen_image fixture = {.kind = pe_kinds[_i], .version = &version};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.version_count, 1);
	ck_assert_uint_eq(c.image.version.table_count, 3);
	check_table(&c.image.version.tables[0], 0x0409, 1200, "Import");
	check_table(&c.image.version.tables[1], 0x0407, 1200, "Einf\xC3\xBChrung");
	check_table(&c.image.version.tables[2], 0x0411, 1200, "\xE3\x83\xAD");
	ck_assert_ptr_eq(c.image.version.strings, c.image.version.tables[0].strings);
	ck_assert_uint_eq(c.image.version.string_count, COUNT_OF(english));
	ck_assert_str_eq(c.image.description, "Import");
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const enum specimen_kind narrow_kinds[] = {SPECIMEN_NE, SPECIMEN_LE};

START_TEST(narrow_tables_come_in_their_own_code_page)
{
	const struct specimen_string_table tables[] = {
		{.language = 0x0411, .code_page = 932, .strings = japanese_932, .string_count = 1},
		{.language = 0x0419, .code_page = 1251, .strings = russian_1251, .string_count = 1},
		/* The translation, 1252, tells in their place. */
		{.language = 0x0407, .code_page = 0, .strings = german_1252, .string_count = 1},
		{.language = 0x0407, .code_page = 1200, .strings = german_1252, .string_count = 1},
	};
	const struct specimen_version version = {
		.with_fixed = true, .tables = tables, .table_count = COUNT_OF(tables)};
	const struct specimen_image fixture = {.kind = narrow_kinds[_i], .version = &version};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.version.table_count, COUNT_OF(tables));
	check_table(&c.image.version.tables[0], 0x0411, 932, "\xE3\x83\xAD");
	check_table(&c.image.version.tables[1], 0x0419, 1251, "\xD0\x9B\xD0\xBE");
	check_table(&c.image.version.tables[2], 0x0407, 0, "Einf\xC3\xBChrung");
	check_table(&c.image.version.tables[3], 0x0407, 1200, "Einf\xC3\xBChrung");
	image_case_free(&c);
}
END_TEST

#define VERSION(lang, texts)                                                                       \
	{                                                                                          \
		.language = lang, .with_fixed = true, .file = {8, 5}, .strings = texts,            \
		.string_count = COUNT_OF(texts)                                                    \
	}
static const struct specimen_version in_german = VERSION(0x0407, german);
static const struct specimen_version in_japanese = VERSION(0x0411, japanese);
static const struct specimen_version in_english[] = {VERSION(0x0409, english)};
static const struct specimen_version in_none[] = {VERSION(SPECIMEN_LANGUAGE_NEUTRAL, english)};

/* The one that Windows shows, whatever stands first. */
static const struct {
	const struct specimen_version *one, *other;
	uint16_t shown;
	const char *description;
} shown[] = {
	{&in_german, in_english, 0x0409, "Import"},
	{&in_german, in_none, 0, "Import"},
	{&in_english[0], in_none, 0, "Import"},
	{&in_german, &in_japanese, 0x0407, "Einf\xC3\xBChrung"},
};

START_TEST(the_neutral_or_english_version_is_shown)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32,
		.version = shown[_i].one,
		.more_versions = shown[_i].other,
		.more_version_count = 1};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.version_count, 2);
	ck_assert_uint_lt(c.image.versions[0].language, c.image.versions[1].language);
	ck_assert_uint_eq(c.image.version.language, shown[_i].shown);
	ck_assert_str_eq(c.image.description, shown[_i].description);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

/* Named ones stand before it in the directory, and are cut short here. */
START_TEST(the_standard_name_comes_first)
{
	static const struct specimen_resource others[] = {
		{.type = 16, .name = "FIRST", .language = 0, .bytes = "\6", .size = 1},
		{.type = 16, .id = 7, .language = 0, .bytes = "\6", .size = 1},
	};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32,
		.version = &in_german,
		.resources = others,
		.resource_count = COUNT_OF(others)};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.version_count, 3);
	ck_assert_uint_eq(c.image.versions[0].language, 0x0407);
	ck_assert(c.image.version.fixed_present);
	ck_assert_uint_eq(c.image.version.language, 0x0407);
	ck_assert(image_case_has_problem(&c.image, "bad-version"));
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

START_TEST(an_ne_may_have_several)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_NE,
		.version = &in_english[0],
		.more_versions = &in_german,
		.more_version_count = 1};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.version_count, 2);
	check_table(&c.image.versions[0].tables[0], 0x0409, 1252, "Import");
	check_table(&c.image.versions[1].tables[0], 0x0407, 1252, "Einf\xC3\xBChrung");
	ck_assert_ptr_eq(c.image.version.tables, c.image.versions[0].tables);
	image_case_free(&c);
}
END_TEST

static void check_none_found(const struct image_case *c, size_t count, const char *detail)
{
	ck_assert(!c->image.version.present && !c->image.version.fixed_present);
	ck_assert_ptr_null(c->image.version.strings);
	ck_assert_uint_eq(c->image.version_count, count);
	ck_assert(c->image.versions[0].fixed_present);
	ck_assert_uint_eq(c->image.problems.count, 1);
	ck_assert_str_eq(c->image.problems.items[0].code, "bad-version");
	ck_assert_str_eq(c->image.problems.items[0].detail, detail);
	ck_assert_uint_lt(c->image.problems.items[0].offset, c->image.versions[0].offset);
	ck_assert_ptr_null(image_doubt(&c->image));
	image_case_check_sane(&c->image);
}

START_TEST(windows_looks_for_number_1_only)
{
	const struct specimen_image fixture = {
		.kind = SPECIMEN_NE, .more_versions = in_english, .more_version_count = 1};
	struct image_case c;

	image_case_build(&c, &fixture);
	check_none_found(
		&c, 1, "the version resource is number 2; Windows looks for number 1 only");
	image_case_free(&c);
}
END_TEST

static const struct {
	const char *name;
	uint16_t id;
	const char *detail;
} elsewhere[] = {
	{NULL, 7, "the version resource is number 7; Windows looks for number 1 only"},
	{"FIRST", 0, "the version resource has a name; Windows looks for number 1 only"},
	{"1", 0, "the version resource has a name; Windows looks for number 1 only"},
};

/* The bytes of the version resource of an image that has it where Windows looks. */
START_TEST(a_version_by_another_name_is_not_shown)
{
	const struct specimen_image source = {.kind = SPECIMEN_PE32, .version = in_english};
	struct specimen_resource resources[] = {
		{.type = 16, .name = elsewhere[_i].name, .id = elsewhere[_i].id},
		{.type = 16, .name = elsewhere[_i].name, .id = elsewhere[_i].id, .language = 9},
	};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32,
		.resources = resources,
		.resource_count = COUNT_OF(resources)};
	struct image_case c, moved;

	image_case_build(&c, &source);
	ck_assert(c.image.version.fixed_present);
	for (size_t i = 0; i < COUNT_OF(resources); i++) {
		resources[i].bytes = (const char *)c.bytes.data + c.image.resources[0].offset;
		resources[i].size = c.image.resources[0].size;
	}
	image_case_build(&moved, &fixture);
	check_none_found(&moved, COUNT_OF(resources), elsewhere[_i].detail);
	ck_assert_ptr_null(moved.image.description);
	image_case_free(&moved);
	image_case_free(&c);
}
END_TEST

START_TEST(a_version_without_strings_has_no_table)
{
	const struct specimen_version version = {
		.language = SPECIMEN_LANGUAGE_NEUTRAL, .with_fixed = true, .file = {4}};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .version = &version};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.version_count, 1);
	ck_assert_uint_eq(c.image.version.table_count, 0);
	ck_assert_uint_eq(c.image.version.file[0], 4);
	ck_assert_ptr_null(c.image.version.strings);
	image_case_free(&c);
}
END_TEST

static const struct {
	const char *text;
	uint16_t fixed[4];
	bool differs;
} texts[] = {
	{"8.50", {8, 50, 0, 0}, false},
	{"8.50", {8, 50, 3, 4}, false},
	{"8, 5, 0, 1", {8, 5, 0, 1}, false},
	{"8 . 5 ,0.1", {8, 5, 0, 1}, false},
	{"  5.00 (rc2)", {5, 0, 2195, 1}, false},
	{"10.0.19041.1 (WinBuild.160101.0800)", {10, 0, 19041, 1}, false},
	{"10.0.19041.1.9", {10, 0, 19041, 1}, false},
	{"4.00.950", {4, 0, 0, 950}, false},  /* Windows 95 */
	{"3.10.103", {3, 10, 0, 103}, false}, /* Windows 3.1 */
	{"6.00.8169", {6, 0, 81, 69}, false}, /* Visual Basic */
	{"1.00.0005", {1, 0, 0, 5}, false},   /* Visual Basic */
	{"8.5", {8, 50, 0, 0}, false},        /* a decimal fraction */
	{"1.20240101", {1, 7, 0, 0}, false},  /* no part has room for that */
	{"Release A", {8, 50, 0, 0}, false},
	{"", {8, 50, 0, 0}, false},
	{".5", {8, 50, 0, 0}, false},
	{"8.5b", {8, 5, 1, 0}, false},
	{"8.40", {8, 50, 0, 0}, true},
	{"8.0", {8, 50, 0, 0}, true},
	{"8.5.0.2", {8, 5, 0, 1}, true},
	{"8, 5, 0, 2", {8, 5, 0, 1}, true},
	{"10.0.19041.2 (WinBuild.160101.0800)", {10, 0, 19041, 1}, true},
	{"9", {8, 50, 0, 0}, true},
	{"8.5.0.0", {8, 50, 0, 0}, true},
	{"4.00.951", {4, 0, 0, 950}, true},
	{"1.0.0.0", {0, 0, 0, 0}, true},
};

/* Odd loops read an NE, even ones a PE. */
START_TEST(the_text_is_compared_with_the_fixed_part)
{
	const struct specimen_string string = {"FileVersion", texts[_i / 2].text};
	struct specimen_version version = {
		.with_fixed = true, .strings = &string, .string_count = 1};
	const struct specimen_image fixture = {
		.kind = _i % 2 ? SPECIMEN_NE : SPECIMEN_PE32, .version = &version};
	struct image_case c;

	memcpy(version.file, texts[_i / 2].fixed, sizeof(version.file));
	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.problems.count, texts[_i / 2].differs);
	if (texts[_i / 2].differs) {
		ck_assert_str_eq(c.image.problems.items[0].code, "version-differs");
		ck_assert_uint_eq(c.image.problems.items[0].offset, c.image.version.offset);
		ck_assert_ptr_null(image_doubt(&c.image));
	}
	image_case_free(&c);
}
END_TEST

START_TEST(both_sides_stand_in_the_words)
{
	const struct specimen_string string = {"FileVersion", "8, 40 beta"};
	const struct specimen_version version = {
		.with_fixed = true, .file = {8, 50, 0, 1}, .strings = &string, .string_count = 1};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .version = &version};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert_ptr_nonnull(strstr(c.image.problems.items[0].detail, " FileVersion 8.40"));
	ck_assert_ptr_nonnull(strstr(c.image.problems.items[0].detail, " 8.50.0.1,"));
	image_case_free(&c);
}
END_TEST

START_TEST(languages_may_disagree)
{
	const struct specimen_string string = {"FileVersion", "8.7"};
	const struct specimen_version other = {.language = 0x0407,
		.with_fixed = true,
		.file = {8, 6},
		.strings = &string,
		.string_count = 1};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32,
		.version = &in_english[0],
		.more_versions = &other,
		.more_version_count = 1};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert_str_eq(c.image.problems.items[0].code, "version-differs");
	ck_assert_uint_eq(c.image.problems.items[0].offset, c.image.versions[0].offset);
	ck_assert_str_eq(c.image.problems.items[0].detail,
		"the fixed part of the version resource for language 0407 says 8.6.0.0, the text "
		"FileVersion 8.7, that for language 0409 8.5.0.0");
	ck_assert_uint_eq(c.image.version.file[1], 5);
	image_case_free(&c);
}
END_TEST

START_TEST(tables_without_end)
{
	static struct specimen_string_table tables[MAX_VERSION_TABLES + 1];
	const struct specimen_version version = {
		.with_fixed = true, .tables = tables, .table_count = COUNT_OF(tables)};
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .version = &version};
	struct image_case c;

	for (size_t i = 0; i < COUNT_OF(tables); i++)
		tables[i] = (struct specimen_string_table){.language = (uint16_t)i,
			.code_page = 1200,
			.strings = english,
			.string_count = 1};
	image_case_build(&c, &fixture);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	ck_assert_uint_eq(c.image.version.table_count, MAX_VERSION_TABLES);
	image_case_free(&c);
}
END_TEST

START_TEST(versions_without_end)
{
	static struct specimen_version versions[MAX_VERSIONS + 1];
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32,
		.more_versions = versions,
		.more_version_count = COUNT_OF(versions)};
	struct image_case c;

	for (size_t i = 0; i < COUNT_OF(versions); i++)
		versions[i] = (struct specimen_version){.language = (uint32_t)(i + 1),
			.with_fixed = true,
			.strings = english,
			.string_count = 1};
	image_case_build(&c, &fixture);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	ck_assert_uint_eq(c.image.version_count, MAX_VERSIONS);
	ck_assert_uint_eq(c.image.resource_count, COUNT_OF(versions));
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_versions(void)
{
	Suite *suite = suite_create("image versions");
	TCase *tests = tcase_create("versions");

	tcase_add_loop_test(
		tests, one_resource_may_have_several_tables, 0, (int)COUNT_OF(pe_kinds));
	tcase_add_loop_test(
		tests, narrow_tables_come_in_their_own_code_page, 0, (int)COUNT_OF(narrow_kinds));
	tcase_add_loop_test(
		tests, the_neutral_or_english_version_is_shown, 0, (int)COUNT_OF(shown));
	tcase_add_test(tests, the_standard_name_comes_first);
	tcase_add_test(tests, an_ne_may_have_several);
	tcase_add_test(tests, windows_looks_for_number_1_only);
	tcase_add_loop_test(
		tests, a_version_by_another_name_is_not_shown, 0, (int)COUNT_OF(elsewhere));
	tcase_add_test(tests, a_version_without_strings_has_no_table);
	tcase_add_loop_test(
		tests, the_text_is_compared_with_the_fixed_part, 0, 2 * (int)COUNT_OF(texts));
	tcase_add_test(tests, both_sides_stand_in_the_words);
	tcase_add_test(tests, languages_may_disagree);
	tcase_add_test(tests, tables_without_end);
	tcase_add_test(tests, versions_without_end);
	suite_add_tcase(suite, tests);
	return suite;
}
