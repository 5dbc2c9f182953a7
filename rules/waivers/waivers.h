/*
 * What a person has decided to live with, for a time: findings that are shown and do not count.
 * docs/waivers.md describes the file, rules/schema/waivers.schema.json too.
 */
#ifndef COMPATSCAN_RULES_WAIVERS_WAIVERS_H
#define COMPATSCAN_RULES_WAIVERS_WAIVERS_H

#include "rules/evaluation/evaluation.h"

#define WAIVERS_SCHEMA "compatscan-waivers/1"

/* The id under which files of waivers, and what is wrong with their waivers, stand in a report. No
 * rule pack has it. */
#define WAIVERS_PACK "waivers"

enum {
	MAX_WAIVERS_BYTES = 4 * 1024 * 1024,
	MAX_WAIVERS = 10000,             /* in one file */
	MAX_WAIVER_PATTERN_LENGTH = 1024 /* bounds what one match costs */
};

struct waiver {
	const char *pack;    /* id */
	const char *rule;    /* id, or "*" */
	const char *subject; /* pattern for wildcard_match; NULL: any */
	const char *host;    /* likewise, of the machine's name */
	const char *reason;
	const char *by;
	const char *expires;         /* "2026-12-31" */
	int64_t until;               /* the first second behind that day, UTC */
	bool waives[FINDING_WAIVED]; /* by finding status */
};

/* One file of them. */
struct waivers {
	const char *file;    /* what a person would call it */
	const char *version; /* what the file says of itself */
	char sha256[65];
	struct waiver *items;
	size_t count;
};

/*
 * Loads the file in text (size bytes); file names it in messages. Every error is told to
 * diagnostics as "FILE: $.path: what is wrong; what was expected". False when there was one; *out
 * is then unspecified.
 */
bool waivers_load(const char *file, const char *text, size_t size, struct arena *arena,
	const struct diagnostics *diagnostics, struct waivers *out);

/*
 * Waives, of the findings in packs, what the files (at most one of each waiver to a finding: the
 * first that matches) waive on the machine of this name (NULL when not known) at this second. In
 * out, of as many elements as files, each file becomes a result of the pack "waivers", whose
 * findings are its waivers that have expired (rule expired, medium) and those that matched nothing
 * (rule unused, info). Waivers for other machines are left out.
 */
void waivers_apply(const struct waivers *files, size_t count, struct pack_result *packs,
	size_t pack_count, const char *host_name, int64_t now, struct arena *arena,
	struct pack_result *out);

#endif
