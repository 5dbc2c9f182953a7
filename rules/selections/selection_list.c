/* list: what the pack itself lists, such as the names of some files. */
#include "rules/selections/selection.h"

static const char *visit(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	const struct field_value *items = field_value(values, "items");

	for (size_t i = 0; i < items->count; i++) {
		struct selection_item item = {
			.variables = {{"item", evaluation_fill(evaluation, NULL, items->list[i])}},
			.variable_count = 1};

		visitor(context, &item);
	}
	return NULL;
}

const struct selection_type selection_list = {
	.name = "list",
	.summary = "what the pack itself lists",
	.none = "the list is empty",
	.fields = {{"items", &field_template, FIELD_REQUIRED | FIELD_LIST}},
	.variables = {"item"},
	.visit = visit,
};
