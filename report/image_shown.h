/* What a writer is told of one file that was inspected. Everything is borrowed. */
#ifndef COMPATSCAN_REPORT_IMAGE_SHOWN_H
#define COMPATSCAN_REPORT_IMAGE_SHOWN_H

#include "scanner/image/image.h"
#include "scanner/image/printable.h"

struct image_shown {
	const char *path; /* what the reader calls the file */
	const struct image *image;
	bool unread;        /* the file could not be opened: image says only why */
	const char *sha256; /* NULL: not asked for */
	const struct printable_list *strings; /* NULL: not asked for */
	bool symbols;   /* imported and exported symbols are named, otherwise counted */
	bool resources; /* resources are listed, otherwise counted */
};

#endif
