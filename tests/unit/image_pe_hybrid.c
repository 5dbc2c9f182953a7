/* PE images that hold code for ARM64 beside what their machine says. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_pe_hybrid(void);

/* CHPEMetadataPointer, Size of the load configuration, machine. */
static const struct {
	bool pointer;
	uint32_t size;
	uint16_t machine;
	const char *name;
} hybrids[] = {
	{true, 0x140, 0x8664, "arm64ec"},
	{true, 0x140, 0xAA64, "arm64x"},
	{true, 0x140, 0x200, "ia64"},
	{false, 0x140, 0x8664, "x86-64"},
	{true, 0xC8, 0x8664, "x86-64"},
};

START_TEST(hybrids_say_what_they_are)
{
	enum {
		E_LFANEW = 0x3C,
		DIRECTORY = 24 + 112 + 10 * 8,
		RDATA_ROW = 24 + 0xF0 + 40,
		RAW_POINTER = 20,
		INSIDE = 0x20,
		TABLE = 0x2000 + INSIDE,
	};
	const struct specimen_image hybrid = {.kind = SPECIMEN_PE32PLUS,
		.machine = hybrids[_i].machine,
		.clr_version = NULL,
		.pdb = "a file name long enough to make the section as large as the table that is "
		       "put over it: "
		       "................................................................"
		       "..........................................................................."
		       "....."
		       "..........................................................................."
		       "....."};
	struct image_case c = {0};
	size_t header, table;

	fixture_image_build(&hybrid, &c.bytes);
	header = c.bytes.data[E_LFANEW];
	table = (size_t)c.bytes.data[header + RDATA_ROW + RAW_POINTER] +
		(size_t)c.bytes.data[header + RDATA_ROW + RAW_POINTER + 1] * 0x100 + INSIDE;
	specimen_patch_u32(&c.bytes, header + DIRECTORY, TABLE);
	specimen_patch_u32(&c.bytes, header + DIRECTORY + 4, 0x140);
	specimen_patch_u32(&c.bytes, table, hybrids[_i].size);
	specimen_patch_u32(&c.bytes, table + 0xC8, hybrids[_i].pointer ? 0x40002004 : 0);
	specimen_patch_u32(&c.bytes, table + 0xCC, hybrids[_i].pointer ? 1 : 0);
	image_case_read(&c);
	ck_assert_str_eq(c.image.machine, hybrids[_i].name);
	ck_assert_uint_eq(c.image.machine_code, hybrids[_i].machine);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_pe_hybrid(void)
{
	Suite *suite = suite_create("image pe hybrid");
	TCase *tests = tcase_create("hybrid");

	tcase_add_loop_test(tests, hybrids_say_what_they_are, 0, (int)COUNT_OF(hybrids));
	suite_add_tcase(suite, tests);
	return suite;
}
