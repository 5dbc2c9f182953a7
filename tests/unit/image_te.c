/* Terse executables of EFI firmware: a PE image whose headers were cut down, its offsets not. */
#include "tests/unit/image_case.h"

#include <check.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_te(void);

enum {
	SECTION_COUNT = 4,
	SUBSYSTEM = 5,
	STRIPPED_SIZE = 6,
	DEBUG_DIRECTORY = 32,
	SECTION = 40,
	RAW_SIZE = 16,
	RAW_POINTER = 20,
	SECTION_DATA = 0x200 - 0x188 + 40, /* raw pointer, less what was stripped */
	DEBUG_POINTER = SECTION_DATA + 24,
};

static const struct specimen_image fixture = {.kind = SPECIMEN_TE, .pdb = "import.pdb"};

START_TEST(header_sections_and_symbol_file_are_read)
{
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_int_eq(c.image.kind, IMAGE_TE);
	ck_assert_int_eq(c.image.bits, 64);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_EFI);
	ck_assert_str_eq(c.image.machine, "x86-64");
	ck_assert_str_eq(c.image.subsystem_name, "efi-boot-driver");
	ck_assert(!c.image.linker_known && !c.image.expected_windows_known);
	ck_assert_str_eq(c.image.debug.pdb, "import.pdb");
	ck_assert_uint_eq(c.image.overlay.size, 0);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct {
	size_t offset;
	uint32_t value;
	const char *code;
	bool pdb;
} damages[] = {
	{SECTION + RAW_SIZE, 0x201, "truncated", true},
	{SECTION + RAW_SIZE, 0xFFFFFFFF, "truncated", true},
	{SECTION + RAW_POINTER, 0xFFFFFFFF, "truncated", false},
	{SECTION + RAW_POINTER, 0x100, "truncated", false}, /* in what was stripped */
	{DEBUG_DIRECTORY, 0x7FFFFFF0, "bad-debug", false},
	{DEBUG_DIRECTORY + 4, 28 * 100, "bad-debug", true},
	{DEBUG_POINTER, 0xFFFFFFFF, NULL, true}, /* the address will do */
	{DEBUG_POINTER, 0x100, NULL, true},
	{DEBUG_DIRECTORY, 0, NULL, false},
};

START_TEST(damage_is_told)
{
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	specimen_patch_u32(&c.bytes, damages[_i].offset, damages[_i].value);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_TE);
	ck_assert_str_eq(c.image.subsystem_name, "efi-boot-driver");
	if (damages[_i].code)
		ck_assert(image_case_has_problem(&c.image, damages[_i].code));
	else
		ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_int_eq(c.image.debug.present, damages[_i].pdb);
	image_case_free(&c);
}
END_TEST

/* Two letters are weak evidence: the fields have to agree. */
static const struct {
	size_t offset;
	uint8_t value;
} contradictions[] = {
	{SECTION_COUNT, 0}, {SECTION_COUNT, 0xFF}, {SUBSYSTEM, 3}, {STRIPPED_SIZE + 1, 0}, {3, 0}};

START_TEST(fields_have_to_agree)
{
	struct image_case c = {0};

	fixture_image_build(&fixture, &c.bytes);
	c.bytes.data[contradictions[_i].offset] = contradictions[_i].value;
	if (contradictions[_i].offset == STRIPPED_SIZE + 1)
		c.bytes.data[STRIPPED_SIZE] = 0x20;
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_NONE);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_te(void)
{
	Suite *suite = suite_create("image te");
	TCase *tests = tcase_create("te");

	tcase_add_test(tests, header_sections_and_symbol_file_are_read);
	tcase_add_loop_test(tests, damage_is_told, 0, (int)COUNT_OF(damages));
	tcase_add_loop_test(tests, fields_have_to_agree, 0, (int)COUNT_OF(contradictions));
	suite_add_tcase(suite, tests);
	return suite;
}
