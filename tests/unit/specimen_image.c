/* What the makers of images refuse, and that a refusal reaches whoever asked. */
#include "scanner/specimen/api_set.h"
#include "scanner/specimen/bytes.h"
#include "scanner/specimen/image.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_specimen_image(void);

#define LONG_NAME                                                                                  \
	"a-name-of-more-than-255-bytes-does-not-fit-the-length-byte-in-front-of-it-"               \
	"a-name-of-more-than-255-bytes-does-not-fit-the-length-byte-in-front-of-it-"               \
	"a-name-of-more-than-255-bytes-does-not-fit-the-length-byte-in-front-of-it-"               \
	"a-name-of-more-than-255-bytes-does-not-fit-the-length-byte-in-front-of-it-"

static const struct specimen_symbol wide_ordinal = {.ordinal = 0x10000};
static const struct specimen_import imports[] = {{.module = "A.DLL"},
	{.module = "B.DLL", .delay = true},
	{.module = "C", .symbols = &wide_ordinal, .symbol_count = 1}, {.module = LONG_NAME}};
static const struct specimen_export twice[] = {{.name = "a", .ordinal = 7}, {.ordinal = 7}};
static const struct specimen_export pointless[] = {{.name = "a", .forwarder = "nowhere"}};
static const struct specimen_resource same[] = {{.type = 5, .id = 1}, {.type = 5, .id = 1}};
static const struct specimen_resource named = {.type_name = "TYPE", .id = 1};
static const struct specimen_string bad_string = {"Comments", "\xC3("};
static const struct specimen_version version = {.with_fixed = true};
static const struct specimen_version bad_version = {.strings = &bad_string, .string_count = 1};

static const struct {
	struct specimen_image image;
	const char *error;
} refused[] = {
	{{.kind = SPECIMEN_MZ, .imports = imports, .import_count = 1},
		"an image of kind mz cannot have imports"},
	{{.kind = SPECIMEN_TE, .version = &version},
		"an image of kind te cannot have a version resource"},
	{{.kind = SPECIMEN_NE, .imports = imports + 1, .import_count = 1},
		"an image of kind ne cannot have delay imports"},
	{{.kind = SPECIMEN_PE32, .imports = imports + 2, .import_count = 1},
		"an image of kind pe32 cannot have imported ordinals of 32 bits"},
	{{.kind = SPECIMEN_PE32PLUS, .px = true},
		"an image of kind pe32plus cannot have the signature PX"},
	{{.kind = SPECIMEN_NE, .imports = imports + 3, .import_count = 1},
		"a name of 296 bytes is longer than the 255 it may have"},
	{{.kind = SPECIMEN_LX, .module_name = LONG_NAME},
		"a name of 296 bytes is longer than the 255 it may have"},
	{{.kind = SPECIMEN_PE32, .exports = twice, .export_count = 2},
		"two exports have the ordinal 7"},
	{{.kind = SPECIMEN_NE, .exports = twice, .export_count = 2},
		"two exports have the ordinal 7"},
	{{.kind = SPECIMEN_LX, .exports = pointless, .export_count = 1},
		"a forwarder has no point: it is MODULE.Symbol"},
	{{.kind = SPECIMEN_LE, .exports = twice, .export_count = 1},
		"a VxD (target 4) exports its device descriptor block alone"},
	{{.kind = SPECIMEN_LE, .target = 1, .version = &version},
		"an LE image has a version resource only when it is a VxD (target 4)"},
	{{.kind = SPECIMEN_PE32, .resources = same, .resource_count = 2},
		"two resources have one type, name and language"},
	{{.kind = SPECIMEN_NE, .target = 1, .resources = &named, .resource_count = 1},
		"a resource of an OS/2 program has no name"},
	{{.kind = SPECIMEN_PE32, .version = &bad_version},
		"text is not UTF-8: byte 28 continues a character"},
	{{.kind = SPECIMEN_NE, .version = &bad_version},
		"text is not UTF-8: byte 28 continues a character"},
	{{.kind = SPECIMEN_BW, .imports = imports, .import_count = 1},
		"only the program behind a DOS/16M chain has imports"},
	{{.kind = SPECIMEN_BW, .chained = true, .imports = imports + 3, .import_count = 1},
		"a name of 296 bytes is longer than the 255 it may have"},
	{{.kind = SPECIMEN_W4, .module_name = LONG_NAME},
		"a name of 296 bytes is longer than the 255 it may have"},
};

START_TEST(what_a_format_cannot_express_is_refused)
{
	struct specimen_bytes file = {0};
	const char *error = specimen_image_build(&refused[_i].image, &file);

	ck_assert_ptr_nonnull(error);
	ck_assert_str_eq(error, refused[_i].error);
	ck_assert_str_eq(file.error, refused[_i].error);
	specimen_bytes_free(&file);
	ck_assert_str_eq(file.error, "");
}
END_TEST

START_TEST(every_kind_can_be_made)
{
	const struct specimen_image image = {.kind = (enum specimen_kind)_i};
	struct specimen_bytes file = {0};
	enum specimen_kind kind;

	ck_assert_ptr_null(specimen_image_build(&image, &file));
	ck_assert_uint_gt(file.length, 0);
	ck_assert(specimen_kind_from_name(specimen_kind_name(image.kind), &kind));
	ck_assert_int_eq(kind, image.kind);
	specimen_bytes_free(&file);
}
END_TEST

START_TEST(an_image_begins_an_empty_file)
{
	const struct specimen_image image = {.kind = SPECIMEN_MZ};
	struct specimen_bytes file = {0};

	specimen_put_u8(&file, 0);
	ck_assert_str_eq(
		specimen_image_build(&image, &file), "an image begins at offset 0 of its file");
	specimen_bytes_free(&file);
}
END_TEST

START_TEST(the_first_error_stays)
{
	struct specimen_bytes bytes = {0}, part = {0};

	specimen_put_u8(&part, 256);
	specimen_patch_u16(&part, 0, 1);
	specimen_put_bytes(&bytes, &part);
	specimen_patch_u32(&bytes, 5, 1);
	ck_assert_uint_eq(bytes.length, 1);
	ck_assert_str_eq(bytes.error, "the number 256 does not fit a field of 1 bytes");
	specimen_bytes_free(&part);
	specimen_bytes_free(&bytes);
}
END_TEST

START_TEST(a_schema_has_a_version_that_there_is)
{
	const struct specimen_api_set set = {.name = "nohyphen"};
	struct specimen_bytes bytes = {0};

	specimen_api_set_schema(6, &set, 1, &bytes);
	ck_assert_str_eq(bytes.error, "");
	specimen_bytes_free(&bytes);
	specimen_api_set_schema(3, &set, 1, &bytes);
	ck_assert_str_eq(bytes.error, "there is no API set schema of version 3");
	specimen_bytes_free(&bytes);
}
END_TEST

Suite *suite_specimen_image(void)
{
	Suite *suite = suite_create("specimen_image");
	TCase *tests = tcase_create("specimen_image");

	tcase_add_loop_test(tests, what_a_format_cannot_express_is_refused, 0,
		sizeof refused / sizeof refused[0]);
	tcase_add_loop_test(tests, every_kind_can_be_made, 0, SPECIMEN_KIND_COUNT);
	tcase_add_test(tests, an_image_begins_an_empty_file);
	tcase_add_test(tests, the_first_error_stays);
	tcase_add_test(tests, a_schema_has_a_version_that_there_is);
	suite_add_tcase(suite, tests);
	return suite;
}
