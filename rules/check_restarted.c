/*
 * restarted: a service was started after its files were put in place. Only a running machine can
 * tell; every target of this program is looked at from outside, so the rule never applies yet is
 * always named.
 */
#include "rules/check.h"

static void evaluate(
	struct evaluation *evaluation, const struct rule *rule, struct verdict *verdict)
{
	const char *service = evaluation_fill(evaluation, NULL, rule_value(rule, "service")->text);

	verdict->subject = service;
	verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
		"only the running machine knows when the service %s was started; restart it after "
		"the "
		"files were changed",
		service);
}

const struct check_type check_restarted = {
	.name = "restarted",
	.fields = {{"service", FIELD_TEMPLATE, true}},
	.cases = {NULL},
	.variables = {NULL},
	.evaluate = evaluate,
};
