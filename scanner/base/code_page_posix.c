/* Code pages through iconv, which knows them as CP<number>. */
#include "scanner/base/text.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_CODE_PAGE = 1252, MAX_UTF8_PER_BYTE = 4 };

/* Identifiers Windows uses that iconv spells in another way. UTF-16 (1200) is not among them: text
 * of that kind is text_from_utf16's, and bytes that only claim it are none. */
static const struct {
	unsigned code_page;
	const char *encoding;
} spelled_otherwise[] = {
	{10000, "MACINTOSH"},
	{28591, "ISO-8859-1"},
	{65001, "UTF-8"},
};

static iconv_t open_code_page(unsigned code_page)
{
	char name[16];

	for (size_t i = 0; i < sizeof(spelled_otherwise) / sizeof(spelled_otherwise[0]); i++)
		if (spelled_otherwise[i].code_page == code_page)
			return iconv_open("UTF-8", spelled_otherwise[i].encoding);
	snprintf(name, sizeof(name), "CP%u", code_page);
	return iconv_open("UTF-8", name);
}

/* False when the page is not known or the bytes do not belong to it. */
static bool convert(unsigned code_page, char *from, size_t length, char **to, size_t room)
{
	iconv_t converter = open_code_page(code_page ? code_page : DEFAULT_CODE_PAGE);
	size_t failed;

	if (converter == (iconv_t)-1)
		return false;
	failed = iconv(converter, &from, &length, to, &room);
	iconv_close(converter);
	return failed != (size_t)-1;
}

/* The room for the longest text that it could be is not left behind in the caller's arena. */
char *text_from_code_page(struct arena *arena, const char *bytes, size_t size, unsigned code_page)
{
	size_t length = strnlen(bytes, size);
	size_t room = length * MAX_UTF8_PER_BYTE;
	struct arena scratch;
	char *text, *end, *result;

	arena_init(&scratch);
	text = arena_alloc(&scratch, room + 1);
	end = text;
	if (convert(code_page, arena_copy(&scratch, bytes, length), length, &end, room))
		result = arena_copy(arena, text, (size_t)(end - text));
	else
		result = text_from_bytes(arena, bytes, size);
	arena_free(&scratch);
	return result;
}
