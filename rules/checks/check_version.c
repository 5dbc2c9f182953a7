/* version: the version that a file carries is what it should be, within its product line. */
#include "rules/checks/check.h"
#include "rules/facts/image_facts.h"
#include "rules/language/pack_load.h"
#include "rules/checks/subject.h"
#include "rules/facts/version.h"

#include <string.h>

enum { MAX_VERSION_LINES = 64 };

/* A product line, and what is wanted of a version in it. */
struct version_line {
	const char *line; /* "5.5": what the versions begin with */
	struct field_values limits;
};

static const struct check_field limit_fields[] = {{"at_least", &field_version, 0},
	{"above", &field_version, 0}, {"at_most", &field_version, 0}, {"below", &field_version, 0},
	{"equals", &field_version, 0}, {0}};

static const struct {
	const char *field;
	const char *text;
	/* What a version that is older than the limit, the same or newer fails with. */
	const char *older, *same, *newer;
} limits[] = {
	{"at_least", "at least %s", "too-old", NULL, NULL},
	{"above", "newer than %s", "too-old", "too-old", NULL},
	{"at_most", "at most %s", NULL, NULL, "too-new"},
	{"below", "older than %s", NULL, "too-new", "too-new"},
	{"equals", "%s", "other", NULL, "other"},
};

static void load_lines(struct pack_loading *loading, const char *path, const cJSON *json,
	const struct check_field *field, struct field_value *out)
{
	struct json_reader *reader = &loading->reader;
	size_t count = cJSON_IsArray(json) ? (size_t)cJSON_GetArraySize(json) : 0;
	const cJSON *element = count ? json->child : NULL;
	struct version_line *lines;

	(void)field;
	if (!count || count > MAX_VERSION_LINES) {
		json_error(reader, path, "expected a list of 1 to %d product lines",
			MAX_VERSION_LINES);
		return;
	}
	lines = arena_array(reader->arena, count, sizeof(*lines));
	for (size_t i = 0; i < count; i++, element = element->next) {
		const char *at = json_at_index(reader, path, i);

		lines[i].limits = field_values_load(loading, at, element, "line", limit_fields);
		lines[i].line = json_text(reader, at, element, "line", true);
		if (lines[i].line)
			field_version.check_text(
				loading, json_at(reader, at, "line"), lines[i].line, NULL);
	}
	out->loaded = lines;
	out->count = count;
}

const struct field_type field_version_lines = {.name = "version-lines", .load = load_lines};

struct version_question {
	struct evaluation *evaluation;
	const struct check *check;
	struct verdict *verdict;
	bool product; /* the version of the product and not of the file */
	bool string;  /* as the table of texts has it */
};

/* Whether the numbers of line are the first ones of version. */
static bool is_of_line(const struct version_number *version, const char *line)
{
	struct version_number first;
	size_t count = 1;

	for (const char *at = line; *at; at++)
		count += *at == '.';
	return version_read(line, &first) &&
	       memcmp(version->part, first.part, count * sizeof(first.part[0])) == 0;
}

/* "at least 5.5.2653.0 and older than 5.5.2658.0" */
static const char *limits_text(struct arena *arena, const struct field_values *values)
{
	const char *text = "";

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (field_value(values, limits[i].field))
			text = arena_printf(arena, "%s%s%s", text, *text ? " and " : "",
				arena_printf(arena, limits[i].text,
					field_text_of(values, limits[i].field)));
	return text;
}

static const char *misfit(const struct version_number *version, const struct field_values *values)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct version_number limit;
		const char *found = NULL;
		int order;

		if (!field_value(values, limits[i].field))
			continue;
		version_read(field_text_of(values, limits[i].field), &limit);
		order = version_compare(version, &limit);
		found = order < 0 ? limits[i].older : limits[i].same;
		if (order > 0)
			found = limits[i].newer;
		if (found)
			return found;
	}
	return NULL;
}

/* The limits that count for a version; NULL when it is of none of the product lines. */
static const struct field_values *limits_of(
	const struct version_question *question, const struct version_number *version)
{
	const struct field_value *value = check_value(question->check, "lines");
	const struct version_line *lines = value ? value->loaded : NULL;

	for (size_t i = 0; value && i < value->count; i++)
		if (is_of_line(version, lines[i].line))
			return &lines[i].limits;
	return value ? NULL : &question->check->values;
}

static const char *lines_text(const struct version_question *question)
{
	const struct field_value *value = check_value(question->check, "lines");
	const struct version_line *lines = value->loaded;
	const char *text = lines[0].line;

	for (size_t i = 1; i < value->count; i++)
		text = arena_printf(question->evaluation->arena, "%s or %s", text, lines[i].line);
	return arena_printf(question->evaluation->arena, "of the product line %s", text);
}

static void judge_version(struct version_question *question, const char *path,
	const struct version_number *version, struct evidence *evidence)
{
	struct arena *arena = question->evaluation->arena;
	const struct field_values *values = limits_of(question, version);
	const char *found = values ? misfit(version, values) : "other-line";

	evidence->expected = values ? limits_text(arena, values) : lines_text(question);
	if (!found)
		verdict_contrary(question->verdict, FINDING_FAIL, path,
			arena_printf(arena, "%s, which may be the copy that runs, has version %s",
				path, version_text(arena, version)));
	if (question->verdict->status == FINDING_FAIL)
		return;
	verdict_set(question->verdict, "path", path);
	verdict_set(question->verdict, "version", version_text(arena, version));
	verdict_set(question->verdict, "wanted", evidence->expected);
	if (!found)
		return;
	question->verdict->subject = path;
	verdict_fail(question->verdict, found);
}

/* What the image carries, as it is shown; NULL, with *reason, when there is none to be relied on.
 */
static const char *carried(const struct version_question *question, const struct image *image,
	struct version_number *out, const char **reason)
{
	struct arena *arena = question->evaluation->arena;
	const char *key = question->product ? "ProductVersion" : "FileVersion";
	const char *text;

	*reason = NULL;
	if (question->string) {
		text = image_version_string(image, key, NULL);
		if (text && !version_read_string(text, out))
			*reason = arena_printf(arena, "its %s, \"%s\", is no version", key, text);
		else if (text)
			return text;
		else
			*reason = image->version.doubt;
	} else if (image->version.fixed_present) {
		memcpy(out->part, question->product ? image->version.product : image->version.file,
			sizeof(out->part));
		*reason = image->version.doubt;
		if (!*reason)
			return version_text(arena, out);
	}
	if (!*reason && !image->version.present)
		*reason = image_doubt(image);
	return NULL;
}

/* What to do about a declared version that is empty. */
static const char *how_to_declare(struct arena *arena, const char *template)
{
	size_t length = strlen(template);

	if (length > 3 && memcmp(template, "${", 2) == 0 &&
		strchr(template, '}') == template + length - 1)
		return arena_printf(arena, "; say which it is with --set %.*s=VERSION",
			(int)(length - 3), template + 2);
	return ", and none was declared";
}

static void cannot_tell(struct version_question *question, const char *path, const char *reason)
{
	verdict_reason(
		question->verdict, FINDING_UNKNOWN, question->evaluation->arena, "%s", reason);
	verdict_contrary(question->verdict, FINDING_UNKNOWN, path, reason);
}

/* A program that carries no version may have one that the user has said. */
static void judge_without(struct version_question *question, const struct subject *subject,
	struct evidence *evidence, const char *reason)
{
	struct arena *arena = question->evaluation->arena;
	const char *template = field_text_of(&question->check->values, "declared");
	const char *declared =
		template ? evaluation_fill(question->evaluation, NULL, template) : "";
	struct version_number version;

	evidence->actual = reason ? reason : "no version";
	if (!reason && version_read(declared, &version)) {
		evidence->actual = arena_printf(arena, "no version; declared as %s", declared);
		judge_version(question, subject->file->path, &version, evidence);
	} else if (reason) {
		cannot_tell(question, subject->file->path,
			arena_printf(arena, "the version of %s could not be relied on: %s",
				subject->file->path, reason));
	} else if (*declared) {
		cannot_tell(question, subject->file->path,
			arena_printf(arena,
				"%s carries no version, and what was declared, \"%s\", is none; "
				"give numbers with dots between them",
				subject->file->path, declared));
	} else {
		cannot_tell(question, subject->file->path,
			arena_printf(arena, "%s carries no version%s", subject->file->path,
				template ? how_to_declare(arena, template) : ""));
	}
}

static void judge(void *context, const struct subject *subject)
{
	struct version_question *question = context;
	struct evaluation *evaluation = question->evaluation;
	const struct image *image = verdict_image(evaluation, question->verdict, subject->file);
	struct version_number version;
	struct evidence *evidence;
	const char *reason, *text;

	if (!image) {
		verdict_contrary(question->verdict, FINDING_UNKNOWN, subject->file->path,
			host_file_unreadable(&evaluation->host->tree, subject->file));
		return;
	}
	evidence = subject_evidence(question->verdict, evaluation->arena, subject);
	evidence->fact = arena_printf(evaluation->arena, "%s version%s",
		question->product ? "product" : "file", question->string ? " as a text" : "");
	text = carried(question, image, &version, &reason);
	if (!text) {
		judge_without(question, subject, evidence, reason);
		return;
	}
	evidence->actual = text;
	evidence->offset = image->version.offset;
	judge_version(question, subject->file->path, &version, evidence);
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const char *of = field_text_of(&check->values, "of");
	const char *from = field_text_of(&check->values, "from");
	struct version_question question = {.evaluation = evaluation,
		.check = check,
		.verdict = verdict,
		.product = of && strcmp(of, "product") == 0,
		.string = from && strcmp(from, "string") == 0};

	verdict_set(verdict, "version", "");
	verdict_set(verdict, "wanted", "");
	subject_visit(evaluation, check, verdict, judge, &question);
}

static const char *const kinds[] = {"file", "product", NULL};
static const char *const places[] = {"fixed", "string", NULL};

const struct check_type check_version = {
	.name = "version",
	.summary = "The version that a file carries is what it should be, within its product line.",
	.fields = {{"program", &field_program, 0}, {"path", &field_template, 0},
		{"library", &field_library, 0}, {"of", &field_word, 0, kinds},
		{"from", &field_word, 0, places}, {"at_least", &field_version, 0},
		{"above", &field_version, 0}, {"at_most", &field_version, 0},
		{"below", &field_version, 0}, {"equals", &field_version, 0},
		{"lines", &field_version_lines, 0}, {"declared", &field_template, 0}},
	.choices = {{CHOICE_ONE, {"program", "path"}}, {CHOICE_BESIDE, {"program", "library"}},
		{CHOICE_SOME, {"at_least", "above", "at_most", "below", "equals", "lines"}},
		{CHOICE_NOT_BESIDE, {"lines", "at_least", "above", "at_most", "below", "equals"}}},
	.cases = {{"missing", "${path} is not there", "path library"},
		{"too-old", "${path} has version ${version}, expected ${wanted}",
			"at_least above lines"},
		{"too-new", "${path} has version ${version}, expected ${wanted}",
			"at_most below lines"},
		{"other", "${path} has version ${version}, expected ${wanted}", "equals lines"},
		{"other-line", "${path} has version ${version}, expected one ${wanted}", "lines"}},
	.variables = {"path", "version", "wanted"},
	.holds = "${path} has version ${version}",
	.evaluate = evaluate,
};
