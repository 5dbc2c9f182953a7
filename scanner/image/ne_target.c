/* Which system an NE image is for. */
#include "scanner/image/ne.h"

#include "scanner/base/text.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	FIRST_LINKER_WITH_TARGET = 5, /* LINK4 knew no byte 36 */

	/* Byte 37: the Windows 2 resource compiler says that protected mode and proportional fonts
	 * are no surprise to the program. */
	FLAGS_OF_WINDOWS_2 = 0x02 | 0x04,
};

/* Byte 36. 3 is multitasking (European) MS-DOS 4, 5 Borland's operating system services. */
static const struct {
	uint8_t code;
	enum image_target target;
} targets[] = {
	{1, IMAGE_TARGET_OS2}, {2, IMAGE_TARGET_WINDOWS}, {3, IMAGE_TARGET_DOS4},
	{4, IMAGE_TARGET_WINDOWS386}, {5, IMAGE_TARGET_BOSS},
	{6, IMAGE_TARGET_DOS},        /* HX DOS extender (DPMILD32.EXE) */
	{0x81, IMAGE_TARGET_PHARLAP}, /* 286|DOS-Extender, OS/2 program */
	{0x82, IMAGE_TARGET_PHARLAP}, /* 286|DOS-Extender, Windows program */
};

/*
 * Linkers before Windows 3 left byte 36 zero; the modules that only one system has tell. DISPLAY,
 * MOUSE, NLS and MSG are not here: both systems have them.
 */
static const struct {
	const char *module;
	enum image_target target;
} system_modules[] = {
	{"KERNEL", IMAGE_TARGET_WINDOWS},
	{"USER", IMAGE_TARGET_WINDOWS},
	{"GDI", IMAGE_TARGET_WINDOWS},
	{"SYSTEM", IMAGE_TARGET_WINDOWS},
	{"KEYBOARD", IMAGE_TARGET_WINDOWS},
	{"SOUND", IMAGE_TARGET_WINDOWS},
	{"COMM", IMAGE_TARGET_WINDOWS},
	{"WIN87EM", IMAGE_TARGET_WINDOWS},
	{"SHELL", IMAGE_TARGET_WINDOWS},
	{"COMMDLG", IMAGE_TARGET_WINDOWS},
	{"MMSYSTEM", IMAGE_TARGET_WINDOWS},
	{"TOOLHELP", IMAGE_TARGET_WINDOWS},
	{"LZEXPAND", IMAGE_TARGET_WINDOWS},
	{"DDEML", IMAGE_TARGET_WINDOWS},
	{"OLECLI", IMAGE_TARGET_WINDOWS},
	{"OLESVR", IMAGE_TARGET_WINDOWS},
	{"PENWIN", IMAGE_TARGET_WINDOWS},
	{"WINSOCK", IMAGE_TARGET_WINDOWS},
	{"DOSCALLS", IMAGE_TARGET_OS2},
	{"VIOCALLS", IMAGE_TARGET_OS2},
	{"KBDCALLS", IMAGE_TARGET_OS2},
	{"MOUCALLS", IMAGE_TARGET_OS2},
	{"SESMGR", IMAGE_TARGET_OS2},
	{"QUECALLS", IMAGE_TARGET_OS2},
	{"MONCALLS", IMAGE_TARGET_OS2},
	{"NAMPIPES", IMAGE_TARGET_OS2},
	{"ANSICALL", IMAGE_TARGET_OS2},
	{"BKSCALLS", IMAGE_TARGET_OS2},
	{"BMSCALLS", IMAGE_TARGET_OS2},
	{"BVSCALLS", IMAGE_TARGET_OS2},
	{"PMWIN", IMAGE_TARGET_OS2},
	{"PMGPI", IMAGE_TARGET_OS2},
	{"PMGRE", IMAGE_TARGET_OS2},
	{"PMPIC", IMAGE_TARGET_OS2},
	{"PMSHAPI", IMAGE_TARGET_OS2},
	{"PMSPL", IMAGE_TARGET_OS2},
	{"PMVIOP", IMAGE_TARGET_OS2},
	{"HELPMGR", IMAGE_TARGET_OS2},
};

/* How the descriptions of Windows fonts and drivers have to begin (SDK and DDK, DESCRIPTION
 * statement); these often import nothing. */
static const char *const windows_descriptions[] = {"FONTRES ", "DDRV ", "DISPLAY :"};

bool ne_target_is_known(uint8_t code)
{
	for (size_t i = 0; i < COUNT_OF(targets); i++)
		if (targets[i].code == code)
			return true;
	return !code;
}

static bool is_of_old_linker(const struct ne *ne)
{
	return ne->linker_major && ne->linker_major < FIRST_LINKER_WITH_TARGET;
}

static enum image_target target_of_imports(const struct ne *ne)
{
	for (uint16_t index = 0; index < ne->module_count && index < MAX_IMPORTED_MODULES;
		index++) {
		const char *module = ne_module(ne, index);

		if (!module)
			break;
		for (size_t i = 0; i < COUNT_OF(system_modules); i++)
			if (text_same_keyword(system_modules[i].module, module))
				return system_modules[i].target;
	}
	return IMAGE_TARGET_UNKNOWN;
}

static bool is_described_for_windows(const struct ne *ne)
{
	char text[256];
	uint8_t length;

	if (!ne->nonresident_names_size || !image_spend(ne->reader, sizeof(text) / 8) ||
		!view_pascal_text(ne->reader->file, ne->nonresident_names, text, &length))
		return false;
	for (size_t i = 0; i < COUNT_OF(windows_descriptions); i++) {
		size_t wanted = strlen(windows_descriptions[i]);

		if (wanted <= length && memcmp(text, windows_descriptions[i], wanted) == 0)
			return true;
	}
	return false;
}

static enum image_target target_untold(const struct ne *ne)
{
	enum image_target target = target_of_imports(ne);

	/* Multitasking MS-DOS had DOSCALLS first, and went when the linker became 5.0. */
	if (target == IMAGE_TARGET_OS2 && is_of_old_linker(ne))
		return IMAGE_TARGET_DOS4;
	if (target != IMAGE_TARGET_UNKNOWN)
		return target;
	/* Fields that only the resource compiler of Windows fills, and, of the three systems that
	 * LINK4 served, the one whose programs do not all import DOSCALLS. */
	if (is_of_old_linker(ne) || ne->expected_windows || ne->other_flags & FLAGS_OF_WINDOWS_2 ||
		is_described_for_windows(ne))
		return IMAGE_TARGET_WINDOWS;
	return IMAGE_TARGET_UNKNOWN;
}

enum image_target ne_target(const struct ne *ne)
{
	if (!ne->target)
		return target_untold(ne);
	for (size_t i = 0; i < COUNT_OF(targets); i++)
		if (targets[i].code == ne->target)
			return targets[i].target;
	image_problem(ne->reader, "unknown-target", ne->header + NE_TARGET,
		"target operating system 0x%02X is not known", ne->target);
	return IMAGE_TARGET_UNKNOWN;
}

bool ne_is_for_windows(const struct ne *ne)
{
	enum image_target target = ne->reader->image->target;

	return target == IMAGE_TARGET_WINDOWS || target == IMAGE_TARGET_WINDOWS386 ||
	       ne->target == NE_TARGET_PHARLAP_WINDOWS;
}

bool ne_has_windows_version(const struct ne *ne)
{
	enum image_target target = ne->reader->image->target;

	/* Windows 3 takes what LINK4 left there for 2.01, whatever it is; in GDI.EXE of
	 * Windows 1.03 it is 203.4. */
	return (target == IMAGE_TARGET_WINDOWS || target == IMAGE_TARGET_WINDOWS386) &&
	       ne->expected_windows && !is_of_old_linker(ne);
}
