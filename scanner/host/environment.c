#include "scanner/host/environment.h"

#include "scanner/base/buffer.h"
#include "scanner/base/text.h"

#include <string.h>

enum { MAX_EXPANDED_BYTES = 32767 };

static const char SYSTEM_ENVIRONMENT[] =
	"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";

void environment_init(struct environment *environment, struct arena *arena)
{
	*environment = (struct environment){.arena = arena};
}

static struct environment_variable *find(const struct environment *environment, const char *name)
{
	for (size_t i = 0; i < environment->count; i++)
		if (text_same_name(environment->variables[i].name, name))
			return &environment->variables[i];
	return NULL;
}

const struct environment_variable *environment_get(
	const struct environment *environment, const char *name)
{
	return find(environment, name);
}

void environment_set(struct environment *environment, struct environment_variable variable)
{
	struct arena *arena = environment->arena;
	struct environment_variable *place = find(environment, variable.name);
	void *items = environment->variables;

	if (!place) {
		arena_grow(arena, &items, environment->count, &environment->capacity,
			sizeof(variable));
		environment->variables = items;
		place = &environment->variables[environment->count++];
	}
	variable.name = arena_strdup(arena, variable.name);
	variable.raw = arena_strdup(arena, variable.raw);
	variable.value = arena_strdup(arena, variable.value);
	*place = variable;
}

char *environment_expand(
	const struct environment *environment, const char *text, const char **unknown)
{
	struct buffer expanded;
	char *result;

	if (unknown)
		*unknown = NULL;
	buffer_init(&expanded, MAX_EXPANDED_BYTES);
	while (*text) {
		const char *end = *text == '%' ? strchr(text + 1, '%') : NULL;
		const struct environment_variable *variable = NULL;
		const char *name = NULL;

		if (end && end > text + 1) {
			name = arena_copy(environment->arena, text + 1, (size_t)(end - text) - 1);
			variable = environment_get(environment, name);
		}
		if (variable) {
			buffer_puts(&expanded, variable->value);
			text = end + 1;
			continue;
		}
		if (name && unknown && !*unknown)
			*unknown = name;
		/* An unknown name stays, and its closing % may open the next one. */
		buffer_putc(&expanded, *text++);
	}
	result = arena_strdup(environment->arena, buffer_text(&expanded));
	buffer_free(&expanded);
	return result;
}

static void add_values(struct environment *environment, const struct registry_value *values,
	size_t count, enum registry_type type)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = values[i].text;

		if (values[i].type != type)
			continue;
		if (type == REGISTRY_EXPANDABLE_TEXT)
			value = environment_expand(environment, value, NULL);
		environment_set(
			environment, (struct environment_variable){.name = values[i].name,
					     .raw = values[i].text,
					     .value = value,
					     .origin = "system",
					     .expandable = type == REGISTRY_EXPANDABLE_TEXT});
	}
}

enum registry_status environment_add_system(
	struct environment *environment, const struct registry *registry)
{
	struct registry_value *values;
	size_t count;
	enum registry_status status =
		registry_values(registry, SYSTEM_ENVIRONMENT, &values, &count);

	if (status != REGISTRY_FOUND)
		return status;
	add_values(environment, values, count, REGISTRY_TEXT);
	add_values(environment, values, count, REGISTRY_EXPANDABLE_TEXT);
	environment->complete = true;
	return status;
}
