/* placement: a program or DLL is found in the place where it belongs. */
#include "rules/checks/check.h"
#include "rules/evaluation/service_search.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/services.h"

#include <string.h>

static const char *const launchers[] = {
	"createprocess", "searchpath", "cmd", "shell", "loadlibrary", "win16", "dos", NULL};

struct placing {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const struct check *check;
	const char *name;
	const struct path_list *path; /* that is searched */
};

static const char *filled(const struct placing *placing, const char *field)
{
	const char *text = field_text_of(&placing->check->values, field);

	return text ? evaluation_fill(placing->evaluation, NULL, text) : NULL;
}

static struct evidence *add_evidence(
	struct placing *placing, const struct search_candidate *copy, const char *expected)
{
	struct evidence *evidence =
		verdict_candidate(placing->verdict, placing->evaluation->arena, copy);

	evidence->fact = "place";
	evidence->expected = expected;
	evidence->actual = winpath_folder(placing->evaluation->arena, copy->file->path);
	return evidence;
}

static void accuse(struct placing *placing, const char *case_name, const char *wanted)
{
	if (placing->verdict->status == FINDING_FAIL)
		return;
	verdict_set(placing->verdict, "wanted", wanted);
	verdict_fail(placing->verdict, case_name);
}

static void accuse_copy(struct placing *placing, const struct search_candidate *other,
	const char *case_name, const char *wanted)
{
	if (placing->verdict->status == FINDING_FAIL)
		return;
	verdict_set(placing->verdict, "other", other->file->path);
	verdict_set(placing->verdict, "other_step", other->step);
	accuse(placing, case_name, wanted);
}

/* Whether the file lies in the folder. */
static bool lies_in(struct placing *placing, const struct host_file *file, const char *folder)
{
	struct host *host = placing->evaluation->host;
	struct look wanted = tree_look(&host->tree, folder);
	struct look own = tree_look(&host->tree, winpath_folder(host->arena, file->path));

	return wanted.folder && own.folder && host_folder_same(wanted.folder, own.folder);
}

/* The absolute form of a folder that a pack names; NULL, with the verdict unknown, when there is
 * none. */
static const char *wanted_folder(struct placing *placing, const char *text)
{
	struct host *host = placing->evaluation->host;
	const char *folder = winpath_absolute(host->arena, NULL, text);
	struct look look;

	if (!folder) {
		verdict_reason(placing->verdict, FINDING_UNKNOWN, host->arena,
			"whether %s is in its place could not be told: \"%s\" is no full path",
			placing->name, text);
		return NULL;
	}
	look = tree_look(&host->tree, folder);
	if (look.status != LOOK_FOUND && look.status != LOOK_ABSENT) {
		verdict_reason(placing->verdict, FINDING_UNKNOWN, host->arena,
			"whether %s is in its place could not be told: %s", placing->name,
			look.reason);
		return NULL;
	}
	return look.path;
}

/* Every copy that may win must lie in the folder. */
static void judge_folder(struct placing *placing, const struct search_result *search,
	const char *text, const char *case_name)
{
	size_t possible = search_possible_winners(search);
	const char *folder = wanted_folder(placing, text);

	if (!folder)
		return;
	for (size_t i = 0; i < possible; i++) {
		if (lies_in(placing, search->candidates[i].file, folder))
			continue;
		add_evidence(placing, &search->candidates[i], folder);
		for (size_t behind = i + 1; behind < search->count; behind++)
			if (lies_in(placing, search->candidates[behind].file, folder)) {
				add_evidence(placing, &search->candidates[behind], NULL);
				accuse_copy(placing, &search->candidates[i], "shadowed", folder);
			}
		accuse_copy(placing, &search->candidates[i], case_name, folder);
		return;
	}
	verdict_set(placing->verdict, "wanted", folder);
}

static void judge_path(struct placing *placing, const struct search_candidate *winner)
{
	struct arena *arena = placing->evaluation->arena;
	const char *folder = winpath_folder(arena, winner->file->path);
	const char *unknown = placing->path->unknown;
	struct evidence *evidence;

	for (size_t i = 0; i < placing->path->count; i++) {
		const struct path_entry *entry = &placing->path->entries[i];

		if (entry->of_user)
			continue;
		if (path_entry_is(entry, folder))
			return;
		if (entry->unknown && !entry->folder && !unknown)
			unknown = entry->unknown;
	}
	if (unknown) {
		verdict_reason(placing->verdict, FINDING_UNKNOWN, arena,
			"whether %s is on the system path could not be told: %s", folder, unknown);
		return;
	}
	evidence = add_evidence(placing, winner, "an entry of the system path");
	evidence->actual = arena_printf(arena, "%s is no entry of it", folder);
	accuse(placing, "not-on-path", "the system path");
}

static const char *digest_of(struct placing *placing, const struct search_candidate *copy)
{
	return host_file_sha256(&placing->evaluation->host->tree, copy->file);
}

/* No other copy, of other content, may be found by the same search. */
static void judge_copies(struct placing *placing, const struct search_result *search)
{
	const struct search_candidate *winner = search_winner(search);
	const char *digest = search->count > 1 ? digest_of(placing, winner) : NULL;

	for (size_t i = 1; i < search->count; i++) {
		const struct search_candidate *copy = &search->candidates[i];
		const char *other = digest_of(placing, copy);

		if (!digest || !other) {
			verdict_reason(placing->verdict, FINDING_UNKNOWN,
				placing->evaluation->arena, "%s",
				host_file_unreadable(&placing->evaluation->host->tree,
					digest ? copy->file : winner->file));
			return;
		}
		if (strcmp(digest, other) == 0)
			continue;
		add_evidence(placing, copy, "no copy of other content");
		accuse_copy(placing, copy, "shadowed",
			winpath_folder(placing->evaluation->arena, winner->file->path));
	}
}

static void judge_winner(struct placing *placing, const struct search_result *search)
{
	const struct search_candidate *winner = search_winner(search);
	struct verdict *verdict = placing->verdict;
	const char *in = filled(placing, "in");
	const char *beside = filled(placing, "same_folder_as");
	struct arena *arena = placing->evaluation->arena;

	verdict->subject = winner->file->path;
	verdict_set(verdict, "winner", winner->file->path);
	verdict_set(verdict, "step", winner->step);
	verdict_set(verdict, "folder", winpath_folder(arena, winner->file->path));
	if (in)
		judge_folder(placing, search, in, "elsewhere");
	if (beside)
		judge_folder(placing, search, winpath_folder(arena, beside), "not-beside");
	if (field_flag_of(&placing->check->values, "on_system_path", false))
		judge_path(placing, winner);
	if (field_flag_of(&placing->check->values, "unshadowed", false))
		judge_copies(placing, search);
	if (verdict->status == FINDING_PASS)
		add_evidence(placing, winner, NULL);
}

static void judge_search(struct placing *placing, const struct search_result *search)
{
	static const char *const of_copies[] = {
		"winner", "step", "folder", "wanted", "other", "other_step"};
	struct verdict *verdict = placing->verdict;
	struct arena *arena = placing->evaluation->arena;
	struct evidence *evidence;

	verdict->subject = placing->name;
	verdict_set(verdict, "name", placing->name);
	for (size_t i = 0; i < sizeof(of_copies) / sizeof(of_copies[0]); i++)
		verdict_set(verdict, of_copies[i], placing->name);
	switch (search->outcome) {
	case SEARCH_FOUND:
		judge_winner(placing, search);
		return;
	case SEARCH_UNCERTAIN:
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"which %s is found could not be told: %s", placing->name, search->reason);
		return;
	case SEARCH_API_SET:
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"%s is an API set, which Windows fulfils without a file of that name",
			placing->name);
		return;
	case SEARCH_MISSING:
		break;
	}
	evidence = verdict_evidence(verdict, arena);
	evidence->path = placing->name;
	evidence->fact = "search";
	evidence->expected = arena_printf(
		arena, "%s in one of: %s", placing->name, search_steps_text(arena, search));
	evidence->actual = "in none of them";
	accuse(placing, "missing", placing->name);
}

/* The program that a service runs, as if it had been searched for. */
static void judge_service(struct placing *placing, const char *name)
{
	struct host *host = placing->evaluation->host;
	const struct service *service = service_named(host, name);
	const char *reason = services(host)->reason;
	struct search_candidate candidate = {
		.step = arena_printf(host->arena, "the command of the service %s", name)};
	struct search_result search = {.candidates = &candidate};

	if (!service || !service_is_program(service)) {
		verdict_reason(placing->verdict,
			!service && reason ? FINDING_UNKNOWN : FINDING_NOT_APPLICABLE, host->arena,
			"there is no program of a service %s%s%s", name,
			!service && reason ? ": " : "", !service && reason ? reason : "");
		return;
	}
	placing->name = service->program.path ? service->program.path : name;
	candidate.file = service->program.file;
	candidate.basis = service->program.inferred ? BASIS_LIKELY : BASIS_CERTAIN;
	search.count = candidate.file ? 1 : 0;
	search.reason = service->program.reason;
	search.outcome = candidate.file                                   ? SEARCH_FOUND
			 : service->program.status == SERVICE_FILE_UNTOLD ? SEARCH_UNCERTAIN
									  : SEARCH_MISSING;
	judge_search(placing, &search);
}

static void judge_name(struct placing *placing, struct search_request *request)
{
	const char *launcher = field_text_of(&placing->check->values, "launcher");
	struct search_result search;

	request->name = placing->name = filled(placing, "name");
	request->caller_folder = filled(placing, "from");
	request->current_directory = filled(placing, "current_directory");
	if (launcher)
		launcher_from_name(launcher, &request->launcher);
	search = search_run(placing->evaluation->host, request);
	judge_search(placing, &search);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct placing placing = {.evaluation = evaluation, .verdict = verdict, .check = check};
	const char *program = field_text_of(&check->values, "program");
	const char *service = filled(&placing, "service");
	struct search_request request = {.launcher = LAUNCHER_CREATEPROCESS};
	const struct program_state *state;

	if (service)
		evaluation_take_service(evaluation, service, &request);
	placing.path = request.path ? request.path : &evaluation->host->path;
	if (program) {
		state = evaluation_program(evaluation, program);
		placing.name = state->name;
		if (state->request.path)
			placing.path = state->request.path;
		judge_search(&placing, &state->search);
	} else if (check_value(check, "name")) {
		judge_name(&placing, &request);
	} else {
		judge_service(&placing, service);
	}
}

const struct check_type check_placement = {
	.name = "placement",
	.summary = "A program or DLL is found in the place where it belongs.",
	.fields = {{"program", &field_program, 0}, {"name", &field_template, 0},
		{"launcher", &field_word, 0, launchers}, {"from", &field_template, 0},
		{"current_directory", &field_template, 0}, {"service", &field_template, 0},
		{"in", &field_template, 0}, {"same_folder_as", &field_template, 0},
		{"on_system_path", &field_flag, 0}, {"unshadowed", &field_flag, 0}},
	.choices = {{CHOICE_SOME, {"program", "name", "service"}},
		{CHOICE_NOT_BESIDE, {"program", "name", "service"}},
		{CHOICE_BESIDE, {"name", "launcher", "from", "current_directory"}}},
	.cases = {{"missing", "no folder that is searched holds ${name}"},
		{"elsewhere", "${other} is found, not one in ${wanted}", "in"},
		{"not-beside", "${other} is found, not one in ${wanted}", "same_folder_as"},
		{"not-on-path", "${folder}, which holds ${winner}, is not on the system path",
			"on_system_path"},
		{"shadowed", "${other} (${other_step}) is another copy than the one in ${wanted}"}},
	.variables = {"name", "winner", "step", "folder", "wanted", "other", "other_step"},
	.holds = "${winner} is in its place",
	.evaluate = evaluate,
};
