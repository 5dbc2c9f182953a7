/* The readable texts in a file. */
#include "scanner/image/printable.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_printable(void);

struct found {
	struct arena arena;
	struct byte_source source;
	struct printable_list list;
	struct problem_list problems;
};

static void search(struct found *found, const void *bytes, size_t size)
{
	struct view view;

	*found = (struct found){0};
	arena_init(&found->arena);
	byte_source_memory(&found->source, bytes, size);
	view = view_of(&found->source);
	printable_read(&view, &found->arena, &found->list, &found->problems);
}

static const struct {
	const char *bytes;
	size_t size;
	size_t count;
	uint64_t offset;
	bool wide;
	const char *text;
} rows[] = {
	{"", 0, 0, 0, false, NULL},
	{"abc", 3, 0, 0, false, NULL},
	{"abcd", 4, 1, 0, false, "abcd"},
	{"\0abcd\1", 6, 1, 1, false, "abcd"},
	{"\xFF\xFEx\ty z\x7F", 8, 1, 2, false, "x\ty z"},
	{"a\0b\0c\0", 6, 0, 0, false, NULL},
	{"a\0b\0c\0d\0", 8, 1, 0, true, "abcd"},
	{"\1a\0b\0c\0d\0\1", 10, 1, 1, true, "abcd"},
	{"G\0r\0\xF6\0\xDF\0e\0\0\0", 12, 1, 0, true,
		"Gr\xC3\xB6\xC3\x9F"
		"e"},
	{"\xAD\0\xAD\0\xAD\0\xAD\0\xAD\0", 10, 0, 0, false, NULL},
	{"\x80\x80\x80\x80\x80\x80\x80\x80", 8, 0, 0, false, NULL},
};

START_TEST(runs_of_printable_characters)
{
	struct found found;

	search(&found, rows[_i].bytes, rows[_i].size);
	ck_assert_uint_eq(found.list.count, rows[_i].count);
	ck_assert_uint_eq(found.problems.count, 0);
	if (rows[_i].count) {
		ck_assert_uint_eq(found.list.items[0].offset, rows[_i].offset);
		ck_assert_int_eq(found.list.items[0].wide, rows[_i].wide);
		ck_assert_str_eq(found.list.items[0].text, rows[_i].text);
	}
	arena_free(&found.arena);
}
END_TEST

START_TEST(texts_stand_by_offset)
{
	static const char bytes[] = "w\0i\0d\0e\0\0narrow\x80\x80o\0d\0d\0s\0\0last\0";
	static const char *const texts[] = {"wide", "narrow", "odds", "last"};
	struct found found;

	search(&found, bytes, sizeof(bytes) - 1);
	ck_assert_uint_eq(found.list.count, 4);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_str_eq(found.list.items[i].text, texts[i]);
		ck_assert(!i || found.list.items[i - 1].offset < found.list.items[i].offset);
	}
	arena_free(&found.arena);
}
END_TEST

/* A text that runs over the pieces in which the file is read, and one that is longer than a text
 * may be. */
START_TEST(long_texts_are_cut_into_several)
{
	enum { LENGTH = 40000, START = 10000 };
	char *bytes = calloc(1, LENGTH + START);
	struct found found;
	size_t length = 0;

	ck_assert_ptr_nonnull(bytes);
	memset(bytes + START, 'x', LENGTH);
	search(&found, bytes, LENGTH + START);
	ck_assert_uint_eq(
		found.list.count, (LENGTH + MAX_PRINTABLE_BYTES - 1) / MAX_PRINTABLE_BYTES);
	for (size_t i = 0; i < found.list.count; i++) {
		ck_assert_uint_eq(found.list.items[i].offset, START + length);
		ck_assert_uint_le(strlen(found.list.items[i].text), MAX_PRINTABLE_BYTES);
		length += strlen(found.list.items[i].text);
	}
	ck_assert_uint_eq(length, LENGTH);
	arena_free(&found.arena);
	free(bytes);
}
END_TEST

START_TEST(too_many_texts_are_a_problem)
{
	enum { ROW = 5 };
	size_t size = (size_t)(MAX_PRINTABLES + 10) * ROW;
	char *bytes = malloc(size);
	struct found found;

	ck_assert_ptr_nonnull(bytes);
	for (size_t i = 0; i < size; i++)
		bytes[i] = i % ROW ? 'x' : '\0';
	search(&found, bytes, size);
	ck_assert_uint_eq(found.list.count, MAX_PRINTABLES);
	ck_assert(problem_list_has(&found.problems, "limit"));
	arena_free(&found.arena);
	free(bytes);
}
END_TEST

static bool fail_to_read(struct byte_source *source, uint64_t offset)
{
	(void)offset;
	source->error = EIO;
	return false;
}

START_TEST(a_file_that_cannot_be_read_gives_what_was_read)
{
	static char bytes[20000];
	struct found found = {0};
	struct view view;

	memset(bytes, 'x', sizeof(bytes));
	arena_init(&found.arena);
	byte_source_memory(&found.source, bytes, sizeof(bytes));
	found.source.size = 2 * sizeof(bytes);
	found.source.fill = fail_to_read;
	view = view_of(&found.source);
	printable_read(&view, &found.arena, &found.list, &found.problems);
	ck_assert_int_eq(found.source.error, EIO);
	ck_assert_uint_gt(found.list.count, 0);
	arena_free(&found.arena);
}
END_TEST

Suite *suite_printable(void)
{
	Suite *suite = suite_create("printable");
	TCase *tests = tcase_create("printable");

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, runs_of_printable_characters, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tests, texts_stand_by_offset);
	tcase_add_test(tests, long_texts_are_cut_into_several);
	tcase_add_test(tests, too_many_texts_are_a_problem);
	tcase_add_test(tests, a_file_that_cannot_be_read_gives_what_was_read);
	return suite;
}
