/* What an image is, in words for a person and in comparisons for the checks. */
#ifndef COMPATSCAN_RULES_FACTS_IMAGE_FACTS_H
#define COMPATSCAN_RULES_FACTS_IMAGE_FACTS_H

#include "rules/evaluation/evaluation.h"
#include "scanner/image/image.h"

/* What a rule wants an image to be: one of the names in each field; a NULL field asks for nothing.
 */
struct image_wish {
	const struct field_value *kind;
	const struct field_value *machine;
	const struct field_value *target;
};

/* The wish in a rule's fields kind, machine and target. */
struct image_wish image_wish_of(const struct check *check);

/* "pe32 for windows on i386"; "any image" when no kind is asked for. */
const char *image_wish_text(struct arena *arena, struct image_wish wish);

/* "32-bit Windows program for i386 (pe32)". */
const char *image_title(struct arena *arena, const struct image *image);

/*
 * The case in which an image is not what a rule wants: one of IMAGE_CASES, whose sentences name the
 * file as NAME does, or NULL when it fits. The names are those the packs explain: each generation
 * of intruder has its own.
 */
const char *image_misfit(const struct image *image, struct image_wish wish);

#define IMAGE_CASES(NAME)                                                                          \
	{"dos", NAME " is a DOS program", "kind"},                                                 \
		{"ne-windows", NAME " is a 16-bit Windows image", "kind"},                         \
		{"ne-os2", NAME " is a 16-bit OS/2 image", "kind"},                                \
		{"ne-other", NAME " is a 16-bit image of an unknown system", "kind"},              \
		{"lx", NAME " is an OS/2 image (LX)", "kind"},                                     \
		{"le", NAME " is a virtual device driver or DOS extender's image (LE)", "kind"},   \
		{"dos-extender", NAME " is an image for a DOS extender", "kind"},                  \
		{"pe32plus", NAME " is a 64-bit image", "kind"},                                   \
		{"other-machine", NAME " is for another processor: ${image}", "machine"},          \
		{"other-system", NAME " is for another system: ${image}", "kind target"},          \
		{"not-an-image", NAME " is no executable image"},                                  \
	{                                                                                          \
		"damaged", NAME " ends before its image does"                                      \
	}

/* "8.50.0.0", or NULL when there is no fixed version. */
const char *image_version_text(struct arena *arena, const struct image *image);

/* A text of the version resource; absent when it has none under this key. */
const char *image_version_string(const struct image *image, const char *key, const char *absent);

/* The image in a file; NULL, with the verdict unknown, when it cannot be read. */
const struct image *verdict_image(
	struct evaluation *evaluation, struct verdict *verdict, struct host_file *file);

/* The first copy a search found that is what a rule wants, or, when none is, the one that wins;
 * NULL when nothing was found. */
const struct search_candidate *candidate_wanted(
	struct evaluation *evaluation, const struct search_result *search, struct image_wish wish);

#endif
