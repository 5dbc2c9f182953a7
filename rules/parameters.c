#include "rules/parameters.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

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

static const char *in_form(
	struct evaluation *evaluation, const struct parameter_source *source, const char *text)
{
	struct arena *arena = evaluation->arena;
	const char *folder;

	switch (source->form) {
	case PARAMETER_TEXT:
		return text;
	case PARAMETER_PROGRAM:
		return winpath_program(arena, text);
	case PARAMETER_ABOVE:
		/* A folder may hold spaces, at which a command line ends. */
		folder = folder_above(arena, text, source->suffix);
		return folder ? folder
			      : folder_above(arena, winpath_program(arena, text), source->suffix);
	}
	return NULL;
}

/* False when the source has no value; *unknown is set when that could not be told. */
static bool read_source(struct evaluation *evaluation, const struct parameter_source *source,
	struct parameter_value *out, bool *unknown)
{
	struct host *host = evaluation->host;
	struct registry_value value;
	enum registry_status status;
	const char *text;

	if (source->option) {
		text = host->options.exchsrvr;
		text = text ? winpath_absolute(evaluation->arena, NULL, text) : NULL;
		out->text = text;
		out->origin = "option";
		return text != NULL;
	}
	status = registry_value(&host->registry, source->key, source->value, &value);
	*unknown |= status == REGISTRY_UNKNOWN;
	if (status != REGISTRY_FOUND)
		return false;
	text = value.text;
	if (value.type == REGISTRY_EXPANDABLE_TEXT)
		text = environment_expand(&host->environment, text, NULL);
	out->text = in_form(evaluation, source, text);
	out->origin = "registry";
	return out->text && *out->text;
}

static struct parameter_value read_parameter(
	struct evaluation *evaluation, const struct parameter *parameter)
{
	struct parameter_value value = {.name = parameter->name};
	bool unknown = false;

	for (size_t i = 0; i < parameter->source_count; i++)
		if (read_source(evaluation, &parameter->sources[i], &value, &unknown))
			return value;
	value.text = evaluation_fill(evaluation, NULL, parameter->default_value);
	value.origin = "default";
	value.assumed = unknown;
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
