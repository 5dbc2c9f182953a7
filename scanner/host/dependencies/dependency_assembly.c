/* Side-by-side assemblies that are lacking: what names them is not loaded (error 14001). */
#include "scanner/host/dependencies/dependency_private.h"

#include "scanner/base/text.h"
#include "scanner/host/loader/side_by_side.h"

/* Each assembly is one node, whoever asks for it. */
static struct dependency_node *assembly_node(struct dependency_builder *builder,
	const struct side_by_side_fault *fault, struct dependency_edge *edge)
{
	const char *key = text_fold(
		&builder->scratch, arena_printf(&builder->scratch, "assembly>%s", edge->module));
	struct dependency_node *node = name_table_find(&builder->names, key);

	if (node)
		return node;
	node = dependency_node_add(builder, edge->module, NULL, edge);
	if (!node)
		return NULL;
	node->assembly = true;
	node->status = fault->untold ? DEPENDENCY_UNTOLD : DEPENDENCY_MISSING;
	node->reason = fault->detail;
	name_table_add(&builder->names, key, node);
	return node;
}

/* "Microsoft.VC90.CRT 9.0.30729.1" */
static const char *fault_title(struct arena *arena, const struct side_by_side_fault *fault)
{
	if (!fault->assembly)
		return "its manifest";
	if (!fault->version)
		return fault->assembly;
	return arena_printf(arena, "%s %s", fault->assembly, fault->version);
}

void dependency_assemblies_check(struct dependency_builder *builder, struct dependency_node *node)
{
	struct dependency_graph *graph = builder->graph;
	const struct side_by_side_fault *faults;
	size_t count;

	if (!graph->host->profile->side_by_side ||
		builder->request.launcher != LAUNCHER_LOADLIBRARY)
		return;
	faults = side_by_side_missing(graph->host, node->file, &count);
	for (size_t i = 0; i < count; i++) {
		const struct dependency_edge wanted = {.from = node,
			.module = fault_title(graph->host->arena, &faults[i]),
			.imported = true,
			.symbols_known = true};
		struct dependency_edge *edge = dependency_edge_add(builder, &wanted);

		if (!edge)
			return;
		edge->to = assembly_node(builder, &faults[i], edge);
		if (!edge->to) {
			graph->edge_count--;
			return;
		}
	}
}
