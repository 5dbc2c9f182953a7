/*
 * A hive cut at every length, and with every byte overwritten in three ways: an answer is that of
 * the whole hive, or it is not known. Where a format without checksums cannot tell (a name that was
 * changed is another name), the places are written down here, and nothing else is excused.
 */
#include "scanner/base/text.h"
#include "scanner/host/registry/hive.h"
#include "scanner/specimen/bytes.h"
#include "tests/fixture/hive.h"
#include "tests/fixture/server.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

Suite *suite_host_hive_damage(void);

enum {
	BINS = 0x1000,
	BINS_SIZE = 0x28, /* in the base block */
	CHECKSUM = 0x1FC,

	/* From the start of a cell. */
	NK_FLAGS = 0x06,
	NK_PARENT = 0x14,
	NK_VALUE_COUNT = 0x28,
	NK_VALUE_LIST = 0x2C,
	NK_NAME_LENGTH = 0x4C,
	NK_NAME = 0x50,
	NK_LATIN_1 = 0x20,
	VK_NAME_LENGTH = 0x06,
	VK_DATA = 0x0C,
	VK_FLAGS = 0x14,
	VK_NAME = 0x18,
	VK_LATIN_1 = 1,
	LIST_HINT_CHARACTERS = 4, /* of a name, kept in the list too */

	MAX_ITEMS = 64,
	MAX_PLACES = 64,
	SAMPLE_STEP = 23, /* of the larger hives, unless COMPATSCAN_THOROUGH is set */
};

struct place {
	size_t start;
	size_t length;
};

/* A question, and where damage may change its answer without being seen. */
struct item {
	const char *key;
	const char *name; /* NULL: whether the key is there */
	struct registry_value whole;
	struct place unseen[MAX_PLACES];
	size_t unseen_count;
	size_t cell, key_count, value_count; /* of a key */
};

static struct arena arena; /* of the whole hive */
static struct specimen_bytes bytes;
static struct item items[MAX_ITEMS];
static size_t item_count;
static size_t free_start; /* behind the last cell in use */

static void begin(void)
{
	arena_init(&arena);
	bytes = (struct specimen_bytes){0};
	item_count = 0;
}

static void end(void)
{
	specimen_bytes_free(&bytes);
	arena_free(&arena);
}

static uint32_t number_at(size_t at, size_t size)
{
	uint32_t number = 0;

	for (size_t i = 0; i < size; i++)
		number |= (uint32_t)bytes.data[at + i] << (8 * i);
	return number;
}

static size_t cell_of(uint32_t offset)
{
	return BINS + offset;
}

static const char *name_at(size_t at, size_t length, bool latin_1)
{
	uint8_t *wide = arena_alloc(&arena, 2 * length + 1);

	if (!latin_1)
		return text_from_utf16(&arena, bytes.data + at, length);
	for (size_t i = 0; i < length; i++)
		wide[2 * i] = bytes.data[at + i];
	return text_from_utf16(&arena, wide, 2 * length);
}

/* The cell of a subkey; the fixture has one of each name below a key. */
static size_t find_subkey(size_t parent, const char *name, size_t length)
{
	for (size_t at = BINS; at + NK_NAME < bytes.length; at += 8) {
		if (memcmp(bytes.data + at + 4, "nk", 2) == 0 &&
			cell_of(number_at(at + NK_PARENT, 4)) == parent) {
			const char *found = name_at(at + NK_NAME, number_at(at + NK_NAME_LENGTH, 2),
				number_at(at + NK_FLAGS, 2) & NK_LATIN_1);

			if (strlen(found) == length && memcmp(found, name, length) == 0)
				return at;
		}
	}
	ck_abort_msg("the fixture has no key %s", name);
}

static size_t find_value(size_t key, const char *name)
{
	size_t list = cell_of(number_at(key + NK_VALUE_LIST, 4)) + 4;

	for (size_t i = 0; i < number_at(key + NK_VALUE_COUNT, 4); i++) {
		size_t at = cell_of(number_at(list + 4 * i, 4));

		if (strcmp(name_at(at + VK_NAME, number_at(at + VK_NAME_LENGTH, 2),
				   number_at(at + VK_FLAGS, 2) & VK_LATIN_1),
			    name) == 0)
			return at;
	}
	ck_abort_msg("the fixture has no value %s", name);
}

static void add_unseen(struct item *item, size_t start, size_t length)
{
	ck_assert_uint_lt(item->unseen_count, MAX_PLACES);
	item->unseen[item->unseen_count++] = (struct place){start, length};
}

/* A key's name, but for the characters that the list repeats. */
static size_t add_keys(struct item *item)
{
	size_t at = cell_of(number_at(0x24, 4));
	const char *rest = item->key;

	while (*rest) {
		size_t length = strcspn(rest, "\\");
		size_t stored;

		at = find_subkey(at, rest, length);
		stored = number_at(at + NK_NAME_LENGTH, 2);
		add_unseen(item, at + NK_FLAGS, 2);
		add_unseen(item, at + NK_NAME_LENGTH, 2);
		if (!(number_at(at + NK_FLAGS, 2) & NK_LATIN_1))
			add_unseen(item, at + NK_NAME, stored);
		else if (stored > LIST_HINT_CHARACTERS)
			add_unseen(item, at + NK_NAME + LIST_HINT_CHARACTERS,
				stored - LIST_HINT_CHARACTERS);
		rest += length + (rest[length] == '\\');
	}
	return at;
}

/* A value has no second place that speaks of it: not how many there are, where, of what name; and
 * another one may come to bear its name. */
static void add_value(struct item *item, size_t key)
{
	size_t list = cell_of(number_at(key + NK_VALUE_LIST, 4));
	size_t at = find_value(key, item->name);
	size_t end_of_value = VK_NAME + number_at(at + VK_NAME_LENGTH, 2);

	add_unseen(item, key + NK_VALUE_COUNT, 8);
	add_unseen(item, list, 4 + 4 * number_at(key + NK_VALUE_COUNT, 4));
	for (size_t i = 0; i < number_at(key + NK_VALUE_COUNT, 4); i++) {
		size_t other = cell_of(number_at(list + 4 + 4 * i, 4));

		add_unseen(item, other + VK_NAME_LENGTH, 2);
		add_unseen(item, other + VK_FLAGS, 2);
		add_unseen(item, other + VK_NAME, number_at(other + VK_NAME_LENGTH, 2));
	}
	add_unseen(item, at, end_of_value);
	if (item->whole.size > 4)
		add_unseen(item, cell_of(number_at(at + VK_DATA, 4)), 4 + item->whole.size);
}

static struct hive *open_bytes(
	const uint8_t *data, size_t size, struct arena *room, struct problem_list *problems)
{
	struct byte_source source;
	struct view view;

	byte_source_memory(&source, data, size);
	view = view_of(&source);
	return hive_open(&view, "SYSTEM", room, problems);
}

static struct item *add_item(const char *key, const char *name)
{
	struct item *item = &items[item_count++];

	ck_assert_uint_le(item_count, MAX_ITEMS);
	*item = (struct item){.key = key, .name = name};
	return item;
}

/* Every key and value below a key of the whole hive. */
static void add_items(struct hive *hive, const char *key)
{
	struct item *own = add_item(key, NULL);
	struct registry_value *values;
	const char **subkeys;
	size_t count;

	own->cell = add_keys(own);
	ck_assert_int_eq(hive_values(hive, key, &arena, &values, &count), REGISTRY_FOUND);
	own->value_count = count;
	for (size_t i = 0; i < count; i++) {
		struct item *item = add_item(key, values[i].name);

		item->whole = values[i];
		add_value(item, add_keys(item));
	}
	ck_assert_int_eq(hive_keys(hive, key, &arena, &subkeys, &count), REGISTRY_FOUND);
	own->key_count = count;
	for (size_t i = 0; i < count; i++)
		add_items(
			hive, *key ? arena_printf(&arena, "%s\\%s", key, subkeys[i]) : subkeys[i]);
}

static void take(struct fixture_hive *fixture)
{
	struct problem_list problems = {0};
	struct hive *hive;

	fixture_hive_build(fixture, &bytes);
	fixture_hive_free(fixture);
	hive = open_bytes(bytes.data, bytes.length, &arena, &problems);
	ck_assert_ptr_nonnull(hive);
	add_items(hive, "");
	ck_assert_uint_eq(problems.count, 0);
	hive_close(hive);
	for (free_start = bytes.length; !bytes.data[free_start - 1];)
		free_start--;
	free_start += 16; /* the zeros at the end of the last cell, and the size of the free one */
}

static bool is_unseen(const struct item *item, size_t at)
{
	for (size_t i = 0; i < item->unseen_count; i++)
		if (at >= item->unseen[i].start &&
			at - item->unseen[i].start < item->unseen[i].length)
			return true;
	return false;
}

static bool same_value(const struct registry_value *one, const struct registry_value *other)
{
	if (one->type != other->type || one->size != other->size ||
		strcmp(one->name, other->name) != 0 || strcmp(one->text, other->text) != 0 ||
		one->text_count != other->text_count || one->byte_count != other->byte_count)
		return false;
	for (size_t i = 0; i < one->text_count; i++)
		if (strcmp(one->texts[i], other->texts[i]) != 0)
			return false;
	return !one->byte_count || memcmp(one->bytes, other->bytes, one->byte_count) == 0;
}

static bool is_utf8(const char *text)
{
	return !u8_check((const uint8_t *)text, strlen(text));
}

static void check_item(struct hive *hive, const struct item *item, size_t at, struct arena *room)
{
	struct registry_value value = {0};
	enum registry_status status =
		item->name ? hive_value(hive, item->key, item->name, room, &value)
			   : hive_key(hive, item->key);
	const char *name = item->name ? item->name : "(the key)";

	ck_assert_msg(status != REGISTRY_ABSENT || is_unseen(item, at),
		"damage at %#zx makes %s of %s absent", at, name, item->key);
	ck_assert_msg(status == REGISTRY_FOUND || (at >= BINS && at < free_start),
		"damage at %#zx, which nobody reads, changes %s of %s", at, name, item->key);
	if (status != REGISTRY_FOUND || !item->name)
		return;
	ck_assert(is_utf8(value.name));
	ck_assert(is_utf8(value.text));
	ck_assert_msg(same_value(&value, &item->whole) || is_unseen(item, at),
		"damage at %#zx changes %s of %s", at, name, item->key);
}

/* A list is all of it or not known; of values nothing says twice how many there are, and where. */
static void check_lists(struct hive *hive, const struct item *item, size_t at, struct arena *room)
{
	struct registry_value *values;
	const char **keys;
	size_t count;

	if (hive_keys(hive, item->key, room, &keys, &count) == REGISTRY_FOUND)
		ck_assert_msg(count == item->key_count || is_unseen(item, at),
			"damage at %#zx: %zu subkeys of %s", at, count, item->key);
	if (hive_values(hive, item->key, room, &values, &count) == REGISTRY_FOUND)
		ck_assert_msg(count == item->value_count || is_unseen(item, at) ||
				      at - (item->cell + NK_VALUE_COUNT) < 8,
			"damage at %#zx: %zu values of %s", at, count, item->key);
}

/* The answers when the byte at that place is another one. */
static void check_damaged(size_t at)
{
	struct problem_list problems = {0};
	struct arena room;
	struct hive *hive;

	arena_init(&room);
	hive = open_bytes(bytes.data, bytes.length, &room, &problems);
	ck_assert(hive || problems.count);
	ck_assert_msg(hive || at < free_start, "damage at %#zx, which nobody reads, is seen", at);
	for (size_t i = 0; hive && i < item_count; i++) {
		check_item(hive, &items[i], at, &room);
		if (!items[i].name)
			check_lists(hive, &items[i], at, &room);
	}
	hive_close(hive);
	arena_free(&room);
}

static void check_overwritten(size_t step)
{
	for (size_t at = 0; at < bytes.length; at += step) {
		uint8_t kept = bytes.data[at];
		const uint8_t others[] = {0, 0xFF, (uint8_t)(kept + 1)};

		for (size_t i = 0; i < sizeof(others); i++) {
			bytes.data[at] = others[i];
			if (others[i] != kept)
				check_damaged(at);
		}
		bytes.data[at] = kept;
	}
}

static void check_cut(size_t step)
{
	for (size_t size = 0; size < bytes.length; size += step) {
		struct problem_list problems = {0};
		struct arena room;
		uint8_t *cut = malloc(size ? size : 1); /* so that a read past it is seen */

		arena_init(&room);
		memcpy(cut, bytes.data, size);
		ck_assert_msg(!open_bytes(cut, size, &room, &problems), "cut at %zu", size);
		ck_assert_uint_eq(problems.count, 1);
		free(cut);
		arena_free(&room);
	}
}

/* A small hive with every shape of cell that the builder makes. */
static struct fixture_hive *small_hive(void)
{
	static const char *const texts[] = {"a.dll", "b.dll"};
	struct fixture_hive *hive = fixture_hive_new();

	fixture_hive_set_dword(hive, "Select", "Current", 1);
	fixture_hive_set_dword(hive, "Select", "Default", 1);
	fixture_hive_set_text(
		hive, "Set\\Service", "ImagePath", FIXTURE_REG_EXPAND_SZ, "C:\\x.exe");
	fixture_hive_set_text(hive, "Set\\Service", "", FIXTURE_REG_SZ, "ab");
	fixture_hive_set(hive, "Set\\Service", "Bytes", FIXTURE_REG_BINARY, "12345678", 8);
	fixture_hive_set_multi(hive, "Set", "Excluded", texts, 2);
	fixture_hive_add_key(hive, "Set\\Empty");
	fixture_hive_set_dword(hive, "Wide \xE6\x97\xA5", "Na \xE6\x97\xA5", 7);
	return hive;
}

static size_t step(void)
{
	return getenv("COMPATSCAN_THOROUGH") ? 1 : SAMPLE_STEP;
}

START_TEST(a_small_hive_cut_at_every_length)
{
	take(small_hive());
	check_cut(1);
}
END_TEST

START_TEST(a_small_hive_with_every_byte_overwritten)
{
	take(small_hive());
	check_overwritten(1);
}
END_TEST

START_TEST(hives_of_servers_cut)
{
	take(fixture_server_hive((enum fixture_server_variant)_i));
	check_cut(step());
}
END_TEST

START_TEST(hives_of_servers_overwritten)
{
	take(fixture_server_hive((enum fixture_server_variant)_i));
	check_overwritten(step());
}
END_TEST

/* The header owns up to the smaller size, as that of a hive that ended there would. */
START_TEST(a_hive_that_lost_its_last_pages_says_so)
{
	size_t whole;

	take(fixture_server_hive((enum fixture_server_variant)_i));
	whole = bytes.length;
	ck_assert_uint_gt(whole, BINS + 0x1000);
	for (size_t size = BINS; size < whole; size += 0x1000) {
		uint32_t sum = 0;

		specimen_patch_u32(&bytes, BINS_SIZE, size - BINS);
		for (size_t i = 0; i < CHECKSUM; i += 4)
			sum ^= number_at(i, 4);
		specimen_patch_u32(&bytes, CHECKSUM, sum);
		bytes.length = size;
		free_start = whole;
		check_damaged(BINS);
	}
	bytes.length = whole;
}
END_TEST

Suite *suite_host_hive_damage(void)
{
	Suite *suite = suite_create("host hive damage");
	TCase *tests = tcase_create("damage");

	tcase_set_timeout(tests, 600);
	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, a_small_hive_cut_at_every_length);
	tcase_add_test(tests, a_small_hive_with_every_byte_overwritten);
	tcase_add_loop_test(tests, hives_of_servers_cut, 0, 3);
	tcase_add_loop_test(tests, hives_of_servers_overwritten, 0, 3);
	tcase_add_loop_test(tests, a_hive_that_lost_its_last_pages_says_so, 0, 3);
	suite_add_tcase(suite, tests);
	return suite;
}
