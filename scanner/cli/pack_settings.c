#include "scanner/cli/pack_settings.h"

#include "rules/evaluation/parameters.h"

#include <string.h>

enum {
	MAX_NEAR_NAMES = 8,    /* that are told */
	MAX_NAME_LENGTH = 128, /* PACK.PARAMETER has at most 64 + 1 + 48 */
	NEAR_CHANGES = 3,      /* letters put in, left out or written wrong */
};

static bool is_known(const char *name, const struct pack *packs, size_t count)
{
	bool specific;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < packs[i].parameter_count; j++)
			if (parameter_is_named(name, &packs[i], &packs[i].parameters[j], &specific))
				return true;
	return false;
}

/* How many letters must be put in, left out or replaced to make one of the other (Levenshtein). */
static size_t changes_between(const char *one, const char *other)
{
	size_t length = strlen(other);
	size_t row[MAX_NAME_LENGTH + 1];

	if (strlen(one) > MAX_NAME_LENGTH || length > MAX_NAME_LENGTH)
		return MAX_NAME_LENGTH;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; one[i]; i++) {
		size_t diagonal = row[0]++;

		for (size_t j = 0; j < length; j++) {
			size_t replaced = diagonal + (one[i] != other[j]);
			size_t shifted = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;

			diagonal = row[j + 1];
			row[j + 1] = replaced < shifted ? replaced : shifted;
		}
	}
	return row[length];
}

static bool is_near(const char *name, const char *known)
{
	return changes_between(name, known) <= NEAR_CHANGES || strstr(known, name) ||
	       strstr(name, known);
}

/* The names of all parameters, or only those that are near, each with its pack. */
static const char *names(
	struct arena *arena, const struct pack *packs, size_t count, const char *near, size_t *told)
{
	const char *text = "";

	*told = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < packs[i].parameter_count; j++) {
			const char *known = packs[i].parameters[j].name;
			const char *full = arena_printf(arena, "%s.%s", packs[i].id, known);

			if (near && !is_near(near, known) && !is_near(near, full))
				continue;
			if (++*told <= MAX_NEAR_NAMES)
				text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "", full);
		}
	return *told > MAX_NEAR_NAMES ? arena_printf(arena, "%s, ...", text) : text;
}

static void tell(const struct invocation *invocation, const char *name, const struct pack *packs,
	size_t count)
{
	size_t told;
	const char *expected = names(invocation->arena, packs, count, name, &told);

	if (!told)
		expected = names(invocation->arena, packs, count, NULL, &told);
	diagnostic_tell(invocation->diagnostics, DIAGNOSTIC_ERROR,
		"--set %s: no pack that is used has such a parameter; %s%s", name,
		told ? "there is " : "none of them has any", expected);
}

bool pack_settings_check(
	const struct invocation *invocation, const struct pack *packs, size_t count)
{
	const struct host_options *options = &invocation->settings.host;
	bool known = true;

	for (size_t i = 0; i < options->setting_count; i++) {
		if (is_known(options->settings[i].name, packs, count))
			continue;
		tell(invocation, options->settings[i].name, packs, count);
		known = false;
	}
	return known;
}
