/* What is put into the spool comes back as it was, in order, to one reader at a time. */
#include "tests/post/folder.h"
#include "tests/unit/spool_case.h"

#include <string.h>
#include <sys/stat.h>

START_TEST(entry_comes_back_byte_for_byte)
{
	static const char report[] = "{\"a\":\"\0 \xFF\n\n\r\n\"}\n\n";
	struct spool_claim claim;
	struct spool_report read;
	struct stat facts;

	ck_assert(spool_put(
		&spooling.spool, FIRST_ID, report, sizeof(report), SPOOL_URL, &claim, NULL));
	ck_assert_int_eq(fstatat(spooling.spool.descriptor, claim.name, &facts, 0), 0);
	ck_assert_int_eq(facts.st_mode & 07777, 0600);
	ck_assert_int_eq(strncmp(claim.name, FIRST_ID, 36), 0);
	ck_assert(spool_read(&spooling.spool, &claim, &read, &spooling.heard.diagnostics));
	ck_assert_uint_eq(read.envelope.size, sizeof(report));
	ck_assert_mem_eq(read.bytes, report, sizeof(report));
	ck_assert_str_eq(read.envelope.url, SPOOL_URL);
	ck_assert_str_eq(read.envelope.report_id, FIRST_ID);
	spool_report_free(&read);
	ck_assert(spool_remove(&spooling.spool, &claim, &spooling.heard.diagnostics));
	ck_assert_uint_eq(folder_count(spooling.place, ".report"), 0);
	ck_assert_uint_eq(folder_count(spooling.place, ".tmp"), 0);
	ck_assert_str_eq(buffer_text(&spooling.heard.text), "");
}
END_TEST

START_TEST(what_cannot_be_an_entry_is_refused)
{
	struct spool_claim claim = {.descriptor = -2};

	ck_assert(!spool_put(&spooling.spool, "../evil", "{}", 2, SPOOL_URL, &claim,
		&spooling.heard.diagnostics));
	ck_assert(heard_says(&spooling.heard, "not a UUID"));
	ck_assert(!spool_put(&spooling.spool, FIRST_ID, "{}", 2, "https://a/\nsize: 1", &claim,
		&spooling.heard.diagnostics));
	ck_assert(!spool_put(
		&spooling.spool, FIRST_ID, "{}", 2, "", &claim, &spooling.heard.diagnostics));
	ck_assert_int_eq(claim.descriptor, -2);
	ck_assert_uint_eq(folder_count(spooling.place, ""), 2); /* . and .. */
}
END_TEST

START_TEST(same_twice_is_one_and_another_is_two)
{
	struct spool_claim claim;

	spool_case_put(FIRST_ID, "{}", 0);
	spool_case_put(FIRST_ID, "{}", 0);
	ck_assert_uint_eq(folder_count(spooling.place, ".report"), 1);
	spool_case_put(FIRST_ID, "{ }", 0);
	ck_assert_uint_eq(folder_count(spooling.place, ".report"), 2);
	ck_assert(spool_put(&spooling.spool, FIRST_ID, "{}", 2, "https://other/", &claim, NULL));
	spool_release(&claim);
	ck_assert_uint_eq(folder_count(spooling.place, ".report"), 3);
}
END_TEST

START_TEST(list_is_oldest_first)
{
	struct spool_list list;

	spool_case_put(SECOND_ID, "{}", 50);
	spool_case_put(THIRD_ID, "{}", 10);
	spool_case_put(FIRST_ID, "{}", 90);
	ck_assert(spool_list(&spooling.spool, &list, &spooling.heard.diagnostics));
	ck_assert_uint_eq(list.count, 3);
	ck_assert_uint_eq(list.damaged, 0);
	ck_assert_int_eq(strncmp(list.items[0].name, FIRST_ID, 36), 0);
	ck_assert_int_eq(strncmp(list.items[1].name, SECOND_ID, 36), 0);
	ck_assert_int_eq(strncmp(list.items[2].name, THIRD_ID, 36), 0);
	spool_list_free(&list);
	ck_assert(spool_list(&spooling.spool, &list, NULL)); /* again from the first name */
	ck_assert_uint_eq(list.count, 3);
	spool_list_free(&list);
}
END_TEST

START_TEST(claims_and_locks_exclude)
{
	struct spool_claim claim;
	struct spool_claim another;
	struct spool other;

	ck_assert(spool_open(&other, spooling.place, NULL));
	ck_assert(spool_put(&spooling.spool, FIRST_ID, "{}", 2, SPOOL_URL, &claim, NULL));
	ck_assert_int_eq(spool_claim(&other, claim.name, &another, NULL), SPOOL_BUSY);
	memcpy(another.name, claim.name, sizeof(another.name));
	ck_assert(spool_remove(&spooling.spool, &claim, NULL));
	ck_assert_int_eq(spool_claim(&other, another.name, &another, NULL), SPOOL_GONE);

	ck_assert(spool_lock(&spooling.spool, NULL));
	ck_assert(!spool_lock(&other, &spooling.heard.diagnostics));
	ck_assert(heard_says(&spooling.heard, "another compatscan post --flush"));
	spool_unlock(&spooling.spool);
	ck_assert(spool_lock(&other, NULL));
	spool_close(&other);
}
END_TEST

Suite *suite_spool_entries(void);

Suite *suite_spool_entries(void)
{
	Suite *suite = suite_create("spool entries");
	TCase *tests = tcase_create("entries");

	tcase_add_checked_fixture(tests, spool_case_begin, spool_case_end);
	tcase_add_test(tests, entry_comes_back_byte_for_byte);
	tcase_add_test(tests, what_cannot_be_an_entry_is_refused);
	tcase_add_test(tests, same_twice_is_one_and_another_is_two);
	tcase_add_test(tests, list_is_oldest_first);
	tcase_add_test(tests, claims_and_locks_exclude);
	suite_add_tcase(suite, tests);
	return suite;
}
