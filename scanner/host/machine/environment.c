#include "scanner/host/machine/environment.h"

#include "scanner/base/buffer.h"
#include "scanner/base/text.h"

#include <string.h>

enum { MAX_EXPANDED_BYTES = 32767 };

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

/* The name between the % at text and the next one, *end behind it; NULL when there is none. */
static const char *name_at(struct arena *arena, const char *text, const char **end)
{
	const char *close = *text == '%' ? strchr(text + 1, '%') : NULL;

	if (!close || close == text + 1)
		return NULL;
	*end = close + 1;
	return arena_copy(arena, text + 1, (size_t)(close - text) - 1);
}

char *environment_expand_in(const struct environment *environment,
	const struct environment_variable *of, const char *text, const char **unknown)
{
	struct buffer expanded;
	char *result;

	if (unknown)
		*unknown = NULL;
	buffer_init(&expanded, MAX_EXPANDED_BYTES);
	while (*text) {
		const char *end;
		const char *name = name_at(environment->arena, text, &end);
		const struct environment_variable *variable =
			name ? environment_get(environment, name) : NULL;

		if (variable && (!of || variable->step <= of->step ||
					variable->step == ENVIRONMENT_GIVEN)) {
			buffer_puts(&expanded, variable->value);
			text = end;
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

char *environment_expand(
	const struct environment *environment, const char *text, const char **unknown)
{
	return environment_expand_in(environment, NULL, text, unknown);
}

const char *environment_same_step(const struct environment *environment,
	const struct environment_variable *of, const char *text)
{
	if (of->step != ENVIRONMENT_SYSTEM_EXPANDED && of->step != ENVIRONMENT_USER_EXPANDED)
		return NULL;
	while (*text) {
		const char *end;
		const char *name = name_at(environment->arena, text, &end);
		const struct environment_variable *variable =
			name ? environment_get(environment, name) : NULL;

		if (variable && variable->step == of->step)
			return name;
		text = variable ? end : text + 1;
	}
	return NULL;
}

bool environment_known_unset(const struct environment *environment, const char *name)
{
	static const char *const core[] = {"ALLUSERSPROFILE", "ProgramData", "PUBLIC"};

	if (!environment->complete)
		return false;
	for (size_t i = 0; environment->core_unknown && i < sizeof(core) / sizeof(core[0]); i++)
		if (text_same_name(core[i], name))
			return false;
	return true;
}

enum fact_basis environment_basis(const struct environment_variable *variable)
{
	if (variable->step == ENVIRONMENT_GIVEN)
		return FACT_GIVEN;
	if (variable->doubt)
		return FACT_ASSUMED;
	if (variable->step == ENVIRONMENT_CORE || variable->step == ENVIRONMENT_LATE)
		return FACT_DERIVED;
	return strcmp(variable->raw, variable->value) == 0 ? FACT_READ : FACT_DERIVED;
}

/* Where one set of variables comes from. */
struct variable_source {
	const char *key;
	const char *origin;
	enum environment_step plain;
	enum environment_step expanded;
};

/* Lists that a user's value is put behind the system's. */
static bool is_appended(const char *name)
{
	static const char *const lists[] = {"Path", "LibPath", "Os2LibPath"};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (text_same_name(lists[i], name))
			return true;
	return false;
}

static void set_variable(struct environment *environment, const struct variable_source *source,
	const struct registry_value *stored)
{
	bool expandable = stored->type == REGISTRY_EXPANDABLE_TEXT;
	const struct environment_variable *before = environment_get(environment, stored->name);
	struct environment_variable variable = {.name = stored->name,
		.raw = stored->text,
		.value = stored->text,
		.origin = source->origin,
		.expandable = expandable,
		.step = expandable ? source->expanded : source->plain};

	if (expandable)
		variable.value = environment_expand(environment, stored->text, NULL);
	if (source->plain == ENVIRONMENT_USER_PLAIN && before && is_appended(stored->name)) {
		variable.raw = arena_printf(environment->arena, "%s;%s", before->raw, variable.raw);
		variable.value =
			arena_printf(environment->arena, "%s;%s", before->value, variable.value);
	}
	environment_set(environment, variable);
}

static void add_values(struct environment *environment, const struct variable_source *source,
	const struct registry_value *values, size_t count, enum registry_type type)
{
	for (size_t i = 0; i < count; i++)
		if (values[i].type == type)
			set_variable(environment, source, &values[i]);
}

static void mark_doubts(struct environment *environment, enum environment_step step)
{
	for (size_t i = 0; i < environment->count; i++) {
		struct environment_variable *variable = &environment->variables[i];
		const char *other = variable->step == step ? environment_same_step(environment,
								     variable, variable->raw)
							   : NULL;

		if (other)
			variable->doubt = arena_printf(environment->arena,
				"it names %%%s%%, which is to be expanded too, and whether "
				"Windows replaces that is not documented",
				other);
	}
}

static enum registry_status add_variables(struct environment *environment,
	const struct registry *registry, const struct variable_source *source)
{
	struct registry_value *values;
	size_t count;
	enum registry_status status = registry_values(registry, source->key, &values, &count);

	if (status != REGISTRY_FOUND)
		return status;
	add_values(environment, source, values, count, REGISTRY_TEXT);
	add_values(environment, source, values, count, REGISTRY_EXPANDABLE_TEXT);
	mark_doubts(environment, source->expanded);
	return status;
}

enum registry_status environment_add_system(
	struct environment *environment, const struct registry *registry)
{
	struct variable_source source = {SYSTEM_ENVIRONMENT_KEY, "system", ENVIRONMENT_SYSTEM_PLAIN,
		ENVIRONMENT_SYSTEM_EXPANDED};
	enum registry_status status = add_variables(environment, registry, &source);

	if (status == REGISTRY_FOUND)
		environment->complete = true;
	return status;
}

enum registry_status environment_add_user(
	struct environment *environment, const struct registry *registry, const char *key)
{
	struct variable_source source = {
		key, "user", ENVIRONMENT_USER_PLAIN, ENVIRONMENT_USER_EXPANDED};

	return add_variables(environment, registry, &source);
}
