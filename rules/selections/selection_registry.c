/* registry-keys, registry-values: what a key of the registry holds. */
#include "rules/selections/selection.h"

#include "scanner/base/text.h"

static const char *incomplete(
	struct evaluation *evaluation, enum registry_status status, const char *key)
{
	if (status != REGISTRY_UNKNOWN)
		return NULL;
	return arena_printf(evaluation->arena, "%s could not be read: %s", key,
		registry_unknown_reason(&evaluation->host->registry, key));
}

static const char *visit_keys(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	const char *key = evaluation_fill(evaluation, NULL, field_text_of(values, "key"));
	const char **names = NULL;
	size_t count = 0;
	enum registry_status status =
		registry_keys(&evaluation->host->registry, key, &names, &count);

	for (size_t i = 0; i < count; i++) {
		struct selection_item item = {
			.variables = {{"item", arena_printf(
						       evaluation->arena, "%s\\%s", key, names[i])},
				{"item.name", names[i]}},
			.variable_count = 2};

		if (selection_wants(evaluation, values, names[i]))
			visitor(context, &item);
	}
	return incomplete(evaluation, status, key);
}

static const char *value_text(struct arena *arena, const struct registry_value *value)
{
	if (value->type == REGISTRY_LIST)
		return text_join(arena, value->texts, value->text_count);
	return value->text;
}

static const char *visit_values(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	struct arena *arena = evaluation->arena;
	const char *key = evaluation_fill(evaluation, NULL, field_text_of(values, "key"));
	struct registry_value *found = NULL;
	size_t count = 0;
	enum registry_status status =
		registry_values(&evaluation->host->registry, key, &found, &count);

	for (size_t i = 0; i < count; i++) {
		const char *name = found[i].name;
		struct selection_item item = {
			.variables = {{"item", arena_printf(arena, "%s, %s", key,
						       *name ? name : "default value")},
				{"item.key", key}, {"item.name", name},
				{"item.text", value_text(arena, &found[i])}},
			.variable_count = 4};

		if (selection_wants(evaluation, values, name))
			visitor(context, &item);
	}
	return incomplete(evaluation, status, key);
}

const struct selection_type selection_registry_keys = {
	.name = "registry-keys",
	.summary = "the keys below a key of the registry",
	.none = "there is no such key",
	.fields = {{"key", &field_key, FIELD_REQUIRED},
		{"pattern", &field_template, FIELD_ONE_OR_LIST}},
	.variables = {"item", "item.name"},
	.visit = visit_keys,
};

const struct selection_type selection_registry_values = {
	.name = "registry-values",
	.summary = "the values of a key of the registry",
	.none = "there is no such value",
	.fields = {{"key", &field_key, FIELD_REQUIRED},
		{"pattern", &field_template, FIELD_ONE_OR_LIST}},
	.variables = {"item", "item.key", "item.name", "item.text"},
	.visit = visit_values,
};
