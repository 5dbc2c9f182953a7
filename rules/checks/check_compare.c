/* compare: what a template comes to, such as a value of the item in hand. */
#include "rules/checks/check.h"
#include "rules/checks/comparison.h"

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const char *template = check_value(check, "value")->text;
	const char *value = evaluation_fill(evaluation, NULL, template);
	const char *wanted = comparison_text(evaluation, check);
	struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);
	struct compared compared = compared_text(&value, true);
	const char *misfit = comparison_misfit(evaluation, check, &compared);

	verdict->subject = value;
	evidence->path = value;
	evidence->fact = template;
	evidence->expected = wanted;
	evidence->actual = *value ? value : "empty";
	verdict_set(verdict, "value", value);
	verdict_set(verdict, "wanted", wanted);
	if (misfit)
		verdict_fail(verdict, misfit);
}

const struct check_type check_compare = {
	.name = "compare",
	.summary = "A value of the item in hand, or what parameters come to, is what it should be.",
	.fields = {{"value", &field_template, FIELD_REQUIRED}, COMPARISON_FIELDS},
	.choices = {{CHOICE_SOME, {COMPARISON_NAMES}}},
	.cases = {{"other", "\"${value}\" was found, expected ${wanted}", "equals one_of matches"},
		{"out-of-range", "${value} was found, expected ${wanted}", "min max"},
		{"wrong-type", "\"${value}\" is no number", "equals one_of min max"}},
	.variables = {"value", "wanted"},
	.holds = "\"${value}\" was found",
	.flaw = comparison_flaw,
	.evaluate = evaluate,
};
