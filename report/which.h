/* What Windows finds under a name, and why every other copy lost: text and JSON. */
#ifndef COMPATSCAN_REPORT_WHICH_H
#define COMPATSCAN_REPORT_WHICH_H

#include "report/writers.h"
#include "scanner/host/search/search.h"

/* Everything is borrowed. */
struct which_shown {
	struct host *host;
	const struct search_request *request;
	const struct search_result *result;
	const char *tool_version;
};

/* compatscan-which/1, described by report/schema/which.schema.json. Freed with free. */
char *which_write_json(const struct which_shown *shown, struct report_style style);

/* For a person. Freed with free. */
char *which_write_text(const struct which_shown *shown, struct report_style style);

#endif
