/* Application manifests: which one counts, what it says, and documents that mean harm. */
#include "scanner/image/manifest.h"
#include "tests/unit/image_case.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_manifest(void);

enum { RT_MANIFEST = 24 };

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define BEGIN "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">\n"
#define NAMED(name) BEGIN "<assemblyIdentity name=\"" name "\"/></assembly>"

static const char whole[] = DECLARATION BEGIN
	"<assemblyIdentity version=\"8.5.0.1\" processorArchitecture=\"x86\" "
	"name=\"Lotus.Import\"\n"
	" type=\"win32\" language=\"de-DE\" publicKeyToken=\"0123456789abcdef\"/>\n"
	"<description>caf\xC3\xA9 &amp; more</description>\n"
	"<dependency><dependentAssembly>\n"
	"<assemblyIdentity type=\"win32\" name=\"Microsoft.Windows.Common-Controls\"\n"
	" version=\"6.0.0.0\" language=\"*\"/></dependentAssembly></dependency>\n"
	"<dependency><dependentAssembly><assemblyIdentity name=\"&lt;Other&gt;\"/>\n"
	"</dependentAssembly></dependency>\n"
	"<v3:trustInfo xmlns:v3=\"urn:schemas-microsoft-com:asm.v3\"><v3:security>\n"
	"<v3:requestedPrivileges><v3:requestedExecutionLevel level=\"requireAdministrator\"\n"
	" uiAccess=\"true\"/></v3:requestedPrivileges></v3:security></v3:trustInfo>\n"
	"<compatibility xmlns=\"urn:schemas-microsoft-com:compatibility.v1\"><application>\n"
	"<supportedOS Id=\"{e2011457-1546-43c5-a5fe-008deee3d3f0}\"/>\n"
	"<supportedOS Id=\"{35138B9A-5D96-4FBD-8E2D-A2440225F93A}\"/>\n"
	"<supportedOS Id=\"{4a2f28e3-53b9-4441-ba9c-d69d4a4a6e38}\"/>\n"
	"<supportedOS Id=\"{1f676c76-80e1-4239-95bb-83d0f6d0da78}\"/>\n"
	"<supportedOS Id=\"{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}\"/>\n"
	"<supportedOS Id=\"{00000000-0000-0000-0000-000000000000}\"/>\n"
	"</application></compatibility>\n"
	"</assembly>\n";

static const char *const whole_systems[] = {"Windows Vista", "Windows 7", "Windows 8",
	"Windows 8.1", "Windows 10", "{00000000-0000-0000-0000-000000000000}"};

/* Reads an image whose manifest has these bytes. */
static void read_bytes(struct image_case *c, const void *bytes, size_t size)
{
	const struct specimen_resource resource = {
		.type = RT_MANIFEST, .id = 1, .language = 0x0409, .bytes = bytes, .size = size};
	const struct specimen_image fixture = {
		.kind = SPECIMEN_PE32, .resources = &resource, .resource_count = 1};

	image_case_build(c, &fixture);
	image_case_check_sane(&c->image);
}

static void read_text(struct image_case *c, const char *text)
{
	read_bytes(c, text, strlen(text));
}

static void check_whole(const struct image *image)
{
	const struct image_manifest *manifest = &image->manifest;

	ck_assert(manifest->present && manifest->identity_present && manifest->ui_access);
	ck_assert_str_eq(manifest->identity.name, "Lotus.Import");
	ck_assert_str_eq(manifest->identity.version, "8.5.0.1");
	ck_assert_str_eq(manifest->identity.type, "win32");
	ck_assert_str_eq(manifest->identity.architecture, "x86");
	ck_assert_str_eq(manifest->identity.public_key_token, "0123456789abcdef");
	ck_assert_str_eq(manifest->identity.language, "de-DE");
	ck_assert_uint_eq(manifest->dependency_count, 2);
	ck_assert_str_eq(manifest->dependencies[0].name, "Microsoft.Windows.Common-Controls");
	ck_assert_str_eq(manifest->dependencies[0].version, "6.0.0.0");
	ck_assert_str_eq(manifest->dependencies[0].language, "*");
	ck_assert_ptr_null(manifest->dependencies[0].architecture);
	ck_assert_str_eq(manifest->dependencies[1].name, "<Other>");
	ck_assert_str_eq(manifest->requested_level, "requireAdministrator");
	ck_assert_uint_eq(manifest->supported_system_count, COUNT_OF(whole_systems));
	for (size_t i = 0; i < COUNT_OF(whole_systems); i++)
		ck_assert_str_eq(manifest->supported_systems[i], whole_systems[i]);
	ck_assert_uint_eq(image->problems.count, 0);
}

START_TEST(a_manifest_says_who_needs_what)
{
	struct image_case c;

	read_text(&c, whole);
	check_whole(&c.image);
	ck_assert_uint_eq(c.image.manifest.id, 1);
	ck_assert_uint_eq(c.image.manifest.language, 0x0409);
	ck_assert_mem_eq(c.bytes.data + c.image.manifest.offset, "<?xml", 5);
	image_case_free(&c);
}
END_TEST

/* The same document without its declaration, which says UTF-8, in the forms that Windows takes. */
static const struct {
	const char *mark;
	size_t mark_length;
	bool wide, big;
} encodings[] = {
	{"", 0, false, false},
	{"\xEF\xBB\xBF", 3, false, false},
	{"", 0, true, false},
	{"\xFF\xFE", 2, true, false},
	{"\xFE\xFF", 2, true, true},
};

START_TEST(a_manifest_comes_in_utf8_or_utf16)
{
	struct specimen_bytes bytes = {0};
	struct image_case c;
	size_t start = encodings[_i].mark_length;

	specimen_put_raw(&bytes, encodings[_i].mark, start);
	if (encodings[_i].wide)
		specimen_put_utf16(&bytes, whole + strlen(DECLARATION));
	else
		specimen_put_text(&bytes, whole + strlen(DECLARATION));
	for (size_t i = start; encodings[_i].big && i < bytes.length; i += 2) {
		uint8_t first = bytes.data[i];

		bytes.data[i] = bytes.data[i + 1];
		bytes.data[i + 1] = first;
	}
	/* Zeros behind the end do no harm, whatever they do to the last character. */
	for (size_t zeros = 0; zeros < 4; zeros++) {
		read_bytes(&c, bytes.data, bytes.length);
		check_whole(&c.image);
		image_case_free(&c);
		specimen_put_u8(&bytes, 0);
	}
	specimen_bytes_free(&bytes);
}
END_TEST

START_TEST(without_a_manifest_there_is_none)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert(!c.image.manifest.present);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(a_manifest_may_say_nothing)
{
	struct image_case c;

	read_text(&c, BEGIN "</assembly>");
	ck_assert(c.image.manifest.present);
	ck_assert(!c.image.manifest.identity_present && !c.image.manifest.ui_access);
	ck_assert_uint_eq(c.image.manifest.dependency_count, 0);
	ck_assert_uint_eq(c.image.manifest.supported_system_count, 0);
	ck_assert_ptr_null(c.image.manifest.requested_level);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

#define MANIFEST(number, lang, text)                                                               \
	{                                                                                          \
		.type = RT_MANIFEST, .id = number, .language = lang, .bytes = NAMED(text),         \
		.size = sizeof(NAMED(text)) - 1                                                    \
	}

static const struct specimen_resource all_manifests[] = {
	MANIFEST(3, 0, "third"),
	MANIFEST(1, 0x0407, "first german"),
	MANIFEST(1, 0x0409, "first"),
	MANIFEST(2, 0x0407, "second german"),
	MANIFEST(2, 0, "second"),
};
static const struct specimen_resource named_manifest[] = {
	{.type = RT_MANIFEST,
		.name = "WINE_MANIFEST",
		.bytes = NAMED("cargo"),
		.size = sizeof(NAMED("cargo")) - 1},
};

static const struct {
	const struct specimen_resource *resources;
	size_t count;
	bool dll;
	const char *name; /* of the chosen one; NULL: none */
	uint16_t id;
	uint16_t language;
} choices[] = {
	{all_manifests, 5, false, "first", 1, 0x0409},
	{all_manifests, 5, true, "second", 2, 0},
	{all_manifests, 1, false, "third", 3, 0},
	{all_manifests, 2, true, "first german", 1, 0x0407},
	{all_manifests + 3, 1, false, "second german", 2, 0x0407},
	{named_manifest, 1, true, NULL, 0, 0},
};

START_TEST(programs_take_the_first_and_dlls_the_second)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32,
		.dll = choices[_i].dll,
		.resources = choices[_i].resources,
		.resource_count = choices[_i].count};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_int_eq(c.image.manifest.present, choices[_i].name != NULL);
	ck_assert_uint_eq(c.image.resource_count, choices[_i].count);
	if (choices[_i].name) {
		ck_assert_str_eq(c.image.manifest.identity.name, choices[_i].name);
		ck_assert_uint_eq(c.image.manifest.id, choices[_i].id);
		ck_assert_uint_eq(c.image.manifest.language, choices[_i].language);
	}
	image_case_free(&c);
}
END_TEST

/* Documents that Windows refuses; what stood before the error counts nevertheless. */
static const struct {
	const char *text;
	const char *name; /* of the assembly; NULL: none */
	const char *at;   /* the problem is here */
} refused[] = {
	{"", NULL, ""},
	{"no XML", NULL, "no XML"},
	{" " DECLARATION NAMED("x"), NULL, "<?xml"},
	{NAMED("x") "PADDINGXXPADDING", "x", "PADDING"},
	{BEGIN "<assemblyIdentity name=\"x\"/><!", "x", NULL},
	{BEGIN "<assemblyIdentity name=\"x\"/><a></b></assembly>", "x", "b></assembly>"},
	{BEGIN "<assemblyIdentity name=\"x\"/><a b=1/></assembly>", "x", "1/>"},
	{BEGIN "<assemblyIdentity name=\"x\"/>&nbsp;</assembly>", "x", "&nbsp;"},
	{"<!DOCTYPE assembly [<!ENTITY a \"aa\">]>" NAMED("x"), NULL, NULL},
	{"<!DOCTYPE assembly SYSTEM \"file:///etc/passwd\">" NAMED("x"), NULL, NULL},
	{"<assembly><assemblyIdentity name=\"x\"/></assembly>", NULL, "<assembly>"},
	{"<html xmlns=\"urn:schemas-microsoft-com:asm.v1\"/>", NULL, "<html"},
	{"<assembly xmlns=\"urn:schemas-microsoft-com:asm.v9\"/>", NULL, "<assembly"},
	{"<assembly xmlns=\"urn:schemas-microsoft-com:compatibility.v1\"/>", NULL, "<assembly"},
	{BEGIN "<assemblyIdentity name=\"x\"/>\xC3\x28</assembly>", "x", NULL},
};

START_TEST(a_document_that_windows_refuses)
{
	const struct problem *problem;
	struct image_case c;

	read_text(&c, refused[_i].text);
	ck_assert(c.image.manifest.present);
	ck_assert_uint_eq(c.image.problems.count, 1);
	problem = &c.image.problems.items[0];
	ck_assert_str_eq(problem->code, "bad-manifest");
	ck_assert_ptr_null(image_doubt(&c.image));
	if (refused[_i].at)
		ck_assert_mem_eq(
			c.bytes.data + problem->offset, refused[_i].at, strlen(refused[_i].at));
	if (refused[_i].name)
		ck_assert_str_eq(c.image.manifest.identity.name, refused[_i].name);
	else
		ck_assert(!c.image.manifest.identity_present);
	image_case_free(&c);
}
END_TEST

/* An element counts only where the schema has it. */
START_TEST(elements_elsewhere_say_nothing)
{
	struct image_case c;

	read_text(&c, BEGIN "<file name=\"x\"><assemblyIdentity name=\"x\"/></file>"
			    "<dependentAssembly><assemblyIdentity name=\"x\"/></dependentAssembly>"
			    "<requestedExecutionLevel level=\"asInvoker\"/>"
			    "<n:assemblyIdentity xmlns:n=\"urn:other\" name=\"x\"/>"
			    "<supportedOS Id=\"{35138b9a-5d96-4fbd-8e2d-a2440225f93a}\"/>"
			    "<compatibility><application>"
			    "<supportedOS Id=\"{35138b9a-5d96-4fbd-8e2d-a2440225f93a}\"/>"
			    "</application></compatibility></assembly>");
	ck_assert(!c.image.manifest.identity_present);
	ck_assert_uint_eq(c.image.manifest.dependency_count, 0);
	ck_assert_uint_eq(c.image.manifest.supported_system_count, 0);
	ck_assert_ptr_null(c.image.manifest.requested_level);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static void put_times(struct specimen_bytes *bytes, const char *text, size_t count)
{
	while (count--)
		specimen_put_text(bytes, text);
}

static void put_deep(struct specimen_bytes *bytes)
{
	put_times(bytes, "<a>", 10000);
}

static void put_many_dependencies(struct specimen_bytes *bytes)
{
	specimen_put_text(bytes, "<dependency><dependentAssembly>");
	put_times(bytes, "<assemblyIdentity name='d'/>", 1000);
}

static void put_many_systems(struct specimen_bytes *bytes)
{
	specimen_put_text(bytes, "<c:compatibility xmlns:c="
				 "'urn:schemas-microsoft-com:compatibility.v1'><c:application>");
	put_times(bytes, "<c:supportedOS Id='d'/>", 1000);
}

static void put_long_document(struct specimen_bytes *bytes)
{
	put_times(bytes, "<a/>", MAX_MANIFEST_BYTES / 4);
}

static void put_long_namespace(struct specimen_bytes *bytes)
{
	specimen_put_text(bytes, "<a xmlns:b='");
	put_times(bytes, "n", 30000);
	specimen_put_text(bytes, "'/>");
	put_times(bytes, "<a b:c='' b:d='' b:e=''/>", 1000);
}

/* Each name is a namespace and an attribute that the parser holds at a time. */
static void put_one_crowded_element(struct specimen_bytes *bytes)
{
	char attribute[16];

	specimen_put_text(bytes, "<a xmlns:b='");
	put_times(bytes, "n", MAX_MANIFEST_NAMESPACE);
	specimen_put_text(bytes, "'");
	for (unsigned i = 0; i < 5600; i++) {
		snprintf(attribute, sizeof(attribute), " b:c%x=''", i);
		specimen_put_text(bytes, attribute);
	}
	specimen_put_text(bytes, "/>");
}

static void (*const bombs[])(struct specimen_bytes *bytes) = {put_deep, put_many_dependencies,
	put_many_systems, put_long_document, put_long_namespace, put_one_crowded_element};

START_TEST(a_bomb_ends_in_a_limit)
{
	struct specimen_bytes bytes = {0};
	struct image_case c;

	specimen_put_text(&bytes, BEGIN "<assemblyIdentity name=\"x\"/>");
	bombs[_i](&bytes);
	read_bytes(&c, bytes.data, bytes.length);
	ck_assert_str_eq(c.image.manifest.identity.name, "x");
	ck_assert_uint_eq(c.image.problems.count, 1);
	ck_assert_str_eq(c.image.problems.items[0].code, "limit");
	image_case_free(&c);
	specimen_bytes_free(&bytes);
}
END_TEST

/* Large, but honest. */
START_TEST(a_huge_attribute_is_a_text_like_others)
{
	struct specimen_bytes bytes = {0};
	struct image_case c;

	specimen_put_text(&bytes, BEGIN "<assemblyIdentity name=\"");
	put_times(&bytes, "n", 60000);
	specimen_put_text(&bytes, "\"/></assembly>");
	read_bytes(&c, bytes.data, bytes.length);
	ck_assert_uint_eq(strlen(c.image.manifest.identity.name), 60000);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
	specimen_bytes_free(&bytes);
}
END_TEST

START_TEST(every_cut_is_reported)
{
	for (size_t length = 1; length < strlen(whole) - 1; length++) {
		struct image_case c;

		read_bytes(&c, whole, length);
		ck_assert(c.image.manifest.present);
		ck_assert(image_case_has_problem(&c.image, "bad-manifest"));
		image_case_free(&c);
	}
}
END_TEST

Suite *suite_image_manifest(void)
{
	Suite *suite = suite_create("image manifest");
	TCase *tests = tcase_create("manifest");

	tcase_add_test(tests, a_manifest_says_who_needs_what);
	tcase_add_loop_test(tests, a_manifest_comes_in_utf8_or_utf16, 0, (int)COUNT_OF(encodings));
	tcase_add_test(tests, without_a_manifest_there_is_none);
	tcase_add_test(tests, a_manifest_may_say_nothing);
	tcase_add_loop_test(
		tests, programs_take_the_first_and_dlls_the_second, 0, (int)COUNT_OF(choices));
	tcase_add_loop_test(tests, a_document_that_windows_refuses, 0, (int)COUNT_OF(refused));
	tcase_add_test(tests, elements_elsewhere_say_nothing);
	tcase_add_loop_test(tests, a_bomb_ends_in_a_limit, 0, (int)COUNT_OF(bombs));
	tcase_add_test(tests, a_huge_attribute_is_a_text_like_others);
	tcase_add_test(tests, every_cut_is_reported);
	suite_add_tcase(suite, tests);
	return suite;
}
