/* Files of a target: what is opened, what is refused, and what a file that changes does. */
#include "scanner/base/clock.h"
#include "scanner/base/file_posix.h"
#include "scanner/base/sha256.h"
#include "tests/post/folder.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

Suite *suite_base_file(void);

enum { NOBODY = 65534 };

static char *folder;
static int folder_descriptor;

static void begin(void)
{
	folder = folder_make();
	ck_assert_int_eq(chdir(folder), 0);
	folder_descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(folder_descriptor, 0);
}

static void end(void)
{
	close(folder_descriptor);
	ck_assert_int_eq(chdir("/"), 0);
	folder_remove(folder);
}

/* Opens a name that must be refused; the errno, with *out checked to be untouched. */
static int refused(const char *name, bool follow, enum file_status expected)
{
	struct file file = {.modified = 4711};
	int error = -1;

	ck_assert_int_eq(file_open_at(folder_descriptor, name, follow, &file, &error), expected);
	ck_assert_int_eq(file_open_at(folder_descriptor, name, follow, &file, NULL), expected);
	ck_assert_int_eq(file.modified, 4711);
	ck_assert_ptr_null(file.blocks);
	return error;
}

static void opened(const char *name, bool follow, struct file *file)
{
	ck_assert_int_eq(file_open_at(folder_descriptor, name, follow, file, NULL), FILE_OK);
}

START_TEST(a_file_gives_its_bytes_and_time)
{
	struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 943963200}};
	struct file file;
	struct view view;
	uint32_t value;

	folder_write("file", "abcdef", 6);
	ck_assert_int_eq(utimensat(folder_descriptor, "file", times, 0), 0);
	opened("file", false, &file);
	ck_assert_uint_eq(file.source.size, 6);
	ck_assert_int_eq(file.modified, 943963200);
	ck_assert_uint_eq(file_bytes_read(&file), 0);
	view = view_of(&file.source);
	ck_assert(view_u32(&view, 2, &value));
	ck_assert_uint_eq(value, 0x66656463);
	ck_assert(!view_u32(&view, 3, &value));
	ck_assert_uint_eq(file_bytes_read(&file), 6);
	ck_assert_int_eq(file.source.error, 0);
	file_close(&file);
	ck_assert_ptr_null(file.blocks);
	file_close(&file);
}
END_TEST

START_TEST(an_empty_file_is_a_file)
{
	struct file file;
	struct view view;
	uint8_t byte;

	folder_write("empty", "", 0);
	opened("empty", false, &file);
	view = view_of(&file.source);
	ck_assert(!view_u8(&view, 0, &byte));
	ck_assert_int_eq(file.source.error, 0);
	file_close(&file);
}
END_TEST

START_TEST(what_is_no_regular_file_is_refused)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(refused("fifo", false, FILE_NOT_REGULAR), 0);
	ck_assert_int_eq(refused("fifo", true, FILE_NOT_REGULAR), 0);
	ck_assert_int_eq(refused("socket", false, FILE_NOT_REGULAR), 0);
	ck_assert_int_eq(refused(".", false, FILE_NOT_REGULAR), 0);
	ck_assert_int_eq(refused("/dev/null", false, FILE_NOT_REGULAR), 0);
	close(listener);
}
END_TEST

START_TEST(a_link_is_followed_only_where_the_user_named_it)
{
	struct file file;

	folder_write("file", "x", 1);
	ck_assert_int_eq(symlink("file", "link"), 0);
	ck_assert_int_eq(symlink("nowhere", "dangling"), 0);
	ck_assert_int_eq(symlink("loop", "loop"), 0);
	ck_assert_int_eq(symlink("/dev/zero", "device"), 0);
	ck_assert_int_eq(refused("link", false, FILE_IS_LINK), 0);
	ck_assert_int_eq(refused("dangling", false, FILE_IS_LINK), 0);
	ck_assert_int_eq(refused("dangling", true, FILE_ABSENT), ENOENT);
	ck_assert_int_eq(refused("loop", true, FILE_IS_LINK), ELOOP);
	ck_assert_int_eq(refused("device", true, FILE_NOT_REGULAR), 0);
	opened("link", true, &file);
	ck_assert_uint_eq(file.source.size, 1);
	file_close(&file);
}
END_TEST

START_TEST(what_is_not_there_is_absent)
{
	folder_write("file", "x", 1);
	ck_assert_int_eq(refused("missing", false, FILE_ABSENT), ENOENT);
	ck_assert_int_eq(refused("file/below", false, FILE_ABSENT), ENOTDIR);
	ck_assert_int_eq(refused("", false, FILE_ABSENT), ENOENT);
}
END_TEST

START_TEST(what_may_not_be_read_says_why)
{
	uid_t user = geteuid();

	folder_write("secret", "x", 1);
	ck_assert_int_eq(chmod("secret", 0), 0);
	ck_assert_int_eq(chmod(folder, 0755), 0);
	/* Root may read everything, so it must be someone else for a moment. */
	if (!user)
		ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(refused("secret", false, FILE_UNREADABLE), EACCES);
	if (!user)
		ck_assert_int_eq(seteuid(user), 0);
}
END_TEST

START_TEST(a_file_cut_while_open_is_an_error_and_no_crash)
{
	static const uint8_t block[FILE_BLOCK_BYTES];
	struct file file;
	struct view view;
	uint8_t byte = 9;

	folder_write("file", block, sizeof(block));
	ck_assert_int_eq(truncate("file", 3 * FILE_BLOCK_BYTES), 0);
	opened("file", false, &file);
	view = view_of(&file.source);
	ck_assert(view_u8(&view, 0, &byte));
	ck_assert_int_eq(truncate("file", FILE_BLOCK_BYTES + 10), 0);
	ck_assert(!view_u8(&view, FILE_BLOCK_BYTES, &byte));
	ck_assert_int_eq(file.source.error, ENODATA);
	/* From the first failure on nothing more is read: the facts would be of two files. */
	ck_assert(!view_u8(&view, 2 * FILE_BLOCK_BYTES, &byte));
	ck_assert(!view_u8(&view, 0, &byte));
	ck_assert_int_eq(file.source.error, ENODATA);
	file_close(&file);
}
END_TEST

START_TEST(a_file_that_grows_keeps_the_size_it_had)
{
	struct file file;
	struct view view;
	uint8_t byte;

	folder_write("file", "abc", 3);
	opened("file", false, &file);
	folder_write("file", "abcdef", 6);
	view = view_of(&file.source);
	ck_assert(view_u8(&view, 2, &byte));
	ck_assert(!view_u8(&view, 3, &byte));
	ck_assert_int_eq(file.source.error, 0);
	file_close(&file);
}
END_TEST

/* One byte a block, FILE_BLOCKS_KEPT + 1 blocks: the first and the last share a slot of the cache.
 */
START_TEST(blocks_are_read_once_while_they_are_kept)
{
	enum { BLOCKS = FILE_BLOCKS_KEPT + 1 };
	uint8_t *bytes = calloc(BLOCKS, FILE_BLOCK_BYTES);
	struct file file;
	struct view view;
	uint8_t byte;
	uint16_t word;

	for (size_t i = 0; i < BLOCKS; i++)
		bytes[i * FILE_BLOCK_BYTES] = (uint8_t)(i + 1);
	folder_write("file", bytes, BLOCKS * (size_t)FILE_BLOCK_BYTES);
	free(bytes);
	opened("file", false, &file);
	view = view_of(&file.source);
	for (unsigned round = 0; round < 2; round++)
		for (size_t i = 0; i < FILE_BLOCKS_KEPT; i++) {
			ck_assert(view_u8(&view, i * FILE_BLOCK_BYTES, &byte));
			ck_assert_uint_eq(byte, i + 1);
		}
	ck_assert_uint_eq(file_bytes_read(&file), FILE_BLOCKS_KEPT * FILE_BLOCK_BYTES);
	ck_assert(view_u8(&view, (uint64_t)FILE_BLOCKS_KEPT * FILE_BLOCK_BYTES, &byte));
	ck_assert_uint_eq(byte, BLOCKS);
	ck_assert(view_u8(&view, 0, &byte));
	ck_assert_uint_eq(byte, 1);
	ck_assert_uint_eq(file_bytes_read(&file), (FILE_BLOCKS_KEPT + 2) * FILE_BLOCK_BYTES);
	ck_assert(view_u16(&view, FILE_BLOCK_BYTES - 1, &word));
	ck_assert_uint_eq(word, 0x0200);
	file_close(&file);
}
END_TEST

static const char abc_digest[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char zeros_digest[] =
	"de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31";

START_TEST(digests_are_those_of_fips_180)
{
	char digest[65];
	struct sha256 *hash;

	sha256_of("", 0, digest);
	ck_assert_str_eq(
		digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256_of("abc", 3, digest);
	ck_assert_str_eq(digest, abc_digest);
	hash = sha256_new();
	sha256_add(hash, "a", 1);
	sha256_add(hash, "", 0);
	sha256_add(hash, "bc", 2);
	sha256_finish(hash, digest);
	ck_assert_str_eq(digest, abc_digest);
}
END_TEST

START_TEST(the_digest_of_a_view_is_that_of_its_window)
{
	static const uint8_t zeros[65536];
	struct byte_source source;
	struct view view;
	char digest[65];

	byte_source_memory(&source, "xabcx", 5);
	view = view_of(&source);
	ck_assert(view_slice(&view, 1, 3, &view));
	ck_assert(sha256_of_view(&view, digest));
	ck_assert_str_eq(digest, abc_digest);
	byte_source_memory(&source, zeros, sizeof(zeros));
	view = view_of(&source);
	ck_assert(sha256_of_view(&view, digest));
	ck_assert_str_eq(digest, zeros_digest);
	source.block_length = 65535;
	ck_assert(!sha256_of_view(&view, digest));
}
END_TEST

static const struct {
	int64_t seconds;
	const char *text;
} times[] = {
	{0, "1970-01-01T00:00:00Z"},
	{943963200, "1999-11-30T12:00:00Z"},
	{951782400, "2000-02-29T00:00:00Z"},
	{4294967296, "2106-02-07T06:28:16Z"},
	{-1, "1969-12-31T23:59:59Z"},
	{-62167219200, "0000-01-01T00:00:00Z"},
	{-62167219201, NULL},
	{253402300799, "9999-12-31T23:59:59Z"},
	{253402300800, NULL},
	{INT64_MAX, NULL},
	{INT64_MIN, NULL},
};

START_TEST(times_are_written_as_rfc_3339)
{
	struct arena arena;

	arena_init(&arena);
	ck_assert_pstr_eq(clock_text(&arena, times[_i].seconds), times[_i].text);
	arena_free(&arena);
}
END_TEST

Suite *suite_base_file(void)
{
	Suite *suite = suite_create("base file");
	TCase *files = tcase_create("file");
	TCase *values = tcase_create("digest and clock");

	tcase_add_checked_fixture(files, begin, end);
	tcase_add_test(files, a_file_gives_its_bytes_and_time);
	tcase_add_test(files, an_empty_file_is_a_file);
	tcase_add_test(files, what_is_no_regular_file_is_refused);
	tcase_add_test(files, a_link_is_followed_only_where_the_user_named_it);
	tcase_add_test(files, what_is_not_there_is_absent);
	tcase_add_test(files, what_may_not_be_read_says_why);
	tcase_add_test(files, a_file_cut_while_open_is_an_error_and_no_crash);
	tcase_add_test(files, a_file_that_grows_keeps_the_size_it_had);
	tcase_add_test(files, blocks_are_read_once_while_they_are_kept);
	suite_add_tcase(suite, files);
	tcase_add_test(values, digests_are_those_of_fips_180);
	tcase_add_test(values, the_digest_of_a_view_is_that_of_its_window);
	tcase_add_loop_test(
		values, times_are_written_as_rfc_3339, 0, (int)(sizeof(times) / sizeof(times[0])));
	suite_add_tcase(suite, values);
	return suite;
}
