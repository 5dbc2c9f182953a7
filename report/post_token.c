#include "report/post_token.h"

#include "report/post.h"
#include "scanner/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* White space around a token of the full length, and the newline. */
enum { MAX_FILE_BYTES = POST_MAX_TOKEN_BYTES + 256 };

static const char blanks[] = " \t\r";

/* Takes the token out of text, whose first line it is. Returns what is wrong with it, or NULL with
 * *out set. */
static const char *take_token(const char *text, size_t size, struct post_token *out)
{
	const char *end = memchr(text, '\n', size);
	size_t length = end ? (size_t)(end - text) : size;

	while (length && strchr(blanks, *text) && *text) {
		text++;
		length--;
	}
	while (length && strchr(blanks, text[length - 1]) && text[length - 1])
		length--;
	if (!length)
		return "the token is empty";
	if (length > POST_MAX_TOKEN_BYTES)
		return "the token is longer than 8 KiB";
	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~')
			return "the token holds a space, a control character or something else "
			       "that "
			       "is not printable ASCII (a byte order mark, UTF-16?)";
	}
	out->text = malloc(length + 1);
	if (!out->text)
		memory_exhausted();
	memcpy(out->text, text, length);
	out->text[length] = '\0';
	return NULL;
}

/* Reads up to capacity bytes of a regular file. Returns why it cannot, or NULL with *size and *mode
 * set. */
static const char *read_start(
	const char *file, char *out, size_t capacity, size_t *size, mode_t *mode)
{
	/* Not blocking on a FIFO; a link is what secret stores give. */
	int descriptor = open(file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const char *wrong = NULL;
	struct stat facts;
	size_t length = 0;
	ssize_t got = 0;

	if (descriptor < 0)
		return strerror(errno);
	if (fstat(descriptor, &facts)) {
		wrong = strerror(errno);
	} else if (!S_ISREG(facts.st_mode)) {
		wrong = "it is not a regular file";
	} else {
		while (length < capacity &&
			((got = read(descriptor, out + length, capacity - length)) > 0 ||
				(got < 0 && errno == EINTR)))
			length += got > 0 ? (size_t)got : 0;
		if (got < 0)
			wrong = strerror(errno);
	}
	close(descriptor);
	if (!wrong) {
		*size = length;
		*mode = facts.st_mode;
	}
	return wrong;
}

static bool read_token_file(
	struct post_token *out, const char *file, const struct diagnostics *diagnostics)
{
	char text[MAX_FILE_BYTES] = {0};
	struct arena arena;
	const char *shown;
	const char *wrong;
	size_t size = 0;
	mode_t mode = 0;

	arena_init(&arena);
	shown = text_printable(&arena, text_from_bytes(&arena, file, strlen(file)));
	wrong = read_start(file, text, sizeof(text), &size, &mode);
	if (wrong) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot read the token file %s: %s; give a file whose first line is the "
			"token",
			shown, wrong);
	} else {
		if (mode & (S_IRWXG | S_IRWXO))
			diagnostic_tell(diagnostics, DIAGNOSTIC_WARNING,
				"other users may read or change the token file %s (mode %04o); "
				"run: chmod 600 on it",
				shown, (unsigned)(mode & 07777));
		wrong = take_token(text, size, out);
		if (wrong)
			diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
				"cannot use the token file %s: %s; its first line must be the "
				"token "
				"and nothing else",
				shown, wrong);
	}
	OPENSSL_cleanse(text, sizeof(text));
	arena_free(&arena);
	return !wrong;
}

bool post_token_read(
	struct post_token *out, const char *file, const struct diagnostics *diagnostics)
{
	const char *variable;
	const char *wrong;

	if (file)
		return read_token_file(out, file, diagnostics);
	variable = getenv("COMPATSCAN_TOKEN");
	if (!variable) {
		out->text = NULL;
		return true;
	}
	wrong = take_token(variable, strlen(variable), out);
	if (wrong)
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot use COMPATSCAN_TOKEN: %s; set it to the token, or unset it to post "
			"without one",
			wrong);
	return !wrong;
}

void post_token_wipe(struct post_token *token)
{
	if (token->text)
		OPENSSL_cleanse(token->text, strlen(token->text));
	free(token->text);
	token->text = NULL;
}
