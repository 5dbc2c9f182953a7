#include "rules/fixes/fix_articles.h"

#include <stdlib.h>
#include <string.h>

bool fixed_file_reaches(const struct fixed_file *file, const struct version_number *version)
{
	return file->state == FIXED_FILE_TOLD && version_compare(&file->version, version) >= 0;
}

static bool might_be_there(const struct fixed_file *file)
{
	return file->state == FIXED_FILE_TOLD || file->state == FIXED_FILE_UNTOLD || file->doubt;
}

bool fixed_files_any(const struct fixed_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (might_be_there(&files[i]))
			return true;
	return false;
}

static const struct fix_level *level_with(
	const struct fix_level_list *levels, const struct judged_article *judged)
{
	if (judged->article->first_in)
		return fix_level_named(levels, judged->article->first_in);
	for (size_t i = 0; i < levels->count; i++)
		if (version_compare(&levels->items[i].version, &judged->newest) >= 0)
			return &levels->items[i];
	return NULL;
}

/* Whether one of the article's files is of the level that holds the fix, or of a later one. */
static bool level_is_there(const struct judged_fixes *fixes, const struct judged_article *judged)
{
	for (size_t i = 0; judged->level && i < judged->article->file_count; i++)
		if (fixed_file_reaches(
			    &fixes->files[judged->article->files[i].name], &judged->level->version))
			return true;
	return false;
}

static void judge_article(
	struct judged_fixes *fixes, const struct fix_line *line, struct judged_article *judged)
{
	const struct fix_article *article = judged->article;
	const struct fix_file *older = NULL;
	const struct fix_file *untold = NULL;
	bool installed = false;
	bool equal = false;

	for (size_t i = 0; i < article->file_count; i++) {
		const struct fix_file *wanted = &article->files[i];
		const struct fixed_file *file = &fixes->files[wanted->name];
		int order = version_compare(&file->version, &wanted->version);

		if (version_compare(&wanted->version, &judged->newest) > 0)
			judged->newest = wanted->version;
		installed |= might_be_there(file);
		equal |= order == 0;
		if (file->state != FIXED_FILE_TOLD || (file->doubt && order >= 0))
			untold = untold ? untold : wanted;
		else if (order < 0)
			older = older ? older : wanted;
	}
	judged->proof = older ? older : untold;
	judged->level = level_with(line->levels, judged);
	if (!installed)
		judged->state = ARTICLE_ELSEWHERE;
	else if (older)
		judged->state = level_is_there(fixes, judged) ? ARTICLE_MIXED : ARTICLE_MISSING;
	else if (untold)
		judged->state = ARTICLE_UNTOLD;
	else
		judged->state = equal ? ARTICLE_PRESENT : ARTICLE_SUPERSEDED;
	fixes->counts[judged->state]++;
}

static int newest_first(const void *left, const void *right)
{
	const struct judged_article *one = left;
	const struct judged_article *other = right;
	int order = version_compare(&other->newest, &one->newest);

	return order ? order : strcmp(other->article->id, one->article->id);
}

struct judged_fixes fixes_judge(struct arena *arena, const struct fix_line *line,
	const struct fix_table *table, const struct fixed_file *files)
{
	struct judged_fixes fixes = {.table = table, .files = files};

	fixes.articles = arena_array(arena, table->article_count, sizeof(*fixes.articles));
	for (size_t i = 0; i < table->article_count; i++) {
		fixes.articles[i].article = &table->articles[i];
		judge_article(&fixes, line, &fixes.articles[i]);
	}
	qsort(fixes.articles, table->article_count, sizeof(*fixes.articles), newest_first);
	return fixes;
}

const struct judged_article *fixes_newest_satisfied(const struct judged_fixes *fixes)
{
	for (size_t i = 0; i < fixes->table->article_count; i++)
		if (fixes->articles[i].state == ARTICLE_PRESENT ||
			fixes->articles[i].state == ARTICLE_SUPERSEDED)
			return &fixes->articles[i];
	return NULL;
}
