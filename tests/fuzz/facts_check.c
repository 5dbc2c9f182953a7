/* What holds for every image, whatever its bytes. */
#include "tests/fuzz/facts.h"

#include "scanner/image/reader.h"
#include "tests/fuzz/heap.h"
#include "tests/fuzz/target.h"

#include <string.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* The first column of the table "In images" of docs/problems.md, taken from there by the Makefile.
 */
#define PROBLEM_CODE(code, verdict) code,
static const char *const documented_codes[] = {
#include "problem_codes.inc"
};

static bool is_documented(const char *code)
{
	for (size_t i = 0; i < COUNT_OF(documented_codes); i++)
		if (strcmp(documented_codes[i], code) == 0)
			return true;
	return false;
}

static void check_problems(const struct image *image)
{
	fuzz_require(image->problems.count <= MAX_PROBLEMS, "the list of problems is capped");
	for (size_t i = 0; i < image->problems.count; i++) {
		const struct problem *problem = &image->problems.items[i];

		fuzz_require(is_documented(problem->code), "a problem code is documented");
		fuzz_require(problem->detail && *problem->detail, "a problem has words");
		fuzz_require(!u8_check((const uint8_t *)problem->detail, strlen(problem->detail)),
			"the words of a problem are valid UTF-8");
	}
}

static void check_counts(const struct image *image)
{
	size_t symbols = 0;

	for (size_t i = 0; i < image->import_count; i++)
		symbols += image->imports[i].symbol_count;
	fuzz_require(image->import_count <= MAX_IMPORTED_MODULES, "imported modules are capped");
	fuzz_require(symbols <= MAX_IMPORTED_SYMBOLS, "imported symbols are capped");
	fuzz_require(image->export_count <= MAX_EXPORTS, "exports are capped");
}

/* The chosen version is one of those that were read. */
static void check_version(const struct image *image)
{
	bool found = !image->version.present;

	for (size_t i = 0; i < image->version_count; i++)
		found |= image->versions[i].present &&
			 image->versions[i].offset == image->version.offset;
	fuzz_require(found, "the version is among the versions");
	fuzz_require(image->version.string_count == 0 ||
			     (image->version.table_count &&
				     image->version.strings == image->version.tables[0].strings),
		"the strings of a version are those of its first table");
}

void fuzz_check_sane(const struct image *image)
{
	fuzz_require(*image_kind_name(image->kind), "a kind has a name");
	fuzz_require(*image_target_name(image->target), "a target has a name");
	if (image->kind == IMAGE_NONE)
		fuzz_require(!image->machine && !image->bits && !image->import_count &&
				     !image->export_count && !image->version.present &&
				     !image->resource_count && !image->member_count &&
				     !image->manifest.present,
			"what is no image has no facts");
	fuzz_require(!image->overlay.size ||
			     (image->overlay.offset <= image->size &&
				     image->overlay.size <= image->size - image->overlay.offset),
		"the overlay lies in the file");
	check_counts(image);
	check_version(image);
	check_problems(image);
	image_doubt(image);
}

void fuzz_read(const struct view *file, unsigned wanted, struct fuzz_reading *out)
{
	arena_init(&out->arena);
	fuzz_heap_begin();
	image_read(file, wanted, &out->arena, &out->image);
	fuzz_require(fuzz_heap_peak() <= FUZZ_MAX_IMAGE_BYTES, "an image takes at most 8 MB");
	fuzz_check_sane(&out->image);
}

void fuzz_reading_free(struct fuzz_reading *reading)
{
	arena_free(&reading->arena);
}

bool fuzz_reading_is_cut(const struct fuzz_reading *reading)
{
	const struct problem_list *problems = &reading->image.problems;

	return problems->count >= MAX_PROBLEMS || problem_list_has(problems, "limit");
}
