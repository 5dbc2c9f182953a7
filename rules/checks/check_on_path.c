/* on-path: the folders that hold programs and libraries stand on the system path, spelled without
 * surprises. */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

struct placing {
	struct evaluation *evaluation;
	struct verdict *verdict;
	struct image_wish wish; /* which copy of a program is meant when there are several */
	bool any_found;
};

static void accuse(struct placing *placing, const char *case_name, const char *file,
	const char *folder, const char *spelling)
{
	struct verdict *verdict = placing->verdict;

	if (verdict->status == FINDING_FAIL)
		return;
	verdict->subject = folder;
	verdict_set(verdict, "file", file);
	verdict_set(verdict, "folder", folder);
	verdict_set(verdict, "spelling", spelling);
	verdict_fail(verdict, case_name);
}

static bool has_evidence(const struct verdict *verdict, const char *folder)
{
	for (size_t i = 0; i < verdict->evidence_count; i++)
		if (strcmp(verdict->evidence[i].path, folder) == 0)
			return true;
	return false;
}

static struct evidence *folder_evidence(struct placing *placing, const char *folder)
{
	struct evidence *evidence = verdict_evidence(placing->verdict, placing->evaluation->arena);

	evidence->path = folder;
	evidence->fact = "system path";
	evidence->expected = "an entry for the folder, spelled as it is";
	return evidence;
}

static void judge_entry(struct placing *placing, const struct path_entry *entry, const char *file,
	const char *folder)
{
	struct arena *arena = placing->evaluation->arena;
	const char *detail = "";

	for (size_t i = 0; i < entry->problems.count; i++)
		detail = arena_printf(arena, "%s%s%s: %s", detail, i ? "; " : "",
			entry->problems.items[i].code, entry->problems.items[i].detail);
	folder_evidence(placing, folder)->actual =
		arena_printf(arena, "PATH entry %u, written %s%s%s", entry->position, entry->raw,
			*detail ? "; " : "", detail);
	if (entry->spelled_badly)
		accuse(placing, "badly-spelled", file, folder,
			arena_printf(arena, "PATH entry %u (%s): %s", entry->position, entry->raw,
				detail));
}

/* What the program that asks sees as PATH. */
static const struct path_list *path_of(
	const struct placing *placing, const struct program_state *program)
{
	return program->request.path ? program->request.path : &placing->evaluation->host->path;
}

static void judge_folder(struct placing *placing, const struct program_state *program,
	const char *file, const char *folder)
{
	const struct path_list *path = path_of(placing, program);
	bool listed = false;

	if (has_evidence(placing->verdict, folder))
		return;
	for (size_t i = 0; i < path->count; i++) {
		const struct path_entry *entry = &path->entries[i];

		if (entry->of_user || !path_entry_is(entry, folder))
			continue;
		listed = true;
		judge_entry(placing, entry, file, folder);
	}
	if (listed)
		return;
	if (path->unknown) {
		verdict_reason(placing->verdict, FINDING_UNKNOWN, placing->evaluation->arena,
			"whether %s is on the system path could not be told: %s", folder,
			path->unknown);
		return;
	}
	folder_evidence(placing, folder)->actual = "no entry";
	accuse(placing, "not-on-path", file, folder, "");
}

/* A folder the registry names for the programs takes the place of an entry in PATH. */
static bool is_named_folder(
	struct placing *placing, const struct program_state *program, const char *folder)
{
	struct look look = {.status = LOOK_ABSENT};
	struct evidence *evidence;

	if (program->folder)
		look = tree_look(&placing->evaluation->host->tree, program->folder);
	if (!look.folder || !text_same_name(host_folder_path(look.folder), folder))
		return false;
	evidence = verdict_evidence(placing->verdict, placing->evaluation->arena);
	evidence->path = folder;
	evidence->fact = "folder named in the registry";
	evidence->expected = "the folder of the programs";
	evidence->actual = program->folder;
	return true;
}

/*
 * An entry that is no full path, but would lead to the program if it began at the root of the
 * Windows drive, is what its author meant and Windows does not do.
 */
static void judge_relative_entries(struct placing *placing, const struct program_state *program)
{
	struct host *host = placing->evaluation->host;
	const struct path_list *path = path_of(placing, program);
	const char *windows = host->windows_directory;
	const char *root = windows ? arena_printf(host->arena, "%.3s", windows) : "C:\\";

	for (size_t i = 0; i < path->count; i++) {
		const struct path_entry *entry = &path->entries[i];
		const char *spelled = entry->directory;
		const char *folder;
		struct look look;

		if (entry->of_user || !entry->spelled_badly || entry->folder)
			continue;
		if (winpath_kind_of(spelled) == WINPATH_DRIVE_RELATIVE)
			spelled += 2;
		folder = winpath_absolute(host->arena, root, spelled);
		if (!folder)
			continue;
		look = tree_look(&host->tree,
			winpath_join(host->arena, folder, winpath_name(program->name)));
		if (look.status == LOOK_FOUND && look.file)
			judge_entry(placing, entry, look.path, folder);
	}
}

static void judge_program(
	struct placing *placing, const struct field_value *libraries, struct program_state *program)
{
	struct evaluation *evaluation = placing->evaluation;
	const struct search_candidate *copy =
		candidate_wanted(evaluation, &program->search, placing->wish);
	const char *folder;

	if (!copy)
		judge_relative_entries(placing, program);
	if (program->search.outcome == SEARCH_UNCERTAIN)
		verdict_reason(placing->verdict, FINDING_UNKNOWN, evaluation->arena,
			"which %s runs could not be told: %s", program->name,
			program->search.reason);
	if (!copy)
		return;
	placing->any_found = true;
	folder = winpath_folder(evaluation->arena, copy->file->path);
	if (has_evidence(placing->verdict, folder) || is_named_folder(placing, program, folder))
		return;
	judge_folder(placing, program, copy->file->path, folder);
	for (size_t i = 0; i < libraries->count; i++) {
		const struct search_candidate *library = search_winner(evaluation_library_search(
			evaluation, evaluation_library(evaluation, libraries->list[i]), program,
			copy->file));

		if (library)
			judge_folder(placing, program, library->file->path,
				winpath_folder(evaluation->arena, library->file->path));
	}
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *programs = check_value(check, "programs");
	struct placing placing = {
		.evaluation = evaluation, .verdict = verdict, .wish = image_wish_of(check)};
	struct program_state *first = evaluation_program(evaluation, programs->list[0]);

	verdict->subject = first->name;
	verdict_set(verdict, "program", first->name);
	for (size_t i = 0; i < programs->count; i++)
		judge_program(&placing, check_value(check, "libraries"),
			evaluation_program(evaluation, programs->list[i]));
	if (placing.any_found) {
		if (verdict->status == FINDING_PASS && verdict->evidence_count)
			verdict->subject = verdict->evidence[0].path;
		verdict_set(verdict, "folder", verdict->subject);
	} else if (verdict->status == FINDING_PASS) {
		folder_evidence(&placing, first->name)->actual =
			"no folder of the path holds one of the programs";
		verdict_fail(verdict, "nowhere");
	}
}

const struct check_type check_on_path = {
	.name = "on-path",
	.summary = "The folders of programs and libraries stand on the system path.",
	.fields = {{"programs", &field_program, FIELD_REQUIRED | FIELD_LIST},
		{"libraries", &field_library, FIELD_REQUIRED | FIELD_LIST},
		{"kind", &field_kind, 0}, {"machine", &field_machine, 0},
		{"target", &field_target, 0}},
	.cases = {{"not-on-path", "${folder}, which holds ${file}, is not on the system path"},
		{"badly-spelled",
			"${folder} is on the system path, but badly spelled: ${spelling}"},
		{"nowhere", "no folder of the path holds ${program}"}},
	.variables = {"program", "file", "folder", "spelling"},
	.holds = "${folder} is on the system path",
	.evaluate = evaluate,
};
