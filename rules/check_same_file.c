/* same-file: a file equals the one of its name beside the programs, where there is one. */
#include "rules/check.h"

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

/* Compares with the file beside one program; false when there is none. */
static bool compare_beside(struct evaluation *evaluation, struct verdict *verdict,
	const struct program_state *program, struct look own, const char *name,
	struct host_file **last)
{
	struct arena *arena = evaluation->arena;
	const struct search_candidate *winner = search_winner(&program->search);
	struct look look;

	if (!winner && program->search.outcome == SEARCH_UNCERTAIN)
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"which %s runs could not be told: %s", program->name,
			program->search.reason);
	if (!winner)
		return program->search.outcome == SEARCH_UNCERTAIN;
	look = tree_look(&evaluation->host->tree,
		winpath_join(arena, winpath_folder(arena, winner->file->path), name));
	if (look.status != LOOK_FOUND && look.status != LOOK_ABSENT) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"whether %s is there to compare with could not be told: %s", look.path,
			look.reason);
		return true;
	}
	if (!look.file || look.file == own.file)
		return false;
	if (!own.file) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s %s, so it could not be compared with %s", own.path,
			own.reason ? "could not be read" : "is no file that is there", look.path);
		return true;
	}
	if (look.file != *last)
		compare(evaluation, verdict, own.file, look.file);
	*last = look.file;
	return true;
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *programs = check_value(check, "programs");
	const char *path = evaluation_fill(evaluation, NULL, check_value(check, "path")->text);
	struct look own = tree_look(&evaluation->host->tree, path);
	struct host_file *last = NULL;
	bool compared = false;

	verdict->subject = own.path;
	verdict_set(verdict, "path", own.path);
	verdict_set(verdict, "other", "");
	for (size_t i = 0; i < programs->count; i++)
		compared |= compare_beside(evaluation, verdict,
			evaluation_program(evaluation, programs->list[i]), own, winpath_name(path),
			&last);
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
