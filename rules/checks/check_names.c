/*
 * names: programs that exist under an old and a new name are used in one way only: all under the
 * old names, into which the new files were renamed, or all under the new names, with the folder the
 * registry gives for them.
 */
#include "rules/checks/check.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

struct naming {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const struct field_value *programs;
	const char **old_names; /* as many as programs */
	const char **new_names;
};

static const char **filled(struct evaluation *evaluation, const struct field_value *templates)
{
	const char **texts = arena_array(evaluation->arena, templates->count, sizeof(*texts));

	for (size_t i = 0; i < templates->count; i++)
		texts[i] = evaluation_fill(evaluation, NULL, templates->list[i]);
	return texts;
}

/* The file name in what is configured, which may be a command line; CreateProcess puts .exe behind
 * one without an extension. */
static const char *file_name_of(struct naming *naming, const struct program_state *program)
{
	struct arena *arena = naming->evaluation->arena;
	const char *name = winpath_name(winpath_program(arena, program->name));

	return winpath_has_extension(name) ? name : arena_printf(arena, "%s.exe", name);
}

static bool is_named(struct naming *naming, const struct program_state *program, const char *name)
{
	return text_same_name(file_name_of(naming, program), name);
}

static size_t count_named(struct naming *naming, const char **names)
{
	size_t count = 0;

	for (size_t i = 0; i < naming->programs->count; i++)
		count += is_named(naming,
			evaluation_program(naming->evaluation, naming->programs->list[i]),
			names[i]);
	return count;
}

/* Where a file under its new name lies: on the search path, or beside a program that was found. */
static struct host_file *find_new_name(
	struct naming *naming, const struct program_state *program, const char *name, bool *untold)
{
	struct arena *arena = naming->evaluation->arena;
	struct tree *tree = &naming->evaluation->host->tree;
	struct search_request request = program->request;
	struct search_result search;

	request.name = name;
	search = search_run(naming->evaluation->host, &request);
	if (search.count)
		return search.candidates[0].file;
	*untold |= search.outcome == SEARCH_UNCERTAIN;
	for (size_t i = 0; i < naming->programs->count; i++) {
		const struct search_candidate *winner = search_winner(
			&evaluation_program(naming->evaluation, naming->programs->list[i])->search);
		struct look look;

		if (!winner)
			continue;
		look = tree_look(
			tree, winpath_join(arena, winpath_folder(arena, winner->file->path), name));
		if (look.status == LOOK_FOUND && look.file)
			return look.file;
	}
	return NULL;
}

/* Whether no 32-bit copy of the program runs. */
static bool lacks_new_program(struct naming *naming, const struct program_state *program)
{
	const struct search_candidate *winner = search_winner(&program->search);
	const struct image *image =
		winner ? host_file_image(&naming->evaluation->host->tree, winner->file) : NULL;

	if (program->search.outcome == SEARCH_MISSING)
		return true;
	return image && image->kind != IMAGE_PE32;
}

static void judge_renaming(struct naming *naming)
{
	struct arena *arena = naming->evaluation->arena;
	struct verdict *verdict = naming->verdict;

	for (size_t i = 0; i < naming->programs->count; i++) {
		struct program_state *program =
			evaluation_program(naming->evaluation, naming->programs->list[i]);
		bool untold = program->search.outcome == SEARCH_UNCERTAIN;
		struct host_file *file =
			find_new_name(naming, program, naming->new_names[i], &untold);
		struct evidence *evidence;

		if (untold && !file)
			verdict_reason(verdict, FINDING_UNKNOWN, arena,
				"whether %s waits to be renamed could not be told: %s",
				naming->new_names[i],
				program->search.reason ? program->search.reason
						       : "not every folder could be searched");
		if (!file || !lacks_new_program(naming, program))
			continue;
		evidence = verdict_evidence(verdict, arena);
		evidence->path = file->path;
		evidence->file = file;
		evidence->fact = "name";
		evidence->expected = naming->old_names[i];
		evidence->actual = winpath_name(file->path);
		if (verdict->status == FINDING_FAIL)
			continue;
		verdict->subject = file->path;
		verdict_set(verdict, "file", file->path);
		verdict_set(verdict, "old_name", naming->old_names[i]);
		verdict_set(verdict, "new_name", naming->new_names[i]);
		verdict_fail(verdict, "unrenamed");
	}
}

static void judge_registry(struct naming *naming)
{
	struct arena *arena = naming->evaluation->arena;
	struct verdict *verdict = naming->verdict;

	for (size_t i = 0; i < naming->programs->count; i++) {
		struct program_state *program =
			evaluation_program(naming->evaluation, naming->programs->list[i]);
		const struct search_candidate *winner = search_winner(&program->search);
		const char *name = file_name_of(naming, program);
		struct evidence *evidence;
		struct look look = {.status = LOOK_ABSENT};

		if (program->folder)
			look = tree_look(&naming->evaluation->host->tree,
				winpath_join(arena, program->folder, name));
		if (look.status == LOOK_FOUND && look.file)
			continue;
		if (look.status != LOOK_ABSENT && look.status != LOOK_FOUND) {
			verdict_reason(verdict, FINDING_UNKNOWN, arena,
				"whether %s is in the folder the registry names could not be told: "
				"%s",
				program->name, look.reason);
			continue;
		}
		evidence = winner ? verdict_candidate(verdict, arena, winner)
				  : verdict_evidence(verdict, arena);
		evidence->path = winner ? winner->file->path : program->name;
		evidence->fact = "folder named in the registry";
		evidence->expected = arena_printf(arena, "a folder that holds %s", name);
		evidence->actual = program->folder ? program->folder : "no folder is named";
		if (verdict->status == FINDING_FAIL)
			continue;
		verdict->subject = program->name;
		verdict_set(verdict, "new_name", name);
		verdict_set(verdict, "old_name", naming->old_names[i]);
		verdict_fail(verdict, "registry-names");
	}
}

static const char *flaw(const struct check *check)
{
	size_t programs = check_value(check, "programs")->count;

	if (check_value(check, "old_names")->count == programs &&
		check_value(check, "new_names")->count == programs)
		return NULL;
	return "expected as many old_names and new_names as programs";
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *old_names = check_value(check, "old_names");
	const struct field_value *new_names = check_value(check, "new_names");
	struct naming naming = {.evaluation = evaluation,
		.verdict = verdict,
		.programs = check_value(check, "programs"),
		.old_names = filled(evaluation, old_names),
		.new_names = filled(evaluation, new_names)};
	size_t total = naming.programs->count;
	size_t old, new;

	verdict_set(verdict, "file", "");
	verdict->subject = evaluation_program(evaluation, naming.programs->list[0])->name;
	old = count_named(&naming, naming.old_names);
	new = count_named(&naming, naming.new_names);
	verdict_set(verdict, "way", new == total ? "by registry" : "by renaming");
	if (old && new) {
		for (size_t i = 0; i < total; i++) {
			struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);

			evidence->path = naming.programs->list[i];
			evidence->fact = "configured name";
			evidence->expected = "all old names, or all new ones";
			evidence->actual =
				evaluation_program(evaluation, naming.programs->list[i])->name;
		}
		verdict_fail(verdict, "mixed");
	} else if (new == total) {
		judge_registry(&naming);
	} else {
		judge_renaming(&naming);
	}
}

const struct check_type check_names = {
	.name = "names",
	.summary = "Programs with an old and a new name are used in one way only.",
	.fields = {{"programs", &field_program, FIELD_REQUIRED | FIELD_LIST},
		{"old_names", &field_template, FIELD_REQUIRED | FIELD_LIST},
		{"new_names", &field_template, FIELD_REQUIRED | FIELD_LIST}},
	.cases = {{"unrenamed", "${file} still has its new name, and no 32-bit ${old_name} runs"},
		{"mixed", "some programs are configured under their old names, others under their "
			  "new ones"},
		{"registry-names", "the folder named in the registry does not hold ${new_name}"}},
	.variables = {"file", "old_name", "new_name", "way"},
	.flaw = flaw,
	.holds = "the programs are used ${way}",
	.evaluate = evaluate,
};
