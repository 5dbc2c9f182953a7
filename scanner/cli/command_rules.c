/* rules: what packs there are, what a pack says, and whether a pack is sound. */
#include "scanner/cli/packs.h"
#include "scanner/cli/rules_checks.h"
#include "scanner/cli/rules_show.h"
#include "scanner/cli/rules_test.h"

#include "rules/examples/example.h"
#include "scanner/base/text.h"

#include <string.h>

static enum exit_code check(struct invocation *invocation)
{
	enum exit_code code = EXIT_HOLDS;

	for (size_t i = 1; i < invocation->operand_count; i++) {
		const char *file = packs_find(invocation, invocation->operands[i]);
		struct pack pack;

		if (file &&
			pack_load_file(file, invocation->arena, invocation->diagnostics, &pack) &&
			examples_check(&pack, invocation->diagnostics) &&
			packs_strict(invocation, &pack, 1))
			diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_NOTE,
				"%s: pack %s %s is sound, %s", pack.file, pack.id, pack.version,
				text_counted(invocation->arena, pack.rule_count, "rule"));
		else
			code = EXIT_USAGE;
	}
	return code;
}

static enum exit_code rules(struct invocation *invocation)
{
	const char *what = invocation->operand_count ? invocation->operands[0] : "";
	size_t more = invocation->operand_count ? invocation->operand_count - 1 : 0;
	const char *format = invocation->settings.format;

	if (strcmp(what, "checks") != 0 && format && strcmp(format, "text") != 0) {
		diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
			"rules %s writes text alone; --format is for rules checks", what);
		return EXIT_USAGE;
	}
	if (strcmp(what, "list") == 0 && !more)
		return rules_list(invocation);
	if (strcmp(what, "show") == 0 && more == 1)
		return rules_show(invocation, invocation->operands[1]);
	if (strcmp(what, "check") == 0 && more)
		return check(invocation);
	if (strcmp(what, "test") == 0)
		return rules_test(invocation, invocation->operands + 1, more);
	if (strcmp(what, "checks") == 0 && more <= 1)
		return rules_checks(invocation, more ? invocation->operands[1] : NULL);
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"expected rules list, rules show ID|FILE, rules check ID|FILE..., rules test, or "
		"rules checks; see compatscan rules --help");
	return EXIT_USAGE;
}

static const struct option_group *const groups[] = {
	&pack_folder_options, &test_options, &page_output_options, &general_options, NULL};

const struct command command_rules = {
	.name = "rules",
	.summary = "list, show, check and test rule packs",
	.synopsis = "list\nshow ID|FILE\ncheck [--strict] ID|FILE...\n"
		    "test [--strict] [-v] [ID|FILE]...\nchecks [NAME] [-f FORMAT] [-o FILE]",
	.description =
		"list names the installed packs; show prints what a pack looks for and "
		"where it takes that from; check names every error of a pack with its file and "
		"JSON path; test puts the "
		"rules of packs, or of all that are installed, to their examples and tells those "
		"that do not hold (exit code 0: all hold, 1: some do not, 2: a pack has an "
		"error); checks tells what a rule can ask.",
	.groups = groups,
	.examples = "compatscan rules show ccmail-8.5\ncompatscan rules check "
		    "mine.json\ncompatscan rules test --strict mine.json",
	.run = rules,
};
