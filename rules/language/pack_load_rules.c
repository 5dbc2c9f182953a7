/* The rules of a pack from their JSON. */
#include "rules/language/pack_load.h"

#include "rules/examples/example_load.h"
#include "rules/selections/selection.h"

#include <string.h>

static struct check load_typed_check(
	struct pack_loading *loading, const char *path, const cJSON *object)
{
	struct json_reader *reader = &loading->reader;
	const char *name = json_text(reader, path, object, "type", true);
	struct check check = {.type = name ? check_type_named(name) : NULL};
	struct parameter_uses *outside = loading->uses;
	size_t errors = reader->errors;

	if (name && !check.type)
		json_error(reader, json_at(reader, path, "type"),
			"unknown check \"%s\"; expected one that compatscan rules checks shows",
			name);
	if (!check.type)
		return check;
	loading->uses = &check.uses;
	check.values = field_values_load(loading, path, object, "type", check.type->fields);
	loading->uses = outside;
	field_choices_check(reader, path, &check.values, check.type->choices);
	if (check.type->flaw && reader->errors == errors && check.type->flaw(&check))
		json_error(reader, path, "%s", check.type->flaw(&check));
	return check;
}

struct check pack_load_check(struct pack_loading *loading, const char *path, const cJSON *object)
{
	struct check check = {0};

	if (!cJSON_IsObject(object)) {
		json_error(&loading->reader, path, "expected a check, {\"type\": ...}, found %s",
			json_type_name(object));
	} else if (loading->depth == MAX_CHECK_DEPTH) {
		json_error(&loading->reader, path, "expected checks in at most %d checks",
			MAX_CHECK_DEPTH);
	} else {
		loading->depth++;
		check = load_typed_check(loading, path, object);
		loading->depth--;
	}
	return check;
}

static void load_each(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule)
{
	struct json_reader *reader = &loading->reader;
	const cJSON *each = cJSON_GetObjectItemCaseSensitive(object, "each");
	const char *at = json_at(reader, path, "each");
	const char *name;

	if (!each)
		return;
	if (!cJSON_IsObject(each)) {
		json_error(reader, at, "expected a selection, {\"in\": ...}, found %s",
			json_type_name(each));
		return;
	}
	name = json_text(reader, at, each, "in", true);
	rule->each.type = name ? selection_type_named(name) : NULL;
	if (name && !rule->each.type)
		json_error(reader, json_at(reader, at, "in"),
			"unknown selection \"%s\"; expected one that compatscan rules checks shows",
			name);
	if (rule->each.type)
		rule->each.values =
			field_values_load(loading, at, each, "in", rule->each.type->fields);
}

/* The values of the check's texts, with those that every check has. */
static const char *const *values_of(struct arena *arena, const struct rule *rule)
{
	const struct check_type *type = check_outcome(&rule->check)->type;
	const char **values = arena_array(arena, MAX_VERDICT_VARIABLES + 2, sizeof(*values));
	size_t used = 0;

	for (; type->variables[used]; used++)
		values[used] = type->variables[used];
	values[used++] = "detail";
	values[used] = NULL;
	return values;
}

static void load_case(struct pack_loading *loading, const char *path, const cJSON *cases,
	const char *name, struct rule *rule)
{
	static const char *const keys[] = {"explanation", "remedy", NULL};
	struct json_reader *reader = &loading->reader;
	const cJSON *object = cJSON_GetObjectItemCaseSensitive(cases, name);
	const char *at = json_at(reader, path, name);
	const char *const *values = values_of(reader->arena, rule);
	struct rule_case *place = &rule->cases[rule->case_count];

	if (!json_check_object(reader, at, object, keys))
		return;
	place->name = name;
	place->explanation = json_text(reader, at, object, "explanation", true);
	place->remedy = json_text(reader, at, object, "remedy", true);
	pack_load_check_template(
		loading, json_at(reader, at, "explanation"), place->explanation, values);
	pack_load_check_template(loading, json_at(reader, at, "remedy"), place->remedy, values);
	rule->case_count++;
}

/* Whether word is one of words, which have blanks between them. */
static bool is_word_of(const char *words, const char *word)
{
	for (;;) {
		size_t length = strcspn(words, " ");

		if (strlen(word) == length && memcmp(words, word, length) == 0)
			return true;
		if (!words[length])
			return false;
		words += length + 1;
	}
}

static bool can_arise(const struct check *check, const struct check_case *one)
{
	for (size_t i = 0; one->needs && i < check->values.count; i++)
		if (is_word_of(one->needs, check->values.items[i].field))
			return true;
	return !one->needs;
}

static bool can_fail(const struct check *check)
{
	for (size_t i = 0; check->type->cases[i].name; i++)
		if (can_arise(check, &check->type->cases[i]))
			return true;
	return false;
}

static void load_cases(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule)
{
	struct json_reader *reader = &loading->reader;
	const struct check *check = check_outcome(&rule->check);
	const struct check_case *known = check->type->cases;
	const cJSON *cases = cJSON_GetObjectItemCaseSensitive(object, "cases");
	const char *at = json_at(reader, path, "cases");
	const char *keys[MAX_CHECK_CASES + 2];
	size_t count = 0;

	if (!cases && !can_fail(check))
		return;
	if (!cases) {
		json_error(reader, path,
			"\"cases\" is missing; expected an object that explains each way the check "
			"can fail");
		return;
	}
	for (; known[count].name; count++)
		keys[count] = known[count].name;
	if (count)
		keys[count++] = CASE_OTHERWISE;
	keys[count] = NULL;
	if (!json_check_object(reader, at, cases, keys))
		return;
	rule->cases = arena_array(reader->arena, count, sizeof(*rule->cases));
	for (size_t i = 0; i < count; i++) {
		if (cJSON_GetObjectItemCaseSensitive(cases, keys[i]))
			load_case(loading, at, cases, keys[i], rule);
		else if (i + 1 < count && can_arise(check, &known[i]) &&
			 !cJSON_GetObjectItemCaseSensitive(cases, CASE_OTHERWISE))
			json_error(reader, at,
				"the case \"%s\" of check %s is not explained; expected "
				"{\"explanation\": ..., \"remedy\": ...} for it or for "
				"\"" CASE_OTHERWISE "\"",
				keys[i], check->type->name);
	}
}

static void load_severity(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule)
{
	const char *severity = json_text(&loading->reader, path, object, "severity", true);

	if (!severity)
		return;
	field_severity.check_text(
		loading, json_at(&loading->reader, path, "severity"), severity, NULL);
	severity_from_name(severity, &rule->severity);
}

/* The check, and the texts that may use its values. */
static void load_question(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule)
{
	struct json_reader *reader = &loading->reader;
	const cJSON *check = cJSON_GetObjectItemCaseSensitive(object, "check");
	const struct selection_type *items;

	load_each(loading, path, object, rule);
	loading->in_hand = items = rule->each.type;
	if (check)
		rule->check = pack_load_check(loading, json_at(reader, path, "check"), check);
	else
		json_error(reader, path, "\"check\" is missing; expected {\"type\": ...}");
	if (check_outcome(&rule->check)->type)
		load_cases(loading, path, object, rule);
	/* All items that pass share one text, so none of them is in it. */
	loading->in_hand = NULL;
	rule->holds = json_text(reader, path, object, "holds", true);
	if (check_outcome(&rule->check)->type)
		pack_load_check_template(loading, json_at(reader, path, "holds"), rule->holds,
			items ? (const char *const[]){"count", NULL}
			      : values_of(reader->arena, rule));
}

void pack_load_rule(struct pack_loading *loading, const char *path, const cJSON *object)
{
	static const char *const keys[] = {"id", "title", "severity", "references", "live", "each",
		"check", "holds", "cases", "examples", NULL};
	struct json_reader *reader = &loading->reader;
	struct rule rule = {0};

	if (!json_check_object(reader, path, object, keys))
		return;
	loading->uses = &rule.uses;
	rule.id = pack_load_id(reader, path, object);
	rule.title = json_text(reader, path, object, "title", true);
	load_severity(loading, path, object, &rule);
	rule.references =
		json_texts(reader, path, object, "references", true, &rule.reference_count);
	rule.live = json_flag(reader, path, object, "live");
	load_question(loading, path, object, &rule);
	example_load_all(loading, path, object, &rule);
	loading->uses = NULL;
	if (rule.id && pack_rule(loading->pack, rule.id))
		json_error(reader, json_at(reader, path, "id"),
			"a rule \"%s\" is there already; expected an id of its own", rule.id);
	if (rule.id)
		loading->pack->rules[loading->pack->rule_count++] = rule;
}
