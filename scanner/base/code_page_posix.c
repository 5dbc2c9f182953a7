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

char *text_from_code_page(struct arena *arena, const char *bytes, size_t size, unsigned code_page)
{
	size_t length = strnlen(bytes, size);
	size_t room = length * MAX_UTF8_PER_BYTE;
	char *from = arena_copy(arena, bytes, length);
	char *text = arena_alloc(arena, room + 1);
	char *to = text;
	size_t left = length;
	size_t failed;
	iconv_t converter = open_code_page(code_page ? code_page : DEFAULT_CODE_PAGE);

	if (converter == (iconv_t)-1)
		return text_from_bytes(arena, bytes, size);
	failed = iconv(converter, &from, &left, &to, &room);
	iconv_close(converter);
	if (failed == (size_t)-1)
		return text_from_bytes(arena, bytes, size);
	*to = '\0';
	return text;
}
