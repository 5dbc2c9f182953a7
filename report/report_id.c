#include "report/report_id.h"

#include "scanner/base/random.h"

#include <stddef.h>
#include <stdio.h>

bool report_id_new(char out[REPORT_ID_BYTES])
{
	unsigned char raw[16];
	char *at = out;

	if (!random_bytes(raw, sizeof(raw)))
		return false;
	raw[6] = (unsigned char)((raw[6] & 0x0F) | 0x40);
	raw[8] = (unsigned char)((raw[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < sizeof(raw); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*at++ = '-';
		snprintf(at, 3, "%02x", raw[i]);
		at += 2;
	}
	return true;
}

static bool is_hexadecimal(char character)
{
	return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f') ||
	       (character >= 'A' && character <= 'F');
}

bool report_id_valid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t i;

	if (!text)
		return false;
	for (i = 0; form[i]; i++) {
		if (form[i] == 'x' ? !is_hexadecimal(text[i]) : text[i] != form[i])
			return false;
	}
	return !text[i];
}
