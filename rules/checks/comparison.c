#include "rules/checks/comparison.h"

#include "scanner/base/text.h"
#include "scanner/base/wildcard.h"

#include <stdlib.h>
#include <string.h>

/* More digits are no number that a pack could ask for. */
enum { MAX_DIGITS = 16 };

const char *comparison_flaw(const struct check *check)
{
	const struct field_value *min = check_value(check, "min");
	const struct field_value *max = check_value(check, "max");

	return min && max && min->number > max->number
		       ? "\"min\" is greater than \"max\"; expected the lower number in \"min\""
		       : NULL;
}

struct compared compared_text(const char *const *text, bool digits)
{
	struct compared compared = {.texts = text, .count = 1};
	size_t length = strspn(*text, "0123456789");

	if (!digits || !length || length > MAX_DIGITS || (*text)[length])
		return compared;
	compared.numeric = true;
	compared.number = strtoull(*text, NULL, 10);
	return compared;
}

bool comparison_is_asked(const struct check *check)
{
	static const char *const fields[] = {COMPARISON_NAMES};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (check_value(check, fields[i]))
			return true;
	return false;
}

static const char *quoted_list(struct evaluation *evaluation, const struct field_value *value)
{
	struct arena *arena = evaluation->arena;
	const char *text = "";

	for (size_t i = 0; i < value->count; i++) {
		const char *mark = value->numeric && value->numeric[i] ? "" : "\"";

		text = arena_printf(arena, "%s%s%s%s%s", text, i ? " or " : "", mark,
			evaluation_fill(evaluation, NULL, value->list[i]), mark);
	}
	return text;
}

static const char *number_text(
	struct arena *arena, const char *what, const struct check *check, const char *field)
{
	return arena_printf(
		arena, "%s %llu", what, (unsigned long long)check_value(check, field)->number);
}

const char *comparison_text(struct evaluation *evaluation, const struct check *check)
{
	struct arena *arena = evaluation->arena;
	const char *parts[5];
	const char *text = NULL;
	size_t count = 0;

	if (check_value(check, "equals"))
		parts[count++] = quoted_list(evaluation, check_value(check, "equals"));
	if (check_value(check, "one_of"))
		parts[count++] = quoted_list(evaluation, check_value(check, "one_of"));
	if (check_value(check, "matches"))
		parts[count++] = arena_printf(
			arena, "like %s", quoted_list(evaluation, check_value(check, "matches")));
	if (check_value(check, "min"))
		parts[count++] = number_text(arena, "at least", check, "min");
	if (check_value(check, "max"))
		parts[count++] = number_text(arena, "at most", check, "max");
	for (size_t i = 0; i < count; i++)
		text = text ? arena_printf(arena, "%s and %s", text, parts[i]) : parts[i];
	return text;
}

/* An empty list has no text that could be compared; only the empty one says as much. */
static bool same_text(const struct compared *compared, const char *wanted)
{
	if (!compared->count)
		return !*wanted;
	for (size_t i = 0; i < compared->count; i++)
		if (text_same_name(compared->texts[i], wanted))
			return true;
	return false;
}

/* The case in which it is none of these data. */
static const char *datum_misfit(struct evaluation *evaluation, const struct field_value *wanted,
	const struct compared *compared)
{
	bool only_numbers = true;

	for (size_t i = 0; i < wanted->count; i++) {
		only_numbers &= wanted->numeric[i];
		if (wanted->numeric[i] && !compared->numeric)
			continue;
		if (same_text(compared, evaluation_fill(evaluation, NULL, wanted->list[i])))
			return NULL;
	}
	return only_numbers && !compared->numeric ? "wrong-type" : "other";
}

static bool matches_any(struct evaluation *evaluation, const struct field_value *patterns,
	const struct compared *compared)
{
	for (size_t i = 0; i < patterns->count; i++) {
		const char *pattern = evaluation_fill(evaluation, NULL, patterns->list[i]);

		for (size_t j = 0; j < compared->count; j++)
			if (wildcard_match(pattern, compared->texts[j]))
				return true;
	}
	return false;
}

static const char *range_misfit(const struct check *check, const struct compared *compared)
{
	const struct field_value *min = check_value(check, "min");
	const struct field_value *max = check_value(check, "max");

	if (!min && !max)
		return NULL;
	if (!compared->numeric)
		return "wrong-type";
	if ((min && compared->number < min->number) || (max && compared->number > max->number))
		return "out-of-range";
	return NULL;
}

const char *comparison_misfit(
	struct evaluation *evaluation, const struct check *check, const struct compared *compared)
{
	const struct field_value *equals = check_value(check, "equals");
	const struct field_value *one_of = check_value(check, "one_of");
	const struct field_value *patterns = check_value(check, "matches");
	const char *misfit = range_misfit(check, compared);

	if (!misfit && equals)
		misfit = datum_misfit(evaluation, equals, compared);
	if (!misfit && one_of)
		misfit = datum_misfit(evaluation, one_of, compared);
	if (!misfit && patterns && !matches_any(evaluation, patterns, compared))
		misfit = "other";
	return misfit;
}
