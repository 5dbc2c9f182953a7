#include "rules/check.h"

#include <string.h>

static const struct check_type *const types[] = {
	&check_found,
	&check_image,
	&check_unshadowed,
	&check_names,
	&check_library,
	&check_dependencies,
	&check_release,
	&check_on_path,
	&check_file,
	&check_same_file,
	&check_service,
	&check_restarted,
};

const struct check_type *check_type_at(size_t index)
{
	return index < sizeof(types) / sizeof(types[0]) ? types[index] : NULL;
}

const struct check_type *check_type_named(const char *name)
{
	const struct check_type *type;

	for (size_t i = 0; (type = check_type_at(i)); i++)
		if (strcmp(type->name, name) == 0)
			return type;
	return NULL;
}

const struct rule_value *rule_value(const struct rule *rule, const char *field)
{
	for (size_t i = 0; i < rule->value_count; i++)
		if (strcmp(rule->values[i].field, field) == 0)
			return &rule->values[i];
	return NULL;
}
