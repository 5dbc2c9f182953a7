#include "rules/selections/selection.h"

#include "scanner/base/wildcard.h"

#include <string.h>

static const struct selection_type *const types[] = {
	&selection_dlls_beside_services,
	&selection_dlls_on_path,
	&selection_drivers,
	&selection_files,
	&selection_folders,
	&selection_images,
	&selection_list,
	&selection_path_entries,
	&selection_registry_keys,
	&selection_registry_values,
	&selection_service_dlls,
	&selection_services,
	&selection_start_points,
};

const struct selection_type *selection_type_at(size_t index)
{
	return index < sizeof(types) / sizeof(types[0]) ? types[index] : NULL;
}

const struct selection_type *selection_type_named(const char *name)
{
	const struct selection_type *type;

	for (size_t i = 0; (type = selection_type_at(i)); i++)
		if (strcmp(type->name, name) == 0)
			return type;
	return NULL;
}

bool selection_wants(
	struct evaluation *evaluation, const struct field_values *values, const char *name)
{
	const struct field_value *patterns = field_value(values, SELECTION_PATTERN);

	for (size_t i = 0; patterns && i < patterns->count; i++)
		if (wildcard_match(evaluation_fill(evaluation, NULL, patterns->list[i]), name))
			return true;
	return !patterns;
}
