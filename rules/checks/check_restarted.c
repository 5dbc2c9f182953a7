/*
 * restarted: a service runs, and its process was started after its files were put in place. Only a
 * running machine can tell.
 *
 * The last write to a file says when its content was made, which may be years before it was copied
 * here; its creation says when it came to its folder. A rename changes neither, but the time of the
 * last change, which setting an attribute changes as well: what lies between is left open.
 */
#include "rules/checks/check.h"

#include "scanner/base/clock.h"
#include "scanner/host/machine/live.h"
#include "scanner/host/machine/services.h"

enum { MAX_FILES_JUDGED = 256 };

struct dated_file {
	struct host_file *file;
	int64_t placed;  /* it was not here, or not whole, before */
	int64_t touched; /* nothing of it changed later */
};

struct restart {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const char *service;
	struct dated_file files[MAX_FILES_JUDGED];
	size_t count;
};

static int64_t later(int64_t one, int64_t other)
{
	return one > other ? one : other;
}

static const char *time_text(const struct restart *restart, int64_t time)
{
	const char *text = clock_text(restart->evaluation->arena, time);

	return text ? text : "a time beyond the calendar";
}

static void add_file(struct restart *restart, struct host_file *file)
{
	struct arena *arena = restart->evaluation->arena;
	const char *unreadable = host_file_unreadable(&restart->evaluation->host->tree, file);
	struct evidence *evidence;
	struct dated_file dated = {.file = file};

	for (size_t i = 0; i < restart->count; i++)
		if (restart->files[i].file == file)
			return;
	if (unreadable || restart->count == MAX_FILES_JUDGED) {
		verdict_reason(restart->verdict, FINDING_UNKNOWN, arena, "%s",
			unreadable ? unreadable : "there are more files than are judged");
		return;
	}
	dated.placed = later(file->modified, file->created);
	dated.touched = later(dated.placed, file->changed);
	restart->files[restart->count++] = dated;
	evidence = verdict_evidence(restart->verdict, arena);
	evidence->path = file->path;
	evidence->file = file;
	evidence->fact = "put in place";
	evidence->expected = "before the service was started";
	evidence->actual = time_text(restart, dated.placed);
}

static void add_path(struct restart *restart, const char *path)
{
	struct look look = tree_look(&restart->evaluation->host->tree, path);

	if (look.file)
		add_file(restart, look.file);
	else if (look.status != LOOK_ABSENT && look.status != LOOK_FOUND)
		verdict_reason(restart->verdict, FINDING_UNKNOWN, restart->evaluation->arena,
			"when %s was put in place could not be told: %s", look.path, look.reason);
}

/* What is not found cannot have been loaded, and is the subject of other rules. */
static void add_search(
	struct restart *restart, const char *name, const struct search_result *search)
{
	const struct search_candidate *winner = search_winner(search);

	if (winner)
		add_file(restart, winner->file);
	if (search->outcome == SEARCH_UNCERTAIN)
		verdict_reason(restart->verdict, FINDING_UNKNOWN, restart->evaluation->arena,
			"which %s is used could not be told: %s", name, search->reason);
}

static void add_libraries(struct restart *restart, const struct check *check,
	const struct program_state *program, struct host_file *winner)
{
	const struct field_value *libraries = check_value(check, "libraries");

	for (size_t i = 0; libraries && i < libraries->count; i++) {
		const struct pack_library *library =
			evaluation_library(restart->evaluation, libraries->list[i]);

		add_search(restart, library->name,
			evaluation_library_search(restart->evaluation, library, program, winner));
	}
}

static void add_files(struct restart *restart, const struct check *check)
{
	const struct field_value *programs = check_value(check, "programs");
	const struct field_value *paths = check_value(check, "paths");

	for (size_t i = 0; programs && i < programs->count; i++) {
		const struct program_state *program =
			evaluation_program(restart->evaluation, programs->list[i]);
		const struct search_candidate *winner = search_winner(&program->search);

		add_search(restart, program->name, &program->search);
		if (winner)
			add_libraries(restart, check, program, winner->file);
	}
	for (size_t i = 0; paths && i < paths->count; i++)
		add_path(restart, evaluation_fill(restart->evaluation, NULL, paths->list[i]));
}

static void judge_file(
	struct restart *restart, const struct dated_file *dated, int64_t started, bool shared)
{
	struct verdict *verdict = restart->verdict;
	struct arena *arena = restart->evaluation->arena;
	const struct live_source *live = restart->evaluation->host->live;
	const char *placed = time_text(restart, dated->placed);

	if (dated->placed > live->operations->now(live)) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s carries a time that is yet to come (%s), so whether the service %s was "
			"started after it was put in place could not be told",
			dated->file->path, placed, restart->service);
	} else if (started < dated->placed && shared) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"the service %s shares a process with others, which was started before %s "
			"was put in place (%s); when the service itself was started in it could "
			"not be told; restart the service, or the machine, to be sure",
			restart->service, dated->file->path, placed);
	} else if (started < dated->placed) {
		verdict_set(verdict, "file", dated->file->path);
		verdict_set(verdict, "placed", placed);
		verdict_fail(verdict, "older");
	} else if (started <= dated->touched) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s was renamed, or an attribute of it was set, not before the service %s "
			"was started (%s); whether the service knows the file as it is could not "
			"be told; restart it to be sure",
			dated->file->path, restart->service, time_text(restart, dated->touched));
	}
}

/* The newest of those that are too new, so that the most recent change is what is told. */
static void judge_files(struct restart *restart, int64_t started)
{
	const struct service *service = service_named(restart->evaluation->host, restart->service);
	bool shared = service && service->type == SERVICE_SHARE_PROCESS;
	const struct dated_file *newest = NULL;

	for (size_t i = 0; i < restart->count; i++)
		if (!newest || restart->files[i].placed > newest->placed)
			newest = &restart->files[i];
	if (!newest) {
		verdict_reason(restart->verdict, FINDING_UNKNOWN, restart->evaluation->arena,
			"none of the files that the service %s has to know was found",
			restart->service);
		return;
	}
	judge_file(restart, newest, started, shared);
	for (size_t i = 0; i < restart->count; i++)
		if (&restart->files[i] != newest && restart->verdict->status != FINDING_FAIL)
			judge_file(restart, &restart->files[i], started, shared);
}

static void add_service_evidence(struct restart *restart, const struct live_service *service)
{
	struct evidence *evidence = verdict_evidence(restart->verdict, restart->evaluation->arena);

	evidence->path = restart->service;
	evidence->fact = "service";
	evidence->expected = "running, started after its files were put in place";
	evidence->actual = "there is no such service";
	if (service->status == LIVE_UNTOLD)
		evidence->actual = service->reason;
	else if (service->status == LIVE_TOLD && service->start_told)
		evidence->actual = arena_printf(restart->evaluation->arena, "%s, started %s",
			live_state_name(service->state), time_text(restart, service->started));
	else if (service->status == LIVE_TOLD)
		evidence->actual = live_state_name(service->state);
}

static void judge_service(
	struct restart *restart, const struct check *check, const struct live_service *service)
{
	struct verdict *verdict = restart->verdict;
	struct arena *arena = restart->evaluation->arena;
	const char *name = restart->service;

	if (service->status == LIVE_ABSENT) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"there is no service %s on this machine", name);
	} else if (service->status == LIVE_UNTOLD) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"whether the service %s runs could not be told: %s", name, service->reason);
	} else if (service->state == LIVE_STOPPED) {
		verdict_fail(verdict, "not-running");
	} else if (service->state == LIVE_START_PENDING || service->state == LIVE_STOP_PENDING) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"the service %s is being started or stopped (%s); scan again in a minute",
			name, live_state_name(service->state));
	} else if (!service->start_told) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"when the service %s was started could not be told: %s", name,
			service->reason);
	} else {
		verdict_set(verdict, "started", time_text(restart, service->started));
		add_files(restart, check);
		judge_files(restart, service->started);
	}
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct restart *restart = arena_alloc(evaluation->arena, sizeof(*restart));
	const struct live_source *live = evaluation->host->live;
	struct live_service service;

	restart->evaluation = evaluation;
	restart->verdict = verdict;
	restart->service = evaluation_fill(evaluation, NULL, check_value(check, "service")->text);
	verdict->subject = restart->service;
	verdict_set(verdict, "service", restart->service);
	verdict_set(verdict, "started", "");
	verdict_set(verdict, "file", "");
	verdict_set(verdict, "placed", "");
	if (!live) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"only the running machine knows when the service %s was started; restart "
			"it after the files were changed",
			restart->service);
		return;
	}
	service = live->operations->service(live, restart->service, evaluation->arena);
	add_service_evidence(restart, &service);
	judge_service(restart, check, &service);
}

const struct check_type check_restarted = {
	.name = "restarted",
	.summary = "A service runs and was started after its files were put in place; only a "
		   "running machine can tell.",
	.fields = {{"service", &field_template, FIELD_REQUIRED},
		{"programs", &field_program, FIELD_LIST}, {"libraries", &field_library, FIELD_LIST},
		{"paths", &field_template, FIELD_ONE_OR_LIST}},
	.choices = {{CHOICE_SOME, {"programs", "paths"}},
		{CHOICE_BESIDE, {"programs", "libraries"}}},
	.cases = {{"not-running", "the service ${service} does not run"},
		{"older", "the service ${service} was started at ${started}, before ${file} was "
			  "put in place at ${placed}"}},
	.variables = {"service", "started", "file", "placed"},
	.holds = "the service ${service} was started at ${started}, after its files were put in "
		 "place",
	.evaluate = evaluate,
};
