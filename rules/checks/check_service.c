/*
 * service: a service is installed, which is to say registered, with a program that is there. It may
 * have to be started in a certain way, and to be in a certain state, which only a running machine
 * can tell. A machine without the service is one that the pack does not concern, unless the service
 * is required.
 */
#include "rules/checks/check.h"

#include "scanner/base/text.h"
#include "scanner/host/machine/live.h"
#include "scanner/host/machine/services.h"

#include <string.h>

static const char SERVICES[] = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\";

static const char *const starts[] = {"automatic", "manual", "disabled", "boot", "system", NULL};
static const char *const states[] = {"running", "stopped", NULL};

/* A service under judgement. */
struct service_question {
	struct evaluation *evaluation;
	const struct check *check;
	struct verdict *verdict;
	const char *name;
	const char *key;
	enum registry_status registered;
	struct look program;
	const char *no_program; /* why there is none to look at, or NULL */
};

/* What the registry names as its program, as a look at it. */
static struct look look_at_own_program(struct service_question *question)
{
	const struct service *service = service_named(question->evaluation->host, question->name);
	struct look look = {.status = LOOK_ABSENT, .path = question->name};

	if (!service)
		question->no_program = "its key holds no Type, so to Windows it is no service";
	else if (!service->program.path && service->program.status != SERVICE_FILE_UNTOLD)
		question->no_program = "it is registered, but names no program";
	if (question->no_program)
		return look;
	if (service->program.path)
		look.path = service->program.path;
	look.reason = service->program.reason;
	look.file = service->program.file;
	if (service->program.status == SERVICE_FILE_FOUND)
		look.status = LOOK_FOUND;
	else if (service->program.status == SERVICE_FILE_UNTOLD)
		look.status = LOOK_UNREADABLE;
	return look;
}

static void look_at_program(struct service_question *question)
{
	const struct field_value *path = check_value(question->check, "path");

	if (path)
		question->program = tree_look(&question->evaluation->host->tree,
			evaluation_fill(question->evaluation, NULL, path->text));
	else
		question->program = look_at_own_program(question);
}

static void add_evidence(struct service_question *question)
{
	struct arena *arena = question->evaluation->arena;
	const struct look *program = &question->program;
	struct evidence *evidence = verdict_evidence(question->verdict, arena);

	evidence->path = question->key;
	evidence->fact = "service";
	evidence->expected = "registered";
	evidence->actual = "no SYSTEM hive could be asked";
	if (question->registered != REGISTRY_UNKNOWN)
		evidence->actual =
			question->registered == REGISTRY_FOUND ? "registered" : "not registered";
	evidence = verdict_evidence(question->verdict, arena);
	evidence->path = program->path;
	evidence->file = program->file;
	evidence->fact = "program of the service";
	evidence->expected = "a file";
	evidence->actual = program->file ? "a file" : "not there";
	if (program->reason)
		evidence->actual = program->reason;
}

static void decide(struct verdict *verdict, enum applies applies)
{
	verdict->applies_known = true;
	verdict->applies = applies;
}

static void judge_without_registry(struct service_question *question)
{
	struct arena *arena = question->evaluation->arena;
	struct verdict *verdict = question->verdict;
	const struct look *program = &question->program;
	const char *why =
		registry_unknown_reason(&question->evaluation->host->registry, question->key);

	if (program->file) {
		decide(verdict, APPLIES_YES);
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s is there; whether the service %s is registered could not be told: %s",
			program->path, question->name, why);
	} else if (program->status == LOOK_ABSENT && check_value(question->check, "path") &&
		   question->evaluation->host->options.exchsrvr) {
		decide(verdict, APPLIES_NO);
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"%s does not exist, so the service %s is not installed there",
			program->path, question->name);
	} else {
		decide(verdict, APPLIES_UNKNOWN);
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"whether the service %s is installed could not be told: %s%s",
			question->name, why,
			check_value(question->check, "path")
				? arena_printf(arena,
					  "; and %s was not found; if Exchange is elsewhere, give "
					  "its folder with --exchsrvr",
					  program->path)
				: "");
	}
}

static void judge_missing(struct service_question *question, const char *why)
{
	decide(question->verdict, APPLIES_NO);
	verdict_set(question->verdict, "why", why);
	if (field_flag_of(&question->check->values, "required", false))
		verdict_fail(question->verdict, "not-installed");
	else
		verdict_reason(question->verdict, FINDING_NOT_APPLICABLE,
			question->evaluation->arena, "the service %s is not installed: %s",
			question->name, why);
}

static void judge_start(struct service_question *question)
{
	const struct field_value *wanted = check_value(question->check, "start");
	struct arena *arena = question->evaluation->arena;
	const struct service *service;
	struct evidence *evidence;

	if (!wanted)
		return;
	service = service_named(question->evaluation->host, question->name);
	evidence = verdict_evidence(question->verdict, arena);
	evidence->path = question->key;
	evidence->fact = "start type";
	evidence->expected = text_join(arena, wanted->list, wanted->count);
	evidence->actual = "not told";
	if (!service || service->unknown) {
		verdict_reason(question->verdict, FINDING_UNKNOWN, arena,
			"how the service %s is started could not be told: %s", question->name,
			service ? service->unknown : "its key holds no Type");
		return;
	}
	evidence->actual = service_start_name(service->start);
	verdict_set(question->verdict, "start", evidence->actual);
	verdict_set(question->verdict, "wanted", evidence->expected);
	if (!field_lists(wanted, evidence->actual))
		verdict_fail(question->verdict, "other-start");
}

static void compare_state(
	struct service_question *question, enum live_state state, const char *wanted)
{
	bool running = state == LIVE_RUNNING;

	verdict_set(question->verdict, "state", live_state_name(state));
	verdict_set(question->verdict, "wanted", wanted);
	if (!running && state != LIVE_STOPPED && state != LIVE_PAUSED)
		verdict_reason(question->verdict, FINDING_UNKNOWN, question->evaluation->arena,
			"the service %s is changing its state (%s); scan again in a minute",
			question->name, live_state_name(state));
	else if (strcmp(live_state_name(state), wanted) != 0)
		verdict_fail(question->verdict, "other-state");
}

/* Behind the rest: offline it leaves the rule not applicable, unless that failed. */
static void judge_state(struct service_question *question)
{
	const char *wanted = field_text_of(&question->check->values, "state");
	const struct live_source *live = question->evaluation->host->live;
	struct arena *arena = question->evaluation->arena;
	struct live_service service;
	struct evidence *evidence;

	if (!wanted || question->verdict->status == FINDING_FAIL)
		return;
	if (!live) {
		verdict_reason(question->verdict, FINDING_NOT_APPLICABLE, arena,
			"only the running machine knows in which state the service %s is; all "
			"else that this rule asks holds",
			question->name);
		return;
	}
	service = live->operations->service(live, question->name, arena);
	evidence = verdict_evidence(question->verdict, arena);
	evidence->path = question->name;
	evidence->fact = "state";
	evidence->expected = wanted;
	evidence->actual =
		service.status == LIVE_TOLD ? live_state_name(service.state) : "not told";
	if (service.status == LIVE_TOLD)
		compare_state(question, service.state, wanted);
	else
		verdict_reason(question->verdict, FINDING_UNKNOWN, arena,
			"in which state the service %s is could not be told: %s", question->name,
			service.status == LIVE_UNTOLD
				? service.reason
				: "it is registered, but Windows does not know it; restart the "
				  "machine");
}

static void judge(struct service_question *question)
{
	struct arena *arena = question->evaluation->arena;
	const struct look *program = &question->program;

	if (question->registered == REGISTRY_UNKNOWN) {
		judge_without_registry(question);
	} else if (question->registered == REGISTRY_ABSENT) {
		judge_missing(question, "it is not registered");
	} else if (question->no_program) {
		judge_missing(question, question->no_program);
	} else if (program->status == LOOK_ABSENT || program->folder) {
		judge_missing(question,
			arena_printf(arena,
				"it is registered, but its program %s does not exist, so it cannot "
				"run",
				program->path));
	} else if (!program->file) {
		decide(question->verdict, APPLIES_UNKNOWN);
		verdict_reason(question->verdict, FINDING_UNKNOWN, arena,
			"whether the program of the service %s is there could not be told: %s",
			question->name, program->reason);
	} else {
		decide(question->verdict, APPLIES_YES);
		judge_start(question);
		judge_state(question);
	}
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct service_question question = {
		.evaluation = evaluation, .check = check, .verdict = verdict};

	question.name = evaluation_fill(evaluation, NULL, check_value(check, "service")->text);
	question.key = arena_printf(evaluation->arena, "%s%s", SERVICES, question.name);
	question.registered = registry_key(&evaluation->host->registry, question.key);
	look_at_program(&question);
	verdict->subject = check_value(check, "path") ? question.program.path : question.name;
	verdict_set(verdict, "service", question.name);
	verdict_set(verdict, "path", question.program.path);
	verdict_set(verdict, "why", "");
	verdict_set(verdict, "start", "");
	verdict_set(verdict, "state", "");
	verdict_set(verdict, "wanted", "");
	add_evidence(&question);
	judge(&question);
}

const struct check_type check_service = {
	.name = "service",
	.summary =
		"A service is registered and its program is there; if asked for, it is started in "
		"a certain way and is in a certain state.",
	.fields = {{"service", &field_template, FIELD_REQUIRED}, {"path", &field_template, 0},
		{"start", &field_word, FIELD_ONE_OR_LIST, .words = starts},
		{"state", &field_word, 0, .words = states}, {"required", &field_flag, 0}},
	.cases = {{"not-installed", "the service ${service} is not installed: ${why}",
			  .needs = "required"},
		{"other-start",
			"the start type of the service ${service} is ${start}, expected ${wanted}",
			.needs = "start"},
		{"other-state", "the service ${service} is ${state}, expected ${wanted}",
			.needs = "state"}},
	.variables = {"service", "path", "why", "start", "state", "wanted"},
	.holds = "the service ${service} is registered and ${path} is there",
	.evaluate = evaluate,
};
