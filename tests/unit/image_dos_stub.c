/* PE images that a DOS extender loads: told by the stub in front, or by the signature PX. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_dos_stub(void);

enum { E_LFANEW = 0x3C, MACHINE = 4, MAGIC = 24, SUBSYSTEM = 24 + 68, SEARCHED = 16 * 1024 };

static const struct {
	const char *stub;
	const char *name;
} stubs[] = {
	{"DOS/4GW Protected Mode Run-time$", "DOS/4GW"},
	{"DOS/4G is newer$", "DOS/4G"},
	{"DOS/32A -- DOS Extender$", "DOS/32A"},
	{"PMODE/W v1.33$", "PMODE/W"},
	{"CauseWay DOS Extender$", "CauseWay"},
	{"built with WDOSX$", "WDOSX"},
	{"cannot find loader DPMILD32.EXE$", "HX"},
	{"HDPMI$", "HX"},
	{"cannot run 32RTM.EXE$", "Borland 32RTM"},
	{"Phar Lap's TNT DOS-Extender$", "Phar Lap TNT"},
	{"Phar Lap$", "Phar Lap"},
	{"DOS/4", NULL},
	{NULL, NULL},
};

START_TEST(the_stub_names_the_extender)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .stub_text = stubs[_i].stub};
	struct image_case c;

	image_case_build(&c, &fixture);
	if (stubs[_i].name)
		ck_assert_str_eq(c.image.dos_extender, stubs[_i].name);
	else
		ck_assert_ptr_null(c.image.dos_extender);
	/* Windows runs it as well. */
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_WINDOWS);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(without_subsystem_only_the_extender_runs_it)
{
	struct specimen_image fixture = {.kind = SPECIMEN_PE32, .stub_text = "WDOSX$"};
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, c.bytes.data[E_LFANEW] + SUBSYSTEM, 0);
	image_case_read(&c);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	image_case_free(&c);

	fixture.stub_text = NULL;
	c = (struct image_case){0};
	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, c.bytes.data[E_LFANEW] + SUBSYSTEM, 0);
	image_case_read(&c);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_UNKNOWN);
	image_case_free(&c);
}
END_TEST

/* Text behind the first kilobytes of a stub belongs to the program that it is, if any. */
START_TEST(a_long_stub_is_searched_at_its_start)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32};
	struct specimen_bytes image = {0};

	fixture_image_build(&fixture, &image);
	for (size_t at = SEARCHED - 5; at <= SEARCHED - 4; at++) {
		struct image_case c = {0};
		size_t header = image.data[E_LFANEW];

		specimen_put_raw(&c.bytes, image.data, header);
		specimen_put_zeros(&c.bytes, SEARCHED + 0x1000 - header);
		memcpy(c.bytes.data + at, "WDOSX", 5);
		specimen_patch_u32(&c.bytes, E_LFANEW, c.bytes.length);
		specimen_put_raw(&c.bytes, image.data + header, 0x200);
		image_case_read(&c);
		ck_assert_int_eq(c.image.kind, IMAGE_PE32);
		ck_assert_int_eq(c.image.dos_extender != NULL, at == SEARCHED - 5);
		image_case_free(&c);
	}
	specimen_bytes_free(&image);
}
END_TEST

START_TEST(px_is_for_dos_alone)
{
	const struct specimen_symbol symbols[] = {{.name = "ExitProcess"}};
	const struct specimen_import imports[] = {
		{.module = "KERNEL32.dll", .symbols = symbols, .symbol_count = 1}};
	const struct specimen_image fixture = {
		.kind = SPECIMEN_PE32, .px = true, .imports = imports, .import_count = 1};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_int_eq(c.image.kind, IMAGE_PE32);
	ck_assert_int_eq(c.image.bits, 32);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	ck_assert_str_eq(c.image.dos_extender, "HX");
	ck_assert_str_eq(c.image.imports[0].symbols[0].name, "ExitProcess");
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* Two letters are weak evidence: machine and magic number have to agree. */
static const struct {
	size_t offset;
	uint16_t value;
} no_px[] = {{MACHINE, 0x8664}, {MACHINE, 0x7777}, {MAGIC, 0x20B}, {MAGIC, 0}};

START_TEST(px_has_to_be_consistent)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_PE32, .px = true};
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u16(&c.bytes, c.bytes.data[E_LFANEW] + no_px[_i].offset, no_px[_i].value);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_MZ);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_dos_stub(void)
{
	Suite *suite = suite_create("image dos stub");
	TCase *tests = tcase_create("dos stub");

	tcase_add_loop_test(tests, the_stub_names_the_extender, 0, (int)COUNT_OF(stubs));
	tcase_add_test(tests, without_subsystem_only_the_extender_runs_it);
	tcase_add_test(tests, a_long_stub_is_searched_at_its_start);
	tcase_add_test(tests, px_is_for_dos_alone);
	tcase_add_loop_test(tests, px_has_to_be_consistent, 0, (int)COUNT_OF(no_px));
	suite_add_tcase(suite, tests);
	return suite;
}
