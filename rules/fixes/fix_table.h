/*
 * What support articles say of fixed files, as the checks fixes and level have it in their fields:
 * articles with the versions at which a fix arrived, and levels (releases and service packs) with
 * the version that each begins at.
 */
#ifndef COMPATSCAN_RULES_FIXES_FIX_TABLE_H
#define COMPATSCAN_RULES_FIXES_FIX_TABLE_H

#include "rules/language/field.h"
#include "rules/facts/version.h"

enum {
	MAX_FIX_LEVELS = 64,
	MAX_FIX_ARTICLES = 4096,
	MAX_FILES_OF_FIX = 256,
	/* Each is looked for in every folder of the check. */
	MAX_FIX_FILE_NAMES = 1024,
};

/* A release or service pack; it holds all that is older. */
struct fix_level {
	const char *name;
	struct version_number version;
};

struct fix_level_list {
	const struct fix_level *items; /* from the oldest on; at least one */
	size_t count;
};

/* One file of an article: fixed at this version and later. */
struct fix_file {
	size_t name; /* index into the table's names */
	struct version_number version;
};

struct fix_article {
	const char *id;
	const char *first_in; /* the level that held the fix first, in words; NULL: not told */
	const struct fix_file *files; /* at least one */
	size_t file_count;
};

struct fix_table {
	const char **names; /* of all files, each once */
	size_t name_count;
	struct fix_article *articles;
	size_t article_count;
};

extern const struct field_type field_levels;   /* loaded: struct fix_level_list */
extern const struct field_type field_articles; /* loaded: struct fix_table */

/* The newest level that is not newer than version; NULL when all are. */
const struct fix_level *fix_level_of(
	const struct fix_level_list *levels, const struct version_number *version);

/* Whether the version belongs to the product line: from its first level on, and below the version
 * at which another product begins. */
bool fix_line_holds(const struct fix_level_list *levels, const struct version_number *below,
	const struct version_number *version);

/* The level of this name, or NULL. */
const struct fix_level *fix_level_named(const struct fix_level_list *levels, const char *name);

#endif
