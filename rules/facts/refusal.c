#include "rules/facts/refusal.h"

#include "rules/facts/image_facts.h"
#include "scanner/host/machine/processor.h"
#include "scanner/host/start/image_walk.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum {
	MACHINE_ARM64EC = 0xA641,
	MACHINE_ARM64X = 0xA64E,
};

/* A command line shows the text of the error, the desktop a box of its own. Which of 193 and 216
 * comes depends on who asks; both were seen. */
#define BAD_FORMAT "193 (\"${name} is not a valid Win32 application.\")"
#define MISMATCH                                                                                   \
	"216 (\"This version of ${name} is not compatible with the version of Windows you're "     \
	"running. ...\")"
#define SEEN_16_BIT                                                                                \
	"starting it ends with error " BAD_FORMAT " or " MISMATCH "; both have been seen. The "    \
	"desktop shows \"Unsupported 16-Bit Application\" or \"This app can't run on your PC\""
#define SEEN_OTHER_MACHINE                                                                         \
	"starting it ends with error " MISMATCH ", or 193, which has been seen too. The desktop "  \
	"shows \"This app can't run on your PC\""
#define SEEN_MODULE                                                                                \
	"LoadLibrary ends with error " BAD_FORMAT                                                  \
	", and the program that loads it mostly goes on without it and says nothing"
#define SEEN_DRIVER                                                                                \
	"starting it ends with error " BAD_FORMAT                                                  \
	" or, likely, 1275 (\"This driver has been blocked from loading\")"

/* The first row that fits counts. */
static const struct {
	struct refusal refusal;
	enum image_use use;
	enum image_kind kind; /* IMAGE_NONE: any */
} refusals[] = {
	{{"dos", "193 or 216", "C0000130", SEEN_16_BIT}, USE_PROGRAM, IMAGE_MZ},
	{{"dos", "193 or 216", "C000012F", SEEN_16_BIT}, USE_PROGRAM, IMAGE_NONE},
	{{"dos-extender", "193 or 216", "C000012E", SEEN_16_BIT}, USE_PROGRAM, IMAGE_LE},
	{{"dos-extender", "193 or 216", "", SEEN_16_BIT}, USE_PROGRAM, IMAGE_NONE},
	{{"win16", "193 or 216", "C0000131", SEEN_16_BIT}, USE_PROGRAM, IMAGE_NE},
	{{"os2", "193 or 216", "C000011B", SEEN_16_BIT}, USE_PROGRAM, IMAGE_NE},
	{{"os2", "193 or 216", "C000012E", SEEN_16_BIT}, USE_PROGRAM, IMAGE_LE},
	{{"os2", "193 or 216", "", SEEN_16_BIT}, USE_PROGRAM, IMAGE_LX},
	{{"vxd", "193", "C000012E", SEEN_DRIVER}, USE_DRIVER, IMAGE_LE},
	{{"vxd", "193 or 216", "C000012E", SEEN_16_BIT}, USE_PROGRAM, IMAGE_LE},
	{{"other-16-bit", "193 or 216", "", SEEN_16_BIT}, USE_PROGRAM, IMAGE_NONE},
	{{"other-machine", "216", "4000000E", SEEN_OTHER_MACHINE}, USE_PROGRAM, IMAGE_NONE},
	{{"other-system", "216", "", SEEN_OTHER_MACHINE}, USE_PROGRAM, IMAGE_NONE},
	{{"", "193", "C000007B", SEEN_MODULE}, USE_MODULE, IMAGE_NONE},
	{{"", "193 or 1275", "C000007B", SEEN_DRIVER}, USE_DRIVER, IMAGE_NONE},
	{{"", "193 or 216", "", SEEN_16_BIT}, USE_PROGRAM, IMAGE_NONE},
};

const struct refusal *refusal_of(
	const struct image *image, const char *case_name, enum image_use use)
{
	size_t i = 0;

	while (i + 1 < COUNT_OF(refusals) &&
		(refusals[i].use != use ||
			(*refusals[i].refusal.case_name &&
				strcmp(refusals[i].refusal.case_name, case_name) != 0) ||
			(refusals[i].kind != IMAGE_NONE && refusals[i].kind != image->kind)))
		i++;
	return &refusals[i].refusal;
}

const char *windows_title(enum windows_kind windows)
{
	static const char *const titles[WINDOWS_KINDS] = {[WINDOWS_X86_64] = "64-bit Windows",
		[WINDOWS_ARM64] = "Windows on ARM64",
		[WINDOWS_X86] = "32-bit Windows"};

	return titles[windows];
}

/* A machine of the PE header, for each use of each Windows: how it runs, or NULL. */
static const struct {
	enum windows_kind windows;
	uint16_t machine;
	bool module, driver; /* of use there too, and not in a program alone */
	const char *how;
} runs[] = {
	{WINDOWS_X86_64, MACHINE_AMD64, true, true, "as it is"},
	{WINDOWS_X86_64, MACHINE_I386, false, false, "through WOW64"},
	{WINDOWS_ARM64, MACHINE_ARM64, true, true, "as it is"},
	{WINDOWS_ARM64, MACHINE_ARM64X, true, true, "as it is"},
	{WINDOWS_ARM64, MACHINE_ARM64EC, false, false, "as it is"},
	{WINDOWS_ARM64, MACHINE_I386, false, false, "through emulation"},
	{WINDOWS_ARM64, MACHINE_AMD64, false, false, "through emulation, from Windows 11 on"},
	{WINDOWS_X86, MACHINE_I386, true, true, "as it is"},
};

static struct image_fate refused(const char *case_name)
{
	return (struct image_fate){.fate = FATE_REFUSED, .case_name = case_name};
}

static struct image_fate not_meant(const char *why)
{
	return (struct image_fate){.fate = FATE_NOT_MEANT, .how = why};
}

static struct image_fate untold(const char *why)
{
	return (struct image_fate){.fate = FATE_UNTOLD, .how = why};
}

/* 16-bit programs for DOS and Windows run on 32-bit Windows alone; in a 32-bit process and in the
 * kernel nothing of 16 bits does. */
static struct image_fate fate_of_16_bit(
	enum windows_kind windows, enum image_use use, const char *case_name)
{
	if (windows == WINDOWS_X86 && use == USE_PROGRAM && strcmp(case_name, "os2") != 0 &&
		strcmp(case_name, "vxd") != 0 && strcmp(case_name, "other-16-bit") != 0)
		return (struct image_fate){.fate = FATE_RUNS,
			.case_name = case_name,
			.how = "through NTVDM, which from Windows 8 on is an optional feature"};
	return refused(case_name);
}

/* Of what is neither PE nor TE. */
static const char *case_of_old_image(const struct image *image)
{
	switch (image->kind) {
	case IMAGE_NE:
		if (image->target == IMAGE_TARGET_WINDOWS ||
			image->target == IMAGE_TARGET_WINDOWS386)
			return "win16";
		return image->target == IMAGE_TARGET_OS2 ? "os2" : "other-16-bit";
	case IMAGE_LE:
	case IMAGE_LX:
		if (image->dos_extender)
			return "dos-extender";
		if (image->vxd.present || image->target == IMAGE_TARGET_WINDOWS386)
			return "vxd";
		return image->target == IMAGE_TARGET_OS2 ? "os2" : "dos-extender";
	case IMAGE_W3:
	case IMAGE_W4:
		return "vxd";
	case IMAGE_P2:
	case IMAGE_P3:
	case IMAGE_MP:
	case IMAGE_BW:
		return "dos-extender";
	default:
		return "dos";
	}
}

/* What Windows does not start by name at all, whatever it is made for. */
static const char *why_not_meant(const struct image *image, enum image_use use)
{
	if (image->target == IMAGE_TARGET_EFI)
		return "it is a program of the firmware, and Windows starts none of these";
	if (use == USE_PROGRAM && image->target == IMAGE_TARGET_NATIVE)
		return "it is a part of the NT kernel or a driver, which is not started as a "
		       "program";
	if (use == USE_PROGRAM && image->dll)
		return "it is a library, which is not started as a program";
	return NULL;
}

static struct image_fate fate_of_pe(
	const struct image *image, enum windows_kind windows, enum image_use use)
{
	const char *why = why_not_meant(image, use);

	if (why)
		return not_meant(why);
	if (image->target == IMAGE_TARGET_POSIX || image->target == IMAGE_TARGET_OS2 ||
		image->target == IMAGE_TARGET_CE)
		return refused("other-system");
	/* It takes the word size of its process, whatever its header says. */
	if (image->clr.present && use != USE_DRIVER && windows != WINDOWS_X86 &&
		image->clr.bits_on_64bit == 64 && image->machine_code == MACHINE_I386)
		return (struct image_fate){.fate = FATE_RUNS, .how = "as a .NET image"};
	for (size_t i = 0; i < COUNT_OF(runs); i++)
		if (runs[i].windows == windows && runs[i].machine == image->machine_code &&
			(use == USE_PROGRAM || (use == USE_MODULE && runs[i].module) ||
				(use == USE_DRIVER && runs[i].driver)))
			return (struct image_fate){.fate = FATE_RUNS, .how = runs[i].how};
	if (windows == WINDOWS_ARM64 && image->machine_code == MACHINE_ARMNT && use == USE_PROGRAM)
		return untold("32-bit ARM programs run on some releases of Windows on ARM64 and "
			      "not on others");
	if (use == USE_MODULE && windows != WINDOWS_X86 && image->bits == 32 &&
		image->machine_code == MACHINE_I386)
		return refused("module-32-bit");
	if (use == USE_DRIVER && windows != WINDOWS_X86 && image->machine_code == MACHINE_I386)
		return refused("driver-32-bit");
	return refused("other-machine");
}

/* A copy that broke off may look like an older kind of program than it is. */
static struct image_fate fate_of_damaged(struct arena *arena, const struct image *image)
{
	if (image->kind == IMAGE_PE32 || image->kind == IMAGE_PE32PLUS)
		return untold(arena_printf(arena,
			"it is a PE image that is damaged or cut short (%s); Windows refuses such "
			"a file wherever it is, and what it was made for cannot be relied on",
			image_doubt(image)));
	return untold(arena_printf(arena,
		"it is damaged or cut short (%s), so what kind of program it is could not be told",
		image_doubt(image)));
}

struct image_fate image_fate(struct arena *arena, const struct image *image, const char *path,
	enum windows_kind windows, enum image_use use)
{
	if (image->kind == IMAGE_NONE) {
		if (use == USE_PROGRAM && is_com_program(path, image->size))
			return fate_of_16_bit(windows, use, "dos");
		return not_meant("it is no executable image");
	}
	if (is_font_library(image))
		return not_meant("it is a library of fonts, which every Windows takes");
	if (image->kind == IMAGE_TE)
		return not_meant(why_not_meant(image, use));
	if (image->kind == IMAGE_PE32 || image->kind == IMAGE_PE32PLUS)
		return image_doubt(image) ? fate_of_damaged(arena, image)
					  : fate_of_pe(image, windows, use);
	/* A new header, once seen, settles what it is. */
	if (image->kind == IMAGE_MZ && image_doubt(image))
		return fate_of_damaged(arena, image);
	return fate_of_16_bit(windows, use, case_of_old_image(image));
}
