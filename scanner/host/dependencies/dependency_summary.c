#include "scanner/host/dependencies/dependency_summary.h"

size_t dependency_shadows(const struct dependency_node *node, const struct search_candidate **out)
{
	if (!node->file || node->search.count < 2)
		return 0;
	*out = node->search.candidates + 1;
	return node->search.count - 1;
}

/* A delay-loaded module that is missing hurts only those who call it. */
static bool is_lacking(const struct dependency_summary *summary)
{
	return summary->missing_at_start || summary->statuses[DEPENDENCY_WRONG_MACHINE] ||
	       summary->statuses[DEPENDENCY_WRONG_BITS] || summary->statuses[DEPENDENCY_NO_IMAGE] ||
	       summary->missing_symbols;
}

static void count_node(struct dependency_summary *summary, const struct dependency_node *node)
{
	const struct search_candidate *shadows;

	summary->statuses[node->status]++;
	if (node->status == DEPENDENCY_MISSING) {
		summary->missing_assemblies += node->assembly;
		summary->missing_delayed += node->delayed && !node->assembly;
		summary->missing_at_start += !node->delayed;
	}
	summary->doubts += node->doubt != NULL;
	summary->shadowed += dependency_shadows(node, &shadows) != 0;
}

struct dependency_summary dependency_summarise(const struct dependency_graph *graph)
{
	struct dependency_summary summary = {
		.modules = graph->node_count - 1,
		.edges = graph->edge_count,
		.symbols = graph->symbols_checked,
		.cycles = graph->cycle_count,
	};

	for (size_t i = 1; i < graph->node_count; i++)
		count_node(&summary, graph->nodes[i]);
	summary.doubts +=
		graph->nodes[0]->status != DEPENDENCY_FOUND || graph->nodes[0]->doubt != NULL;
	/* What a forwarder lacks is counted where it is imported. */
	for (size_t i = 0; i < graph->edge_count; i++) {
		if (!graph->edges[i]->imported)
			continue;
		summary.missing_symbols += graph->edges[i]->missing_symbols;
		summary.untold_symbols += graph->edges[i]->untold_symbols;
	}
	summary.complete = DEPENDENCIES_COMPLETE;
	if (graph->limit || summary.statuses[DEPENDENCY_UNTOLD] || summary.doubts ||
		summary.untold_symbols)
		summary.complete = DEPENDENCIES_UNTOLD;
	if (graph->refused || is_lacking(&summary))
		summary.complete = DEPENDENCIES_LACKING;
	return summary;
}
