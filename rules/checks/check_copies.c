/* copies: what is found first of several copies of a DLL is what programs need, and no older than
 * the copies behind it. */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"
#include "rules/evaluation/service_search.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/windows_version.h"
#include "scanner/host/search/wow64.h"

static const char *const aspects[] = {"machine", "version", NULL};

/* The copies as programs for one processor find them. */
struct copies {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const struct check *check;
	const struct search_result *search;
	uint16_t machine;     /* that the programs are for; 0: not known */
	const char *programs; /* "64-bit programs" */
};

static const struct image *image_of(
	const struct copies *copies, const struct search_candidate *copy)
{
	return host_file_image(&copies->evaluation->host->tree, copy->file);
}

static bool judges(const struct copies *copies, const char *aspect)
{
	return field_asks_for(&copies->check->values, "same", aspect);
}

/* Whether the programs can load the image. */
static bool fits(const struct copies *copies, const struct image *image)
{
	if (!image || (image->kind != IMAGE_PE32 && image->kind != IMAGE_PE32PLUS))
		return false;
	return !copies->machine || image->machine_code == copies->machine ||
	       wow64_any_processor(image);
}

static const char *copy_text(struct copies *copies, const struct search_candidate *copy)
{
	struct arena *arena = copies->evaluation->arena;
	const struct image *image = image_of(copies, copy);
	const char *version = image ? image_version_text(arena, image) : NULL;

	if (!image)
		return "unreadable";
	return arena_printf(arena, "%s, %s%s", image_title(arena, image),
		version ? "version " : "no version", version ? version : "");
}

static void add_evidence(
	struct copies *copies, const struct search_candidate *copy, const char *expected)
{
	struct evidence *evidence =
		verdict_candidate(copies->verdict, copies->evaluation->arena, copy);

	evidence->fact = "copy of a DLL";
	evidence->expected = expected;
	evidence->actual = copy_text(copies, copy);
}

static void name_copies(struct copies *copies, const struct search_candidate *winner,
	const struct search_candidate *other)
{
	struct verdict *verdict = copies->verdict;

	verdict->subject = winner->file->path;
	verdict_set(verdict, "winner", winner->file->path);
	verdict_set(verdict, "winner_step", winner->step);
	verdict_set(verdict, "winner_image", copy_text(copies, winner));
	verdict_set(verdict, "other", other->file->path);
	verdict_set(verdict, "other_step", other->step);
	verdict_set(verdict, "other_image", copy_text(copies, other));
	verdict_set(verdict, "programs", copies->programs);
}

static bool is_of_windows(const struct search_candidate *copy)
{
	return copy->place == PLACE_SYSTEM32 || copy->place == PLACE_SYSTEM ||
	       copy->place == PLACE_WINDOWS;
}

/* Less than, equal to or greater than 0, like memcmp; *told is false where versions do not say. */
static int compare_versions(const struct image *one, const struct image *other, bool *told)
{
	*told = one->version.fixed_present && other->version.fixed_present && !one->version.doubt &&
		!other->version.doubt;
	for (size_t i = 0; *told && i < 4; i++)
		if (one->version.file[i] != other->version.file[i])
			return one->version.file[i] < other->version.file[i] ? -1 : 1;
	return 0;
}

/* A copy behind that is only older hurts nobody until PATH changes. */
static void accuse_lesser(struct copies *copies, const struct search_candidate *winner,
	const struct search_candidate *other, const char *case_name)
{
	const char *name = field_text_of(&copies->check->values, "severity_behind");
	enum severity severity;

	if (!name || !severity_from_name(name, &severity) ||
		copies->verdict->status != FINDING_PASS)
		return;
	name_copies(copies, winner, other);
	add_evidence(copies, winner, NULL);
	add_evidence(copies, other, "the same version");
	verdict_fail_lesser(copies->verdict, case_name, severity);
}

static void judge_version(struct copies *copies, const struct search_candidate *winner,
	const struct search_candidate *other)
{
	bool told;
	int order = compare_versions(image_of(copies, winner), image_of(copies, other), &told);

	if (!told) {
		if (!host_file_same_content(
			    &copies->evaluation->host->tree, winner->file, other->file))
			accuse_lesser(copies, winner, other, "differs");
		return;
	}
	if (order > 0)
		accuse_lesser(copies, winner, other, "older-behind");
	if (order >= 0 ||
		(copies->verdict->status == FINDING_FAIL && !copies->verdict->severity_lowered))
		return;
	name_copies(copies, winner, other);
	add_evidence(copies, winner, "no older than the copies behind it");
	add_evidence(copies, other, NULL);
	verdict_fail(copies->verdict,
		!is_of_windows(winner) && is_of_windows(other) ? "shadows-windows" : "older-first");
}

static void judge_machine(struct copies *copies, const struct search_candidate *right)
{
	const struct search_candidate *winner = search_winner(copies->search);

	if (copies->verdict->status == FINDING_FAIL && !copies->verdict->severity_lowered)
		return;
	name_copies(copies, winner, right);
	add_evidence(copies, winner,
		arena_printf(copies->evaluation->arena, "an image that %s load", copies->programs));
	add_evidence(copies, right, NULL);
	verdict_fail(copies->verdict, "other-machine");
}

static void judge(struct copies *copies)
{
	const struct search_result *search = copies->search;
	const struct search_candidate *right = NULL;

	/* Copies of a DLL that Windows always takes from System32 are never loaded in its place. */
	if (!search->count || search->candidates[0].place == PLACE_KNOWN_DLL)
		return;
	for (size_t i = 0; i < search->count; i++) {
		const struct search_candidate *copy = &search->candidates[i];

		if (!verdict_image(copies->evaluation, copies->verdict, copy->file))
			return;
		if (!fits(copies, image_of(copies, copy)))
			continue;
		if (right && judges(copies, "version"))
			judge_version(copies, right, copy);
		if (!right && i && judges(copies, "machine"))
			judge_machine(copies, copy);
		if (!right)
			right = copy;
	}
	if (copies->verdict->status == FINDING_PASS)
		name_copies(copies, search_winner(search), search_winner(search));
	if (search->outcome == SEARCH_UNCERTAIN)
		verdict_reason(copies->verdict, FINDING_UNKNOWN, copies->evaluation->arena,
			"which %s is found first could not be told: %s", search->name,
			search->reason);
}

/* Puts the question for the programs that the request stands for; gives the copies it finds. */
static size_t judge_view(struct copies *copies, const struct search_request *request)
{
	struct search_result search = search_run(copies->evaluation->host, request);

	copies->search = &search;
	judge(copies);
	copies->search = NULL;
	if (!search.count)
		verdict_reason(copies->verdict,
			search.outcome == SEARCH_UNCERTAIN ? FINDING_UNKNOWN
							   : FINDING_NOT_APPLICABLE,
			copies->evaluation->arena,
			"%s is in none of the folders that are searched%s%s", request->name,
			search.reason ? ": " : "", search.reason ? search.reason : "");
	return search.count;
}

static void judge_for_caller(
	struct copies *copies, struct search_request *request, const char *caller)
{
	struct host *host = copies->evaluation->host;
	const char *path = winpath_absolute(host->arena, NULL, caller);
	struct look look = {.reason = "it is no full path"};
	const struct image *image;

	if (path)
		look = tree_look(&host->tree, path);
	image = look.file ? host_file_image(&host->tree, look.file) : NULL;
	if (!image) {
		verdict_reason(copies->verdict, FINDING_UNKNOWN, host->arena,
			"what %s loads could not be told: %s", caller,
			look.file     ? host_file_unreadable(&host->tree, look.file)
			: look.reason ? look.reason
				      : "it is not there");
		return;
	}
	request->caller = look.file;
	copies->machine = wow64_process_machine(host, image);
	copies->programs = look.file->path;
	judge_view(copies, request);
}

static void judge_for_all(struct copies *copies, struct search_request *request)
{
	struct host *host = copies->evaluation->host;
	bool is_64bit = wow64_is_64bit(host);

	copies->machine = windows_version(host)->machine;
	copies->programs = is_64bit ? "64-bit programs" : "32-bit programs";
	if (!judge_view(copies, request) || !is_64bit)
		return;
	copies->machine = request->caller_machine = MACHINE_I386;
	copies->programs = "32-bit programs";
	judge_view(copies, request);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct copies copies = {.evaluation = evaluation, .verdict = verdict, .check = check};
	const char *caller = field_text_of(&check->values, "caller");
	const char *service = field_text_of(&check->values, "service");
	struct search_request request = {.launcher = LAUNCHER_LOADLIBRARY,
		.name = evaluation_fill(evaluation, NULL, check_value(check, "name")->text)};

	verdict->subject = request.name;
	verdict_set(verdict, "name", request.name);
	verdict_set(verdict, "programs", "");
	if (service)
		evaluation_take_service(
			evaluation, evaluation_fill(evaluation, NULL, service), &request);
	if (caller)
		judge_for_caller(&copies, &request, evaluation_fill(evaluation, NULL, caller));
	else
		judge_for_all(&copies, &request);
}

const struct check_type check_copies = {
	.name = "copies",
	.summary = "The first of several copies of a DLL is one that programs can load, and no "
		   "older than those behind it.",
	.fields = {{"name", &field_template, FIELD_REQUIRED}, {"caller", &field_template, 0},
		{"service", &field_template, 0}, {"same", &field_word, FIELD_ONE_OR_LIST, aspects},
		{"severity_behind", &field_severity, 0}},
	.cases = {{"other-machine", "${programs} find ${winner} (${winner_image}) before ${other} "
				    "(${other_image}), and cannot load it"},
		{"shadows-windows", "${winner} (${winner_image}) is older than Windows' own "
				    "${other} (${other_image}) and is found before it"},
		{"older-first", "${winner} (${winner_image}) is older than ${other} "
				"(${other_image}) and is found before it"},
		{"older-behind",
			"${other} (${other_image}) is older than ${winner} "
			"(${winner_image}), which is found before it",
			"severity_behind"},
		{"differs",
			"${other} is other than ${winner}, which is found before it, and has "
			"no version number to compare",
			"severity_behind"}},
	.variables = {"name", "programs", "winner", "winner_step", "winner_image", "other",
		"other_step", "other_image"},
	.holds = "what is found first of ${name} is right",
	.evaluate = evaluate,
};
