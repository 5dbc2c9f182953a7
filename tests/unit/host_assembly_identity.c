/* Versions, references and the names of WinSxS. */
#include "scanner/host/loader/assembly_identity.h"
#include "scanner/host/machine/processor.h"

#include <check.h>
#include <string.h>

Suite *suite_host_assembly_identity(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static const struct {
	const char *text;
	bool good;
	uint16_t parts[4];
} versions[] = {
	{"9.0.30729.1", true, {9, 0, 30729, 1}},
	{"0.0.0.0", true, {0, 0, 0, 0}},
	{"65535.65535.65535.65535", true, {65535, 65535, 65535, 65535}},
	{"65536.0.0.0", false, {0}},
	{"4294967296.0.0.0", false, {0}},
	{"1.2.3", false, {0}},
	{"1.2.3.4.5", false, {0}},
	{"1.2.3.", false, {0}},
	{".1.2.3", false, {0}},
	{"1..2.3", false, {0}},
	{"1.2.3.4 ", false, {0}},
	{"1.2.3.-4", false, {0}},
	{"*", false, {0}},
	{"", false, {0}},
	{NULL, false, {0}},
};

START_TEST(a_version_is_four_numbers)
{
	struct assembly_version version = {{7, 7, 7, 7}};

	ck_assert_int_eq(assembly_version_read(versions[_i].text, &version), versions[_i].good);
	for (size_t i = 0; i < 4; i++)
		ck_assert_uint_eq(version.parts[i], versions[_i].good ? versions[_i].parts[i] : 7);
}
END_TEST

static struct assembly_version version_of(const char *text)
{
	struct assembly_version version;

	ck_assert(assembly_version_read(text, &version));
	return version;
}

START_TEST(versions_have_an_order)
{
	struct assembly_version low = version_of("9.0.21022.8");
	struct assembly_version high = version_of("9.0.30729.1");
	struct assembly_version other = version_of("9.1.0.0");

	ck_assert_int_lt(assembly_version_compare(&low, &high), 0);
	ck_assert_int_gt(assembly_version_compare(&other, &high), 0);
	ck_assert_int_eq(assembly_version_compare(&low, &low), 0);
	ck_assert(assembly_version_same_family(&low, &high));
	ck_assert(!assembly_version_same_family(&low, &other));
}
END_TEST

static const struct {
	const char *range;
	const char *version;
	bool inside;
} ranges[] = {
	{"9.0.20718.0-9.0.21022.8", "9.0.21022.8", true},
	{"9.0.20718.0-9.0.21022.8", "9.0.20718.0", true},
	{"9.0.20718.0-9.0.21022.8", "9.0.21022.9", false},
	{"9.0.20718.0-9.0.21022.8", "9.0.20717.65535", false},
	{"9.0.21022.8", "9.0.21022.8", true},
	{"9.0.21022.8", "9.0.21022.9", false},
	{"9.0.21022.8-", "9.0.21022.8", false},
	{"-9.0.21022.8", "9.0.21022.8", false},
	{"all", "9.0.21022.8", false},
	{NULL, "9.0.21022.8", false},
};

START_TEST(a_range_holds_versions)
{
	struct assembly_version version = version_of(ranges[_i].version);

	ck_assert_int_eq(assembly_version_in(ranges[_i].range, &version), ranges[_i].inside);
}
END_TEST

START_TEST(a_definition_fits_what_was_asked_for)
{
	const struct image_assembly definition = {.name = "Microsoft.VC90.CRT",
		.type = "win32",
		.architecture = "x86",
		.public_key_token = "1fc8b3b9a1e18e3b",
		.version = "9.0.30729.1"};
	struct image_assembly reference = {.name = "microsoft.vc90.crt", .version = "1.0.0.0"};

	ck_assert(assembly_fits(&reference, &definition));
	reference.type = "WIN32";
	reference.architecture = "*";
	reference.public_key_token = "1FC8B3B9A1E18E3B";
	reference.language = "*";
	ck_assert(assembly_fits(&reference, &definition));
	reference.language = "de-DE";
	ck_assert(assembly_fits(&reference, &definition));
	reference.architecture = "amd64";
	ck_assert(!assembly_fits(&reference, &definition));
	reference.architecture = "x86";
	reference.public_key_token = "6595b64144ccf1df";
	ck_assert(!assembly_fits(&reference, &definition));
	reference.public_key_token = NULL;
	reference.name = "Microsoft.VC90";
	ck_assert(!assembly_fits(&reference, &definition));
	reference.name = NULL;
	ck_assert(!assembly_fits(&reference, &definition));
}
END_TEST

#define CRT "1fc8b3b9a1e18e3b"

static const struct {
	const char *architecture, *name, *token;
	bool components;
	const char *prefix;
} names[] = {
	{"x86", "Microsoft.VC90.CRT", CRT, false, "x86_Microsoft.VC90.CRT_" CRT "_"},
	{"amd64", "Microsoft.VC90.CRT", CRT, true, "amd64_Microsoft.VC90.CRT_" CRT "_"},
	{"x86", "my_own_assembly", NULL, true, "x86_my_own_assembly_none_"},
	{"x86", "My Own (Assembly)", "", true, "x86_MyOwnAssembly_none_"},
	{"x86", "\xC3\xA9t\xC3\xA9", NULL, true, "x86_t_none_"},
	{"amd64", "microsoft-windows-application-experience-mitigations-c1", "31bf3856ad364e35",
		true, "amd64_microsoft-windows-a..ence-mitigations-c1_31bf3856ad364e35_"},
	{"amd64", "microsoft-windows-application-experience-mitigations-c1", "31bf3856ad364e35",
		false,
		"amd64_microsoft-windows-application-experience-mitigations-c1_31bf3856ad364e35_"},
	{"x86", "a234567890123456789012345678901234567890", NULL, true,
		"x86_a234567890123456789012345678901234567890_none_"},
	{"x86", "a2345678901234567890123456789012345678901", NULL, true,
		"x86_a234567890123456789..3456789012345678901_none_"},
	{"x86", "a234567890123456789012345678901234567890123456789012345678901234", NULL, false,
		"x86_a234567890123456789012345678901234567890123456789012345678901234_none_"},
	{"x86", "a2345678901234567890123456789012345678901234567890123456789012345", NULL, false,
		"x86_a234567890123456789012345678901..5678901234567890123456789012345_none_"},
};

START_TEST(winsxs_files_under_names)
{
	struct arena arena;

	arena_init(&arena);
	ck_assert_str_eq(store_prefix(&arena, names[_i].architecture, names[_i].name,
				 names[_i].token, names[_i].components),
		names[_i].prefix);
	arena_free(&arena);
}
END_TEST

static const struct {
	const char *text;
	bool versioned;
	bool good;
	const char *language;
} rests[] = {
	{"9.0.30729.1_x-ww_6f74963e", true, true, "x-ww"},
	{"9.0.30729.1_none_509463cabcb6ef2b", true, true, "none"},
	{"x-ww_b7353f75", false, true, "x-ww"},
	{"x-ww_b7353f75", true, false, NULL},
	{"9.0.30729.1_x-ww_6f74963e", false, false, NULL},
	{"9.0.30729_none_0", true, false, NULL},
	{"9.0.30729.1_none", true, false, NULL},
	{"9.0.30729.1", true, false, NULL},
	{"9.0.30729.1_none_0_1", true, false, NULL},
	{"9.0.30729.1__0", true, true, ""},
	{"_", true, false, NULL},
	{"", true, false, NULL},
	{"", false, false, NULL},
};

START_TEST(behind_it_stand_version_and_language)
{
	struct store_name name = {.language = NULL};

	ck_assert_int_eq(
		store_name_read(rests[_i].text, strlen(rests[_i].text), rests[_i].versioned, &name),
		rests[_i].good);
	ck_assert_int_eq(name.language != NULL, rests[_i].good);
	if (!rests[_i].good)
		return;
	ck_assert_uint_eq(name.language_length, strlen(rests[_i].language));
	ck_assert_int_eq(strncmp(name.language, rests[_i].language, name.language_length), 0);
	ck_assert_uint_eq(name.version.parts[0], rests[_i].versioned ? 9 : 0);
	ck_assert_uint_eq(name.version.parts[2], rests[_i].versioned ? 30729 : 0);
}
END_TEST

START_TEST(machines_have_architectures)
{
	ck_assert_str_eq(processor_of_machine(0x14C)->assembly, "x86");
	ck_assert_str_eq(processor_of_machine(0x8664)->assembly, "amd64");
	ck_assert_str_eq(processor_of_machine(0xAA64)->assembly, "arm64");
	ck_assert_ptr_null(processor_of_machine(0x184)->assembly);
}
END_TEST

START_TEST(languages_may_be_neutral)
{
	ck_assert(assembly_language_is_neutral(NULL));
	ck_assert(assembly_language_is_neutral(""));
	ck_assert(assembly_language_is_neutral("*"));
	ck_assert(assembly_language_is_neutral("x-WW"));
	ck_assert(assembly_language_is_neutral("none"));
	ck_assert(!assembly_language_is_neutral("de-DE"));
}
END_TEST

Suite *suite_host_assembly_identity(void)
{
	Suite *suite = suite_create("host assembly identity");
	TCase *tests = tcase_create("identity");

	tcase_add_loop_test(tests, a_version_is_four_numbers, 0, (int)COUNT_OF(versions));
	tcase_add_test(tests, versions_have_an_order);
	tcase_add_loop_test(tests, a_range_holds_versions, 0, (int)COUNT_OF(ranges));
	tcase_add_test(tests, a_definition_fits_what_was_asked_for);
	tcase_add_loop_test(tests, winsxs_files_under_names, 0, (int)COUNT_OF(names));
	tcase_add_loop_test(tests, behind_it_stand_version_and_language, 0, (int)COUNT_OF(rests));
	tcase_add_test(tests, machines_have_architectures);
	tcase_add_test(tests, languages_may_be_neutral);
	suite_add_tcase(suite, tests);
	return suite;
}
