/*
 * A rule pack in memory. Packs are JSON (docs/rules.md); pack_load checks every key, type and name
 * before anything is evaluated, so that evaluation never meets a malformed rule.
 */
#ifndef COMPATSCAN_RULES_LANGUAGE_PACK_H
#define COMPATSCAN_RULES_LANGUAGE_PACK_H

#include "rules/evaluation/finding.h"
#include "scanner/host/search/search.h"

#define PACK_SCHEMA "compatscan-pack/1"

enum { MAX_PACK_BYTES = 8 * 1024 * 1024, MAX_PACK_ID = 64 };

struct check_type;
struct example;
struct example_machine;
struct selection_type;

/* Texts in which ${name} stands for a parameter or a value of the check are called templates. */

enum parameter_form {
	PARAMETER_TEXT,
	PARAMETER_PROGRAM, /* the program of a command line such as ImagePath */
	PARAMETER_ABOVE,   /* the folder above a path that ends in suffix */
};

enum parameter_source_kind {
	SOURCE_OPTION,
	SOURCE_REGISTRY,
	SOURCE_ENVIRONMENT,
	SOURCE_FACT,
};

/* One place a parameter's value may come from. */
struct parameter_source {
	enum parameter_source_kind kind;
	const char *name;  /* of the option ("exchsrvr"), registry key, variable or fact */
	const char *value; /* SOURCE_REGISTRY: the name of the value in the key */
	enum parameter_form form;
	const char *suffix; /* for PARAMETER_ABOVE */
};

/* The parameters that something asks for, by their index. */
struct parameter_uses {
	size_t *items;
	size_t count, capacity;
};

struct parameter {
	const char *name;
	const char *description;
	struct parameter_source *sources; /* tried in order */
	size_t source_count;
	const char *default_value;  /* template; may name parameters above it; NULL: none */
	struct parameter_uses uses; /* of the default */
	bool optional;              /* what asks for it does not apply where it has no value */
};

/* A program that something on the machine starts by name. */
struct pack_program {
	const char *id;
	const char *name;              /* template */
	const char *caller;            /* template: folder of the program that starts it */
	const char *current_directory; /* template */
	enum search_basis basis;       /* how sure current_directory is */
	const char *folder; /* template: configured folder, searched first; "" when there is none */
	struct parameter_uses uses;
	const char
		*service; /* template: the service in whose environment it is searched, or NULL */
	enum launcher launcher;
};

struct pack_library {
	const char *id;
	const char *name;
};

struct check;

/* What a field of a check or a selection was given. Texts are in list, however many they are; text
 * is the first of them. */
struct field_value {
	const char *field;
	const char *text;
	const char *const *list;
	size_t count;
	uint64_t number; /* of a range the lower end */
	uint64_t upper;  /* of a range: it is no longer part of it */
	bool flag;
	struct check *checks;
	size_t check_count;
	const bool *numeric; /* field_datum: which of list were written as numbers */
	const void *loaded;  /* what a type of its own shape made of the value; see there */
	const char *written; /* neither text nor check: as the pack has it, or how many they are */
};

struct field_values {
	struct field_value *items;
	size_t count;
};

/* One question: its kind, and what it is about. */
struct check {
	const struct check_type *type;
	struct field_values values;
	struct parameter_uses uses; /* not those of the checks in it */
};

/* Things of the machine to each of which a rule's check is put. */
struct selection {
	const struct selection_type *type; /* NULL: the rule's check is put once */
	struct field_values values;
};

struct rule_case {
	const char *name;
	const char *explanation; /* template */
	const char *remedy;      /* template */
};

struct rule {
	const char *id;
	const char *title;
	enum severity severity;
	const char *const *references;
	size_t reference_count;
	bool live; /* only the running machine can tell */
	struct selection each;
	struct check check;
	const char *holds; /* template: what it means that the rule holds */
	struct rule_case *cases;
	size_t case_count;
	struct parameter_uses uses; /* of its texts and of what its check is put to */
	struct example *examples;   /* see example.h */
	size_t example_count;
};

/* When a pack is used of which a command names none. */
enum pack_use { PACK_ALWAYS, PACK_ON_REQUEST };

struct pack {
	const char *file; /* what a person would call it */
	const char *id;
	const char *version;
	const char *title;
	const char *description;
	enum pack_use use;
	const char *const *references;
	size_t reference_count;
	char sha256[65];
	struct parameter *parameters;
	size_t parameter_count;
	struct pack_program *programs;
	size_t program_count;
	struct pack_library *libraries;
	size_t library_count;
	/* What decides whether the pack concerns a machine: the outcome of a rule, or a check that
	 * holds there. At most one of the two is set. */
	const char *applies_rule;
	struct check *applies_check;
	struct rule *rules;
	size_t rule_count;
	struct example_machine *machines; /* that examples stand on */
	size_t machine_count;
};

/*
 * Loads the pack in text (size bytes); file names it in messages. Every error is told to
 * diagnostics as "FILE: $.path: what is wrong; what was expected". False when there was one; of
 * *out, id and version are then what could be read of them, or NULL, and the rest is unspecified.
 */
bool pack_load(const char *file, const char *text, size_t size, struct arena *arena,
	const struct diagnostics *diagnostics, struct pack *out);

/* The same from a file on the machine compatscan runs on. */
bool pack_load_file(const char *file, struct arena *arena, const struct diagnostics *diagnostics,
	struct pack *out);

/* Whether it is what ids of packs and in packs may be: up to 64 of a-z, 0-9, dot, hyphen and
 * underscore. */
bool pack_id_is_sound(const char *id);

/* The rule of this id, or NULL. */
/* What a pack calls itself, without a look at the rest and without a word of what is wrong: either
 * is NULL when it cannot be read. */
void pack_identify_file(
	const char *file, struct arena *arena, const char **id, const char **version);

const struct rule *pack_rule(const struct pack *pack, const char *id);

#endif
