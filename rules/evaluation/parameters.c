#include "rules/evaluation/parameters.h"

#include "rules/evaluation/parameter_facts.h"
#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/service_file.h"

#include <string.h>

/* The folder above suffix when text is an absolute path that ends in it, component by component;
 * else NULL. */
static const char *folder_above(struct arena *arena, const char *text, const char *suffix)
{
	const char *path = winpath_absolute(arena, NULL, text);
	size_t length = path ? strlen(path) : 0;
	size_t tail = strlen(suffix);

	if (length <= tail + 1 || path[length - tail - 1] != '\\')
		return NULL;
	if (!text_same_name(path + length - tail, suffix))
		return NULL;
	return arena_copy(arena, path, length - tail - 1);
}

/* The program of a command line. What has no extension is one that Windows puts .exe behind, and
 * may be cut at a space that is none between arguments: the disk tells. */
static const char *program_of(struct evaluation *evaluation, const char *command)
{
	const char *program = winpath_program(evaluation->arena, command);
	struct service_file file;

	if (!strpbrk(program, "\\/") || winpath_has_extension(program))
		return program;
	file = service_program_file(evaluation->host, "", command, false);
	return file.status == SERVICE_FILE_FOUND ? file.path : program;
}

static const char *in_form(
	struct evaluation *evaluation, const struct parameter_source *source, const char *text)
{
	struct arena *arena = evaluation->arena;
	const char *folder;

	switch (source->form) {
	case PARAMETER_TEXT:
		return text;
	case PARAMETER_PROGRAM:
		return program_of(evaluation, text);
	case PARAMETER_ABOVE:
		/* A folder may hold spaces, at which a command line ends. */
		folder = folder_above(arena, text, source->suffix);
		return folder ? folder
			      : folder_above(arena, winpath_program(arena, text), source->suffix);
	}
	return NULL;
}

/* What a source says. */
struct answer {
	const char *text;    /* NULL: it gives no value */
	bool assumed;        /* the value is only the likely one */
	const char *unknown; /* why it could not be asked; NULL when it could */
	const char *open;    /* what of the text is not known, and what to give; or NULL */
};

static struct answer ask_option(
	struct evaluation *evaluation, const struct parameter_source *source)
{
	const char *text = evaluation->host->options.exchsrvr;

	(void)source;
	return (struct answer){
		.text = text ? winpath_absolute(evaluation->arena, NULL, text) : NULL};
}

/* Why a value of the registry is nothing that a parameter could be; NULL when it is. */
static const char *unfit(struct arena *arena, const struct registry_value *value)
{
	switch (value->type) {
	case REGISTRY_TEXT:
	case REGISTRY_EXPANDABLE_TEXT:
	case REGISTRY_NUMBER:
		return NULL;
	case REGISTRY_LIST:
		return arena_printf(
			arena, "it is a list of %zu texts, not one text", value->text_count);
	case REGISTRY_BYTES:
	case REGISTRY_OTHER:
		break;
	}
	return arena_printf(
		arena, "its type is not that of a text (it has %zu bytes)", value->size);
}

static struct answer ask_registry(
	struct evaluation *evaluation, const struct parameter_source *source)
{
	struct host *host = evaluation->host;
	struct answer answer = {0};
	struct registry_value value;
	const char *variable = NULL;
	const char *text;

	switch (registry_value(&host->registry, source->name, source->value, &value)) {
	case REGISTRY_UNKNOWN:
		answer.unknown = registry_unknown_reason(&host->registry, source->name);
		return answer;
	case REGISTRY_ABSENT:
		return answer;
	case REGISTRY_FOUND:
		break;
	}
	answer.unknown = unfit(evaluation->arena, &value);
	if (answer.unknown)
		return answer;
	text = value.text;
	if (value.type == REGISTRY_EXPANDABLE_TEXT)
		text = environment_expand(&host->environment, text, &variable);
	answer.text = in_form(evaluation, source, text);
	if (variable && !environment_known_unset_for_programs(&host->environment, variable))
		answer.open = arena_printf(evaluation->arena,
			"%s, %s is \"%s\", and what %%%s%% is could not be told; give it with "
			"--env %s=VALUE",
			source->name, source->value, value.text, variable, variable);
	return answer;
}

static struct answer ask_environment(
	struct evaluation *evaluation, const struct parameter_source *source)
{
	const struct environment *environment = &evaluation->host->environment;
	const struct environment_variable *variable = environment_get(environment, source->name);

	if (variable)
		return (struct answer){.text = variable->value, .assumed = variable->doubt};
	if (environment_known_unset_for_programs(environment, source->name))
		return (struct answer){0};
	return (struct answer){
		.unknown = arena_printf(evaluation->arena,
			"not all variables of the machine are known; --env %s=VALUE gives it",
			source->name)};
}

static struct answer ask_fact(struct evaluation *evaluation, const struct parameter_source *source)
{
	struct fact fact = parameter_fact(evaluation->host, source->name);

	return (struct answer){
		.text = fact.value,
		.assumed = fact.basis == FACT_ASSUMED,
		.unknown = fact.basis == FACT_UNKNOWN ? fact.source : NULL,
	};
}

static const struct {
	const char *origin; /* in a report */
	const char *person; /* what a person calls it, before its name */
	struct answer (*ask)(struct evaluation *evaluation, const struct parameter_source *source);
} sources[] = {
	[SOURCE_OPTION] = {"option", "--", ask_option},
	[SOURCE_REGISTRY] = {"registry", "", ask_registry},
	[SOURCE_ENVIRONMENT] = {"environment", "the variable ", ask_environment},
	[SOURCE_FACT] = {"fact", "the fact ", ask_fact},
};

const char *parameter_source_name(struct arena *arena, const struct parameter_source *source)
{
	return arena_printf(arena, "%s%s%s%s", sources[source->kind].person, source->name,
		source->value ? ", " : "", source->value ? source->value : "");
}

bool parameter_is_named(const char *name, const struct pack *pack,
	const struct parameter *parameter, bool *specific)
{
	size_t length = strlen(pack->id);

	*specific = strncmp(name, pack->id, length) == 0 && name[length] == '.' &&
		    strcmp(name + length + 1, parameter->name) == 0;
	return *specific || strcmp(name, parameter->name) == 0;
}

/* The value that the user gave, the last of several, and one for this pack before one for all; NULL
 * when there is none. */
static const char *given_value(
	const struct evaluation *evaluation, const struct parameter *parameter)
{
	const struct host_options *options = &evaluation->host->options;
	const char *value = NULL;
	bool value_is_specific = false;

	for (size_t i = 0; i < options->setting_count; i++) {
		bool specific;

		if (!parameter_is_named(
			    options->settings[i].name, evaluation->pack, parameter, &specific) ||
			(value_is_specific && !specific))
			continue;
		value = options->settings[i].value;
		value_is_specific = specific;
	}
	return value;
}

static const char *all_sources(struct arena *arena, const struct parameter *parameter)
{
	const char *names = "";

	for (size_t i = 0; i < parameter->source_count; i++)
		names = arena_printf(arena, "%s%s%s", names,
			i == 0                             ? ""
			: i + 1 == parameter->source_count ? " and "
							   : ", ",
			parameter_source_name(arena, &parameter->sources[i]));
	return names;
}

/* In unknown is the first source that could not be asked and why, or NULL. */
static void tell_missing(struct evaluation *evaluation, const struct parameter *parameter,
	const char *unknown, struct parameter_value *out)
{
	struct arena *arena = evaluation->arena;
	const char *why = unknown;

	out->without = parameter->optional && !unknown ? FINDING_NOT_APPLICABLE : FINDING_UNKNOWN;
	if (!why && parameter->source_count)
		why = arena_printf(arena, "%s %s it", all_sources(arena, parameter),
			parameter->source_count == 1 ? "does not give" : "do not give");
	if (!why)
		why = "nothing on the machine tells it";
	out->missing = arena_printf(arena,
		"the parameter %s (%s) is not known: %s; %s with --set %s.%s=VALUE",
		parameter->name, parameter->description, why,
		unknown ? "or give the parameter" : "give it", evaluation->pack->id,
		parameter->name);
}

static void take_default(struct evaluation *evaluation, const struct parameter *parameter,
	const char *unknown, struct parameter_value *out)
{
	const struct parameter_value *other = evaluation_missing(evaluation, &parameter->uses);

	if (!parameter->default_value || (other && unknown)) {
		tell_missing(evaluation, parameter, unknown, out);
	} else if (other) {
		out->missing = other->missing;
		out->without = other->without;
	} else {
		out->text = evaluation_fill(evaluation, NULL, parameter->default_value);
		out->origin = "default";
		out->assumed = unknown != NULL;
	}
}

static struct parameter_value read_parameter(
	struct evaluation *evaluation, const struct parameter *parameter)
{
	struct parameter_value value = {
		.name = parameter->name, .text = given_value(evaluation, parameter)};
	struct arena *arena = evaluation->arena;
	const char *unknown = NULL;

	if (value.text) {
		value.origin = "option";
		return value;
	}
	for (size_t i = 0; i < parameter->source_count; i++) {
		const struct parameter_source *source = &parameter->sources[i];
		struct answer answer = sources[source->kind].ask(evaluation, source);

		if (answer.text && *answer.text && answer.open) {
			tell_missing(evaluation, parameter, answer.open, &value);
			return value;
		}
		if (answer.text && *answer.text) {
			value.text = answer.text;
			value.origin = sources[source->kind].origin;
			value.assumed = answer.assumed;
			return value;
		}
		if (answer.unknown && !unknown)
			unknown = arena_printf(arena, "%s could not be asked, since %s",
				parameter_source_name(arena, source), answer.unknown);
	}
	take_default(evaluation, parameter, unknown, &value);
	return value;
}

void parameters_read(struct evaluation *evaluation)
{
	const struct pack *pack = evaluation->pack;

	evaluation->parameters = arena_array(
		evaluation->arena, pack->parameter_count, sizeof(*evaluation->parameters));
	for (size_t i = 0; i < pack->parameter_count; i++)
		evaluation->parameters[i] = read_parameter(evaluation, &pack->parameters[i]);
}
