/*
 * Findings for a person. Those of one rule that fail in one way are one group: what is said of each
 * of them stands once. A page shows the first of many; the JSON report has all.
 */
#ifndef COMPATSCAN_REPORT_FINDINGS_TEXT_H
#define COMPATSCAN_REPORT_FINDINGS_TEXT_H

#include "report/page.h"
#include "report/report.h"

/* Failures, the gravest first. Each of the three writes nothing when there are none. */
void findings_put_failed(struct page *page, const struct report *report);

void findings_put_waived(struct page *page, const struct report *report);

/* The rules that hold, pack by pack. */
void findings_put_held(struct page *page, const struct report *report);

/* "... and 3 more findings", and where they are all shown; nothing for none. what is one of them.
 */
void findings_put_more(struct page *page, size_t indent, size_t count, const char *what);

#endif
