/* What the files that build a dependency graph share while it grows. */
#ifndef COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_PRIVATE_H
#define COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_PRIVATE_H

#include "scanner/host/dependencies/dependency_fit.h"
#include "scanner/host/dependencies/dependency_graph.h"
#include "scanner/host/dependencies/name_table.h"

struct dependency_builder {
	struct dependency_graph *graph;
	struct search_request request; /* name is set for each module */
	struct dependency_process process;
	const char *no_search; /* why modules cannot be searched for, or NULL */
	bool windows_shown;
	bool windows_told;          /* windows_shown is set */
	struct arena scratch;       /* freed when the graph is built */
	struct name_table names;    /* to nodes */
	struct name_table files;    /* paths to nodes */
	struct name_table fileless; /* names that lead to no file, to nodes */
	struct name_table forwards; /* "FROM TO" to edges */
	size_t node_capacity;
	size_t edge_capacity;
	size_t searches_left;
	size_t symbols_left;
	size_t bytes_left;
};

/* Adds an edge without looking where it leads; NULL when a limit is met. */
struct dependency_edge *dependency_edge_add(
	struct dependency_builder *builder, const struct dependency_edge *wanted);

/* The same, and finds the module that it leads to, a new node perhaps, which remembers the edge. An
 * edge to a module that was met before is the last of the graph. */
struct dependency_edge *dependency_connect(
	struct dependency_builder *builder, const struct dependency_edge *wanted);

/* Adds a node for a file, or, when file is NULL, for a name that leads to none. NULL when a limit
 * is met. */
struct dependency_node *dependency_node_add(struct dependency_builder *builder, const char *name,
	struct host_file *file, struct dependency_edge *first_edge);

/* The node of the program, the first of the graph; its file is not read yet. */
struct dependency_node *dependency_program(
	struct dependency_builder *builder, struct host_file *program);

/* Reads the file of a node and says whether the program can load it. */
void dependency_node_read(struct dependency_builder *builder, struct dependency_node *node);

/* The node that an edge of which from and module are set leads to; NULL when a limit is met. Where
 * it succeeds it may add an edge from an API set to its module. */
struct dependency_node *dependency_resolve(
	struct dependency_builder *builder, struct dependency_edge *edge);

/* The node of a module as an importer names it, if it was met, else NULL. */
struct dependency_node *dependency_known(struct dependency_builder *builder,
	const struct dependency_node *importer, const char *module);

/* Adds the side-by-side assemblies that a file asks for and that Windows would not get, each as a
 * node of its own: without them the file is not loaded. */
void dependency_assemblies_check(struct dependency_builder *builder, struct dependency_node *node);

/* Notes the first limit that is met. */
void dependency_limit(struct dependency_builder *builder, const char *reason);

/* Looks up every symbol of an import edge, which adds edges and nodes for what is forwarded. */
void dependency_symbols_check(struct dependency_builder *builder, struct dependency_edge *edge);

/* Marks the edges that bound imports name too, and adds those that they alone name. */
void dependency_bounds_add(struct dependency_builder *builder);

/* Gives each node its edges. */
void dependency_edges_sort(struct dependency_graph *graph);

/* Gives the forwarding edges their symbols, when all are known. */
void dependency_forwards_count(struct dependency_graph *graph);

/* Finds what is needed only later, and what loads one another. */
void dependency_delays_find(struct dependency_graph *graph);
void dependency_cycles_find(struct dependency_graph *graph);

#endif
