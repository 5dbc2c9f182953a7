/* images: every executable image on the drives that is of a kind, by how it can be reached. */
#include "rules/selections/selection.h"

#include "rules/facts/image_facts.h"
#include "scanner/base/text.h"
#include "scanner/base/wildcard.h"
#include "scanner/host/host.h"
#include "scanner/host/start/image_walk.h"
#include "scanner/host/start/start_points.h"

#include <stdlib.h>
#include <string.h>

enum reached { REACHED_STARTED, REACHED_ON_PATH, REACHED_LYING, REACHED_WAYS };

static const char *const reached_words[] = {[REACHED_STARTED] = "started",
	[REACHED_ON_PATH] = "on-path",
	[REACHED_LYING] = "lying",
	[REACHED_WAYS] = NULL};
static const char *const bits_words[] = {"16", "32", "64", NULL};
static const char *const within_words[] = {"windows", "elsewhere", NULL};

/* A file, and the strongest way that leads to it. */
struct reached_file {
	const struct host_file *file;
	enum reached reached;
};

struct looking {
	struct evaluation *evaluation;
	const struct field_values *values;
	struct reached_file *files; /* sorted by address, then by way */
	size_t file_count;
};

static int by_file(const void *left, const void *right)
{
	const struct reached_file *one = left;
	const struct reached_file *other = right;

	if (one->file != other->file)
		return (uintptr_t)one->file < (uintptr_t)other->file ? -1 : 1;
	return (int)one->reached - (int)other->reached;
}

static void find_reached(struct looking *looking)
{
	const struct start_list *list = start_points(looking->evaluation->host);

	looking->files =
		arena_array(looking->evaluation->arena, list->count, sizeof(*looking->files));
	for (size_t i = 0; i < list->count; i++) {
		const struct start_point *point = &list->items[i];
		bool by_name = point->how == START_ON_PATH || point->how == START_APP_PATH;

		if (point->file && !point->disabled)
			looking->files[looking->file_count++] = (struct reached_file){
				point->file, by_name ? REACHED_ON_PATH : REACHED_STARTED};
	}
	if (looking->file_count)
		qsort(looking->files, looking->file_count, sizeof(*looking->files), by_file);
}

static enum reached reached_of(const struct looking *looking, const struct host_file *file)
{
	size_t low = 0, high = looking->file_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if ((uintptr_t)looking->files[middle].file < (uintptr_t)file)
			low = middle + 1;
		else
			high = middle;
	}
	return low < looking->file_count && looking->files[low].file == file
		       ? looking->files[low].reached
		       : REACHED_LYING;
}

static bool is_one_of(const struct field_values *values, const char *field, const char *word)
{
	const struct field_value *asked = field_value(values, field);

	if (!asked || !asked->count)
		return true;
	for (size_t i = 0; word && i < asked->count; i++)
		if (text_same_keyword(asked->list[i], word))
			return true;
	return false;
}

static bool lies_in_windows(const struct host *host, const char *path)
{
	const char *rest =
		host->windows_directory ? text_behind_name(path, host->windows_directory) : NULL;

	return rest && *rest == '\\';
}

static bool is_excepted(const struct looking *looking, const char *path)
{
	const struct field_value *except = field_value(looking->values, "except");

	for (size_t i = 0; except && i < except->count; i++)
		if (wildcard_match(
			    evaluation_fill(looking->evaluation, NULL, except->list[i]), path))
			return true;
	return false;
}

/* A .COM program has no kind; it is asked for as what it is, a DOS program. */
static bool is_selected(
	const struct looking *looking, const struct found_image *image, enum reached reached)
{
	const struct field_values *values = looking->values;
	const char *kind = image_kind_name(image->com ? IMAGE_MZ : image->kind);
	const char *bits = image->bits == 16 ? "16" : image->bits == 64 ? "64" : "32";
	bool inside = lies_in_windows(looking->evaluation->host, image->file->path);

	return is_one_of(values, "kind", kind) &&
	       is_one_of(values, "bits", image->bits ? bits : NULL) &&
	       is_one_of(values, "machine", image->machine) &&
	       is_one_of(values, "target", image_target_name(image->target)) &&
	       is_one_of(values, "reached", reached_words[reached]) &&
	       is_one_of(values, "within", inside ? "windows" : "elsewhere") &&
	       (!image->font || field_flag_of(values, "fonts", false)) &&
	       !is_excepted(looking, image->file->path);
}

static void visit_image(struct evaluation *evaluation, const struct found_image *found,
	enum reached reached, item_visitor *visitor, void *context)
{
	const struct image *image = host_file_image(&evaluation->host->tree, found->file);
	const char *title = "DOS program without a header (com)";
	struct selection_item item = {.variables = {{"item", found->file->path}, {"item.image", ""},
					      {"item.kind", image_kind_name(found->kind)},
					      {"item.reached", reached_words[reached]}},
		.variable_count = 4};

	if (found->com)
		item.variables[2].value = "com";
	else
		title = image ? image_title(evaluation->arena, image) : "";
	item.variables[1].value = title;
	visitor(context, &item);
}

static const char *visit(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	const struct image_list *list = host_images(evaluation->host);
	struct looking looking = {.evaluation = evaluation, .values = values};

	find_reached(&looking);
	for (size_t i = 0; i < list->count; i++) {
		enum reached reached = reached_of(&looking, list->items[i].file);

		if (is_selected(&looking, &list->items[i], reached))
			visit_image(evaluation, &list->items[i], reached, visitor, context);
	}
	return list->reason;
}

const struct selection_type selection_images = {
	.name = "images",
	.summary = "executable files on the drives",
	.none = "there is no such file on the drives",
	.fields = {{"kind", &field_kind, FIELD_ONE_OR_LIST},
		{"bits", &field_word, FIELD_ONE_OR_LIST, bits_words},
		{"machine", &field_machine, FIELD_ONE_OR_LIST},
		{"target", &field_target, FIELD_ONE_OR_LIST},
		{"reached", &field_word, FIELD_ONE_OR_LIST, reached_words},
		{"within", &field_word, 0, within_words}, {"fonts", &field_flag, 0},
		{"except", &field_template, FIELD_LIST}, {SELECTION_WHERE_KNOWN, &field_flag, 0}},
	.variables = {"item", "item.image", "item.kind", "item.reached"},
	.visit = visit,
};
