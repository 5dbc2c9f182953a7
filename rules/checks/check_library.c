/* library: a DLL resolves for each program that needs it, is the wanted image, and is one copy for
 * all of them. */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"

#include <string.h>

struct library_question {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const struct pack_library *library;
	struct image_wish wish;
	const struct search_candidate *first; /* the copy the first program loads */
};

static void accuse(struct library_question *question, const char *case_name, const char *subject,
	const char *image)
{
	if (question->verdict->status == FINDING_FAIL)
		return;
	question->verdict->subject = subject;
	verdict_set(question->verdict, "image", image);
	verdict_set(question->verdict, "file", subject);
	verdict_fail(question->verdict, case_name);
}

static const char *misfit_of(const struct image *image, struct image_wish wish)
{
	const char *misfit = image_misfit(image, wish);

	if (misfit && strcmp(misfit, "damaged") != 0)
		return "wrong-image";
	if (misfit)
		return misfit;
	return image->dll ? NULL : "not-a-library";
}

static void judge_copy(struct library_question *question, const struct search_candidate *copy)
{
	struct evaluation *evaluation = question->evaluation;
	struct verdict *verdict = question->verdict;
	const struct image *image = verdict_image(evaluation, verdict, copy->file);
	struct evidence *evidence;
	const char *misfit;

	if (!image)
		return;
	evidence = verdict_candidate(verdict, evaluation->arena, copy);
	evidence->fact = "image";
	evidence->expected = arena_printf(evaluation->arena, "%s, a library",
		image_wish_text(evaluation->arena, question->wish));
	evidence->actual = image_title(evaluation->arena, image);
	evidence->offset = image->kind == IMAGE_NONE ? 0 : image->signature_offset;
	misfit = misfit_of(image, question->wish);
	if (misfit) {
		accuse(question, misfit, copy->file->path, evidence->actual);
	} else if (image_doubt(image)) {
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"%s is damaged, so what it is could not be relied on: %s", copy->file->path,
			image_doubt(image));
	}
}

static bool same_content(struct library_question *question, const struct search_candidate *copy)
{
	return copy->file == question->first->file ||
	       host_file_same_content(
		       &question->evaluation->host->tree, copy->file, question->first->file);
}

static void missing(struct library_question *question, const struct host_file *program)
{
	struct evidence *evidence =
		verdict_evidence(question->verdict, question->evaluation->arena);

	evidence->path = question->library->name;
	evidence->fact = "search";
	evidence->expected = arena_printf(question->evaluation->arena,
		"in the folder of %s, in the Windows folders or on PATH", program->path);
	evidence->actual = "in none of them";
	accuse(question, "missing", question->library->name, "");
}

/* For one copy of a program that may be the one that runs. */
static void judge_for_copy(
	struct library_question *question, struct program_state *program, struct host_file *copy)
{
	struct verdict *verdict = question->verdict;
	struct search_result *search =
		evaluation_library_search(question->evaluation, question->library, program, copy);

	if (search->outcome == SEARCH_MISSING) {
		missing(question, copy);
		return;
	}
	if (search->outcome == SEARCH_UNCERTAIN) {
		verdict_reason(verdict, FINDING_UNKNOWN, question->evaluation->arena,
			"which %s is loaded could not be told: %s", question->library->name,
			search->reason);
		return;
	}
	for (size_t i = 0; i < search_possible_winners(search); i++)
		if (!question->first || search->candidates[i].file != question->first->file)
			judge_copy(question, &search->candidates[i]);
	if (!question->first)
		question->first = search_winner(search);
	else if (!same_content(question, search_winner(search)))
		accuse(question, "different-copies", search_winner(search)->file->path, "");
}

static void judge_for_program(struct library_question *question, struct program_state *program)
{
	struct arena *arena = question->evaluation->arena;
	struct verdict *verdict = question->verdict;

	if (!program->search.count) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s was not found, so which %s it would load could not be told%s%s",
			program->name, question->library->name, program->search.reason ? ": " : "",
			program->search.reason ? program->search.reason : "");
		return;
	}
	if (program->search.outcome == SEARCH_UNCERTAIN)
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"which %s runs could not be told: %s", program->name,
			program->search.reason);
	for (size_t i = 0; i < search_possible_winners(&program->search); i++)
		judge_for_copy(question, program, program->search.candidates[i].file);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *programs = check_value(check, "programs");
	struct library_question question = {.evaluation = evaluation,
		.verdict = verdict,
		.library = evaluation_library(evaluation, check_value(check, "library")->text),
		.wish = image_wish_of(check)};

	verdict->subject = question.library->name;
	verdict_set(verdict, "library", question.library->name);
	verdict_set(verdict, "file", question.library->name);
	verdict_set(verdict, "image", "");
	for (size_t i = 0; i < programs->count; i++)
		judge_for_program(&question, evaluation_program(evaluation, programs->list[i]));
	if (question.first && verdict->status == FINDING_PASS) {
		verdict->subject = question.first->file->path;
		verdict_set(verdict, "file", question.first->file->path);
	}
}

const struct check_type check_library = {
	.name = "library",
	.summary = "A DLL resolves for each program, is the wanted image, and is one copy for all.",
	.fields = {{"library", &field_library, FIELD_REQUIRED},
		{"programs", &field_program, FIELD_REQUIRED | FIELD_LIST},
		{"kind", &field_kind, FIELD_REQUIRED}, {"machine", &field_machine, FIELD_REQUIRED}},
	.cases = {{"missing", "${library} is in none of the folders that are searched"},
		{"wrong-image", "${file} is a ${image}"},
		{"not-a-library", "${file} is no library but a ${image}"},
		{"damaged", "${file} ends before its image does"},
		{"different-copies", "${file} is not the copy that the other programs load"}},
	.variables = {"library", "file", "image"},
	.holds = "${library} is found as ${file}",
	.evaluate = evaluate,
};
