/* Building the graph: modules are resolved and read breadth first. */
#include "scanner/host/dependencies/dependency_private.h"
#include "scanner/host/dependencies/program_refusal.h"

/* Who finds the modules of a program. */
static const struct {
	enum image_kind kind;
	enum launcher launcher;
} loaders[] = {
	{IMAGE_PE32, LAUNCHER_LOADLIBRARY},
	{IMAGE_PE32PLUS, LAUNCHER_LOADLIBRARY},
	{IMAGE_NE, LAUNCHER_WIN16},
};

void dependency_limit(struct dependency_builder *builder, const char *reason)
{
	if (!builder->graph->limit)
		builder->graph->limit = reason;
}

struct dependency_edge *dependency_edge_add(
	struct dependency_builder *builder, const struct dependency_edge *wanted)
{
	struct dependency_graph *graph = builder->graph;
	struct arena *arena = graph->host->arena;
	struct dependency_edge *added;
	void *items = graph->edges;

	if (graph->edge_count == MAX_DEPENDENCY_EDGES) {
		dependency_limit(builder, "the modules have more imports than are followed");
		return NULL;
	}
	added = arena_alloc(arena, sizeof(*added));
	*added = *wanted;
	arena_grow(
		arena, &items, graph->edge_count, &builder->edge_capacity, sizeof(*graph->edges));
	graph->edges = items;
	graph->edges[graph->edge_count++] = added;
	return added;
}

struct dependency_edge *dependency_connect(
	struct dependency_builder *builder, const struct dependency_edge *wanted)
{
	struct dependency_graph *graph = builder->graph;
	struct dependency_edge *edge = dependency_edge_add(builder, wanted);

	if (!edge)
		return NULL;
	edge->to = dependency_resolve(builder, edge);
	if (edge->to)
		return edge;
	graph->edge_count--;
	return NULL;
}

static void follow_import(struct dependency_builder *builder, struct dependency_node *node,
	const struct image_import *import)
{
	const struct dependency_edge wanted = {
		.from = node,
		.module = import->module,
		.delay = import->delay,
		.imported = true,
		.symbols_known = import->symbols_known,
		.symbols = import->symbols,
		.symbol_count = import->symbol_count,
	};
	struct dependency_edge *edge = dependency_connect(builder, &wanted);

	if (!edge)
		return;
	if (edge->to->host_edge)
		edge->to->host_edge->delay &= edge->delay;
	dependency_symbols_check(builder, edge);
}

static void follow_imports(struct dependency_builder *builder, struct dependency_node *node)
{
	if (node->status != DEPENDENCY_FOUND)
		return;
	dependency_assemblies_check(builder, node);
	for (size_t i = 0; i < node->image->import_count; i++)
		follow_import(builder, node, &node->image->imports[i]);
}

static void open_program(struct dependency_builder *builder, struct host_file *program)
{
	struct host *host = builder->graph->host;
	struct dependency_node *node = dependency_program(builder, program);

	node->image = host_file_image(&host->tree, program);
	if (!node->image) {
		node->status = DEPENDENCY_UNTOLD;
		node->reason = host_file_unreadable(&host->tree, program);
		return;
	}
	builder->process = dependency_process_of(host, node->image);
	builder->request.caller_machine = builder->process.caller_machine;
	builder->no_search = arena_printf(host->arena,
		"where the modules of such a program (%s) are found is not known",
		image_kind_name(node->image->kind));
	for (size_t i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++) {
		if (loaders[i].kind != node->image->kind)
			continue;
		builder->request.launcher = loaders[i].launcher;
		if (node->image->target != IMAGE_TARGET_OS2)
			builder->no_search = NULL;
	}
	dependency_node_read(builder, node);
	if (node->status == DEPENDENCY_FOUND && !node->doubt)
		builder->graph->note = program_refusal(host, node->image);
	builder->graph->refused = builder->graph->note != NULL;
}

struct dependency_graph *dependency_graph_read(
	struct host *host, struct host_file *program, const struct search_request *request)
{
	struct dependency_graph *graph = arena_alloc(host->arena, sizeof(*graph));
	struct dependency_builder builder = {
		.graph = graph,
		.request = {.caller = program,
			.current_directory = request->current_directory,
			.current_directory_basis = request->current_directory_basis,
			.session = request->session,
			.path = request->path},
		.searches_left = MAX_MODULE_NAMES,
		.symbols_left = MAX_DEPENDENCY_SYMBOLS,
		.bytes_left = (size_t)MAX_DEPENDENCY_MIB * 1024 * 1024,
	};

	arena_init(&builder.scratch);
	builder.names.arena = builder.files.arena = &builder.scratch;
	builder.fileless.arena = builder.forwards.arena = &builder.scratch;
	graph->host = host;
	open_program(&builder, program);
	for (size_t i = 0; i < graph->node_count; i++)
		follow_imports(&builder, graph->nodes[i]);
	dependency_bounds_add(&builder);
	dependency_edges_sort(graph);
	dependency_forwards_count(graph);
	dependency_delays_find(graph);
	dependency_cycles_find(graph);
	arena_free(&builder.scratch);
	return graph;
}

const char *dependency_node_id(const struct dependency_node *node)
{
	return node->file ? node->file->path : node->name;
}

const char *dependency_status_name(const struct dependency_node *node)
{
	static const char *const names[] = {
		[DEPENDENCY_FOUND] = "found",
		[DEPENDENCY_MISSING] = "missing",
		[DEPENDENCY_WRONG_MACHINE] = "wrong-machine",
		[DEPENDENCY_WRONG_BITS] = "wrong-bits",
		[DEPENDENCY_NO_IMAGE] = "no-image",
		[DEPENDENCY_API_SET] = "api-set",
		[DEPENDENCY_SKIPPED] = "skipped",
		[DEPENDENCY_UNTOLD] = "untold",
	};

	if (node->status == DEPENDENCY_MISSING && node->assembly)
		return "missing-assembly";
	if (node->status == DEPENDENCY_MISSING && node->delayed)
		return "missing-delayed";
	return names[node->status];
}
