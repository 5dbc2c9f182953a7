/* VxD collections: the members of a W3, and of a W4 behind its packing. */
#include "scanner/image/doublespace.h"
#include "tests/unit/image_case.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_collection(void);

enum {
	E_LFANEW = 0x3C,
	COUNT = 4,
	ENTRIES = 0x10,
	CHUNK_SIZE = 4,
	CHUNK_COUNT = 6,
	METHOD = 8,
	CHUNK_TABLE = 0x10,
	NAMES_SIZE = 12, /* "VFLATD12", its length and ordinal, the end */
};

static const char *const three[] = {"VMM", "VDD", "VFLATD12"};

static const struct specimen_image collections[] = {
	{.kind = SPECIMEN_W3, .members = three, .member_count = 3},
	{.kind = SPECIMEN_W4, .members = three, .member_count = 3},
	{.kind = SPECIMEN_W3, .bare = true, .members = three, .member_count = 3},
	{.kind = SPECIMEN_W4, .bare = true, .members = three, .member_count = 3},
};

static size_t header_of(const struct image_case *c)
{
	return c->bytes.data[0] == 'M' ? c->bytes.data[E_LFANEW] : 0;
}

static uint32_t u32_at(const struct specimen_bytes *bytes, size_t offset)
{
	const uint8_t *at = bytes->data + offset;

	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Builds, and reads again what a test has changed. */
static void again(struct image_case *c)
{
	arena_free(&c->arena);
	image_case_read(c);
	image_case_check_sane(&c->image);
}

START_TEST(members_are_listed)
{
	struct image_case c;

	image_case_build(&c, &collections[_i]);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.member_count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_str_eq(c.image.members[i].name, three[i]);
		ck_assert_uint_eq(c.image.members[i].size, 0xC4);
		ck_assert_uint_eq(c.image.members[i].offset % 0x400, 0);
	}
	ck_assert_uint_lt(c.image.members[0].offset, c.image.members[1].offset);
	if (collections[_i].kind == SPECIMEN_W3)
		ck_assert_mem_eq(c.bytes.data + c.image.members[1].offset, "LE", 2);
	ck_assert_int_eq(c.image.target, IMAGE_TARGET_WINDOWS386);
	ck_assert_int_eq(c.image.bits, 0);
	ck_assert_ptr_null(c.image.machine);
	image_case_free(&c);
}
END_TEST

START_TEST(members_are_not_read_unasked)
{
	struct image_case c;
	struct arena arena;
	struct image image;

	image_case_build(&c, &collections[_i]);
	arena_init(&arena);
	image_read(&c.view, IMAGE_HEADERS, &arena, &image);
	ck_assert_str_eq(image_kind_name(image.kind), image_kind_name(c.image.kind));
	ck_assert_uint_eq(image.member_count, 0);
	arena_free(&arena);
	image_case_free(&c);
}
END_TEST

/* How many bytes it takes to know one: two letters tell only where e_lfanew leads to them, else the
 * first member of a W3 or the first chunk of a W4 has to be there. */
static size_t recognised_from(const struct image_case *c)
{
	size_t header = header_of(c);

	if (header)
		return header + 2;
	return c->image.kind == IMAGE_W3 ? c->image.members[0].offset + 2
					 : u32_at(&c->bytes, CHUNK_TABLE) + 1;
}

START_TEST(a_cut_collection_is_truncated)
{
	struct image_case c, cut;
	size_t header;

	image_case_build(&c, &collections[_i]);
	header = header_of(&c);
	/* Behind the last page stand the non-resident names of a member, which nothing needs. */
	for (size_t length = header + 2; length + NAMES_SIZE < c.bytes.length; length++) {
		image_case_bytes(&cut, c.bytes.data, length);
		ck_assert_int_eq(
			cut.image.kind, length < recognised_from(&c) ? IMAGE_NONE : c.image.kind);
		if (cut.image.kind != IMAGE_NONE)
			ck_assert_msg(image_case_has_problem(&cut.image, "truncated"),
				"cut at %zu of %zu", length, c.bytes.length);
		image_case_free(&cut);
	}
	image_case_free(&c);
}
END_TEST

/* Where the loader of Windows would not find what the directory promises. */
static const struct {
	size_t at; /* from the header */
	uint32_t value;
	const char *code;
	size_t members; /* that are still listed */
} damaged_w3[] = {
	{ENTRIES + 8, 0x7FFFFFFF, "truncated", 3},
	{ENTRIES + 8, 0, "bad-collection", 3}, /* MZ stands there */
	{ENTRIES + 12, 0x7FFFFFFF, "truncated", 3},
	{COUNT, 0xFFFF, "limit", 1024},
	{COUNT, 0, NULL, 0},
};

START_TEST(a_damaged_directory)
{
	struct image_case c;

	image_case_build(&c, &collections[0]);
	if (damaged_w3[_i].at == COUNT)
		specimen_patch_u16(
			&c.bytes, header_of(&c) + damaged_w3[_i].at, damaged_w3[_i].value);
	else
		specimen_patch_u32(
			&c.bytes, header_of(&c) + damaged_w3[_i].at, damaged_w3[_i].value);
	specimen_put_zeros(&c.bytes, 1024 * 16);
	again(&c);
	if (damaged_w3[_i].code)
		ck_assert(image_case_has_problem(&c.image, damaged_w3[_i].code));
	else
		ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.member_count, damaged_w3[_i].members);
	image_case_free(&c);
}
END_TEST

static const struct {
	size_t at; /* from the header */
	uint16_t value;
	const char *code;
} damaged_w4[] = {
	{CHUNK_SIZE, 4096, "bad-collection"}, {CHUNK_COUNT, 0, "bad-collection"},
	{METHOD, 0, "bad-collection"}, {CHUNK_TABLE + 2, 0x7FFF, "truncated"},
	{CHUNK_TABLE, 0, "bad-collection"}, /* MZ unpacks to something else, or to nothing */
};

START_TEST(a_damaged_packing)
{
	struct image_case c;

	image_case_build(&c, &collections[1]);
	specimen_patch_u16(&c.bytes, header_of(&c) + damaged_w4[_i].at, damaged_w4[_i].value);
	again(&c);
	ck_assert_int_eq(c.image.kind, IMAGE_W4);
	ck_assert(image_case_has_problem(&c.image, damaged_w4[_i].code));
	ck_assert_uint_eq(c.image.member_count, 0);
	image_case_free(&c);
}
END_TEST

/* A directory of 600 names needs the second chunk. */
START_TEST(a_directory_of_two_chunks)
{
	static const char *names[600];
	static char texts[COUNT_OF(names)][8];
	const struct specimen_image fixture = {
		.kind = SPECIMEN_W4, .members = names, .member_count = COUNT_OF(names)};
	struct image_case c;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(texts[i], sizeof(texts[i]), "V%03zu", i);
		names[i] = texts[i];
	}
	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_uint_eq(c.image.member_count, COUNT_OF(names));
	ck_assert_str_eq(c.image.members[599].name, "V599");

	/* A second chunk stored as it is: of the first size, and not unpacked. */
	specimen_patch_u32(&c.bytes, header_of(&c) + CHUNK_TABLE + 4, c.bytes.length);
	specimen_patch_u32(&c.bytes, header_of(&c) + CHUNK_TABLE + 8, c.bytes.length + 8192);
	for (size_t i = 0; i < 8192; i += 8)
		specimen_put_text(&c.bytes, "STORED  ");
	specimen_put_u8(&c.bytes, 0);
	again(&c);
	ck_assert_uint_eq(c.image.member_count, COUNT_OF(names));
	ck_assert_str_eq(c.image.members[511].name, "STORED");
	image_case_free(&c);
}
END_TEST

/* Unpacked by hand from the table in doublespace.h; bits in the order they are taken. */
static const struct {
	const char *bits;
	const char *unpacked;
	enum doublespace_result result;
} packings[] = {
	/* 'A' = 41: 0 1, then 1000001 from the lowest bit; end of chunk */
	{"01 1000001 00 000000", "A", DOUBLESPACE_OK},
	/* C1: the same with 1 0 */
	{"10 1000001 00 000000", "\xC1", DOUBLESPACE_OK},
	/* 'A', 'B' = 42, two back: 2 bytes */
	{"01 1000001 01 0100001 00 010000 1 00 000000", "ABAB", DOUBLESPACE_OK},
	/* one back overlaps itself: 3 and 4 bytes; 5 to 8 by two bits */
	{"01 1000001 00 100000 01 0 00 000000", "AAAA", DOUBLESPACE_OK},
	{"01 1000001 00 100000 01 1 00 000000", "AAAAA", DOUBLESPACE_OK},
	{"01 1000001 00 100000 001 11 00 000000", "AAAAAAAAA", DOUBLESPACE_OK},
	{"01 1000001 00 100000 0001 100 00 000000", "AAAAAAAAAAA", DOUBLESPACE_OK},
	/* a mark after a sector says nothing */
	{"01 1000001 11 1 111111111111 01 0100001 00 000000", "AB", DOUBLESPACE_OK},
	/* 512 bytes do not fit behind one when there is room for 512 */
	{"01 1000001 00 100000 000000001 11111111 00 000000", "A", DOUBLESPACE_DAMAGED},
	/* further back than there is: 64 and 320 */
	{"01 1000001 11 0 00000000 1", "A", DOUBLESPACE_DAMAGED},
	{"01 1000001 11 1 000000000000 1", "A", DOUBLESPACE_DAMAGED},
	/* nine zeros are no length */
	{"01 1000001 00 100000 000000000 1", "A", DOUBLESPACE_DAMAGED},
	{"", "", DOUBLESPACE_CUT},
	{"01 1000001", "A", DOUBLESPACE_CUT},
};

START_TEST(bits_by_hand)
{
	struct arena arena = {0};
	struct image image = {0};
	struct image_reader reader = {.arena = &arena, .image = &image, .work_left = 1000};
	struct byte_source source;
	struct view view;
	uint8_t packed[32] = {0}, out[512];
	size_t count = 0, length;

	for (const char *bit = packings[_i].bits; *bit; bit++) {
		if (*bit == ' ')
			continue;
		packed[count / 8] = (uint8_t)(packed[count / 8] | (*bit - '0') << count % 8);
		count++;
	}
	byte_source_memory(&source, packed, (count + 7) / 8);
	view = view_of(&source);
	reader.file = &view;
	ck_assert_int_eq(
		doublespace_unpack(&reader, &view, out, sizeof(out), &length), packings[_i].result);
	ck_assert_uint_eq(length, strlen(packings[_i].unpacked));
	ck_assert_mem_eq(out, packings[_i].unpacked, length);
	arena_free(&arena);
}
END_TEST

/* References of the two longer forms: 64 and 320 back. */
START_TEST(far_references)
{
	struct arena arena = {0};
	struct image image = {0};
	struct image_reader reader = {.arena = &arena, .image = &image, .work_left = 100000};
	struct byte_source source;
	struct view view;
	uint8_t packed[1024] = {0}, out[400];
	size_t count = 0, length;
	const size_t distances[] = {64, 319, 320};

	/* 'A' to 'Z' round and round, as literals */
	for (size_t i = 0; i < 320; i++) {
		unsigned code = 2U | (unsigned)('A' + i % 26) << 2;

		for (unsigned bit = 0; bit < 9; bit++, count++)
			packed[count / 8] =
				(uint8_t)(packed[count / 8] | (code >> bit & 1) << count % 8);
	}
	for (size_t i = 0; i < COUNT_OF(distances); i++) {
		bool far = distances[i] >= 320;
		unsigned code =
			3U | (far ? 4U : 0U) | (unsigned)(distances[i] - (far ? 320 : 64)) << 3;
		unsigned bits = far ? 15 : 11;

		code |= 1U << bits; /* length 2 */
		for (unsigned bit = 0; bit <= bits; bit++, count++)
			packed[count / 8] =
				(uint8_t)(packed[count / 8] | (code >> bit & 1) << count % 8);
	}
	byte_source_memory(&source, packed, (count + 7) / 8 + 1);
	view = view_of(&source);
	reader.file = &view;
	ck_assert_int_eq(
		doublespace_unpack(&reader, &view, out, sizeof(out), &length), DOUBLESPACE_OK);
	ck_assert_uint_eq(length, 326);
	ck_assert_mem_eq(out + 320, out + 320 - 64, 2);
	ck_assert_mem_eq(out + 322, out + 322 - 319, 2);
	ck_assert_mem_eq(out + 324, out + 324 - 320, 2);
	arena_free(&arena);
}
END_TEST

START_TEST(unpacking_ends_with_the_budget)
{
	struct arena arena = {0};
	struct image image = {0};
	struct image_reader reader = {.arena = &arena, .image = &image, .work_left = 20};
	const uint8_t packed[64] = {2, 4, 8, 16, 32, 64, 128, 2};
	struct byte_source source;
	struct view view;
	uint8_t out[64];
	size_t length;

	byte_source_memory(&source, packed, sizeof(packed));
	view = view_of(&source);
	reader.file = &view;
	ck_assert_int_eq(
		doublespace_unpack(&reader, &view, out, sizeof(out), &length), DOUBLESPACE_LIMIT);
	ck_assert(image_case_has_problem(&image, "limit"));
	arena_free(&arena);
}
END_TEST

Suite *suite_image_collection(void)
{
	Suite *suite = suite_create("image collection");
	TCase *tests = tcase_create("collection");

	tcase_add_loop_test(tests, members_are_listed, 0, (int)COUNT_OF(collections));
	tcase_add_loop_test(tests, members_are_not_read_unasked, 0, (int)COUNT_OF(collections));
	tcase_add_loop_test(tests, a_cut_collection_is_truncated, 0, (int)COUNT_OF(collections));
	tcase_add_loop_test(tests, a_damaged_directory, 0, (int)COUNT_OF(damaged_w3));
	tcase_add_loop_test(tests, a_damaged_packing, 0, (int)COUNT_OF(damaged_w4));
	tcase_add_test(tests, a_directory_of_two_chunks);
	tcase_add_loop_test(tests, bits_by_hand, 0, (int)COUNT_OF(packings));
	tcase_add_test(tests, far_references);
	tcase_add_test(tests, unpacking_ends_with_the_budget);
	suite_add_tcase(suite, tests);
	return suite;
}
