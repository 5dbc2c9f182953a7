/* One image for a person: aligned, wrapped, safe to show. What it has not is left out. */
#ifndef COMPATSCAN_REPORT_IMAGE_TEXT_H
#define COMPATSCAN_REPORT_IMAGE_TEXT_H

#include "report/image_shown.h"
#include "report/page.h"

void image_put(struct page *page, const struct image_shown *shown);

#endif
