/*
 * The DOS extender by name: what the stubs of the known ones, or the extenders themselves, print or
 * look for. The words stand in the code and data that DOS loads, the first kilobytes of it.
 */
#include "scanner/image/dos_extender.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	E_CPARHDR = 0x08,
	PARAGRAPH = 16,
	MAX_STUB = 16 * 1024, /* DPMILD32 has its name after 12 */
	STUB_WORK = 8,        /* bytes looked at for the price of one unit */
};

/* The first that is found counts, so the longer of two similar words stands in front. */
static const struct {
	const char *words;
	const char *name;
	bool loads_unknown; /* also runs formats that are not read here, from behind the MZ image */
} extenders[] = {
	{"DOS/4GW", "DOS/4GW", false},
	{"DOS4GW", "DOS/4GW", false},
	{"dos4gw", "DOS/4GW", false},
	{"DOS/4G", "DOS/4G", false},
	{"DOS/16M", "DOS/16M", false},
	{"PMODE/W", "PMODE/W", false},
	{"STUB/32A", "DOS/32A", true},
	{"STUB/32C", "DOS/32A", true},
	{"DOS/32A", "DOS/32A", true},
	{"CauseWay DOS Extender", "CauseWay", true},
	{"32rtm", "Borland 32RTM", false},
	{"32RTM", "Borland 32RTM", false},
	{"rtm.exe", "Borland RTM", false},
	{"BOSS Stub", "Borland BOSS", false},
	{"DPMILD32", "HX", false},
	{"HDPMI", "HX", false},
	{"DPMILD16", "HX", false},
	{"DOSWIN32.RTM", "DosWin32", false},
	{"$WdX", "WDOSX", true},
	{"WDOSX", "WDOSX", false},
	{"go32stub", "DJGPP go32", true},
	{"StubInfoMagic!!", "DJGPP go32", true},
	{"TNT DOS-Extender", "Phar Lap TNT", false},
	{"Phar Lap", "Phar Lap", false},
};

static bool contains(const char *bytes, size_t length, const char *words)
{
	size_t wanted = strlen(words);
	const char *at = bytes;

	while (length - (size_t)(at - bytes) >= wanted) {
		at = memchr(at, words[0], length - (size_t)(at - bytes) - wanted + 1);
		if (!at)
			return false;
		if (memcmp(at, words, wanted) == 0)
			return true;
		at++;
	}
	return false;
}

void dos_find_extender(struct image_reader *reader, uint64_t end)
{
	struct image *image = reader->image;
	uint16_t e_cparhdr = 0;
	uint64_t start;
	size_t length;
	char *stub;

	view_u16(reader->file, E_CPARHDR, &e_cparhdr);
	start = (uint64_t)e_cparhdr * PARAGRAPH;
	if (end > reader->file->size)
		end = reader->file->size;
	if (image->dos_extender || start >= end)
		return;
	length = end - start < MAX_STUB ? (size_t)(end - start) : MAX_STUB;
	if (!image_spend(reader, length / STUB_WORK))
		return;
	stub = arena_alloc(reader->arena, length);
	if (!view_copy(reader->file, start, length, stub))
		return;
	for (size_t i = 0; i < COUNT_OF(extenders); i++)
		if ((extenders[i].loads_unknown || image->kind != IMAGE_MZ) &&
			contains(stub, length, extenders[i].words)) {
			image->dos_extender = extenders[i].name;
			return;
		}
}
