/* release: programs and libraries carry file versions of one release: one major and minor number,
 * the major given. */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"

enum { MAX_PARTS = 64 };

struct part {
	const struct search_candidate *copy;
	const struct image *image; /* with a version that can be relied on */
};

struct release {
	struct evaluation *evaluation;
	struct verdict *verdict;
	struct part parts[MAX_PARTS];
	size_t count;
};

static void add_evidence(
	struct release *release, const struct search_candidate *copy, const struct image *image)
{
	struct evidence *evidence =
		verdict_candidate(release->verdict, release->evaluation->arena, copy);

	evidence->fact = "file version";
	evidence->actual = "no version resource";
	if (!image->version.fixed_present)
		return;
	evidence->actual = image_version_text(release->evaluation->arena, image);
	evidence->offset = image->version.offset;
}

static void add_part(struct release *release, const struct search_candidate *copy)
{
	const struct image *image =
		verdict_image(release->evaluation, release->verdict, copy->file);

	if (!image)
		return;
	if (release->count == MAX_PARTS) {
		verdict_reason(release->verdict, FINDING_UNKNOWN, release->evaluation->arena,
			"there are more programs and libraries than the %d whose release is "
			"compared",
			MAX_PARTS);
		return;
	}
	add_evidence(release, copy, image);
	if (!image->version.fixed_present)
		verdict_reason(release->verdict, FINDING_UNKNOWN, release->evaluation->arena,
			"%s carries no version, so its release could not be told",
			copy->file->path);
	else if (image->version.doubt)
		verdict_reason(release->verdict, FINDING_UNKNOWN, release->evaluation->arena,
			"the version of %s could not be relied on: %s", copy->file->path,
			image->version.doubt);
	else
		release->parts[release->count++] = (struct part){copy, image};
}

static bool same_release(const struct part *one, const struct part *other)
{
	return one->image->version.file[0] == other->image->version.file[0] &&
	       one->image->version.file[1] == other->image->version.file[1];
}

/* The part whose release most parts share: what differs from it is the odd one out. */
static const struct part *most_common(const struct release *release)
{
	const struct part *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < release->count; i++) {
		size_t alike = 0;

		for (size_t j = 0; j < release->count; j++)
			alike += same_release(&release->parts[i], &release->parts[j]);
		if (alike > most) {
			most = alike;
			best = &release->parts[i];
		}
	}
	return best;
}

static void accuse(struct release *release, const struct part *part, const struct part *other,
	const char *case_name)
{
	struct verdict *verdict = release->verdict;

	if (verdict->status == FINDING_FAIL)
		return;
	verdict->subject = part->copy->file->path;
	verdict_set(verdict, "file", part->copy->file->path);
	verdict_set(
		verdict, "version", image_version_text(release->evaluation->arena, part->image));
	verdict_set(verdict, "other", other->copy->file->path);
	verdict_fail(verdict, case_name);
}

static void judge(struct release *release, unsigned major)
{
	struct arena *arena = release->evaluation->arena;
	const struct part *common = most_common(release);
	const uint16_t *version;

	if (!common)
		return;
	version = common->image->version.file;
	verdict_set(
		release->verdict, "release", arena_printf(arena, "%u.%u", version[0], version[1]));
	for (size_t i = 0; i < release->verdict->evidence_count; i++)
		release->verdict->evidence[i].expected =
			version[0] == major ? arena_printf(arena, "%u.%u, as most of them",
						      version[0], version[1])
					    : arena_printf(arena, "%u.x", major);
	for (size_t i = 0; i < release->count; i++) {
		const struct part *part = &release->parts[i];

		if (part->image->version.file[0] != major)
			accuse(release, part, common, "other-major");
		else if (!same_release(part, common))
			accuse(release, part, common, "differs");
	}
}

static void add_libraries(
	struct release *release, const struct field_value *libraries, struct program_state *program)
{
	struct evaluation *evaluation = release->evaluation;

	for (size_t i = 0; i < libraries->count; i++) {
		const struct pack_library *library =
			evaluation_library(evaluation, libraries->list[i]);
		struct search_result *search = evaluation_library_search(
			evaluation, library, program, search_winner(&program->search)->file);

		for (size_t j = 0;
			search->outcome == SEARCH_FOUND && j < search_possible_winners(search); j++)
			add_part(release, &search->candidates[j]);
		if (search->outcome != SEARCH_FOUND)
			verdict_reason(release->verdict, FINDING_UNKNOWN, evaluation->arena,
				"%s was not found, so its release could not be told%s%s",
				library->name, search->reason ? ": " : "",
				search->reason ? search->reason : "");
	}
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *programs = check_value(check, "programs");
	struct release release = {.evaluation = evaluation, .verdict = verdict};
	unsigned major = (unsigned)check_value(check, "major")->number;
	struct program_state *found = NULL;

	verdict_set(verdict, "release", "");
	verdict_set(verdict, "wanted", arena_printf(evaluation->arena, "%u.x", major));
	for (size_t i = 0; i < programs->count; i++) {
		struct program_state *program = evaluation_program(evaluation, programs->list[i]);

		if (!verdict_needs_program(verdict, evaluation->arena, program))
			continue;
		for (size_t j = 0; j < search_possible_winners(&program->search); j++)
			add_part(&release, &program->search.candidates[j]);
		if (!found)
			found = program;
	}
	if (found)
		add_libraries(&release, check_value(check, "libraries"), found);
	judge(&release, major);
}

const struct check_type check_release = {
	.name = "release",
	.summary = "Programs and libraries carry file versions of one release.",
	.fields = {{"programs", &field_program, FIELD_REQUIRED | FIELD_LIST},
		{"libraries", &field_library, FIELD_REQUIRED | FIELD_LIST},
		{"major", &field_number, FIELD_REQUIRED, .most = UINT16_MAX}},
	.cases = {{"differs",
			  "${file} has version ${version}, the others are of release ${release}"},
		{"other-major", "${file} has version ${version}, expected ${wanted}"}},
	.variables = {"file", "version", "other", "release", "wanted"},
	.holds = "all are of release ${release}",
	.evaluate = evaluate,
};
