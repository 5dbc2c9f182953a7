/* Everything the rules can see of a machine, and how each thing is known: text and JSON. */
#ifndef COMPATSCAN_REPORT_FACTS_H
#define COMPATSCAN_REPORT_FACTS_H

#include "report/writers.h"
#include "scanner/host/host.h"

/* Everything is borrowed. */
struct facts_shown {
	struct host *host;
	const char *tool_version;
};

/* compatscan-facts/1, described by report/schema/facts.schema.json. Freed with free. */
char *facts_write_json(const struct facts_shown *shown, struct report_style style);

/* For a person. Freed with free. */
char *facts_write_text(const struct facts_shown *shown, struct report_style style);

#endif
