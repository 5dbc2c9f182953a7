/* file: a regular file that is not empty. */
#include "rules/check.h"

#include "scanner/host/disk/winpath.h"

/* The folders where the file may lie instead: those the rule names and those of the programs. */
static struct host_file *find_elsewhere(
	struct evaluation *evaluation, const struct check *check, const char *name)
{
	const struct field_value *folders = check_value(check, "elsewhere");
	struct arena *arena = evaluation->arena;
	struct tree *tree = &evaluation->host->tree;

	for (size_t i = 0; folders && i < folders->count; i++) {
		const char *folder = evaluation_fill(evaluation, NULL, folders->list[i]);
		struct look look = tree_look(tree, winpath_join(arena, folder, name));

		if (look.status == LOOK_FOUND && look.file)
			return look.file;
	}
	for (size_t i = 0; i < evaluation->pack->program_count; i++) {
		const struct search_candidate *winner =
			search_winner(&evaluation->programs[i].search);
		struct look look = {.status = LOOK_ABSENT};

		if (winner)
			look = tree_look(
				tree, winpath_join(arena, winpath_folder(arena, winner->file->path),
					      name));
		if (look.status == LOOK_FOUND && look.file)
			return look.file;
	}
	return NULL;
}

static void missing(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, struct evidence *evidence, const char *path)
{
	struct host_file *elsewhere = find_elsewhere(evaluation, check, winpath_name(path));

	evidence->actual = "not there";
	verdict_fail(verdict, "missing");
	if (!elsewhere)
		return;
	verdict_fail(verdict, "elsewhere");
	verdict_set(verdict, "elsewhere", elsewhere->path);
	evidence = verdict_evidence(verdict, evaluation->arena);
	evidence->path = elsewhere->path;
	evidence->file = elsewhere;
	evidence->fact = "file of the same name";
	evidence->expected = path;
	evidence->actual = elsewhere->path;
}

static void judge_file(struct evaluation *evaluation, struct verdict *verdict,
	struct evidence *evidence, struct host_file *file)
{
	const char *unreadable = host_file_unreadable(&evaluation->host->tree, file);

	evidence->file = file;
	evidence->actual =
		arena_printf(evaluation->arena, "%llu bytes", (unsigned long long)file->size);
	if (unreadable)
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena, "%s", unreadable);
	else if (!file->size)
		verdict_fail(verdict, "empty");
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const char *path = evaluation_fill(evaluation, NULL, check_value(check, "path")->text);
	struct look look = tree_look(&evaluation->host->tree, path);
	struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);

	evidence->path = look.path;
	evidence->fact = "file";
	evidence->expected = "a file that is not empty";
	verdict->subject = look.path;
	verdict_set(verdict, "path", look.path);
	verdict_set(verdict, "elsewhere", "");
	if (look.status == LOOK_ABSENT) {
		missing(evaluation, check, verdict, evidence, look.path);
	} else if (look.status != LOOK_FOUND) {
		evidence->actual = look.reason;
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"whether %s is there could not be told: %s", look.path, look.reason);
	} else if (look.folder) {
		evidence->actual = "a folder";
		verdict_fail(verdict, "folder");
	} else {
		judge_file(evaluation, verdict, evidence, look.file);
	}
}

const struct check_type check_file = {
	.name = "file",
	.summary = "A regular file that is not empty.",
	.fields = {{"path", &field_template, FIELD_REQUIRED},
		{"elsewhere", &field_template, FIELD_LIST}},
	.cases = {{"missing", "${path} is not there"},
		{"elsewhere", "${path} is not there, but ${elsewhere} is"},
		{"empty", "${path} is empty"}, {"folder", "${path} is a folder"}},
	.variables = {"path", "elsewhere"},
	.holds = "${path} is there",
	.evaluate = evaluate,
};
