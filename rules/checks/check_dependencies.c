/* dependencies: everything the programs import, and what that imports, is there and exports what is
 * asked of it. */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"
#include "rules/evaluation/service_search.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

static const struct {
	enum dependency_fault_kind kind;
	const char *case_name; /* NULL: could not be told */
	const char *fact;
	const char *expected;
} faults[] = {
	{DEPENDENCY_MISSING_MODULE, "missing-module", "import", "the module in the search order"},
	{DEPENDENCY_WRONG_IMAGE, "wrong-image", "import",
		"an image of the program's kind and machine"},
	{DEPENDENCY_MISSING_SYMBOL, "missing-symbol", "imported symbol", "exported by the module"},
	{DEPENDENCY_MISSING_DELAYED_MODULE, "missing-delayed", "delayed import",
		"the module in the search order"},
	{DEPENDENCY_DOUBT, NULL, "import", "an answer"},
};

static void add_evidence(struct evaluation *evaluation, struct verdict *verdict,
	const struct dependency_fault *fault)
{
	struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);

	evidence->path = fault->importer->path;
	evidence->file = fault->importer;
	evidence->fact = arena_printf(
		evaluation->arena, "%s of %s", faults[fault->kind].fact, fault->module);
	evidence->expected = faults[fault->kind].expected;
	evidence->search_step = fault->step;
	switch (fault->kind) {
	case DEPENDENCY_MISSING_MODULE:
	case DEPENDENCY_MISSING_DELAYED_MODULE:
		evidence->actual = "not found";
		break;
	case DEPENDENCY_WRONG_IMAGE:
		evidence->actual = arena_printf(
			evaluation->arena, "%s is %s", fault->file->path, fault->detail);
		break;
	case DEPENDENCY_MISSING_SYMBOL:
		evidence->actual = arena_printf(evaluation->arena, "%s does not export %s",
			fault->file->path, fault->detail);
		break;
	case DEPENDENCY_DOUBT:
		evidence->actual = fault->detail;
		break;
	}
}

static void judge_fault(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, const struct dependency_fault *fault)
{
	const char *case_name = faults[fault->kind].case_name;
	bool lesser = fault->kind == DEPENDENCY_MISSING_DELAYED_MODULE;
	enum severity severity;

	add_evidence(evaluation, verdict, fault);
	if (!case_name) {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"what %s needs could not all be told: %s", fault->importer->path,
			fault->detail);
		return;
	}
	/* A module that is needed at once outweighs one that is needed only later. */
	if (lesser ? verdict->status != FINDING_PASS
		   : verdict->status == FINDING_FAIL && !verdict->severity_lowered)
		return;
	verdict->subject = fault->importer->path;
	verdict_set(verdict, "importer", fault->importer->path);
	verdict_set(verdict, "module", fault->module);
	verdict_set(verdict, "file", fault->file ? fault->file->path : fault->module);
	verdict_set(verdict, "symbol", fault->detail ? fault->detail : "");
	severity_from_name(check_value(check, "severity_delayed")->text, &severity);
	if (lesser)
		verdict_fail_lesser(verdict, case_name, severity);
	else
		verdict_fail(verdict, case_name);
}

static bool is_pe(const struct image *image)
{
	return image->kind == IMAGE_PE32 || image->kind == IMAGE_PE32PLUS;
}

static void judge_closure(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, const struct search_candidate *program,
	const struct search_request *request, size_t *modules)
{
	const struct dependencies *dependencies =
		evaluation_dependencies(evaluation, program->file, request);
	struct evidence *evidence;

	if (!dependencies) {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"what %s needs was not looked at: the programs before it need more than is "
			"followed for one pack",
			program->file->path);
		return;
	}
	*modules += dependencies->module_count;
	if (dependencies->system_skipped)
		verdict_set(verdict, "scope",
			" (the files of Windows itself are not on the target and were not judged)");
	for (size_t i = 0; i < dependencies->fault_count; i++)
		judge_fault(evaluation, check, verdict, &dependencies->faults[i]);
	if (dependencies->fault_count)
		return;
	evidence = verdict_candidate(verdict, evaluation->arena, program);
	evidence->fact = "imports";
	evidence->expected = "every module and symbol found";
	evidence->actual = arena_printf(evaluation->arena, "%zu modules, %zu symbols, all found",
		dependencies->module_count, dependencies->graph->symbols_checked);
}

static void judge_copy(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, const struct program_state *program,
	const struct search_candidate *winner, size_t *modules)
{
	const struct image *image = verdict_image(evaluation, verdict, winner->file);

	if (!image)
		return;
	if (!is_pe(image) || image_misfit(image, image_wish_of(check))) {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"%s is not the program that is wanted (%s), so what it needs was not "
			"judged",
			winner->file->path, image_title(evaluation->arena, image));
		return;
	}
	judge_closure(evaluation, check, verdict, winner, &program->request, modules);
}

static void judge_program(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, struct program_state *program, size_t *modules)
{
	if (!verdict_needs_program(verdict, evaluation->arena, program))
		return;
	for (size_t i = 0; i < search_possible_winners(&program->search); i++)
		judge_copy(evaluation, check, verdict, program, &program->search.candidates[i],
			modules);
}

/* The file at a path; NULL, with the verdict set, when there is none. */
static struct host_file *file_at(
	struct evaluation *evaluation, struct verdict *verdict, const char *text)
{
	const char *path = winpath_absolute(evaluation->arena, NULL, text);
	struct look look = {.status = LOOK_BAD_PATH, .reason = "it is no full path"};

	verdict->subject = text;
	if (path)
		look = tree_look(&evaluation->host->tree, path);
	if (look.file)
		return look.file;
	if (look.status == LOOK_ABSENT || look.folder)
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"%s is not there", text);
	else
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"what %s needs could not be told: %s", text, look.reason);
	return NULL;
}

/* A program that a path names, with what its service sees. */
static void judge_path(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, size_t *modules)
{
	const char *path = evaluation_fill(evaluation, NULL, check_value(check, "path")->text);
	const char *service = field_text_of(&check->values, "service");
	struct search_candidate program = {.file = file_at(evaluation, verdict, path)};
	struct search_request request = {0};
	const struct image *image;

	if (!program.file)
		return;
	image = verdict_image(evaluation, verdict, program.file);
	if (!image)
		return;
	/* What was cut short may be no DOS program but the front of another. */
	if (image->kind == IMAGE_MZ && image_doubt(image)) {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"%s is damaged, so what it needs could not be told: %s", program.file->path,
			image_doubt(image));
		return;
	}
	if (!is_pe(image) || image_misfit(image, image_wish_of(check))) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"%s is no image whose needs are judged (%s)", program.file->path,
			image_title(evaluation->arena, image));
		return;
	}
	if (service) {
		/* The service control manager starts them all there. */
		request.current_directory = host_windows_folder(evaluation->host, "System32");
		evaluation_take_service(
			evaluation, evaluation_fill(evaluation, NULL, service), &request);
	}
	judge_closure(evaluation, check, verdict, &program, &request, modules);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *programs = check_value(check, "programs");
	size_t modules = 0;

	verdict_set(verdict, "scope", "");
	if (field_flag_of(&check->values, "needs_windows", false) &&
		!host_shows_windows(evaluation->host, 0)) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"Windows' own files are not on the target, so what programs lack is not "
			"judged; give the whole drive of the machine");
		return;
	}
	for (size_t i = 0; programs && i < programs->count; i++)
		judge_program(evaluation, check, verdict,
			evaluation_program(evaluation, programs->list[i]), &modules);
	if (!programs)
		judge_path(evaluation, check, verdict, &modules);
	verdict_set(verdict, "modules", arena_printf(evaluation->arena, "%zu", modules));
}

const struct check_type check_dependencies = {
	.name = "dependencies",
	.summary = "Everything the programs import is there and exports what is asked of it.",
	.fields = {{"programs", &field_program, FIELD_ONE_OR_LIST}, {"path", &field_template, 0},
		{"service", &field_template, 0},
		{"severity_delayed", &field_severity, FIELD_REQUIRED}, {"kind", &field_kind, 0},
		{"machine", &field_machine, 0}, {"needs_windows", &field_flag, 0}},
	.choices = {{CHOICE_ONE, {"programs", "path"}}, {CHOICE_BESIDE, {"path", "service"}}},
	.cases = {{"missing-module", "${importer} needs ${module}, which is in none of the folders "
				     "that are searched"},
		{"wrong-image", "${importer} needs ${module}, but ${file} is ${symbol}"},
		{"missing-symbol",
			"${importer} needs ${symbol} of ${module}, which ${file} does not export"},
		{"missing-delayed", "${importer} needs ${module} later, which is in none of the "
				    "folders that are searched"}},
	.variables = {"importer", "module", "file", "symbol", "scope", "modules"},
	.holds = "all that is imported is there (${modules} modules)${scope}",
	.evaluate = evaluate,
};
