/*
 * Files that mean harm: every sample cut at every length, with the bytes behind the cut out of
 * reach, and every byte of its first kilobyte overwritten. The sanitizers say whether a read went
 * wrong; the tests say that no file became more than its bytes show.
 */
#include "tests/unit/image_case.h"

#include <check.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

Suite *suite_image_hostile(void);

enum { FLIPPED_BYTES = 1024, SECONDS = 120 };

/* Memory whose last byte lies against a page that cannot be read. */
struct guarded {
	uint8_t *start;
	size_t size; /* up to the guard page */
	size_t mapped;
};

static void guarded_map(struct guarded *guarded, size_t room)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	guarded->size = (room + page) / page * page;
	guarded->mapped = guarded->size + page;
	guarded->start = mmap(
		NULL, guarded->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(guarded->start, MAP_FAILED);
	ck_assert_int_eq(mprotect(guarded->start + guarded->size, page, PROT_NONE), 0);
}

static void read_image(const uint8_t *bytes, size_t size, struct arena *arena, struct image *out)
{
	struct byte_source source;
	struct view view;

	byte_source_memory(&source, bytes, size);
	view = view_of(&source);
	arena_init(arena);
	image_read(&view, IMAGE_EVERYTHING, arena, out);
	image_case_check_sane(out);
}

static bool is_pe(enum image_kind kind)
{
	return kind == IMAGE_PE32 || kind == IMAGE_PE32PLUS;
}

/* A damaged file may lose its kind, fall back to its MZ header, change its word size, or lose the
 * program behind a DOS extender; nothing else. */
static bool is_no_more_than(enum image_kind found, enum image_kind whole)
{
	return found == IMAGE_NONE || found == IMAGE_MZ || found == whole ||
	       (is_pe(found) && is_pe(whole)) || (found == IMAGE_BW && whole == IMAGE_LE);
}

START_TEST(cut_at_every_length)
{
	const struct image_sample *sample = &image_samples[_i];
	struct image_case whole;
	struct guarded guarded;

	image_case_build(&whole, &sample->fixture);
	guarded_map(&guarded, whole.bytes.length);
	for (size_t length = 0; length < whole.bytes.length; length++) {
		uint8_t *cut = guarded.start + guarded.size - length;
		struct arena arena;
		struct image image;

		if (length)
			memcpy(cut, whole.bytes.data, length);
		read_image(cut, length, &arena, &image);
		if (!is_no_more_than(image.kind, sample->kind))
			ck_abort_msg("%s cut at %zu is %s", sample->name, length,
				image_kind_name(image.kind));
		if (image.kind == sample->kind && image.kind != IMAGE_MZ &&
			length <= whole.image.signature_offset + 1)
			ck_abort_msg("%s cut at %zu has its kind without its signature",
				sample->name, length);
		if (image.kind != sample->kind && image.import_count + image.export_count)
			ck_abort_msg("%s cut at %zu has symbols", sample->name, length);
		arena_free(&arena);
	}
	munmap(guarded.start, guarded.mapped);
	image_case_free(&whole);
}
END_TEST

START_TEST(each_header_byte_overwritten)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
	const struct image_sample *sample = &image_samples[_i];
	struct image_case whole;
	size_t reach;

	image_case_build(&whole, &sample->fixture);
	reach = whole.bytes.length < FLIPPED_BYTES ? whole.bytes.length : FLIPPED_BYTES;
	for (size_t at = 0; at < reach; at++) {
		uint8_t before = whole.bytes.data[at];

		for (size_t v = 0; v < COUNT_OF(values); v++) {
			struct arena arena;
			struct image image;

			whole.bytes.data[at] = values[v];
			read_image(whole.bytes.data, whole.bytes.length, &arena, &image);
			if (!is_no_more_than(image.kind, sample->kind))
				ck_abort_msg("%s with 0x%02X at %zu is %s", sample->name, values[v],
					at, image_kind_name(image.kind));
			arena_free(&arena);
		}
		whole.bytes.data[at] = before;
	}
	image_case_free(&whole);
}
END_TEST

Suite *suite_image_hostile(void)
{
	Suite *suite = suite_create("image hostile");
	TCase *tests = tcase_create("hostile");

	tcase_set_timeout(tests, SECONDS);
	tcase_add_loop_test(tests, cut_at_every_length, 0, (int)image_sample_count);
	tcase_add_loop_test(tests, each_header_byte_overwritten, 0, (int)image_sample_count);
	suite_add_tcase(suite, tests);
	return suite;
}
