#include "rules/examples/example.h"

#include "rules/checks/check.h"
#include "scanner/base/text.h"

#include <string.h>

/* Whether one status is worse news than the other. */
static bool is_worse(enum finding_status one, enum finding_status other)
{
	static const int ranks[FINDING_STATUSES] = {
		[FINDING_FAIL] = 4, [FINDING_ERROR] = 3, [FINDING_UNKNOWN] = 2, [FINDING_PASS] = 1};

	return ranks[one] > ranks[other];
}

static bool is_meant(const struct finding *finding, const struct example *example)
{
	if (finding->status != example->expect)
		return false;
	if (example->case_name &&
		(!finding->case_name || strcmp(finding->case_name, example->case_name) != 0))
		return false;
	return !example->subject || text_same_name(finding->subject, example->subject);
}

static const char *worded(
	struct arena *arena, enum finding_status status, const char *case_name, const char *subject)
{
	const char *text = finding_status_name(status);

	if (case_name)
		text = arena_printf(arena, "%s (%s)", text, case_name);
	return subject ? arena_printf(arena, "%s about %s", text, subject)
		       : arena_strdup(arena, text);
}

/* A text of a finding in which a ${name} stands, for which its check has no value then; NULL when
 * there is none. */
static const char *unfilled_text(const struct finding *finding)
{
	const char *const texts[] = {finding->explanation, finding->remedy};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i] && strstr(texts[i], "${"))
			return texts[i];
	return NULL;
}

/* A text that is not filled spoils an example that else would hold. */
static void refuse_unfilled(
	const struct pack_result *result, struct arena *arena, struct example_outcome *outcome)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct finding *finding = &result->findings[i];
		const char *text = unfilled_text(finding);

		if (!text || outcome->result != EXAMPLE_HOLDS)
			continue;
		outcome->result = EXAMPLE_FAILS;
		outcome->found = arena_printf(arena, "%s, in whose text a ${...} has no value",
			worded(arena, finding->status, finding->case_name, NULL));
		outcome->explanation = arena_strdup(arena, text);
	}
}

/* What the findings of a rule say together, beside what was expected. */
static struct example_outcome judge(
	const struct pack_result *result, const struct example *example, struct arena *arena)
{
	struct example_outcome outcome = {.result = EXAMPLE_FAILS};
	const struct finding *worst = result->findings; /* a rule has at least one */
	const struct finding *meant = NULL;

	for (size_t i = 0; i < result->finding_count; i++) {
		const struct finding *finding = &result->findings[i];

		if (is_worse(finding->status, worst->status))
			worst = finding;
		if (!meant && is_meant(finding, example))
			meant = finding;
	}
	if (meant && meant->status == worst->status) {
		outcome.result = EXAMPLE_HOLDS;
		worst = meant;
	}
	outcome.expected = worded(arena, example->expect, example->case_name, example->subject);
	outcome.found = worded(arena, worst->status, worst->case_name,
		example->subject || outcome.result == EXAMPLE_FAILS ? worst->subject : NULL);
	outcome.explanation = arena_strdup(arena, worst->explanation);
	refuse_unfilled(result, arena, &outcome);
	return outcome;
}

struct example_outcome example_run(const struct pack *pack, const struct rule *rule,
	const struct example *example, struct arena *arena)
{
	struct example_outcome outcome = {.result = EXAMPLE_BAD};
	struct pack_result result;
	struct arena machine;
	struct host host;

	arena_init(&machine);
	if (example_machine_open(&example->machine, &machine, &host, &outcome.flaw)) {
		result = evaluate_pack_rule(&host, pack, rule);
		outcome = judge(&result, example, arena);
		host_release(&host);
	} else {
		outcome.flaw.what = arena_strdup(arena, outcome.flaw.what);
	}
	arena_free(&machine);
	return outcome;
}

/* The places of what was complained of: a machine that others stand on is told once. */
struct places {
	const char **items;
	size_t count;
};

static bool is_told(const struct places *told, const char *place)
{
	for (size_t i = 0; i < told->count; i++)
		if (strcmp(told->items[i], place) == 0)
			return true;
	return false;
}

static bool can_be_made(const struct pack *pack, const struct example_machine *machine,
	const struct diagnostics *diagnostics, struct places *told)
{
	struct example_flaw flaw;
	struct arena arena;
	struct host host;
	bool made;

	arena_init(&arena);
	made = example_machine_open(machine, &arena, &host, &flaw);
	if (made)
		host_release(&host);
	if (!made && !is_told(told, flaw.at)) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR, "%s: %s: %s", pack->file,
			text_printable(&arena, flaw.at), text_printable(&arena, flaw.what));
		told->items[told->count++] = flaw.at;
	}
	arena_free(&arena);
	return made;
}

bool examples_check(const struct pack *pack, const struct diagnostics *diagnostics)
{
	size_t count = pack->machine_count;
	struct places told = {0};
	struct arena arena;
	bool sound = true;

	for (size_t i = 0; i < pack->rule_count; i++)
		count += pack->rules[i].example_count;
	arena_init(&arena);
	told.items = arena_array(&arena, count, sizeof(*told.items));
	for (size_t i = 0; i < pack->machine_count; i++)
		sound &= can_be_made(pack, &pack->machines[i], diagnostics, &told);
	for (size_t i = 0; i < pack->rule_count; i++)
		for (size_t j = 0; j < pack->rules[i].example_count; j++)
			sound &= can_be_made(
				pack, &pack->rules[i].examples[j].machine, diagnostics, &told);
	arena_free(&arena);
	return sound;
}

static bool has_example(const struct rule *rule, enum finding_status expect)
{
	for (size_t i = 0; i < rule->example_count; i++)
		if (rule->examples[i].expect == expect)
			return true;
	return false;
}

bool examples_check_strict(const struct pack *pack, const struct diagnostics *diagnostics)
{
	bool sound = true;

	for (size_t i = 0; i < pack->rule_count; i++) {
		const struct rule *rule = &pack->rules[i];
		enum finding_status wanted[] = {
			FINDING_PASS, rule->case_count ? FINDING_FAIL : FINDING_NOT_APPLICABLE};

		for (size_t j = 0; j < sizeof(wanted) / sizeof(wanted[0]); j++) {
			if (has_example(rule, wanted[j]))
				continue;
			sound = false;
			diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
				"%s: $.rules[%zu]: the rule %s has no example with \"expect\": "
				"\"%s\"; --strict expects one",
				pack->file, i, rule->id, finding_status_name(wanted[j]));
		}
	}
	return sound;
}
