/* path-entries: the entries of the system's PATH. */
#include "rules/selections/selection.h"
#include "scanner/host/host.h"

static const char *visit(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	const struct path_list *path = &evaluation->host->path;

	(void)values;
	for (size_t i = 0; i < path->count; i++) {
		const struct path_entry *entry = &path->entries[i];
		struct selection_item item = {
			.variables = {{"item", *entry->directory ? entry->directory : "(empty)"},
				{"item.position",
					arena_printf(evaluation->arena, "%u", entry->position)},
				{"item.raw", entry->raw}, {"item.origin", entry->origin}},
			.variable_count = 4};

		if (!entry->of_user)
			visitor(context, &item);
	}
	return path->unknown;
}

const struct selection_type selection_path_entries = {
	.name = "path-entries",
	.summary = "entries of the system's PATH",
	.none = "the system's PATH has no entry",
	.fields = {{SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = {"item", "item.position", "item.raw", "item.origin"},
	.visit = visit,
};
