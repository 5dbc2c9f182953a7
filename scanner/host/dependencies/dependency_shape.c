/* The shape of a graph that is complete: its edges in order, hints, cycles, what is needed later.
 * Nothing here is recursive: a chain of modules may be as long as the graph. */
#include "scanner/host/dependencies/dependency_private.h"

#include <stdlib.h>

/* Whether the edge loads a module; a hint alone does not. */
static bool loads(const struct dependency_edge *edge)
{
	return edge->imported || edge->forwarded;
}

void dependency_bounds_add(struct dependency_builder *builder)
{
	struct dependency_graph *graph = builder->graph;
	/* For each node the edge to it from the node that is looked at. */
	struct dependency_edge **edge_to =
		arena_array(&builder->scratch, graph->node_count, sizeof(struct dependency_edge *));

	dependency_edges_sort(graph);
	for (size_t i = 0; i < graph->node_count; i++) {
		struct dependency_node *node = graph->nodes[i];
		size_t bounds =
			node->image && node->edge_count ? node->image->bound_import_count : 0;

		for (size_t j = 0; bounds && j < node->edge_count; j++)
			edge_to[node->edges[j]->to->position] = node->edges[j];
		for (size_t j = 0; j < bounds; j++) {
			struct dependency_edge wanted = {.from = node,
				.module = node->image->bound_imports[j].module,
				.bound = true};

			/* A module that nothing else needs is not loaded for a hint. */
			wanted.to = dependency_known(builder, node, wanted.module);
			if (!wanted.to)
				continue;
			if (!edge_to[wanted.to->position] ||
				edge_to[wanted.to->position]->from != node)
				edge_to[wanted.to->position] =
					dependency_edge_add(builder, &wanted);
			if (!edge_to[wanted.to->position])
				return;
			edge_to[wanted.to->position]->bound = true;
		}
	}
}

void dependency_edges_sort(struct dependency_graph *graph)
{
	struct arena *arena = graph->host->arena;
	struct dependency_edge **sorted =
		arena_array(arena, graph->edge_count, sizeof(*graph->edges));
	size_t start = 0;

	for (size_t i = 0; i < graph->node_count; i++)
		graph->nodes[i]->edge_count = 0;
	for (size_t i = 0; i < graph->edge_count; i++)
		graph->edges[i]->from->edge_count++;
	for (size_t i = 0; i < graph->node_count; i++) {
		graph->nodes[i]->edges = sorted + start;
		start += graph->nodes[i]->edge_count;
		graph->nodes[i]->edge_count = 0;
	}
	for (size_t i = 0; i < graph->edge_count; i++) {
		struct dependency_node *from = graph->edges[i]->from;

		from->edges[from->edge_count++] = graph->edges[i];
	}
	/* In place: the array may still grow. */
	for (size_t i = 0; i < graph->edge_count; i++)
		graph->edges[i] = sorted[i];
}

void dependency_delays_find(struct dependency_graph *graph)
{
	struct dependency_node **queue = arena_array(
		graph->host->arena, graph->node_count, sizeof(struct dependency_node *));
	size_t count = 0;

	for (size_t i = 1; i < graph->node_count; i++)
		graph->nodes[i]->delayed = true;
	queue[count++] = graph->nodes[0];
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < queue[i]->edge_count; j++) {
			const struct dependency_edge *edge = queue[i]->edges[j];

			if (!loads(edge) || edge->delay || !edge->to->delayed)
				continue;
			edge->to->delayed = false;
			queue[count++] = edge->to;
		}
	}
}

/* Tarjan's search for strongly connected components, with a stack of its own. */
struct cycle_search {
	struct dependency_graph *graph;
	struct arena scratch;
	size_t *index;     /* of each node, from 1 in the order of the search; 0: not met */
	size_t *low;       /* the least index that can be reached */
	size_t *next_edge; /* of each node to be looked at */
	bool *is_open;     /* in the component stack */
	struct dependency_node **path;
	size_t path_length;
	struct dependency_node **open;
	size_t open_count;
	size_t met;
	size_t capacity; /* of graph->cycles */
};

static void enter(struct cycle_search *search, struct dependency_node *node)
{
	size_t at = node->position;

	search->index[at] = search->low[at] = ++search->met;
	search->is_open[at] = true;
	search->open[search->open_count++] = node;
	search->path[search->path_length++] = node;
}

static bool imports_itself(const struct dependency_node *node)
{
	for (size_t i = 0; i < node->edge_count; i++)
		if (node->edges[i]->to == node && loads(node->edges[i]) && !node->edges[i]->delay)
			return true;
	return false;
}

static int by_position(const void *left, const void *right)
{
	const struct dependency_node *const *one = left;
	const struct dependency_node *const *other = right;

	return ((*one)->position > (*other)->position) - ((*one)->position < (*other)->position);
}

/* Closes the component that the node is the root of: the nodes of open from it on. */
static void close_component(struct cycle_search *search, struct dependency_node *root)
{
	struct dependency_graph *graph = search->graph;
	struct arena *arena = graph->host->arena;
	struct dependency_cycle cycle = {0};
	size_t start = search->open_count;
	void *items = graph->cycles;

	do
		search->is_open[search->open[--start]->position] = false;
	while (search->open[start] != root);
	cycle.count = search->open_count - start;
	search->open_count = start;
	if (cycle.count == 1 && !imports_itself(root))
		return;
	cycle.nodes = arena_array(arena, cycle.count, sizeof(struct dependency_node *));
	for (size_t i = 0; i < cycle.count; i++)
		cycle.nodes[i] = search->open[start + i];
	qsort(cycle.nodes, cycle.count, sizeof(struct dependency_node *), by_position);
	arena_grow(arena, &items, graph->cycle_count, &search->capacity, sizeof(cycle));
	graph->cycles = items;
	graph->cycles[graph->cycle_count++] = cycle;
}

/* Looks at the next edge of the node at the end of the path. */
static void advance(struct cycle_search *search)
{
	struct dependency_node *node = search->path[search->path_length - 1];
	size_t *low = &search->low[node->position];
	const struct dependency_edge *edge;
	size_t to;

	if (search->next_edge[node->position] == node->edge_count) {
		if (*low == search->index[node->position])
			close_component(search, node);
		search->path_length--;
		if (search->path_length) {
			size_t *above =
				&search->low[search->path[search->path_length - 1]->position];

			*above = *low < *above ? *low : *above;
		}
		return;
	}
	edge = node->edges[search->next_edge[node->position]++];
	to = edge->to->position;
	if (!loads(edge) || edge->delay)
		return;
	if (!search->index[to])
		enter(search, edge->to);
	else if (search->is_open[to] && search->index[to] < *low)
		*low = search->index[to];
}

void dependency_cycles_find(struct dependency_graph *graph)
{
	struct cycle_search search = {.graph = graph};
	size_t count = graph->node_count;

	arena_init(&search.scratch);
	search.index = arena_array(&search.scratch, count, sizeof(*search.index));
	search.low = arena_array(&search.scratch, count, sizeof(*search.low));
	search.next_edge = arena_array(&search.scratch, count, sizeof(*search.next_edge));
	search.is_open = arena_array(&search.scratch, count, sizeof(*search.is_open));
	search.path = arena_array(&search.scratch, count, sizeof(struct dependency_node *));
	search.open = arena_array(&search.scratch, count, sizeof(struct dependency_node *));
	for (size_t i = 0; i < count; i++) {
		if (search.index[i])
			continue;
		enter(&search, graph->nodes[i]);
		while (search.path_length)
			advance(&search);
	}
	arena_free(&search.scratch);
}
