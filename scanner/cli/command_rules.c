/* rules: what packs there are, what a pack says, and whether a pack is sound. */
#include "scanner/cli/packs.h"
#include "scanner/cli/rules_checks.h"
#include "scanner/cli/rules_test.h"
#include "scanner/cli/terminal.h"

#include "report/page.h"
#include "rules/check.h"
#include "rules/example.h"
#include "scanner/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_listed(struct page *page, const struct pack *pack)
{
	page_paragraph(page, PAGE_BOLD, 0, 2,
		arena_printf(&page->scratch, "%s %s", pack->id, pack->version));
	page_paragraph(page, PAGE_PLAIN, 2, 2, pack->title);
	page_field(page, 2, 9, "rules",
		arena_printf(&page->scratch, "%zu, %s", pack->rule_count,
			pack->use == PACK_ALWAYS ? "always used" : "used on request"));
	page_field(page, 2, 9, "file", pack->file);
}

static enum exit_code list(struct invocation *invocation)
{
	struct page page;
	struct pack *packs;
	size_t count;
	bool sound = packs_load_installed(invocation, &packs, &count);
	char *text;
	bool written;

	if (!count)
		return EXIT_USAGE;
	page_init(&page, terminal_style(&invocation->settings).columns, false);
	for (size_t i = 0; i < count; i++)
		put_listed(&page, &packs[i]);
	text = page_finish(&page);
	written = output_write(invocation->diagnostics, NULL, text);
	free(text);
	if (!sound)
		return EXIT_USAGE;
	return written ? EXIT_HOLDS : EXIT_INCOMPLETE;
}

static void put_rule(struct page *page, const struct rule *rule)
{
	page_blank(page);
	page_paragraph(page, PAGE_BOLD, 0, 2,
		arena_printf(&page->scratch, "%s (%s)", rule->id, severity_name(rule->severity)));
	page_paragraph(page, PAGE_PLAIN, 2, 2, rule->title);
	page_field(page, 2, 9, "check", rule->check.type->name);
	page_field(page, 2, 9, "source",
		text_join(&page->scratch, rule->references, rule->reference_count));
	for (size_t i = 0; i < rule->case_count; i++)
		page_field(page, 2, 9, i ? "" : "fails",
			arena_printf(&page->scratch, "%s: %s", rule->cases[i].name,
				rule->cases[i].explanation));
}

static enum exit_code show(struct invocation *invocation, const char *name)
{
	const char *file = packs_find(invocation, name);
	struct report_style style = terminal_style(&invocation->settings);
	struct pack pack;
	struct page page;
	char *text;
	bool written;

	if (!file || !pack_load_file(file, invocation->arena, invocation->diagnostics, &pack))
		return EXIT_USAGE;
	page_init(&page, style.columns, style.colour);
	page_paragraph(&page, PAGE_BOLD, 0, 2,
		arena_printf(&page.scratch, "%s %s: %s", pack.id, pack.version, pack.title));
	page_paragraph(&page, PAGE_PLAIN, 2, 2, pack.description);
	page_field(&page, 2, 9, "source",
		text_join(&page.scratch, pack.references, pack.reference_count));
	page_field(&page, 2, 9, "file", pack.file);
	page_field(&page, 2, 9, "sha256", pack.sha256);
	for (size_t i = 0; i < pack.rule_count; i++)
		put_rule(&page, &pack.rules[i]);
	text = page_finish(&page);
	written = output_write(invocation->diagnostics, NULL, text);
	free(text);
	return written ? EXIT_HOLDS : EXIT_INCOMPLETE;
}

static enum exit_code check(struct invocation *invocation)
{
	enum exit_code code = EXIT_HOLDS;

	for (size_t i = 1; i < invocation->operand_count; i++) {
		struct pack pack;

		if (pack_load_file(invocation->operands[i], invocation->arena,
			    invocation->diagnostics, &pack) &&
			examples_check(&pack, invocation->diagnostics) &&
			packs_strict(invocation, &pack, 1))
			diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_NOTE,
				"%s: pack %s %s is sound, %zu rules", pack.file, pack.id,
				pack.version, pack.rule_count);
		else
			code = EXIT_USAGE;
	}
	return code;
}

static enum exit_code rules(struct invocation *invocation)
{
	const char *what = invocation->operand_count ? invocation->operands[0] : "";
	size_t more = invocation->operand_count ? invocation->operand_count - 1 : 0;

	if (strcmp(what, "list") == 0 && !more)
		return list(invocation);
	if (strcmp(what, "show") == 0 && more == 1)
		return show(invocation, invocation->operands[1]);
	if (strcmp(what, "check") == 0 && more)
		return check(invocation);
	if (strcmp(what, "test") == 0)
		return rules_test(invocation, invocation->operands + 1, more);
	if (strcmp(what, "checks") == 0 && more <= 1)
		return rules_checks(invocation, more ? invocation->operands[1] : NULL);
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"expected rules list, rules show ID, rules check FILE..., rules test, or rules "
		"checks; see "
		"compatscan rules --help");
	return EXIT_USAGE;
}

static const struct option_group *const groups[] = {
	&pack_folder_options, &test_options, &page_output_options, &general_options, NULL};

const struct command command_rules = {
	.name = "rules",
	.summary = "list, show, check and test rule packs",
	.synopsis = "list\nshow ID|FILE\ncheck [--strict] FILE...\n"
		    "test [--strict] [-v] [ID|FILE]...\nchecks [NAME] [-f FORMAT] [-o FILE]",
	.description =
		"list names the installed packs; show prints what a pack looks for and "
		"where it takes that from; "
		"check names every error of a pack with its file and JSON path; test puts the "
		"rules of packs, or of all that are installed, to their examples and tells those "
		"that do not hold (exit code 0: all hold, 1: some do not, 2: a pack has an "
		"error); checks "
		"tells what a rule can ask.",
	.groups = groups,
	.examples = "compatscan rules show ccmail-8.5\ncompatscan rules check "
		    "mine.json\ncompatscan rules test --strict mine.json",
	.run = rules,
};
