/*
 * The resource directory of a PE image (PE format specification, "The .rsrc section"): a tree of
 * tables, types above names above languages, whose leaves tell where the bytes lie.
 */
#ifndef COMPATSCAN_IMAGE_PE_RESOURCE_H
#define COMPATSCAN_IMAGE_PE_RESOURCE_H

#include "scanner/image/pe.h"

enum {
	PE_RT_VERSION = 16,
	PE_RT_MANIFEST = 24,
	PE_EVERY_TYPE = 0x10000, /* no number of a type is that large */

	/* Each resource takes at most one entry on each of three levels. */
	MAX_RESOURCE_ENTRIES = 3 * MAX_RESOURCES,

	/* Characters of a name; resource compilers stop at 255. */
	MAX_RESOURCE_NAME = 256,
};

/* What a walk calls for each resource of a type, or of PE_EVERY_TYPE. */
struct pe_resource_visitor {
	uint32_t type;

	/*
	 * data is a window on as much of the resource as the file has; its size is 0 when that is
	 * nothing. Returns false to end the walk.
	 */
	bool (*leaf)(void *context, const struct image_resource *resource, const struct view *data);
	void *context;
};

/* Calls the visitor in the order of the directory; what is wrong with the directory becomes a
 * problem. Types that are not wanted cost one entry each. */
void pe_walk_resources(struct pe *pe, const struct pe_resource_visitor *visitor);

/* The first type that is called by one of these names (as Windows compares names) instead of by a
 * number; NULL when there is none. */
const char *pe_find_type_name(struct pe *pe, const char *const *names, size_t count);

/* The place of a language in the order in which Windows looks for a resource for nobody in
 * particular: neutral, English (United States), any other. */
unsigned pe_language_rank(uint16_t language);

#endif
