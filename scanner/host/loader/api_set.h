/*
 * API sets: module names such as api-ms-win-core-file-l1-1-0.dll that are contracts and no files.
 * The loader asks the schema in System32\apisetschema.dll which module stands for one before it
 * searches any folder, and takes that module from System32 (doc "Windows API sets").
 */
#ifndef COMPATSCAN_HOST_LOADER_API_SET_H
#define COMPATSCAN_HOST_LOADER_API_SET_H

#include "scanner/host/fact.h"
#include "scanner/host/host.h"

struct api_set_answer {
	bool is_contract; /* else the name is searched for like any other */
	/* The module that stands for the contract; "" when it has none on this machine, so that an
	 * import of it fails; NULL when that cannot be told. */
	const char *host_module;
	/*
	 * The schema was not there to be read, and this Windows searches the folders for a contract
	 * that its schema does not have: Windows 7 and 8 take the Universal CRT of a program
	 * that brings its own. A file that the search finds then beats the assumption.
	 */
	bool file_beats_it;
	/*
	 * FACT_READ: the schema says so. FACT_DERIVED: this Windows has no API sets.
	 * FACT_ASSUMED: it has the name of one, and the schema is not there. FACT_UNKNOWN: the
	 * schema cannot be read or is damaged; is_contract then says what the name looks like.
	 */
	enum fact_basis basis;
	const char *source;
};

/* importer is the file name of the module that imports the contract, or NULL. */
struct api_set_answer api_set_resolve(struct host *host, const char *name, const char *importer);

/* Whether a name has the form of an API set (api-ms-*, ext-ms-*). */
bool is_api_set(const char *name);

#endif
