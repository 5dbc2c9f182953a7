/* release: programs and libraries carry file versions of one release: one major and minor number, the major given. */
#include "rules/check.h"
#include "rules/image_facts.h"

#include <string.h>

struct release {
	struct evaluation *evaluation;
	struct verdict *verdict;
	unsigned major;
	const struct search_candidate *first; /* with a version */
	uint16_t version[4];
};

static void judge(struct release *release, const struct search_candidate *candidate)
{
	struct arena *arena = release->evaluation->arena;
	struct verdict *verdict = release->verdict;
	const struct image *image = candidate_image(release->evaluation, verdict, candidate);
	const char *version = image ? image_version_text(arena, image) : NULL;
	struct evidence *evidence;
	const char *case_name = NULL;

	if (!image)
		return;
	evidence = verdict_candidate(verdict, arena, candidate);
	evidence->fact = "file version";
	evidence->expected = release->first
		? arena_printf(arena, "%u.%u, as %s", release->version[0], release->version[1],
			  release->first->file->path)
		: arena_printf(arena, "%u.x", release->major);
	evidence->actual = version ? version : "no version resource";
	if (!version) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s carries no version, so its release could not be told",
			candidate->file->path);
		return;
	}
	evidence->offset = image->version.offset;
	if (image->version.file[0] != release->major)
		case_name = "other-major";
	else if (release->first && (image->version.file[0] != release->version[0] ||
					   image->version.file[1] != release->version[1]))
		case_name = "differs";
	if (case_name && verdict->status != FINDING_FAIL) {
		verdict->subject = candidate->file->path;
		verdict_set(verdict, "file", candidate->file->path);
		verdict_set(verdict, "version", version);
		verdict_set(verdict, "other", release->first ? release->first->file->path : "");
		verdict_fail(verdict, case_name);
	}
	if (!release->first) {
		release->first = candidate;
		memcpy(release->version, image->version.file, sizeof(release->version));
	}
}

static void judge_libraries(
	struct release *release, const struct rule_value *libraries, struct program_state *program)
{
	struct evaluation *evaluation = release->evaluation;

	for (size_t i = 0; i < libraries->count; i++) {
		const struct pack_library *library =
			evaluation_library(evaluation, libraries->list[i]);
		struct search_result *search = evaluation_library_search(
			evaluation, library, program, search_winner(&program->search)->file);

		if (search->outcome == SEARCH_FOUND)
			judge(release, search_winner(search));
		else
			verdict_reason(release->verdict, FINDING_UNKNOWN, evaluation->arena,
				"%s was not found, so its release could not be told", library->name);
	}
}

static void evaluate(
	struct evaluation *evaluation, const struct rule *rule, struct verdict *verdict)
{
	const struct rule_value *programs = rule_value(rule, "programs");
	struct release release = {.evaluation = evaluation,
		.verdict = verdict,
		.major = (unsigned)rule_value(rule, "major")->number};
	struct program_state *found = NULL;

	for (size_t i = 0; i < programs->count; i++) {
		struct program_state *program = evaluation_program(evaluation, programs->list[i]);

		if (!verdict_needs_program(verdict, evaluation->arena, program))
			continue;
		judge(&release, search_winner(&program->search));
		if (!found)
			found = program;
	}
	if (found)
		judge_libraries(&release, rule_value(rule, "libraries"), found);
	verdict_set(verdict, "release",
		arena_printf(evaluation->arena, "%u.%u", release.version[0], release.version[1]));
}

const struct check_type check_release = {
	.name = "release",
	.fields = {{"programs", FIELD_PROGRAMS, true},
		{"libraries", FIELD_LIBRARIES, true},
		{"major", FIELD_NUMBER, true}},
	.cases = {"differs", "other-major"},
	.variables = {"file", "version", "other", "release"},
	.evaluate = evaluate,
};
