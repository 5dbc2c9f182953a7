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
	bool loads_others; /* COFF of DJGPP, LC of DOS/32A, 3P of CauseWay: they stay DOS programs
			    */
} extenders[] = {
	{"DOS/4GW", "DOS/4GW", false},
	{"DOS4GW", "DOS/4GW", false},
	{"dos4gw", "DOS/4GW", false}, /* Watcom's stub looks for the file */
	{"DOS/4G", "DOS/4G", false},
	{"DOS/16M", "DOS/16M", false},
	{"DOS/32A", "DOS/32A", true},
	{"STUB/32", "DOS/32A", true},
	{"PMODE/W", "PMODE/W", false},
	{"CauseWay", "CauseWay", true},
	{"WDOSX", "WDOSX", true},
	{"$WdX", "WDOSX", true},
	{"DPMILD32", "HX", false}, /* the loader of HX for PE files */
	{"DPMILD16", "HX", false}, /* and for NE */
	{"HDPMI", "HX", false},    /* and its DPMI host */
	{"32RTM", "Borland 32RTM", false},
	{"32rtm", "Borland 32RTM", false},
	{"rtm.exe", "Borland RTM", false},
	{"BOSS Stub", "Borland BOSS", false},
	{"DOSWIN32.RTM", "DosWin32", false},
	{"go32stub", "DJGPP go32", true},
	{"StubInfoMagic!!", "DJGPP go32", true}, /* of its version 1 */
	{"TNT DOS-Extender", "Phar Lap TNT", false},
	{"Phar Lap", "Phar Lap", false},
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

static const char *find_extender(struct image_reader *reader, uint64_t end, bool only_loaders)
{
	size_t length = end < MAX_STUB ? (size_t)end : MAX_STUB;
	char stub[MAX_STUB];

	/* Every text is looked for once. */
	if (!image_spend(reader, length * COUNT_OF(extenders) / 2) ||
		!view_copy(reader->file, 0, length, stub))
		return NULL;
	for (size_t i = 0; i < COUNT_OF(extenders); i++)
		if ((!only_loaders || extenders[i].loads_others) &&
			contains(stub, length, extenders[i].text))
			return extenders[i].name;
	return NULL;
}

const char *dos_stub_extender(struct image_reader *reader, uint64_t header)
{
	return find_extender(reader, header, false);
}

const char *dos_stub_loader(struct image_reader *reader, uint64_t end)
{
	return find_extender(reader, end, true);
}
