/* all, any, not and when: checks made of checks. */
#include "rules/checks/check.h"

#include <string.h>

static void take_evidence(
	struct evaluation *evaluation, struct verdict *verdict, const struct verdict *part)
{
	for (size_t i = 0; i < part->evidence_count; i++)
		*verdict_evidence(verdict, evaluation->arena) = part->evidence[i];
}

/* The parts of one status, in the order in which a person reads them. */
struct tally {
	size_t count;
	const char *subject; /* of the first */
	const char *details; /* of all, "; " between */
	bool lowered;        /* none of them weighs as much as the rule */
	enum severity severity;
	/* Of failures: the first whose contrary passes, cannot be told, and fails. */
	struct contrary contraries[FINDING_UNKNOWN + 1];
	size_t contrary_counts[FINDING_UNKNOWN + 1];
};

/* Whether a detail is one of those told: two checks of one file often find the same. */
static bool is_told(const char *details, const char *detail)
{
	size_t length = strlen(detail);

	for (const char *at = strstr(details, detail); at; at = strstr(at + 1, detail))
		if ((at == details || (at - details > 1 && strncmp(at - 2, "; ", 2) == 0)) &&
			(!at[length] || at[length] == ';'))
			return true;
	return false;
}

static void count_part(struct arena *arena, struct tally *tally, const struct verdict *part)
{
	const struct contrary *contrary = &part->contrary;

	if (!tally->contrary_counts[contrary->status]++)
		tally->contraries[contrary->status] = *contrary;
	if (!tally->count++) {
		tally->subject = part->subject;
		tally->details = part->detail;
		tally->lowered = part->severity_lowered;
		tally->severity = part->severity;
		return;
	}
	if (!is_told(tally->details, part->detail))
		tally->details = arena_printf(arena, "%s; %s", tally->details, part->detail);
	tally->lowered &= part->severity_lowered;
	if (part->severity > tally->severity)
		tally->severity = part->severity;
}

struct parts {
	struct tally of[FINDING_STATUSES];
};

/* Puts the parts to the machine, or no more than up to the first that holds. */
static struct parts evaluate_parts(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, bool up_to_pass)
{
	const struct field_value *checks = check_value(check, "checks");
	struct parts parts = {0};

	for (size_t i = 0; i < checks->check_count; i++) {
		struct verdict part;

		check_evaluate(evaluation, &checks->checks[i], &part);
		take_evidence(evaluation, verdict, &part);
		count_part(evaluation->arena, &parts.of[part.status], &part);
		if (up_to_pass && part.status == FINDING_PASS)
			break;
	}
	return parts;
}

static void answer(struct evaluation *evaluation, struct verdict *verdict,
	enum finding_status status, const struct tally *tally)
{
	verdict->subject = tally->subject;
	verdict->detail = tally->details;
	verdict_set(verdict, "subject", tally->subject ? tally->subject : "");
	verdict_reason(verdict, status, evaluation->arena, "%s", tally->details);
}

static void accuse(struct verdict *verdict, const char *case_name, const struct tally *tally)
{
	verdict->subject = tally->subject;
	verdict->detail = tally->details;
	verdict_set(verdict, "subject", tally->subject ? tally->subject : "");
	verdict_fail(verdict, case_name);
	verdict->severity_lowered = tally->lowered;
	verdict->severity = tally->severity;
}

/* Whether one of them could not be told. */
static bool leaves_open(const struct parts *parts)
{
	return parts->of[FINDING_ERROR].count || parts->of[FINDING_UNKNOWN].count;
}

/* What the opposite comes to, in the order in which it counts. */
static void take_contrary(struct verdict *verdict, const struct tally *failed,
	const enum finding_status *order, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!failed->contrary_counts[order[i]])
			continue;
		verdict->contrary = failed->contraries[order[i]];
		return;
	}
}

/* What remains when nothing has decided: statuses in the order in which they count. */
static void settle(struct evaluation *evaluation, struct verdict *verdict,
	const struct parts *parts, const enum finding_status *order, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!parts->of[order[i]].count)
			continue;
		answer(evaluation, verdict, order[i], &parts->of[order[i]]);
		return;
	}
}

static void evaluate_all(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	static const enum finding_status order[] = {
		FINDING_ERROR, FINDING_UNKNOWN, FINDING_PASS, FINDING_NOT_APPLICABLE};
	/* One part that surely fails is enough for the opposite to pass. */
	static const enum finding_status contraries[] = {
		FINDING_PASS, FINDING_UNKNOWN, FINDING_FAIL};
	struct parts parts = evaluate_parts(evaluation, check, verdict, false);
	const struct tally *failed = &parts.of[FINDING_FAIL];
	const struct tally *untold = &parts.of[FINDING_UNKNOWN];

	take_contrary(verdict, failed, contraries, sizeof(contraries) / sizeof(contraries[0]));
	if (verdict->contrary.status == FINDING_FAIL && untold->count)
		verdict->contrary =
			(struct contrary){FINDING_UNKNOWN, untold->subject, untold->details};
	if (failed->count && (!failed->lowered || !leaves_open(&parts)))
		accuse(verdict, "unmet", failed);
	else
		settle(evaluation, verdict, &parts, order, sizeof(order) / sizeof(order[0]));
}

static void evaluate_any(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	static const enum finding_status order[] = {
		FINDING_PASS, FINDING_ERROR, FINDING_UNKNOWN, FINDING_NOT_APPLICABLE};
	static const enum finding_status contraries[] = {
		FINDING_FAIL, FINDING_UNKNOWN, FINDING_PASS};
	struct parts parts = evaluate_parts(evaluation, check, verdict, true);
	const struct tally *failed = &parts.of[FINDING_FAIL];

	take_contrary(verdict, failed, contraries, sizeof(contraries) / sizeof(contraries[0]));
	if (failed->count && !parts.of[FINDING_PASS].count && !leaves_open(&parts))
		accuse(verdict, "none", failed);
	else
		settle(evaluation, verdict, &parts, order, sizeof(order) / sizeof(order[0]));
}

/* A part that failed, and whose opposite does not pass, is told by what makes it so. */
static void turn_to_contrary(struct verdict *part)
{
	if (part->status != FINDING_FAIL || part->contrary.status == FINDING_PASS)
		return;
	part->status = part->contrary.status == FINDING_FAIL ? FINDING_PASS : FINDING_UNKNOWN;
	part->subject = part->contrary.subject;
	part->detail = part->contrary.detail;
}

static void evaluate_not(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct verdict part;
	struct tally tally = {0};

	check_evaluate(evaluation, &check_value(check, "check")->checks[0], &part);
	take_evidence(evaluation, verdict, &part);
	turn_to_contrary(&part);
	count_part(evaluation->arena, &tally, &part);
	tally.lowered = false;
	if (part.status == FINDING_PASS)
		accuse(verdict, "holds", &tally);
	else
		answer(evaluation, verdict,
			part.status == FINDING_FAIL ? FINDING_PASS : part.status, &tally);
}

/* A condition that may hold is taken to hold: what it guards against may come about. */
static void evaluate_when(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct verdict condition;

	check_evaluate(evaluation, &check_value(check, "if")->checks[0], &condition);
	turn_to_contrary(&condition);
	if (condition.status == FINDING_PASS) {
		check_evaluate(evaluation, &check_value(check, "then")->checks[0], verdict);
		return;
	}
	take_evidence(evaluation, verdict, &condition);
	verdict->subject = condition.subject;
	verdict_reason(verdict,
		condition.status == FINDING_FAIL ? FINDING_NOT_APPLICABLE : condition.status,
		evaluation->arena, "%s", condition.detail);
}

const struct check_type check_all = {
	.name = "all",
	.summary = "Every one of the checks holds.",
	.fields = {{"checks", &field_check, FIELD_REQUIRED | FIELD_LIST}},
	.cases = {{"unmet", "${subject}"}},
	.variables = {"subject"},
	.holds = "${subject}",
	.evaluate = evaluate_all,
};

const struct check_type check_any = {
	.name = "any",
	.summary = "At least one of the checks holds; those behind it are not asked.",
	.fields = {{"checks", &field_check, FIELD_REQUIRED | FIELD_LIST}},
	.cases = {{"none", "${subject}"}},
	.variables = {"subject"},
	.holds = "${subject}",
	.evaluate = evaluate_any,
};

const struct check_type check_not = {
	.name = "not",
	.summary = "The check does not hold.",
	.fields = {{"check", &field_check, FIELD_REQUIRED}},
	.cases = {{"holds", "${subject}"}},
	.variables = {"subject"},
	.holds = "${subject}",
	.evaluate = evaluate_not,
};

const struct check_type check_when = {
	.name = "when",
	.summary = "One check holds wherever another does; cases and values are those of the check "
		   "behind then.",
	.fields = {{"if", &field_check, FIELD_REQUIRED}, {"then", &field_check, FIELD_REQUIRED}},
	.holds = "${detail}",
	.evaluate = evaluate_when,
};
