/* The rules of a pack from their JSON. */
#include "rules/pack_load.h"

#include "scanner/image/image.h"

#include <string.h>

/* Complains when an id is not in the pack; what is "program" or "library". */
static void check_reference(
	struct pack_loading *loading, const char *path, const char *what, const char *id)
{
	const struct pack *pack = loading->pack;
	bool is_program = strcmp(what, "program") == 0;

	for (size_t i = 0; is_program && i < pack->program_count; i++)
		if (strcmp(pack->programs[i].id, id) == 0)
			return;
	for (size_t i = 0; !is_program && i < pack->library_count; i++)
		if (strcmp(pack->libraries[i].id, id) == 0)
			return;
	json_error(&loading->reader, path, "there is no %s \"%s\" in this pack", what, id);
}

static void check_text_value(
	struct pack_loading *loading, const char *path, enum field_type type, const char *text)
{
	enum image_kind kind;
	enum image_target target;
	enum severity severity;

	switch (type) {
	case FIELD_PROGRAM:
	case FIELD_PROGRAMS:
		check_reference(loading, path, "program", text);
		break;
	case FIELD_LIBRARY:
	case FIELD_LIBRARIES:
		check_reference(loading, path, "library", text);
		break;
	case FIELD_TEMPLATE:
	case FIELD_TEMPLATES:
		pack_load_check_template(loading, path, text, NULL);
		break;
	case FIELD_KIND:
		if (!image_kind_from_name(text, &kind))
			json_error(&loading->reader, path,
				"unknown kind \"%s\"; expected one of mz, ne, le, lx, w3, w4, p2, "
				"p3, mp, "
				"bw, pe32, pe32plus, te, none",
				text);
		break;
	case FIELD_TARGET:
		if (!image_target_from_name(text, &target))
			json_error(&loading->reader, path,
				"unknown target \"%s\"; expected one of dos, windows, os2, dos4, "
				"windows386, boss, efi, native, ce, posix, pharlap, unknown",
				text);
		break;
	case FIELD_SEVERITY:
		if (!severity_from_name(text, &severity))
			json_error(&loading->reader, path,
				"unknown severity \"%s\"; expected critical, high, medium, low or "
				"info",
				text);
		break;
	case FIELD_MACHINE:
		if (!image_machine_name_is_known(text))
			json_error(&loading->reader, path,
				"unknown machine \"%s\"; expected a name such as i386, x86-64, "
				"alpha or "
				"0x014C",
				text);
		break;
	case FIELD_NUMBER:
		break;
	}
}

static bool is_list(enum field_type type)
{
	return type == FIELD_PROGRAMS || type == FIELD_LIBRARIES || type == FIELD_TEMPLATES;
}

/* A part of a version number. */
static double load_number(
	struct json_reader *reader, const char *path, const cJSON *object, const char *key)
{
	const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, key);
	double number = cJSON_IsNumber(member) ? member->valuedouble : 0;

	if (!member)
		json_error(reader, path, "\"%s\" is missing; expected a number", key);
	else if (!cJSON_IsNumber(member))
		json_error(reader, json_at(reader, path, key), "expected a number, found %s",
			json_type_name(member));
	else if (!(number >= 0 && number <= UINT16_MAX) || number != (double)(uint16_t)number)
		json_error(reader, json_at(reader, path, key),
			"expected a whole number from 0 to %d", UINT16_MAX);
	else
		return number;
	return 0;
}

static void load_value(struct pack_loading *loading, const char *path, const cJSON *object,
	const struct check_field *field, struct rule *rule)
{
	struct json_reader *reader = &loading->reader;
	const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, field->name);
	const char *at = json_at(reader, path, field->name);
	struct rule_value value = {.field = field->name};

	if (!member && !field->required)
		return;
	if (is_list(field->type)) {
		value.list = json_texts(
			reader, path, object, field->name, field->required, &value.count);
		for (size_t i = 0; i < value.count; i++)
			if (value.list[i])
				check_text_value(loading, json_at_index(reader, at, i), field->type,
					value.list[i]);
	} else if (field->type == FIELD_NUMBER) {
		value.number = load_number(reader, path, object, field->name);
	} else {
		value.text = json_text(reader, path, object, field->name, field->required);
		if (value.text)
			check_text_value(loading, at, field->type, value.text);
	}
	rule->values[rule->value_count++] = value;
}

static void load_check(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule)
{
	struct json_reader *reader = &loading->reader;
	const char *keys[MAX_CHECK_FIELDS + 2] = {"type"};
	const char *at = json_at(reader, path, "check");
	const cJSON *check = cJSON_GetObjectItemCaseSensitive(object, "check");
	const char *type;
	size_t errors;

	if (!cJSON_IsObject(check)) {
		json_error(reader, path,
			"\"check\" is missing or no object; expected {\"type\": ...}");
		return;
	}
	type = json_text(reader, at, check, "type", true);
	rule->check = type ? check_type_named(type) : NULL;
	if (type && !rule->check) {
		const char *known = "";

		for (size_t i = 0; check_type_at(i); i++)
			known = arena_printf(reader->arena, "%s%s%s", known, i ? ", " : "",
				check_type_at(i)->name);
		json_error(reader, json_at(reader, at, "type"),
			"unknown check \"%s\"; expected one of %s", type, known);
	}
	if (!rule->check)
		return;
	for (size_t i = 0; rule->check->fields[i].name; i++)
		keys[i + 1] = rule->check->fields[i].name;
	json_check_object(reader, at, check, keys);
	rule->values = arena_array(reader->arena, MAX_CHECK_FIELDS, sizeof(*rule->values));
	errors = reader->errors;
	for (size_t i = 0; rule->check->fields[i].name; i++)
		load_value(loading, at, check, &rule->check->fields[i], rule);
	if (rule->check->flaw && reader->errors == errors && rule->check->flaw(rule))
		json_error(reader, at, "%s", rule->check->flaw(rule));
}

static void load_case(struct pack_loading *loading, const char *path, const cJSON *cases,
	const char *name, struct rule *rule)
{
	static const char *const keys[] = {"explanation", "remedy", NULL};
	struct json_reader *reader = &loading->reader;
	const cJSON *object = cJSON_GetObjectItemCaseSensitive(cases, name);
	const char *at = json_at(reader, path, name);
	struct rule_case *place = &rule->cases[rule->case_count];

	if (!object) {
		json_error(reader, path,
			"the case \"%s\" of check %s is not explained; expected "
			"{\"explanation\": ..., \"remedy\": ...}",
			name, rule->check->name);
		return;
	}
	if (!json_check_object(reader, at, object, keys))
		return;
	place->name = name;
	place->explanation = json_text(reader, at, object, "explanation", true);
	place->remedy = json_text(reader, at, object, "remedy", true);
	pack_load_check_template(
		loading, json_at(reader, at, "explanation"), place->explanation, rule->check);
	pack_load_check_template(
		loading, json_at(reader, at, "remedy"), place->remedy, rule->check);
	rule->case_count++;
}

static void load_cases(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule)
{
	const cJSON *cases = cJSON_GetObjectItemCaseSensitive(object, "cases");
	const char *at = json_at(&loading->reader, path, "cases");

	if (!rule->check || (!cases && !rule->check->cases[0]))
		return;
	if (!cases) {
		json_error(&loading->reader, path,
			"\"cases\" is missing; expected an object that "
			"explains each way the check can fail");
		return;
	}
	if (!json_check_object(&loading->reader, at, cases, rule->check->cases))
		return;
	rule->cases = arena_array(loading->reader.arena, MAX_CHECK_CASES, sizeof(*rule->cases));
	for (size_t i = 0; rule->check->cases[i]; i++)
		load_case(loading, at, cases, rule->check->cases[i], rule);
}

void pack_load_rule(struct pack_loading *loading, const char *path, const cJSON *object)
{
	static const char *const keys[] = {
		"id", "title", "severity", "references", "check", "holds", "cases", NULL};
	struct json_reader *reader = &loading->reader;
	struct rule rule = {0};
	const char *severity;

	if (!json_check_object(reader, path, object, keys))
		return;
	rule.id = pack_load_id(reader, path, object);
	rule.title = json_text(reader, path, object, "title", true);
	severity = json_text(reader, path, object, "severity", true);
	if (severity)
		check_text_value(
			loading, json_at(reader, path, "severity"), FIELD_SEVERITY, severity);
	if (severity)
		severity_from_name(severity, &rule.severity);
	rule.references =
		json_texts(reader, path, object, "references", true, &rule.reference_count);
	load_check(loading, path, object, &rule);
	rule.holds = json_text(reader, path, object, "holds", true);
	pack_load_check_template(loading, json_at(reader, path, "holds"), rule.holds, rule.check);
	load_cases(loading, path, object, &rule);
	if (rule.id && pack_rule(loading->pack, rule.id))
		json_error(reader, json_at(reader, path, "id"),
			"a rule \"%s\" is there already; expected an id of its own", rule.id);
	if (rule.id)
		loading->pack->rules[loading->pack->rule_count++] = rule;
}
