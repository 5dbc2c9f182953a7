#include "rules/facts/version.h"

#include "scanner/base/text.h"

#include <string.h>

enum { MAX_PART = 65535 };

bool version_read(const char *text, struct version_number *out)
{
	struct version_number version = {{0}};

	for (size_t i = 0;; i++) {
		unsigned number = 0;
		size_t digits = 0;

		for (; *text >= '0' && *text <= '9' && digits < 5; text++, digits++)
			number = number * 10 + (unsigned)(*text - '0');
		if (!digits || number > MAX_PART)
			return false;
		version.part[i] = (uint16_t)number;
		if (!*text)
			break;
		if (*text++ != '.' || i == 3)
			return false;
	}
	*out = version;
	return true;
}

/* Up to count numbers from text on; *text moves behind them. 0 when they are none, or too large. */
static size_t read_numbers(const char **text, uint16_t *numbers, size_t count)
{
	const char *at = *text;
	size_t found = 0;

	while (found < count) {
		unsigned number = 0;
		size_t digits = 0;

		for (; *at >= '0' && *at <= '9' && digits < 5; at++, digits++)
			number = number * 10 + (unsigned)(*at - '0');
		if (!digits || number > MAX_PART)
			return 0;
		numbers[found++] = (uint16_t)number;
		*text = at;
		if (*at != '.' && *at != ',')
			break;
		at += 1 + strspn(at + 1, " ");
	}
	return found;
}

bool version_read_string(const char *text, struct version_number *out)
{
	static const char build[] = " (Build ";
	struct version_number version = {{0}};
	size_t found;

	text += strspn(text, " ");
	if (text_begins_keyword(text, "version"))
		text += strlen("version");
	else if (*text == 'v' || *text == 'V')
		text++;
	text += strspn(text, " ");
	found = read_numbers(&text, version.part, 4);
	if (!found || (*text && *text != ' ' && *text != '('))
		return false;
	if (found <= 2 && text_begins_keyword(text, build)) {
		text += strlen(build);
		if (!read_numbers(&text, version.part + 2, 2))
			return false;
	}
	*out = version;
	return true;
}

int version_compare(const struct version_number *one, const struct version_number *other)
{
	for (size_t i = 0; i < 4; i++)
		if (one->part[i] != other->part[i])
			return one->part[i] < other->part[i] ? -1 : 1;
	return 0;
}

char *version_text(struct arena *arena, const struct version_number *version)
{
	return arena_printf(arena, "%u.%u.%u.%u", version->part[0], version->part[1],
		version->part[2], version->part[3]);
}
