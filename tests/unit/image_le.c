/* LE and LX: VxDs, OS/2 programs, programs bound to a DOS extender. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

Suite *suite_image_le(void);

enum { E_LFANEW = 0x3C, BYTE_ORDER_MARKS = 0x02, CPU_TYPE = 0x08, STUB_TEXT = 0x50 };

static const struct fixture_import modules[] = {{.module = "DOSCALLS"}, {.module = "PMWIN"}};

START_TEST(names_and_modules)
{
	struct image_case c;

	image_case_build(&c, &(struct fixture_image){.kind = FIXTURE_LX,
				     .module_name = "CCMAIL",
				     .description = "cc:Mail for OS/2",
				     .imports = modules,
				     .import_count = 2});
	ck_assert_str_eq(c.image.module_name, "CCMAIL");
	ck_assert_str_eq(c.image.description, "cc:Mail for OS/2");
	ck_assert(c.image.imports_read);
	ck_assert_uint_eq(c.image.import_count, 2);
	ck_assert_str_eq(c.image.imports[1].module, "PMWIN");
	ck_assert(!c.image.imports[1].symbols_known);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(a_vxd_has_a_version)
{
	static const struct fixture_string strings[] = {{"FileDescription", "A driver"}};
	static const struct fixture_version version = {
		.with_fixed = true, .file = {4, 0, 950, 1}, .strings = strings, .string_count = 1};
	struct image_case c;

	image_case_build(&c, &(struct fixture_image){.kind = FIXTURE_LE, .version = &version});
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_WINDOWS386);
	ck_assert(c.image.version.fixed_present);
	ck_assert_uint_eq(c.image.version.file[0], 4);
	ck_assert_uint_eq(c.image.version.file[2], 950);
	ck_assert_str_eq(image_case_string(&c.image, "FileDescription"), "A driver");
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(an_extender_in_the_stub_means_dos)
{
	const struct fixture_image fixture = {.kind = FIXTURE_LE, .target = 1};
	struct image_case c = {0};

	image_case_build(&c, &fixture);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_OS2);
	memcpy(c.bytes.data + STUB_TEXT, "DOS/4G", 6);
	arena_free(&c.arena);
	image_case_read(&c);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	image_case_free(&c);
}
END_TEST

START_TEST(odd_fields_are_told)
{
	const struct fixture_image fixture = {.kind = FIXTURE_LX};
	struct image_case c = {0};
	size_t header;

	fixture_image_build(&fixture, &c.bytes);
	header = c.bytes.data[E_LFANEW];
	fixture_patch_u16(&c.bytes, header + CPU_TYPE, 0x99);
	image_case_read(&c);
	ck_assert_str_eq(c.image.machine, "0x0099");
	ck_assert(image_case_has_problem(&c.image, "unknown-machine"));
	ck_assert_uint_eq(c.image.machine_offset, header + CPU_TYPE);
	arena_free(&c.arena);

	fixture_patch_u16(&c.bytes, header + BYTE_ORDER_MARKS, 0x0101);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_LX);
	ck_assert(image_case_has_problem(&c.image, "byte-order"));
	image_case_free(&c);
}
END_TEST

Suite *suite_image_le(void)
{
	Suite *suite = suite_create("image le");
	TCase *tests = tcase_create("le");

	tcase_add_test(tests, names_and_modules);
	tcase_add_test(tests, a_vxd_has_a_version);
	tcase_add_test(tests, an_extender_in_the_stub_means_dos);
	tcase_add_test(tests, odd_fields_are_told);
	suite_add_tcase(suite, tests);
	return suite;
}
