/*
 * service: a service is registered and its program is there. It never fails: a machine without the
 * service is one that the pack does not concern.
 */
#include "rules/check.h"

static const char SERVICES[] = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";

static void add_evidence(struct evaluation *evaluation, struct verdict *verdict, const char *key,
	enum registry_status service, struct look program)
{
	struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);

	evidence->path = key;
	evidence->fact = "service";
	evidence->expected = "registered";
	evidence->actual = "no SYSTEM hive could be asked";
	if (service != REGISTRY_UNKNOWN)
		evidence->actual = service == REGISTRY_FOUND ? "registered" : "not registered";
	evidence = verdict_evidence(verdict, evaluation->arena);
	evidence->path = program.path;
	evidence->file = program.file;
	evidence->fact = "program of the service";
	evidence->expected = "a file";
	evidence->actual = program.file ? "a file" : "not there";
	if (program.reason)
		evidence->actual = program.reason;
}

static void decide(struct verdict *verdict, enum applies applies)
{
	verdict->applies_known = true;
	verdict->applies = applies;
}

static void judge_without_registry(struct evaluation *evaluation, struct verdict *verdict,
	const char *service, struct look program)
{
	struct arena *arena = evaluation->arena;

	if (program.file) {
		decide(verdict, APPLIES_YES);
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s is there; whether the service %s is registered could not be told: no "
			"SYSTEM "
			"hive could be read; give one with --system-hive FILE",
			program.path, service);
	} else if (program.status == LOOK_ABSENT && evaluation->host->options.exchsrvr) {
		decide(verdict, APPLIES_NO);
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"%s does not exist, so the connector is not installed there", program.path);
	} else {
		decide(verdict, APPLIES_UNKNOWN);
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"whether the connector is installed could not be told: no SYSTEM hive "
			"could be "
			"read, and %s was not found; give --system-hive FILE, or the folder with "
			"--exchsrvr",
			program.path);
	}
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct arena *arena = evaluation->arena;
	const char *service =
		evaluation_fill(evaluation, NULL, check_value(check, "service")->text);
	const char *key = arena_printf(arena, "%s%s", SERVICES, service);
	enum registry_status status = registry_key(&evaluation->host->registry, key);
	struct look program = tree_look(&evaluation->host->tree,
		evaluation_fill(evaluation, NULL, check_value(check, "path")->text));

	verdict->subject = program.path;
	verdict_set(verdict, "service", service);
	verdict_set(verdict, "path", program.path);
	add_evidence(evaluation, verdict, key, status, program);
	if (status == REGISTRY_UNKNOWN) {
		judge_without_registry(evaluation, verdict, service, program);
	} else if (status == REGISTRY_ABSENT) {
		decide(verdict, APPLIES_NO);
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"the service %s is not registered, so the connector is not installed",
			service);
	} else if (program.file) {
		decide(verdict, APPLIES_YES);
	} else if (program.status == LOOK_ABSENT || program.folder) {
		decide(verdict, APPLIES_NO);
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"the service %s is registered, but its program %s does not exist: the "
			"connector "
			"cannot run",
			service, program.path);
	} else {
		decide(verdict, APPLIES_UNKNOWN);
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"whether the program of the service %s is there could not be told: %s",
			service, program.reason);
	}
}

const struct check_type check_service = {
	.name = "service",
	.summary = "A service is registered and its program is there; it decides whether a pack "
		   "applies.",
	.fields = {{"service", &field_template, FIELD_REQUIRED},
		{"path", &field_template, FIELD_REQUIRED}},
	.variables = {"service", "path"},
	.holds = "the service ${service} is registered and ${path} is there",
	.evaluate = evaluate,
};
