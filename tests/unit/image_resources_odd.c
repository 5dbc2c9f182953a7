/* Resource directories that lie: what one lie costs, and trees that multiply. */
#include "scanner/image/pe_resource.h"
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_resources_odd(void);

enum {
	HEADER = 0x40,
	OPTIONAL = HEADER + 24,
	DIRECTORIES = OPTIONAL + 96,
	ROOT = 0x400, /* of the resource directory; its offsets count from here */
	SIZE = 0x2000,
	SUBDIRECTORY = 1U << 31,
	NAMED = 1U << 31,
};

/* A PE32 image without sections that is mapped as it is, so that an RVA is a file offset. */
static void put_flat_pe(struct image_case *c, size_t size)
{
	*c = (struct image_case){0};
	specimen_put_zeros(&c->bytes, size);
	memcpy(c->bytes.data, "MZ", 2);
	specimen_patch_u16(&c->bytes, 0x18, 0x40);
	specimen_patch_u32(&c->bytes, 0x3C, HEADER);
	memcpy(c->bytes.data + HEADER, "PE", 2);
	specimen_patch_u16(&c->bytes, HEADER + 4, 0x14C);
	specimen_patch_u16(&c->bytes, HEADER + 20, 0xE0);
	specimen_patch_u16(&c->bytes, HEADER + 22, 0x0102);
	specimen_patch_u16(&c->bytes, OPTIONAL, 0x10B);
	specimen_patch_u32(&c->bytes, OPTIONAL + 32, 0x200);
	specimen_patch_u32(&c->bytes, OPTIONAL + 36, 0x200);
	specimen_patch_u32(&c->bytes, OPTIONAL + 56, SIZE);
	specimen_patch_u32(&c->bytes, OPTIONAL + 92, 16);
	specimen_patch_u32(&c->bytes, DIRECTORIES + 16, ROOT);
	specimen_patch_u32(&c->bytes, DIRECTORIES + 20, 0x100);
}

static void put_counts(struct image_case *c, size_t directory, size_t named, size_t ids)
{
	specimen_patch_u16(&c->bytes, ROOT + directory + 12, named);
	specimen_patch_u16(&c->bytes, ROOT + directory + 14, ids);
}

static void put_entry(
	struct image_case *c, size_t directory, size_t index, size_t name, size_t target)
{
	specimen_patch_u32(&c->bytes, ROOT + directory + 16 + index * 8, name);
	specimen_patch_u32(&c->bytes, ROOT + directory + 16 + index * 8 + 4, target);
}

/* Type 10 with the names 1 and 2; each has language 0409 and eight bytes. */
enum { NAMES = 0x40, FIRST = 0x80, SECOND = 0xC0, FIRST_DATA = 0x100, SECOND_DATA = 0x110 };

static void put_data(struct image_case *c, size_t entry, size_t rva, size_t size)
{
	specimen_patch_u32(&c->bytes, ROOT + entry, rva);
	specimen_patch_u32(&c->bytes, ROOT + entry + 4, size);
}

static void put_two(struct image_case *c)
{
	put_flat_pe(c, SIZE);
	put_counts(c, 0, 0, 1);
	put_entry(c, 0, 0, 10, SUBDIRECTORY | NAMES);
	put_counts(c, NAMES, 0, 2);
	put_entry(c, NAMES, 0, 1, SUBDIRECTORY | FIRST);
	put_entry(c, NAMES, 1, 2, SUBDIRECTORY | SECOND);
	put_counts(c, FIRST, 0, 1);
	put_entry(c, FIRST, 0, 0x409, FIRST_DATA);
	put_counts(c, SECOND, 0, 1);
	put_entry(c, SECOND, 0, 0x409, SECOND_DATA);
	put_data(c, FIRST_DATA, 0x1000, 8);
	put_data(c, SECOND_DATA, 0x1008, 8);
}

static void lose_nothing(struct image_case *c)
{
	(void)c;
}

static void put_leaf_outside(struct image_case *c)
{
	put_data(c, FIRST_DATA, 0x7FFFFFFF, 8);
}

static void put_leaf_over_the_end(struct image_case *c)
{
	put_data(c, FIRST_DATA, SIZE - 4, 8);
}

static void put_leaf_of_every_size(struct image_case *c)
{
	put_data(c, FIRST_DATA, 0x1000, 0xFFFFFFFF);
}

static void put_data_entry_outside(struct image_case *c)
{
	put_entry(c, FIRST, 0, 0x409, 0x7FFFFFF0);
}

static void put_fourth_level(struct image_case *c)
{
	put_entry(c, FIRST, 0, 0x409, SUBDIRECTORY | 0x200);
}

static void put_leaf_above_languages(struct image_case *c)
{
	put_entry(c, NAMES, 0, 1, FIRST_DATA);
}

static void put_out_of_order(struct image_case *c)
{
	put_entry(c, NAMES, 0, 3, SUBDIRECTORY | FIRST);
}

static void put_name_among_numbers(struct image_case *c)
{
	put_entry(c, NAMES, 0, NAMED | 0x300, SUBDIRECTORY | FIRST);
}

static void put_directory_outside(struct image_case *c)
{
	put_entry(c, NAMES, 0, 1, SUBDIRECTORY | 0x7FFFFF00);
}

static void put_loop_to_root(struct image_case *c)
{
	put_entry(c, NAMES, 0, 1, SUBDIRECTORY);
}

static void put_loop_to_itself(struct image_case *c)
{
	put_entry(c, NAMES, 0, 1, SUBDIRECTORY | NAMES);
}

static void put_loop_of_languages(struct image_case *c)
{
	put_entry(c, FIRST, 0, 0x409, SUBDIRECTORY | FIRST);
}

static void put_shared_node(struct image_case *c)
{
	put_entry(c, NAMES, 0, 1, SUBDIRECTORY | SECOND);
}

static void put_name_outside(struct image_case *c)
{
	put_counts(c, NAMES, 1, 1);
	put_entry(c, NAMES, 0, NAMED | 0x7FFFFF00, SUBDIRECTORY | FIRST);
}

/* What damage to the first of two resources does; the second is always read. */
static const struct {
	void (*damage)(struct image_case *c);
	const char *problem; /* NULL: none */
	size_t count;
} damages[] = {
	{lose_nothing, NULL, 2},
	{put_leaf_outside, "out-of-bounds", 2},
	{put_leaf_over_the_end, "out-of-bounds", 2},
	{put_leaf_of_every_size, "out-of-bounds", 2},
	{put_data_entry_outside, "out-of-bounds", 1},
	{put_fourth_level, "bad-resource", 1},
	{put_leaf_above_languages, "bad-resource", 1},
	{put_out_of_order, "bad-resource", 2},
	{put_name_among_numbers, "bad-resource", 2},
	{put_directory_outside, "out-of-bounds", 1},
	{put_loop_to_root, "loop", 1},
	{put_loop_to_itself, "loop", 1},
	{put_loop_of_languages, "bad-resource", 1},
	{put_shared_node, NULL, 2},
	{put_name_outside, "out-of-bounds", 1},
};

START_TEST(damage_costs_what_it_hits)
{
	const struct image_resource *last;
	struct image_case c;

	put_two(&c);
	damages[_i].damage(&c);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.resource_count, damages[_i].count);
	last = &c.image.resources[c.image.resource_count - 1];
	ck_assert_uint_eq(last->id, 2);
	ck_assert_uint_eq(last->offset, 0x1008);
	if (damages[_i].problem)
		ck_assert(image_case_has_problem(&c.image, damages[_i].problem));
	ck_assert_uint_eq(c.image.problems.count, damages[_i].problem ? 1 : 0);
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

START_TEST(a_resource_outside_the_image_is_listed_without_offset)
{
	struct image_case c;

	put_two(&c);
	put_leaf_outside(&c);
	image_case_read(&c);
	ck_assert(c.image.resources[0].offset == PROBLEM_NO_OFFSET);
	ck_assert_uint_eq(c.image.resources[0].size, 8);
	ck_assert_uint_eq(c.image.resources[0].id, 1);
	image_case_free(&c);
}
END_TEST

START_TEST(a_directory_that_the_file_ends_in)
{
	struct image_case c;

	put_two(&c);
	put_counts(&c, 0, 0, 0x4000);
	c.bytes.length = ROOT + 0x120; /* the data entries are the last that is there */
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "lying-count"));
	ck_assert_uint_ge(c.image.resource_count, 2);
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

static void put_name(struct image_case *c, size_t at, const uint16_t *units, size_t length)
{
	specimen_patch_u16(&c->bytes, ROOT + at, length);
	for (size_t i = 0; i < length; i++)
		specimen_patch_u16(&c->bytes, ROOT + at + 2 + i * 2, units[i]);
}

START_TEST(names_keep_what_stands_behind_a_nul)
{
	static const uint16_t units[] = {'A', 0, 0xD800, 'B', 0xE4};
	struct image_case c;

	put_two(&c);
	put_counts(&c, NAMES, 1, 1);
	put_entry(&c, NAMES, 0, NAMED | 0x300, SUBDIRECTORY | FIRST);
	put_name(&c, 0x300, units, COUNT_OF(units));
	image_case_read(&c);
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert_str_eq(c.image.resources[0].name, "A\xEF\xBF\xBD\xEF\xBF\xBD"
						    "B\xC3\xA4");
	image_case_free(&c);
}
END_TEST

START_TEST(names_without_end_are_cut)
{
	struct image_case c;

	put_two(&c);
	put_counts(&c, NAMES, 1, 1);
	put_entry(&c, NAMES, 0, NAMED | 0x300, SUBDIRECTORY | FIRST);
	specimen_patch_u16(&c.bytes, ROOT + 0x300, 0xFFFF);
	memset(c.bytes.data + ROOT + 0x302, 'n', 0x800);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	ck_assert_uint_eq(c.image.resource_count, 2);
	ck_assert_uint_eq(strlen(c.image.resources[0].name), MAX_RESOURCE_NAME * 3);
	image_case_free(&c);
}
END_TEST

/* 64 Ki types that share 64 Ki names that share 64 Ki languages. */
START_TEST(shared_directories_do_not_multiply)
{
	enum { ENTRIES = 65535, LEVEL = 16 + ENTRIES * 8, DATA = 3 * LEVEL };
	struct image_case c;

	put_flat_pe(&c, ROOT + DATA + 16);
	for (size_t level = 0; level < 3; level++) {
		size_t next = level < 2 ? SUBDIRECTORY | (level + 1) * LEVEL : DATA;

		put_counts(&c, level * LEVEL, 0, ENTRIES);
		for (size_t i = 0; i < ENTRIES; i++)
			put_entry(&c, level * LEVEL, i, i + 1, next);
	}
	put_data(&c, DATA, 0x400, 4);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	ck_assert_uint_eq(c.image.resource_count, MAX_RESOURCES);
	/* Their bytes are no version resource and no manifest. */
	ck_assert_uint_gt(c.image.version_count, 0);
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

/* The same name for each of them, which is long. */
START_TEST(shared_names_do_not_multiply)
{
	enum { ENTRIES = 5000, NAME = NAMES + 16 + ENTRIES * 8, LANGUAGES = NAME + 1024 };
	struct image_case c;

	put_flat_pe(&c, ROOT + LANGUAGES + 0x100);
	put_counts(&c, 0, 0, 1);
	put_entry(&c, 0, 0, 10, SUBDIRECTORY | NAMES);
	put_counts(&c, NAMES, ENTRIES, 0);
	for (size_t i = 0; i < ENTRIES; i++)
		put_entry(&c, NAMES, i, NAMED | NAME, SUBDIRECTORY | LANGUAGES);
	specimen_patch_u16(&c.bytes, ROOT + NAME, 200);
	memset(c.bytes.data + ROOT + NAME + 2, 'n', 400);
	put_counts(&c, LANGUAGES, 0, 1);
	put_entry(&c, LANGUAGES, 0, 0x409, LANGUAGES + 0x20);
	put_data(&c, LANGUAGES + 0x20, 0x400, 4);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "limit"));
	ck_assert_uint_gt(c.image.resource_count, 0);
	ck_assert_uint_le(c.image.resource_count * strlen(c.image.resources[0].name),
		MAX_RESOURCE_NAME_BYTES);
	image_case_free(&c);
}
END_TEST

/* A source that delivers 512 bytes at a time and remembers which. */
struct watched {
	struct byte_source source;
	const uint8_t *bytes;
	bool read[SIZE / 512];
};

static bool fill_watched(struct byte_source *source, uint64_t offset)
{
	struct watched *watched = (struct watched *)source;
	size_t block = (size_t)offset / 512;

	watched->read[block] = true;
	source->block = watched->bytes + block * 512;
	source->block_start = block * 512;
	source->block_length = 512;
	return true;
}

/* Names of type 10 are not looked at for the sake of the version. */
START_TEST(the_version_costs_only_its_own_pages)
{
	enum { AWAY = 0x800 }; /* from the root */
	struct watched watched = {.source = {.size = SIZE, .fill = fill_watched}};
	struct image_case c;
	struct view view;

	put_two(&c);
	put_entry(&c, 0, 0, 10, SUBDIRECTORY | AWAY);
	memcpy(c.bytes.data + ROOT + AWAY, c.bytes.data + ROOT + NAMES, 0x40);
	watched.bytes = c.bytes.data;
	view = view_of(&watched.source);
	arena_init(&c.arena);
	image_read(&view, IMAGE_VERSION | IMAGE_MANIFEST, &c.arena, &c.image);
	ck_assert(watched.read[ROOT / 512]);
	ck_assert(!watched.read[(ROOT + AWAY) / 512]);
	ck_assert(!c.image.resources_read && !c.image.resource_count);
	arena_free(&c.arena);

	image_read(&view, IMAGE_RESOURCES, &c.arena, &c.image);
	ck_assert(watched.read[(ROOT + AWAY) / 512]);
	ck_assert_uint_eq(c.image.resource_count, 2);
	image_case_free(&c);
}
END_TEST

Suite *suite_image_resources_odd(void)
{
	Suite *suite = suite_create("image resources odd");
	TCase *tests = tcase_create("resources odd");

	tcase_add_loop_test(tests, damage_costs_what_it_hits, 0, (int)COUNT_OF(damages));
	tcase_add_test(tests, a_resource_outside_the_image_is_listed_without_offset);
	tcase_add_test(tests, a_directory_that_the_file_ends_in);
	tcase_add_test(tests, names_keep_what_stands_behind_a_nul);
	tcase_add_test(tests, names_without_end_are_cut);
	tcase_add_test(tests, shared_directories_do_not_multiply);
	tcase_add_test(tests, shared_names_do_not_multiply);
	tcase_add_test(tests, the_version_costs_only_its_own_pages);
	suite_add_tcase(suite, tests);
	return suite;
}
