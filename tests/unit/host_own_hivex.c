/* What stands in for libhivex on Windows says of each hive what libhivex says, errors included. */
#include "scanner/specimen/bytes.h"
#include "tests/fixture/hive.h"
#include "tests/fixture/server.h"
#include "tests/post/folder.h"
#include "tests/unit/hive_walk.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_host_own_hivex(void);

enum { BASE_BLOCK = 0x1000, SPOILED = 3000, MANY_KEYS = 1500, CHECKSUM = 0x1FC };

static struct arena arena;
static char *folder;
static const char *file;
static struct fixture_hive *hive;

static void begin(void)
{
	arena_init(&arena);
	folder = folder_make();
	file = arena_printf(&arena, "%s/hive", folder);
	hive = fixture_hive_new();
}

static void end(void)
{
	fixture_hive_free(hive);
	folder_remove(folder);
	arena_free(&arena);
}

/* What both say of these bytes. */
static const char *both(const uint8_t *bytes, size_t size)
{
	const char *expected, *got;

	folder_write(file, (const char *)bytes, size);
	expected = hive_walk_libhivex(&arena, file);
	got = hive_walk_own(&arena, file);
	ck_assert_str_eq(got, expected);
	return got;
}

static const char *both_of_built(void)
{
	struct specimen_bytes bytes = {0};
	const char *walked;

	fixture_hive_build(hive, &bytes);
	walked = both(bytes.data, bytes.length);
	specimen_bytes_free(&bytes);
	return walked;
}

START_TEST(data_of_each_kind)
{
	static const char *const texts[] = {"a", "b"};

	fixture_hive_set_text(hive, "Key", "text", FIXTURE_REG_SZ, "caf\xC3\xA9 \xE3\x83\xAD");
	fixture_hive_set_text(hive, "Key", "", FIXTURE_REG_SZ, "default");
	fixture_hive_set_multi(hive, "Key", "multi", texts, 2);
	fixture_hive_set_dword(hive, "Key", "number", 0xFEDCBA98);
	fixture_hive_set(hive, "Key", "short", FIXTURE_REG_DWORD, "\1\2", 2);
	fixture_hive_set(hive, "Key", "nothing", 0x12345678, "", 0);
	fixture_hive_set_dword(
		hive, "caf\xC3\xA9\\\xE6\xBC\xA2\\\xF0\x9F\x98\x80", "\xC3\xA9\xE6\xBC\xA2", 7);
	ck_assert_ptr_nonnull(strstr(both_of_built(), "type 4, 4 bytes 98 ba dc fe"));
}
END_TEST

START_TEST(a_list_of_many_keys)
{
	unsigned keys = 0;

	fixture_hive_set_version(hive, _i ? 5 : 3);
	for (unsigned i = 0; i < MANY_KEYS; i++)
		fixture_hive_add_key(hive, arena_printf(&arena, "Many\\%04u", i));
	for (const char *at = both_of_built(); (at = strstr(at, "key ")); at++)
		keys++;
	ck_assert_uint_eq(keys, MANY_KEYS + 1);
}
END_TEST

START_TEST(data_in_segments)
{
	static const size_t sizes[] = {16343, 16344, 16345, 16348, 16349, 32688, 32689, 100000};
	uint8_t *data = arena_alloc(&arena, sizes[_i]);

	for (size_t i = 0; i < sizes[_i]; i++)
		data[i] = (uint8_t)(i * 7 + i / 256);
	fixture_hive_set_version(hive, 5);
	fixture_hive_set(hive, "Key", "large", FIXTURE_REG_BINARY, data, sizes[_i]);
	ck_assert_ptr_nonnull(strstr(both_of_built(), " 00 07 0e 15 1c"));
}
END_TEST

/* Not random: the same hives each time. */
static uint32_t next_number(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static struct specimen_bytes server_bytes(void)
{
	struct fixture_hive *server = fixture_server_hive(FIXTURE_SERVER_FIXED);
	struct specimen_bytes bytes = {0};

	fixture_hive_build(server, &bytes);
	fixture_hive_free(server);
	return bytes;
}

START_TEST(hives_that_are_spoiled)
{
	struct specimen_bytes whole = server_bytes();
	uint8_t *spoiled = arena_alloc(&arena, whole.length);
	uint32_t state = 1;
	unsigned damaged = 0, refused = 0;

	for (unsigned i = 0; i < SPOILED; i++) {
		unsigned bytes = 1 + next_number(&state) % 12;
		const char *walked;

		memcpy(spoiled, whole.data, whole.length);
		while (bytes--)
			spoiled[BASE_BLOCK + next_number(&state) % (whole.length - BASE_BLOCK)] =
				(uint8_t)next_number(&state);
		walked = both(spoiled, whole.length);
		refused += strncmp(walked, "no hive", 7) == 0;
		damaged += strstr(walked, "errno") != NULL;
	}
	ck_assert_uint_gt(refused, SPOILED / 20);
	ck_assert_uint_gt(damaged, refused + SPOILED / 20);
	specimen_bytes_free(&whole);
}
END_TEST

START_TEST(every_byte_of_the_base_block)
{
	struct specimen_bytes whole = server_bytes();

	for (size_t i = 0; i < CHECKSUM + 4; i++) {
		whole.data[i] ^= 0x55;
		ck_assert_int_eq(strncmp(both(whole.data, whole.length), "no hive", 7), 0);
		whole.data[i] ^= 0x55;
	}
	specimen_bytes_free(&whole);
}
END_TEST

START_TEST(hives_that_are_cut_short)
{
	struct specimen_bytes whole = server_bytes();

	/* At every step around the edges of the bins, and in wider ones between. */
	for (size_t length = 0; length <= whole.length;
		length += length % BASE_BLOCK < 8 || length % BASE_BLOCK > BASE_BLOCK - 8 ? 1 : 57)
		both(whole.data, length);
	specimen_bytes_free(&whole);
}
END_TEST

Suite *suite_host_own_hivex(void)
{
	Suite *suite = suite_create("host_own_hivex");
	TCase *tests = tcase_create("own hivex");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, data_of_each_kind);
	tcase_add_loop_test(tests, a_list_of_many_keys, 0, 2);
	tcase_add_loop_test(tests, data_in_segments, 0, 8);
	tcase_add_test(tests, hives_that_are_spoiled);
	tcase_add_test(tests, every_byte_of_the_base_block);
	tcase_add_test(tests, hives_that_are_cut_short);
	suite_add_tcase(suite, tests);
	return suite;
}
