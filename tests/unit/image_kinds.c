/* Which kind, for whom and on what machine: from the header bytes alone. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_kinds(void);

START_TEST(each_sample_is_its_kind)
{
	struct image_case c;

	image_case_build(&c, &image_samples[_i].fixture);
	ck_assert_msg(c.image.kind == image_samples[_i].kind, "%s is %s", image_samples[_i].name,
		image_kind_name(c.image.kind));
	ck_assert_msg(c.image.problems.count == 0, "%s has the problem %s: %s",
		image_samples[_i].name, c.image.problems.items[0].code,
		c.image.problems.items[0].detail);
	ck_assert_uint_eq(c.image.size, c.bytes.length);
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

static const struct expectation {
	struct specimen_image fixture;
	int bits;
	enum image_target target;
	const char *machine;
	bool dll;
} expectations[] = {
	{{.kind = SPECIMEN_MZ}, 16, IMAGE_TARGET_DOS, "i8086", false},
	{{.kind = SPECIMEN_NE}, 16, IMAGE_TARGET_WINDOWS, "i286", false},
	{{.kind = SPECIMEN_NE, .dll = true}, 16, IMAGE_TARGET_WINDOWS, "i286", true},
	{{.kind = SPECIMEN_NE, .target = 1}, 16, IMAGE_TARGET_OS2, "i286", false},
	{{.kind = SPECIMEN_NE, .target = 3}, 16, IMAGE_TARGET_DOS4, "i286", false},
	{{.kind = SPECIMEN_NE, .target = 4}, 16, IMAGE_TARGET_WINDOWS386, "i286", false},
	{{.kind = SPECIMEN_NE, .target = 5}, 16, IMAGE_TARGET_BOSS, "i286", false},
	{{.kind = SPECIMEN_NE, .target = 0x81}, 16, IMAGE_TARGET_PHARLAP, "i286", false},
	{{.kind = SPECIMEN_NE, .target = 0x82}, 16, IMAGE_TARGET_PHARLAP, "i286", false},
	{{.kind = SPECIMEN_NE, .target = 6}, 16, IMAGE_TARGET_DOS, "i286", false},
	{{.kind = SPECIMEN_NE, .target = 0x33}, 16, IMAGE_TARGET_UNKNOWN, "i286", false},
	{{.kind = SPECIMEN_NE, .target = SPECIMEN_TARGET_ZERO}, 16, IMAGE_TARGET_UNKNOWN, "i286",
		false},
	{{.kind = SPECIMEN_LE}, 32, IMAGE_TARGET_WINDOWS386, "i386", true},
	{{.kind = SPECIMEN_LX}, 32, IMAGE_TARGET_OS2, "i386", false},
	{{.kind = SPECIMEN_LX, .dll = true}, 32, IMAGE_TARGET_OS2, "i386", true},
	{{.kind = SPECIMEN_W3}, 0, IMAGE_TARGET_WINDOWS386, NULL, false},
	{{.kind = SPECIMEN_W4}, 0, IMAGE_TARGET_WINDOWS386, NULL, false},
	{{.kind = SPECIMEN_P2, .bare = true}, 16, IMAGE_TARGET_PHARLAP, "i286", false},
	{{.kind = SPECIMEN_P3, .bare = true}, 32, IMAGE_TARGET_PHARLAP, "i386", false},
	{{.kind = SPECIMEN_MP, .bare = true}, 32, IMAGE_TARGET_PHARLAP, "i386", false},
	{{.kind = SPECIMEN_BW, .bare = true}, 16, IMAGE_TARGET_DOS, "i286", false},
	{{.kind = SPECIMEN_TE}, 64, IMAGE_TARGET_EFI, "x86-64", false},
	{{.kind = SPECIMEN_TE, .machine = 0x14C}, 32, IMAGE_TARGET_EFI, "i386", false},
	{{.kind = SPECIMEN_PE32}, 32, IMAGE_TARGET_WINDOWS, "i386", false},
	{{.kind = SPECIMEN_PE32, .dll = true}, 32, IMAGE_TARGET_WINDOWS, "i386", true},
	{{.kind = SPECIMEN_PE32, .machine = 0x184}, 32, IMAGE_TARGET_WINDOWS, "alpha", false},
	{{.kind = SPECIMEN_PE32, .machine = 0x166}, 32, IMAGE_TARGET_WINDOWS, "mips", false},
	{{.kind = SPECIMEN_PE32, .machine = 0x1F0}, 32, IMAGE_TARGET_WINDOWS, "powerpc", false},
	{{.kind = SPECIMEN_PE32, .machine = 0x1C4}, 32, IMAGE_TARGET_WINDOWS, "armnt", false},
	{{.kind = SPECIMEN_PE32, .machine = 0x7777}, 32, IMAGE_TARGET_WINDOWS, "0x7777", false},
	{{.kind = SPECIMEN_PE32PLUS}, 64, IMAGE_TARGET_WINDOWS, "x86-64", false},
	{{.kind = SPECIMEN_PE32PLUS, .machine = 0xAA64}, 64, IMAGE_TARGET_WINDOWS, "arm64", false},
	{{.kind = SPECIMEN_PE32PLUS, .machine = 0x200}, 64, IMAGE_TARGET_WINDOWS, "ia64", false},
	{{.kind = SPECIMEN_PE32, .subsystem = 1}, 32, IMAGE_TARGET_NATIVE, "i386", false},
	{{.kind = SPECIMEN_PE32, .subsystem = 2}, 32, IMAGE_TARGET_WINDOWS, "i386", false},
	{{.kind = SPECIMEN_PE32, .subsystem = 5}, 32, IMAGE_TARGET_OS2, "i386", false},
	{{.kind = SPECIMEN_PE32, .subsystem = 7}, 32, IMAGE_TARGET_POSIX, "i386", false},
	{{.kind = SPECIMEN_PE32, .subsystem = 8}, 32, IMAGE_TARGET_NATIVE, "i386", false},
	{{.kind = SPECIMEN_PE32, .subsystem = 9}, 32, IMAGE_TARGET_CE, "i386", false},
	{{.kind = SPECIMEN_PE32, .subsystem = 14}, 32, IMAGE_TARGET_UNKNOWN, "i386", false},
	{{.kind = SPECIMEN_PE32PLUS, .subsystem = 10}, 64, IMAGE_TARGET_EFI, "x86-64", false},
};

START_TEST(bits_target_machine_and_dll)
{
	const struct expectation *expected = &expectations[_i];
	struct image_case c;

	image_case_build(&c, &expected->fixture);
	ck_assert_str_eq(image_kind_name(c.image.kind), specimen_kind_name(expected->fixture.kind));
	ck_assert_int_eq(c.image.bits, expected->bits);
	ck_assert_str_eq(image_target_name(c.image.target), image_target_name(expected->target));
	ck_assert_pstr_eq(c.image.machine, expected->machine);
	ck_assert_int_eq(c.image.dll, expected->dll);
	image_case_free(&c);
}
END_TEST

/* Words that begin text files, and binary beginnings that are no image. */
static const struct {
	const char *bytes;
	size_t size;
	enum image_kind kind;
} beginnings[] = {
	{"", 0, IMAGE_NONE},
	{"M", 1, IMAGE_NONE},
	{"MZ", 2, IMAGE_MZ},
	{"ZM", 2, IMAGE_MZ},
	{"MZ\x90", 3, IMAGE_MZ},
	{"MZ\n", 3, IMAGE_NONE},
	{"MZ is how every program of DOS begins.\r\n", 40, IMAGE_NONE},
	{"MZ;Intensit\xE4t;Zeit\r\n", 20, IMAGE_NONE},
	{"ZM 1 of the manual\n", 19, IMAGE_NONE},
	{"NE\n", 3, IMAGE_NONE},
	{"LE CHAT\n", 8, IMAGE_NONE},
	{"LX", 2, IMAGE_NONE},
	{"PE\0\0\x4C\x01", 6, IMAGE_NONE},
	{"P2\n", 3, IMAGE_NONE},
	{"P3\n# a portable pixmap in text\n2 2\n255\n", 40, IMAGE_NONE},
	{"MP3 list\n", 9, IMAGE_NONE},
	{"BW\n", 3, IMAGE_NONE},
	{"VZ", 2, IMAGE_NONE},
	{"W3\n", 3, IMAGE_NONE},
	{"W4", 2, IMAGE_NONE},
	{"\x7F"
	 "ELF",
		4, IMAGE_NONE},
};

START_TEST(words_are_no_images)
{
	struct image_case c;

	image_case_bytes(&c, beginnings[_i].bytes, beginnings[_i].size);
	ck_assert_msg(c.image.kind == beginnings[_i].kind, "%.2s is %s", beginnings[_i].bytes,
		image_kind_name(c.image.kind));
	ck_assert_int_eq(
		image_case_has_problem(&c.image, "truncated"), beginnings[_i].kind == IMAGE_MZ);
	image_case_free(&c);

	/* The same word at the start of a page of prose. */
	if (beginnings[_i].size > 3 && beginnings[_i].kind == IMAGE_NONE) {
		char page[2048];

		memset(page, 'e', sizeof(page));
		memcpy(page, beginnings[_i].bytes, beginnings[_i].size);
		image_case_bytes(&c, page, sizeof(page));
		ck_assert_int_eq(c.image.kind, IMAGE_NONE);
		image_case_free(&c);
	}
}
END_TEST

START_TEST(names_lead_back_to_kinds_and_targets)
{
	enum image_kind kind;
	enum image_target target;

	for (int i = IMAGE_NONE; i <= IMAGE_TE; i++) {
		ck_assert(image_kind_from_name(image_kind_name((enum image_kind)i), &kind));
		ck_assert_int_eq((int)kind, i);
	}
	for (int i = IMAGE_TARGET_UNKNOWN; i <= IMAGE_TARGET_PHARLAP; i++) {
		ck_assert(image_target_from_name(image_target_name((enum image_target)i), &target));
		ck_assert_int_eq((int)target, i);
	}
	ck_assert(!image_kind_from_name("exe", &kind));
	ck_assert(!image_target_from_name("", &target));
}
END_TEST

static bool fail_to_fill(struct byte_source *source, uint64_t offset)
{
	(void)offset;
	source->error = 5;
	return false;
}

START_TEST(a_read_error_is_one_problem)
{
	struct byte_source source = {.size = 4096, .fill = fail_to_fill};
	struct view view = view_of(&source);
	struct arena arena;
	struct image image;

	arena_init(&arena);
	image_read(&view, IMAGE_EVERYTHING, &arena, &image);
	ck_assert_int_eq(image.kind, IMAGE_NONE);
	ck_assert_uint_eq(image.problems.count, 1);
	ck_assert_str_eq(image.problems.items[0].code, "read-error");
	arena_free(&arena);
}
END_TEST

Suite *suite_image_kinds(void)
{
	Suite *suite = suite_create("image kinds");
	TCase *tests = tcase_create("kinds");

	tcase_add_loop_test(tests, each_sample_is_its_kind, 0, (int)image_sample_count);
	tcase_add_loop_test(tests, bits_target_machine_and_dll, 0, (int)COUNT_OF(expectations));
	tcase_add_loop_test(tests, words_are_no_images, 0, (int)COUNT_OF(beginnings));
	tcase_add_test(tests, names_lead_back_to_kinds_and_targets);
	tcase_add_test(tests, a_read_error_is_one_problem);
	suite_add_tcase(suite, tests);
	return suite;
}
