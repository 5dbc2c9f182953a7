/*
 * Every executable image on the drives of the machine, by its first bytes and never by its name.
 * One thing has no header to go by: a DOS program named .COM.
 */
#ifndef COMPATSCAN_HOST_START_IMAGE_WALK_H
#define COMPATSCAN_HOST_START_IMAGE_WALK_H

#include "scanner/image/image.h"

struct host;
struct host_file;

/* The little that is kept of each; host_file_image has the rest. */
struct found_image {
	struct host_file *file;
	enum image_kind kind; /* IMAGE_NONE for a .COM program */
	int bits;
	enum image_target target;
	const char *machine; /* NULL when there is none */
	bool dll;
	bool com;  /* a DOS program without a header: its name alone says so */
	bool font; /* NE: a library of fonts, which holds no program */
};

struct image_list {
	struct found_image *items; /* by drive, then in the order of folders and names */
	size_t count;
	const char *reason; /* why there may be more of them; NULL when these are all */
};

/* Read once and kept in the host; never NULL. Looks at every file of every drive. */
const struct image_list *host_images(struct host *host);

/* Whether a file that has no header is a DOS program all the same: it is named .COM and fits into
 * one segment. */
bool is_com_program(const char *path, uint64_t size);

/* Whether an NE library holds fonts and nothing that runs. Windows takes such a .FON on every
 * processor (doc "AddFontResourceW"). */
bool is_font_library(const struct image *image);

#endif
