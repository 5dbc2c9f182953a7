#include "scanner/cli/rules_show.h"

#include "scanner/cli/packs.h"
#include "scanner/cli/terminal.h"

#include "report/page.h"
#include "rules/checks/check.h"
#include "rules/evaluation/parameters.h"
#include "rules/selections/selection.h"
#include "scanner/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MARGIN = 2, LABEL_COLUMNS = 10 };

static void put(struct page *page, const char *label, const char *text)
{
	page_field(page, MARGIN, LABEL_COLUMNS, label, text);
}

static enum exit_code write_page(struct invocation *invocation, struct page *page)
{
	char *text = page_finish(page);
	bool written = output_write(invocation->diagnostics, invocation->settings.output, text);

	free(text);
	return written ? EXIT_HOLDS : EXIT_INCOMPLETE;
}

static const char *use_of(const struct pack *pack)
{
	return pack->use == PACK_ALWAYS ? "always used" : "used on request";
}

enum exit_code rules_list(struct invocation *invocation)
{
	struct page page;
	struct pack *packs;
	size_t count;
	bool sound = packs_load_installed(invocation, &packs, &count);
	enum exit_code code;

	if (!count)
		return EXIT_USAGE;
	page_init(&page, terminal_style(&invocation->settings).columns, false);
	for (size_t i = 0; i < count; i++) {
		page_paragraph(&page, PAGE_BOLD, 0, MARGIN,
			arena_printf(&page.scratch, "%s %s", packs[i].id, packs[i].version));
		page_paragraph(&page, PAGE_PLAIN, MARGIN, MARGIN, packs[i].title);
		put(&page, "rules",
			arena_printf(
				&page.scratch, "%zu, %s", packs[i].rule_count, use_of(&packs[i])));
		put(&page, "file", packs[i].file);
	}
	code = write_page(invocation, &page);
	return sound ? code : EXIT_USAGE;
}

static void put_frame(struct page *page, const struct pack *pack)
{
	page_paragraph(page, PAGE_BOLD, 0, MARGIN,
		arena_printf(&page->scratch, "%s %s: %s", pack->id, pack->version, pack->title));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, pack->description);
	put(page, "source", text_join(&page->scratch, pack->references, pack->reference_count));
	put(page, "file", pack->file);
	put(page, "sha256", pack->sha256);
	put(page, "used", pack->use == PACK_ALWAYS ? "always" : "on request");
	if (pack->applies_rule)
		put(page, "concerns",
			arena_printf(&page->scratch, "machines on which the rule %s says so",
				pack->applies_rule));
	else if (pack->applies_check)
		put(page, "concerns", "machines on which the check below passes");
	else
		put(page, "concerns", "every machine");
}

static const char *source_text(struct arena *arena, const struct parameter_source *source)
{
	const char *name = parameter_source_name(arena, source);

	if (source->form == PARAMETER_PROGRAM)
		return arena_printf(arena, "%s: the program in it", name);
	if (source->form == PARAMETER_ABOVE)
		return arena_printf(arena, "%s: the folder above %s", name, source->suffix);
	return name;
}

static void put_parameter(struct page *page, const struct parameter *parameter)
{
	page_blank(page);
	page_paragraph(
		page, PAGE_BOLD, 0, MARGIN, arena_printf(&page->scratch, "${%s}", parameter->name));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, parameter->description);
	for (size_t i = 0; i < parameter->source_count; i++)
		put(page, i ? "" : "from", source_text(&page->scratch, &parameter->sources[i]));
	if (parameter->default_value)
		put(page, "else",
			*parameter->default_value ? parameter->default_value : "(nothing)");
	else
		put(page, "else",
			parameter->optional ? "what asks for it does not apply"
					    : "what asks for it is unknown");
}

static const char *value_text(struct arena *arena, const struct field_value *value)
{
	if (value->written)
		return value->written;
	if (value->count == 1 && !*value->text)
		return "\"\"";
	return text_join(arena, value->list, value->count);
}

/* "path ${home}\x.exe; at_least 4.2.1"; the checks in a check are not among them. */
static const char *fields_text(struct arena *arena, const struct field_values *values)
{
	const char *text = "";

	for (size_t i = 0; i < values->count; i++)
		if (!values->items[i].checks)
			text = arena_printf(arena, "%s%s%s %s", text, *text ? "; " : "",
				values->items[i].field, value_text(arena, &values->items[i]));
	return text;
}

/* The checks in a check, each with those that lie in it below. */
static void put_parts(struct page *page, const struct check *check, size_t indent)
{
	for (size_t i = 0; i < check->values.count; i++) {
		const struct field_value *value = &check->values.items[i];

		for (size_t j = 0; j < value->check_count; j++) {
			const struct check *part = &value->checks[j];

			page_paragraph(page, PAGE_PLAIN, indent, indent + MARGIN,
				arena_printf(&page->scratch, "%s %s: %s",
					strcmp(value->field, "checks") == 0 ? "-" : value->field,
					part->type->name,
					fields_text(&page->scratch, &part->values)));
			put_parts(page, part, indent + MARGIN);
		}
	}
}

static void put_check(struct page *page, const char *label, const struct check *check)
{
	const char *fields = fields_text(&page->scratch, &check->values);

	put(page, label,
		arena_printf(&page->scratch, "%s: %s", check->type->name, check->type->summary));
	if (*fields)
		put(page, "", fields);
	put_parts(page, check, MARGIN + LABEL_COLUMNS);
}

static void put_selection(struct page *page, const struct selection *each)
{
	const char *fields = fields_text(&page->scratch, &each->values);

	put(page, "for each",
		arena_printf(&page->scratch, "%s: %s", each->type->name, each->type->summary));
	if (*fields)
		put(page, "", fields);
}

static void put_rule(struct page *page, const struct rule *rule)
{
	page_blank(page);
	page_paragraph(page, PAGE_BOLD, 0, MARGIN,
		arena_printf(&page->scratch, "%s (%s)", rule->id, severity_name(rule->severity)));
	page_paragraph(page, PAGE_PLAIN, MARGIN, MARGIN, rule->title);
	put_check(page, "check", &rule->check);
	if (rule->each.type)
		put_selection(page, &rule->each);
	if (rule->live)
		put(page, "live", "only the running machine can tell");
	put(page, "source", text_join(&page->scratch, rule->references, rule->reference_count));
	for (size_t i = 0; i < rule->case_count; i++)
		put(page, i ? "" : "fails",
			arena_printf(&page->scratch, "%s: %s", rule->cases[i].name,
				rule->cases[i].explanation));
	if (rule->example_count)
		put(page, "examples",
			arena_printf(&page->scratch, "%zu, put to the test by rules test",
				rule->example_count));
}

enum exit_code rules_show(struct invocation *invocation, const char *name)
{
	const char *file = packs_find(invocation, name);
	struct report_style style = terminal_style(&invocation->settings);
	struct pack pack;
	struct page page;

	if (!file || !pack_load_file(file, invocation->arena, invocation->diagnostics, &pack))
		return EXIT_USAGE;
	page_init(&page, style.columns, style.colour);
	put_frame(&page, &pack);
	if (pack.applies_check)
		put_check(&page, "check", pack.applies_check);
	for (size_t i = 0; i < pack.parameter_count; i++)
		put_parameter(&page, &pack.parameters[i]);
	for (size_t i = 0; i < pack.rule_count; i++)
		put_rule(&page, &pack.rules[i]);
	return write_page(invocation, &page);
}
