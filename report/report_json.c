/* compatscan-report/1, described by report/schema/report.schema.json. */
#include "report/writers.h"

#include "report/host_json.h"
#include "report/image_json.h"
#include "report/json.h"
#include "rules/waivers/waivers.h"
#include "scanner/base/clock.h"

#include <stdlib.h>
#include <string.h>

static void add_parameters(cJSON *item, const struct pack_result *pack)
{
	cJSON *array = cJSON_AddArrayToObject(item, "parameters");

	for (size_t i = 0; i < pack->parameter_count; i++) {
		const struct parameter_value *value = &pack->parameters[i];
		cJSON *parameter = cJSON_CreateObject();

		json_add_text(parameter, "name", value->name);
		json_add_text(parameter, "value", value->text);
		json_add_text(parameter, "origin", value->origin);
		cJSON_AddBoolToObject(parameter, "assumed", value->assumed);
		cJSON_AddItemToArray(array, parameter);
	}
}

static void add_packs(cJSON *root, const struct report *report)
{
	cJSON *array = cJSON_AddArrayToObject(root, "packs");

	for (size_t i = 0; i < report->pack_count; i++) {
		const struct pack_result *pack = &report->packs[i];
		cJSON *item = cJSON_CreateObject();

		json_add_text(item, "id", pack->pack->id);
		json_add_text(item, "version", pack->pack->version);
		json_add_text(item, "title", pack->pack->title);
		json_add_text(item, "sha256", pack->pack->sha256);
		if (pack->applies == APPLIES_UNKNOWN)
			cJSON_AddNullToObject(item, "applies");
		else
			cJSON_AddBoolToObject(item, "applies", pack->applies == APPLIES_YES);
		json_add_text(item, "reason", pack->reason);
		add_parameters(item, pack);
		cJSON_AddItemToArray(array, item);
	}
}

static void add_evidence(cJSON *array, struct host *host, const struct evidence *evidence)
{
	cJSON *item = cJSON_CreateObject();
	struct host_file *file = evidence->file;
	bool readable = file && !host_file_unreadable(&host->tree, file);

	/* A parameter may be empty where a path is expected. */
	json_add_text(
		item, "path", evidence->path && !*evidence->path ? "(nothing)" : evidence->path);
	json_add_text(item, "file", file ? file->real_path : NULL);
	json_add_text(item, "sha256", readable ? host_file_sha256(&host->tree, file) : NULL);
	if (readable)
		json_add_number(item, "size", file->size);
	else
		cJSON_AddNullToObject(item, "size");
	json_add_text(item, "modified", readable ? clock_text(host->arena, file->modified) : NULL);
	json_add_text(item, "fact", evidence->fact);
	json_add_text(item, "expected", evidence->expected);
	json_add_text(item, "actual", evidence->actual);
	if (evidence->offset == PROBLEM_NO_OFFSET)
		cJSON_AddNullToObject(item, "offset");
	else
		json_add_number(item, "offset", evidence->offset);
	json_add_text(item, "search_step", evidence->search_step);
	cJSON_AddItemToArray(array, item);
}

static void add_waiver(cJSON *item, const struct finding *finding)
{
	const struct waiver *waiver = finding->waiver;
	cJSON *object;

	if (finding->status != FINDING_WAIVED) {
		cJSON_AddNullToObject(item, "waiver");
		return;
	}
	object = cJSON_AddObjectToObject(item, "waiver");
	json_add_text(object, "status", finding_status_name(finding->waived));
	json_add_text(object, "reason", waiver->reason);
	json_add_text(object, "by", waiver->by);
	json_add_text(object, "expires", waiver->expires);
}

static void add_finding(cJSON *array, struct host *host, const struct finding *finding)
{
	cJSON *item = cJSON_CreateObject();
	cJSON *evidence;

	json_add_text(item, "pack", finding->pack);
	json_add_text(item, "rule", finding->rule);
	json_add_text(item, "title", finding->title);
	json_add_text(item, "severity", severity_name(finding->severity));
	json_add_text(item, "status", finding_status_name(finding->status));
	json_add_text(item, "subject", finding->subject);
	json_add_text(item, "explanation", finding->explanation);
	json_add_text(item, "remedy", finding->remedy);
	add_waiver(item, finding);
	json_add_texts(item, "references", finding->references, finding->reference_count);
	evidence = cJSON_AddArrayToObject(item, "evidence");
	for (size_t i = 0; i < finding->evidence_count; i++)
		add_evidence(evidence, host, &finding->evidence[i]);
	cJSON_AddItemToArray(array, item);
}

/* A finding and its place among all of them, which decides where nothing else does. */
struct placed_finding {
	const struct finding *finding;
	size_t place;
};

static int by_pack_rule_subject(const void *left, const void *right)
{
	const struct placed_finding *one = left;
	const struct placed_finding *other = right;
	int order = strcmp(one->finding->pack, other->finding->pack);

	if (!order)
		order = strcmp(one->finding->rule, other->finding->rule);
	if (!order)
		order = one->finding->stands_for_rest - other->finding->stands_for_rest;
	if (!order)
		order = strcmp(one->finding->subject, other->finding->subject);
	return order ? order : (one->place > other->place) - (one->place < other->place);
}

static void add_results(cJSON *root, const struct report *report)
{
	cJSON *array = cJSON_AddArrayToObject(root, "results");
	struct placed_finding *placed;
	size_t count = 0;

	for (size_t i = 0; i < report->pack_count; i++)
		count += report->packs[i].finding_count;
	placed = arena_array(report->host->arena, count, sizeof(*placed));
	count = 0;
	for (size_t i = 0; i < report->pack_count; i++)
		for (size_t j = 0; j < report->packs[i].finding_count; j++, count++)
			placed[count] =
				(struct placed_finding){&report->packs[i].findings[j], count};
	if (count)
		qsort(placed, count, sizeof(*placed), by_pack_rule_subject);
	for (size_t i = 0; i < count; i++)
		add_finding(array, report->host, placed[i].finding);
}

static int by_path(const void *left, const void *right)
{
	const struct host_file *const *one = left;
	const struct host_file *const *other = right;

	return strcmp((*one)->path, (*other)->path);
}

static void add_images(cJSON *root, const struct report *report)
{
	struct host *host = report->host;
	cJSON *array = cJSON_AddArrayToObject(root, "images");
	struct host_file **files;
	size_t count = 0;

	for (struct host_file *file = host->tree.files_read; file; file = file->next_read)
		count++;
	files = arena_array(host->arena, count, sizeof(struct host_file *));
	count = 0;
	for (struct host_file *file = host->tree.files_read; file; file = file->next_read)
		files[count++] = file;
	if (count)
		qsort(files, count, sizeof(struct host_file *), by_path);
	for (size_t i = 0; i < count; i++) {
		const struct image_shown shown = {
			.path = files[i]->path,
			.image = files[i]->image,
			.sha256 = files[i]->sha256,
		};

		cJSON_AddItemToArray(array, image_json(host->arena, &shown));
	}
}

static void add_summary(cJSON *root, const struct report *report)
{
	struct report_summary summary = report_summarise(report);
	cJSON *object = cJSON_AddObjectToObject(root, "summary");

	json_add_number(object, "pass", summary.pass);
	json_add_number(object, "fail", summary.fail);
	json_add_number(object, "warn", summary.warn);
	json_add_number(object, "error", summary.error);
	json_add_number(object, "unknown", summary.unknown);
	json_add_number(object, "not_applicable", summary.not_applicable);
	json_add_number(object, "waived", summary.waived);
	json_add_text(
		object, "worst_severity", summary.any_failed ? severity_name(summary.worst) : NULL);
	json_add_text(object, "fail_on", severity_name(report->threshold));
	json_add_number(object, "exit_code", summary.exit_code);
}

char *report_write_json(const struct report *report, struct report_style style)
{
	struct arena *arena = report->host->arena;
	cJSON *root = cJSON_CreateObject();

	(void)style;
	json_add_text(root, "schema", REPORT_SCHEMA);
	json_add_text(root, "report_id", report->id);
	json_add_tool(root, report->tool_version);
	json_add_text(root, "started", clock_text(arena, report->started));
	json_add_text(root, "finished", clock_text(arena, report->finished));
	cJSON_AddBoolToObject(root, "complete", report->complete);
	cJSON_AddItemToObject(root, "host", host_json(report->host));
	cJSON_AddItemToObject(root, "search_path", search_path_json(&report->host->path));
	add_packs(root, report);
	add_results(root, report);
	add_images(root, report);
	add_summary(root, report);
	/* Last, since reading digests for the evidence can add to it. */
	json_add_problems(root, "problems", &report->host->problems);
	return json_finish(root, true);
}
