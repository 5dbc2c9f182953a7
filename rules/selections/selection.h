/*
 * What a rule's check may be put to one by one, as a table: services, files, programs that
 * something starts. A new selection is a row in selection.c and a file of its own.
 */
#ifndef COMPATSCAN_RULES_SELECTIONS_SELECTION_H
#define COMPATSCAN_RULES_SELECTIONS_SELECTION_H

#include "rules/evaluation/evaluation.h"
#include "rules/language/field.h"

enum {
	MAX_SELECTION_FIELDS = 10,
	MAX_ITEM_VARIABLES = 10,
	/* Findings of one rule; what further items say is told in one finding more. */
	MAX_FINDINGS_OF_RULE = 500,
	/* Pieces of evidence that the finding for all items that pass takes from them. */
	MAX_EVIDENCE_OF_ITEMS = 25,
};

/* A flag that a selection may have: what of it cannot be told makes nothing unknown. */
#define SELECTION_WHERE_KNOWN "where_known"

/* The field of the patterns of names, of a selection that has it. */
#define SELECTION_PATTERN "pattern"

/* One thing in hand. The first variable is "item", which names it to a person. */
struct selection_item {
	struct text_variable variables[MAX_ITEM_VARIABLES];
	size_t variable_count;
};

/* Takes the next item; the item need not outlive the call, its texts live in the arena. */
typedef void item_visitor(void *context, const struct selection_item *item);

/* The lists end with an entry without a name. */
struct selection_type {
	const char *name;
	const char *summary; /* what is selected */
	const char *none;    /* a clause for when there is none */
	struct check_field fields[MAX_SELECTION_FIELDS + 1];
	const char *variables[MAX_ITEM_VARIABLES + 1]; /* "item" first */
	/* Visits every item, in an order that is the same every time. Returns why some may have
	 * been left out, or NULL when none was. */
	const char *(*visit)(struct evaluation *evaluation, const struct field_values *values,
		item_visitor *visitor, void *context);
};

const struct selection_type *selection_type_named(const char *name);

/* All of them, for messages and documentation; NULL past the last. */
const struct selection_type *selection_type_at(size_t index);

/* Whether a name is one that the field pattern asks for; any is when it was left out. */
bool selection_wants(
	struct evaluation *evaluation, const struct field_values *values, const char *name);

extern const struct selection_type selection_dlls_beside_services;
extern const struct selection_type selection_dlls_on_path;
extern const struct selection_type selection_drivers;
extern const struct selection_type selection_files;
extern const struct selection_type selection_folders;
extern const struct selection_type selection_images;
extern const struct selection_type selection_list;
extern const struct selection_type selection_path_entries;
extern const struct selection_type selection_registry_keys;
extern const struct selection_type selection_registry_values;
extern const struct selection_type selection_service_dlls;
extern const struct selection_type selection_services;
extern const struct selection_type selection_start_points;

#endif
