#include "rules/examples/example_load.h"

#include "rules/examples/example.h"
#include "rules/evaluation/parameters.h"

#include <string.h>

/* Complains of values for parameters that the pack does not have. */
static void check_set(struct pack_loading *loading, const struct example_machine *machine)
{
	struct json_reader *reader = &loading->reader;

	for (size_t i = 0; loading->pack->id && i < machine->set.count; i++) {
		bool known = false;
		bool specific;

		for (size_t j = 0; j < loading->pack->parameter_count; j++)
			known |= parameter_is_named(machine->set.items[i].name, loading->pack,
				&loading->pack->parameters[j], &specific);
		if (!known)
			json_error(reader,
				json_at(reader, json_at(reader, machine->at, "set"),
					machine->set.items[i].name),
				"the pack has no such parameter");
	}
}

void example_load_machines(struct pack_loading *loading, const cJSON *root)
{
	const cJSON *machines = cJSON_GetObjectItemCaseSensitive(root, "machines");
	struct json_reader *reader = &loading->reader;
	struct pack *pack = loading->pack;
	const cJSON *member;

	if (!machines || !json_check_object(reader, "$.machines", machines, NULL))
		return;
	pack->machines = arena_array(
		reader->arena, (size_t)cJSON_GetArraySize(machines), sizeof(*pack->machines));
	cJSON_ArrayForEach(member, machines)
	{
		struct example_machine *machine = &pack->machines[pack->machine_count++];

		machine->name = arena_strdup(reader->arena, member->string);
		if (!pack_id_is_sound(machine->name))
			json_error(reader, json_at(reader, "$.machines", machine->name),
				"expected a name of up to 64 of a-z, 0-9, dot, hyphen and "
				"underscore");
		example_machine_load(
			reader, json_at(reader, "$.machines", machine->name), member, machine);
	}
	for (size_t i = 0; i < pack->machine_count; i++)
		example_machine_find_base(
			reader, &pack->machines[i], pack->machines, pack->machine_count);
	for (size_t i = 0; i < pack->machine_count; i++) {
		example_machine_check_bases(reader, &pack->machines[i]);
		check_set(loading, &pack->machines[i]);
	}
}

static void load_expect(
	struct json_reader *reader, const char *path, const cJSON *object, struct example *out)
{
	static const enum finding_status known[] = {
		FINDING_PASS, FINDING_FAIL, FINDING_UNKNOWN, FINDING_NOT_APPLICABLE};
	const char *name = json_text(reader, path, object, "expect", true);

	for (size_t i = 0; name && i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(finding_status_name(known[i]), name) != 0)
			continue;
		out->expect = known[i];
		return;
	}
	if (name)
		json_error(reader, json_at(reader, path, "expect"),
			"unknown status \"%s\"; expected pass, fail, unknown or not-applicable",
			name);
}

static void load_case(struct json_reader *reader, const char *path, const cJSON *object,
	const struct rule *rule, struct example *out)
{
	const struct check *check = check_outcome(&rule->check);
	const char *at = json_at(reader, path, "case");

	out->case_name = json_text(reader, path, object, "case", false);
	if (!out->case_name || !check->type)
		return;
	if (out->expect != FINDING_FAIL)
		json_error(reader, at, "expected only with \"expect\": \"fail\"");
	for (size_t i = 0; check->type->cases[i].name; i++)
		if (strcmp(check->type->cases[i].name, out->case_name) == 0)
			return;
	json_error(
		reader, at, "the check %s has no case \"%s\"", check->type->name, out->case_name);
}

static void load_example(struct pack_loading *loading, const char *path, const cJSON *object,
	const struct rule *rule, struct example *out)
{
	static const char *const keys[] = {"title", "expect", "case", "subject", "machine", NULL};
	const cJSON *machine = cJSON_GetObjectItemCaseSensitive(object, "machine");
	struct json_reader *reader = &loading->reader;

	if (!json_check_object(reader, path, object, keys))
		return;
	out->title = json_text(reader, path, object, "title", true);
	load_expect(reader, path, object, out);
	load_case(reader, path, object, rule, out);
	out->subject = json_text(reader, path, object, "subject", false);
	if (!machine) {
		json_error(reader, path, "\"machine\" is missing; expected an object");
		return;
	}
	example_machine_load(reader, json_at(reader, path, "machine"), machine, &out->machine);
	example_machine_find_base(
		reader, &out->machine, loading->pack->machines, loading->pack->machine_count);
	check_set(loading, &out->machine);
}

void example_load_all(
	struct pack_loading *loading, const char *path, const cJSON *object, struct rule *rule)
{
	struct json_reader *reader = &loading->reader;
	const cJSON *examples = json_array(reader, path, object, "examples", false);
	const char *at = json_at(reader, path, "examples");
	const cJSON *element;

	if (!examples)
		return;
	rule->examples = arena_array(
		reader->arena, (size_t)cJSON_GetArraySize(examples), sizeof(*rule->examples));
	cJSON_ArrayForEach(element, examples)
	{
		load_example(loading, json_at_index(reader, at, rule->example_count), element, rule,
			&rule->examples[rule->example_count]);
		rule->example_count++;
	}
}
