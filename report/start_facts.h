/* The start points that facts does not tell elsewhere: services, drivers, App Paths and PATH have
 * parts of their own. */
#ifndef COMPATSCAN_REPORT_START_FACTS_H
#define COMPATSCAN_REPORT_START_FACTS_H

#include "report/page.h"
#include "scanner/host/host.h"

#include <cjson/cJSON.h>

/* {"gaps": [...], "entries": [...]} */
cJSON *start_facts_json(struct host *host);

void start_facts_put(struct page *page, size_t margin, size_t label_columns, struct host *host);

#endif
