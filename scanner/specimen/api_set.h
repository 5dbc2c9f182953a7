/* API set schemas, as apisetschema.dll holds them in its section .apiset. */
#ifndef COMPATSCAN_SPECIMEN_API_SET_H
#define COMPATSCAN_SPECIMEN_API_SET_H

#include <stddef.h>
#include <stdint.h>

struct specimen_bytes;

struct specimen_api_set_host {
	const char *module;   /* "": no implementation */
	const char *importer; /* NULL: for everyone */
};

struct specimen_api_set {
	const char *name; /* as the version stores it: before version 6 without "api-" */
	const struct specimen_api_set_host *hosts;
	size_t host_count;
};

/* Appends a schema to `file`, which must be empty. Version 2, 4 or 6 (another is an error); the
 * contracts come in ascending order, and so do the importers of each. */
void specimen_api_set_schema(uint32_t version, const struct specimen_api_set *sets, size_t count,
	struct specimen_bytes *file);

#endif
