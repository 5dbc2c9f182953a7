#include "scanner/base/wide_windows.h"

#include <windows.h>

#include <stdint.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD };

/* The code point at text, of UTF-8 or a surrogate written likewise; its length in *bytes. */
static uint32_t code_point_at(const unsigned char *text, size_t left, size_t *bytes)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} forms[] = {
		{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};

	for (size_t length = 1; length <= 4 && length <= left; length++) {
		uint32_t value;

		if ((text[0] & forms[length - 1].mask) != forms[length - 1].lead)
			continue;
		value = text[0] & (unsigned char)~forms[length - 1].mask;
		for (size_t i = 1; i < length; i++) {
			if ((text[i] & 0xC0) != 0x80)
				goto none;
			value = value << 6 | (text[i] & 0x3F);
		}
		if (value < forms[length - 1].least || value > 0x10FFFF)
			goto none;
		*bytes = length;
		return value;
	}
none:
	*bytes = 1;
	return REPLACEMENT;
}

wchar_t *wide_from_text(struct arena *arena, const char *text, size_t length)
{
	const unsigned char *at = (const unsigned char *)text;
	wchar_t *wide = arena_array(arena, length + 1, sizeof(*wide));
	size_t count = 0;

	while (length) {
		size_t bytes;
		uint32_t value = code_point_at(at, length, &bytes);

		if (value >= 0x10000) {
			wide[count++] = (wchar_t)(0xD800 + ((value - 0x10000) >> 10));
			wide[count++] = (wchar_t)(0xDC00 + (value & 0x3FF));
		} else {
			wide[count++] = (wchar_t)value;
		}
		at += bytes;
		length -= bytes;
	}
	return wide;
}

static size_t put_utf8(char *out, uint32_t value)
{
	if (value < 0x80) {
		out[0] = (char)value;
		return 1;
	}
	if (value < 0x800) {
		out[0] = (char)(0xC0 | value >> 6);
		out[1] = (char)(0x80 | (value & 0x3F));
		return 2;
	}
	if (value < 0x10000) {
		out[0] = (char)(0xE0 | value >> 12);
		out[1] = (char)(0x80 | (value >> 6 & 0x3F));
		out[2] = (char)(0x80 | (value & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | value >> 18);
	out[1] = (char)(0x80 | (value >> 12 & 0x3F));
	out[2] = (char)(0x80 | (value >> 6 & 0x3F));
	out[3] = (char)(0x80 | (value & 0x3F));
	return 4;
}

char *wide_to_text(struct arena *arena, const wchar_t *wide, size_t length)
{
	char *text = arena_array(arena, length + 1, 3);
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		uint32_t value = wide[i];

		if (value >= 0xD800 && value < 0xDC00 && i + 1 < length &&
			(wide[i + 1] & 0xFC00) == 0xDC00)
			value = 0x10000 + ((value & 0x3FF) << 10) + (wide[++i] & 0x3FFU);
		count += put_utf8(text + count, value);
	}
	return text;
}

bool wide_is_device(const wchar_t *path)
{
	return wcsncmp(path, L"\\\\.\\", 4) == 0;
}

/* GetFullPathName knows the names of devices, / for \, and the current folder of each drive. */
wchar_t *wide_path(struct arena *arena, const char *path)
{
	static const wchar_t local[] = L"\\\\?\\";
	static const wchar_t remote[] = L"\\\\?\\UNC\\";
	const wchar_t *given = wide_from_text(arena, path, strlen(path));
	DWORD room = GetFullPathNameW(given, 0, NULL, NULL);
	const size_t longest = sizeof(remote) / sizeof(remote[0]);
	const wchar_t *prefix = local;
	wchar_t *full, *whole;
	DWORD length;

	if (!room)
		return NULL;
	full = arena_array(arena, room, sizeof(*full));
	length = GetFullPathNameW(given, room, full, NULL);
	if (!length || length >= room)
		return NULL;
	if (wide_is_device(full) || wcsncmp(full, local, 4) == 0)
		return full;
	if (full[0] == L'\\' && full[1] == L'\\') {
		prefix = remote;
		full += 2;
	}
	whole = arena_array(arena, wcslen(full) + longest, sizeof(*whole));
	wcscpy(whole, prefix);
	wcscat(whole, full);
	return whole;
}
