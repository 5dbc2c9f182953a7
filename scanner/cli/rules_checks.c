#include "scanner/cli/rules_checks.h"

#include "scanner/cli/document.h"
#include "scanner/cli/terminal.h"

#include "report/json.h"
#include "report/page.h"
#include "rules/checks/check.h"
#include "rules/evaluation/parameter_facts.h"
#include "rules/selections/selection.h"
#include "scanner/base/text.h"

#include <string.h>

enum { MARGIN = 2, LABEL_COLUMNS = 8 };

static size_t names_in(const char *const *names)
{
	size_t count = 0;

	while (names[count])
		count++;
	return count;
}

static const char *number_of(const struct check_field *field)
{
	if (field->flags & FIELD_LIST)
		return "list";
	return field->flags & FIELD_ONE_OR_LIST ? "one-or-list" : "one";
}

static cJSON *fields_json(const struct check_field *fields)
{
	cJSON *list = cJSON_CreateArray();

	for (; fields->name; fields++) {
		cJSON *object = cJSON_CreateObject();

		json_add_text(object, "name", fields->name);
		json_add_text(object, "type", fields->type->name);
		json_add_text(object, "number", number_of(fields));
		cJSON_AddBoolToObject(object, "required", fields->flags & FIELD_REQUIRED);
		if (fields->words)
			json_add_texts(object, "words", fields->words, names_in(fields->words));
		if (fields->type == &field_number)
			json_add_number(
				object, "most", fields->most ? fields->most : MAX_JSON_NUMBER);
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

static cJSON *choices_json(const struct field_choice *choices)
{
	cJSON *list = cJSON_CreateArray();

	for (; choices->kind != CHOICE_NONE; choices++) {
		cJSON *object = cJSON_CreateObject();

		json_add_text(object, "kind", field_choice_name(choices->kind));
		json_add_texts(object, "fields", choices->fields, names_in(choices->fields));
		cJSON_AddItemToArray(list, object);
	}
	return list;
}

static cJSON *check_json(const struct check_type *type)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *cases = cJSON_CreateArray();

	json_add_text(object, "name", type->name);
	json_add_text(object, "summary", type->summary);
	cJSON_AddItemToObject(object, "fields", fields_json(type->fields));
	cJSON_AddItemToObject(object, "choices", choices_json(type->choices));
	for (size_t i = 0; type->cases[i].name; i++) {
		cJSON *member = cJSON_CreateObject();

		json_add_text(member, "name", type->cases[i].name);
		json_add_text(member, "detail", type->cases[i].detail);
		json_add_text(member, "needs", type->cases[i].needs);
		cJSON_AddItemToArray(cases, member);
	}
	cJSON_AddItemToObject(object, "cases", cases);
	json_add_texts(object, "values", type->variables, names_in(type->variables));
	return object;
}

static cJSON *selection_json(const struct selection_type *type)
{
	cJSON *object = cJSON_CreateObject();

	json_add_text(object, "name", type->name);
	json_add_text(object, "summary", type->summary);
	cJSON_AddItemToObject(object, "fields", fields_json(type->fields));
	json_add_texts(object, "values", type->variables, names_in(type->variables));
	return object;
}

static bool is_meant(const char *name, const char *type)
{
	return !name || strcmp(name, type) == 0;
}

static char *write_json(const char *name)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *checks = cJSON_AddArrayToObject(root, "checks");
	cJSON *selections = cJSON_AddArrayToObject(root, "selections");
	cJSON *facts = cJSON_AddArrayToObject(root, "facts");

	for (size_t i = 0; check_type_at(i); i++)
		if (is_meant(name, check_type_at(i)->name))
			cJSON_AddItemToArray(checks, check_json(check_type_at(i)));
	for (size_t i = 0; selection_type_at(i); i++)
		if (is_meant(name, selection_type_at(i)->name))
			cJSON_AddItemToArray(selections, selection_json(selection_type_at(i)));
	for (size_t i = 0; parameter_fact_at(i); i++)
		if (!name)
			cJSON_AddItemToArray(facts, cJSON_CreateString(parameter_fact_at(i)));
	return json_finish(root, true);
}

static void put_fields(struct page *page, const struct check_field *fields)
{
	static const struct {
		unsigned flag;
		const char *text;
	} numbers[] = {{FIELD_LIST, ", a list"}, {FIELD_ONE_OR_LIST, ", one or a list"}};

	for (size_t i = 0; fields[i].name; i++) {
		const char *text = arena_printf(&page->scratch, "%s (%s", fields[i].name,
			fields[i].words ? text_join(&page->scratch, fields[i].words,
						  names_in(fields[i].words))
					: fields[i].type->name);

		for (size_t j = 0; j < sizeof(numbers) / sizeof(numbers[0]); j++)
			if (fields[i].flags & numbers[j].flag)
				text = arena_printf(&page->scratch, "%s%s", text, numbers[j].text);
		page_field(page, MARGIN, LABEL_COLUMNS, i ? "" : "fields",
			arena_printf(&page->scratch, "%s%s)", text,
				fields[i].flags & FIELD_REQUIRED ? "" : ", optional"));
	}
}

static void put_names(struct page *page, const char *label, const char *const *names)
{
	if (names[0])
		page_field(page, MARGIN, LABEL_COLUMNS, label,
			text_join(&page->scratch, names, names_in(names)));
}

static void put_check(struct page *page, const struct check_type *type)
{
	page_paragraph(page, PAGE_BOLD, 0, MARGIN, type->name);
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, type->summary);
	put_fields(page, type->fields);
	for (const struct field_choice *choice = type->choices; choice->kind != CHOICE_NONE;
		choice++)
		page_field(
			page, MARGIN, LABEL_COLUMNS, "", field_choice_text(&page->scratch, choice));
	for (size_t i = 0; type->cases[i].name; i++)
		page_field(page, MARGIN, LABEL_COLUMNS, i ? "" : "cases",
			arena_printf(&page->scratch, "%s: %s", type->cases[i].name,
				type->cases[i].detail));
	put_names(page, "values", type->variables);
	page_blank(page);
}

static char *write_text(struct invocation *invocation, const char *name)
{
	struct report_style style = terminal_style(&invocation->settings);
	struct page page;

	page_init(&page, style.columns, style.colour);
	for (size_t i = 0; check_type_at(i); i++)
		if (is_meant(name, check_type_at(i)->name))
			put_check(&page, check_type_at(i));
	for (size_t i = 0; selection_type_at(i); i++) {
		const struct selection_type *type = selection_type_at(i);

		if (!is_meant(name, type->name))
			continue;
		page_paragraph(&page, PAGE_BOLD, 0, MARGIN,
			arena_printf(&page.scratch, "each: %s", type->name));
		page_paragraph(&page, PAGE_PLAIN, MARGIN, MARGIN, type->summary);
		put_fields(&page, type->fields);
		put_names(&page, "values", type->variables);
		page_blank(&page);
	}
	return page_finish(&page);
}

enum exit_code rules_checks(struct invocation *invocation, const char *name)
{
	static const char *const formats[] = {"text", "json"};
	size_t format;

	if (!document_format(invocation, formats, sizeof(formats) / sizeof(formats[0]), &format))
		return EXIT_USAGE;
	if (name && !check_type_named(name) && !selection_type_named(name)) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"there is no check or selection %s; compatscan rules checks shows all of "
			"them",
			name);
		return EXIT_USAGE;
	}
	return document_write(
		invocation, format ? write_json(name) : write_text(invocation, name), EXIT_HOLDS);
}
