/*
 * volume: what the drive of a path is like: local and not a share of another machine; and, which
 * only a running machine can tell, with enough room, and not with an amount that old programs
 * misread.
 */
#include "rules/checks/check.h"

#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/live.h"

#include <string.h>

/* A path has no more folders than that. */
enum { MAX_FOLDERS_ABOVE = 128 };

struct volume_question {
	struct evaluation *evaluation;
	const struct check *check;
	struct verdict *verdict;
	const char *path;
	const char *share;  /* that it lies on, or NULL */
	char letter;        /* of the drive that it really lies on; 0 when on none, or not told */
	const char *untold; /* why neither is known, or NULL */
	bool absent;        /* its drive or share was not given to the scan */
};

/* The folder that the path is, or the innermost above it that is there. */
static struct look look_at_folder(struct volume_question *question)
{
	struct arena *arena = question->evaluation->arena;
	const char *path = question->path;
	struct look look = {0};

	for (int i = 0; i < MAX_FOLDERS_ABOVE; i++) {
		const char *above;

		look = tree_look(&question->evaluation->host->tree, path);
		if (look.folder || (look.status != LOOK_FOUND && look.status != LOOK_ABSENT))
			break;
		above = winpath_folder(arena, path);
		if (strlen(above) >= strlen(path))
			break;
		path = above;
	}
	return look;
}

/* Where it lies, by the drives that are there to be looked at. */
static void place(struct volume_question *question)
{
	enum winpath_kind kind = winpath_kind_of(question->path);
	struct look look;

	if (kind != WINPATH_ABSOLUTE && kind != WINPATH_UNC) {
		question->untold = "it is not a full path with a drive or share";
		return;
	}
	look = look_at_folder(question);
	if (look.folder) {
		question->share = host_folder_share(&question->evaluation->host->tree, look.folder);
		if (!question->share)
			question->letter = host_folder_path(look.folder)[0];
	} else if (look.status == LOOK_NO_DRIVE && kind == WINPATH_UNC) {
		question->share = question->path;
	} else if (look.status == LOOK_NO_DRIVE) {
		question->letter = look.path[0];
		question->absent = true;
		question->untold = look.reason;
	} else {
		question->untold = look.reason ? look.reason : "its drive cannot be listed";
	}
}

static struct live_space ask_space(const struct volume_question *question)
{
	const struct live_source *live = question->evaluation->host->live;

	if (!live || !question->letter)
		return (struct live_space){.status = LIVE_ABSENT};
	return live->operations->space(live, question->letter, question->evaluation->arena);
}

static const char *drive_text(const struct volume_question *question)
{
	if (question->share || !question->letter)
		return question->share ? question->share : question->path;
	return arena_printf(question->evaluation->arena, "%c:", question->letter);
}

static void judge_place(struct volume_question *question, const struct live_space *space)
{
	struct arena *arena = question->evaluation->arena;
	struct verdict *verdict = question->verdict;
	bool told_live = space->status != LIVE_ABSENT;
	struct evidence *evidence;

	if (!field_flag_of(&question->check->values, "local", false))
		return;
	evidence = verdict_evidence(verdict, arena);
	evidence->path = question->path;
	evidence->fact = "drive";
	evidence->expected = "a drive of this machine";
	if (question->share || (told_live && space->remote)) {
		evidence->actual = "a share of another machine";
		verdict_fail(verdict, "remote");
	} else if (question->untold && !(question->absent && told_live)) {
		evidence->actual = question->untold;
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"on which drive %s lies could not be told: %s", question->path,
			question->untold);
	} else {
		evidence->actual = "a drive of this machine";
	}
}

/* In whole megabytes, as Windows' own tools counted them, or in bytes below one. */
static const char *size_text(struct arena *arena, uint64_t bytes)
{
	if (bytes >> 20)
		return arena_printf(arena, "%llu MB", (unsigned long long)(bytes >> 20));
	return arena_printf(arena, "%llu bytes", (unsigned long long)bytes);
}

static void add_free_evidence(
	struct volume_question *question, uint64_t available, const char *expected)
{
	struct evidence *evidence =
		verdict_evidence(question->verdict, question->evaluation->arena);

	evidence->path = drive_text(question);
	evidence->fact = "free space";
	evidence->expected = expected;
	evidence->actual = arena_printf(
		question->evaluation->arena, "%llu bytes", (unsigned long long)available);
}

static void compare_free(struct volume_question *question, uint64_t available)
{
	const struct field_value *least = check_value(question->check, "free_at_least");
	const struct field_value *range = check_value(question->check, "free_not_between");
	struct arena *arena = question->evaluation->arena;

	verdict_set(question->verdict, "free", size_text(arena, available));
	if (least) {
		verdict_set(question->verdict, "wanted", size_text(arena, least->number));
		add_free_evidence(question, available,
			arena_printf(
				arena, "at least %llu bytes", (unsigned long long)least->number));
	}
	if (range)
		add_free_evidence(question, available,
			arena_printf(arena, "less than %llu bytes, or %llu and more",
				(unsigned long long)range->number,
				(unsigned long long)range->upper));
	if (least && available < least->number)
		verdict_fail(question->verdict, "low");
	else if (range && available >= range->number && available < range->upper)
		verdict_fail(question->verdict, "misread");
}

/* Behind the place: offline it leaves the rule not applicable, unless that failed. */
static void judge_free(struct volume_question *question, const struct live_space *space)
{
	struct arena *arena = question->evaluation->arena;
	const char *why = "no volume of this machine has its drive letter";

	if (!check_value(question->check, "free_at_least") &&
		!check_value(question->check, "free_not_between"))
		return;
	if (question->verdict->status == FINDING_FAIL)
		return;
	if (!question->evaluation->host->live) {
		verdict_reason(question->verdict, FINDING_NOT_APPLICABLE, arena,
			"only the running machine knows how much is free where %s lies",
			question->path);
		return;
	}
	if (space->status == LIVE_TOLD) {
		compare_free(question, space->free);
		return;
	}
	if (question->share)
		why = "it lies on a share of another machine";
	else if (space->status == LIVE_UNTOLD)
		why = space->reason;
	else if (question->untold)
		why = question->untold;
	verdict_reason(question->verdict, FINDING_UNKNOWN, arena,
		"how much is free where %s lies could not be told: %s", question->path, why);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct volume_question question = {
		.evaluation = evaluation, .check = check, .verdict = verdict};
	struct live_space space;

	question.path = evaluation_fill(evaluation, NULL, check_value(check, "path")->text);
	place(&question);
	space = ask_space(&question);
	verdict->subject = question.path;
	verdict_set(verdict, "path", question.path);
	verdict_set(verdict, "drive", drive_text(&question));
	verdict_set(verdict, "free", "");
	verdict_set(verdict, "wanted", "");
	judge_place(&question, &space);
	judge_free(&question, &space);
}

static const char *flaw(const struct check *check)
{
	if (check_value(check, "free_at_least") || check_value(check, "free_not_between") ||
		field_flag_of(&check->values, "local", false))
		return NULL;
	return "expected \"free_at_least\", \"free_not_between\" or \"local\": true";
}

const struct check_type check_volume = {
	.name = "volume",
	.summary = "The drive of a path is one of this machine, and has room; how much, only a "
		   "running machine can tell.",
	.fields = {{"path", &field_template, FIELD_REQUIRED}, {"free_at_least", &field_number, 0},
		{"free_not_between", &field_range, 0}, {"local", &field_flag, 0}},
	.cases = {{"low", "${drive} has ${free} free, expected at least ${wanted}",
			  "free_at_least"},
		{"misread",
			"${drive} has ${free} free, an amount that programs are known to misread",
			"free_not_between"},
		{"remote", "${path} lies on a share of another machine (${drive})", "local"}},
	.variables = {"path", "drive", "free", "wanted"},
	.holds = "the drive of ${path} is as it should be",
	.flaw = flaw,
	.evaluate = evaluate,
};
