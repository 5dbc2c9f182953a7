/*
 * What a program loads: a graph of modules, one node for each file (or for each name that leads to
 * no file) and an edge for each import. Every module is searched for as Windows would for the
 * *program*, whichever DLL imports it (doc "Dynamic-link library search order": dependents are
 * searched for by name alone, from the program's folder on), each imported symbol is looked for in
 * the exports of the file that wins, through forwarders.
 *
 * Each name is resolved once, each file is read once, and everything lives in the host's arena. A
 * graph that is made to explode ends at one of the limits below: then limit says so, and nothing
 * that lies beyond counts as found.
 */
#ifndef COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_GRAPH_H
#define COMPATSCAN_HOST_DEPENDENCIES_DEPENDENCY_GRAPH_H

#include "scanner/host/search/search.h"

enum {
	/* The largest closures seen, shells of Windows 11, have some 700. */
	MAX_MODULES = 2048,

	/* Names, some of which may lead to the same file. */
	MAX_MODULE_NAMES = 2 * MAX_MODULES,

	/* From module to module for one symbol; Windows itself needs three. */
	MAX_FORWARDS = 16,

	/* Four times what the largest closures have. */
	MAX_DEPENDENCY_EDGES = 128 * 1024,

	/* Symbols looked up, each step through a forwarder counted. */
	MAX_DEPENDENCY_SYMBOLS = 1024 * 1024,

	/* Memory that the imports, exports and resources of all files may take, in MiB: ten times
	 * what the largest closures do. */
	MAX_DEPENDENCY_MIB = 512,
};

enum dependency_status {
	DEPENDENCY_FOUND,         /* and fit to be loaded by the program */
	DEPENDENCY_MISSING,       /* in none of the folders that are searched */
	DEPENDENCY_WRONG_MACHINE, /* what wins is for another processor or system */
	DEPENDENCY_WRONG_BITS,    /* what wins has another word size: a 16-bit DLL in the way */
	DEPENDENCY_NO_IMAGE,      /* what wins is no executable image at all */
	DEPENDENCY_API_SET, /* a contract, which Windows fulfils without a file of that name */
	DEPENDENCY_SKIPPED, /* a part of Windows, whose files are not there to be seen */
	DEPENDENCY_UNTOLD,  /* reason says why */
	DEPENDENCY_STATUS_COUNT
};

struct dependency_node;
struct forward;

/*
 * One module imported by another. Several edges may join the same two: one for each entry of the
 * import tables, and one for what is forwarded.
 */
struct dependency_edge {
	struct dependency_node *from;
	struct dependency_node *to;
	const char *module; /* as the importer, or its forwarder, or the schema spells it */
	bool delay;         /* loaded when a function of it is first called */
	bool forwarded;     /* exports of from stand for exports of to */
	bool bound;         /* named by the bound imports of from: a hint, which loads nothing */
	bool imported;      /* stands in an import table of from */
	bool symbols_known; /* false where the image does not tell all of them */
	const struct image_symbol *symbols; /* asked of to */
	size_t symbol_count;
	size_t missing_symbols; /* 0 where to itself could not be loaded */
	size_t untold_symbols;
};

struct dependency_node {
	/* As first asked for, with its extension; of the program the name of its file. */
	const char *name;
	enum dependency_status status;
	/* Why it is not found, or not known, for a person; NULL for DEPENDENCY_FOUND. */
	const char *reason;
	/* Why what a file that was found imports could not all be told, or NULL. */
	const char *doubt;
	struct host_file *file;      /* that wins; NULL when none does for sure */
	const struct image *image;   /* NULL when the file cannot be read, or there is none */
	struct search_result search; /* empty for the program */
	size_t position;             /* in nodes */
	bool assembly;               /* a side-by-side assembly that is lacking, and no module */
	unsigned depth;              /* imports between the program, 0, and the module, at least */
	/* The program starts without it: every way to it leads over a delay-loaded module. */
	bool delayed;
	struct dependency_edge **edges; /* from here, in the order of the import tables */
	size_t edge_count;
	/* The edge over which it was met first; NULL for the program. A tree of these is as low as
	 * can be. */
	struct dependency_edge *first_edge;
	/* Of an API set: the edge to the module that stands for it; NULL when that is not known. */
	struct dependency_edge *host_edge;

	/* Private to dependency_symbols.c: by position in image->exports, NULL where none was met.
	 */
	struct forward **forwards;
};

/* Modules that load one another when the program starts, in the order they were met. */
struct dependency_cycle {
	struct dependency_node **nodes;
	size_t count; /* 1 for a module that imports itself */
};

struct dependency_graph {
	struct host *host;
	struct dependency_node **nodes; /* in the order they were met, the program first */
	size_t node_count;
	struct dependency_edge **edges; /* in the order of the nodes they come from */
	size_t edge_count;
	struct dependency_cycle *cycles;
	size_t cycle_count;
	size_t symbols_checked;
	const char *limit; /* the limit that was met, for a person, or NULL */
	const char *note;  /* what a person must know of such a program on this Windows, or NULL */
	bool refused;      /* Windows does not start it, whatever it finds; note says why */
};

/* The current directory, the session and PATH are those of the request, whose other members do not
 * count. What is wrong is in the nodes and edges; the program itself is DEPENDENCY_UNTOLD or
 * DEPENDENCY_NO_IMAGE where it tells no imports. */
struct dependency_graph *dependency_graph_read(
	struct host *host, struct host_file *program, const struct search_request *request);

enum dependency_symbol_status {
	DEPENDENCY_SYMBOL_EXPORTED,
	DEPENDENCY_SYMBOL_MISSING,
	DEPENDENCY_SYMBOL_UNTOLD,  /* reason says why */
	DEPENDENCY_SYMBOL_SKIPPED, /* of an API set, or a part of Windows that is not there */
};

/* What became of one symbol of an edge. */
struct dependency_symbol {
	enum dependency_symbol_status status;
	const char *reason;
	const struct dependency_node *node;         /* where the way of forwarders ended */
	struct image_symbol symbol;                 /* what it is called there */
	const struct dependency_node *forwarded_by; /* the last to forward it; NULL when none did */
	const char *module;                         /* that its forwarder names */
	const char *via[MAX_FORWARDS];              /* the forwarders, as the exports spell them */
	size_t via_count;
};

struct dependency_symbol dependency_graph_symbol(
	const struct dependency_graph *graph, const struct dependency_edge *edge, size_t position);

/* "found", "missing", "missing-delayed", "wrong-bits", ...: the contract's name. */
const char *dependency_status_name(const struct dependency_node *node);

/* What tells the node from all others: its path where a file is known to win, else its name. */
const char *dependency_node_id(const struct dependency_node *node);

/* "CreateFileA" or "#12". */
const char *dependency_symbol_text(struct arena *arena, const struct image_symbol *symbol);

#endif
