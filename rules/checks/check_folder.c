/* folder: a folder is there, or is not, and what it holds is as much, as small and as new as it
 * should be. */
#include "rules/checks/check.h"
#include "rules/facts/folder_listing.h"

#include "scanner/base/clock.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

/* What was found in the folder, of the entries that count. */
struct contents {
	struct evaluation *evaluation;
	bool sizes; /* sizes and times are asked for */
	uint64_t count, empty, size;
	const char *first, *first_empty, *oldest;
	int64_t oldest_time;
	const char *unread; /* why sizes and times are not all known, or NULL */
};

struct folder_question {
	struct evaluation *evaluation;
	const struct field_values *values;
	struct verdict *verdict;
	struct evidence *evidence;
	const char *path;
	const char *pattern; /* NULL when every name counts */
	struct contents contents;
};

/* What counts, so many of it: "1 file like *.msg" is "1 " and this. */
static const char *matching(const struct folder_question *question, uint64_t count)
{
	static const struct {
		const char *of, *one, *many;
	} nouns[] = {{"all", "entry", "entries"}, {"files", "file", "files"},
		{"folders", "folder", "folders"}};
	const char *of = field_text_of(question->values, "of");
	size_t i = 0;

	while (of && strcmp(nouns[i].of, of) != 0)
		i++;
	return arena_printf(question->evaluation->arena, "%s%s%s",
		count == 1 ? nouns[i].one : nouns[i].many, question->pattern ? " like " : "",
		question->pattern ? question->pattern : "");
}

static void count_entry(void *context, const struct listed_entry *entry)
{
	struct contents *contents = context;
	const char *unreadable;

	if (!contents->count++)
		contents->first = entry->path;
	if (!contents->sizes || !entry->file)
		return;
	unreadable = host_file_unreadable(&contents->evaluation->host->tree, entry->file);
	if (unreadable && !contents->unread)
		contents->unread = unreadable;
	if (unreadable)
		return;
	contents->size += entry->file->size;
	if (!entry->file->size && !contents->empty++)
		contents->first_empty = entry->path;
	if (!contents->oldest || entry->file->modified < contents->oldest_time) {
		contents->oldest = entry->path;
		contents->oldest_time = entry->file->modified;
	}
}

static void fail(struct folder_question *question, const char *case_name, const char *first)
{
	if (first)
		verdict_set(question->verdict, "first", first);
	verdict_fail(question->verdict, case_name);
}

static bool is_over(const struct folder_question *question, const char *field, uint64_t found)
{
	return found > field_number_of(question->values, field, UINT64_MAX);
}

/* Whether something that matches is older than it may be. */
static bool is_too_old(struct folder_question *question)
{
	struct arena *arena = question->evaluation->arena;
	const struct contents *contents = &question->contents;
	int64_t now, days;

	if (!field_value(question->values, "max_age_days") || !contents->oldest ||
		!evaluation_now(question->evaluation, question->verdict,
			arena_printf(arena, "how old %s is", contents->oldest), &now))
		return false;
	days = (now - contents->oldest_time) / CLOCK_DAY_SECONDS;
	verdict_set(question->verdict, "oldest", contents->oldest);
	verdict_set(question->verdict, "days", arena_printf(arena, "%lld", (long long)days));
	return now - contents->oldest_time >
	       CLOCK_DAY_SECONDS * (int64_t)field_number_of(question->values, "max_age_days", 0);
}

/* A failure stands even when not all was seen; that it is so does not. */
static void judge_contents(struct folder_question *question, const char *incomplete)
{
	const struct contents *contents = &question->contents;
	const struct host *host = question->evaluation->host;
	bool has_clock = host->live || host->now_known;
	bool counts = field_value(question->values, "min_count") ||
		      field_value(question->values, "max_count");
	bool wants_one = field_value(question->values, "pattern") && !counts && !contents->sizes;

	if (is_over(question, "max_count", contents->count))
		fail(question, "too-many", contents->first);
	else if (is_over(question, "max_empty", contents->empty))
		fail(question, "empty-files", contents->first_empty);
	else if (is_over(question, "max_total_size", contents->size))
		fail(question, "too-big", contents->first);
	else if (has_clock && is_too_old(question))
		fail(question, "too-old", contents->oldest);
	else if (incomplete && (counts || wants_one || contents->sizes))
		verdict_reason(question->verdict, FINDING_UNKNOWN, question->evaluation->arena,
			"what is in %s could not all be seen: %s", question->path, incomplete);
	else if (contents->count < field_number_of(question->values, "min_count", wants_one))
		fail(question, "too-few", NULL);
	else if (!has_clock)
		is_too_old(question); /* says so */
}

static void tell_contents(struct folder_question *question)
{
	struct arena *arena = question->evaluation->arena;
	const struct contents *contents = &question->contents;
	const char *count = arena_printf(arena, "%llu", (unsigned long long)contents->count);
	const char *size = arena_printf(arena, "%llu", (unsigned long long)contents->size);

	verdict_set(question->verdict, "count", count);
	verdict_set(question->verdict, "matching", matching(question, contents->count));
	verdict_set(question->verdict, "empty",
		arena_printf(arena, "%llu", (unsigned long long)contents->empty));
	verdict_set(question->verdict, "size", size);
	if (contents->first)
		verdict_set(question->verdict, "first", contents->first);
	question->evidence->actual = arena_printf(arena, "%s %s%s%s", count,
		matching(question, contents->count), contents->first ? ", the first " : "",
		contents->first ? contents->first : "");
	if (contents->sizes)
		question->evidence->actual = arena_printf(
			arena, "%s; %s bytes in all", question->evidence->actual, size);
}

static void look_into(struct folder_question *question, struct host_folder *folder)
{
	static const char *const asked[] = {
		"pattern", "min_count", "max_count", "max_empty", "max_age_days", "max_total_size"};
	struct folder_listing listing = {.evaluation = question->evaluation,
		.recursive = field_flag_of(question->values, "recursive", false),
		.files = true,
		.folders = true,
		.visit = count_entry,
		.context = &question->contents};
	const char *of = field_text_of(question->values, "of");
	bool count = false;

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		count |= field_value(question->values, asked[i]) != NULL;
	if (!count)
		return;
	if (of) {
		listing.files = strcmp(of, "folders") != 0;
		listing.folders = strcmp(of, "files") != 0;
	}
	question->contents.evaluation = question->evaluation;
	question->contents.sizes = field_value(question->values, "max_empty") ||
				   field_value(question->values, "max_age_days") ||
				   field_value(question->values, "max_total_size");
	folder_listing_patterns(&listing, field_value(question->values, "pattern"));
	if (folder)
		folder_listing_run(&listing, folder);
	tell_contents(question);
	judge_contents(
		question, listing.incomplete ? listing.incomplete : question->contents.unread);
}

/* Whether it lies in the folder in which the other thing lies. */
static void judge_place(struct folder_question *question)
{
	struct evaluation *evaluation = question->evaluation;
	const char *sibling = field_text_of(question->values, "sibling_of");
	struct look other;

	if (!sibling)
		return;
	other = tree_look(&evaluation->host->tree, evaluation_fill(evaluation, NULL, sibling));
	verdict_set(question->verdict, "sibling", other.path);
	if (other.status != LOOK_FOUND && other.status != LOOK_ABSENT)
		verdict_reason(question->verdict, FINDING_UNKNOWN, evaluation->arena,
			"whether %s lies beside %s could not be told: %s", question->path,
			other.path, other.reason);
	else if (!text_same_name(winpath_folder(evaluation->arena, question->path),
			 winpath_folder(evaluation->arena, other.path)))
		verdict_fail(question->verdict, "not-sibling");
}

static void judge_there(struct folder_question *question, const struct look *look)
{
	if (look->file) {
		question->evidence->file = look->file;
		question->evidence->actual = "a file";
	}
	if (field_flag_of(question->values, "absent", false))
		verdict_fail(question->verdict, "present");
	else if (look->file)
		verdict_fail(question->verdict, "file");
	else
		judge_place(question);
	if (look->folder && question->verdict->status == FINDING_PASS)
		look_into(question, look->folder);
}

static void judge_absent(struct folder_question *question)
{
	question->evidence->actual = "not there";
	if (field_flag_of(question->values, "absent", false))
		return;
	if (field_flag_of(question->values, "exists", true))
		verdict_fail(question->verdict, "missing");
	else
		look_into(question, NULL);
}

static void set_values(struct folder_question *question)
{
	static const char *const names[] = {
		"first", "count", "empty", "size", "oldest", "days", "sibling"};
	const struct field_value *patterns = field_value(question->values, "pattern");
	struct arena *arena = question->evaluation->arena;

	if (patterns)
		question->pattern = evaluation_fill(question->evaluation, NULL,
			text_join(arena, patterns->list, patterns->count));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		verdict_set(question->verdict, names[i], "");
	verdict_set(question->verdict, "path", question->path);
	verdict_set(question->verdict, "pattern", question->pattern ? question->pattern : "*");
	verdict_set(question->verdict, "matching", matching(question, 0));
}

static const char *expected_text(const struct folder_question *question)
{
	static const struct {
		const char *field;
		const char *format;
		bool counts; /* the number is one of what matches */
	} limits[] = {
		{"min_count", "%s, at least %llu %s", true},
		{"max_count", "%s, at most %llu %s", true},
		{"max_empty", "%s, at most %llu without content of the %s", false},
		{"max_age_days", "%s, none older than %llu days of the %s", false},
		{"max_total_size", "%s, at most %llu bytes in the %s", false},
	};
	const char *text = "a folder";

	if (field_flag_of(question->values, "absent", false))
		return "not there";
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		uint64_t most = field_number_of(question->values, limits[i].field, 0);

		if (field_value(question->values, limits[i].field))
			text = arena_printf(question->evaluation->arena, limits[i].format, text,
				(unsigned long long)most,
				matching(question, limits[i].counts ? most : 0));
	}
	return text;
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct look look = tree_look(&evaluation->host->tree,
		evaluation_fill(evaluation, NULL, check_value(check, "path")->text));
	struct folder_question question = {.evaluation = evaluation,
		.values = &check->values,
		.verdict = verdict,
		.evidence = verdict_evidence(verdict, evaluation->arena),
		.path = look.path};

	verdict->subject = look.path;
	question.evidence->path = look.path;
	question.evidence->fact = "folder";
	question.evidence->actual = "a folder";
	set_values(&question);
	question.evidence->expected = expected_text(&question);
	if (look.status == LOOK_FOUND) {
		judge_there(&question, &look);
	} else if (look.status == LOOK_ABSENT) {
		judge_absent(&question);
	} else {
		question.evidence->actual = look.reason;
		verdict_reason(verdict, FINDING_UNKNOWN, evaluation->arena,
			"whether %s is there could not be told: %s", look.path, look.reason);
	}
}

static const char *const kinds[] = {"files", "folders", "all", NULL};

const struct check_type check_folder = {
	.name = "folder",
	.summary =
		"A folder is there, or is not, and what it holds is as much, as small and as new "
		"as it should be.",
	.fields = {{"path", &field_template, FIELD_REQUIRED}, {"absent", &field_flag, 0},
		{"exists", &field_flag, 0}, {"sibling_of", &field_template, 0},
		{"pattern", &field_template, FIELD_ONE_OR_LIST}, {"of", &field_word, 0, kinds},
		{"recursive", &field_flag, 0}, {"min_count", &field_number, 0},
		{"max_count", &field_number, 0}, {"max_empty", &field_number, 0},
		{"max_age_days", &field_number, 0, .most = 100000},
		{"max_total_size", &field_number, 0}},
	.choices = {{CHOICE_NOT_BESIDE,
		{"absent", "exists", "sibling_of", "pattern", "of", "recursive", "min_count",
			"max_count", "max_empty", "max_age_days", "max_total_size"}}},
	.cases = {{"missing", "the folder ${path} is not there"},
		{"present", "${path} is there", "absent"},
		{"file", "${path} is a file and no folder"},
		{"not-sibling", "${path} does not lie beside ${sibling}", "sibling_of"},
		{"too-many", "${path} holds ${count} ${matching}, the first of them ${first}",
			"max_count"},
		{"too-few", "${path} holds ${count} ${matching}", "min_count pattern"},
		{"empty-files",
			"files without content in ${path}: ${empty}, the first of them ${first}",
			"max_empty"},
		{"too-old", "${oldest} is ${days} days old", "max_age_days"},
		{"too-big", "the ${matching} in ${path} have ${size} bytes in all",
			"max_total_size"}},
	.variables = {"path", "sibling", "pattern", "matching", "count", "empty", "size", "first",
		"oldest", "days"},
	.holds = "${path} is as it should be",
	.evaluate = evaluate,
};
