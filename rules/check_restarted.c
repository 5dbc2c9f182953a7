/*
 * restarted: a service was started after its files were put in place. Only a running machine can
 * tell; every target of this program is looked at from outside, so the rule never applies yet is
 * always named.
 */
#include "rules/check.h"

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const char *service =
		evaluation_fill(evaluation, NULL, check_value(check, "service")->text);

	verdict->subject = service;
	verdict_set(verdict, "service", service);
	verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
		"only the running machine knows when the service %s was started; restart it after "
		"the "
		"files were changed",
		service);
}

const struct check_type check_restarted = {
	.name = "restarted",
	.summary = "A service was started after its files were put in place.",
	.fields = {{"service", &field_template, FIELD_REQUIRED}},
	.variables = {"service"},
	.holds = "the service ${service} was started after its files were put in place",
	.evaluate = evaluate,
};
