#include "rules/evaluation/evaluation.h"

#include "rules/checks/check.h"
#include "rules/selections/selection.h"
#include "rules/language/template.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/machine/live.h"

#include <string.h>

struct fill_context {
	const struct evaluation *evaluation;
	const struct verdict *verdict;
};

static const char *parameter_text(const struct evaluation *evaluation, const char *name)
{
	for (size_t i = 0; i < evaluation->pack->parameter_count; i++) {
		const struct parameter_value *value = &evaluation->parameters[i];

		/* A default may only name parameters above its own; the others have no name yet. */
		if (value->name && strcmp(value->name, name) == 0)
			return value->text;
	}
	return NULL;
}

static const char *variable_text(
	const struct text_variable *variables, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(variables[i].name, name) == 0)
			return variables[i].value;
	return NULL;
}

static const char *value_named(const struct fill_context *fill, const char *name)
{
	const struct verdict *verdict = fill->verdict;
	const struct selection_item *item = fill->evaluation->item;
	const char *text = NULL;

	if (verdict)
		text = variable_text(verdict->variables, verdict->variable_count, name);
	if (!text && item)
		text = variable_text(item->variables, item->variable_count, name);
	return text ? text : parameter_text(fill->evaluation, name);
}

static const char *fill_value(const void *context, const char *name)
{
	static const char suffix[] = ".folder";
	const struct fill_context *fill = context;
	struct arena *arena = fill->evaluation->arena;
	size_t length = strlen(name);
	size_t tail = sizeof(suffix) - 1;
	const char *text = value_named(fill, name);

	if (text || length <= tail || strcmp(name + length - tail, suffix) != 0)
		return text;
	text = value_named(fill, arena_copy(arena, name, length - tail));
	return text ? winpath_folder(arena, text) : NULL;
}

const char *evaluation_fill(
	const struct evaluation *evaluation, const struct verdict *verdict, const char *text)
{
	struct fill_context context = {evaluation, verdict};

	return template_fill(evaluation->arena, text, fill_value, &context);
}

const struct parameter_value *evaluation_missing(
	const struct evaluation *evaluation, const struct parameter_uses *uses)
{
	const struct parameter_value *missing = NULL;

	for (size_t i = 0; i < uses->count; i++) {
		const struct parameter_value *value = &evaluation->parameters[uses->items[i]];

		if (value->missing && (!missing || (value->without == FINDING_NOT_APPLICABLE &&
							   missing->without != value->without)))
			missing = value;
	}
	return missing;
}

struct program_state *evaluation_program(struct evaluation *evaluation, const char *id)
{
	size_t index = 0;

	while (strcmp(evaluation->pack->programs[index].id, id) != 0)
		index++;
	return &evaluation->programs[index];
}

const struct pack_library *evaluation_library(const struct evaluation *evaluation, const char *id)
{
	size_t index = 0;

	while (strcmp(evaluation->pack->libraries[index].id, id) != 0)
		index++;
	return &evaluation->pack->libraries[index];
}

struct search_result *evaluation_library_search(struct evaluation *evaluation,
	const struct pack_library *library, const struct program_state *program,
	struct host_file *winner)
{
	struct library_state *state;
	void *items = evaluation->libraries;

	for (size_t i = 0; i < evaluation->library_count; i++) {
		state = evaluation->libraries[i];
		if (state->library == library && state->program == winner)
			return &state->search;
	}
	arena_grow(evaluation->arena, &items, evaluation->library_count,
		&evaluation->library_capacity, sizeof(*evaluation->libraries));
	evaluation->libraries = items;
	state = arena_alloc(evaluation->arena, sizeof(*state));
	evaluation->libraries[evaluation->library_count++] = state;
	*state = (struct library_state){.library = library, .program = winner};
	state->search =
		dependencies_find(evaluation->host, winner, library->name, &program->request);
	return &state->search;
}

bool evaluation_now(const struct evaluation *evaluation, struct verdict *verdict, const char *what,
	int64_t *now)
{
	const struct host *host = evaluation->host;

	if (host->live)
		*now = host->live->operations->now(host->live);
	else if (host->now_known)
		*now = host->now;
	else
		verdict_reason(verdict, FINDING_NOT_APPLICABLE, evaluation->arena,
			"%s can only be told on the running machine, whose clock says what time it "
			"is; run compatscan there",
			what);
	return host->live || host->now_known;
}
