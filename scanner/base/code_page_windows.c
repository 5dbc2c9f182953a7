/* Code pages through the tables of Windows. */
#include "scanner/base/text.h"

#include "scanner/base/wide_windows.h"

#include <windows.h>

#include <limits.h>
#include <string.h>

enum { DEFAULT_CODE_PAGE = 1252, LAST_PSEUDO_CODE_PAGE = 3, CP_SYMBOLS = 42 };

/* CP_ACP and its kin name whatever this machine uses, which is no part of any answer. */
static bool is_code_page(unsigned code_page)
{
	return code_page > LAST_PSEUDO_CODE_PAGE && code_page != CP_SYMBOLS;
}

/* Windows gives bytes that its own pages of 8 bits leave undefined to the C1 controls or to places
 * for private use: such bytes do not belong to the page. */
static bool is_undefined(unsigned code_page, wchar_t unit)
{
	if (code_page != 874 && (code_page < 1250 || code_page > 1258))
		return false;
	return (unit >= 0x80 && unit < 0xA0) || (unit >= 0xF8C0 && unit <= 0xF8FF);
}

/* NULL when the page is not known or the bytes do not belong to it. */
static wchar_t *convert(
	struct arena *arena, const char *bytes, int length, unsigned code_page, int *units)
{
	wchar_t *wide = arena_array(arena, (size_t)length + 1, sizeof(*wide));

	*units = MultiByteToWideChar(
		code_page, MB_ERR_INVALID_CHARS, bytes, length, wide, length + 1);
	for (int i = 0; i < *units; i++)
		if (is_undefined(code_page, wide[i]))
			return NULL;
	return *units || !length ? wide : NULL;
}

/* The room for the longest text that it could be is not left behind in the caller's arena. */
char *text_from_code_page(struct arena *arena, const char *bytes, size_t size, unsigned code_page)
{
	size_t length = strnlen(bytes, size);
	struct arena scratch;
	wchar_t *wide = NULL;
	char *result;
	int units = 0;

	if (!code_page)
		code_page = DEFAULT_CODE_PAGE;
	arena_init(&scratch);
	if (is_code_page(code_page) && length && length < INT_MAX)
		wide = convert(&scratch, bytes, (int)length, code_page, &units);
	if (wide)
		result = arena_strdup(arena, wide_to_text(&scratch, wide, (size_t)units));
	else
		result = text_from_bytes(arena, bytes, size);
	arena_free(&scratch);
	return result;
}
