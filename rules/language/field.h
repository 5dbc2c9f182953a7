/*
 * The fields that the JSON of a check or of a selection may have: their types as a table, how a
 * value is read, and how it is asked for when the check is evaluated.
 */
#ifndef COMPATSCAN_RULES_LANGUAGE_FIELD_H
#define COMPATSCAN_RULES_LANGUAGE_FIELD_H

#include "rules/language/pack.h"

#include <cjson/cJSON.h>

struct check_field;
struct pack_loading;

/* What one element of a field's value may be. */
struct field_type {
	const char *name; /* as rules checks tells it */
	/* For values that are texts: complains when this one is not sound. Exactly one of the two
	 * is set. */
	void (*check_text)(struct pack_loading *loading, const char *path, const char *text,
		const struct check_field *field);
	/* For all others: reads json, the whole value, into *out, or complains. */
	void (*load)(struct pack_loading *loading, const char *path, const cJSON *json,
		const struct check_field *field, struct field_value *out);
};

enum {
	FIELD_REQUIRED = 1,
	FIELD_LIST = 2,        /* a list of such values */
	FIELD_ONE_OR_LIST = 4, /* one, or a list of them; texts only */
};

struct check_field {
	const char *name;
	const struct field_type *type;
	unsigned flags;           /* FIELD_...; 0: one value, which may be left out */
	const char *const *words; /* field_word: those that are known; ends with NULL */
	uint64_t most;            /* field_number: the greatest; 0: MAX_JSON_NUMBER */
};

/* How deep checks may lie in checks. */
enum { MAX_CHECK_DEPTH = 8 };

extern const struct field_type field_template;  /* filled when the check is evaluated */
extern const struct field_type field_key;       /* a template of a key of the registry */
extern const struct field_type field_text;      /* taken as it stands */
extern const struct field_type field_program;   /* the id of a program of the pack */
extern const struct field_type field_parameter; /* the name of a parameter of the pack */
extern const struct field_type field_library;
extern const struct field_type field_kind;    /* an image kind */
extern const struct field_type field_machine; /* a machine name */
extern const struct field_type field_target;  /* an image target */
extern const struct field_type field_severity;
extern const struct field_type field_word;    /* one of the field's words */
extern const struct field_type field_number;  /* a whole number from 0 */
extern const struct field_type field_range;   /* two such numbers: from one up to below another */
extern const struct field_type field_flag;    /* true or false */
extern const struct field_type field_check;   /* a check */
extern const struct field_type field_version; /* 5.5.2653.23 */
extern const struct field_type field_sha256;  /* 64 hexadecimal digits */
extern const struct field_type field_datum; /* a template, or a whole number from 0: both in list */

/*
 * Reads the fields of object into values; what is a list of fields ends with one without a name.
 * A key that is neither in fields nor own (the key that names the type) is complained of.
 */
struct field_values field_values_load(struct pack_loading *loading, const char *path,
	const cJSON *object, const char *own, const struct check_field *fields);

/* The value of a field; NULL when it was left out. */
const struct field_value *field_value(const struct field_values *values, const char *field);

/* Its text, number or flag; NULL, fallback and false when it was left out. */
const char *field_text_of(const struct field_values *values, const char *field);
uint64_t field_number_of(const struct field_values *values, const char *field, uint64_t fallback);
bool field_flag_of(const struct field_values *values, const char *field, bool fallback);

/* Whether the texts of a value hold this word; false when value is NULL. */
bool field_lists(const struct field_value *value, const char *word);

/* The same of the value of a field; one that was left out asks for every word. */
bool field_asks_for(const struct field_values *values, const char *field, const char *word);

#endif
