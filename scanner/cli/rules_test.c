#include "scanner/cli/rules_test.h"

#include "scanner/cli/document.h"
#include "scanner/cli/packs.h"
#include "scanner/cli/terminal.h"

#include "report/page.h"
#include "rules/examples/example.h"
#include "scanner/base/text.h"

#include <stdlib.h>

/* A test under way. */
struct testing {
	struct invocation *invocation;
	struct page page;
	size_t examples, failed;
	bool bad; /* the machine of an example cannot be made */
};

bool packs_strict(struct invocation *invocation, const struct pack *packs, size_t count)
{
	bool sound = true;

	for (size_t i = 0; invocation->settings.strict && i < count; i++)
		sound &= examples_check_strict(&packs[i], invocation->diagnostics);
	return sound;
}

static void tell_outcome(struct testing *testing, const struct pack *pack, const struct rule *rule,
	const struct example *example, const struct example_outcome *outcome)
{
	struct arena *scratch = &testing->page.scratch;
	const char *about =
		arena_printf(scratch, "%s, %s, \"%s\"", pack->id, rule->id, example->title);

	if (outcome->result == EXAMPLE_HOLDS)
		page_line(&testing->page, PAGE_PLAIN,
			arena_printf(scratch, "%s: holds, %s: %s", about, outcome->found,
				outcome->explanation));
	else
		page_line(&testing->page, PAGE_RED,
			arena_printf(scratch, "%s: expected %s, found %s: %s", about,
				outcome->expected, outcome->found, outcome->explanation));
}

static void test_example(struct testing *testing, const struct pack *pack, const struct rule *rule,
	const struct example *example)
{
	struct example_outcome outcome =
		example_run(pack, rule, example, testing->invocation->arena);

	testing->examples++;
	if (outcome.result == EXAMPLE_BAD)
		return;
	testing->failed += outcome.result == EXAMPLE_FAILS;
	if (outcome.result == EXAMPLE_FAILS || testing->invocation->settings.verbose)
		tell_outcome(testing, pack, rule, example, &outcome);
}

static void test_pack(struct testing *testing, const struct pack *pack)
{
	size_t examples = testing->examples, failed = testing->failed, without = 0;
	struct arena *scratch = &testing->page.scratch;
	const char *text;

	if (!examples_check(pack, testing->invocation->diagnostics))
		testing->bad = true;
	for (size_t i = 0; i < pack->rule_count; i++) {
		const struct rule *rule = &pack->rules[i];

		without += !rule->example_count;
		for (size_t j = 0; j < rule->example_count; j++)
			test_example(testing, pack, rule, &rule->examples[j]);
	}
	examples = testing->examples - examples;
	failed = testing->failed - failed;
	text = arena_printf(scratch, "%s %s: %s, %s", pack->id, pack->version,
		text_counted(scratch, pack->rule_count, "rule"),
		text_counted(scratch, examples, "example"));
	if (without)
		text = arena_printf(scratch, "%s, %s without any", text,
			text_counted(scratch, without, "rule"));
	text = failed ? arena_printf(scratch, "%s; %zu %s not hold", text, failed,
				failed == 1 ? "does" : "do")
		      : arena_printf(
				scratch, "%s; %s", text, examples ? "all hold" : "none to hold");
	page_line(&testing->page, PAGE_BOLD, text);
}

static bool load(struct invocation *invocation, const char *const *names, size_t name_count,
	struct pack **out, size_t *count)
{
	bool sound = true;

	if (!name_count)
		return packs_load_installed(invocation, out, count);
	*out = arena_array(invocation->arena, name_count, sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < name_count; i++) {
		const char *file = packs_find(invocation, names[i]);

		if (file && pack_load_file(file, invocation->arena, invocation->diagnostics,
				    &(*out)[*count]))
			(*count)++;
		else
			sound = false;
	}
	return sound;
}

enum exit_code rules_test(
	struct invocation *invocation, const char *const *names, size_t name_count)
{
	struct report_style style = terminal_style(&invocation->settings);
	struct testing testing = {.invocation = invocation};
	struct pack *packs;
	size_t count;
	enum exit_code code;
	bool sound = load(invocation, names, name_count, &packs, &count);

	sound &= packs_strict(invocation, packs, count);
	page_init(&testing.page, style.columns, style.colour);
	for (size_t i = 0; i < count; i++)
		test_pack(&testing, &packs[i]);
	code = testing.failed ? EXIT_FAILS : EXIT_HOLDS;
	code = document_write(invocation, page_finish(&testing.page), code);
	return sound && !testing.bad ? code : EXIT_USAGE;
}
