#include "report/which.h"

#include "report/host_text.h"
#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

enum { MARK_COLUMNS = 6, LABEL_COLUMNS = 10 };

static const char *const launcher_titles[LAUNCHER_COUNT] = {
	[LAUNCHER_CREATEPROCESS] = "CreateProcess",
	[LAUNCHER_SEARCHPATH] = "SearchPath",
	[LAUNCHER_CMD] = "cmd.exe",
	[LAUNCHER_SHELL] = "ShellExecute",
	[LAUNCHER_LOADLIBRARY] = "LoadLibrary",
	[LAUNCHER_WIN16] = "the 16-bit loader",
	[LAUNCHER_DOS] = "DOS",
};

static void put_api_set(struct page *page, const struct which_shown *shown)
{
	const struct api_set_answer *set = &shown->result->api_set;
	const char *stands = "which module stands for it could not be told";

	if (set->host_module)
		stands = *set->host_module ? arena_printf(&page->scratch, "%s stands for it",
						     set->host_module)
					   : "this Windows has no module for it";
	page_paragraph(page, set->host_module && !*set->host_module ? PAGE_RED : PAGE_GREEN, 0, 2,
		arena_printf(&page->scratch, "%s is an API set and no file; %s (%s%s).",
			shown->request->name, stands, set->basis == FACT_ASSUMED ? "assumed: " : "",
			set->source));
}

static void put_outcome(struct page *page, const struct which_shown *shown)
{
	const struct search_result *result = shown->result;
	const char *launcher = launcher_titles[shown->request->launcher];
	struct arena *arena = &page->scratch;
	const char *path;

	switch (result->outcome) {
	case SEARCH_FOUND:
		path = search_winner(result)->file->path;
		page_paragraph(page, PAGE_GREEN, 0, 2,
			text_same_name(path, shown->request->name)
				? arena_printf(arena, "%s finds %s.", launcher, path)
				: arena_printf(arena, "%s finds %s as %s.", launcher,
					  shown->request->name, path));
		break;
	case SEARCH_MISSING:
		page_paragraph(page, PAGE_RED, 0, 2,
			arena_printf(arena, "%s finds no %s.", launcher, shown->request->name));
		if (shown->request->launcher == LAUNCHER_CREATEPROCESS &&
			!winpath_has_extension(shown->request->name))
			page_paragraph(page, PAGE_PLAIN, 0, 2,
				"It tries .exe alone; what the name starts at the command prompt "
				"is told with --launcher cmd.");
		break;
	case SEARCH_UNCERTAIN:
		page_paragraph(page, PAGE_YELLOW, 0, 2,
			arena_printf(arena, "Which %s %s finds could not be told: %s.",
				shown->request->name, launcher, result->reason));
		break;
	case SEARCH_API_SET:
		put_api_set(page, shown);
		break;
	}
	if (result->note)
		page_paragraph(page, PAGE_YELLOW, 0, 2, arena_printf(arena, "%s.", result->note));
}

/* cmd.exe runs these, whatever is in them. */
static bool is_batch(const char *path)
{
	size_t length = strlen(path);

	return length > 4 && (text_same_name(path + length - 4, ".bat") ||
				     text_same_name(path + length - 4, ".cmd"));
}

static void put_candidate(struct page *page, struct host *host,
	const struct search_candidate *candidate, const char *mark, enum page_colour colour)
{
	const struct image *image = host_file_image(&host->tree, candidate->file);
	const char *version = image ? image_version_text(&page->scratch, image) : NULL;

	page_blank(page);
	page_paragraph(page, colour, 0, MARK_COLUMNS,
		arena_printf(&page->scratch, "%-*s%s", MARK_COLUMNS, mark, candidate->file->path));
	if (image && image->kind == IMAGE_NONE && is_batch(candidate->file->path))
		page_field(page, MARK_COLUMNS, LABEL_COLUMNS, "is", "batch file");
	else if (image)
		page_field(page, MARK_COLUMNS, LABEL_COLUMNS, "is",
			arena_printf(&page->scratch, "%s%s%s", image_title(&page->scratch, image),
				version ? ", version " : "", version ? version : ""));
	page_field(page, MARK_COLUMNS, LABEL_COLUMNS, "found in",
		candidate->basis == BASIS_LIKELY
			? arena_printf(&page->scratch, "%s; likely, not certain", candidate->step)
			: candidate->step);
	if (candidate->lost)
		page_field(page, MARK_COLUMNS, LABEL_COLUMNS, "lost", candidate->lost);
	host_file_put(page, MARK_COLUMNS, LABEL_COLUMNS, host, candidate->file);
}

static void put_candidates(struct page *page, const struct which_shown *shown)
{
	const struct search_result *result = shown->result;

	for (size_t i = 0; i < result->count; i++) {
		bool wins = result->outcome != SEARCH_UNCERTAIN && i == 0;
		bool may_win = !wins && (result->outcome == SEARCH_UNCERTAIN ||
						i < search_possible_winners(result));

		put_candidate(page, shown->host, &result->candidates[i],
			wins      ? "wins"
			: may_win ? "maybe"
				  : "lost",
			wins ? PAGE_BOLD : PAGE_PLAIN);
	}
	for (size_t i = 0; i < result->excluded_count; i++)
		put_candidate(page, shown->host, &result->excluded[i], "out", PAGE_PLAIN);
}

static const char *step_answer_text(struct arena *arena, const struct search_step *step)
{
	switch (step->answer) {
	case STEP_FOUND:
		return step->detail ? arena_printf(arena, "found, likely: %s", step->detail)
				    : "found";
	case STEP_ABSENT:
		return "nothing";
	case STEP_PASSED:
		return step->directory ? step->detail : "passed by";
	case STEP_UNTOLD:
		return arena_printf(arena, "not told: %s", step->detail);
	}
	return NULL;
}

/* Of a name with a folder each attempt is a step of its own, told apart by its path alone. */
static const char *step_text(struct arena *arena, const struct search_step *step)
{
	return step->place == PLACE_FULL_PATH && step->directory
		       ? arena_printf(arena, "%s (%s)", step->text, step->directory)
		       : step->text;
}

static void put_steps(struct page *page, const struct which_shown *shown)
{
	const struct search_result *result = shown->result;
	struct arena *arena = &page->scratch;

	page_blank(page);
	page_paragraph(page, PAGE_PLAIN, 0, 2,
		arena_printf(arena, "Searched, in the order of \"%s\":", result->source));
	for (size_t i = 0; i < result->step_count; i++)
		page_paragraph(page, result->steps[i].answer == STEP_FOUND ? PAGE_BOLD : PAGE_PLAIN,
			2, MARK_COLUMNS,
			arena_printf(arena, "%2zu  %s: %s", i + 1,
				step_text(arena, &result->steps[i]),
				step_answer_text(arena, &result->steps[i])));
}

char *which_write_text(const struct which_shown *shown, struct report_style style)
{
	struct page page;

	page_init(&page, style.columns, style.colour);
	put_outcome(&page, shown);
	page_blank(&page);
	host_put(&page, LABEL_COLUMNS, shown->host);
	put_candidates(&page, shown);
	put_steps(&page, shown);
	host_problems_put(&page, shown->host);
	return page_finish(&page);
}
