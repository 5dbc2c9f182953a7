/* One image for a person: aligned, wrapped, safe to show. */
#ifndef COMPATSCAN_REPORT_IMAGE_TEXT_H
#define COMPATSCAN_REPORT_IMAGE_TEXT_H

#include "report/page.h"
#include "scanner/image/image.h"

/* sha256 may be NULL. With symbols, imported and exported symbols are named. */
void image_put(struct page *page, const char *path, const struct image *image, const char *sha256,
	bool symbols);

#endif
