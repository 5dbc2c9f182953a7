/*
 * unshadowed: no other copy of a program of another kind or version stands on the search path. One
 * in front is what runs; one behind comes back with the next change of PATH, and weighs less.
 */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"

#include <string.h>

struct copies {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const struct search_result *search;
	const struct search_candidate
		*wanted; /* the first copy of the wanted kind, or the winner */
};

static const char *version_of(struct copies *copies, const struct search_candidate *copy)
{
	const struct image *image = host_file_image(&copies->evaluation->host->tree, copy->file);
	const char *version = image ? image_version_text(copies->evaluation->arena, image) : NULL;

	return version ? version : "no version";
}

static const char *copy_text(struct copies *copies, const struct search_candidate *copy)
{
	const struct image *image = host_file_image(&copies->evaluation->host->tree, copy->file);

	return image ? arena_printf(copies->evaluation->arena, "%s, %s",
			       image_title(copies->evaluation->arena, image),
			       version_of(copies, copy))
		     : "unreadable";
}

/* Whether two copies of one kind are of different versions. */
static bool versions_differ(struct copies *copies, const struct search_candidate *copy,
	const struct image *one, const struct image *other)
{
	struct tree *tree = &copies->evaluation->host->tree;
	const char *doubt = one->version.doubt ? one->version.doubt : other->version.doubt;

	if (one->version.fixed_present && other->version.fixed_present && !doubt)
		return memcmp(one->version.file, other->version.file, sizeof(one->version.file)) !=
		       0;
	if (host_file_same_content(tree, copies->wanted->file, copy->file))
		return false;
	if (!doubt)
		return true;
	if (copies->verdict->status != FINDING_FAIL)
		verdict_reason(copies->verdict, FINDING_UNKNOWN, copies->evaluation->arena,
			"the version of %s could not be relied on: %s",
			(one->version.doubt ? copies->wanted : copy)->file->path, doubt);
	return false;
}

/* Whether a copy is another kind or version than the wanted one. */
static bool differs(struct copies *copies, const struct search_candidate *copy)
{
	struct tree *tree = &copies->evaluation->host->tree;
	const struct image *one = host_file_image(tree, copies->wanted->file);
	const struct image *other = host_file_image(tree, copy->file);

	if (!one || !other) {
		if (copies->verdict->status == FINDING_FAIL)
			return false;
		verdict_reason(copies->verdict, FINDING_UNKNOWN, copies->evaluation->arena, "%s",
			host_file_unreadable(tree, one ? copy->file : copies->wanted->file));
		return false;
	}
	if (one->kind != other->kind || one->machine_code != other->machine_code ||
		one->target != other->target)
		return true;
	return versions_differ(copies, copy, one, other);
}

static void add_evidence(
	struct copies *copies, const struct search_candidate *copy, const char *role)
{
	struct evidence *evidence =
		verdict_candidate(copies->verdict, copies->evaluation->arena, copy);

	evidence->fact = role;
	evidence->expected = copy == copies->wanted ? NULL
						    : arena_printf(copies->evaluation->arena,
							      "the same kind and version as %s",
							      copies->wanted->file->path);
	evidence->actual = copy_text(copies, copy);
}

static void name_other(struct copies *copies, const struct search_candidate *copy)
{
	struct verdict *verdict = copies->verdict;

	verdict->subject = copy->file->path;
	verdict_set(verdict, "other", copy->file->path);
	verdict_set(verdict, "other_step", copy->step);
	verdict_set(verdict, "other_image", copy_text(copies, copy));
}

static void accuse(
	struct copies *copies, const struct search_candidate *copy, const char *case_name)
{
	if (copies->verdict->status == FINDING_FAIL)
		return;
	name_other(copies, copy);
	verdict_fail(copies->verdict, case_name);
}

static void accuse_behind(
	struct copies *copies, const struct search_candidate *copy, const struct check *check)
{
	enum severity severity;

	if (copies->verdict->status != FINDING_PASS)
		return;
	name_other(copies, copy);
	severity_from_name(check_value(check, "severity_behind")->text, &severity);
	verdict_fail_lesser(copies->verdict, "later", severity);
}

static void judge(struct copies *copies, size_t index, const struct check *check)
{
	const struct search_candidate *copy = &copies->search->candidates[index];
	const struct search_candidate *certain =
		&copies->search->candidates[search_possible_winners(copies->search) - 1];

	if (copy == copies->wanted) {
		add_evidence(copies, copy, index ? "the right copy" : "the copy that runs");
		return;
	}
	if (!differs(copies, copy))
		return;
	add_evidence(copies, copy, copy < copies->wanted ? "copy in front" : "copy behind");
	if (copy < copies->wanted) {
		accuse(copies, copy, copy->basis == BASIS_LIKELY ? "likely-earlier" : "earlier");
	} else if (copies->wanted->basis == BASIS_LIKELY && copy <= certain) {
		/* The right copy is only likely to be met first; this one is certain to be met. */
		accuse(copies, copies->wanted, "likely-earlier");
	} else {
		accuse_behind(copies, copy, check);
	}
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct program_state *program =
		evaluation_program(evaluation, check_value(check, "program")->text);
	struct copies copies = {
		.evaluation = evaluation, .verdict = verdict, .search = &program->search};

	verdict_set(verdict, "program", program->name);
	verdict_set(verdict, "winner", program->name);
	verdict_set(verdict, "wanted", program->name);
	if (!verdict_needs_program(verdict, evaluation->arena, program))
		return;
	copies.wanted = candidate_wanted(evaluation, &program->search, image_wish_of(check));
	verdict_set(verdict, "winner", program->search.candidates[0].file->path);
	verdict_set(verdict, "wanted", copies.wanted->file->path);
	for (size_t i = 0; i < program->search.count; i++)
		judge(&copies, i, check);
}

const struct check_type check_unshadowed = {
	.name = "unshadowed",
	.summary = "No copy of another kind or version stands on the search path.",
	.fields = {{"program", &field_program, FIELD_REQUIRED},
		{"kind", &field_kind, FIELD_REQUIRED}, {"machine", &field_machine, FIELD_REQUIRED},
		{"target", &field_target, FIELD_REQUIRED},
		{"severity_behind", &field_severity, FIELD_REQUIRED}},
	.cases = {{"earlier", "${other} (${other_image}) is found before ${wanted}: ${other_step}"},
		{"likely-earlier", "${other} (${other_image}) is likely found before ${wanted}: "
				   "${other_step}"},
		{"later", "${other} (${other_image}) stands behind ${wanted}: ${other_step}"}},
	.variables = {"program", "winner", "wanted", "other", "other_step", "other_image"},
	.holds = "nothing else is found in the place of ${wanted}",
	.evaluate = evaluate,
};
