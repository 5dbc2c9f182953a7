/*
 * One pack put to one machine: its parameters with the machine's values, its programs and libraries
 * as the machine would find them (each searched once), and what the checks say.
 */
#ifndef COMPATSCAN_RULES_EVALUATION_EVALUATION_H
#define COMPATSCAN_RULES_EVALUATION_EVALUATION_H

#include "rules/language/pack.h"
#include "scanner/host/dependencies/dependencies.h"
#include "scanner/host/search/search.h"

struct parameter_value {
	const char *name;
	const char *text;    /* "" when the pack says that nothing is the value; NULL: not known */
	const char *origin;  /* "option", "registry", "environment", "fact" or "default"; NULL: not
				known */
	bool assumed;        /* the default, because a source could not be asked, or a fact that is
				assumed itself */
	const char *missing; /* why it is not known and what to give; NULL when it is known */
	enum finding_status without; /* of whatever asks for it when it is not known */
};

struct program_state {
	const struct pack_program *program;
	const char *name;   /* configured */
	const char *folder; /* configured, searched first; NULL when there is none */
	struct search_request request;
	struct search_result search;
};

/* A library as one program would load it. */
struct library_state {
	const struct pack_library *library;
	struct host_file *program;
	struct search_result search;
};

struct selection_item;
struct service_path;
struct known_dependencies;

struct evaluation {
	struct host *host;
	struct arena *arena;
	const struct pack *pack;
	const struct selection_item *item; /* that a rule's check is being put to, or NULL */
	struct parameter_value *parameters;
	struct program_state *programs; /* in the order of pack->programs */
	struct library_state **libraries;
	size_t library_count, library_capacity;
	struct service_path *service_paths;      /* private to service_search.c */
	struct known_dependencies *dependencies; /* likewise */
	size_t dependency_work;                  /* likewise */
};

struct text_variable {
	const char *name;
	const char *value;
};

/* Whether the pack concerns the machine. */
enum applies { APPLIES_YES, APPLIES_NO, APPLIES_UNKNOWN };

enum { MAX_VERDICT_VARIABLES = 16 };

/*
 * What the opposite of a failed check comes to. It passes, unless one of several things that may be
 * meant is as was asked (FINDING_FAIL), or might be (FINDING_UNKNOWN): a program of which two
 * copies may run is neither surely of a kind nor surely of none.
 */
struct contrary {
	enum finding_status status;
	const char *subject, *detail; /* what makes it so; NULL with FINDING_PASS */
};

/* What a check answers. Zeroed, with status FINDING_PASS, when it begins. */
struct verdict {
	enum finding_status status;
	const char *case_name; /* FINDING_FAIL: which of the check's cases */
	const char *reason;    /* any other status but PASS: a clause for a person */
	bool severity_lowered; /* this case weighs less than the rule: severity is used instead */
	enum severity severity;
	const char *subject;
	const char *detail;       /* what was found, in the words of the check itself */
	struct contrary contrary; /* of a FINDING_FAIL */
	struct evidence *evidence;
	size_t evidence_count, evidence_capacity;
	struct text_variable variables[MAX_VERDICT_VARIABLES];
	size_t variable_count;
	bool applies_known; /* the check says itself whether a pack that asks it applies: see
			       applies */
	enum applies applies;
};

struct pack_result {
	const struct pack *pack;
	enum applies applies;
	const char *reason;
	struct parameter_value *parameters;
	size_t parameter_count;
	struct finding *findings; /* at least one a rule, sorted by rule id and subject */
	size_t finding_count, finding_capacity;
};

/* Puts a pack to a machine. Everything in the result lives in the machine's arena. */
struct pack_result evaluate_pack(struct host *host, const struct pack *pack);

/* The same for one of its rules. */
struct pack_result evaluate_pack_rule(
	struct host *host, const struct pack *pack, const struct rule *rule);

/* The first of these parameters that is not known, and of such the first for want of which
 * something does not apply; NULL when all are known. */
const struct parameter_value *evaluation_missing(
	const struct evaluation *evaluation, const struct parameter_uses *uses);

/* For the checks. */

struct program_state *evaluation_program(struct evaluation *evaluation, const char *id);
const struct pack_library *evaluation_library(const struct evaluation *evaluation, const char *id);
struct search_result *evaluation_library_search(struct evaluation *evaluation,
	const struct pack_library *library, const struct program_state *program,
	struct host_file *winner);

/* Fills a template with parameters, what the item in hand has and, when verdict is not NULL, its
 * variables. ${name.folder} is the folder of the path ${name}. */
const char *evaluation_fill(
	const struct evaluation *evaluation, const struct verdict *verdict, const char *text);

/* The time on the machine, in seconds since 1970. False, with the verdict not applicable because of
 * what (a clause such as "how old it is"), when nothing tells it. */
bool evaluation_now(const struct evaluation *evaluation, struct verdict *verdict, const char *what,
	int64_t *now);

void verdict_fail(struct verdict *verdict, const char *case_name);

/* Fails with less than the rule's severity. It says something only when nothing else has been said,
 * and whatever weighs more later takes its place. */
void verdict_fail_lesser(struct verdict *verdict, const char *case_name, enum severity severity);

/* Says why the opposite of a failure would not pass; one that fails outweighs one that cannot be
 * told. */
void verdict_contrary(struct verdict *verdict, enum finding_status status, const char *subject,
	const char *detail);

/* Sets a status other than pass and fail; an earlier fail with the rule's own severity stays, an
 * earlier reason stays. */
void verdict_reason(struct verdict *verdict, enum finding_status status, struct arena *arena,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The last value set under a name counts. */
void verdict_set(struct verdict *verdict, const char *name, const char *value);

/* Adds an empty piece of evidence and returns it. */
struct evidence *verdict_evidence(struct verdict *verdict, struct arena *arena);

/* Adds evidence about a candidate of a search. */
struct evidence *verdict_candidate(
	struct verdict *verdict, struct arena *arena, const struct search_candidate *candidate);

/* Sets FINDING_UNKNOWN, with the reason, when the program's search has no certain winner or finds
 * nothing. True when there is one. */
bool verdict_needs_program(
	struct verdict *verdict, struct arena *arena, const struct program_state *program);

#endif
