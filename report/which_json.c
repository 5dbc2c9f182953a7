#include "report/which.h"

#include "report/host_json.h"
#include "report/json.h"
#include "scanner/base/clock.h"
#include "scanner/host/machine/processor.h"

static const char *const outcomes[] = {[SEARCH_FOUND] = "found",
	[SEARCH_MISSING] = "missing",
	[SEARCH_UNCERTAIN] = "uncertain",
	[SEARCH_API_SET] = "api-set"};

static const char *const answers[] = {[STEP_FOUND] = "found",
	[STEP_ABSENT] = "absent",
	[STEP_PASSED] = "passed-by",
	[STEP_UNTOLD] = "untold"};

static cJSON *candidate_json(
	struct host *host, const struct search_candidate *candidate, bool winner)
{
	cJSON *object = cJSON_CreateObject();
	struct host_file *file = candidate->file;
	bool readable = !host_file_unreadable(&host->tree, file);

	json_add_text(object, "path", file->path);
	json_add_text(object, "file", file->real_path);
	json_add_text(object, "place", search_place_name(candidate->place));
	json_add_text(object, "step", candidate->step);
	cJSON_AddBoolToObject(object, "winner", winner);
	json_add_text(object, "lost", candidate->lost);
	json_add_text(object, "basis", search_basis_name(candidate->basis));
	image_json_add(object, host->arena, host_file_image(&host->tree, file));
	if (readable)
		json_add_number(object, "size", file->size);
	else
		cJSON_AddNullToObject(object, "size");
	json_add_text(
		object, "modified", readable ? clock_text(host->arena, file->modified) : NULL);
	json_add_text(object, "sha256", host_file_sha256(&host->tree, file));
	return object;
}

static void add_candidates(cJSON *root, const struct which_shown *shown)
{
	const struct search_result *result = shown->result;
	bool wins = result->outcome == SEARCH_FOUND || result->outcome == SEARCH_API_SET;
	cJSON *array = cJSON_AddArrayToObject(root, "candidates");

	for (size_t i = 0; i < result->count; i++)
		cJSON_AddItemToArray(
			array, candidate_json(shown->host, &result->candidates[i], wins && i == 0));
	array = cJSON_AddArrayToObject(root, "excluded");
	for (size_t i = 0; i < result->excluded_count; i++)
		cJSON_AddItemToArray(
			array, candidate_json(shown->host, &result->excluded[i], false));
}

static void add_steps(cJSON *root, const struct search_result *result)
{
	cJSON *array = cJSON_AddArrayToObject(root, "steps");

	for (size_t i = 0; i < result->step_count; i++) {
		const struct search_step *step = &result->steps[i];
		cJSON *object = cJSON_CreateObject();

		json_add_number(object, "position", i + 1);
		json_add_text(object, "place", search_place_name(step->place));
		json_add_text(object, "step", step->text);
		json_add_text(object, "directory", step->directory);
		json_add_text(object, "answer", answers[step->answer]);
		json_add_text(object, "detail", step->detail);
		cJSON_AddItemToArray(array, object);
	}
}

static void add_request(cJSON *root, const struct search_request *request)
{
	cJSON *object = cJSON_AddObjectToObject(root, "caller");
	const struct processor *processor = processor_of_machine(request->caller_machine);

	json_add_text(object, "program", request->caller ? request->caller->path : NULL);
	json_add_text(object, "folder", request->caller_folder);
	json_add_text(object, "current_directory", request->current_directory);
	json_add_text(object, "session", request->session == SESSION_USER ? "user" : "service");
	json_add_text(object, "architecture", processor ? processor->name : NULL);
}

char *which_write_json(const struct which_shown *shown, struct report_style style)
{
	const struct search_result *result = shown->result;
	const struct search_candidate *winner =
		result->outcome == SEARCH_UNCERTAIN ? NULL : search_winner(result);
	cJSON *root = cJSON_CreateObject();

	(void)style;
	json_add_text(root, "schema", "compatscan-which/1");
	json_add_tool(root, shown->tool_version);
	cJSON_AddItemToObject(root, "host", host_json(shown->host));
	json_add_text(root, "name", shown->request->name);
	json_add_text(root, "launcher", launcher_name(shown->request->launcher));
	json_add_text(root, "source", result->source);
	add_request(root, shown->request);
	json_add_text(root, "outcome", outcomes[result->outcome]);
	json_add_text(root, "winner", winner ? winner->file->path : NULL);
	json_add_text(root, "reason",
		result->outcome == SEARCH_API_SET ? result->api_set.source : result->reason);
	json_add_text(root, "note", result->note);
	add_candidates(root, shown);
	add_steps(root, result);
	json_add_problems(root, "problems", &shown->host->problems);
	return json_finish(root, true);
}
