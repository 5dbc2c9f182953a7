#include "scanner/host/dependencies/dependencies.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

struct fault_list {
	struct arena *arena;
	struct dependencies *result;
	size_t capacity;
};

/* A module that is missing is told once for each that needs it, however many symbols lead there. */
static bool is_told(const struct dependencies *result, const struct dependency_fault *fault)
{
	for (size_t i = 0; i < result->fault_count; i++) {
		const struct dependency_fault *other = &result->faults[i];

		if (fault->kind == DEPENDENCY_MISSING_MODULE && other->kind == fault->kind &&
			other->importer == fault->importer &&
			text_same_name(other->module, fault->module))
			return true;
	}
	return false;
}

static void add_fault(struct fault_list *list, struct dependency_fault fault)
{
	struct dependencies *result = list->result;
	struct host_file *program = result->graph->nodes[0]->file;
	void *items = result->faults;

	if (result->fault_count == MAX_FAULTS || is_told(result, &fault))
		return;
	/* The last place is kept for saying so. */
	if (result->fault_count == MAX_FAULTS - 1)
		fault = (struct dependency_fault){.kind = DEPENDENCY_DOUBT,
			.importer = program,
			.module = winpath_name(program->path),
			.detail = "the program lacks more than is listed"};
	arena_grow(list->arena, &items, result->fault_count, &list->capacity, sizeof(fault));
	result->faults = items;
	result->faults[result->fault_count++] = fault;
}

static const char *step_of(const struct dependency_node *node)
{
	const struct search_candidate *winner = search_winner(&node->search);

	return winner ? winner->step : NULL;
}

/* The file that stands for the node, even where another might win. */
static struct host_file *file_of(const struct dependency_node *node)
{
	const struct search_candidate *winner = search_winner(&node->search);

	return winner ? winner->file : node->file;
}

/* What is wrong with a symbol, told of the last module on its way. */
static void add_symbol_fault(struct fault_list *list, struct dependency_fault fault,
	const struct dependency_symbol *symbol)
{
	const char *text = dependency_symbol_text(list->arena, &symbol->symbol);

	if (symbol->forwarded_by) {
		fault.importer = symbol->forwarded_by->file;
		fault.module = symbol->module;
	}
	if (symbol->via_count) {
		fault.file = file_of(symbol->node);
		fault.step = step_of(symbol->node);
	}
	fault.kind = fault.file ? DEPENDENCY_MISSING_SYMBOL : DEPENDENCY_MISSING_MODULE;
	fault.detail = text;
	if (symbol->status == DEPENDENCY_SYMBOL_UNTOLD) {
		fault.kind = DEPENDENCY_DOUBT;
		fault.detail =
			arena_printf(list->arena, "whether %s exports %s could not be told: %s",
				fault.file ? fault.file->path : fault.module, text, symbol->reason);
	}
	add_fault(list, fault);
}

static void add_symbol_faults(struct fault_list *list, const struct dependency_fault *fault,
	const struct dependency_edge *edge)
{
	size_t left = edge->missing_symbols + edge->untold_symbols;

	for (size_t i = 0; i < edge->symbol_count && left; i++) {
		struct dependency_symbol symbol =
			dependency_graph_symbol(list->result->graph, edge, i);

		if (symbol.status != DEPENDENCY_SYMBOL_MISSING &&
			symbol.status != DEPENDENCY_SYMBOL_UNTOLD)
			continue;
		add_symbol_fault(list, *fault, &symbol);
		left--;
	}
}

static void add_import_faults(struct fault_list *list, const struct dependency_edge *edge)
{
	const struct dependency_node *to = edge->to;
	struct dependency_fault fault = {.importer = edge->from->file,
		.module = edge->module,
		.file = file_of(to),
		.step = step_of(to),
		.detail = to->reason};

	switch (to->status) {
	case DEPENDENCY_FOUND:
		add_symbol_faults(list, &fault, edge);
		return;
	case DEPENDENCY_API_SET:
		if (to->host_edge)
			add_symbol_faults(list, &fault, edge);
		return;
	case DEPENDENCY_SKIPPED:
		return;
	case DEPENDENCY_MISSING:
		fault.kind = edge->to->delayed ? DEPENDENCY_MISSING_DELAYED_MODULE
					       : DEPENDENCY_MISSING_MODULE;
		fault.detail = NULL;
		break;
	case DEPENDENCY_UNTOLD:
		fault.kind = DEPENDENCY_DOUBT;
		break;
	default:
		fault.kind = DEPENDENCY_WRONG_IMAGE;
		fault.detail = image_kind_name(to->image->kind);
		break;
	}
	add_fault(list, fault);
}

static void add_node_faults(struct fault_list *list, const struct dependency_node *node)
{
	if (node->doubt)
		add_fault(list, (struct dependency_fault){.kind = DEPENDENCY_DOUBT,
					.importer = node->file,
					.module = winpath_name(node->file->path),
					.file = node->file,
					.detail = node->doubt});
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i]->imported)
			add_import_faults(list, node->edges[i]);
}

struct dependencies dependencies_read(
	struct host *host, struct host_file *program, const struct search_request *request)
{
	struct dependencies result = {.graph = dependency_graph_read(host, program, request)};
	const struct dependency_graph *graph = result.graph;
	struct fault_list list = {.arena = host->arena, .result = &result};

	for (size_t i = 0; i < graph->node_count; i++) {
		const struct dependency_node *node = graph->nodes[i];

		result.system_skipped |= node->status == DEPENDENCY_SKIPPED;
		result.module_count += i && node->status == DEPENDENCY_FOUND;
		add_node_faults(&list, node);
	}
	if (graph->limit)
		add_fault(&list, (struct dependency_fault){.kind = DEPENDENCY_DOUBT,
					 .importer = program,
					 .module = winpath_name(program->path),
					 .detail = graph->limit});
	return result;
}

struct search_result dependencies_find(struct host *host, struct host_file *program,
	const char *module, const struct search_request *request)
{
	const struct search_request own = {
		.launcher = LAUNCHER_LOADLIBRARY,
		.name = module,
		.caller = program,
		.current_directory = request->current_directory,
		.current_directory_basis = request->current_directory_basis,
		.session = request->session,
		.path = request->path,
	};

	return search_run(host, &own);
}
