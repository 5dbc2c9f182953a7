/* found: the program is where the one that starts it would find it. */
#include "rules/checks/check.h"

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct program_state *program =
		evaluation_program(evaluation, check_value(check, "program")->text);
	const struct search_candidate *winner = search_winner(&program->search);
	struct evidence *evidence;

	verdict->subject = winner ? winner->file->path : program->name;
	verdict_set(verdict, "program", program->name);
	verdict_set(verdict, "winner", winner ? winner->file->path : program->name);
	verdict_set(verdict, "step", winner ? winner->step : "");
	if (winner)
		evidence = verdict_candidate(verdict, evaluation->arena, winner);
	else
		evidence = verdict_evidence(verdict, evaluation->arena);
	if (!winner)
		evidence->path = program->name;
	evidence->fact = "search";
	evidence->expected = arena_printf(evaluation->arena, "%s in one of: %s", program->name,
		search_steps_text(evaluation->arena, &program->search));
	evidence->actual = winner ? winner->file->path : "in none of them";
	if (program->search.outcome == SEARCH_UNCERTAIN) {
		evidence->actual = program->search.reason;
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"whether %s is found could not be told: %s", program->name,
			program->search.reason);
	} else if (program->search.outcome == SEARCH_MISSING) {
		verdict_fail(verdict, "missing");
	}
}

const struct check_type check_found = {
	.name = "found",
	.summary = "The program is where the one that starts it would find it.",
	.fields = {{"program", &field_program, FIELD_REQUIRED}},
	.cases = {{"missing", "no folder that is searched holds ${program}"}},
	.variables = {"program", "winner", "step"},
	.holds = "${program} is found as ${winner}: ${step}",
	.evaluate = evaluate,
};
