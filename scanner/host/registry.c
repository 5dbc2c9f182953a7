#include "scanner/host/registry.h"

#include <string.h>
#include <strings.h>

static const char SYSTEM_ROOT[] = "HKLM\\SYSTEM\\";
static const char SOFTWARE_ROOT[] = "HKLM\\SOFTWARE\\";
static const char CURRENT_CONTROL_SET[] = "CurrentControlSet";

/* The number of the control set the machine would start with, from HKLM\SYSTEM\Select. */
static unsigned current_control_set(struct registry *registry)
{
	struct registry_value current;

	if (!registry->system)
		return 0;
	if (hive_value(registry->system, "Select", "Current", registry->arena, &current) ==
			REGISTRY_FOUND &&
		current.type == REGISTRY_NUMBER && current.number > 0 && current.number < 1000 &&
		hive_key(registry->system, arena_printf(registry->arena, "ControlSet%03u",
						   current.number)) == REGISTRY_FOUND)
		return current.number;
	problem_add(registry->problems, registry->arena, "control-set", "HKLM\\SYSTEM\\Select",
		PROBLEM_NO_OFFSET,
		"Select\\Current does not name a control set that is there, so nothing below "
		"CurrentControlSet could "
		"be told; is this the machine's SYSTEM hive?");
	return 0;
}

void registry_init(struct registry *registry, struct arena *arena, struct problem_list *problems,
	struct hive *system, struct hive *software)
{
	*registry = (struct registry){
		.arena = arena, .problems = problems, .system = system, .software = software};
	registry->control_set = current_control_set(registry);
}

void registry_release(struct registry *registry)
{
	hive_close(registry->system);
	hive_close(registry->software);
	registry->system = NULL;
	registry->software = NULL;
}

/* The hive a key lives in and its path there; NULL when that hive is not to be had. */
static struct hive *hive_of(const struct registry *registry, const char *key, const char **inside)
{
	size_t system = strlen(SYSTEM_ROOT);
	size_t software = strlen(SOFTWARE_ROOT);
	size_t current = strlen(CURRENT_CONTROL_SET);

	if (strncasecmp(key, SOFTWARE_ROOT, software) == 0) {
		*inside = key + software;
		return registry->software;
	}
	if (strncasecmp(key, SYSTEM_ROOT, system) != 0)
		return NULL;
	*inside = key + system;
	if (strncasecmp(*inside, CURRENT_CONTROL_SET, current) != 0 ||
		((*inside)[current] && (*inside)[current] != '\\'))
		return registry->system;
	if (!registry->control_set)
		return NULL;
	*inside = arena_printf(
		registry->arena, "ControlSet%03u%s", registry->control_set, *inside + current);
	return registry->system;
}

enum registry_status registry_key(const struct registry *registry, const char *key)
{
	const char *inside;
	struct hive *hive = hive_of(registry, key, &inside);

	return hive ? hive_key(hive, inside) : REGISTRY_UNKNOWN;
}

enum registry_status registry_value(const struct registry *registry, const char *key,
	const char *name, struct registry_value *out)
{
	const char *inside;
	struct hive *hive = hive_of(registry, key, &inside);

	return hive ? hive_value(hive, inside, name, registry->arena, out) : REGISTRY_UNKNOWN;
}

enum registry_status registry_values(const struct registry *registry, const char *key,
	struct registry_value **out, size_t *count)
{
	const char *inside;
	struct hive *hive = hive_of(registry, key, &inside);

	return hive ? hive_values(hive, inside, registry->arena, out, count) : REGISTRY_UNKNOWN;
}
