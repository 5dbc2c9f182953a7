/* A pack put to a machine: what each of its rules found. */
#include "rules/checks/check.h"
#include "rules/evaluation/parameters.h"
#include "rules/selections/selection.h"
#include "rules/evaluation/service_search.h"

#include <stdlib.h>
#include <string.h>

static void find_program(struct evaluation *evaluation, const struct pack_program *program,
	struct program_state *out)
{
	const struct parameter_value *missing = evaluation_missing(evaluation, &program->uses);
	const char *folder =
		program->folder ? evaluation_fill(evaluation, NULL, program->folder) : "";

	*out = (struct program_state){
		.program = program,
		.name = evaluation_fill(evaluation, NULL, program->name),
		.folder = *folder ? folder : NULL,
	};
	out->request = (struct search_request){
		.launcher = program->launcher,
		.name = out->name,
		.named_folder = out->folder,
		.caller_folder = evaluation_fill(evaluation, NULL, program->caller),
		.current_directory = evaluation_fill(evaluation, NULL, program->current_directory),
		.current_directory_basis = program->basis,
	};
	if (program->service)
		evaluation_take_service(evaluation,
			evaluation_fill(evaluation, NULL, program->service), &out->request);
	if (missing)
		out->search = (struct search_result){
			.outcome = SEARCH_UNCERTAIN, .name = out->name, .reason = missing->missing};
	else
		out->search = search_run(evaluation->host, &out->request);
	out->name = out->search.name;
}

static const struct rule_case *case_of(const struct rule *rule, const char *name)
{
	const struct rule_case *otherwise = NULL;

	for (size_t i = 0; i < rule->case_count; i++) {
		if (strcmp(rule->cases[i].name, name) == 0)
			return &rule->cases[i];
		if (strcmp(rule->cases[i].name, CASE_OTHERWISE) == 0)
			otherwise = &rule->cases[i];
	}
	return otherwise;
}

static struct finding finding_of(
	const struct evaluation *evaluation, const struct rule *rule, struct verdict *verdict)
{
	const struct rule_case *failed = NULL;
	struct finding finding = {
		.pack = evaluation->pack->id,
		.rule = rule->id,
		.title = rule->title,
		.severity = verdict->severity_lowered ? verdict->severity : rule->severity,
		.status = verdict->status,
		.subject = verdict->subject && *verdict->subject ? verdict->subject
								 : evaluation->pack->title,
		.references = rule->references,
		.reference_count = rule->reference_count,
		.evidence = verdict->evidence,
		.evidence_count = verdict->evidence_count,
	};

	if (verdict->status == FINDING_FAIL && verdict->case_name)
		failed = case_of(rule, verdict->case_name);
	verdict_set(verdict, "detail", verdict->detail);
	if (failed) {
		finding.case_name = verdict->case_name;
		finding.explanation = evaluation_fill(evaluation, verdict, failed->explanation);
		finding.remedy = evaluation_fill(evaluation, verdict, failed->remedy);
	} else if (verdict->status == FINDING_PASS) {
		finding.explanation = evaluation_fill(evaluation, verdict, rule->holds);
	} else {
		finding.explanation = verdict->reason;
	}
	return finding;
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
	const struct parameter_value *missing;
	struct verdict verdict;

	result->applies = APPLIES_YES;
	result->reason = "the pack concerns every machine";
	if (evaluation->pack->applies_check) {
		check_evaluate(evaluation, evaluation->pack->applies_check, &verdict);
		result->applies =
			verdict.status == FINDING_FAIL ? APPLIES_NO : applies_of(&verdict);
		result->reason = verdict.detail;
	}
	if (!rule)
		return;
	missing = evaluation_missing(evaluation, &rule->uses);
	if (missing) {
		result->applies =
			missing->without == FINDING_NOT_APPLICABLE ? APPLIES_NO : APPLIES_UNKNOWN;
		result->reason = missing->missing;
		return;
	}
	check_evaluate(evaluation, &rule->check, &verdict);
	result->applies = verdict.applies_known ? verdict.applies : applies_of(&verdict);
	result->reason = finding_of(evaluation, rule, &verdict).explanation;
}

static void add_finding(
	struct evaluation *evaluation, struct pack_result *result, struct finding finding)
{
	void *items = result->findings;

	arena_grow(evaluation->arena, &items, result->finding_count, &result->finding_capacity,
		sizeof(*result->findings));
	result->findings = items;
	result->findings[result->finding_count++] = finding;
}

/* A rule that is put to many things, under way. */
struct round {
	struct evaluation *evaluation;
	struct pack_result *result;
	const struct rule *rule;
	struct verdict passed; /* those that pass, together */
	size_t pass_count;
	size_t told;         /* findings of single items */
	struct finding rest; /* the worst of the items that are too many to be told singly */
	size_t rest_count;
	const char *not_applicable; /* why the first of those is to which the rule does not apply,
				       or NULL */
};

/* Whether one finding is worse news than the other. */
static bool weighs_more(const struct finding *one, const struct finding *other)
{
	static const int ranks[FINDING_STATUSES] = {
		[FINDING_FAIL] = 3, [FINDING_ERROR] = 2, [FINDING_UNKNOWN] = 1};

	if (ranks[one->status] != ranks[other->status])
		return ranks[one->status] > ranks[other->status];
	return one->severity > other->severity;
}

static void keep_evidence(struct round *round, const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->evidence_count; i++)
		if (round->passed.evidence_count < MAX_EVIDENCE_OF_ITEMS)
			*verdict_evidence(&round->passed, round->evaluation->arena) =
				verdict->evidence[i];
}

static void put_to_item(void *context, const struct selection_item *item)
{
	struct round *round = context;
	struct evaluation *evaluation = round->evaluation;
	struct verdict verdict;
	struct finding finding;

	evaluation->item = item;
	check_evaluate(evaluation, &round->rule->check, &verdict);
	verdict.subject = item->variables[0].value;
	finding = finding_of(evaluation, round->rule, &verdict);
	evaluation->item = NULL;
	if (verdict.status == FINDING_PASS) {
		round->pass_count++;
		keep_evidence(round, &verdict);
	} else if (verdict.status == FINDING_NOT_APPLICABLE) {
		if (!round->not_applicable)
			round->not_applicable = verdict.reason;
	} else if (round->told < MAX_FINDINGS_OF_RULE) {
		round->told++;
		add_finding(evaluation, round->result, finding);
	} else if (!round->rest_count++ || weighs_more(&finding, &round->rest)) {
		round->rest = finding;
	}
}

/* A finding about no single item. */
static void add_summary(struct round *round, enum finding_status status, const char *subject,
	const char *explanation)
{
	struct verdict verdict = {.status = status, .subject = subject, .reason = explanation};

	add_finding(round->evaluation, round->result,
		finding_of(round->evaluation, round->rule, &verdict));
}

/* A finding for when no item was judged. */
static void add_none(struct round *round, const char *incomplete)
{
	const struct selection_type *type = round->rule->each.type;
	const char *why = round->not_applicable ? round->not_applicable : type->none;

	add_summary(round, FINDING_NOT_APPLICABLE, type->summary, incomplete ? incomplete : why);
}

static void evaluate_each(
	struct evaluation *evaluation, struct pack_result *result, const struct rule *rule)
{
	struct arena *arena = evaluation->arena;
	struct round round = {.evaluation = evaluation, .result = result, .rule = rule};
	const char *incomplete =
		rule->each.type->visit(evaluation, &rule->each.values, put_to_item, &round);
	bool where_known = field_flag_of(&rule->each.values, SELECTION_WHERE_KNOWN, false);

	if (round.rest_count) {
		round.rest.explanation = arena_printf(arena,
			"There are %zu more, which are not told one by one. The worst of them is "
			"%s: %s",
			round.rest_count, round.rest.subject, round.rest.explanation);
		round.rest.subject = arena_printf(arena, "%zu more", round.rest_count);
		round.rest.stands_for_rest = true;
		add_finding(evaluation, result, round.rest);
	}
	if (incomplete && !where_known)
		add_summary(&round, FINDING_UNKNOWN, rule->each.type->summary, incomplete);
	if (round.pass_count) {
		round.passed.subject = rule->each.type->summary;
		verdict_set(&round.passed, "count", arena_printf(arena, "%zu", round.pass_count));
		add_finding(evaluation, result, finding_of(evaluation, rule, &round.passed));
	} else if (!round.told && (!incomplete || where_known)) {
		add_none(&round, incomplete);
	}
}

static void evaluate_rule(
	struct evaluation *evaluation, struct pack_result *result, const struct rule *rule)
{
	const struct parameter_value *missing = evaluation_missing(evaluation, &rule->uses);
	struct verdict verdict;

	if (rule->live && !evaluation->host->live) {
		verdict = (struct verdict){.status = FINDING_NOT_APPLICABLE,
			.reason = "only the running machine can tell; run compatscan there"};
		add_finding(evaluation, result, finding_of(evaluation, rule, &verdict));
		return;
	}
	if (missing) {
		verdict = (struct verdict){.status = missing->without, .reason = missing->missing};
		add_finding(evaluation, result, finding_of(evaluation, rule, &verdict));
		return;
	}
	if (rule->each.type) {
		evaluate_each(evaluation, result, rule);
		return;
	}
	check_evaluate(evaluation, &rule->check, &verdict);
	add_finding(evaluation, result, finding_of(evaluation, rule, &verdict));
}

static int by_rule_and_subject(const void *left, const void *right)
{
	const struct finding *one = left;
	const struct finding *other = right;
	int order = strcmp(one->rule, other->rule);

	if (!order)
		order = one->stands_for_rest - other->stands_for_rest;
	if (!order)
		order = strcmp(one->subject, other->subject);
	return order ? order : strcmp(one->explanation, other->explanation);
}

/* What one rule finds, or why it was not asked. */
static void add_rule(
	struct evaluation *evaluation, struct pack_result *result, const struct rule *rule)
{
	const struct rule *deciding = deciding_rule(evaluation->pack);
	struct verdict verdict = {.status = FINDING_NOT_APPLICABLE,
		.reason = result->reason,
		.subject = evaluation->pack->title};

	/* The rule that decided shows its evidence whatever it decided. */
	if (result->applies == APPLIES_YES || (deciding && deciding == rule)) {
		evaluate_rule(evaluation, result, rule);
		return;
	}
	if (result->applies == APPLIES_UNKNOWN)
		verdict.status = FINDING_UNKNOWN;
	add_finding(evaluation, result, finding_of(evaluation, rule, &verdict));
}

static struct pack_result begin(struct evaluation *evaluation)
{
	const struct pack *pack = evaluation->pack;
	struct pack_result result = {.pack = pack};

	parameters_read(evaluation);
	evaluation->programs =
		arena_array(evaluation->arena, pack->program_count, sizeof(*evaluation->programs));
	for (size_t i = 0; i < pack->program_count; i++)
		find_program(evaluation, &pack->programs[i], &evaluation->programs[i]);
	result.parameters = evaluation->parameters;
	result.parameter_count = pack->parameter_count;
	decide_whether_it_applies(evaluation, &result);
	return result;
}

static void sort_findings(struct pack_result *result)
{
	qsort(result->findings, result->finding_count, sizeof(*result->findings),
		by_rule_and_subject);
}

struct pack_result evaluate_pack(struct host *host, const struct pack *pack)
{
	struct evaluation evaluation = {.host = host, .arena = host->arena, .pack = pack};
	struct pack_result result = begin(&evaluation);

	for (size_t i = 0; i < pack->rule_count; i++)
		add_rule(&evaluation, &result, &pack->rules[i]);
	sort_findings(&result);
	return result;
}

struct pack_result evaluate_pack_rule(
	struct host *host, const struct pack *pack, const struct rule *rule)
{
	struct evaluation evaluation = {.host = host, .arena = host->arena, .pack = pack};
	struct pack_result result = begin(&evaluation);

	add_rule(&evaluation, &result, rule);
	sort_findings(&result);
	return result;
}
