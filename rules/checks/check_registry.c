/* registry: a key or value of the registry is there, or is not, or says what it should. */
#include "rules/checks/check.h"
#include "rules/checks/comparison.h"

#include "scanner/base/text.h"

enum { MAX_BYTES_SHOWN = 32 };

struct registry_question {
	struct evaluation *evaluation;
	const struct check *check;
	struct verdict *verdict;
	const char *key;
	const char *name; /* of the value; NULL: the key itself is meant */
	const char *subject;
	struct evidence *evidence;
};

/* "0a0b0c", of the first bytes. */
static const char *hexadecimal(struct arena *arena, const uint8_t *bytes, size_t count)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * count + 1);

	for (size_t i = 0; i < count; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 0xF];
	}
	return text;
}

static const char *shown(struct arena *arena, const struct registry_value *value)
{
	switch (value->type) {
	case REGISTRY_TEXT:
	case REGISTRY_EXPANDABLE_TEXT:
		return arena_printf(arena, "\"%s\"", value->text);
	case REGISTRY_NUMBER:
		return value->text;
	case REGISTRY_LIST:
		if (!value->text_count)
			return "an empty list";
		return arena_printf(
			arena, "a list: %s", text_join(arena, value->texts, value->text_count));
	case REGISTRY_BYTES:
		if (value->byte_count <= MAX_BYTES_SHOWN)
			return arena_printf(arena, "bytes %s",
				hexadecimal(arena, value->bytes, value->byte_count));
		return arena_printf(arena, "%zu bytes, from %s on", value->size,
			hexadecimal(arena, value->bytes, MAX_BYTES_SHOWN));
	case REGISTRY_OTHER:
		break;
	}
	return arena_printf(arena, "%zu bytes of another type", value->size);
}

static void judge(struct registry_question *question, const struct compared *compared)
{
	const char *misfit = comparison_misfit(question->evaluation, question->check, compared);

	if (misfit)
		verdict_fail(question->verdict, misfit);
}

/* What counts when nothing is set, or a failure. */
static void judge_absent(struct registry_question *question)
{
	const struct field_value *fallback = check_value(question->check, "default");
	struct arena *arena = question->evaluation->arena;
	bool digits = field_flag_of(&question->check->values, "digits", false);
	struct compared compared;
	const char *text;

	question->evidence->actual = question->name ? "not set" : "not there";
	if (fallback) {
		text = evaluation_fill(question->evaluation, NULL, fallback->text);
		question->evidence->actual = arena_printf(arena, "not set, so %s counts", text);
		compared = compared_text(&text, digits || fallback->numeric[0]);
		judge(question, &compared);
	} else if (!field_flag_of(&question->check->values, "absent", false) &&
		   field_flag_of(&question->check->values, "exists", true)) {
		verdict_fail(question->verdict, "missing");
	}
	verdict_set(question->verdict, "actual", question->evidence->actual);
}

static void judge_text(struct registry_question *question, const struct registry_value *value)
{
	struct evaluation *evaluation = question->evaluation;
	const char *text = value->text;
	const char *unknown = NULL;
	bool digits = field_flag_of(&question->check->values, "digits", false);
	struct compared compared;

	if (value->type == REGISTRY_EXPANDABLE_TEXT &&
		!field_flag_of(&question->check->values, "raw", false)) {
		text = environment_expand(&evaluation->host->environment, value->text, &unknown);
		question->evidence->actual = arena_printf(
			evaluation->arena, "\"%s\" (stored as \"%s\")", text, value->text);
	}
	if (unknown &&
		!environment_known_unset_for_programs(&evaluation->host->environment, unknown)) {
		verdict_reason(question->verdict, FINDING_UNKNOWN, evaluation->arena,
			"%s is \"%s\", and what %%%s%% is could not be told; give it with --env "
			"%s=VALUE",
			question->subject, value->text, unknown, unknown);
		return;
	}
	compared = compared_text(&text, digits);
	judge(question, &compared);
}

static void judge_bytes(struct registry_question *question, const struct registry_value *value)
{
	struct arena *arena = question->evaluation->arena;
	const char *text = hexadecimal(arena, value->bytes, value->byte_count);
	struct compared compared = {.texts = &text, .count = 1};

	if (value->size > value->byte_count)
		verdict_reason(question->verdict, FINDING_UNKNOWN, arena,
			"%s has %zu bytes, of which only %zu are read, so it could not be compared",
			question->subject, value->size, value->byte_count);
	else
		judge(question, &compared);
}

static void judge_value(struct registry_question *question, const struct registry_value *value)
{
	struct compared compared = {0};

	switch (value->type) {
	case REGISTRY_TEXT:
	case REGISTRY_EXPANDABLE_TEXT:
		judge_text(question, value);
		return;
	case REGISTRY_NUMBER:
		compared = (struct compared){&value->text, 1, true, value->number};
		break;
	case REGISTRY_LIST:
		compared.texts = value->texts;
		compared.count = value->text_count;
		break;
	case REGISTRY_BYTES:
		judge_bytes(question, value);
		return;
	case REGISTRY_OTHER:
		verdict_fail(question->verdict, "wrong-type");
		return;
	}
	judge(question, &compared);
}

static void judge_found(struct registry_question *question, const struct registry_value *value)
{
	struct arena *arena = question->evaluation->arena;

	question->evidence->actual = question->name ? shown(arena, value) : "there";
	verdict_set(question->verdict, "actual", question->evidence->actual);
	if (field_flag_of(&question->check->values, "absent", false))
		verdict_fail(question->verdict, "present");
	else if (comparison_is_asked(question->check))
		judge_value(question, value);
	verdict_set(question->verdict, "actual", question->evidence->actual);
}

static const char *wanted_text(struct evaluation *evaluation, const struct check *check)
{
	const char *text = comparison_text(evaluation, check);

	if (text)
		return text;
	return field_flag_of(&check->values, "absent", false) ? "not there" : "there";
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct registry *registry = &evaluation->host->registry;
	struct arena *arena = evaluation->arena;
	const char *name = field_text_of(&check->values, "value");
	struct registry_question question = {.evaluation = evaluation,
		.check = check,
		.verdict = verdict,
		.key = evaluation_fill(evaluation, NULL, check_value(check, "key")->text),
		.name = name ? evaluation_fill(evaluation, NULL, name) : NULL};
	struct registry_value value = {0};
	enum registry_status status;

	question.subject = question.key;
	if (question.name)
		question.subject = arena_printf(arena, "%s, %s", question.key,
			*question.name ? question.name : "default value");
	verdict->subject = question.subject;
	question.evidence = verdict_evidence(verdict, arena);
	question.evidence->path = question.key;
	question.evidence->fact = "registry key";
	if (question.name)
		question.evidence->fact = arena_printf(
			arena, "registry value %s", *question.name ? question.name : "(default)");
	question.evidence->expected = wanted_text(evaluation, check);
	verdict_set(verdict, "key", question.key);
	verdict_set(verdict, "value", question.name ? question.name : "");
	verdict_set(verdict, "setting", question.subject);
	verdict_set(verdict, "wanted", question.evidence->expected);
	verdict_set(verdict, "actual", "");
	status = question.name ? registry_value(registry, question.key, question.name, &value)
			       : registry_key(registry, question.key);
	if (status == REGISTRY_FOUND) {
		judge_found(&question, &value);
	} else if (status == REGISTRY_ABSENT) {
		judge_absent(&question);
	} else {
		question.evidence->actual = registry_unknown_reason(registry, question.key);
		verdict_reason(verdict, FINDING_UNKNOWN, arena, "%s could not be read: %s",
			question.subject, question.evidence->actual);
	}
}

const struct check_type check_registry = {
	.name = "registry",
	.summary = "A key or value of the registry is there, is not there, or says what it should.",
	.fields = {{"key", &field_key, FIELD_REQUIRED}, {"value", &field_template, 0},
		{"exists", &field_flag, 0}, {"absent", &field_flag, 0}, COMPARISON_FIELDS,
		{"default", &field_datum, 0}, {"raw", &field_flag, 0}, {"digits", &field_flag, 0}},
	.choices = {{CHOICE_BESIDE, {"value", COMPARISON_NAMES, "default", "raw", "digits"}},
		{CHOICE_NOT_BESIDE,
			{"absent", "exists", COMPARISON_NAMES, "default", "raw", "digits"}},
		{CHOICE_AT_MOST_ONE, {"exists", "default"}}},
	.cases = {{"missing", "${setting} is not there"},
		{"present", "${setting} is there", "absent"},
		{"other", "${setting} is ${actual}, expected ${wanted}", "equals one_of matches"},
		{"out-of-range", "${setting} is ${actual}, expected ${wanted}", "min max"},
		{"wrong-type",
			"${setting} is ${actual}, expected a value of another type: ${wanted}",
			"equals one_of matches min max"}},
	.variables = {"key", "value", "setting", "actual", "wanted"},
	.holds = "${setting}: ${actual}",
	.flaw = comparison_flaw,
	.evaluate = evaluate,
};
