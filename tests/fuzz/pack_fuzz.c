/* A rule pack, as JSON: what loads can be put to machines, and every finding says what it must. */
#include "tests/fuzz/target.h"

#include "rules/checks/check.h"
#include "rules/examples/example.h"
#include "rules/language/pack_load.h"

#include <string.h>
#include <unistr.h>

/* Examples of one rule that are run: a pack may have very many. */
enum { MAX_EXAMPLES_RUN = 2 };

static void require_utf8(const char *text, const char *what)
{
	fuzz_require(text && !u8_check((const uint8_t *)text, strlen(text)), what);
}

static bool has_case(const struct rule *rule, const char *name)
{
	const struct check_case *cases = check_outcome(&rule->check)->type->cases;

	while (cases->name && strcmp(cases->name, name) != 0)
		cases++;
	return cases->name;
}

static void check_finding(const struct pack *pack, const struct finding *finding)
{
	const struct rule *rule = pack_rule(pack, finding->rule);

	fuzz_require(rule, "a finding is that of a rule");
	require_utf8(finding->subject, "a finding has a subject");
	require_utf8(finding->explanation, "a finding has an explanation");
	fuzz_require((finding->status == FINDING_FAIL) == (finding->case_name != NULL),
		"a case is that of a failure");
	if (finding->status != FINDING_FAIL)
		return;
	fuzz_require(has_case(rule, finding->case_name), "a failure is one of the check's cases");
	require_utf8(finding->remedy, "a failure has a remedy");
}

/* A machine of which nothing is known. */
static void judge_nothing(struct arena *arena, const struct pack *pack)
{
	struct registry_source *sources[REGISTRY_ROOTS] = {NULL};
	struct host host = {.arena = arena};
	struct pack_result result;

	tree_init(&host.tree, arena, &host.problems);
	host_read(&host, sources);
	result = evaluate_pack(&host, pack);
	fuzz_require(result.finding_count >= pack->rule_count, "every rule has a finding");
	require_utf8(result.reason, "whether a pack applies has a reason");
	for (size_t i = 0; i < result.finding_count; i++) {
		check_finding(pack, &result.findings[i]);
		fuzz_require(
			i == 0 || strcmp(result.findings[i - 1].rule, result.findings[i].rule) <= 0,
			"findings are in the order of their rules");
	}
	host_release(&host);
}

static void run_examples(struct arena *arena, const struct pack *pack, const struct rule *rule)
{
	for (size_t i = 0; i < rule->example_count && i < MAX_EXAMPLES_RUN; i++) {
		struct example_outcome outcome = example_run(pack, rule, &rule->examples[i], arena);

		if (outcome.result == EXAMPLE_BAD) {
			require_utf8(outcome.flaw.what, "a bad machine has a reason");
			continue;
		}
		require_utf8(outcome.expected, "an example says what was expected");
		require_utf8(outcome.found, "an example says what was found");
	}
}

static void ignore(void *context, enum diagnostic_level level, const char *message)
{
	(void)level;
	(*(size_t *)context)++;
	require_utf8(message, "a message is valid UTF-8");
}

void fuzz_check_pack(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	size_t told = 0;
	const struct diagnostics diagnostics = {.tell = ignore, .context = &told};
	struct arena arena;
	struct pack pack;
	bool loaded;

	(void)target;
	(void)thorough;
	arena_init(&arena);
	loaded = pack_load("pack.json", (const char *)data, size, &arena, &diagnostics, &pack);
	fuzz_require(loaded == !told, "a pack that does not load is complained of");
	if (loaded) {
		judge_nothing(&arena, &pack);
		for (size_t i = 0; i < pack.rule_count; i++)
			run_examples(&arena, &pack, &pack.rules[i]);
	}
	arena_free(&arena);
}
