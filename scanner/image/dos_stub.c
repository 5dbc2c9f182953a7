#include "scanner/image/dos_stub.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { MAX_STUB = 16 * 1024 }; /* the stubs carry the name in their first kilobytes */

/*
 * What the stubs say, in the order of trust: a longer text stands before one that it begins with.
 * Stubs that only load an extender from a file of its own name that file.
 */
static const struct {
	const char *text;
	const char *name;
} extenders[] = {
	{"DOS/4GW", "DOS/4GW"},
	{"DOS4GW", "DOS/4GW"},
	{"DOS/4G", "DOS/4G"},
	{"DOS/32A", "DOS/32A"},
	{"PMODE/W", "PMODE/W"},
	{"CauseWay", "CauseWay"},
	{"WDOSX", "WDOSX"},
	{"DPMILD32", "HX"}, /* the loader of HX for PE files */
	{"HDPMI", "HX"},    /* and its DPMI host */
	{"32RTM", "Borland 32RTM"},
	{"TNT DOS-Extender", "Phar Lap TNT"},
	{"Phar Lap", "Phar Lap"},
};

static bool contains(const char *bytes, size_t length, const char *text)
{
	size_t wanted = strlen(text);
	const char *end = bytes + length;

	while (bytes < end && (size_t)(end - bytes) >= wanted) {
		size_t starts = (size_t)(end - bytes) - wanted + 1;

		bytes = memchr(bytes, text[0], starts);
		if (!bytes)
			return false;
		if (memcmp(bytes, text, wanted) == 0)
			return true;
		bytes++;
	}
	return false;
}

const char *dos_stub_extender(struct image_reader *reader, uint64_t header)
{
	size_t length = header < MAX_STUB ? (size_t)header : MAX_STUB;
	char stub[MAX_STUB];

	/* Every text is looked for once. */
	if (!image_spend(reader, length * COUNT_OF(extenders) / 2) ||
		!view_copy(reader->file, 0, length, stub))
		return NULL;
	for (size_t i = 0; i < COUNT_OF(extenders); i++)
		if (contains(stub, length, extenders[i].text))
			return extenders[i].name;
	return NULL;
}
