/* files, folders: what lies in a folder, or below it. */
#include "rules/facts/folder_listing.h"
#include "rules/selections/selection.h"

struct visiting {
	struct evaluation *evaluation;
	item_visitor *visitor;
	void *context;
};

static void visit_entry(void *context, const struct listed_entry *entry)
{
	struct visiting *visiting = context;
	struct arena *arena = visiting->evaluation->arena;
	struct selection_item item = {
		.variables = {{"item", entry->path}, {"item.name", entry->name}},
		.variable_count = 2};
	const char *size = "of unknown size";

	if (entry->file && !host_file_unreadable(&visiting->evaluation->host->tree, entry->file))
		size = arena_printf(arena, "%llu", (unsigned long long)entry->file->size);
	if (entry->file)
		item.variables[item.variable_count++] = (struct text_variable){"item.size", size};
	visiting->visitor(visiting->context, &item);
}

static const char *visit(struct evaluation *evaluation, const struct field_values *values,
	bool files, item_visitor *visitor, void *context)
{
	struct visiting visiting = {evaluation, visitor, context};
	struct folder_listing listing = {.evaluation = evaluation,
		.recursive = field_flag_of(values, "recursive", false),
		.files = files,
		.folders = !files,
		.visit = visit_entry,
		.context = &visiting};
	struct look look = tree_look(&evaluation->host->tree,
		evaluation_fill(evaluation, NULL, field_text_of(values, "folder")));

	if (look.status != LOOK_FOUND && look.status != LOOK_ABSENT)
		return arena_printf(evaluation->arena, "whether %s is there could not be told: %s",
			look.path, look.reason);
	if (look.file)
		return arena_printf(evaluation->arena, "%s is a file and no folder", look.path);
	folder_listing_patterns(&listing, field_value(values, "pattern"));
	if (look.folder)
		folder_listing_run(&listing, look.folder);
	return listing.incomplete;
}

static const char *visit_files(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	return visit(evaluation, values, true, visitor, context);
}

static const char *visit_folders(struct evaluation *evaluation, const struct field_values *values,
	item_visitor *visitor, void *context)
{
	return visit(evaluation, values, false, visitor, context);
}

const struct selection_type selection_files = {
	.name = "files",
	.summary = "the files of a folder",
	.none = "no such file lies there",
	.fields = {{"folder", &field_template, FIELD_REQUIRED},
		{"pattern", &field_template, FIELD_ONE_OR_LIST}, {"recursive", &field_flag, 0}},
	.variables = {"item", "item.name", "item.size"},
	.visit = visit_files,
};

const struct selection_type selection_folders = {
	.name = "folders",
	.summary = "the folders in a folder",
	.none = "no such folder lies there",
	.fields = {{"folder", &field_template, FIELD_REQUIRED},
		{"pattern", &field_template, FIELD_ONE_OR_LIST}, {"recursive", &field_flag, 0}},
	.variables = {"item", "item.name"},
	.visit = visit_folders,
};
