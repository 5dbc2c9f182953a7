#include "rules/facts/image_facts.h"

#include "rules/checks/check.h"
#include "scanner/base/text.h"

#include <string.h>

struct image_wish image_wish_of(const struct check *check)
{
	return (struct image_wish){
		.kind = check_value(check, "kind"),
		.machine = check_value(check, "machine"),
		.target = check_value(check, "target"),
	};
}

static const struct {
	enum image_kind kind;
	const char *title;
} titles[] = {
	{IMAGE_NONE, "no executable image"},
	{IMAGE_MZ, "16-bit DOS program (mz)"},
	{IMAGE_W3, "collection of virtual device drivers (w3)"},
	{IMAGE_W4, "collection of virtual device drivers (w4)"},
};

static const struct {
	enum image_target target;
	const char *title;
} systems[] = {
	{IMAGE_TARGET_UNKNOWN, "unknown system"},
	{IMAGE_TARGET_DOS, "DOS"},
	{IMAGE_TARGET_WINDOWS, "Windows"},
	{IMAGE_TARGET_OS2, "OS/2"},
	{IMAGE_TARGET_DOS4, "European DOS 4"},
	{IMAGE_TARGET_WINDOWS386, "Windows 386"},
	{IMAGE_TARGET_BOSS, "Borland's system"},
	{IMAGE_TARGET_EFI, "EFI"},
	{IMAGE_TARGET_NATIVE, "native NT"},
	{IMAGE_TARGET_CE, "Windows CE"},
	{IMAGE_TARGET_POSIX, "POSIX"},
	{IMAGE_TARGET_PHARLAP, "Phar Lap"},
};

static const char *system_title(enum image_target target)
{
	for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
		if (systems[i].target == target)
			return systems[i].title;
	return "unknown system";
}

const char *image_title(struct arena *arena, const struct image *image)
{
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (titles[i].kind == image->kind)
			return titles[i].title;
	if (image->vxd.present)
		return arena_printf(arena, "%d-bit virtual device driver for %s (%s)", image->bits,
			image->machine, image_kind_name(image->kind));
	return arena_printf(arena, "%d-bit %s %s for %s (%s)", image->bits,
		system_title(image->target), image->dll ? "library" : "program",
		image->machine ? image->machine : "an unknown machine",
		image_kind_name(image->kind));
}

static const char *names_text(
	struct arena *arena, const char *between, const struct field_value *names)
{
	const char *text = "";

	for (size_t i = 0; names && i < names->count; i++)
		text = arena_printf(
			arena, "%s%s%s", i ? text : between, i ? " or " : "", names->list[i]);
	return text;
}

const char *image_wish_text(struct arena *arena, struct image_wish wish)
{
	return arena_printf(arena, "%s%s%s",
		wish.kind ? names_text(arena, "", wish.kind) : "any image",
		names_text(arena, " for ", wish.target), names_text(arena, " on ", wish.machine));
}

static const char *case_of_ne(const struct image *image)
{
	if (image->target == IMAGE_TARGET_WINDOWS || image->target == IMAGE_TARGET_WINDOWS386)
		return "ne-windows";
	return image->target == IMAGE_TARGET_OS2 ? "ne-os2" : "ne-other";
}

static const char *case_of_kind(const struct image *image)
{
	switch (image->kind) {
	case IMAGE_MZ:
		return "dos";
	case IMAGE_NE:
		return case_of_ne(image);
	case IMAGE_LX:
		return "lx";
	case IMAGE_LE:
	case IMAGE_W3:
	case IMAGE_W4:
		return "le";
	case IMAGE_P2:
	case IMAGE_P3:
	case IMAGE_MP:
	case IMAGE_BW:
		return "dos-extender";
	case IMAGE_PE32PLUS:
		return "pe32plus";
	case IMAGE_PE32:
	case IMAGE_TE:
		return "other-system";
	case IMAGE_NONE:
		break;
	}
	return "not-an-image";
}

/* An ARM64X image holds code for ARM64 beside that for emulated programs. */
static bool runs_on(const struct image *image, const struct field_value *machines)
{
	return image->machine &&
	       (field_lists(machines, image->machine) ||
		       (strcmp(image->machine, "arm64x") == 0 && field_lists(machines, "arm64")));
}

const char *image_misfit(const struct image *image, struct image_wish wish)
{
	if (wish.kind && !field_lists(wish.kind, image_kind_name(image->kind)))
		return case_of_kind(image);
	if (wish.machine && !runs_on(image, wish.machine))
		return "other-machine";
	if (wish.target && !field_lists(wish.target, image_target_name(image->target)))
		return "other-system";
	return problem_list_has(&image->problems, "truncated") ? "damaged" : NULL;
}

const char *image_version_text(struct arena *arena, const struct image *image)
{
	const uint16_t *file = image->version.file;

	if (!image->version.fixed_present)
		return NULL;
	return arena_printf(arena, "%u.%u.%u.%u", file[0], file[1], file[2], file[3]);
}

const char *image_version_string(const struct image *image, const char *key, const char *absent)
{
	for (size_t i = 0; i < image->version.string_count; i++)
		if (text_same_keyword(image->version.strings[i].key, key))
			return image->version.strings[i].value;
	return absent;
}

const struct image *verdict_image(
	struct evaluation *evaluation, struct verdict *verdict, struct host_file *file)
{
	struct tree *tree = &evaluation->host->tree;
	const struct image *image = host_file_image(tree, file);

	if (!image)
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena, "%s",
			host_file_unreadable(tree, file));
	return image;
}

const struct search_candidate *candidate_wanted(
	struct evaluation *evaluation, const struct search_result *search, struct image_wish wish)
{
	for (size_t i = 0; i < search->count; i++) {
		const struct image *image =
			host_file_image(&evaluation->host->tree, search->candidates[i].file);

		if (image && !image_misfit(image, wish))
			return &search->candidates[i];
	}
	return search_winner(search);
}
