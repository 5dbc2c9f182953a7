/*
 * The API set schema: what Windows loads for a contract such as api-ms-win-core-file-l1-1-0, which
 * is a name and no file. It is the section .apiset of apisetschema.dll, in version 2 (Windows 7 and
 * 8), 4 (8.1) or 6 (10 and 11). Sources: G. Chappell, "The API Set Schema"; phnt,
 * "ntpebteb.h"/"ntldr.h"; doc "Windows API sets".
 */
#ifndef COMPATSCAN_IMAGE_API_SET_SCHEMA_H
#define COMPATSCAN_IMAGE_API_SET_SCHEMA_H

#include "scanner/image/reader.h"

enum {
	/* Windows 11 has some 1100 contracts; each has one host and at most a few exceptions. */
	MAX_API_SETS = 16384,
	MAX_API_SET_HOSTS = 65536, /* of all contracts together */
	MAX_API_SET_NAME = 255,    /* characters, as in any file name */
};

/* One row of hosts. */
struct api_set_host {
	const char *importer; /* the module that this is for; "" for all others */
	const char *module;   /* "" where the contract has no implementation on this Windows */
};

struct api_set {
	const char *name;           /* as stored: before version 6 without the prefix */
	const char *key;            /* what of it counts, in upper case */
	struct api_set_host *hosts; /* the first is for every importer that no other names */
	size_t host_count;          /* 0: Windows passes such a contract over */
};

struct api_set_schema {
	uint32_t version;
	uint64_t offset; /* in the file */
	/* All of it was read and holds together; else a problem says what is wrong, and what is not
	 * found in it cannot be told. */
	bool whole;
	struct api_set *sets; /* sorted by key */
	size_t count;
};

/* The schema in a section; lives in the arena of the reader. Never NULL. */
struct api_set_schema *api_set_schema_read(struct image_reader *reader, const struct view *section);

/*
 * The contract that a module name stands for, by the rule of the schema's version: a name begins
 * with api- or ext-, without regard to case. In version 6 what follows the last hyphen does not
 * count; before, the prefix and an extension do not. NULL when it is no contract of the schema.
 */
const struct api_set *api_set_find(const struct api_set_schema *schema, const char *name);

/* The host for a module that imports the contract ("kernel32.dll"; NULL for nobody in particular);
 * "" when it has none. The contract must have a host. */
const char *api_set_host(const struct api_set *set, const char *importer);

#endif
