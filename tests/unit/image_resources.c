/* The resources of PE, NE and OS/2 images: what a compiler makes of them. */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_resources(void);

static const struct specimen_resource resources[] = {
	{.type = 3, .id = 1, .language = 0x0409, .bytes = "icon", .size = 4},
	{.type = 3, .id = 2, .language = 0x0407, .bytes = "Symbol", .size = 6},
	{.type = 3, .id = 2, .language = 0x0409, .bytes = "symbol", .size = 6},
	{.type = 10, .name = "Skript \xC3\xA4", .bytes = "begin", .size = 5},
	{.type_name = "WAVE", .id = 3, .bytes = "RIFF", .size = 4},
};

/* The order of the directory: texts before numbers, numbers ascending. */
static const struct {
	const char *type_name;
	uint16_t type;
	const char *name;
	uint16_t id;
	uint16_t language;
	const char *bytes;
} listed[] = {
	{"WAVE", 0, NULL, 3, 0, "RIFF"},
	{NULL, 3, NULL, 1, 0x0409, "icon"},
	{NULL, 3, NULL, 2, 0x0407, "Symbol"},
	{NULL, 3, NULL, 2, 0x0409, "symbol"},
	{NULL, 10, "Skript \xC3\xA4", 0, 0, "begin"},
};

static void check_name(const char *found, const char *expected)
{
	if (expected)
		ck_assert_str_eq(found, expected);
	else
		ck_assert_ptr_null(found);
}

START_TEST(a_pe_lists_type_name_and_language)
{
	const struct specimen_image fixture = {.kind = _i ? SPECIMEN_PE32PLUS : SPECIMEN_PE32,
		.resources = resources,
		.resource_count = COUNT_OF(resources)};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert(c.image.resources_read);
	ck_assert_uint_eq(c.image.resource_count, COUNT_OF(listed));
	for (size_t i = 0; i < COUNT_OF(listed); i++) {
		const struct image_resource *resource = &c.image.resources[i];

		check_name(resource->type_name, listed[i].type_name);
		check_name(resource->name, listed[i].name);
		ck_assert_uint_eq(resource->type, listed[i].type);
		ck_assert_uint_eq(resource->id, listed[i].id);
		ck_assert_uint_eq(resource->language, listed[i].language);
		ck_assert_uint_eq(resource->size, strlen(listed[i].bytes));
		ck_assert_mem_eq(c.bytes.data + resource->offset, listed[i].bytes, resource->size);
	}
	ck_assert_uint_eq(c.image.problems.count, 0);
	ck_assert(!c.image.version.present && !c.image.manifest.present);
	image_case_free(&c);
}
END_TEST

static const enum specimen_kind kinds_with_resources[] = {
	SPECIMEN_NE, SPECIMEN_PE32, SPECIMEN_PE32PLUS};

START_TEST(without_resources_there_are_none)
{
	const struct specimen_image fixture = {.kind = kinds_with_resources[_i]};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert(c.image.resources_read);
	ck_assert_uint_eq(c.image.resource_count, 0);
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct specimen_resource ne_resources[] = {
	{.type = 3, .id = 1, .bytes = "icon", .size = 4},
	{.type_name = "WAVE", .id = 3, .bytes = "RIFF", .size = 4},
	{.type_name = "WAVE", .name = "BELL", .bytes = "RIFF, too", .size = 9},
};

START_TEST(an_ne_lists_type_and_name)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_NE,
		.resources = ne_resources,
		.resource_count = COUNT_OF(ne_resources)};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert_uint_eq(c.image.resource_count, COUNT_OF(ne_resources));
	for (size_t i = 0; i < COUNT_OF(ne_resources); i++) {
		const struct image_resource *resource = &c.image.resources[i];

		check_name(resource->type_name, ne_resources[i].type_name);
		check_name(resource->name, ne_resources[i].name);
		ck_assert_uint_eq(resource->type, ne_resources[i].type);
		ck_assert_uint_eq(resource->id, ne_resources[i].id);
		ck_assert_uint_eq(resource->language, 0);
		/* Lengths count in sectors. */
		ck_assert_uint_eq(resource->size, 16);
		ck_assert_mem_eq(c.bytes.data + resource->offset, ne_resources[i].bytes,
			ne_resources[i].size);
	}
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

static const struct specimen_resource os2_resources[] = {
	{.type = 1, .id = 300, .bytes = "pointer", .size = 7},
	{.type = 5, .id = 2, .bytes = "strings", .size = 7},
};

static void build_os2(struct image_case *c)
{
	const struct specimen_image fixture = {.kind = SPECIMEN_NE,
		.target = 1,
		.resources = os2_resources,
		.resource_count = COUNT_OF(os2_resources)};

	*c = (struct image_case){0};
	fixture_image_build(&fixture, &c->bytes);
}

START_TEST(an_os2_program_lists_its_last_segments)
{
	struct image_case c;

	build_os2(&c);
	image_case_read(&c);
	ck_assert_uint_eq(c.image.resource_count, COUNT_OF(os2_resources));
	for (size_t i = 0; i < COUNT_OF(os2_resources); i++) {
		const struct image_resource *resource = &c.image.resources[i];

		ck_assert_uint_eq(resource->type, os2_resources[i].type);
		ck_assert_uint_eq(resource->id, os2_resources[i].id);
		ck_assert_uint_eq(resource->size, os2_resources[i].size);
		ck_assert_mem_eq(
			c.bytes.data + resource->offset, os2_resources[i].bytes, resource->size);
	}
	ck_assert_uint_eq(c.image.problems.count, 0);
	image_case_free(&c);
}
END_TEST

START_TEST(an_os2_program_cannot_have_more_resources_than_segments)
{
	struct image_case c;

	build_os2(&c);
	specimen_patch_u16(&c.bytes, (size_t)c.bytes.data[0x3C] + 0x34, 0xFFFF);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "lying-count"));
	ck_assert_uint_le(c.image.resource_count, 4);
	image_case_check_sane(&c.image);
	image_case_free(&c);
}
END_TEST

START_TEST(an_ne_resource_outside_the_file_is_listed)
{
	const struct specimen_image fixture = {
		.kind = SPECIMEN_NE, .resources = ne_resources, .resource_count = 1};
	struct image_case c = {0};
	size_t header, row;

	fixture_image_build(&fixture, &c.bytes);
	header = c.bytes.data[0x3C];
	row = header + c.bytes.data[header + 0x24] + 2 + 8;
	specimen_patch_u16(&c.bytes, row, 0xFFFF);
	image_case_read(&c);
	ck_assert(image_case_has_problem(&c.image, "out-of-bounds"));
	ck_assert_uint_eq(c.image.resource_count, 1);
	ck_assert(c.image.resources[0].offset == PROBLEM_NO_OFFSET);
	ck_assert_uint_eq(c.image.resources[0].type, 3);
	image_case_free(&c);
}
END_TEST

static const char *const version_names[] = {"VERSION", "Version", "#16", "16"};

/* Windows asks for the number and finds no version there. */
START_TEST(a_version_under_a_named_type_is_none)
{
	const struct specimen_resource resource = {
		.type_name = version_names[_i], .id = 1, .bytes = "?", .size = 1};
	const struct specimen_image fixture = {
		.kind = SPECIMEN_PE32, .resources = &resource, .resource_count = 1};
	struct image_case c;

	image_case_build(&c, &fixture);
	ck_assert(!c.image.version.present);
	ck_assert(image_case_has_problem(&c.image, "bad-version"));
	ck_assert_ptr_null(image_doubt(&c.image));
	ck_assert_uint_eq(c.image.resource_count, 1);
	image_case_free(&c);
}
END_TEST

/* The hostile suite overwrites the first kilobyte; the resources of a PE lie behind it. */
START_TEST(each_byte_of_the_resources_overwritten)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
	const struct image_sample *sample = &image_samples[_i];
	struct image_case c;
	size_t start = SIZE_MAX;

	if (sample->kind != IMAGE_PE32 && sample->kind != IMAGE_PE32PLUS)
		return;
	image_case_build(&c, &sample->fixture);
	for (size_t i = 0; i < c.image.resource_count; i++)
		if (c.image.resources[i].offset < start)
			start = (size_t)c.image.resources[i].offset;
	start = start / 0x200 * 0x200;
	for (size_t at = start; at < c.bytes.length; at++) {
		uint8_t before = c.bytes.data[at];

		for (size_t v = 0; v < COUNT_OF(values); v++) {
			c.bytes.data[at] = values[v];
			arena_free(&c.arena);
			image_case_read(&c);
			image_case_check_sane(&c.image);
		}
		c.bytes.data[at] = before;
	}
	image_case_free(&c);
}
END_TEST

Suite *suite_image_resources(void)
{
	Suite *suite = suite_create("image resources");
	TCase *tests = tcase_create("resources");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, a_pe_lists_type_name_and_language, 0, 2);
	tcase_add_loop_test(
		tests, without_resources_there_are_none, 0, (int)COUNT_OF(kinds_with_resources));
	tcase_add_test(tests, an_ne_lists_type_and_name);
	tcase_add_test(tests, an_os2_program_lists_its_last_segments);
	tcase_add_test(tests, an_os2_program_cannot_have_more_resources_than_segments);
	tcase_add_test(tests, an_ne_resource_outside_the_file_is_listed);
	tcase_add_loop_test(
		tests, a_version_under_a_named_type_is_none, 0, (int)COUNT_OF(version_names));
	tcase_add_loop_test(
		tests, each_byte_of_the_resources_overwritten, 0, (int)image_sample_count);
	suite_add_tcase(suite, tests);
	return suite;
}
