/*
 * fixes: the files of a component are at or above the versions at which articles say their fixes
 * arrived. Every article is judged by itself, within one product line; what is told is a summary,
 * with the missing articles as evidence, the newest first.
 */
#include "rules/checks/check.h"
#include "rules/fixes/fix_articles.h"

/* In a sentence; the evidence has all of them. */
enum { MAX_ARTICLES_IN_TEXT = 5 };

struct judging {
	struct evaluation *evaluation;
	struct verdict *verdict;
	struct fix_line line;
	const struct fix_table *table;
	const struct fixed_file *files; /* in the order of table->names */
	const struct fixed_file *leads; /* any of which shows the component to be installed */
	size_t lead_count;
	struct judged_fixes fixes;
};

/* Why the file cannot be judged, or its version. */
static const char *actual_of(struct judging *judging, const struct fixed_file *file)
{
	if (file->state == FIXED_FILE_TOLD)
		return version_text(judging->evaluation->arena, &file->version);
	if (file->reason)
		return file->reason;
	return file->doubt ? file->doubt : "not found";
}

/* The other files of the article that are older, too. */
static const char *others_older(struct judging *judging, const struct judged_article *judged)
{
	struct arena *arena = judging->evaluation->arena;
	const char *others = "";

	for (size_t i = 0; i < judged->article->file_count; i++) {
		const struct fix_file *wanted = &judged->article->files[i];
		const struct fixed_file *file = &judging->files[wanted->name];

		if (wanted != judged->proof && file->state == FIXED_FILE_TOLD &&
			!fixed_file_reaches(file, &wanted->version))
			others = arena_printf(arena, "%s%s%s", others,
				*others ? ", " : "; older, too: ", file->name);
	}
	return others;
}

/* "shipped with SP3", "likely shipped after SP4" */
static const char *shipping(const struct judging *judging, const struct judged_article *judged)
{
	const struct fix_level_list *levels = judging->line.levels;
	const char *told = judged->article->first_in;
	const char *how = told ? "" : "likely ";

	if (judged->level)
		return arena_printf(
			judging->evaluation->arena, "%sshipped with %s", how, judged->level->name);
	if (told)
		return arena_printf(judging->evaluation->arena, "shipped %s", told);
	return arena_printf(judging->evaluation->arena, "%sshipped after %s", how,
		levels->items[levels->count - 1].name);
}

static void add_article_evidence(struct judging *judging, const struct judged_article *judged)
{
	struct arena *arena = judging->evaluation->arena;
	const struct fixed_file *file = &judging->files[judged->proof->name];
	struct evidence *evidence = verdict_evidence(judging->verdict, arena);

	evidence->path = file->file ? file->file->path : file->name;
	evidence->file = file->file;
	evidence->offset = file->state == FIXED_FILE_TOLD ? file->offset : PROBLEM_NO_OFFSET;
	evidence->fact =
		arena_printf(arena, "fix %s, %s", judged->article->id, shipping(judging, judged));
	evidence->expected =
		arena_printf(arena, "%s or later", version_text(arena, &judged->proof->version));
	evidence->actual = arena_printf(
		arena, "%s%s", actual_of(judging, file), others_older(judging, judged));
}

static void add_evidence(struct judging *judging, enum article_state state)
{
	for (size_t i = 0; i < judging->table->article_count; i++)
		if (judging->fixes.articles[i].state == state)
			add_article_evidence(judging, &judging->fixes.articles[i]);
}

/* What was compared, for a person who wants to see that something was. */
static void add_file_evidence(struct judging *judging)
{
	for (size_t i = 0; i < judging->table->name_count; i++) {
		const struct fixed_file *file = &judging->files[i];
		struct evidence *evidence;

		if (file->state != FIXED_FILE_TOLD)
			continue;
		evidence = verdict_evidence(judging->verdict, judging->evaluation->arena);
		evidence->path = file->file->path;
		evidence->file = file->file;
		evidence->offset = file->offset;
		evidence->fact = "file version";
		evidence->actual = actual_of(judging, file);
	}
}

/* "Q312273, Q312269 and 12 more" */
static const char *named_articles(struct judging *judging, enum article_state state)
{
	struct arena *arena = judging->evaluation->arena;
	const char *text = "";
	size_t told = 0;

	for (size_t i = 0; i < judging->table->article_count && told < MAX_ARTICLES_IN_TEXT; i++)
		if (judging->fixes.articles[i].state == state)
			text = arena_printf(arena, "%s%s%s", text, told++ ? ", " : "",
				judging->fixes.articles[i].article->id);
	if (judging->fixes.counts[state] > told)
		text = arena_printf(
			arena, "%s and %zu more", text, judging->fixes.counts[state] - told);
	return text;
}

/* The file whose level is the component's: the first that shows it to be installed, else the newest
 * of all. NULL when no file's version is known. */
static const struct fixed_file *leading_file(const struct judging *judging)
{
	const struct fixed_file *newest = NULL;

	for (size_t i = 0; i < judging->lead_count; i++)
		if (judging->leads[i].state == FIXED_FILE_TOLD)
			return &judging->leads[i];
	for (size_t i = 0; i < judging->table->name_count; i++) {
		const struct fixed_file *file = &judging->files[i];

		if (file->state == FIXED_FILE_TOLD &&
			(!newest || version_compare(&file->version, &newest->version) > 0))
			newest = file;
	}
	return newest;
}

/* "Fixes whose files are installed: 72. Missing: 17 (Q312273, ...). Superseded: 55." */
static const char *counts_text(struct judging *judging)
{
	static const struct {
		enum article_state state;
		const char *label;
		bool named;
	} parts[] = {
		{ARTICLE_MISSING, "Missing", true},
		{ARTICLE_MIXED, "In a service pack that not all files are of", true},
		{ARTICLE_UNTOLD, "Could not be told", true},
		{ARTICLE_PRESENT, "There", false},
		{ARTICLE_SUPERSEDED, "There in a later version", false},
	};
	const struct judged_article *satisfied = fixes_newest_satisfied(&judging->fixes);
	struct arena *arena = judging->evaluation->arena;
	const char *text = arena_printf(arena, "Fixes whose files are installed: %zu.",
		judging->table->article_count - judging->fixes.counts[ARTICLE_ELSEWHERE]);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t count = judging->fixes.counts[parts[i].state];

		if (count && parts[i].named)
			text = arena_printf(arena, "%s %s: %zu (%s).", text, parts[i].label, count,
				named_articles(judging, parts[i].state));
		else if (count)
			text = arena_printf(arena, "%s %s: %zu.", text, parts[i].label, count);
	}
	if (satisfied)
		text = arena_printf(
			arena, "%s The newest that is there is %s.", text, satisfied->article->id);
	return text;
}

static void set_count(struct judging *judging, const char *name, size_t count)
{
	verdict_set(judging->verdict, name, arena_printf(judging->evaluation->arena, "%zu", count));
}

static void set_variables(struct judging *judging)
{
	struct arena *arena = judging->evaluation->arena;
	struct verdict *verdict = judging->verdict;
	const struct judged_article *satisfied = fixes_newest_satisfied(&judging->fixes);
	const struct fixed_file *leading = leading_file(judging);
	const size_t *counts = judging->fixes.counts;

	verdict_set(verdict, "level", "unknown");
	if (leading) {
		verdict->subject = leading->file->path;
		verdict_set(verdict, "level",
			arena_printf(arena, "%s (%s %s)",
				fix_level_of(judging->line.levels, &leading->version)->name,
				leading->name, version_text(arena, &leading->version)));
	}
	verdict_set(verdict, "newest", satisfied ? satisfied->article->id : "none");
	verdict_set(verdict, "counts", counts_text(judging));
	set_count(judging, "present", counts[ARTICLE_PRESENT]);
	set_count(judging, "superseded", counts[ARTICLE_SUPERSEDED]);
	set_count(judging, "missing", counts[ARTICLE_MISSING]);
	set_count(judging, "mixed", counts[ARTICLE_MIXED]);
	set_count(judging, "untold", counts[ARTICLE_UNTOLD]);
	verdict_set(verdict, "missing_articles", named_articles(judging, ARTICLE_MISSING));
	verdict_set(verdict, "mixed_articles", named_articles(judging, ARTICLE_MIXED));
}

static void tell_untold(struct judging *judging)
{
	size_t index = 0;
	const struct fixed_file *file;

	while (judging->fixes.articles[index].state != ARTICLE_UNTOLD)
		index++;
	file = &judging->files[judging->fixes.articles[index].proof->name];
	verdict_reason(judging->verdict, FINDING_UNKNOWN, judging->evaluation->arena,
		"%s What could not be told: %s: %s", counts_text(judging),
		file->file ? file->file->path : file->name, actual_of(judging, file));
}

static void conclude(struct judging *judging)
{
	const size_t *counts = judging->fixes.counts;

	if (counts[ARTICLE_MISSING])
		verdict_fail(judging->verdict, "missing");
	else if (counts[ARTICLE_MIXED])
		verdict_fail(judging->verdict, "mixed");
	else if (counts[ARTICLE_UNTOLD])
		tell_untold(judging);
	add_evidence(judging, ARTICLE_MISSING);
	add_evidence(judging, ARTICLE_MIXED);
	add_evidence(judging, ARTICLE_UNTOLD);
	if (!judging->verdict->evidence_count)
		add_file_evidence(judging);
}

static void find_files(struct judging *judging, const struct check *check)
{
	const struct field_value *folders = check_value(check, "folders");
	const struct field_value *leads = check_value(check, "installed_by");

	judging->files = fixed_files_find(judging->evaluation, &judging->line, folders,
		judging->table->names, judging->table->name_count);
	if (!leads || !leads->count)
		return;
	judging->lead_count = leads->count;
	judging->leads = fixed_files_find(
		judging->evaluation, &judging->line, folders, leads->list, leads->count);
}

/* Whether any of the files that show the component to be installed is there, or might be; else the
 * verdict says so. */
static bool is_installed(struct judging *judging)
{
	const struct fixed_file *files = judging->leads ? judging->leads : judging->files;
	size_t count = judging->leads ? judging->lead_count : judging->table->name_count;
	struct arena *arena = judging->evaluation->arena;

	if (fixed_files_any(files, count))
		return true;
	judging->verdict->subject = files[0].name;
	for (size_t i = 0; i < count; i++)
		if (files[i].state == FIXED_FILE_OTHER)
			verdict_reason(judging->verdict, FINDING_NOT_APPLICABLE, arena,
				"%s is not of %s: %s", files[i].file->path, judging->line.product,
				files[i].reason);
	verdict_reason(judging->verdict, FINDING_NOT_APPLICABLE, arena,
		"%s was not found in any folder of %s, so there is nothing to judge", files[0].name,
		judging->line.product);
	return false;
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct fix_table *table = check_value(check, "articles")->loaded;
	struct judging judging = {
		.evaluation = evaluation,
		.verdict = verdict,
		.line = {.product = check_value(check, "product")->text,
			.levels = check_value(check, "levels")->loaded},
		.table = table,
	};

	version_read(check_value(check, "below")->text, &judging.line.below);
	verdict_set(verdict, "product", judging.line.product);
	find_files(&judging, check);
	if (!is_installed(&judging))
		return;
	judging.fixes = fixes_judge(evaluation->arena, &judging.line, table, judging.files);
	set_variables(&judging);
	conclude(&judging);
}

/* Whether every version asked for is one of the product line. */
static const char *flaw(const struct check *check)
{
	const struct fix_level_list *levels = check_value(check, "levels")->loaded;
	const struct fix_table *table = check_value(check, "articles")->loaded;
	struct version_number below;

	version_read(check_value(check, "below")->text, &below);
	for (size_t i = 0; i < table->article_count; i++)
		for (size_t j = 0; j < table->articles[i].file_count; j++)
			if (!fix_line_holds(levels, &below, &table->articles[i].files[j].version))
				return "an article asks for a version that is not between the "
				       "first of \"levels\" and \"below\"";
	return NULL;
}

const struct check_type check_fixes = {
	.name = "fixes",
	.summary = "The files of a component are at or above the versions at which articles say "
		   "that fixes arrived.",
	.fields = {{"product", &field_text, FIELD_REQUIRED},
		{"levels", &field_levels, FIELD_REQUIRED},
		{"below", &field_version, FIELD_REQUIRED},
		{"folders", &field_template, FIELD_REQUIRED | FIELD_LIST},
		{"installed_by", &field_text, FIELD_LIST},
		{"articles", &field_articles, FIELD_REQUIRED}},
	.cases = {{"missing", "fixes are missing: ${missing_articles}"},
		{"mixed", "the files are not of one level: ${mixed_articles}"}},
	.variables = {"product", "level", "newest", "present", "superseded", "missing", "mixed",
		"untold", "counts", "missing_articles", "mixed_articles"},
	.holds = "all fixes whose files are installed are there",
	.flaw = flaw,
	.evaluate = evaluate,
};
