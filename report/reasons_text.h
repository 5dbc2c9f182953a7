/* What was not judged, for a person: by the reason, which rules often share. */
#ifndef COMPATSCAN_REPORT_REASONS_TEXT_H
#define COMPATSCAN_REPORT_REASONS_TEXT_H

#include "report/page.h"
#include "report/report.h"

/* What could not be told. Both write nothing when there is nothing. */
void reasons_put_untold(struct page *page, const struct report *report);

/* What does not apply, of packs that do; packs that do not with their own reason. */
void reasons_put_not_applicable(struct page *page, const struct report *report);

#endif
