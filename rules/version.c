#include "rules/version.h"

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
