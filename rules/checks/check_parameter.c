/* parameter: what a parameter of the pack is on this machine. */
#include "rules/checks/check.h"
#include "rules/checks/comparison.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

enum { MAX_SHORT_BASE = 8, MAX_SHORT_EXTENSION = 3 };

static const struct parameter_value *value_of(const struct evaluation *evaluation, const char *name)
{
	size_t index = 0;

	while (strcmp(evaluation->parameters[index].name, name) != 0)
		index++;
	return &evaluation->parameters[index];
}

/* Whether a name of length bytes is one that DOS takes as it stands: up to eight characters, and
 * behind a dot up to three. Source: doc "Naming Files, Paths, and Namespaces". */
static bool is_short_name(const char *name, size_t length)
{
	static const char refused[] = " \"*+,/:;<=>?[\\]|";
	const char *end = name + length;
	size_t characters = 0, dots = 0;

	while (name < end) {
		uint32_t character = text_next(&name);

		if (character < ' ' || (character < 0x80 && strchr(refused, (int)character)))
			return false;
		if (character != '.') {
			characters++;
		} else if (dots++ || !characters || characters > MAX_SHORT_BASE) {
			return false;
		} else {
			characters = 0;
		}
		if (characters > (dots ? MAX_SHORT_EXTENSION : MAX_SHORT_BASE))
			return false;
	}
	return characters > 0;
}

/* The first folder or file name of a path that is not short, or NULL. */
static const char *long_component(struct arena *arena, const char *path)
{
	const char *at = path + winpath_root_length(path);

	for (;;) {
		size_t length;

		at += strspn(at, "\\/");
		length = strcspn(at, "\\/");
		if (!length)
			return NULL;
		if (!is_short_name(at, length))
			return arena_copy(arena, at, length);
		at += length;
	}
}

static void judge_short(
	struct evaluation *evaluation, struct verdict *verdict, const char *name, const char *text)
{
	const char *component;

	if (!*text) {
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"the parameter %s has no value", name);
		return;
	}
	component = long_component(evaluation->arena, text);
	if (!component)
		return;
	verdict_set(verdict, "component", component);
	verdict_fail(verdict, "long");
}

static void evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	struct arena *arena = evaluation->arena;
	const char *name = check_value(check, "name")->text;
	const struct parameter_value *value = value_of(evaluation, name);
	const char *wanted = comparison_text(evaluation, check);
	bool short_path = field_flag_of(&check->values, "short_path", false);
	struct evidence *evidence = verdict_evidence(verdict, arena);
	struct compared compared = compared_text(&value->text, true);
	const char *misfit;

	if (short_path)
		wanted = arena_printf(arena, "%s%sshort names without blanks", wanted ? wanted : "",
			wanted ? " and " : "");
	verdict->subject = name;
	evidence->path = name;
	evidence->fact = arena_printf(arena, "parameter (%s)", value->origin);
	evidence->expected = wanted;
	evidence->actual = *value->text ? value->text : "empty";
	verdict_set(verdict, "name", name);
	verdict_set(verdict, "value", value->text);
	verdict_set(verdict, "origin", value->origin);
	verdict_set(verdict, "wanted", wanted);
	verdict_set(verdict, "component", "");
	misfit = comparison_misfit(evaluation, check, &compared);
	if (misfit)
		verdict_fail(verdict, misfit);
	else if (short_path)
		judge_short(evaluation, verdict, name, value->text);
}

const struct check_type check_parameter = {
	.name = "parameter",
	.summary = "A parameter of the pack has a value that it should have.",
	.fields = {{"name", &field_parameter, FIELD_REQUIRED}, COMPARISON_FIELDS,
		{"short_path", &field_flag, 0}},
	.choices = {{CHOICE_SOME, {COMPARISON_NAMES, "short_path"}}},
	.cases = {{"other", "${name} is \"${value}\", expected ${wanted}", "equals one_of matches"},
		{"out-of-range", "${name} is ${value}, expected ${wanted}", "min max"},
		{"wrong-type", "${name} is \"${value}\", which is no number",
			"equals one_of min max"},
		{"long",
			"${component} in ${name}, ${value}, is no name of at most eight and three "
			"characters without blanks",
			"short_path"}},
	.variables = {"name", "value", "origin", "wanted", "component"},
	.holds = "${name} is \"${value}\"",
	.flaw = comparison_flaw,
	.evaluate = evaluate,
};
