/* level: the release or service pack that the files of a product are of. */
#include "rules/checks/check.h"
#include "rules/fixes/fix_files.h"

#include <string.h>

static struct fix_line line_of(const struct check *check)
{
	struct fix_line line = {
		.product = check_value(check, "product")->text,
		.levels = check_value(check, "levels")->loaded,
	};

	version_read(check_value(check, "below")->text, &line.below);
	return line;
}

static const struct fix_level *least_of(const struct check *check)
{
	return fix_level_named(
		check_value(check, "levels")->loaded, check_value(check, "least")->text);
}

static void add_evidence(struct evaluation *evaluation, struct verdict *verdict,
	const struct fix_line *line, const struct fixed_file *file, const struct fix_level *least)
{
	struct arena *arena = evaluation->arena;
	struct evidence *evidence = verdict_evidence(verdict, arena);

	evidence->path = file->file ? file->file->path : file->name;
	evidence->file = file->file;
	evidence->fact = "file version";
	evidence->offset = file->offset;
	evidence->expected = arena_printf(
		arena, "%s or later (%s)", version_text(arena, &least->version), least->name);
	evidence->actual = file->reason;
	if (file->state == FIXED_FILE_TOLD)
		evidence->actual =
			arena_printf(arena, "%s (%s)", version_text(arena, &file->version),
				fix_level_of(line->levels, &file->version)->name);
}

static void judge(struct evaluation *evaluation, struct verdict *verdict,
	const struct fix_line *line, const struct fixed_file *lowest, const struct fix_level *least)
{
	struct arena *arena = evaluation->arena;

	if (lowest->state == FIXED_FILE_ABSENT) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"%s was not found, so there is no %s to judge; if it is installed "
			"elsewhere, give its folder with --exchsrvr",
			lowest->name, line->product);
		return;
	}
	verdict->subject = lowest->file ? lowest->file->path : lowest->name;
	if (lowest->state == FIXED_FILE_OTHER) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena, "%s is not of %s: %s",
			verdict->subject, line->product, lowest->reason);
		return;
	}
	if (lowest->state == FIXED_FILE_UNTOLD) {
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"the service pack of %s could not be told from %s: %s", line->product,
			verdict->subject, lowest->reason);
		return;
	}
	verdict_set(verdict, "file", verdict->subject);
	verdict_set(verdict, "version", version_text(arena, &lowest->version));
	verdict_set(verdict, "level", fix_level_of(line->levels, &lowest->version)->name);
	if (version_compare(&lowest->version, &least->version) < 0)
		verdict_fail(verdict, "below");
}

/* Whether it is of an earlier product, from which it was left behind. */
static bool is_left_behind(const struct fix_line *line, const struct fixed_file *file)
{
	static const struct version_number none = {{0}};

	return file->state == FIXED_FILE_OTHER && version_compare(&file->version, &none) > 0 &&
	       version_compare(&file->version, &line->levels->items[0].version) < 0;
}

static void accuse_left_behind(struct evaluation *evaluation, struct verdict *verdict,
	const struct fix_line *line, const struct fixed_file *file)
{
	struct arena *arena = evaluation->arena;

	verdict->subject = file->file->path;
	verdict_set(verdict, "file", file->file->path);
	verdict_set(verdict, "version", version_text(arena, &file->version));
	verdict_set(
		verdict, "level", arena_printf(arena, "before %s", line->levels->items[0].name));
	verdict_fail(verdict, "below");
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct field_value *paths = check_value(check, "files");
	const struct fix_level *least = least_of(check);
	struct fix_line line = line_of(check);
	struct fixed_file lowest = {0}, left_behind = {0};

	verdict_set(verdict, "product", line.product);
	verdict_set(verdict, "least", least->name);
	verdict_set(verdict, "wanted", version_text(evaluation->arena, &least->version));
	for (size_t i = 0; i < paths->count; i++) {
		const char *path = evaluation_fill(evaluation, NULL, paths->list[i]);
		struct fixed_file file = fixed_file_of(
			evaluation, &line, path, tree_look(&evaluation->host->tree, path));

		if (file.state != FIXED_FILE_ABSENT)
			add_evidence(evaluation, verdict, &line, &file, least);
		lowest = i ? fixed_file_lower(lowest, file) : file;
		if (is_left_behind(&line, &file) && !left_behind.file)
			left_behind = file;
	}
	verdict->subject = lowest.name;
	/* Where every file is of another product, so is the machine. */
	if (lowest.state == FIXED_FILE_TOLD && left_behind.file)
		accuse_left_behind(evaluation, verdict, &line, &left_behind);
	else
		judge(evaluation, verdict, &line, &lowest, least);
}

static const char *flaw(const struct check *check)
{
	struct fix_line line = line_of(check);

	if (!least_of(check))
		return "\"least\" is the name of none of \"levels\"";
	if (!fix_line_holds(
		    line.levels, &line.below, &line.levels->items[line.levels->count - 1].version))
		return "\"below\" is not above the last of \"levels\"";
	return NULL;
}

const struct check_type check_level = {
	.name = "level",
	.summary = "The files of a product are of one release or service pack, or a later one.",
	.fields = {{"files", &field_template, FIELD_REQUIRED | FIELD_LIST},
		{"product", &field_text, FIELD_REQUIRED}, {"levels", &field_levels, FIELD_REQUIRED},
		{"below", &field_version, FIELD_REQUIRED}, {"least", &field_text, FIELD_REQUIRED}},
	.cases = {{"below",
		"${file} has version ${version}, which is ${product} ${level}, expected "
		"${least} or later"}},
	.variables = {"product", "file", "version", "level", "least", "wanted"},
	.holds = "${file} has version ${version}, which is ${product} ${level}",
	.flaw = flaw,
	.evaluate = evaluate,
};
