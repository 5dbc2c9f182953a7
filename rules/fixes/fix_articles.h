/* Articles against the files that are installed: each is judged by itself. */
#ifndef COMPATSCAN_RULES_FIXES_FIX_ARTICLES_H
#define COMPATSCAN_RULES_FIXES_FIX_ARTICLES_H

#include "rules/fixes/fix_files.h"

enum article_state {
	ARTICLE_ELSEWHERE,  /* none of its files is installed */
	ARTICLE_PRESENT,    /* all files at or above their versions */
	ARTICLE_SUPERSEDED, /* all files above */
	ARTICLE_MISSING,    /* a file is older */
	/* A file is older, but another is of a level that holds the fix: a service pack that was
	 * applied in part, or one that left the file as it was. */
	ARTICLE_MIXED,
	ARTICLE_UNTOLD, /* a file cannot be judged, or is not there though others are */
	ARTICLE_STATES,
};

struct judged_article {
	const struct fix_article *article;
	enum article_state state;
	struct version_number newest; /* of the versions it asks for */
	/* That holds the fix: the one its article names, else the next after its versions; NULL
	 * when there is none. */
	const struct fix_level *level;
	const struct fix_file *proof; /* the file that decided: the older one, the untold one */
};

struct judged_fixes {
	const struct fix_table *table;
	const struct fixed_file *files;  /* in the order of table->names */
	struct judged_article *articles; /* the newest first */
	size_t counts[ARTICLE_STATES];
};

/* Judges all articles of a table by its files. */
struct judged_fixes fixes_judge(struct arena *arena, const struct fix_line *line,
	const struct fix_table *table, const struct fixed_file *files);

/* The newest article that the files satisfy; NULL when there is none. */
const struct judged_article *fixes_newest_satisfied(const struct judged_fixes *fixes);

/* Whether the file is known to be at or above a version. */
bool fixed_file_reaches(const struct fixed_file *file, const struct version_number *version);

/* Whether one of the files is there, or might be. */
bool fixed_files_any(const struct fixed_file *files, size_t count);

#endif
