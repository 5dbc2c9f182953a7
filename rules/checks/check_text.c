/* text: a small text file, or each of some, has a line of a pattern, or has none. */
#include "rules/checks/check.h"
#include "rules/facts/folder_listing.h"
#include "rules/facts/text_file.h"

#include "scanner/base/text.h"
#include "scanner/base/wildcard.h"

#include <string.h>

/* A failure that is told has all it takes; of more files than that, only the count is. */
enum { MAX_TEXT_EVIDENCE = 25 };

struct text_question {
	struct evaluation *evaluation;
	struct verdict *verdict;
	const char **patterns; /* filled */
	size_t pattern_count;
	const char *wanted;  /* the patterns, filled, for a person */
	const char *section; /* NULL: any line counts */
	bool present;
	bool single; /* one file is meant, so that a line found is the line */
	size_t judged;
};

/* Whether a line begins the section of that name, [NAME], or another one. */
static bool begins_section(const char *line, const char *section, bool *inside)
{
	size_t length;

	line += strspn(line, " \t");
	if (*line != '[')
		return false;
	line++;
	length = strcspn(line, "]");
	*inside = strlen(section) == length && text_behind_name(line, section);
	return true;
}

/* The number of the first line that matches, from 1 on; 0 when none does. */
static size_t find_line(const struct text_question *question, const struct text_lines *lines)
{
	bool inside = !question->section;

	for (size_t i = 0; i < lines->count; i++) {
		if (question->section &&
			begins_section(lines->lines[i], question->section, &inside))
			continue;
		for (size_t j = 0; inside && j < question->pattern_count; j++)
			if (wildcard_match(question->patterns[j], lines->lines[i]))
				return i + 1;
	}
	return 0;
}

static void fail(struct text_question *question, const char *case_name, const char *path)
{
	if (question->verdict->status == FINDING_FAIL)
		return;
	question->verdict->subject = path;
	verdict_set(question->verdict, "path", path);
	verdict_fail(question->verdict, case_name);
}

static void judge(struct text_question *question, struct host_file *file)
{
	struct arena *arena = question->evaluation->arena;
	struct text_lines lines = text_file_lines(question->evaluation, file);
	size_t number = find_line(question, &lines);
	struct evidence *evidence;

	question->judged++;
	if (question->verdict->evidence_count < MAX_TEXT_EVIDENCE) {
		evidence = verdict_evidence(question->verdict, arena);
		evidence->path = file->path;
		evidence->file = file;
		evidence->fact = "line";
		evidence->expected = arena_printf(
			arena, "%s %s", question->present ? "one" : "none", question->wanted);
		evidence->actual = lines.reason ? lines.reason : "none";
		if (number)
			evidence->actual = arena_printf(
				arena, "line %zu: %s", number, lines.lines[number - 1]);
	}
	if (number && (question->single || !question->present) &&
		question->verdict->status != FINDING_FAIL) {
		verdict_set(question->verdict, "line", lines.lines[number - 1]);
		verdict_set(question->verdict, "number", arena_printf(arena, "%zu", number));
	}
	if (number && !question->present)
		fail(question, "found", file->path);
	else if (!number && lines.reason)
		verdict_reason(question->verdict, FINDING_UNKNOWN, arena,
			"what stands in %s could not be told: %s", file->path, lines.reason);
	else if (!number && question->present)
		fail(question, "lacking", file->path);
}

static void judge_entry(void *context, const struct listed_entry *entry)
{
	judge(context, entry->file);
}

/* What is looked up: the file, or the folder of the files; NULL when it is not there as such. */
static struct look look_up(struct text_question *question, const char *path, const char *what)
{
	struct evaluation *evaluation = question->evaluation;
	struct look look = tree_look(&evaluation->host->tree, path);
	struct evidence *evidence;

	question->verdict->subject = look.path;
	verdict_set(question->verdict, "path", look.path);
	if (look.status != LOOK_FOUND && look.status != LOOK_ABSENT) {
		verdict_reason(question->verdict, FINDING_UNKNOWN, evaluation->arena,
			"whether %s is there could not be told: %s", look.path, look.reason);
	} else if (strcmp(what, "file") == 0 ? !look.file : !look.folder) {
		evidence = verdict_evidence(question->verdict, evaluation->arena);
		evidence->path = look.path;
		evidence->fact = what;
		evidence->expected = "there";
		evidence->actual = look.file ? "a file" : "not there";
		if (look.folder)
			evidence->actual = "a folder";
	}
	return look;
}

static void judge_folder(struct text_question *question, const struct check *check)
{
	struct evaluation *evaluation = question->evaluation;
	struct folder_listing listing = {.evaluation = evaluation,
		.recursive = field_flag_of(&check->values, "recursive", false),
		.files = true,
		.visit = judge_entry,
		.context = question};
	struct look look = look_up(question,
		evaluation_fill(evaluation, NULL, check_value(check, "folder")->text), "folder");

	folder_listing_patterns(&listing, check_value(check, "pattern"));
	if (look.folder)
		folder_listing_run(&listing, look.folder);
	verdict_set(question->verdict, "count",
		arena_printf(evaluation->arena, "%zu", question->judged));
	if (listing.incomplete)
		verdict_reason(question->verdict, FINDING_UNKNOWN, evaluation->arena,
			"what is in %s could not all be seen: %s", look.path, listing.incomplete);
	else if (look.status == LOOK_FOUND && look.file)
		fail(question, "missing", look.path);
}

static void judge_file(struct text_question *question, const struct check *check)
{
	struct look look = look_up(question,
		evaluation_fill(question->evaluation, NULL, check_value(check, "path")->text),
		"file");

	verdict_set(question->verdict, "count", "1");
	if (look.file)
		judge(question, look.file);
	else if (look.status == LOOK_FOUND || look.status == LOOK_ABSENT)
		fail(question, "missing", look.path);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	static const char *const names[] = {"path", "line", "number", "count"};
	const struct field_value *patterns = check_value(check, "line");
	struct text_question question = {.evaluation = evaluation,
		.verdict = verdict,
		.section = field_text_of(&check->values, "section"),
		.present = field_flag_of(&check->values, "present", true),
		.single = check_value(check, "path") != NULL};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		verdict_set(verdict, names[i], "");
	question.patterns =
		arena_array(evaluation->arena, patterns->count, sizeof(*question.patterns));
	for (size_t i = 0; i < patterns->count; i++)
		question.patterns[question.pattern_count++] =
			evaluation_fill(evaluation, NULL, patterns->list[i]);
	question.wanted = arena_printf(evaluation->arena, "like %s",
		text_join(evaluation->arena, question.patterns, question.pattern_count));
	if (question.section)
		question.section = evaluation_fill(evaluation, NULL, question.section);
	if (question.section)
		question.wanted = arena_printf(
			evaluation->arena, "%s in section [%s]", question.wanted, question.section);
	verdict_set(verdict, "wanted", question.wanted);
	if (question.single)
		judge_file(&question, check);
	else
		judge_folder(&question, check);
}

const struct check_type check_text = {
	.name = "text",
	.summary = "A small text file, or each of some, has a line of a pattern, or has none.",
	.fields = {{"path", &field_template, 0}, {"folder", &field_template, 0},
		{"pattern", &field_template, FIELD_ONE_OR_LIST}, {"recursive", &field_flag, 0},
		{"line", &field_template, FIELD_REQUIRED | FIELD_ONE_OR_LIST},
		{"section", &field_template, 0}, {"present", &field_flag, 0}},
	.choices = {{CHOICE_ONE, {"path", "folder"}},
		{CHOICE_BESIDE, {"folder", "pattern", "recursive"}}},
	.cases = {{"missing", "${path} is not there"}, {"lacking", "${path} has no line ${wanted}"},
		{"found", "line ${number} of ${path} is \"${line}\"", "present"}},
	.variables = {"path", "line", "number", "wanted", "count"},
	.holds = "the lines of ${path} are as they should be",
	.evaluate = evaluate,
};
