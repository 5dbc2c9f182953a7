/* Finding and reading the modules of a graph. */
#include "scanner/host/dependencies/dependency_private.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/search/system_modules.h"
#include "scanner/host/search/win16_modules.h"
#include "scanner/host/search/wow64.h"

#include <string.h>

static const char TOO_MANY_MODULES[] = "the program needs more modules than are followed";

struct dependency_node *dependency_node_add(struct dependency_builder *builder, const char *name,
	struct host_file *file, struct dependency_edge *first_edge)
{
	struct dependency_graph *graph = builder->graph;
	struct arena *arena = graph->host->arena;
	struct dependency_node *node;
	void *items = graph->nodes;

	if (graph->node_count > MAX_MODULES) {
		dependency_limit(builder, TOO_MANY_MODULES);
		return NULL;
	}
	node = arena_alloc(arena, sizeof(*node));
	node->name = name;
	node->file = file;
	node->position = graph->node_count;
	node->first_edge = first_edge;
	node->depth = first_edge ? first_edge->from->depth + 1 : 0;
	arena_grow(
		arena, &items, graph->node_count, &builder->node_capacity, sizeof(*graph->nodes));
	graph->nodes = items;
	graph->nodes[graph->node_count++] = node;
	if (file)
		name_table_add(&builder->files, file->path, node);
	return node;
}

/* What reading a file left in memory, roughly. */
static size_t image_bytes(const struct image *image)
{
	size_t bytes = image->export_count * sizeof(*image->exports) +
		       image->resource_count * sizeof(*image->resources) +
		       image->import_count * sizeof(*image->imports);

	for (size_t i = 0; i < image->import_count; i++) {
		const struct image_import *import = &image->imports[i];

		bytes += import->symbol_count * sizeof(*import->symbols);
		for (size_t j = 0; j < import->symbol_count; j++)
			bytes += import->symbols[j].name ? strlen(import->symbols[j].name) : 0;
	}
	for (size_t i = 0; i < image->export_count; i++)
		bytes += image->exports[i].name ? strlen(image->exports[i].name) : 0;
	return bytes;
}

static bool has_imports(const struct image *image)
{
	return image->kind == IMAGE_PE32 || image->kind == IMAGE_PE32PLUS ||
	       image->kind == IMAGE_NE;
}

void dependency_node_read(struct dependency_builder *builder, struct dependency_node *node)
{
	struct host *host = builder->graph->host;
	size_t bytes;

	node->image = host_file_image(&host->tree, node->file);
	if (!node->image) {
		node->status = DEPENDENCY_UNTOLD;
		node->reason = host_file_unreadable(&host->tree, node->file);
		return;
	}
	bytes = image_bytes(node->image);
	builder->bytes_left -= bytes < builder->bytes_left ? bytes : builder->bytes_left;
	node->status = dependency_fit(
		&builder->process, node->image, node->file->path, host->arena, &node->reason);
	if (node->status != DEPENDENCY_FOUND)
		return;
	if ((!node->image->imports_read && has_imports(node->image)) || image_doubt(node->image))
		node->doubt = arena_printf(host->arena,
			"%s is damaged (%s), so what it imports could not all be told",
			node->file->path,
			image_doubt(node->image) ? image_doubt(node->image)
						 : "no import table could be read");
}

static bool windows_shown(struct dependency_builder *builder)
{
	struct host *host = builder->graph->host;
	uint16_t machine = builder->request.caller_machine;

	if (!machine && builder->process.program)
		machine = wow64_process_machine(host, builder->process.program);
	if (!builder->windows_told)
		builder->windows_shown = host_shows_windows(host, machine);
	builder->windows_told = true;
	return builder->windows_shown;
}

static bool is_part_of_windows(const struct dependency_builder *builder, const char *name)
{
	return builder->request.launcher == LAUNCHER_WIN16 ? is_win16_system_module(name)
							   : is_system_module(name);
}

/* The modules of Windows are known up to NT 4; later ones have thousands. */
static bool may_be_part_of_windows(const struct dependency_builder *builder)
{
	return builder->request.launcher != LAUNCHER_WIN16 &&
	       builder->graph->host->profile->release >= RELEASE_OF_WINDOWS_2000;
}

/* What becomes of an API set: *host_needed when the module that stands for it is there. */
static void judge_contract(
	struct dependency_builder *builder, struct dependency_node *node, bool *host_needed)
{
	struct arena *arena = builder->graph->host->arena;
	const char *host_module = node->search.api_set.host_module;

	node->status = DEPENDENCY_API_SET;
	*host_needed = false;
	if (!host_module) {
		node->reason = "an API set: a name that Windows itself fulfils";
	} else if (!*host_module) {
		node->status = DEPENDENCY_MISSING;
		node->reason = "no module of this Windows stands for this API set";
	} else if (node->search.count) {
		node->reason = arena_printf(arena, "an API set, for which %s stands", host_module);
		*host_needed = true;
	} else if (windows_shown(builder)) {
		node->status = DEPENDENCY_MISSING;
		node->reason = arena_printf(arena,
			"%s, which stands for this API set, is not in the system folder",
			host_module);
	} else {
		node->reason = arena_printf(arena,
			"an API set, for which %s stands, which is not there to be seen",
			host_module);
	}
}

/* The status of a name that leads to no file. */
static void judge_name(
	struct dependency_builder *builder, struct dependency_node *node, bool *host_needed)
{
	const struct search_result *search = &node->search;

	if (search->outcome == SEARCH_API_SET) {
		judge_contract(builder, node, host_needed);
	} else if (search->outcome == SEARCH_UNCERTAIN) {
		node->status = DEPENDENCY_UNTOLD;
		node->reason = search->reason;
	} else if (!windows_shown(builder) && is_part_of_windows(builder, node->name)) {
		node->status = DEPENDENCY_SKIPPED;
		node->reason = "a part of Windows, whose files are not there to be seen";
	} else if (!windows_shown(builder) && may_be_part_of_windows(builder)) {
		node->status = DEPENDENCY_UNTOLD;
		node->reason = "it is in none of the folders that are there; it may be a part of "
			       "Windows, whose files are not there to be seen";
	} else {
		node->status = DEPENDENCY_MISSING;
		node->reason = "it is in none of the folders that are searched";
	}
}

static void search_for(struct dependency_builder *builder, const struct dependency_node *importer,
	const char *name, struct search_result *out)
{
	*out = (struct search_result){.name = name};
	if (builder->no_search) {
		out->outcome = SEARCH_UNCERTAIN;
		out->reason = builder->no_search;
	} else if (!*name || strpbrk(name, "\"<>|*")) {
		/* No Windows file has such a name. */
		out->outcome = SEARCH_MISSING;
	} else {
		builder->request.name = name;
		builder->request.importer = importer->file;
		*out = search_run(builder->graph->host, &builder->request);
		if (out->note)
			builder->graph->note = out->note;
	}
}

static bool may_search(struct dependency_builder *builder)
{
	if (!builder->searches_left)
		dependency_limit(builder, TOO_MANY_MODULES);
	else if (!builder->bytes_left)
		dependency_limit(builder, "the modules are larger than are followed");
	else
		builder->searches_left--;
	return !builder->graph->limit;
}

/* The name that is searched for: the loader adds .dll to one without an extension, or for a 16-bit
 * program what the search itself tries. */
static const char *full_name(struct dependency_builder *builder, const char *module)
{
	if (builder->request.launcher == LAUNCHER_WIN16)
		return win16_module_file(module);
	if (!*module || builder->no_search || winpath_has_extension(module))
		return module;
	return arena_printf(builder->graph->host->arena, "%s.dll", module);
}

/*
 * What a name is remembered under. Which importer asks matters to some: one that names assemblies
 * of its own (doc "Assembly Searching Sequence"), and an API set that has a module for it alone.
 */
static const char *key_of(struct dependency_builder *builder,
	const struct dependency_node *importer, const char *name)
{
	struct host *host = builder->graph->host;
	const char *folded = text_fold(&builder->scratch, name);
	struct api_set_answer answer;

	if (importer->position && importer->image->manifest.dependency_count)
		return arena_printf(&builder->scratch, "%s\n%s", folded, importer->file->path);
	if (!host->profile->api_sets || !is_api_set(name))
		return folded;
	answer = api_set_resolve(host, name, winpath_name(importer->file->path));
	return arena_printf(
		&builder->scratch, "%s\n%s", folded, answer.host_module ? answer.host_module : "?");
}

struct dependency_node *dependency_known(struct dependency_builder *builder,
	const struct dependency_node *importer, const char *module)
{
	return name_table_find(
		&builder->names, key_of(builder, importer, full_name(builder, module)));
}

/* The node of a file, new perhaps. NULL when a limit is met. */
static struct dependency_node *file_node(struct dependency_builder *builder, const char *name,
	const struct search_result *search, struct dependency_edge *edge)
{
	struct host_file *file = search_winner(search)->file;
	struct dependency_node *node = name_table_find(&builder->files, file->path);

	if (node)
		return node;
	node = dependency_node_add(builder, name, file, edge);
	if (!node)
		return NULL;
	node->search = *search;
	dependency_node_read(builder, node);
	return node;
}

/* Joins an API set with the module that stands for it. */
static void add_contract_host(struct dependency_builder *builder, struct dependency_node *contract)
{
	const struct search_candidate *winner = search_winner(&contract->search);
	struct dependency_edge wanted = {.from = contract,
		.module = contract->search.api_set.host_module,
		.delay = true,
		.forwarded = true,
		.symbols_known = true};

	contract->host_edge = dependency_edge_add(builder, &wanted);
	if (!contract->host_edge)
		return;
	contract->host_edge->to = file_node(
		builder, winpath_name(winner->file->path), &contract->search, contract->host_edge);
	if (contract->host_edge->to)
		return;
	contract->host_edge = NULL;
	builder->graph->edge_count--;
}

/* The node of a name that leads to no file, new perhaps. One of an API set that has another module
 * for this importer is called by that, too. NULL when a limit is met. */
static struct dependency_node *name_node(struct dependency_builder *builder, const char *name,
	const struct search_result *search, struct dependency_edge *edge)
{
	const char *host_module = search->api_set.host_module;
	const char *folded = text_fold(&builder->scratch, name);
	struct dependency_node *node = name_table_find(&builder->fileless, folded);
	bool host_needed = false;

	if (node && host_module && node->search.api_set.host_module &&
		!text_same_name(host_module, node->search.api_set.host_module)) {
		name = arena_printf(builder->graph->host->arena, "%s (%s)", name, host_module);
		folded = text_fold(&builder->scratch, name);
		node = name_table_find(&builder->fileless, folded);
	}
	if (node)
		return node;
	node = dependency_node_add(builder, name, NULL, edge);
	if (!node)
		return NULL;
	name_table_add(&builder->fileless, folded, node);
	node->search = *search;
	judge_name(builder, node, &host_needed);
	if (host_needed)
		add_contract_host(builder, node);
	return node;
}

struct dependency_node *dependency_resolve(
	struct dependency_builder *builder, struct dependency_edge *edge)
{
	struct dependency_node *node = dependency_known(builder, edge->from, edge->module);
	const char *name = full_name(builder, edge->module);
	struct search_result search;

	if (node)
		return node;
	if (!may_search(builder))
		return NULL;
	search_for(builder, edge->from, name, &search);
	if (search.outcome == SEARCH_FOUND)
		node = file_node(builder, name, &search, edge);
	else
		node = name_node(builder, name, &search, edge);
	if (node)
		name_table_add(&builder->names, key_of(builder, edge->from, name), node);
	return node;
}

struct dependency_node *dependency_program(
	struct dependency_builder *builder, struct host_file *program)
{
	return dependency_node_add(builder, winpath_name(program->path), program, NULL);
}
