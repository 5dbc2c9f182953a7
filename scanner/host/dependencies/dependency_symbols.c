/* Which of the symbols that are imported the DLL that wins exports, through forwarders. */
#include "scanner/host/dependencies/dependency_private.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <stdlib.h>
#include <string.h>

/* Where a forwarder leads; made when it is first met. */
struct forward {
	struct dependency_edge *edge; /* to is the module that it names; NULL: reason says why */
	struct image_symbol symbol;
	const char *reason;
};

/* The exports of a file in the orders they are looked up in, made once for all graphs. */
struct export_index {
	const struct image_export **by_name;
	const struct image_export **by_ordinal; /* made when the first ordinal is looked up */
	size_t named_count;
};

static int by_name(const void *left, const void *right)
{
	const struct image_export *const *one = left;
	const struct image_export *const *other = right;

	return strcmp((*one)->name, (*other)->name);
}

static int by_ordinal(const void *left, const void *right)
{
	const struct image_export *const *one = left;
	const struct image_export *const *other = right;

	return ((*one)->ordinal > (*other)->ordinal) - ((*one)->ordinal < (*other)->ordinal);
}

/* Linkers write the names in order, as the loader's own binary search needs them. */
static void sort(const struct image_export **exports, size_t count,
	int (*compare)(const void *, const void *))
{
	for (size_t i = 1; i < count; i++) {
		if (compare(&exports[i - 1], &exports[i]) > 0) {
			qsort(exports, count, sizeof(*exports), compare);
			return;
		}
	}
}

static struct export_index *index_of(struct arena *arena, const struct dependency_node *node)
{
	const struct image *image = node->image;
	struct export_index *index = node->file->export_index;

	if (index)
		return index;
	node->file->export_index = index = arena_alloc(arena, sizeof(*index));
	index->by_name = arena_array(arena, image->export_count, sizeof(*index->by_name));
	for (size_t i = 0; i < image->export_count; i++)
		if (image->exports[i].name)
			index->by_name[index->named_count++] = &image->exports[i];
	sort(index->by_name, index->named_count, by_name);
	return index;
}

static void index_ordinals(
	struct arena *arena, struct export_index *index, const struct image *image)
{
	index->by_ordinal = arena_array(arena, image->export_count, sizeof(*index->by_ordinal));
	for (size_t i = 0; i < image->export_count; i++)
		index->by_ordinal[i] = &image->exports[i];
	sort(index->by_ordinal, image->export_count, by_ordinal);
}

/* Hints say where to look first and nothing else: a wrong one costs the loader time, no symbol. */
static const struct image_export *find_export(
	struct arena *arena, const struct dependency_node *node, const struct image_symbol *symbol)
{
	struct export_index *index = index_of(arena, node);
	struct image_export wanted = {.name = symbol->name, .ordinal = symbol->ordinal};
	const struct image_export *key = &wanted;
	const struct image_export **found;

	if (symbol->name) {
		found = bsearch(
			&key, index->by_name, index->named_count, sizeof(*index->by_name), by_name);
		if (found || node->image->kind != IMAGE_NE)
			return found ? *found : NULL;
		/* The 16-bit loader takes a name in capitals, too. */
		wanted.name = text_fold(arena, symbol->name);
		found = bsearch(
			&key, index->by_name, index->named_count, sizeof(*index->by_name), by_name);
		return found ? *found : NULL;
	}
	if (!index->by_ordinal)
		index_ordinals(arena, index, node->image);
	found = bsearch(&key, index->by_ordinal, node->image->export_count,
		sizeof(*index->by_ordinal), by_ordinal);
	return found ? *found : NULL;
}

/* Takes "MODULE.Name" or "MODULE.#12" apart; false when it is neither. */
static bool parse_forwarder(struct arena *arena, const char *forwarder, const char **module,
	struct image_symbol *symbol)
{
	const char *dot = strrchr(forwarder, '.');
	unsigned long ordinal;
	char *end;

	if (!dot || dot == forwarder || !dot[1])
		return false;
	*module = arena_copy(arena, forwarder, (size_t)(dot - forwarder));
	if (!winpath_has_extension(*module))
		*module = arena_printf(arena, "%s.dll", *module);
	*symbol = (struct image_symbol){.name = dot + 1};
	if (dot[1] != '#')
		return true;
	ordinal = strtoul(dot + 2, &end, 10);
	if (end == dot + 2 || *end || ordinal > UINT16_MAX)
		return false;
	*symbol = (struct image_symbol){.ordinal = (uint16_t)ordinal};
	return true;
}

/* The edge for what one module forwards to another; NULL when a limit is met. */
static struct dependency_edge *forwarding_edge(
	struct dependency_builder *builder, struct dependency_node *from, const char *module)
{
	/* Delayed until somebody is met who asks for it at once: see pass_over. */
	struct dependency_edge wanted = {.from = from,
		.module = module,
		.delay = true,
		.forwarded = true,
		.symbols_known = true};
	struct dependency_edge *edge = dependency_connect(builder, &wanted);
	struct dependency_edge *known;
	const char *key;

	if (!edge)
		return NULL;
	key = arena_printf(&builder->scratch, "%zu %zu", from->position, edge->to->position);
	known = name_table_find(&builder->forwards, key);
	if (!known) {
		name_table_add(&builder->forwards, key, edge);
		return edge;
	}
	builder->graph->edge_count--; /* the one that was just added: its module was known */
	return known;
}

static struct forward *forward_make(struct dependency_builder *builder,
	struct dependency_node *node, const struct image_export *export)
{
	struct arena *arena = builder->graph->host->arena;
	struct forward *forward = arena_alloc(arena, sizeof(*forward));
	const char *module;

	if (!parse_forwarder(arena, export->forwarder, &module, &forward->symbol)) {
		forward->reason = arena_printf(arena,
			"it is forwarded to \"%s\", which names no module and symbol",
			export->forwarder);
		return forward;
	}
	forward->edge = forwarding_edge(builder, node, module);
	if (!forward->edge)
		forward->reason = builder->graph->limit;
	return forward;
}

/* Where the export leads. builder is NULL when the graph is complete: then what was never asked
 * for while it grew is not known. */
static const struct forward *forward_of(struct dependency_builder *builder,
	struct dependency_node *node, const struct image_export *export)
{
	static const struct forward unknown = {.reason = "it was not looked up"};
	size_t position = (size_t)(export - node->image->exports);

	if (!builder)
		return node->forwards && node->forwards[position] ? node->forwards[position]
								  : &unknown;
	if (!node->forwards)
		node->forwards = arena_array(builder->graph->host->arena, node->image->export_count,
			sizeof(struct forward *));
	if (!node->forwards[position])
		node->forwards[position] = forward_make(builder, node, export);
	return node->forwards[position];
}

/* What the state of the module alone says of its symbols; false when its exports must tell. */
static bool told_by_module(struct dependency_symbol *symbol)
{
	const struct dependency_node *node = symbol->node;

	switch (node->status) {
	case DEPENDENCY_API_SET:
		if (node->host_edge)
			return false;
		/* fall through */
	case DEPENDENCY_SKIPPED:
		symbol->status = DEPENDENCY_SYMBOL_SKIPPED;
		symbol->reason = node->reason;
		return true;
	case DEPENDENCY_UNTOLD:
		symbol->status = DEPENDENCY_SYMBOL_UNTOLD;
		symbol->reason = node->reason;
		return true;
	case DEPENDENCY_FOUND:
		break;
	default:
		symbol->status = DEPENDENCY_SYMBOL_MISSING;
		return true;
	}
	symbol->status = DEPENDENCY_SYMBOL_UNTOLD;
	symbol->reason = "its export table is damaged";
	return !node->image || !node->image->exports_read;
}

/* Notes that the symbol was asked for over the edge, and goes on at its end. */
static void pass_over(struct dependency_builder *builder, struct dependency_symbol *symbol,
	const struct image_export *export, const struct forward *forward, bool delay)
{
	struct dependency_edge *edge = forward->edge;

	symbol->forwarded_by = symbol->node;
	symbol->module = edge->module;
	symbol->via[symbol->via_count++] = export->forwarder;
	symbol->node = edge->to;
	symbol->symbol = forward->symbol;
	if (builder)
		edge->delay = edge->delay && delay;
}

/* An API set exports what the module exports that stands for it. */
static void pass_contract(struct dependency_builder *builder, struct dependency_symbol *symbol,
	struct dependency_edge *edge, bool delay)
{
	symbol->forwarded_by = NULL;
	symbol->via[symbol->via_count++] = edge->module;
	symbol->node = edge->to;
	if (builder)
		edge->delay = edge->delay && delay;
}

/* Follows a symbol through forwarders. builder is NULL when the graph is complete. */
static struct dependency_symbol follow(struct dependency_builder *builder, struct arena *arena,
	const struct dependency_edge *edge, size_t position)
{
	struct dependency_node *node = edge->to;
	struct dependency_symbol symbol = {.node = node, .symbol = edge->symbols[position]};

	for (unsigned forwards = 0; forwards < MAX_FORWARDS; forwards++) {
		const struct image_export *export;
		const struct forward *forward;

		if (told_by_module(&symbol))
			return symbol;
		if (node->host_edge) {
			pass_contract(builder, &symbol, node->host_edge, edge->delay);
			node = node->host_edge->to;
			continue;
		}
		export = find_export(arena, node, &symbol.symbol);
		symbol.status = export ? DEPENDENCY_SYMBOL_EXPORTED : DEPENDENCY_SYMBOL_MISSING;
		if (!export && image_doubt(node->image))
			symbol.status = DEPENDENCY_SYMBOL_UNTOLD;
		if (!export || !export->forwarder)
			return symbol;
		symbol.status = DEPENDENCY_SYMBOL_UNTOLD;
		forward = forward_of(builder, node, export);
		symbol.reason = forward->reason;
		if (!forward->edge)
			return symbol;
		pass_over(builder, &symbol, export, forward, edge->delay);
		node = forward->edge->to;
		if (builder && builder->symbols_left)
			builder->symbols_left--;
	}
	symbol.reason = "it is forwarded from module to module without an end";
	return symbol;
}

void dependency_symbols_check(struct dependency_builder *builder, struct dependency_edge *edge)
{
	struct dependency_graph *graph = builder->graph;

	if (edge->to->status != DEPENDENCY_FOUND && !edge->to->host_edge)
		return;
	for (size_t i = 0; i < edge->symbol_count; i++) {
		struct dependency_symbol symbol;

		if (!builder->symbols_left) {
			edge->untold_symbols += edge->symbol_count - i;
			dependency_limit(builder, "more symbols are imported than are looked up");
			return;
		}
		builder->symbols_left--;
		symbol = follow(builder, graph->host->arena, edge, i);
		graph->symbols_checked++;
		edge->missing_symbols += symbol.status == DEPENDENCY_SYMBOL_MISSING;
		edge->untold_symbols += symbol.status == DEPENDENCY_SYMBOL_UNTOLD;
	}
}

struct dependency_symbol dependency_graph_symbol(
	const struct dependency_graph *graph, const struct dependency_edge *edge, size_t position)
{
	return follow(NULL, graph->host->arena, edge, position);
}

/* Calls visit for each forwarder of the node that was met. */
static void visit_forwards(
	const struct dependency_node *node, void (*visit)(const struct forward *forward))
{
	if (!node->forwards)
		return;
	for (size_t i = 0; i < node->image->export_count; i++)
		if (node->forwards[i] && node->forwards[i]->edge)
			visit(node->forwards[i]);
}

static void count_symbol(const struct forward *forward)
{
	forward->edge->symbol_count++;
}

static void put_symbol(const struct forward *forward)
{
	struct dependency_edge *edge = forward->edge;

	((struct image_symbol *)edge->symbols)[edge->symbol_count++] = forward->symbol;
}

void dependency_forwards_count(struct dependency_graph *graph)
{
	struct arena *arena = graph->host->arena;

	for (size_t i = 0; i < graph->node_count; i++)
		visit_forwards(graph->nodes[i], count_symbol);
	for (size_t i = 0; i < graph->edge_count; i++) {
		struct dependency_edge *edge = graph->edges[i];

		if (!edge->forwarded)
			continue;
		edge->symbols = arena_array(arena, edge->symbol_count, sizeof(*edge->symbols));
		edge->symbol_count = 0;
	}
	for (size_t i = 0; i < graph->node_count; i++)
		visit_forwards(graph->nodes[i], put_symbol);
	for (size_t i = 0; i < graph->edge_count; i++) {
		struct dependency_edge *edge = graph->edges[i];
		bool loaded = edge->forwarded &&
			      (edge->to->status == DEPENDENCY_FOUND || edge->to->host_edge);

		for (size_t j = 0; loaded && j < edge->symbol_count; j++) {
			struct dependency_symbol symbol = dependency_graph_symbol(graph, edge, j);

			edge->missing_symbols += symbol.status == DEPENDENCY_SYMBOL_MISSING;
			edge->untold_symbols += symbol.status == DEPENDENCY_SYMBOL_UNTOLD;
		}
	}
}

const char *dependency_symbol_text(struct arena *arena, const struct image_symbol *symbol)
{
	return symbol->name ? symbol->name : arena_printf(arena, "#%u", symbol->ordinal);
}
