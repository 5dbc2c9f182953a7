/* What a program loads as JSON: report/schema/deps.schema.json. */
#include "report/deps_report.h"

#include "report/json.h"
#include "rules/image_facts.h"

#include <string.h>

static const char *basis_name(enum search_basis basis)
{
	return basis == BASIS_LIKELY ? "likely" : "certain";
}

static void add_image(cJSON *object, struct arena *arena, const struct image *image)
{
	json_add_text(object, "kind", image ? image_kind_name(image->kind) : NULL);
	if (image && image->bits)
		json_add_number(object, "bits", (uint64_t)image->bits);
	else
		cJSON_AddNullToObject(object, "bits");
	json_add_text(object, "machine", image ? image->machine : NULL);
	json_add_text(object, "version", image ? image_version_text(arena, image) : NULL);
}

static void add_file(cJSON *object, const struct deps_report *report, struct host_file *file)
{
	json_add_text(object, "path", file ? file->path : NULL);
	json_add_text(object, "file", file ? file->real_path : NULL);
	if (!report->hash)
		return;
	json_add_text(object, "sha256", file ? host_file_sha256(&report->host->tree, file) : NULL);
}

static void add_program(cJSON *document, const struct deps_report *report)
{
	const struct dependency_node *program = report->graph->nodes[0];
	cJSON *object = cJSON_AddObjectToObject(document, "program");

	add_file(object, report, program->file);
	add_image(object, report->host->arena, program->image);
	json_add_text(object, "reason", program->reason ? program->reason : program->doubt);
}

static void add_complete(cJSON *document, enum dependency_completeness complete)
{
	if (complete == DEPENDENCIES_UNTOLD)
		cJSON_AddNullToObject(document, "complete");
	else
		cJSON_AddBoolToObject(document, "complete", complete == DEPENDENCIES_COMPLETE);
}

static void add_shadows(
	cJSON *object, const struct deps_report *report, const struct dependency_node *node)
{
	const struct search_candidate *shadows;
	size_t count = dependency_shadows(node, &shadows);
	cJSON *list = cJSON_AddArrayToObject(object, "shadows");

	for (size_t i = 0; i < count; i++) {
		const struct image *image = host_file_image(&report->host->tree, shadows[i].file);
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "path", shadows[i].file->path);
		json_add_text(item, "kind", image ? image_kind_name(image->kind) : NULL);
		json_add_text(item, "version",
			image ? image_version_text(report->host->arena, image) : NULL);
		cJSON_AddItemToArray(list, item);
	}
}

static cJSON *module_json(const struct deps_report *report, const struct dependency_node *node)
{
	const struct search_candidate *winner = node->file ? search_winner(&node->search) : NULL;
	cJSON *object = cJSON_CreateObject();

	json_add_text(object, "name", node->name);
	add_file(object, report, node->file);
	json_add_text(object, "status", dependency_status_name(node));
	cJSON_AddBoolToObject(object, "delayed", node->delayed);
	add_image(object, report->host->arena, node->image);
	if (node->image)
		json_add_number(object, "size", node->image->size);
	else
		cJSON_AddNullToObject(object, "size");
	json_add_text(object, "place", winner ? search_place_name(winner->place) : NULL);
	json_add_text(object, "step", winner ? winner->step : NULL);
	json_add_text(object, "basis", winner ? basis_name(winner->basis) : NULL);
	add_shadows(object, report, node);
	json_add_number(object, "depth", node->depth);
	json_add_text(object, "reason", node->reason ? node->reason : node->doubt);
	return object;
}

static void add_symbols(
	cJSON *object, const struct deps_report *report, const struct dependency_edge *edge)
{
	static const char *const names[] = {
		[DEPENDENCY_SYMBOL_EXPORTED] = "exported",
		[DEPENDENCY_SYMBOL_MISSING] = "missing",
		[DEPENDENCY_SYMBOL_UNTOLD] = "untold",
		[DEPENDENCY_SYMBOL_SKIPPED] = "untold",
	};
	cJSON *list = cJSON_AddArrayToObject(object, "symbols");

	for (size_t i = 0; i < edge->symbol_count; i++) {
		struct dependency_symbol symbol = dependency_graph_symbol(report->graph, edge, i);
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "name",
			dependency_symbol_text(report->host->arena, &edge->symbols[i]));
		json_add_text(item, "status", names[symbol.status]);
		json_add_texts(item, "via", symbol.via, symbol.via_count);
		cJSON_AddItemToArray(list, item);
	}
}

static void add_missing_symbols(
	cJSON *object, const struct deps_report *report, const struct dependency_edge *edge)
{
	cJSON *list = cJSON_AddArrayToObject(object, "missing_symbols");
	size_t left = edge->missing_symbols;

	for (size_t i = 0; i < edge->symbol_count && left; i++) {
		if (dependency_graph_symbol(report->graph, edge, i).status !=
			DEPENDENCY_SYMBOL_MISSING)
			continue;
		cJSON_AddItemToArray(list, cJSON_CreateString(dependency_symbol_text(
						   report->host->arena, &edge->symbols[i])));
		left--;
	}
}

static cJSON *edge_json(const struct deps_report *report, const struct dependency_edge *edge)
{
	cJSON *object = cJSON_CreateObject();

	json_add_text(object, "from", dependency_node_id(edge->from));
	json_add_text(object, "to", dependency_node_id(edge->to));
	json_add_text(object, "module", edge->module);
	cJSON_AddBoolToObject(object, "imported", edge->imported);
	cJSON_AddBoolToObject(object, "delay", edge->delay);
	cJSON_AddBoolToObject(object, "forwarded", edge->forwarded);
	cJSON_AddBoolToObject(object, "bound", edge->bound);
	if (report->symbols)
		add_symbols(object, report, edge);
	else
		json_add_number(object, "symbols", edge->symbol_count);
	add_missing_symbols(object, report, edge);
	return object;
}

static void add_cycles(cJSON *document, const struct dependency_graph *graph)
{
	cJSON *cycles = cJSON_AddArrayToObject(document, "cycles");

	for (size_t i = 0; i < graph->cycle_count; i++) {
		cJSON *cycle = cJSON_CreateArray();

		for (size_t j = 0; j < graph->cycles[i].count; j++)
			cJSON_AddItemToArray(cycle,
				cJSON_CreateString(dependency_node_id(graph->cycles[i].nodes[j])));
		cJSON_AddItemToArray(cycles, cycle);
	}
}

static void add_summary(cJSON *document, const struct dependency_summary *summary)
{
	cJSON *object = cJSON_AddObjectToObject(document, "summary");
	const size_t *statuses = summary->statuses;

	json_add_number(object, "modules", summary->modules);
	json_add_number(object, "found", statuses[DEPENDENCY_FOUND]);
	json_add_number(object, "missing", statuses[DEPENDENCY_MISSING] - summary->missing_delayed);
	json_add_number(object, "missing_delayed", summary->missing_delayed);
	json_add_number(object, "wrong_machine", statuses[DEPENDENCY_WRONG_MACHINE]);
	json_add_number(object, "wrong_bits", statuses[DEPENDENCY_WRONG_BITS]);
	json_add_number(object, "no_image", statuses[DEPENDENCY_NO_IMAGE]);
	json_add_number(object, "api_set", statuses[DEPENDENCY_API_SET]);
	json_add_number(object, "skipped", statuses[DEPENDENCY_SKIPPED]);
	json_add_number(object, "untold", statuses[DEPENDENCY_UNTOLD]);
	json_add_number(object, "shadowed", summary->shadowed);
	json_add_number(object, "edges", summary->edges);
	json_add_number(object, "symbols", summary->symbols);
	json_add_number(object, "missing_symbols", summary->missing_symbols);
	json_add_number(object, "untold_symbols", summary->untold_symbols);
	json_add_number(object, "cycles", summary->cycles);
}

/* Those of the machine, of the images that are damaged, and the limit that was met. */
static void add_problems(cJSON *document, const struct deps_report *report)
{
	const struct dependency_graph *graph = report->graph;
	struct problem_list problems = {0};
	struct arena scratch;

	arena_init(&scratch);
	if (graph->limit)
		problem_add(&problems, &scratch, "limit", graph->nodes[0]->file->path,
			PROBLEM_NO_OFFSET, "%s", graph->limit);
	for (size_t i = 0; i < report->host->problems.count; i++) {
		const struct problem *problem = &report->host->problems.items[i];

		problem_add(&problems, &scratch, problem->code, problem->path, problem->offset,
			"%s", problem->detail);
	}
	for (size_t i = 0; i < graph->node_count; i++) {
		const struct dependency_node *node = graph->nodes[i];

		for (size_t j = 0; node->doubt && j < node->image->problems.count; j++) {
			const struct problem *problem = &node->image->problems.items[j];

			problem_add(&problems, &scratch, problem->code, node->file->path,
				problem->offset, "%s", problem->detail);
		}
	}
	json_add_problems(document, "problems", &problems);
	arena_free(&scratch);
}

char *deps_write_json(const struct deps_report *report, struct report_style style)
{
	const struct dependency_graph *graph = report->graph;
	cJSON *document = cJSON_CreateObject();
	cJSON *list;

	(void)style;
	json_add_text(document, "schema", DEPS_SCHEMA);
	add_program(document, report);
	add_complete(document, report->summary.complete);
	list = cJSON_AddArrayToObject(document, "modules");
	for (size_t i = 1; i < graph->node_count; i++)
		cJSON_AddItemToArray(list, module_json(report, graph->nodes[i]));
	list = cJSON_AddArrayToObject(document, "edges");
	for (size_t i = 0; i < graph->edge_count; i++)
		cJSON_AddItemToArray(list, edge_json(report, graph->edges[i]));
	add_cycles(document, graph);
	add_summary(document, &report->summary);
	add_problems(document, report);
	return json_finish(document, true);
}
