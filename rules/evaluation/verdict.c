/* What the checks say their answers with. */
#include "rules/evaluation/evaluation.h"

#include <stdarg.h>
#include <string.h>

void verdict_fail(struct verdict *verdict, const char *case_name)
{
	verdict->status = FINDING_FAIL;
	verdict->case_name = case_name;
	verdict->severity_lowered = false;
}

void verdict_fail_lesser(struct verdict *verdict, const char *case_name, enum severity severity)
{
	if (verdict->status != FINDING_PASS)
		return;
	verdict_fail(verdict, case_name);
	verdict->severity_lowered = true;
	verdict->severity = severity;
}

void verdict_contrary(struct verdict *verdict, enum finding_status status, const char *subject,
	const char *detail)
{
	if (verdict->contrary.status == FINDING_PASS ||
		(status == FINDING_FAIL && verdict->contrary.status != FINDING_FAIL))
		verdict->contrary = (struct contrary){status, subject, detail};
}

/* Whether something that weighs more may still take the place of what has been said. */
static bool gives_way(const struct verdict *verdict)
{
	return verdict->status == FINDING_PASS ||
	       (verdict->status == FINDING_FAIL && verdict->severity_lowered);
}

void verdict_reason(struct verdict *verdict, enum finding_status status, struct arena *arena,
	const char *format, ...)
{
	va_list arguments;

	if (!gives_way(verdict))
		return;
	verdict->status = status;
	verdict->severity_lowered = false;
	va_start(arguments, format);
	verdict->reason = arena_vprintf(arena, format, arguments);
	va_end(arguments);
}

void verdict_set(struct verdict *verdict, const char *name, const char *value)
{
	size_t room = sizeof(verdict->variables) / sizeof(verdict->variables[0]);

	for (size_t i = 0; i < verdict->variable_count; i++) {
		if (strcmp(verdict->variables[i].name, name) == 0) {
			verdict->variables[i].value = value;
			return;
		}
	}
	if (verdict->variable_count < room)
		verdict->variables[verdict->variable_count++] =
			(struct text_variable){.name = name, .value = value};
}

struct evidence *verdict_evidence(struct verdict *verdict, struct arena *arena)
{
	void *items = verdict->evidence;
	struct evidence *evidence;

	arena_grow(arena, &items, verdict->evidence_count, &verdict->evidence_capacity,
		sizeof(*evidence));
	verdict->evidence = items;
	evidence = &verdict->evidence[verdict->evidence_count++];
	*evidence = (struct evidence){.offset = PROBLEM_NO_OFFSET};
	return evidence;
}

struct evidence *verdict_candidate(
	struct verdict *verdict, struct arena *arena, const struct search_candidate *candidate)
{
	struct evidence *evidence = verdict_evidence(verdict, arena);

	evidence->path = candidate->file->path;
	evidence->file = candidate->file;
	evidence->search_step = candidate->step;
	return evidence;
}

bool verdict_needs_program(
	struct verdict *verdict, struct arena *arena, const struct program_state *program)
{
	const struct search_candidate *winner = search_winner(&program->search);

	if (verdict->status == FINDING_PASS ||
		(program->search.outcome != SEARCH_FOUND && gives_way(verdict)))
		verdict->subject = winner ? winner->file->path : program->name;
	switch (program->search.outcome) {
	case SEARCH_FOUND:
		return true;
	case SEARCH_MISSING:
	case SEARCH_API_SET: /* a DLL's name, which no program has */
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"%s was not found in any folder that is searched, so there is nothing to "
			"judge",
			program->name);
		return false;
	case SEARCH_UNCERTAIN:
		verdict_reason(verdict, FINDING_UNKNOWN, arena,
			"which %s runs could not be told: %s", program->name,
			program->search.reason);
		return false;
	}
	return false;
}
