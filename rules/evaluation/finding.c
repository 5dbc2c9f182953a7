#include "rules/evaluation/finding.h"

#include <string.h>

static const char *const severity_names[] = {
	[SEVERITY_INFO] = "info",
	[SEVERITY_LOW] = "low",
	[SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high",
	[SEVERITY_CRITICAL] = "critical",
};

static const char *const status_names[] = {
	[FINDING_PASS] = "pass",
	[FINDING_FAIL] = "fail",
	[FINDING_UNKNOWN] = "unknown",
	[FINDING_ERROR] = "error",
	[FINDING_NOT_APPLICABLE] = "not-applicable",
	[FINDING_WAIVED] = "waived",
};

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

bool severity_from_name(const char *name, enum severity *out)
{
	for (size_t i = 0; i < sizeof(severity_names) / sizeof(severity_names[0]); i++) {
		if (strcmp(severity_names[i], name) == 0) {
			*out = (enum severity)i;
			return true;
		}
	}
	return false;
}

const char *finding_status_name(enum finding_status status)
{
	return status_names[status];
}
