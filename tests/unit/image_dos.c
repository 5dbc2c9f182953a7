/* Programs that a DOS extender runs: behind its MZ image, in a row, and by the name in the stub. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_dos(void);

enum { E_CBLP = 0x02, E_CP = 0x04, E_LFANEW = 0x3C, NEXT_HEADER = 0x1C };

static size_t end_of_image(const struct specimen_bytes *bytes)
{
	size_t last = (size_t)bytes->data[E_CBLP] | (size_t)bytes->data[E_CBLP + 1] << 8;
	size_t pages = (size_t)bytes->data[E_CP] | (size_t)bytes->data[E_CP + 1] << 8;

	return last ? (pages - 1) * 512 + last : pages * 512;
}

static const struct {
	enum specimen_kind fixture;
	enum image_kind kind;
	enum image_target target;
	const char *stub_text;
	const char *extender;
} bound[] = {
	{SPECIMEN_P2, IMAGE_P2, IMAGE_TARGET_PHARLAP, "Phar Lap Software$", "Phar Lap"},
	{SPECIMEN_P3, IMAGE_P3, IMAGE_TARGET_PHARLAP, "Loader$", NULL},
	{SPECIMEN_MP, IMAGE_MP, IMAGE_TARGET_PHARLAP, "Phar Lap, Inc$", "Phar Lap"},
	{SPECIMEN_BW, IMAGE_BW, IMAGE_TARGET_DOS, "DOS/16M$", "DOS/16M"},
};

START_TEST(the_end_of_the_mz_image_leads_on)
{
	const struct specimen_image fixture = {.kind = bound[_i].fixture,
		.bound = true,
		.stub_text = bound[_i].stub_text,
		.overlay = "an overlay"};
	struct image_case c;
	size_t end;

	image_case_build(&c, &fixture);
	end = end_of_image(&c.bytes);
	ck_assert_int_eq(c.image.kind, bound[_i].kind);
	ck_assert_int_eq(c.image.target, bound[_i].target);
	ck_assert_uint_ge(c.image.signature_offset, end);
	ck_assert_uint_lt(c.image.signature_offset, end + (bound[_i].kind == IMAGE_MP ? 16 : 1));
	ck_assert_pstr_eq(c.image.dos_extender, bound[_i].extender);
	ck_assert_uint_eq(c.image.overlay.size, strlen(fixture.overlay));
	ck_assert_uint_eq(c.image.overlay.offset, c.bytes.length - strlen(fixture.overlay));
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct specimen_import modules[] = {{.module = "MATH"}};

static struct specimen_image chain(void)
{
	return (struct specimen_image){.kind = SPECIMEN_BW,
		.bound = true,
		.chained = true,
		.stub_text = "DOS/4G$",
		.module_name = "GAME",
		.imports = modules,
		.import_count = 1};
}

static size_t next_of(const struct specimen_bytes *bytes, size_t header)
{
	return (size_t)bytes->data[header + NEXT_HEADER] |
	       (size_t)bytes->data[header + NEXT_HEADER + 1] << 8;
}

START_TEST(a_chain_leads_to_the_program)
{
	struct specimen_image fixture = chain();
	struct image_case c;
	size_t at;

	image_case_build(&c, &fixture);
	ck_assert_int_eq(c.image.kind, IMAGE_LE);
	ck_assert_int_eq(c.image.bits, 32);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	ck_assert_str_eq(c.image.machine, "i386");
	ck_assert_str_eq(c.image.dos_extender, "DOS/4G");
	ck_assert_str_eq(c.image.module_name, "GAME");
	ck_assert_str_eq(image_case_import(&c.image, "MATH")->module, "MATH");
	at = next_of(&c.bytes, next_of(&c.bytes, end_of_image(&c.bytes)));
	ck_assert_int_eq(memcmp(c.bytes.data + at, "MZ", 2), 0);
	ck_assert_uint_eq(c.image.signature_offset, at + c.bytes.data[at + E_LFANEW]);
	ck_assert_uint_eq(c.image.machine_offset, c.image.signature_offset + 8);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

/* A link of the second header that is wrong. */
static const struct {
	uint32_t next;
	const char *code;
} broken[] = {
	{1, "bad-link"},
	{0x40, "bad-link"},
	{0x7FFFFFFF, "truncated"},
	{0, NULL},
};

START_TEST(a_broken_chain_ends_where_it_breaks)
{
	struct specimen_image fixture = chain();
	struct image_case c = {0};
	size_t second;

	fixture_image_build(&fixture, &c.bytes);
	second = next_of(&c.bytes, end_of_image(&c.bytes));
	specimen_patch_u32(&c.bytes, second + NEXT_HEADER, broken[_i].next);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_BW);
	ck_assert_uint_eq(c.image.signature_offset, second);
	ck_assert_str_eq(c.image.machine, "i286");
	ck_assert_ptr_null(c.image.module_name);
	ck_assert_uint_eq(c.image.problems.count, broken[_i].code != NULL);
	if (broken[_i].code) {
		ck_assert_str_eq(c.image.problems.items[0].code, broken[_i].code);
		ck_assert_uint_eq(c.image.problems.items[0].offset, second);
	}
	image_case_free(&c);
}
END_TEST

/* Problems of the program inside have offsets of the file. */
START_TEST(a_damaged_program_at_the_end_tells_where)
{
	struct specimen_image fixture = chain();
	struct image_case c = {0};
	size_t header;

	fixture_image_build(&fixture, &c.bytes);
	header = next_of(&c.bytes, next_of(&c.bytes, end_of_image(&c.bytes)));
	header += c.bytes.data[header + E_LFANEW];
	specimen_patch_u16(&c.bytes, header + 8, 0x77);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_LE);
	ck_assert(image_case_has_problem(&c.image, "unknown-machine"));
	for (size_t i = 0; i < c.image.problems.count; i++)
		ck_assert_uint_ge(c.image.problems.items[i].offset, header);
	image_case_free(&c);
}
END_TEST

START_TEST(a_chain_has_a_limit)
{
	enum { HEADER_SIZE = 0xB0, LINKS = 20 };
	const struct specimen_image fixture = {.kind = SPECIMEN_BW, .bare = true};
	struct specimen_bytes part = {0};
	struct image_case c = {0};

	fixture_image_build(&fixture, &part);
	for (size_t i = 0; i < LINKS; i++) {
		specimen_put_raw(&c.bytes, part.data, part.length);
		if (i + 1 < LINKS)
			specimen_patch_u32(
				&c.bytes, i * part.length + NEXT_HEADER, (i + 1) * part.length);
	}
	specimen_bytes_free(&part);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_BW);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	image_case_free(&c);
}
END_TEST

/* What stands behind a DOS program is what runs only if it is a program for the extender that the
 * first one is. */
static const struct {
	const char *stub_text;
	struct specimen_image fixture;
	enum image_kind kind;
} behind[] = {
	{"DOS/4GW$", {.kind = SPECIMEN_LE, .target = 1}, IMAGE_LE},
	{"DOS/4GW$", {.kind = SPECIMEN_LE, .target = 4}, IMAGE_MZ},
	{"DOS/4GW$", {.kind = SPECIMEN_LX}, IMAGE_MZ},
	{"DOS/4GW$", {.kind = SPECIMEN_PE32}, IMAGE_MZ},
	{"DOS/4GW$", {.kind = SPECIMEN_NE}, IMAGE_MZ},
	{"DOS/4GW$", {.kind = SPECIMEN_MZ}, IMAGE_MZ},
	{"DOS/4GW$", {.kind = SPECIMEN_LE, .target = 1, .bare = true}, IMAGE_LE},
	{"DOS/4GW$", {.kind = SPECIMEN_LE, .target = 4, .bare = true}, IMAGE_MZ},
	{"DOS/4GW$", {.kind = SPECIMEN_LX, .bare = true}, IMAGE_LX},
	{NULL, {.kind = SPECIMEN_LE, .target = 1}, IMAGE_MZ},
	{NULL, {.kind = SPECIMEN_LE, .target = 1, .bare = true}, IMAGE_MZ},
	{NULL, {.kind = SPECIMEN_LE, .target = 4, .bare = true}, IMAGE_MZ},
	{NULL, {.kind = SPECIMEN_LX, .bare = true}, IMAGE_MZ},
	/* It is the first program that has to run the second. */
	{NULL, {.kind = SPECIMEN_LE, .target = 1, .stub_text = "DOS/4GW$"}, IMAGE_MZ},
};

START_TEST(another_image_behind)
{
	const struct specimen_image first = {
		.kind = SPECIMEN_MZ, .stub_text = behind[_i].stub_text};
	struct specimen_bytes second = {0};
	struct image_case c = {0};
	size_t end;

	fixture_image_build(&first, &c.bytes);
	end = c.bytes.length;
	fixture_image_build(&behind[_i].fixture, &second);
	specimen_put_raw(&c.bytes, second.data, second.length);
	image_case_read(&c);
	ck_assert_int_eq(c.image.kind, behind[_i].kind);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_DOS);
	if (behind[_i].kind == IMAGE_MZ) {
		ck_assert_uint_eq(c.image.problems.count, 0);
		ck_assert_str_eq(c.image.machine, "i8086");
		ck_assert_uint_eq(c.image.overlay.offset, end);
		ck_assert_uint_eq(c.image.overlay.size, second.length);
		ck_assert_uint_eq(c.image.import_count, 0);
		ck_assert(!c.image.vxd.present && !c.image.module_name);
	} else {
		ck_assert_uint_ge(c.image.signature_offset, end);
		ck_assert_str_eq(c.image.dos_extender, "DOS/4GW");
	}
	specimen_bytes_free(&second);
	image_case_free(&c);
}
END_TEST

static const struct {
	struct specimen_image fixture;
	const char *extender;
} stubs[] = {
	{{.kind = SPECIMEN_NE}, NULL},
	{{.kind = SPECIMEN_NE, .target = 5, .stub_text = "BOSS Stub Version 1$"}, "Borland BOSS"},
	{{.kind = SPECIMEN_NE, .target = 6, .stub_text = "DPMILD32:$"}, "HX"},
	{{.kind = SPECIMEN_LE, .target = 1, .stub_text = "DOS/4GW$"}, "DOS/4GW"},
	{{.kind = SPECIMEN_LE, .bare = true}, NULL},
	/* Without a program behind, or with one that is read when it is there, words are words. */
	{{.kind = SPECIMEN_MZ, .stub_text = "go32stub$"}, NULL},
	{{.kind = SPECIMEN_MZ, .stub_text = "go32stub$", .overlay = "\x4C\1"}, "DJGPP go32"},
	{{.kind = SPECIMEN_MZ, .stub_text = "needs DOS/4GW$", .overlay = "PK"}, NULL},
};

START_TEST(the_stub_names_the_extender)
{
	struct image_case c;

	image_case_build(&c, &stubs[_i].fixture);
	ck_assert_pstr_eq(c.image.dos_extender, stubs[_i].extender);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_dos(void)
{
	Suite *suite = suite_create("image dos");
	TCase *tests = tcase_create("dos");

	tcase_add_loop_test(tests, the_end_of_the_mz_image_leads_on, 0, (int)COUNT_OF(bound));
	tcase_add_test(tests, a_chain_leads_to_the_program);
	tcase_add_loop_test(tests, a_broken_chain_ends_where_it_breaks, 0, (int)COUNT_OF(broken));
	tcase_add_test(tests, a_damaged_program_at_the_end_tells_where);
	tcase_add_test(tests, a_chain_has_a_limit);
	tcase_add_loop_test(tests, another_image_behind, 0, (int)COUNT_OF(behind));
	tcase_add_loop_test(tests, the_stub_names_the_extender, 0, (int)COUNT_OF(stubs));
	suite_add_tcase(suite, tests);
	return suite;
}
