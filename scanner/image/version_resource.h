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

	/* The standard names are twelve; Windows was translated into some forty languages. */
	MAX_VERSION_STRINGS = 1024,
	MAX_VERSION_TABLES = 64,

	/* One for each language. */
	MAX_VERSIONS = 64,
};

/*
 * Reads the resource in data, a window on the image file, into *out, which need not be initialised;
 * its language stays 0. form is what the kind of image should have; the other form is read as well
 * when the bytes show it.
 */
void version_resource_parse(struct image_reader *reader, const struct view *data,
	enum version_form form, struct image_version *out);

/* Fills image->versions and image->version from the one resource of an image that can have no more.
 */
void version_resource_read(
	struct image_reader *reader, const struct view *data, enum version_form form);

/* The version resources of an image, collected before they are read so that the most important can
 * come first. */
struct version_list {
	struct image_reader *reader;
	size_t count;
	struct {
		struct view data;
		uint32_t id;
		uint16_t language;
		unsigned rank;
	} items[MAX_VERSIONS];
};

/* In place of the number of a resource that has a name. */
enum { VERSION_BY_NAME = 0x10000 };

/* Adds a resource. Of those with the number VS_VERSION_INFO, Windows shows the one of the lowest
 * rank (below 16). False, with the problem "limit", when there are too many. */
bool version_list_add(struct version_list *list, const struct view *data, uint32_t id,
	uint16_t language, unsigned rank);

/* Fills image->versions, resources called VS_VERSION_INFO first, and image->version when there is
 * one of these. */
void version_list_read(struct version_list *list, enum version_form form);

/* Reports what the version resources of an image say against themselves and each other. */
void version_check(struct image_reader *reader);

#endif
