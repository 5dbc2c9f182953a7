/* What the rules found out: findings, with evidence that a person can check. */
#ifndef COMPATSCAN_RULES_EVALUATION_FINDING_H
#define COMPATSCAN_RULES_EVALUATION_FINDING_H

#include "scanner/host/host.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };

enum finding_status {
	FINDING_PASS,
	FINDING_FAIL,
	FINDING_UNKNOWN, /* could not be told */
	FINDING_ERROR,   /* evaluation broke */
	FINDING_NOT_APPLICABLE,
	FINDING_WAIVED,
};

enum { FINDING_STATUSES = FINDING_WAIVED + 1 };

/* One thing that was looked at. Every text is UTF-8 or NULL. */
struct evidence {
	const char *path; /* Windows path, or a registry key, or what else it is about */
	struct host_file *file;
	const char *fact; /* what was looked at: "image", "file version", "import" */
	const char *expected;
	const char *actual;
	uint64_t offset; /* in the file, or PROBLEM_NO_OFFSET */
	const char *search_step;
};

struct waiver;

struct finding {
	const char *pack;
	const char *rule;
	const char *title;
	enum severity severity;
	enum finding_status status;
	const char *case_name; /* FINDING_FAIL: which of the check's; NULL else */
	const char *subject;
	const char *explanation;
	const char *remedy; /* NULL when there is nothing to put right */
	const char *const *references;
	size_t reference_count;
	struct evidence *evidence;
	size_t evidence_count;
	bool stands_for_rest; /* it tells of all that are not told one by one: the last of its rule
			       */
	const struct waiver *waiver; /* with FINDING_WAIVED: what waives it, see waivers.h */
	enum finding_status waived;  /* with FINDING_WAIVED: what it is otherwise */
};

/* Contract names. */
const char *severity_name(enum severity severity);
bool severity_from_name(const char *name, enum severity *out);
const char *finding_status_name(enum finding_status status);

#endif
