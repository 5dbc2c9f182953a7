/*
 * Any bytes as text. The first one chooses the code page, the others are converted in every way:
 * all that comes out is valid UTF-8, and what is said of names and widths holds.
 */
#include "tests/fuzz/target.h"

#include "scanner/base/arena.h"
#include "scanner/base/text.h"

#include <string.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* Those of version resources, some that need several bytes, and some that there are not. */
static const unsigned code_pages[] = {0, 1252, 1200, 437, 850, 932, 936, 949, 950, 1250, 1251, 1253,
	1254, 1255, 1256, 1257, 1258, 874, 10000, 65001, 1, 65535, 4294967295};

static void require_utf8(const char *text)
{
	fuzz_require(text && !u8_check((const uint8_t *)text, strlen(text)),
		"a conversion gives valid UTF-8");
}

static void check_printable(struct arena *arena, const char *text)
{
	const char *printable = text_printable(arena, text);

	require_utf8(printable);
	for (const char *at = printable; *at; at++)
		fuzz_require((unsigned char)*at >= 0x20 && *at != 0x7F,
			"printable text has no control characters");
	fuzz_require(strcmp(text_printable(arena, printable), printable) == 0,
		"printable text stays as it is");
}

static void check_width(const char *text)
{
	static const size_t columns[] = {0, 1, 2, 7, 80};

	text_width(text);
	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		size_t fits = text_fit(text, columns[i]);

		fuzz_require(fits <= strlen(text) && (fits || !*text),
			"what fits is a start of the text, and not nothing");
		fuzz_require(!u8_check((const uint8_t *)text, fits),
			"what fits ends between characters");
	}
}

static void check_text(struct arena *arena, const char *text)
{
	const char *folded;

	require_utf8(text);
	folded = text_fold(arena, text);
	require_utf8(folded);
	fuzz_require(strcmp(text_fold(arena, folded), folded) == 0, "a folded name stays");
	fuzz_require(text_same_name(text, text), "a name is itself");
	fuzz_require(text_same_name(text, folded), "a name is its folded form");
	check_printable(arena, text);
	check_width(text);
}

void fuzz_check_text(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	struct arena arena;
	const char *texts[3];
	unsigned code_page;

	(void)target;
	(void)thorough;
	if (!size)
		return;
	code_page = code_pages[data[0] % COUNT_OF(code_pages)];
	data++;
	size--;
	arena_init(&arena);
	texts[0] = text_from_bytes(&arena, (const char *)data, size);
	texts[1] = text_from_utf16(&arena, data, size);
	texts[2] = text_from_code_page(&arena, (const char *)data, size, code_page);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		check_text(&arena, texts[i]);
	fuzz_require(
		text_same_name(texts[0], texts[2]) ==
			(strcmp(text_fold(&arena, texts[0]), text_fold(&arena, texts[2])) == 0),
		"names are the same when their folded forms are");
	require_utf8(text_join(&arena, texts, COUNT_OF(texts)));
	arena_free(&arena);
}
