#include "scanner/host/registry/registry.h"

#include "scanner/base/text.h"

#include <string.h>

/* How a root is written, and what a person is told who wants it read. */
static const struct {
	const char *name;
	const char *hive;
	const char *option;
} roots[REGISTRY_ROOTS] = {
	[REGISTRY_SYSTEM] = {"HKLM\\SYSTEM", "SYSTEM", "--system-hive"},
	[REGISTRY_SOFTWARE] = {"HKLM\\SOFTWARE", "SOFTWARE", "--software-hive"},
	[REGISTRY_DEFAULT] = {"HKU\\.DEFAULT", "DEFAULT", "--default-hive"},
	[REGISTRY_USER] = {"HKCU", "NTUSER.DAT", "--user-hive"},
};

static const char CURRENT_CONTROL_SET[] = "CurrentControlSet";

/* What follows a first part of a key; NULL when the key does not begin with it. */
static const char *behind(const char *key, const char *first)
{
	const char *rest = text_behind_name(key, first);

	if (!rest || (*rest && *rest != '\\'))
		return NULL;
	return rest + (*rest == '\\');
}

enum registry_root registry_root_of(const char *key, const char **inside)
{
	for (int root = 0; root < REGISTRY_ROOTS; root++) {
		*inside = behind(key, roots[root].name);
		if (*inside)
			return (enum registry_root)root;
	}
	return REGISTRY_ROOTS;
}

/* The source a key lives in and its path there; NULL when that is not to be had. */
static struct registry_source *source_of(
	const struct registry *registry, const char *key, const char **inside)
{
	enum registry_root root = registry_root_of(key, inside);
	const char *below;

	if (root == REGISTRY_ROOTS)
		return NULL;
	below = root == REGISTRY_SYSTEM ? behind(*inside, CURRENT_CONTROL_SET) : NULL;
	if (!below || (registry->sources[root] && registry->sources[root]->live))
		return registry->sources[root];
	if (!registry->control_set)
		return NULL;
	*inside = arena_printf(registry->arena, "ControlSet%03u%s%s", registry->control_set,
		*below ? "\\" : "", below);
	return registry->sources[root];
}

/* The number of the control set the machine would start with, from HKLM\SYSTEM\Select. */
static unsigned current_control_set(struct registry *registry)
{
	struct registry_value current;

	if (!registry->sources[REGISTRY_SYSTEM] || registry->sources[REGISTRY_SYSTEM]->live)
		return 0;
	if (registry_value(registry, "HKLM\\SYSTEM\\Select", "Current", &current) ==
			REGISTRY_FOUND &&
		current.type == REGISTRY_NUMBER && current.number > 0 && current.number < 1000 &&
		registry_key(registry, arena_printf(registry->arena, "HKLM\\SYSTEM\\ControlSet%03u",
					       (unsigned)current.number)) == REGISTRY_FOUND)
		return (unsigned)current.number;
	problem_add(registry->problems, registry->arena, "control-set", "HKLM\\SYSTEM\\Select",
		PROBLEM_NO_OFFSET,
		"Select\\Current does not name a control set that is there, so nothing below "
		"CurrentControlSet could be told; is this the machine's SYSTEM hive?");
	return 0;
}

void registry_init(struct registry *registry, struct arena *arena, struct problem_list *problems,
	struct registry_source *const sources[REGISTRY_ROOTS])
{
	*registry = (struct registry){.arena = arena, .problems = problems};
	memcpy(registry->sources, sources, sizeof(registry->sources));
	registry->control_set = current_control_set(registry);
}

void registry_release(struct registry *registry)
{
	for (size_t root = 0; root < REGISTRY_ROOTS; root++) {
		struct registry_source *source = registry->sources[root];

		if (source)
			source->operations->close(source);
		registry->sources[root] = NULL;
	}
}

enum registry_status registry_key(const struct registry *registry, const char *key)
{
	const char *inside;
	struct registry_source *source = source_of(registry, key, &inside);

	return source ? source->operations->key(source, inside) : REGISTRY_UNKNOWN;
}

enum registry_status registry_value(const struct registry *registry, const char *key,
	const char *name, struct registry_value *out)
{
	const char *inside;
	struct registry_source *source = source_of(registry, key, &inside);

	if (!source)
		return REGISTRY_UNKNOWN;
	return source->operations->value(source, inside, name, registry->arena, out);
}

enum registry_status registry_values(const struct registry *registry, const char *key,
	struct registry_value **out, size_t *count)
{
	const char *inside;
	struct registry_source *source = source_of(registry, key, &inside);

	if (!source)
		return REGISTRY_UNKNOWN;
	return source->operations->values(source, inside, registry->arena, out, count);
}

enum registry_status registry_keys(
	const struct registry *registry, const char *key, const char ***out, size_t *count)
{
	const char *inside;
	struct registry_source *source = source_of(registry, key, &inside);

	if (!source)
		return REGISTRY_UNKNOWN;
	return source->operations->keys(source, inside, registry->arena, out, count);
}

bool registry_is_text(const struct registry_value *value)
{
	return value->type == REGISTRY_TEXT || value->type == REGISTRY_EXPANDABLE_TEXT;
}

const char *registry_unknown_reason(const struct registry *registry, const char *key)
{
	const char *inside;
	enum registry_root root = registry_root_of(key, &inside);

	if (root == REGISTRY_ROOTS)
		return arena_printf(registry->arena, "%s is in no hive that compatscan reads", key);
	if (!registry->sources[root] && registry->given[root])
		return arena_printf(registry->arena,
			"the file given with %s is no %s hive that can be read; see the problems",
			roots[root].option, roots[root].hive);
	if (!registry->sources[root])
		return arena_printf(registry->arena,
			"no %s hive could be read; give one with %s FILE", roots[root].hive,
			roots[root].option);
	if (registry->sources[root]->live)
		return arena_printf(registry->arena,
			"Windows did not let all of %s be read; see the problems", key);
	if (root == REGISTRY_SYSTEM && !registry->control_set &&
		behind(inside, CURRENT_CONTROL_SET))
		return "the SYSTEM hive does not tell which control set is the current one";
	return arena_printf(registry->arena,
		"the %s hive is damaged, or holds more there than is read; see the problems",
		roots[root].hive);
}

static const char *source_text(const struct registry *registry, const char *key, const char *name)
{
	return arena_printf(registry->arena, "%s, %s", key, *name ? name : "default value");
}

struct fact registry_value_fact(
	const struct registry *registry, const char *key, const struct registry_value *value)
{
	bool told = registry_is_text(value) || value->type == REGISTRY_NUMBER;

	return (struct fact){.value = told ? value->text : NULL,
		.basis = FACT_READ,
		.source = source_text(registry, key, value->name)};
}

struct fact registry_fact(const struct registry *registry, const char *key, const char *name)
{
	struct registry_value value;

	switch (registry_value(registry, key, name, &value)) {
	case REGISTRY_FOUND:
		value.name = name;
		return registry_value_fact(registry, key, &value);
	case REGISTRY_ABSENT:
		return (struct fact){
			.basis = FACT_READ, .source = source_text(registry, key, name)};
	case REGISTRY_UNKNOWN:
		break;
	}
	return (struct fact){
		.basis = FACT_UNKNOWN, .source = registry_unknown_reason(registry, key)};
}
