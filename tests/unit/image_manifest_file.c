/* What manifests say of assemblies: files, dependencies, policies; and documents that are files. */
#include "scanner/image/manifest.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *suite_image_manifest_file(void);

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))
#define BEGIN "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"

static struct arena arena;
static struct image image;

static void begin(void)
{
	arena_init(&arena);
}

static void end(void)
{
	arena_free(&arena);
}

static const struct image_manifest *read_text(enum manifest_kind kind, const char *text)
{
	struct byte_source source;
	struct view view;

	byte_source_memory(&source, text, strlen(text));
	view = view_of(&source);
	manifest_file_read(&view, kind, &arena, &image);
	return &image.manifest;
}

START_TEST(an_assembly_has_files)
{
	const struct image_manifest *manifest = read_text(MANIFEST_ASSEMBLY,
		BEGIN "<assemblyIdentity name=\"Microsoft.VC90.CRT\" version=\"9.0.30729.1\"/>"
		      "<file name=\"msvcr90.dll\" hash=\"00\"><x/></file>"
		      "<file name=\"msvcp90.dll\"/><file loadFrom=\"%windir%\\x\\\"/>"
		      "<dependency><file name=\"elsewhere.dll\"/></dependency></assembly>");

	ck_assert(manifest->present);
	ck_assert_str_eq(manifest->identity.name, "Microsoft.VC90.CRT");
	ck_assert_uint_eq(manifest->file_count, 3);
	ck_assert_str_eq(manifest->files[0].name, "msvcr90.dll");
	ck_assert_ptr_null(manifest->files[0].load_from);
	ck_assert_str_eq(manifest->files[1].name, "msvcp90.dll");
	ck_assert_ptr_null(manifest->files[2].name);
	ck_assert_str_eq(manifest->files[2].load_from, "%windir%\\x\\");
	ck_assert_uint_eq(image.problems.count, 0);
}
END_TEST

START_TEST(a_dependency_may_be_optional)
{
	const struct image_manifest *manifest = read_text(MANIFEST_ASSEMBLY,
		BEGIN "<dependency optional=\"YES\"><dependentAssembly>"
		      "<assemblyIdentity name=\"a\"/></dependentAssembly></dependency>"
		      "<dependency><dependentAssembly><assemblyIdentity name=\"b\"/>"
		      "</dependentAssembly></dependency></assembly>");

	ck_assert_uint_eq(manifest->dependency_count, 2);
	ck_assert(manifest->dependencies[0].optional);
	ck_assert(!manifest->dependencies[1].optional);
}
END_TEST

START_TEST(a_policy_redirects_versions)
{
	const struct image_manifest *manifest = read_text(MANIFEST_ASSEMBLY,
		BEGIN "<dependency><dependentAssembly><bindingRedirect oldVersion=\"0.0.0.0\"/>"
		      "<assemblyIdentity name=\"a\"/>"
		      "<bindingRedirect oldVersion=\"1.0.0.0-1.0.2.0\" newVersion=\"1.0.3.0\"/>"
		      "<bindingRedirect newVersion=\"1.0.4.0\"/>"
		      "</dependentAssembly></dependency>"
		      "<dependency><dependentAssembly><bindingRedirect oldVersion=\"2.0.0.0\"/>"
		      "</dependentAssembly><dependentAssembly><assemblyIdentity name=\"b\"/>"
		      "<bindingRedirect oldVersion=\"3.0.0.0\" newVersion=\"3.0.0.1\"/>"
		      "</dependentAssembly></dependency></assembly>");

	ck_assert_uint_eq(manifest->dependency_count, 2);
	ck_assert_uint_eq(manifest->redirect_count, 3);
	ck_assert_uint_eq(manifest->redirects[0].dependency, 0);
	ck_assert_str_eq(manifest->redirects[0].old_version, "1.0.0.0-1.0.2.0");
	ck_assert_str_eq(manifest->redirects[0].new_version, "1.0.3.0");
	ck_assert_ptr_null(manifest->redirects[1].old_version);
	ck_assert_uint_eq(manifest->redirects[2].dependency, 1);
	ck_assert_str_eq(manifest->redirects[2].new_version, "3.0.0.1");
}
END_TEST

static const char configuration[] =
	"<?xml version=\"1.0\"?><configuration><runtime>"
	"<assemblyBinding xmlns=\"urn:schemas-microsoft-com:asm.v1\"><dependentAssembly>"
	"<assemblyIdentity name=\"dotnet\"/></dependentAssembly></assemblyBinding></runtime>"
	"<windows><assemblyBinding xmlns=\"urn:schemas-microsoft-com:asm.v1\"><dependentAssembly>"
	"<assemblyIdentity name=\"Microsoft.VC90.CRT\" type=\"win32\"/>"
	"<bindingRedirect oldVersion=\"9.0.21022.8\" newVersion=\"9.0.30729.1\"/>"
	"</dependentAssembly></assemblyBinding></windows></configuration>";

START_TEST(a_configuration_has_a_part_for_windows)
{
	const struct image_manifest *manifest = read_text(MANIFEST_CONFIGURATION, configuration);

	ck_assert_uint_eq(manifest->dependency_count, 1);
	ck_assert_str_eq(manifest->dependencies[0].name, "Microsoft.VC90.CRT");
	ck_assert_uint_eq(manifest->redirect_count, 1);
	ck_assert_str_eq(manifest->redirects[0].new_version, "9.0.30729.1");
	ck_assert_uint_eq(image.problems.count, 0);
}
END_TEST

/* Neither document is taken for the other. */
START_TEST(each_kind_has_its_root)
{
	read_text(MANIFEST_ASSEMBLY, configuration);
	ck_assert(problem_list_has(&image.problems, "bad-manifest"));
	ck_assert_uint_eq(image.manifest.dependency_count, 0);
	read_text(MANIFEST_CONFIGURATION, BEGIN "</assembly>");
	ck_assert(problem_list_has(&image.problems, "bad-manifest"));
	read_text(MANIFEST_CONFIGURATION, "<configuration><windows>");
	ck_assert(problem_list_has(&image.problems, "bad-manifest"));
	read_text(MANIFEST_ASSEMBLY, "");
	ck_assert(problem_list_has(&image.problems, "bad-manifest"));
}
END_TEST

static const struct {
	const char *element;
	size_t count;
	const char *words;
} crowds[] = {
	{"<file/>", MAX_MANIFEST_FILES, "files"},
	{"<bindingRedirect/>", MAX_MANIFEST_REDIRECTS, "redirections"},
};

START_TEST(lists_have_limits)
{
	bool redirects = _i == 1;
	char *text = arena_alloc(&arena, MAX_MANIFEST_BYTES);
	char *at = text;

	for (size_t more = 0; more < 2; more++) {
		at = text + sprintf(text, BEGIN "%s",
				    redirects ? "<dependency><dependentAssembly>"
						"<assemblyIdentity/>"
					      : "");
		for (size_t i = 0; i < crowds[_i].count + more; i++)
			at += sprintf(at, "%s", crowds[_i].element);
		strcpy(at,
			redirects ? "</dependentAssembly></dependency></assembly>" : "</assembly>");
		read_text(MANIFEST_ASSEMBLY, text);
		ck_assert_uint_eq(
			redirects ? image.manifest.redirect_count : image.manifest.file_count,
			crowds[_i].count);
		ck_assert_uint_eq(image.problems.count, more);
	}
	ck_assert_str_eq(image.problems.items[0].code, "limit");
	ck_assert_ptr_nonnull(strstr(image.problems.items[0].detail, crowds[_i].words));
}
END_TEST

Suite *suite_image_manifest_file(void)
{
	Suite *suite = suite_create("image manifest file");
	TCase *tests = tcase_create("documents");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, an_assembly_has_files);
	tcase_add_test(tests, a_dependency_may_be_optional);
	tcase_add_test(tests, a_policy_redirects_versions);
	tcase_add_test(tests, a_configuration_has_a_part_for_windows);
	tcase_add_test(tests, each_kind_has_its_root);
	tcase_add_loop_test(tests, lists_have_limits, 0, (int)COUNT_OF(crowds));
	suite_add_tcase(suite, tests);
	return suite;
}
