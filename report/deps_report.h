/* What a program loads, as a document. */
#ifndef COMPATSCAN_REPORT_DEPS_REPORT_H
#define COMPATSCAN_REPORT_DEPS_REPORT_H

#include "report/writers.h"
#include "scanner/host/dependencies/dependency_summary.h"

/* Everything is borrowed. */
struct deps_report {
	struct host *host;
	const struct dependency_graph *graph;
	struct dependency_summary summary;
	unsigned depth; /* of the tree that is shown; what lies deeper is judged all the same */
	bool symbols;   /* imported symbols are listed, otherwise counted */
	bool hash;      /* the SHA-256 of each file is told */
	const char *tool_version;
};

#define DEPS_SCHEMA "compatscan-deps/1"

/* Each gives the whole document, freed with free. */
char *deps_write_text(const struct deps_report *report, struct report_style style);
char *deps_write_json(const struct deps_report *report, struct report_style style);
char *deps_write_dot(const struct deps_report *report, struct report_style style);

#endif
