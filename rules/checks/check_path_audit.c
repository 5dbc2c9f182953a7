/* path-audit: no entry of the system's PATH has one of these problems. */
#include "rules/checks/check.h"
#include "scanner/host/host.h"

/* Every code that path_audit.c gives an entry: docs/problems.md. */
static const char *const codes[] = {"administrative-share", "ambiguous-case", "device-name",
	"duplicate", "empty", "expansion-order", "link", "long-path", "missing", "normalisation",
	"not-a-folder", "quoted", "relative", "remote", "removable", "short-name", "special-file",
	"stream", "too-long", "trailing-space", "unexpanded", "unknown-drive", "unreadable-folder",
	NULL};

struct audit {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const struct field_values *values;
	size_t count;        /* entries with one of the problems */
	const char *entries; /* the same, for a person */
};

static const char *entry_text(struct arena *arena, const struct path_entry *entry)
{
	return arena_printf(
		arena, "entry %u (%s)", entry->position, *entry->raw ? entry->raw : "empty");
}

static void accuse(
	struct audit *audit, const struct path_entry *entry, const struct problem *problem)
{
	struct verdict *verdict = audit->verdict;

	if (verdict->status == FINDING_FAIL)
		return;
	verdict->subject =
		*entry->directory ? entry->directory : entry_text(audit->evaluation->arena, entry);
	verdict_set(verdict, "entry", entry->raw);
	verdict_set(verdict, "directory", entry->directory);
	verdict_set(
		verdict, "position", arena_printf(audit->evaluation->arena, "%u", entry->position));
	verdict_set(verdict, "code", problem->code);
	verdict_set(verdict, "problem", problem->detail);
	verdict_fail(verdict, "problem");
}

static void judge_entry(struct audit *audit, const struct path_entry *entry)
{
	struct arena *arena = audit->evaluation->arena;
	bool told = false;

	for (size_t i = 0; i < entry->problems.count; i++) {
		const struct problem *problem = &entry->problems.items[i];
		struct evidence *evidence;

		if (!field_asks_for(audit->values, "problems", problem->code))
			continue;
		evidence = verdict_evidence(audit->verdict, arena);
		evidence->path = *entry->directory ? entry->directory : entry->raw;
		evidence->fact = arena_printf(arena, "PATH entry %u", entry->position);
		evidence->expected =
			arena_printf(arena, "nothing of the kind \"%s\"", problem->code);
		evidence->actual =
			arena_printf(arena, "written \"%s\": %s", entry->raw, problem->detail);
		accuse(audit, entry, problem);
		if (!told)
			audit->entries = arena_printf(arena, "%s%s%s", audit->entries,
				audit->count++ ? ", " : "", entry_text(arena, entry));
		told = true;
	}
}

/* Whether a folder is there is not known where its drive is not, and so on. */
static void judge_doubt(struct audit *audit, const struct path_entry *entry)
{
	bool asks_for_disk = field_asks_for(audit->values, "problems", "missing") ||
			     field_asks_for(audit->values, "problems", "not-a-folder");

	if (asks_for_disk && entry->unknown && !entry->folder && !entry->absent)
		verdict_reason(audit->verdict, FINDING_UNKNOWN, audit->evaluation->arena,
			"whether the folder of PATH entry %u (%s) exists could not be told: %s",
			entry->position, entry->raw, entry->unknown);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct path_list *path = &evaluation->host->path;
	struct audit audit = {.evaluation = evaluation,
		.verdict = verdict,
		.values = &check->values,
		.entries = ""};

	verdict->subject = "PATH";
	if (path->unknown && !path->count) {
		verdict_reason(
			verdict, FINDING_NOT_APPLICABLE, evaluation->arena, "%s", path->unknown);
		return;
	}
	for (size_t i = 0; i < path->count; i++)
		if (!path->entries[i].of_user)
			judge_entry(&audit, &path->entries[i]);
	for (size_t i = 0; i < path->count; i++)
		if (!path->entries[i].of_user)
			judge_doubt(&audit, &path->entries[i]);
	if (path->unknown)
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena, "%s", path->unknown);
	verdict_set(verdict, "count", arena_printf(evaluation->arena, "%zu", audit.count));
	verdict_set(verdict, "entries", audit.entries);
}

const struct check_type check_path_audit = {
	.name = "path-audit",
	.summary = "No entry of the system's PATH has one of these problems.",
	.fields = {{"problems", &field_word, FIELD_ONE_OR_LIST, codes}},
	.cases = {{"problem", "PATH ${entries}: ${problem}"}},
	.variables = {"entry", "directory", "position", "code", "problem", "count", "entries"},
	.holds = "no entry of PATH has one of the problems",
	.evaluate = evaluate,
};
