/*
 * VS_VERSION_INFO in both its forms: with UTF-16 texts (32-bit Windows) and with 8-bit texts in the
 * code page of their translation (16-bit Windows, VxDs).
 */
#ifndef COMPATSCAN_IMAGE_VERSION_RESOURCE_H
#define COMPATSCAN_IMAGE_VERSION_RESOURCE_H

#include "scanner/image/reader.h"

enum version_form { VERSION_16BIT, VERSION_32BIT };

enum {
	/* VerQueryValue takes WORD lengths, so nothing beyond 64 KiB can be reached. */
	MAX_VERSION_BYTES = 64 * 1024,

	/* Compilers write twelve; the standard names are twelve. */
	MAX_VERSION_STRINGS = 256,
};

/*
 * Fills image->version from the resource in data, a window on the image file. form is what the kind
 * of image should have; the other form is read as well when the bytes show it.
 */
void version_resource_read(
	struct image_reader *reader, const struct view *data, enum version_form form);

#endif
