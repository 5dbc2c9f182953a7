#include "rules/language/field_choice.h"

#include "rules/language/field.h"
#include "scanner/base/text.h"

static const struct {
	const char *name;
	const char *words; /* in front of the fields, or between the others and the first */
	bool depends;      /* the first decides about the others */
} kinds[] = {
	[CHOICE_ONE] = {"one", "exactly one of", false},
	[CHOICE_SOME] = {"some", "at least one of", false},
	[CHOICE_AT_MOST_ONE] = {"at-most-one", "at most one of", false},
	[CHOICE_BESIDE] = {"beside", "only with", true},
	[CHOICE_NOT_BESIDE] = {"not-beside", "not with", true},
};

const char *field_choice_name(enum field_choice_kind kind)
{
	return kinds[kind].name;
}

static size_t field_count(const struct field_choice *choice)
{
	size_t count = 0;

	while (choice->fields[count])
		count++;
	return count;
}

const char *field_choice_text(struct arena *arena, const struct field_choice *choice)
{
	bool depends = kinds[choice->kind].depends;
	size_t count = field_count(choice);
	const char *names = text_join(arena, choice->fields + depends, count - depends);

	if (depends)
		return arena_printf(
			arena, "%s %s %s", names, kinds[choice->kind].words, choice->fields[0]);
	return arena_printf(arena, "%s %s", kinds[choice->kind].words, names);
}

static bool is_kept(const struct field_choice *choice, const struct field_values *values)
{
	bool first = field_value(values, choice->fields[0]) != NULL;
	size_t given = 0;

	for (size_t i = kinds[choice->kind].depends; i < field_count(choice); i++)
		if (field_value(values, choice->fields[i]))
			given++;
	switch (choice->kind) {
	case CHOICE_ONE:
		return given == 1;
	case CHOICE_SOME:
		return given > 0;
	case CHOICE_AT_MOST_ONE:
		return given < 2;
	case CHOICE_BESIDE:
		return first || !given;
	case CHOICE_NOT_BESIDE:
		return !first || !given;
	case CHOICE_NONE:
		break;
	}
	return true;
}

void field_choices_check(struct json_reader *reader, const char *path,
	const struct field_values *values, const struct field_choice *choices)
{
	for (; choices->kind != CHOICE_NONE; choices++)
		if (!is_kept(choices, values))
			json_error(reader, path, "expected %s",
				field_choice_text(reader->arena, choices));
}
