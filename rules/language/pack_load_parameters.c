/* The parameters of a pack from their JSON. */
#include "rules/language/pack_load.h"

#include "rules/evaluation/parameter_facts.h"
#include "scanner/base/text.h"

#include <string.h>

static bool find_name(const struct pack *pack, const char *name, size_t length, size_t *index)
{
	for (size_t i = 0; i < pack->parameter_count; i++) {
		if (strlen(pack->parameters[i].name) != length ||
			memcmp(pack->parameters[i].name, name, length) != 0)
			continue;
		*index = i;
		return true;
	}
	return false;
}

bool pack_load_find_parameter(const struct pack *pack, const char *name, size_t *index)
{
	static const char suffix[] = ".folder";
	size_t length = strlen(name);
	size_t tail = strlen(suffix);

	if (find_name(pack, name, length, index))
		return true;
	return length > tail && strcmp(name + length - tail, suffix) == 0 &&
	       find_name(pack, name, length - tail, index);
}

static bool has_use(const struct parameter_uses *uses, size_t index)
{
	for (size_t i = 0; i < uses->count; i++)
		if (uses->items[i] == index)
			return true;
	return false;
}

void pack_load_use(struct pack_loading *loading, const struct parameter_uses *uses)
{
	struct parameter_uses *all = loading->uses;

	for (size_t i = 0; all && i < uses->count; i++) {
		void *items = all->items;

		if (has_use(all, uses->items[i]))
			continue;
		arena_grow(loading->reader.arena, &items, all->count, &all->capacity,
			sizeof(*all->items));
		all->items = items;
		all->items[all->count++] = uses->items[i];
	}
}

static const struct {
	const char *name;
	enum parameter_form form;
} forms[] = {
	{"text", PARAMETER_TEXT},
	{"program", PARAMETER_PROGRAM},
	{"above", PARAMETER_ABOVE},
};

static enum parameter_form load_form(
	struct json_reader *reader, const char *path, const cJSON *object)
{
	const char *name = json_text(reader, path, object, "as", false);

	if (!name)
		return PARAMETER_TEXT;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0)
			return forms[i].form;
	json_error(reader, json_at(reader, path, "as"),
		"unknown form \"%s\"; expected text, program or above", name);
	return PARAMETER_TEXT;
}

static void load_option(struct json_reader *reader, const char *path, const cJSON *object,
	struct parameter_source *source)
{
	(void)object;
	if (source->name && strcmp(source->name, "exchsrvr") != 0)
		json_error(reader, json_at(reader, path, "option"),
			"unknown option \"%s\"; expected exchsrvr", source->name);
}

static void load_registry(struct json_reader *reader, const char *path, const cJSON *object,
	struct parameter_source *source)
{
	source->value = json_text(reader, path, object, "value", true);
	source->form = load_form(reader, path, object);
	source->suffix = json_text(reader, path, object, "suffix", source->form == PARAMETER_ABOVE);
	json_refuse_control(reader, json_at(reader, path, "suffix"), source->suffix);
	if (source->name && !text_begins_keyword(source->name, "HKLM\\SYSTEM\\") &&
		!text_begins_keyword(source->name, "HKLM\\SOFTWARE\\"))
		json_error(reader, json_at(reader, path, "registry"),
			"\"%s\" is in no hive that is read; expected HKLM\\SYSTEM\\... or "
			"HKLM\\SOFTWARE\\...",
			source->name);
	if (source->suffix && source->form != PARAMETER_ABOVE)
		json_error(reader, json_at(reader, path, "suffix"),
			"expected only with \"as\": \"above\"");
}

static void load_environment(struct json_reader *reader, const char *path, const cJSON *object,
	struct parameter_source *source)
{
	(void)object;
	if (source->name && strpbrk(source->name, "=%"))
		json_error(reader, json_at(reader, path, "environment"),
			"\"%s\" is no name of a variable; expected one such as "
			"PROCESSOR_ARCHITECTURE",
			source->name);
}

static const char *known_facts(struct arena *arena)
{
	const char *known = "";

	for (size_t i = 0; parameter_fact_at(i); i++)
		known = arena_printf(arena, "%s%s%s", known, i ? ", " : "", parameter_fact_at(i));
	return known;
}

static void load_fact(struct json_reader *reader, const char *path, const cJSON *object,
	struct parameter_source *source)
{
	(void)object;
	if (source->name && !parameter_fact_is_known(source->name))
		json_error(reader, json_at(reader, path, "fact"),
			"unknown fact \"%s\"; expected one of %s", source->name,
			known_facts(reader->arena));
}

/* The kinds of source by the key that names each, and what else they may have. */
static const struct {
	const char *key;
	const char *others[4];
	void (*load)(struct json_reader *reader, const char *path, const cJSON *object,
		struct parameter_source *source);
} kinds[] = {
	[SOURCE_OPTION] = {"option", {NULL}, load_option},
	[SOURCE_REGISTRY] = {"registry", {"value", "as", "suffix", NULL}, load_registry},
	[SOURCE_ENVIRONMENT] = {"environment", {NULL}, load_environment},
	[SOURCE_FACT] = {"fact", {NULL}, load_fact},
};

enum { SOURCE_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* Complains of keys that do not belong to a source of this kind. */
static void check_keys(struct json_reader *reader, const char *path, const cJSON *object,
	enum parameter_source_kind kind)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, object)
	{
		bool known = strcmp(member->string, kinds[kind].key) == 0;

		for (size_t i = 0; kinds[kind].others[i]; i++)
			known |= strcmp(member->string, kinds[kind].others[i]) == 0;
		if (!known)
			json_error(reader, json_at(reader, path, member->string),
				"expected no such key beside \"%s\"", kinds[kind].key);
	}
}

static struct parameter_source load_source(
	struct json_reader *reader, const char *path, const cJSON *object)
{
	static const char *const keys[] = {
		"option", "registry", "environment", "fact", "value", "as", "suffix", NULL};
	struct parameter_source source = {0};
	size_t kind = SOURCE_KINDS;

	if (!json_check_object(reader, path, object, keys))
		return source;
	for (size_t i = SOURCE_KINDS; i > 0; i--)
		if (cJSON_GetObjectItemCaseSensitive(object, kinds[i - 1].key))
			kind = i - 1;
	if (kind == SOURCE_KINDS) {
		json_error(reader, path,
			"expected \"option\", \"registry\" with \"value\", \"environment\" or "
			"\"fact\"");
		return source;
	}
	source.kind = (enum parameter_source_kind)kind;
	source.name = json_text(reader, path, object, kinds[kind].key, true);
	json_refuse_control(reader, json_at(reader, path, kinds[kind].key), source.name);
	check_keys(reader, path, object, source.kind);
	kinds[kind].load(reader, path, object, &source);
	return source;
}

static void load_sources(struct json_reader *reader, const char *path, const cJSON *object,
	struct parameter *parameter)
{
	const cJSON *array = json_array(reader, path, object, "from", false);
	const char *at = json_at(reader, path, "from");
	const cJSON *element;

	if (!array)
		return;
	parameter->sources = arena_array(
		reader->arena, (size_t)cJSON_GetArraySize(array), sizeof(*parameter->sources));
	cJSON_ArrayForEach(element, array)
	{
		parameter->sources[parameter->source_count] = load_source(
			reader, json_at_index(reader, at, parameter->source_count), element);
		parameter->source_count++;
	}
}

static void load_default(struct pack_loading *loading, const char *path, const cJSON *object,
	struct parameter *parameter)
{
	struct json_reader *reader = &loading->reader;

	parameter->default_value = json_text(reader, path, object, "default", false);
	json_refuse_control(reader, json_at(reader, path, "default"), parameter->default_value);
	loading->uses = &parameter->uses;
	pack_load_check_template(
		loading, json_at(reader, path, "default"), parameter->default_value, NULL);
	loading->uses = NULL;
	parameter->optional = json_flag(reader, path, object, "optional");
	if (cJSON_GetObjectItemCaseSensitive(object, "optional") &&
		cJSON_GetObjectItemCaseSensitive(object, "default"))
		json_error(reader, json_at(reader, path, "optional"),
			"expected only without \"default\", with which there always is a value");
}

void pack_load_parameter(struct pack_loading *loading, const char *path, const cJSON *object)
{
	static const char *const keys[] = {
		"name", "description", "from", "default", "optional", NULL};
	struct json_reader *reader = &loading->reader;
	struct parameter parameter = {0};
	size_t index;

	if (!json_check_object(reader, path, object, keys))
		return;
	parameter.name = json_text(reader, path, object, "name", true);
	parameter.description = json_text(reader, path, object, "description", true);
	load_sources(reader, path, object, &parameter);
	load_default(loading, path, object, &parameter);
	if (!parameter.name)
		return;
	if (!pack_id_is_sound(parameter.name) || strlen(parameter.name) > 48)
		json_error(reader, json_at(reader, path, "name"),
			"\"%s\" is no name; expected up to 48 of a-z, 0-9, dot, hyphen and "
			"underscore",
			parameter.name);
	if (find_name(loading->pack, parameter.name, strlen(parameter.name), &index))
		json_error(reader, json_at(reader, path, "name"),
			"a parameter \"%s\" is there already; expected a name of its own",
			parameter.name);
	loading->pack->parameters[loading->pack->parameter_count++] = parameter;
}
