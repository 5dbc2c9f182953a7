/*
 * What is wrong with what a program needs to start, as a list: the dependency graph for those who
 * judge it.
 */
#ifndef COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCIES_H
#define COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCIES_H

#include "scanner/host/dependencies/dependency_graph.h"

enum { MAX_FAULTS = 256 };

enum dependency_fault_kind {
	DEPENDENCY_MISSING_MODULE,
	DEPENDENCY_WRONG_IMAGE,    /* found, but not an image of the program's kind and machine */
	DEPENDENCY_MISSING_SYMBOL, /* the DLL that wins does not export it */
	DEPENDENCY_MISSING_DELAYED_MODULE, /* only when a function of it is called */
	DEPENDENCY_DOUBT,                  /* could not be told; detail says why */
};

struct dependency_fault {
	enum dependency_fault_kind kind;
	struct host_file *importer;
	const char *module;     /* as the importer spells it */
	struct host_file *file; /* the module that was found; NULL when none was */
	const char *step;       /* where it was found; NULL when it was not */
	const char *detail;     /* the symbol ("CreateFileA", "#12"), or the reason */
};

struct dependencies {
	const struct dependency_graph *graph;
	struct dependency_fault *faults; /* in the order the modules were met */
	size_t fault_count;
	size_t module_count; /* that were found and can be loaded, the program not counted */
	bool system_skipped; /* modules of Windows itself were left out: its folder is not there to
				be seen */
};

/* The request is that of dependency_graph_read. The program must be a PE image that can be read. */
struct dependencies dependencies_read(
	struct host *host, struct host_file *program, const struct search_request *request);

/* The search for one module on behalf of a program, likewise. */
struct search_result dependencies_find(struct host *host, struct host_file *program,
	const char *module, const struct search_request *request);

#endif
