/* same-file: a file equals the one of its name beside the programs, where there is one. */
#include "rules/checks/check.h"

#include "scanner/host/disk/winpath.h"

#include <string.h>

static void compare(struct evaluation *evaluation, struct verdict *verdict, struct host_file *file,
	struct host_file *other)
{
	struct tree *tree = &evaluation->host->tree;
	const char *digest = host_file_sha256(tree, file);
	const char *other_digest = host_file_sha256(tree, other);
	struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);

	evidence->path = other->path;
	evidence->file = other;
	evidence->fact = "content (SHA-256)";
	evidence->expected = digest;
	evidence->actual = other_digest;
	if (!digest || !other_digest) {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena, "%s",
			host_file_unreadable(tree, digest ? other : file));
	} else if (strcmp(digest, other_digest) != 0 && verdict->status != FINDING_FAIL) {
		verdict_set(verdict, "other", other->path);
		verdict_fail(verdict, "differs");
	}
}

struct comparing {
	struct evaluation *evaluation;
	struct verdict *verdict;
	struct look own;
	const char *name;
	struct host_file *last; /* compared with */
};

/* Compares with the file beside one copy of a program; false when there is none. */
static bool compare_beside_copy(struct comparing *comparing, const struct host_file *copy)
{
	struct arena *arena = comparing->evaluation->arena;
	struct verdict *verdict = comparing->verdict;
	const struct look *own = &comparing->own;
	struct look look = tree_look(&comparing->evaluation->host->tree,
		winpath_join(arena, winpath_folder(arena, copy->path), comparing->name));

	if (look.status != LOOK_FOUND && look.status != LOOK_ABSENT) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"whether %s is there to compare with could not be told: %s", look.path,
			look.reason);
		return true;
	}
	if (!look.file || look.file == own->file)
		return false;
	if (!own->file) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s %s, so it could not be compared with %s", own->path,
			own->reason ? "could not be read" : "is no file that is there", look.path);
		return true;
	}
	if (look.file != comparing->last)
		compare(comparing->evaluation, verdict, own->file, look.file);
	comparing->last = look.file;
	return true;
}

/* The same for every copy of a program that may be the one that runs. */
static bool compare_beside(struct comparing *comparing, const struct program_state *program)
{
	bool compared = false;

	if (!program->search.count && program->search.outcome == SEARCH_UNCERTAIN) {
		verdict_reason(comparing->verdict, FINDING_UNKNOWN, comparing->evaluation->arena,
			"which %s runs could not be told: %s", program->name,
			program->search.reason);
		return true;
	}
	for (size_t i = 0; i < search_possible_winners(&program->search); i++)
		compared |= compare_beside_copy(comparing, program->search.candidates[i].file);
	return compared;
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *programs = check_value(check, "programs");
	const char *path = evaluation_fill(evaluation, NULL, check_value(check, "path")->text);
	struct comparing comparing = {.evaluation = evaluation,
		.verdict = verdict,
		.own = tree_look(&evaluation->host->tree, path),
		.name = winpath_name(path)};
	bool compared = false;

	verdict->subject = comparing.own.path;
	verdict_set(verdict, "path", comparing.own.path);
	verdict_set(verdict, "other", "");
	for (size_t i = 0; i < programs->count; i++)
		compared |= compare_beside(
			&comparing, evaluation_program(evaluation, programs->list[i]));
	if (!compared)
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"no other %s lies beside the programs to compare with", winpath_name(path));
}

const struct check_type check_same_file = {
	.name = "same-file",
	.summary = "A file equals the one of its name beside the programs.",
	.fields = {{"path", &field_template, FIELD_REQUIRED},
		{"programs", &field_program, FIELD_REQUIRED | FIELD_LIST}},
	.cases = {{"differs", "${path} and ${other} differ"}},
	.variables = {"path", "other"},
	.holds = "${path} equals the copies beside the programs",
	.evaluate = evaluate,
};
