#include "rules/checks/subject.h"

static void name(struct verdict *verdict, const char *path)
{
	verdict->subject = path;
	verdict_set(verdict, "path", path);
}

static void missing(struct evaluation *evaluation, struct verdict *verdict, const char *path,
	const char *actual)
{
	struct evidence *evidence = verdict_evidence(verdict, evaluation->arena);

	evidence->path = path;
	evidence->fact = "file";
	evidence->expected = "there";
	evidence->actual = actual;
	verdict_fail(verdict, "missing");
}

static void visit_path(struct evaluation *evaluation, const char *path, struct verdict *verdict,
	void (*visit)(void *context, const struct subject *subject), void *context)
{
	struct look look = tree_look(&evaluation->host->tree, path);
	struct subject subject = {.file = look.file};

	name(verdict, look.path);
	if (look.file)
		visit(context, &subject);
	else if (look.folder)
		missing(evaluation, verdict, look.path, "a folder");
	else if (look.status == LOOK_ABSENT)
		missing(evaluation, verdict, look.path, "not there");
	else
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"whether %s is there could not be told: %s", look.path, look.reason);
}

static void visit_library(struct evaluation *evaluation, const struct pack_library *library,
	const struct program_state *program, struct verdict *verdict,
	void (*visit)(void *context, const struct subject *subject), void *context)
{
	struct search_result *search = evaluation_library_search(
		evaluation, library, program, search_winner(&program->search)->file);
	const struct search_candidate *winner = search_winner(search);
	struct subject subject = {.candidate = winner};

	name(verdict, winner ? winner->file->path : library->name);
	if (winner && search->outcome == SEARCH_FOUND) {
		subject.file = winner->file;
		visit(context, &subject);
	} else if (search->outcome == SEARCH_MISSING) {
		missing(evaluation, verdict, library->name, "in none of the folders searched");
	} else {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"which %s is loaded could not be told: %s", library->name,
			search->reason ? search->reason : "it is no file of its own");
	}
}

void subject_visit(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, void (*visit)(void *context, const struct subject *subject),
	void *context)
{
	const char *path = field_text_of(&check->values, "path");
	const char *library = field_text_of(&check->values, "library");
	struct program_state *program;

	if (path) {
		visit_path(evaluation, evaluation_fill(evaluation, NULL, path), verdict, visit,
			context);
		return;
	}
	program = evaluation_program(evaluation, check_value(check, "program")->text);
	name(verdict, program->name);
	if (!verdict_needs_program(verdict, evaluation->arena, program))
		return;
	if (library) {
		visit_library(evaluation, evaluation_library(evaluation, library), program, verdict,
			visit, context);
		return;
	}
	name(verdict, search_winner(&program->search)->file->path);
	for (size_t i = 0; i < search_possible_winners(&program->search); i++) {
		const struct search_candidate *candidate = &program->search.candidates[i];
		struct subject subject = {candidate->file, candidate};

		visit(context, &subject);
	}
}

struct evidence *subject_evidence(
	struct verdict *verdict, struct arena *arena, const struct subject *subject)
{
	struct evidence *evidence;

	if (subject->candidate)
		return verdict_candidate(verdict, arena, subject->candidate);
	evidence = verdict_evidence(verdict, arena);
	evidence->path = subject->file->path;
	evidence->file = subject->file;
	return evidence;
}
