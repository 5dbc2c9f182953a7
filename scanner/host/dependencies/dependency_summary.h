/* A dependency graph in numbers. */
#ifndef COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_SUMMARY_H
#define COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_SUMMARY_H

#include "scanner/host/dependencies/dependency_graph.h"

enum dependency_completeness {
	DEPENDENCIES_COMPLETE, /* but for delay-loaded modules, perhaps */
	DEPENDENCIES_LACKING,  /* something is missing, wrong or lacks a symbol, or Windows refuses
				  the program */
	DEPENDENCIES_UNTOLD,   /* nothing that was seen is, but not all could be seen */
};

struct dependency_summary {
	enum dependency_completeness complete;
	size_t modules; /* the program not counted */
	size_t statuses[DEPENDENCY_STATUS_COUNT];
	/* Of the missing ones: modules that only a call needs, assemblies, and both kinds that are
	 * needed when the program starts. */
	size_t missing_delayed;
	size_t missing_assemblies;
	size_t missing_at_start;
	size_t doubts;   /* files found that are damaged, a program that is none */
	size_t shadowed; /* modules that other copies lie behind */
	size_t edges;
	size_t symbols;         /* looked up */
	size_t missing_symbols; /* of imports */
	size_t untold_symbols;
	size_t cycles;
};

struct dependency_summary dependency_summarise(const struct dependency_graph *graph);

/* The files that lie behind the one that wins; empty where none wins for sure. */
size_t dependency_shadows(const struct dependency_node *node, const struct search_candidate **out);

#endif
