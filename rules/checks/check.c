#include "rules/checks/check.h"

#include <string.h>

static const struct check_type *const types[] = {
	&check_found,
	&check_image,
	&check_unshadowed,
	&check_names,
	&check_library,
	&check_dependencies,
	&check_release,
	&check_on_path,
	&check_placement,
	&check_path_audit,
	&check_copies,
	&check_file,
	&check_runs_on,
	&check_same_file,
	&check_service,
	&check_service_program,
	&check_service_command,
	&check_restarted,
	&check_volume,
	&check_fixes,
	&check_level,
	&check_registry,
	&check_folder,
	&check_version,
	&check_parameter,
	&check_compare,
	&check_text,
	&check_all,
	&check_any,
	&check_not,
	&check_when,
};

const struct check_type *check_type_at(size_t index)
{
	return index < sizeof(types) / sizeof(types[0]) ? types[index] : NULL;
}

const struct check_type *check_type_named(const char *name)
{
	const struct check_type *type;

	for (size_t i = 0; (type = check_type_at(i)); i++)
		if (strcmp(type->name, name) == 0)
			return type;
	return NULL;
}

const struct field_value *check_value(const struct check *check, const char *field)
{
	return field_value(&check->values, field);
}

const struct check *check_outcome(const struct check *check)
{
	static const struct check none = {0};

	while (check->type == &check_when) {
		const struct field_value *then = check_value(check, "then");

		check = then && then->check_count ? &then->checks[0] : &none;
	}
	return check;
}

static const char *detail_of(
	struct evaluation *evaluation, const struct check_type *type, const struct verdict *verdict)
{
	if (verdict->status == FINDING_PASS)
		return evaluation_fill(evaluation, verdict, type->holds);
	if (verdict->status != FINDING_FAIL)
		return verdict->reason;
	for (size_t i = 0; type->cases[i].name; i++)
		if (strcmp(type->cases[i].name, verdict->case_name) == 0)
			return evaluation_fill(evaluation, verdict, type->cases[i].detail);
	return verdict->case_name;
}

void check_evaluate(
	struct evaluation *evaluation, const struct check *check, struct verdict *verdict)
{
	const struct parameter_value *missing = evaluation_missing(evaluation, &check->uses);

	*verdict = (struct verdict){.status = FINDING_PASS};
	if (missing)
		verdict_reason(
			verdict, missing->without, evaluation->arena, "%s", missing->missing);
	else
		check->type->evaluate(evaluation, check, verdict);
	if (!verdict->detail)
		verdict->detail = detail_of(evaluation, check->type, verdict);
}
