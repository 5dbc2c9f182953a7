/* image: the copy of a program that runs is an image of the wanted kind. */
#include "rules/check.h"
#include "rules/image_facts.h"

static void add_evidence(struct evaluation *evaluation, struct verdict *verdict,
	const struct search_candidate *candidate, const struct image *image, struct image_wish wish)
{
	struct evidence *evidence = verdict_candidate(verdict, evaluation->arena, candidate);

	evidence->fact = "image";
	evidence->expected = image_wish_text(evaluation->arena, wish);
	evidence->actual = image_title(evaluation->arena, image);
	evidence->offset = image->kind == IMAGE_NONE ? 0 : image->signature_offset;
}

static void judge(struct evaluation *evaluation, struct verdict *verdict,
	const struct search_candidate *candidate, struct image_wish wish)
{
	const struct image *image = candidate_image(evaluation, verdict, candidate);
	const char *misfit;

	if (!image)
		return;
	add_evidence(evaluation, verdict, candidate, image, wish);
	misfit = image_misfit(image, wish);
	if (!misfit && image->dll)
		misfit = "library";
	if (!misfit && image_doubt(image))
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"%s is damaged, so what it is could not be relied on: %s",
			candidate->file->path, image_doubt(image));
	if (!misfit || verdict->status == FINDING_FAIL)
		return;
	verdict->subject = candidate->file->path;
	verdict_set(verdict, "winner", candidate->file->path);
	verdict_set(verdict, "step", candidate->step);
	verdict_set(verdict, "image", image_title(evaluation->arena, image));
	verdict_set(verdict, "likely", candidate->basis == BASIS_LIKELY ? "likely " : "");
	verdict_fail(verdict, misfit);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct program_state *program =
		evaluation_program(evaluation, check_value(check, "program")->text);
	const struct search_candidate *winner = search_winner(&program->search);

	verdict_set(verdict, "program", program->name);
	verdict_set(verdict, "winner", winner ? winner->file->path : program->name);
	if (!verdict_needs_program(verdict, evaluation->arena, program))
		return;
	for (size_t i = 0; i < search_possible_winners(&program->search); i++)
		judge(evaluation, verdict, &program->search.candidates[i], image_wish_of(check));
}

const struct check_type check_image = {
	.name = "image",
	.summary = "The copy of a program that runs is an image of the wanted kind.",
	.fields = {{"program", &field_program, FIELD_REQUIRED},
		{"kind", &field_kind, FIELD_REQUIRED}, {"machine", &field_machine, FIELD_REQUIRED},
		{"target", &field_target, FIELD_REQUIRED}},
	.cases = {IMAGE_CASES("${winner}"), {"library", "${winner} is a library"}},
	.variables = {"program", "winner", "step", "image", "likely"},
	.holds = "${winner} is what it should be",
	.evaluate = evaluate,
};
