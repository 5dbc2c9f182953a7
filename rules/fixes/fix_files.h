/* The files that articles speak of, as they are installed: each looked for once in every folder
 * where the product keeps files, and read once. */
#ifndef COMPATSCAN_RULES_FIXES_FIX_FILES_H
#define COMPATSCAN_RULES_FIXES_FIX_FILES_H

#include "rules/evaluation/evaluation.h"
#include "rules/fixes/fix_table.h"

/* The product line within which versions may be compared. */
struct fix_line {
	const char *product;
	const struct fix_level_list *levels;
	struct version_number below; /* where another product begins */
};

enum fixed_file_state {
	FIXED_FILE_ABSENT, /* in none of the folders */
	FIXED_FILE_OTHER,  /* of another product line or processor: reason says so */
	FIXED_FILE_TOLD,   /* version is that of the lowest copy */
	FIXED_FILE_UNTOLD, /* it is there, and reason says why it cannot be judged */
};

/* One file name, with the copy that counts. */
struct fixed_file {
	const char *name;
	enum fixed_file_state state;
	struct host_file *file; /* NULL when absent */
	struct version_number version;
	uint64_t offset;    /* of the version in the file */
	const char *reason; /* NULL when absent or told */
	/* Why another, lower copy may be there unseen (a folder could not be looked into), or NULL.
	 */
	const char *doubt;
};

/* The state of one file at a path that was looked up. */
struct fixed_file fixed_file_of(struct evaluation *evaluation, const struct fix_line *line,
	const char *name, struct look look);

/* Of two copies the one that counts: the greater state; of two versions the older one. */
struct fixed_file fixed_file_lower(struct fixed_file one, struct fixed_file other);

/* The states of count names in the folders, which are templates. */
struct fixed_file *fixed_files_find(struct evaluation *evaluation, const struct fix_line *line,
	const struct field_value *folders, const char *const *names, size_t count);

#endif
