#include "rules/evaluation.h"

#include "rules/check.h"
#include "rules/parameters.h"
#include "rules/template.h"
#include "scanner/host/disk/winpath.h"

#include <stdlib.h>
#include <string.h>

struct fill_context {
	const struct evaluation *evaluation;
	const struct verdict *verdict;
};

static const char *parameter_text(
	const struct evaluation *evaluation, const char *name, size_t length)
{
	for (size_t i = 0; i < evaluation->pack->parameter_count; i++) {
		const struct parameter_value *value = &evaluation->parameters[i];

		/* A default may only name parameters above its own; the others have no name yet. */
		if (value->name && strlen(value->name) == length &&
			memcmp(value->name, name, length) == 0)
			return value->text;
	}
	return NULL;
}

static const char *fill_value(const void *context, const char *name)
{
	static const char suffix[] = ".folder";
	const struct fill_context *fill = context;
	size_t length = strlen(name);
	size_t tail = sizeof(suffix) - 1;
	const char *text;

	for (size_t i = fill->verdict ? fill->verdict->variable_count : 0; i > 0; i--)
		if (strcmp(fill->verdict->variables[i - 1].name, name) == 0)
			return fill->verdict->variables[i - 1].value;
	text = parameter_text(fill->evaluation, name, length);
	if (text || length <= tail || strcmp(name + length - tail, suffix) != 0)
		return text;
	text = parameter_text(fill->evaluation, name, length - tail);
	return text ? winpath_folder(fill->evaluation->arena, text) : NULL;
}

const char *evaluation_fill(
	const struct evaluation *evaluation, const struct verdict *verdict, const char *text)
{
	struct fill_context context = {evaluation, verdict};

	return template_fill(evaluation->arena, text, fill_value, &context);
}

static void find_program(struct evaluation *evaluation, const struct pack_program *program,
	struct program_state *out)
{
	const char *folder =
		program->folder ? evaluation_fill(evaluation, NULL, program->folder) : "";

	*out = (struct program_state){
		.program = program,
		.name = evaluation_fill(evaluation, NULL, program->name),
		.folder = *folder ? folder : NULL,
	};
	out->request = (struct search_request){
		.launcher = LAUNCHER_CREATEPROCESS,
		.name = out->name,
		.named_folder = out->folder,
		.caller_folder = evaluation_fill(evaluation, NULL, program->caller),
		.current_directory = evaluation_fill(evaluation, NULL, program->current_directory),
		.current_directory_basis = program->basis,
	};
	out->search = search_run(evaluation->host, &out->request);
	out->name = out->search.name;
}

struct program_state *evaluation_program(struct evaluation *evaluation, const char *id)
{
	size_t index = 0;

	while (strcmp(evaluation->pack->programs[index].id, id) != 0)
		index++;
	return &evaluation->programs[index];
}

const struct pack_library *evaluation_library(const struct evaluation *evaluation, const char *id)
{
	size_t index = 0;

	while (strcmp(evaluation->pack->libraries[index].id, id) != 0)
		index++;
	return &evaluation->pack->libraries[index];
}

struct search_result *evaluation_library_search(struct evaluation *evaluation,
	const struct pack_library *library, const struct program_state *program,
	struct host_file *winner)
{
	struct library_state *state;
	void *items = evaluation->libraries;

	for (size_t i = 0; i < evaluation->library_count; i++) {
		state = evaluation->libraries[i];
		if (state->library == library && state->program == winner)
			return &state->search;
	}
	arena_grow(evaluation->arena, &items, evaluation->library_count,
		&evaluation->library_capacity, sizeof(*evaluation->libraries));
	evaluation->libraries = items;
	state = arena_alloc(evaluation->arena, sizeof(*state));
	evaluation->libraries[evaluation->library_count++] = state;
	*state = (struct library_state){.library = library, .program = winner};
	state->search = dependencies_find(evaluation->host, winner, library->name,
		program->request.current_directory, program->request.current_directory_basis);
	return &state->search;
}

static const struct rule_case *case_of(const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->case_count; i++)
		if (strcmp(rule->cases[i].name, name) == 0)
			return &rule->cases[i];
	return NULL;
}

static struct finding finding_of(
	const struct evaluation *evaluation, const struct rule *rule, const struct verdict *verdict)
{
	const struct rule_case *failed = NULL;
	struct finding finding = {
		.pack = evaluation->pack->id,
		.rule = rule->id,
		.title = rule->title,
		.severity = verdict->severity_lowered ? verdict->severity : rule->severity,
		.status = verdict->status,
		.subject = verdict->subject,
		.references = rule->references,
		.reference_count = rule->reference_count,
		.evidence = verdict->evidence,
		.evidence_count = verdict->evidence_count,
	};

	if (verdict->status == FINDING_FAIL)
		failed = case_of(rule, verdict->case_name);
	if (failed) {
		finding.explanation = evaluation_fill(evaluation, verdict, failed->explanation);
		finding.remedy = evaluation_fill(evaluation, verdict, failed->remedy);
	} else if (verdict->status == FINDING_PASS) {
		finding.explanation = evaluation_fill(evaluation, verdict, rule->holds);
	} else {
		finding.explanation = verdict->reason;
	}
	return finding;
}

static struct verdict evaluate_rule(struct evaluation *evaluation, const struct rule *rule)
{
	struct verdict verdict = {.status = FINDING_PASS};

	rule->check->evaluate(evaluation, rule, &verdict);
	if (!verdict.subject)
		verdict.subject = evaluation->pack->title;
	return verdict;
}

static enum applies applies_of(const struct verdict *verdict)
{
	switch (verdict->status) {
	case FINDING_PASS:
	case FINDING_FAIL:
	case FINDING_WAIVED:
		return APPLIES_YES;
	case FINDING_NOT_APPLICABLE:
		return APPLIES_NO;
	case FINDING_UNKNOWN:
	case FINDING_ERROR:
		break;
	}
	return APPLIES_UNKNOWN;
}

/* The rule that decides whether the pack applies, or NULL when it concerns every machine. */
static const struct rule *deciding_rule(const struct pack *pack)
{
	return pack->applies_rule ? pack_rule(pack, pack->applies_rule) : NULL;
}

static void decide_whether_it_applies(struct evaluation *evaluation, struct pack_result *result)
{
	const struct rule *rule = deciding_rule(evaluation->pack);
	struct verdict verdict;

	result->applies = APPLIES_YES;
	result->reason = "the pack concerns every machine";
	if (!rule)
		return;
	verdict = evaluate_rule(evaluation, rule);
	result->applies = verdict.applies_known ? verdict.applies : applies_of(&verdict);
	result->reason = finding_of(evaluation, rule, &verdict).explanation;
}

static int by_rule_id(const void *left, const void *right)
{
	const struct finding *one = left;
	const struct finding *other = right;

	return strcmp(one->rule, other->rule);
}

static void evaluate_rules(struct evaluation *evaluation, struct pack_result *result)
{
	const struct pack *pack = evaluation->pack;
	const struct rule *deciding = deciding_rule(pack);

	result->findings =
		arena_array(evaluation->arena, pack->rule_count, sizeof(*result->findings));
	for (size_t i = 0; i < pack->rule_count; i++) {
		struct verdict verdict = {.status = FINDING_NOT_APPLICABLE,
			.reason = result->reason,
			.subject = pack->title};

		if (result->applies == APPLIES_UNKNOWN)
			verdict.status = FINDING_UNKNOWN;
		/* The rule that decided shows its evidence whatever it decided. */
		if (result->applies == APPLIES_YES || (deciding && deciding == &pack->rules[i]))
			verdict = evaluate_rule(evaluation, &pack->rules[i]);
		result->findings[result->finding_count++] =
			finding_of(evaluation, &pack->rules[i], &verdict);
	}
	qsort(result->findings, result->finding_count, sizeof(*result->findings), by_rule_id);
}

struct pack_result evaluate_pack(struct host *host, const struct pack *pack)
{
	struct evaluation evaluation = {.host = host, .arena = host->arena, .pack = pack};
	struct pack_result result = {.pack = pack};

	parameters_read(&evaluation);
	evaluation.programs =
		arena_array(host->arena, pack->program_count, sizeof(*evaluation.programs));
	for (size_t i = 0; i < pack->program_count; i++)
		find_program(&evaluation, &pack->programs[i], &evaluation.programs[i]);
	result.parameters = evaluation.parameters;
	result.parameter_count = pack->parameter_count;
	decide_whether_it_applies(&evaluation, &result);
	evaluate_rules(&evaluation, &result);
	return result;
}
