/* file: a regular file is there, or is not, and is as large, as new and of the content that it
 * should be. */
#include "rules/checks/check.h"

#include "scanner/base/clock.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

struct file_question {
	struct evaluation *evaluation;
	const struct check *check;
	struct verdict *verdict;
	struct evidence *evidence;
	const char *path;
	struct host_file *file;
};

/* The folders where the file may lie instead: those the rule names and those of the programs. */
static struct host_file *find_elsewhere(
	struct evaluation *evaluation, const struct check *check, const char *name)
{
	const struct field_value *folders = check_value(check, "elsewhere");
	struct arena *arena = evaluation->arena;
	struct tree *tree = &evaluation->host->tree;

	for (size_t i = 0; folders && i < folders->count; i++) {
		const char *folder = evaluation_fill(evaluation, NULL, folders->list[i]);
		struct look look = tree_look(tree, winpath_join(arena, folder, name));

		if (look.status == LOOK_FOUND && look.file)
			return look.file;
	}
	for (size_t i = 0; i < evaluation->pack->program_count; i++) {
		const struct search_candidate *winner =
			search_winner(&evaluation->programs[i].search);
		struct look look = {.status = LOOK_ABSENT};

		if (winner)
			look = tree_look(
				tree, winpath_join(arena, winpath_folder(arena, winner->file->path),
					      name));
		if (look.status == LOOK_FOUND && look.file)
			return look.file;
	}
	return NULL;
}

static void missing(struct file_question *question)
{
	struct evaluation *evaluation = question->evaluation;
	struct verdict *verdict = question->verdict;
	struct host_file *elsewhere =
		find_elsewhere(evaluation, question->check, winpath_name(question->path));
	struct evidence *evidence;

	question->evidence->actual = "not there";
	if (field_flag_of(&question->check->values, "absent", false))
		return;
	verdict_fail(verdict, "missing");
	if (!elsewhere)
		return;
	verdict_fail(verdict, "elsewhere");
	verdict_set(verdict, "elsewhere", elsewhere->path);
	evidence = verdict_evidence(verdict, evaluation->arena);
	evidence->path = elsewhere->path;
	evidence->file = elsewhere;
	evidence->fact = "file of the same name";
	evidence->expected = question->path;
	evidence->actual = elsewhere->path;
}

static void fail(struct file_question *question, const char *case_name, const char *wanted,
	const char *actual)
{
	verdict_set(question->verdict, "wanted", wanted);
	verdict_set(question->verdict, "actual", actual);
	verdict_fail(question->verdict, case_name);
}

static void add_evidence(
	struct file_question *question, const char *fact, const char *expected, const char *actual)
{
	struct evidence *evidence =
		verdict_evidence(question->verdict, question->evaluation->arena);

	evidence->path = question->path;
	evidence->file = question->file;
	evidence->fact = fact;
	evidence->expected = expected;
	evidence->actual = actual;
}

static void judge_size(struct file_question *question)
{
	struct arena *arena = question->evaluation->arena;
	const struct field_values *values = &question->check->values;
	unsigned long long size = question->file->size;
	unsigned long long least = field_number_of(values, "min_size", 0);
	unsigned long long most = field_number_of(values, "max_size", UINT64_MAX);
	const char *actual = arena_printf(arena, "%llu bytes", size);

	question->evidence->actual = actual;
	verdict_set(question->verdict, "size", arena_printf(arena, "%llu", size));
	if (!size && field_flag_of(values, "not_empty", true))
		fail(question, "empty", "a file that is not empty", actual);
	else if (size < least)
		fail(question, "too-small", arena_printf(arena, "%llu bytes or more", least),
			actual);
	else if (size > most)
		fail(question, "too-big", arena_printf(arena, "%llu bytes or less", most), actual);
}

static void judge_digest(struct file_question *question)
{
	const struct field_value *digests = check_value(question->check, "sha256");
	const char *own, *wanted;

	if (!digests)
		return;
	own = host_file_sha256(&question->evaluation->host->tree, question->file);
	wanted = text_join(question->evaluation->arena, digests->list, digests->count);
	add_evidence(question, "content (SHA-256)", wanted, own ? own : "could not be read");
	for (size_t i = 0; own && i < digests->count; i++)
		if (text_same_keyword(digests->list[i], own))
			return;
	if (own)
		fail(question, "other-content", wanted, own);
	else
		verdict_reason(question->verdict, FINDING_UNKNOWN, question->evaluation->arena,
			"%s",
			host_file_unreadable(&question->evaluation->host->tree, question->file));
}

/* The file that a path names, to be compared with; NULL, with the verdict unknown, when it is not
 * there or cannot be read. */
static struct host_file *other_file(struct file_question *question, const char *path)
{
	struct tree *tree = &question->evaluation->host->tree;
	struct look look = tree_look(tree, path);
	const char *reason = look.reason;

	if (look.file)
		reason = host_file_unreadable(tree, look.file);
	else if (!reason)
		reason = arena_printf(
			question->evaluation->arena, "%s is no file that is there", look.path);
	if (!reason)
		return look.file;
	verdict_reason(question->verdict, FINDING_UNKNOWN, question->evaluation->arena,
		"%s could not be compared with %s: %s", question->path, look.path, reason);
	return NULL;
}

static void judge_same(struct file_question *question)
{
	const char *path = field_text_of(&question->check->values, "same_as");
	struct tree *tree = &question->evaluation->host->tree;
	struct host_file *other;
	const char *own, *wanted;

	if (!path)
		return;
	other = other_file(question, evaluation_fill(question->evaluation, NULL, path));
	if (!other)
		return;
	own = host_file_sha256(tree, question->file);
	wanted = host_file_sha256(tree, other);
	add_evidence(question, arena_printf(question->evaluation->arena, "same as %s", other->path),
		wanted, own);
	if (!own || !wanted)
		verdict_reason(question->verdict, FINDING_UNKNOWN, question->evaluation->arena,
			"%s", host_file_unreadable(tree, own ? other : question->file));
	else if (strcmp(own, wanted) != 0)
		fail(question, "other-content",
			arena_printf(question->evaluation->arena, "the content of %s", other->path),
			"another content");
}

/* The moment that a field names, as it stands or by the file whose time is meant. */
static bool moment_of(
	struct file_question *question, const char *field, int64_t *out, const char **text)
{
	struct arena *arena = question->evaluation->arena;
	const char *template = field_text_of(&question->check->values, field);
	struct host_file *other;

	if (!template)
		return false;
	*text = evaluation_fill(question->evaluation, NULL, template);
	if (clock_time(*text, out))
		return true;
	other = other_file(question, *text);
	if (!other)
		return false;
	*out = other->modified;
	*text = arena_printf(
		arena, "%s, the time of %s", clock_text(arena, other->modified), other->path);
	return true;
}

static const char *time_text(const struct file_question *question)
{
	const char *text = clock_text(question->evaluation->arena, question->file->modified);

	return text ? text : "a time that no calendar has";
}

static void judge_time(struct file_question *question)
{
	struct arena *arena = question->evaluation->arena;
	int64_t modified = question->file->modified;
	const char *actual = time_text(question);
	const char *wanted;
	int64_t moment;

	verdict_set(question->verdict, "modified", actual);
	if (moment_of(question, "modified_after", &moment, &wanted)) {
		add_evidence(question, "modified", arena_printf(arena, "after %s", wanted), actual);
		if (modified <= moment)
			fail(question, "too-old", arena_printf(arena, "after %s", wanted), actual);
	}
	if (moment_of(question, "modified_before", &moment, &wanted)) {
		add_evidence(
			question, "modified", arena_printf(arena, "before %s", wanted), actual);
		if (modified >= moment)
			fail(question, "too-new", arena_printf(arena, "before %s", wanted), actual);
	}
}

/* Behind the rest: offline it leaves the rule not applicable, unless something else is said. */
static void judge_age(struct file_question *question)
{
	struct arena *arena = question->evaluation->arena;
	int64_t modified = question->file->modified;
	const char *wanted, *actual;
	int64_t moment, now;

	if (question->verdict->status == FINDING_FAIL ||
		!check_value(question->check, "max_age_days") ||
		!evaluation_now(question->evaluation, question->verdict,
			arena_printf(arena, "how old %s is", question->path), &now))
		return;
	moment = now -
		 CLOCK_DAY_SECONDS * (int64_t)check_value(question->check, "max_age_days")->number;
	wanted = arena_printf(arena, "after %s", clock_text(arena, moment));
	actual = time_text(question);
	add_evidence(question, "modified", wanted, actual);
	if (modified < moment)
		fail(question, "too-old", wanted, actual);
}

static void judge_file(struct file_question *question)
{
	const char *unreadable;

	question->evidence->file = question->file;
	if (field_flag_of(&question->check->values, "absent", false)) {
		question->evidence->actual = "a file";
		verdict_fail(question->verdict, "present");
		return;
	}
	unreadable = host_file_unreadable(&question->evaluation->host->tree, question->file);
	if (unreadable) {
		question->evidence->actual = "a file that could not be read";
		verdict_reason(question->verdict, FINDING_UNKNOWN, question->evaluation->arena,
			"%s", unreadable);
		return;
	}
	judge_size(question);
	judge_time(question);
	if (question->verdict->status != FINDING_FAIL) {
		judge_digest(question);
		judge_same(question);
	}
	judge_age(question);
}

static void judge(struct file_question *question, const struct look *look)
{
	bool absent = field_flag_of(&question->check->values, "absent", false);

	question->evidence->expected = absent ? "not there" : "a file that is not empty";
	if (!absent && !field_flag_of(&question->check->values, "not_empty", true))
		question->evidence->expected = "a file";
	if (look->status == LOOK_ABSENT) {
		missing(question);
	} else if (look->status != LOOK_FOUND) {
		question->evidence->actual = look->reason;
		verdict_reason(question->verdict, FINDING_UNKNOWN, question->evaluation->arena,
			"whether %s is there could not be told: %s", look->path, look->reason);
	} else if (look->folder) {
		question->evidence->actual = "a folder";
		verdict_fail(question->verdict, absent ? "present" : "folder");
	} else {
		question->file = look->file;
		judge_file(question);
	}
}

static void judge_path(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, const char *path)
{
	struct file_question question = {
		.evaluation = evaluation, .check = check, .verdict = verdict};
	struct look look = tree_look(&evaluation->host->tree, path);

	question.path = look.path;
	question.evidence = verdict_evidence(verdict, evaluation->arena);
	question.evidence->path = look.path;
	question.evidence->fact = "file";
	verdict->subject = look.path;
	verdict_set(verdict, "path", look.path);
	judge(&question, &look);
	if (field_flag_of(&check->values, "absent", false) && verdict->status == FINDING_PASS)
		verdict->detail = arena_printf(evaluation->arena, "%s is not there", look.path);
}

/* Whether the check is about this copy of a program; one that cannot be read may be of any kind. */
static bool is_of_kind(
	struct evaluation *evaluation, const struct check *check, struct host_file *file)
{
	const struct field_value *kinds = check_value(check, "beside_kind");
	const struct image *image = kinds ? host_file_image(&evaluation->host->tree, file) : NULL;

	for (size_t i = 0; image && i < kinds->count; i++)
		if (text_same_keyword(kinds->list[i], image_kind_name(image->kind)))
			return true;
	return !image;
}

/* Beside one copy it is as it should be, beside another it is not. */
static void note_contrary(
	struct evaluation *evaluation, struct verdict *verdict, const struct verdict *other)
{
	const char *there = arena_printf(evaluation->arena, "%s is there", other->subject);

	if (other->status == FINDING_PASS)
		verdict_contrary(verdict, FINDING_FAIL, other->subject,
			other->detail ? other->detail : there);
	else if (other->status != FINDING_FAIL)
		verdict_contrary(verdict, FINDING_UNKNOWN, other->subject, other->reason);
}

/* Takes the answer about one copy more: a failure counts before what could not be told, and that
 * before what is as it should be. */
static void take_part(
	struct evaluation *evaluation, struct verdict *verdict, struct verdict *part, bool first)
{
	struct verdict other = first ? *part : *verdict;
	bool worse = part->status == FINDING_FAIL
			     ? verdict->status != FINDING_FAIL
			     : verdict->status == FINDING_PASS && part->status != FINDING_PASS;
	struct verdict merged = first || worse ? *part : *verdict;

	if (!first && !worse)
		other = *part;
	merged.contrary = verdict->contrary;
	merged.evidence = verdict->evidence;
	merged.evidence_count = verdict->evidence_count;
	merged.evidence_capacity = verdict->evidence_capacity;
	*verdict = merged;
	for (size_t i = 0; i < part->evidence_count; i++)
		*verdict_evidence(verdict, evaluation->arena) = part->evidence[i];
	if (verdict->status == FINDING_FAIL)
		note_contrary(evaluation, verdict, &other);
}

static void name_values(struct verdict *verdict)
{
	static const char *const names[] = {
		"path", "elsewhere", "size", "modified", "wanted", "actual"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		verdict_set(verdict, names[i], "");
}

/* The name in the folder of every copy of a program that may be the one that runs. */
static void judge_beside(struct evaluation *evaluation, const struct check *check,
	struct verdict *verdict, const struct program_state *program, const char *name)
{
	struct arena *arena = evaluation->arena;
	bool first = true;

	verdict_set(verdict, "path", name);
	if (!verdict_needs_program(verdict, arena, program))
		return;
	for (size_t i = 0; i < search_possible_winners(&program->search); i++) {
		struct host_file *copy = program->search.candidates[i].file;
		struct verdict part = {0};

		if (!is_of_kind(evaluation, check, copy))
			continue;
		name_values(&part);
		judge_path(evaluation, check, &part,
			winpath_join(arena, winpath_folder(arena, copy->path), name));
		take_part(evaluation, verdict, &part, first);
		first = false;
	}
	if (first)
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, arena,
			"no %s that may run is of the kind beside which %s is asked for",
			program->name, name);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const char *path = evaluation_fill(evaluation, NULL, check_value(check, "path")->text);
	const char *beside = field_text_of(&check->values, "beside");

	name_values(verdict);
	if (beside)
		judge_beside(
			evaluation, check, verdict, evaluation_program(evaluation, beside), path);
	else
		judge_path(evaluation, check, verdict, path);
}

#define PROPERTIES                                                                                 \
	"not_empty", "min_size", "max_size", "sha256", "same_as", "modified_after",                \
		"modified_before", "max_age_days"

const struct check_type check_file = {
	.name = "file",
	.summary = "A regular file is there, or is not, and is as large, as new and of the content "
		   "that it should be.",
	.fields = {{"path", &field_template, FIELD_REQUIRED}, {"beside", &field_program, 0},
		{"beside_kind", &field_kind, FIELD_ONE_OR_LIST},
		{"elsewhere", &field_template, FIELD_LIST}, {"absent", &field_flag, 0},
		{"not_empty", &field_flag, 0}, {"min_size", &field_number, 0},
		{"max_size", &field_number, 0}, {"sha256", &field_sha256, FIELD_ONE_OR_LIST},
		{"same_as", &field_template, 0}, {"modified_after", &field_template, 0},
		{"modified_before", &field_template, 0},
		{"max_age_days", &field_number, 0, .most = 100000}},
	.choices = {{CHOICE_NOT_BESIDE, {"absent", "elsewhere", PROPERTIES}},
		{CHOICE_BESIDE, {"beside", "beside_kind"}}},
	.cases = {{"missing", "${path} is not there"},
		{"elsewhere", "${path} is not there, but ${elsewhere} is"},
		{"empty", "${path} is empty"}, {"folder", "${path} is a folder"},
		{"present", "${path} is there", "absent"},
		{"too-small", "${path} has ${actual}, expected ${wanted}", "min_size"},
		{"too-big", "${path} has ${actual}, expected ${wanted}", "max_size"},
		{"too-old", "${path} was last changed at ${actual}, expected ${wanted}",
			"modified_after max_age_days"},
		{"too-new", "${path} was last changed at ${actual}, expected ${wanted}",
			"modified_before"},
		{"other-content", "${path} has another content than ${wanted}", "sha256 same_as"}},
	.variables = {"path", "elsewhere", "size", "modified", "wanted", "actual"},
	.holds = "${path} is there",
	.evaluate = evaluate,
};
