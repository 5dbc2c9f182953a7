/*
 * Identities of side-by-side assemblies: versions, what a reference asks for, and the names that
 * WinSxS files an assembly under (docs "Assembly Names", "Assembly versions", "Assembly Searching
 * Sequence"). Nothing here looks at a disk.
 */
#ifndef COMPATSCAN_HOST_LOADER_ASSEMBLY_IDENTITY_H
#define COMPATSCAN_HOST_LOADER_ASSEMBLY_IDENTITY_H

#include "scanner/image/image.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct assembly_version {
	uint16_t parts[4]; /* major, minor, build, revision */
};

/* Four numbers with dots between them; false, with *out untouched, for anything else. */
bool assembly_version_read(const char *text, struct assembly_version *out);

/* Below, at or above 0, as the first version is older than, the same as or newer than the other. */
int assembly_version_compare(
	const struct assembly_version *one, const struct assembly_version *other);

/* Whether the two have one major and one minor number. */
bool assembly_version_same_family(
	const struct assembly_version *one, const struct assembly_version *other);

/* Whether a version lies in what an oldVersion attribute says: one version, or two with a hyphen
 * between them. A range that cannot be read holds nothing. */
bool assembly_version_in(const char *range, const struct assembly_version *version);

/* Whether a language is none in particular: NULL, "", "*", "neutral"; "x-ww" and "none" in WinSxS.
 */
bool assembly_language_is_neutral(const char *language);

/* Whether a definition is what a reference asks for, versions left aside. What the reference leaves
 * out, and "*", fits all. */
bool assembly_fits(const struct image_assembly *reference, const struct image_assembly *definition);

/*
 * How the names begin under which WinSxS files an assembly:
 * "x86_Microsoft.VC90.CRT_1fc8b3b9a1e18e3b_" in front of 9.0.30729.1_x-ww_6f74963e. It drops what
 * is no letter, digit, dot, hyphen or underscore, and of a long name keeps both ends with two dots
 * between them: 64 characters, from Vista on (`components`) 40. What is left is ASCII, compared
 * without regard to case. Source: "What's that awful directory name under Windows\WinSxS?", J.
 * Wiswall, Microsoft.
 */
const char *store_prefix(struct arena *arena, const char *architecture, const char *name,
	const char *token, bool components);

/* What stands behind that: the version, which folders of policies do not have, and the language. */
struct store_name {
	struct assembly_version version;
	const char *language; /* points into the text */
	size_t language_length;
};

/* False when the text has not that form. */
bool store_name_read(const char *text, size_t length, bool versioned, struct store_name *out);

#endif
