/* What a program loads as JSON: report/schema/deps.schema.json. */
#include "report/deps_report.h"

#include "report/host_json.h"
#include "report/json.h"
#include "rules/facts/image_facts.h"

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
	image_json_add(object, report->host->arena, program->image);
	json_add_text(object, "reason", program->reason ? program->reason : program->doubt);
	json_add_text(object, "note", report->graph->note);
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
	image_json_add(object, report->host->arena, node->image);
	if (node->image)
		json_add_number(object, "size", node->image->size);
	else
		cJSON_AddNullToObject(object, "size");
	json_add_text(object, "place", winner ? search_place_name(winner->place) : NULL);
	json_add_text(object, "step", winner ? winner->step : NULL);
	json_add_text(object, "basis", winner ? search_basis_name(winner->basis) : NULL);
	add_shadows(object, report, node);
	json_add_number(object, "depth", node->depth);
	json_add_text(object, "reason", node->reason ? node->reason : node->doubt);
	return object;
}

static void put_key(struct buffer *out, const char *key, const char *text)
{
	buffer_puts(out, key);
	json_put_text(out, text);
}

static void put_symbol(struct buffer *out, const struct deps_report *report,
	const struct dependency_edge *edge, size_t position)
{
	static const char *const names[] = {
		[DEPENDENCY_SYMBOL_EXPORTED] = "exported",
		[DEPENDENCY_SYMBOL_MISSING] = "missing",
		[DEPENDENCY_SYMBOL_UNTOLD] = "untold",
		[DEPENDENCY_SYMBOL_SKIPPED] = "untold",
	};
	struct dependency_symbol symbol = dependency_graph_symbol(report->graph, edge, position);

	put_key(out, position ? ",\n\t\t\t\t{\"name\": " : "\n\t\t\t\t{\"name\": ",
		dependency_symbol_text(report->host->arena, &edge->symbols[position]));
	put_key(out, ", \"status\": ", names[symbol.status]);
	buffer_puts(out, ", \"via\": [");
	for (size_t i = 0; i < symbol.via_count; i++)
		put_key(out, i ? ", " : "", symbol.via[i]);
	buffer_puts(out, "]}");
}

static void put_symbols(
	struct buffer *out, const struct deps_report *report, const struct dependency_edge *edge)
{
	if (!report->symbols) {
		buffer_printf(out, ",\n\t\t\t\"symbols\": %zu", edge->symbol_count);
		return;
	}
	buffer_puts(out, ",\n\t\t\t\"symbols\": [");
	for (size_t i = 0; i < edge->symbol_count; i++)
		put_symbol(out, report, edge, i);
	buffer_puts(out, edge->symbol_count ? "\n\t\t\t]" : "]");
}

static void put_missing_symbols(
	struct buffer *out, const struct deps_report *report, const struct dependency_edge *edge)
{
	size_t left = edge->missing_symbols;

	buffer_puts(out, ",\n\t\t\t\"missing_symbols\": [");
	for (size_t i = 0; i < edge->symbol_count && left; i++) {
		if (dependency_graph_symbol(report->graph, edge, i).status !=
			DEPENDENCY_SYMBOL_MISSING)
			continue;
		put_key(out, left == edge->missing_symbols ? "" : ", ",
			dependency_symbol_text(report->host->arena, &edge->symbols[i]));
		left--;
	}
	buffer_putc(out, ']');
}

static void put_flag(struct buffer *out, const char *key, bool value)
{
	buffer_puts(out, key);
	buffer_puts(out, value ? "true" : "false");
}

static void put_edge(
	struct buffer *out, const struct deps_report *report, const struct dependency_edge *edge)
{
	put_key(out, "\n\t\t{\n\t\t\t\"from\": ", dependency_node_id(edge->from));
	put_key(out, ",\n\t\t\t\"to\": ", dependency_node_id(edge->to));
	put_key(out, ",\n\t\t\t\"module\": ", edge->module);
	put_flag(out, ",\n\t\t\t\"imported\": ", edge->imported);
	put_flag(out, ", \"delay\": ", edge->delay);
	put_flag(out, ", \"forwarded\": ", edge->forwarded);
	put_flag(out, ", \"bound\": ", edge->bound);
	put_symbols(out, report, edge);
	put_missing_symbols(out, report, edge);
	buffer_puts(out, "\n\t\t}");
}

/* As text: a closure has some ten thousand edges and a hundred thousand symbols, too many for a
 * node and its parts for each. */
static void add_edges(cJSON *document, const struct deps_report *report)
{
	const struct dependency_graph *graph = report->graph;
	struct buffer out;

	/* The limits of a graph are its own. */
	buffer_init(&out, SIZE_MAX / 2);
	buffer_putc(&out, '[');
	for (size_t i = 0; i < graph->edge_count; i++) {
		buffer_puts(&out, i ? "," : "");
		put_edge(&out, report, graph->edges[i]);
	}
	buffer_puts(&out, graph->edge_count ? "\n\t]" : "]");
	cJSON_AddRawToObject(document, "edges", buffer_text(&out));
	buffer_free(&out);
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
	json_add_number(object, "missing",
		statuses[DEPENDENCY_MISSING] - summary->missing_delayed -
			summary->missing_assemblies);
	json_add_number(object, "missing_delayed", summary->missing_delayed);
	json_add_number(object, "missing_assembly", summary->missing_assemblies);
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
	json_add_tool(document, report->tool_version);
	cJSON_AddItemToObject(document, "host", host_json(report->host));
	add_program(document, report);
	add_complete(document, report->summary.complete);
	list = cJSON_AddArrayToObject(document, "modules");
	for (size_t i = 1; i < graph->node_count; i++)
		cJSON_AddItemToArray(list, module_json(report, graph->nodes[i]));
	add_edges(document, report);
	add_cycles(document, graph);
	add_summary(document, &report->summary);
	add_problems(document, report);
	return json_finish(document, true);
}
