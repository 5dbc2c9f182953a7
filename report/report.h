/*
 * One finished scan, ready to be written in any format. The report decides nothing: it counts what
 * the rules found and holds it against the threshold the user gave.
 */
#ifndef COMPATSCAN_REPORT_REPORT_H
#define COMPATSCAN_REPORT_REPORT_H

#include "report/report_id.h"
#include "rules/evaluation/evaluation.h"

#define REPORT_SCHEMA "compatscan-report/1"

enum report_exit {
	REPORT_HOLDS = 0,
	REPORT_FAILS = 1,
	REPORT_INCOMPLETE = 3,
};

struct report_summary {
	size_t pass;
	size_t fail; /* at or above the threshold */
	size_t warn; /* failed below the threshold */
	size_t error;
	size_t unknown;
	size_t not_applicable;
	size_t waived;
	bool any_failed;
	enum severity worst; /* of what failed; only when any_failed */
	enum report_exit exit_code;
};

struct report {
	char id[REPORT_ID_BYTES];
	const char *tool_version;
	int64_t started; /* seconds since 1970, UTC */
	int64_t finished;
	bool complete;
	enum severity threshold; /* --fail-on */
	struct host *host;
	struct pack_result *packs; /* sorted by id */
	size_t pack_count;
};

struct report_summary report_summarise(const struct report *report);

#endif
