/*
 * fixes: the files of a component are at or above the versions at which articles say their fixes
 * arrived. Every article is judged by itself, within one product line; what is told is a summary,
 * with the missing articles as evidence, the newest first.
 */
#include "rules/check.h"
#include "rules/fix_files.h"

#include <stdlib.h>
#include <string.h>

/* In a sentence; the evidence has all of them. */
enum { MAX_ARTICLES_IN_TEXT = 5 };

enum article_state {
	ARTICLE_ELSEWHERE,  /* none of its files is installed */
	ARTICLE_PRESENT,    /* all files at or above their versions */
	ARTICLE_SUPERSEDED, /* all files above */
	ARTICLE_MISSING,    /* a file is older */
	/* A file is older than the others of its service pack, which hold the fix. */
	ARTICLE_MIXED,
	ARTICLE_UNTOLD,
	ARTICLE_STATES,
};

struct judged_article {
	const struct fix_article *article;
	enum article_state state;
	struct version_number newest; /* of the versions it asks for */
	const struct fix_file *proof; /* the file that decided: the older one, the untold one */
};

struct judging {
	struct evaluation *evaluation;
	struct verdict *verdict;
	struct fix_line line;
	const struct fix_table *table;
	struct fixed_file *files; /* in the order of table->names */
	struct judged_article *articles;
	size_t counts[ARTICLE_STATES];
};

/* The level that holds a fix: the one that its article names, else the next after its versions. */
static const struct fix_level *level_with(
	const struct judging *judging, const struct judged_article *judged)
{
	const struct fix_level_list *levels = judging->line.levels;
	const struct fix_level *named = judged->article->first_in
						? fix_level_named(levels, judged->article->first_in)
						: NULL;

	for (size_t i = 0; !named && i < levels->count; i++)
		if (version_compare(&levels->items[i].version, &judged->newest) >= 0)
			named = &levels->items[i];
	return named;
}

static bool reaches(const struct fixed_file *file, const struct version_number *version)
{
	return file->state == FIXED_FILE_TOLD && version_compare(&file->version, version) >= 0;
}

/* Whether one of the article's files is of the level that holds the fix, or of a later one. */
static bool level_is_there(const struct judging *judging, const struct judged_article *judged)
{
	const struct fix_level *level = level_with(judging, judged);

	for (size_t i = 0; level && i < judged->article->file_count; i++)
		if (reaches(&judging->files[judged->article->files[i].name], &level->version))
			return true;
	return false;
}

static bool is_installed(const struct fixed_file *file)
{
	return file->state == FIXED_FILE_TOLD || file->state == FIXED_FILE_UNTOLD;
}

static void judge_article(struct judging *judging, struct judged_article *judged)
{
	const struct fix_article *article = judged->article;
	const struct fix_file *older = NULL;
	const struct fix_file *untold = NULL;
	bool installed = false;
	bool equal = false;

	for (size_t i = 0; i < article->file_count; i++) {
		const struct fix_file *wanted = &article->files[i];
		const struct fixed_file *file = &judging->files[wanted->name];
		int order = version_compare(&file->version, &wanted->version);

		if (version_compare(&wanted->version, &judged->newest) > 0)
			judged->newest = wanted->version;
		installed |= is_installed(file) || file->doubt;
		equal |= order == 0;
		if (file->state != FIXED_FILE_TOLD || (file->doubt && order >= 0))
			untold = untold ? untold : wanted;
		else if (order < 0)
			older = older ? older : wanted;
	}
	judged->proof = older ? older : untold;
	if (!installed)
		judged->state = ARTICLE_ELSEWHERE;
	else if (older)
		judged->state = level_is_there(judging, judged) ? ARTICLE_MIXED : ARTICLE_MISSING;
	else if (untold)
		judged->state = ARTICLE_UNTOLD;
	else
		judged->state = equal ? ARTICLE_PRESENT : ARTICLE_SUPERSEDED;
	judging->counts[judged->state]++;
}

static int newest_first(const void *left, const void *right)
{
	const struct judged_article *one = left;
	const struct judged_article *other = right;
	int order = version_compare(&other->newest, &one->newest);

	return order ? order : strcmp(other->article->id, one->article->id);
}

static void judge_articles(struct judging *judging)
{
	const struct fix_table *table = judging->table;

	judging->articles = arena_array(
		judging->evaluation->arena, table->article_count, sizeof(*judging->articles));
	for (size_t i = 0; i < table->article_count; i++) {
		judging->articles[i].article = &table->articles[i];
		judge_article(judging, &judging->articles[i]);
	}
	qsort(judging->articles, table->article_count, sizeof(*judging->articles), newest_first);
}

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
			!reaches(file, &wanted->version))
			others = arena_printf(arena, "%s%s%s", others,
				*others ? ", " : "; older, too: ", file->name);
	}
	return others;
}

static void add_article_evidence(struct judging *judging, const struct judged_article *judged)
{
	struct arena *arena = judging->evaluation->arena;
	const struct fixed_file *file = &judging->files[judged->proof->name];
	const char *first_in = judged->article->first_in;
	struct evidence *evidence = verdict_evidence(judging->verdict, arena);

	evidence->path = file->file ? file->file->path : file->name;
	evidence->file = file->file;
	evidence->offset = file->state == FIXED_FILE_TOLD ? file->offset : PROBLEM_NO_OFFSET;
	evidence->fact = arena_printf(arena, "fix %s%s%s", judged->article->id,
		first_in ? ", first in " : "", first_in ? first_in : "");
	evidence->expected =
		arena_printf(arena, "%s or later", version_text(arena, &judged->proof->version));
	evidence->actual = arena_printf(
		arena, "%s%s", actual_of(judging, file), others_older(judging, judged));
}

static void add_evidence(struct judging *judging, enum article_state state)
{
	for (size_t i = 0; i < judging->table->article_count; i++)
		if (judging->articles[i].state == state)
			add_article_evidence(judging, &judging->articles[i]);
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
		if (judging->articles[i].state == state)
			text = arena_printf(arena, "%s%s%s", text, told++ ? ", " : "",
				judging->articles[i].article->id);
	if (judging->counts[state] > told)
		text = arena_printf(arena, "%s and %zu more", text, judging->counts[state] - told);
	return text;
}

/* The newest article that the files satisfy; NULL when there is none. */
static const struct judged_article *newest_satisfied(const struct judging *judging)
{
	for (size_t i = 0; i < judging->table->article_count; i++)
		if (judging->articles[i].state == ARTICLE_PRESENT ||
			judging->articles[i].state == ARTICLE_SUPERSEDED)
			return &judging->articles[i];
	return NULL;
}

/* The newest of the files: the level of the component is its. */
static const struct fixed_file *newest_file(const struct judging *judging)
{
	const struct fixed_file *newest = NULL;

	for (size_t i = 0; i < judging->table->name_count; i++) {
		const struct fixed_file *file = &judging->files[i];

		if (file->state == FIXED_FILE_TOLD &&
			(!newest || version_compare(&file->version, &newest->version) > 0))
			newest = file;
	}
	return newest;
}

static void set_count(struct judging *judging, const char *name, size_t count)
{
	verdict_set(judging->verdict, name, arena_printf(judging->evaluation->arena, "%zu", count));
}

static void set_variables(struct judging *judging)
{
	struct arena *arena = judging->evaluation->arena;
	struct verdict *verdict = judging->verdict;
	const struct judged_article *satisfied = newest_satisfied(judging);
	const struct fixed_file *newest = newest_file(judging);
	const size_t *counts = judging->counts;

	verdict_set(verdict, "level", "no level");
	if (newest) {
		verdict->subject = newest->file->path;
		verdict_set(verdict, "level",
			arena_printf(arena, "%s (%s %s)",
				fix_level_of(judging->line.levels, &newest->version)->name,
				newest->name, version_text(arena, &newest->version)));
	}
	verdict_set(verdict, "newest", satisfied ? satisfied->article->id : "none");
	set_count(judging, "present", counts[ARTICLE_PRESENT]);
	set_count(judging, "superseded", counts[ARTICLE_SUPERSEDED]);
	set_count(judging, "missing", counts[ARTICLE_MISSING]);
	set_count(judging, "mixed", counts[ARTICLE_MIXED]);
	set_count(judging, "untold", counts[ARTICLE_UNTOLD]);
	set_count(judging, "judged",
		judging->table->article_count - counts[ARTICLE_ELSEWHERE] - counts[ARTICLE_UNTOLD]);
	verdict_set(verdict, "missing_articles", named_articles(judging, ARTICLE_MISSING));
	verdict_set(verdict, "mixed_articles", named_articles(judging, ARTICLE_MIXED));
}

static void tell_untold(struct judging *judging)
{
	size_t index = 0;
	const struct fixed_file *file;

	while (judging->articles[index].state != ARTICLE_UNTOLD)
		index++;
	file = &judging->files[judging->articles[index].proof->name];
	verdict_reason(judging->verdict, FINDING_UNKNOWN, judging->evaluation->arena,
		"of %zu fixes whose files are here %zu could not be told: %s; the first reason: "
		"%s: %s",
		judging->table->article_count - judging->counts[ARTICLE_ELSEWHERE],
		judging->counts[ARTICLE_UNTOLD], named_articles(judging, ARTICLE_UNTOLD),
		file->file ? file->file->path : file->name, actual_of(judging, file));
}

static void conclude(struct judging *judging)
{
	const size_t *counts = judging->counts;

	if (counts[ARTICLE_ELSEWHERE] == judging->table->article_count) {
		verdict_reason(judging->verdict, FINDING_NOT_APPLICABLE, judging->evaluation->arena,
			"none of the files that the %zu articles fix is installed",
			judging->table->article_count);
		return;
	}
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

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct judging judging = {
		.evaluation = evaluation,
		.verdict = verdict,
		.line = {.product = check_value(check, "product")->text,
			.levels = check_value(check, "levels")->data},
		.table = check_value(check, "articles")->data,
	};

	version_read(check_value(check, "below")->text, &judging.line.below);
	verdict_set(verdict, "product", judging.line.product);
	judging.files = fixed_files_find(evaluation, &judging.line, check_value(check, "folders"),
		judging.table->names, judging.table->name_count);
	judge_articles(&judging);
	set_variables(&judging);
	conclude(&judging);
}

/* Whether every version asked for is one of the product line. */
static const char *flaw(const struct check *check)
{
	const struct fix_level_list *levels = check_value(check, "levels")->data;
	const struct fix_table *table = check_value(check, "articles")->data;
	struct version_number below;

	version_read(check_value(check, "below")->text, &below);
	for (size_t i = 0; i < table->article_count; i++)
		for (size_t j = 0; j < table->articles[i].file_count; j++)
			if (!fix_line_holds(levels, &below, &table->articles[i].files[j].version))
				return "an article asks for a version that is not between the "
				       "first "
				       "of \"levels\" and \"below\"";
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
		{"articles", &field_articles, FIELD_REQUIRED}},
	.cases = {{"missing", "${missing} of ${judged} fixes are missing: ${missing_articles}"},
		{"mixed", "the files are not of one level: ${mixed_articles}"}},
	.variables = {"product", "level", "newest", "present", "superseded", "missing", "mixed",
		"untold", "judged", "missing_articles", "mixed_articles"},
	.holds = "all ${judged} fixes are there",
	.flaw = flaw,
	.evaluate = evaluate,
};
