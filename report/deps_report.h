/* What a program loads, as a document; the formats are a table. */
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

struct deps_writer {
	const char *name; /* --format NAME */
	/* The whole document, freed with free. */
	char *(*write)(const struct deps_report *report, struct report_style style);
};

#define DEPS_SCHEMA "compatscan-deps/1"

/* NULL when there is no such format. */
const struct deps_writer *deps_writer_named(const char *name);

char *deps_write_text(const struct deps_report *report, struct report_style style);
char *deps_write_json(const struct deps_report *report, struct report_style style);
char *deps_write_dot(const struct deps_report *report, struct report_style style);

#endif
