/* start-points: what something on the machine starts, each program once, however many ways lead to
 * it. */
#include "rules/selections/selection.h"

#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"
#include "scanner/host/start/start_points.h"

#include <stdlib.h>
#include <string.h>

/* Places that one item names; the rest are counted. */
enum { MAX_PLACES_NAMED = 3 };

static const char *const kind_words[] = {"service", "driver", "service-dll", "run", "run-once",
	"run-services", "logon", "win-ini", "startup", "shortcut", "pif", "shell-extension",
	"control-panel", "vxd", "dos-config", "app-path", "on-path", NULL};

static const char *shown(const char *text)
{
	return text ? text : "";
}

static void set(struct selection_item *item, const char *name, const char *value)
{
	item->variables[item->variable_count++] = (struct text_variable){name, shown(value)};
}

/* What could not be told, as one sentence. */
struct untold {
	struct arena *arena;
	const char *text;
	size_t named, count;
};

static void add_untold(struct untold *untold, const char *what)
{
	untold->count++;
	if (untold->named == MAX_PLACES_NAMED)
		return;
	untold->named++;
	untold->text =
		untold->text ? arena_printf(untold->arena, "%s; %s", untold->text, what) : what;
}

static const char *untold_text(const struct untold *untold)
{
	if (untold->count == untold->named)
		return untold->text;
	return arena_printf(
		untold->arena, "%s; and %zu more", untold->text, untold->count - untold->named);
}

/* A point with its program in the form under which names are compared. What surely starts a program
 * comes first. */
struct keyed_point {
	const char *key;
	size_t index;
	const struct start_point *point;
};

static int by_key(const void *left, const void *right)
{
	const struct keyed_point *one = left;
	const struct keyed_point *other = right;
	int order = strcmp(one->key, other->key);

	if (order)
		return order;
	if (one->point->likely != other->point->likely)
		return one->point->likely ? 1 : -1;
	return one->index < other->index ? -1 : one->index > other->index;
}

/* All points that lead to one program. */
struct started_program {
	const struct keyed_point *points;
	size_t count;
};

static int by_first_point(const void *left, const void *right)
{
	const struct started_program *one = left;
	const struct started_program *other = right;

	return one->points->index < other->points->index
		       ? -1
		       : one->points->index > other->points->index;
}

static const char *place_of(struct arena *arena, const struct start_point *point)
{
	if (!point->inferred)
		return point->where;
	return arena_printf(arena, "%s (likely: %s)", point->where, point->inferred);
}

/* "KEY, VALUE; FILE; and 3 more". */
static const char *places_of(struct arena *arena, const struct started_program *program)
{
	const char *text = place_of(arena, program->points[0].point);

	for (size_t i = 1; i < program->count && i < MAX_PLACES_NAMED; i++)
		text = arena_printf(
			arena, "%s; %s", text, place_of(arena, program->points[i].point));
	if (program->count > MAX_PLACES_NAMED)
		text = arena_printf(
			arena, "%s; and %zu more", text, program->count - MAX_PLACES_NAMED);
	return text;
}

static const char *image_of(struct evaluation *evaluation, struct host_file *file)
{
	const struct image *image = file ? host_file_image(&evaluation->host->tree, file) : NULL;

	return image ? image_title(evaluation->arena, image) : "";
}

static void visit_program(struct evaluation *evaluation, const struct started_program *program,
	item_visitor *visitor, void *context)
{
	const struct start_point *first = program->points[0].point;
	struct selection_item item = {0};

	set(&item, "item", first->program);
	set(&item, "item.how", start_kind_name(first->how));
	set(&item, "item.starter", start_kind_title(first->how));
	set(&item, "item.name", first->name);
	set(&item, "item.where", places_of(evaluation->arena, program));
	set(&item, "item.command", first->command);
	set(&item, "item.account", first->account);
	set(&item, "item.image", image_of(evaluation, first->file));
	visitor(context, &item);
}

static bool is_disabled(const struct started_program *program)
{
	for (size_t i = 0; i < program->count; i++)
		if (!program->points[i].point->disabled)
			return false;
	return true;
}

static bool is_asked_for(const struct started_program *program, const struct field_values *values)
{
	bool likely = program->points[0].point->likely;

	return is_disabled(program) == field_flag_of(values, "disabled", false) &&
	       likely == field_flag_of(values, "likely", likely);
}

static void visit_programs(struct evaluation *evaluation, const struct field_values *values,
	struct keyed_point *points, size_t count, item_visitor *visitor, void *context)
{
	struct started_program *programs = arena_array(evaluation->arena, count, sizeof(*programs));
	size_t program_count = 0;

	if (count)
		qsort(points, count, sizeof(*points), by_key);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(points[i].key, points[i - 1].key) != 0)
			programs[program_count++] = (struct started_program){.points = &points[i]};
		programs[program_count - 1].count++;
	}
	if (program_count)
		qsort(programs, program_count, sizeof(*programs), by_first_point);
	for (size_t i = 0; i < program_count; i++)
		if (is_asked_for(&programs[i], values))
			visit_program(evaluation, &programs[i], visitor, context);
}

static bool is_gap_of(const struct start_gap *gap, const struct field_values *values)
{
	return field_asks_for(values, "how", start_kind_name(gap->how));
}

/* One hive that is not there is the reason for several kinds. */
static bool is_new_gap(const struct start_list *list, const struct field_values *values, size_t gap)
{
	for (size_t i = 0; i < gap; i++)
		if (is_gap_of(&list->gaps[i], values) &&
			strcmp(list->gaps[i].reason, list->gaps[gap].reason) == 0)
			return false;
	return is_gap_of(&list->gaps[gap], values);
}

/* A point whose program cannot be told is told as that. */
static const char *visit_start_points(struct evaluation *evaluation,
	const struct field_values *values, item_visitor *visitor, void *context)
{
	const struct start_list *list = start_points(evaluation->host);
	struct arena *arena = evaluation->arena;
	struct keyed_point *points = arena_array(arena, list->count, sizeof(*points));
	struct untold untold = {.arena = arena};
	bool disabled = field_flag_of(values, "disabled", false);
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct start_point *point = &list->items[i];

		if (!field_asks_for(values, "how", start_kind_name(point->how)) ||
			(point->disabled && !disabled))
			continue;
		if (point->status == START_UNTOLD)
			add_untold(&untold, arena_printf(arena, "where %s leads: %s", point->where,
						    point->reason));
		else
			points[count++] =
				(struct keyed_point){text_fold(arena, point->program), i, point};
	}
	visit_programs(evaluation, values, points, count, visitor, context);
	for (size_t i = 0; i < list->gap_count; i++)
		if (is_new_gap(list, values, i))
			add_untold(&untold, list->gaps[i].reason);
	return untold_text(&untold);
}

const struct selection_type selection_start_points = {
	.name = "start-points",
	.summary = "programs that something starts",
	.none = "nothing of this kind is started",
	.fields = {{"how", &field_word, FIELD_ONE_OR_LIST, kind_words},
		{"disabled", &field_flag, 0}, {"likely", &field_flag, 0},
		{SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = {"item", "item.how", "item.starter", "item.name", "item.where", "item.command",
		"item.account", "item.image"},
	.visit = visit_start_points,
};
