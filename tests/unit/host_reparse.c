/* Where a reparse point of Windows leads, from its bytes. */
#include "scanner/windows/reparse.c" /* NOLINT(bugprone-suspicious-include): not in this build */

#include "scanner/specimen/bytes.h"

#include <check.h>

Suite *suite_host_reparse(void);

enum { JUNCTION, SYMLINK };

#define COUNT_OF(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct arena arena;

static void begin(void)
{
	arena_init(&arena);
}

static void end(void)
{
	arena_free(&arena);
}

/* As Windows lays them out: the name that is used, then the one that is shown. */
static struct specimen_bytes link_data(int kind, uint32_t flags, const char *target)
{
	struct specimen_bytes data = {0}, name = {0};

	specimen_put_utf16(&name, target);
	specimen_put_u32(&data, kind == JUNCTION ? 0xA0000003 : 0xA000000C);
	specimen_put_u16(&data, 0);
	specimen_put_u16(&data, 0);
	specimen_put_u16(&data, 4);
	specimen_put_u16(&data, name.length);
	specimen_put_u16(&data, 0);
	specimen_put_u16(&data, 4);
	if (kind == SYMLINK)
		specimen_put_u32(&data, flags);
	specimen_put_utf16(&data, "??");
	specimen_put_raw(&data, name.data, name.length);
	specimen_bytes_free(&name);
	return data;
}

static const char *target_of(const struct specimen_bytes *data, size_t length)
{
	struct byte_source source;
	struct view view;

	byte_source_memory(&source, data->data, length);
	view = view_of(&source);
	return reparse_target(&view, &arena);
}

static const struct {
	int kind;
	uint32_t flags;
	const char *stored;
	const char *target;
} links[] = {
	{JUNCTION, 0, "\\??\\C:\\Users", "\\??\\C:\\Users"},
	{JUNCTION, 0, "\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\",
		"\\??\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\"},
	{SYMLINK, 0,
		"\\??\\D:\\Gr\xC3\xB6\xC3\x9F"
		"e",
		"\\??\\D:\\Gr\xC3\xB6\xC3\x9F"
		"e"},
	{SYMLINK, 1, "..\\a\\b", "../a/b"},
	{SYMLINK, 1, "\\rooted", "/rooted"},
	{SYMLINK, 1, "", ""},
};

START_TEST(links_lead_where_they_say)
{
	struct specimen_bytes data = link_data(links[_i].kind, links[_i].flags, links[_i].stored);

	ck_assert_pstr_eq(target_of(&data, data.length), links[_i].target);
	specimen_bytes_free(&data);
}
END_TEST

START_TEST(data_that_is_cut_short_leads_nowhere)
{
	struct specimen_bytes data = link_data(_i, 1, "a\\b");

	for (size_t length = 0; length < data.length; length++)
		ck_assert_ptr_null(target_of(&data, length));
	specimen_bytes_free(&data);
}
END_TEST

START_TEST(a_name_beyond_the_data_is_none)
{
	struct specimen_bytes data = link_data(_i, 0, "a");

	specimen_patch_u16(&data, 8, 0xFFFF);
	ck_assert_ptr_null(target_of(&data, data.length));
	specimen_patch_u16(&data, 8, 0);
	specimen_patch_u16(&data, 10, 0xFFFF);
	ck_assert_ptr_null(target_of(&data, data.length));
	specimen_bytes_free(&data);
}
END_TEST

START_TEST(only_what_stands_for_another_name_is_a_link)
{
	struct specimen_bytes data = link_data(JUNCTION, 0, "x");

	ck_assert(reparse_is_link(0xA0000003));
	ck_assert(reparse_is_link(0xA000000C));
	ck_assert(!reparse_is_link(0x80000013)); /* deduplicated */
	ck_assert(!reparse_is_link(0x9000001A)); /* in a cloud */
	specimen_patch_u32(&data, 0, 0x80000013);
	ck_assert_ptr_null(target_of(&data, data.length));
	specimen_bytes_free(&data);
}
END_TEST

Suite *suite_host_reparse(void)
{
	Suite *suite = suite_create("host_reparse");
	TCase *tests = tcase_create("reparse points");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, links_lead_where_they_say, 0, COUNT_OF(links));
	tcase_add_loop_test(tests, data_that_is_cut_short_leads_nowhere, JUNCTION, SYMLINK + 1);
	tcase_add_loop_test(tests, a_name_beyond_the_data_is_none, JUNCTION, SYMLINK + 1);
	tcase_add_test(tests, only_what_stands_for_another_name_is_a_link);
	suite_add_tcase(suite, tests);
	return suite;
}
